//! How much there may be: contract 4.8, 8.

use serde_json::{Value, json};

use super::super::world::{Verdict, World, holds, is};

checks! {
    "limit.step-payload" Breaks "4.8" [] "a step's result may have 1 MiB" => step_payload;
    "limit.step-payload-over" Hides "4.8" [30] "a step's result of more than 1 MiB is refused" => step_payload_over;
    "limit.context-payload-over" Hides "4.8" [30] "a context's result of more than 1 MiB is refused" => context_payload_over;
    "limit.error-over" Hides "4.8" [30] "an error of more than 1 MiB is refused" => error_over;
    "limit.bytes" Hides "4.8" [30] "sizes are counted in bytes, not in characters" => bytes;
    "limit.refused-changes-nothing" Breaks "4.2" [30] "what is too large changes nothing" => nothing_changed;
    "limit.longest-id" Hides "1.4" [] "an id may have 64 characters" => longest_id;
    "limit.longest-name" Hides "1.4" [] "a name may have 256 characters" => longest_name;
    "limit.batch" Breaks "8" [] "a batch of 250 updates is taken, as SDKs send them" => batch;
    "limit.operations" Hides "8" [30] "at more than 3000 operations the execution fails, without a token" => operations;
    "limit.timeout" Hides "8" [41] "an execution may take 366 days" => timeout;
}

const INVALID: &str = "InvalidParameterValueException";
const MOST: usize = 1 << 20;

fn close(kind: &str, payload: &str) -> Value {
    json!([{"Id": "a", "Type": kind, "Action": "SUCCEED", "Payload": payload}])
}

async fn step_payload(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let payload = "x".repeat(MOST);
    run.checkpoint_json(close("STEP", &payload)).await?;
    let step = run.operation("a").await?;
    holds(
        step["StepDetails"]["Result"] == payload,
        "the result is another one",
    )
}

async fn over(world: &World<'_>, kind: &str, payload: &str) -> Verdict {
    let run = world.start().await?;
    let body = json!({"CheckpointToken": run.token, "Updates": close(kind, payload)});
    let message = format!("{kind} output payload size must be less than or equal to 1048576 bytes.");
    run.send_checkpoint(&body).await?.refused(400, INVALID, &message)
}

async fn step_payload_over(world: &World<'_>) -> Verdict {
    over(world, "STEP", &"x".repeat(MOST + 1)).await
}

async fn context_payload_over(world: &World<'_>) -> Verdict {
    over(world, "CONTEXT", &"x".repeat(MOST + 1)).await
}

async fn bytes(world: &World<'_>) -> Verdict {
    over(world, "STEP", &"ß".repeat(MOST / 2 + 1)).await
}

async fn error_over(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let error = json!({"ErrorType": "T", "ErrorMessage": "x".repeat(MOST)});
    let updates = json!([{"Id": "a", "Type": "STEP", "Action": "FAIL", "Error": error}]);
    let body = json!({"CheckpointToken": run.token, "Updates": updates});
    run.send_checkpoint(&body)
        .await?
        .refused(400, INVALID, "~Error object size must be less than")
}

async fn nothing_changed(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let mut updates = close("STEP", &"x".repeat(MOST + 1));
    if let Some(updates) = updates.as_array_mut() {
        updates.insert(0, json!({"Id": "b", "Type": "STEP", "Action": "START"}));
    }
    let body = json!({"CheckpointToken": run.token, "Updates": updates});
    run.send_checkpoint(&body).await?.has(400)?;
    run.told("ExecutionStarted").await?;
    run.checkpoint("b STEP START").await?;
    Ok(())
}

async fn longest_id(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let id = "a".repeat(64);
    run.checkpoint(&format!("{id} STEP START")).await?;
    is(&run.operation(&id).await?, &json!({"Status": "STARTED"}))
}

async fn longest_name(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let name = "n ~".repeat(85) + "!";
    run.checkpoint(&format!(r#"a STEP START {{"Name":"{name}"}}"#))
        .await?;
    is(&run.event("StepStarted").await?, &json!({"Name": name}))
}

/// So many steps that have succeeded.
fn steps(from: usize, count: usize) -> Value {
    (from..from + count)
        .map(|index| json!({"Id": format!("s{index}"), "Type": "STEP", "Action": "SUCCEED"}))
        .collect()
}

async fn batch(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let answer = run.checkpoint_json(steps(0, 250)).await?;
    let count = answer["NewExecutionState"]["Operations"]
        .as_array()
        .map_or(0, Vec::len);
    holds(count == 250, format!("the answer has {count} of 250 operations"))
}

async fn operations(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    for batch in 0..16 {
        let body = json!({"CheckpointToken": run.token, "Updates": steps(batch * 200, 200)});
        let answer = run.send_checkpoint(&body).await?.has(200)?.json();
        let Some(token) = answer["CheckpointToken"].as_str() else {
            // The start counts as well.
            let ends = batch == 14 || batch == 15;
            holds(ends, format!("it ends after {} operations", batch * 200))?;
            run.suspend();
            run.ended("FAILED").await?;
            return Ok(());
        };
        token.clone_into(&mut run.token);
    }
    super::super::world::differs("3200 operations are taken")
}

async fn timeout(world: &World<'_>) -> Verdict {
    let run = world
        .start_with(json!({"ExecutionTimeoutSeconds": 31_622_400}))
        .await?;
    is(
        &run.event("ExecutionStarted").await?,
        &json!({"ExecutionStartedDetails": {"ExecutionTimeout": 31_622_400}}),
    )
}
