//! Functions that fail without an answer: contract 3.3.

use serde_json::{Value, json};
use tokio::time::Instant;

use super::super::guests::Reply;
use super::super::run::Run;
use super::super::world::{Stop, Verdict, World, holds, is};

checks! {
    "crash.retried" Breaks "3.3" [] "a function that crashes is called again, and may succeed" => retried;
    "crash.event" Breaks "6.2" [1, 17] "each attempt leaves an InvocationCompleted with its error" => event;
    "crash.error-kept" Hides "3.3" [1, 17, 19] "the error is the function's own: type, message, stack" => error_kept;
    "crash.delays-grow" Hides "3.3" [18] "each retry comes later than the one before" => delays_grow;
    "crash.step-stays" Breaks "3.3" [] "a step that had started stays so, and may end without another start" => step_stays;
    "crash.no-step-event" Breaks "3.3" [17] "a crash is no failure of a step" => no_step_event;
    "crash.checkpoints-stay" Breaks "3.3" [] "what was checkpointed before a crash is there at the next attempt" => checkpoints_stay;
    "crash.old-token" Breaks "2.5" [2] "the token of a crashed invocation is worth nothing" => old_token;
    "crash.without-header" Breaks "3.2" [36] "an error without the error header is a crash as well" => without_header;
    "crash.timeout-text" Hides "3.2" [36] "the text that a task timed out is a timeout" => timeout_text;
}

async fn crashed<'a>(world: &'a World<'a>) -> Result<Run<'a>, Stop> {
    let mut run = world.start().await?;
    run.crash("Runtime.ExitError", "exit status 1");
    run.next().await?;
    Ok(run)
}

async fn retried(world: &World<'_>) -> Verdict {
    crashed(world).await?.succeeds().await?;
    Ok(())
}

async fn event(world: &World<'_>) -> Verdict {
    let mut run = crashed(world).await?;
    run.succeeds().await?;
    run.told("ExecutionStarted InvocationCompleted InvocationCompleted ExecutionSucceeded")
        .await?;
    let events = run.events("InvocationCompleted", 2).await?;
    is(
        &json!(events),
        &json!([
            {"InvocationCompletedDetails": {"Error": {"Payload": {"ErrorType": "Runtime.ExitError"}}}},
            {"InvocationCompletedDetails": {"Error": "!"}},
        ]),
    )
}

async fn error_kept(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.reply(Reply::crashed(
        &json!({"errorType": "KeyError", "errorMessage": "'id'", "stackTrace": ["one", "two"]}),
    ));
    run.next().await?;
    is(
        &run.events("InvocationCompleted", 1).await?[0],
        &json!({"InvocationCompletedDetails": {"Error": {"Payload":
            {"ErrorType": "KeyError", "ErrorMessage": "'id'", "StackTrace": ["one", "two"]}}}}),
    )
}

async fn delays_grow(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let mut gaps = Vec::new();
    for _ in 0..3 {
        let crashed = Instant::now();
        run.crash("Runtime.ExitError", "exit status 1");
        run.next().await?;
        gaps.push(crashed.elapsed().as_secs_f64());
    }
    // The delays double; a machine that is busy adds to each.
    holds(
        gaps[2] > gaps[0] * 1.5,
        format!("the attempts came after {gaps:.1?} s"),
    )
}

async fn step_stays(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint("a STEP START").await?;
    run.crash("Runtime.ExitError", "exit status 1");
    run.next().await?;
    let step = Run::of(&run.input["InitialExecutionState"], "a");
    is(
        &step,
        &json!({"Status": "STARTED", "StepDetails": {"Attempt": 0}}),
    )?;
    let ended = run.checkpoint(r#"a STEP SUCCEED {"Payload":"1"}"#).await?;
    is(
        &Run::of(&ended, "a"),
        &json!({"Status": "SUCCEEDED", "StepDetails": {"Attempt": 1}}),
    )
}

async fn no_step_event(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint("a STEP START").await?;
    run.crash("Runtime.ExitError", "exit status 1");
    run.next().await?;
    run.checkpoint("a STEP SUCCEED").await?;
    run.succeeds().await?;
    run.told(
        "ExecutionStarted StepStarted InvocationCompleted StepSucceeded InvocationCompleted ExecutionSucceeded",
    )
    .await
}

async fn checkpoints_stay(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(r#"a STEP SUCCEED {"Payload":"\"kept\""}"#).await?;
    run.crash("Runtime.ExitError", "exit status 1");
    run.next().await?;
    is(
        &Run::of(&run.input["InitialExecutionState"], "a"),
        &json!({"Status": "SUCCEEDED", "StepDetails": {"Result": "\"kept\""}}),
    )
}

async fn old_token(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let old = run.token.clone();
    run.crash("Runtime.ExitError", "exit status 1");
    run.next().await?;
    let body = json!({"CheckpointToken": old, "Updates": []});
    run.send_checkpoint(&body).await?.refused(
        400,
        "InvalidParameterValueException",
        "Invalid checkpoint token",
    )
}

async fn without_header(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.answer(&json!({"errorType": "Runtime.ExitError", "errorMessage": "exit status 1"}));
    run.next().await?;
    run.succeeds().await?;
    Ok(())
}

async fn timeout_text(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.reply(Reply::returned("Task timed out after 3.00 seconds"));
    run.next().await?;
    let events: Vec<Value> = run.events("InvocationCompleted", 1).await?;
    is(
        &events[0],
        &json!({"InvocationCompletedDetails": {"Error": {"Payload":
            {"ErrorType": "Sandbox.Timedout", "ErrorMessage": "~Task timed out after 3.00 seconds"}}}}),
    )
}
