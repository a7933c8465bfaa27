//! Checkpoints as the official SDKs sent them, one a line, must be accepted.
//!
//! Recorded from Python 3.0.0, JS 2.4.0 and Rust 0.1.0, one of each shape; the token is replaced by one of ours
//! and long batches, payloads and stack traces are cut.

use cargo_durable::execution::{Change, Limits};
use cargo_durable::wire::parse;

fn changes(recording: &str) -> Vec<Change> {
    let lines = recording.lines().enumerate();
    let updates = lines.flat_map(|(index, line)| {
        let parsed = parse::checkpoint(line.as_bytes(), &Limits::SERVICE);
        let parsed = parsed.unwrap_or_else(|no| panic!("line {}: {no}", index + 1));
        assert!(
            parsed.client_token.is_some(),
            "every SDK sends one: line {}",
            index + 1
        );
        parsed
            .updates
            .unwrap_or_else(|no| panic!("line {}: {no}", index + 1))
    });
    updates.map(|update| update.change).collect()
}

/// Every kind of change that the recording is known to hold.
fn assert_covers(changes: &[Change]) {
    let has = |kind: fn(&Change) -> bool| changes.iter().any(kind);
    assert!(has(|change| matches!(change, Change::StepStart)));
    assert!(has(|change| matches!(change, Change::StepSucceed { .. })));
    assert!(has(|change| matches!(change, Change::StepRetry { .. })));
    assert!(has(|change| matches!(change, Change::WaitStart { .. })));
    assert!(has(|change| matches!(change, Change::CallbackStart { .. })));
    assert!(has(|change| matches!(change, Change::ChainedInvokeStart { .. })));
    assert!(has(|change| matches!(change, Change::ContextStart { .. })));
    assert!(has(|change| matches!(change, Change::ContextSucceed { .. })));
}

#[test]
fn python() {
    assert_covers(&changes(include_str!("../fixtures/checkpoints/python.jsonl")));
}

#[test]
fn javascript() {
    assert_covers(&changes(include_str!("../fixtures/checkpoints/js.jsonl")));
}

#[test]
fn rust() {
    assert_covers(&changes(include_str!("../fixtures/checkpoints/rust.jsonl")));
}
