//! A durable function behind an endpoint, in this process: it replays and checkpoints over plain HTTP, one update at a
//! time, and outlives the emulators that call it. Its input is its program: `["step","retry","wait","callback",
//! "durable","plain"]`, and `"bulk"`, `"nap"`; its result is what each of them came to.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// The durable function; `plain` is the other one.
pub(crate) const FLOW: &str = "flow";

/// The function, and what it remembers.
#[derive(Clone)]
pub(crate) struct Flow {
    http: reqwest::Client,
    memory: Arc<Mutex<Memory>>,
    alone: bool,
}

#[derive(Default)]
struct Memory {
    /// Where the emulator listens.
    emulator: String,
    /// Steps whose success was acknowledged: of an execution, by id.
    acknowledged: BTreeSet<(String, String)>,
    /// Steps that ran after that: promises that were not kept.
    broken: Vec<(String, String)>,
}

/// Why a handler does not go on.
enum Halt {
    /// It waits for something.
    Suspend,
    /// The emulator does not answer as it should: the invocation breaks.
    Lost(String),
}

impl Flow {
    /// `alone` needs nobody: it answers its own callbacks, and nothing remembers what has ended.
    pub(crate) fn new(alone: bool) -> Self {
        Self {
            http: reqwest::Client::new(),
            memory: Arc::default(),
            alone,
        }
    }

    /// Listens; its URL.
    pub(crate) async fn serve(&self) -> String {
        let router = Router::new()
            .route("/2015-03-31/functions/{name}/invocations", post(invoke))
            .route("/2015-03-31/functions/{name}/configuration", get(configuration))
            .layer(DefaultBodyLimit::disable())
            .with_state(self.clone());
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = tokio::net::TcpListener::bind(any).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    /// Checkpoints go here from now on.
    pub(crate) fn point_at(&self, emulator: &str) {
        emulator.clone_into(&mut self.memory.lock().unwrap().emulator);
    }

    /// Steps that ran although their success had been acknowledged.
    pub(crate) fn broken_promises(&self) -> Vec<(String, String)> {
        self.memory.lock().unwrap().broken.clone()
    }

    /// How many steps were acknowledged.
    pub(crate) fn acknowledged(&self) -> usize {
        self.memory.lock().unwrap().acknowledged.len()
    }

    /// What has ended, where nobody asks for it.
    fn forget(&self, arn: &str) {
        if self.alone {
            let mut memory = self.memory.lock().unwrap();
            memory.acknowledged.retain(|(of, _)| of != arn);
        }
    }

    /// Answers a callback, however long that takes.
    async fn answer(self, emulator: String, callback_id: String) {
        let id = utf8_percent_encode(&callback_id, NON_ALPHANUMERIC);
        let url = format!("{emulator}/2025-12-01/durable-execution-callbacks/{id}/succeed");
        loop {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let answer = self.http.post(&url).body("\"answer\"").send().await;
            // Refused is as good as taken: somebody has answered before.
            if answer.is_ok_and(|answer| answer.status().is_success() || answer.status().is_client_error()) {
                break;
            }
        }
    }

    fn ran(&self, step: &(String, String)) {
        let mut memory = self.memory.lock().unwrap();
        if memory.acknowledged.contains(step) {
            memory.broken.push(step.clone());
        }
    }
}

/// What a plan comes to, if nothing but the emulator stands in its way.
pub(crate) fn result_of(plan: &Value) -> Value {
    let value = |(index, kind): (usize, &Value)| match kind.as_str().unwrap() {
        "step" | "retry" | "bulk" => json!(index),
        "wait" | "nap" => json!("waited"),
        "callback" => json!("answer"),
        "durable" => json!([0]),
        _ => json!("plain"),
    };
    plan.as_array().unwrap().iter().enumerate().map(value).collect()
}

async fn configuration(State(flow): State<Flow>, Path(name): Path<String>) -> axum::Json<Value> {
    // No day at all: what has ended is forgotten when retention comes by.
    let days = u32::from(!flow.alone);
    let durable = json!({"ExecutionTimeout": 900, "RetentionPeriodInDays": days});
    let mut configuration = json!({"FunctionName": name, "Timeout": 900});
    if name == FLOW {
        configuration["DurableConfig"] = durable;
    }
    axum::Json(configuration)
}

async fn invoke(
    State(flow): State<Flow>,
    Path(name): Path<String>,
    axum::Json(input): axum::Json<Value>,
) -> (StatusCode, axum::Json<Value>) {
    if name != FLOW {
        return (StatusCode::OK, axum::Json(json!("plain")));
    }
    let handler = Handler::new(flow.clone(), &input);
    let arn = handler.arn.clone();
    let (status, output) = match handler.run().await {
        Ok(result) => {
            flow.forget(&arn);
            (
                StatusCode::OK,
                json!({"Status": "SUCCEEDED", "Result": result.to_string()}),
            )
        }
        Err(Halt::Suspend) => (StatusCode::OK, json!({"Status": "PENDING"})),
        Err(Halt::Lost(why)) => {
            let error = json!({"errorType": "Lost", "errorMessage": why});
            (StatusCode::INTERNAL_SERVER_ERROR, error)
        }
    };
    (status, axum::Json(output))
}

/// One invocation.
struct Handler {
    flow: Flow,
    arn: String,
    url: String,
    token: String,
    operations: BTreeMap<String, Value>,
    plan: Vec<String>,
}

impl Handler {
    fn new(flow: Flow, input: &Value) -> Self {
        let operations = input["InitialExecutionState"]["Operations"].as_array().unwrap();
        let plan = operations[0]["ExecutionDetails"]["InputPayload"]
            .as_str()
            .unwrap();
        let arn = input["DurableExecutionArn"].as_str().unwrap().to_owned();
        let emulator = flow.memory.lock().unwrap().emulator.clone();
        let encoded = utf8_percent_encode(&arn, NON_ALPHANUMERIC);
        Self {
            url: format!("{emulator}/2025-12-01/durable-executions/{encoded}/checkpoint"),
            token: input["CheckpointToken"].as_str().unwrap().to_owned(),
            operations: by_id(operations),
            plan: serde_json::from_str(plan).unwrap(),
            flow,
            arn,
        }
    }

