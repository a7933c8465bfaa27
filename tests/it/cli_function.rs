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
    check_in(
        dir.path(),
        &["function", "list"],
        &expect![[r#"
        FUNCTION  KIND                         LIMITS                        RUNS                                                                    FROM
        gone      durable (default)            900s 128MB, execution 1d 00h  cannot run: see below                                                   durable.toml
        lost      durable (default)            900s 128MB, execution 1d 00h  cannot run: see below                                                   durable.toml
        order     durable (`durable = { … }`)  30s 256MB, execution 1h 00m   python3.13, process order/.venv/bin/python -m awslambdaric app.handler  durable.toml
        ship      durable (default)            900s 128MB, execution 1d 00h  process ship --fast                                                     durable.toml
        tax       plain (`durable = false`)    900s 128MB                    calls http://127.0.0.1:9001                                             durable.toml
        gone: there is no program `[DIR]/gone`
        lost: the handler `nowhere.handler` cannot be found: there is no `[DIR]/order/nowhere.py`
          hint: a handler is a file without its ending, a dot, and a function in it
        = 0
    "#]],
    );
    assert!(!dir.path().join(".durable").exists(), "nothing is made");
}

#[test]
fn of_each_kind_for_programs() {
    let dir = each();
    check_in(
        dir.path(),
        &["function", "list", "-o", "jsonl"],
        &expect![[r#"
            {"FunctionName":"gone","Timeout":900,"MemorySize":128,"DurableConfig":{"ExecutionTimeout":86400,"RetentionPeriodInDays":14},"Durable":true,"Because":"default","DeclaredIn":"durable.toml","RunsAs":"Process","Command":["./gone"],"Directory":"[DIR]","Problem":"there is no program `[DIR]/gone`"}
            {"FunctionName":"lost","Runtime":"python3.13","Handler":"nowhere.handler","Timeout":900,"MemorySize":128,"DurableConfig":{"ExecutionTimeout":86400,"RetentionPeriodInDays":14},"Durable":true,"Because":"default","DeclaredIn":"durable.toml","RunsAs":"Process","Command":["python3","-m","awslambdaric","nowhere.handler"],"Directory":"[DIR]/order","Problem":"the handler `nowhere.handler` cannot be found: there is no `[DIR]/order/nowhere.py`","Hint":"a handler is a file without its ending, a dot, and a function in it"}
            {"FunctionName":"order","Runtime":"python3.13","Handler":"app.handler","Timeout":30,"MemorySize":256,"DurableConfig":{"ExecutionTimeout":3600,"RetentionPeriodInDays":7},"Durable":true,"Because":"`durable = { … }`","DeclaredIn":"durable.toml","RunsAs":"Process","Command":["[DIR]/order/.venv/bin/python","-m","awslambdaric","app.handler"],"Directory":"[DIR]/order"}
            {"FunctionName":"ship","Timeout":900,"MemorySize":128,"DurableConfig":{"ExecutionTimeout":86400,"RetentionPeriodInDays":14},"Durable":true,"Because":"default","DeclaredIn":"durable.toml","RunsAs":"Process","Command":["[DIR]/ship","--fast"],"Directory":"[DIR]"}
            {"FunctionName":"tax","Timeout":900,"MemorySize":128,"Durable":false,"Because":"`durable = false`","DeclaredIn":"durable.toml","RunsAs":"Endpoint","Endpoint":"http://127.0.0.1:9001"}
            = 0
        "#]],
    );
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
        &expect![[r#"
            {"FunctionName":"far","Runtime":"java21","Timeout":900,"MemorySize":512,"Durable":false,"Because":"no `DurableConfig`","DeclaredIn":"--function-configs","RunsAs":"Endpoint","Endpoint":"http://127.0.0.1:9003"}
            {"FunctionName":"gone","Timeout":900,"MemorySize":128,"DurableConfig":{"ExecutionTimeout":86400,"RetentionPeriodInDays":14},"Durable":true,"Because":"default","DeclaredIn":"durable.toml","RunsAs":"Process","Command":["./gone"],"Directory":"[DIR]","Problem":"there is no program `[DIR]/gone`"}
            {"FunctionName":"lost","Runtime":"python3.13","Handler":"nowhere.handler","Timeout":900,"MemorySize":128,"DurableConfig":{"ExecutionTimeout":86400,"RetentionPeriodInDays":14},"Durable":true,"Because":"default","DeclaredIn":"durable.toml","RunsAs":"Process","Command":["python3","-m","awslambdaric","nowhere.handler"],"Directory":"[DIR]/order","Problem":"the handler `nowhere.handler` cannot be found: there is no `[DIR]/order/nowhere.py`","Hint":"a handler is a file without its ending, a dot, and a function in it"}
            {"FunctionName":"order","Runtime":"python3.13","Handler":"app.handler","Timeout":30,"MemorySize":256,"DurableConfig":{"ExecutionTimeout":3600,"RetentionPeriodInDays":7},"Durable":true,"Because":"`durable = { … }`","DeclaredIn":"durable.toml","RunsAs":"Process","Command":["[DIR]/order/.venv/bin/python","-m","awslambdaric","app.handler"],"Directory":"[DIR]/order"}
            {"FunctionName":"ship","Timeout":3,"MemorySize":128,"Durable":false,"Because":"`plain`","DeclaredIn":"--function","RunsAs":"Endpoint","Endpoint":"http://127.0.0.1:9002"}
            {"FunctionName":"tax","Timeout":900,"MemorySize":128,"DurableConfig":{"ExecutionTimeout":60,"RetentionPeriodInDays":14},"Durable":true,"Because":"`DurableConfig`","DeclaredIn":"durable.toml","RunsAs":"Endpoint","Endpoint":"http://127.0.0.1:9001"}
            = 0
        "#]],
    );
}

#[test]
fn one_document() {
    let dir = project("[functions.tax]\nendpoint = \"http://127.0.0.1:9001\"\naliases = [\"live\"]\n");
    check_in(
        dir.path(),
        &["function", "list", "-o", "json"],
        &expect![[r#"
        {
          "Functions": [
            {
              "FunctionName": "tax",
              "Timeout": 900,
              "MemorySize": 128,
              "DurableConfig": {
                "ExecutionTimeout": 86400,
                "RetentionPeriodInDays": 14
              },
              "Durable": true,
              "Because": "default",
              "DeclaredIn": "durable.toml",
              "RunsAs": "Endpoint",
              "Endpoint": "http://127.0.0.1:9001"
            }
          ]
        }
        = 0
    "#]],
    );
}

#[test]
fn none_and_a_file_that_is_wrong() {
    check(
        &["function", "list"],
        &expect![[r#"
        no functions
        ! hint: write a `durable.toml`: `[functions.NAME]` and, for example, `runtime = "python3.13"`, `handler = "app.handler"`; or pass `--function NAME=SPEC`
        = 0
    "#]],
    );
    check(
        &["function", "list", "-o", "json", "-q"],
        &expect![[r#"
        {
          "Functions": []
        }
        = 0
    "#]],
    );
    check(
        &["function", "list", "-o", "jsonl", "-q"],
        &expect![[r#"
        = 0
    "#]],
    );
    let dir = project("[functions.order]\ncommand = [\"./order\"]\ntiemout_s = 3\n");
    check_in(
        dir.path(),
        &["function", "list"],
        &expect![[r#"
        ! error: [DIR]/durable.toml:3: unknown key `tiemout_s`
        ! hint: did you mean `timeout_s`?
        = 2
    "#]],
    );
    check_in(
        dir.path(),
        &["function", "list", "-o", "json"],
        &expect![[r#"
        ! {"error":{"code":"InvalidConfiguration","message":"[DIR]/durable.toml:3: unknown key `tiemout_s`","hint":"did you mean `timeout_s`?"}}
        = 2
    "#]],
    );
    check(
        &["--endpoint", "http://127.0.0.1:1", "function", "list"],
        &expect![[r#"
            ! error: nothing answers at http://127.0.0.1:1
            !   cause: Connection refused (os error 111)
            ! hint: is it running? start one by `cargo durable start`
            = 3
        "#]],
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
    check_in(
        dir.path(),
        &["function", "list"],
        &expect![[r#"
            FUNCTION  KIND               LIMITS                        RUNS                                  FROM
            mend.it   durable (default)  900s 128MB, execution 1d 00h  cannot run: see below                 a Cargo target
            order     durable (default)  60s 128MB, execution 1d 00h   cargo bin order of shop, to be built  Cargo.toml
            tool      durable (default)  900s 128MB, execution 1d 00h  cargo bin tool of shop, to be built   a Cargo target
            typo      durable (default)  900s 128MB, execution 1d 00h  cannot run: see below                 Cargo.toml
            mend.it: Lambda takes no such name: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+
              hint: give it another one in `durable.toml`: `[functions.NAME] cargo = { bin = "…" }`
            typo: there is no bin target `ordre` in package `shop`
              hint: did you mean `order`?
            = 0
        "#]],
    );
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
    listed(
        dir.path(),
        &["function", "list"],
        &expect![[r#"
            FUNCTION  KIND                         LIMITS                        RUNS                                                                    FROM
            gone      durable (default)            900s 128MB, execution 1d 00h  cannot run: see below                                                   durable.toml
            lost      durable (default)            900s 128MB, execution 1d 00h  cannot run: see below                                                   durable.toml
            order     durable (`durable = { … }`)  30s 256MB, execution 1h 00m   python3.13, process order/.venv/bin/python -m awslambdaric app.handler  durable.toml; served at [ENDPOINT]
            ship      durable (default)            900s 128MB, execution 1d 00h  process ship --fast                                                     durable.toml; served at [ENDPOINT]
            tax       plain (`durable = false`)    900s 128MB                    calls http://127.0.0.1:9001                                             durable.toml; served at [ENDPOINT]
            gone: there is no program `[DIR]/gone`
            lost: the handler `nowhere.handler` cannot be found: there is no `[DIR]/order/nowhere.py`
              hint: a handler is a file without its ending, a dot, and a function in it
            = 0
        "#]],
    );
    let elsewhere = tempfile::tempdir().unwrap();
    listed(
        elsewhere.path(),
        &["--endpoint", endpoint, "function", "list", "-o", "jsonl"],
        &expect![[r#"
            {"FunctionName":"order","Runtime":"python3.13","Handler":"app.handler","Timeout":30,"MemorySize":256,"DurableConfig":{"ExecutionTimeout":3600,"RetentionPeriodInDays":7},"Durable":true,"ServedAt":"[ENDPOINT]"}
            {"FunctionName":"ship","Timeout":900,"MemorySize":128,"DurableConfig":{"ExecutionTimeout":86400,"RetentionPeriodInDays":14},"Durable":true,"ServedAt":"[ENDPOINT]"}
            {"FunctionName":"tax","Timeout":900,"MemorySize":128,"Durable":false,"ServedAt":"[ENDPOINT]"}
            = 0
        "#]],
    );
    assert_eq!(run(&["stop"]).status.code(), Some(0));
}
