//! Process sandboxes, with real processes.

use std::time::Duration;

use cargo_durable::engine::invoke::{Answer, Invoke, PlainAnswer};
use cargo_durable::execution::{ErrorObject, Execute, TenantId};
use cargo_durable::sandbox::Stream;
use serde_json::{Value, json};

use crate::support::guest::{World, durable, name, request};
use crate::support::tool::until;

fn message(error: &ErrorObject) -> &str {
    error.error_message.as_deref().unwrap()
}

fn kind(error: &ErrorObject) -> &str {
    error.error_type.as_deref().unwrap()
}

#[tokio::test]
async fn an_error_is_the_functions_own_and_the_sandbox_survives() {
    let Some(world) = World::with_guest(|_| {}) else {
        return;
    };
    let error = json!({"errorType": "KeyError", "errorMessage": "'id'", "stackTrace": ["one", "two"]});
    let error = world.fail(json!({"do": "error", "error": error})).await;
    let expected = ErrorObject {
        stack_trace: Some(vec!["one".into(), "two".into()]),
        ..ErrorObject::new("KeyError", "'id'")
    };
    assert_eq!(error, expected);
    let one_line = json!({"errorType": "E", "errorMessage": "m", "stackTrace": "one"});
    let error = world.fail(json!({"do": "error", "error": one_line})).await;
    assert_eq!(error.stack_trace, Some(vec!["one".into()]));
    assert_eq!(world.ask(json!({})).await["count"], 3);
}

#[tokio::test]
async fn a_function_that_cannot_start_is_unusable() {
    let Some(world) = World::with_guest(|config| config.init_limit = Duration::from_secs(1)) else {
        return;
    };
    for (init, expected_kind, expected_end) in [
        ("error", "Runtime.ImportModuleError", "no such module"),
        (
            "exit",
            "Runtime.ExitError",
            "Runtime exited with error: exit status 4",
        ),
        (
            "hang",
            "Sandbox.Timedout",
            "did not ask for work within 1 seconds of its start",
        ),
    ] {
        let mut spec = world.guest();
        spec.env.insert("GUEST_INIT".into(), init.into());
        world.sandboxes.register(spec);
        let Execute::Unusable { error } = world.execute(durable()).await else {
            panic!("{init} is unusable");
        };
        assert_eq!(kind(&error), expected_kind);
        assert!(message(&error).ends_with(expected_end), "{error:?}");
        assert_eq!(kind(&world.fail(json!({})).await), expected_kind);
    }
    assert!(world.printed().contains(&"giving up".to_owned()));
}

#[tokio::test]
async fn what_cannot_be_spawned_is_unusable() {
    let world = World::new(|_| {});
    world
        .sandboxes
        .register(world.command(&["no-such-program".as_ref()]));
    let error = world.fail(json!({})).await;
    assert_eq!(kind(&error), "Runtime.InvalidEntrypoint");
    assert!(
        message(&error).starts_with("cannot start `no-such-program`: No such file"),
        "{error:?}"
    );
    let mut spec = world.command(&["true".as_ref()]);
    let gone = world.dir.path().join("gone");
    spec.kind = cargo_durable::sandbox::FunctionKind::Command {
        argv: vec!["true".into()],
        cwd: gone.clone(),
    };
    world.sandboxes.register(spec);
    let error = world.fail(json!({})).await;
    assert_eq!(
        message(&error),
        format!("`{}` is not a directory", gone.display())
    );
}

