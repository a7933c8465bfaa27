//! The right to make the next checkpoint, and the repeat of the last: contract 2.5, 2.6.

use serde_json::{Value, json};

use super::super::exchange::Answer;
use super::super::run::Run;
use super::super::world::{Stop, Verdict, World, differs, encode, execution, holds, is};
use super::rows::{BAD_TOKEN, INVALID, after, says};

checks! {
    "token.rotates" Breaks "2.5" [] "every checkpoint answers with another token" => rotates;
    "token.base64" Breaks "2.5" [] "tokens are base64 of the standard alphabet, and no longer than 2048" => base64;
    "token.once" Breaks "2.5" [] "a token is good for one checkpoint" => once;
    "token.once-empty" Breaks "2.5" [] "a checkpoint without updates spends its token, too" => once_empty;
    "token.foreign" Breaks "2.5" [] "a token of another execution is refused" => foreign;
    "token.unheard-of" Breaks "2.5" [] "a token that nobody gave out is refused" => unheard_of;
    "token.older-invocation" Breaks "2.5" [] "a token dies when the function is called again" => older_invocation;
    "token.after-end" Breaks "2.5" [] "an execution that is over takes no checkpoint" => after_end;
    "token.unknown-execution" Hides "7.4" [28] "a checkpoint of an execution that nobody knows has a bad token" => unknown_execution;
    "token.state-foreign" Breaks "1.5" [] "the state is not shown to a token of another execution" => state_foreign;
    "token.state-older" Breaks "1.5" [] "the state is not shown to a token of an earlier invocation" => state_older;
    "token.state-unknown" Hides "7.4" [28] "the state of an execution that nobody knows has a bad token" => state_unknown;
    "token.replay" Breaks "2.6" [] "the last checkpoint, repeated with its ClientToken, has the same answer, byte for byte" => replay;
    "token.replay-once" Breaks "2.6" [] "the last checkpoint, repeated with its ClientToken, happens once" => replay_once;
    "token.replay-goes-on" Breaks "2.6" [] "after a repeat, the token of its answer is still good" => replay_goes_on;
    "token.replay-empty" Breaks "2.6" [] "a checkpoint without updates can be repeated, too" => replay_empty;
    "token.replay-other-updates" Hides "2.6" [] "a ClientToken with other updates is no repeat" => replay_other_updates;
    "token.replay-other-client" Breaks "2.6" [] "another ClientToken is no repeat" => replay_other_client;
    "token.replay-none" Breaks "2.6" [] "no ClientToken is no repeat" => replay_none;
    "token.replay-other-inbound" Breaks "2.6" [] "a ClientToken with another spent token is no repeat" => replay_other_inbound;
    "token.replay-last-only" Breaks "2.6" [] "only the last checkpoint can be repeated" => replay_last_only;
    "token.replay-refused" Breaks "2.6" [] "a checkpoint that was refused can be mended under its ClientToken" => replay_refused;
    "token.empty" Breaks "1.4" [] "a checkpoint without updates answers with an empty list" => empty;
    "token.empty-absent" Breaks "1.4" [] "Updates may be left out" => empty_absent;
    "token.empty-polls" Breaks "4.10" [] "a checkpoint without updates shows what changed by itself" => empty_polls;
}

fn bad(answer: &Answer) -> Verdict {
    says(answer, 400, INVALID, BAD_TOKEN)
}

/// A checkpoint with a token of the caller's choice.
async fn with(run: &Run<'_>, token: &str, updates: Value) -> Result<Answer, Stop> {
    run.send_checkpoint(&json!({"CheckpointToken": token, "Updates": updates}))
        .await
}

fn starts(id: &str) -> Value {
    json!([{"Id": id, "Type": "STEP", "Action": "START"}])
}

async fn rotates(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let mut seen = vec![run.token.clone()];
    for id in ["a", "b", "c"] {
        run.checkpoint_json(starts(id)).await?;
        holds(!seen.contains(&run.token), "a token is given out twice")?;
        seen.push(run.token.clone());
    }
    Ok(())
}

