//! The functions of the checks: an endpoint of Lambda's Invoke API, whose answers a check gives.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::docker::network::Subnet;

/// The most that a call may bring: Lambda's limit of a request, and room.
const MOST_BYTES: usize = 8 << 20;
/// Calls of one function that wait for its check.
const INBOX: usize = 16;

/// A call of a function, and the right to answer it.
#[derive(Debug)]
pub struct Invocation {
    /// As it stands in the path: a name, with a qualifier or without.
    pub function: String,
    pub headers: HeaderMap,
    pub input: Value,
    reply: oneshot::Sender<Reply>,
}

/// What a function answers.
#[derive(Debug)]
pub struct Reply {
    /// Whether it is an error of the function.
    error: bool,
    body: Vec<u8>,
}

impl Reply {
    /// What a function returns.
    pub fn returned(body: impl Into<Vec<u8>>) -> Self {
        Self {
            error: false,
            body: body.into(),
        }
    }

    /// A function that failed without answering, as Lambda says it.
    pub fn crashed(body: &Value) -> Self {
        Self {
            error: true,
            ..Self::returned(body.to_string())
        }
    }
}

impl Invocation {
    /// Answers it. Who has hung up does not hear it.
    pub fn answer(self, reply: Reply) {
        let _ = self.reply.send(reply);
    }
}

type Inboxes = Arc<Mutex<HashMap<String, mpsc::Sender<Invocation>>>>;

/// Listens until it is dropped.
#[derive(Debug)]
pub struct Guests {
    port: u16,
    inboxes: Inboxes,
    servers: Vec<JoinHandle<()>>,
}

/// The calls that are for one check. They end with it: later ones are answered with a failure, so that what is left of
/// an execution ends, too.
#[derive(Debug)]
pub struct Inbox {
    key: String,
    inboxes: Inboxes,
    calls: mpsc::Receiver<Invocation>,
}

impl Guests {
    /// Listens at these addresses, at one port, for this machine and for these peers.
    pub async fn listen(addresses: &[IpAddr], peers: Option<Subnet>) -> std::io::Result<Self> {
        let inboxes = Inboxes::default();
        let known = middleware::from_fn_with_state(peers, only_known);
        let router = Router::new()
            .route("/2015-03-31/functions/{function}/invocations", post(called))
            .layer(DefaultBodyLimit::max(MOST_BYTES))
            .layer(known)
            .with_state(Arc::clone(&inboxes))
            .into_make_service_with_connect_info::<SocketAddr>();
        let (mut port, mut servers) = (0, Vec::new());
        for address in addresses {
            let listener = TcpListener::bind(SocketAddr::new(*address, port)).await?;
            port = listener.local_addr()?.port();
            let router = router.clone();
            servers.push(tokio::spawn(async move {
                // It ends when the task does.
                let _ = axum::serve(listener, router).await;
            }));
        }
        Ok(Self {
            port,
            inboxes,
            servers,
        })
    }

    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Takes what is called under a key: the function's name, or what the input says of itself as `check`.
    pub fn inbox(&self, key: &str) -> Inbox {
        let (sender, calls) = mpsc::channel(INBOX);
        lock(&self.inboxes).insert(key.to_owned(), sender);
        Inbox {
            key: key.to_owned(),
            inboxes: Arc::clone(&self.inboxes),
            calls,
        }
    }
}

impl Drop for Guests {
    fn drop(&mut self) {
        for server in &self.servers {
            server.abort();
        }
    }
}

impl Inbox {
    /// The next call.
    pub async fn next(&mut self) -> Option<Invocation> {
        self.calls.recv().await
    }

    /// A call that is there already.
    pub fn waiting(&mut self) -> Option<Invocation> {
        self.calls.try_recv().ok()
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        lock(&self.inboxes).remove(&self.key);
    }
}

fn lock(
    inboxes: &Mutex<HashMap<String, mpsc::Sender<Invocation>>>,
) -> std::sync::MutexGuard<'_, HashMap<String, mpsc::Sender<Invocation>>> {
    inboxes.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What an input says of itself: a plain function's own, or what an execution was started with.
fn key_of(input: &Value) -> Option<String> {
    let named = |input: &Value| Some(input.get("check")?.as_str()?.to_owned());
    named(input).or_else(|| {
        let first = input.pointer("/InitialExecutionState/Operations/0/ExecutionDetails/InputPayload")?;
        named(&serde_json::from_str(first.as_str()?).ok()?)
    })
}

/// Who is neither on this machine nor in a container of it gets no answer that says anything.
async fn only_known(
    State(peers): State<Option<Subnet>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let ip = peer.ip();
    if ip.is_loopback() || peers.is_some_and(|subnet| subnet.contains(ip)) {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

async fn called(
    State(inboxes): State<Inboxes>,
    Path(function): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Ok(input) = serde_json::from_slice::<Value>(&body) else {
        return (StatusCode::BAD_REQUEST, "the input of a function is JSON").into_response();
    };
    let name = function.split(':').next().unwrap_or_default().to_owned();
    let inbox = {
        let inboxes = lock(&inboxes);
        let keyed = key_of(&input).and_then(|key| inboxes.get(&key));
        keyed.or_else(|| inboxes.get(&name)).cloned()
    };
    let (reply, answered) = oneshot::channel();
    let invocation = Invocation {
        function,
        headers,
        input,
        reply,
    };
    let reply = match inbox {
        Some(inbox) if inbox.send(invocation).await.is_ok() => answered.await.ok(),
        _ => None,
    };
    said(reply.unwrap_or_else(|| {
        let error = json!({"ErrorType": "Check.Over", "ErrorMessage": "nobody waits for this any more"});
        Reply::returned(json!({"Status": "FAILED", "Error": error}).to_string())
    }))
}

fn said(reply: Reply) -> Response {
    let mut response = reply.body.into_response();
    let headers = response.headers_mut();
    let json = axum::http::HeaderValue::from_static("application/json");
    headers.insert(axum::http::header::CONTENT_TYPE, json);
    if reply.error {
        let unhandled = axum::http::HeaderValue::from_static("Unhandled");
        headers.insert("x-amz-function-error", unhandled);
    }
    response
}
