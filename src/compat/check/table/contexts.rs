//! Contexts and the parents of operations: contract 4.6, 4.7.

use serde_json::json;

use super::super::run::Run;
use super::super::world::{Verdict, World, holds, is};

checks! {
    "context.start" Breaks "4.6" [] "a context that has started is in the answer, with its name" => start;
    "context.succeed" Breaks "4.6" [] "a context succeeds with its result" => succeed;
    "context.fail" Breaks "4.6" [] "a context fails with its error" => fail;
    "context.succeed-event" Breaks "6.2" [9] "ContextSucceeded has the result" => succeed_event;
    "context.fail-event" Breaks "6.2" [21] "ContextFailed has the error, and is not marked as cut" => fail_event;
    "context.start-event" Breaks "6.1" [] "ContextStarted has details, though they are empty" => start_event;
    "context.without-start" Hides "4.6" [] "a context may close without a start" => without_start;
    "context.start-twice" Hides "4.6" [2] "a context is started once" => start_twice;
    "context.close-twice" Hides "4.6" [2] "a context is closed once" => close_twice;
    "context.succeed-with-error" Hides "4.6" [2] "a success has no error" => succeed_with_error;
    "context.fail-with-payload" Hides "4.6" [2] "a failure has no payload" => fail_with_payload;
    "context.children-left-out" Hides "3.1" [34] "children of a context that is over are not shown to the function" => children_left_out;
    "context.children-kept" Breaks "3.1" [] "they are shown if the context wants to replay them" => children_kept;
    "context.replay-flag" Breaks "4.6" [] "ReplayChildren of the closing update is kept" => replay_flag;
    "context.replay-flag-at-start" Cosmetic "4.6" [] "ReplayChildren may come with the start" => replay_flag_at_start;
    "context.children-go-on" Breaks "4.7" [] "a context that ends leaves its children as they are" => children_go_on;
    "context.late-child" Hides "4.7" [] "a child may start after its parent's end" => late_child;
    "context.unknown-parent" Hides "4.3" [2] "a parent must be there" => unknown_parent;
    "context.step-parent" Hides "4.3" [2] "a parent is a context" => step_parent;
    "context.later-parent" Hides "4.3" [2] "a parent stands before its children in a batch" => later_parent;
}

const INVALID: &str = "InvalidParameterValueException";
const START: &str = r#"c CONTEXT START {"Name":"branch","SubType":"ParallelBranch"}"#;

async fn start(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    is(
        &Run::of(&run.checkpoint(START).await?, "c"),
        &json!({"Type": "CONTEXT", "Status": "STARTED", "Name": "branch", "SubType": "ParallelBranch",
            "StartTimestamp": "<seconds>", "EndTimestamp": "!"}),
    )
}

async fn succeed(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let close = r#"c CONTEXT SUCCEED {"Payload":"[1,2]"}"#;
    run.checkpoint(START).await?;
    is(
        &Run::of(&run.checkpoint(close).await?, "c"),
        &json!({"Status": "SUCCEEDED", "EndTimestamp": "<seconds>",
            "ContextDetails": {"Result": "[1,2]", "Error": "!"}}),
    )
}

const FAIL: &str = r#"c CONTEXT FAIL {"Error":{"ErrorType":"T","ErrorMessage":"m"}}"#;

async fn fail(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(START).await?;
    is(
        &Run::of(&run.checkpoint(FAIL).await?, "c"),
        &json!({"Status": "FAILED", "EndTimestamp": "<seconds>",
            "ContextDetails": {"Result": "!", "Error": {"ErrorType": "T", "ErrorMessage": "m"}}}),
    )
}

