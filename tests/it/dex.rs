//! Called as `dex-local-runner`: the official emulator's command line, as SAM and its own users type it.

mod stores;
mod time;

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cargo_durable::wire::query::HistoryQuery;
use expect_test::{Expect, expect};
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::cli::shown;
use crate::support::rie::{Dex, Server, counted, function, start, succeeded, succeeds};

fn check(args: &[&str], expected: &Expect) {
    let dex = Dex::new();
    let output = dex.command(args).output().unwrap();
    expected.assert_eq(&shown(dex.dir(), &output));
}

#[test]
fn what_is_wrong_on_the_line_is_said() {
    check(
        &["start-server", "--frob"],
        &expect![[r#"
        ! error: unexpected argument '--frob' found
        ! 
        ! Usage: dex-local-runner start-server [OPTIONS]
        ! 
        ! For more information, try '--help'.
        = 2
    "#]],
    );
    check(
        &["start-server", "--log-level", "loud"],
        &expect![[r#"
        ! error: invalid value 'loud' for '--log-level <LEVEL>'
        !   [possible values: CRITICAL, FATAL, ERROR, WARN, WARNING, INFO, DEBUG, NOTSET]
        ! 
        ! For more information, try '--help'.
        = 2
    "#]],
    );
    check(
        &["start"],
        &expect![[r#"
        ! error: unrecognized subcommand 'start'
        ! 
        !   tip: a similar subcommand exists: 'start-server'
        ! 
        ! Usage: dex-local-runner <COMMAND>
        ! 
        ! For more information, try '--help'.
        = 2
    "#]],
    );
    check(
        &["start-server", "--host", "not an address"],
        &expect![[r#"
        ! error: `not an address` is no address to listen on
        !   cause: failed to lookup address information: Name or service not known
        ! hint: `--host` takes an address of this machine: `0.0.0.0` is every one
        = 2
    "#]],
    );
    check(
        &["start-server", "--function-configs", "[]"],
        &expect![[r#"
        ! error: invalid value for `--function-configs`: it is a JSON object, from the names of functions to their configurations
        ! hint: for example `{"order": {"DurableConfig": {"ExecutionTimeout": 60}}, "tax": {}}`
        = 2
    "#]],
    );
    check(
        &["invoke", "--function-name", "f", "--input", "{"],
        &expect![[r#"
            ! error: `--input` is not JSON
            !   cause: Unexpected end-of-input at line 1, column 1
            = 2
        "#]],
    );
    check(
        &["get-durable-execution", "--durable-execution-arn", "a/b"],
        &expect![[r#"
            ! error: invalid value 'a/b' for '--durable-execution-arn <ARN>': no execution's ARN
            ! 
            ! For more information, try '--help'.
            = 2
        "#]],
    );
}

#[test]
fn help_names_what_the_official_one_takes() {
    let dex = Dex::new();
    let output = dex.command(&["start-server", "--help"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let official = [
        "--host",
        "--port",
        "--log-level",
        "--lambda-endpoint",
        "--local-runner-endpoint",
        "--local-runner-region",
        "--local-runner-mode",
        "--store-type",
        "--store-path",
        "--execution-timeout",
        "--invocation-timeout",
        "--skip-time",
        "--no-skip-time",
        "--function-configs",
        "AWS_DEX_HOST",
        "AWS_DEX_PORT",
        "AWS_DEX_LOG_LEVEL",
        "AWS_DEX_LAMBDA_ENDPOINT",
        "AWS_DEX_LOCAL_RUNNER_REGION",
        "AWS_DEX_STORE_TYPE",
        "AWS_DEX_STORE_PATH",
    ];
    for word in official {
        assert!(help.contains(word), "{word} is not in {help}");
    }
}

#[tokio::test]
async fn the_line_that_sam_types() {
    let dex = Dex::new();
    let store = dex.path("kept/durable-executions.db");
    let port = function([127, 0, 0, 1], async |_| succeeded()).await;
    let mut command = dex.command(&[
        "start-server",
        "--host",
        "0.0.0.0",
        "--port",
        "0",
        "--log-level",
        "DEBUG",
    ]);
    command
        .args([
            "--lambda-endpoint",
            "http://host.docker.internal:3001",
            "--store-type",
            "sqlite",
        ])
        .arg("--store-path")
        .arg(&store)
        .env("DURABLE_EXECUTION_TIME_SCALE", "1");
    let server = Server::spawn(&mut command);
    assert_eq!(
        server.said,
        format!(
            "listening on {}, functions at http://host.docker.internal:3001, store {}\n",
            server.endpoint,
            store.display()
        )
    );
    let endpoint = server.endpoint.replace("0.0.0.0", "127.0.0.1");
    let ask = async |name: &'static str, value: &str| {
        let request = reqwest::Client::new()
            .get(format!("{endpoint}/health"))
            .header(name, value);
        request.send().await.unwrap().status().as_u16()
    };
    // Whoever calls a container calls it by a name of his own; a web page is still no caller.
    assert_eq!(ask("host", "emulator.example").await, 200);
    assert_eq!(ask("origin", "http://emulator.example").await, 403);
    let arn = start(&endpoint, &format!("http://127.0.0.1:{port}")).await;
    succeeds(&cargo_durable::client::Client::new(&endpoint).unwrap(), &arn).await;
    assert!(store.is_file());
    let (said, code) = server.end(Signal::TERM);
    assert!(said.contains("POST /start-durable-execution: 201\n"), "{said}");
    assert!(said.ends_with("stopping\n"), "{said}");
    assert_eq!(code, Some(0));
}

#[tokio::test]
async fn told_to_end_it_ends_whatever_it_waits_for() {
    let dex = Dex::new();
    let calls = Arc::<AtomicUsize>::default();
    let counting = Arc::clone(&calls);
    let port = function([127, 0, 0, 1], move |_| {
        let call = counting.fetch_add(1, Ordering::SeqCst);
        async move {
            if call == 0 {
                std::future::pending::<()>().await;
            }
            succeeded()
        }
    })
    .await;
    let args = ["--store-type", "sqlite", "--store-path", "s.db"];
    let server = dex.serve(&args, &[]);
    let arn = start(&server.endpoint, &format!("http://127.0.0.1:{port}")).await;
    counted(&calls, 1).await;
    // A second signal would end it as well, but with another code.
    server.stop();

    // What was in flight goes on: the execution knows where its function is.
    let server = dex.serve(&args, &[]);
    succeeds(&server.client(), &arn).await;
    assert_eq!(calls.load(Ordering::SeqCst), 2);
    assert_eq!(server.end(Signal::INT), ("stopping\n".to_owned(), Some(130)));

    // What is over is there to be looked at.
    let server = dex.serve(&args, &[]);
    succeeds(&server.client(), &arn).await;
    let history = server
        .client()
        .history(&arn, &HistoryQuery::default())
        .await
        .unwrap();
    assert_eq!(history.events.last().unwrap().event_type, "ExecutionSucceeded");
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn variables_stand_for_options() {
    let dex = Dex::new();
    let port = function([127, 0, 0, 1], async |_| succeeded()).await;
    let functions = format!("http://127.0.0.1:{port}");
    let server = Server::spawn(dex.command(&["start-server"]).envs([
        ("AWS_DEX_HOST", "127.0.0.1"),
        ("AWS_DEX_PORT", "0"),
        ("AWS_DEX_LOG_LEVEL", "INFO"),
        ("AWS_DEX_LAMBDA_ENDPOINT", functions.as_str()),
        ("AWS_DEX_LOCAL_RUNNER_REGION", "eu-west-1"),
        ("AWS_DEX_STORE_TYPE", "sqlite"),
        ("AWS_DEX_STORE_PATH", "mine.db"),
    ]));
    let store = dex.dir().join("mine.db").display().to_string();
    assert!(
        server
            .said
            .ends_with(&format!("functions at {functions}, store {store}\n")),
        "{}",
        server.said
    );

    let ask = |args: &[&str]| {
        let output = dex
            .command(args)
            .env("AWS_DEX_LOCAL_RUNNER_ENDPOINT", &server.endpoint)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(said, "");
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let begun = ask(&["invoke", "--function-name", "function", "--input", "[1]"]);
    let arn = begun["ExecutionArn"].as_str().unwrap();
    assert!(
        arn.starts_with("arn:aws:lambda:eu-west-1:123456789012:function:function:$LATEST/"),
        "{arn}"
    );
    let parsed = cargo_durable::execution::ExecutionArn::parse(arn).unwrap();
    succeeds(&server.client(), &parsed).await;
    let got = ask(&["get-durable-execution", "--durable-execution-arn", arn]);
    assert_eq!(
        (
            &got["Status"],
            &got["InputPayload"],
            &got["DurableConfig"]["ExecutionTimeout"]
        ),
        (&json!("SUCCEEDED"), &json!("[1]"), &json!(300))
    );
    let history = ask(&["get-durable-execution-history", "--durable-execution-arn", arn]);
    let kinds: Vec<_> = history["Events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["EventType"].clone())
        .collect();
    assert_eq!(
        kinds,
        ["ExecutionStarted", "InvocationCompleted", "ExecutionSucceeded"]
    );
    server.stop();

    let output = dex
        .command(&["invoke", "--function-name", "f"])
        .env("AWS_DEX_LOCAL_RUNNER_ENDPOINT", "http://127.0.0.1:1")
        .output()
        .unwrap();
    expect![[r#"
        ! error: nothing answers at http://127.0.0.1:1
        !   cause: Connection refused (os error 111)
        ! hint: `AWS_DEX_LOCAL_RUNNER_ENDPOINT` says where the emulator is; `dex-local-runner start-server` starts one
        = 1
    "#]].assert_eq(&shown(dex.dir(), &output));
}

#[test]
fn options_without_meaning_are_said_once() {
    let dex = Dex::new();
    let args = [
        "--local-runner-endpoint",
        "http://127.0.0.1:5000",
        "--local-runner-mode",
        "local",
        "--execution-timeout",
        "300",
        "--invocation-timeout",
        "60",
    ];
    let server = dex.serve(&args, &[]);
    let notes: Vec<&str> = server
        .said
        .lines()
        .filter(|line| line.starts_with("note: "))
        .collect();
    expect![[r#"
        note: `--local-runner-endpoint` means nothing here: only the other commands ask an emulator
        note: `--local-runner-mode` means nothing here: there is one mode
        note: `--execution-timeout` means nothing here: who starts an execution says how long it may take
        note: `--invocation-timeout` means nothing without `--function-configs`: other functions end when their endpoint says so
    "#]].assert_eq(&(notes.join("\n") + "\n"));
    server.stop();
}

#[tokio::test]
async fn functions_that_may_be_invoked() {
    let dex = Dex::new();
    let configs = r#"{"tax": {}, "vat": {"DurableConfig": {"ExecutionTimeout": 60}}}"#;
    let args = ["--function-configs", configs, "--invocation-timeout", "60"];
    let server = dex.serve(&args, &[]);
    let mut shown = String::new();
    for function in server.client().functions().await.unwrap() {
        let function = serde_json::to_value(&function).unwrap();
        let (name, timeout) = (&function["FunctionName"], &function["Timeout"]);
        let _ = writeln!(shown, "{name} {timeout} {}", function["DurableConfig"]);
    }
    expect![[r#"
        "tax" 60 null
        "vat" 60 {"ExecutionTimeout":60,"RetentionPeriodInDays":14}
    "#]]
    .assert_eq(&shown);
    server.stop();
}
