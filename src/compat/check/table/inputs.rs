//! What functions are called with, and when: contract 3.1, 5.1.

use serde_json::{Value, json};

use super::super::run::Run;
use super::super::world::{Verdict, World, differs, holds, is};

checks! {
    "input.first" Breaks "3.1" [3] "the first call has the ARN, a token, and the execution as its first operation" => first;
    "input.execution-id" Breaks "2.1" [] "the execution's operation has the last part of the ARN as its id" => execution_id;
    "input.payload" Breaks "3.1" [] "the input is a text, exactly as it was given" => payload;
    "input.times" Breaks "1.1" [] "times are whole milliseconds" => times;
    "input.no-marker" Breaks "3.1" [] "a state that fits has no marker" => no_marker;
    "input.operations" Breaks "3.1" [9] "operations come in the order of their start, whole" => operations;
    "input.updated-ids" Hides "3.1" [] "UpdatedOperationIds names what has changed since" => updated_ids;
    "input.function" Breaks "3.1" [] "the function is called by its name, synchronously" => function;
    "input.tenant" Hides "3.1" [] "the tenant is passed on" => tenant;
    "input.new-token" Breaks "2.5" [] "each call has a token of its own" => new_token;
    "input.one-at-a-time" Breaks "5.1" [] "no call is made while another one runs" => one_at_a_time;
    "input.after-pending" Breaks "5.1" [] "what happened meanwhile calls the function once it suspends" => after_pending;
    "input.separate" Hides "5.1" [] "what ends at different times calls the function each time" => separate;
    "input.retry-ready" Breaks "3.1" [] "a step whose retry is due is READY, with its error" => retry_ready;
    "input.large" Breaks "3.1" [] "a state that does not fit into a request is paged, and its rest is read by its marker" => large;
}

async fn first(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    is(
        &run.input,
        &json!({
            "DurableExecutionArn": "<arn>",
            "CheckpointToken": "<token>",
            "InitialExecutionState": {"Operations": [
                {"Id": "<text>", "Type": "EXECUTION", "Status": "STARTED", "StartTimestamp": "<millis>",
                 "EndTimestamp": "!", "ExecutionDetails": {"InputPayload": "<text>"}},
            ]},
        }),
    )?;
    holds(
        run.input["DurableExecutionArn"] == run.arn,
        "the ARN is not the one that the start has answered",
    )
}

async fn execution_id(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let first = &run.input["InitialExecutionState"]["Operations"][0];
    is(first, &json!({"Id": run.id()}))
}

async fn payload(world: &World<'_>) -> Verdict {
    let input = "{\"a\" :  [1, 2.50],\"who\":\"Zoë\"}";
    let run = world.start_with(json!({"Input": input})).await?;
    let first = &run.input["InitialExecutionState"]["Operations"][0];
    is(first, &json!({"ExecutionDetails": {"InputPayload": input}}))
}

const WAIT: &str = r#"w WAIT START {"WaitOptions":{"WaitSeconds":1}}"#;

async fn times(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let retry = r#"s STEP RETRY {"StepOptions":{"NextAttemptDelaySeconds":600},"Error":{"ErrorType":"T"}}"#;
    run.checkpoint(&format!("{WAIT}; {retry}")).await?;
    run.resumed().await?;
    let state = run.input["InitialExecutionState"].clone();
    is(
        &Run::of(&state, "w"),
        &json!({"StartTimestamp": "<millis>", "EndTimestamp": "<millis>",
            "WaitDetails": {"ScheduledEndTimestamp": "<millis>"}}),
    )?;
    is(
        &Run::of(&state, "s"),
        &json!({"Status": "PENDING", "StepDetails": {"NextAttemptTimestamp": "<millis>"}}),
    )
}

async fn no_marker(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let marker = &run.input["InitialExecutionState"]["NextMarker"];
    holds(
        marker.is_null() || *marker == "",
        format!("NextMarker is {marker} where nothing follows"),
    )
}

