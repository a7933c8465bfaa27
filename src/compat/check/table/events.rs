//! What each event says: contract 6.2, 6.3, 6.4. Those of waits, callbacks, contexts and chained invokes are there.

use serde_json::{Value, json};

use super::super::world::{Stop, Verdict, World, holds, is};

checks! {
    "event.execution-started" Breaks "6.2" [] "ExecutionStarted has the input and the timeout" => execution_started;
    "event.execution-id" Breaks "6.1" [] "events of the execution have its id" => execution_id;
    "event.execution-timed-out" Hides "6.2" [] "ExecutionTimedOut is the execution's last event" => execution_timed_out;
    "event.execution-stopped" Breaks "6.2" [7] "ExecutionStopped has the error that it was stopped with" => execution_stopped;
    "event.invocation-completed" Breaks "6.2" [1] "InvocationCompleted has its times and its request id, and no operation's id" => invocation_completed;
    "event.invocation-ids" Hides "6.2" [1] "each invocation has a request id of its own" => invocation_ids;
    "event.step-started" Breaks "6.2" [] "StepStarted has details, though they are empty" => step_started;
    "event.step-succeeded" Breaks "6.2" [12] "StepSucceeded has the result and the attempt" => step_succeeded;
    "event.step-failed" Breaks "6.2" [16] "a step's last failure has the attempt, and no delay" => step_failed;
    "event.step-retried" Breaks "6.2" [] "a failure that is retried has the attempt and the delay" => step_retried;
    "event.attempts" Breaks "6.2" [16] "attempts are counted as they end, with or without a start" => attempts;
    "event.poll" Breaks "6.3" [12, 15] "a poll that goes on is a StepSucceeded with its payload and the delay" => poll;
    "event.step-metadata" Breaks "6.1" [] "a step's events have its name, its subtype and its parent" => step_metadata;
    "event.no-ready" Hides "6.3" [] "a retry that is due leaves no event" => no_ready;
    "event.closing-only" Cosmetic "6.3" [] "a step without a start has its closing event alone" => closing_only;
    "event.batch-order" Breaks "6.4" [] "a batch's events come in the order of its updates" => batch_order;
    "event.step-and-wait" Breaks "6.4" [] "a step and a wait have the history that the service gives" => step_and_wait;
    "event.retries" Breaks "6.4" [] "a step of three attempts has the history that the service gives" => retries;
    "event.absent-members" Hides "6.1" [] "what an operation has not is absent, not null" => absent;
}

const OVER: &str = r#"{"Status":"SUCCEEDED","Result":"1"}"#;

async fn execution_started(world: &World<'_>) -> Verdict {
    let run = world
        .start_with(json!({"Input": "{\"a\":1}", "ExecutionTimeoutSeconds": 77}))
        .await?;
    is(
        &run.event("ExecutionStarted").await?,
        &json!({"EventId": 1, "ExecutionStartedDetails":
            {"ExecutionTimeout": 77, "Input": {"Payload": "{\"a\":1}", "Truncated": false}}}),
    )
}

async fn execution_id(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.succeeds().await?;
    for kind in ["ExecutionStarted", "ExecutionSucceeded"] {
        is(&run.event(kind).await?, &json!({"Id": run.id()}))?;
    }
    Ok(())
}

async fn execution_timed_out(world: &World<'_>) -> Verdict {
    let mut run = world.start_with(json!({"ExecutionTimeoutSeconds": 1})).await?;
    run.checkpoint("k CALLBACK START").await?;
    run.suspend();
    run.ended("TIMED_OUT").await?;
    run.told("ExecutionStarted CallbackStarted InvocationCompleted ExecutionTimedOut")
        .await?;
    is(
        &run.event("ExecutionTimedOut").await?,
        &json!({"ExecutionTimedOutDetails": "<object>"}),
    )
}

async fn execution_stopped(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint("k CALLBACK START").await?;
    run.suspend();
    let error = json!({"ErrorType": "Mine", "ErrorMessage": "enough", "ErrorData": "d"});
    run.stop(&error).await?.has(200)?;
    is(
        &run.event("ExecutionStopped").await?,
        &json!({"Id": run.id(), "ExecutionStoppedDetails": {"Error": {"Payload": error, "Truncated": false}}}),
    )
}

async fn invocation_completed(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.succeeds().await?;
    let event = run.event("InvocationCompleted").await?;
    is(
        &event,
        &json!({"Id": "!", "InvocationCompletedDetails":
            {"StartTimestamp": "<seconds>", "EndTimestamp": "<seconds>", "RequestId": "<text>", "Error": "!"}}),
    )
}

