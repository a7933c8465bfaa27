//! A target that is killed and started again on its store: contract 5.2, appendix C.

use reqwest::Method;
use serde_json::json;

use super::super::guests::Reply;
use super::super::run::Run;
use super::super::world::{Stop, Verdict, World, callback, differs, execution, is};
use crate::compat::check::{Check, Severity};

/// Others would be killed as well: each runs alone.
macro_rules! restarts {
    ($($id:literal $title:literal => $scene:expr;)*) => {
        pub(super) const CHECKS: &[Check] = &[$(Check {
            id: $id,
            title: $title,
            section: "5.2",
            severity: Severity::Breaks,
            faults: &[11],
            alone: true,
            run: |world| Box::pin($scene(world)),
        }),*];
    };
}

restarts! {
    "restart.wait" "a wait ends after a restart" => wait;
    "restart.retry" "a retry comes after a restart" => retry;
    "restart.callback" "a callback is answered after a restart" => callback_answered;
    "restart.callback-timeout" "a callback times out after a restart" => callback_timeout;
    "restart.execution-timeout" "an execution times out after a restart" => execution_timeout;
    "restart.invocation" "a function that was running is called again after a restart" => invocation;
    "restart.checkpoint" "what was checkpointed is there after a restart" => checkpoint;
    "restart.ended" "what is over stays as it was after a restart" => ended;
}

async fn restarted(world: &World<'_>) -> Verdict {
    let Some(restart) = &world.target.restart else {
        return Err(Stop::CannotRun(
            "only a target that `check` has started can be restarted".to_owned(),
        ));
    };
    match restart().await {
        Ok(()) => Ok(()),
        Err(error) => differs(format!("it does not start again on its store: {error:#}")),
    }
}

/// An execution that sleeps after these updates.
async fn asleep<'a>(world: &'a World<'a>, updates: &str) -> Result<Run<'a>, Stop> {
    if world.target.restart.is_none() {
        restarted(world).await?;
    }
    let mut run = world.start().await?;
    run.checkpoint(updates).await?;
    run.suspend();
    run.event("InvocationCompleted").await?;
    Ok(run)
}

/// It is called again, and the operation has this status.
async fn called(run: &mut Run<'_>, id: &str, status: &str) -> Verdict {
    run.next().await?;
    let operation = Run::of(&run.input["InitialExecutionState"], id);
    is(&operation, &json!({"Status": status}))?;
    run.succeeds().await?;
    Ok(())
}

async fn wait(world: &World<'_>) -> Verdict {
    let mut run = asleep(world, r#"w WAIT START {"WaitOptions":{"WaitSeconds":2}}"#).await?;
    restarted(world).await?;
    called(&mut run, "w", "SUCCEEDED").await
}

async fn retry(world: &World<'_>) -> Verdict {
    let update = r#"a STEP RETRY {"Error":{"ErrorType":"T"},"StepOptions":{"NextAttemptDelaySeconds":2}}"#;
    let mut run = asleep(world, update).await?;
    restarted(world).await?;
    called(&mut run, "a", "READY").await
}

async fn callback_answered(world: &World<'_>) -> Verdict {
    let mut run = asleep(world, "k CALLBACK START").await?;
    let event = run.event("CallbackStarted").await?;
    restarted(world).await?;
    let id = event["CallbackStartedDetails"]["CallbackId"]
        .as_str()
        .unwrap_or_default();
    let answer = world.call(Method::POST, callback(id, "succeed")).bytes("1");
    answer.send().await?.has(200)?;
    called(&mut run, "k", "SUCCEEDED").await
}

async fn callback_timeout(world: &World<'_>) -> Verdict {
    let update = r#"k CALLBACK START {"CallbackOptions":{"TimeoutSeconds":2}}"#;
    let mut run = asleep(world, update).await?;
    restarted(world).await?;
    called(&mut run, "k", "TIMED_OUT").await
}

async fn execution_timeout(world: &World<'_>) -> Verdict {
    if world.target.restart.is_none() {
        restarted(world).await?;
    }
    let mut run = world.start_with(json!({"ExecutionTimeoutSeconds": 2})).await?;
    run.checkpoint("k CALLBACK START").await?;
    run.suspend();
    run.event("InvocationCompleted").await?;
    restarted(world).await?;
    run.ended("TIMED_OUT").await?;
    Ok(())
}

async fn invocation(world: &World<'_>) -> Verdict {
    if world.target.restart.is_none() {
        restarted(world).await?;
    }
    let mut run = world.start().await?;
    run.checkpoint("a STEP START").await?;
    restarted(world).await?;
    // Its caller is gone.
    run.reply(Reply::returned("{}"));
    called(&mut run, "a", "STARTED").await
}

async fn checkpoint(world: &World<'_>) -> Verdict {
    let update = r#"a STEP SUCCEED {"Payload":"1"}; w WAIT START {"WaitOptions":{"WaitSeconds":2}}"#;
    let mut run = asleep(world, update).await?;
    let before = run.history().await?;
    restarted(world).await?;
    let after = run.history().await?;
    if !after.starts_with(&before) {
        return differs("the history is another one after the restart");
    }
    called(&mut run, "a", "SUCCEEDED").await
}

async fn ended(world: &World<'_>) -> Verdict {
    if world.target.restart.is_none() {
        restarted(world).await?;
    }
    let mut run = world.start().await?;
    let before = run.succeeds().await?;
    restarted(world).await?;
    let after = world.get(execution(&run.arn, "")).await?.has(200)?.json();
    is(&after, &before)
}
