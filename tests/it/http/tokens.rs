//! Checkpoint tokens, client tokens, and answers without a token (contract 2.5, 2.6, 4.10, Appendix C 9, 10, 13, 14).

use cargo_durable::execution::Limits;
use serde_json::{Value, json};

use super::world::World;

const INVALID: &str =
    r#"400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}"#;

fn step(id: &str) -> Value {
    json!([{"Id": id, "Type": "STEP", "Action": "SUCCEED", "Payload": "1"}])
}

/// Who has another one is refused: `refused::tokens`.
#[tokio::test]
async fn a_checkpoint_spends_its_token_and_a_read_does_not() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let first = run.token.clone();
    run.state("").await.expect(200);
    run.checkpoint(&step("a")).await;
    let second = std::mem::replace(&mut run.token, first);
    assert_ne!(run.token, second);
    assert_eq!(run.try_checkpoint(&step("b")).await.to_string(), INVALID);
    run.token = second;
    run.state("").await.expect(200);
    run.state("").await.expect(200);
    run.checkpoint(&step("b")).await;
}

#[tokio::test]
async fn tokens_are_of_the_services_alphabet() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    for _ in 0..20 {
        run.checkpoint(&json!([])).await;
        let body = run.token.trim_end_matches('=');
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
        assert!(
            body.bytes().all(is_plain) && run.token.len() - body.len() <= 2,
            "{}",
            run.token
        );
    }
}

/// Appendix C 13.
#[tokio::test]
async fn the_last_checkpoint_again_is_answered_byte_for_byte_and_changes_nothing() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let body = |token: &str, client: &str, id: &str| {
        json!({"CheckpointToken": token, "ClientToken": client, "Updates": [
            {"Id": id, "Type": "STEP", "Action": "START"},
            {"Id": "cb", "Type": "CALLBACK", "Action": "START"},
        ]})
        .to_string()
    };
    let token = run.token.clone();
    let first = run.checkpoint_body(&body(&token, "once", "a")).await.expect(200);
    let operations = first.json()["NewExecutionState"]["Operations"].clone();
    let id = operations[1]["CallbackDetails"]["CallbackId"]
        .as_str()
        .unwrap()
        .to_owned();
    run.token = first.json()["CheckpointToken"].as_str().unwrap().to_owned();
    let before = run.fingerprint().await;
    assert_eq!(
        run.checkpoint_body(&body(&token, "once", "a"))
            .await
            .expect(200)
            .body,
        first.body
    );
    assert_eq!(run.fingerprint().await, before);
    // What happens meanwhile is not part of what was answered.
    run.callback(&id, "succeed", "1").await.expect(200);
    assert_eq!(
        run.checkpoint_body(&body(&token, "once", "a"))
            .await
            .expect(200)
            .body,
        first.body
    );
    for other in [body(&token, "twice", "a"), body(&token, "once", "b")] {
        assert_eq!(run.checkpoint_body(&other).await.to_string(), INVALID);
    }
    // The unseen change comes with the next one, and then the slot is the next one's.
    let next = run.checkpoint(&json!([])).await;
    assert_eq!(next["NewExecutionState"]["Operations"][0]["Status"], "SUCCEEDED");
    assert_eq!(
        run.checkpoint_body(&body(&token, "once", "a")).await.to_string(),
        INVALID
    );
}

