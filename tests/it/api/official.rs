//! The official emulator's own routes, as SAM calls them (contract 1.13).

use cargo_durable::execution::ExecutionArn;
use cargo_durable::wire::official::StartInput;
use reqwest::Method;

use crate::support::stage::Stage;

const START: &str = "/start-durable-execution";

#[tokio::test]
async fn as_sam_starts() {
    let mut stage = Stage::start().await;
    let body = r#"{"AccountId":"210987654321","FunctionName":"function","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":null,"ExecutionRetentionPeriodDays":null,"Input":"{\"a\": 1}","LambdaEndpoint":"http://localhost:7928"}"#;
    let reply = stage.post(START, body).await;
    assert_eq!(reply.status, 201);
    let json = reply.json();
    let arn = ExecutionArn::parse(json["ExecutionArn"].as_str().unwrap()).unwrap();
    assert_eq!(
        (arn.account(), arn.function().as_str()),
        ("210987654321", "function")
    );
    let invocation = stage.invoked().await;
    assert_eq!(invocation.endpoint.as_deref(), Some("http://localhost:7928"));
    let got = stage.client.get(&arn, true).await.unwrap();
    assert_eq!(got.input_payload.as_deref(), Some(r#"{"a": 1}"#));
    assert_eq!(got.durable_config.unwrap().execution_timeout, Some(86_400));
    invocation.succeeds("1");
}

#[tokio::test]
async fn inputs_timeouts_and_names() {
    let mut stage = Stage::start().await;
    let mut input = StartInput {
        account_id: Some("123456789012".into()),
        function_name: Some("fn".into()),
        function_qualifier: Some("live".into()),
        execution_name: Some("n-1".into()),
        execution_timeout_seconds: Some(10),
        execution_retention_period_days: Some(3),
        input: Some("hello \"you\"".into()),
        ..StartInput::default()
    };
    let arn = stage.client.start(&input).await.unwrap();
    assert_eq!((arn.name().as_str(), arn.version()), ("n-1", "1"));
    let got = stage.client.get(&arn, true).await.unwrap();
    assert_eq!(got.input_payload.as_deref(), Some(r#""hello \"you\"""#));
    let config = got.durable_config.unwrap();
    assert_eq!(
        (config.execution_timeout, config.retention_period_in_days),
        (Some(10), Some(3))
    );
    assert_eq!(stage.client.start(&input).await.unwrap(), arn);
    stage.invoked().await.succeeds("1");

    input.execution_timeout_seconds = Some(0);
    let no = stage.client.start(&input).await.unwrap_err().to_string();
    assert!(no.contains("Value '0' at 'executionTimeoutSeconds'"), "{no}");
    (input.execution_timeout_seconds, input.input, input.execution_name) = (None, None, None);
    let arn = stage.client.start(&input).await.unwrap();
    let got = stage.client.get(&arn, true).await.unwrap();
    assert_eq!(got.input_payload.as_deref(), Some("null"));
    input.function_name = Some("nope".into());
    assert!(stage.client.start(&input).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn what_start_misses() {
    let stage = Stage::start().await;
    let mut body = serde_json::json!({
        "AccountId": "1", "FunctionName": "fn", "FunctionQualifier": "$LATEST",
        "ExecutionName": null, "ExecutionTimeoutSeconds": null, "ExecutionRetentionPeriodDays": null,
    });
    for key in [
        "AccountId",
        "FunctionName",
        "FunctionQualifier",
        "ExecutionName",
        "ExecutionTimeoutSeconds",
        "ExecutionRetentionPeriodDays",
    ] {
        let kept = body.as_object_mut().unwrap().remove(key).unwrap();
        let reply = stage.post(START, &body.to_string()).await;
        let expected = format!(
            r#"400 InvalidParameterValueException {{"Type":"User","message":"Missing required field: {key}"}}"#
        );
        assert_eq!(reply.line(), expected);
        body[key] = kept;
    }
    assert!(
        stage
            .post(START, "")
            .await
            .line()
            .starts_with("400 SerializationException")
    );
}

#[tokio::test]
async fn health_metrics_and_where_functions_are() {
    let stage = Stage::start().await;
    stage.client.health().await.unwrap();
    assert_eq!(stage.get("/health").await.line(), r#"200 - {"status":"healthy"}"#);
    assert_eq!(stage.get("/metrics").await.line(), r#"200 - {"metrics":{}}"#);
    stage
        .client
        .set_lambda_endpoint("http://localhost:3001")
        .await
        .unwrap();
    assert_eq!(stage.redirects(), ["http://localhost:3001"]);
    let put = async |body: &str| {
        stage
            .send(Method::PUT, "/lambda-endpoint", &[], body)
            .await
            .line()
    };
    assert_eq!(
        put(r#"{"EndpointUrl":"http://x","RegionName":"eu-west-1"}"#).await,
        r#"400 InvalidParameterValueException {"Type":"User","message":"RegionName must be us-east-1, the region this runner emulates; got eu-west-1"}"#
    );
    assert!(put("{}").await.contains("Missing required field: EndpointUrl"));
    assert!(
        put(r#"{"EndpointUrl":"file:///x"}"#)
            .await
            .starts_with("400 ValidationException")
    );
    assert_eq!(stage.redirects().len(), 1);
}