    async fn run(mut self) -> Result<Value, Halt> {
        let mut results = Vec::new();
        for (index, kind) in self.plan.clone().iter().enumerate() {
            let id = format!("{kind}-{index}");
            results.push(match kind.as_str() {
                "step" => self.step(&id, 0, json!(index).to_string(), index).await?,
                "retry" => self.step(&id, 1, json!(index).to_string(), index).await?,
                // What fills a disk.
                "bulk" => self.step(&id, 0, json!("x".repeat(200_000)).to_string(), index).await?,
                "wait" | "nap" => {
                    let seconds = if kind == "nap" { 600 } else { 1 };
                    let options = json!({"WaitOptions": {"WaitSeconds": seconds}});
                    self.pend(&id, "WAIT", &options).await?;
                    json!("waited")
                }
                "callback" => self.pend(&id, "CALLBACK", &json!({})).await?,
                "durable" => {
                    let options = json!({"ChainedInvokeOptions": {"FunctionName": "flow:$LATEST"}, "Payload": "[\"step\"]"});
                    self.pend(&id, "CHAINED_INVOKE", &options).await?
                }
                other => {
                    let options = json!({"ChainedInvokeOptions": {"FunctionName": other}});
                    self.pend(&id, "CHAINED_INVOKE", &options).await?
                }
            });
        }
        Ok(Value::Array(results))
    }

    /// A step that fails so often before it succeeds.
    async fn step(&mut self, id: &str, failures: u64, result: String, value: usize) -> Result<Value, Halt> {
        let step = (self.arn.clone(), id.to_owned());
        loop {
            let operation = &self.operations.get(id).cloned().unwrap_or_default();
            let attempt = operation["StepDetails"]["Attempt"].as_u64().unwrap_or(0);
            match operation["Status"].as_str() {
                Some("SUCCEEDED") => return Ok(json!(value)),
                Some("PENDING") => return Err(Halt::Suspend),
                Some("STARTED") if attempt < failures => {
                    let retry = json!({"Id": id, "Type": "STEP", "Action": "RETRY", "Error": {"ErrorType": "Flaky"},
                                       "StepOptions": {"NextAttemptDelaySeconds": 1}});
                    self.checkpoint(&retry).await?;
                }
                Some("STARTED") => {
                    self.flow.ran(&step);
                    let done = json!({"Id": id, "Type": "STEP", "Action": "SUCCEED", "Payload": result});
                    self.checkpoint(&done).await?;
                    self.flow.memory.lock().unwrap().acknowledged.insert(step.clone());
                }
                _ => {
                    self.checkpoint(&json!({"Id": id, "Type": "STEP", "Action": "START"}))
                        .await?;
                }
            }
        }
    }

    /// Something that others bring to an end.
    async fn pend(&mut self, id: &str, kind: &str, options: &Value) -> Result<Value, Halt> {
        if !self.operations.contains_key(id) {
            let mut start = options.clone();
            (start["Id"], start["Type"], start["Action"]) = (json!(id), json!(kind), json!("START"));
            self.checkpoint(&start).await?;
        }
        let operation = &self.operations[id];
        match operation["Status"].as_str() {
            Some("STARTED") => {
                if let (Some(callback_id), true) = (
                    operation["CallbackDetails"]["CallbackId"].as_str(),
                    self.flow.alone,
                ) {
                    let emulator = self.flow.memory.lock().unwrap().emulator.clone();
                    tokio::spawn(self.flow.clone().answer(emulator, callback_id.to_owned()));
                }
                Err(Halt::Suspend)
            }
            Some("SUCCEEDED") => {
                let details = ["CallbackDetails", "ChainedInvokeDetails"];
                let results = details
                    .iter()
                    .filter_map(|details| operation[details]["Result"].as_str());
                Ok(results
                    .map(|text| serde_json::from_str(text).unwrap())
                    .next()
                    .unwrap_or_default())
            }
            _ => Err(Halt::Lost(format!("{operation}"))),
        }
    }

    async fn checkpoint(&mut self, update: &Value) -> Result<(), Halt> {
        let lost = |error: reqwest::Error| Halt::Lost(error.to_string());
        let body = json!({"CheckpointToken": self.token, "Updates": [update]});
        let answer = self
            .flow
            .http
            .post(&self.url)
            .json(&body)
            .send()
            .await
            .map_err(lost)?;
        let status = answer.status();
        let answer: Value = answer.json().await.map_err(lost)?;
        if !status.is_success() {
            return Err(Halt::Lost(format!("{status} {answer}")));
        }
        let delta = answer["NewExecutionState"]["Operations"].as_array().unwrap();
        self.operations.extend(by_id(delta));
        match answer["CheckpointToken"].as_str() {
            Some(token) => token.clone_into(&mut self.token),
            None => return Err(Halt::Suspend),
        }
        Ok(())
    }
}

fn by_id(operations: &[Value]) -> BTreeMap<String, Value> {
    let id = |operation: &Value| operation["Id"].as_str().unwrap().to_owned();
    operations
        .iter()
        .map(|operation| (id(operation), operation.clone()))
        .collect()
}
