//! What is large: outputs, heads, and how it is read (contract 3.2, 4.8, 8). Requests that are too large are in
//! `refused::bounds`.

use serde_json::json;

use super::world::{World, encode};

const MIB: usize = 1 << 20;

/// A JSON string of so many bytes, quotes included.
fn quoted(bytes: usize) -> String {
    format!("\"{}\"", "x".repeat(bytes - 2))
}

/// What nobody waits for may be no larger at its end than at its start.
#[tokio::test]
async fn outputs() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    run.succeeds(&quoted(MIB + 1));
    let failed = run.until("FAILED").await;
    assert_eq!(
        failed["Error"]["ErrorMessage"],
        "Execution output payload size must be less than or equal to 1048576 bytes."
    );
    let mut run = world.start("flow", "1").await;
    run.succeeds(&quoted(MIB));
    run.until("SUCCEEDED").await;
}

/// The largest input that somebody may wait for: the function gets no more than fits into a request of Lambda's.
#[tokio::test]
async fn a_large_input_is_read_by_page() {
    let world = World::new().await;
    let input = quoted(6 * MIB);
    let name = [("x-amz-durable-execution-name", "large")];
    let (answer, ()) = tokio::join!(world.invoke("flow", &name, &input), async {
        let call = world.called("flow").await;
        let arn = call.body["DurableExecutionArn"].as_str().unwrap().to_owned();
        let state = &call.body["InitialExecutionState"];
        assert!(call.body.to_string().len() < 6 * MIB, "the request fits");
        assert_eq!(state["Operations"], json!([]));
        let (token, marker) = (&call.body["CheckpointToken"], &state["NextMarker"]);
        let (token, marker) = (token.as_str().unwrap(), marker.as_str().unwrap());
        let path = super::world::execution(&arn, "state");
        let path = format!(
            "{path}?CheckpointToken={}&Marker={}",
            encode(token),
            encode(marker)
        );
        let page = world.get(&path).await.expect(200).json();
        assert_eq!(
            page["Operations"][0]["ExecutionDetails"]["InputPayload"],
            input.as_str()
        );
        assert_eq!(page.get("NextMarker"), None);
        call.returns(&json!({"Status": "SUCCEEDED", "Result": "1"}));
    });
    assert_eq!(answer.expect(200).body, "1");
}

#[tokio::test]
async fn heads() {
    let world = World::new().await;
    let long = "x".repeat(400 << 10);
    let refused = world.send("GET", "/health", &[("x-long", &long)], "").await;
    assert_eq!(refused.status, 431);
    world.get("/health").await.expect(200);
}

/// A page of what is large is a small page; one operation there is always.
#[tokio::test]
async fn large_operations_are_read_by_page() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    for step in 0..8 {
        let update =
            json!([{"Id": format!("s{step}"), "Type": "STEP", "Action": "SUCCEED", "Payload": quoted(MIB)}]);
        run.checkpoint(&update).await;
    }
    run.checkpoint(
        &json!([{"Id": "w", "Type": "WAIT", "Action": "START", "WaitOptions": {"WaitSeconds": 1}}]),
    )
    .await;
    run.suspends();
    let input = run.next().await;
    let first = &input["InitialExecutionState"];
    assert!(input.to_string().len() < 6 * MIB);
    let mut seen = first["Operations"].as_array().unwrap().len();
    assert!((1..9).contains(&seen), "{seen}");
    let mut marker = first["NextMarker"].as_str().map(str::to_owned);
    while let Some(from) = marker {
        let page = run
            .state(&format!("MaxItems=1000&Marker={}", encode(&from)))
            .await;
        assert!(page.body.len() < 6 * MIB);
        let page = page.json();
        seen += page["Operations"].as_array().unwrap().len();
        marker = page["NextMarker"].as_str().map(str::to_owned);
    }
    assert_eq!(seen, 10);
    assert_eq!(input["UpdatedOperationIds"], json!(["w"]));
}

/// Pages count what they are on the wire, where a quote is two bytes.
#[tokio::test]
async fn what_doubles_on_the_wire_is_counted_twice() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    for step in 0..6 {
        let payload = "\"".repeat(MIB - 1);
        let update =
            json!([{"Id": format!("s{step}"), "Type": "STEP", "Action": "SUCCEED", "Payload": payload}]);
        run.checkpoint(&update).await;
    }
    let wait = json!([{"Id": "w", "Type": "WAIT", "Action": "START", "WaitOptions": {"WaitSeconds": 1}}]);
    run.checkpoint(&wait).await;
    run.suspends();
    let input = run.next().await;
    assert!(input.to_string().len() < 6 * MIB);
    let first = &input["InitialExecutionState"];
    assert_eq!(first["Operations"].as_array().unwrap().len(), 3);
    let marker = encode(first["NextMarker"].as_str().unwrap());
    let page = run.state(&format!("MaxItems=1000&Marker={marker}")).await;
    assert!(page.body.len() < 6 * MIB);
    assert_eq!(page.json()["Operations"].as_array().unwrap().len(), 2);
}
