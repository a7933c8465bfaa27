//! The real binary, as a person and as a script see it: help, errors, empty answers, start and stop.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use expect_test::{Expect, expect};
use tempfile::TempDir;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_cargo-durable");

/// A directory outside any project, with this `durable.toml`.
pub(crate) fn project(durable_toml: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("durable.toml"), durable_toml).unwrap();
    dir
}

/// The program in a directory, with an environment that says nothing.
pub(crate) fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .args(args)
        .current_dir(dir)
        .stdin(Stdio::null())
        .env("XDG_STATE_HOME", dir)
        .env("CARGO_DURABLE_ISOLATION", "process")
        .env("COLUMNS", "100");
    for name in ["ENDPOINT", "STORE", "PORT", "LOG", "OUTPUT_FORMAT", "COLOR"] {
        command.env_remove(format!("CARGO_DURABLE_{name}"));
    }
    for name in [
        "EXTERNAL_EMULATOR_PORT",
        "EMULATOR_PORT",
        "STORE_TYPE",
        "CAPTURE_LOGS",
        "CONTAINER_NAME",
        "EMULATOR_IMAGE_TAG",
        "TIME_SCALE",
    ] {
        command.env_remove(format!("DURABLE_EXECUTIONS_{name}"));
    }
    command
}

/// Standard output, `!` standard error, and the code; the directory's name is `[DIR]`.
pub(crate) fn shown(dir: &Path, output: &Output) -> String {
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        text.extend(["! ", line, "\n"]);
    }
    let real = dir.canonicalize().unwrap();
    let text = text
        .replace(&*real.to_string_lossy(), "[DIR]")
        .replace(&*dir.to_string_lossy(), "[DIR]");
    format!("{text}= {}\n", output.status.code().unwrap_or(-1))
}

pub(crate) fn check_in(dir: &Path, args: &[&str], expected: &Expect) {
    let output = command(dir, args).output().unwrap();
    expected.assert_eq(&shown(dir, &output));
}

pub(crate) fn check(args: &[&str], expected: &Expect) {
    check_in(tempfile::tempdir().unwrap().path(), args, expected);
}

