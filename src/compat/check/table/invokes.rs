//! Invoke of durable functions: contract 1.12, decisions 3 and 5. Repeated names are in `invoke_names`, plain functions
//! in `invoke_plain`.

use reqwest::Method;
use serde_json::{Value, json};

use super::super::exchange::{Answer, Request};
use super::super::run::Run;
use super::super::target::{DURABLE, LONG};
use super::super::world::{Stop, Verdict, World, holds, is};
use super::rows::{INVALID, NOT_FOUND, VALIDATION, says};

pub(super) const ARN: &str = "x-amz-durable-execution-arn";
pub(super) const NAME: &str = "x-amz-durable-execution-name";
pub(super) const ERROR: &str = "x-amz-function-error";
pub(super) const VERSION: &str = "x-amz-executed-version";

checks! {
    "start.invoke-event" Breaks "1.12" [5] "an Event is answered with 202, without a body" => event;
    "start.invoke-event-arn" Breaks "1.12" [5] "an Event's answer has the execution's ARN in its header" => event_arn;
    "start.invoke-event-runs" Breaks "1.12" [5] "an Event starts an execution with its body as the input" => event_runs;
    "start.invoke-result" Breaks "1.12" [5] "who waits gets 200 and the result as it is" => result;
    "start.invoke-result-arn" Breaks "1.12" [5] "who waits gets the ARN in the header, too" => result_arn;
    "start.invoke-waits" Breaks "1.12" [5] "without a type, Invoke waits" => waits;
    "start.invoke-failed" Breaks "1.12" [5] "who waits for a failure gets 200, X-Amz-Function-Error and the error" => failed;
    "start.invoke-stopped" Hides "1.12" [5] "who waits for an execution that is stopped gets X-Amz-Function-Error" => stopped;
    "start.invoke-dry-run" Hides "1.12" [5] "a DryRun is answered with 204" => dry_run;
    "start.invoke-dry-run-runs" Hides "1.12" [5] "a DryRun starts nothing" => dry_run_runs;
    "start.invoke-type" Hides "4.9" [5] "an invocation type is one of three" => unknown_type;
    "start.invoke-unknown" Breaks "1.12" [5] "a function that nobody knows is not found" => unknown;
    "start.invoke-unknown-event" Breaks "1.12" [5] "an Event for a function that nobody knows is not found" => unknown_event;
    "start.invoke-unknown-qualifier" Breaks "1.12" [5] "a version that there is not is not found" => unknown_qualifier;
    "start.invoke-two-qualifiers" Hides "1.12" [5] "two qualifiers that differ are refused" => two_qualifiers;
    "start.invoke-no-name" Breaks "2.2" [5] "an execution without a name gets one" => no_name;
    "start.invoke-name" Breaks "1.12" [5] "the header names the execution" => name;
    "start.invoke-name-space" Hides "2.2" [5] "a name in the header has no spaces" => name_space;
    "start.invoke-name-long" Hides "2.2" [5] "a name in the header has at most 64 characters" => name_long;
    "start.invoke-long" Hides "1.12" [5] "nobody waits for an execution that may take more than 15 minutes" => long;
    "start.invoke-long-event" Hides "1.12" [5] "an Event starts an execution that may take more than 15 minutes" => long_event;
    "start.invoke-no-json" Hides "7.3" [5] "a body that is no JSON is refused as such" => no_json;
    "start.invoke-empty" Breaks "1.12" [5] "without a body the input is `null`" => empty;
    "start.invoke-verbatim" Breaks "1.12" [5] "the body is the input, byte for byte" => verbatim;
    "start.invoke-event-too-large" Hides "7.3" [5] "an Event has at most 1 MiB" => event_too_large;
    "start.invoke-too-large" Hides "7.3" [5] "who waits may send at most 6 MiB" => too_large;
    "start.invoke-tenant" Hides "1.12" [5] "a tenant is passed on to the function" => tenant;
    "start.invoke-log-type" Hides "1.12" [5] "a log may be asked for" => log_type;
    "start.invoke-executed-version" Hides "1.12" [5] "the answer says which version runs" => executed_version;
}

