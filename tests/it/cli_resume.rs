//! What `invoke` says of an execution that it leaves behind, and whether that can be typed.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use crate::cli::command;
use crate::cli_invoke::{background, parts, project, run, until_open};

fn with_stdin(dir: &Path, args: &[&str], stdin: &str) -> (i32, String, String) {
    let mut command = command(dir, args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    parts(&child.wait_with_output().unwrap())
}

#[test]
fn hints_repeat_the_store_and_what_stdin_said() {
    let dir = project();
    let store = ["--store", "other store.db"];
    let line = ["invoke", "--name", "run", "--timeout", "2.5", "-d", "-"];
    let (code, out, err) = with_stdin(dir.path(), &[&store[..], &line].concat(), "{\"a\": \"it's\"}\n");
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert!(
        err.ends_with(
            "hint: execution `run` is kept; `cargo durable --store 'other store.db' invoke --name run \
             -d '{\"a\": \"it'\\''s\"}'` goes on with it\n"
        ),
        "{err}"
    );
    let (code, out, err) = run(
        dir.path(),
        &[&["callback", "succeed", "approval", "-r", "7"], &store[..]].concat(),
    );
    assert_eq!((code, out.as_str()), (0, "succeeded run/approval\n"), "{err}");
    assert_eq!(
        err,
        "it is on disk; no emulator runs: `cargo durable start --store 'other store.db'` goes on\n"
    );
    // The hint, typed: blanks around a payload do not count, and nobody is asked for an answer that is there.
    let line = ["invoke", "--name", "run", "-d", "{\"a\": \"it's\"}"];
    let (code, out, err) = run(dir.path(), &[&store[..], &line].concat());
    assert_eq!((code, out.as_str(), err.as_str()), (0, "7\n", ""));
    let missing: [(&[&str], &str); 2] = [
        (&["execution", "get", "nothing"], "execution list"),
        (&["callback", "fail", "nothing"], "callback list"),
    ];
    for (line, hint) in missing {
        let (code, _, err) = run(dir.path(), &[line, &store[..]].concat());
        let hint = format!("hint: `cargo durable {hint} --store 'other store.db'` shows what there is\n");
        assert!(code == 1 && err.ends_with(&hint), "{err}");
    }
}

#[cfg(unix)]
#[test]
fn an_execution_outlives_the_emulator_that_ran_it() {
    use rustix::process::{Pid, Signal, kill_process};

    let dir = project();
    let (code, out, err) = run(dir.path(), &["start", "--detach", "-P", "0", "-o", "json"]);
    assert_eq!(code, 0, "{err}");
    let started: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        started["Environment"]["AWS_ENDPOINT_URL_LAMBDA"],
        started["Endpoint"]
    );
    let invoke = background(dir.path(), &["invoke", "--name", "run"]);
    until_open(dir.path());
    let pid = started["ProcessId"]
        .as_i64()
        .and_then(|pid| i32::try_from(pid).ok());
    kill_process(Pid::from_raw(pid.unwrap()).unwrap(), Signal::KILL).unwrap();
    let (code, out, err) = parts(&invoke.wait_with_output().unwrap());
    assert_eq!((code, out.as_str()), (3, ""), "{err}");
    assert!(
        err.ends_with("hint: execution `run` is kept; `cargo durable invoke --name run` goes on with it\n"),
        "{err}"
    );
    let (code, ..) = run(dir.path(), &["callback", "succeed", "run/approval", "-r", "1"]);
    assert_eq!(code, 0);
    let (code, out, err) = run(dir.path(), &["invoke", "--name", "run"]);
    assert_eq!((code, out.as_str()), (0, "1\n"), "{err}");
}
