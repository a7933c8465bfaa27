//! `store info` and `store clean` with the real binary.

use std::io::{Read as _, Write as _};
use std::path::Path;

use expect_test::{Expect, expect};
use serde_json::Value;

use crate::cli::command;
use crate::cli_control::told;
use crate::cli_invoke::{Project, project, run, until_open};

/// What commands say; sizes are not always the same.
fn check(dir: &Path, lines: &[&str], expected: &Expect) {
    let told = told(dir, "store", lines);
    let size = regex::Regex::new("[0-9.]+ ([KM]iB|bytes)").unwrap();
    let bytes = regex::Regex::new(r#"Bytes([A-Za-z]*)": ?[1-9][0-9]*"#).unwrap();
    let told = size.replace_all(&told, "SIZE");
    let real = dir.canonicalize().unwrap();
    let told = told
        .replace(&*real.to_string_lossy(), "[DIR]")
        .replace(&*dir.to_string_lossy(), "[DIR]");
    expected.assert_eq(&bytes.replace_all(&told, "Bytes$1\":N"));
}

/// One that failed, one that succeeded, one that is open, and none of them driven by anybody.
fn filled() -> Project {
    let dir = project();
    let wait = ["--callback-timeout", "0.3"];
    for name in ["done", "open"] {
        let line = [&["invoke", "--name", name], &wait[..]].concat();
        assert_eq!(run(dir.path(), &line).0, 1);
    }
    let (code, ..) = run(dir.path(), &["callback", "succeed", "done/approval", "-r", "1"]);
    assert_eq!(code, 0);
    assert_eq!(run(dir.path(), &["invoke", "--name", "done"]).0, 0);
    let large = format!("{{\"fail\":true,\"text\":\"{}\"}}", "x".repeat(100_000));
    assert_eq!(run(dir.path(), &["invoke", "--name", "bad", "-d", &large]).0, 1);
    dir
}

fn names(dir: &Path) -> Vec<String> {
    let (_, out, _) = run(dir, &["execution", "list", "--reverse", "-o", "jsonl"]);
    let name = |line: &str| {
        let listed: Value = serde_json::from_str(line).unwrap();
        listed["DurableExecutionName"].as_str().unwrap().to_owned()
    };
    out.lines().map(name).collect()
}

#[test]
fn where_there_is_no_store() {
    let dir = project();
    check(
        dir.path(),
        &[
            "info",
            "info -o json",
            "clean --yes",
            "clean --dry-run -o json",
            "clean --yes --store :memory:",
            "info --store :memory:",
            "info --endpoint http://127.0.0.1:1",
            "clean --yes --endpoint http://127.0.0.1:1",
        ],
        &expect![[r#"
            $ info
            there is no store at [DIR]/.durable/executions.db yet
            $ info -o json
            {
              "Path": "[DIR]/.durable/executions.db",
              "Bytes": null,
              "Executions": {},
              "ProcessId": null,
              "Endpoint": null
            }
            $ clean --yes
            nothing to remove
            $ clean --dry-run -o json
            {
              "DryRun": true,
              "Executions": 0,
              "Bytes": 0
            }
            $ clean --yes --store :memory:
            ! error: a store in memory has no file
            ! hint: leave `--store :memory:` away
            = 2
            $ info --store :memory:
            ! error: a store in memory has no file
            ! hint: leave `--store :memory:` away
            = 2
            $ info --endpoint http://127.0.0.1:1
            ! error: `store info` looks at a file, and `--endpoint http://127.0.0.1:1` is none
            ! hint: leave `--endpoint` away, and unset `CARGO_DURABLE_ENDPOINT`
            = 2
            $ clean --yes --endpoint http://127.0.0.1:1
            ! error: nothing answers at http://127.0.0.1:1
            !   cause: Connection refused (os error 111)
            ! hint: is it running? start one by `cargo durable start`
            = 3
        "#]],
    );
    assert!(!dir.path().join(".durable").exists());
}

#[test]
fn wrong_use() {
    let dir = project();
    check(
        dir.path(),
        &[
            "clean",
            "clean -o json",
            "clean --yes --dry-run",
            "clean --yes --status running",
            "clean --yes --older-than 2026-11-27",
            "clean --yes --function a/b",
        ],
        &expect![[r#"
            $ clean
            ! error: `store clean` removes executions, and nobody can be asked
            ! hint: pass `--yes`, or `--dry-run` to see what would be removed
            = 2
            $ clean -o json
            ! {"error":{"code":"NotConfirmed","message":"`store clean` removes executions, and nobody can be asked","hint":"pass `--yes`, or `--dry-run` to see what would be removed"}}
            = 2
            $ clean --yes --dry-run
            ! error: the argument '--yes' cannot be used with '--dry-run'
            ! 
            ! Usage: cargo durable store clean --yes
            ! 
            ! For more information, try '--help'.
            = 2
            $ clean --yes --status running
            ! error: invalid value 'running' for '--status <STATUS>': what is removed has ended: a status is one of SUCCEEDED, FAILED, TIMED_OUT, STOPPED
            ! 
            ! For more information, try '--help'.
            = 2
            $ clean --yes --older-than 2026-11-27
            ! error: invalid value '2026-11-27' for '--older-than <AGE>': a duration like `90s`, `15m`, `2h` or `7d`
            ! 
            ! For more information, try '--help'.
            = 2
            $ clean --yes --function a/b
            ! error: invalid value 'a/b' for '--function <NAME>': no name of a function
            ! 
            ! For more information, try '--help'.
            = 2
        "#]],
    );
}

#[test]
fn what_would_be_removed() {
    let dir = filled();
    check(
        dir.path(),
        &[
            "info",
            "info -o json",
            "clean --dry-run",
            "clean --dry-run -o json",
            "clean --dry-run --status failed,timed-out",
        ],
        &expect![[r#"
            $ info
            store       [DIR]/.durable/executions.db
            size        SIZE
            executions  3: 1 failed, 1 running, 1 succeeded
            held by     nobody
            $ info -o json
            {
              "Path": "[DIR]/.durable/executions.db",
              "Bytes":N,
              "Executions": {
                "FAILED": 1,
                "RUNNING": 1,
                "SUCCEEDED": 1
              },
              "ProcessId": null,
              "Endpoint": null
            }
            $ clean --dry-run
            would remove 2 executions, about SIZE
            $ clean --dry-run -o json
            {
              "DryRun": true,
              "Executions": 2,
              "Bytes":N
            }
            $ clean --dry-run --status failed,timed-out
            would remove 1 execution, about SIZE
        "#]],
    );
    assert_eq!(names(dir.path()).len(), 3);
}

#[test]
fn without_an_emulator() {
    let dir = filled();
    check(
        dir.path(),
        &[
            "clean --yes --older-than 1h",
            "clean --yes --function other",
            "clean --yes --function order --status succeeded",
        ],
        &expect![[r#"
            $ clean --yes --older-than 1h
            nothing to remove
            $ clean --yes --function other
            nothing to remove
            $ clean --yes --function order --status succeeded
            removed 1 execution, about SIZE
        "#]],
    );
    assert_eq!(names(dir.path()), ["open", "bad"]);
    let file = dir.path().join(".durable/executions.db");
    let size = || std::fs::metadata(&file).unwrap().len();
    let before = size();
    check(
        dir.path(),
        &["clean --yes -o json", "clean --yes", "info"],
        &expect![[r#"
            $ clean --yes -o json
            {
              "DryRun": false,
              "Executions": 1,
              "Bytes":N,
              "StoreBytesBefore":N,
              "StoreBytesAfter":N
            }
            $ clean --yes
            nothing to remove
            $ info
            store       [DIR]/.durable/executions.db
            size        SIZE
            executions  1: 1 running
            held by     nobody
        "#]],
    );
    assert!(size() + 100_000 <= before, "{} of {before} bytes", size());
    // What is open is as it was.
    assert_eq!(names(dir.path()), ["open"]);
    let (code, ..) = run(dir.path(), &["callback", "succeed", "open/approval", "-r", "2"]);
    assert_eq!(code, 0);
    let (code, out, err) = run(dir.path(), &["invoke", "--name", "open"]);
    assert_eq!((code, out.as_str()), (0, "2\n"), "{err}");
}

#[cfg(unix)]
#[test]
fn with_an_emulator() {
    let dir = filled();
    let (code, out, err) = run(dir.path(), &["start", "--detach", "-P", "0", "-o", "json"]);
    assert_eq!(code, 0, "{err}");
    let started: Value = serde_json::from_str(&out).unwrap();
    let endpoint = started["Endpoint"].as_str().unwrap();
    until_open(dir.path());
    let (_, info, _) = run(dir.path(), &["store", "info", "-o", "json"]);
    let info: Value = serde_json::from_str(&info).unwrap();
    assert_eq!(
        (&info["ProcessId"], &info["Endpoint"]),
        (&started["ProcessId"], &started["Endpoint"])
    );
    // Of an emulator that is named only what it tells is known.
    let (code, out, err) = run(dir.path(), &["store", "clean", "-n", "--endpoint", endpoint]);
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (0, "would remove 2 executions\n", "")
    );
    check(
        dir.path(),
        &[
            "clean -n",
            "clean --yes --status failed",
            "clean --yes -o json",
            "clean --yes",
        ],
        &expect![[r#"
            $ clean -n
            would remove 2 executions, about SIZE
            $ clean --yes --status failed
            removed 1 execution, about SIZE
            ! an emulator runs: it gives the room back to the file system as it goes on
            $ clean --yes -o json
            {
              "DryRun": false,
              "Executions": 1,
              "Bytes":N,
              "StoreBytesBefore":N,
              "StoreBytesAfter":N
            }
            ! an emulator runs: it gives the room back to the file system as it goes on
            $ clean --yes
            nothing to remove
        "#]],
    );
    assert_eq!(names(dir.path()), ["open"]);
    let (code, ..) = run(dir.path(), &["callback", "succeed", "open/approval", "-r", "2"]);
    assert_eq!(code, 0);
    let (code, out, _) = run(dir.path(), &["execution", "wait", "open"]);
    assert_eq!((code, out.as_str()), (0, "2\n"));
}

#[cfg(unix)]
#[test]
fn on_a_terminal_it_asks() {
    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    let dir = filled();
    for (answer, left) in [("\r", 3), ("no\r", 3), ("y\r", 1)] {
        let pty = native_pty_system().openpty(PtySize::default()).unwrap();
        let told = command(dir.path(), &["store", "clean", "--status", "succeeded,failed"]);
        let mut line = CommandBuilder::new(told.get_program());
        line.args(told.get_args());
        line.cwd(dir.path());
        line.env("XDG_STATE_HOME", dir.path());
        let mut child = pty.slave.spawn_command(line).unwrap();
        drop(pty.slave);
        let mut screen = pty.master.try_clone_reader().unwrap();
        let mut said = Vec::new();
        while !said.ends_with(b"[y/N] ") {
            let mut byte = [0];
            screen.read_exact(&mut byte).unwrap();
            said.push(byte[0]);
        }
        let said = String::from_utf8(said).unwrap();
        assert!(said.starts_with("remove 2 executions, about "), "{said}");
        pty.master
            .take_writer()
            .unwrap()
            .write_all(answer.as_bytes())
            .unwrap();
        assert_eq!(child.wait().unwrap().exit_code(), 0);
        assert_eq!(names(dir.path()).len(), left, "{answer:?}");
    }
}
