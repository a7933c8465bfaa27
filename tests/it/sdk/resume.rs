//! An `invoke` that ends before its execution does, and who goes on with it (decisions 20).

use serde_json::{Value, json};
use tokio::process::Child;

use super::emulator::Emulator;
use super::project::{Project, Ran, assert_gapless, count, eventually, finish};

const WAIT: &str = r#"{"mode":"wait","seconds":3}"#;
const NAMED: [&str; 6] = ["invoke", "faulty", "--name", "night", "--data", WAIT];

/// Waits until the only execution waits; its history.
async fn until_it_waits(project: &Project) -> Vec<Value> {
    let waits = eventually("it waits", async || {
        let ran = project
            .run(&["-o", "json", "execution", "history", "@last"])
            .await;
        if ran.code != Some(0) {
            return None;
        }
        let events = ran.json()["Events"].as_array()?.clone();
        (count(&events, "InvocationCompleted") == 1).then_some(events)
    });
    waits.await
}

async fn kill(mut child: Child) {
    child.start_kill().unwrap();
    child.wait().await.unwrap();
}

async fn interrupt(child: Child) -> Ran {
    let pid = rustix::process::Pid::from_raw(child.id().unwrap().cast_signed()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    finish(child).await
}

/// There is one execution; its name and status.
async fn only(project: &Project) -> (String, String) {
    let list = project.run(&["-o", "json", "execution", "list"]).await.json();
    let all = list["DurableExecutions"].as_array().unwrap();
    assert_eq!(all.len(), 1, "{list}");
    let text = |name: &str| all[0][name].as_str().unwrap().to_owned();
    (text("DurableExecutionName"), text("Status"))
}

#[tokio::test]
async fn a_killed_invoke_is_taken_up_by_its_name() {
    let project = Project::rust();
    let first = project.spawn(&NAMED);
    let before = until_it_waits(&project).await;
    kill(first).await;
    project.guests_gone().await;
    assert_eq!(only(&project).await, ("night".into(), "RUNNING".into()));

    let other = project
        .run(&[
            "-o", "json", "invoke", "faulty", "--name", "night", "--data", "{}",
        ])
        .await;
    assert_eq!(
        (other.code, other.error().0.as_str()),
        (Some(1), "DurableExecutionAlreadyStartedException")
    );
    let again = project.run(&NAMED).await;
    assert_eq!(again.succeeded(), "{\"waited\":3}\n");
    assert_eq!(only(&project).await, ("night".into(), "SUCCEEDED".into()));
    let events = project.history("night").await;
    assert_gapless(&events);
    assert!(events.starts_with(&before), "{events:#?}");
    // Once more: it has ended, and answers at once.
    assert_eq!(project.run(&NAMED).await.succeeded(), "{\"waited\":3}\n");
    assert_eq!(project.history("night").await, events);
}

#[tokio::test]
async fn start_goes_on_with_what_a_killed_invoke_left() {
    let project = Project::rust();
    let first = project.spawn(&NAMED);
    let before = until_it_waits(&project).await;
    kill(first).await;
    let emulator = Emulator::start(&project).await;
    // A client that comes to the running emulator by the name hears the end.
    let again = project.run(&NAMED).await;
    assert_eq!(again.succeeded(), "{\"waited\":3}\n");
    let events = project.history("night").await;
    assert_gapless(&events);
    assert!(events.starts_with(&before), "{events:#?}");
    emulator.kill().await;
}

/// A hosting `invoke` drives its own execution and leaves the others as they are.
#[tokio::test]
async fn an_invoke_leaves_the_executions_of_others() {
    let project = Project::rust();
    let first = project.spawn(&NAMED);
    let before = until_it_waits(&project).await;
    kill(first).await;
    let other = project
        .invoke("faulty", &json!({"mode": "wait", "seconds": 4}))
        .await;
    assert_eq!(other.json(), json!({"waited": 4}));
    assert_eq!(
        project.history("night").await,
        before,
        "longer than its wait took"
    );
}

#[tokio::test]
async fn ctrl_c_says_how_to_go_on() {
    let project = Project::rust();
    let first = project.spawn(&["invoke", "faulty", "--data", WAIT]);
    let before = until_it_waits(&project).await;
    let ran = interrupt(first).await;
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(130), ""), "{ran:?}");
    project.guests_gone().await;
    let (name, status) = only(&project).await;
    assert_eq!(status, "RUNNING");
    let hint = ran
        .stderr
        .split('`')
        .find(|part| part.starts_with("cargo durable invoke"))
        .unwrap_or_default();
    assert!(hint.contains(&format!("--name {name}")), "{ran:?}");
    // What it says is what one types; a shell takes the quotes away.
    let line = format!(
        "exec {} {}",
        env!("CARGO_BIN_EXE_cargo-durable"),
        &hint["cargo durable ".len()..]
    );
    let again = project.shell(&line).await;
    assert_eq!(again.succeeded(), "{\"waited\":3}\n");
    let events = project.history("@last").await;
    assert_gapless(&events);
    assert!(events.starts_with(&before), "{events:#?}");
    assert_eq!(only(&project).await, (name, "SUCCEEDED".into()));
}

/// Ctrl-C while the function works ends it, within two seconds; the step is done again.
#[tokio::test]
async fn ctrl_c_in_the_middle_of_a_step() {
    let project = Project::rust();
    let line = [
        "invoke",
        "faulty",
        "--name",
        "nap",
        "--data",
        r#"{"mode":"hang","seconds":2}"#,
    ];
    let first = project.spawn(&line);
    let seen = eventually("the step runs", async || {
        let ran = project
            .run(&["-o", "json", "execution", "history", "@last"])
            .await;
        let is_there = ran.stdout.contains("StepStarted") && !ran.stdout.contains("StepSucceeded");
        is_there.then_some(())
    });
    seen.await;
    let ended = tokio::time::timeout(std::time::Duration::from_secs(2), interrupt(first)).await;
    assert_eq!(ended.expect("within two seconds").code, Some(130));
    project.guests_gone().await;
    assert_eq!(project.run(&line).await.succeeded(), "{\"slept\":2}\n");
    let events = project.history("nap").await;
    assert_gapless(&events);
    assert_eq!(
        (
            count(&events, "StepStarted"),
            count(&events, "InvocationCompleted")
        ),
        (1, 2),
        "{events:#?}"
    );
}
