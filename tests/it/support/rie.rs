//! A function behind an Invoke API, as SAM's containers have it, and the emulator that calls it: our program by its
//! other name.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::JoinHandle;

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use cargo_durable::client::Client;
use cargo_durable::execution::ExecutionArn;
use futures_util::future::BoxFuture;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::tool::until;
use crate::cli::PROGRAM;

type Handler = Arc<dyn Fn(Value) -> BoxFuture<'static, Value> + Send + Sync>;

/// Serves a function, and says at which port. It sees the input of each invocation, and answers with its output.
pub(crate) async fn function<F, R>(address: [u8; 4], handler: F) -> u16
where
    F: Fn(Value) -> R + Send + Sync + 'static,
    R: Future<Output = Value> + Send + 'static,
{
    let handler: Handler = Arc::new(move |input| Box::pin(handler(input)));
    let router = Router::new()
        .route("/2015-03-31/functions/function/invocations", post(invoked))
        .with_state(handler);
    let listener = tokio::net::TcpListener::bind(SocketAddr::from((address, 0)))
        .await
        .unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    port
}

async fn invoked(State(handler): State<Handler>, body: String) -> String {
    handler(serde_json::from_str(&body).unwrap()).await.to_string()
}

/// The output of a function that is done.
pub(crate) fn succeeded() -> Value {
    json!({"Status": "SUCCEEDED", "Result": "\"done\""})
}

/// A function that waits for so long, once.
pub(crate) async fn waits(endpoint: &str, input: &Value, seconds: u32) -> Value {
    let operations = input["InitialExecutionState"]["Operations"].as_array().unwrap();
    if operations.iter().any(|operation| operation["Type"] == "WAIT") {
        return succeeded();
    }
    let arn = input["DurableExecutionArn"].as_str().unwrap();
    let arn = percent_encoding::utf8_percent_encode(arn, percent_encoding::NON_ALPHANUMERIC);
    let wait = json!({"CheckpointToken": input["CheckpointToken"], "Updates": [{
        "Id": "nap", "Name": "nap", "Type": "WAIT", "SubType": "Wait", "Action": "START",
        "WaitOptions": {"WaitSeconds": seconds},
    }]});
    let answer = reqwest::Client::new()
        .post(format!(
            "{endpoint}/2025-12-01/durable-executions/{arn}/checkpoint"
        ))
        .json(&wait)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    json!({"Status": "PENDING"})
}

/// Our program, by the official emulator's name; it knows of no environment.
pub(crate) struct Dex {
    dir: TempDir,
}

impl Dex {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(PROGRAM, dir.path().join("dex-local-runner")).unwrap();
        Self { dir }
    }

    /// Where it runs.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(self.path("dex-local-runner"));
        command
            .args(args)
            .env_clear()
            .env("XDG_STATE_HOME", self.dir())
            .env("COLUMNS", "100")
            .current_dir(self.dir())
            .stdin(Stdio::null());
        command
    }

    /// A server at a free port of this machine, once it listens.
    pub(crate) fn serve(&self, args: &[&str], variables: &[(&str, &str)]) -> Server {
        let line = [&["start-server", "--host", "127.0.0.1", "--port", "0"], args].concat();
        Server::spawn(self.command(&line).envs(variables.iter().copied()))
    }
}

/// A server that runs.
pub(crate) struct Server {
    child: Child,
    pub(crate) endpoint: String,
    /// What it says up to the line that it listens, and with that.
    pub(crate) said: String,
    rest: Option<JoinHandle<String>>,
}

impl Server {
    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        let endpoint = loop {
            let from = said.len();
            assert!(
                lines.read_line(&mut said).unwrap() > 0,
                "it does not listen: {said}"
            );
            let line = said[from..].strip_prefix("listening on ");
            if let Some(endpoint) = line.and_then(|line| line.split(',').next()) {
                break endpoint.to_owned();
            }
        };
        // A pipe that nobody reads would stop it.
        let rest = std::thread::spawn(move || {
            let mut rest = String::new();
            lines.read_to_string(&mut rest).unwrap();
            rest
        });
        Self {
            child,
            endpoint,
            said,
            rest: Some(rest),
        }
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(&self.endpoint).unwrap()
    }

    /// Sends a signal, waits for the end; what it said since, and its code.
    pub(crate) fn end(mut self, signal: Signal) -> (String, Option<i32>) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
        for _ in 0..2_000 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (self.rest.take().unwrap().join().unwrap(), status.code());
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("it does not hear of {signal:?}");
    }

    /// The same as an engine for containers does it; it must be content.
    pub(crate) fn stop(self) {
        assert_eq!(self.end(Signal::TERM), ("stopping\n".to_owned(), Some(0)));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts an execution as SAM does: what its user left out is `null`. Its ARN.
pub(crate) async fn start(endpoint: &str, function: &str) -> ExecutionArn {
    let body = json!({
        "AccountId": "123456789012", "FunctionName": "function", "FunctionQualifier": "$LATEST",
        "ExecutionName": null, "ExecutionTimeoutSeconds": null, "ExecutionRetentionPeriodDays": null,
        "Input": "{}", "LambdaEndpoint": function,
    });
    let answer = reqwest::Client::new()
        .post(format!("{endpoint}/start-durable-execution"))
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 201);
    let answer: Value = answer.json().await.unwrap();
    ExecutionArn::parse(answer["ExecutionArn"].as_str().unwrap()).unwrap()
}

/// Waits until it has succeeded.
pub(crate) async fn succeeds(client: &Client, arn: &ExecutionArn) {
    for _ in 0..2_000 {
        let got = client.get(arn, true).await.unwrap();
        match got.status.as_ref() {
            "RUNNING" => tokio::time::sleep(std::time::Duration::from_millis(10)).await,
            status => {
                assert_eq!((status, got.result.as_deref()), ("SUCCEEDED", Some("\"done\"")));
                return;
            }
        }
    }
    panic!("it still runs");
}

/// Waits until something has happened so often.
pub(crate) async fn counted(count: &std::sync::atomic::AtomicUsize, wanted: usize) {
    until("an invocation", || {
        (count.load(std::sync::atomic::Ordering::SeqCst) >= wanted).then_some(())
    })
    .await;
}
