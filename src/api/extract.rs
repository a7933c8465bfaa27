//! What a request is about: its route, from the raw path (contract 1.2), and its parts.

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method};
use futures_util::StreamExt;

use super::error::Refusal;
use crate::execution::limits::REQUEST_BODY_BYTES;
use crate::execution::{ExecutionArn, Rejection};
use crate::wire::path;

/// What an ARN looks like after it was escaped twice.
const ESCAPED_ARN: &str = "arn%3A";

/// What a shell leaves of an ARN without quotes, and what stood there: SAM prints commands to paste, `$LATEST` and all.
const UNQUOTED: &str = ":/durable-execution/";
const QUOTED: &str = ":$LATEST/durable-execution/";

/// Where an execution's address stands in a request, as violations name it.
pub(super) const ARN_PATH: &str = "durableExecutionArn";

const READ: &str = "GET, HEAD";
const WRITE: &str = "POST";

/// An execution's address, or why it is none.
pub(super) type Arn = Result<ExecutionArn, Rejection>;

/// What a request asks for.
#[derive(Debug, PartialEq)]
pub enum Route {
    Execution(Arn, Verb),
    SucceedCallback(String),
    FailCallback(String),
    HeartbeatCallback(String),
    ExecutionsOf(String),
    Executions,
    Invoke(String),
    Functions,
    Function(String),
    Configuration(String),
    FunctionUrl,
    Events,
    Callbacks,
    Found,
    Logs,
    Start,
    LambdaEndpoint,
    Health,
    Metrics,
}

/// What is asked of an execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Checkpoint,
    State,
    Get,
    History,
    Stop,
    Pause,
    Resume,
    Delete,
}

impl Route {
    /// Finds the route of a raw, still escaped path.
    pub(super) fn find(method: &Method, raw: &str) -> Result<Self, Refusal> {
        let route = Self::of_path(method, raw).ok_or_else(|| Refusal::no_route(method, raw))?;
        let allowed = route.methods();
        // Only the head of the answer to HEAD is sent.
        if allowed.split(", ").any(|one| one == method.as_str()) {
            Ok(route)
        } else {
            Err(Refusal::WrongMethod { allowed })
        }
    }

    /// The method decides only between the two things that one can ask of an execution itself.
    pub fn of_path(method: &Method, raw: &str) -> Option<Self> {
        if let Some(rest) = below(raw, path::DURABLE, "durable-executions") {
            return Some(Self::of_execution(method, rest));
        }
        if let Some(rest) = below(raw, path::DURABLE, "durable-execution-callbacks") {
            return Self::of_callback(rest);
        }
        if let Some(rest) = below(raw, path::DURABLE, "functions") {
            let name = rest.strip_suffix("/durable-executions")?;
            return Some(Self::ExecutionsOf(segment(name)?));
        }
        if let Some(rest) = below(raw, path::LAMBDA, "functions") {
            return Self::of_function(rest);
        }
        if let Some(rest) = below(raw, path::FUNCTION_URL, "functions") {
            segment(rest.strip_suffix("/url")?)?;
            return Some(Self::FunctionUrl);
        }
        match raw {
            path::START => Some(Self::Start),
            path::LAMBDA_ENDPOINT => Some(Self::LambdaEndpoint),
            path::HEALTH => Some(Self::Health),
            path::METRICS => Some(Self::Metrics),
            path::EVENTS => Some(Self::Events),
            path::CALLBACKS => Some(Self::Callbacks),
            path::FOUND => Some(Self::Found),
            path::LOGS => Some(Self::Logs),
            _ => None,
        }
    }

    /// An execution may be called like a verb, but what is left of its ARN then is none.
    fn of_execution(method: &Method, rest: &str) -> Self {
        if rest.is_empty() {
            return Self::Executions;
        }
        let verb = rest.rsplit_once('/').and_then(|(head, verb)| {
            let verb = match verb {
                "checkpoint" => Verb::Checkpoint,
                "state" => Verb::State,
                "history" => Verb::History,
                "stop" => Verb::Stop,
                "pause" => Verb::Pause,
                "resume" => Verb::Resume,
                _ => return None,
            };
            Some((arn(head), verb))
        });
        if let Some((Ok(head), verb)) = verb {
            return Self::Execution(Ok(head), verb);
        }
        let itself = if method == Method::DELETE {
            Verb::Delete
        } else {
            Verb::Get
        };
        match (arn(rest), verb) {
            (Err(_), Some((head, verb))) => Self::Execution(head, verb),
            (whole, _) => Self::Execution(whole, itself),
        }
    }

