//! What SAM CLI and each SDK rely on.

use reqwest::Method;
use serde_json::{Value, json};

use super::super::run::Run;
use super::super::world::{DURABLE, Verdict, World, encode, execution, holds, is};

checks! {
    "sam.null-name" Breaks "1.14" [3, 41] "SAM starts without a name, and one is made" => null_name;
    "sam.null-timeout" Breaks "1.14" [41] "SAM starts without a timeout, and the default holds" => null_timeout;
    "sam.function" Breaks "1.14" [] "SAM's function is called `function`, at the endpoint of its execution" => sam_function;
    "sam.poll" Breaks "1.14" [] "SAM reads the status until it is not RUNNING, and then the result and both times" => poll;
    "sam.callback-events" Breaks "1.14" [] "SAM finds callbacks in the history by their events' ids" => callback_events;
    "sam.not-found" Breaks "1.14" [2] "SAM knows that there is no such execution by the exception" => not_found;
    "sam.history-fields" Breaks "1.14" [1, 12] "SAM's table finds what it shows" => history_fields;
    "sam.stop-stored" Hides "1.14" [7] "SAM's stop is recorded with its error" => stop_stored;
    "sdk-rust.name-kept" Breaks "4.4" [9] "Rust closes a named context without its name, and it is kept" => name_kept;
    "sdk-rust.name-in-input" Breaks "4.4" [9] "the next invocation has the name, too" => name_in_input;
    "sdk-rust.one-by-one" Breaks "B" [] "Rust sends one update in each checkpoint" => one_by_one;
    "sdk-rust.first-page" Breaks "3.1" [] "Rust reads the state from its first page, without a marker" => first_page;
    "sdk-js.whole-delta" Breaks "4.10" [] "JavaScript reads no marker of an answer: all that changed is in it" => whole_delta;
    "sdk-js.submitter" Breaks "B" [] "JavaScript's submitter has neither name nor payload" => submitter;
    "sdk-java.warm-up" Hides "B" [28] "Java's warm-up call, for an execution that is not there, is refused as a bad token" => warm_up;
    "sdk-python.execution-id" Breaks "2.1" [] "Python finds the execution among the operations by the end of its ARN" => python_execution;
    "sdk-python.any-id" Breaks "2.4" [] "Python ends the execution by an update with an id of its own" => any_id;
    "sdk-python.page-of-1000" Breaks "1.5" [] "Python reads the state by 1000 operations" => page_of_1000;
    "sdk.client-headers" Breaks "1.1" [] "headers that SDKs sign and trace with are taken" => client_headers;
    "sdk.wait-for-callback" Breaks "6.4" [] "waiting for a callback has the history that the service gives" => wait_for_callback;
    "sdk.escaped-dollar" Breaks "1.2" [3] "an ARN is found with its `$` as it is, and with `%24`" => escaped_dollar;
}

/// What SAM sends.
fn sam(world: &World<'_>, changes: &Value) -> Value {
    let mut input = world.start_input(&world.name());
    if let (Some(input), Some(changes)) = (input.as_object_mut(), changes.as_object()) {
        input.extend(changes.clone());
    }
    input
}

async fn null_name(world: &World<'_>) -> Verdict {
    let run = world.start_with(json!({"ExecutionName": null})).await?;
    is(&run.get().await?, &json!({"DurableExecutionName": "<text>"}))?;
    is(&json!(run.arn), &json!("<arn>"))
}

async fn null_timeout(world: &World<'_>) -> Verdict {
    let input = sam(
        world,
        &json!({"ExecutionTimeoutSeconds": null, "ExecutionRetentionPeriodDays": null}),
    );
    let answer = world.post("/start-durable-execution", &input).await?;
    answer.is(201, &json!({"ExecutionArn": "<text>"}))?;
    Ok(())
}

async fn sam_function(world: &World<'_>) -> Verdict {
    // Every check's endpoint is the same, but nobody else calls a function by this name with this input.
    let key = world.name();
    let mut inbox = world.inbox(&key);
    let input = json!({"check": key}).to_string();
    let input = sam(world, &json!({"FunctionName": "function", "Input": input}));
    world.post("/start-durable-execution", &input).await?.has(201)?;
    let call = world.called(&mut inbox, "`function`").await?;
    holds(
        call.function == "function",
        format!("the function is called as {}", call.function),
    )
}

async fn poll(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    is(&run.get().await?, &json!({"Status": "RUNNING"}))?;
    is(
        &run.succeeds().await?,
        &json!({"Status": "SUCCEEDED", "Result": "\"done\"", "DurableExecutionName": "<text>",
            "StartTimestamp": "<seconds>", "EndTimestamp": "<seconds>", "InputPayload": "<text>"}),
    )
}

