//! The way in: routes, addresses, and what every answer has: contract 1.1, 1.2, 1.3. Errors are in `door_errors`.

use reqwest::Method;
use serde_json::{Value, json};

use super::super::exchange::Answer;
use super::super::run::Run;
use super::super::world::{Stop, Verdict, World, callback, encode, execution, holds, is};
use super::rows::after;

/// What an execution's ARN is below.
const EXECUTIONS: &str = "/2025-12-01/durable-executions";

checks! {
    "door.content-type" Breaks "1.1" [] "answers are application/json" => content_type;
    "door.content-length" Cosmetic "1.1" [45] "answers have a Content-Length" => content_length;
    "door.date" Cosmetic "1.1" [] "answers have a Date" => date;
    "door.request-id" Cosmetic "1.1" [45] "answers have an x-amzn-RequestId, which is a UUID" => request_id;
    "door.request-ids" Cosmetic "1.1" [45] "two answers have two request ids" => request_ids;
    "door.seconds" Breaks "1.1" [] "times in answers are numbers of seconds" => seconds;
    "door.no-nulls" Breaks "1.1" [] "what is not there is left out, not null" => no_nulls;
    "door.unsigned" Breaks "1.1" [] "requests need no signature" => unsigned;
    "door.any-signature" Breaks "1.1" [] "any signature is taken" => any_signature;
    "door.any-region" Breaks "1.1" [] "a signature of another region is taken" => any_region;
    "door.no-content-type" Hides "1.1" [] "a body needs no content type" => no_content_type;
    "door.unknown-members" Breaks "1.1" [] "members that nobody knows are ignored" => unknown_members;
    "door.unknown-query" Hides "1.1" [] "parameters that nobody knows are ignored" => unknown_query;
    "door.null-members" Breaks "1.1" [] "a member that is null is as if it were left out" => null_members;
    "door.checkpoint-route" Breaks "1.3" [] "CheckpointDurableExecution is a POST that is answered with 200" => checkpoint_route;
    "door.callback-success-route" Breaks "1.3" [] "SendDurableExecutionCallbackSuccess is a POST that is answered with 200" => success_route;
    "door.callback-failure-route" Breaks "1.3" [] "SendDurableExecutionCallbackFailure is a POST that is answered with 200" => failure_route;
    "door.callback-heartbeat-route" Breaks "1.3" [] "SendDurableExecutionCallbackHeartbeat is a POST that is answered with 200" => heartbeat_route;
}

rows! { ROUTES: answers;
    "door.get-route" Breaks "1.3" [] "GetDurableExecution is a GET that is answered with 200" => "", "GET", "", 200;
    "door.history-route" Breaks "1.3" [] "GetDurableExecutionHistory is a GET that is answered with 200" => "", "GET", "history", 200;
    "door.state-route" Breaks "1.3" [] "GetDurableExecutionState is a GET that is answered with 200" => "", "GET", "state", 200;
    "door.stop-route" Breaks "1.3" [] "StopDurableExecution is a POST that is answered with 200" => "", "POST", "stop", 200;
    "door.pause-route" Hides "1.3" [37] "PauseDurableExecution is a POST that is answered with 202" => "", "POST", "pause", 202;
    "door.resume-route" Hides "1.3" [37] "ResumeDurableExecution is a POST that is answered with 202" => "pause", "POST", "resume", 202;
    "door.delete-route" Hides "1.3" [37] "DeleteDurableExecution is a DELETE that is answered with 202" => "stop", "DELETE", "", 202;
}

rows! { ADDRESSES: found;
    "door.arn-encoded" Breaks "1.2" [] "an ARN is found as one escaped segment" => "encoded", "";
    "door.arn-raw" Breaks "1.2" [4] "an ARN is found as it is, with its slashes" => "raw", "";
    "door.arn-raw-history" Breaks "1.2" [4] "a history is found by an ARN with its slashes" => "raw", "/history";
    "door.arn-raw-state" Breaks "1.2" [4] "a state is found by an ARN with its slashes" => "raw", "/state";
    "door.arn-slashes" Breaks "1.2" [] "an ARN is found with nothing but its slashes escaped" => "slashes", "";
    "door.arn-lower-case" Hides "1.2" [] "escapes may be in lower case" => "lower", "";
    "door.arn-twice" Hides "1.2" [3, 4] "an ARN is found that was escaped twice" => "twice", "";
    "door.arn-twice-history" Hides "1.2" [3, 4] "a history is found by an ARN that was escaped twice" => "twice", "/history";
}

