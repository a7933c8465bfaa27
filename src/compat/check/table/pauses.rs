//! Pause, resume, delete: contract 1.11, 5.5.

use reqwest::Method;
use serde_json::{Value, json};

use super::super::exchange::Answer;
use super::super::run::Run;
use super::super::world::{Stop, Verdict, World, execution, holds, is};

checks! {
    "pause.running" Hides "1.11" [37] "a running function is paused at its next checkpoint" => running;
    "pause.no-token" Breaks "4.10" [37] "the checkpoint that pauses answers without a token" => no_token;
    "pause.sleeping" Hides "1.11" [37] "an execution that sleeps is paused at once" => sleeping;
    "pause.details" Hides "1.6" [37] "a paused execution says when and why" => details;
    "pause.holds" Hides "5.5" [37] "a wait that ends meanwhile calls nobody" => holds_calls;
    "pause.resume" Hides "1.11" [37] "it is called once it is resumed" => resume;
    "pause.events" Hides "6.3" [37, 50] "both are in the history" => events;
    "pause.twice" Hides "7.4" [37] "what is paused is not paused again" => twice;
    "pause.client-token" Hides "2.6" [37] "a repeated pause is welcome" => client_token;
    "pause.cancelled" Hides "1.11" [37] "a resume takes a pause back that has not come about" => cancelled;
    "pause.ended" Hides "7.4" [37] "what is over is not paused" => ended;
    "pause.resume-running" Hides "7.4" [37] "what runs is not resumed" => resume_running;
    "pause.unknown" Hides "7.4" [2, 37] "an unknown execution is not paused" => unknown;
    "delete.ended" Hides "1.11" [37] "what is over can be deleted, and is gone" => delete;
    "delete.running" Hides "7.4" [37] "what runs is not deleted" => delete_running;
    "delete.answer" Hides "1.11" [37] "the answer has the time, in seconds" => delete_answer;
}

const CONFLICT: &str = "ResourceConflictException";
const LONG: &str = r#"k CALLBACK START {"CallbackOptions":{"TimeoutSeconds":600}}"#;

async fn pause(run: &Run<'_>) -> Result<Answer, Stop> {
    run.verb(Method::POST, "pause", &json!({"Reason": "lunch"})).await
}

async fn resumed(run: &Run<'_>) -> Result<Answer, Stop> {
    run.verb(Method::POST, "resume", &json!({})).await
}

async fn status(world: &World<'_>, run: &Run<'_>, status: &str) -> Result<Value, Stop> {
    let has = async || {
        let shown = run.get().await?;
        Ok((shown["Status"] == status).then_some(shown))
    };
    world.until(&format!("the execution is {status}"), has).await
}

async fn running(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    pause(&run).await?.has(202)?;
    status(world, &run, "PAUSING").await?;
    run.checkpoint("a STEP START").await?;
    status(world, &run, "PAUSED").await?;
    Ok(())
}

async fn no_token(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    pause(&run).await?.has(202)?;
    let answer = run.checkpoint("a STEP START").await?;
    is(
        &answer,
        &json!({"CheckpointToken": "!", "NewExecutionState": {"Operations": [{"Id": "a", "Status": "STARTED"}]}}),
    )
}

/// An execution that sleeps.
async fn asleep<'a>(world: &'a World<'a>, update: &str) -> Result<Run<'a>, Stop> {
    let mut run = world.start().await?;
    run.checkpoint(update).await?;
    run.suspend();
    run.event("InvocationCompleted").await?;
    Ok(run)
}

async fn sleeping(world: &World<'_>) -> Verdict {
    let run = asleep(world, LONG).await?;
    pause(&run).await?.has(202)?;
    status(world, &run, "PAUSED").await?;
    Ok(())
}

async fn details(world: &World<'_>) -> Verdict {
    let run = asleep(world, LONG).await?;
    pause(&run).await?.has(202)?;
    is(
        &status(world, &run, "PAUSED").await?,
        &json!({"PauseDetails": {"PauseRequestTimestamp": "<seconds>", "ExecutionTimeoutPaused": true, "Reason": "lunch"}}),
    )
}

