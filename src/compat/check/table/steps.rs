//! Steps: contract 4.5.

use serde_json::json;

use super::super::run::Run;
use super::super::world::{Verdict, World, holds, is};

checks! {
    "step.start" Breaks "4.5" [] "a step that has started has finished no attempt" => start;
    "step.retry-due" Breaks "5.2" [] "a retry that is due makes the step READY and calls the function" => retry_due;
}

async fn start(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let answer = run
        .checkpoint(r#"a STEP START {"Name":"greet","SubType":"Step"}"#)
        .await?;
    is(
        &answer,
        &json!({"CheckpointToken": "<token>", "NewExecutionState": {"Operations": [{
            "Id": "a", "Type": "STEP", "Status": "STARTED", "Name": "greet", "SubType": "Step",
            "StartTimestamp": "<seconds>", "EndTimestamp": "!",
            "StepDetails": {"Attempt": 0, "NextAttemptTimestamp": "!"},
        }]}}),
    )
}

async fn retry_due(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let retry = r#"a STEP START; a STEP RETRY {"Error":{"ErrorType":"T","ErrorMessage":"m"},"StepOptions":{"NextAttemptDelaySeconds":1}}"#;
    run.checkpoint(retry).await?;
    run.resumed().await?;
    let step = Run::of(&run.input["InitialExecutionState"], "a");
    is(
        &step,
        &json!({"Status": "READY", "StepDetails": {"Attempt": 1, "NextAttemptTimestamp": "!"}}),
    )?;
    holds(run.token.len() > 1, "the invocation has a token")
}
