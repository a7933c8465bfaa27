//! Send, retry, decode: everything below the operations.

use std::error::Error;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;

use crate::wire::error::{ERROR_TYPE, ErrorBody};

/// Tries of a call that may be repeated without harm.
const TRIES: u32 = 3;
/// The pause before the second try; it doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// Nobody on this machine takes longer to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Why a call did not come to an answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The service's answer is no.
    #[error("{code}: {message}")]
    Aws {
        /// The exception's name: `ResourceNotFoundException`, …
        code: String,
        message: String,
        status: u16,
    },
    #[error("nothing answers at {endpoint}")]
    Unreachable {
        endpoint: String,
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// Whoever answered does not speak the service's protocol.
    #[error("{endpoint} gave an answer that is none: {detail}")]
    Protocol { endpoint: String, detail: String },
    #[error("`{0}` is no URL")]
    InvalidEndpoint(String),
}

impl ClientError {
    /// Whether the service says that there is no such thing.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Aws { status: 404, .. })
    }

    /// Whether a route of ours is unknown to whoever answers: the official emulator says so with status 500, others as
    /// they like. What else may be wrong, any other call finds out.
    pub(super) fn is_unknown_route(&self) -> bool {
        const WORDS: &str = "Unknown path pattern";
        match self {
            // An exception of the service has no space in its name.
            Self::Aws {
                code,
                message,
                status,
            } => message.starts_with(WORDS) || (matches!(status, 404 | 405 | 501) && code.contains(' ')),
            Self::Protocol { .. } => true,
            Self::Unreachable { .. } | Self::InvalidEndpoint(_) => false,
        }
    }
}

/// Speaks to one endpoint. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    pub(super) http: reqwest::Client,
    endpoint: String,
}

/// One call.
pub(super) struct Call {
    pub(super) method: Method,
    /// Path and query, escaped.
    pub(super) target: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// Whether it may be sent again when a connection breaks half way.
    pub(super) idempotent: bool,
}

impl Call {
    /// A read.
    pub(super) fn get(target: String) -> Self {
        Self {
            idempotent: true,
            ..Self::new(Method::GET, target, Vec::new())
        }
    }

    /// Something that changes the world.
    pub(super) fn new(method: Method, target: String, body: Vec<u8>) -> Self {
        Self {
            method,
            target,
            headers: HeaderMap::new(),
            body,
            idempotent: false,
        }
    }

    pub(super) fn idempotent(self) -> Self {
        Self {
            idempotent: true,
            ..self
        }
    }
}

/// An answer whose status is a success.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Client {
    /// A client of the API at `endpoint`: `http://127.0.0.1:9014`, with or without a path.
    pub fn new(endpoint: &str) -> Result<Self, ClientError> {
        let invalid = || ClientError::InvalidEndpoint(endpoint.to_owned());
        let url = reqwest::Url::parse(endpoint).map_err(|_| invalid())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(invalid());
        }
        // A proxy in the environment is for the world outside, not for this machine.
        let mut http = reqwest::Client::builder()
            .no_proxy()
            .tcp_nodelay(true)
            .connect_timeout(CONNECT_TIMEOUT);
        if url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost")) {
            // To read the system's certificates takes longer than all else that a command does here.
            http = http.tls_certs_only([]);
        }
        let http = http.build().map_err(|_| invalid())?;
        Ok(Self {
            http,
            endpoint: endpoint.trim_end_matches('/').to_owned(),
        })
    }

    /// Where it calls.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Sends a call, again if that does no harm and the connection was the trouble.
    pub(super) async fn send(&self, call: Call) -> Result<Answer, ClientError> {
        let mut pause = FIRST_PAUSE;
        let mut tries = 1;
        loop {
            match self.send_once(&call).await {
                Err(ClientError::Unreachable { .. }) if call.idempotent && tries < TRIES => {
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                    tries += 1;
                }
                answer => return answer,
            }
        }
    }

    /// Sends a call and reads the JSON of the answer.
    pub(super) async fn ask<T: DeserializeOwned>(&self, call: Call) -> Result<T, ClientError> {
        let answer = self.send(call).await?;
        serde_json::from_slice(&answer.body).map_err(|error| self.protocol(&error))
    }

    pub(super) async fn begin(&self, call: &Call) -> Result<reqwest::Response, ClientError> {
        let response = self
            .http
            .request(call.method.clone(), format!("{}{}", self.endpoint, call.target))
            .headers(call.headers.clone())
            .body(call.body.clone())
            .send()
            .await
            .map_err(|error| self.unreachable(error))?;
        if response.status().is_success() {
            return Ok(response);
        }
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().await.map_err(|error| self.unreachable(error))?;
        Err(self.refusal(status, &headers, &body))
    }

    async fn send_once(&self, call: &Call) -> Result<Answer, ClientError> {
        let response = self.begin(call).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().await.map_err(|error| self.unreachable(error))?;
        Ok(Answer {
            status,
            headers,
            body: body.into(),
        })
    }

    /// An error answer: the exception's name stands in a header, the text in the body.
    fn refusal(&self, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> ClientError {
        let parsed: Result<ErrorBody, _> = serde_json::from_slice(body);
        let code = headers.get(ERROR_TYPE).and_then(|value| value.to_str().ok());
        // AWS's front ends may add a namespace after a colon.
        let code = code.map(|code| code.split(':').next().unwrap_or(code).to_owned());
        match (code, parsed) {
            (None, Err(_)) => self.protocol(&format_args!("status {status} without an exception")),
            (code, parsed) => {
                let parsed = parsed.unwrap_or_default();
                ClientError::Aws {
                    code: code.unwrap_or_else(|| status.to_string()),
                    message: parsed.text().unwrap_or_default().to_owned(),
                    status: status.as_u16(),
                }
            }
        }
    }

    pub(super) fn unreachable(&self, error: reqwest::Error) -> ClientError {
        ClientError::Unreachable {
            endpoint: self.endpoint.clone(),
            source: Box::new(error.without_url()),
        }
    }

    pub(super) fn protocol(&self, detail: &dyn std::fmt::Display) -> ClientError {
        ClientError::Protocol {
            endpoint: self.endpoint.clone(),
            detail: detail.to_string(),
        }
    }
}
