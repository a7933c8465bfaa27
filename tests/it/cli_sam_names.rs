//! The names of SAM and of the official emulator: what `start` makes of them.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

use serde_json::Value;

use crate::cli::{command, project};
#[cfg(unix)]
use crate::sdk::{emulator::Emulator, project::Project};

/// What `start` answers and says with these variables; it is ended at once.
#[cfg(unix)]
fn started(args: &[&str], variables: &[(&str, &str)]) -> (Value, String) {
    let dir = project("");
    let mut child = command(dir.path(), &[&["start", "-P", "0", "-o", "jsonl"], args].concat())
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let pid = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    child.wait().unwrap();
    let answer = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}{said}"));
    (answer, said.replace("stopping\n", ""))
}

#[cfg(unix)]
#[test]
fn what_means_nothing_to_a_process_is_said_once() {
    let variables = [
        ("DURABLE_EXECUTIONS_CAPTURE_LOGS", "true"),
        ("DURABLE_EXECUTIONS_CONTAINER_NAME", "mine"),
        ("DURABLE_EXECUTIONS_EMULATOR_IMAGE_TAG", "v1.2.1"),
    ];
    let (answer, said) = started(&[], &variables);
    assert!(answer["Endpoint"].is_string(), "{answer}");
    assert_eq!(
        said,
        "note: `DURABLE_EXECUTIONS_CAPTURE_LOGS` means nothing here: what functions print is always kept: `execution logs` shows it\n\
         note: `DURABLE_EXECUTIONS_CONTAINER_NAME` means nothing here: the emulator is a process, and has no container\n\
         note: `DURABLE_EXECUTIONS_EMULATOR_IMAGE_TAG` means nothing here: the emulator is this program; `start --emulator image` and `compat pull` take that tag\n"
    );
    assert_eq!(started(&["-q"], &variables).1, "");
    // What is empty is not set.
    let empty = variables.map(|(name, _)| (name, ""));
    assert_eq!(started(&[], &empty).1, "");
}

#[cfg(unix)]
#[test]
fn the_type_of_the_store() {
    let kept = |value: &str, args: &[&str]| {
        let (answer, said) = started(args, &[("DURABLE_EXECUTIONS_STORE_TYPE", value)]);
        (answer["Store"].as_str().unwrap() == ":memory:", said)
    };
    assert_eq!(kept("sqlite", &[]), (false, String::new()));
    assert_eq!(kept("memory", &[]), (true, String::new()));
    assert_eq!(kept("memory", &["--store", "mine.db"]), (false, String::new()));
    let note = "note: `DURABLE_EXECUTIONS_STORE_TYPE=filesystem` means our SQLite store\n";
    assert_eq!(kept("filesystem", &[]), (false, note.to_owned()));
    assert_eq!(
        kept("filesystem", &["--store", ":memory:"]),
        (true, String::new())
    );
}

#[test]
fn a_wrong_value_ends_it_before_anything_is_made() {
    for (name, value, error) in [
        (
            "DURABLE_EXECUTIONS_STORE_TYPE",
            "postgres",
            "error: `postgres` of `DURABLE_EXECUTIONS_STORE_TYPE` is no type of store\n\
             hint: it is `sqlite`, `memory` or `filesystem`; unset `DURABLE_EXECUTIONS_STORE_TYPE`, or correct it\n",
        ),
        (
            "DURABLE_EXECUTIONS_EXTERNAL_EMULATOR_PORT",
            "http",
            "error: `http` of `DURABLE_EXECUTIONS_EXTERNAL_EMULATOR_PORT` is no port\n\
             hint: unset `DURABLE_EXECUTIONS_EXTERNAL_EMULATOR_PORT`, or pass `--port`\n",
        ),
    ] {
        let dir = project("");
        let output = command(dir.path(), &["start"]).env(name, value).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), error);
        assert_eq!(output.status.code(), Some(2));
        assert!(!dir.path().join(".durable").exists());
    }
}

#[cfg(unix)]
#[test]
fn ports_in_the_order_in_which_they_count() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().port().to_string();
    let dir = project("");
    // Each of them alone is what `start` tries; what comes first is what counts.
    let lines: [&[(&str, &str)]; 3] = [
        &[("DURABLE_EXECUTIONS_EMULATOR_PORT", &taken)],
        &[
            ("DURABLE_EXECUTIONS_EXTERNAL_EMULATOR_PORT", &taken),
            ("DURABLE_EXECUTIONS_EMULATOR_PORT", "0"),
        ],
        &[
            ("CARGO_DURABLE_PORT", &taken),
            ("DURABLE_EXECUTIONS_EXTERNAL_EMULATOR_PORT", "0"),
        ],
    ];
    for variables in lines {
        let output = command(dir.path(), &["start"])
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            said.starts_with(&format!("error: port {taken} is taken")),
            "{variables:?}: {said}"
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn whose_answers_are_given() {
    let none = "arn:aws:lambda:us-east-1:123456789012:function:fn:1/durable-execution/a/b";
    let service =
        r#"404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}"#;
    let emulator =
        format!(r#"404  {{"Type":"ResourceNotFoundException","Message":"Execution {none} not found"}}"#);
    for (options, expected) in [
        (&[][..], service),
        (&["--answers-as", "service"], service),
        (&["--answers-as", "emulator-1.2"], &emulator),
    ] {
        let project = Project::empty();
        let command = project.command(&[&["-o", "jsonl", "start", "--port", "0"], options].concat());
        let started = Emulator::launch(command, project.path("start.log")).await;
        assert_eq!(started.unwrap().refusal(none).await, expected, "{options:?}");
    }
}