rows! { QUALIFIERS: qualified;
    "start.invoke-unqualified" Breaks "1.12" [5] "a name without a qualifier means $LATEST" => "{name}", "$LATEST";
    "start.invoke-latest" Breaks "1.12" [5] "$LATEST may stand in the query" => "{name}?Qualifier=$LATEST", "$LATEST";
    "start.invoke-latest-encoded" Breaks "1.2" [5] "$LATEST may be escaped" => "{name}?Qualifier=%24LATEST", "$LATEST";
    "start.invoke-version" Breaks "1.12" [5] "a version may stand in the query" => "{name}?Qualifier=1", "1";
    "start.invoke-version-in-name" Breaks "1.2" [5] "a version may stand behind the name" => "{name}:1", "1";
    "start.invoke-alias" Breaks "2.1" [5] "an alias is resolved to its version" => "{name}?Qualifier=live", "1";
    "start.invoke-alias-in-name" Breaks "2.1" [5] "an alias may stand behind the name" => "{name}%3Alive", "1";
    "start.invoke-partial-arn" Hides "1.2" [5] "a function may be named by a part of its ARN" => "123456789012:function:{name}", "$LATEST";
    "start.invoke-full-arn" Breaks "1.2" [5] "a function may be named by its ARN" => "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3A{name}%3A1", "1";
}

/// What a function's input says, so that its calls find this check.
pub(super) fn input(world: &World<'_>) -> Value {
    json!({"check": world.key})
}

/// An Invoke of a function, as it stands in a path.
pub(super) fn invoke<'a>(world: &'a World<'_>, function: &str, kind: &str) -> Request<'a> {
    let (name, query) = function.split_once('?').unwrap_or((function, ""));
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{query}")
    };
    let request = world.call(
        Method::POST,
        format!("/2015-03-31/functions/{name}/invocations{query}"),
    );
    if kind.is_empty() {
        request
    } else {
        request.header("x-amz-invocation-type", kind)
    }
}

/// An execution of the durable function, started by an Event; the function has been called.
pub(super) async fn started<'a>(
    world: &'a World<'a>,
    request: Request<'_>,
) -> Result<(Answer, Run<'a>), Stop> {
    let inbox = world.inbox(&world.key);
    let answer = request.json(&input(world)).send().await?;
    answer.has(202)?;
    let mut run = Run::new(world, answer.header(ARN), inbox);
    run.next().await?;
    Ok((answer, run))
}

/// Somebody waits while the function is called, and does what it does.
pub(super) async fn waited<'a>(
    world: &'a World<'a>,
    request: Request<'_>,
    play: impl AsyncFnOnce(&mut Run<'a>) -> Verdict,
) -> Result<Answer, Stop> {
    let mut inbox = world.inbox(&world.key);
    let function = async {
        let call = world.called(&mut inbox, "the function").await?;
        let arn = call.input["DurableExecutionArn"].as_str().unwrap_or_default();
        let mut run = Run::new(world, arn, world.inbox(&world.name()));
        run.take(call)?;
        play(&mut run).await
    };
    let (answer, played) = tokio::join!(request.json(&input(world)).send(), function);
    let answer = answer?;
    answer.has(200)?;
    played?;
    Ok(answer)
}

fn succeed(run: &mut Run<'_>) {
    run.answer(&json!({"Status": "SUCCEEDED", "Result": "{ \"n\" : 1 }"}));
}

async fn event(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let (answer, _run) = started(world, invoke(world, DURABLE, "Event")).await?;
    holds(answer.body.is_empty(), "the answer to an Event has a body")
}

async fn event_arn(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let (answer, run) = started(world, invoke(world, DURABLE, "Event")).await?;
    is(&json!(answer.header(ARN)), &json!("<arn>"))?;
    is(&run.input, &json!({"DurableExecutionArn": answer.header(ARN)}))
}

async fn event_runs(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let (_, run) = started(world, invoke(world, DURABLE, "Event")).await?;
    let expected = json!({"Status": "RUNNING", "InputPayload": input(world).to_string()});
    is(&run.get().await?, &expected)
}

async fn result_of(world: &World<'_>, kind: &str) -> Result<Answer, Stop> {
    world.needs_functions()?;
    let play = async |run: &mut Run<'_>| {
        succeed(run);
        Ok(())
    };
    waited(world, invoke(world, DURABLE, kind), play).await
}

