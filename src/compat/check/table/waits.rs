//! Waits: contract 4.6, 5.2.

use serde_json::{Value, json};

use super::super::run::Run;
use super::super::world::{Stop, Verdict, World, holds, is};

checks! {
    "wait.start" Breaks "4.6" [] "a wait that has started says when it ends" => start;
    "wait.start-event" Breaks "6.2" [] "WaitStarted has the wait's length and its end" => start_event;
    "wait.due" Breaks "5.2" [] "a wait that is due succeeds, and the function is called" => due;
    "wait.due-event" Breaks "6.2" [] "WaitSucceeded has the wait's length" => due_event;
    "wait.due-while-running" Hides "5.2" [] "a wait that is due while the function runs is in its next checkpoint's answer" => due_while_running;
    "wait.due-at-once" Breaks "5.1" [] "waits that are due together call the function once" => due_together;
    "wait.longest" Hides "8" [] "a wait may take 366 days" => longest;
    "wait.cancel" Hides "4.6" [33] "a wait that is cancelled keeps what it was" => cancel;
    "wait.cancel-event" Hides "6.3" [33] "WaitCancelled is in the history" => cancel_event;
    "wait.cancel-is-final" Hides "4.6" [33] "a cancelled wait does not succeed when it was due" => cancel_final;
    "wait.start-twice" Hides "4.6" [2] "a wait is started once" => start_twice;
    "wait.cancel-unknown" Hides "4.6" [2] "a wait that nobody started is not cancelled" => cancel_unknown;
    "wait.cancel-ended" Hides "4.6" [2] "a wait that has ended is not cancelled" => cancel_ended;
    "wait.without-length" Hides "4.6" [29] "a wait needs WaitOptions" => without_length;
    "wait.name" Breaks "6.1" [] "a wait's events have its name, its subtype and its parent" => names;
}

/// A wait of a second.
const WAIT: &str = r#"w WAIT START {"Name":"nap","SubType":"Wait","WaitOptions":{"WaitSeconds":1}}"#;
const LONG: &str = r#"w WAIT START {"WaitOptions":{"WaitSeconds":3600}}"#;
const INVALID: &str = "InvalidParameterValueException";

fn seconds(value: &Value) -> f64 {
    value.as_f64().unwrap_or_default()
}

/// That one point in time is so many seconds after another one.
fn apart(earlier: &Value, later: &Value, by_s: f64) -> Verdict {
    let between = seconds(later) - seconds(earlier);
    holds(
        (between - by_s).abs() < 0.1,
        format!("{later} is {between} s after {earlier}: {by_s} s are expected"),
    )
}

async fn start(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let wait = Run::of(&run.checkpoint(LONG).await?, "w");
    is(
        &wait,
        &json!({"Type": "WAIT", "Status": "STARTED", "StartTimestamp": "<seconds>", "EndTimestamp": "!",
            "WaitDetails": {"ScheduledEndTimestamp": "<seconds>"}}),
    )?;
    apart(
        &wait["StartTimestamp"],
        &wait["WaitDetails"]["ScheduledEndTimestamp"],
        3600.0,
    )
}

async fn start_event(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(LONG).await?;
    let event = run.event("WaitStarted").await?;
    is(
        &event,
        &json!({"Id": "w", "WaitStartedDetails": {"Duration": 3600, "ScheduledEndTimestamp": "<seconds>"}}),
    )?;
    let end = &event["WaitStartedDetails"]["ScheduledEndTimestamp"];
    apart(&event["EventTimestamp"], end, 3600.0)
}

/// A wait that is over, in the invocation that its end brought.
async fn over<'a>(world: &'a World<'a>) -> Result<Run<'a>, Stop> {
    let mut run = world.start().await?;
    run.checkpoint(WAIT).await?;
    run.resumed().await?;
    Ok(run)
}

async fn due(world: &World<'_>) -> Verdict {
    let run = over(world).await?;
    let wait = Run::of(&run.input["InitialExecutionState"], "w");
    is(
        &wait,
        &json!({"Status": "SUCCEEDED", "StartTimestamp": "<millis>", "EndTimestamp": "<millis>",
            "WaitDetails": {"ScheduledEndTimestamp": "<millis>"}}),
    )?;
    holds(
        seconds(&wait["EndTimestamp"]) - seconds(&wait["StartTimestamp"]) >= 990.0,
        format!("a wait of a second ended too early: {wait}"),
    )
}

async fn due_event(world: &World<'_>) -> Verdict {
    let run = over(world).await?;
    let event = run.event("WaitSucceeded").await?;
    is(
        &event,
        &json!({"Id": "w", "WaitSucceededDetails": {"Duration": 1}}),
    )
}

