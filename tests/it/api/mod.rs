//! The API over HTTP, with a real engine behind it and functions that the test plays.

mod callback;
mod checkpoint;
mod door;
mod execution;
mod invoke;
mod official;
mod pages;

use cargo_durable::execution::{Execute, ExecutionArn};
use cargo_durable::wire::operation::{CallbackOptions, OperationUpdate};
use cargo_durable::wire::request::{CheckpointInput, CheckpointOutput};

use crate::support::stage::{Invocation, Stage};

/// An update of a step or a context.
fn update<'a>(id: &'a str, kind: &'a str, action: &'a str) -> OperationUpdate<'a> {
    OperationUpdate {
        id: Some(id.into()),
        kind: Some(kind.into()),
        action: Some(action.into()),
        ..OperationUpdate::default()
    }
}

fn callback(id: &str) -> OperationUpdate<'_> {
    OperationUpdate {
        callback_options: Some(CallbackOptions::default()),
        ..update(id, "CALLBACK", "START")
    }
}

/// Starts an execution and returns its first invocation.
async fn begin(stage: &mut Stage) -> (ExecutionArn, Invocation) {
    let reply = stage
        .send(
            reqwest::Method::POST,
            "/2015-03-31/functions/fn/invocations",
            &[("x-amz-invocation-type", "Event")],
            r#"{"k":1}"#,
        )
        .await;
    assert_eq!(reply.line(), "202 - ");
    let arn = ExecutionArn::parse(reply.header("x-amz-durable-execution-arn").unwrap()).unwrap();
    let invocation = stage.invoked().await;
    assert_eq!(invocation.input.arn, arn);
    (arn, invocation)
}

/// One checkpoint that is accepted.
async fn checkpoint(
    stage: &Stage,
    arn: &ExecutionArn,
    token: &str,
    updates: Vec<OperationUpdate<'_>>,
) -> CheckpointOutput<'static> {
    let input = CheckpointInput {
        checkpoint_token: token.into(),
        client_token: None,
        updates,
    };
    stage.client.checkpoint(arn, &input).await.unwrap()
}

/// Runs an execution to its end: it does so many steps.
async fn finished(stage: &mut Stage, steps: usize) -> ExecutionArn {
    let (arn, invocation) = begin(stage).await;
    let mut token = invocation.input.checkpoint_token.clone();
    for step in 0..steps {
        let id = format!("step-{step}");
        let updates = vec![
            update(&id, "STEP", "START"),
            OperationUpdate {
                payload: Some("\"done\"".into()),
                ..update(&id, "STEP", "SUCCEED")
            },
        ];
        token = checkpoint(stage, &arn, &token, updates)
            .await
            .checkpoint_token
            .unwrap();
    }
    invocation.returns(Execute::Succeeded {
        result: Some("42".into()),
    });
    while stage.client.get(&arn, true).await.unwrap().status == "RUNNING" {
        tokio::task::yield_now().await;
    }
    arn
}
