//! A private route for another `invoke` of the same project (decisions 19): it brings its functions and holds a
//! lease for as long as its request stays open. Only who can read the store's directory knows the token.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use futures_util::stream::{self, StreamExt as _};
use tokio::sync::watch;

use crate::api::{Refusal, read_body};
use crate::execution::Rejection;
use crate::execution::limits::REQUEST_BODY_BYTES;
use crate::sandbox::{FunctionSpec, Sandboxes};
use crate::wire::path;

/// Who needs this emulator besides its owner.
#[derive(Clone)]
pub(super) struct Leases {
    token: Arc<str>,
    sandboxes: Sandboxes,
    count: Arc<watch::Sender<usize>>,
}

/// One lease; it ends when it is dropped.
struct Lease {
    count: Arc<watch::Sender<usize>>,
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.count.send_modify(|count| *count -= 1);
    }
}

impl Leases {
    pub(super) fn new(token: String, sandboxes: Sandboxes) -> Self {
        Self {
            token: token.into(),
            sandboxes,
            count: Arc::new(watch::Sender::new(0)),
        }
    }

    pub(super) fn router(&self) -> Router {
        Router::new()
            .route(path::LEASES, post(grant).fallback(wrong_method))
            .with_state(self.clone())
    }

    pub(super) fn count(&self) -> usize {
        *self.count.borrow()
    }

    pub(super) async fn ended(&self) {
        let mut count = self.count.subscribe();
        // It cannot fail: we hold the sender.
        let _ = count.wait_for(|count| *count == 0).await;
    }
}

async fn wrong_method() -> Refusal {
    Refusal::WrongMethod { allowed: "POST" }
}

/// Registers the functions and answers with a body that does not end: the lease is the connection.
async fn grant(State(leases): State<Leases>, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let given = parts
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    if given != Some(&format!("Bearer {}", leases.token)) {
        let message = "this is not the token of this emulator";
        return Err(Refusal::forbidden(message.to_owned()));
    }
    let body = read_body(body, REQUEST_BODY_BYTES).await?;
    let functions: Vec<FunctionSpec> = serde_json::from_slice(&body).map_err(|error| {
        tracing::warn!(%error, "the functions that somebody brings cannot be read");
        let message = "the functions cannot be read; the emulator may be of another version";
        Rejection::Serialization(message.to_owned())
    })?;
    for function in functions {
        leases.sandboxes.register(function);
    }
    leases.count.send_modify(|count| *count += 1);
    let lease = Lease {
        count: Arc::clone(&leases.count),
    };
    let first = stream::once(async { Ok::<_, Infallible>(Bytes::from_static(b"\n")) });
    let rest = stream::once(async move {
        let _held = lease;
        std::future::pending::<Result<Bytes, Infallible>>().await
    });
    Ok(Body::from_stream(first.chain(rest)).into_response())
}
