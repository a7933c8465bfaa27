//! Callbacks over HTTP (contract 1.9, 5.3).

use cargo_durable::execution::{CallbackId, ErrorObject, Execute, ExecutionArn};
use cargo_durable::wire::path;

use super::{begin, callback, checkpoint};
use crate::support::stage::{Invocation, Stage};

/// An execution with open callbacks, and their ids.
async fn open(stage: &mut Stage, ids: &[&str]) -> (ExecutionArn, Vec<String>, Invocation) {
    let (arn, invocation) = begin(stage).await;
    let updates = ids.iter().map(|id| callback(id)).collect();
    let output = checkpoint(stage, &arn, &invocation.input.checkpoint_token, updates).await;
    let operations = output.new_execution_state.operations;
    let addresses = operations.into_iter().map(|operation| {
        let details = operation.callback_details.unwrap();
        details.callback_id.unwrap().into_owned()
    });
    (arn, addresses.collect(), invocation)
}

#[tokio::test]
async fn a_result_is_taken_as_it_is() {
    let mut stage = Stage::start().await;
    let (arn, ids, invocation) = open(&mut stage, &["a", "b", "c"]).await;
    stage.client.heartbeat_callback(&ids[0]).await.unwrap();
    stage
        .client
        .succeed_callback(&ids[0], br#"{"status": "ok"}"#.to_vec())
        .await
        .unwrap();
    stage.client.succeed_callback(&ids[1], Vec::new()).await.unwrap();
    let error = ErrorObject::new("Refused", "no");
    stage.client.fail_callback(&ids[2], &error).await.unwrap();
    invocation.returns(Execute::Pending);
    let invocation = stage.invoked().await;
    assert_eq!(invocation.input.arn, arn);
    let outcomes: Vec<_> = invocation.input.operations[1..]
        .iter()
        .map(|operation| {
            let (result, error) = operation.details.outcome();
            (
                operation.status.as_str(),
                result.map(ToString::to_string),
                error.cloned(),
            )
        })
        .collect();
    let ok = Some(r#"{"status": "ok"}"#.to_owned());
    assert_eq!(
        outcomes,
        [
            ("SUCCEEDED", ok, None),
            ("SUCCEEDED", None, None),
            ("FAILED", None, Some(error))
        ]
    );
}

#[tokio::test]
async fn what_a_callback_refuses() {
    let mut stage = Stage::start().await;
    let (arn, ids, _invocation) = open(&mut stage, &["a"]).await;
    let post =
        async |id: &str, verb: &str, body: &str| stage.post(&path::callback(id, verb), body).await.line();
    assert_eq!(post(&ids[0], "fail", "").await, "200 - {}");
    let closed = r#"400 CallbackTimeoutException {"Type":"User","Message":"The callback is either timed out or already completed"}"#;
    for verb in ["succeed", "fail", "heartbeat"] {
        assert_eq!(post(&ids[0], verb, "").await, closed);
        assert_eq!(
            post("bm8=", verb, "").await,
            r#"400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}"#
        );
    }
    let id = cargo_durable::execution::OperationId::parse("z").unwrap();
    let unknown = CallbackId::mint(&arn, &id, 0);
    assert!(
        post(unknown.as_str(), "heartbeat", "")
            .await
            .starts_with("404 ResourceNotFoundException")
    );
    let elsewhere = ExecutionArn::parse(&arn.as_str().replace(arn.id(), "gone")).unwrap();
    let unknown = CallbackId::mint(&elsewhere, &id, 0);
    assert!(
        post(unknown.as_str(), "succeed", "1")
            .await
            .starts_with("404 ResourceNotFoundException")
    );
    let large = "x".repeat((1 << 20) + 1);
    assert!(
        post(&ids[0], "succeed", &large)
            .await
            .contains("Callback result size")
    );
    assert!(
        post(&ids[0], "fail", "[]")
            .await
            .starts_with("400 SerializationException")
    );
}
