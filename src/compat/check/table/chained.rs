//! Functions that call functions: contract 4.6, 5.4.

use serde_json::{Value, json};

use super::super::guests::{Inbox, Invocation, Reply};
use super::super::run::Run;
use super::super::target::{BRIEF, DURABLE, PLAIN};
use super::super::world::{Stop, Verdict, World, holds, is};

checks! {
    "chained.plain" Breaks "5.4" [] "a plain function is called with the input as it is, and its answer is the result" => plain;
    "chained.plain-no-input" Hides "5.4" [] "a plain function that is given nothing gets `{}`" => plain_no_input;
    "chained.plain-error" Breaks "5.4" [] "an error of a plain function fails the operation with it, once" => plain_error;
    "chained.plain-event" Breaks "6.2" [14] "ChainedInvokeStarted has the function and its input" => plain_event;
    "chained.durable" Breaks "5.4" [3] "a durable function runs as an execution of its own, and its result is the result" => durable;
    "chained.durable-event" Breaks "6.2" [14] "ChainedInvokeStarted has the child's ARN and version" => durable_event;
    "chained.durable-error" Breaks "5.4" [] "a child that fails fails the operation with its error" => durable_error;
    "chained.durable-timeout" Breaks "5.4" [] "a child that takes too long times the operation out" => durable_timeout;
    "chained.durable-stopped" Hides "5.4" [7] "a child that is stopped stops the operation with its error" => durable_stopped;
    "chained.durable-waits" Breaks "5.4" [] "the parent sleeps while its child waits" => durable_waits;
    "chained.alias" Hides "5.4" [14, 39] "an alias is resolved, and the child runs as its version" => alias;
    "chained.unqualified" Hides "5.4" [39] "a durable function needs a qualifier" => unqualified;
    "chained.unknown" Hides "5.4" [38, 39] "an unknown function fails in the same answer, by its ARN" => unknown;
    "chained.result-event" Breaks "6.2" [] "ChainedInvokeSucceeded has the result" => result_event;
    "chained.failed-event" Breaks "6.2" [21] "ChainedInvokeFailed has the error" => failed_event;
    "chained.tenant" Hides "5.4" [14] "the tenant is passed on, and told" => tenant;
    "chained.start-twice" Cosmetic "4.6" [2] "a chained invoke is started once" => start_twice;
    "chained.without-options" Hides "4.6" [2] "a chained invoke needs ChainedInvokeOptions" => without_options;
    "chained.other-account" Hides "4.6" [2] "a function of another account is refused" => other_account;
    "chained.other-region" Hides "4.6" [2, 42] "a function of another region is refused" => other_region;
    "chained.input-too-large" Hides "4.8" [30] "an input of more than 1 MiB is refused" => too_large;
    "chained.parent-ends" Hides "5.4" [] "a parent that ends leaves its child running" => parent_ends;
}

const INVALID: &str = "InvalidParameterValueException";

fn start(function: &str, input: &Value) -> Value {
    json!([{
        "Id": "i", "Type": "CHAINED_INVOKE", "Action": "START", "Name": "call", "SubType": "ChainedInvoke",
        "Payload": input.to_string(), "ChainedInvokeOptions": {"FunctionName": function},
    }])
}

/// A parent, whose child is called at the inbox.
async fn parent<'a>(world: &'a World<'a>, function: &str) -> Result<(Run<'a>, Inbox), Stop> {
    world.needs_functions()?;
    let key = world.name();
    let inbox = world.inbox(&key);
    let mut run = world.start().await?;
    run.checkpoint_json(start(function, &json!({"check": key})))
        .await?;
    Ok((run, inbox))
}

/// The child is called, and answers this.
async fn answers(world: &World<'_>, inbox: &mut Inbox, reply: Reply) -> Verdict {
    world.called(inbox, "the chained function").await?.answer(reply);
    Ok(())
}

async fn resumed(run: &mut Run<'_>) -> Result<Value, Stop> {
    run.resumed().await?;
    Ok(Run::of(&run.input["InitialExecutionState"], "i"))
}

fn durable_answer(output: &Value) -> Reply {
    Reply::returned(output.to_string())
}