/// Appendix C 10, row 26, row 27.
#[tokio::test]
async fn the_end_is_answered_without_a_token_and_told_once() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let answer = run
        .checkpoint(&json!([
            {"Id": "s", "Type": "STEP", "Action": "SUCCEED", "Payload": "1"},
            {"Id": "e", "Type": "EXECUTION", "Action": "SUCCEED", "Payload": "\"done\""},
        ]))
        .await;
    assert_eq!(answer.get("CheckpointToken"), None, "row 26");
    assert!(answer["NewExecutionState"]["Operations"].is_array());
    assert_eq!(run.get().await["Result"], "\"done\"");
    assert_eq!(run.try_checkpoint(&step("b")).await.to_string(), INVALID);
    assert_eq!(run.state("").await.to_string(), INVALID);
    // What the function says afterwards does not count.
    run.returns(&json!({"Status": "FAILED", "Error": {"ErrorType": "Late"}}));
    run.until_event("ExecutionSucceeded").await;
    let story = run.story().await;
    assert_eq!(
        story,
        [
            "ExecutionStarted",
            "StepSucceeded",
            "InvocationCompleted",
            "ExecutionSucceeded"
        ],
        "row 27"
    );
    assert_eq!(run.get().await["Result"], "\"done\"");
    assert!(world.is_quiet().await);
}

/// Appendix C 9, row 7.
#[tokio::test]
async fn after_a_stop_the_token_is_dead() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    run.checkpoint(
        &json!([{"Id": "w", "Type": "WAIT", "Action": "START", "WaitOptions": {"WaitSeconds": 600}}]),
    )
    .await;
    let stopped = run
        .tell("stop", r#"{"ErrorType":"MyType","ErrorMessage":"mine"}"#)
        .await
        .expect(200);
    let again = run.tell("stop", r#"{"ErrorType":"Other"}"#).await.expect(200);
    assert_eq!(stopped.body, again.body);
    let wrapped = run
        .tell("stop", r#"{"Error":{"ErrorType":"Other"}}"#)
        .await
        .expect(200);
    assert_eq!(stopped.body, wrapped.body);
    let get = run.get().await;
    assert_eq!(get["Status"], "STOPPED");
    assert_eq!(
        get["Error"],
        json!({"ErrorType": "MyType", "ErrorMessage": "mine"}),
        "row 7"
    );
    assert_eq!(get["EndTimestamp"], stopped.json()["StopTimestamp"]);
    assert_eq!(run.try_checkpoint(&step("b")).await.to_string(), INVALID);
    assert_eq!(run.state("").await.to_string(), INVALID);
    run.succeeds("1");
    run.until_event("InvocationCompleted").await;
    let story = run.story().await;
    assert_eq!(
        story,
        [
            "ExecutionStarted",
            "WaitStarted",
            "ExecutionStopped",
            "InvocationCompleted"
        ]
    );
    assert_eq!(run.status().await, "STOPPED");
}

/// Appendix C 14, row 30.
#[tokio::test]
async fn the_quota_of_operations_ends_the_execution_without_a_token() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    // The start is one of the 3 000.
    for batch in 0..3 {
        let updates: Vec<Value> = (0..if batch < 2 { 1000 } else { 999 })
            .map(|n| json!({"Id": format!("{batch}-{n}"), "Type": "STEP", "Action": "SUCCEED"}))
            .collect();
        run.checkpoint(&json!(updates)).await;
    }
    assert_eq!(run.status().await, "RUNNING");
    let answer = run.checkpoint(&step("one-more")).await;
    assert_eq!(answer.get("CheckpointToken"), None);
    assert_eq!(answer["NewExecutionState"]["Operations"], json!([]));
    let get = run.until("FAILED").await;
    assert_eq!(get["Error"]["ErrorType"], "ServiceQuotaExceededException");
}

#[tokio::test]
async fn the_quota_of_data_too() {
    let limits = Limits {
        execution_bytes: 4000,
        ..Limits::SERVICE
    };
    let world = World::with(|config| config.limits = limits).await;
    let mut run = world.start("flow", "1").await;
    run.checkpoint(&step("a")).await;
    let large = json!([{"Id": "b", "Type": "STEP", "Action": "SUCCEED", "Payload": "x".repeat(5000)}]);
    let answer = run.checkpoint(&large).await;
    assert_eq!(answer.get("CheckpointToken"), None);
    let get = run.get().await;
    assert_eq!(
        get["Error"]["ErrorMessage"],
        "The execution exceeds its quota of 4000 bytes of durable data."
    );
}