async fn health(world: &World<'_>) -> Result<Answer, Stop> {
    let answer = world.get("/health").await?;
    answer.has(200)?;
    Ok(answer)
}

async fn content_type(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let answers = [
        world.get(execution(&run.arn, "")).await?,
        run.state_page("").await?,
        run.history_page("").await?,
        run.try_checkpoint("a STEP START").await?,
    ];
    for answer in answers {
        let kind = answer.has(200)?.header("content-type");
        holds(
            kind.starts_with("application/json"),
            format!("the content type is `{kind}`: `application/json` is expected"),
        )?;
    }
    Ok(())
}

async fn content_length(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let answer = world.get(execution(&run.arn, "")).await?;
    let length = answer.has(200)?.header("content-length");
    let body = answer.body.len();
    holds(
        length == body.to_string(),
        format!("Content-Length is `{length}`: {body} is expected"),
    )
}

async fn date(world: &World<'_>) -> Verdict {
    let answer = health(world).await?;
    let date = answer.header("date");
    holds(date.ends_with("GMT"), format!("Date is `{date}`"))
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

async fn request_id(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let answer = world.get(execution(&run.arn, "")).await?;
    let id = answer.has(200)?.header("x-amzn-requestid");
    holds(
        is_uuid(id),
        format!("x-amzn-RequestId is `{id}`: a UUID is expected"),
    )
}

async fn request_ids(world: &World<'_>) -> Verdict {
    let (one, other) = (health(world).await?, health(world).await?);
    let id = one.header("x-amzn-requestid");
    holds(!id.is_empty(), "there is no x-amzn-RequestId")?;
    holds(
        id != other.header("x-amzn-requestid"),
        "two answers have one request id",
    )
}

async fn seconds(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let answer = run.checkpoint("a STEP SUCCEED").await?;
    let stamps = json!({"StartTimestamp": "<seconds>", "EndTimestamp": "<seconds>"});
    is(&Run::of(&answer, "a"), &stamps)?;
    is(&run.get().await?, &json!({"StartTimestamp": "<seconds>"}))?;
    let event = run.event("StepSucceeded").await?;
    is(&event, &json!({"EventTimestamp": "<seconds>"}))
}

fn nulls(place: &str, value: &Value) -> Verdict {
    match value {
        Value::Null => holds(false, format!("{place} is null: it must be left out")),
        Value::Object(members) => members
            .iter()
            .try_for_each(|(name, value)| nulls(&format!("{place}.{name}"), value)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, value)| nulls(&format!("{place}[{index}]"), value)),
        _ => Ok(()),
    }
}

async fn no_nulls(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    nulls("the function's input", &run.input)?;
    let answer = run
        .checkpoint("a STEP START; b CALLBACK START; c CONTEXT START")
        .await?;
    nulls("the answer to a checkpoint", &answer)?;
    nulls("the state", &run.state().await?)?;
    nulls("the execution", &run.get().await?)?;
    run.history()
        .await?
        .iter()
        .try_for_each(|event| nulls("an event", event))
}

async fn unsigned(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    world.get(execution(&run.arn, "")).await?.has(200)?;
    run.try_checkpoint("a STEP START").await?.has(200).map(|_| ())
}

async fn signed(world: &World<'_>, authorization: &str) -> Verdict {
    let run = world.start().await?;
    let body = json!({"CheckpointToken": run.token});
    let answer = world
        .call(Method::POST, execution(&run.arn, "checkpoint"))
        .header("authorization", authorization)
        .header("x-amz-date", "20200101T000000Z")
        .header("x-amz-security-token", "none")
        .json(&body)
        .send()
        .await?;
    answer.has(200).map(|_| ())
}

async fn any_signature(world: &World<'_>) -> Verdict {
    signed(world, "AWS4-HMAC-SHA256 Credential=foo/20200101/us-east-1/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature=0000").await
}

async fn any_region(world: &World<'_>) -> Verdict {
    signed(world, "AWS4-HMAC-SHA256 Credential=foo/20200101/ap-southeast-2/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature=0000").await
}

async fn no_content_type(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let body = json!({"CheckpointToken": run.token});
    let answer = world
        .call(Method::POST, execution(&run.arn, "checkpoint"))
        .header("content-type", "application/octet-stream")
        .json(&body)
        .send()
        .await?;
    answer.has(200).map(|_| ())
}

