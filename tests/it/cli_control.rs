//! `execution stop|pause|resume|delete` with the real binary, on a store that no emulator holds and with one that runs.

use std::path::Path;

use expect_test::{Expect, expect};

use crate::cli::command;
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
fn check(dir: &Path, lines: &[&str], expected: &Expect) {
    let mut told = String::new();
    for line in lines {
        let args: Vec<&str> = std::iter::once("execution").chain(line.split(' ')).collect();
        let (code, out, err) = run(dir, &args);
        told.extend(["$ ", line, "\n", &out]);
        for line in err.lines() {
            told.extend(["! ", line, "\n"]);
        }
        if code != 0 {
            told.extend(["= ", &code.to_string(), "\n"]);
        }
    }
    let id = regex::Regex::new("[0-9a-f]{8}-[0-9a-f-]{27}").unwrap();
    let time = regex::Regex::new(r"Timestamp.: ?[0-9.]+").unwrap();
    let told = id.replace_all(&told, "ID");
    // The invocation that opened the callback may not have ended yet.
    let told = told.replace("PAUSING", "PAUSED");
    expected.assert_eq(&time.replace_all(&told, "Timestamp\":TIME"));
}

#[test]
fn without_an_emulator() {
    let dir = waiting();
    check(
        dir.path(),
        &[
            "pause run --reason lunch",
            "pause run",
            "delete run",
            "list --status paused -o json",
            "resume run",
            "resume run -o json",
            "stop run nobody",
            "stop run other -o json",
            "delete run other",
            "delete run",
        ],
        &expect![[r#"
            $ pause run --reason lunch
            paused arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/run/ID
            $ pause run
            ! error: ResourceConflictException: Cannot pause a durable execution that is PAUSED.
            = 1
            $ delete run
            ! error: ResourceConflictException: Cannot delete a durable execution that is PAUSED.
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
            ! {"error":{"code":"ResourceConflictException","message":"ResourceConflictException: Cannot resume a durable execution that is RUNNING.","hint":null}}
            = 1
            $ stop run nobody
            ! error: there is no execution `nobody`
            ! hint: `cargo durable execution list` shows what there is
            = 1
            $ stop run other -o json
            [
              {
                "DurableExecutionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/run/ID",
                "StopTimestamp":TIME
              },
              {
                "DurableExecutionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/other/ID",
                "StopTimestamp":TIME
              }
            ]
            $ delete run other
            deleted arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/run/ID
            deleted arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/other/ID
            $ delete run
            ! error: there is no execution `run`
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
        &[
            "pause run -o json",
            "pause run -o json --keep-timeout",
            "resume run",
        ],
        &expect![[r#"
            $ pause run -o json
            {
              "DurableExecutionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/run/ID",
              "Status": "PAUSED"
            }
            $ pause run -o json --keep-timeout
            ! {"error":{"code":"ResourceConflictException","message":"ResourceConflictException: Cannot pause a durable execution that is PAUSED.","hint":null}}
            = 1
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
    let help = command(dir.path(), &["execution", "pause", "--help"])
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&help.stdout).contains("--keep-timeout"));
}