async fn due_while_running(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(WAIT).await?;
    run.event("WaitStarted").await?;
    let mut seen = Value::Null;
    for _ in 0..40 {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        seen = Run::of(&run.checkpoint("").await?, "w");
        if !seen.is_null() {
            break;
        }
    }
    is(
        &seen,
        &json!({"Status": "SUCCEEDED", "EndTimestamp": "<seconds>"}),
    )
}

async fn due_together(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let second = r#"v WAIT START {"WaitOptions":{"WaitSeconds":1}}"#;
    run.checkpoint(&format!("{WAIT}; {second}")).await?;
    run.resumed().await?;
    let state = run.input["InitialExecutionState"].clone();
    for id in ["w", "v"] {
        is(&Run::of(&state, id), &json!({"Status": "SUCCEEDED"}))?;
    }
    run.succeeds().await?;
    run.told(
        "ExecutionStarted WaitStarted WaitStarted InvocationCompleted WaitSucceeded WaitSucceeded InvocationCompleted ExecutionSucceeded",
    )
    .await
}

async fn longest(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let wait = r#"w WAIT START {"WaitOptions":{"WaitSeconds":31622400}}"#;
    let wait = Run::of(&run.checkpoint(wait).await?, "w");
    apart(
        &wait["StartTimestamp"],
        &wait["WaitDetails"]["ScheduledEndTimestamp"],
        31_622_400.0,
    )
}

async fn cancel(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(LONG).await?;
    let wait = Run::of(&run.checkpoint("w WAIT CANCEL").await?, "w");
    is(
        &wait,
        &json!({"Status": "CANCELLED", "EndTimestamp": "<seconds>",
            "WaitDetails": {"ScheduledEndTimestamp": "<seconds>"}}),
    )
}

async fn cancel_event(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(LONG).await?;
    run.checkpoint("w WAIT CANCEL").await?;
    let events = run.history().await?;
    is(
        &events.get(1).cloned().unwrap_or_default(),
        &json!({"EventType": "WaitStarted", "WaitStartedDetails": {"Duration": 3600}}),
    )?;
    is(
        &events.get(2).cloned().unwrap_or_default(),
        &json!({"EventType": "WaitCancelled", "Id": "w", "WaitCancelledDetails": "<object>"}),
    )
}

async fn cancel_final(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let other = r#"v WAIT START {"WaitOptions":{"WaitSeconds":2}}"#;
    run.checkpoint(&format!("{WAIT}; {other}")).await?;
    run.checkpoint("w WAIT CANCEL").await?;
    run.resumed().await?;
    let state = run.input["InitialExecutionState"].clone();
    is(&Run::of(&state, "w"), &json!({"Status": "CANCELLED"}))?;
    is(&Run::of(&state, "v"), &json!({"Status": "SUCCEEDED"}))?;
    run.succeeds().await?;
    run.told(
        "ExecutionStarted WaitStarted WaitStarted WaitCancelled InvocationCompleted WaitSucceeded InvocationCompleted ExecutionSucceeded",
    )
    .await
}

async fn start_twice(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(LONG).await?;
    run.try_checkpoint(LONG)
        .await?
        .refused(400, INVALID, "Cannot start a WAIT that already exist.")
}

const CANNOT_CANCEL: &str = "Cannot cancel a WAIT that does not exist or has already completed.";

async fn cancel_unknown(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    run.try_checkpoint("w WAIT CANCEL")
        .await?
        .refused(400, INVALID, CANNOT_CANCEL)
}

async fn cancel_ended(world: &World<'_>) -> Verdict {
    let run = over(world).await?;
    run.try_checkpoint("w WAIT CANCEL")
        .await?
        .refused(400, INVALID, CANNOT_CANCEL)
}

async fn without_length(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    run.try_checkpoint("w WAIT START").await?.refused(
        400,
        INVALID,
        "Update for WAIT operation requires WaitOptions.",
    )
}

async fn names(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let parent = r#"c CONTEXT START {"Name":"inside","SubType":"RunInChildContext"}"#;
    let wait =
        r#"w WAIT START {"Name":"nap","SubType":"Wait","ParentId":"c","WaitOptions":{"WaitSeconds":1}}"#;
    run.checkpoint(&format!("{parent}; {wait}")).await?;
    run.resumed().await?;
    for kind in ["WaitStarted", "WaitSucceeded"] {
        is(
            &run.event(kind).await?,
            &json!({"Name": "nap", "SubType": "Wait", "ParentId": "c"}),
        )?;
    }
    Ok(())
}
