//! Chained invokes between functions of one emulator (contract 5.4; rows 14, 38, 39, 40 of contract 9).

use serde_json::{Value, json};

use super::run::{Run, text};
use super::world::World;

fn start(id: &str, options: &Value, payload: Option<&str>) -> Value {
    json!([{"Id": id, "Type": "CHAINED_INVOKE", "Action": "START", "ChainedInvokeOptions": options, "Payload": payload}])
}

/// Starts a durable child and waits until its function is called.
async fn child<'a>(run: &mut Run<'a>, options: Value, payload: Option<&str>) -> Run<'a> {
    let id = text(&options["FunctionName"]).replace(':', "-").replace('$', "");
    run.checkpoint(&start(&id, &options, payload)).await;
    assert_eq!(run.operations().await[&id]["Status"], "STARTED", "row 38");
    let arn = text(&run.last("ChainedInvokeStarted").await["DurableExecutionArn"]);
    run.world.follow(&arn).await
}

#[tokio::test]
async fn rows_14_and_40_a_durable_child() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let options = json!({"FunctionName": "flow:live", "TenantId": "blue"});
    let mut kid = child(&mut run, options, Some("{\"n\": 1}")).await;
    let started = run.last("ChainedInvokeStarted").await;
    assert_eq!(
        (
            &started["FunctionName"],
            &started["TenantId"],
            &started["ExecutedVersion"]
        ),
        (&json!("flow:live"), &json!("blue"), &json!("1")),
        "row 14"
    );
    assert_eq!(
        started["Input"],
        json!({"Payload": "{\"n\": 1}", "Truncated": false})
    );
    assert!(
        kid.arn.contains(":function:flow:1/durable-execution/"),
        "{}",
        kid.arn
    );
    assert_ne!(
        kid.arn.split('/').nth(2),
        run.arn.split('/').nth(2),
        "a name of its own"
    );
    let get = kid.get().await;
    assert_eq!(get["InputPayload"], "{\"n\": 1}");
    assert_eq!(
        get["DurableConfig"],
        json!({"ExecutionTimeout": 86400, "RetentionPeriodInDays": 14}),
        "row 40"
    );
    run.suspends();
    let call = kid.call();
    assert_eq!(
        (call.function.as_str(), &call.headers["x-amz-tenant-id"]),
        ("flow:1", &"blue".parse().unwrap())
    );
    call.returns(&json!({"Status": "SUCCEEDED", "Result": "{\"m\":  2}"}));
    assert_eq!(run.next().await["UpdatedOperationIds"], json!(["flow-live"]));
    assert_eq!(
        run.last("ChainedInvokeSucceeded").await["Result"]["Payload"],
        "{\"m\":  2}"
    );
    assert_eq!(
        run.operations().await["flow-live"]["ChainedInvokeDetails"],
        json!({"Result": "{\"m\":  2}"})
    );
}

#[tokio::test]
async fn children_that_come_to_nothing() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let mut failed = child(&mut run, json!({"FunctionName": "flow:1"}), None).await;
    assert_eq!(failed.get().await["InputPayload"], "{}");
    failed.returns(&json!({"Status": "FAILED", "Error": {"ErrorType": "T", "ErrorMessage": "m"}}));
    run.until_event("ChainedInvokeFailed").await;
    let error = json!({"ErrorType": "T", "ErrorMessage": "m"});
    assert_eq!(run.last("ChainedInvokeFailed").await["Error"]["Payload"], error);

    let stopped = child(&mut run, json!({"FunctionName": "flow:$LATEST"}), None).await;
    stopped.tell("stop", r#"{"ErrorType":"S"}"#).await.expect(200);
    run.until_event("ChainedInvokeStopped").await;
    assert_eq!(
        run.last("ChainedInvokeStopped").await["Error"]["Payload"],
        json!({"ErrorType": "S"})
    );

    let late = child(&mut run, json!({"FunctionName": "brief:1"}), None).await;
    assert_eq!(
        late.get().await["DurableConfig"],
        json!({"ExecutionTimeout": 1, "RetentionPeriodInDays": 7}),
        "row 40"
    );
    run.until_event("ChainedInvokeTimedOut").await;
    let error = json!({"ErrorType": "ChainedInvoke.Timeout", "ErrorMessage": "CHAINED_INVOKE timed out after 1 seconds."});
    assert_eq!(run.last("ChainedInvokeTimedOut").await["Error"]["Payload"], error);
    let operations = run.operations().await;
    for (id, status) in [
        ("flow-1", "FAILED"),
        ("flow-LATEST", "STOPPED"),
        ("brief-1", "TIMED_OUT"),
    ] {
        assert_eq!(operations[id]["Status"], status);
    }
    // Children outlive their parent.
    let orphan = child(&mut run, json!({"FunctionName": "longest:1"}), None).await;
    run.tell("stop", "").await.expect(200);
    assert_eq!(orphan.status().await, "RUNNING");
}

