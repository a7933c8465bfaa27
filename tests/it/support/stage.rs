//! An API with an engine behind it, on a port of its own; the functions are played by the test.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use cargo_durable::api::{self, AnswersAs, ApiState};
use cargo_durable::client::Client;
use cargo_durable::engine::clock::Clock;
use cargo_durable::engine::ids::Ids;
use cargo_durable::engine::invoke::{Answer, DurableInput, Invoke, PlainAnswer, Request, Work};
use cargo_durable::engine::{Drive, Engine, Parts};
use cargo_durable::execution::{
    DurableConfig, ErrorObject, Execute, FunctionInfo, FunctionName, Limits, Payload, Speed,
};
use cargo_durable::store::Store;
use futures_util::future::BoxFuture;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::{CancellationToken, DropGuard};

/// An API on a port of its own.
pub(crate) struct Stage {
    pub(crate) client: Client,
    /// Answers as they are, whatever their status.
    pub(crate) http: reqwest::Client,
    pub(crate) endpoint: String,
    invocations: mpsc::UnboundedReceiver<Invocation>,
    redirects: Arc<Mutex<Vec<String>>>,
    _stop: DropGuard,
}

/// A durable function was called, and waits for the test to play it.
pub(crate) struct Invocation {
    pub(crate) input: Arc<DurableInput>,
    pub(crate) endpoint: Option<String>,
    answer: oneshot::Sender<Execute>,
}

impl Invocation {
    /// The function returns.
    pub(crate) fn returns(self, execute: Execute) {
        self.answer.send(execute).expect("the engine waits for an answer");
    }

    /// The function returns a result.
    pub(crate) fn succeeds(self, result: &str) {
        let result = Some(Payload::from(result));
        self.returns(Execute::Succeeded { result });
    }
}

/// An answer, read whole.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// Status, exception and body, in one line.
    pub(crate) fn line(&self) -> String {
        let name = self.header("x-amzn-errortype").unwrap_or("-");
        format!("{} {name} {}", self.status.as_u16(), self.text)
    }
}

impl Stage {
    /// Durable `fn`, durable `slow` whose timeout of an hour is configured, plain `echo` and plain `broken`.
    pub(crate) async fn start() -> Self {
        let (sender, invocations) = mpsc::unbounded_channel();
        let redirects = Arc::new(Mutex::new(Vec::new()));
        let cast = Cast {
            invocations: sender,
            redirects: Arc::clone(&redirects),
        };
        let engine = Engine::new(Parts {
            store: Store::in_memory().unwrap(),
            invoker: Arc::new(cast),
            clock: Clock::Wall,
            ids: Ids::default(),
            region: "us-east-1".to_owned(),
            account: "123456789012".to_owned(),
            limits: Limits::SERVICE,
            lenient_qualifiers: false,
            drive: Drive::Everything,
            speed: Speed::REAL,
        });
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let shutdown = CancellationToken::new();
        let allow_hosts = vec!["my.box".to_owned()];
        let state = ApiState {
            engine,
            allow_hosts,
            answers_as: AnswersAs::Service,
        };
        let router = api::router(state, axum::Router::new());
        tokio::spawn(api::serve(
            listener,
            router,
            |_| true,
            shutdown.clone().cancelled_owned(),
        ));
        Self {
            client: Client::new(&endpoint).unwrap(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            endpoint,
            invocations,
            redirects,
            _stop: shutdown.drop_guard(),
        }
    }

    /// The next call of a durable function.
    pub(crate) async fn invoked(&mut self) -> Invocation {
        self.invocations.recv().await.expect("the engine is there")
    }

    /// Where functions were said to be called.
    pub(crate) fn redirects(&self) -> Vec<String> {
        self.redirects.lock().unwrap().clone()
    }

    /// Sends a request as it is written here.
    pub(crate) async fn send(
        &self,
        method: Method,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Reply {
        let url = format!("{}{target}", self.endpoint);
        let mut request = self.http.request(method, url).body(body.to_owned());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        Reply {
            status: response.status(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    pub(crate) async fn get(&self, target: &str) -> Reply {
        self.send(Method::GET, target, &[], "").await
    }

    pub(crate) async fn post(&self, target: &str, body: &str) -> Reply {
        self.send(Method::POST, target, &[], body).await
    }
}

/// The functions.
struct Cast {
    invocations: mpsc::UnboundedSender<Invocation>,
    redirects: Arc<Mutex<Vec<String>>>,
}

impl Invoke for Cast {
    fn describe(&self, function: FunctionName) -> BoxFuture<'static, Option<FunctionInfo>> {
        let durable = match function.as_str() {
            "fn" => Some(DurableConfig::DEFAULT),
            "slow" => Some(DurableConfig {
                execution_timeout_s: 3600,
                timeout_configured: true,
                ..DurableConfig::DEFAULT
            }),
            "echo" | "broken" => None,
            _ => return Box::pin(async { None }),
        };
        let info = FunctionInfo {
            durable,
            timeout_s: 30,
            memory_mb: 128,
            runtime: Some("python3.13".to_owned()),
            handler: Some("app.handler".to_owned()),
            aliases: BTreeMap::from([("live".to_owned(), "1".to_owned())]),
        };
        Box::pin(async { Some(info) })
    }

    fn functions(&self) -> Vec<FunctionName> {
        ["broken", "echo", "fn", "slow"]
            .map(|name| FunctionName::parse(name).unwrap())
            .into()
    }

    fn reaches(&self, function: &FunctionName) -> bool {
        self.functions().contains(function)
    }

    fn redirect(&self, url: String) {
        self.redirects.lock().unwrap().push(url);
    }

    fn invoke(&self, request: Request) -> BoxFuture<'static, Answer> {
        match request.work {
            Work::Plain { payload, .. } if request.function.as_str() == "echo" => {
                let body = payload.as_str().to_owned().into_bytes();
                Box::pin(async { Answer::Plain(PlainAnswer::Returned(body)) })
            }
            Work::Plain { .. } => {
                let error = ErrorObject::new("Boom", "no");
                Box::pin(async { Answer::Plain(PlainAnswer::Broke(error)) })
            }
            Work::Durable(input) => {
                let (answer, receiver) = oneshot::channel();
                let endpoint = request.endpoint;
                // A test that is over plays no functions.
                let _ = self.invocations.send(Invocation {
                    input,
                    endpoint,
                    answer,
                });
                Box::pin(async { Answer::Durable(receiver.await.unwrap_or(Execute::Lost)) })
            }
        }
    }
}
