//! The routes of the official emulator, as SAM uses them (contract 1.13, 1.14, Appendix C 12).

use serde_json::{Value, json};

use super::run::{Run, text};
use super::world::{World, execution};

/// What SAM sends; `null` is what its user left out.
fn sam(world: &World, changes: &Value) -> String {
    let mut body = json!({
        "AccountId": "123456789012", "FunctionName": "function", "FunctionQualifier": "$LATEST",
        "ExecutionName": null, "ExecutionTimeoutSeconds": null, "ExecutionRetentionPeriodDays": null,
        "Input": "{\"k\": 1}", "LambdaEndpoint": world.endpoint,
    });
    for (key, value) in changes.as_object().unwrap() {
        body[key] = value.clone();
    }
    body.to_string()
}

/// Appendix C 12, row 41, row 42.
#[tokio::test]
async fn sam_starts_an_execution() {
    let world = World::new().await;
    let started = world
        .post("/start-durable-execution", sam(&world, &json!({})))
        .await
        .expect(201);
    let arn = text(&started.json()["ExecutionArn"]);
    let prefix = "arn:aws:lambda:us-east-1:123456789012:function:function:$LATEST/durable-execution/";
    assert!(arn.starts_with(prefix), "row 42: {arn}");
    let mut run = world.follow(&arn).await;
    let get = run.get().await;
    assert_eq!(
        (&get["Status"], &get["InputPayload"]),
        (&json!("RUNNING"), &json!("{\"k\": 1}"))
    );
    assert_eq!(
        get["DurableExecutionName"].as_str().unwrap().len(),
        36,
        "row 41: a UUID"
    );
    assert_eq!(
        get["DurableConfig"],
        json!({"ExecutionTimeout": 86400, "RetentionPeriodInDays": 14}),
        "row 41"
    );
    let history = run
        .ask("history", "IncludeExecutionData=true")
        .await
        .expect(200)
        .json();
    assert_eq!(
        history["Events"][0]["ExecutionStartedDetails"]["ExecutionTimeout"],
        86400
    );
    let call = run.call();
    assert_eq!(
        call.function, "function",
        "the one name that a runtime emulator has"
    );
    call.returns(&json!({"Status": "SUCCEEDED", "Result": "{}"}));
    let end = run.until("SUCCEEDED").await;
    assert!(end["StartTimestamp"].is_number() && end["EndTimestamp"].is_number());

    let given = json!({"ExecutionName": "mine", "ExecutionTimeoutSeconds": 1, "ExecutionRetentionPeriodDays": 1, "TenantId": "blue"});
    let started = world
        .post("/start-durable-execution", sam(&world, &given))
        .await
        .expect(201);
    let arn = text(&started.json()["ExecutionArn"]);
    let mut run = world.follow(&arn).await;
    assert_eq!(run.call().headers["x-amz-tenant-id"], "blue");
    let get = run.until("TIMED_OUT").await;
    assert_eq!(
        get["DurableConfig"],
        json!({"ExecutionTimeout": 1, "RetentionPeriodInDays": 1})
    );
    assert_eq!(
        get["Error"]["ErrorMessage"], "Execution timed out after 1 seconds.",
        "row 50"
    );
    assert_eq!(
        run.last("ExecutionTimedOut").await["Error"]["Payload"],
        get["Error"],
        "row 50"
    );
}

#[tokio::test]
async fn inputs_are_json() {
    let world = World::new().await;
    for (input, expected) in [
        (json!("{\"a\":  1}"), "{\"a\":  1}"),
        (json!("plain text"), "\"plain text\""),
        (json!(""), "\"\""),
        (json!(null), "null"),
    ] {
        let body = sam(&world, &json!({"Input": input}));
        let started = world.post("/start-durable-execution", body).await.expect(201);
        let get = world
            .get(&execution(&text(&started.json()["ExecutionArn"]), ""))
            .await
            .json();
        assert_eq!(get["InputPayload"], expected, "{input}");
    }
}

