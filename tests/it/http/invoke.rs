//! Invoke: what starts, what is found, what its caller hears (contract 1.12, 2.3).

use cargo_durable::execution::Limits;
use serde_json::{Value, json};

use super::run::{Run, text};
use super::world::{Answer, World};

const EVENT: (&str, &str) = ("x-amz-invocation-type", "Event");
const ARN: &str = "x-amz-durable-execution-arn";
const VERSION: &str = "x-amz-executed-version";

fn named(name: &'static str) -> (&'static str, &'static str) {
    ("x-amz-durable-execution-name", name)
}

/// Invokes a function that answers with `output` at once.
async fn answered(world: &World, function: &str, output: &Value) -> (Answer, Value) {
    tokio::join!(world.invoke(function, &[], "{\"a\": 1}"), async {
        let call = world.called("flow").await;
        let input = call.body.clone();
        call.returns(output);
        input
    })
}

/// Row 3, row 5.
#[tokio::test]
async fn who_waits_gets_the_result_as_it_is() {
    let world = World::new().await;
    let done = json!({"Status": "SUCCEEDED", "Result": "{\"b\":  2}"});
    let (answer, input) = answered(&world, "flow", &done).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "{\"b\":  2}"));
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header(VERSION), "$LATEST");
    assert_eq!(answer.header("x-amz-function-error"), "");
    let arn = answer.header(ARN);
    let parts: Vec<&str> = arn.split('/').collect();
    assert_eq!(
        parts[..2],
        [
            "arn:aws:lambda:us-east-1:123456789012:function:flow:$LATEST",
            "durable-execution"
        ],
        "row 3"
    );
    let operation = &input["InitialExecutionState"]["Operations"][0];
    assert_eq!(input["DurableExecutionArn"], arn);
    assert_eq!(
        (&operation["Id"], &operation["Type"], &operation["Status"]),
        (&json!(parts[3]), &json!("EXECUTION"), &json!("STARTED"))
    );
    assert_eq!(operation["ExecutionDetails"]["InputPayload"], "{\"a\": 1}");
    assert!(
        operation["StartTimestamp"].as_u64().unwrap() > 1_700_000_000_000,
        "integer milliseconds"
    );

    for (output, body) in [
        (json!({"Status": "SUCCEEDED"}), "null"),
        (json!({"Status": "SUCCEEDED", "Result": "no JSON"}), "no JSON"),
    ] {
        assert_eq!(answered(&world, "flow", &output).await.0.expect(200).body, body);
    }
}

