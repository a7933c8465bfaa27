//! The same name again: every row of the table in contract 2.3.

use serde_json::json;

use super::super::exchange::Request;
use super::super::run::Run;
use super::super::target::DURABLE;
use super::super::world::{Stop, Verdict, World, holds, is};
use super::invokes::{ARN, NAME, input, invoke, started};
use super::rows::says;

const STARTED: &str = "DurableExecutionAlreadyStartedException";

checks! {
    "start.invoke-again-none" Breaks "2.3" [5] "without a name, the same input starts another execution" => none;
    "start.invoke-again-attach" Breaks "2.3" [5, 6] "who waits for a running execution by its name gets its result" => attach;
    "start.invoke-again-result" Breaks "2.3" [5, 6] "who waits for an execution that is over by its name gets its result at once" => result;
    "start.invoke-again-error" Breaks "2.3" [5, 6] "who waits for an execution that failed by its name gets its error at once" => error;
    "start.invoke-again-body" Hides "7.3" [5, 6, 47] "DurableExecutionAlreadyStartedException has Type `User` and `Message`" => body;
    "start.invoke-again-header" Breaks "7.3" [2, 5, 6] "DurableExecutionAlreadyStartedException is named in the header" => header;
    "start.invoke-again-version" Hides "2.3" [5, 6] "a name is the function's, whatever its version" => version;
    "start.invoke-again-space" Hides "2.3" [5, 6] "an input with another space is another input" => space;
}

rows! { AGAIN: again;
    "start.invoke-again-running" Breaks "2.3" [5, 6] "an Event for a running execution's name with its input is answered with its ARN" => "running", "Event", true;
    "start.invoke-again-running-other" Breaks "2.3" [5, 6] "an Event for a running execution's name with another input is refused" => "running", "Event", false;
    "start.invoke-again-running-other-sync" Breaks "2.3" [5, 6] "nobody waits for a running execution's name with another input" => "running", "RequestResponse", false;
    "start.invoke-again-closed" Breaks "2.3" [5, 6] "an Event for the name of an execution that is over is answered with its ARN" => "succeeded", "Event", true;
    "start.invoke-again-closed-other" Breaks "2.3" [5, 6] "an Event for the name of an execution that is over with another input is refused" => "succeeded", "Event", false;
    "start.invoke-again-closed-other-sync" Breaks "2.3" [5, 6] "nobody waits for the name of an execution that is over with another input" => "succeeded", "RequestResponse", false;
    "start.invoke-again-failed" Breaks "2.3" [5, 6] "an Event for the name of an execution that failed is answered with its ARN" => "failed", "Event", true;
    "start.invoke-again-failed-other" Breaks "2.3" [5, 6] "an Event for the name of an execution that failed with another input is refused" => "failed", "Event", false;
    "start.invoke-again-stopped" Breaks "2.3" [5, 6] "an Event for the name of a stopped execution is answered with its ARN" => "stopped", "Event", true;
    "start.invoke-again-stopped-other" Breaks "2.3" [5, 6] "an Event for the name of a stopped execution with another input is refused" => "stopped", "Event", false;
}

fn named<'a>(world: &'a World<'_>, kind: &str, name: &str) -> Request<'a> {
    invoke(world, DURABLE, kind).header(NAME, name)
}

/// An execution of this name, in this state.
async fn first<'a>(world: &'a World<'a>, name: &str, state: &str) -> Result<Run<'a>, Stop> {
    world.needs_functions()?;
    let (_, mut run) = started(world, named(world, "Event", name)).await?;
    match state {
        "succeeded" => run.succeeds().await.map(|_| ())?,
        "failed" => {
            let failure = json!({"Status": "FAILED", "Error": {"ErrorType": "T", "ErrorMessage": "m"}});
            run.returns(&failure, "FAILED").await.map(|_| ())?;
        }
        "stopped" => {
            run.stop(&json!({})).await?.has(200)?;
        }
        _ => {}
    }
    Ok(run)
}

