//! `invoke` and what a person does around it, with the real binary and a function that needs nothing but Python.

#![expect(clippy::disallowed_methods, reason = "the real binary runs on the real clock")]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::cli::command;

/// A project whose only function waits for the callback `approval`.
pub(crate) fn project() -> Project {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(
        dir.path().join("approval.py"),
        include_str!("support/approval.py"),
    )
    .unwrap();
    let text = "[functions.order]\ncommand = [\"python3\", \"approval.py\"]\n";
    std::fs::write(dir.path().join("durable.toml"), text).unwrap();
    Project {
        _stopped: stopped(dir.path()),
        dir,
    }
}

/// Leaves no emulator behind, whatever a test did.
pub(crate) struct Project {
    _stopped: Stopped,
    dir: TempDir,
}

/// Ends the emulator of a directory when it is dropped.
pub(crate) struct Stopped(PathBuf);

pub(crate) fn stopped(dir: &Path) -> Stopped {
    Stopped(dir.to_owned())
}

impl Project {
    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = command(&self.0, &["stop"]).output();
    }
}

pub(crate) fn run(dir: &Path, args: &[&str]) -> (i32, String, String) {
    parts(&command(dir, args).output().unwrap())
}

pub(crate) fn parts(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap_or(-1),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// Starts a command that goes on by itself.
pub(crate) fn background(dir: &Path, args: &[&str]) -> std::process::Child {
    let mut command: Command = command(dir, args);
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits until `callback list` shows one.
pub(crate) fn until_open(dir: &Path) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !run(dir, &["callback", "list"]).1.contains("/approval") {
        assert!(Instant::now() < deadline, "no callback was opened");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_callback_is_answered_while_invoke_waits() {
    let dir = project();
    let mut invoke = background(dir.path(), &["invoke", "-d", "{\"id\":1}", "--name", "order-1"]);
    // It says so once the callback has been open for a moment: nobody is asked for an answer that is there.
    let mut said = String::new();
    BufReader::new(invoke.stderr.take().unwrap())
        .read_line(&mut said)
        .unwrap();
    let hint = "callback approval is open: answer it by `cargo durable callback succeed order-1/approval --result null`\n";
    assert_eq!(said, hint);
    let (code, ..) = run(
        dir.path(),
        &["callback", "succeed", "approval", "-r", "{\"approved\": true}"],
    );
    assert_eq!(code, 0);
    let (code, out, err) = parts(&invoke.wait_with_output().unwrap());
    assert_eq!((code, out.as_str()), (0, "{\"approved\": true}\n"), "{err}");

    let (code, out, _) = run(dir.path(), &["execution", "get", "order-1", "-o", "json"]);
    let execution: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, &execution["Status"], &execution["Result"]),
        (0, &"SUCCEEDED".into(), &"{\"approved\": true}".into())
    );
    let (_, out, _) = run(
        dir.path(),
        &["execution", "history", "@last", "--no-data", "-o", "jsonl"],
    );
    let last: serde_json::Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
    assert_eq!(last["EventType"], "ExecutionSucceeded");
    let (_, reversed, _) = run(
        dir.path(),
        &[
            "execution",
            "history",
            "@last",
            "--reverse",
            "--no-data",
            "-o",
            "jsonl",
        ],
    );
    assert!(reversed.lines().eq(out.lines().rev()), "{reversed}");
}

#[test]
fn an_unanswered_callback_ends_a_script_and_can_be_answered_later() {
    let dir = project();
    let line = ["invoke", "--name", "late", "--callback-timeout", "0.3"];
    let (code, out, err) = run(dir.path(), &line);
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert!(
        err.contains("error: nobody answered the callback `approval` of execution `late`\n"),
        "{err}"
    );

    let (code, _, err) = run(dir.path(), &["callback", "succeed", "late/approval", "-r", "7"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(
        err,
        "it is on disk; no emulator runs: `cargo durable start` goes on\n"
    );
    let (code, _, err) = run(dir.path(), &["execution", "history", "late", "--follow"]);
    assert_eq!(code, 3, "{err}");
    let (code, out, err) = run(dir.path(), &line);
    assert_eq!((code, out.as_str()), (0, "7\n"), "{err}");
    let (code, _, err) = run(dir.path(), &["callback", "succeed", "late/approval"]);
    assert_eq!(code, 1, "{err}");
}

#[test]
fn a_failure_is_told_to_people_and_to_programs() {
    let dir = project();
    let (code, out, err) = run(dir.path(), &["invoke", "-d", "{\"fail\":true}", "--name", "bad"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert_eq!(
        err,
        "error: execution `bad` failed\n  cause: Refused: no\nhint: `cargo durable execution history bad` shows what happened\n"
    );
    let (code, out, err) = run(
        dir.path(),
        &["invoke", "-d", "{\"fail\":true}", "--name", "bad", "-o", "json"],
    );
    let execution: serde_json::Value = serde_json::from_str(&out).unwrap();
    let error: serde_json::Value = serde_json::from_str(err.lines().last().unwrap()).unwrap();
    assert_eq!((code, &execution["Status"]), (1, &"FAILED".into()));
    assert_eq!(error["error"]["code"], "Refused");
    let (code, _, err) = run(dir.path(), &["invoke", "-d", "{}", "--name", "bad"]);
    assert_eq!(code, 1);
    assert!(err.contains("DurableExecutionAlreadyStartedException"), "{err}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_the_execution() {
    let dir = project();
    let invoke = background(dir.path(), &["invoke", "--name", "kept"]);
    until_open(dir.path());
    let pid = rustix::process::Pid::from_raw(i32::try_from(invoke.id()).unwrap()).unwrap();
    let told = Instant::now();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let (code, out, err) = parts(&invoke.wait_with_output().unwrap());
    assert!(
        told.elapsed() < Duration::from_secs(4),
        "it took {:?}",
        told.elapsed()
    );
    assert_eq!((code, out.as_str()), (130, ""), "{err}");
    assert!(
        err.ends_with("execution `kept` is kept; `cargo durable invoke --name kept` goes on with it\n"),
        "{err}"
    );

    let (code, out, _) = run(
        dir.path(),
        &["execution", "stop", "kept", "--error-type", "Enough"],
    );
    assert_eq!(code, 0);
    assert!(out.starts_with("stopped arn:aws:lambda:"), "{out}");
    let (code, out, _) = run(
        dir.path(),
        &["execution", "list", "--status", "stopped", "-o", "jsonl"],
    );
    assert_eq!((code, out.lines().count()), (0, 1));
    let (code, ..) = run(dir.path(), &["invoke", "--name", "kept"]);
    assert_eq!(
        code, 1,
        "a stopped execution is a failure to whoever waits for it"
    );
}

#[cfg(unix)]
#[test]
fn a_running_emulator_is_used() {
    let dir = project();
    let (code, ..) = run(dir.path(), &["start", "--detach", "-P", "0"]);
    assert_eq!(code, 0);
    let (code, out, err) = run(dir.path(), &["invoke", "order", "--async", "--name", "left"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("/durable-execution/left/"), "{out}");
    until_open(dir.path());
    let follow = background(
        dir.path(),
        &["execution", "history", "left", "--follow", "-o", "jsonl"],
    );
    let (code, out, _) = run(dir.path(), &["callback", "heartbeat", "approval"]);
    assert!(code == 0 && out.starts_with("alive "), "{out}");
    let (code, ..) = run(dir.path(), &["callback", "succeed", "approval", "--result", "1"]);
    assert_eq!(code, 0);
    let (code, out, _) = parts(&follow.wait_with_output().unwrap());
    assert_eq!(code, 0);
    assert!(
        out.lines().last().unwrap().contains("ExecutionSucceeded"),
        "{out}"
    );
    // The same name and payload: joined, and over already.
    let (code, out, err) = run(dir.path(), &["invoke", "order", "--name", "left"]);
    assert_eq!((code, out.as_str()), (0, "1\n"), "{err}");
    let (code, _, err) = run(dir.path(), &["invoke", "order", "--region", "eu-west-1"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("`--region` contradicts the emulator that runs already"),
        "{err}"
    );
    assert_eq!(run(dir.path(), &["stop"]).0, 0);
}

#[test]
fn a_name_that_is_over_is_shown_again_and_said_so() {
    let dir = project();
    let line = ["invoke", "--name", "once", "-d", r#"{"fail":true}"#];
    assert_eq!(run(dir.path(), &line).0, 1);
    let (code, _, err) = run(dir.path(), &line);
    assert_eq!(code, 1);
    let note = "execution `once` was there already, failed; nothing new was started\n";
    assert!(err.starts_with(note), "{err}");
    let (code, out, _) = run(dir.path(), &["execution", "stop", "once"]);
    assert!(code == 0 && out.starts_with("failed before arn:"), "{out}");
}

#[test]
fn a_program_gets_the_execution_whatever_becomes_of_the_wait() {
    let dir = project();
    for line in [
        &["invoke", "-o", "json", "--callback-timeout", "0.2"][..],
        &["invoke", "-o", "json", "--timeout", "0.2"],
    ] {
        let (code, out, err) = run(dir.path(), line);
        assert_eq!(code, 1, "{err}");
        let shown: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(shown["Status"], "RUNNING");
        let last: serde_json::Value = serde_json::from_str(err.lines().last().unwrap()).unwrap();
        assert!(last["error"]["code"].is_string(), "{err}");
    }
}

#[test]
fn what_is_left_to_an_emulator_is_that_emulators() {
    let dir = project();
    let (code, _, err) = run(dir.path(), &["start", "--detach", "-P", "0"]);
    assert_eq!(code, 0, "{err}");
    for options in [
        &["--function", "order=command:python3 approval.py"][..],
        &["--env-var", "A=1"],
    ] {
        let (code, out, err) = run(dir.path(), &[&["invoke", "order", "--async"], options].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(options[0]), "{err}");
    }
    for function in ["order:$LATEST", "order:1"] {
        let (code, out, err) = run(dir.path(), &["invoke", function, "--async"]);
        assert!(code == 0 && out.contains(function), "{out}{err}");
    }
}

#[test]
fn an_invoke_is_no_emulator_to_leave_things_to() {
    let dir = project();
    let mut invoke = background(dir.path(), &["invoke", "--name", "mine"]);
    until_open(dir.path());
    let (code, _, err) = run(dir.path(), &["invoke", "order", "--async"]);
    assert_eq!(code, 3, "{err}");
    assert!(
        err.contains("`--async` leaves the execution to an emulator, and none runs"),
        "{err}"
    );
    let (code, ..) = run(dir.path(), &["callback", "succeed", "approval", "-r", "1"]);
    assert_eq!((code, invoke.wait().unwrap().code()), (0, Some(0)));
}

#[test]
fn a_program_that_is_no_function_is_told_what_one_does() {
    let dir = project();
    let line = ["invoke", "--function", "hello=command:/bin/true", "hello"];
    let (code, _, err) = run(dir.path(), &line);
    assert_eq!(code, 1, "{err}");
    assert!(
        err.contains("hint: it ended without asking for work: a function's `main` runs a handler"),
        "{err}"
    );
}

#[test]
fn a_file_may_begin_with_a_mark_of_its_encoding() {
    let dir = project();
    std::fs::write(dir.path().join("input.json"), "\u{feff}{\"fail\":true}\n").unwrap();
    let (code, out, err) = run(dir.path(), &["invoke", "-F", "input.json", "-o", "json"]);
    assert_eq!(code, 1, "{err}");
    let execution: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(execution["InputPayload"], "{\"fail\":true}");
}
