//! `doctor` with the real binary, on machines that lack this and that.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Output};

use expect_test::{Expect, expect};
use serde_json::Value;

use crate::cli::{command, project, shown};
use crate::support::tool;

/// `doctor` on a machine with no programs, no engine and no proxy. Port 3001 is everybody's.
fn doctor(dir: &Path, args: &[&str]) -> Command {
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
fn one(output: &Output, name: &str) -> Value {
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
        not needed  containers  `DOCKER_HOST` is `ssh://elsewhere`, which we do not talk to; functions run as processes without one
        ok          processes   functions run as processes, under a guard that ends them
        no problems, no warnings
        = 0
    "#]],
    );
    let json = doctor(dir.path(), &["-o", "json"]).output().unwrap();
    let found =
        "`DOCKER_HOST` is `ssh://elsewhere`, which we do not talk to; functions run as processes without one";
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
            not needed  containers                     `DOCKER_HOST` is `ssh://elsewhere`, which we do not talk to; functions run as processes without one
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
            not needed  containers                                 `DOCKER_HOST` is `ssh://elsewhere`, which we do not talk to; functions run as processes without one
            ok          processes                                  functions run as processes, under a guard that ends them
            warning     AWS_ENDPOINT_URL_LAMBDA                    set, but nothing answers at http://127.0.0.1:1
                                                                   hint: unset it, or start an emulator there: `cargo durable start`
            warning     HTTP_PROXY                                 set: SDKs and the AWS CLI would ask the proxy for 127.0.0.1
                                                                   hint: set `NO_PROXY=127.0.0.1,localhost,::1`, too
            warning     DURABLE_EXECUTIONS_EXTERNAL_EMULATOR_PORT  has no effect: `CARGO_DURABLE_PORT` comes before it
            warning     DURABLE_EXECUTIONS_STORE_TYPE              `filesystem` means our SQLite store
            warning     DURABLE_EXECUTIONS_CAPTURE_LOGS            means nothing here: nothing is captured: what functions print goes to stderr
                                                                   hint: unset `DURABLE_EXECUTIONS_CAPTURE_LOGS`
            warning     DURABLE_EXECUTIONS_CONTAINER_NAME          means nothing here: the emulator is a process, and has no container
                                                                   hint: unset `DURABLE_EXECUTIONS_CONTAINER_NAME`
            warning     DURABLE_EXECUTIONS_EMULATOR_IMAGE_TAG      means nothing here: the emulator is this program, and has no image
                                                                   hint: unset `DURABLE_EXECUTIONS_EMULATOR_IMAGE_TAG`
            warning     DURABLE_EXECUTIONS_TIME_SCALE              the official emulator ignores it since 1.3.0, whatever SAM passes on
                                                                   hint: `--time` of `start` and `invoke` says how fast time goes
            no problems, 8 warnings
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

/// An engine's socket: each connection gets this answer, and none if it is empty.
fn socket(path: &Path, answer: &'static str) {
    let listener = UnixListener::bind(path).unwrap();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 512]);
            let _ = stream.write_all(answer.as_bytes());
            if answer.is_empty() {
                kept.push(stream);
            }
        }
    });
}

