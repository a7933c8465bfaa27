//! `execution logs` with the real binary and a function that prints.

use std::io::{BufRead as _, BufReader};

use expect_test::expect;
use serde_json::Value;

use crate::cli::command;
use crate::cli_control::check;
use crate::cli_invoke::{Project, background, parts, project, run, until_open};

/// A project whose functions print.
fn talkers() -> Project {
    let dir = project();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    write("talker.py", include_str!("support/talker.py"));
    write(
        "durable.toml",
        "[functions.order]\ncommand = [\"python3\", \"talker.py\"]\n\
         [functions.tax]\ncommand = [\"python3\", \"talker.py\"]\ndurable = false\n\
         [functions.mute]\ncommand = [\"python3\", \"approval.py\"]\n",
    );
    dir
}

fn invoke_and_leave(dir: &Project, args: &[&str]) {
    let line = [&["invoke", "-q", "--callback-timeout", "0.3"], args].concat();
    let (code, _, err) = run(dir.path(), &line);
    assert_eq!(code, 1, "{err}");
}

#[test]
fn by_invocation_without_an_emulator() {
    let dir = talkers();
    invoke_and_leave(&dir, &["order", "--name", "run"]);
    check(
        dir.path(),
        &[
            "logs run",
            "logs run --invocation 2",
            "logs run --stream stderr",
            "logs run --stream stderr -o json",
            "logs run --invocation 2 -o jsonl",
        ],
        &expect![[r#"
            $ logs run
            invocation 1  ID  CLOCK
            I start
            I know of 0 operations
            tax  ID  CLOCK
            I start
            taxing 5
            invocation 2  ID  CLOCK
            I know of 1 operations
            who approves?
            $ logs run --invocation 2
            invocation 2  ID  CLOCK
            I know of 1 operations
            who approves?
            $ logs run --stream stderr
            invocation 2  ID  CLOCK
            who approves?
            $ logs run --stream stderr -o json
            {
              "Lines": [
                {
                  "Line": 6,
                  "Timestamp":TIME,
                  "RequestId": "ID",
                  "FunctionName": "order",
                  "Stream": "stderr",
                  "Text": "who approves?"
                }
              ]
            }
            $ logs run --invocation 2 -o jsonl
            {"Line":5,"Timestamp":TIME,"RequestId":"ID","FunctionName":"order","Stream":"stdout","Text":"I know of 1 operations"}
            {"Line":6,"Timestamp":TIME,"RequestId":"ID","FunctionName":"order","Stream":"stderr","Text":"who approves?"}
        "#]],
    );
}

#[test]
fn what_is_not_there() {
    let dir = talkers();
    invoke_and_leave(&dir, &["order", "--name", "run"]);
    invoke_and_leave(&dir, &["mute", "--name", "mute"]);
    check(
        dir.path(),
        &[
            "logs run --invocation 7",
            "logs run --invocation abcd -o json",
            "logs run --invocation zero",
            "logs run --follow",
            "logs mute",
            "logs mute -o json",
            "logs mute -o jsonl",
            "logs nobody",
        ],
        &expect![[r#"
            $ logs run --invocation 7
            ! error: execution `run` has no invocation 7
            ! hint: 2 of its invocations have ended
            = 1
            $ logs run --invocation abcd -o json
            ! {"error":{"code":"UnknownInvocation","message":"execution `run` has no invocation `abcd`","hint":"2 of its invocations have ended"}}
            = 1
            $ logs run --invocation zero
            ! error: invalid value 'zero' for '--invocation <INVOCATION>': a number, 1 or more, or the start of a request id
            ! 
            ! For more information, try '--help'.
            = 2
            $ logs run --follow
            ! error: execution `run` is not over, and no emulator runs to drive it
            ! hint: go on by `cargo durable start`
            = 3
            $ logs mute
            no output
            $ logs mute -o json
            {
              "Lines": []
            }
            $ logs mute -o jsonl
            $ logs nobody
            ! error: there is no execution `nobody`
            ! hint: `cargo durable execution list` shows what there is
            = 1
        "#]],
    );
}

#[test]
fn what_goes_on_in_another_process_is_the_next_invocation() {
    let dir = talkers();
    invoke_and_leave(&dir, &["order", "--name", "run"]);
    let (code, ..) = run(dir.path(), &["callback", "succeed", "run/approval", "-r", "1"]);
    assert_eq!(code, 0);
    let (code, out, err) = run(dir.path(), &["invoke", "order", "--name", "run"]);
    assert_eq!((code, out.as_str()), (0, "1\n"), "{err}");
    assert_eq!(err, "order | I start\norder | I know of 2 operations\n");
    check(
        dir.path(),
        &[
            "logs run --invocation 3",
            "logs run --follow",
            "delete run",
            "logs run",
        ],
        &expect![[r#"
            $ logs run --invocation 3
            invocation 3  ID  CLOCK
            I start
            I know of 2 operations
            $ logs run --follow
            invocation 1  ID  CLOCK
            I start
            I know of 0 operations
            tax  ID  CLOCK
            I start
            taxing 5
            invocation 2  ID  CLOCK
            I know of 1 operations
            who approves?
            invocation 3  ID  CLOCK
            I start
            I know of 2 operations
            $ delete run
            deleted arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/run/ID
            $ logs run
            ! error: there is no execution `run`
            ! hint: `cargo durable execution list` shows what there is
            = 1
        "#]],
    );
}

#[cfg(unix)]
#[test]
fn as_it_is_printed() {
    use rustix::process::{Pid, Signal, kill_process};

    let dir = talkers();
    assert_eq!(run(dir.path(), &["start", "--detach", "--port", "0"]).0, 0);
    let (code, ..) = run(dir.path(), &["invoke", "order", "--async", "--name", "run"]);
    assert_eq!(code, 0);
    let follow = ["execution", "logs", "run", "--follow"];
    let mut left = background(dir.path(), &follow);
    let text = background(dir.path(), &follow);
    let json = background(dir.path(), &[&follow[..], &["-o", "json"]].concat());
    let third = background(
        dir.path(),
        &[&follow[..], &["--invocation", "3", "-o", "jsonl"]].concat(),
    );
    // Once it has printed it listens.
    let mut said = String::new();
    BufReader::new(left.stdout.take().unwrap())
        .read_line(&mut said)
        .unwrap();
    assert!(said.starts_with("invocation 1  "), "{said}");
    let pid = Pid::from_raw(i32::try_from(left.id()).unwrap()).unwrap();
    kill_process(pid, Signal::INT).unwrap();
    assert_eq!(parts(&left.wait_with_output().unwrap()).0, 130);

    until_open(dir.path());
    let (code, ..) = run(dir.path(), &["callback", "succeed", "approval", "-r", "1"]);
    assert_eq!(code, 0);
    let (code, text, err) = parts(&text.wait_with_output().unwrap());
    assert_eq!((code, err.as_str()), (0, ""));
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains("  ")).collect();
    let counts: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.strip_prefix("I know of "))
        .collect();
    assert_eq!(
        (counts.first(), counts.last()),
        (Some(&"0 operations"), Some(&"2 operations")),
        "{text}"
    );
    assert!(
        lines.contains(&"taxing 5") && lines.contains(&"who approves?"),
        "{text}"
    );

    let (code, json, err) = parts(&json.wait_with_output().unwrap());
    let all: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (code, err.as_str(), all["Lines"].as_array().unwrap().len()),
        (0, "", lines.len())
    );
    let (code, third, err) = parts(&third.wait_with_output().unwrap());
    assert_eq!((code, err.as_str()), (0, ""));
    let (_, whole, _) = run(
        dir.path(),
        &["execution", "logs", "run", "--invocation", "3", "-o", "jsonl"],
    );
    assert_eq!(third, whole);
}

#[test]
fn a_chatty_function_is_bounded_and_its_checkpoints_go_on() {
    let dir = talkers();
    let payload = "{\"lines\": 200000, \"steps\": 20}";
    let line = ["invoke", "order", "-q", "--name", "run", "-d", payload];
    let (code, out, err) = run(dir.path(), &line);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "1\n", ""));
    let (_, history, _) = run(dir.path(), &["execution", "history", "run", "-o", "jsonl"]);
    assert_eq!(history.matches("\"EventType\":\"StepSucceeded\"").count(), 20);

    let (code, out, _) = run(dir.path(), &["execution", "logs", "run", "-o", "json"]);
    assert_eq!(code, 0);
    let all: Value = serde_json::from_str(&out).unwrap();
    let lines = all["Lines"].as_array().unwrap();
    let count = u64::try_from(lines.len()).unwrap();
    assert!((1..=10_000).contains(&count), "{count}");
    // Each was counted, and the last of all is there.
    assert_eq!(count + all["Omitted"].as_u64().unwrap(), 200_002);
    let last = lines.last().unwrap();
    assert_eq!(
        (&last["Line"], &last["Text"]),
        (&200_002.into(), &"the end".into())
    );
    let (_, text, _) = run(dir.path(), &["execution", "logs", "run"]);
    let mut text = text.lines();
    assert!(text.next().unwrap().starts_with("invocation 1  "));
    let first = lines[0]["Line"].as_u64().unwrap() - 1;
    assert_eq!(text.next().unwrap(), format!("… {first} lines are not kept"));

    // What is deleted goes with all its lines, and the room is given back.
    let size = || {
        std::fs::metadata(dir.path().join(".durable/executions.db"))
            .unwrap()
            .len()
    };
    let before = size();
    assert_eq!(run(dir.path(), &["execution", "delete", "run"]).0, 0);
    assert!(size() < before, "{} of {before} bytes", size());
}

#[test]
fn an_emulator_that_keeps_no_logs_is_told_apart() {
    let dir = talkers();
    let server = foreign();
    let output = command(dir.path(), &["execution", "logs", ARN, "--endpoint", &server])
        .output()
        .unwrap();
    let (code, out, err) = parts(&output);
    assert_eq!((code, out.as_str()), (1, ""));
    assert_eq!(
        err,
        format!(
            "error: the emulator at {server} does not keep what functions print\n\
             hint: look where its functions run\n"
        )
    );
}

const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/run/i";

/// An emulator that knows one execution, and nothing else.
fn foreign() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let execution = serde_json::json!({
        "DurableExecutionArn": ARN,
        "DurableExecutionName": "run",
        "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST",
        "StartTimestamp": 1,
        "Status": "RUNNING",
    });
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut request = String::new();
            reader.read_line(&mut request).unwrap();
            let mut header = request.clone();
            while !header.trim().is_empty() {
                header.clear();
                reader.read_line(&mut header).unwrap();
            }
            let (status, body) = if request.contains("/2025-12-01/durable-executions/") {
                ("200 OK", execution.to_string())
            } else {
                ("404 Not Found", "{\"detail\":\"Not Found\"}".to_owned())
            };
            let length = body.len();
            std::io::Write::write_all(
                &mut stream,
                format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
                    .as_bytes(),
            )
            .unwrap();
        }
    });
    format!("http://{address}")
}
