//! Invoke: who waits, who does not, and what comes back.

use std::time::Duration;

use cargo_durable::client::{ClientError, InvokeOptions};
use cargo_durable::execution::{ErrorObject, Execute};
use reqwest::Method;

use crate::support::stage::{Reply, Stage};

const FN: &str = "/2015-03-31/functions/fn/invocations";

fn named(name: &str) -> InvokeOptions {
    InvokeOptions {
        name: Some(name.to_owned()),
        ..InvokeOptions::default()
    }
}

#[tokio::test]
async fn a_caller_waits_for_the_result() {
    let mut stage = Stage::start().await;
    let client = stage.client.clone();
    let caller = tokio::spawn(async move { client.invoke("fn", &named("order-1"), b"{}".to_vec()).await });
    let invocation = stage.invoked().await;
    let arn = invocation.input.arn.clone();
    assert_eq!(arn.name().as_str(), "order-1");
    assert_eq!(
        arn.function_arn(),
        "arn:aws:lambda:us-east-1:123456789012:function:fn:$LATEST"
    );
    invocation.succeeds("\"done\"");
    let answer = caller.await.unwrap().unwrap();
    assert_eq!(
        (answer.status, answer.payload.as_slice()),
        (200, b"\"done\"".as_slice())
    );
    assert_eq!(answer.execution, Some(arn.clone()));
    assert_eq!(answer.executed_version.as_deref(), Some("$LATEST"));
    assert_eq!(answer.function_error, None);

    // The same name and payload: the same execution, its outcome from memory (contract 2.3).
    let again = stage
        .client
        .invoke("fn", &named("order-1"), b"{}".to_vec())
        .await
        .unwrap();
    assert_eq!(
        (again.execution, again.payload),
        (Some(arn.clone()), b"\"done\"".to_vec())
    );
    // Another payload: a conflict, in the model's words.
    let no = stage
        .client
        .invoke("fn", &named("order-1"), b"{ }".to_vec())
        .await
        .unwrap_err();
    let ClientError::Aws {
        code,
        message,
        status,
    } = no
    else {
        panic!("{no}");
    };
    assert_eq!(
        (code.as_str(), status),
        ("DurableExecutionAlreadyStartedException", 409)
    );
    assert_eq!(message, format!("Execution already started: {arn}"));
}

#[tokio::test]
async fn a_failure_is_a_function_error() {
    let mut stage = Stage::start().await;
    let client = stage.client.clone();
    let caller = tokio::spawn(async move {
        client
            .invoke("fn:live", &InvokeOptions::default(), Vec::new())
            .await
    });
    let invocation = stage.invoked().await;
    assert_eq!(invocation.input.arn.version(), "1", "an alias is resolved once");
    let error = Some(ErrorObject::new("OutOfStock", "none left"));
    invocation.returns(Execute::Failed { error });
    let answer = caller.await.unwrap().unwrap();
    assert_eq!(
        (answer.status, answer.function_error.as_deref()),
        (200, Some("Unhandled"))
    );
    assert_eq!(answer.executed_version.as_deref(), Some("1"));
    assert_eq!(
        String::from_utf8(answer.payload).unwrap(),
        r#"{"errorMessage":"none left","errorType":"OutOfStock"}"#
    );
}

#[tokio::test]
async fn a_caller_who_hangs_up_ends_nothing() {
    let mut stage = Stage::start().await;
    let client = stage.client.clone();
    let caller = tokio::spawn(async move { client.invoke("fn", &named("n"), Vec::new()).await });
    let invocation = stage.invoked().await;
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    tokio::time::sleep(Duration::from_millis(50)).await;
    invocation.succeeds("7");
    let again = stage.client.invoke("fn", &named("n"), Vec::new()).await.unwrap();
    assert_eq!(again.payload, b"7");
}