pub(super) fn has_body(answer: &Answer, expected: &str) -> Verdict {
    let found = String::from_utf8_lossy(&answer.body);
    holds(
        found == expected,
        format!("the body is `{found}`: `{expected}` is expected"),
    )
}

async fn result(world: &World<'_>) -> Verdict {
    let answer = result_of(world, "RequestResponse").await?;
    holds(
        answer.header(ERROR).is_empty(),
        "a success has X-Amz-Function-Error",
    )?;
    has_body(&answer, "{ \"n\" : 1 }")
}

async fn result_arn(world: &World<'_>) -> Verdict {
    let answer = result_of(world, "RequestResponse").await?;
    is(&json!(answer.header(ARN)), &json!("<arn>"))
}

async fn waits(world: &World<'_>) -> Verdict {
    let answer = result_of(world, "").await?;
    has_body(&answer, "{ \"n\" : 1 }")
}

async fn failed(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let play = async |run: &mut Run<'_>| {
        run.answer(&json!({"Status": "FAILED", "Error": {"ErrorType": "T", "ErrorMessage": "m"}}));
        Ok(())
    };
    let answer = waited(world, invoke(world, DURABLE, "RequestResponse"), play).await?;
    is(&json!(answer.header(ERROR)), &json!("Unhandled"))?;
    is(&answer.json(), &json!({"errorType": "T", "errorMessage": "m"}))
}

async fn stopped(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let play = async |run: &mut Run<'_>| {
        let error = json!({"ErrorType": "Stopped", "ErrorMessage": "enough"});
        run.stop(&error).await?.has(200).map(|_| ())
    };
    let answer = waited(world, invoke(world, DURABLE, "RequestResponse"), play).await?;
    is(&json!(answer.header(ERROR)), &json!("Unhandled"))?;
    is(
        &answer.json(),
        &json!({"errorType": "Stopped", "errorMessage": "enough"}),
    )
}

async fn dry_run(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let answer = invoke(world, DURABLE, "DryRun")
        .json(&input(world))
        .send()
        .await?;
    answer.has(204)?;
    holds(answer.body.is_empty(), "the answer to a DryRun has a body")
}

async fn dry_run_runs(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let name = world.name();
    let request = invoke(world, DURABLE, "DryRun").header(NAME, &name);
    request.json(&input(world)).send().await?.has(204)?;
    let path = format!("/2025-12-01/functions/{DURABLE}/durable-executions?DurableExecutionName={name}");
    let nothing = json!({"DurableExecutions": []});
    world.get(path).await?.is(200, &nothing).map(|_| ())
}

async fn refused(world: &World<'_>, request: Request<'_>) -> Result<Answer, Stop> {
    world.needs_functions()?;
    request.json(&input(world)).send().await
}

async fn unknown_type(world: &World<'_>) -> Verdict {
    let answer = refused(world, invoke(world, DURABLE, "Later")).await?;
    let message = "~Value 'Later' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [";
    says(&answer, 400, VALIDATION, message)
}

async fn unknown(world: &World<'_>) -> Verdict {
    let answer = refused(world, invoke(world, "nobody", "RequestResponse")).await?;
    says(&answer, 404, NOT_FOUND, "~Function not found: arn:")
}

async fn unknown_event(world: &World<'_>) -> Verdict {
    let answer = refused(world, invoke(world, "nobody", "Event")).await?;
    says(&answer, 404, NOT_FOUND, "~Function not found: arn:")
}

async fn unknown_qualifier(world: &World<'_>) -> Verdict {
    let request = invoke(world, &format!("{DURABLE}?Qualifier=77"), "Event");
    let answer = refused(world, request).await?;
    says(&answer, 404, NOT_FOUND, "~Function not found: arn:")
}

async fn two_qualifiers(world: &World<'_>) -> Verdict {
    let request = invoke(world, &format!("{DURABLE}:1?Qualifier=$LATEST"), "Event");
    let answer = refused(world, request).await?;
    says(&answer, 400, INVALID, "~qualifier")
}

