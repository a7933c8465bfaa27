//! A function endpoint of the test's own: it hands every invocation to the test, which answers when it likes.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

/// One invocation that waits for its answer.
#[derive(Debug)]
pub(super) struct Call {
    /// As the path names it.
    pub(super) function: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
    answer: oneshot::Sender<Said>,
}

type Said = (StatusCode, HeaderMap, String);

impl Call {
    /// The function returns this, whatever it is.
    pub(super) fn says(self, status: u16, body: &(impl ToString + ?Sized)) {
        self.send(status, HeaderMap::new(), body.to_string());
    }

    /// The function returns JSON.
    pub(super) fn returns(self, output: &Value) {
        self.says(200, output);
    }

    /// The function fails, with the header that says so.
    pub(super) fn fails(self, error: &Value) {
        let header = (
            "x-amz-function-error".parse().unwrap(),
            "Unhandled".parse().unwrap(),
        );
        self.send(200, HeaderMap::from_iter([header]), error.to_string());
    }

    fn send(self, status: u16, headers: HeaderMap, body: String) {
        let status = StatusCode::from_u16(status).unwrap();
        // The emulator may have given the invocation up.
        let _ = self.answer.send((status, headers, body));
    }
}

/// Where it listens, and what it is asked.
pub(super) async fn serve() -> (String, mpsc::UnboundedReceiver<Call>) {
    let (calls, asked) = mpsc::unbounded_channel();
    let router = Router::new()
        .route("/2015-03-31/functions/{name}/invocations", post(invocation))
        .route("/2015-03-31/functions/{name}/configuration", get(configuration))
        .layer(axum::extract::DefaultBodyLimit::disable())
        .with_state(calls);
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let listener = tokio::net::TcpListener::bind(any).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, asked)
}

async fn invocation(
    State(calls): State<mpsc::UnboundedSender<Call>>,
    Path(function): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Said {
    let (answer, said) = oneshot::channel();
    let call = Call {
        function,
        headers,
        body: serde_json::from_slice(&body).unwrap(),
        answer,
    };
    if calls.send(call).is_ok()
        && let Ok(said) = said.await
    {
        return said;
    }
    // The test has no answer for it: it never ends.
    std::future::pending().await
}

/// What the emulator asks of a function that nobody registered.
async fn configuration(Path(name): Path<String>) -> (StatusCode, String) {
    let (status, body) = match name.as_str() {
        "remote" => (
            200,
            json!({"FunctionName": name, "Timeout": 7, "DurableConfig": {"ExecutionTimeout": 60}}),
        ),
        _ => (
            404,
            json!({"Type": "ResourceNotFoundException", "Message": "Function not found"}),
        ),
    };
    (StatusCode::from_u16(status).unwrap(), body.to_string())
}
