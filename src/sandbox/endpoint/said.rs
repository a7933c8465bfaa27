//! What an endpoint said, as far as that can be read without knowing what was asked.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::Deserialize;

use crate::execution::ErrorObject;
use crate::wire::function_error::function_error;

/// How much of an answer that is no JSON goes into a message.
const MAX_QUOTE: usize = 500;

/// What an endpoint said.
#[derive(Debug)]
pub(in crate::sandbox) enum Said {
    /// A 2xx without an error header; whether it is an error is for the reader of its shape.
    Returned(Vec<u8>),
    Broke(ErrorObject),
    Missing(ErrorObject),
}

/// Whether the runtime interface emulator had an answer and nothing to say: a function that returns says `null` at
/// the least, and once it was reset, after a timeout, the emulator no longer says that the runtime exited.
pub(super) fn is_nothing(status: StatusCode, body: &[u8]) -> bool {
    body.is_empty() && (status.is_success() || status == StatusCode::BAD_GATEWAY)
}

/// What the runtime interface emulator says of a runtime that exited, if it says it.
pub(super) fn exited(request_id: &str) -> Said {
    Said::Broke(ErrorObject::new(
        "Runtime.ExitError",
        format!("RequestId: {request_id} Error: Runtime exited without providing a reason"),
    ))
}

/// Reads an answer as far as that can be done without knowing what was asked.
pub(super) fn read(url: &str, status: StatusCode, headers: &HeaderMap, body: Vec<u8>) -> Said {
    if status.is_success() {
        return if headers.contains_key("x-amz-function-error") {
            Said::Broke(function_error(&body, None))
        } else {
            Said::Returned(body)
        };
    }
    let problem = serde_json::from_slice::<Problem>(&body).unwrap_or_default();
    if status == StatusCode::NOT_FOUND {
        let why = problem
            .text()
            .unwrap_or_else(|| format!("`{url}` answered {status}: there is no such function"));
        return Said::Missing(ErrorObject::new("ResourceNotFoundException", why));
    }
    if problem.error_type.is_some() || problem.error_message.is_some() {
        return Said::Broke(function_error(&body, None));
    }
    let named = error_name(headers).or(problem.code.clone());
    let why = problem.text().unwrap_or_else(|| {
        let quote: String = String::from_utf8_lossy(&body)
            .trim()
            .chars()
            .take(MAX_QUOTE)
            .collect();
        format!("`{url}` answered {status}: {quote}")
    });
    Said::Broke(ErrorObject::new(
        named.unwrap_or_else(|| "EndpointError".to_owned()),
        why,
    ))
}

/// An error body: a function error's, or an AWS exception's.
#[derive(Deserialize, Default)]
struct Problem {
    #[serde(rename = "errorType")]
    error_type: Option<String>,
    #[serde(rename = "errorMessage")]
    error_message: Option<String>,
    #[serde(rename = "Message", alias = "message")]
    message: Option<String>,
    #[serde(rename = "__type", alias = "Type", alias = "code")]
    code: Option<String>,
}

impl Problem {
    fn text(&self) -> Option<String> {
        self.error_message.clone().or_else(|| self.message.clone())
    }
}

fn error_name(headers: &HeaderMap) -> Option<String> {
    let name = headers.get("x-amzn-errortype")?.to_str().ok()?;
    name.split(':').next().map(str::to_owned)
}

pub(super) fn is_resource_not_found(headers: &HeaderMap, body: &[u8]) -> bool {
    const NAME: &str = "ResourceNotFound";
    let problem = serde_json::from_slice::<Problem>(body).unwrap_or_default();
    error_name(headers)
        .or(problem.code)
        .is_some_and(|name| name.starts_with(NAME))
        || problem.error_type.is_some_and(|name| name.starts_with(NAME))
}