async fn base64(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    is(&run.input, &json!({"CheckpointToken": "<token>"}))?;
    let answer = run.checkpoint("a STEP START").await?;
    is(&answer, &json!({"CheckpointToken": "<token>"}))
}

async fn once(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let spent = run.token.clone();
    run.checkpoint("a STEP START").await?;
    bad(&with(&run, &spent, starts("b")).await?)
}

async fn once_empty(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let spent = run.token.clone();
    run.checkpoint("").await?;
    bad(&with(&run, &spent, starts("b")).await?)
}

async fn foreign(world: &World<'_>) -> Verdict {
    let (run, other) = (world.start().await?, world.start().await?);
    let answer = with(&run, &other.token, starts("a")).await?;
    // Sources have two texts for it.
    says(&answer, 400, INVALID, "~heckpoint token")
}

async fn unheard_of(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    bad(&with(&run, "bm9ib2R5IGdhdmUgdGhpcyBvdXQ=", starts("a")).await?)
}

async fn older_invocation(world: &World<'_>) -> Verdict {
    let mut run = after(world, "a STEP RETRY @soon").await?;
    let old = run.token.clone();
    run.resumed().await?;
    bad(&with(&run, &old, starts("b")).await?)
}

async fn after_end(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.succeeds().await?;
    bad(&run.try_checkpoint("a STEP START").await?)
}

/// The ARN of an execution that there is not, as like that of one that there is as can be.
fn unknown(run: &Run<'_>) -> String {
    let (head, _) = run.arn.rsplit_once('/').unwrap_or_default();
    format!("{head}/0a1b2c3d-0000-4000-8000-000000000000")
}

async fn unknown_execution(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let body = json!({"CheckpointToken": run.token, "Updates": starts("a")});
    let answer = world.post(execution(&unknown(&run), "checkpoint"), &body).await?;
    says(&answer, 400, INVALID, "~heckpoint token")
}

/// The state, shown to a token of the caller's choice.
async fn state_with(run: &Run<'_>, world: &World<'_>, token: &str) -> Result<Answer, Stop> {
    let query = format!("state?CheckpointToken={}", encode(token));
    world.get(execution(&run.arn, &query)).await
}

async fn state_foreign(world: &World<'_>) -> Verdict {
    let (run, other) = (world.start().await?, world.start().await?);
    let answer = state_with(&run, world, &other.token).await?;
    says(&answer, 400, INVALID, "~heckpoint token")
}

async fn state_older(world: &World<'_>) -> Verdict {
    let mut run = after(world, "a STEP RETRY @soon").await?;
    let old = run.token.clone();
    run.resumed().await?;
    bad(&state_with(&run, world, &old).await?)
}

async fn state_unknown(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let query = format!("state?CheckpointToken={}", encode(&run.token));
    let answer = world.get(execution(&unknown(&run), &query)).await?;
    says(&answer, 400, INVALID, "~heckpoint token")
}

/// A checkpoint under a `ClientToken`, which is answered.
async fn under(run: &Run<'_>, client: &str, updates: Value) -> Result<(Value, Answer), Stop> {
    let body = json!({"CheckpointToken": run.token, "ClientToken": client, "Updates": updates});
    let answer = run.send_checkpoint(&body).await?;
    answer.has(200)?;
    Ok((body, answer))
}

/// The answer's token is the next one's.
fn go_on(run: &mut Run<'_>, answer: &Answer) -> Verdict {
    let body = answer.json();
    let Some(token) = body["CheckpointToken"].as_str() else {
        return differs("the answer has no token");
    };
    token.clone_into(&mut run.token);
    Ok(())
}

async fn replay(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let (body, first) = under(&run, "one", starts("a")).await?;
    let second = run.send_checkpoint(&body).await?;
    second.has(200)?;
    holds(first.body == second.body, "the repeat is answered otherwise")
}

