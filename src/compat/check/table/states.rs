//! `GetDurableExecutionState`: contract 1.5, 7.4.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::world::{Verdict, World, differs, encode, execution, holds, is};

checks! {
    "state.operations" Breaks "1.5" [] "the state has the execution and its operations, by their start" => operations;
    "state.pages" Breaks "1.5" [24] "pages have as many operations as they are asked for, and all in the end" => pages;
    "state.zero-is-default" Breaks "1.5" [24] "MaxItems of 0 is the default" => zero;
    "state.not-consumed" Breaks "2.5" [] "reading does not use the token up" => not_consumed;
    "state.bad-token" Breaks "2.5" [2] "a token that nobody gave reads nothing" => bad_token;
    "state.old-token" Hides "7.4" [2] "a used token reads nothing" => old_token;
    "state.after-end" Hides "7.4" [2] "nothing is read after the end" => after_end;
    "state.bad-marker" Hides "7.4" [2, 24] "a marker that nobody gave is refused" => bad_marker;
    "state.too-many" Hides "4.9" [24] "more than 1000 operations a page are refused" => too_many;
    "state.no-token" Hides "1.5" [29, 49] "a token is needed" => no_token;
}

const INVALID: &str = "InvalidParameterValueException";
const TOKEN: &str = "Invalid checkpoint token";

async fn operations(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(r#"b STEP START {"Name":"n"}; a STEP SUCCEED {"Payload":"1"}"#)
        .await?;
    is(
        &run.state().await?,
        &json!({"Operations": [
            {"Type": "EXECUTION", "Status": "STARTED", "StartTimestamp": "<seconds>"},
            {"Id": "b", "Type": "STEP", "Name": "n", "Status": "STARTED", "StartTimestamp": "<seconds>"},
            {"Id": "a", "Status": "SUCCEEDED", "StepDetails": {"Result": "1"}},
        ], "NextMarker": "!"}),
    )
}

async fn pages(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint("a STEP START; b STEP START; c STEP START; d STEP START")
        .await?;
    let (mut seen, mut marker) = (Vec::new(), String::new());
    for _ in 0..10 {
        let page = run
            .state_page(&format!("&MaxItems=2{marker}"))
            .await?
            .has(200)?
            .json();
        let operations = page["Operations"].as_array().cloned().unwrap_or_default();
        holds(
            operations.len() <= 2,
            format!(
                "a page has {} operations where 2 were asked for",
                operations.len()
            ),
        )?;
        seen.extend(operations.iter().map(|op| op["Id"].to_string()));
        match page["NextMarker"].as_str() {
            None | Some("") => {
                let different: BTreeSet<_> = seen.iter().collect();
                holds(
                    seen.len() == 5 && different.len() == 5,
                    format!("the pages have {seen:?} of 5 operations"),
                )?;
                return Ok(());
            }
            Some(next) => marker = format!("&Marker={}", encode(next)),
        }
    }
    differs("the state does not end")
}

async fn zero(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint("a STEP START; b STEP START").await?;
    let page = run.state_page("&MaxItems=0").await?;
    page.is(200, &json!({"Operations": ["*", "*", "*"], "NextMarker": "!"}))?;
    Ok(())
}

async fn not_consumed(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.state().await?;
    run.state().await?;
    run.checkpoint("a STEP START").await?;
    Ok(())
}

async fn bad_token(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let path = execution(&run.arn, "state?CheckpointToken=bm9ib2R5");
    world.get(path).await?.refused(400, INVALID, TOKEN)
}

async fn old_token(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let used = encode(&run.token);
    run.checkpoint("a STEP START").await?;
    let path = execution(&run.arn, &format!("state?CheckpointToken={used}"));
    world.get(path).await?.refused(400, INVALID, TOKEN)
}

async fn after_end(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.succeeds().await?;
    run.state_page("").await?.refused(400, INVALID, TOKEN)
}

async fn bad_marker(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let answer = run.state_page("&Marker=nobody-gave-this").await?;
    match answer.refused(400, INVALID, "Invalid marker") {
        // Sources disagree about its case.
        Err(_) => answer.refused(400, INVALID, "Invalid Marker"),
        fine => fine,
    }
}

async fn too_many(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    run.state_page("&MaxItems=1001")
        .await?
        .refused(400, "ValidationException", "~less than or equal to 1000")
}

async fn no_token(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let answer = world.get(execution(&run.arn, "state")).await?;
    answer.has(400)?;
    let body: Value = answer.json();
    let text = format!("{body}");
    holds(
        text.contains("checkpointToken") || text.contains(TOKEN),
        format!("the answer does not name the token: {text}"),
    )
}
