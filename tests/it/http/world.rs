//! An emulator in this process, a function endpoint of the test's own, and plain HTTP between them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use cargo_durable::api::AnswersAs;
use cargo_durable::emulator::{Config, Drive, Emulator, StoreChoice};
use cargo_durable::execution::{DurableConfig, FunctionName, Limits};
use cargo_durable::sandbox::{FunctionKind, FunctionSpec};
use cargo_durable::store::{Rig, Sync};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::HeaderMap;
use serde_json::Value;
use tokio::sync::{Mutex, mpsc};

use super::endpoint::{self, Call};
use super::run::Run;

/// Longer than anything here may take.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) const FUNCTIONS: &str = "/2015-03-31/functions";
pub(super) const DURABLE: &str = "/2025-12-01";

pub(super) struct World {
    pub(super) emulator: Emulator,
    /// Where the test's endpoint listens.
    pub(super) endpoint: String,
    http: reqwest::Client,
    calls: Mutex<Calls>,
    dir: tempfile::TempDir,
}

struct Calls {
    asked: mpsc::UnboundedReceiver<Call>,
    /// Asked, and not yet looked for.
    waiting: Vec<Call>,
}

/// What the emulator said.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self}"))
    }

    /// A header's text; empty if it is not there.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The token that a checkpoint gives, if this is one and it does.
    pub(super) fn next_token(&self) -> Option<String> {
        let body: Value = serde_json::from_str(&self.body).ok()?;
        Some(body["CheckpointToken"].as_str()?.to_owned())
    }

    /// # Panics
    /// If the status is another one.
    pub(super) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self}");
        self
    }
}

/// Status, exception and body, on one line.
impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = self.header("x-amzn-errortype");
        write!(f, "{}", self.status)?;
        for part in [kind, &self.body] {
            if !part.is_empty() {
                write!(f, " {part}")?;
            }
        }
        Ok(())
    }
}

/// Text as one segment of a path, or as the value of a query.
pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// The path of an execution, or of a part of it.
pub(super) fn execution(arn: &str, verb: &str) -> String {
    let slash = if verb.is_empty() { "" } else { "/" };
    format!("{DURABLE}/durable-executions/{}{slash}{verb}", encode(arn))
}

pub(super) fn callback(id: &str, verb: &str) -> String {
    format!("{DURABLE}/durable-execution-callbacks/{}/{verb}", encode(id))
}

impl World {
    pub(super) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With some of its configuration changed.
    pub(super) async fn with(adjust: impl FnOnce(&mut Config)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (endpoint, asked) = endpoint::serve().await;
        let mut config = Self::config(&dir, &endpoint);
        adjust(&mut config);
        Self {
            emulator: Emulator::start(config).await.unwrap(),
            endpoint,
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            calls: Mutex::new(Calls {
                asked,
                waiting: Vec::new(),
            }),
            dir,
        }
    }

    /// Stops the emulator and starts another one on the same store.
    pub(super) async fn restart(self) -> Self {
        self.emulator.stop().await;
        let mut calls = self.calls.into_inner();
        calls.waiting.clear();
        Self {
            emulator: Emulator::start(Self::config(&self.dir, &self.endpoint))
                .await
                .unwrap(),
            calls: Mutex::new(calls),
            ..self
        }
    }

    fn config(dir: &tempfile::TempDir, endpoint: &str) -> Config {
        Config {
            docker: None,
            store: StoreChoice::File(store(dir)),
            sync: Sync::Normal,
            rig: Rig::default(),
            listen: vec!["127.0.0.1:0".parse().unwrap()],
            region: "us-east-1".to_owned(),
            account: "123456789012".to_owned(),
            functions: functions(endpoint),
            lambda_endpoint: Some(endpoint.to_owned()),
            endpoint_concurrency: 16,
            limits: Limits::SERVICE,
            lenient_qualifiers: false,
            allow_hosts: vec!["my.box".to_owned()],
            answers_as: AnswersAs::Service,
            drive: Drive::Everything,
            speed: cargo_durable::execution::Speed::REAL,
            guard: PathBuf::from(env!("CARGO_BIN_EXE_cargo-durable")),
            environment: BTreeMap::new(),
            logs: Arc::new(|_| {}),
            state_dir: dir.path().to_owned(),
        }
    }