#[tokio::test]
async fn row_39_targets_that_cannot_be_called() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let arn = |function: &str| format!("arn:aws:lambda:us-east-1:123456789012:function:{function}");
    for (id, function, kind, message) in [
        (
            "a",
            "nobody",
            "ResourceNotFoundException",
            format!("Function not found: {}", arn("nobody:$LATEST")),
        ),
        (
            "b",
            "nobody:7",
            "ResourceNotFoundException",
            format!("Function not found: {}", arn("nobody:7")),
        ),
        (
            "c",
            "flow:other",
            "ResourceNotFoundException",
            format!("Function not found: {}", arn("flow:other")),
        ),
        (
            "d",
            "flow",
            "InvalidParameterValueException",
            "You cannot invoke a durable function using an unqualified ARN.".to_owned(),
        ),
    ] {
        let answer = run
            .checkpoint(&start(id, &json!({"FunctionName": function}), Some("1")))
            .await;
        let operation = &answer["NewExecutionState"]["Operations"][0];
        assert_eq!(operation["Status"], "FAILED", "in the same answer");
        let error = json!({"ErrorType": kind, "ErrorMessage": message});
        assert_eq!(operation["ChainedInvokeDetails"]["Error"], error);
        assert_eq!(
            run.last("ChainedInvokeStarted").await,
            json!({"FunctionName": function})
        );
    }
    let lenient = World::with(|config| config.lenient_qualifiers = true).await;
    let mut run = lenient.start("flow", "1").await;
    child(&mut run, json!({"FunctionName": "flow"}), None).await;
}

#[tokio::test]
async fn plain_targets() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    run.checkpoint(&start("a", &json!({"FunctionName": "plain"}), Some("{\"n\": 1}")))
        .await;
    let call = world.called("plain").await;
    assert_eq!(call.body, json!({"n": 1}));
    assert_eq!(call.headers.get("x-dex-handler-invoke"), None);
    call.says(200, "{\"tax\":  1}");
    run.until_event("ChainedInvokeSucceeded").await;
    assert_eq!(
        run.operations().await["a"]["ChainedInvokeDetails"],
        json!({"Result": "{\"tax\":  1}"})
    );
    let started = run.last("ChainedInvokeStarted").await;
    assert_eq!(
        (&started["ExecutedVersion"], started.get("DurableExecutionArn")),
        (&json!("$LATEST"), None)
    );

    run.checkpoint(&start("b", &json!({"FunctionName": "plain:1"}), None))
        .await;
    let call = world.called("plain:1").await;
    assert_eq!(call.body, json!({}));
    call.fails(&json!({"errorType": "T", "errorMessage": "m"}));
    run.suspends();
    // It may be called before, for what came of the first one.
    run.next().await;
    run.until_event("ChainedInvokeFailed").await;
    let error = json!({"ErrorType": "T", "ErrorMessage": "m"});
    assert_eq!(run.last("ChainedInvokeFailed").await["Error"]["Payload"], error);
    assert!(world.is_quiet().await, "a plain function is called once");
}

/// What the last batch invokes is invoked all the same; nobody hears what comes of it.
#[tokio::test]
async fn the_closing_batch_invokes_too() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let mut batch = start("p", &json!({"FunctionName": "plain"}), Some("\"last\""));
    let more = start("d", &json!({"FunctionName": "flow:$LATEST"}), None);
    let end = json!([{"Id": "e", "Type": "EXECUTION", "Action": "SUCCEED", "Payload": "1"}]);
    for updates in [more, end] {
        batch
            .as_array_mut()
            .unwrap()
            .extend(updates.as_array().unwrap().clone());
    }
    run.checkpoint(&batch).await;
    run.suspends();
    run.until("SUCCEEDED").await;
    let plain = world.called("plain").await;
    assert_eq!(plain.body, json!("last"));
    plain.returns(&json!("nobody hears it"));
    let child = text(&run.last("ChainedInvokeStarted").await["DurableExecutionArn"]);
    world.follow(&child).await.suspends();
    assert_eq!(run.story().await.last().unwrap(), "ExecutionSucceeded");
}
