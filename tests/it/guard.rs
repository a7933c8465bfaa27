//! The guard outlives whoever started it, and nobody outlives the guard.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use crate::support::tool::{is_running, until};

const PROGRAM: &str = env!("CARGO_BIN_EXE_cargo-durable");

fn guard(stdin: Stdio, script: &str) -> Child {
    Command::new(PROGRAM)
        .args(["__guard", "--", "sh", "-c", script])
        .stdin(stdin)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn the_group_ends_when_the_holder_of_the_pipe_is_killed() {
    // `sleep` stands for the emulator: it alone holds the other end of the guard's standard input.
    let mut holder = Command::new("sleep")
        .arg("1000")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let pipe = Stdio::from(holder.stdout.take().unwrap());
    // Neither the shell nor its child listens to a polite request.
    let mut guard = guard(pipe, "trap '' TERM; sleep 1000 & echo $$ $!; wait; sleep 1000");
    let mut line = String::new();
    BufReader::new(guard.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let pids: Vec<i32> = line.split_whitespace().map(|pid| pid.parse().unwrap()).collect();
    assert!(
        pids.len() == 2 && pids.iter().all(|pid| is_running(*pid)),
        "{line}"
    );
    holder.kill().unwrap();
    holder.wait().unwrap();
    for pid in pids {
        until("the end of an orphan", || (!is_running(pid)).then_some(())).await;
    }
    until("the end of the guard", || guard.try_wait().unwrap()).await;
}

#[test]
fn the_exit_code_is_the_guests() {
    for (script, code) in [("exit 7", 7), ("kill -9 $$", 137), ("exit 0", 0)] {
        let mut child = guard(Stdio::piped(), script);
        let mut rest = String::new();
        child.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
        let held = child.stdin.take();
        assert_eq!(child.wait().unwrap().code(), Some(code), "{script}");
        drop(held);
    }
}

#[tokio::test]
async fn what_the_guest_leaves_behind_ends_with_it() {
    let mut child = guard(Stdio::piped(), "sleep 1000 >/dev/null 2>&1 & echo $!");
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let left: i32 = line.trim().parse().unwrap();
    until("the end of the guard", || child.try_wait().unwrap()).await;
    until("the end of what was left", || (!is_running(left)).then_some(())).await;
}
