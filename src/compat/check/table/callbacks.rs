//! Callbacks: contract 1.9, 2.7, 5.3.

use reqwest::Method;
use serde_json::{Value, json};

use super::super::exchange::Answer;
use super::super::run::Run;
use super::super::world::{Stop, Verdict, World, callback, differs, execution, holds, is};

checks! {
    "callback.id" Breaks "2.7" [] "a callback's id comes with the checkpoint that starts it, and stays" => id;
    "callback.start-event" Breaks "6.2" [13] "CallbackStarted has the id and the timeouts that are set" => start_event;
    "callback.start-event-without" Hides "6.2" [] "CallbackStarted has no timeouts that are not set" => start_event_without;
    "callback.start-twice" Hides "4.6" [2] "a callback is started once" => start_twice;
    "callback.succeed" Breaks "5.3" [] "a success calls the function, and the result is exactly what was sent" => succeed;
    "callback.succeed-event" Breaks "6.2" [] "CallbackSucceeded has the result" => succeed_event;
    "callback.succeed-no-json" Breaks "1.9" [] "a result need not be JSON" => succeed_text;
    "callback.succeed-empty" Hides "5.3" [] "a success without a body has no result" => succeed_empty;
    "callback.fail" Breaks "5.3" [] "a failure calls the function with the error that was sent" => fail;
    "callback.fail-event" Breaks "6.2" [21] "CallbackFailed has the error" => fail_event;
    "callback.fail-empty" Hides "5.3" [] "a failure may have no body" => fail_empty;
    "callback.heartbeat" Breaks "5.3" [] "a heartbeat changes nothing and leaves no event" => heartbeat;
    "callback.heartbeat-prolongs" Breaks "5.2" [] "a heartbeat begins its timeout anew" => heartbeat_prolongs;
    "callback.heartbeat-missing" Breaks "5.2" [] "a callback without a heartbeat times out as Callback.Heartbeat" => heartbeat_missing;
    "callback.heartbeat-not-timeout" Hides "5.2" [] "heartbeats do not prolong the timeout" => heartbeat_not_timeout;
    "callback.timeout" Breaks "5.2" [] "a callback that nobody answers times out as Callback.Timeout, and the function is called" => timeout;
    "callback.timeout-event" Breaks "6.2" [21] "CallbackTimedOut has the kind of the error" => timeout_event;
    "callback.zero-timeout" Hides "1.4" [] "a timeout of 0 is none" => zero_timeout;
    "callback.twice" Breaks "7.4" [8] "what is answered is not answered again" => twice;
    "callback.fail-after" Breaks "7.4" [8] "what has succeeded does not fail" => fail_after;
    "callback.heartbeat-after" Breaks "7.4" [8] "what is answered takes no heartbeat" => heartbeat_after;
    "callback.after-timeout" Breaks "7.4" [8] "what has timed out is not answered" => after_timeout;
    "callback.after-stop" Breaks "7.2" [8, 10] "a stopped execution's callback is not answered" => after_stop;
    "callback.after-end" Breaks "5.3" [8, 10] "a callback of an execution that is over is not answered" => after_end;
    "callback.malformed" Hides "2.7" [8] "a malformed id is refused as such" => malformed;
    "callback.unknown" Hides "2.7" [2, 37] "a callback of an execution that was deleted is not found" => unknown;
    "callback.error-body" Hides "7.3" [8, 47] "the exception of a closed callback says `Message`" => error_body;
    "callback.while-running" Breaks "5.3" [] "an answer while the function runs is in its next checkpoint" => while_running;
    "callback.unseen-call" Breaks "5.1" [] "an answer that the function has not seen calls it once it suspends" => unseen_call;
    "callback.updated-ids" Hides "3.1" [48] "UpdatedOperationIds names what a callback completed" => updated_ids;
    "callback.raw-id" Hides "1.2" [] "an id may stand in the path as it is" => raw_id;
    "callback.largest" Hides "8" [] "a result may have 1 MiB" => largest;
    "callback.too-large" Hides "8" [30] "a result of more than 1 MiB is refused" => too_large;
}

const START: &str = r#"k CALLBACK START {"Name":"approve","SubType":"Callback"}"#;
const CLOSED: &str = "The callback is either timed out or already completed";
const TIMEOUT: &str = "CallbackTimeoutException";

/// An execution that waits for a callback, in its first invocation; and the callback's id.
async fn waiting<'a>(world: &'a World<'a>, update: &str) -> Result<(Run<'a>, String), Stop> {
    let mut run = world.start().await?;
    let started = Run::of(&run.checkpoint(update).await?, "k");
    match started["CallbackDetails"]["CallbackId"].as_str() {
        Some(id) => {
            let id = id.to_owned();
            Ok((run, id))
        }
        None => differs(format!(
            "a callback that has started has no CallbackId: {started}"
        )),
    }
}

