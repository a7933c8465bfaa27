//! What functions answer: contract 3.2, 6.4.

use serde_json::{Value, json};

use super::super::guests::Reply;
use super::super::world::{Verdict, World, holds, is};

checks! {
    "output.succeeded" Breaks "3.2" [] "a success is the execution's, and its result stays as it is" => succeeded;
    "output.no-result" Hides "3.2" [] "a success may have no result" => no_result;
    "output.failed" Breaks "3.2" [] "a failure is the execution's, with its error, and is not retried" => failed;
    "output.failed-no-error" Hides "3.2" [] "a failure may have no error" => failed_no_error;
    "output.nothing-pending" Hides "3.2" [] "to suspend with nothing pending is an error, and fails at the third time" => nothing_pending;
    "output.no-status" Hides "3.2" [49] "an output without a status fails the execution" => no_status;
    "output.unknown-status" Hides "3.2" [49] "an output with an unknown status fails the execution" => unknown_status;
    "output.failed-with-result" Hides "3.2" [] "a failure with a result fails the execution as wrong" => failed_with_result;
    "output.succeeded-with-error" Hides "3.2" [] "a success with an error fails the execution as wrong" => succeeded_with_error;
    "output.no-object" Hides "3.2" [] "an output that is no object fails the execution" => no_object;
    "output.result-no-text" Hides "3.2" [35] "a result that is no text fails the execution" => result_no_text;
    "output.checkpointed" Breaks "4.10" [26] "a checkpoint that ends the execution answers without a token" => checkpointed;
    "output.checkpointed-wins" Breaks "3.2" [] "a checkpointed result is the execution's" => checkpointed_wins;
    "output.checkpointed-order" Hides "6.4" [27] "the invocation's end stands before the end of its execution" => checkpointed_order;
    "output.checkpointed-error" Breaks "4.6" [26] "a checkpointed error is the execution's" => checkpointed_error;
    "output.checkpointed-closes" Breaks "2.5" [2] "no checkpoint follows the one that ends the execution" => checkpointed_closes;
    "output.order" Breaks "6.4" [] "InvocationCompleted stands before the execution's end" => order;
    "output.after-stop" Hides "7.1" [] "what is returned after the end changes nothing" => after_stop;
    "output.largest-result" Hides "8" [] "a result of 2 MB is kept" => large;
}

const INVALID: &str = "InvalidParameterValueException";

async fn succeeded(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let result = "{\"total\" : 3, \"who\": \"Zoë\"}";
    is(
        &run.returns(&json!({"Status": "SUCCEEDED", "Result": result}), "SUCCEEDED")
            .await?,
        &json!({"Result": result, "Error": "!", "EndTimestamp": "<seconds>"}),
    )?;
    is(
        &run.event("ExecutionSucceeded").await?,
        &json!({"ExecutionSucceededDetails": {"Result": {"Payload": result, "Truncated": false}}}),
    )
}

async fn no_result(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.returns(&json!({"Status": "SUCCEEDED"}), "SUCCEEDED").await?;
    is(
        &run.event("ExecutionSucceeded").await?,
        &json!({"ExecutionSucceededDetails": {"Result": "<object>"}}),
    )
}

async fn failed(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let error = json!({"ErrorType": "Broke", "ErrorMessage": "it broke", "StackTrace": ["a"]});
    let output = json!({"Status": "FAILED", "Error": error});
    is(
        &run.returns(&output, "FAILED").await?,
        &json!({"Error": error, "Result": "!", "EndTimestamp": "<seconds>"}),
    )?;
    is(
        &run.event("ExecutionFailed").await?,
        &json!({"ExecutionFailedDetails": {"Error": {"Payload": error, "Truncated": false}}}),
    )?;
    holds(!run.is_called(), "a function that failed is called again")
}

async fn failed_no_error(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.returns(&json!({"Status": "FAILED"}), "FAILED").await?;
    Ok(())
}

