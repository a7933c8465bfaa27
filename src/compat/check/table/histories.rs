//! `GetDurableExecutionHistory`: contract 1.7, 6.1, 6.5.

use serde_json::{Value, json};

use super::super::run::Run;
use super::super::world::{Stop, Verdict, World, differs, encode, execution, holds, is};

checks! {
    "history.ids" Breaks "6.1" [] "events are numbered from 1, without a gap" => ids;
    "history.stable" Breaks "6.1" [20] "an event's number never changes" => stable;
    "history.times" Breaks "6.1" [] "events come in the order of time, in seconds" => times;
    "history.forward" Breaks "6.5" [] "pages have each event once" => forward;
    "history.backward" Breaks "6.5" [] "backwards, pages have each event once, the newest first" => backward;
    "history.zero-is-default" Breaks "6.5" [24] "MaxItems of 0 is the default" => zero;
    "history.too-many" Hides "6.5" [24] "more than 1000 events a page are refused" => too_many;
    "history.negative" Hides "6.5" [24] "fewer than 0 events a page are refused" => negative;
    "history.no-number" Hides "4.9" [24, 49] "MaxItems is a number" => no_number;
    "history.bad-marker" Hides "6.5" [24] "a marker that nobody gave is refused" => bad_marker;
    "history.last-page" Breaks "6.5" [] "the last page has no marker" => last_page;
    "history.data-by-default" Hides "1.7" [22] "data is there unless it is left out" => data_by_default;
    "history.without-data" Hides "6.5" [21] "without data no payload is there, and each holder says so" => without_data;
    "history.without-errors" Hides "6.5" [21] "without data no error is there" => without_errors;
    "history.without-data-keeps" Hides "6.5" [] "what is no payload stays" => without_data_keeps;
    "history.one-details" Breaks "6.1" [1] "each event has the details of its type, and no others" => one_details;
    "history.unknown" Breaks "7.4" [2] "an unknown execution has no history" => unknown;
}

