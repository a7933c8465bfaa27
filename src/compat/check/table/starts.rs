//! Starts by the route that only AWS's emulator has, and what belongs to it: contract 1.13, 2.1 to 2.3.

use reqwest::Method;
use serde_json::{Value, json};

use super::super::exchange::Answer;
use super::super::run::Run;
use super::super::world::{Stop, Verdict, World, differs, holds, is};
use super::rows::{INVALID, VALIDATION, after, json_of, says};

const START: &str = "/start-durable-execution";

checks! {
    "start.health" Breaks "1.13" [] "`/health` is healthy" => health;
    "start.metrics" Cosmetic "1.13" [] "`/metrics` has metrics" => metrics;
    "start.answer" Breaks "1.13" [] "a start is answered with 201 and an ExecutionArn" => answer;
    "start.at-once" Breaks "1.13" [] "a start is answered before its function is" => at_once;
    "start.arn" Breaks "2.1" [3] "the ARN has the form of the model" => arn;
    "start.arn-parts" Breaks "2.1" [3] "the ARN has the account, the function, its version and the name" => arn_parts;
    "start.arn-account" Hides "2.1" [3] "the ARN has the account that the start names" => arn_account;
    "start.name" Breaks "2.2" [] "the execution has the name that the start gives it" => name;
    "start.name-longest" Hides "2.2" [] "a name may have 64 characters" => name_longest;
    "start.name-null-unique" Breaks "2.2" [41] "two starts without a name have two names" => name_null_unique;
    "start.timeout" Breaks "1.13" [] "the timeout is the execution's" => timeout;
    "start.retention-null" Hides "1.13" [] "the retention may be null" => retention_null;
    "start.input-verbatim" Breaks "1.13" [] "JSON text is the input as it is" => input_verbatim;
    "start.input-absent" Hides "1.13" [] "no Input is the text `null`" => input_absent;
    "start.input-text" Hides "1.13" [] "text that is no JSON is a JSON string" => input_text;
    "start.more-members" Hides "1.13" [] "InvocationId and TraceFields are taken" => more_members;
    "start.endpoint" Breaks "1.13" [] "each execution may have an endpoint of its own" => endpoint;
    "start.region-of-endpoint" Cosmetic "1.13" [] "`/lambda-endpoint` takes the emulator's own region alone" => region_of_endpoint;
    "start.list-of-all" Cosmetic "1.13" [] "executions of all functions can be listed" => list_of_all;
}

rows! { MISSING: missing;
    "start.account-missing" Hides "1.13" [] "a start has an AccountId" => "AccountId";
    "start.function-missing" Hides "1.13" [] "a start has a FunctionName" => "FunctionName";
    "start.qualifier-missing" Hides "1.13" [] "a start has a FunctionQualifier" => "FunctionQualifier";
    "start.name-missing" Hides "1.13" [] "a start has an ExecutionName" => "ExecutionName";
    "start.timeout-missing" Hides "1.13" [] "a start has ExecutionTimeoutSeconds" => "ExecutionTimeoutSeconds";
    "start.retention-missing" Hides "1.13" [] "a start has ExecutionRetentionPeriodDays" => "ExecutionRetentionPeriodDays";
}

rows! { WRONG: wrong;
    "start.name-space" Hides "2.2" [] "a name has no spaces" => r#"{"ExecutionName":"a b"}"#, "regular expression pattern: [a-zA-Z0-9-_]+";
    "start.name-long" Hides "2.2" [] "a name has at most 64 characters" => r#"{"ExecutionName":"<x65>"}"#, "length less than or equal to 64";
    "start.name-empty" Hides "2.2" [] "a name is not empty" => r#"{"ExecutionName":""}"#, "length greater than or equal to 1";
    "start.timeout-zero" Hides "8" [] "an execution takes at least a second" => r#"{"ExecutionTimeoutSeconds":0}"#, "value greater than or equal to 1";
    "start.timeout-negative" Hides "8" [] "a timeout is not negative" => r#"{"ExecutionTimeoutSeconds":-5}"#, "value greater than or equal to 1";
    "start.timeout-large" Hides "8" [] "an execution takes at most 366 days" => r#"{"ExecutionTimeoutSeconds":31622401}"#, "value less than or equal to 31622400";
    "start.retention-zero" Hides "8" [] "an execution is kept at least a day" => r#"{"ExecutionRetentionPeriodDays":0}"#, "value greater than or equal to 1";
    "start.retention-large" Hides "8" [] "an execution is kept at most 90 days" => r#"{"ExecutionRetentionPeriodDays":91}"#, "value less than or equal to 90";
    "start.account-short" Hides "1.13" [] "an account has twelve digits" => r#"{"AccountId":"123"}"#, r"regular expression pattern: \d{12}";
}

