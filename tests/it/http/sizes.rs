//! What is too large, by one byte (contract 4.8, 8).

use serde_json::json;

use super::world::{World, encode};

const MIB: usize = 1 << 20;

/// A JSON string of so many bytes, quotes included.
fn quoted(bytes: usize) -> String {
    format!("\"{}\"", "x".repeat(bytes - 2))
}

#[tokio::test]
async fn payloads_of_updates() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let chained = json!({"FunctionName": "nobody:1"});
    for (kind, action, message) in [
        ("STEP", "SUCCEED", "STEP output payload"),
        ("CONTEXT", "SUCCEED", "CONTEXT output payload"),
        ("CHAINED_INVOKE", "START", "CHAINED_INVOKE input payload"),
    ] {
        let update = |bytes: usize| {
            json!([{"Id": kind, "Type": kind, "Action": action, "Payload": quoted(bytes),
                "ChainedInvokeOptions": (kind == "CHAINED_INVOKE").then_some(&chained)}])
        };
        let before = run.fingerprint().await;
        let refused = run.try_checkpoint(&update(MIB + 1)).await;
        let expected = format!(
            "400 InvalidParameterValueException {{\"Type\":\"User\",\"message\":\
             \"{message} size must be less than or equal to 1048576 bytes.\"}}"
        );
        assert_eq!(refused.to_string(), expected, "row 30");
        assert_eq!(run.fingerprint().await, before, "{kind}");
        run.checkpoint(&update(MIB)).await;
    }
    // Bytes, not characters.
    let wide = "é".repeat(MIB / 2);
    run.checkpoint(&json!([{"Id": "wide", "Type": "STEP", "Action": "SUCCEED", "Payload": wide}]))
        .await;
    let wider = format!("{wide}é");
    let refused = run
        .try_checkpoint(&json!([{"Id": "wider", "Type": "STEP", "Action": "SUCCEED", "Payload": wider}]))
        .await;
    assert_eq!(refused.status, 400);
    let error = json!({"ErrorType": "T", "ErrorMessage": "x".repeat(MIB)});
    let refused = run
        .try_checkpoint(&json!([{"Id": "error", "Type": "STEP", "Action": "FAIL", "Error": error}]))
        .await;
    assert_eq!(
        refused.to_string(),
        r#"400 InvalidParameterValueException {"Type":"User","message":"Error object size must be less than or equal to 1048576 bytes."}"#
    );
}

#[tokio::test]
async fn results_of_callbacks() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let id = run.open_callback("c", &json!({})).await;
    let before = run.fingerprint().await;
    let refused = run.callback(&id, "succeed", &quoted(MIB + 1)).await;
    assert_eq!(
        refused.to_string(),
        r#"400 InvalidParameterValueException {"Type":"User","message":"Callback result size must be less than or equal to 1048576 bytes."}"#
    );
    let error = json!({"ErrorMessage": "x".repeat(MIB + 1)}).to_string();
    let refused = run.callback(&id, "fail", &error).await;
    assert_eq!(refused.status, 400, "{refused}");
    let path = super::world::callback(&id, "succeed");
    let refused = world.post(&path, vec![b'"', 0xff, b'"']).await;
    assert_eq!(
        refused.to_string(),
        r#"400 InvalidParameterValueException {"Type":"User","message":"Callback result must be UTF-8 text."}"#
    );
    assert_eq!(run.fingerprint().await, before);
    run.callback(&id, "succeed", &quoted(MIB)).await.expect(200);
}

#[tokio::test]
async fn inputs_and_outputs() {
    let world = World::new().await;
    let event = [("x-amz-invocation-type", "Event")];
    let refused = world.invoke("flow", &event, &quoted(MIB + 1)).await;
    assert_eq!(
        refused.to_string(),
        r#"413 RequestTooLargeException {"Type":"User","message":"1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)"}"#
    );
    let refused = world.invoke("flow", &[], &quoted(6 * MIB + 1)).await;
    assert_eq!(
        (refused.status, refused.header("x-amzn-errortype")),
        (413, "RequestTooLargeException")
    );
    assert!(world.is_quiet().await);

    // What nobody waits for may be no larger than 1 MiB at its end either.
    let mut run = world.start("flow", &quoted(MIB)).await;
    let end =
        |bytes| json!([{"Id": "e", "Type": "EXECUTION", "Action": "SUCCEED", "Payload": quoted(bytes)}]);
    let refused = run.try_checkpoint(&end(MIB + 1)).await;
    assert_eq!(
        refused.to_string(),
        r#"400 InvalidParameterValueException {"Type":"User","message":"Execution output payload size must be less than or equal to 1048576 bytes."}"#
    );
    run.checkpoint(&end(MIB)).await;
    let mut run = world.start("flow", "1").await;
    run.succeeds(&quoted(MIB + 1));
    let failed = run.until("FAILED").await;
    assert_eq!(
        failed["Error"]["ErrorMessage"],
        "Execution output payload size must be less than or equal to 1048576 bytes."
    );
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
async fn requests() {
    let world = World::new().await;
    let run = world.start("flow", "1").await;
    let refused = run.checkpoint_body(&" ".repeat(16 * MIB + 1)).await;
    assert_eq!(
        refused.to_string(),
        r#"413 RequestTooLargeException {"Type":"User","message":"Request must be smaller than 16777216 bytes"}"#
    );
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
