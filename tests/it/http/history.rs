//! What history tells of operations, and what a function reads of them: the faults of the official emulator that
//! are seen there (contract 9).

use serde_json::{Value, json};

use super::run::Run;
use super::world::World;

async fn event(run: &Run<'_>, kind: &str, id: &str) -> Value {
    let events = run.events().await;
    let found = events
        .iter()
        .rev()
        .find(|event| event["EventType"] == kind && event["Id"] == id);
    found
        .unwrap_or_else(|| panic!("no {kind} of {id}: {events:?}"))
        .clone()
}

#[tokio::test]
async fn row_1_every_invocation_has_its_details() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    run.succeeds("1");
    run.until("SUCCEEDED").await;
    let events = run.events().await;
    let completed = &events[1];
    let details = &completed["InvocationCompletedDetails"];
    assert!(details["StartTimestamp"].as_f64() <= details["EndTimestamp"].as_f64());
    assert_eq!(details["EndTimestamp"], completed["EventTimestamp"]);
    assert_eq!(details["RequestId"].as_str().unwrap().len(), 36);
    assert_eq!((details.get("Error"), completed.get("Id")), (None, None));
    let id = run.arn.rsplit('/').next().unwrap();
    for execution in [&events[0], &events[2]] {
        assert_eq!(execution["Id"], id);
    }
    assert_eq!(events[0]["ExecutionStartedDetails"]["ExecutionTimeout"], 86400);
}

#[tokio::test]
async fn row_9_what_an_update_leaves_out_stays() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    run.checkpoint(&json!([
        {"Id": "p", "Type": "CONTEXT", "Action": "START", "Name": "fan-out", "SubType": "Parallel"},
        {"Id": "b", "Type": "CONTEXT", "Action": "START", "Name": "left", "SubType": "ParallelBranch", "ParentId": "p"},
        {"Id": "s", "Type": "STEP", "Action": "START", "Name": "work", "SubType": "Step", "ParentId": "b"},
    ]))
    .await;
    run.checkpoint(&json!([
        {"Id": "s", "Type": "STEP", "Action": "SUCCEED"},
        {"Id": "b", "Type": "CONTEXT", "Action": "SUCCEED", "ContextOptions": {"ReplayChildren": true}},
    ]))
    .await;
    for (id, kind, name, sub_type, parent) in [
        ("b", "Context", "left", "ParallelBranch", "p"),
        ("s", "Step", "work", "Step", "b"),
    ] {
        let operation = &run.operations().await[id];
        for shown in [
            operation,
            &event(&run, &format!("{kind}Started"), id).await,
            &event(&run, &format!("{kind}Succeeded"), id).await,
        ] {
            assert_eq!(
                (&shown["Name"], &shown["SubType"], &shown["ParentId"]),
                (&json!(name), &json!(sub_type), &json!(parent))
            );
        }
    }
}

#[tokio::test]
async fn rows_12_15_and_16_attempts_are_counted() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let retry = |what: Value| {
        let mut update = json!({"Id": "s", "Type": "STEP", "Action": "RETRY", "StepOptions": {"NextAttemptDelaySeconds": 1}});
        update
            .as_object_mut()
            .unwrap()
            .extend(what.as_object().unwrap().clone());
        json!([update])
    };
    let start = json!([{"Id": "s", "Type": "STEP", "Action": "START"}]);
    run.checkpoint(&start).await;
    run.checkpoint(&retry(json!({"Error": {"ErrorType": "T"}}))).await;
    let pending = &run.operations().await["s"];
    assert_eq!(
        (&pending["Status"], &pending["StepDetails"]["Attempt"]),
        (&json!("PENDING"), &json!(1))
    );
    let failed = run.last("StepFailed").await;
    assert_eq!(
        failed["RetryDetails"],
        json!({"CurrentAttempt": 1, "NextAttemptDelaySeconds": 1}),
        "row 16"
    );
    run.suspends();
    let input = run.next().await;
    let ready = &input["InitialExecutionState"]["Operations"][1];
    assert_eq!(
        (&ready["Status"], ready["StepDetails"].get("NextAttemptTimestamp")),
        (&json!("READY"), None)
    );
    // Attempts that begin without a START count too.
    run.checkpoint(&retry(json!({"Payload": "\"poll 2\""}))).await;
    let polled = run.last("StepSucceeded").await;
    assert_eq!(
        polled["Result"],
        json!({"Payload": "\"poll 2\"", "Truncated": false}),
        "row 15"
    );
    assert_eq!(
        polled["RetryDetails"],
        json!({"CurrentAttempt": 2, "NextAttemptDelaySeconds": 1})
    );
    let polled = &run.operations().await["s"];
    assert_eq!(
        (
            &polled["StepDetails"]["Result"],
            polled["StepDetails"].get("Error")
        ),
        (&json!("\"poll 2\""), None)
    );
    run.suspends();
    run.next().await;
    run.checkpoint(&start).await;
    run.checkpoint(&json!([{"Id": "s", "Type": "STEP", "Action": "SUCCEED", "Payload": "3"}]))
        .await;
    let succeeded = run.last("StepSucceeded").await;
    assert_eq!(
        succeeded["RetryDetails"],
        json!({"CurrentAttempt": 3}),
        "row 12, row 16: no delay at the end"
    );
    assert_eq!(
        run.operations().await["s"]["StepDetails"],
        json!({"Attempt": 3, "Result": "3"})
    );
}

