//! Invoke of plain functions: contract 1.12.

use serde_json::{Value, json};

use super::super::exchange::Answer;
use super::super::guests::Reply;
use super::super::target::PLAIN;
use super::super::world::{Stop, Verdict, World, differs, holds, is};
use super::invokes::{ARN, ERROR, VERSION, has_body, input, invoke};

checks! {
    "start.plain-result" Breaks "1.12" [5] "a plain function's answer is the answer" => plain_result;
    "start.plain-input" Breaks "1.12" [5] "a plain function gets the body as it is" => plain_input;
    "start.plain-no-arn" Hides "1.12" [5] "a plain function's answer has no execution" => plain_no_arn;
    "start.plain-error" Breaks "1.12" [5] "a plain function's error comes with X-Amz-Function-Error" => plain_error;
    "start.plain-event" Breaks "1.12" [5] "a plain function can be called by an Event" => plain_event;
    "start.plain-version" Cosmetic "1.12" [5] "a plain function's answer says which version ran" => plain_version;
}

/// The plain function is called, and answers; what its caller gets, and what it got.
async fn plain(world: &World<'_>, reply: Reply) -> Result<(Answer, Value), Stop> {
    world.needs_functions()?;
    let mut inbox = world.inbox(&world.key);
    let function = async {
        let call = world.called(&mut inbox, "the plain function").await?;
        let given = call.input.clone();
        call.answer(reply);
        Ok::<_, Stop>(given)
    };
    let request = invoke(world, PLAIN, "RequestResponse").json(&input(world));
    let (answer, given) = tokio::join!(request.send(), function);
    let answer = answer?;
    answer.has(200)?;
    Ok((answer, given?))
}

async fn plain_result(world: &World<'_>) -> Verdict {
    let (answer, _) = plain(world, Reply::returned("[ 1, 2 ]")).await?;
    has_body(&answer, "[ 1, 2 ]")
}

async fn plain_input(world: &World<'_>) -> Verdict {
    let (_, given) = plain(world, Reply::returned("1")).await?;
    if given == input(world) {
        Ok(())
    } else {
        differs(format!("the function gets {given}"))
    }
}

async fn plain_no_arn(world: &World<'_>) -> Verdict {
    let (answer, _) = plain(world, Reply::returned("1")).await?;
    holds(answer.header(ARN).is_empty(), "a plain function has an execution")
}

async fn plain_error(world: &World<'_>) -> Verdict {
    let error = json!({"errorType": "T", "errorMessage": "m"});
    let (answer, _) = plain(world, Reply::crashed(&error)).await?;
    is(&json!(answer.header(ERROR)), &json!("Unhandled"))?;
    is(&answer.json(), &error)
}

async fn plain_event(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let mut inbox = world.inbox(&world.key);
    let request = invoke(world, PLAIN, "Event").json(&input(world));
    request.send().await?.has(202)?;
    let call = world.called(&mut inbox, "the plain function").await?;
    is(&call.input, &input(world))
}

async fn plain_version(world: &World<'_>) -> Verdict {
    let (answer, _) = plain(world, Reply::returned("1")).await?;
    is(&json!(answer.header(VERSION)), &json!("$LATEST"))
}
