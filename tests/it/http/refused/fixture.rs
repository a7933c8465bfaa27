//! Operations of every type in every status, and executions in every status.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use crate::http::run::Run;
use crate::http::world::{World, patient};

pub(super) const ACTIONS: [&str; 5] = ["START", "SUCCEED", "FAIL", "RETRY", "CANCEL"];

/// Each type of operation and the statuses that it can have (contract 4.1).
pub(super) const TYPES: [(&str, &[&str]); 5] = [
    ("STEP", &["STARTED", "PENDING", "READY", "SUCCEEDED", "FAILED"]),
    ("CONTEXT", &["STARTED", "SUCCEEDED", "FAILED"]),
    ("WAIT", &["STARTED", "SUCCEEDED", "CANCELLED"]),
    ("CALLBACK", &["STARTED", "SUCCEEDED", "FAILED", "TIMED_OUT"]),
    (
        "CHAINED_INVOKE",
        &["STARTED", "SUCCEEDED", "FAILED", "TIMED_OUT", "STOPPED"],
    ),
];

/// The input of a plain function that is to answer.
const SUCCEED: &str = r#"{"succeed":true}"#;

/// An update with all that its action needs.
pub(super) fn update(kind: &str, action: &str, id: &str) -> Value {
    let mut update = json!({"Id": id, "Type": kind, "Action": action});
    match (kind, action) {
        ("STEP", "RETRY") => update["StepOptions"] = json!({"NextAttemptDelaySeconds": 600}),
        ("WAIT", "START") => update["WaitOptions"] = json!({"WaitSeconds": 600}),
        ("CHAINED_INVOKE", "START") => update["ChainedInvokeOptions"] = json!({"FunctionName": "plain"}),
        _ => {}
    }
    update
}

/// What may move has an operation for each action.
pub(super) fn id(kind: &str, status: &str, action: &str) -> String {
    match (kind, status) {
        ("STEP" | "CONTEXT" | "WAIT", "STARTED" | "PENDING" | "READY") | (_, "none") => {
            format!("{kind}-{status}-{action}")
        }
        _ => format!("{kind}-{status}"),
    }
}

/// The ids of a status, each once.
fn ids(kind: &str, status: &str) -> BTreeSet<String> {
    ACTIONS.map(|action| id(kind, status, action)).into()
}

/// How an operation begins that is to have a status.
pub(super) fn opening(kind: &str, status: &str, id: &str) -> Value {
    let action = match (kind, status) {
        ("STEP", "PENDING" | "READY") => "RETRY",
        ("STEP" | "CONTEXT", "SUCCEEDED") => "SUCCEED",
        ("STEP" | "CONTEXT", "FAILED") => "FAIL",
        _ => "START",
    };
    let mut update = update(kind, action, id);
    match (kind, status) {
        ("STEP", "READY") => update["StepOptions"] = json!({"NextAttemptDelaySeconds": 1}),
        ("WAIT", "SUCCEEDED") => update["WaitOptions"] = json!({"WaitSeconds": 1}),
        ("CALLBACK", "TIMED_OUT") => update["CallbackOptions"] = json!({"TimeoutSeconds": 1}),
        ("CHAINED_INVOKE", "TIMED_OUT") => update["ChainedInvokeOptions"]["FunctionName"] = json!("brief:1"),
        ("CHAINED_INVOKE", "STOPPED") => update["ChainedInvokeOptions"]["FunctionName"] = json!("flow:1"),
        ("CHAINED_INVOKE", "SUCCEEDED") => update["Payload"] = json!(SUCCEED),
        ("CHAINED_INVOKE", "FAILED") => update["ChainedInvokeOptions"]["FunctionName"] = json!("nobody"),
        _ => {}
    }
    update
}

/// An execution with an operation of every type in every status for every action.
pub(super) async fn run(world: &World) -> Run<'_> {
    let mut run = world.start("flow", "1").await;
    let mut batch = Vec::new();
    for (kind, statuses) in TYPES {
        for status in statuses {
            let ids = ids(kind, status);
            batch.extend(ids.iter().map(|id| opening(kind, status, id)));
        }
    }
    let opened = run.checkpoint(&json!(batch)).await;
    for operation in opened["NewExecutionState"]["Operations"].as_array().unwrap() {
        let id = operation["Id"].as_str().unwrap();
        if let Some(callback) = operation["CallbackDetails"]["CallbackId"].as_str() {
            for (status, verb) in [("SUCCEEDED", "succeed"), ("FAILED", "fail")] {
                if id.contains(status) {
                    run.callback(callback, verb, "").await.expect(200);
                }
            }
        }
    }
    for event in run.events().await {
        let child = &event["ChainedInvokeStartedDetails"]["DurableExecutionArn"];
        if let Some(arn) = child.as_str() {
            let child = world.follow(arn).await;
            if arn.contains(":flow:") {
                child.tell("stop", "").await.expect(200);
            }
        }
    }
    for _ in ["STARTED", "SUCCEEDED"] {
        let call = world.called("plain").await;
        if call.body == json!({"succeed": true}) {
            call.says(200, "1");
        }
    }
    run.checkpoint(&json!([update("WAIT", "CANCEL", "WAIT-CANCELLED")]))
        .await;
    settle(&run).await;
    run
}

/// Until every operation is what its id says.
async fn settle(run: &Run<'_>) {
    let look = async {
        loop {
            let operations = run.operations().await;
            let is_settled = |(id, operation): (&String, &Value)| {
                id.split('-')
                    .nth(1)
                    .is_none_or(|status| operation["Status"] == status)
                    || operation["Type"] == "EXECUTION"
            };
            if operations.iter().all(is_settled) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    patient("every status", look).await;
}

/// What makes an execution have a status, at once or soon: one that is to time out does so by itself.
pub(super) async fn turn(run: &mut Run<'_>, status: &str) {
    match status {
        "PAUSING" => drop(run.tell("pause", "").await.expect(202)),
        "PAUSED" => {
            run.tell("pause", "").await.expect(202);
            run.checkpoint(&json!([])).await;
        }
        "SUCCEEDED" => run.succeeds("1"),
        "FAILED" => run.returns(&json!({"Status": "FAILED"})),
        "STOPPED" => drop(run.tell("stop", "").await.expect(200)),
        _ => {}
    }
}

/// The function whose executions may come to have a status.
pub(super) fn function(status: &str) -> &'static str {
    if status == "TIMED_OUT" { "brief" } else { "flow" }
}
