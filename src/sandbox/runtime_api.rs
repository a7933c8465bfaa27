//! The Lambda Runtime API of one sandbox, on its own loopback port: the listener is the identity.
//!
//! It listens before the process is started (the Rust runtime exits at once where nobody listens), holds
//! `/next` open for ever, and is gone with its sandbox.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use futures_util::StreamExt;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{AbortHandle, JoinSet};

use crate::execution::{ErrorObject, RequestId, TenantId, Timestamp, limits};
use crate::wire::function_error::function_error;

use crate::docker::network::{Reach, Subnet};

use super::Now;
use super::logs::{Label, Owner};

/// The largest answer that Lambda accepts: 6 MiB and a little.
pub(super) const MAX_RESPONSE_BYTES: usize = limits::SYNC_PAYLOAD_BYTES + 100;
/// How much of a larger one is read, and forgotten, so that the guest lives to see the 413.
const MAX_DRAINED_BYTES: usize = 64 << 20;
/// Connections of one guest.
const MAX_CONNECTIONS: usize = 64;
/// The longest pause after `accept` has failed, for want of file descriptors for instance.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// One invocation, on its way to the guest.
pub(super) struct Invocation {
    pub(super) owner: Owner,
    pub(super) body: Bytes,
    pub(super) timeout: Duration,
    pub(super) function_arn: String,
    pub(super) trace: Option<String>,
    pub(super) tenant: Option<TenantId>,
    /// Told when the guest takes it: from then on its time runs.
    pub(super) taken: oneshot::Sender<()>,
    pub(super) report: oneshot::Sender<Report>,
}

/// What the guest says of an invocation.
#[derive(Debug)]
pub(super) enum Report {
    Returned(Bytes),
    Broke(ErrorObject),
}

/// How far a guest's start is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Phase {
    Starting,
    /// It has asked for its first invocation.
    Ready,
    /// It has said that it cannot start.
    Failed(ErrorObject),
}

/// The API of one sandbox. Dropping it closes the port and all connections.
pub(super) struct RuntimeApi {
    pub(super) address: SocketAddr,
    phase: watch::Receiver<Phase>,
    invocations: mpsc::Sender<Invocation>,
    server: AbortHandle,
}

struct Desk {
    /// Whoever holds the lock is the next to be served; the others wait behind.
    invocations: tokio::sync::Mutex<mpsc::Receiver<Invocation>>,
    current: Mutex<Option<(RequestId, oneshot::Sender<Report>)>>,
    phase: watch::Sender<Phase>,
    label: Label,
    now: Now,
}

impl RuntimeApi {
    /// Listens on a free port: of loopback, or where a container comes.
    pub(super) async fn listen(label: Label, now: Now, reach: Option<&Reach>) -> std::io::Result<Self> {
        let ip = reach.map_or(Ipv4Addr::LOCALHOST.into(), |reach| reach.bind);
        let peers = reach.and_then(|reach| reach.peers);
        let listener = TcpListener::bind((ip, 0)).await?;
        let address = listener.local_addr()?;
        let (tell, phase) = watch::channel(Phase::Starting);
        // One at a time: a sandbox is lent to one invocation.
        let (invocations, receiver) = mpsc::channel(1);
        let desk = Arc::new(Desk {
            invocations: tokio::sync::Mutex::new(receiver),
            current: Mutex::new(None),
            phase: tell,
            label,
            now,
        });
        let server = tokio::spawn(serve(listener, router(desk), peers)).abort_handle();
        Ok(Self {
            address,
            phase,
            invocations,
            server,
        })
    }

    /// Waits until the guest asks for work, or says why it never will.
    pub(super) async fn started(&self) -> Result<(), ErrorObject> {
        let mut phase = self.phase.clone();
        let phase = phase
            .wait_for(|phase| *phase != Phase::Starting)
            .await
            .map(|phase| phase.clone());
        match phase {
            Ok(Phase::Failed(error)) => Err(error),
            Ok(Phase::Starting | Phase::Ready) => Ok(()),
            // Only when we are being dropped.
            Err(_) => std::future::pending().await,
        }
    }