async fn plain(world: &World<'_>) -> Verdict {
    let (mut run, mut inbox) = parent(world, PLAIN).await?;
    run.suspend();
    let call = world.called(&mut inbox, "the plain function").await?;
    let passed = call.input.get("check").is_some() && call.input.get("DurableExecutionArn").is_none();
    holds(passed, format!("a plain function is called with {}", call.input))?;
    call.answer(Reply::returned("{\"sum\" :  3}"));
    run.next().await?;
    is(
        &Run::of(&run.input["InitialExecutionState"], "i"),
        &json!({"Type": "CHAINED_INVOKE", "Status": "SUCCEEDED", "EndTimestamp": "<millis>",
            "ChainedInvokeDetails": {"Result": "{\"sum\" :  3}", "Error": "!"}}),
    )
}

async fn plain_no_input(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let mut inbox = world.inbox(super::super::target::LONELY);
    let mut run = world.start().await?;
    let options = json!({"FunctionName": super::super::target::LONELY});
    let update =
        json!([{"Id": "i", "Type": "CHAINED_INVOKE", "Action": "START", "ChainedInvokeOptions": options}]);
    run.checkpoint_json(update).await?;
    run.suspend();
    let call: Invocation = world.called(&mut inbox, "the plain function").await?;
    let input = call.input.clone();
    call.answer(Reply::returned("1"));
    is(&input, &json!({}))?;
    holds(
        input.as_object().is_some_and(serde_json::Map::is_empty),
        format!("it is called with {input}"),
    )
}

async fn plain_error(world: &World<'_>) -> Verdict {
    let (mut run, mut inbox) = parent(world, PLAIN).await?;
    let error = json!({"errorType": "KeyError", "errorMessage": "'id'"});
    answers(world, &mut inbox, Reply::crashed(&error)).await?;
    is(
        &resumed(&mut run).await?,
        &json!({"Status": "FAILED", "ChainedInvokeDetails": {"Result": "!",
            "Error": {"ErrorType": "KeyError", "ErrorMessage": "'id'"}}}),
    )?;
    holds(inbox.waiting().is_none(), "it is called again")
}

async fn plain_event(world: &World<'_>) -> Verdict {
    let (run, mut inbox) = parent(world, PLAIN).await?;
    answers(world, &mut inbox, Reply::returned("1")).await?;
    is(
        &run.event("ChainedInvokeStarted").await?,
        &json!({"Id": "i", "Name": "call", "SubType": "ChainedInvoke", "ChainedInvokeStartedDetails":
            {"FunctionName": format!("~{PLAIN}"), "Input": {"Payload": "~check", "Truncated": false}}}),
    )
}

fn qualified() -> String {
    format!("{DURABLE}:$LATEST")
}

async fn durable(world: &World<'_>) -> Verdict {
    let (mut run, mut inbox) = parent(world, &qualified()).await?;
    run.suspend();
    let call = world.called(&mut inbox, "the child").await?;
    is(
        &call.input,
        &json!({"DurableExecutionArn": format!("~{DURABLE}"), "CheckpointToken": "<token>",
            "InitialExecutionState": {"Operations": [
                {"Type": "EXECUTION", "ExecutionDetails": {"InputPayload": "~check"}}]}}),
    )?;
    call.answer(durable_answer(&json!({"Status": "SUCCEEDED", "Result": "[1]"})));
    run.next().await?;
    is(
        &Run::of(&run.input["InitialExecutionState"], "i"),
        &json!({"Status": "SUCCEEDED", "ChainedInvokeDetails": {"Result": "[1]"}}),
    )
}

async fn durable_event(world: &World<'_>) -> Verdict {
    let (run, mut inbox) = parent(world, &qualified()).await?;
    let call = world.called(&mut inbox, "the child").await?;
    let arn = call.input["DurableExecutionArn"].clone();
    call.answer(durable_answer(&json!({"Status": "SUCCEEDED"})));
    is(
        &run.event("ChainedInvokeStarted").await?,
        &json!({"ChainedInvokeStartedDetails": {"ExecutedVersion": "$LATEST", "DurableExecutionArn": arn}}),
    )
}