rows! { AGAIN: again;
    "start.again-running" Breaks "2.3" [6] "a running execution is started again by its name and its input" => false, true;
    "start.again-running-other" Breaks "2.3" [6] "a running execution's name is taken for another input" => false, false;
    "start.again-closed" Breaks "2.3" [6] "an execution that is over is started again by its name and its input" => true, true;
    "start.again-closed-other" Breaks "2.3" [6] "the name of an execution that is over is taken for another input" => true, false;
}

async fn health(world: &World<'_>) -> Verdict {
    let answer = world.get("/health").await?;
    answer.is(200, &json!({"status": "healthy"})).map(|_| ())
}

async fn metrics(world: &World<'_>) -> Verdict {
    let answer = world.get("/metrics").await?;
    answer.is(200, &json!({"metrics": "<object>"})).map(|_| ())
}

/// A start of a function that nobody answers for, with some of what starts it changed.
async fn begin(world: &World<'_>, changes: Value) -> Result<Answer, Stop> {
    let mut input = world.start_input(&world.name());
    if let (Some(input), Value::Object(changes)) = (input.as_object_mut(), changes) {
        input.extend(changes);
    }
    world.post(START, &input).await
}

async fn answer(world: &World<'_>) -> Verdict {
    let answer = begin(world, json!({})).await?;
    answer.is(201, &json!({"ExecutionArn": "<text>"})).map(|_| ())
}

async fn at_once(world: &World<'_>) -> Verdict {
    // It is answered, and then its function is called, and answers nothing yet.
    let run = world.start().await?;
    is(&run.get().await?, &json!({"Status": "RUNNING"}))
}

async fn arn(world: &World<'_>) -> Verdict {
    let answer = begin(world, json!({})).await?;
    answer.is(201, &json!({"ExecutionArn": "<arn>"})).map(|_| ())
}

async fn arn_parts(world: &World<'_>) -> Verdict {
    let (function, name) = (world.name(), world.name());
    let answer = begin(world, json!({"FunctionName": function, "ExecutionName": name})).await?;
    let part = format!("~:123456789012:function:{function}:$LATEST/durable-execution/{name}/");
    answer.is(201, &json!({"ExecutionArn": part})).map(|_| ())
}

async fn arn_account(world: &World<'_>) -> Verdict {
    let answer = begin(world, json!({"AccountId": "210987654321"})).await?;
    let part = "~:210987654321:function:";
    answer.is(201, &json!({"ExecutionArn": part})).map(|_| ())
}

async fn named(world: &World<'_>, name: &str) -> Verdict {
    let run = world.start_with(json!({"ExecutionName": name})).await?;
    is(&run.get().await?, &json!({"DurableExecutionName": name}))
}

async fn name(world: &World<'_>) -> Verdict {
    named(world, &world.name()).await
}

async fn name_longest(world: &World<'_>) -> Verdict {
    named(world, &format!("{:_<64}", world.name())).await
}

async fn name_null_unique(world: &World<'_>) -> Verdict {
    let named = async || {
        let run = world.start_with(json!({"ExecutionName": null})).await?;
        let name = run.get().await?["DurableExecutionName"].clone();
        holds(
            name.as_str().is_some_and(|name| !name.is_empty()),
            format!("the name is {name}"),
        )?;
        Ok::<_, Stop>(name)
    };
    let (one, other) = (named().await?, named().await?);
    holds(one != other, format!("two executions are called {one}"))
}

async fn timeout(world: &World<'_>) -> Verdict {
    let run = world.start_with(json!({"ExecutionTimeoutSeconds": 4321})).await?;
    let event = run.event("ExecutionStarted").await?;
    let expected = json!({"ExecutionStartedDetails": {"ExecutionTimeout": 4321}});
    is(&event, &expected)
}

async fn retention_null(world: &World<'_>) -> Verdict {
    let answer = begin(world, json!({"ExecutionRetentionPeriodDays": null})).await?;
    answer.has(201).map(|_| ())
}

