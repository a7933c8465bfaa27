//! Executions whose function is gone when the emulator starts again.

use serde_json::json;

use super::emulator::Emulator;
use super::project::{Language, Project, assert_gapless, count, eventually};

#[tokio::test]
async fn an_execution_waits_for_its_function() {
    let project = Project::rust();
    let first = Emulator::start(&project).await;
    let arn = first
        .begin("faulty", &json!({"mode": "wait", "seconds": 1}))
        .await;
    first.event(&arn, "WaitStarted", |_| true).await;
    first.kill().await;
    let before = project.history(&arn).await;

    std::fs::write(project.path("durable.toml"), "").unwrap();
    let second = Emulator::start(&project).await;
    let warning = eventually("it says what is missing", async || {
        second
            .log()
            .contains("there is no function `faulty` here")
            .then_some(())
    });
    warning.await;
    second.event(&arn, "WaitSucceeded", |_| true).await;
    assert_eq!(second.get(&arn).await["Status"], "RUNNING", "nothing is lost");
    // An `invoke` brings the function, and the execution goes on.
    project.add(Language::Rust, "faulty", "");
    assert_eq!(
        project
            .invoke("faulty", &json!({"mode": "steps", "n": 1}))
            .await
            .code,
        Some(0)
    );
    assert_eq!(second.result(&arn).await, json!({"waited": 1}));
    let events = second.history(&arn).await;
    assert_gapless(&events);
    assert!(events.starts_with(&before));
    assert_eq!(
        second.log().matches("there is no function").count(),
        1,
        "once: {}",
        second.log()
    );
}

/// Stopping one that waits for its function is possible, and a start with the function goes on.
#[tokio::test]
async fn it_can_be_stopped_or_started_again() {
    let project = Project::rust();
    let first = Emulator::start(&project).await;
    let stopped = first
        .begin("faulty", &json!({"mode": "hang", "seconds": 2}))
        .await;
    let again = first
        .begin("faulty", &json!({"mode": "hang", "seconds": 2}))
        .await;
    for arn in [&stopped, &again] {
        first.event(arn, "StepStarted", |_| true).await;
    }
    first.kill().await;

    let declared = std::fs::read_to_string(project.path("durable.toml")).unwrap();
    std::fs::write(project.path("durable.toml"), "").unwrap();
    let second = Emulator::start(&project).await;
    for arn in [&stopped, &again] {
        second.event(arn, "InvocationCompleted", |_| true).await;
    }
    project.run(&["execution", "stop", &stopped]).await.succeeded();
    assert_eq!(second.ended(&stopped).await["Status"], "STOPPED");
    second.kill().await;

    std::fs::write(project.path("durable.toml"), declared).unwrap();
    let third = Emulator::start(&project).await;
    assert_eq!(third.result(&again).await, json!({"slept": 2}));
    assert_gapless(&third.history(&again).await);
}

const NAP: &str = "import time\ndef nap(event, context):\n    time.sleep(2)\n    return event\n";

/// The same holds for a plain function that an execution has called.
#[tokio::test]
async fn a_chained_invoke_waits_for_its_function() {
    let Some(project) = Project::with_own(Language::Python, "app.py", NAP, "nap") else {
        return;
    };
    let file = project.path("durable.toml");
    let nap = std::fs::read_to_string(&file).unwrap();
    let nap = nap.replace("env =", "durable = false\nenv =");
    std::fs::write(&file, "").unwrap();
    project.add(Language::Rust, "faulty", "");
    let faulty = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{faulty}{nap}")).unwrap();
    let first = Emulator::start(&project).await;
    let payload = json!({"mode": "invoke", "function": "nap", "payload": {"to": "Ada"}});
    let arn = first.begin("faulty", &payload).await;
    first.event(&arn, "ChainedInvokeStarted", |_| true).await;
    first.kill().await;

    std::fs::write(&file, &faulty).unwrap();
    let second = Emulator::start(&project).await;
    let warning = eventually("it says what is missing", async || {
        let log = second.log();
        log.contains("there is no function `nap` here").then_some(())
    });
    warning.await;
    assert_eq!(second.get(&arn).await["Status"], "RUNNING");
    second.kill().await;

    std::fs::write(&file, format!("{faulty}{nap}")).unwrap();
    let third = Emulator::start(&project).await;
    assert_eq!(third.result(&arn).await, json!({"result": {"to": "Ada"}}));
    assert_gapless(&third.history(&arn).await);
}

/// A first invocation that finds no function ends the execution at once: nothing is done yet.
#[tokio::test]
async fn a_first_invocation_does_not_wait() {
    let (empty, project) = (Project::empty(), Project::empty());
    let elsewhere = Emulator::start(&empty).await;
    project.declare("far", &format!("endpoint = {:?}\n", elsewhere.endpoint));
    let emulator = Emulator::start(&project).await;
    let arn = emulator.begin("far", &json!({})).await;
    let ended = emulator.ended(&arn).await;
    assert_eq!(ended["Status"], "FAILED");
    assert_eq!(
        ended["Error"]["ErrorType"], "ResourceNotFoundException",
        "{ended}"
    );
    assert_eq!(count(&emulator.history(&arn).await, "InvocationCompleted"), 1);
}
