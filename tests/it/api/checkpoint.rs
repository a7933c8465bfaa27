//! Checkpoint and state over HTTP (contract 1.4, 1.5).

use cargo_durable::execution::Execute;
use cargo_durable::wire::operation::{OperationUpdate, WaitOptions};
use cargo_durable::wire::path;
use cargo_durable::wire::query::{Page, StateQuery};
use cargo_durable::wire::request::CheckpointInput;

use super::{begin, checkpoint, update};
use crate::support::stage::Stage;

#[tokio::test]
async fn a_step_in_one_batch() {
    let mut stage = Stage::start().await;
    let (arn, invocation) = begin(&mut stage).await;
    let body = format!(
        r#"{{"CheckpointToken":"{}","ClientToken":"c-1","Updates":[
            {{"Id":"a","Type":"STEP","Action":"START","Name":"greet","SubType":"Step"}},
            {{"Id":"a","Type":"STEP","Action":"SUCCEED","Payload":"\"bob\"","Extra":[1]}}]}}"#,
        invocation.input.checkpoint_token
    );
    let target = path::execution(arn.as_str(), Some("checkpoint"));
    let reply = stage.post(&target, &body).await;
    let mut json = reply.json();
    let operation = json["NewExecutionState"]["Operations"][0]
        .as_object_mut()
        .unwrap();
    for stamp in ["StartTimestamp", "EndTimestamp"] {
        let seconds = operation.remove(stamp).unwrap().as_f64().unwrap();
        assert!((1e9..1e10).contains(&seconds), "epoch seconds: {seconds}");
    }
    assert_eq!(
        serde_json::to_string(operation).unwrap(),
        r#"{"Id":"a","Name":"greet","Status":"SUCCEEDED","StepDetails":{"Attempt":1,"Result":"\"bob\""},"SubType":"Step","Type":"STEP"}"#
    );
    assert!(json["NewExecutionState"].get("NextMarker").is_none());

    // The repeat is answered byte for byte; another client token finds the old token spent.
    assert_eq!(stage.post(&target, &body).await.text, reply.text);
    let other = body.replace("c-1", "c-2");
    assert_eq!(
        stage.post(&target, &other).await.line(),
        r#"400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}"#
    );
    invocation.returns(Execute::Succeeded { result: None });
}

#[tokio::test]
async fn the_closing_update_ends_the_tokens() {
    let mut stage = Stage::start().await;
    let (arn, invocation) = begin(&mut stage).await;
    let close = OperationUpdate {
        payload: Some("1".into()),
        ..update("execution-result-1", "EXECUTION", "SUCCEED")
    };
    let token = invocation.input.checkpoint_token.clone();
    let output = checkpoint(&stage, &arn, &token, vec![close]).await;
    assert_eq!(output.checkpoint_token, None);
    invocation.succeeds("");
    let input = CheckpointInput {
        checkpoint_token: token.into(),
        ..CheckpointInput::default()
    };
    let no = stage.client.checkpoint(&arn, &input).await.unwrap_err();
    assert_eq!(
        no.to_string(),
        "InvalidParameterValueException: Invalid checkpoint token"
    );
    assert_eq!(
        stage.client.get(&arn, true).await.unwrap().result.as_deref(),
        Some("1")
    );
}

#[tokio::test]
async fn the_token_is_judged_before_the_updates() {
    let mut stage = Stage::start().await;
    let (arn, invocation) = begin(&mut stage).await;
    let target = path::execution(arn.as_str(), Some("checkpoint"));
    let body = |token: &str| {
        format!(r#"{{"CheckpointToken":"{token}","Updates":[{{"Id":"a","Type":"WAIT","Action":"START"}}]}}"#)
    };
    let first = invocation.input.checkpoint_token.clone();
    let reply = stage.post(&target, &body(&first)).await;
    assert!(
        reply
            .text
            .contains("Update for WAIT operation requires WaitOptions."),
        "{}",
        reply.text
    );
    checkpoint(&stage, &arn, &first, vec![]).await;
    let reply = stage.post(&target, &body(&first)).await;
    assert!(reply.text.contains("Invalid checkpoint token"), "{}", reply.text);
    // Nobody is told whether an execution exists (contract 10.8).
    let unknown = target.replace(arn.id(), "unknown");
    let reply = stage.post(&unknown, &body(&first)).await;
    assert!(reply.text.contains("Invalid checkpoint token"), "{}", reply.text);
}

#[tokio::test]
async fn state_by_page() {
    let mut stage = Stage::start().await;
    let (arn, invocation) = begin(&mut stage).await;
    let wait = |id: &'static str| OperationUpdate {
        wait_options: Some(WaitOptions {
            wait_seconds: Some(600),
        }),
        ..update(id, "WAIT", "START")
    };
    let updates = vec![wait("a"), wait("b"), wait("c")];
    let output = checkpoint(&stage, &arn, &invocation.input.checkpoint_token, updates).await;
    let token = output.checkpoint_token.unwrap();
    let mut query = StateQuery {
        checkpoint_token: token.clone(),
        page: Page {
            max_items: Some(3),
            marker: None,
        },
    };
    let first = stage.client.state(&arn, &query).await.unwrap();
    assert_eq!(first.operations.len(), 3);
    assert_eq!(first.operations[0].id, arn.id());
    let input = first.operations[0].execution_details.as_ref().unwrap();
    assert_eq!(input.input_payload.as_deref(), Some(r#"{"k":1}"#));
    query.page.marker = first.next_marker;
    let rest = stage.client.state(&arn, &query).await.unwrap();
    assert_eq!((rest.operations.len(), rest.next_marker), (1, None));
    assert_eq!(rest.operations[0].id, "c");

    let target = path::execution(arn.as_str(), Some("state"));
    // A token whose `+` nobody escaped, and 0 as the default (contract 1.2, 7.4).
    let reply = stage
        .get(&format!("{target}?CheckpointToken={token}&MaxItems=0"))
        .await;
    assert_eq!(reply.json()["Operations"].as_array().unwrap().len(), 4);
    let reply = stage
        .get(&format!("{target}?CheckpointToken={token}&Marker=bm8="))
        .await;
    assert_eq!(
        reply.line(),
        r#"400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}"#
    );
    // As the Java SDK warms up: an execution that never was.
    let dummy = "/2025-12-01/durable-executions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Adummy%3A%24LATEST%2Fdurable-execution%2Fa0c9cbab%2Fed8a29c0/state?CheckpointToken=dummyToken&MaxItems=0";
    assert!(stage.get(dummy).await.text.contains("Invalid checkpoint token"));
}
