//! `execution stop|pause|resume|delete` with the real binary, on a store that no emulator holds and with one that runs.

use std::path::Path;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::cli_invoke::{Project, background, project, run, until_open};

/// A project whose execution `run` waits for its callback, in a store that nobody holds.
fn waiting() -> Project {
    let dir = project();
    for name in ["run", "other"] {
        let (code, _, err) = run(
            dir.path(),
            &["invoke", "--name", name, "--callback-timeout", "0.3"],
        );
        assert_eq!(code, 1, "{err}");
    }
    dir
}

/// What commands say one after the other; ids and times are not always the same.
pub(crate) fn check(dir: &Path, lines: &[&str], expected: &Expect) {
    expected.assert_eq(&told(dir, "execution", lines));
}

/// Commands of a group with what they say, as they say it.
pub(crate) fn transcript(dir: &Path, group: &str, lines: &[&str]) -> String {
    let mut told = String::new();
    for line in lines {
        let args: Vec<&str> = std::iter::once(group).chain(line.split(' ')).collect();
        let (code, out, err) = run(dir, &args);
        told.extend(["$ ", line, "\n", &out]);
        for line in err.lines() {
            told.extend(["! ", line, "\n"]);
        }
        if code != 0 {
            told.extend(["= ", &code.to_string(), "\n"]);
        }
    }
    told
}

/// The same of any group of commands, as text.
pub(crate) fn told(dir: &Path, group: &str, lines: &[&str]) -> String {
    let told = transcript(dir, group, lines);
    let id = regex::Regex::new("[0-9a-f]{8}-[0-9a-f-]{27}").unwrap();
    let time = regex::Regex::new(r"Timestamp.: ?[0-9.]+").unwrap();
    let told = id.replace_all(&told, "ID");
    let clock = regex::Regex::new("[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}").unwrap();
    let told = clock.replace_all(&told, "CLOCK");
    // The invocation that opened the callback may not have ended yet.
    let told = told.replace("PAUSING", "PAUSED");
    time.replace_all(&told, "Timestamp\":TIME").into_owned()
}

#[test]
fn paused_and_resumed_without_an_emulator() {
    let dir = waiting();
    check(
        dir.path(),
        &[
            "pause run --reason lunch",
            "pause run",
            "list --status paused -o json",
            "resume run",
            "resume run -o json",
            "pause run other --keep-timeout -o json",
        ],
        &expect![[r#"
            $ pause run --reason lunch
            paused arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/run/ID
            $ pause run
            ! error: cannot pause execution `run`
            !   cause: ResourceConflictException: Cannot pause a durable execution that is PAUSED.
            ! hint: `cargo durable execution get run` shows how it stands
            = 1
            $ list --status paused -o json
            {
              "DurableExecutions": [
                {
                  "DurableExecutionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/run/ID",
                  "DurableExecutionName": "run",
                  "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST",
                  "Status": "PAUSED",
                  "StartTimestamp":TIME
                }
              ]
            }
            $ resume run
            resumed arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/run/ID
            ! it is on disk; no emulator runs: `cargo durable start` goes on
            $ resume run -o json
            ! {"error":{"code":"ResourceConflictException","message":"cannot resume execution `run`: ResourceConflictException: Cannot resume a durable execution that is RUNNING.","hint":"`cargo durable execution get run` shows how it stands"}}
            = 1
            $ pause run other --keep-timeout -o json
            [
              {
                "DurableExecutionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/run/ID",
                "Status": "PAUSED"
              },
              {
                "DurableExecutionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/other/ID",
                "Status": "PAUSED"
              }
            ]
        "#]],
    );
}

#[test]
fn a_pause_is_what_was_asked_for() {
    let dir = waiting();
    for (args, reason, is_timeout_paused) in [
        (&["run", "--reason", "lunch"][..], json!("lunch"), true),
        (&["other", "--keep-timeout"], Value::Null, false),
    ] {
        let line = [&["execution", "pause"], args].concat();
        assert_eq!(run(dir.path(), &line).0, 0);
        let (_, out, _) = run(dir.path(), &["execution", "get", args[0], "-o", "json"]);
        let pause = &serde_json::from_str::<Value>(&out).unwrap()["PauseDetails"];
        assert_eq!(
            (&pause["Reason"], &pause["ExecutionTimeoutPaused"]),
            (&reason, &json!(is_timeout_paused))
        );
    }
}

#[test]
fn stopped_and_deleted_without_an_emulator() {
    check(
        waiting().path(),
        &[
            "stop run nobody",
            "stop run -o json",
            "delete run other -o json",
            "stop other other",
            "delete other",
            "delete other",
        ],
        &expect![[r#"
            $ stop run nobody
            ! error: there is no execution `nobody`
            ! hint: `cargo durable execution list` shows what there is
            = 1
            $ stop run -o json
            {
              "DurableExecutionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/run/ID",
              "StopTimestamp":TIME,
              "Status": "STOPPED"
            }
            $ delete run other -o json
            [
              {
                "DurableExecutionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/run/ID",
                "DeletionRequestTimestamp":TIME
              }
            ]
            ! {"error":{"code":"ResourceConflictException","message":"cannot delete execution `other`: ResourceConflictException: Cannot delete a durable execution that is RUNNING.","hint":"`cargo durable execution stop other` ends it first"}}
            = 1
            $ stop other other
            stopped arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/other/ID
            $ delete other
            deleted arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/other/ID
            $ delete other
            ! error: there is no execution `other`
            ! hint: `cargo durable execution list` shows what there is
            = 1
        "#]],
    );
}

#[test]
fn with_an_emulator() {
    let dir = project();
    assert_eq!(run(dir.path(), &["start", "--detach", "--port", "0"]).0, 0);
    let invoke = background(dir.path(), &["invoke", "--name", "run"]);
    until_open(dir.path());
    check(
        dir.path(),
        &["pause run -o json", "resume run"],
        &expect![[r#"
            $ pause run -o json
            {
              "DurableExecutionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/run/ID",
              "Status": "PAUSED"
            }
            $ resume run
            resumed arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/run/ID
        "#]],
    );
    let (code, ..) = run(dir.path(), &["callback", "succeed", "approval", "-r", "7"]);
    assert_eq!(code, 0);
    assert!(invoke.wait_with_output().unwrap().status.success());
    check(
        dir.path(),
        &["delete @last", "list"],
        &expect![[r#"
        $ delete @last
        deleted arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/run/ID
        $ list
        no executions
    "#]],
    );
}
