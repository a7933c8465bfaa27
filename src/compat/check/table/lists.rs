//! `ListDurableExecutionsByFunction`: contract 1.8.

use serde_json::{Value, json};

use super::super::run::Run;
use super::super::target::DURABLE;
use super::super::world::{self, Stop, Verdict, World, encode, holds, is};

checks! {
    "list.members" Breaks "1.8" [3] "an execution is listed with its ARN, name, function, status and start" => members;
    "list.by-name" Breaks "1.8" [] "a name finds its execution" => by_name;
    "list.by-status" Breaks "1.8" [25] "statuses choose" => by_status;
    "list.newest-first" Hides "1.8" [25] "the newest comes first" => newest_first;
    "list.reverse" Hides "1.8" [25] "ReverseOrder begins with the oldest" => reverse;
    "list.pages" Breaks "1.8" [] "pages have each execution once" => pages;
    "list.started-after" Hides "1.8" [25] "StartedAfter and StartedBefore take ISO 8601" => started;
    "list.unknown" Hides "7.4" [25] "an unknown function has no list" => unknown;
    "list.qualifier" Hides "1.8" [25] "a qualifier chooses the version" => qualifier;
    "list.full-arn" Hides "1.2" [25] "a function may be named by its ARN" => full_arn;
    "list.too-many" Hides "4.9" [24] "more than 1000 a page are refused" => too_many;
}

/// An execution of a function that the target knows.
async fn start<'a>(world: &'a World<'a>) -> Result<Run<'a>, Stop> {
    world.needs_functions()?;
    let key = world.name();
    let mut inbox = world.inbox(&key);
    let mut input = world.start_input(DURABLE);
    input["ExecutionName"] = json!(key);
    input["Input"] = json!(json!({"check": key}).to_string());
    let answer = world.post("/start-durable-execution", &input).await?;
    let arn = answer.has(201)?.json()["ExecutionArn"].clone();
    let call = world.called(&mut inbox, "the function").await?;
    let mut run = Run::new(world, arn.as_str().unwrap_or_default(), inbox);
    run.take(call)?;
    Ok(run)
}

/// What a list has.
async fn listed(world: &World<'_>, function: &str, query: &str) -> Result<Value, Stop> {
    let path = format!(
        "{}/functions/{function}/durable-executions?{query}",
        world::DURABLE
    );
    Ok(world.get(path).await?.has(200)?.json())
}

/// The name of an execution that [`start`] has started.
fn name(run: &Run<'_>) -> String {
    run.input["InitialExecutionState"]["Operations"][0]["ExecutionDetails"]["InputPayload"]
        .as_str()
        .and_then(|input| serde_json::from_str::<Value>(input).ok())
        .and_then(|input| Some(input["check"].as_str()?.to_owned()))
        .unwrap_or_default()
}

/// The ARNs of a list, in its order.
fn arns(list: &Value) -> Vec<String> {
    let executions = list["DurableExecutions"].as_array().cloned().unwrap_or_default();
    executions
        .iter()
        .filter_map(|execution| Some(execution["DurableExecutionArn"].as_str()?.to_owned()))
        .collect()
}

async fn members(world: &World<'_>) -> Verdict {
    let run = start(world).await?;
    let list = listed(world, DURABLE, &format!("DurableExecutionName={}", name(&run))).await?;
    is(
        &list,
        &json!({"DurableExecutions": [{
            "DurableExecutionArn": "<arn>", "DurableExecutionName": name(&run), "Status": "RUNNING",
            "FunctionArn": format!("~:function:{DURABLE}"), "StartTimestamp": "<seconds>", "EndTimestamp": "!",
        }], "NextMarker": "!"}),
    )
}

async fn by_name(world: &World<'_>) -> Verdict {
    let (one, _two) = (start(world).await?, start(world).await?);
    let list = listed(world, DURABLE, &format!("DurableExecutionName={}", name(&one))).await?;
    holds(
        arns(&list) == [one.arn.clone()],
        format!("the list is {:?}", arns(&list)),
    )
}

async fn by_status(world: &World<'_>) -> Verdict {
    let (mut ended, running) = (start(world).await?, start(world).await?);
    ended.succeeds().await?;
    for (status, run, other) in [("SUCCEEDED", &ended, &running), ("RUNNING", &running, &ended)] {
        let mine = |run: &Run<'_>| format!("Statuses={status}&DurableExecutionName={}", name(run));
        let found = listed(world, DURABLE, &mine(run)).await?;
        holds(arns(&found).len() == 1, format!("{status} leaves out what is"))?;
        let not = listed(world, DURABLE, &mine(other)).await?;
        holds(arns(&not).is_empty(), format!("{status} has what is not"))?;
    }
    Ok(())
}

