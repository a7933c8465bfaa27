//! The samples in containers: the same results and the same histories as in processes.

use expect_test::expect;
use serde_json::{Value, json};

use super::{add_sample, add_trouble, containers, project};
use crate::sdk::project::{Language, Project};

const SAMPLES: [&str; 3] = ["order", "pricing", "tax"];

/// What happened, without when, by whom, and in what order branches took turns.
fn told(events: &[Value]) -> Vec<String> {
    let mut lines: Vec<String> = events
        .iter()
        // How often a function is called depends on how long its waits are to it.
        .filter(|event| event["EventType"] != "InvocationCompleted")
        .map(|event| {
            let text = |name: &str| event[name].as_str().unwrap_or("-").to_owned();
            let details = event
                .as_object()
                .unwrap()
                .iter()
                .find(|(key, _)| key.ends_with("Details"));
            let of = |name: &str| {
                let found = details.and_then(|(_, details)| details.get(name));
                found.map_or_else(String::new, |found| found["Payload"].to_string())
            };
            let is_execution = text("EventType").starts_with("Execution");
            let name = if is_execution {
                "-".to_owned()
            } else {
                text("Name")
            };
            format!(
                "{} {} {name} {}{}{}",
                text("EventType"),
                text("SubType"),
                of("Input"),
                of("Result"),
                of("Error")
            )
        })
        .collect();
    lines.sort_unstable();
    lines
}

async fn ran(project: &Project) -> (String, Vec<String>) {
    let ran = project.invoke("order", &json!({"id": 1, "quick": true})).await;
    let result = ran.succeeded().to_owned();
    (result, told(&project.history("@last").await))
}

async fn as_in_processes(language: Language) {
    let (Some(of_processes), Some((contained, images))) = (Project::of(language), project()) else {
        return;
    };
    for sample in SAMPLES {
        add_sample(&contained, images, language, sample);
    }
    let (one, other) = tokio::join!(ran(&of_processes), ran(&contained));
    assert!(one.1.len() > 20, "{one:?}");
    assert_eq!(one, other);
    assert_eq!(
        containers(&contained, images),
        Vec::<String>::new(),
        "nothing is left"
    );
}

#[tokio::test]
async fn rust() {
    as_in_processes(Language::Rust).await;
}

#[tokio::test]
async fn python() {
    as_in_processes(Language::Python).await;
}

#[tokio::test]
async fn node() {
    as_in_processes(Language::Node).await;
}

/// Lambda's own limits, and nothing of this machine.
#[tokio::test]
async fn a_sandbox_has_bounds() {
    let Some((project, images)) = project() else {
        return;
    };
    add_trouble(&project, images, "bounds", "durable = false\nmemory_mb = 256\n");
    let bounds = project.invoke("bounds", &json!({})).await.json();
    expect![[r#"
        {
          "capabilities": "0000000000000000",
          "files": 1024,
          "handler": "trouble.bounds",
          "home of ours": false,
          "memory": "256",
          "new privileges": false,
          "sees": [
            "trouble.py"
          ],
          "user": "993:990",
          "writes /tmp": "yes",
          "writes its code": "Read-only file system",
          "writes the root": "Read-only file system"
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&bounds).unwrap());
}
