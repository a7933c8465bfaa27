//! Errors: their status, header and body, and what is refused at the door: contract 4.9, 7.3, 7.4.

use reqwest::Method;
use serde_json::{Value, json};

use super::super::exchange::Answer;
use super::super::run::Run;
use super::super::world::{Stop, Verdict, World, callback, encode, execution, holds, is};
use super::rows::{NOT_FOUND, SERIALIZATION, VALIDATION, after, json_of, says};

const UNKNOWN_ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST/durable-execution/nobody/0a1b2c3d-0000-4000-8000-000000000000";

checks! {
    "door.error-content-type" Breaks "1.1" [] "errors are application/json" => content_type;
    "door.error-request-id" Cosmetic "1.1" [45] "errors have an x-amzn-RequestId, too" => request_id;
    "door.root-list" Hides "4.9" [49] "a body is an object" => root_list;
    "door.empty-body" Hides "4.9" [] "a checkpoint has a body" => empty_body;
    "door.arn-empty" Hides "7.4" [52] "an ARN that is empty is no execution's" => arn_empty;
}

// Each exception has a row for its header and one for its body: what has no header may still have the right body.
rows! { HEADERS: header;
    "door.header-not-found" Breaks "7.3" [2] "ResourceNotFoundException is named in the header" => "ResourceNotFoundException", 404;
    "door.header-invalid-parameter" Breaks "7.3" [2] "InvalidParameterValueException is named in the header" => "InvalidParameterValueException", 400;
    "door.header-callback-timeout" Breaks "7.3" [2, 8] "CallbackTimeoutException is named in the header" => "CallbackTimeoutException", 400;
    "door.header-conflict" Hides "7.3" [2, 37] "ResourceConflictException is named in the header" => "ResourceConflictException", 409;
    "door.header-validation" Hides "7.3" [2, 29] "ValidationException is named in the header" => "ValidationException", 400;
    "door.header-serialization" Hides "7.3" [2] "SerializationException is named in the header" => "SerializationException", 400;
}

rows! { ERRORS: body;
    "door.body-not-found" Hides "7.3" [2, 47] "ResourceNotFoundException has Type `User` and `Message`" => "ResourceNotFoundException", 404, r#"{"Type":"User","Message":"<text>","message":"!"}"#;
    "door.body-invalid-parameter" Hides "7.3" [2, 47] "InvalidParameterValueException has Type `User` and `message`" => "InvalidParameterValueException", 400, r#"{"Type":"User","message":"<text>","Message":"!"}"#;
    "door.body-conflict" Hides "7.3" [37] "ResourceConflictException has Type `User` and `message`" => "ResourceConflictException", 409, r#"{"Type":"User","message":"<text>","Message":"!"}"#;
    "door.body-validation" Hides "7.3" [29] "ValidationException has `message` alone" => "ValidationException", 400, r#"{"Type":"!","message":"<text>","Message":"!"}"#;
    "door.body-serialization" Hides "7.3" [47] "SerializationException has `message` alone" => "SerializationException", 400, r#"{"Type":"!","message":"<text>","Message":"!"}"#;
}

rows! { PATHS: nowhere;
    "door.unknown-path" Cosmetic "1.1" [52] "a path that nobody knows is answered with 404" => "GET", "/nowhere", "404";
    "door.unknown-post" Cosmetic "1.1" [52] "a path that nobody knows is answered with 404 to a POST, too" => "POST", "/nowhere", "404";
    "door.unknown-collection" Cosmetic "1.1" [52] "a collection that nobody knows is answered with 404" => "GET", "/2025-12-01/nowhere", "404";
    "door.unknown-callback-verb" Cosmetic "1.1" [52] "a callback can do three things" => "POST", "/2025-12-01/durable-execution-callbacks/YWJj/nothing", "404";
    "door.other-version" Cosmetic "1.1" [52] "durable operations have one version alone" => "GET", "/2024-01-01/durable-executions/{arn}", "404";
    "door.put-execution" Cosmetic "1.3" [52] "an execution cannot be put" => "PUT", "/2025-12-01/durable-executions/{arn}", "404 405";
    "door.post-history" Cosmetic "1.3" [52] "a history cannot be posted" => "POST", "/2025-12-01/durable-executions/{arn}/history", "404 405";
    "door.post-state" Cosmetic "1.3" [52] "a state cannot be posted" => "POST", "/2025-12-01/durable-executions/{arn}/state", "404 405";
    "door.get-checkpoint" Cosmetic "1.3" [52] "a checkpoint is no GET" => "GET", "/2025-12-01/durable-executions/{arn}/checkpoint", "404 405";
    "door.get-stop" Cosmetic "1.3" [52] "a stop is no GET" => "GET", "/2025-12-01/durable-executions/{arn}/stop", "404 405";
    "door.get-callback" Cosmetic "1.3" [52] "a callback's success is no GET" => "GET", "/2025-12-01/durable-execution-callbacks/YWJj/succeed", "404 405";
    "door.post-list" Cosmetic "1.3" [52] "a list cannot be posted" => "POST", "/2025-12-01/functions/f/durable-executions", "404 405";
    "door.get-start" Cosmetic "1.13" [52] "a start is no GET" => "GET", "/start-durable-execution", "404 405";
    "door.post-health" Cosmetic "1.13" [52] "health cannot be posted" => "POST", "/health", "404 405";
}