    /// Any request.
    pub(super) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<reqwest::Body>,
    ) -> Answer {
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_bytes()))
            .collect();
        self.send_bytes(method, path, &headers, body).await
    }

    /// Any request, with headers of any bytes.
    pub(super) async fn send_bytes(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &[u8])],
        body: impl Into<reqwest::Body>,
    ) -> Answer {
        let url = format!("{}{path}", self.emulator.endpoint());
        let mut request = self.http.request(method.parse().unwrap(), url).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answered = async {
            let response = request.send().await.unwrap();
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let body = response.text().await.unwrap();
            Answer {
                status,
                headers,
                body,
            }
        };
        patient(&format!("an answer to {method} {path}"), answered).await
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "").await
    }

    pub(super) async fn post(&self, path: &str, body: impl Into<reqwest::Body>) -> Answer {
        self.send("POST", path, &[], body).await
    }

    /// Invoke, with such headers; `function` goes into the path as it is.
    pub(super) async fn invoke(&self, function: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let path = format!("{FUNCTIONS}/{function}/invocations");
        self.send("POST", &path, headers, body.to_owned()).await
    }

    /// Starts an execution and waits until its function is called.
    pub(super) async fn start(&self, function: &str, input: &str) -> Run<'_> {
        let answer = self
            .invoke(function, &[("x-amz-invocation-type", "Event")], input)
            .await
            .expect(202);
        let arn = answer.header("x-amz-durable-execution-arn").to_owned();
        self.follow(&arn).await
    }

    /// Waits until the function of an execution is called.
    pub(super) async fn follow(&self, arn: &str) -> Run<'_> {
        let mut run = Run::new(self, arn);
        run.next().await;
        run
    }

    /// The next invocation of this execution, or of the plain function of this name.
    pub(super) async fn called(&self, whom: &str) -> Call {
        let is_it = |call: &Call| call.body["DurableExecutionArn"] == whom || call.function == whom;
        self.called_as(whom, is_it).await
    }

    /// The next invocation of this kind.
    pub(super) async fn called_as(&self, what: &str, is_it: impl Fn(&Call) -> bool) -> Call {
        let mut calls = self.calls.lock().await;
        if let Some(index) = calls.waiting.iter().position(&is_it) {
            return calls.waiting.remove(index);
        }
        loop {
            let call = patient(what, calls.asked.recv()).await.unwrap();
            if is_it(&call) {
                return call;
            }
            calls.waiting.push(call);
        }
    }

    /// Nobody has been called that nobody looked for.
    pub(super) async fn is_quiet(&self) -> bool {
        self.calls_waiting().await == 0
    }

    /// How many have been called that nobody looked for.
    pub(super) async fn calls_waiting(&self) -> usize {
        let mut calls = self.calls.lock().await;
        while let Ok(call) = calls.asked.try_recv() {
            calls.waiting.push(call);
        }
        calls.waiting.len()
    }

    /// The file that the emulator writes to.
    pub(super) fn store(&self) -> PathBuf {
        store(&self.dir)
    }
}

/// # Panics
/// If it takes too long.
pub(super) async fn patient<T>(what: &str, future: impl Future<Output = T>) -> T {
    let done = tokio::time::timeout(PATIENCE, future).await;
    done.unwrap_or_else(|_| panic!("{what}: not within {PATIENCE:?}"))
}

fn store(dir: &tempfile::TempDir) -> PathBuf {
    dir.path().join("executions.db")
}

/// All of them run at the test's endpoint.
fn functions(url: &str) -> Vec<FunctionSpec> {
    let name = |name: &str| FunctionName::parse(name).unwrap();
    let kind = |function: &str| FunctionKind::Endpoint {
        url: url.to_owned(),
        function: function.to_owned(),
    };
    let configured = |function: &str, seconds, days| FunctionSpec {
        durable: Some(DurableConfig {
            execution_timeout_s: seconds,
            timeout_configured: true,
            retention_days: Some(days),
        }),
        ..FunctionSpec::durable(name(function), kind(function))
    };
    vec![
        FunctionSpec {
            aliases: BTreeMap::from([("live".to_owned(), "1".to_owned())]),
            ..FunctionSpec::durable(name("flow"), kind("flow"))
        },
        configured("brief", 1, 7),
        configured("forgotten", 60, 0),
        configured("longest", 900, 14),
        configured("too-long", 901, 14),
        FunctionSpec::plain(name("plain"), kind("plain")),
    ]
}
