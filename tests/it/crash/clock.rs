//! A clock that jumps under a running emulator, as it does when a laptop has slept or somebody has set it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tokio::process::Command;

use super::Site;
use super::flow::{FLOW, result_of};
use crate::sdk::emulator::Emulator;
use crate::sdk::project::{assert_gapless, eventually};
use crate::support::tool;

/// A library that stands between a program and the wall clock; Debian's `libfaketime`.
fn faketime() -> Option<PathBuf> {
    let parts = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let mut places = parts.map(|part| part.path().join("faketime/libfaketime.so.1"));
    let found = places.find(|place| place.exists());
    if found.is_none() {
        tool::skip("faketime");
    }
    found
}

/// An emulator whose clock is off by what a file says.
async fn start(site: &Site, faketime: &Path) -> Emulator {
    set(site, 0);
    let mut command: Command = site.command();
    command
        .env("LD_PRELOAD", faketime)
        .env("FAKETIME_TIMESTAMP_FILE", site.dir.path().join("offset"))
        .env("FAKETIME_NO_CACHE", "1")
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .env("DONT_FAKE_MONOTONIC", "1");
    site.launch(command)
        .await
        .unwrap_or_else(|said| panic!("it starts: {said}"))
}

fn set(site: &Site, seconds: u32) {
    let file = site.dir.path().join("offset");
    let new = site.dir.path().join("offset.new");
    std::fs::write(&new, format!("+{seconds}\n")).unwrap();
    std::fs::rename(new, file).unwrap();
}

async fn says(emulator: &Emulator, words: &str) {
    let said = eventually(words, async || emulator.log().contains(words).then_some(()));
    said.await;
}

/// Time does not run backwards in a history.
fn assert_forward(events: &[Value]) {
    assert_gapless(events);
    let times: Vec<f64> = events
        .iter()
        .filter_map(|event| event["EventTimestamp"].as_f64())
        .collect();
    assert!(times.is_sorted(), "{times:?}");
}

#[tokio::test]
async fn a_clock_that_jumps_loses_nothing() {
    let Some(faketime) = faketime() else { return };
    let site = Site::new().await;
    let plan = json!(["nap", "step"]);
    let first = start(&site, &faketime).await;
    let asleep = first.begin(FLOW, &plan).await;
    first.event(&asleep, "InvocationCompleted", |_| true).await;
    first.kill().await;

    // Forward: what is due is due, whether it is in memory or asleep on disk.
    let emulator = start(&site, &faketime).await;
    let awake = emulator.begin(FLOW, &plan).await;
    emulator.event(&awake, "InvocationCompleted", |_| true).await;
    let naps = [asleep, awake];
    set(&site, 700);
    for arn in &naps {
        assert_eq!(emulator.result(arn).await, result_of(&plan));
        assert_forward(&emulator.history(arn).await);
    }
    says(&emulator, "the clock went forward by 700 s").await;

    // Back: what is under way waits until the clock has caught up; what is new does not mind.
    let plan = json!(["callback", "wait", "step"]);
    let old = emulator.begin(FLOW, &plan).await;
    let callback = emulator.callback(&old).await;
    set(&site, 0);
    says(&emulator, "the clock went back by 700 s").await;
    assert_eq!(emulator.answer(&callback, "succeed", &json!("answer")).await, 200);
    emulator.event(&old, "WaitStarted", |_| true).await;
    let quick = json!(["step", "wait", "retry"]);
    let new = emulator.begin(FLOW, &quick).await;
    assert_eq!(emulator.result(&new).await, result_of(&quick));
    assert_forward(&emulator.history(&new).await);
    assert_eq!(emulator.get(&old).await["Status"], "RUNNING");
    set(&site, 710);
    assert_eq!(emulator.result(&old).await, result_of(&plan));
    assert_forward(&emulator.history(&old).await);
    emulator.end().await;
}