async fn invocation_ids(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(r#"w WAIT START {"WaitOptions":{"WaitSeconds":1}}"#)
        .await?;
    run.resumed().await?;
    run.succeeds().await?;
    let events = run.events("InvocationCompleted", 2).await?;
    let id = |index: usize| events[index]["InvocationCompletedDetails"]["RequestId"].clone();
    holds(
        id(0).is_string() && id(0) != id(1),
        format!("the request ids are {} and {}", id(0), id(1)),
    )
}

async fn step_started(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint("a STEP START").await?;
    is(
        &run.event("StepStarted").await?,
        &json!({"Id": "a", "StepStartedDetails": "<object>"}),
    )
}

async fn step_succeeded(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(r#"a STEP START; a STEP SUCCEED {"Payload":"\"bob\""}"#)
        .await?;
    is(
        &run.event("StepSucceeded").await?,
        &json!({"Id": "a", "StepSucceededDetails": {
            "Result": {"Payload": "\"bob\"", "Truncated": false},
            "RetryDetails": {"CurrentAttempt": 1, "NextAttemptDelaySeconds": "!"}}}),
    )
}

const ERROR: &str = r#""Error":{"ErrorType":"T","ErrorMessage":"m"}"#;

fn retry(delay_s: u32) -> String {
    format!(r#"a STEP RETRY {{{ERROR},"StepOptions":{{"NextAttemptDelaySeconds":{delay_s}}}}}"#)
}

async fn step_failed(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(&format!("a STEP START; a STEP FAIL {{{ERROR}}}"))
        .await?;
    is(
        &run.event("StepFailed").await?,
        &json!({"StepFailedDetails": {
            "Error": {"Payload": {"ErrorType": "T", "ErrorMessage": "m"}, "Truncated": false},
            "RetryDetails": {"CurrentAttempt": 1, "NextAttemptDelaySeconds": "!"}}}),
    )
}

async fn step_retried(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(&format!("a STEP START; {}", retry(600))).await?;
    is(
        &run.event("StepFailed").await?,
        &json!({"StepFailedDetails": {
            "Error": {"Payload": {"ErrorType": "T"}},
            "RetryDetails": {"CurrentAttempt": 1, "NextAttemptDelaySeconds": 600}}}),
    )
}

async fn attempts(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(&format!("a STEP START; {}", retry(1))).await?;
    run.resumed().await?;
    // As the Rust SDK does after a crash: no second start.
    run.checkpoint(&format!("a STEP FAIL {{{ERROR}}}")).await?;
    let events = run.events("StepFailed", 2).await?;
    let attempt = |number: u32| json!({"StepFailedDetails": {"RetryDetails": {"CurrentAttempt": number}}});
    is(&json!(events), &json!([attempt(1), attempt(2)]))
}

async fn poll(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let poll =
        r#"a STEP START; a STEP RETRY {"Payload":"{\"n\":1}","StepOptions":{"NextAttemptDelaySeconds":600}}"#;
    run.checkpoint(poll).await?;
    is(
        &run.event("StepSucceeded").await?,
        &json!({"StepSucceededDetails": {
            "Result": {"Payload": "{\"n\":1}", "Truncated": false},
            "RetryDetails": {"CurrentAttempt": 1, "NextAttemptDelaySeconds": 600}}}),
    )
}

async fn step_metadata(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(
        r#"c CONTEXT START; a STEP START {"Name":"charge","SubType":"Step","ParentId":"c"}; a STEP SUCCEED {"Name":"charge","SubType":"Step","ParentId":"c"}"#,
    )
    .await?;
    for kind in ["StepStarted", "StepSucceeded"] {
        is(
            &run.event(kind).await?,
            &json!({"Name": "charge", "SubType": "Step", "ParentId": "c"}),
        )?;
    }
    Ok(())
}

async fn no_ready(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(&format!("a STEP START; {}", retry(1))).await?;
    run.resumed().await?;
    run.told("ExecutionStarted StepStarted StepFailed InvocationCompleted")
        .await
}

async fn closing_only(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint("a STEP SUCCEED").await?;
    run.told("ExecutionStarted StepSucceeded").await
}

async fn batch_order(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint("c CONTEXT START; b STEP START; b STEP SUCCEED; a STEP START; c CONTEXT SUCCEED")
        .await?;
    run.told("ExecutionStarted ContextStarted StepStarted StepSucceeded StepStarted ContextSucceeded")
        .await?;
    let events: Result<Vec<Value>, Stop> = run.history().await;
    let ids: Vec<_> = events?.iter().skip(1).map(|event| event["Id"].clone()).collect();
    is(&json!(ids), &json!(["c", "b", "b", "a", "c"]))
}

async fn step_and_wait(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint("a STEP START; a STEP SUCCEED").await?;
    run.checkpoint(r#"w WAIT START {"WaitOptions":{"WaitSeconds":1}}"#)
        .await?;
    run.resumed().await?;
    run.succeeds().await?;
    run.told(
        "ExecutionStarted StepStarted StepSucceeded WaitStarted InvocationCompleted WaitSucceeded InvocationCompleted ExecutionSucceeded",
    )
    .await
}

async fn retries(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    for _ in 0..2 {
        run.checkpoint(&format!("a STEP START; {}", retry(1))).await?;
        run.resumed().await?;
    }
    run.checkpoint(&format!("a STEP START; a STEP FAIL {{{ERROR}}}"))
        .await?;
    run.returns(
        &json!({"Status": "FAILED", "Error": {"ErrorType": "T"}}),
        "FAILED",
    )
    .await?;
    run.told(
        "ExecutionStarted StepStarted StepFailed InvocationCompleted StepStarted StepFailed InvocationCompleted \
         StepStarted StepFailed InvocationCompleted ExecutionFailed",
    )
    .await
}

async fn absent(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint("a STEP START").await?;
    is(
        &run.event("StepStarted").await?,
        &json!({"Name": "!", "SubType": "!", "ParentId": "!"}),
    )?;
    run.answer(&serde_json::from_str(OVER).unwrap_or_default());
    let step = run.history().await?;
    holds(
        !json!(step).to_string().contains(":null"),
        "an event has a member that is null",
    )
}
