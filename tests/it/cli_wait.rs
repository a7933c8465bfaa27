//! `execution wait` with the real binary, and `execution list` of a time.

use std::io::{BufRead as _, BufReader};
use std::path::Path;

use expect_test::expect;
use serde_json::Value;

use crate::cli_control::check;
use crate::cli_invoke::{background, parts, project, run, until_open};

fn invoke(dir: &Path, args: &[&str]) -> i32 {
    run(dir, &[&["invoke", "--callback-timeout", "0.3"], args].concat()).0
}

#[test]
fn what_is_not_over_or_not_there() {
    let dir = project();
    assert_eq!(invoke(dir.path(), &["--name", "open"]), 1);
    check(
        dir.path(),
        &[
            "wait open",
            "wait open -o json",
            "wait nobody",
            "wait",
            "wait open --timeout soon",
        ],
        &expect![[r#"
            $ wait open
            ! error: execution `open` is not over, and no emulator runs to drive it
            ! hint: go on by `cargo durable start`
            = 3
            $ wait open -o json
            ! {"error":{"code":"NotRunning","message":"execution `open` is not over, and no emulator runs to drive it","hint":"go on by `cargo durable start`"}}
            = 3
            $ wait nobody
            ! error: there is no execution `nobody`
            ! hint: `cargo durable execution list` shows what there is
            = 1
            $ wait
            ! error: the following required arguments were not provided:
            !   <EXECUTION>
            ! 
            ! Usage: cargo durable execution wait <EXECUTION>
            ! 
            ! For more information, try '--help'.
            = 2
            $ wait open --timeout soon
            ! error: invalid value 'soon' for '--timeout <SECONDS>': a number of seconds, more than 0
            ! 
            ! For more information, try '--help'.
            = 2
        "#]],
    );
}

#[test]
fn what_is_over_is_told_at_once() {
    let dir = project();
    let bad = ["--name", "bad", "-d", "{\"fail\":true}"];
    assert_eq!(invoke(dir.path(), &bad), 1);
    assert_eq!(invoke(dir.path(), &["--name", "open"]), 1);
    let (code, ..) = run(dir.path(), &["callback", "succeed", "open/approval", "-r", "[7]"]);
    assert_eq!(code, 0);
    assert_eq!(invoke(dir.path(), &["--name", "open"]), 0);
    check(
        dir.path(),
        &["wait bad", "wait bad -o json", "wait open", "wait open -q"],
        &expect![[r#"
            $ wait bad
            ! error: execution `bad` failed
            !   cause: Refused: no
            ! hint: `cargo durable execution history bad` shows what happened
            = 1
            $ wait bad -o json
            {
              "DurableExecutionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/bad/ID",
              "DurableExecutionName": "bad",
              "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST",
              "Version": "$LATEST",
              "InputPayload": "{\"fail\":true}",
              "Error": {
                "ErrorMessage": "no",
                "ErrorType": "Refused"
              },
              "StartTimestamp":TIME,
              "Status": "FAILED",
              "EndTimestamp":TIME,
              "ExecutionDataIncluded": true,
              "DurableConfig": {
                "ExecutionTimeout": 86400,
                "RetentionPeriodInDays": 14
              }
            }
            ! {"error":{"code":"Refused","message":"execution `bad` failed: Refused: no","hint":"`cargo durable execution history bad` shows what happened"}}
            = 1
            $ wait open
            [7]
            $ wait open -q
            [7]
        "#]],
    );
    let (code, out, err) = run(dir.path(), &["execution", "wait", "open", "-o", "json"]);
    let execution: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(
        (&execution["Status"], &execution["Result"]),
        (&"SUCCEEDED".into(), &"[7]".into())
    );
}

#[cfg(unix)]
#[test]
fn with_an_emulator() {
    use rustix::process::{Pid, Signal, kill_process};

    let dir = project();
    assert_eq!(run(dir.path(), &["start", "--detach", "--port", "0"]).0, 0);
    let (code, ..) = run(dir.path(), &["invoke", "order", "--async", "--name", "run"]);
    assert_eq!(code, 0);
    until_open(dir.path());
    check(
        dir.path(),
        &["wait run --timeout 0.2"],
        &expect![[r#"
        $ wait run --timeout 0.2
        ! error: execution `run` did not end in time
        ! hint: it goes on in the emulator; `cargo durable execution history --follow run` follows it
        = 1
    "#]],
    );

    let line = ["execution", "wait", "@last", "--timeout", "60", "-vv"];
    let mut left = background(dir.path(), &line);
    let waits = background(dir.path(), &["execution", "wait", "run"]);
    // Once it says something it listens: before, the signal would kill it.
    let mut said = String::new();
    let mut told = BufReader::new(left.stderr.take().unwrap());
    told.read_line(&mut said).unwrap();
    kill_process(
        Pid::from_raw(i32::try_from(left.id()).unwrap()).unwrap(),
        Signal::INT,
    )
    .unwrap();
    let (code, out, _) = parts(&left.wait_with_output().unwrap());
    assert_eq!((code, out.as_str()), (130, ""), "{said}");

    let (code, ..) = run(
        dir.path(),
        &["callback", "succeed", "approval", "-r", "{\"a\": 1}"],
    );
    assert_eq!(code, 0);
    let (code, out, err) = parts(&waits.wait_with_output().unwrap());
    assert_eq!((code, out.as_str(), err.as_str()), (0, "{\"a\": 1}\n", ""));
}

#[test]
fn lists_of_a_time() {
    let dir = project();
    let bad = ["--name", "bad", "-d", "{\"fail\":true}"];
    assert_eq!(invoke(dir.path(), &bad), 1);
    for (when, count) in [
        (&["--since", "1h"][..], 1),
        (&["--since", "2026-01-01"], 1),
        (&["--since", "2026-01-01T00:00:00Z", "--until", "0s"], 1),
        (&["--since", "9999999w"], 1),
        (&["--until", "1h"], 0),
        (&["--since", "2999-01-01"], 0),
    ] {
        let line = [&["execution", "list", "-o", "jsonl"], when].concat();
        let (code, out, err) = run(dir.path(), &line);
        assert_eq!(
            (code, out.lines().count(), err.as_str()),
            (0, count, ""),
            "{when:?}"
        );
    }
    check(
        dir.path(),
        &[
            "list --since 2999-01-01",
            "list --since 2y",
            "list --since 2y -o json",
        ],
        &expect![[r#"
            $ list --since 2999-01-01
            no executions
            $ list --since 2y
            ! error: invalid value '2y' for '--since <WHEN>': neither a duration like `90s`, `15m`, `2h` or `3d`, nor an instant like `2026-11-27` or `2026-11-27T10:00:00Z`
            ! 
            ! For more information, try '--help'.
            = 2
            $ list --since 2y -o json
            ! {"error":{"code":"Usage","message":"invalid value '2y' for '--since <WHEN>': neither a duration like `90s`, `15m`, `2h` or `3d`, nor an instant like `2026-11-27` or `2026-11-27T10:00:00Z`","hint":"see `--help`"}}
            = 2
        "#]],
    );
}
