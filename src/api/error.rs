//! Why the answer is no, as HTTP: status, headers and body are a function of the refusal (contract 7.3).

use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::engine::EngineError;
use crate::execution::rejection::shown;
use crate::execution::{Exception, Rejection};
use crate::wire::error::{ERROR_TYPE, ErrorBody, status};

/// When a client that came too often may come again.
const RETRY_AFTER_S: &str = "1";

/// Why the answer is no.
#[derive(Debug)]
pub enum Refusal {
    Rejected(Rejection),
    /// An exception without a row of its own.
    Exception(Exception, String),
    /// The request never reached the API: no such route, or not from there.
    Front {
        status: StatusCode,
        name: &'static str,
        message: String,
    },
    WrongMethod {
        /// As `Allow` lists them.
        allowed: &'static str,
    },
    BodyTooLarge {
        limit: usize,
    },
    /// The connection broke, or its chunks are none.
    BrokenBody,
}

impl Refusal {
    pub(super) fn no_route(method: &Method, raw: &str) -> Self {
        Self::Front {
            status: StatusCode::NOT_FOUND,
            name: "UnknownOperationException",
            message: format!("Unknown path pattern: {method} {}", shown(raw)),
        }
    }

    /// Whoever asks may not.
    pub fn forbidden(message: String) -> Self {
        Self::Front {
            status: StatusCode::FORBIDDEN,
            name: "AccessDeniedException",
            message,
        }
    }

    pub(super) fn busy() -> Self {
        Rejection::TooManyRequests("Rate exceeded".to_owned()).into()
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<EngineError> for Refusal {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Rejected(rejection) => Self::Rejected(rejection),
            EngineError::ShuttingDown => Self::Exception(Exception::Service, error.to_string()),
            EngineError::Store(_) | EngineError::Journal { .. } => {
                tracing::error!(cause = &error as &dyn std::error::Error, "the store failed");
                Self::Exception(Exception::Service, sentence(&error))
            }
        }
    }
}

/// An error and what is below it, in one sentence; what only repeats the words above it is left out.
fn sentence(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut text = words.clone();
    let mut below = error.source();
    while let Some(cause) = below {
        let next = cause.to_string();
        if !words.ends_with(&next) && !next.ends_with(&words) {
            text.extend([": ", &next]);
        }
        words = next;
        below = cause.source();
    }
    text
}

/// Where an error says which exception it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameIn {
    /// As the service does.
    Header,
    /// As the `Type` of the body, where clients do not look.
    Body,
}

/// The answer no.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.respond(NameIn::Header)
    }
}

impl Refusal {
    pub(super) fn respond(self, name_in: NameIn) -> Response {
        match self {
            Self::Rejected(rejection) => exception(name_in, rejection.exception(), rejection.to_string()),
            Self::Exception(kind, message) => exception(name_in, kind, message),
            Self::Front {
                status,
                name,
                message,
            } => front(name_in, status, name, message),
            Self::WrongMethod { allowed } => {
                let message = format!("Allowed here: {allowed}");
                let status = StatusCode::METHOD_NOT_ALLOWED;
                let mut response = front(name_in, status, "MethodNotAllowedException", message);
                let allowed = HeaderValue::from_static(allowed);
                response.headers_mut().insert(header::ALLOW, allowed);
                response
            }
            Self::BodyTooLarge { limit } => exception(
                name_in,
                Exception::RequestTooLarge,
                format!("Request must be smaller than {limit} bytes"),
            ),
            Self::BrokenBody => exception(
                name_in,
                Exception::InvalidRequestContent,
                "The request body could not be read".to_owned(),
            ),
        }
    }
}

fn exception(name_in: NameIn, kind: Exception, message: String) -> Response {
    let status = StatusCode::from_u16(status(kind)).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = named(name_in, status, kind.name(), ErrorBody::of(kind, message));
    if kind == Exception::TooManyRequests {
        let seconds = HeaderValue::from_static(RETRY_AFTER_S);
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
        // Connections are what there is too little of.
        response
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

fn front(name_in: NameIn, status: StatusCode, name: &'static str, message: String) -> Response {
    let body = ErrorBody {
        message: Some(message.into()),
        ..ErrorBody::default()
    };
    named(name_in, status, name, body)
}

fn named(name_in: NameIn, status: StatusCode, name: &'static str, mut body: ErrorBody) -> Response {
    if name_in == NameIn::Body {
        body.fault = Some(name.into());
        return json(status, &body);
    }
    let mut response = json(status, &body);
    response
        .headers_mut()
        .insert(ERROR_TYPE, HeaderValue::from_static(name));
    response
}

/// An answer that is JSON.
pub(super) fn json<T: Serialize>(status: StatusCode, body: &T) -> Response {
    let text = serde_json::to_vec(body).expect("text and numbers always serialize");
    bytes(status, text)
}

/// An answer that is JSON already.
pub(super) fn bytes(status: StatusCode, text: Vec<u8>) -> Response {
    const JSON: HeaderValue = HeaderValue::from_static("application/json");
    (status, [(header::CONTENT_TYPE, JSON)], Body::from(text)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::StoreError;
    use std::sync::Arc;

    #[test]
    fn what_the_store_says_reaches_whoever_asked() {
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        let error = EngineError::Store(StoreError::Full(Arc::new(full)));
        let Refusal::Exception(Exception::Service, message) = error.into() else {
            panic!("a failure of the store is ours");
        };
        assert_eq!(
            message,
            "there is no room left on the disk for the store: no storage space"
        );
    }
}
