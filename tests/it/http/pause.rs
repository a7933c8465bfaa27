//! Pause, resume, stop, delete (contract 1.11, 5.5, 7.1, 7.2, row 37). What is refused is in `refused::statuses`.

use serde_json::json;

use super::world::{World, execution};

#[tokio::test]
async fn between_invocations_a_pause_is_immediate() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let id = run.open_callback("cb", &json!({})).await;
    run.suspends();
    run.until_event("InvocationCompleted").await;
    let paused = run.tell("pause", r#"{"Reason":"why"}"#).await.expect(202);
    assert_eq!(paused.body, "{}", "row 37");
    assert_eq!(run.status().await, "PAUSED");
    // What happens meanwhile is recorded, and calls nobody.
    run.callback(&id, "succeed", "1").await.expect(200);
    assert!(world.is_quiet().await);
    assert_eq!(
        run.tell("resume", r#"{"Reason":"go"}"#).await.expect(202).body,
        "{}"
    );
    assert_eq!(run.next().await["UpdatedOperationIds"], json!(["cb"]));
    assert_eq!(
        run.story().await,
        [
            "ExecutionStarted",
            "CallbackStarted",
            "InvocationCompleted",
            "ExecutionPaused",
            "CallbackSucceeded",
            "ExecutionResumed"
        ]
    );
    let details = run.last("ExecutionPaused").await;
    assert_eq!(details["Reason"], json!({"Payload": "why", "Truncated": false}));
    assert_eq!(details["ExecutionTimeoutPaused"], true);
    assert_eq!(run.last("ExecutionResumed").await["Reason"]["Payload"], "go");
    assert_eq!(run.get().await.get("PauseDetails"), None);
}

#[tokio::test]
async fn during_an_invocation_it_takes_the_next_checkpoints_token() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    run.tell("pause", r#"{"ExecutionTimeoutPaused":false}"#)
        .await
        .expect(202);
    let get = run.get().await;
    assert_eq!(
        (&get["Status"], &get["PauseDetails"]["ExecutionTimeoutPaused"]),
        (&json!("PAUSING"), &json!(false))
    );
    let answer = run
        .checkpoint(&json!([{"Id": "s", "Type": "STEP", "Action": "SUCCEED", "Payload": "1"}]))
        .await;
    assert_eq!(answer.get("CheckpointToken"), None);
    assert_eq!(
        answer["NewExecutionState"]["Operations"][0]["Status"], "SUCCEEDED",
        "it counts"
    );
    assert_eq!(run.status().await, "PAUSED");
    assert_eq!(run.try_checkpoint(&json!([])).await.status, 400);
    // Whatever it returns now is taken for PENDING (decisions 11).
    run.returns(&json!({"Status": "FAILED", "Error": {"ErrorType": "NoToken"}}));
    run.until_event("InvocationCompleted").await;
    assert_eq!(run.status().await, "PAUSED");
    run.tell("resume", "").await.expect(202);
    let input = run.next().await;
    assert_eq!(input["InitialExecutionState"]["Operations"][1]["Id"], "s");
    run.succeeds("1");
    run.until("SUCCEEDED").await;
}

#[tokio::test]
async fn a_pause_can_be_taken_back() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    run.tell("pause", "").await.expect(202);
    run.tell("resume", "").await.expect(202);
    assert_eq!(run.status().await, "RUNNING");
    run.checkpoint(&json!([])).await;
    let answer = run.checkpoint(&json!([])).await;
    assert!(answer["CheckpointToken"].is_string());
    assert_eq!(run.story().await, ["ExecutionStarted"]);
    // One that ends the execution is not held up by a pause.
    run.tell("pause", "").await.expect(202);
    run.succeeds("1");
    run.until("SUCCEEDED").await;
}

#[tokio::test]
async fn a_repeat_is_told_that_it_succeeded_and_does_nothing() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    run.suspends_on_a_wait().await;
    let pause = r#"{"ClientToken":"p1","Reason":"why"}"#;
    run.tell("pause", pause).await.expect(202);
    let story = run.story().await;
    run.tell("pause", pause).await.expect(202);
    assert_eq!(
        run.tell("pause", r#"{"ClientToken":"p1","Reason":"other"}"#)
            .await
            .status,
        409
    );
    assert_eq!(
        run.tell("pause", r#"{"ClientToken":"p2","Reason":"why"}"#)
            .await
            .status,
        409
    );
    run.tell("resume", r#"{"ClientToken":"r1"}"#).await.expect(202);
    let resumed = run.story().await;
    run.tell("resume", r#"{"ClientToken":"r1"}"#).await.expect(202);
    assert_eq!(run.tell("resume", r#"{"ClientToken":"r2"}"#).await.status, 409);
    // Late, and still no second pause.
    run.tell("pause", pause).await.expect(202);
    assert_eq!(run.status().await, "RUNNING");
    assert_eq!(run.story().await, resumed);
    assert_eq!(story.last().unwrap(), "ExecutionPaused");
    assert_eq!(resumed.last().unwrap(), "ExecutionResumed");
    let long = json!({"Reason": "x".repeat(1025)}).to_string();
    assert_eq!(run.tell("pause", &long).await.status, 400);
}

#[tokio::test]
async fn a_closed_execution_moves_no_more() {
    let world = World::new().await;
    for (status, output) in [
        ("SUCCEEDED", json!({"Status": "SUCCEEDED"})),
        ("FAILED", json!({"Status": "FAILED"})),
    ] {
        let mut run = world.start("flow", "1").await;
        run.returns(&output);
        run.until(status).await;
        let end = run.get().await;
        let stopped = run
            .tell("stop", r#"{"ErrorType":"late"}"#)
            .await
            .expect(200)
            .json();
        assert_eq!(stopped["StopTimestamp"], end["EndTimestamp"]);
        assert_eq!(run.get().await, end);
    }
}

#[tokio::test]
async fn a_stop_reaches_a_paused_execution() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    run.suspends_on_a_wait().await;
    run.tell("pause", "").await.expect(202);
    run.tell("stop", "").await.expect(200);
    let get = run.get().await;
    assert_eq!((&get["Status"], &get["Error"]), (&json!("STOPPED"), &json!({})));
    assert_eq!(get.get("PauseDetails"), None);
    let wrapped = world.start("flow", "1").await;
    wrapped
        .tell("stop", r#"{"Error":{"ErrorType":"T","ErrorMessage":"m"}}"#)
        .await
        .expect(200);
    assert_eq!(
        wrapped.get().await["Error"],
        json!({"ErrorType": "T", "ErrorMessage": "m"})
    );
}

#[tokio::test]
async fn what_is_deleted_is_gone() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let id = run.open_callback("cb", &json!({})).await;
    // Even while its function runs.
    run.tell("stop", "").await.expect(200);
    let path = execution(&run.arn, "");
    let deleted = world.send("DELETE", &path, &[], "").await.expect(202).json();
    assert!(
        deleted["DeletionRequestTimestamp"].as_f64().unwrap() > 1_700_000_000.0,
        "row 37"
    );
    for answer in [
        run.ask("", "").await,
        run.ask("history", "").await,
        run.tell("stop", "").await,
        run.callback(&id, "succeed", "1").await,
        world.send("DELETE", &path, &[], "").await,
    ] {
        assert_eq!(
            answer.header("x-amzn-errortype"),
            "ResourceNotFoundException",
            "{answer}"
        );
    }
    assert_eq!(run.state("").await.status, 400);
    run.succeeds("1");
    let list = world
        .get("/2025-12-01/durable-executions")
        .await
        .expect(200)
        .json();
    assert_eq!(list["DurableExecutions"], json!([]));
}
