//! Functions behind a foreign endpoint: a real server that answers as SAM's runtime emulator does.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use cargo_durable::engine::invoke::{Answer, Invoke, PlainAnswer, Request};
use cargo_durable::execution::{DurableConfig, Execute, FunctionName, TenantId};
use cargo_durable::sandbox::{FunctionKind, FunctionSpec};
use serde_json::{Value, json};

use crate::support::guest::{World, durable, name, request};
use crate::support::tool::until;

#[derive(Default)]
struct Seen {
    answer: Mutex<(u16, Option<&'static str>, String)>,
    calls: Mutex<Vec<(String, HeaderMap, Bytes)>>,
    running: AtomicUsize,
    /// While it is closed, who is in stays in.
    closed: AtomicBool,
}

/// A server that answers every invocation with what it was given.
async fn serve() -> (String, Arc<Seen>) {
    let seen = Arc::<Seen>::default();
    let router = Router::new()
        .route("/2015-03-31/functions/{name}/invocations", post(invocation))
        .route("/2015-03-31/functions/{name}/configuration", get(configuration))
        .with_state(Arc::clone(&seen));
    let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
        .await
        .unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, seen)
}

type Response = (StatusCode, HeaderMap, String);

async fn invocation(
    State(seen): State<Arc<Seen>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    seen.running.fetch_add(1, Ordering::SeqCst);
    while seen.closed.load(Ordering::SeqCst) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    seen.calls.lock().unwrap().push((name, headers, body));
    let (status, error, body) = seen.answer.lock().unwrap().clone();
    seen.running.fetch_sub(1, Ordering::SeqCst);
    let mut headers = HeaderMap::new();
    if let Some(error) = error {
        headers.insert("x-amz-function-error", error.parse().unwrap());
    }
    (StatusCode::from_u16(status).unwrap(), headers, body)
}

async fn configuration(Path(name): Path<String>) -> Response {
    let (status, body) = match name.as_str() {
        "order" => (
            200,
            json!({"FunctionName": name, "Timeout": 7, "MemorySize": 256, "Runtime": "python3.13",
            "DurableConfig": {"ExecutionTimeout": 60, "RetentionPeriodInDays": 3}}),
        ),
        "plain" => (200, json!({"FunctionName": name, "Timeout": 3})),
        "gone" => (
            404,
            json!({"Type": "ResourceNotFoundException", "Message": "Function not found: gone"}),
        ),
        _ => (404, json!("404 page not found")),
    };
    (
        StatusCode::from_u16(status).unwrap(),
        HeaderMap::new(),
        body.to_string(),
    )
}

impl Seen {
    fn will_say(&self, status: u16, body: &impl ToString) {
        *self.answer.lock().unwrap() = (status, None, body.to_string());
    }
}

fn at(url: &str) -> Request {
    Request {
        endpoint: Some(url.to_owned()),
        ..durable()
    }
}

fn broke(execute: Execute) -> (String, String) {
    match execute {
        Execute::Broke { error } => (error.error_type.unwrap(), error.error_message.unwrap()),
        other => panic!("it broke: {other:?}"),
    }
}

#[tokio::test]
async fn the_call_is_the_official_emulators() {
    let (url, seen) = serve().await;
    seen.will_say(200, &r#"{"Status":"PENDING"}"#);
    let world = World::new(|_| {});
    let call = Request {
        version: "1".to_owned(),
        tenant: Some(TenantId::parse("blue").unwrap()),
        trace: Some("Root=1-5-a".to_owned()),
        ..at(&url)
    };
    assert_eq!(world.execute(call).await, Execute::Pending);
    let (name, headers, body) = seen.calls.lock().unwrap().pop().unwrap();
    assert_eq!(name, "guest:1");
    for (header, value) in [
        ("x-amz-invocation-type", "RequestResponse"),
        ("x-dex-handler-invoke", "true"),
        ("x-amz-tenant-id", "blue"),
        ("x-amzn-trace-id", "Root=1-5-a"),
    ] {
        assert_eq!(headers[header], value);
    }
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["CheckpointToken"], "token");
}