/// The input that the execution has, if the start has this one.
async fn has_input(world: &World<'_>, given: &Value, expected: &str) -> Verdict {
    let function = world.name();
    let mut inbox = world.inbox(&function);
    let mut start = world.start_input(&function);
    start["Input"] = given.clone();
    if let Some(start) = start.as_object_mut() {
        start.retain(|name, value| name != "Input" || !value.is_null());
    }
    let told = world.post(START, &start).await?.has(201)?.json();
    let call = world.called(&mut inbox, "the function").await?;
    let arn = told["ExecutionArn"].as_str().unwrap_or_default();
    let mut run = Run::new(world, arn, inbox);
    run.take(call)?;
    let path = "/InitialExecutionState/Operations/0/ExecutionDetails/InputPayload";
    let found = run.input.pointer(path).cloned().unwrap_or_default();
    holds(
        found == expected,
        format!("the function's input is {found}: {expected:?} is expected"),
    )?;
    is(&run.get().await?, &json!({"InputPayload": expected}))
}

async fn input_verbatim(world: &World<'_>) -> Verdict {
    let text = "{ \"a\" : 1.0, \"b\":[ ] }";
    has_input(world, &json!(text), text).await
}

async fn input_absent(world: &World<'_>) -> Verdict {
    has_input(world, &Value::Null, "null").await
}

async fn input_text(world: &World<'_>) -> Verdict {
    has_input(world, &json!("plain \"text\""), r#""plain \"text\"""#).await
}

async fn more_members(world: &World<'_>) -> Verdict {
    let more = json!({"InvocationId": "0a1b2c3d-0000-4000-8000-000000000001", "TraceFields": {"x": "y"}});
    begin(world, more).await?.has(201).map(|_| ())
}

async fn endpoint(world: &World<'_>) -> Verdict {
    let mut run = after(world, "a STEP RETRY @soon").await?;
    // Nobody is there, and the first one is still called at its own.
    let other = json!({"LambdaEndpoint": "http://127.0.0.1:1"});
    begin(world, other).await?.has(201)?;
    run.resumed().await.map(|_| ())
}

async fn region_of_endpoint(world: &World<'_>) -> Verdict {
    let body = json!({"EndpointUrl": world.target.functions, "RegionName": "mars-1"});
    let answer = world
        .call(Method::PUT, "/lambda-endpoint")
        .json(&body)
        .send()
        .await?;
    says(
        &answer,
        400,
        INVALID,
        "~the region this runner emulates; got mars-1",
    )
}

async fn list_of_all(world: &World<'_>) -> Verdict {
    let name = world.name();
    let run = world.start_with(json!({"ExecutionName": name})).await?;
    let path = format!("/2025-12-01/durable-executions?DurableExecutionName={name}");
    let expected = json!({"DurableExecutions": [{"DurableExecutionArn": run.arn}]});
    world.get(path).await?.is(200, &expected).map(|_| ())
}

async fn missing(world: &World<'_>, key: &str) -> Verdict {
    let mut input = world.start_input(&world.name());
    if let Some(input) = input.as_object_mut() {
        input.remove(key);
    }
    let message = format!("Missing required field: {key}");
    says(&world.post(START, &input).await?, 400, INVALID, &message)
}

async fn wrong(world: &World<'_>, changes: &str, constraint: &str) -> Verdict {
    let answer = begin(world, json_of(changes)).await?;
    let message = format!("~failed to satisfy constraint: Member must {}", must(constraint));
    says(&answer, 400, VALIDATION, &message)
}

/// A constraint, with its verb.
fn must(constraint: &str) -> String {
    let verb = if constraint.starts_with("regular") {
        "satisfy"
    } else {
        "have"
    };
    format!("{verb} {constraint}")
}

async fn again(world: &World<'_>, closed: bool, same: bool) -> Verdict {
    let (function, name) = (world.name(), world.name());
    let inbox = world.inbox(&function);
    let mut start = world.start_input(&function);
    start["ExecutionName"] = name.into();
    let told = world.post(START, &start).await?.has(201)?.json();
    let Some(arn) = told["ExecutionArn"].as_str() else {
        return differs("the answer to a start has no ExecutionArn");
    };
    let mut run = Run::new(world, arn, inbox);
    run.next().await?;
    if closed {
        run.succeeds().await?;
    }
    if same {
        let answer = world.post(START, &start).await?;
        return answer.is(201, &json!({"ExecutionArn": arn})).map(|_| ());
    }
    start["Input"] = "{\"another\":1}".into();
    let answer = world.post(START, &start).await?;
    let message = format!("Execution already started: {arn}");
    says(&answer, 409, "DurableExecutionAlreadyStartedException", &message)
}
