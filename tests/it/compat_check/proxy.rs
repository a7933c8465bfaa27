//! Somebody between the checks and the embedded emulator, who plants faults in what it says.

use std::process::{Child, Stdio};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::io::{BufRead, BufReader};

use crate::cli::{command, project};

/// A request on its way to the emulator.
pub(super) struct Asked {
    pub(super) method: String,
    /// With its query.
    pub(super) path: String,
    pub(super) body: Vec<u8>,
}

/// The answer to it, on its way back.
pub(super) struct Said {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Said {
    /// The answer with its JSON changed, if it is any.
    pub(super) fn with(mut self, change: impl FnOnce(&mut Value)) -> Self {
        if let Ok(mut value) = serde_json::from_slice::<Value>(&self.body) {
            change(&mut value);
            self.body = value.to_string().into_bytes();
        }
        self
    }
}

/// What is wrong: first with what the emulator hears, then with what it says.
#[derive(Clone, Copy)]
pub(super) struct Fault {
    pub(super) hears: fn(Asked) -> Asked,
    pub(super) says: fn(&str, Said) -> Said,
}

impl Fault {
    pub(super) const NONE: Self = Self {
        hears: |asked| asked,
        says: |_, said| said,
    };
}

/// The emulator, and who stands before it. Both end with this.
pub(super) struct Proxy {
    pub(super) url: String,
    pub(super) dir: tempfile::TempDir,
    emulator: Child,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.emulator.kill().unwrap();
        self.emulator.wait().unwrap();
    }
}

struct Between {
    http: reqwest::Client,
    url: String,
    fault: Fault,
}

impl Proxy {
    pub(super) async fn start(fault: Fault) -> Self {
        let dir = project("");
        let mut emulator = command(dir.path(), &["start", "-P", "0", "-o", "jsonl"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(emulator.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let started: Value = serde_json::from_str(&line).unwrap();
        let between = Arc::new(Between {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            url: started["Endpoint"].as_str().unwrap().to_owned(),
            fault,
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(pass).with_state(between);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, dir, emulator }
    }
}

async fn pass(State(between): State<Arc<Between>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let asked = (between.fault.hears)(Asked {
        method: parts.method.to_string(),
        path: parts.uri.path_and_query().unwrap().to_string(),
        body: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
    });
    let path = format!("{} {}", asked.method, asked.path);
    let mut headers = parts.headers;
    headers.remove("content-length");
    headers.remove("host");
    let answered = between
        .http
        .request(
            asked.method.parse().unwrap(),
            format!("{}{}", between.url, asked.path),
        )
        .headers(headers)
        .body(asked.body)
        .send()
        .await
        .unwrap();
    let said = Said {
        status: answered.status().as_u16(),
        headers: answered.headers().clone(),
        body: answered.bytes().await.unwrap_or_else(|_| Bytes::new()).to_vec(),
    };
    let mut said = (between.fault.says)(&path, said);
    said.headers.remove("content-length");
    let mut response = (StatusCode::from_u16(said.status).unwrap(), Body::from(said.body)).into_response();
    *response.headers_mut() = said.headers;
    response
}