#[tokio::test]
async fn who_waits_hears_of_failures() {
    let world = World::new().await;
    let failed = json!({"Status": "FAILED", "Error": {"ErrorType": "T", "ErrorMessage": "m", "StackTrace": ["s"], "ErrorData": "d"}});
    let (answer, _) = answered(&world, "flow", &failed).await;
    assert_eq!(answer.header("x-amz-function-error"), "Unhandled");
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.json(),
        json!({"errorType": "T", "errorMessage": "m", "stackTrace": ["s"]})
    );
    let (answer, _) = answered(&world, "flow", &json!({"Status": "FAILED"})).await;
    assert_eq!(
        (answer.header("x-amz-function-error"), answer.body.as_str()),
        ("Unhandled", "{}")
    );

    let name = [named("stopped")];
    let (answer, ()) = tokio::join!(world.invoke("flow", &name, "1"), async {
        let call = world.called("flow").await;
        let run = Run::new(&world, call.body["DurableExecutionArn"].as_str().unwrap());
        run.tell("stop", r#"{"ErrorType":"Mine"}"#).await.expect(200);
        call.returns(&json!({"Status": "PENDING"}));
    });
    assert_eq!(
        (answer.header("x-amz-function-error"), answer.body.as_str()),
        ("Unhandled", r#"{"errorType":"Mine"}"#)
    );

    let answer = world.invoke("brief", &[], "1").await.expect(200);
    assert_eq!(answer.header("x-amz-function-error"), "Unhandled");
    let again = Run::new(&world, answer.header(ARN)).get().await;
    assert_eq!(again["Status"], "TIMED_OUT");
    assert_eq!(
        answer.json()["errorMessage"],
        "Execution timed out after 1 seconds."
    );
    assert_eq!(answer.json()["errorType"], again["Error"]["ErrorType"]);
}

#[tokio::test]
async fn an_event_is_accepted_and_a_dry_run_does_nothing() {
    let world = World::new().await;
    let accepted = world.invoke("flow", &[EVENT], "1").await.expect(202);
    assert_eq!(accepted.body, "");
    world.follow(accepted.header(ARN)).await.suspends();
    for function in ["flow", "plain", "too-long"] {
        let dry = world
            .invoke(function, &[("x-amz-invocation-type", "DryRun")], "1")
            .await
            .expect(204);
        assert_eq!((dry.header(ARN), dry.body.as_str()), ("", ""));
    }
    let unknown = world
        .invoke("nobody", &[("x-amz-invocation-type", "DryRun")], "1")
        .await;
    assert_eq!(unknown.status, 404);
    let list = world.get("/2025-12-01/durable-executions").await.json();
    assert_eq!(list["DurableExecutions"].as_array().unwrap().len(), 1);
}

/// Appendix C 3, row 6.
#[tokio::test]
async fn a_name_is_started_once() {
    let world = World::new().await;
    let started = world
        .invoke("flow", &[EVENT, named("order-1")], "{}")
        .await
        .expect(202);
    let arn = started.header(ARN).to_owned();
    assert_eq!(arn.split('/').nth(2), Some("order-1"));
    let refused = |existing: &str| {
        format!(
            "409 DurableExecutionAlreadyStartedException \
             {{\"Type\":\"User\",\"Message\":\"Execution already started: {existing}\"}}"
        )
    };
    let mut run = world.follow(&arn).await;
    let names = [EVENT, named("order-1")];
    for function in ["flow", "flow:1", "flow:live"] {
        let again = world.invoke(function, &names, "{}").await.expect(202);
        assert_eq!(again.header(ARN), arn, "row 6, running, {function}");
    }
    for other in ["{ }", "null", ""] {
        assert_eq!(
            world.invoke("flow", &names, other).await.to_string(),
            refused(&arn),
            "running, {other}"
        );
        assert_eq!(
            world.invoke("flow", &names[1..], other).await.to_string(),
            refused(&arn)
        );
    }
    // Who waits attaches to what runs.
    let (answer, ()) = tokio::join!(world.invoke("flow", &names[1..], "{}"), async {
        run.succeeds("7");
    });
    assert_eq!(answer.expect(200).body, "7");
    let stored = world.invoke("flow", &names[1..], "{}").await.expect(200);
    assert_eq!((stored.header(ARN), stored.body.as_str()), (arn.as_str(), "7"));
    assert_eq!(
        world.invoke("flow", &names, "1").await.to_string(),
        refused(&arn),
        "closed"
    );
    assert_eq!(
        world.invoke("flow", &names[1..], "1").await.to_string(),
        refused(&arn),
        "closed"
    );
    // Another function has names of its own; without a name there is always a new one.
    let other = world.invoke("longest", &names, "1").await.expect(202);
    assert_ne!(other.header(ARN), arn);
    let first = world.invoke("flow", &[EVENT], "{}").await.expect(202);
    let second = world.invoke("flow", &[EVENT], "{}").await.expect(202);
    assert_ne!(first.header(ARN), second.header(ARN));
}

#[tokio::test]
async fn what_was_deleted_leaves_its_name() {
    let world = World::new().await;
    let names = [EVENT, named("n")];
    let first = world
        .invoke("flow", &names, "1")
        .await
        .expect(202)
        .header(ARN)
        .to_owned();
    world.follow(&first).await.succeeds("1");
    let run = Run::new(&world, &first);
    run.until("SUCCEEDED").await;
    world
        .send("DELETE", &super::world::execution(&first, ""), &[], "")
        .await
        .expect(202);
    let second = world
        .invoke("flow", &names, "2")
        .await
        .expect(202)
        .header(ARN)
        .to_owned();
    assert_ne!(first, second);
}

#[tokio::test]
async fn functions_have_many_names() {
    let world = World::new().await;
    let full = "arn:aws:lambda:us-east-1:123456789012:function:flow";
    for (path, version, called) in [
        ("flow", "$LATEST", "flow"),
        ("flow:$LATEST", "$LATEST", "flow"),
        ("flow:%24LATEST", "$LATEST", "flow"),
        ("flow%3A%24LATEST", "$LATEST", "flow"),
        ("flow:1", "1", "flow:1"),
        ("flow:live", "1", "flow:1"),
        ("123456789012:function:flow", "$LATEST", "flow"),
        ("123456789012:function:flow:1", "1", "flow:1"),
        (full, "$LATEST", "flow"),
        (&format!("{full}:live"), "1", "flow:1"),
        (&super::world::encode(full), "$LATEST", "flow"),
    ] {
        let answer = world.invoke(path, &[EVENT], "1").await.expect(202);
        assert_eq!(answer.header(VERSION), version, "{path}");
        let arn = answer.header(ARN);
        assert!(
            arn.starts_with(&format!("{full}:{version}/durable-execution/")),
            "{path}: {arn}"
        );
        assert_eq!(world.called(arn).await.function, called, "{path}");
    }
    for qualifier in ["live", "1", "%24LATEST"] {
        let path = format!("/2015-03-31/functions/flow/invocations?Qualifier={qualifier}");
        let answer = world.send("POST", &path, &[EVENT], "1").await.expect(202);
        assert_eq!(
            answer.header(VERSION),
            if qualifier.ends_with("LATEST") {
                "$LATEST"
            } else {
                "1"
            }
        );
    }
}

#[tokio::test]
async fn an_execution_longer_than_15_minutes_is_started_as_an_event() {
    let world = World::new().await;
    world.invoke("too-long", &[EVENT], "1").await.expect(202);
    let (answer, ()) = tokio::join!(world.invoke("longest", &[], "1"), async {
        world
            .called("longest")
            .await
            .returns(&json!({"Status": "SUCCEEDED", "Result": "1"}));
    });
    answer.expect(200);
}

#[tokio::test]
async fn who_hangs_up_ends_nothing() {
    let world = World::new().await;
    let name = named("left");
    let call = {
        let waiting = world.invoke("flow", std::slice::from_ref(&name), "1");
        tokio::select! {
            answer = waiting => panic!("{answer}"),
            call = world.called("flow") => call,
        }
    };
    let arn = text(&call.body["DurableExecutionArn"]);
    call.returns(&json!({"Status": "SUCCEEDED", "Result": "5"}));
    let get = Run::new(&world, &arn).until("SUCCEEDED").await;
    assert_eq!(get["Result"], "5");
    assert_eq!(world.invoke("flow", &[name], "1").await.body, "5");
}

#[tokio::test]
async fn headers_reach_the_function() {
    let world = World::new().await;
    let headers = [
        EVENT,
        ("x-amz-tenant-id", "blue team"),
        ("x-amzn-trace-id", "Root=1-5759e988-bd862e3fe1be46a994272793"),
    ];
    let arn = world
        .invoke("flow", &headers, "1")
        .await
        .expect(202)
        .header(ARN)
        .to_owned();
    let call = world.called(&arn).await;
    for (name, value) in &headers[1..] {
        assert_eq!(call.headers[*name], *value);
    }
    assert_eq!(call.headers["x-dex-handler-invoke"], "true");
    let get = Run::new(&world, &arn).get().await;
    assert_eq!(get["TraceHeader"], json!({"XAmznTraceId": headers[2].1}));
}

#[tokio::test]
async fn plain_functions() {
    let world = World::with(|config| config.limits = Limits::SERVICE).await;
    let (answer, ()) = tokio::join!(world.invoke("plain", &[], "{\"x\": 1}"), async {
        let call = world.called("plain").await;
        assert_eq!(call.body, json!({"x": 1}));
        call.says(200, "any thing");
    });
    assert_eq!((answer.status, answer.body.as_str()), (200, "any thing"));
    assert_eq!((answer.header(ARN), answer.header(VERSION)), ("", "$LATEST"));
    let (answer, ()) = tokio::join!(world.invoke("plain", &[], ""), async {
        let call = world.called("plain").await;
        assert_eq!(call.body, json!({}));
        call.fails(&json!({"errorType": "T", "errorMessage": "m", "stackTrace": ["s"]}));
    });
    assert_eq!(answer.header("x-amz-function-error"), "Unhandled");
    assert_eq!(
        answer.expect(200).json(),
        json!({"errorType": "T", "errorMessage": "m", "stackTrace": ["s"]})
    );
    let accepted = world.invoke("plain", &[EVENT], "2").await.expect(202);
    assert_eq!((accepted.header(ARN), accepted.body.as_str()), ("", ""));
    assert_eq!(world.called("plain").await.body, json!(2));
    let list = world
        .get("/2025-12-01/functions/plain/durable-executions")
        .await
        .expect(200)
        .json();
    assert_eq!(list["DurableExecutions"], json!([]));
}

#[tokio::test]
async fn what_is_known_of_functions() {
    let world = World::new().await;
    let list = world.get("/2015-03-31/functions").await.expect(200).json();
    let names: Vec<_> = list["Functions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| text(&f["FunctionName"]))
        .collect();
    assert_eq!(
        names,
        ["brief", "flow", "forgotten", "longest", "plain", "too-long"]
    );
    let get = world
        .get("/2015-03-31/functions/flow:live")
        .await
        .expect(200)
        .json();
    let configuration = &get["Configuration"];
    assert_eq!(configuration["Version"], "1");
    assert_eq!(
        configuration["DurableConfig"],
        json!({"ExecutionTimeout": 86400, "RetentionPeriodInDays": 14})
    );
    let same = world
        .get("/2015-03-31/functions/flow/configuration?Qualifier=live")
        .await
        .expect(200)
        .json();
    assert_eq!(&same, configuration);
    let plain = world
        .get("/2015-03-31/functions/plain/configuration")
        .await
        .expect(200)
        .json();
    assert_eq!(plain.get("DurableConfig"), None);
    let remote = world
        .get("/2015-03-31/functions/remote/configuration")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&remote["Timeout"], &remote["DurableConfig"]["ExecutionTimeout"]),
        (&json!(7), &json!(60))
    );
}