const WAIT: &str = r#"w WAIT START {"WaitOptions":{"WaitSeconds":1}}"#;

async fn holds_calls(world: &World<'_>) -> Verdict {
    let mut run = asleep(world, WAIT).await?;
    pause(&run).await?.has(202)?;
    run.event("WaitSucceeded").await?;
    holds(!run.is_called(), "a paused execution's function is called")
}

async fn resume(world: &World<'_>) -> Verdict {
    let mut run = asleep(world, WAIT).await?;
    pause(&run).await?.has(202)?;
    run.event("WaitSucceeded").await?;
    resumed(&run).await?.has(202)?;
    run.next().await?;
    status(world, &run, "RUNNING").await?;
    is(&run.get().await?, &json!({"PauseDetails": "!"}))?;
    run.succeeds().await?;
    Ok(())
}

async fn events(world: &World<'_>) -> Verdict {
    let run = asleep(world, LONG).await?;
    pause(&run).await?.has(202)?;
    status(world, &run, "PAUSED").await?;
    resumed(&run).await?.has(202)?;
    is(
        &run.event("ExecutionPaused").await?,
        &json!({"Id": run.id(), "ExecutionPausedDetails": {"PauseRequestTimestamp": "<seconds>",
            "ExecutionTimeoutPaused": true, "Reason": {"Payload": "lunch", "Truncated": false}}}),
    )?;
    is(
        &run.event("ExecutionResumed").await?,
        &json!({"Id": run.id(), "ExecutionResumedDetails": {"ResumeRequestTimestamp": "<seconds>"}}),
    )
}

async fn twice(world: &World<'_>) -> Verdict {
    let run = asleep(world, LONG).await?;
    pause(&run).await?.has(202)?;
    status(world, &run, "PAUSED").await?;
    pause(&run).await?.refused(409, CONFLICT, "~")
}

async fn client_token(world: &World<'_>) -> Verdict {
    let run = asleep(world, LONG).await?;
    let body = json!({"ClientToken": world.name(), "Reason": "once"});
    for _ in 0..2 {
        run.verb(Method::POST, "pause", &body).await?.has(202)?;
    }
    status(world, &run, "PAUSED").await?;
    run.event("ExecutionPaused").await?;
    Ok(())
}

async fn cancelled(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    pause(&run).await?.has(202)?;
    status(world, &run, "PAUSING").await?;
    resumed(&run).await?.has(202)?;
    status(world, &run, "RUNNING").await?;
    is(
        &run.checkpoint("a STEP START").await?,
        &json!({"CheckpointToken": "<token>"}),
    )
}

async fn ended(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.succeeds().await?;
    pause(&run).await?.refused(409, CONFLICT, "~")
}

async fn resume_running(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    resumed(&run).await?.refused(409, CONFLICT, "~")
}

async fn unknown(world: &World<'_>) -> Verdict {
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:none:$LATEST/durable-execution/none/none";
    let answer = world.post(execution(arn, "pause"), &json!({})).await?;
    answer.refused(
        404,
        "ResourceNotFoundException",
        "Durable Execution does not exist",
    )
}

async fn over<'a>(world: &'a World<'a>) -> Result<(Run<'a>, Answer), Stop> {
    let mut run = world.start().await?;
    run.succeeds().await?;
    let answer = run.verb(Method::DELETE, "", &json!({})).await?;
    answer.has(202)?;
    Ok((run, answer))
}

async fn delete(world: &World<'_>) -> Verdict {
    let (run, _) = over(world).await?;
    let gone = async || {
        let answer = world.get(execution(&run.arn, "")).await?;
        Ok((answer.status == 404).then_some(()))
    };
    world.until("a deleted execution is gone", gone).await
}

async fn delete_running(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let answer = run.verb(Method::DELETE, "", &json!({})).await?;
    answer.refused(409, CONFLICT, "~")?;
    is(&run.get().await?, &json!({"Status": "RUNNING"}))
}

async fn delete_answer(world: &World<'_>) -> Verdict {
    let (_, answer) = over(world).await?;
    answer.is(202, &json!({"DeletionRequestTimestamp": "<seconds>"}))?;
    Ok(())
}
