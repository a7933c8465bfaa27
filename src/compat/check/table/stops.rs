//! Stop, and what is read of an execution: contract 1.6, 1.10, 7.2.

use serde_json::{Value, json};

use super::super::world::{Verdict, World, execution, holds, is};

checks! {
    "stop.error" Breaks "1.10" [7] "an execution is stopped with the error that was sent" => error;
    "stop.answer" Breaks "1.10" [] "the answer has the time, in seconds" => answer;
    "stop.no-body" Hides "7.2" [] "a stop needs no body" => no_body;
    "stop.again" Breaks "7.2" [] "a second stop changes nothing, and has the first one's time" => again;
    "stop.after-end" Breaks "7.2" [] "what has succeeded stays so" => after_end;
    "stop.unknown" Breaks "7.2" [2] "an unknown execution is not stopped" => unknown;
    "stop.checkpoint-after" Breaks "7.2" [2] "a stopped execution takes no checkpoint" => checkpoint_after;
    "stop.state-after" Breaks "7.2" [2] "a stopped execution shows no state" => state_after;
    "stop.running" Hides "6.4" [] "a function that runs ends after the stop" => running;
    "stop.timers" Breaks "7.2" [] "no timer of a stopped execution calls its function" => timers;
    "get.running" Breaks "1.6" [3] "a running execution has its ARN, name, function, start and status" => get_running;
    "get.function-arn" Hides "1.6" [42] "FunctionArn is the function's, with its version" => get_function;
    "get.config" Hides "1.6" [23] "it has the timeout and the retention that it was started with" => get_config;
    "get.input" Breaks "1.6" [] "it has its input" => get_input;
    "get.without-data" Hides "1.6" [23] "without data it has neither input nor result" => get_without_data;
    "get.failed" Breaks "1.6" [] "a failed execution has its error, and no result" => get_failed;
    "get.unknown" Breaks "7.4" [2] "an unknown execution is not found" => get_unknown;
    "timer.execution" Breaks "5.2" [] "an execution that takes too long times out, and says so" => times_out;
    "timer.execution-running" Breaks "7.1" [2] "a function that runs then cannot checkpoint any more" => times_out_running;
    "timer.expected" Hides "1.6" [23] "a running execution tells when it times out" => expected;
}

const UNKNOWN: &str =
    "arn:aws:lambda:us-east-1:123456789012:function:none:$LATEST/durable-execution/none/none";
const NOT_FOUND: &str = "ResourceNotFoundException";
const NO_EXECUTION: &str = "Durable Execution does not exist";

async fn error(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let error = json!({"ErrorType": "Mine", "ErrorMessage": "enough", "ErrorData": "d", "StackTrace": ["a"]});
    run.suspend();
    run.stop(&error).await?.has(200)?;
    is(
        &run.ended("STOPPED").await?,
        &json!({"Error": error, "Result": "!", "EndTimestamp": "<seconds>"}),
    )
}

async fn answer(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let answer = run.stop(&json!({})).await?;
    let told = answer.is(200, &json!({"StopTimestamp": "<seconds>"}))?;
    let shown = run.ended("STOPPED").await?;
    let between = told["StopTimestamp"].as_f64().unwrap_or_default()
        - shown["EndTimestamp"].as_f64().unwrap_or_default();
    holds(between.abs() < 0.01, "StopTimestamp is not the execution's end")
}

async fn no_body(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let stop = world.call(reqwest::Method::POST, execution(&run.arn, "stop"));
    stop.send().await?.has(200)?;
    run.ended("STOPPED").await?;
    Ok(())
}

async fn again(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let first = json!({"ErrorType": "First"});
    let one = run.stop(&first).await?.has(200)?.json();
    let before = run.ended("STOPPED").await?;
    let two = run.stop(&json!({"ErrorType": "Second"})).await?.has(200)?.json();
    holds(one == two, format!("the stops answer {one} and {two}"))?;
    holds(
        before == run.get().await?,
        "the second stop changes the execution",
    )
}

async fn after_end(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let before = run.succeeds().await?;
    run.stop(&json!({"ErrorType": "Late"})).await?.has(200)?;
    holds(
        before == run.get().await?,
        "a stop changes an execution that is over",
    )
}

async fn unknown(world: &World<'_>) -> Verdict {
    let answer = world.post(execution(UNKNOWN, "stop"), &json!({})).await?;
    answer.refused(404, NOT_FOUND, NO_EXECUTION)
}

const INVALID: &str = "InvalidParameterValueException";
const TOKEN: &str = "Invalid checkpoint token";

async fn checkpoint_after(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    run.stop(&json!({})).await?.has(200)?;
    run.try_checkpoint("a STEP START")
        .await?
        .refused(400, INVALID, TOKEN)
}

async fn state_after(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    run.stop(&json!({})).await?.has(200)?;
    run.state_page("").await?.refused(400, INVALID, TOKEN)
}