/// Whether the first stands before the second in the list.
async fn before(world: &World<'_>, first: &Run<'_>, second: &Run<'_>, query: &str) -> Verdict {
    let list = arns(&listed(world, DURABLE, &format!("MaxItems=1000{query}")).await?);
    let place = |run: &Run<'_>| list.iter().position(|arn| *arn == run.arn);
    holds(
        place(first).is_some() && place(first) < place(second),
        format!("their places are {:?} and {:?}", place(first), place(second)),
    )
}

async fn two<'a>(world: &'a World<'a>) -> Result<(Run<'a>, Run<'a>), Stop> {
    let older = start(world).await?;
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    Ok((older, start(world).await?))
}

async fn newest_first(world: &World<'_>) -> Verdict {
    let (older, newer) = two(world).await?;
    before(world, &newer, &older, "").await
}

async fn reverse(world: &World<'_>) -> Verdict {
    let (older, newer) = two(world).await?;
    before(world, &older, &newer, "&ReverseOrder=true").await
}

async fn pages(world: &World<'_>) -> Verdict {
    let mine = [start(world).await?, start(world).await?, start(world).await?];
    let (mut seen, mut marker) = (Vec::new(), String::new());
    for _ in 0..200 {
        let list = listed(world, DURABLE, &format!("MaxItems=2{marker}")).await?;
        let page = arns(&list);
        holds(
            page.len() <= 2,
            format!("a page has {} executions of 2", page.len()),
        )?;
        seen.extend(page);
        match list["NextMarker"].as_str() {
            None | Some("") => break,
            Some(next) => marker = format!("&Marker={}", encode(next)),
        }
    }
    for run in &mine {
        let count = seen.iter().filter(|arn| **arn == run.arn).count();
        holds(count == 1, format!("an execution is listed {count} times"))?;
    }
    Ok(())
}

async fn started(world: &World<'_>) -> Verdict {
    let run = start(world).await?;
    let name = format!("DurableExecutionName={}", name(&run));
    for (query, count) in [
        ("StartedAfter=2020-01-01T00%3A00%3A00Z", 1),
        ("StartedAfter=2120-01-01T00%3A00%3A00Z", 0),
        ("StartedBefore=2120-01-01T00%3A00%3A00Z", 1),
        ("StartedBefore=2020-01-01T00%3A00%3A00.5%2B01%3A00", 0),
    ] {
        let found = arns(&listed(world, DURABLE, &format!("{name}&{query}")).await?).len();
        holds(found == count, format!("{query} lists {found} of {count}"))?;
    }
    Ok(())
}

async fn unknown(world: &World<'_>) -> Verdict {
    let path = format!("{}/functions/compat-nobody/durable-executions", world::DURABLE);
    world.get(path).await?.refused(
        404,
        "ResourceNotFoundException",
        "~Function not found: arn:aws:lambda:",
    )
}

async fn qualifier(world: &World<'_>) -> Verdict {
    let run = start(world).await?;
    let name = name(&run);
    for (qualifier, count) in [("%24LATEST", 1), ("1", 0)] {
        let query = format!("DurableExecutionName={name}&Qualifier={qualifier}");
        let found = arns(&listed(world, DURABLE, &query).await?).len();
        holds(found == count, format!("{qualifier} lists {found} of {count}"))?;
    }
    Ok(())
}

async fn full_arn(world: &World<'_>) -> Verdict {
    let run = start(world).await?;
    let region = run.arn.split(':').nth(3).unwrap_or("us-east-1").to_owned();
    let function = encode(&format!(
        "arn:aws:lambda:{region}:123456789012:function:{DURABLE}"
    ));
    let list = listed(world, &function, &format!("DurableExecutionName={}", name(&run))).await?;
    holds(
        arns(&list) == [run.arn.clone()],
        format!("the list is {:?}", arns(&list)),
    )
}

async fn too_many(world: &World<'_>) -> Verdict {
    world.needs_functions()?;
    let path = format!(
        "{}/functions/{DURABLE}/durable-executions?MaxItems=1001",
        world::DURABLE
    );
    world
        .get(path)
        .await?
        .refused(400, "ValidationException", "~less than or equal to 1000")
}