async fn answer(world: &World<'_>, id: &str, verb: &str, body: &str) -> Result<Answer, Stop> {
    world
        .call(Method::POST, callback(id, verb))
        .bytes(body)
        .send()
        .await
}

/// The operation that the function sees once it is called again.
async fn resumed(run: &mut Run<'_>) -> Result<Value, Stop> {
    run.resumed().await?;
    Ok(Run::of(&run.input["InitialExecutionState"], "k"))
}

async fn id(world: &World<'_>) -> Verdict {
    let (run, id) = waiting(world, START).await?;
    is(&json!(id), &json!("<token>"))?;
    holds(
        id.len() <= 1024,
        format!("an id of {} characters is too long", id.len()),
    )?;
    is(
        &run.operation("k").await?,
        &json!({"Status": "STARTED", "CallbackDetails": {"CallbackId": id, "Result": "!", "Error": "!"}}),
    )
}

async fn start_event(world: &World<'_>) -> Verdict {
    let update = r#"k CALLBACK START {"CallbackOptions":{"TimeoutSeconds":90,"HeartbeatTimeoutSeconds":30}}"#;
    let (run, id) = waiting(world, update).await?;
    is(
        &run.event("CallbackStarted").await?,
        &json!({"Id": "k", "CallbackStartedDetails": {"CallbackId": id, "Timeout": 90, "HeartbeatTimeout": 30}}),
    )
}

async fn start_event_without(world: &World<'_>) -> Verdict {
    let (run, id) = waiting(world, START).await?;
    is(
        &run.event("CallbackStarted").await?,
        &json!({"Name": "approve", "SubType": "Callback",
            "CallbackStartedDetails": {"CallbackId": id, "Timeout": "!", "HeartbeatTimeout": "!"}}),
    )
}

async fn start_twice(world: &World<'_>) -> Verdict {
    let (run, _) = waiting(world, START).await?;
    run.try_checkpoint(START).await?.refused(
        400,
        "InvalidParameterValueException",
        "Cannot start a CALLBACK that already exist.",
    )
}

const BODY: &str = "{\"status\" :  \"approved\", \"by\": \"Zoë\"}";

async fn succeed(world: &World<'_>) -> Verdict {
    let (mut run, id) = waiting(world, START).await?;
    answer(world, &id, "succeed", BODY).await?.has(200)?;
    is(
        &resumed(&mut run).await?,
        &json!({"Status": "SUCCEEDED", "EndTimestamp": "<millis>",
            "CallbackDetails": {"CallbackId": id, "Result": BODY, "Error": "!"}}),
    )
}

async fn succeed_event(world: &World<'_>) -> Verdict {
    let (mut run, id) = waiting(world, START).await?;
    run.suspend();
    answer(world, &id, "succeed", BODY).await?.has(200)?;
    is(
        &run.event("CallbackSucceeded").await?,
        &json!({"Id": "k", "CallbackSucceededDetails": {"Result": {"Payload": BODY, "Truncated": false}}}),
    )
}

async fn succeed_text(world: &World<'_>) -> Verdict {
    let (mut run, id) = waiting(world, START).await?;
    answer(world, &id, "succeed", "yes, do it").await?.has(200)?;
    is(
        &resumed(&mut run).await?,
        &json!({"CallbackDetails": {"Result": "yes, do it"}}),
    )
}

async fn succeed_empty(world: &World<'_>) -> Verdict {
    let (mut run, id) = waiting(world, START).await?;
    answer(world, &id, "succeed", "").await?.has(200)?;
    is(
        &resumed(&mut run).await?,
        &json!({"Status": "SUCCEEDED", "CallbackDetails": {"Result": "!"}}),
    )?;
    is(
        &run.event("CallbackSucceeded").await?,
        &json!({"CallbackSucceededDetails": {"Result": {"Payload": "!"}}}),
    )
}

const ERROR: &str = r#"{"ErrorType":"Denied","ErrorMessage":"no","ErrorData":"d","StackTrace":["a","b"]}"#;

async fn fail(world: &World<'_>) -> Verdict {
    let (mut run, id) = waiting(world, START).await?;
    answer(world, &id, "fail", ERROR).await?.has(200)?;
    is(
        &resumed(&mut run).await?,
        &json!({"Status": "FAILED", "EndTimestamp": "<millis>", "CallbackDetails": {"Result": "!", "Error":
            {"ErrorType": "Denied", "ErrorMessage": "no", "ErrorData": "d", "StackTrace": ["a", "b"]}}}),
    )
}

