//! The load: a durable function behind an endpoint, whose steps are one checkpoint each.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use serde_json::{Value, json};

/// What a step returns: about what a small function's step does.
const RESULT_BYTES: usize = 200;

/// A durable function `bench` whose invocation makes as many steps as were last asked for.
pub(crate) struct Function {
    address: SocketAddr,
    steps: Arc<AtomicU32>,
    client: reqwest::Client,
}

#[derive(Clone)]
struct Wiring {
    steps: Arc<AtomicU32>,
    emulator: Arc<std::sync::Mutex<String>>,
}

impl Function {
    pub(crate) async fn start() -> Self {
        let steps = Arc::new(AtomicU32::new(0));
        let wiring = Wiring {
            steps: Arc::clone(&steps),
            emulator: Arc::default(),
        };
        let router = Router::new()
            .route("/2015-03-31/functions/{name}/invocations", post(invoke))
            .route("/2015-03-31/functions/{name}/configuration", get(configuration))
            .route("/emulator", post(learn))
            .with_state(wiring);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("its address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        let client = reqwest::Client::builder()
            .no_proxy()
            .tcp_nodelay(true)
            .build()
            .expect("a client");
        Self {
            address,
            steps,
            client,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// One execution of so many steps, to its end.
    pub(crate) async fn run(&self, emulator: &str, steps: u32) {
        self.steps.store(steps, Ordering::Relaxed);
        let learn = self
            .client
            .post(format!("{}/emulator", self.url()))
            .body(emulator.to_owned());
        learn
            .send()
            .await
            .expect("the function learns where the emulator is");
        let answer = self
            .client
            .post(format!("{emulator}/2015-03-31/functions/bench/invocations"))
            .body("{}")
            .send()
            .await
            .expect("the emulator answers");
        let text = answer.text().await.expect("a result");
        assert_eq!(text, "\"done\"", "the execution succeeds");
    }
}

async fn learn(State(wiring): State<Wiring>, emulator: String) {
    *wiring.emulator.lock().expect("no panic") = emulator;
}

async fn configuration() -> axum::Json<Value> {
    axum::Json(json!({
        "FunctionName": "bench",
        "Timeout": 900,
        "DurableConfig": {"ExecutionTimeout": 900, "RetentionPeriodInDays": 1},
    }))
}

async fn invoke(State(wiring): State<Wiring>, axum::Json(input): axum::Json<Value>) -> axum::Json<Value> {
    let emulator = wiring.emulator.lock().expect("no panic").clone();
    let arn = input["DurableExecutionArn"].as_str().expect("an ARN");
    let arn = arn.replace(':', "%3A").replace('/', "%2F").replace('$', "%24");
    let url = format!("{emulator}/2025-12-01/durable-executions/{arn}/checkpoint");
    let token = input["CheckpointToken"].as_str().expect("a token");
    send(&url, token, wiring.steps.load(Ordering::Relaxed)).await;
    axum::Json(json!({"Status": "SUCCEEDED", "Result": "\"done\""}))
}

/// So many checkpoints, sent to whoever listens at a base URL.
pub(crate) async fn checkpoints(url: &str, token: &str, count: u32) {
    send(
        &format!("{url}/2025-12-01/durable-executions/x/checkpoint"),
        token,
        count,
    )
    .await;
}

async fn send(url: &str, token: &str, count: u32) {
    let client = reqwest::Client::builder()
        .no_proxy()
        .tcp_nodelay(true)
        .build()
        .expect("a client");
    let mut token = token.to_owned();
    let result = format!("\"{}\"", "x".repeat(RESULT_BYTES));
    for step in 0..count {
        let id = format!("{step:064x}");
        let body = json!({
            "CheckpointToken": token,
            "ClientToken": format!("{step:032x}"),
            "Updates": [
                {"Id": id, "Type": "STEP", "Action": "START", "Name": "step", "SubType": "Step"},
                {"Id": id, "Type": "STEP", "Action": "SUCCEED", "Name": "step", "SubType": "Step", "Payload": result},
            ],
        });
        let answer = client.post(url).json(&body).send().await.expect("an answer");
        assert!(answer.status().is_success(), "a checkpoint is accepted");
        let answer: Value = answer.json().await.expect("JSON");
        answer["CheckpointToken"]
            .as_str()
            .expect("a token")
            .clone_into(&mut token);
    }
}
