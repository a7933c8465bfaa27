//! Who holds a store or a port, and what the next one is told.

use serde_json::json;

use super::emulator::Emulator;
use super::project::Project;

#[tokio::test]
async fn a_second_start_on_one_store() {
    let project = Project::empty();
    let first = Emulator::start(&project).await;
    let second = project.run(&["-o", "json", "start", "--port", "0"]).await;
    assert_eq!((second.code, second.stdout.as_str()), (Some(3), ""), "{second:?}");
    let (code, message) = second.error();
    assert_eq!(code, "StoreLocked");
    let holder = format!("process {}, at {}", first.pid(), first.endpoint);
    assert!(message.ends_with(&holder), "{message}");

    first.kill().await;
    let stopped = project.run(&["-o", "json", "stop"]).await;
    assert_eq!(
        stopped.json(),
        json!({"ProcessId": null}),
        "a killed holder holds nothing"
    );
    let list = project.run(&["-o", "json", "execution", "list"]).await;
    assert_eq!(list.json()["DurableExecutions"], json!([]));
    let third = Emulator::start(&project).await;
    let stopped = project.run(&["-o", "json", "stop"]).await;
    assert_eq!(stopped.json(), json!({"ProcessId": third.pid()}));
}

#[tokio::test]
async fn two_starts_at_once() {
    let project = Project::empty();
    let (mut one, mut two) = (
        project.spawn(&["start", "-P", "0"]),
        project.spawn(&["start", "-P", "0"]),
    );
    let (loser, mut winner) = tokio::select! {
        ended = one.wait() => (ended.unwrap(), two),
        ended = two.wait() => (ended.unwrap(), one),
    };
    assert_eq!(loser.code(), Some(3));
    assert!(winner.try_wait().unwrap().is_none(), "the other one runs");
    winner.start_kill().unwrap();
}

#[tokio::test]
async fn a_port_that_is_taken() {
    let (one, other) = (Project::empty(), Project::empty());
    let holder = Emulator::start(&one).await;
    let port = holder.port();
    let ran = other.run(&["-o", "json", "start", "--port", &port]).await;
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""), "{ran:?}");
    let (code, message) = ran.error();
    assert_eq!(code, "PortTaken");
    assert!(message.starts_with(&format!("port {port} is taken")), "{message}");
    // It has let go of its own store.
    Emulator::start(&other).await;
}

#[tokio::test]
async fn a_store_that_is_none() {
    let project = Project::rust();
    std::fs::create_dir(project.path(".durable")).unwrap();
    let store = project.path(".durable/executions.db");
    let text = "this is a diary, and not a database: ".repeat(100);
    std::fs::write(&store, &text).unwrap();
    for line in [
        &["start", "-P", "0"][..],
        &["invoke", "hello"],
        &["execution", "list"],
        &["callback", "list"],
    ] {
        let ran = project.run(&[&["-o", "json"], line].concat()).await;
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""), "{ran:?}");
        assert_eq!(ran.error().0, "NotAStore", "{ran:?}");
        assert!(ran.error().1.contains("executions.db"), "{ran:?}");
    }
    assert_eq!(
        std::fs::read_to_string(&store).unwrap(),
        text,
        "nobody has touched it"
    );
}
