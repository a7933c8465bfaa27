//! `execution list` and `execution get` with the real binary: what ran, who is meant, and what is said of one.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::path::Path;

use expect_test::{Expect, expect};

use crate::cli_control::told;
use crate::cli_invoke::{Project, project, run};

/// A project in which three executions ended, failed, and wait.
fn three() -> Project {
    let dir = project();
    let answers = dir.path().join("answers.toml");
    std::fs::write(answers, "[approval]\nresult = { approved = true }\n").unwrap();
    for (code, line) in [
        (0, "invoke --name good --answers answers.toml -d {\"id\":1}"),
        (1, "invoke --name bad -d {\"fail\":true}"),
        (1, "invoke --name open --callback-timeout 0.1"),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let (got, _, err) = run(dir.path(), &words);
        assert_eq!(got, code, "{line}: {err}");
    }
    dir
}

fn check(dir: &Path, lines: &[&str], expected: &Expect) {
    let told = told(dir, "execution", lines);
    let words = [
        (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "DATE"),
        (r"\b\d+(\.\d\d)?m?s\b", "TOOK"),
        (r"(?m)^[0-9a-f]{8}  ", "ID        "),
        (r" +\n", "\n"),
        // Columns are as wide as what is in them.
        (r"(?m)DATE  +", "DATE  "),
    ];
    let told = words.iter().fold(told, |told, (pattern, word)| {
        let pattern = regex::Regex::new(pattern).unwrap();
        pattern.replace_all(&told, *word).into_owned()
    });
    expected.assert_eq(&told);
}

#[test]
fn what_ran_newest_first() {
    let dir = three();
    check(
        dir.path(),
        &[
            "list",
            "list --reverse --limit 1",
            "list --status failed,timed-out -o jsonl",
            "list --name good --function order -o json",
            "list --function nobody",
            "list --status over",
        ],
        &expect![[r#"
            $ list
            ID        STATUS     FUNCTION  NAME  STARTED              TOOK
            ID        RUNNING    order     open  DATE
            ID        FAILED     order     bad   DATE  TOOK
            ID        SUCCEEDED  order     good  DATE  TOOK
            $ list --reverse --limit 1
            ID        STATUS     FUNCTION  NAME  STARTED              TOOK
            ID        SUCCEEDED  order     good  DATE  TOOK
            $ list --status failed,timed-out -o jsonl
            {"DurableExecutionArn":"arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/bad/ID","DurableExecutionName":"bad","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST","Status":"FAILED","StartTimestamp":TIME,"EndTimestamp":TIME}
            $ list --name good --function order -o json
            {
              "DurableExecutions": [
                {
                  "DurableExecutionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/good/ID",
                  "DurableExecutionName": "good",
                  "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST",
                  "Status": "SUCCEEDED",
                  "StartTimestamp":TIME,
                  "EndTimestamp":TIME
                }
              ]
            }
            $ list --function nobody
            ! error: ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST
            = 1
            $ list --status over
            ! error: invalid value 'over' for '--status <STATUS>': a status is one of RUNNING, SUCCEEDED, FAILED, TIMED_OUT, STOPPED, DELETING, PAUSED, PAUSED
            !
            ! For more information, try '--help'.
            = 2
        "#]],
    );
}

#[test]
fn one_in_full() {
    let dir = three();
    check(
        dir.path(),
        &[
            "get good",
            "get bad",
            "get @last",
            "get bad -o json",
            "get nobody -o json",
        ],
        &expect![[r#"
            $ get good
            good  SUCCEEDED
              arn       arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/good/ID
              function  arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST
              started   DATE
              ended     DATE (TOOK)
              input     {"id":1}
              result    {"approved":true}
            $ get bad
            bad  FAILED
              arn       arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/bad/ID
              function  arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST
              started   DATE
              ended     DATE (TOOK)
              input     {"fail":true}
              error     Refused: no
            $ get @last
            open  RUNNING
              arn       arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/open/ID
              function  arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST
              started   DATE
              times out DATE
              input     {}
            $ get bad -o json
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
            $ get nobody -o json
            ! {"error":{"code":"UnknownExecution","message":"there is no execution `nobody`","hint":"`cargo durable execution list` shows what there is"}}
            = 1
        "#]],
    );
}

#[test]
fn who_is_meant() {
    let dir = three();
    let (_, out, _) = run(
        dir.path(),
        &["execution", "list", "--name", "good", "-o", "jsonl"],
    );
    let listed: serde_json::Value = serde_json::from_str(&out).unwrap();
    let arn = listed["DurableExecutionArn"].as_str().unwrap();
    let id = arn.rsplit('/').next().unwrap();
    for text in [arn, id, &id[..8], &id[..4], "good"] {
        let (code, out, err) = run(dir.path(), &["execution", "get", text, "-o", "jsonl"]);
        assert_eq!(code, 0, "{text}: {err}");
        assert!(out.contains(arn), "{text}: {out}");
    }
    // Three characters are too few, and could be a name.
    assert_eq!(run(dir.path(), &["execution", "get", &id[..3]]).0, 1);
    // Once more under the same name, of another function.
    let other = [
        "invoke",
        "--function",
        "other=command:python3 approval.py",
        "other",
    ];
    let options = ["--name", "good", "-d", r#"{"fail":true}"#];
    assert_eq!(run(dir.path(), &[&other[..], &options[..]].concat()).0, 1);
    check(
        dir.path(),
        &["get good"],
        &expect![[r#"
        $ get good
        ! error: `good` means more than one execution
        !   cause: FAILED DATE arn:aws:lambda:us-east-1:123456789012:function:other:$LATEST/durable-execution/good/ID
        !   cause: SUCCEEDED DATE arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/good/ID
        ! hint: name it by its ARN, or by more of its id
        = 2
    "#]],
    );
}
