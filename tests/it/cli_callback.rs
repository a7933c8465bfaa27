//! `callback list|succeed|fail|heartbeat` with the real binary: on a store that nobody holds, and on one that an emulator
//! holds. An emulator that is not ours is asked in `cli_foreign`.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::path::Path;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::cli_control::transcript;
use crate::cli_invoke::{Project, project, run};

/// `item-1/approval` with both deadlines, in a wait inside an iteration.
pub(crate) fn approval() -> Value {
    let options = json!({"TimeoutSeconds": 7200, "HeartbeatTimeoutSeconds": 600});
    json!([
        {"Id": "m", "Type": "CONTEXT", "Action": "START", "SubType": "Map", "Name": "orders"},
        {"Id": "i", "ParentId": "m", "Type": "CONTEXT", "Action": "START", "SubType": "MapIteration",
         "Name": "item-1"},
        {"Id": "w", "ParentId": "i", "Type": "CONTEXT", "Action": "START", "SubType": "WaitForCallback",
         "Name": "approval"},
        {"Id": "c", "ParentId": "w", "Type": "CALLBACK", "Action": "START", "Name": "approval create id",
         "CallbackOptions": options},
    ])
}

/// A callback for each name.
pub(crate) fn plain(names: &[&str]) -> Value {
    let callback = |(n, name): (usize, &&str)| {
        let mut update = json!({"Id": format!("c{n}"), "Type": "CALLBACK", "Action": "START"});
        if !name.is_empty() {
            update["Name"] = json!(name);
        }
        update
    };
    names.iter().enumerate().map(callback).collect()
}

/// A project with a function that does what its input says.
pub(crate) fn scripted() -> Project {
    let dir = project();
    std::fs::write(
        dir.path().join("scripted.py"),
        include_str!("support/scripted.py"),
    )
    .unwrap();
    let text = "[functions.flow]\ncommand = [\"python3\", \"scripted.py\"]\n";
    std::fs::write(dir.path().join("durable.toml"), text).unwrap();
    dir
}

/// Starts an execution and leaves it as it waits, in a store that nobody holds.
pub(crate) fn leave(dir: &Path, name: &str, updates: &Value) {
    let data = updates.to_string();
    let mut line = vec!["invoke", "flow", "--callback-timeout", "0.2"];
    line.extend(["--name", name, "-d", &data]);
    let (code, _, err) = run(dir, &line);
    assert_eq!(code, 1, "{err}");
}

/// What commands say one after the other; ids, times and spans are not always the same.
fn check(dir: &Path, lines: &[&str], expected: &Expect) {
    expected.assert_eq(&settled(&transcript(dir, "callback", lines)));
}

pub(crate) fn settled(told: &str) -> String {
    let mut told = told.to_owned();
    for (pattern, name) in [
        ("[A-Za-z0-9+/]{150,}={0,2}", "CALLBACK-ID"),
        ("[0-9a-f]{8}-[0-9a-f-]{27}", "ID"),
        (r"Timestamp.: ?[0-9.]+", "Timestamp\":TIME"),
        (r"\b(\d+h \d\dm|\d+m \d\ds|\d+\.\d\ds|\d+ms)", "SPAN"),
        ("  +", "  "),
    ] {
        let pattern = regex::Regex::new(pattern).unwrap();
        told = pattern.replace_all(&told, name).into_owned();
    }
    told
}