async fn replay_once(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let step = json!([{"Id": "a", "Type": "STEP", "Action": "SUCCEED"}]);
    let (body, _) = under(&run, "one", step).await?;
    run.send_checkpoint(&body).await?.has(200)?;
    run.event("StepSucceeded").await.map(|_| ())
}

async fn replay_goes_on(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let (body, first) = under(&run, "one", starts("a")).await?;
    run.send_checkpoint(&body).await?.has(200)?;
    go_on(&mut run, &first)?;
    run.checkpoint("b STEP START").await.map(|_| ())
}

async fn replay_empty(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let (body, first) = under(&run, "one", json!([])).await?;
    let second = run.send_checkpoint(&body).await?;
    second.has(200)?;
    holds(first.body == second.body, "the repeat is answered otherwise")
}

/// The last checkpoint again, with something changed: it is none.
async fn no_repeat(world: &World<'_>, changes: Value) -> Verdict {
    let run = world.start().await?;
    let (mut body, _) = under(&run, "one", starts("a")).await?;
    if let (Some(body), Value::Object(changes)) = (body.as_object_mut(), changes) {
        body.extend(changes);
        body.retain(|_, value| !value.is_null());
    }
    bad(&run.send_checkpoint(&body).await?)
}

async fn replay_other_updates(world: &World<'_>) -> Verdict {
    no_repeat(world, json!({"Updates": starts("b")})).await
}

async fn replay_other_client(world: &World<'_>) -> Verdict {
    no_repeat(world, json!({"ClientToken": "two"})).await
}

async fn replay_none(world: &World<'_>) -> Verdict {
    no_repeat(world, json!({"ClientToken": null})).await
}

async fn replay_other_inbound(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let spent = run.token.clone();
    run.checkpoint("a STEP START").await?;
    let (mut body, _) = under(&run, "one", starts("b")).await?;
    body["CheckpointToken"] = spent.into();
    bad(&run.send_checkpoint(&body).await?)
}

async fn replay_last_only(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let (body, first) = under(&run, "one", starts("a")).await?;
    go_on(&mut run, &first)?;
    under(&run, "two", starts("b")).await?;
    bad(&run.send_checkpoint(&body).await?)
}

async fn replay_refused(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let wrong = json!([{"Id": "a", "Type": "STEP", "Action": "CANCEL"}]);
    let body = json!({"CheckpointToken": run.token, "ClientToken": "one", "Updates": wrong});
    run.send_checkpoint(&body).await?.has(400)?;
    let (_, answer) = under(&run, "one", starts("a")).await?;
    is(&Run::of(&answer.json(), "a"), &json!({"Status": "STARTED"}))
}

async fn empty(world: &World<'_>) -> Verdict {
    let mut run = after(world, "a STEP START").await?;
    let answer = run.checkpoint("").await?;
    is(
        &answer,
        &json!({"CheckpointToken": "<token>", "NewExecutionState": {"Operations": []}}),
    )
}

async fn empty_absent(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let answer = run
        .send_checkpoint(&json!({"CheckpointToken": run.token}))
        .await?;
    let nothing = json!({"CheckpointToken": "<token>", "NewExecutionState": {"Operations": []}});
    answer.is(200, &nothing).map(|_| ())
}

async fn empty_polls(world: &World<'_>) -> Verdict {
    let mut run = after(world, r#"a WAIT START {"WaitOptions":{"WaitSeconds":1}}"#).await?;
    let shown = world
        .until("an empty checkpoint shows that the wait is over", async || {
            let answer = run.checkpoint("").await?;
            let wait = Run::of(&answer, "a");
            Ok((!wait.is_null()).then_some(wait))
        })
        .await?;
    is(
        &shown,
        &json!({"Type": "WAIT", "Status": "SUCCEEDED", "EndTimestamp": "<seconds>"}),
    )
}
