//! `doctor` with the real binary, on machines that lack this and that.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use expect_test::{Expect, expect};
use serde_json::Value;

use crate::cli::{command, project, shown};

/// `doctor` on a machine with no programs, no engine and no proxy. Port 3001 is everybody's.
pub(crate) fn doctor(dir: &Path, args: &[&str]) -> Command {
    let mut command = command(dir, &[&["doctor"], args].concat());
    for name in [
        "DOCKER_HOST",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
        "NO_PROXY",
        "no_proxy",
        "CARGO",
        "AWS_ENDPOINT_URL_LAMBDA",
        "DURABLE_EXECUTION_TIME_SCALE",
        "CARGO_DURABLE_TIME",
        "CARGO_DURABLE_PYTHON",
        "CARGO_DURABLE_NODE",
    ] {
        command.env_remove(name);
    }
    command
        .env("PATH", "/nowhere")
        .env("HOME", dir)
        .env("XDG_RUNTIME_DIR", dir)
        .env("DOCKER_HOST", "ssh://elsewhere")
        .env("CARGO_DURABLE_PORT", free_port().to_string());
    command
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// What it shows, without what differs from machine to machine.
fn tell(dir: &Path, output: &Output) -> String {
    let text = shown(dir, output);
    let lines = text.lines().filter(|line| !line.contains("port 3001"));
    let port = regex::Regex::new(r"port [0-9]{4,5} *").unwrap();
    let lines: Vec<_> = lines
        .map(|line| port.replace_all(line, "port [PORT]  "))
        .collect();
    lines.join("\n") + "\n"
}

fn check(dir: &Path, variables: &[(&str, &str)], expected: &Expect) {
    let output = doctor(dir, &[]).envs(variables.iter().copied()).output().unwrap();
    expected.assert_eq(&tell(dir, &output));
}

/// The checks by name.
fn checks(output: &Output) -> Vec<(String, Value)> {
    let report: Value = serde_json::from_slice(&output.stdout).expect("one document");
    let checks = report["Checks"].as_array().unwrap();
    checks
        .iter()
        .map(|check| (check["Check"].as_str().unwrap().to_owned(), check.clone()))
        .collect()
}

/// The check of this name, whoever it is for.
pub(crate) fn one(output: &Output, name: &str) -> Value {
    let is_it = |found: &str| found.split(" for ").next() == name.split(" for ").next();
    let mut checks = checks(output).into_iter();
    checks
        .find(|(found, _)| is_it(found))
        .unwrap_or_else(|| panic!("no check `{name}`"))
        .1
}

#[test]
fn a_machine_with_nothing() {
    let dir = tempfile::tempdir().unwrap();
    check(
        dir.path(),
        &[],
        &expect![[r#"
        not needed  cargo       cannot be run: No such file or directory (os error 2)
                                hint: install Rust, as https://rustup.rs says, for functions in Rust
        not needed  functions   none here
                                hint: write a `durable.toml`, or pass `--function NAME=SPEC`; `cargo durable function list` shows what is found
        not needed  python      not on the path; no function here needs it
        not needed  node        not on the path; no function here needs it
        ok          store       [DIR]/cargo-durable/executions.db, to be made when it is needed
        ok          port [PORT]  free for `start`
        not needed  containers  no engine answers at `DOCKER_HOST=ssh://elsewhere`: we talk to `unix://`, `tcp://` without TLS, and named pipes; functions run as processes without one
        ok          processes   functions run as processes, under a guard that ends them
        no problems, no warnings
        = 0
    "#]],
    );
    let json = doctor(dir.path(), &["-o", "json"]).output().unwrap();
    let found = "no engine answers at `DOCKER_HOST=ssh://elsewhere`: we talk to `unix://`, `tcp://` without TLS, and named pipes; functions run as processes without one";
    assert_eq!(
        one(&json, "containers"),
        serde_json::json!({"Check": "containers", "Verdict": "NOT_NEEDED", "Found": found})
    );
    let jsonl = doctor(dir.path(), &["-o", "jsonl"]).output().unwrap();
    let lines = String::from_utf8(jsonl.stdout).unwrap();
    assert_eq!(lines.lines().count(), checks(&json).len());
    assert_eq!(
        std::fs::read_dir(dir.path()).unwrap().count(),
        0,
        "nothing is made"
    );
}

#[test]
fn problems_have_an_exit_code_and_a_hint() {
    let dir = project("[functions.order]\ncomand = [\"./order\"]\n");
    std::fs::create_dir(dir.path().join(".durable")).unwrap();
    let text = "to do: everything, and then a little more\n".repeat(40);
    std::fs::write(dir.path().join(".durable/executions.db"), text).unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    check(
        dir.path(),
        &[
            ("CARGO_DURABLE_PORT", &port),
            ("DURABLE_EXECUTIONS_STORE_TYPE", "postgres"),
        ],
        &expect![[r#"
            not needed  cargo                          cannot be run: No such file or directory (os error 2)
                                                       hint: install Rust, as https://rustup.rs says, for functions in Rust
            problem     functions                      [DIR]/durable.toml:2: unknown key `comand`
                                                       hint: did you mean `command`?
            not needed  python                         not on the path; no function here needs it
            not needed  node                           not on the path; no function here needs it
            problem     store                          the file `[DIR]/.durable/executions.db` is not a store of cargo durable
                                                       hint: move the file away to begin anew, or pass `--store PATH` to use another one
            problem     port [PORT]  another program listens there
                                                       hint: `start --port 0` takes a free port, or end that program
            not needed  containers                     no engine answers at `DOCKER_HOST=ssh://elsewhere`: we talk to `unix://`, `tcp://` without TLS, and named pipes; functions run as processes without one
            ok          processes                      functions run as processes, under a guard that ends them
            problem     DURABLE_EXECUTIONS_STORE_TYPE  `postgres` of `DURABLE_EXECUTIONS_STORE_TYPE` is no type of store
                                                       hint: it is `sqlite`, `memory` or `filesystem`; unset `DURABLE_EXECUTIONS_STORE_TYPE`, or correct it
            4 problems, no warnings
            = 1
        "#]],
    );
}

#[test]
fn variables_that_matter_or_do_not() {
    let dir = project("");
    check(
        dir.path(),
        &[
            ("AWS_ENDPOINT_URL_LAMBDA", "http://127.0.0.1:1"),
            ("HTTP_PROXY", "http://proxy.example:3128"),
            ("NO_PROXY", "localhost"),
            ("DURABLE_EXECUTIONS_EXTERNAL_EMULATOR_PORT", "9015"),
            ("DURABLE_EXECUTIONS_STORE_TYPE", "filesystem"),
            ("DURABLE_EXECUTIONS_CAPTURE_LOGS", "1"),
            ("DURABLE_EXECUTIONS_CONTAINER_NAME", "mine"),
            ("DURABLE_EXECUTIONS_EMULATOR_IMAGE_TAG", "v1.2.1"),
            ("DURABLE_EXECUTIONS_TIME_SCALE", "0.1"),
        ],
        &expect![[r#"
            not needed  cargo                                      cannot be run: No such file or directory (os error 2)
                                                                   hint: install Rust, as https://rustup.rs says, for functions in Rust
            not needed  functions                                  none here
                                                                   hint: write a `durable.toml`, or pass `--function NAME=SPEC`; `cargo durable function list` shows what is found
            not needed  python                                     not on the path; no function here needs it
            not needed  node                                       not on the path; no function here needs it
            ok          store                                      [DIR]/.durable/executions.db, to be made when it is needed
            ok          port [PORT]  free for `start`
            not needed  containers                                 no engine answers at `DOCKER_HOST=ssh://elsewhere`: we talk to `unix://`, `tcp://` without TLS, and named pipes; functions run as processes without one
            ok          processes                                  functions run as processes, under a guard that ends them
            warning     AWS_ENDPOINT_URL_LAMBDA                    set, but nothing answers at http://127.0.0.1:1
                                                                   hint: unset it, or start an emulator there: `cargo durable start`
            warning     HTTP_PROXY                                 set: SDKs and the AWS CLI would ask the proxy for 127.0.0.1
                                                                   hint: set `NO_PROXY=127.0.0.1,localhost,::1`, too
            warning     DURABLE_EXECUTIONS_EXTERNAL_EMULATOR_PORT  has no effect: `CARGO_DURABLE_PORT` comes before it
            warning     DURABLE_EXECUTIONS_STORE_TYPE              `filesystem` means our SQLite store
            warning     DURABLE_EXECUTIONS_CAPTURE_LOGS            means nothing here: what functions print is always kept: `execution logs` shows it
                                                                   hint: unset `DURABLE_EXECUTIONS_CAPTURE_LOGS`
            warning     DURABLE_EXECUTIONS_CONTAINER_NAME          means nothing here: the emulator is a process, and has no container
                                                                   hint: unset `DURABLE_EXECUTIONS_CONTAINER_NAME`
            warning     DURABLE_EXECUTIONS_EMULATOR_IMAGE_TAG      means nothing here: the emulator is this program; `start --emulator image` and `compat pull` take that tag
                                                                   hint: unset `DURABLE_EXECUTIONS_EMULATOR_IMAGE_TAG`
            ok          DURABLE_EXECUTIONS_TIME_SCALE              means `--time 10` to `start`; the official emulator ignores it since 1.3.0, whatever SAM passes on
            no problems, 7 warnings
            = 0
        "#]],
    );
    let output = doctor(dir.path(), &["-o", "json"])
        .env("http_proxy", "http://proxy.example:3128")
        .env("no_proxy", "127.0.0.1, localhost")
        .env("DURABLE_EXECUTIONS_EMULATOR_PORT", "9015")
        .env_remove("CARGO_DURABLE_PORT")
        .output()
        .unwrap();
    let dead = doctor(dir.path(), &["-o", "json", "--endpoint", "http://127.0.0.1:1"])
        .env("CARGO_DURABLE_PORT", "0")
        .output()
        .unwrap();
    assert_eq!(dead.status.code(), Some(1));
    assert_eq!(
        one(&dead, "--endpoint"),
        serde_json::json!({
            "Check": "--endpoint",
            "Verdict": "PROBLEM",
            "Found": "set, but nothing answers at http://127.0.0.1:1",
            "Hint": "leave it away, unset `CARGO_DURABLE_ENDPOINT`, or start an emulator there",
        })
    );
    assert_eq!(one(&dead, "port")["Found"], "`start` takes a free one");
    assert_eq!(one(&output, "http_proxy")["Verdict"], "OK");
    assert_eq!(one(&output, "DURABLE_EXECUTIONS_EMULATOR_PORT")["Verdict"], "OK");
    assert!(checks(&output).iter().any(|(name, _)| name == "port 9015"));
}

#[test]
fn the_store_and_whoever_uses_it() {
    let dir = project("[functions.far]\nendpoint = \"http://127.0.0.1:1\"\n");
    let port = free_port().to_string();
    let run = |args: &[&str]| command(dir.path(), args).output().unwrap();
    let started = run(&["start", "--detach", "-q", "-P", &port, "-o", "json"]);
    let answer: Value = serde_json::from_slice(&started.stdout).expect("one document");
    let (pid, endpoint) = (&answer["ProcessId"], answer["Endpoint"].as_str().unwrap());
    let ask = |args: &[&str]| {
        doctor(dir.path(), args)
            .env("CARGO_DURABLE_PORT", &port)
            .env("AWS_ENDPOINT_URL_LAMBDA", endpoint)
            .output()
            .unwrap()
    };
    let output = ask(&["-o", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let store = one(&output, "store");
    let found = store["Found"].as_str().unwrap();
    let wanted = format!(", in use by process {pid}, at {endpoint}");
    assert!(found.ends_with(&wanted), "{found}");
    let listens = one(&output, &format!("port {port}"));
    assert_eq!(listens["Found"], "the emulator of this store listens there");
    let variable = one(&output, "AWS_ENDPOINT_URL_LAMBDA");
    assert_eq!(variable["Verdict"], "OK", "{variable}");
    // Of another store, it is in the way.
    let other = ask(&["-o", "json", "--store", ":memory:"]);
    let listens = one(&other, &format!("port {port}"));
    assert_eq!(listens["Found"], "another emulator listens there");
    assert_eq!(run(&["stop"]).status.code(), Some(0));

    let before = listing(dir.path());
    let output = ask(&["-o", "json"]);
    let store = one(&output, "store");
    assert!(
        store["Found"].as_str().unwrap().ends_with(", of this version"),
        "{store}"
    );
    assert_eq!(one(&output, &format!("port {port}"))["Found"], "free for `start`");
    assert_eq!(one(&output, "AWS_ENDPOINT_URL_LAMBDA")["Verdict"], "WARNING");
    assert_eq!(listing(dir.path()), before, "it changes nothing");
}

/// Every file below, with its size.
fn listing(dir: &Path) -> Vec<(std::path::PathBuf, u64)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        found.push((path.clone(), path.metadata().unwrap().len()));
        if path.is_dir() {
            found.extend(listing(&path));
        }
    }
    found.sort();
    found
}