async fn no_name(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let (_, run) = started(world, invoke(world, DURABLE, "Event")).await?;
    let name = run.get().await?["DurableExecutionName"].clone();
    let found = name.as_str().unwrap_or_default();
    holds(!found.is_empty(), format!("the name is {name}"))?;
    let in_arn = format!("/durable-execution/{found}/");
    holds(
        run.arn.contains(&in_arn),
        format!("{} is not called {name}", run.arn),
    )
}

async fn name(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let name = world.name();
    let (_, run) = started(world, invoke(world, DURABLE, "Event").header(NAME, &name)).await?;
    is(&run.get().await?, &json!({"DurableExecutionName": name}))
}

async fn bad_name(world: &World<'_>, name: &str, constraint: &str) -> Verdict {
    let request = invoke(world, DURABLE, "Event").header(NAME, name);
    let message =
        format!("~at 'durableExecutionName' failed to satisfy constraint: Member must {constraint}");
    says(&refused(world, request).await?, 400, VALIDATION, &message)
}

async fn name_space(world: &World<'_>) -> Verdict {
    bad_name(world, "a b", "satisfy regular expression pattern: [a-zA-Z0-9-_]+").await
}

async fn name_long(world: &World<'_>) -> Verdict {
    bad_name(world, &"x".repeat(65), "have length less than or equal to 64").await
}

async fn long(world: &World<'_>) -> Verdict {
    let answer = refused(world, invoke(world, LONG, "RequestResponse")).await?;
    let message = "You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.";
    says(&answer, 400, INVALID, message)
}

async fn long_event(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    started(world, invoke(world, LONG, "Event")).await.map(|_| ())
}

async fn no_json(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let answer = invoke(world, DURABLE, "Event").bytes("{nonsense").send().await?;
    let message = "~Could not parse request body into json: ";
    says(&answer, 400, "InvalidRequestContentException", message)
}

async fn empty(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let answer = invoke(world, DURABLE, "Event").send().await?;
    answer.has(202)?;
    let run = Run::new(world, answer.header(ARN), world.inbox(&world.key));
    is(&run.get().await?, &json!({"InputPayload": "null"}))
}

async fn verbatim(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let body = format!("{{ \"check\" : \"{}\", \"x\": 1.0 }}\n", world.key);
    let answer = invoke(world, DURABLE, "Event").bytes(body.clone()).send().await?;
    answer.has(202)?;
    let run = Run::new(world, answer.header(ARN), world.inbox(&world.key));
    is(&run.get().await?, &json!({"InputPayload": body}))
}

async fn sized(world: &World<'_>, kind: &str, bytes: usize) -> Verdict {
    world.needs_functions()?;
    let body = format!("\"{}\"", "x".repeat(bytes - 2));
    let answer = invoke(world, DURABLE, kind).bytes(body).send().await?;
    says(&answer, 413, "RequestTooLargeException", "~")
}

async fn event_too_large(world: &World<'_>) -> Verdict {
    sized(world, "Event", (1 << 20) + 1).await
}

async fn too_large(world: &World<'_>) -> Verdict {
    sized(world, "RequestResponse", (6 << 20) + 1).await
}

async fn tenant(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let request = invoke(world, DURABLE, "Event").header("x-amz-tenant-id", "blue");
    let (_, run) = started(world, request).await?;
    is(&json!(run.header("x-amz-tenant-id")), &json!("blue"))
}

async fn log_type(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let request = invoke(world, DURABLE, "Event").header("x-amz-log-type", "Tail");
    started(world, request).await.map(|_| ())
}

async fn executed_version(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let request = invoke(world, &format!("{DURABLE}?Qualifier=live"), "Event");
    let (answer, _run) = started(world, request).await?;
    is(&json!(answer.header(VERSION)), &json!("1"))
}

async fn qualified(world: &World<'_>, function: &str, version: &str) -> Verdict {
    world.needs_functions()?;
    let (_, run) = started(
        world,
        invoke(world, &function.replace("{name}", DURABLE), "Event"),
    )
    .await?;
    let part = format!("~:function:{DURABLE}:{version}/durable-execution/");
    is(&json!(run.arn), &json!(part))?;
    is(&run.get().await?, &json!({"Version": version}))
}