async fn again(world: &World<'_>, state: &str, kind: &str, same: bool) -> Verdict {
    let name = world.name();
    let run = first(world, &name, state).await?;
    let mut second = input(world);
    if !same {
        second["another"] = 1.into();
    }
    let answer = named(world, kind, &name).json(&second).send().await?;
    if same {
        answer.has(202)?;
        return is(&json!(answer.header(ARN)), &json!(run.arn));
    }
    says(
        &answer,
        409,
        STARTED,
        &format!("Execution already started: {}", run.arn),
    )
}

async fn none(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let send = async || {
        let request = invoke(world, DURABLE, "Event").json(&input(world));
        let answer = request.send().await?;
        Ok::<_, Stop>(answer.has(202)?.header(ARN).to_owned())
    };
    let (one, other) = (send().await?, send().await?);
    holds(one != other, format!("both are {one}"))
}

async fn attach(world: &World<'_>) -> Verdict {
    let name = world.name();
    let mut run = first(world, &name, "running").await?;
    let request = named(world, "RequestResponse", &name).json(&input(world));
    let end = async {
        // It answers whether the second caller is there already or not: both get the result.
        run.answer(&json!({"Status": "SUCCEEDED", "Result": "7"}));
    };
    let (answer, ()) = tokio::join!(request.send(), end);
    let answer = answer?;
    is(&answer.has(200)?.json(), &json!(7))?;
    is(&json!(answer.header(ARN)), &json!(run.arn))?;
    holds(!run.is_called(), "the function is called for the second caller")
}

async fn result(world: &World<'_>) -> Verdict {
    let name = world.name();
    let run = first(world, &name, "succeeded").await?;
    let request = named(world, "RequestResponse", &name).json(&input(world));
    let answer = request.send().await?;
    is(&answer.has(200)?.json(), &json!("done"))?;
    is(&json!(answer.header(ARN)), &json!(run.arn))
}

async fn error(world: &World<'_>) -> Verdict {
    let name = world.name();
    let _run = first(world, &name, "failed").await?;
    let request = named(world, "RequestResponse", &name).json(&input(world));
    let answer = request.send().await?;
    answer.has(200)?;
    is(&json!(answer.header("x-amz-function-error")), &json!("Unhandled"))?;
    is(&answer.json(), &json!({"errorType": "T", "errorMessage": "m"}))
}

async fn body(world: &World<'_>) -> Verdict {
    let name = world.name();
    let _run = first(world, &name, "running").await?;
    let answer = named(world, "Event", &name).json(&json!({})).send().await?;
    let expected = json!({"Type": "User", "Message": "<text>", "message": "!"});
    answer.is(409, &expected).map(|_| ())
}

async fn header(world: &World<'_>) -> Verdict {
    let name = world.name();
    let _run = first(world, &name, "running").await?;
    let answer = named(world, "Event", &name).json(&json!({})).send().await?;
    let found = answer.has(409)?.header("x-amzn-errortype");
    holds(
        found == STARTED,
        format!("x-amzn-ErrorType is `{found}`: `{STARTED}` is expected"),
    )
}

async fn version(world: &World<'_>) -> Verdict {
    let name = world.name();
    let run = first(world, &name, "running").await?;
    let other = invoke(world, &format!("{DURABLE}?Qualifier=1"), "Event").header(NAME, &name);
    let answer = other.json(&json!({"other": 1})).send().await?;
    let message = format!("Execution already started: {}", run.arn);
    says(&answer, 409, STARTED, &message)
}

async fn space(world: &World<'_>) -> Verdict {
    let name = world.name();
    let _run = first(world, &name, "running").await?;
    let spaced = format!("{{ \"check\":\"{}\"}}", world.key);
    let answer = named(world, "Event", &name).bytes(spaced).send().await?;
    says(&answer, 409, STARTED, "~Execution already started: ")
}