    /// Lays an invocation out for the guest's next `/next`; false if the previous one still lies there.
    pub(super) fn hand_over(&self, invocation: Invocation) -> bool {
        self.invocations.try_send(invocation).is_ok()
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn router(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
        .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
        .route("/2018-06-01/runtime/init/error", post(init_error))
        .with_state(desk)
}

/// Not `axum::serve`: the connections have to end with the sandbox, and their number is bounded.
async fn serve(listener: TcpListener, router: Router, peers: Option<Subnet>) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        if connections.len() >= MAX_CONNECTIONS {
            connections.join_next().await;
        }
        let Ok((stream, peer)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        if peers.is_some_and(|peers| !peers.contains(peer.ip())) {
            continue;
        }
        // Without it, Nagle and delayed ACKs cost 40 ms a call (sdks.md 7).
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        connections.spawn(async move {
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn next(State(desk): State<Arc<Desk>>) -> Response {
    desk.phase.send_if_modified(|phase| {
        let first = *phase == Phase::Starting;
        if first {
            *phase = Phase::Ready;
        }
        first
    });
    let invocation = {
        let mut invocations = desk.invocations.lock().await;
        loop {
            match invocations.recv().await {
                // Given up before it was taken.
                Some(invocation) if invocation.report.is_closed() => {}
                other => break other,
            }
        }
    };
    let Some(invocation) = invocation else {
        return refuse(StatusCode::GONE, "SandboxClosed", "This sandbox is closed");
    };
    desk.label.set(invocation.owner.clone());
    let headers = headers(&invocation, (desk.now)());
    *desk.current() = Some((invocation.owner.request_id, invocation.report));
    let _ = invocation.taken.send(());
    (headers, invocation.body).into_response()
}

fn headers(invocation: &Invocation, now: Timestamp) -> HeaderMap {
    let millis = i64::try_from(invocation.timeout.as_millis()).unwrap_or(i64::MAX);
    let all = [
        (
            "lambda-runtime-aws-request-id",
            Some(invocation.owner.request_id.to_string()),
        ),
        (
            "lambda-runtime-deadline-ms",
            Some(now.plus_millis(millis).to_string()),
        ),
        (
            "lambda-runtime-invoked-function-arn",
            Some(invocation.function_arn.clone()),
        ),
        ("lambda-runtime-trace-id", invocation.trace.clone()),
        (
            "lambda-runtime-aws-tenant-id",
            invocation.tenant.as_ref().map(ToString::to_string),
        ),
    ];
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, value) in all {
        // What cannot stand in a header is left out rather than let it stop the invocation.
        if let Some(Ok(value)) = value.map(HeaderValue::try_from) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    headers
}

async fn response(State(desk): State<Arc<Desk>>, Path(id): Path<String>, body: Body) -> Response {
    // Read to its end whatever the id: a body left unread costs the guest its connection.
    match read(body).await {
        Ok(Some(body)) => desk.report(&id, Report::Returned(body)),
        Ok(None) => {
            let why = format!(
                "Response payload size exceeded maximum allowed payload size ({MAX_RESPONSE_BYTES} bytes)."
            );
            let error = ErrorObject::new("Function.ResponseSizeTooLarge", &why);
            desk.report(&id, Report::Broke(error));
            refuse(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", &why)
        }
        Err(_) => cut_off(),
    }
}

async fn error(State(desk): State<Arc<Desk>>, Path(id): Path<String>, request: Request<Body>) -> Response {
    match read_error(request).await {
        Some(error) => desk.report(&id, Report::Broke(error)),
        None => cut_off(),
    }
}

async fn init_error(State(desk): State<Arc<Desk>>, request: Request<Body>) -> Response {
    let Some(error) = read_error(request).await else {
        return cut_off();
    };
    desk.phase.send_if_modified(|phase| {
        let first = *phase == Phase::Starting;
        if first {
            *phase = Phase::Failed(error);
        }
        first
    });
    accepted()
}

/// The error in a request; `None` if the guest hung up.
async fn read_error(request: Request<Body>) -> Option<ErrorObject> {
    let named = request
        .headers()
        .get("lambda-runtime-function-error-type")
        .and_then(|name| name.to_str().ok())
        .map(str::to_owned);
    let body = read(request.into_body()).await.ok()?.unwrap_or_default();
    Some(function_error(&body, named.as_deref()))
}

/// Reads a body; `None` if it is larger than [`MAX_RESPONSE_BYTES`].
async fn read(body: Body) -> Result<Option<Bytes>, axum::Error> {
    let mut chunks = body.into_data_stream();
    let (mut kept, mut size) = (Vec::new(), 0_usize);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        size += chunk.len();
        if size > MAX_DRAINED_BYTES {
            break;
        } else if size > MAX_RESPONSE_BYTES {
            kept = Vec::new();
        } else {
            kept.extend_from_slice(&chunk);
        }
    }
    Ok((size <= MAX_RESPONSE_BYTES).then(|| kept.into()))
}

impl Desk {
    fn current(&self) -> MutexGuard<'_, Option<(RequestId, oneshot::Sender<Report>)>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the current invocation, if it is still this one.
    fn report(&self, id: &str, report: Report) -> Response {
        let Some((_, caller)) = self.current().take_if(|(current, _)| current.as_str() == id) else {
            return wrong_id();
        };
        let _ = caller.send(report);
        accepted()
    }
}

fn accepted() -> Response {
    let json = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::ACCEPTED, json, r#"{"status":"OK"}"#).into_response()
}

fn wrong_id() -> Response {
    refuse(StatusCode::BAD_REQUEST, "InvalidRequestID", "Invalid request ID")
}

fn cut_off() -> Response {
    refuse(StatusCode::BAD_REQUEST, "InvalidRequest", "The body was cut off")
}

fn refuse(status: StatusCode, error_type: &str, message: &str) -> Response {
    let body = serde_json::json!({ "errorMessage": message, "errorType": error_type }).to_string();
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
