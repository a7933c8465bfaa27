//! `start` as a process, and plain HTTP to it.

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use cargo_durable::wire::path;

use super::project::{Project, eventually};

/// A running `start`; dropped, it is killed.
pub(crate) struct Emulator {
    child: Child,
    /// Kept open: a closed pipe is an error where it is written to.
    _stdout: BufReader<ChildStdout>,
    pub(crate) endpoint: String,
    log: PathBuf,
    http: reqwest::Client,
}

/// What Invoke answered.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) arn: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) body: String,
}

impl Emulator {
    /// Starts one on a free port.
    pub(crate) async fn start(project: &Project) -> Self {
        Self::start_at(project, "0").await
    }

    /// Starts one on this port.
    pub(crate) async fn start_at(project: &Project, port: &str) -> Self {
        let log = project.path(&format!("start-{}.log", suffix()));
        let command = project.command(&["-o", "jsonl", "start", "--port", port]);
        Self::launch(command, log)
            .await
            .unwrap_or_else(|said| panic!("it starts: {said}"))
    }

    /// Runs `start`, which must say where it listens as JSON; what it says instead, if it ends.
    pub(crate) async fn launch(mut command: Command, log: PathBuf) -> Result<Self, String> {
        let stderr = Stdio::from(std::fs::File::create(&log).unwrap());
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(stderr)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).await.unwrap();
        let Ok(started) = serde_json::from_str::<Value>(&line) else {
            let status = child.wait().await.unwrap();
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            return Err(format!("{said}{line}= {}", status.code().unwrap_or(-1)));
        };
        Ok(Self {
            child,
            _stdout: stdout,
            endpoint: started["Endpoint"].as_str().unwrap().to_owned(),
            log,
            http: reqwest::Client::new(),
        })
    }

    /// The port that it listens on.
    pub(crate) fn port(&self) -> String {
        self.endpoint.rsplit(':').next().unwrap().to_owned()
    }

    /// What it has said on stderr so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// `kill -9`.
    pub(crate) async fn kill(mut self) {
        self.child.start_kill().unwrap();
        self.child.wait().await.unwrap();
    }

    /// Invoke; `kind` is `RequestResponse` or `Event`.
    pub(crate) async fn invoke(
        &self,
        function: &str,
        kind: &str,
        name: Option<&str>,
        payload: &Value,
    ) -> Reply {
        let url = format!(
            "{}{}?Qualifier=$LATEST",
            self.endpoint,
            path::invocations(function)
        );
        let mut request = self
            .http
            .post(url)
            .header("x-amz-invocation-type", kind)
            .json(payload);
        if let Some(name) = name {
            request = request.header("x-amz-durable-execution-name", name);
        }
        let response = request.send().await.unwrap();
        let header = |name: &str| {
            let value = response.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        Reply {
            status: response.status().as_u16(),
            arn: header("x-amz-durable-execution-arn"),
            error: header("x-amzn-errortype").or_else(|| header("x-amz-function-error")),
            body: response.text().await.unwrap(),
        }
    }

    /// Starts an execution and does not wait for it; its ARN.
    pub(crate) async fn begin(&self, function: &str, payload: &Value) -> String {
        let reply = self.invoke(function, "Event", None, payload).await;
        assert_eq!(reply.status, 202, "{reply:?}");
        reply.arn.unwrap()
    }

    /// Asks something of an emulator that may be dying; its answer, if it is none of failure.
    pub(crate) async fn ask(
        &self,
        request: reqwest::RequestBuilder,
    ) -> Option<(reqwest::header::HeaderMap, Value)> {
        let answer = request.send().await.ok()?;
        if !answer.status().is_success() {
            return None;
        }
        let headers = answer.headers().clone();
        let body = answer.bytes().await.ok()?;
        Some((headers, serde_json::from_slice(&body).unwrap_or_default()))
    }

    /// Starts an execution by name; its ARN, unless the emulator fails or dies.
    pub(crate) async fn try_begin(&self, function: &str, name: &str, payload: &Value) -> Option<String> {
        let url = format!("{}{}", self.endpoint, path::invocations(function));
        let request = self.http.post(url).json(payload);
        let request = request
            .header("x-amz-invocation-type", "Event")
            .header("x-amz-durable-execution-name", name);
        let (headers, _) = self.ask(request).await?;
        let arn = headers.get("x-amz-durable-execution-arn")?;
        Some(arn.to_str().unwrap().to_owned())
    }

    /// `GetDurableExecution`, unless the emulator fails or dies.
    pub(crate) async fn try_get(&self, arn: &str) -> Option<Value> {
        let url = format!("{}{}", self.endpoint, path::execution(arn, None));
        Some(self.ask(self.http.get(url)).await?.1)
    }

    /// The first page of history, unless the emulator fails or dies.
    pub(crate) async fn try_history(&self, arn: &str) -> Option<Vec<Value>> {
        let url = format!(
            "{}{}?MaxItems=1000",
            self.endpoint,
            path::execution(arn, Some("history"))
        );
        let (_, page) = self.ask(self.http.get(url)).await?;
        page["Events"].as_array().cloned()
    }

    /// Lets a callback succeed; whether the emulator says that it did.
    pub(crate) async fn try_answer(&self, callback_id: &str, body: &Value) -> bool {
        let url = format!("{}{}", self.endpoint, path::callback(callback_id, "succeed"));
        let request = self.http.post(url).body(body.to_string());
        self.ask(request).await.is_some()
    }

    /// Why an execution cannot be shown: status, exception and body.
    pub(crate) async fn refusal(&self, arn: &str) -> String {
        let url = format!("{}{}", self.endpoint, path::execution(arn, Some("history")));
        said(self.http.get(url).send().await.unwrap()).await
    }

    /// Why an execution cannot be started.
    pub(crate) async fn refused(&self, function: &str, payload: &Value) -> String {
        let url = format!("{}{}", self.endpoint, path::invocations(function));
        let request = self
            .http
            .post(url)
            .header("x-amz-invocation-type", "Event")
            .json(payload);
        said(request.send().await.unwrap()).await
    }

    /// Tells it to end, and waits until it has.
    pub(crate) async fn end(mut self) {
        let pid = rustix::process::Pid::from_raw(self.pid().try_into().unwrap()).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        assert!(self.child.wait().await.unwrap().success(), "{}", self.log());
    }

    /// Whether nobody listens any more.
    pub(crate) async fn is_dead(&self) -> bool {
        let health = self.http.get(format!("{}/health", self.endpoint));
        health.send().await.is_err()
    }

    /// Waits for its end, which somebody else has brought about.
    pub(crate) async fn died(mut self) {
        self.child.wait().await.unwrap();
    }

    async fn read(&self, url: String) -> Value {
        let response = self.http.get(url).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        response.json().await.unwrap()
    }

    /// `GetDurableExecution`.
    pub(crate) async fn get(&self, arn: &str) -> Value {
        self.read(format!("{}{}", self.endpoint, path::execution(arn, None)))
            .await
    }

    /// `GetDurableExecution` of an execution that has ended.
    pub(crate) async fn ended(&self, arn: &str) -> Value {
        let ended = eventually("an execution ends", async || {
            let execution = self.get(arn).await;
            (execution["Status"] != "RUNNING").then_some(execution)
        });
        ended.await
    }

    /// The result of an execution that succeeds.
    pub(crate) async fn result(&self, arn: &str) -> Value {
        let execution = self.ended(arn).await;
        assert_eq!(execution["Status"], "SUCCEEDED", "{execution}\n{}", self.log());
        serde_json::from_str(execution["Result"].as_str().unwrap()).unwrap()
    }

    /// The whole history, a page at a time.
    pub(crate) async fn history(&self, arn: &str) -> Vec<Value> {
        let url = format!("{}{}", self.endpoint, path::execution(arn, Some("history")));
        let mut events = Vec::new();
        let mut marker = String::new();
        loop {
            let page = self
                .read(format!("{url}?IncludeExecutionData=true&MaxItems=7{marker}"))
                .await;
            events.extend(page["Events"].as_array().unwrap().iter().cloned());
            match page["NextMarker"].as_str() {
                Some(next) if !next.is_empty() => marker = format!("&Marker={}", path::encode(next)),
                _ => return events,
            }
        }
    }

    /// Waits until history has an event of a type, for which `matches` holds.
    pub(crate) async fn event(&self, arn: &str, event_type: &str, matches: impl Fn(&Value) -> bool) -> Value {
        let what = format!("{event_type} in the history of {arn}");
        let seen = eventually(&what, async || {
            let events = self.history(arn).await;
            events
                .into_iter()
                .find(|event| event["EventType"] == event_type && matches(event))
        });
        seen.await
    }

    /// The id of an execution's first callback, once there is one.
    pub(crate) async fn callback(&self, arn: &str) -> String {
        let started = self.event(arn, "CallbackStarted", |_| true).await;
        started["CallbackStartedDetails"]["CallbackId"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Answers a callback; the verb is `succeed`, `fail` or `heartbeat`. The status of the answer.
    pub(crate) async fn answer(&self, callback_id: &str, verb: &str, body: &Value) -> u16 {
        let url = format!("{}{}", self.endpoint, path::callback(callback_id, verb));
        let request = self.http.post(url).body(body.to_string());
        request.send().await.unwrap().status().as_u16()
    }
}

async fn said(answer: reqwest::Response) -> String {
    let status = answer.status().as_u16();
    let kind = answer.headers().get("x-amzn-errortype");
    let kind = kind.map_or_else(String::new, |kind| kind.to_str().unwrap().to_owned());
    format!("{status} {kind} {}", answer.text().await.unwrap())
}

fn suffix() -> String {
    format!("{:08x}", fastrand::u32(..))
}

/// An approval, as `order` takes it.
pub(crate) fn approval() -> Value {
    json!({"approved": true})
}