async fn fail_event(world: &World<'_>) -> Verdict {
    let (mut run, id) = waiting(world, START).await?;
    run.suspend();
    answer(world, &id, "fail", ERROR).await?.has(200)?;
    is(
        &run.event("CallbackFailed").await?,
        &json!({"Id": "k", "CallbackFailedDetails": {"Error":
            {"Payload": {"ErrorType": "Denied", "ErrorMessage": "no"}, "Truncated": false}}}),
    )
}

async fn fail_empty(world: &World<'_>) -> Verdict {
    let (run, id) = waiting(world, START).await?;
    answer(world, &id, "fail", "").await?.has(200)?;
    is(&run.operation("k").await?, &json!({"Status": "FAILED"}))
}

async fn heartbeat(world: &World<'_>) -> Verdict {
    let update = r#"k CALLBACK START {"CallbackOptions":{"HeartbeatTimeoutSeconds":60}}"#;
    let (run, id) = waiting(world, update).await?;
    let before = (run.kinds().await?, run.operation("k").await?);
    answer(world, &id, "heartbeat", "").await?.has(200)?;
    let after = (run.kinds().await?, run.operation("k").await?);
    holds(
        before == after,
        format!("a heartbeat makes {before:?} to {after:?}"),
    )
}

async fn heartbeat_prolongs(world: &World<'_>) -> Verdict {
    let update = r#"k CALLBACK START {"CallbackOptions":{"HeartbeatTimeoutSeconds":3}}; w WAIT START {"WaitOptions":{"WaitSeconds":4}}"#;
    let (mut run, id) = waiting(world, update).await?;
    run.suspend();
    for _ in 0..4 {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        answer(world, &id, "heartbeat", "").await?.has(200)?;
    }
    run.next().await?;
    let state = run.input["InitialExecutionState"].clone();
    is(&Run::of(&state, "w"), &json!({"Status": "SUCCEEDED"}))?;
    is(&Run::of(&state, "k"), &json!({"Status": "STARTED"}))
}

async fn heartbeat_missing(world: &World<'_>) -> Verdict {
    let update = r#"k CALLBACK START {"CallbackOptions":{"HeartbeatTimeoutSeconds":1,"TimeoutSeconds":600}}"#;
    let (mut run, _) = waiting(world, update).await?;
    is(
        &resumed(&mut run).await?,
        &json!({"Status": "TIMED_OUT", "CallbackDetails": {"Error": {"ErrorType": "Callback.Heartbeat"}}}),
    )
}

async fn heartbeat_not_timeout(world: &World<'_>) -> Verdict {
    let update = r#"k CALLBACK START {"CallbackOptions":{"HeartbeatTimeoutSeconds":600,"TimeoutSeconds":2}}"#;
    let (mut run, id) = waiting(world, update).await?;
    answer(world, &id, "heartbeat", "").await?.has(200)?;
    is(
        &resumed(&mut run).await?,
        &json!({"Status": "TIMED_OUT", "CallbackDetails": {"Error": {"ErrorType": "Callback.Timeout"}}}),
    )
}

const BRIEF: &str = r#"k CALLBACK START {"CallbackOptions":{"TimeoutSeconds":1}}"#;

async fn timeout(world: &World<'_>) -> Verdict {
    let (mut run, id) = waiting(world, BRIEF).await?;
    is(
        &resumed(&mut run).await?,
        &json!({"Status": "TIMED_OUT", "EndTimestamp": "<millis>",
            "CallbackDetails": {"CallbackId": id, "Error": {"ErrorType": "Callback.Timeout"}}}),
    )
}

async fn timeout_event(world: &World<'_>) -> Verdict {
    let (mut run, _) = waiting(world, BRIEF).await?;
    run.suspend();
    is(
        &run.event("CallbackTimedOut").await?,
        &json!({"Id": "k", "CallbackTimedOutDetails": {"Error":
            {"Payload": {"ErrorType": "Callback.Timeout"}, "Truncated": false}}}),
    )
}

async fn zero_timeout(world: &World<'_>) -> Verdict {
    let update = r#"k CALLBACK START {"CallbackOptions":{"TimeoutSeconds":0,"HeartbeatTimeoutSeconds":0}}; w WAIT START {"WaitOptions":{"WaitSeconds":1}}"#;
    let (mut run, _) = waiting(world, update).await?;
    is(&resumed(&mut run).await?, &json!({"Status": "STARTED"}))
}

/// What is said of a callback that is closed already.
async fn closed(world: &World<'_>, verb: &str, body: &str) -> Result<Answer, Stop> {
    let (_run, id) = waiting(world, START).await?;
    answer(world, &id, "succeed", "1").await?.has(200)?;
    answer(world, &id, verb, body).await
}

async fn twice(world: &World<'_>) -> Verdict {
    closed(world, "succeed", "2").await?.refused(400, TIMEOUT, CLOSED)
}

