//! `kill -9` of an emulator under load, with containers: the next start removes them, and the executions go on.

use serde_json::json;

use super::{add_trouble, containers, project};
use crate::sdk::emulator::Emulator;
use crate::support::tool;

const EXECUTIONS: usize = 6;

#[tokio::test]
async fn an_emulator_is_killed_under_load() {
    let Some((project, images)) = project() else {
        return;
    };
    add_trouble(&project, images, "nap", "");
    let first = Emulator::start(&project).await;
    let mut arns = Vec::new();
    for id in 0..EXECUTIONS {
        arns.push(first.begin("nap", &json!({ "id": id })).await);
    }
    first.event(&arns[0], "WaitStarted", |_| true).await;
    let left = containers(&project, images);
    assert!(!left.is_empty(), "{}", first.log());
    first.kill().await;

    let second = Emulator::start(&project).await;
    for (id, arn) in arns.iter().enumerate() {
        assert_eq!(second.result(arn).await, json!(id));
    }
    tool::until("what the first one left is gone", || {
        let now = containers(&project, images);
        left.iter().all(|id| !now.contains(id)).then_some(())
    })
    .await;
    second.end().await;
    assert_eq!(
        containers(&project, images),
        Vec::<String>::new(),
        "nothing is left"
    );
}
