//! `execution rerun` with the real binary.

use expect_test::expect;
use serde_json::Value;

use crate::cli_control::check;
use crate::cli_invoke::{background, parts, project, run, until_open};

/// Name, status and input of all executions, oldest first.
fn all(dir: &std::path::Path) -> Vec<String> {
    let (_, out, _) = run(dir, &["execution", "list", "--reverse", "-o", "jsonl"]);
    let each = |line: &str| {
        let listed: Value = serde_json::from_str(line).unwrap();
        let arn = listed["DurableExecutionArn"].as_str().unwrap();
        let (_, out, _) = run(dir, &["execution", "get", arn, "-o", "json"]);
        let execution: Value = serde_json::from_str(&out).unwrap();
        format!(
            "{} {}",
            execution["Status"].as_str().unwrap(),
            execution["InputPayload"].as_str().unwrap()
        )
    };
    out.lines().map(each).collect()
}

#[test]
fn the_same_again_without_an_emulator() {
    let dir = project();
    let line = ["invoke", "--name", "bad", "-d", "{\"fail\" : true, \"n\": 1.50}"];
    assert_eq!(run(dir.path(), &line).0, 1);
    check(
        dir.path(),
        &["rerun bad --name again", "rerun again --name third -o json"],
        &expect![[r#"
            $ rerun bad --name again
            ! error: execution `again` failed
            !   cause: Refused: no
            ! hint: `cargo durable execution history again` shows what happened
            = 1
            $ rerun again --name third -o json
            {
              "DurableExecutionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/third/ID",
              "DurableExecutionName": "third",
              "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST",
              "Version": "$LATEST",
              "InputPayload": "{\"fail\" : true, \"n\": 1.50}",
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
            ! {"error":{"code":"Refused","message":"execution `third` failed: Refused: no","hint":"`cargo durable execution history third` shows what happened"}}
            = 1
        "#]],
    );
    // A name is minted where none is given.
    assert_eq!(run(dir.path(), &["execution", "rerun", "bad"]).0, 1);
    assert_eq!(all(dir.path()), ["FAILED {\"fail\" : true, \"n\": 1.50}"; 4]);
}

#[test]
fn what_cannot_be_run_again() {
    let dir = project();
    assert_eq!(
        run(dir.path(), &["invoke", "--name", "bad", "-d", "{\"fail\":true}"]).0,
        1
    );
    check(
        dir.path(),
        &[
            "rerun bad --name bad",
            "rerun bad --name bad -o json",
            "rerun bad --async",
            "rerun nobody",
        ],
        &expect![[r#"
            $ rerun bad --name bad
            ! error: there was an execution `bad` already, and it is over
            ! hint: take another `--name`, or none
            = 2
            $ rerun bad --name bad -o json
            ! {"error":{"code":"NameTaken","message":"there was an execution `bad` already, and it is over","hint":"take another `--name`, or none"}}
            = 2
            $ rerun bad --async
            ! error: `--async` leaves the execution to an emulator, and none runs
            ! hint: start one by `cargo durable start`
            = 3
            $ rerun nobody
            ! error: there is no execution `nobody`
            ! hint: `cargo durable execution list` shows what there is
            = 1
        "#]],
    );
    std::fs::write(
        dir.path().join("durable.toml"),
        "[functions.other]\nendpoint = \"http://127.0.0.1:1\"\n",
    )
    .unwrap();
    check(
        dir.path(),
        &["rerun bad", "rerun bad -o json"],
        &expect![[r#"
        $ rerun bad
        ! error: there is no function `order` here
        ! hint: there is `other`
        = 2
        $ rerun bad -o json
        ! {"error":{"code":"UnknownFunction","message":"there is no function `order` here","hint":"there is `other`"}}
        = 2
    "#]],
    );
    assert_eq!(all(dir.path()).len(), 1);
}

#[test]
fn one_that_is_open_and_what_is_said_of_the_new_one() {
    let dir = project();
    let wait = ["--callback-timeout", "0.3"];
    let (code, ..) = run(
        dir.path(),
        &[&["invoke", "--name", "open", "-d", "{\"n\":1}"], &wait[..]].concat(),
    );
    assert_eq!(code, 1);
    let line = [&["execution", "rerun", "open", "--name", "new"], &wait[..]].concat();
    let (code, out, err) = run(dir.path(), &line);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(
        err.contains("error: nobody answered the callback `approval` of execution `new`\n"),
        "{err}"
    );
    let (code, ..) = run(dir.path(), &["callback", "succeed", "new/approval", "-r", "7"]);
    assert_eq!(code, 0);
    // The same line goes on with it, as with `invoke`.
    let (code, out, err) = run(dir.path(), &line);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "7\n", ""));
    assert_eq!(all(dir.path()), ["RUNNING {\"n\":1}", "SUCCEEDED {\"n\":1}"]);
}

#[test]
fn by_the_emulator_that_runs() {
    let dir = project();
    let command = "order=command:python3 approval.py";
    // Nothing declares the function but the line that starts the emulator.
    std::fs::write(dir.path().join("durable.toml"), "").unwrap();
    let start = ["start", "--detach", "--port", "0", "--function", command];
    assert_eq!(run(dir.path(), &start).0, 0);
    let (code, ..) = run(dir.path(), &["invoke", "order", "--async", "--name", "run"]);
    assert_eq!(code, 0);
    let (code, out, err) = run(
        dir.path(),
        &["execution", "rerun", "run", "--async", "--name", "left"],
    );
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("/durable-execution/left/"), "{out}");
    let follows = background(dir.path(), &["execution", "rerun", "run", "--name", "new"]);
    until_open(dir.path());
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(20);
    while run(dir.path(), &["callback", "succeed", "new/approval", "-r", "1"]).0 != 0 {
        assert!(tokio::time::Instant::now() < deadline);
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let (code, out, err) = parts(&follows.wait_with_output().unwrap());
    assert_eq!((code, out.as_str()), (0, "1\n"), "{err}");
}