#[tokio::test]
async fn a_name_is_started_once_here_too() {
    let world = World::new().await;
    let start = |changes: Value| world.post("/start-durable-execution", sam(&world, &changes));
    let first = start(json!({"ExecutionName": "n"})).await.expect(201).body;
    assert_eq!(
        start(json!({"ExecutionName": "n"})).await.expect(201).body,
        first,
        "row 6"
    );
    let refused = start(json!({"ExecutionName": "n", "Input": "2"}))
        .await
        .expect(409);
    assert_eq!(
        refused.header("x-amzn-errortype"),
        "DurableExecutionAlreadyStartedException"
    );
    let known = start(
        json!({"FunctionName": "flow", "FunctionQualifier": "live", "LambdaEndpoint": null, "AccountId": "999999999999"}),
    );
    let arn = text(&known.await.expect(201).json()["ExecutionArn"]);
    assert!(
        arn.starts_with("arn:aws:lambda:us-east-1:999999999999:function:flow:1/"),
        "decisions 4: {arn}"
    );
}

/// SAM was ended and comes again: its function is elsewhere now, also after a restart.
#[tokio::test]
async fn a_name_that_is_started_again_says_where_its_function_is_now() {
    let world = World::new().await;
    // Whoever had that port is gone.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
    let gone = format!("http://{}", gone.unwrap());
    let start = |changes: Value| world.post("/start-durable-execution", sam(&world, &changes));
    let begun = start(json!({"ExecutionName": "n", "LambdaEndpoint": gone})).await;
    let arn = text(&begun.expect(201).json()["ExecutionArn"]);
    let mut run = Run::new(&world, &arn);
    // The next try would be four seconds later.
    run.until_events("InvocationCompleted", 3).await;
    let again = start(json!({"ExecutionName": "n"})).await.expect(201).json();
    assert_eq!(text(&again["ExecutionArn"]), arn);
    run.next().await;
    run.open_callback("c", &json!({})).await;
    run.suspends();
    run.until_events("InvocationCompleted", 4).await;

    let world = world.restart().await;
    let mut run = Run::new(&world, &arn);
    let id = text(&run.last("CallbackStarted").await["CallbackId"]);
    run.callback(&id, "succeed", "1").await.expect(200);
    run.next().await;
    run.succeeds("1");
    run.until("SUCCEEDED").await;
    // Over is over, wherever the function is.
    let last = world.post(
        "/start-durable-execution",
        sam(&world, &json!({"ExecutionName": "n"})),
    );
    assert_eq!(text(&last.await.expect(201).json()["ExecutionArn"]), arn);
}

#[tokio::test]
async fn small_routes() {
    let world = World::with(|config| config.lambda_endpoint = None).await;
    assert_eq!(
        world.get("/health").await.to_string(),
        r#"200 {"status":"healthy"}"#
    );
    assert_eq!(world.get("/metrics").await.to_string(), r#"200 {"metrics":{}}"#);
    assert_eq!(world.invoke("remote", &[], "1").await.status, 404);
    let put = json!({"EndpointUrl": world.endpoint, "RegionName": "us-east-1"}).to_string();
    let answer = world.send("PUT", "/lambda-endpoint", &[], put).await;
    assert_eq!(
        answer.to_string(),
        r#"200 {"message":"Lambda endpoint updated successfully"}"#
    );
    let run = world.start("remote", "1").await;
    assert_eq!(
        run.get().await["DurableConfig"]["ExecutionTimeout"],
        60,
        "the endpoint's own words"
    );
}

/// The doors that stay open (decisions 22).
#[tokio::test]
async fn friends() {
    let world = World::new().await;
    let port = world.emulator.address().port();
    let (host, origin) = (format!("localhost:{port}"), format!("http://localhost:{port}"));
    for headers in [
        vec![("host", host.as_str())],
        vec![("host", "host.docker.internal:9014")],
        vec![("host", "host.containers.internal")],
        vec![("host", "my.box:1")],
        vec![("host", "[::1]:9014")],
        vec![("host", &host), ("origin", &origin)],
        vec![("sec-fetch-site", "none")],
        vec![(
            "authorization",
            "AWS4-HMAC-SHA256 Credential=foo/20260101/us-west-2/lambda/aws4_request, SignedHeaders=host, Signature=0",
        )],
    ] {
        let answer = world.send("GET", "/health", &headers, "").await;
        assert_eq!(answer.status, 200, "{headers:?}");
    }
    let world = World::with(|config| config.allow_hosts = vec!["*".to_owned()]).await;
    let anyone = [("host", "any.example")];
    world.send("GET", "/health", &anyone, "").await.expect(200);
    let page = [("host", "any.example"), ("origin", "http://evil.example")];
    world.send("GET", "/health", &page, "").await.expect(403);
}