#[test]
fn nothing_is_open() {
    let dir = scripted();
    check(
        dir.path(),
        &["list", "list -o json", "list -o jsonl", "list --execution nobody"],
        &expect![[r#"
            $ list
            no open callbacks
            $ list -o json
            {
              "Callbacks": []
            }
            $ list -o jsonl
            $ list --execution nobody
            ! error: there is no execution `nobody`
            ! hint: `cargo durable execution list` shows what there is
            = 1
        "#]],
    );
}

#[test]
fn open_callbacks_of_a_store_that_nobody_holds() {
    let dir = scripted();
    leave(dir.path(), "first", &approval());
    leave(dir.path(), "second", &plain(&["sign", ""]));
    check(
        dir.path(),
        &[
            "list",
            "list --execution second",
            "list --execution first -o json",
            "list --limit 1",
            "list --limit 1 -q",
            "list --limit 3 --execution @last -o jsonl",
            "list --limit 0",
            "list --execution nobody -o json",
        ],
        &expect![[r#"
            $ list
            CALLBACK  AGE  LEFT  HEARTBEAT
            first/item-1/approval  SPAN  SPAN  SPAN
            second/sign  SPAN  —  —
            CALLBACK-ID  SPAN  —  —
            $ list --execution second
            CALLBACK  AGE  LEFT  HEARTBEAT
            second/sign  SPAN  —  —
            CALLBACK-ID  SPAN  —  —
            $ list --execution first -o json
            {
              "Callbacks": [
              {
              "CallbackId": "CALLBACK-ID",
              "Name": "item-1/approval",
              "DurableExecutionArn": "arn:aws:lambda:us-east-1:123456789012:function:flow:$LATEST/durable-execution/first/ID",
              "StartTimestamp":TIME,
              "Timeout": 7200,
              "HeartbeatTimeout": 600,
              "TimeoutTimestamp":TIME,
              "HeartbeatTimestamp":TIME
              }
              ]
            }
            $ list --limit 1
            CALLBACK  AGE  LEFT  HEARTBEAT
            first/item-1/approval  SPAN  SPAN  SPAN
            ! there are more than 1: `--limit N` shows them
            $ list --limit 1 -q
            CALLBACK  AGE  LEFT  HEARTBEAT
            first/item-1/approval  SPAN  SPAN  SPAN
            $ list --limit 3 --execution @last -o jsonl
            {"CallbackId":"CALLBACK-ID","Name":"sign","DurableExecutionArn":"arn:aws:lambda:us-east-1:123456789012:function:flow:$LATEST/durable-execution/second/ID","StartTimestamp":TIME}
            {"CallbackId":"CALLBACK-ID","DurableExecutionArn":"arn:aws:lambda:us-east-1:123456789012:function:flow:$LATEST/durable-execution/second/ID","StartTimestamp":TIME}
            $ list --limit 0
            ! error: invalid value '0' for '--limit <N>': a whole number, 1 or more
            ! 
            ! For more information, try '--help'.
            = 2
            $ list --execution nobody -o json
            ! {"error":{"code":"UnknownExecution","message":"there is no execution `nobody`","hint":"`cargo durable execution list` shows what there is"}}
            = 1
        "#]],
    );
}

#[test]
fn a_callback_is_meant_by_its_name_its_path_or_its_execution() {
    let dir = scripted();
    leave(dir.path(), "first", &plain(&["sign", "seal", "pay/now"]));
    leave(dir.path(), "second", &plain(&["sign", "seal"]));
    check(
        dir.path(),
        &[
            "succeed sign",
            "succeed sign -o json",
            "succeed first/sign",
            "succeed sign -r 1",
            "succeed sign",
            "fail @last/seal --error-type Refused",
            "succeed seal -r 1 -o json",
            "heartbeat first/now",
            "heartbeat pay/now -o jsonl",
            "list",
        ],
        &expect![[r#"
            $ succeed sign
            ! error: `sign` means more than one callback
            !  cause: first/sign
            !  cause: second/sign
            ! hint: name it by its id, or with its execution: `EXECUTION/NAME`
            = 2
            $ succeed sign -o json
            ! {"error":{"code":"AmbiguousCallback","message":"`sign` means more than one callback: first/sign: second/sign","hint":"name it by its id, or with its execution: `EXECUTION/NAME`"}}
            = 2
            $ succeed first/sign
            succeeded first/sign
            ! it is on disk; no emulator runs: `cargo durable start` goes on
            $ succeed sign -r 1
            succeeded second/sign
            ! it is on disk; no emulator runs: `cargo durable start` goes on
            $ succeed sign
            ! error: there is no open callback `sign`
            ! hint: `cargo durable callback list` shows what there is
            = 1
            $ fail @last/seal --error-type Refused
            failed second/seal
            ! it is on disk; no emulator runs: `cargo durable start` goes on
            $ succeed seal -r 1 -o json
            {
              "CallbackId": "CALLBACK-ID",
              "Outcome": "succeeded"
            }
            ! it is on disk; no emulator runs: `cargo durable start` goes on
            $ heartbeat first/now
            alive first/pay/now
            ! it is on disk; no emulator runs: `cargo durable start` goes on
            $ heartbeat pay/now -o jsonl
            {"CallbackId":"CALLBACK-ID","Outcome":"alive"}
            ! it is on disk; no emulator runs: `cargo durable start` goes on
            $ list
            CALLBACK  AGE  LEFT  HEARTBEAT
            first/pay/now  SPAN  —  —
        "#]],
    );
}

#[test]
fn a_callback_that_is_not_open() {
    let dir = scripted();
    leave(dir.path(), "third", &approval());
    let (_, out, _) = run(dir.path(), &["callback", "list", "-o", "jsonl"]);
    let listed: Value = serde_json::from_str(&out).unwrap();
    let id = listed["CallbackId"].as_str().unwrap();
    let arn = listed["DurableExecutionArn"].as_str().unwrap();
    check(
        dir.path(),
        &[
            "heartbeat nobody/approval",
            "heartbeat größe",
            &format!("heartbeat {arn}0/approval"),
            &format!("fail {arn}/approval"),
            &format!("heartbeat {id}"),
            &format!("succeed {id} -o json"),
        ],
        &expect![[r#"
            $ heartbeat nobody/approval
            ! error: there is no open callback `nobody/approval`
            ! hint: `cargo durable callback list` shows what there is
            = 1
            $ heartbeat größe
            ! error: there is no open callback `größe`
            ! hint: `cargo durable callback list` shows what there is
            = 1
            $ heartbeat arn:aws:lambda:us-east-1:123456789012:function:flow:$LATEST/durable-execution/third/ID0/approval
            ! error: there is no open callback `arn:aws:lambda:us-east-1:123456789012:function:flow:$LATEST/durable-execution/third/ID0/approval`
            ! hint: `cargo durable callback list` shows what there is
            = 1
            $ fail arn:aws:lambda:us-east-1:123456789012:function:flow:$LATEST/durable-execution/third/ID/approval
            failed third/item-1/approval
            ! it is on disk; no emulator runs: `cargo durable start` goes on
            $ heartbeat CALLBACK-ID
            ! error: CallbackTimeoutException: The callback is either timed out or already completed
            ! hint: `cargo durable callback list` shows what is open
            = 1
            $ succeed CALLBACK-ID -o json
            ! {"error":{"code":"CallbackTimeoutException","message":"CallbackTimeoutException: The callback is either timed out or already completed","hint":"`cargo durable callback list` shows what is open"}}
            = 1
        "#]],
    );
}

#[test]
fn a_path_is_not_taken_for_an_execution_silently() {
    let dir = scripted();
    leave(dir.path(), "third", &approval());
    leave(dir.path(), "item-1", &plain(&["approval"]));
    check(
        dir.path(),
        &["succeed item-1/approval", "heartbeat third/approval"],
        &expect![[r#"
            $ succeed item-1/approval
            ! error: `item-1/approval` means more than one callback
            !  cause: third/item-1/approval
            !  cause: CALLBACK-ID
            ! hint: name it by its id, or with its execution: `EXECUTION/NAME`
            = 2
            $ heartbeat third/approval
            alive third/item-1/approval
            ! it is on disk; no emulator runs: `cargo durable start` goes on
        "#]],
    );
}

#[test]
fn two_of_one_name_in_one_execution_are_told_apart_by_their_ids() {
    let dir = scripted();
    leave(dir.path(), "twins", &plain(&["sign", "sign"]));
    check(
        dir.path(),
        &["list", "succeed sign", "succeed twins/sign"],
        &expect![[r#"
            $ list
            CALLBACK  AGE  LEFT  HEARTBEAT
            CALLBACK-ID  SPAN  —  —
            CALLBACK-ID  SPAN  —  —
            $ succeed sign
            ! error: `sign` means more than one callback
            !  cause: CALLBACK-ID
            !  cause: CALLBACK-ID
            ! hint: name it by its id, or with its execution: `EXECUTION/NAME`
            = 2
            $ succeed twins/sign
            ! error: `twins/sign` means more than one callback
            !  cause: CALLBACK-ID
            !  cause: CALLBACK-ID
            ! hint: name it by its id, or with its execution: `EXECUTION/NAME`
            = 2
        "#]],
    );
    let (_, out, _) = run(dir.path(), &["callback", "list", "-o", "json"]);
    let listed: Value = serde_json::from_str(&out).unwrap();
    let id = listed["Callbacks"][0]["CallbackId"].as_str().unwrap();
    check(
        dir.path(),
        &[&format!("succeed {id}"), "list", "heartbeat sign"],
        &expect![[r#"
            $ succeed CALLBACK-ID
            succeeded twins/sign
            ! it is on disk; no emulator runs: `cargo durable start` goes on
            $ list
            CALLBACK  AGE  LEFT  HEARTBEAT
            twins/sign  SPAN  —  —
            $ heartbeat sign
            alive twins/sign
            ! it is on disk; no emulator runs: `cargo durable start` goes on
        "#]],
    );
}

/// Starts an emulator; its address.
pub(crate) fn start(dir: &Path) -> String {
    let (code, out, err) = run(dir, &["start", "--detach", "-P", "0", "-o", "json"]);
    assert_eq!(code, 0, "{err}");
    let answer: Value = serde_json::from_str(&out).expect("one document");
    answer["Endpoint"].as_str().unwrap().to_owned()
}

#[test]
fn a_running_emulator_answers_the_same() {
    let dir = scripted();
    leave(dir.path(), "first", &approval());
    start(dir.path());
    check(
        dir.path(),
        &[
            "list",
            "list --execution first -o jsonl",
            "heartbeat approval",
            "succeed first/approval -r {}",
            "list",
            "succeed approval",
        ],
        &expect![[r#"
            $ list
            CALLBACK  AGE  LEFT  HEARTBEAT
            first/item-1/approval  SPAN  SPAN  SPAN
            $ list --execution first -o jsonl
            {"CallbackId":"CALLBACK-ID","Name":"item-1/approval","DurableExecutionArn":"arn:aws:lambda:us-east-1:123456789012:function:flow:$LATEST/durable-execution/first/ID","StartTimestamp":TIME,"Timeout":7200,"HeartbeatTimeout":600,"TimeoutTimestamp":TIME,"HeartbeatTimestamp":TIME}
            $ heartbeat approval
            alive first/item-1/approval
            $ succeed first/approval -r {}
            succeeded first/item-1/approval
            $ list
            no open callbacks
            $ succeed approval
            ! error: there is no open callback `approval`
            ! hint: `cargo durable callback list` shows what there is
            = 1
        "#]],
    );
}