#[tokio::test]
async fn weak_signals_are_read_by_their_shape() {
    let (url, seen) = serve().await;
    let world = World::new(|_| {});
    seen.will_say(200, &"Task timed out after 2.00 seconds");
    let error = broke(world.execute(at(&url)).await);
    assert_eq!(
        error,
        (
            "Sandbox.Timedout".into(),
            "Task timed out after 2.00 seconds".into()
        )
    );
    seen.will_say(
        200,
        &json!({"errorType": "KeyError", "errorMessage": "'id'", "stackTrace": []}),
    );
    assert_eq!(
        broke(world.execute(at(&url)).await),
        ("KeyError".into(), "'id'".into())
    );
    seen.will_say(
        502,
        &json!({"errorType": "Runtime.ExitError", "errorMessage": "exit status 3"}),
    );
    assert_eq!(
        broke(world.execute(at(&url)).await),
        ("Runtime.ExitError".into(), "exit status 3".into())
    );
    seen.will_say(503, &"upstream is away");
    let (kind, text) = broke(world.execute(at(&url)).await);
    assert_eq!(kind, "EndpointError");
    assert!(
        text.ends_with("answered 503 Service Unavailable: upstream is away"),
        "{text}"
    );
    seen.will_say(
        429,
        &json!({"__type": "TooManyRequestsException", "message": "Rate Exceeded."}),
    );
    assert_eq!(
        broke(world.execute(at(&url)).await),
        ("TooManyRequestsException".into(), "Rate Exceeded.".into())
    );
    *seen.answer.lock().unwrap() = (200, Some("Unhandled"), r#"{"Status":"PENDING"}"#.to_owned());
    assert!(matches!(world.execute(at(&url)).await, Execute::Broke { .. }));
    seen.will_say(404, &"404 page not found");
    assert!(matches!(world.execute(at(&url)).await, Execute::Missing { .. }));
    seen.will_say(200, &json!({"answer": 42}));
    assert!(matches!(world.execute(at(&url)).await, Execute::Malformed { .. }));
    let plain = Request {
        endpoint: Some(url),
        ..request(&json!({}))
    };
    let answer = world.sandboxes.invoke(plain).await;
    assert_eq!(
        answer,
        Answer::Plain(PlainAnswer::Returned(br#"{"answer":42}"#.to_vec()))
    );
}

#[tokio::test]
async fn an_endpoint_that_is_away_is_named() {
    let world = World::new(|_| {});
    let (kind, text) = broke(world.execute(at("http://127.0.0.1:1")).await);
    assert_eq!(kind, "EndpointUnreachable");
    assert!(
        text.starts_with("cannot call `http://127.0.0.1:1/2015-03-31/functions/guest/invocations`: "),
        "{text}"
    );
    let (kind, _) = broke(world.execute(at("not a url")).await);
    assert_eq!(kind, "EndpointUnreachable");
}

/// Seen of the emulator that SAM 1.170 brings: after a timeout it has a status for an exit, and no text.
#[tokio::test]
async fn a_runtime_emulator_that_says_nothing_says_that_the_runtime_exited() {
    let (url, seen) = serve().await;
    let world = World::new(|_| {});
    let rie = || Request {
        function: FunctionName::parse("function").unwrap(),
        ..at(&url)
    };
    for status in [502, 200] {
        seen.will_say(status, &"");
        let call = rie();
        let text = format!(
            "RequestId: {} Error: Runtime exited without providing a reason",
            call.request_id
        );
        assert_eq!(
            broke(world.execute(call).await),
            ("Runtime.ExitError".into(), text)
        );
    }
    seen.will_say(503, &"");
    assert_eq!(broke(world.execute(rie()).await).0, "EndpointError");
    // Others have no reason to be silent.
    seen.will_say(502, &"");
    assert_eq!(broke(world.execute(at(&url)).await).0, "EndpointError");
}

#[tokio::test]
async fn unknown_functions_are_the_lambda_endpoints() {
    let (url, seen) = serve().await;
    seen.will_say(200, &r#"{"Status":"SUCCEEDED"}"#);
    let world = World::new(|_| {});
    assert!(matches!(world.execute(durable()).await, Execute::Missing { .. }));
    assert_eq!(world.sandboxes.describe(name()).await, None);
    world.sandboxes.set_lambda_endpoint(Some(url.clone()));
    assert_eq!(
        world.execute(durable()).await,
        Execute::Succeeded { result: None }
    );
    let describe = |name: &str| world.sandboxes.describe(FunctionName::parse(name).unwrap());
    let order = describe("order").await.unwrap();
    let durable_config = order.durable.unwrap();
    assert_eq!((order.timeout_s, order.memory_mb), (7, 256));
    assert_eq!(
        (durable_config.execution_timeout_s, durable_config.retention_days),
        (60, Some(3))
    );
    assert_eq!(describe("plain").await.unwrap().durable, None);
    assert_eq!(describe("gone").await, None);
    // An endpoint that does not know the question runs what it is asked to run.
    assert_eq!(
        describe("function").await.unwrap().durable,
        Some(DurableConfig::DEFAULT)
    );
    world
        .sandboxes
        .set_lambda_endpoint(Some("http://127.0.0.1:1".to_owned()));
    assert_eq!(describe("order").await, None);

    let kind = FunctionKind::Endpoint {
        url,
        function: "function".to_owned(),
    };
    world.sandboxes.register(FunctionSpec::durable(name(), kind));
    assert!(matches!(
        world.execute(durable()).await,
        Execute::Succeeded { .. }
    ));
    assert_eq!(seen.calls.lock().unwrap().last().unwrap().0, "function");
    assert_eq!(world.sandboxes.describe(name()).await.unwrap().timeout_s, 900);
}

#[tokio::test]
async fn an_endpoint_has_its_bound_and_a_runtime_emulator_gets_one() {
    let (url, seen) = serve().await;
    seen.will_say(200, &r#"{"Status":"PENDING"}"#);
    let world = World::new(|config| config.endpoint_concurrency = 3);
    for (function, bound) in [("order", 3), ("function", 1)] {
        seen.closed.store(true, Ordering::SeqCst);
        let calls: Vec<_> = (0..8)
            .map(|_| {
                let function = FunctionName::parse(function).unwrap();
                tokio::spawn(world.sandboxes.invoke(Request { function, ..at(&url) }))
            })
            .collect();
        let inside = |n: usize| (seen.running.load(Ordering::SeqCst) >= n).then_some(());
        until("as many as may", || inside(bound)).await;
        let more = until("one too many", || inside(bound + 1));
        assert!(
            tokio::time::timeout(Duration::from_millis(200), more)
                .await
                .is_err()
        );
        seen.closed.store(false, Ordering::SeqCst);
        for call in calls {
            assert_eq!(call.await.unwrap(), Answer::Durable(Execute::Pending));
        }
    }
}