#[tokio::test]
async fn row_13_a_callbacks_timeouts_are_told() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    for (id, options, expected) in [
        (
            "a",
            json!({"TimeoutSeconds": 60, "HeartbeatTimeoutSeconds": 30}),
            (Some(60), Some(30)),
        ),
        ("b", json!({"TimeoutSeconds": 60}), (Some(60), None)),
        ("c", json!({"TimeoutSeconds": 0}), (None, None)),
    ] {
        let callback = run.open_callback(id, &options).await;
        let details = run.last("CallbackStarted").await;
        let seconds = |member: &str| details.get(member).map(|seconds| seconds.as_u64().unwrap());
        assert_eq!((seconds("Timeout"), seconds("HeartbeatTimeout")), expected);
        assert_eq!(details["CallbackId"], callback);
    }
}

#[tokio::test]
async fn row_33_a_cancelled_wait_keeps_its_details() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let start = json!([{"Id": "w", "Type": "WAIT", "Action": "START", "WaitOptions": {"WaitSeconds": 1}}]);
    let started = run.checkpoint(&start).await["NewExecutionState"]["Operations"][0].clone();
    run.checkpoint(&json!([{"Id": "w", "Type": "WAIT", "Action": "CANCEL"}]))
        .await;
    let cancelled = run.operations().await["w"].clone();
    assert_eq!(
        (&cancelled["Status"], &cancelled["WaitDetails"]),
        (&json!("CANCELLED"), &started["WaitDetails"])
    );
    assert!(cancelled["EndTimestamp"].is_number());
    assert_eq!(run.last("WaitStarted").await["Duration"], 1);
    assert_eq!(run.last("WaitCancelled").await, json!({}));
    // Its timer is gone: another wait of a second ends after it, alone.
    run.checkpoint(
        &json!([{"Id": "x", "Type": "WAIT", "Action": "START", "WaitOptions": {"WaitSeconds": 1}}]),
    )
    .await;
    run.suspends();
    assert_eq!(run.next().await["UpdatedOperationIds"], json!(["x"]));
    assert_eq!(run.last("WaitSucceeded").await, json!({"Duration": 1}));
    assert_eq!(
        run.story()
            .await
            .iter()
            .filter(|kind| *kind == "WaitSucceeded")
            .count(),
        1
    );
}

#[tokio::test]
async fn row_34_children_of_what_is_done_are_left_out() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let group = |id: &str, replay: bool| {
        let child = format!("{id}-child");
        json!([
            {"Id": id, "Type": "CONTEXT", "Action": "START"},
            {"Id": child, "Type": "CONTEXT", "Action": "START", "ParentId": id},
            {"Id": format!("{child}-step"), "Type": "STEP", "Action": "SUCCEED", "ParentId": child},
            {"Id": id, "Type": "CONTEXT", "Action": "SUCCEED", "ContextOptions": {"ReplayChildren": replay}},
        ])
    };
    run.checkpoint(&group("out", false)).await;
    run.checkpoint(&group("in", true)).await;
    let seen: Vec<String> = run
        .operations()
        .await
        .into_keys()
        .filter(|id| !run.arn.ends_with(id))
        .collect();
    assert_eq!(seen, ["in", "in-child", "in-child-step", "out"]);
    run.checkpoint(
        &json!([{"Id": "w", "Type": "WAIT", "Action": "START", "WaitOptions": {"WaitSeconds": 1}}]),
    )
    .await;
    run.suspends();
    let input = run.next().await;
    let shown = input["InitialExecutionState"]["Operations"]
        .as_array()
        .unwrap()
        .iter();
    let ids: Vec<&str> = shown
        .map(|operation| operation["Id"].as_str().unwrap())
        .skip(1)
        .collect();
    assert_eq!(
        ids,
        ["out", "in", "in-child", "in-child-step", "w"],
        "in the order of their start"
    );
}

#[tokio::test]
async fn row_51_what_is_older_than_its_retention_is_gone() {
    let world = World::new().await;
    let mut run = world.start("forgotten", "1").await;
    let path = "/2025-12-01/functions/forgotten/durable-executions";
    assert_eq!(
        world.get(path).await.json()["DurableExecutions"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    run.succeeds("1");
    // Kept for no day at all.
    let listed = async {
        while world.get(path).await.expect(200).json()["DurableExecutions"] != json!([]) {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    super::world::patient("nothing is listed", listed).await;
}