async fn nothing_pending(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    for _ in 0..2 {
        run.resumed().await?;
    }
    run.suspend();
    let message = "Cannot return PENDING status with no pending operations.";
    is(
        &run.ended("FAILED").await?,
        &json!({"Error": {"ErrorType": INVALID, "ErrorMessage": message}}),
    )
}

/// An output that fails the execution at once, with this message.
async fn wrong(world: &World<'_>, output: Value, message: &str) -> Verdict {
    let mut run = world.start().await?;
    is(
        &run.returns(&output, "FAILED").await?,
        &json!({"Error": {"ErrorType": INVALID, "ErrorMessage": message}}),
    )?;
    holds(!run.is_called(), "a wrong output is not retried")
}

async fn no_status(world: &World<'_>) -> Verdict {
    wrong(
        world,
        json!({"Result": "1"}),
        "Invalid Status in invocation output.",
    )
    .await
}

async fn unknown_status(world: &World<'_>) -> Verdict {
    let output = json!({"Status": "DONE", "Result": "1"});
    wrong(world, output, "Invalid Status in invocation output.").await
}

async fn failed_with_result(world: &World<'_>) -> Verdict {
    let output = json!({"Status": "FAILED", "Result": "1"});
    wrong(world, output, "Cannot provide a Result for FAILED status.").await
}

async fn succeeded_with_error(world: &World<'_>) -> Verdict {
    let output = json!({"Status": "SUCCEEDED", "Error": {"ErrorType": "T"}});
    wrong(world, output, "Cannot provide an Error for SUCCEEDED status.").await
}

async fn no_object(world: &World<'_>) -> Verdict {
    wrong(world, json!(["SUCCEEDED"]), "~").await
}

async fn result_no_text(world: &World<'_>) -> Verdict {
    wrong(world, json!({"Status": "SUCCEEDED", "Result": {"a": 1}}), "~").await
}

const END: &str = r#"x EXECUTION SUCCEED {"Payload":"\"large\""}"#;

async fn checkpointed(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    is(
        &run.checkpoint(END).await?,
        &json!({"CheckpointToken": "!", "NewExecutionState": {"Operations": "<list>"}}),
    )
}

async fn checkpointed_wins(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(END).await?;
    let output = json!({"Status": "SUCCEEDED", "Result": ""});
    is(
        &run.returns(&output, "SUCCEEDED").await?,
        &json!({"Result": "\"large\""}),
    )
}

async fn checkpointed_order(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(END).await?;
    run.returns(&json!({"Status": "SUCCEEDED", "Result": ""}), "SUCCEEDED")
        .await?;
    run.told("ExecutionStarted InvocationCompleted ExecutionSucceeded")
        .await
}

async fn checkpointed_error(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let error = json!({"ErrorType": "T", "ErrorMessage": "m"});
    let answer = run
        .checkpoint_json(json!([{"Id": "x", "Type": "EXECUTION", "Action": "FAIL", "Error": error}]))
        .await?;
    is(&answer, &json!({"CheckpointToken": "!"}))?;
    let output = json!({"Status": "FAILED"});
    is(&run.returns(&output, "FAILED").await?, &json!({"Error": error}))
}

async fn checkpointed_closes(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(END).await?;
    run.try_checkpoint("a STEP START")
        .await?
        .refused(400, INVALID, "Invalid checkpoint token")
}

async fn order(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.succeeds().await?;
    run.told("ExecutionStarted InvocationCompleted ExecutionSucceeded")
        .await
}

async fn after_stop(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.stop(&json!({"ErrorType": "Mine", "ErrorMessage": "stop"}))
        .await?
        .has(200)?;
    let before = run.ended("STOPPED").await?;
    run.reply(Reply::returned(r#"{"Status":"SUCCEEDED","Result":"1"}"#));
    run.events("InvocationCompleted", 1).await?;
    let after = run.get().await?;
    holds(before == after, format!("{before} has become {after}"))
}

async fn large(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let result = format!("\"{}\"", "x".repeat(2_000_000));
    let shown = run
        .returns(&json!({"Status": "SUCCEEDED", "Result": result}), "SUCCEEDED")
        .await?;
    holds(shown["Result"] == result, "the result is not what was returned")
}