#[tokio::test]
async fn what_invoke_refuses() {
    let stage = Stage::start().await;
    let no = |reply: Reply, expected: &str| {
        assert_eq!(reply.line(), expected);
    };
    let long = "x".repeat(65);
    let event = ("x-amz-invocation-type", "Event");
    let post = async |target: &str, headers: &[(&str, &str)], body: &str| {
        stage.send(Method::POST, target, headers, body).await
    };
    no(
        post(FN, &[], "{").await,
        r#"400 InvalidRequestContentException {"Type":"User","message":"Could not parse request body into json: Unexpected end-of-input at line 1, column 1"}"#,
    );
    no(
        post("/2015-03-31/functions/nope/invocations", &[], "").await,
        r#"404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:nope:$LATEST"}"#,
    );
    no(
        post("/2015-03-31/functions/fn:7/invocations", &[], "").await,
        r#"404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:fn:7"}"#,
    );
    no(
        post("/2015-03-31/functions/slow/invocations", &[], "").await,
        r#"400 InvalidParameterValueException {"Type":"User","message":"You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes."}"#,
    );
    assert_eq!(
        post("/2015-03-31/functions/slow/invocations", &[event], "")
            .await
            .status,
        202
    );
    no(
        post("/2015-03-31/functions/fn:1/invocations?Qualifier=live", &[], "").await,
        r#"400 InvalidParameterValueException {"Type":"User","message":"The derived qualifier from the function name does not match the specified qualifier."}"#,
    );
    no(
        post(FN, &[("x-amz-invocation-type", "Maybe")], "").await,
        r#"400 ValidationException {"message":"1 validation error detected: Value 'Maybe' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]"}"#,
    );
    let reply = post(FN, &[event, ("x-amz-durable-execution-name", &long)], "").await;
    assert!(
        reply.text.contains("at 'durableExecutionName' failed"),
        "{}",
        reply.text
    );
    let large = format!("\"{}\"", "x".repeat(1 << 20));
    let reply = post(FN, &[event], &large).await;
    assert_eq!(
        reply.line(),
        r#"413 RequestTooLargeException {"Type":"User","message":"1048578 byte payload is too large for the Event invocation type (limit 1048576 bytes)"}"#
    );
    let reply = post(FN, &[("x-amz-invocation-type", "DryRun")], "").await;
    assert_eq!(reply.line(), "204 - ");
}

#[tokio::test]
async fn plain_functions() {
    let stage = Stage::start().await;
    let echo =
        "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aecho/invocations";
    let reply = stage.post(echo, r#"{"a":1}"#).await;
    assert_eq!(reply.line(), r#"200 - {"a":1}"#);
    assert_eq!(reply.header("x-amz-executed-version"), Some("$LATEST"));
    assert_eq!(reply.header("x-amz-durable-execution-arn"), None);
    assert_eq!(stage.post(echo, "").await.text, "{}");
    let reply = stage.post("/2015-03-31/functions/broken/invocations", "").await;
    assert_eq!(reply.header("x-amz-function-error"), Some("Unhandled"));
    assert_eq!(reply.line(), r#"200 - {"errorMessage":"no","errorType":"Boom"}"#);
    let reply = stage
        .send(Method::POST, echo, &[("x-amz-invocation-type", "Event")], "1")
        .await;
    assert_eq!(reply.line(), "202 - ");
}

#[tokio::test]
async fn what_is_known_of_functions() {
    let stage = Stage::start().await;
    let names = stage.client.functions().await.unwrap();
    let names: Vec<_> = names
        .iter()
        .map(|function| function.function_name.as_ref())
        .collect();
    assert_eq!(names, ["broken", "echo", "fn", "slow"]);
    let function = stage.client.function("fn").await.unwrap();
    assert_eq!(
        function.function_arn,
        "arn:aws:lambda:us-east-1:123456789012:function:fn"
    );
    let config = function.durable_config.unwrap();
    assert_eq!(
        (config.execution_timeout, config.retention_period_in_days),
        (Some(86_400), Some(14))
    );
    let reply = stage
        .get("/2015-03-31/functions/echo/configuration?Qualifier=live")
        .await;
    assert_eq!(
        reply.line(),
        r#"200 - {"FunctionName":"echo","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:echo:live","Runtime":"python3.13","Handler":"app.handler","Timeout":30,"MemorySize":128,"Version":"1"}"#
    );
    let reply = stage.get("/2021-10-31/functions/fn/url").await;
    assert_eq!(
        reply.header("x-amzn-errortype"),
        Some("ResourceNotFoundException")
    );
}