async fn fail_after(world: &World<'_>) -> Verdict {
    closed(world, "fail", ERROR).await?.refused(400, TIMEOUT, CLOSED)
}

async fn heartbeat_after(world: &World<'_>) -> Verdict {
    closed(world, "heartbeat", "")
        .await?
        .refused(400, TIMEOUT, CLOSED)
}

async fn error_body(world: &World<'_>) -> Verdict {
    let answer = closed(world, "succeed", "2").await?;
    answer.is(400, &json!({"Type": "User", "Message": CLOSED, "message": "!"}))?;
    Ok(())
}

async fn after_timeout(world: &World<'_>) -> Verdict {
    let (mut run, id) = waiting(world, BRIEF).await?;
    run.resumed().await?;
    answer(world, &id, "succeed", "1")
        .await?
        .refused(400, TIMEOUT, CLOSED)
}

async fn after_stop(world: &World<'_>) -> Verdict {
    let (mut run, id) = waiting(world, START).await?;
    run.suspend();
    run.stop(&json!({})).await?.has(200)?;
    answer(world, &id, "succeed", "1")
        .await?
        .refused(400, TIMEOUT, CLOSED)?;
    let kinds = run.kinds().await?;
    holds(
        !kinds.contains("CallbackSucceeded"),
        format!("a callback succeeded after the end: {kinds}"),
    )
}

async fn after_end(world: &World<'_>) -> Verdict {
    let (mut run, id) = waiting(world, START).await?;
    run.succeeds().await?;
    answer(world, &id, "succeed", "1")
        .await?
        .refused(400, TIMEOUT, CLOSED)
}

async fn malformed(world: &World<'_>) -> Verdict {
    answer(world, "bm9ib2R5IGdhdmUgdGhpcw==", "succeed", "1")
        .await?
        .refused(400, "InvalidParameterValueException", "Invalid callback id")
}

async fn unknown(world: &World<'_>) -> Verdict {
    let (mut run, id) = waiting(world, START).await?;
    run.succeeds().await?;
    run.verb(Method::DELETE, "", &json!({})).await?.has(202)?;
    let gone = async || {
        let answer = world.get(execution(&run.arn, "")).await?;
        Ok((answer.status == 404).then_some(()))
    };
    world.until("a deleted execution is gone", gone).await?;
    let message = answer(world, &id, "succeed", "1").await?;
    message.refused(404, "ResourceNotFoundException", "~")
}

async fn while_running(world: &World<'_>) -> Verdict {
    let (mut run, id) = waiting(world, START).await?;
    answer(world, &id, "succeed", BODY).await?.has(200)?;
    let seen = Run::of(&run.checkpoint("").await?, "k");
    is(
        &seen,
        &json!({"Status": "SUCCEEDED", "CallbackDetails": {"Result": BODY}}),
    )
}

async fn unseen_call(world: &World<'_>) -> Verdict {
    let update = r#"k CALLBACK START; w WAIT START {"WaitOptions":{"WaitSeconds":3600}}"#;
    let (mut run, id) = waiting(world, update).await?;
    answer(world, &id, "succeed", BODY).await?.has(200)?;
    is(&resumed(&mut run).await?, &json!({"Status": "SUCCEEDED"}))
}

async fn updated_ids(world: &World<'_>) -> Verdict {
    let (mut run, id) = waiting(world, START).await?;
    answer(world, &id, "succeed", BODY).await?.has(200)?;
    run.resumed().await?;
    is(&run.input, &json!({"UpdatedOperationIds": ["k"]}))
}

async fn raw_id(world: &World<'_>) -> Verdict {
    let (run, id) = waiting(world, START).await?;
    let path = format!("/2025-12-01/durable-execution-callbacks/{id}/succeed");
    if id.contains('/') {
        // A slash ends a segment.
        return answer(world, &id, "succeed", "1").await?.has(200).map(|_| ());
    }
    world.call(Method::POST, path).bytes("1").send().await?.has(200)?;
    is(&run.operation("k").await?, &json!({"Status": "SUCCEEDED"}))
}

const MOST: usize = 1 << 20;

async fn largest(world: &World<'_>) -> Verdict {
    let (run, id) = waiting(world, START).await?;
    let body = "x".repeat(MOST);
    answer(world, &id, "succeed", &body).await?.has(200)?;
    is(
        &run.operation("k").await?,
        &json!({"CallbackDetails": {"Result": body}}),
    )
}

async fn too_large(world: &World<'_>) -> Verdict {
    let (run, id) = waiting(world, START).await?;
    let answer = answer(world, &id, "succeed", &"x".repeat(MOST + 1)).await?;
    holds(
        matches!(answer.status, 400 | 413),
        format!("the answer is {}: 400 or 413 is expected", answer.status),
    )?;
    is(&run.operation("k").await?, &json!({"Status": "STARTED"}))
}