#[test]
fn an_engine_for_containers() {
    let dir = project("");
    let ask = |path: &str| {
        let host = format!("unix://{}", dir.path().join(path).display());
        let output = doctor(dir.path(), &["-o", "json"])
            .env("DOCKER_HOST", host)
            .output()
            .unwrap();
        let check = one(&output, "containers");
        let found = check["Found"].as_str().unwrap();
        let found = found.replace(&*dir.path().to_string_lossy(), "[DIR]");
        format!("{} {found}", check["Verdict"].as_str().unwrap())
    };
    socket(
        &dir.path().join("engine"),
        "HTTP/1.1 200 OK\r\nApi-Version: 1.47\r\nServer: Docker/27.3.1 (linux)\r\nContent-Length: 2\r\n\r\nOK",
    );
    assert_eq!(
        ask("engine"),
        "OK Docker 27.3.1 (API 1.47) answers at unix://[DIR]/engine; functions run as processes without one"
    );
    socket(
        &dir.path().join("other"),
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    );
    assert_eq!(
        ask("other"),
        "WARNING no engine at `DOCKER_HOST=unix://[DIR]/other`: its answer is no engine's; functions run as processes without one"
    );
    socket(&dir.path().join("silent"), "");
    assert_eq!(
        ask("silent"),
        "WARNING no engine at `DOCKER_HOST=unix://[DIR]/silent`: no answer within 2 seconds; functions run as processes without one"
    );
    assert_eq!(
        ask("gone"),
        "WARNING no engine at `DOCKER_HOST=unix://[DIR]/gone`: No such file or directory (os error 2); functions run as processes without one"
    );
    // Nobody names one: it is where a rootless engine has it.
    if !Path::new("/var/run/docker.sock").exists() {
        std::fs::rename(dir.path().join("engine"), dir.path().join("docker.sock")).unwrap();
        let output = doctor(dir.path(), &["-o", "json"])
            .env_remove("DOCKER_HOST")
            .output()
            .unwrap();
        assert_eq!(one(&output, "containers")["Verdict"], "OK");
    }
}

#[test]
fn what_functions_need() {
    let Some(python) = tool::find("python3", "python") else {
        return;
    };
    let dir = project(
        "[functions.order]\nruntime = \"python3.13\"\nhandler = \"app.handler\"\n\
         [functions.web]\nruntime = \"nodejs22.x\"\nhandler = \"index.handler\"\n",
    );
    for file in ["app.py", "index.mjs"] {
        std::fs::write(dir.path().join(file), "").unwrap();
    }
    let made = Command::new(python)
        .args(["-m", "venv", "--without-pip", ".venv"])
        .current_dir(dir.path())
        .status()
        .unwrap();
    assert!(made.success());
    let output = doctor(dir.path(), &["-o", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let python = one(&output, "python for order");
    assert_eq!(python["Verdict"], "PROBLEM");
    let found = python["Found"].as_str().unwrap();
    assert!(
        found.contains(
            "cannot import awslambdaric: No module named 'awslambdaric'; aws_durable_execution_sdk_python: "
        ),
        "{found}"
    );
    let hint = python["Hint"].as_str().unwrap();
    assert!(
        hint.contains("-m pip install awslambdaric aws-durable-execution-sdk-python`"),
        "{hint}"
    );
    // Node is not on the path, so its function is broken.
    let functions = one(&output, "functions");
    assert_eq!(
        (functions["Verdict"].as_str(), functions["Found"].as_str()),
        (
            Some("PROBLEM"),
            Some("function `web`: Node is not on this machine's path")
        )
    );
    if let Some(node) = tool::find("node", "node") {
        let output = doctor(dir.path(), &["-o", "json"])
            .env("PATH", std::env::join_paths(real_path()).unwrap())
            .output()
            .unwrap();
        let node_check = one(&output, "node for web");
        let version = Command::new(node).arg("--version").output().unwrap();
        let version = String::from_utf8(version.stdout).unwrap();
        let found = node_check["Found"].as_str().unwrap();
        assert!(found.contains(&format!(", Node {}", version.trim())), "{found}");
        let old = version
            .trim_start_matches('v')
            .split('.')
            .next()
            .unwrap()
            .parse::<u32>()
            .unwrap()
            < 22;
        assert_eq!(node_check["Verdict"], if old { "PROBLEM" } else { "OK" });
    }
}

fn real_path() -> Vec<std::path::PathBuf> {
    let path = tool::environment()
        .find(|(name, _)| name == "PATH")
        .map(|(_, path)| path);
    std::env::split_paths(&path.unwrap_or_default()).collect()
}
