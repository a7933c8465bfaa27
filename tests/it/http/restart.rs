//! The emulator goes away and comes back; everything goes on (row 11 of contract 9, Appendix C 7, politely).

use serde_json::json;

use super::run::Run;
use super::world::World;

#[tokio::test]
async fn row_11_executions_go_on() {
    let world = World::new().await;
    let mut waiting = world.start("flow", "1").await;
    waiting
        .checkpoint(
            &json!([{"Id": "w", "Type": "WAIT", "Action": "START", "WaitOptions": {"WaitSeconds": 2}}]),
        )
        .await;
    waiting.suspends();
    let mut retrying = world.start("flow", "2").await;
    retrying
        .checkpoint(&json!([{"Id": "s", "Type": "STEP", "Action": "RETRY", "Error": {}, "StepOptions": {"NextAttemptDelaySeconds": 2}}]))
        .await;
    retrying.suspends();
    let mut open = world.start("flow", "3").await;
    let id = open.open_callback("c", &json!({"TimeoutSeconds": 600})).await;
    open.suspends();
    let mut running = world.start("flow", "4").await;
    running
        .checkpoint(&json!([{"Id": "s", "Type": "STEP", "Action": "START"}]))
        .await;
    let token = running.token.clone();
    for run in [&waiting, &retrying, &open] {
        run.until_event("InvocationCompleted").await;
    }
    let arns = [&waiting, &retrying, &open, &running].map(|run| run.arn.clone());
    let history = open.ask("history", "").await.body;

    let world = world.restart().await;
    let [mut waiting, mut retrying, mut open, mut running] = arns.each_ref().map(|arn| Run::new(&world, arn));
    assert_eq!(open.ask("history", "").await.body, history, "row 20");
    // What was lost is called again at once, and the lost one's token is dead.
    let input = running.next().await;
    assert_eq!(
        input["InitialExecutionState"]["Operations"][1]["Status"],
        "STARTED"
    );
    let new = std::mem::replace(&mut running.token, token);
    assert_eq!(running.try_checkpoint(&json!([])).await.status, 400);
    running.token = new;
    assert_eq!(
        running.last("InvocationCompleted").await["Error"]["Payload"]["ErrorType"],
        "Emulator.Interrupted"
    );
    assert_eq!(waiting.next().await["UpdatedOperationIds"], json!(["w"]));
    assert_eq!(retrying.next().await["UpdatedOperationIds"], json!(["s"]));
    open.callback(&id, "succeed", "1").await.expect(200);
    assert_eq!(open.next().await["UpdatedOperationIds"], json!(["c"]));
    for run in [&mut waiting, &mut retrying, &mut open, &mut running] {
        run.succeeds("1");
        run.until("SUCCEEDED").await;
    }
}