async fn running(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.stop(&json!({})).await?.has(200)?;
    run.told("ExecutionStarted ExecutionStopped").await?;
    run.suspend();
    run.told("ExecutionStarted ExecutionStopped InvocationCompleted")
        .await
}

async fn timers(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(r#"w WAIT START {"WaitOptions":{"WaitSeconds":1}}"#)
        .await?;
    run.suspend();
    run.event("InvocationCompleted").await?;
    run.stop(&json!({})).await?.has(200)?;
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    holds(!run.is_called(), "the function is called after the stop")?;
    run.told("ExecutionStarted WaitStarted InvocationCompleted ExecutionStopped")
        .await
}

async fn get_running(world: &World<'_>) -> Verdict {
    let run = world.start_with(json!({"ExecutionName": world.key})).await?;
    is(
        &run.get().await?,
        &json!({"DurableExecutionArn": "<arn>", "DurableExecutionName": world.key, "FunctionArn": "<text>",
            "StartTimestamp": "<seconds>", "Status": "RUNNING", "EndTimestamp": "!", "Result": "!", "Error": "!"}),
    )
}

async fn get_function(world: &World<'_>) -> Verdict {
    let function = world.name();
    let mut inbox = world.inbox(&function);
    let answer = world
        .post("/start-durable-execution", &world.start_input(&function))
        .await?;
    let arn = answer.has(201)?.json()["ExecutionArn"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let _call = world.called(&mut inbox, "the function").await?;
    let shown = world.get(execution(&arn, "")).await?.has(200)?.json();
    is(
        &shown,
        &json!({"FunctionArn": format!("~:123456789012:function:{function}:$LATEST")}),
    )?;
    is(&shown, &json!({"FunctionArn": "~arn:aws:lambda:us-east-1:"}))
}

async fn get_config(world: &World<'_>) -> Verdict {
    let changes = json!({"ExecutionTimeoutSeconds": 77, "ExecutionRetentionPeriodDays": 5});
    let run = world.start_with(changes).await?;
    is(
        &run.get().await?,
        &json!({"DurableConfig": {"ExecutionTimeout": 77, "RetentionPeriodInDays": 5}}),
    )
}

async fn get_input(world: &World<'_>) -> Verdict {
    let run = world.start_with(json!({"Input": "{\"a\" : 1}"})).await?;
    is(&run.get().await?, &json!({"InputPayload": "{\"a\" : 1}"}))
}

async fn get_without_data(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.succeeds().await?;
    let answer = world
        .get(execution(&run.arn, "?IncludeExecutionData=false"))
        .await?;
    answer.is(
        200,
        &json!({"Status": "SUCCEEDED", "InputPayload": "!", "Result": "!", "ExecutionDataIncluded": false}),
    )?;
    is(
        &run.get().await?,
        &json!({"InputPayload": "<text>", "Result": "<text>", "ExecutionDataIncluded": true}),
    )
}

async fn get_failed(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let output = json!({"Status": "FAILED", "Error": {"ErrorType": "T", "ErrorMessage": "m"}});
    is(
        &run.returns(&output, "FAILED").await?,
        &json!({"Error": {"ErrorType": "T", "ErrorMessage": "m"}, "Result": "!"}),
    )
}

async fn get_unknown(world: &World<'_>) -> Verdict {
    let answer = world.get(execution(UNKNOWN, "")).await?;
    answer.refused(404, NOT_FOUND, NO_EXECUTION)
}

async fn times_out(world: &World<'_>) -> Verdict {
    let mut run = world.start_with(json!({"ExecutionTimeoutSeconds": 1})).await?;
    run.checkpoint("k CALLBACK START").await?;
    run.suspend();
    is(
        &run.ended("TIMED_OUT").await?,
        &json!({"EndTimestamp": "<seconds>", "Result": "!", "Error": {"ErrorMessage": "~timed out"}}),
    )
}

async fn times_out_running(world: &World<'_>) -> Verdict {
    let run = world.start_with(json!({"ExecutionTimeoutSeconds": 1})).await?;
    run.ended("TIMED_OUT").await?;
    run.try_checkpoint("a STEP START")
        .await?
        .refused(400, INVALID, TOKEN)
}

async fn expected(world: &World<'_>) -> Verdict {
    let run = world.start_with(json!({"ExecutionTimeoutSeconds": 100})).await?;
    let shown: Value = run.get().await?;
    is(&shown, &json!({"ExpectedExecutionTimeoutTimestamp": "<seconds>"}))?;
    let at = |name: &str| shown[name].as_f64().unwrap_or_default();
    let after = at("ExpectedExecutionTimeoutTimestamp") - at("StartTimestamp");
    holds(
        (after - 100.0).abs() < 0.1,
        format!("it times out {after} s after its start: 100 s are expected"),
    )
}