async fn callback_events(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let started = run.checkpoint(r#"k CALLBACK START {"Name":"approve"}"#).await?;
    let id = Run::of(&started, "k")["CallbackDetails"]["CallbackId"].clone();
    run.suspend();
    let page = run
        .history_page("?IncludeExecutionData=true")
        .await?
        .has(200)?
        .json();
    let events = page["Events"].as_array().cloned().unwrap_or_default();
    let found = events
        .iter()
        .find(|event| event["EventType"] == "CallbackStarted");
    is(
        &found.cloned().unwrap_or_default(),
        &json!({"Id": "k", "Name": "approve", "CallbackStartedDetails": {"CallbackId": id}}),
    )?;
    let path = super::super::world::callback(id.as_str().unwrap_or_default(), "succeed");
    world
        .call(Method::POST, path)
        .bytes("\"ok\"")
        .send()
        .await?
        .has(200)?;
    is(&run.event("CallbackSucceeded").await?, &json!({"Id": "k"}))
}

async fn not_found(world: &World<'_>) -> Verdict {
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:function:$LATEST/durable-execution/none/none";
    for part in ["", "history"] {
        let answer = world.get(execution(arn, part)).await?;
        answer.refused(404, "ResourceNotFoundException", "~")?;
    }
    Ok(())
}

async fn history_fields(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(r#"a STEP START {"Name":"n","SubType":"Step"}; a STEP SUCCEED {"Payload":"1"}"#)
        .await?;
    run.succeeds().await?;
    for event in run.history().await? {
        is(
            &event,
            &json!({"EventId": "<integer>", "EventType": "<text>", "EventTimestamp": "<seconds>"}),
        )?;
    }
    is(
        &run.event("StepSucceeded").await?,
        &json!({"Name": "n", "SubType": "Step",
            "StepSucceededDetails": {"RetryDetails": {"CurrentAttempt": 1}}}),
    )?;
    is(
        &run.event("InvocationCompleted").await?,
        &json!({"InvocationCompletedDetails": {"RequestId": "<text>"}}),
    )
}

async fn stop_stored(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let error = json!({"ErrorMessage": "enough", "ErrorType": "Mine", "StackTrace": ["a", "b"]});
    run.stop(&error).await?.has(200)?;
    is(&run.ended("STOPPED").await?, &json!({"Error": error}))
}

const NAMED: &str = r#"c CONTEXT START {"Name":"left","SubType":"ParallelBranch","ParentId":"p"}"#;
const PARENT: &str = r#"p CONTEXT START {"Name":"both","SubType":"Parallel"}"#;

async fn name_kept(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(&format!("{PARENT}; {NAMED}")).await?;
    run.checkpoint(r#"c CONTEXT SUCCEED {"Payload":"1"}"#).await?;
    let kept = json!({"Name": "left", "SubType": "ParallelBranch", "ParentId": "p"});
    is(&run.operation("c").await?, &kept)?;
    is(&run.event("ContextSucceeded").await?, &kept)?;
    let started = run.events("ContextStarted", 2).await?;
    is(&started[1], &kept)
}

async fn name_in_input(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(&format!("{PARENT}; {NAMED}")).await?;
    let wait = r#"w WAIT START {"WaitOptions":{"WaitSeconds":1}}"#;
    run.checkpoint(&format!("c CONTEXT SUCCEED; {wait}")).await?;
    run.resumed().await?;
    is(
        &Run::of(&run.input["InitialExecutionState"], "c"),
        &json!({"Name": "left", "SubType": "ParallelBranch", "ParentId": "p"}),
    )
}

async fn one_by_one(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    for update in [
        r#"a STEP START {"Name":"n"}"#,
        r#"a STEP SUCCEED {"Name":"n","Payload":"1"}"#,
        r#"b STEP START {"Name":"m"}"#,
        r#"b STEP FAIL {"Name":"m","Error":{"ErrorType":"T"}}"#,
    ] {
        is(
            &run.checkpoint(update).await?,
            &json!({"CheckpointToken": "<token>", "NewExecutionState": {"Operations": ["*"]}}),
        )?;
    }
    Ok(())
}

async fn first_page(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint("a STEP SUCCEED; b STEP SUCCEED").await?;
    is(
        &run.state().await?,
        &json!({"Operations": [{"Type": "EXECUTION"}, {"Id": "a"}, {"Id": "b"}]}),
    )
}

async fn whole_delta(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let updates: Value = (0..150)
        .map(|index| json!({"Id": format!("s{index}"), "Type": "STEP", "Action": "SUCCEED"}))
        .collect();
    let answer = run.checkpoint_json(updates).await?;
    let state = &answer["NewExecutionState"];
    let count = state["Operations"].as_array().map_or(0, Vec::len);
    holds(count == 150, format!("the answer has {count} of 150 operations"))?;
    let marker = &state["NextMarker"];
    holds(
        marker.is_null() || *marker == "",
        format!("the answer goes on at {marker}"),
    )
}

async fn submitter(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(r#"c CONTEXT START {"Name":"approval","SubType":"WaitForCallback"}"#)
        .await?;
    run.checkpoint(r#"k CALLBACK START {"ParentId":"c","SubType":"Callback"}"#)
        .await?;
    let step =
        r#"s STEP START {"ParentId":"c","SubType":"Step"}; s STEP SUCCEED {"ParentId":"c","SubType":"Step"}"#;
    is(
        &Run::of(&run.checkpoint(step).await?, "s"),
        &json!({"Status": "SUCCEEDED", "Name": "!", "ParentId": "c", "StepDetails": {"Result": "!"}}),
    )
}

async fn warm_up(world: &World<'_>) -> Verdict {
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:dummy:$LATEST/durable-execution/\
               a0c9cbab-3de6-49ea-8630-0ef3bb4874e9/ed8a29c0-6216-3f4a-ad2e-24e2ad70b2d6";
    let path = execution(arn, "state?CheckpointToken=dummyToken&MaxItems=0");
    world
        .get(path)
        .await?
        .refused(400, "InvalidParameterValueException", "Invalid checkpoint token")
}

async fn python_execution(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let arn = run.input["DurableExecutionArn"].as_str().unwrap_or_default();
    let id = arn.rsplit('/').next().unwrap_or_default();
    is(
        &Run::of(&run.input["InitialExecutionState"], id),
        &json!({"Type": "EXECUTION"}),
    )
}

async fn any_id(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(r#"execution-result-1795181891390 EXECUTION SUCCEED {"Payload":"7"}"#)
        .await?;
    let output = json!({"Status": "SUCCEEDED", "Result": ""});
    is(&run.returns(&output, "SUCCEEDED").await?, &json!({"Result": "7"}))
}

async fn page_of_1000(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let updates: Value = (0..240)
        .map(|index| json!({"Id": format!("s{index}"), "Type": "STEP", "Action": "SUCCEED"}))
        .collect();
    run.checkpoint_json(updates).await?;
    let page = run.state_page("&MaxItems=1000").await?.has(200)?.json();
    let count = page["Operations"].as_array().map_or(0, Vec::len);
    holds(count == 241, format!("the page has {count} of 241 operations"))
}

async fn client_headers(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let signature = "AWS4-HMAC-SHA256 Credential=AKIA/20261127/us-east-1/lambda/aws4_request, \
                     SignedHeaders=host, Signature=00";
    let body = json!({"CheckpointToken": run.token, "ClientToken": "ffd0a973-0000-4000-8000-000000000000", "Updates": []});
    let answer = world
        .call(Method::POST, execution(&run.arn, "checkpoint"))
        .header("authorization", signature)
        .header("x-amz-date", "20261127T000000Z")
        .header("x-amzn-trace-id", "Root=1-0-0;Parent=0;Sampled=1")
        .header("amz-sdk-invocation-id", "ffd0a973-0000-4000-8000-000000000000")
        .header("amz-sdk-request", "attempt=1; max=3")
        .header("user-agent", "Boto3/1.44.5")
        .json(&body)
        .send()
        .await?;
    answer.is(200, &json!({"CheckpointToken": "<token>"}))?;
    Ok(())
}

async fn wait_for_callback(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(r#"c CONTEXT START {"Name":"approval","SubType":"WaitForCallback"}"#)
        .await?;
    let started = run.checkpoint(r#"k CALLBACK START {"ParentId":"c"}"#).await?;
    let id = Run::of(&started, "k")["CallbackDetails"]["CallbackId"].clone();
    run.checkpoint(r#"s STEP START {"ParentId":"c"}; s STEP SUCCEED {"ParentId":"c"}"#)
        .await?;
    run.suspend();
    run.event("InvocationCompleted").await?;
    let path = super::super::world::callback(id.as_str().unwrap_or_default(), "succeed");
    world
        .call(Method::POST, path)
        .bytes("\"ok\"")
        .send()
        .await?
        .has(200)?;
    run.next().await?;
    run.checkpoint(r#"c CONTEXT SUCCEED {"Payload":"\"ok\""}"#)
        .await?;
    run.succeeds().await?;
    run.told(
        "ExecutionStarted ContextStarted CallbackStarted StepStarted StepSucceeded InvocationCompleted \
         CallbackSucceeded ContextSucceeded InvocationCompleted ExecutionSucceeded",
    )
    .await
}

async fn escaped_dollar(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    is(&json!(run.arn), &json!("<arn>"))?;
    let escaped = encode(&run.arn);
    for spelt in [escaped.clone(), escaped.replace("%24", "$")] {
        world
            .get(format!("{DURABLE}/durable-executions/{spelt}"))
            .await?
            .is(200, &json!({"DurableExecutionArn": run.arn}))?;
    }
    Ok(())
}