async fn some<'a>(world: &'a World<'a>) -> Result<Run<'a>, Stop> {
    let mut run = world.start().await?;
    run.checkpoint(r#"a STEP START; a STEP SUCCEED {"Payload":"\"secret\""}"#)
        .await?;
    let retry = r#"b STEP RETRY {"StepOptions":{"NextAttemptDelaySeconds":600},"Error":{"ErrorType":"T","ErrorMessage":"secret"}}"#;
    run.checkpoint(retry).await?;
    run.checkpoint(r#"w WAIT START {"WaitOptions":{"WaitSeconds":1}}; k CALLBACK START {"CallbackOptions":{"TimeoutSeconds":600}}"#)
        .await?;
    run.resumed().await?;
    run.returns(
        &json!({"Status": "FAILED", "Error": {"ErrorType": "T", "ErrorMessage": "secret"}}),
        "FAILED",
    )
    .await?;
    run.events("ExecutionFailed", 1).await?;
    Ok(run)
}

async fn ids(world: &World<'_>) -> Verdict {
    let events = some(world).await?.history().await?;
    for (index, event) in events.iter().enumerate() {
        is(event, &json!({"EventId": index + 1}))?;
    }
    is(&events[0], &json!({"EventType": "ExecutionStarted"}))
}

async fn stable(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let mut before = run.history().await?;
    let steps = [
        "a STEP START",
        "b CONTEXT START",
        "a STEP SUCCEED",
        r#"w WAIT START {"WaitOptions":{"WaitSeconds":1}}"#,
        "b CONTEXT SUCCEED",
    ];
    for step in steps {
        run.checkpoint(step).await?;
        let after = run.history().await?;
        holds(
            after.starts_with(&before),
            format!("{step}: events that were told have changed"),
        )?;
        before = after;
    }
    run.resumed().await?;
    run.succeeds().await?;
    let after = run.history().await?;
    holds(
        after.starts_with(&before),
        "events that were told have changed at the end",
    )
}

async fn times(world: &World<'_>) -> Verdict {
    let events = some(world).await?.history().await?;
    let mut last = 0.0;
    for event in &events {
        is(event, &json!({"EventTimestamp": "<seconds>"}))?;
        let at = event["EventTimestamp"].as_f64().unwrap_or_default();
        holds(at >= last, format!("{event} is before the one before it"))?;
        last = at;
    }
    Ok(())
}

/// The ids of all events, by pages of two.
async fn paged(run: &Run<'_>, order: &str) -> Result<Vec<u64>, Stop> {
    let (mut seen, mut marker) = (Vec::new(), String::new());
    for _ in 0..40 {
        let page = run.history_page(&format!("?MaxItems=2{order}{marker}")).await?;
        let page = page.has(200)?.json();
        let events = page["Events"].as_array().cloned().unwrap_or_default();
        holds(
            events.len() <= 2,
            format!("a page has {} events of 2", events.len()),
        )?;
        seen.extend(events.iter().filter_map(|event| event["EventId"].as_u64()));
        match page["NextMarker"].as_str() {
            None | Some("") => return Ok(seen),
            Some(next) => marker = format!("&Marker={}", encode(next)),
        }
    }
    differs("the history does not end")
}

async fn forward(world: &World<'_>) -> Verdict {
    let run = some(world).await?;
    let count = run.history().await?.len() as u64;
    let seen = paged(&run, "").await?;
    holds(
        seen == (1..=count).collect::<Vec<_>>(),
        format!("the pages have {seen:?} of {count} events"),
    )
}

async fn backward(world: &World<'_>) -> Verdict {
    let run = some(world).await?;
    let count = run.history().await?.len() as u64;
    let seen = paged(&run, "&ReverseOrder=true").await?;
    holds(
        seen == (1..=count).rev().collect::<Vec<_>>(),
        format!("the pages have {seen:?} of {count} events"),
    )
}

async fn zero(world: &World<'_>) -> Verdict {
    let run = some(world).await?;
    let count = run.history().await?.len();
    let page = run.history_page("?MaxItems=0").await?.has(200)?.json();
    let found = page["Events"].as_array().map_or(0, Vec::len);
    holds(found == count, format!("the page has {found} of {count} events"))?;
    is(&page, &json!({"NextMarker": "!"}))
}

async fn refused(world: &World<'_>, items: &str, kind: &str, message: &str) -> Verdict {
    let run = world.start().await?;
    let page = run.history_page(&format!("?MaxItems={items}")).await?;
    page.refused(400, kind, message)
}

async fn too_many(world: &World<'_>) -> Verdict {
    refused(
        world,
        "1001",
        "ValidationException",
        "~less than or equal to 1000",
    )
    .await
}

async fn negative(world: &World<'_>) -> Verdict {
    refused(world, "-1", "ValidationException", "~greater than or equal to 0").await
}

async fn no_number(world: &World<'_>) -> Verdict {
    refused(world, "abc", "SerializationException", "~abc").await
}

async fn bad_marker(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let page = run.history_page("?Marker=nobody-gave-this").await?;
    page.has(400)?;
    let message = page.json().to_string().to_lowercase();
    holds(
        message.contains("invalid marker"),
        format!("the answer does not name the marker: {message}"),
    )
}

async fn last_page(world: &World<'_>) -> Verdict {
    let run = some(world).await?;
    let page = run.history_page("?MaxItems=1000").await?;
    page.is(200, &json!({"Events": "<list>", "NextMarker": "!"}))?;
    Ok(())
}

async fn data_by_default(world: &World<'_>) -> Verdict {
    let run = some(world).await?;
    let page = run.history_page("").await?.has(200)?.json();
    let step = find(&page, "StepSucceeded");
    is(
        &step,
        &json!({"StepSucceededDetails": {"Result": {"Payload": "\"secret\"", "Truncated": false}}}),
    )
}

fn find(page: &Value, kind: &str) -> Value {
    let events = page["Events"].as_array();
    let event = events.and_then(|events| events.iter().find(|event| event["EventType"] == kind));
    event.cloned().unwrap_or_default()
}

async fn bare(world: &World<'_>) -> Result<Value, Stop> {
    let run = some(world).await?;
    let page = run.history_page("?IncludeExecutionData=false").await?;
    Ok(page.has(200)?.json())
}

async fn without_data(world: &World<'_>) -> Verdict {
    let page = bare(world).await?;
    is(
        &find(&page, "StepSucceeded"),
        &json!({"StepSucceededDetails": {"Result": {"Payload": "!", "Truncated": true}}}),
    )?;
    is(
        &find(&page, "ExecutionStarted"),
        &json!({"ExecutionStartedDetails": {"Input": {"Payload": "!", "Truncated": true}}}),
    )
}

async fn without_errors(world: &World<'_>) -> Verdict {
    let page = bare(world).await?;
    holds(
        !page.to_string().contains("secret"),
        "an error is told that was left out",
    )?;
    is(
        &find(&page, "StepFailed"),
        &json!({"StepFailedDetails": {"Error": {"Payload": "!", "Truncated": true}}}),
    )
}

async fn without_data_keeps(world: &World<'_>) -> Verdict {
    let page = bare(world).await?;
    is(
        &find(&page, "WaitStarted"),
        &json!({"WaitStartedDetails": {"Duration": 1}}),
    )?;
    is(
        &find(&page, "StepFailed"),
        &json!({"StepFailedDetails": {"RetryDetails": {"NextAttemptDelaySeconds": 600}}}),
    )?;
    is(
        &find(&page, "CallbackStarted"),
        &json!({"CallbackStartedDetails": {"CallbackId": "<token>"}}),
    )
}

async fn one_details(world: &World<'_>) -> Verdict {
    for event in some(world).await?.history().await? {
        let kind = event["EventType"].as_str().unwrap_or_default().to_owned();
        let members = event.as_object().cloned().unwrap_or_default();
        let details: Vec<_> = members.keys().filter(|name| name.ends_with("Details")).collect();
        holds(
            details == [&format!("{kind}Details")],
            format!("{kind} has {details:?}"),
        )?;
    }
    Ok(())
}

async fn unknown(world: &World<'_>) -> Verdict {
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:none:$LATEST/durable-execution/none/none";
    let answer = world.get(execution(arn, "history")).await?;
    answer.refused(
        404,
        "ResourceNotFoundException",
        "Durable Execution does not exist",
    )
}
