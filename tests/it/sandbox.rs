//! Process sandboxes, with real processes.

use std::sync::Arc;
use std::time::Duration;

use cargo_durable::engine::invoke::Invoke;
use cargo_durable::execution::{ErrorObject, Execute, TenantId};
use cargo_durable::sandbox::Stream;
use serde_json::{Value, json};

use crate::support::guest::{World, durable, name, request};
use crate::support::tool::{is_running, until};

fn message(error: &ErrorObject) -> &str {
    error.error_message.as_deref().unwrap()
}

fn kind(error: &ErrorObject) -> &str {
    error.error_type.as_deref().unwrap()
}

fn pid(answer: &Value) -> i32 {
    i32::try_from(answer["pid"].as_i64().unwrap()).unwrap()
}

#[tokio::test]
async fn a_warm_sandbox_is_reused() {
    let Some(world) = World::with_guest(|_| {}) else {
        return;
    };
    let first = world.ask(json!({"n": 1})).await;
    let second = world.ask(json!({"n": 2})).await;
    assert_eq!(first["event"], json!({"n": 1}));
    assert_eq!((&first["pid"], &second["count"]), (&second["pid"], &json!(2)));
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
async fn a_crash_tells_its_exit_and_the_next_call_starts_anew() {
    let Some(world) = World::with_guest(|_| {}) else {
        return;
    };
    let call = request(&json!({"do": "exit", "code": 3}));
    let expected = format!(
        "RequestId: {} Error: Runtime exited with error: exit status 3",
        call.request_id
    );
    let cargo_durable::engine::invoke::Answer::Plain(cargo_durable::engine::invoke::PlainAnswer::Broke(
        error,
    )) = world.sandboxes.invoke(call).await
    else {
        panic!("an exit is an error");
    };
    assert_eq!((kind(&error), message(&error)), ("Runtime.ExitError", &*expected));
    let error = world.fail(json!({"do": "die"})).await;
    assert!(
        message(&error).ends_with("Runtime exited with error: signal: killed"),
        "{error:?}"
    );
    let error = world.fail(json!({"do": "exit", "code": 0})).await;
    assert!(
        message(&error).ends_with("Error: Runtime exited without providing a reason"),
        "{error:?}"
    );
    assert_eq!(world.ask(json!({})).await["count"], 1);
}

#[tokio::test]
async fn an_answer_counts_even_if_the_process_leaves_after_it() {
    let Some(world) = World::with_guest(|_| {}) else {
        return;
    };
    let first = world.ask(json!({"do": "leave"})).await;
    // Whether its end has been noticed by now or not, the next call gets another one.
    let second = world.ask(json!({})).await;
    assert_ne!(first["pid"], second["pid"]);
}

#[tokio::test]
async fn a_timeout_kills_the_sandbox() {
    let Some(world) = World::with_guest(|_| {}) else {
        return;
    };
    let mut spec = world.guest();
    spec.timeout_s = 1;
    world.sandboxes.register(spec);
    let before = world.ask(json!({})).await;
    let error = world.fail(json!({"do": "hang"})).await;
    assert_eq!(kind(&error), "Sandbox.Timedout");
    let words: Vec<&str> = message(&error).splitn(3, ' ').collect();
    assert!(words[0].parse::<jiff::Timestamp>().is_ok(), "{error:?}");
    assert_eq!(words[2], "Task timed out after 1.00 seconds");
    until("the end of the sandbox", || {
        (!is_running(pid(&before))).then_some(())
    })
    .await;
    assert_eq!(world.ask(json!({})).await["count"], 1);
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
async fn no_more_than_the_limit_run_at_once() {
    let Some(world) = World::with_guest(|config| config.concurrency = 2) else {
        return;
    };
    let meeting = world.dir.path().join("meeting");
    std::fs::create_dir(&meeting).unwrap();
    let event = json!({"do": "meet", "dir": meeting});
    let calls: Vec<_> = (0..4)
        .map(|_| tokio::spawn(world.sandboxes.invoke(request(&event))))
        .collect();
    let present = || std::fs::read_dir(&meeting).unwrap().count();
    until("two at the meeting", || (present() == 2).then_some(())).await;
    // Nothing may come of waiting longer; the two that wait have their turn after `go`.
    assert!(
        tokio::time::timeout(
            Duration::from_millis(300),
            until("a third", || (present() > 2).then_some(()))
        )
        .await
        .is_err()
    );
    std::fs::write(meeting.join("go"), "").unwrap();
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(present(), 5);
}

#[tokio::test]
async fn answers_may_be_large_but_not_too_large() {
    let Some(world) = World::with_guest(|_| {}) else {
        return;
    };
    let limit = 6 * 1024 * 1024;
    match world.answer(&json!({"do": "big", "bytes": limit})).await {
        cargo_durable::engine::invoke::PlainAnswer::Returned(body) => assert_eq!(body.len(), limit),
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
    let cargo_durable::engine::invoke::Answer::Plain(cargo_durable::engine::invoke::PlainAnswer::Returned(
        body,
    )) = world.sandboxes.invoke(call).await
    else {
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
        assert_eq!((line.function, line.request_id), (name(), Some(id.clone())));
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

#[tokio::test]
async fn an_invocation_that_is_given_up_ends_its_sandbox() {
    let Some(world) = World::with_guest(|_| {}) else {
        return;
    };
    let before = world.ask(json!({"do": "child"})).await;
    let call = tokio::spawn(world.sandboxes.invoke(request(&json!({"do": "hang"}))));
    until("the guest hangs", || {
        world.printed().contains(&"hanging".to_owned()).then_some(())
    })
    .await;
    call.abort();
    let child = i32::try_from(before["child"].as_i64().unwrap()).unwrap();
    for pid in [pid(&before), child] {
        until("the end of the group", || (!is_running(pid)).then_some(())).await;
    }
}

#[tokio::test]
async fn an_idle_sandbox_is_let_go() {
    let Some(world) = World::with_guest(|config| config.idle = Duration::from_millis(50)) else {
        return;
    };
    let pid = pid(&world.ask(json!({})).await);
    until("the end of the idle one", || (!is_running(pid)).then_some(())).await;
    assert_eq!(world.ask(json!({})).await["count"], 1);
}

#[tokio::test]
async fn shutdown_ends_all_and_loses_what_runs() {
    let Some(world) = World::with_guest(|_| {}) else {
        return;
    };
    let pid = pid(&world.ask(json!({})).await);
    let world = Arc::new(world);
    let mut spec = world.guest();
    spec.env.insert("GUEST_INIT".into(), "hang".into());
    spec.name = cargo_durable::execution::FunctionName::parse("slow").unwrap();
    world.sandboxes.register(spec);
    let mut call = durable();
    call.function = cargo_durable::execution::FunctionName::parse("slow").unwrap();
    let running = tokio::spawn({
        let world = Arc::clone(&world);
        async move { world.execute(call).await }
    });
    tokio::task::yield_now().await;
    world.sandboxes.shutdown().await;
    assert_eq!(running.await.unwrap(), Execute::Lost);
    assert!(!is_running(pid));
    assert_eq!(world.execute(durable()).await, Execute::Lost);
}
