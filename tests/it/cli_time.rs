//! `--time`: what an hour takes, what history says of it, and what is never skipped.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::path::Path;

use expect_test::{Expect, expect};
use serde_json::Value;
use tempfile::TempDir;

use crate::cli;
use crate::cli_invoke::{run, stopped};

/// A project whose only function does what its input says.
fn project() -> TempDir {
    let dir = cli::project("[functions.story]\ncommand = [\"python3\", \"story.py\"]\n");
    std::fs::write(dir.path().join("story.py"), include_str!("support/story.py")).unwrap();
    std::fs::write(dir.path().join("nobody.toml"), "").unwrap();
    dir
}

/// What `invoke` says with these options; then what happened after how many seconds, as history has it.
fn check(input: &str, options: &[&str], expected: &Expect) {
    let dir = project();
    let line = [&["invoke", "--name", "run", "-d", input], options].concat();
    let (code, out, err) = run(dir.path(), &line);
    let err: String = err.lines().flat_map(|line| ["! ", line, "\n"]).collect();
    let told = format!("{out}{err}= {code}\n{}", history(dir.path()));
    let id = regex::Regex::new("[0-9a-f]{8}/").unwrap();
    expected.assert_eq(&id.replace_all(&told, "ID/"));
}

fn history(dir: &Path) -> String {
    let (_, out, _) = run(dir, &["execution", "history", "run", "-o", "jsonl"]);
    let events: Vec<Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let at = |event: &Value| event["EventTimestamp"].as_f64().unwrap();
    let line = |event: &Value| {
        let name = event["Name"].as_str().unwrap_or_default();
        let kind = event["EventType"].as_str().unwrap();
        // A function takes its time, which nobody skips: minutes are told, and not seconds.
        let minutes = (at(event) - at(&events[0])) / 60.0;
        format!("{minutes:>4.0} min  {kind} {name}").trim_end().to_owned() + "\n"
    };
    let is_shown = |event: &&Value| event["EventType"] != "InvocationCompleted";
    events.iter().filter(is_shown).map(line).collect()
}