#[test]
fn help_fits_one_screen() {
    check(
        &["--help"],
        &expect![[r#"
            Run, inspect and check AWS Lambda durable functions on your own machine

            Usage: cargo durable [OPTIONS] <COMMAND>

            Commands:
              start        Run the emulator
              stop         End the emulator of this store
              invoke       Start an execution, follow it to its end, print its result
              execution    Look at executions, wait for them, run them again; stop, pause or delete them
              callback     Answer what executions wait for
              function     See which functions there are
              store        Look at the store, and make room in it
              compat       AWS's own emulator: pin its image, pull it, check it, stand in its place
              doctor       Check this machine, and say what to do
              completions  Print what a shell needs to complete our commands
              man          Print a manual page
              help         Print this message or the help of the given subcommand(s)

            Options:
              -h, --help     Print help
              -V, --version  Print version

            Global options:
              -o, --output-format <FORMAT>  The answer: text, json or jsonl [env: CARGO_DURABLE_OUTPUT_FORMAT]
                  --color <WHEN>            Colors: auto, always or never [env: CARGO_DURABLE_COLOR]
              -v, --verbose...              Say more on stderr; twice for everything
              -q, --quiet                   Say only what went wrong
                  --endpoint <URL>          Talk to the emulator at this address [env: CARGO_DURABLE_ENDPOINT]
                  --store <PATH>            Where executions are kept, or `:memory:` [env: CARGO_DURABLE_STORE]
                  --manifest-path <PATH>    The project's Cargo.toml
              -C, --directory <DIR>         Go to this directory first

            Exit codes:
              0    done, or the execution succeeded
              1    it failed, timed out, was stopped or is not there, or a check found something
              2    wrong use or configuration, or the build failed
              3    our own or the environment's trouble: no emulator, a port taken, a broken store
              130  interrupted
            = 0
        "#]],
    );
    for args in [
        &["invoke", "-h"][..],
        &["start", "-h"],
        &["execution", "history", "-h"],
        &["callback", "fail", "-h"],
    ] {
        let output = command(Path::new("."), args).output().unwrap();
        let lines = String::from_utf8(output.stdout).unwrap().lines().count();
        assert!((1..=44).contains(&lines), "{args:?} has {lines} lines");
    }
}

#[test]
fn cargo_passes_the_subcommands_name() {
    let dir = tempfile::tempdir().unwrap();
    let plain = command(dir.path(), &["execution", "list"]).output().unwrap();
    let doubled = command(dir.path(), &["durable", "execution", "list"])
        .output()
        .unwrap();
    assert_eq!(plain, doubled);
}

#[test]
fn an_empty_store_is_not_made_by_looking() {
    let dir = project("");
    check_in(
        dir.path(),
        &["execution", "list"],
        &expect![[r#"
        no executions
        = 0
    "#]],
    );
    check_in(
        dir.path(),
        &["execution", "list", "-o", "json"],
        &expect![[r#"
        {
          "DurableExecutions": []
        }
        = 0
    "#]],
    );
    check_in(
        dir.path(),
        &["execution", "list", "-o", "jsonl"],
        &expect![[r#"
        = 0
    "#]],
    );
    check_in(
        dir.path(),
        &["callback", "list"],
        &expect![[r#"
        no open callbacks
        = 0
    "#]],
    );
    check_in(
        dir.path(),
        &["stop"],
        &expect![[r#"
        no emulator runs on this store
        = 0
    "#]],
    );
    assert!(!dir.path().join(".durable").exists());
}

#[test]
fn wrong_use() {
    check(
        &["frobnicate"],
        &expect![[r#"
        ! error: unrecognized subcommand 'frobnicate'
        ! 
        ! Usage: cargo durable [OPTIONS] <COMMAND>
        ! 
        ! For more information, try '--help'.
        = 2
    "#]],
    );
    check(
        &["frobnicate", "-o", "json"],
        &expect![[r#"
        ! {"error":{"code":"Usage","message":"unrecognized subcommand 'frobnicate'","hint":"see `--help`"}}
        = 2
    "#]],
    );
    check(
        &["-C", "nowhere", "stop"],
        &expect![[r#"
        ! error: cannot go to `nowhere`
        !   cause: No such file or directory (os error 2)
        = 2
    "#]],
    );
    check(
        &["--manifest-path", "nowhere/Cargo.toml", "stop"],
        &expect![[r#"
        ! error: there is no `nowhere/Cargo.toml`
        ! hint: `--manifest-path` takes a Cargo.toml
        = 2
    "#]],
    );
    check(
        &["execution", "list", "--status", "done"],
        &expect![[r#"
        ! error: invalid value 'done' for '--status <STATUS>': a status is one of RUNNING, SUCCEEDED, FAILED, TIMED_OUT, STOPPED, DELETING, PAUSING, PAUSED
        ! 
        ! For more information, try '--help'.
        = 2
    "#]],
    );
    check(
        &["--endpoint", "nonsense", "execution", "list"],
        &expect![[r#"
        ! error: `nonsense` is no URL
        ! hint: an endpoint looks like `http://127.0.0.1:9014`
        = 2
    "#]],
    );
    check(
        &["start", "--endpoint", "http://127.0.0.1:1"],
        &expect![[r#"
        ! error: `start` runs an emulator here, and `--endpoint` names another
        ! hint: leave `--endpoint` away, and unset `CARGO_DURABLE_ENDPOINT`
        = 2
    "#]],
    );
}

#[test]
fn payloads_are_checked_before_anything_starts() {
    check(
        &["invoke", "order", "-d", "{\n  \"id\": 1,\n}"],
        &expect![[r#"
        ! error: the payload from `--data` is not JSON: line 3, column 1
        !   cause: key must be a string
        = 2
    "#]],
    );
    check(
        &["invoke", "order", "-d", "hello", "-o", "json"],
        &expect![[r#"
        ! {"error":{"code":"InvalidPayload","message":"the payload from `--data` is not JSON: line 1, column 1: expected value","hint":"a string needs quotes: `-d '\"hello\"'`"}}
        = 2
    "#]],
    );
    check(
        &["invoke", "order", "-F", "nowhere.json"],
        &expect![[r#"
        ! error: cannot read the payload from `nowhere.json`
        !   cause: No such file or directory (os error 2)
        = 2
    "#]],
    );
    check(
        &["invoke", "order", "-d", "1", "-F", "x"],
        &expect![[r#"
            ! error: the argument '--data <JSON>' cannot be used with '--data-file <PATH>'
            ! 
            ! Usage: cargo durable invoke --data <JSON> --isolation <HOW> <FUNCTION>
            ! 
            ! For more information, try '--help'.
            = 2
        "#]],
    );
}

#[test]
fn a_port_that_is_taken() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let dir = project("");
    for args in [&["start"][..], &["start", "--detach"]] {
        let output = command(dir.path(), args)
            .env("CARGO_DURABLE_PORT", port.to_string())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(
            said.starts_with(&format!("error: port {port} is taken\n  cause: ")),
            "{said}"
        );
        assert!(
            said.ends_with("\nhint: pass `--port 0` to take a free one\n"),
            "{said}"
        );
    }
}

#[cfg(unix)]
#[test]
fn an_emulator_in_the_background() {
    let dir = project("[functions.far]\nendpoint = \"http://127.0.0.1:1\"\n");
    let run = |args: &[&str]| command(dir.path(), args).output().unwrap();
    let started = run(&["start", "--detach", "-P", "0", "-o", "json"]);
    let answer: serde_json::Value = serde_json::from_slice(&started.stdout).expect("one document");
    let (pid, endpoint) = (
        answer["ProcessId"].to_string(),
        answer["Endpoint"].as_str().unwrap().to_owned(),
    );
    assert_eq!(answer["Functions"][0]["FunctionName"], "far");
    assert_eq!(
        std::fs::read_to_string(dir.path().join(".durable/.gitignore")).unwrap(),
        "*\n"
    );

    let second = run(&["start", "-P", "0"]);
    assert_eq!(second.status.code(), Some(3));
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains(&format!("process {pid}, at {endpoint}")), "{said}");

    let listed = run(&["execution", "list"]);
    assert_eq!(String::from_utf8_lossy(&listed.stdout), "no executions\n");
    let named = run(&["--endpoint", &endpoint, "execution", "list"]);
    assert_eq!(listed, named);

    let stopped = run(&["stop"]);
    assert_eq!(
        String::from_utf8_lossy(&stopped.stdout),
        format!("stopped process {pid}\n")
    );
    assert_eq!(
        String::from_utf8_lossy(&run(&["stop"]).stdout),
        "no emulator runs on this store\n"
    );
}

#[cfg(unix)]
#[test]
fn start_ends_when_it_is_told_to() {
    use std::io::{BufRead, BufReader};

    let dir = project("");
    let mut child = command(dir.path(), &["start", "-P", "0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert!(line.starts_with("listening on http://127.0.0.1:"), "{line}");
    let pid = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