async fn unknown_members(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let update = json!({
        "Id": "a", "Type": "STEP", "Action": "RETRY", "Later": {"x": 1},
        "StepOptions": {"NextAttemptDelaySeconds": 60, "Jitter": true},
        "Error": {"ErrorMessage": "m", "Cause": []},
    });
    let body = json!({"CheckpointToken": run.token, "Updates": [update], "Extra": [1]});
    let answer = run.send_checkpoint(&body).await?;
    answer.has(200)?;
    is(&Run::of(&answer.json(), "a"), &json!({"Status": "PENDING"}))
}

async fn unknown_query(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let answer = world
        .get(execution(&run.arn, "?Nobody=knows&IncludeExecutionData=true"))
        .await?;
    answer
        .is(200, &json!({"DurableExecutionArn": run.arn}))
        .map(|_| ())
}

async fn null_members(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let update = json!({
        "Id": "a", "Type": "STEP", "Action": "START", "Name": null, "ParentId": null, "SubType": null,
        "Payload": null, "Error": null, "StepOptions": null,
    });
    let body = json!({"CheckpointToken": run.token, "ClientToken": null, "Updates": [update]});
    let answer = run.send_checkpoint(&body).await?;
    answer.has(200)?;
    let expected = json!({"Status": "STARTED", "Name": "!", "ParentId": "!", "SubType": "!"});
    is(&Run::of(&answer.json(), "a"), &expected)
}

/// The path of something of an execution, with what its query must have.
fn of(run: &Run<'_>, verb: &str) -> String {
    let token = encode(&run.token);
    match verb {
        "state" => execution(&run.arn, &format!("state?CheckpointToken={token}")),
        verb => execution(&run.arn, verb),
    }
}

async fn answers(world: &World<'_>, before: &str, method: &str, verb: &str, status: u16) -> Verdict {
    let run = world.start().await?;
    if !before.is_empty() {
        run.verb(Method::POST, before, &json!({})).await?;
    }
    let method = Method::from_bytes(method.as_bytes()).unwrap_or_default();
    let mut request = world.call(method.clone(), of(&run, verb));
    if method == Method::POST {
        request = request.json(&json!({}));
    }
    request.send().await?.has(status).map(|_| ())
}

async fn checkpoint_route(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let answer = run
        .send_checkpoint(&json!({"CheckpointToken": run.token, "Updates": []}))
        .await?;
    answer
        .is(200, &json!({"NewExecutionState": {"Operations": "<list>"}}))
        .map(|_| ())
}

async fn answered(world: &World<'_>, verb: &str) -> Verdict {
    let run = after(world, "a CALLBACK START").await?;
    let id = run.operation("a").await?["CallbackDetails"]["CallbackId"].clone();
    let path = callback(id.as_str().unwrap_or_default(), verb);
    world.post(path, &json!({})).await?.has(200).map(|_| ())
}

async fn success_route(world: &World<'_>) -> Verdict {
    answered(world, "succeed").await
}

async fn failure_route(world: &World<'_>) -> Verdict {
    answered(world, "fail").await
}

async fn heartbeat_route(world: &World<'_>) -> Verdict {
    answered(world, "heartbeat").await
}

async fn found(world: &World<'_>, how: &str, verb: &str) -> Verdict {
    let run = world.start().await?;
    let arn = match how {
        "raw" => run.arn.clone(),
        "slashes" => run.arn.replace('/', "%2F"),
        "lower" => encode(&run.arn)
            .replace("%3A", "%3a")
            .replace("%2F", "%2f")
            .replace("%2D", "%2d"),
        "twice" => encode(&encode(&run.arn)),
        _ => encode(&run.arn),
    };
    let query = match verb {
        "/state" => format!("?CheckpointToken={}", encode(&run.token)),
        _ => String::new(),
    };
    let answer = world.get(format!("{EXECUTIONS}/{arn}{verb}{query}")).await?;
    let expected = match verb {
        "/history" => json!({"Events": [{"EventType": "ExecutionStarted", "Id": run.id()}]}),
        "/state" => json!({"Operations": [{"Type": "EXECUTION"}]}),
        _ => json!({"DurableExecutionArn": run.arn}),
    };
    answer.is(200, &expected).map(|_| ())
}