async fn succeed_event(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(&format!(r#"{START}; c CONTEXT SUCCEED {{"Payload":"7"}}"#))
        .await?;
    is(
        &run.event("ContextSucceeded").await?,
        &json!({"Id": "c", "Name": "branch", "SubType": "ParallelBranch",
            "ContextSucceededDetails": {"Result": {"Payload": "7", "Truncated": false}}}),
    )
}

async fn fail_event(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(&format!("{START}; {FAIL}")).await?;
    is(
        &run.event("ContextFailed").await?,
        &json!({"Id": "c", "ContextFailedDetails": {"Error":
            {"Payload": {"ErrorType": "T", "ErrorMessage": "m"}, "Truncated": false}}}),
    )
}

async fn start_event(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(START).await?;
    is(
        &run.event("ContextStarted").await?,
        &json!({"Id": "c", "Name": "branch", "ContextStartedDetails": "<object>"}),
    )
}

async fn without_start(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let close = r#"c CONTEXT SUCCEED {"Name":"branch","Payload":"1"}"#;
    is(
        &Run::of(&run.checkpoint(close).await?, "c"),
        &json!({"Status": "SUCCEEDED", "Name": "branch"}),
    )
}

async fn start_twice(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(START).await?;
    run.try_checkpoint(START)
        .await?
        .refused(400, INVALID, "Cannot start a CONTEXT that already exist.")
}

async fn close_twice(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(&format!("{START}; {FAIL}")).await?;
    run.try_checkpoint("c CONTEXT SUCCEED").await?.refused(
        400,
        INVALID,
        "Invalid current CONTEXT state to close.",
    )
}

async fn succeed_with_error(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(START).await?;
    run.try_checkpoint(r#"c CONTEXT SUCCEED {"Error":{"ErrorType":"T"}}"#)
        .await?
        .refused(400, INVALID, "Cannot provide an Error for SUCCEED action.")
}

async fn fail_with_payload(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(START).await?;
    run.try_checkpoint(r#"c CONTEXT FAIL {"Payload":"1"}"#)
        .await?
        .refused(400, INVALID, "Cannot provide a Payload for FAIL action.")
}

const CHILD: &str = r#"s STEP SUCCEED {"ParentId":"c","Payload":"1"}"#;
const WAIT: &str = r#"w WAIT START {"WaitOptions":{"WaitSeconds":1}}"#;

async fn children_left_out(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(&format!("{START}; {CHILD}")).await?;
    run.checkpoint(&format!("c CONTEXT SUCCEED; {WAIT}")).await?;
    run.resumed().await?;
    let input = run.input["InitialExecutionState"].clone();
    is(&Run::of(&input, "c"), &json!({"Status": "SUCCEEDED"}))?;
    for (shown, what) in [(input, "the invocation"), (run.state().await?, "the state")] {
        holds(
            Run::of(&shown, "s").is_null(),
            format!("{what} shows a child of a context that is over"),
        )?;
    }
    Ok(())
}

async fn children_kept(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(&format!("{START}; {CHILD}")).await?;
    let close = r#"c CONTEXT SUCCEED {"ContextOptions":{"ReplayChildren":true}}"#;
    run.checkpoint(&format!("{close}; {WAIT}")).await?;
    run.resumed().await?;
    let child = Run::of(&run.input["InitialExecutionState"], "s");
    is(
        &child,
        &json!({"Status": "SUCCEEDED", "StepDetails": {"Result": "1"}}),
    )
}

async fn replay_flag(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let close = r#"c CONTEXT SUCCEED {"Payload":"cut","ContextOptions":{"ReplayChildren":true}}"#;
    is(
        &Run::of(&run.checkpoint(&format!("{START}; {close}")).await?, "c"),
        &json!({"ContextDetails": {"ReplayChildren": true, "Result": "cut"}}),
    )
}

async fn replay_flag_at_start(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let start = r#"c CONTEXT START {"ContextOptions":{"ReplayChildren":true}}"#;
    run.checkpoint(start).await?;
    is(&run.operation("c").await?, &json!({"Status": "STARTED"}))
}

async fn children_go_on(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let wait = r#"w WAIT START {"ParentId":"c","WaitOptions":{"WaitSeconds":1}}"#;
    run.checkpoint(&format!("{START}; {wait}")).await?;
    run.checkpoint("c CONTEXT SUCCEED").await?;
    run.resumed().await?;
    is(
        &run.event("WaitSucceeded").await?,
        &json!({"Id": "w", "ParentId": "c"}),
    )
}

async fn late_child(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let close = r#"c CONTEXT SUCCEED {"ContextOptions":{"ReplayChildren":true}}"#;
    run.checkpoint(&format!("{START}; {close}")).await?;
    is(
        &Run::of(&run.checkpoint(CHILD).await?, "s"),
        &json!({"Status": "SUCCEEDED", "ParentId": "c"}),
    )
}

const PARENT: &str = "Invalid parent operation id.";

async fn unknown_parent(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    run.try_checkpoint(CHILD).await?.refused(400, INVALID, PARENT)
}

async fn step_parent(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint("c STEP START").await?;
    run.try_checkpoint(CHILD).await?.refused(400, INVALID, PARENT)
}

async fn later_parent(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    run.try_checkpoint(&format!("{CHILD}; {START}"))
        .await?
        .refused(400, INVALID, PARENT)
}