    /// An id is base64, whose slashes may come as they are.
    fn of_callback(rest: &str) -> Option<Self> {
        let (id, verb) = rest.rsplit_once('/')?;
        let id = Some(decoded(id)).filter(|id| !id.is_empty())?;
        match verb {
            "succeed" => Some(Self::SucceedCallback(id)),
            "fail" => Some(Self::FailCallback(id)),
            "heartbeat" => Some(Self::HeartbeatCallback(id)),
            _ => None,
        }
    }

    fn of_function(rest: &str) -> Option<Self> {
        match rest.split_once('/') {
            None if rest.is_empty() => Some(Self::Functions),
            None => Some(Self::Function(segment(rest)?)),
            Some((name, "invocations")) => Some(Self::Invoke(segment(name)?)),
            Some((name, "configuration")) => Some(Self::Configuration(segment(name)?)),
            Some(_) => None,
        }
    }

    /// What one may do to what is there, as `Allow` lists it.
    const fn methods(&self) -> &'static str {
        match self {
            Self::Execution(_, verb) => match verb {
                Verb::Get | Verb::Delete => "GET, HEAD, DELETE",
                Verb::State | Verb::History => READ,
                Verb::Checkpoint | Verb::Stop | Verb::Pause | Verb::Resume => WRITE,
            },
            Self::SucceedCallback(_)
            | Self::FailCallback(_)
            | Self::HeartbeatCallback(_)
            | Self::Invoke(_)
            | Self::Start => WRITE,
            Self::LambdaEndpoint => "PUT",
            Self::ExecutionsOf(_)
            | Self::Executions
            | Self::Functions
            | Self::Function(_)
            | Self::Configuration(_)
            | Self::FunctionUrl
            | Self::Events
            | Self::Callbacks
            | Self::Found
            | Self::Logs
            | Self::Health
            | Self::Metrics => READ,
        }
    }
}

/// What follows `{version}/{collection}/`; empty for the collection itself.
fn below<'a>(raw: &'a str, version: &str, collection: &str) -> Option<&'a str> {
    let rest = raw
        .strip_prefix(version)?
        .strip_prefix('/')?
        .strip_prefix(collection)?;
    match rest.strip_prefix('/') {
        Some(rest) => Some(rest),
        None => rest.is_empty().then_some(""),
    }
}

/// One decoded segment, which is not empty.
fn segment(raw: &str) -> Option<String> {
    if raw.is_empty() || raw.contains('/') {
        return None;
    }
    Some(decoded(raw))
}

/// What cannot be decoded stands for itself: somebody finds it malformed.
fn decoded(raw: &str) -> String {
    path::decode(raw).unwrap_or_else(|| raw.to_owned())
}

/// Reads an ARN, escaped once, twice or not at all.
fn arn(raw: &str) -> Arn {
    let mut text = decoded(raw);
    let doubled = text.get(..ESCAPED_ARN.len());
    if doubled.is_some_and(|start| start.eq_ignore_ascii_case(ESCAPED_ARN)) {
        text = path::decode(&text).unwrap_or(text);
    }
    match parse_arn(&text) {
        Err(_) if text.contains(UNQUOTED) => {
            let whole = text.replacen(UNQUOTED, QUOTED, 1);
            parse_arn(&whole).or_else(|_| parse_arn(&text))
        }
        parsed => parsed,
    }
}

/// Text as an ARN, or AWS's answer to text that is none (contract 7.4).
pub(super) fn parse_arn(text: &str) -> Arn {
    ExecutionArn::parse(text).map_err(|constraint| Rejection::violation(ARN_PATH, text, constraint))
}

/// The parts of a request, read whole.
pub(super) struct Call {
    pub(super) headers: HeaderMap,
    /// Still escaped.
    pub(super) query: String,
    pub(super) body: Bytes,
}

impl Call {
    pub(super) async fn read(request: Request) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        Ok(Self {
            headers: parts.headers,
            query: parts.uri.query().unwrap_or_default().to_owned(),
            body: read_body(body, REQUEST_BODY_BYTES).await?,
        })
    }

    /// A header's text, if it has any. What is no text is not as if it were not there.
    pub(super) fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        let text = self.headers.get(name)?.as_bytes().trim_ascii();
        (!text.is_empty()).then(|| String::from_utf8_lossy(text))
    }
}

/// A body, if it is no larger. One of a single chunk is not copied.
pub async fn read_body(body: Body, limit: usize) -> Result<Bytes, Refusal> {
    let mut stream = body.into_data_stream();
    let mut first = Bytes::new();
    let mut rest = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Refusal::BrokenBody)?;
        if first.len() + rest.len() + chunk.len() > limit {
            return Err(Refusal::BodyTooLarge { limit });
        }
        if first.is_empty() {
            first = chunk;
        } else {
            rest.extend_from_slice(&chunk);
        }
    }
    if rest.is_empty() {
        return Ok(first);
    }
    Ok([first.as_ref(), &rest].concat().into())
}

#[cfg(test)]
mod tests;