async fn operations(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(r#"b STEP START {"Name":"second"}; a STEP SUCCEED {"Payload":"1"}"#)
        .await?;
    run.checkpoint(&format!(r#"b STEP FAIL {{"Error":{{"ErrorType":"T"}}}}; {WAIT}"#))
        .await?;
    run.resumed().await?;
    is(
        &run.input["InitialExecutionState"]["Operations"],
        &json!([
            {"Type": "EXECUTION"},
            {"Id": "b", "Name": "second", "Status": "FAILED", "StepDetails": {"Error": {"ErrorType": "T"}}},
            {"Id": "a", "Status": "SUCCEEDED", "StepDetails": {"Attempt": 1, "Result": "1"}},
            {"Id": "w", "Status": "SUCCEEDED"},
        ]),
    )
}

async fn updated_ids(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(&format!("a STEP SUCCEED; {WAIT}")).await?;
    run.resumed().await?;
    let ids = run.input["UpdatedOperationIds"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    holds(
        ids.contains(&json!("w")),
        format!("UpdatedOperationIds is {ids:?}, without the wait that was due"),
    )
}

async fn function(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let kind = run.header("x-amz-invocation-type");
    holds(
        kind.is_empty() || kind == "RequestResponse",
        format!("the function is called as {kind}"),
    )?;
    let body = run.header("content-length");
    holds(body != "0", "the function is called without an input")
}

async fn tenant(world: &World<'_>) -> Verdict {
    let run = world.start_with(json!({"TenantId": "blue"})).await?;
    let tenant = run.header("x-amz-tenant-id");
    holds(tenant == "blue", format!("X-Amz-Tenant-Id is {tenant:?}"))
}

async fn new_token(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let first = run.token.clone();
    run.checkpoint(WAIT).await?;
    let second = run.token.clone();
    run.resumed().await?;
    holds(
        first != second && second != run.token && first != run.token,
        "a token is given twice",
    )
}

async fn one_at_a_time(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(WAIT).await?;
    run.event("WaitSucceeded").await?;
    holds(!run.is_called(), "the function is called while it runs")
}

async fn after_pending(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(WAIT).await?;
    run.event("WaitSucceeded").await?;
    run.resumed().await?;
    let wait = Run::of(&run.input["InitialExecutionState"], "w");
    is(&wait, &json!({"Status": "SUCCEEDED"}))
}

async fn separate(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let later = r#"v WAIT START {"WaitOptions":{"WaitSeconds":3}}"#;
    run.checkpoint(&format!("{WAIT}; {later}")).await?;
    run.resumed().await?;
    is(
        &Run::of(&run.input["InitialExecutionState"], "v"),
        &json!({"Status": "STARTED"}),
    )?;
    run.resumed().await?;
    is(
        &Run::of(&run.input["InitialExecutionState"], "v"),
        &json!({"Status": "SUCCEEDED"}),
    )
}

async fn retry_ready(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let retry = r#"s STEP RETRY {"StepOptions":{"NextAttemptDelaySeconds":1},"Error":{"ErrorType":"T"}}"#;
    run.checkpoint(retry).await?;
    run.resumed().await?;
    is(
        &Run::of(&run.input["InitialExecutionState"], "s"),
        &json!({"Status": "READY", "StepDetails": {"Attempt": 1, "Error": {"ErrorType": "T"}}}),
    )
}

async fn large(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let payload = "x".repeat(1_000_000);
    for index in 0..7 {
        let id = format!("s{index}");
        run.checkpoint_json(json!([{"Id": id, "Type": "STEP", "Action": "SUCCEED", "Payload": payload}]))
            .await?;
    }
    run.checkpoint(WAIT).await?;
    run.resumed().await?;
    let mut page = run.input["InitialExecutionState"].clone();
    let mut steps = 0;
    for _ in 0..20 {
        let operations = page["Operations"].as_array().cloned().unwrap_or_default();
        steps += operations.iter().filter(|op| op["Type"] == "STEP").count();
        let marker = match page["NextMarker"].as_str() {
            None | Some("") => {
                holds(
                    page != run.input["InitialExecutionState"],
                    "7 MB come in one call",
                )?;
                return holds(steps == 7, format!("the pages have {steps} steps of 7"));
            }
            Some(marker) => super::super::world::encode(marker),
        };
        page = run
            .state_page(&format!("&Marker={marker}"))
            .await?
            .has(200)?
            .json();
    }
    let _: Value = page;
    differs("the state does not end")
}
