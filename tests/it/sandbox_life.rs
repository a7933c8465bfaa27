//! The life of process sandboxes: start, reuse, crash, timeout, end; with real processes.

use std::sync::Arc;
use std::time::Duration;

use cargo_durable::engine::invoke::{Answer, Invoke, PlainAnswer};
use cargo_durable::execution::{ErrorObject, Execute};
use serde_json::{Value, json};

use crate::support::guest::{World, durable, request};
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
async fn a_crash_tells_its_exit_and_the_next_call_starts_anew() {
    let Some(world) = World::with_guest(|_| {}) else {
        return;
    };
    let call = request(&json!({"do": "exit", "code": 3}));
    let expected = format!(
        "RequestId: {} Error: Runtime exited with error: exit status 3",
        call.request_id
    );
    let Answer::Plain(PlainAnswer::Broke(error)) = world.sandboxes.invoke(call).await else {
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
async fn a_guest_without_its_guard_ends() {
    let Some(world) = World::with_guest(|_| {}) else {
        return;
    };
    let pid = pid(&world.ask(json!({})).await);
    let error = world.fail(json!({"do": "murder"})).await;
    assert!(message(&error).ends_with("signal: killed"), "{error:?}");
    until("the end of the guest", || (!is_running(pid)).then_some(())).await;
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