rows! { MALFORMED: malformed;
    "door.json-checkpoint" Hides "4.9" [47] "a checkpoint that is no JSON is refused as such" => "checkpoint", "{\"CheckpointToken\":";
    "door.json-stop" Hides "4.9" [47] "a stop that is no JSON is refused as such" => "stop", "{nonsense";
    "door.json-pause" Hides "4.9" [37] "a pause that is no JSON is refused as such" => "pause", "{nonsense";
    "door.json-fail" Hides "4.9" [47] "a callback's failure that is no JSON is refused as such" => "fail", "{nonsense";
    "door.json-start" Hides "4.9" [47] "a start that is no JSON is refused as such" => "start", "{nonsense";
    "door.stop-list" Hides "4.9" [7] "a stop's error is an object" => "stop", "[]";
}

rows! { TYPES: wrong_type;
    "door.token-number" Hides "4.9" [29, 49] "a token is text" => r#"{"CheckpointToken":1}"#, "~can not be converted to";
    "door.updates-object" Hides "4.9" [29, 49] "updates are a list" => r#"{"Updates":{}}"#, "~";
    "door.update-text" Hides "4.9" [29, 49] "an update is an object" => r#"{"Updates":["a"]}"#, "~";
    "door.wait-text" Hides "4.9" [29, 49] "seconds are a number"
        => r#"{"Updates":[{"Id":"a","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":"x"}}]}"#, "'x' can not be converted to Integer";
    "door.wait-fraction" Hides "4.9" [29] "seconds are a whole number"
        => r#"{"Updates":[{"Id":"a","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":1.5}}]}"#, "~can not be converted to Integer";
    "door.payload-object" Hides "4.9" [29] "a payload is text"
        => r#"{"Updates":[{"Id":"a","Type":"STEP","Action":"SUCCEED","Payload":{"x":1}}]}"#, "~";
    "door.error-text" Hides "4.9" [29, 49] "an error is an object"
        => r#"{"Updates":[{"Id":"a","Type":"STEP","Action":"FAIL","Error":"m"}]}"#, "~";
    "door.stack-text" Hides "4.9" [29] "a stack trace is a list"
        => r#"{"Updates":[{"Id":"a","Type":"STEP","Action":"FAIL","Error":{"StackTrace":"one"}}]}"#, "~";
    "door.flag-text" Hides "4.9" [29] "ReplayChildren is true or false"
        => r#"{"Updates":[{"Id":"a","Type":"CONTEXT","Action":"SUCCEED","ContextOptions":{"ReplayChildren":"yes"}}]}"#, "~";
}

rows! { ARNS: no_arn;
    "door.arn-get" Hides "7.4" [3] "GetDurableExecution of what is no ARN is refused" => "GET", "";
    "door.arn-history" Hides "7.4" [3] "GetDurableExecutionHistory of what is no ARN is refused" => "GET", "history";
    "door.arn-stop" Hides "7.4" [3] "StopDurableExecution of what is no ARN is refused" => "POST", "stop";
    "door.arn-pause" Hides "7.4" [37] "PauseDurableExecution of what is no ARN is refused" => "POST", "pause";
    "door.arn-resume" Hides "7.4" [37] "ResumeDurableExecution of what is no ARN is refused" => "POST", "resume";
    "door.arn-delete" Hides "7.4" [37] "DeleteDurableExecution of what is no ARN is refused" => "DELETE", "";
}

rows! { UNKNOWN: unknown;
    "door.unknown-resume" Hides "7.4" [37] "an unknown execution does not exist for ResumeDurableExecution" => "POST", "resume";
    "door.unknown-delete" Hides "7.4" [37] "an unknown execution does not exist for DeleteDurableExecution" => "DELETE", "";
}

