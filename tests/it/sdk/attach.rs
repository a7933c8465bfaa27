//! `invoke` while somebody else's emulator holds the store (decisions 19).

use serde_json::json;

use super::emulator::Emulator;
use super::project::{Language, Project, Ran, eventually, finish};
use crate::support::guests;

async fn statuses(project: &Project) -> Vec<String> {
    let list = project.run(&["-o", "json", "execution", "list"]).await.json();
    let all = list["DurableExecutions"].as_array().unwrap().iter();
    all.map(|execution| execution["Status"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn to_a_start_that_does_not_know_the_function() {
    let project = Project::empty();
    let emulator = Emulator::start(&project).await;
    assert_eq!(
        emulator.invoke("faulty", "Event", None, &json!({})).await.status,
        404
    );
    project.add(Language::Rust, "faulty", "");
    let ran = project.invoke("faulty", &json!({"mode": "steps", "n": 3})).await;
    assert_eq!(ran.succeeded(), "{\"steps\":3,\"sum\":6}\n");
    let failed = project
        .run(&["-o", "json", "invoke", "faulty", "-d", r#"{"mode":"error"}"#])
        .await;
    assert_eq!(failed.code, Some(1), "{failed:?}");
    assert!(failed.error().1.ends_with("boom"), "{failed:?}");
    assert_eq!(
        statuses(&project).await.len(),
        2,
        "they are in the store that `start` holds"
    );
    let conflict = project
        .run(&["-o", "json", "invoke", "faulty", "--region", "eu-west-1"])
        .await;
    assert_eq!(conflict.code, Some(2), "{conflict:?}");
    assert!(
        conflict
            .error()
            .1
            .contains(&format!("process {}", emulator.pid())),
        "{conflict:?}"
    );

    // What it has brought stays, and `--async` finds it.
    let left = project
        .run(&["invoke", "faulty", "--async", "-d", r#"{"mode":"wait"}"#])
        .await;
    assert_eq!(
        emulator.result(left.succeeded().trim()).await,
        json!({"waited": 1})
    );
}

#[tokio::test]
async fn with_the_functions_of_the_line() {
    let project = Project::empty();
    let _emulator = Emulator::start(&project).await;
    let ship = format!("ship=command:{}", guests::rust("hello").display());
    let line = [
        "invoke",
        "--function",
        &ship,
        "--data",
        r#"{"name":"Ada","wait_s":1}"#,
    ];
    assert_eq!(
        project.run(&line).await.succeeded(),
        "{\"greeting\":\"Hello, Ada!\"}\n"
    );
}

/// A host that is done stays for whoever uses its emulator, and says so.
#[tokio::test]
async fn to_a_host_that_is_done_first() {
    let project = Project::rust();
    let line = |seconds: u32| format!(r#"{{"mode":"wait","seconds":{seconds}}}"#);
    let host = project.spawn(&["invoke", "faulty", "--data", &line(2)]);
    let runs = eventually("the host runs", async || {
        let ran = project.run(&["-o", "json", "execution", "list"]).await;
        ran.stdout.contains("RUNNING").then_some(())
    });
    runs.await;
    let guest = project.spawn(&["invoke", "faulty", "--data", &line(4)]);
    let ended = std::sync::Mutex::new(Vec::new());
    let note = async |who: &'static str, child| -> Ran {
        let ran = finish(child).await;
        ended.lock().unwrap().push(who);
        ran
    };
    let (host, guest) = tokio::join!(note("host", host), note("guest", guest));
    assert_eq!(host.succeeded(), "{\"waited\":2}\n");
    assert_eq!(guest.succeeded(), "{\"waited\":4}\n");
    assert!(host.stderr.contains("waiting for another `invoke`"), "{host:?}");
    assert_eq!(*ended.lock().unwrap(), ["guest", "host"]);
    assert_eq!(statuses(&project).await, ["SUCCEEDED", "SUCCEEDED"]);
    project.guests_gone().await;
}

/// Who loses its host says so, and its execution is kept.
#[tokio::test]
async fn to_a_host_that_is_killed() {
    let project = Project::rust();
    let emulator = Emulator::start(&project).await;
    let line = [
        "-o",
        "json",
        "invoke",
        "faulty",
        "--name",
        "kept",
        "--data",
        r#"{"mode":"wait","seconds":3}"#,
    ];
    let guest = project.spawn(&line);
    let runs = eventually("the guest's execution waits", async || {
        let ran = project
            .run(&["-o", "json", "execution", "history", "@last"])
            .await;
        ran.stdout.contains("WaitStarted").then_some(())
    });
    runs.await;
    emulator.kill().await;
    let lost = finish(guest).await;
    assert_eq!(lost.code, Some(3), "{lost:?}");
    assert_eq!(lost.error().0, "Unreachable", "{lost:?}");
    let again = project.run(&line).await;
    assert_eq!(again.json()["Result"], "{\"waited\":3}");
}