#[tokio::test]
async fn answers_may_be_large_but_not_too_large() {
    let Some(world) = World::with_guest(|_| {}) else {
        return;
    };
    let limit = 6 * 1024 * 1024;
    match world.answer(&json!({"do": "big", "bytes": limit})).await {
        PlainAnswer::Returned(body) => assert_eq!(body.len(), limit),
        other => panic!("6 MiB are welcome: {other:?}"),
    }
    let error = world.fail(json!({"do": "big", "bytes": limit + 101})).await;
    assert_eq!(kind(&error), "Function.ResponseSizeTooLarge");
    assert_eq!(
        message(&error),
        "Response payload size exceeded maximum allowed payload size (6291556 bytes)."
    );
    assert_eq!(world.ask(json!({})).await["count"], 3);
    until("the guest's word", || {
        world.printed().contains(&"413".to_owned()).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_runtime_api_knows_its_invocation() {
    let Some(world) = World::with_guest(|_| {}) else {
        return;
    };
    let answer = world.ask(json!({"do": "wrong"})).await;
    assert_eq!((&answer["wrong"], &answer["restore"]), (&json!(400), &json!(404)));
    let mut call = request(&json!({"do": "headers"}));
    call.trace = Some("Root=1-5-a".to_owned());
    call.tenant = Some(TenantId::parse("blue").unwrap());
    let expected = call.request_id.to_string();
    let Answer::Plain(PlainAnswer::Returned(body)) = world.sandboxes.invoke(call).await else {
        panic!("the guest answers");
    };
    let headers = &serde_json::from_slice::<Value>(&body).unwrap()["headers"];
    assert_eq!(headers["lambda-runtime-aws-request-id"], expected);
    assert_eq!(headers["lambda-runtime-trace-id"], "Root=1-5-a");
    assert_eq!(headers["lambda-runtime-aws-tenant-id"], "blue");
    assert_eq!(
        headers["lambda-runtime-invoked-function-arn"],
        "arn:aws:lambda:us-east-1:123456789012:function:guest"
    );
    let deadline: i64 = headers["lambda-runtime-deadline-ms"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let left = deadline - jiff::Timestamp::now().as_millisecond();
    assert!((1..=30_000).contains(&left), "{left} ms are left of 30 s");
}

#[tokio::test]
async fn the_environment_leads_to_us_and_nowhere_else() {
    let Some(world) = World::with_guest(|config| {
        for (name, value) in [
            ("CARGO_PKG_NAME", "x"),
            ("AWS_PROFILE", "prod"),
            ("AWS_SESSION_TOKEN", "s"),
        ] {
            config.parent_env.insert(name.into(), value.into());
        }
    }) else {
        return;
    };
    let env = &world.ask(json!({"do": "env"})).await["env"];
    for gone in [
        "CARGO_PKG_NAME",
        "CARGO_MANIFEST_DIR",
        "AWS_PROFILE",
        "AWS_SESSION_TOKEN",
    ] {
        assert_eq!(env[gone], Value::Null, "{gone}");
    }
    assert_eq!(env["AWS_ENDPOINT_URL_LAMBDA"], "http://127.0.0.1:9014");
    assert_eq!(env["AWS_LAMBDA_FUNCTION_NAME"], "guest");
    assert_eq!(env["AWS_DEFAULT_REGION"], "us-east-1");
}

#[tokio::test]
async fn lines_are_labelled() {
    let Some(world) = World::with_guest(|_| {}) else {
        return;
    };
    let call = request(&json!({"do": "print"}));
    let id = call.request_id.clone();
    world.sandboxes.invoke(call).await;
    for (stream, text) in [(Stream::Stdout, "to stdout"), (Stream::Stderr, "to stderr")] {
        let line = until(text, || {
            let lines = world.lines.lock().unwrap();
            lines
                .iter()
                .find(|line| line.stream == stream && line.text == text)
                .cloned()
        })
        .await;
        assert_eq!((line.function, line.request_id), (name(), id.clone()));
    }
}

#[tokio::test]
async fn the_strict_rules_hold_for_our_own_runtime_api() {
    let Some(world) = World::with_guest(|_| {}) else {
        return;
    };
    let mut spec = world.guest();
    spec.durable = Some(cargo_durable::execution::DurableConfig::DEFAULT);
    world.sandboxes.register(spec);
    // The scripted guest answers an envelope with an object that has no Status.
    assert_eq!(
        world.execute(durable()).await,
        Execute::Malformed {
            message: "Invalid Status in invocation output.".to_owned()
        }
    );
    assert!(world.sandboxes.describe(name()).await.unwrap().durable.is_some());
    assert!(world.sandboxes.unregister(&name()));
    assert!(matches!(world.execute(durable()).await, Execute::Missing { .. }));
    assert_eq!(world.sandboxes.functions(), []);
}
