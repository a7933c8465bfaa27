//! Get, stop, pause, resume, delete (contract 1.6, 1.10, 1.11, 7).

use cargo_durable::execution::{ErrorObject, Execute, ExecutionArn};
use cargo_durable::wire::path;
use cargo_durable::wire::request::{PauseInput, ResumeInput};
use reqwest::Method;

use super::{begin, checkpoint, finished};
use crate::support::stage::Stage;

const GONE: &str =
    r#"404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}"#;

#[tokio::test]
async fn one_execution_in_every_spelling() {
    let mut stage = Stage::start().await;
    let arn = finished(&mut stage, 0).await;
    let encoded = path::encode(arn.as_str());
    let mut seen = Vec::new();
    for spelling in [
        arn.to_string(),
        encoded.clone(),
        path::encode(&encoded),
        arn.as_str().replace('/', "%2F"),
    ] {
        let reply = stage
            .get(&format!("/2025-12-01/durable-executions/{spelling}"))
            .await;
        assert_eq!(reply.status, 200, "{spelling}");
        seen.push(reply.text);
    }
    seen.dedup();
    assert_eq!(seen.len(), 1);
    let json: serde_json::Value = serde_json::from_str(&seen[0]).unwrap();
    assert_eq!(json["Status"], "SUCCEEDED");
    assert_eq!(json["Result"], "42");
    assert_eq!(json["InputPayload"], r#"{"k":1}"#);
    assert_eq!(json["ExecutionDataIncluded"], true);
    assert_eq!(json["DurableConfig"]["ExecutionTimeout"], 86_400);
    assert!(json["EndTimestamp"].is_number() && json.get("ExpectedExecutionTimeoutTimestamp").is_none());

    let bare = stage.client.get(&arn, false).await.unwrap();
    assert_eq!((bare.result, bare.input_payload, bare.error), (None, None, None));
    assert_eq!(bare.execution_data_included, Some(false));
}

#[tokio::test]
async fn an_execution_that_is_not_there() {
    let stage = Stage::start().await;
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:fn:$LATEST/durable-execution/n/none";
    for (method, verb) in [
        (Method::GET, None),
        (Method::DELETE, None),
        (Method::GET, Some("history")),
        (Method::POST, Some("stop")),
        (Method::POST, Some("pause")),
        (Method::POST, Some("resume")),
    ] {
        let reply = stage.send(method, &path::execution(arn, verb), &[], "").await;
        assert_eq!(reply.line(), GONE, "{verb:?}");
    }
    let reply = stage.get("/2025-12-01/durable-executions/nonsense/history").await;
    assert!(
        reply.line().starts_with("400 ValidationException"),
        "{}",
        reply.line()
    );
    let arn = ExecutionArn::parse(arn).unwrap();
    assert!(stage.client.get(&arn, true).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn stop_keeps_the_first_error() {
    let mut stage = Stage::start().await;
    let error = ErrorObject::new("MyType", "my stop");
    for body in [
        r#"{"ErrorMessage":"my stop","ErrorType":"MyType"}"#,
        r#"{"Error":{"ErrorMessage":"my stop","ErrorType":"MyType"}}"#,
    ] {
        let (arn, invocation) = begin(&mut stage).await;
        let target = path::execution(arn.as_str(), Some("stop"));
        let first = stage.post(&target, body).await.json();
        let again = stage.post(&target, "").await.json();
        assert!(first["StopTimestamp"].is_number());
        assert_eq!(first, again);
        let got = stage.client.get(&arn, true).await.unwrap();
        assert_eq!(
            (got.status.as_ref(), got.error.as_deref()),
            ("STOPPED", Some(&error))
        );
        let target = path::execution(arn.as_str(), Some("checkpoint"));
        let body = format!(r#"{{"CheckpointToken":"{}"}}"#, invocation.input.checkpoint_token);
        assert!(
            stage
                .post(&target, &body)
                .await
                .text
                .contains("Invalid checkpoint token")
        );
    }
}

#[tokio::test]
async fn pause_resume_delete() {
    let mut stage = Stage::start().await;
    let (arn, invocation) = begin(&mut stage).await;
    let client = stage.client.clone();
    let conflict = |result: Result<(), cargo_durable::client::ClientError>| {
        let text = result.unwrap_err().to_string();
        assert!(text.starts_with("ResourceConflictException: "), "{text}");
    };
    conflict(client.resume(&arn, &ResumeInput::default()).await);
    conflict(client.delete(&arn).await.map(drop));
    let pause = PauseInput {
        reason: Some("lunch".into()),
        ..PauseInput::default()
    };
    client.pause(&arn, &pause).await.unwrap();
    let paused = client.get(&arn, true).await.unwrap();
    assert_eq!(paused.status, "PAUSING");
    let details = paused.pause_details.unwrap();
    assert_eq!(
        (details.reason.as_deref(), details.execution_timeout_paused),
        (Some("lunch"), true)
    );
    let output = checkpoint(&stage, &arn, &invocation.input.checkpoint_token, vec![]).await;
    assert_eq!(output.checkpoint_token, None);
    invocation.returns(Execute::Pending);
    conflict(client.pause(&arn, &PauseInput::default()).await);
    client.resume(&arn, &ResumeInput::default()).await.unwrap();
    stage.invoked().await.succeeds("1");
    while client.get(&arn, true).await.unwrap().status != "SUCCEEDED" {
        tokio::task::yield_now().await;
    }
    let reply = stage
        .send(Method::DELETE, &path::execution(arn.as_str(), None), &[], "")
        .await;
    assert_eq!(reply.status, 202);
    assert!(reply.json()["DeletionRequestTimestamp"].is_number());
    assert_eq!(stage.get(&path::execution(arn.as_str(), None)).await.line(), GONE);
}