async fn durable_error(world: &World<'_>) -> Verdict {
    let (mut run, mut inbox) = parent(world, &qualified()).await?;
    let error = json!({"ErrorType": "Broke", "ErrorMessage": "m"});
    let output = json!({"Status": "FAILED", "Error": error});
    answers(world, &mut inbox, durable_answer(&output)).await?;
    is(
        &resumed(&mut run).await?,
        &json!({"Status": "FAILED", "ChainedInvokeDetails": {"Error": error}}),
    )
}

async fn durable_timeout(world: &World<'_>) -> Verdict {
    let (mut run, mut inbox) = parent(world, &format!("{BRIEF}:$LATEST")).await?;
    run.suspend();
    let call = world.called(&mut inbox, "the child").await?;
    // It does not answer in its second.
    run.next().await?;
    drop(call);
    is(
        &Run::of(&run.input["InitialExecutionState"], "i"),
        &json!({"Status": "TIMED_OUT", "ChainedInvokeDetails": {"Error": {"ErrorType": "ChainedInvoke.Timeout"}}}),
    )
}

/// A child in its first invocation.
fn child<'a>(world: &'a World<'a>, inbox: Inbox, call: Invocation) -> Result<Run<'a>, Stop> {
    let arn = call.input["DurableExecutionArn"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let mut run = Run::new(world, &arn, inbox);
    run.take(call)?;
    Ok(run)
}

async fn durable_stopped(world: &World<'_>) -> Verdict {
    let (mut run, mut inbox) = parent(world, &qualified()).await?;
    run.suspend();
    let call = world.called(&mut inbox, "the child").await?;
    let mut child = child(world, inbox, call)?;
    child.checkpoint("k CALLBACK START").await?;
    child.suspend();
    let error = json!({"ErrorType": "Mine", "ErrorMessage": "enough"});
    child.stop(&error).await?.has(200)?;
    run.next().await?;
    is(
        &Run::of(&run.input["InitialExecutionState"], "i"),
        &json!({"Status": "STOPPED", "ChainedInvokeDetails": {"Error": error}}),
    )
}

async fn durable_waits(world: &World<'_>) -> Verdict {
    let (mut run, mut inbox) = parent(world, &qualified()).await?;
    run.suspend();
    let call = world.called(&mut inbox, "the child").await?;
    let mut child = child(world, inbox, call)?;
    child
        .checkpoint(r#"w WAIT START {"WaitOptions":{"WaitSeconds":1}}"#)
        .await?;
    child.resumed().await?;
    holds(!run.is_called(), "the parent is called while its child waits")?;
    child.succeeds().await?;
    run.next().await?;
    is(
        &Run::of(&run.input["InitialExecutionState"], "i"),
        &json!({"Status": "SUCCEEDED", "ChainedInvokeDetails": {"Result": "\"done\""}}),
    )
}

async fn alias(world: &World<'_>) -> Verdict {
    let (run, mut inbox) = parent(world, &format!("{DURABLE}:live")).await?;
    let call = world.called(&mut inbox, "the child").await?;
    let arn = call.input["DurableExecutionArn"].clone();
    call.answer(durable_answer(&json!({"Status": "SUCCEEDED"})));
    is(&arn, &json!(format!("~function:{DURABLE}:1/")))?;
    is(
        &run.event("ChainedInvokeStarted").await?,
        &json!({"ChainedInvokeStartedDetails": {"ExecutedVersion": "1"}}),
    )
}

async fn unqualified(world: &World<'_>) -> Verdict {
    let (run, inbox) = parent(world, DURABLE).await?;
    is(&run.operation("i").await?, &json!({"Status": "FAILED"}))?;
    drop(inbox);
    Ok(())
}

async fn unknown(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let mut run = world.start().await?;
    let answer = run.checkpoint_json(start("compat-nobody", &json!({}))).await?;
    is(
        &Run::of(&answer, "i"),
        &json!({"Status": "FAILED", "ChainedInvokeDetails": {"Error": {
            "ErrorType": "ResourceNotFoundException",
            "ErrorMessage": "~Function not found: arn:aws:lambda:"}}}),
    )?;
    run.told("ExecutionStarted ChainedInvokeStarted ChainedInvokeFailed")
        .await
}

async fn result_event(world: &World<'_>) -> Verdict {
    let (mut run, mut inbox) = parent(world, PLAIN).await?;
    run.suspend();
    answers(world, &mut inbox, Reply::returned("[7]")).await?;
    is(
        &run.event("ChainedInvokeSucceeded").await?,
        &json!({"Id": "i", "ChainedInvokeSucceededDetails": {"Result": {"Payload": "[7]", "Truncated": false}}}),
    )
}

async fn failed_event(world: &World<'_>) -> Verdict {
    let (mut run, mut inbox) = parent(world, PLAIN).await?;
    run.suspend();
    let error = json!({"errorType": "KeyError", "errorMessage": "m"});
    answers(world, &mut inbox, Reply::crashed(&error)).await?;
    is(
        &run.event("ChainedInvokeFailed").await?,
        &json!({"Id": "i", "ChainedInvokeFailedDetails": {"Error":
            {"Payload": {"ErrorType": "KeyError", "ErrorMessage": "m"}, "Truncated": false}}}),
    )
}

async fn tenant(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let key = world.name();
    let mut inbox = world.inbox(&key);
    let mut run = world.start().await?;
    let mut update = start(PLAIN, &json!({"check": key}));
    update[0]["ChainedInvokeOptions"]["TenantId"] = json!("blue");
    run.checkpoint_json(update).await?;
    let call = world.called(&mut inbox, "the plain function").await?;
    let told = call.headers.get("x-amz-tenant-id").cloned();
    call.answer(Reply::returned("1"));
    holds(
        told.as_ref().is_some_and(|tenant| tenant == "blue"),
        format!("X-Amz-Tenant-Id is {told:?}"),
    )?;
    is(
        &run.event("ChainedInvokeStarted").await?,
        &json!({"ChainedInvokeStartedDetails": {"TenantId": "blue"}}),
    )
}

async fn start_twice(world: &World<'_>) -> Verdict {
    let (run, _inbox) = parent(world, PLAIN).await?;
    let body = json!({"CheckpointToken": run.token, "Updates": start(PLAIN, &json!({}))});
    let message = "Cannot start a CHAINED_INVOKE that already exist.";
    run.send_checkpoint(&body).await?.refused(400, INVALID, message)
}

/// An update that is refused in these words.
async fn refused(world: &World<'_>, options: Value, payload: &str, message: &str) -> Verdict {
    let run = world.start().await?;
    let mut update = json!({"Id": "i", "Type": "CHAINED_INVOKE", "Action": "START", "Payload": payload});
    if !options.is_null() {
        update["ChainedInvokeOptions"] = options;
    }
    let body = json!({"CheckpointToken": run.token, "Updates": [update]});
    run.send_checkpoint(&body).await?.refused(400, INVALID, message)
}

async fn without_options(world: &World<'_>) -> Verdict {
    let message = "Update for CHAINED_INVOKE operation requires ChainedInvokeOptions.";
    refused(world, Value::Null, "{}", message).await
}

async fn other_account(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let region = run.arn.split(':').nth(3).unwrap_or("us-east-1").to_owned();
    let function = format!("arn:aws:lambda:{region}:999999999999:function:f:1");
    let message = "Cannot start a CHAINED_INVOKE on a function in another account.";
    refused(world, json!({"FunctionName": function}), "{}", message).await
}

async fn other_region(world: &World<'_>) -> Verdict {
    let function = "arn:aws:lambda:ap-south-2:123456789012:function:f:1";
    let message = "Cannot start a CHAINED_INVOKE on a function in another region.";
    refused(world, json!({"FunctionName": function}), "{}", message).await
}

async fn too_large(world: &World<'_>) -> Verdict {
    let message = "CHAINED_INVOKE input payload size must be less than or equal to 1048576 bytes.";
    let payload = format!("\"{}\"", "x".repeat(1 << 20));
    refused(world, json!({"FunctionName": PLAIN}), &payload, message).await
}

async fn parent_ends(world: &World<'_>) -> Verdict {
    let (mut run, mut inbox) = parent(world, &qualified()).await?;
    let call = world.called(&mut inbox, "the child").await?;
    let mut child = child(world, inbox, call)?;
    run.succeeds().await?;
    child.checkpoint("a STEP SUCCEED").await?;
    child.succeeds().await?;
    Ok(())
}