#[test]
fn retries_waits_and_children_take_no_time() {
    check(
        r#"{"name": "order", "retry": 600, "wait": 7200, "child": {"wait": 3600}}"#,
        &["--time", "skip"],
        &expect![[r#"
            []
            = 0
               0 min  ExecutionStarted run
               0 min  ContextStarted order
               0 min  StepStarted pack
               0 min  StepFailed pack
              10 min  StepStarted pack
              10 min  StepSucceeded pack
              10 min  ContextSucceeded order
              10 min  WaitStarted cool-off
             130 min  WaitSucceeded cool-off
             130 min  ChainedInvokeStarted child
             190 min  ChainedInvokeSucceeded child
             190 min  ExecutionSucceeded run
        "#]],
    );
}

#[test]
fn a_deadline_that_nobody_can_meet_is_skipped() {
    let input = r#"{"callbacks": ["approval"], "timeout": 1200}"#;
    check(
        input,
        &["--time", "skip", "--answers", "nobody.toml"],
        &expect![[r#"
        [{"ErrorMessage": "Callback timed out", "ErrorType": "Callback.Timeout"}]
        ! callback approval is open: answer it by `cargo durable callback succeed run/approval --result null`
        = 0
           0 min  ExecutionStarted run
           0 min  CallbackStarted approval
          20 min  CallbackTimedOut approval
          20 min  ExecutionSucceeded run
    "#]],
    );
    // Of a child, too.
    let input = r#"{"wait": 60, "child": {"callbacks": ["signature"], "timeout": 600}}"#;
    check(
        input,
        &["--time", "skip", "--answers", "nobody.toml"],
        &expect![[r#"
        []
        ! callback signature is open: answer it by `cargo durable callback succeed ID/signature --result null`
        = 0
           0 min  ExecutionStarted run
           0 min  WaitStarted cool-off
           1 min  WaitSucceeded cool-off
           1 min  ChainedInvokeStarted child
          11 min  ChainedInvokeSucceeded child
          11 min  ExecutionSucceeded run
    "#]],
    );
}

#[test]
fn nobody_finds_a_store_in_memory() {
    let dir = project();
    let input = r#"{"callbacks": ["approval"], "timeout": 1200}"#;
    let options = ["--store", ":memory:", "--time", "skip"];
    let (code, out, err) = run(dir.path(), &[&["invoke", "-d", input], &options[..]].concat());
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("Callback.Timeout"), "{out}");
}

#[test]
fn what_is_answered_is_not_skipped() {
    let dir = project();
    let answers = "[approval]\nresult = true\nafter_s = 0.5\n";
    std::fs::write(dir.path().join("answers.toml"), answers).unwrap();
    let input = r#"{"wait": 60, "callbacks": ["approval", "approval"], "timeout": 1200}"#;
    let options = ["--time", "skip", "--answers", "answers.toml"];
    let (code, out, err) = run(dir.path(), &[&["invoke", "-d", input], &options[..]].concat());
    assert_eq!((code, out.as_str()), (0, "[\"true\", \"true\"]\n"), "{err}");
}

#[test]
fn a_callback_without_a_deadline_is_still_an_error() {
    check(
        r#"{"wait": 60, "callbacks": ["approval"]}"#,
        &["--time", "skip", "--answers", "nobody.toml"],
        &expect![[r#"
            ! callback approval is open: answer it by `cargo durable callback succeed run/approval --result null`
            ! error: nobody answered the callback `approval` of execution `run`
            !   cause: `nobody.toml` has no answer to it
            ! hint: answer it by `cargo durable callback succeed run/approval --result null`; execution `run` is kept; `cargo durable invoke --name run -d '{"wait": 60, "callbacks": ["approval"]}' --time skip --answers nobody.toml` goes on with it
            = 1
               0 min  ExecutionStarted run
               0 min  WaitStarted cool-off
               1 min  WaitSucceeded cool-off
               1 min  CallbackStarted approval
        "#]],
    );
}

#[test]
fn others_may_answer_what_others_find_and_have_some_time_for_it() {
    let input = r#"{"callbacks": ["approval"], "timeout": 1200}"#;
    check(
        input,
        &["--time", "skip", "--callback-timeout", "0.3"],
        &expect![[r#"
            [{"ErrorMessage": "Callback timed out", "ErrorType": "Callback.Timeout"}]
            ! callback approval is open: answer it by `cargo durable callback succeed run/approval --result null`
            = 0
               0 min  ExecutionStarted run
               0 min  CallbackStarted approval
              20 min  CallbackTimedOut approval
              20 min  ExecutionSucceeded run
        "#]],
    );
}

#[test]
fn time_runs_faster() {
    let dir = project();
    let options = ["--name", "run", "--time", "3600"];
    let line = [&["invoke", "-d", r#"{"wait": 3600}"#], &options[..]].concat();
    let (code, out, err) = run(dir.path(), &line);
    assert_eq!((code, out.as_str()), (0, "[]\n"), "{err}");
    // How long its function took is told in the same time: only the wait is known.
    let minutes = |word: &str| -> u32 {
        let told = history(dir.path());
        let line = told.lines().find(|line| line.contains(word)).unwrap();
        line.trim().split(' ').next().unwrap().parse().unwrap()
    };
    assert!((60..70).contains(&(minutes("WaitSucceeded") - minutes("WaitStarted"))));
}

#[test]
fn what_it_cannot_be() {
    let dir = project();
    for word in ["fast", "0", "-5", "1e9"] {
        let (code, _, err) = run(dir.path(), &["invoke", &format!("--time={word}")]);
        assert_eq!(code, 2, "{word}");
        assert!(
            err.contains("`real`, `skip`, or how many times faster: 0.001 to 86400"),
            "{err}"
        );
    }
}

#[test]
fn an_emulator_has_one_time() {
    let dir = project();
    let (code, out, err) = run(
        dir.path(),
        &["start", "--detach", "-P", "0", "--time", "skip", "-o", "json"],
    );
    assert_eq!(code, 0, "{err}");
    let _end = stopped(dir.path());
    let started: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(started["Time"], "skip");
    let (code, out, err) = run(dir.path(), &["invoke", "-d", r#"{"wait": 86000}"#]);
    assert_eq!((code, out.as_str()), (0, "[]\n"), "{err}");
    let (code, _, err) = run(dir.path(), &["invoke", "--time", "60"]);
    let pid = started["ProcessId"].to_string();
    expect![[r#"
        error: `--time` contradicts the emulator that runs already, process PID, which has its own
        hint: leave `--time` away, or end that emulator by `cargo durable stop`
        = 2
    "#]]
    .assert_eq(&format!("{}= {code}\n", err.replace(&pid, "PID")));
}

#[test]
fn sams_scale_is_honoured() {
    let dir = project();
    for (value, time) in [("0.1", Some("10")), ("0", Some("skip")), ("1", None)] {
        let mut start = cli::command(dir.path(), &["start", "--detach", "-P", "0", "-o", "json"]);
        let output = start
            .env("DURABLE_EXECUTIONS_TIME_SCALE", value)
            .output()
            .unwrap();
        let _end = stopped(dir.path());
        let started: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(started["Time"].as_str(), time, "{value}");
    }
    let mut start = cli::command(dir.path(), &["start", "-P", "0"]);
    let output = start
        .env("DURABLE_EXECUTION_TIME_SCALE", "slow")
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    expect![[r#"
        error: `slow` of `DURABLE_EXECUTION_TIME_SCALE` is no factor of time
        hint: unset `DURABLE_EXECUTION_TIME_SCALE`, or pass `--time`
        = 2
    "#]]
    .assert_eq(&format!("{err}= {}\n", output.status.code().unwrap()));
}
