//! `function list` with the real binary: what was found, from where, and how it would run.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::path::Path;

use expect_test::{Expect, expect};

use crate::cli::{check, check_in, command, project, shown};

/// A function of each kind. Nothing is started, so a file is as good as a program.
const EACH: &str = r#"
[functions.order]
runtime = "python3.13"
code = "order"
handler = "app.handler"
timeout_s = 30
memory_mb = 256
durable = { execution_timeout_s = 3600, retention_days = 7 }

[functions.ship]
command = ["./ship", "--fast"]

[functions.tax]
endpoint = "http://127.0.0.1:9001"
durable = false

[functions.gone]
command = ["./gone"]

[functions.lost]
runtime = "python3.13"
code = "order"
handler = "nowhere.handler"
"#;

fn each() -> tempfile::TempDir {
    let dir = project(EACH);
    for file in ["order/app.py", "order/.venv/bin/python", "ship"] {
        let path = dir.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "").unwrap();
    }
    dir
}

#[test]
fn of_each_kind() {
    let dir = each();
    check_in(dir.path(), &["function", "list"], &expect![[r#""#]]);
    check_in(dir.path(), &["function", "list", "-o", "json"], &expect![[r#""#]]);
    check_in(
        dir.path(),
        &[
            "function",
            "list",
            "-o",
            "jsonl",
            "--function",
            "ship,plain,timeout=3=http://127.0.0.1:9002",
            "--function-configs",
            r#"{"tax": {"DurableConfig": {"ExecutionTimeout": 60}}, "far": {"Runtime": "java21", "MemorySize": 512}}"#,
            "--lambda-endpoint",
            "http://127.0.0.1:9003",
        ],
        &expect![[r#""#]],
    );
    assert!(!dir.path().join(".durable").exists(), "nothing is made");
}

#[test]
fn none_and_a_file_that_is_wrong() {
    check(&["function", "list"], &expect![[r#""#]]);
    check(&["function", "list", "-o", "json", "-q"], &expect![[r#""#]]);
    check(&["function", "list", "-o", "jsonl", "-q"], &expect![[r#""#]]);
    let dir = project("[functions.order]\ncommand = [\"./order\"]\ntiemout_s = 3\n");
    check_in(dir.path(), &["function", "list"], &expect![[r#""#]]);
    check_in(dir.path(), &["function", "list", "-o", "json"], &expect![[r#""#]]);
    check(
        &["--endpoint", "http://127.0.0.1:1", "function", "list"],
        &expect![[r#""#]],
    );
}

#[test]
fn cargo_targets() {
    let dir = tempfile::tempdir().unwrap();
    let manifest = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
                    [[bin]]\nname = \"order\"\npath = \"main.rs\"\n[[bin]]\nname = \"mend.it\"\npath = \"main.rs\"\n\
                    [[bin]]\nname = \"tool\"\npath = \"main.rs\"\n\
                    [package.metadata.durable.functions.order]\ncargo = { bin = \"order\" }\ntimeout_s = 60\n\
                    [package.metadata.durable.functions.typo]\ncargo = { bin = \"ordre\" }\n";
    std::fs::write(dir.path().join("Cargo.toml"), manifest).unwrap();
    std::fs::write(dir.path().join("main.rs"), "fn main() {}\n").unwrap();
    check_in(dir.path(), &["function", "list"], &expect![[r#""#]]);
    assert!(!dir.path().join("target").exists(), "nothing is built");
}

#[cfg(unix)]
#[test]
fn what_an_emulator_serves() {
    let dir = each();
    let run = |args: &[&str]| command(dir.path(), args).output().unwrap();
    let started = run(&["start", "--detach", "-q", "-P", "0", "-o", "json"]);
    let answer: serde_json::Value = serde_json::from_slice(&started.stdout).expect("one document");
    let endpoint = answer["Endpoint"].as_str().unwrap();
    let listed = |at: &Path, args: &[&str], expected: &Expect| {
        let output = command(at, args).output().unwrap();
        expected.assert_eq(&shown(dir.path(), &output).replace(endpoint, "[ENDPOINT]"));
    };
    listed(dir.path(), &["function", "list"], &expect![[r#""#]]);
    let elsewhere = tempfile::tempdir().unwrap();
    listed(
        elsewhere.path(),
        &["--endpoint", endpoint, "function", "list", "-o", "jsonl"],
        &expect![[r#""#]],
    );
    assert_eq!(run(&["stop"]).status.code(), Some(0));
}