/// An answer that has this exception, if the target knows it.
async fn provoke(world: &World<'_>, exception: &str) -> Result<Answer, Stop> {
    let mut run = world.start().await?;
    match exception {
        "ResourceNotFoundException" => world.get(execution(&beside(&run), "")).await,
        "InvalidParameterValueException" => run.try_checkpoint("a STEP CANCEL").await,
        "ResourceConflictException" => run.verb(Method::POST, "resume", &json!({})).await,
        "ValidationException" => run.try_checkpoint(r#"a STEP START {"Id":""}"#).await,
        "SerializationException" => {
            let path = execution(&run.arn, "checkpoint");
            world.call(Method::POST, path).bytes("{nonsense").send().await
        }
        _ => {
            let answer = run.checkpoint("a CALLBACK START").await?;
            let id = Run::of(&answer, "a")["CallbackDetails"]["CallbackId"].clone();
            let path = callback(id.as_str().unwrap_or_default(), "succeed");
            world.post(path.clone(), &json!({})).await?.has(200)?;
            world.post(path, &json!({})).await
        }
    }
}

/// The ARN of an execution that there is not, in the target's own form.
fn beside(run: &Run<'_>) -> String {
    let (head, _) = run.arn.rsplit_once('/').unwrap_or_default();
    format!("{head}/0a1b2c3d-0000-4000-8000-000000000000")
}

async fn header(world: &World<'_>, exception: &str, status: u16) -> Verdict {
    let answer = provoke(world, exception).await?;
    let found = answer.has(status)?.header("x-amzn-errortype");
    holds(
        found == exception,
        format!("x-amzn-ErrorType is `{found}`: `{exception}` is expected"),
    )
}

async fn body(world: &World<'_>, exception: &str, status: u16, expected: &str) -> Verdict {
    let answer = provoke(world, exception).await?;
    answer.is(status, &json_of(expected)).map(|_| ())
}

async fn content_type(world: &World<'_>) -> Verdict {
    let answer = provoke(world, NOT_FOUND).await?;
    let kind = answer.has(404)?.header("content-type");
    holds(
        kind.starts_with("application/json"),
        format!("the content type is `{kind}`: `application/json` is expected"),
    )
}

async fn request_id(world: &World<'_>) -> Verdict {
    let answer = provoke(world, NOT_FOUND).await?;
    let id = answer.has(404)?.header("x-amzn-requestid");
    holds(!id.is_empty(), "there is no x-amzn-RequestId")
}

async fn nowhere(world: &World<'_>, method: &str, path: &str, statuses: &str) -> Verdict {
    let path = path.replace("{arn}", &encode(UNKNOWN_ARN));
    let method = Method::from_bytes(method.as_bytes()).unwrap_or_default();
    let answer = world.call(method, path).json(&json!({})).send().await?;
    holds(
        statuses
            .split(' ')
            .any(|status| status == answer.status.to_string()),
        format!("the status is {}: one of {statuses} is expected", answer.status),
    )
}

async fn malformed(world: &World<'_>, what: &str, body: &str) -> Verdict {
    let mut run = world.start().await?;
    let path = match what {
        "start" => "/start-durable-execution".to_owned(),
        "fail" => {
            let answer = run.checkpoint("a CALLBACK START").await?;
            let id = Run::of(&answer, "a")["CallbackDetails"]["CallbackId"].clone();
            callback(id.as_str().unwrap_or_default(), "fail")
        }
        verb => execution(&run.arn, verb),
    };
    let answer = world.call(Method::POST, path).bytes(body).send().await?;
    says(&answer, 400, SERIALIZATION, "~")
}

async fn wrong_type(world: &World<'_>, members: &str, message: &str) -> Verdict {
    let run = world.start().await?;
    let mut body = json!({"CheckpointToken": run.token});
    if let (Some(body), Value::Object(members)) = (body.as_object_mut(), json_of(members)) {
        body.extend(members);
    }
    says(&run.send_checkpoint(&body).await?, 400, SERIALIZATION, message)
}

async fn root_list(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    says(&run.send_checkpoint(&json!([])).await?, 400, SERIALIZATION, "~")
}

async fn empty_body(world: &World<'_>) -> Verdict {
    let run = after(world, "a STEP START").await?;
    let answer = world
        .call(Method::POST, execution(&run.arn, "checkpoint"))
        .send()
        .await?;
    answer.has(400)?;
    // Nothing was spent.
    is(&run.operation("a").await?, &json!({"Status": "STARTED"}))
}

async fn no_arn(world: &World<'_>, method: &str, verb: &str) -> Verdict {
    let method = Method::from_bytes(method.as_bytes()).unwrap_or_default();
    let path = execution("not-an-arn", verb);
    let answer = world.call(method, path).json(&json!({})).send().await?;
    says(
        &answer,
        400,
        VALIDATION,
        "~Value 'not-an-arn' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:",
    )
}

async fn arn_empty(world: &World<'_>) -> Verdict {
    let answer = world
        .call(Method::POST, "/2025-12-01/durable-executions//stop")
        .json(&json!({}))
        .send()
        .await?;
    holds(
        (400..500).contains(&answer.status),
        format!("the status is {}: 4xx is expected", answer.status),
    )
}

async fn unknown(world: &World<'_>, method: &str, verb: &str) -> Verdict {
    let run = world.start().await?;
    let method = Method::from_bytes(method.as_bytes()).unwrap_or_default();
    let path = execution(&beside(&run), verb);
    let answer = world.call(method, path).json(&json!({})).send().await?;
    says(&answer, 404, NOT_FOUND, "Durable Execution does not exist")
}
