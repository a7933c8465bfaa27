//! A scenario of everything is killed at each of its commits, just before and just after; and each of its commits
//! fails, or seems to. Whatever happens, it comes to the same.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use serde_json::{Value, json};

use super::Site;
use super::flow::{FLOW, result_of};
use crate::sdk::emulator::Emulator;
use crate::sdk::project::assert_gapless;

/// Emulators that run at the same time: they mostly wait.
const AT_ONCE: usize = 24;
/// The scenario has no more commits than this.
const MOST_COMMITS: u64 = 60;
/// No run takes longer, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

fn plan() -> Value {
    json!(["step", "retry", "wait", "callback", "durable", "plain"])
}

/// Starts the scenario and follows it to its end, unless the emulator dies first; the ARN then.
///
/// An emulator that fails is asked again, as clients do; the name says that it is the same start.
async fn play(emulator: &Emulator) -> Option<String> {
    loop {
        if let Some(arn) = emulator.try_begin(FLOW, "one", &plan()).await
            && follow(emulator, &arn).await
        {
            return Some(arn);
        }
        if emulator.is_dead().await {
            return None;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Whether the execution ends before the emulator fails to answer.
async fn follow(emulator: &Emulator, arn: &str) -> bool {
    while let Some(execution) = emulator.try_get(arn).await {
        if execution["Status"] != "RUNNING" {
            return true;
        }
        let events = emulator.try_history(arn).await.unwrap_or_default();
        let open = events
            .iter()
            .find(|event| event["EventType"] == "CallbackStarted");
        let is_answered = events
            .iter()
            .any(|event| event["EventType"] == "CallbackSucceeded");
        if let (Some(open), false) = (open, is_answered) {
            let id = open["CallbackStartedDetails"]["CallbackId"].as_str().unwrap();
            emulator.try_answer(id, &json!("answer")).await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}

/// Plays the scenario with a fault, and again without; whether the fault came before the end.
async fn survives(what: &str, commit: u64) -> bool {
    let fault = format!("{what}:{commit}");
    let site = Site::new().await;
    let (ended, has_struck) = match site.try_start(Some(&fault)).await {
        Ok(first) => {
            let ended = play(&first).await;
            let has_struck = first.log().contains("no room left") || ended.is_none();
            match &ended {
                Some(_) => first.kill().await,
                None => first.died().await,
            }
            (ended, has_struck)
        }
        // It was dead before it could say where it listens.
        Err(said) => {
            assert!(said.ends_with("= -1"), "{fault}: {said}");
            (None, true)
        }
    };
    let second = site.start().await;
    let arn = play(&second)
        .await
        .unwrap_or_else(|| panic!("{fault}: {}", second.log()));
    assert!(
        ended.is_none_or(|ended| ended == arn),
        "{fault}: a name stands for one execution"
    );
    assert_eq!(second.result(&arn).await, result_of(&plan()), "{fault}");
    let events = second.history(&arn).await;
    assert_gapless(&events);
    assert_eq!(
        events.last().unwrap()["EventType"],
        "ExecutionSucceeded",
        "{fault}"
    );
    assert_eq!(
        site.flow.broken_promises(),
        [],
        "{fault}: what was acknowledged is not done again"
    );
    second.kill().await;
    has_struck
}

#[tokio::test]
async fn every_commit_may_fail_or_be_the_last() {
    let faults = ["die-before", "die-after", "full", "unsaid"];
    let runs = (1..=MOST_COMMITS).flat_map(|commit| faults.map(|what| (what, commit)));
    let runs = stream::iter(runs).map(async |(what, commit)| {
        let survived = tokio::time::timeout(PATIENCE, survives(what, commit)).await;
        let struck = survived.unwrap_or_else(|_| panic!("{what}:{commit}: it does not come to its end"));
        (what, commit, struck)
    });
    // Until all four have found the end of the scenario.
    let mut beyond = BTreeSet::new();
    let mut last = 0;
    let mut ran = runs.buffered(AT_ONCE);
    while beyond.len() < faults.len()
        && let Some((what, commit, struck)) = ran.next().await
    {
        if struck {
            last = last.max(commit);
        } else {
            beyond.insert(what);
        }
    }
    assert!(
        (20..MOST_COMMITS).contains(&last),
        "the scenario has some commits, and not too many: {last}"
    );
}
