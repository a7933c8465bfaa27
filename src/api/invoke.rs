//! Invoke, of durable and of plain functions (contract 1.12, 2.3).

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Api;
use super::error::{self, Refusal};
use super::extract::Call;
use super::function;
use crate::engine::invoke::PlainAnswer;
use crate::engine::{Resolved, Start};
use crate::execution::limits::{
    ASYNC_PAYLOAD_BYTES, MAX_SYNC_EXECUTION_TIMEOUT_S, MAX_TRACE, SYNC_PAYLOAD_BYTES,
};
use crate::execution::{
    Constraint, DurableConfig, Exception, Execution, ExecutionName, FunctionRef, Origin, Outcome, Payload,
    Rejection, TenantId,
};
use crate::wire::query::qualifier;
use crate::wire::request::FunctionError;
use crate::wire::{json, path};

/// What the caller wants to hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The result.
    RequestResponse,
    /// That it began.
    Event,
    /// Whether it could.
    DryRun,
}

impl Kind {
    const WORDS: &[&str] = &["Event", "RequestResponse", "DryRun"];

    fn of(call: &Call) -> Result<Self, Rejection> {
        match call.header(path::INVOCATION_TYPE).as_deref() {
            None | Some("RequestResponse") => Ok(Self::RequestResponse),
            Some("Event") => Ok(Self::Event),
            Some("DryRun") => Ok(Self::DryRun),
            Some(other) => Err(Rejection::violation(
                "invocationType",
                other,
                Constraint::OneOf(Self::WORDS),
            )),
        }
    }

    const fn limit_bytes(self) -> (&'static str, usize) {
        match self {
            Self::Event => ("Event", ASYNC_PAYLOAD_BYTES),
            Self::RequestResponse | Self::DryRun => ("RequestResponse", SYNC_PAYLOAD_BYTES),
        }
    }
}

/// Invoke.
pub(super) async fn invoke(api: &Arc<Api>, name: &str, call: &Call) -> Result<Response, Refusal> {
    let function = function::reference(name, qualifier(&call.query).as_deref())?;
    let kind = Kind::of(call)?;
    check_log_type(call)?;
    let input = payload(call, kind)?;
    let _place = match kind {
        Kind::RequestResponse => Some(api.waiting_callers.try_acquire().map_err(|_| Refusal::busy())?),
        Kind::Event | Kind::DryRun => None,
    };
    let resolved = api.engine.resolve(&function).await?;
    match (kind, resolved.info.durable) {
        (Kind::DryRun, _) => Ok(StatusCode::NO_CONTENT.into_response()),
        (_, Some(config)) => durable(api, resolved, config, kind, input, call).await,
        (_, None) => plain(api, &function, resolved, kind, input, call).await,
    }
}

/// Nobody gets a log, and nobody may ask for what is none.
fn check_log_type(call: &Call) -> Result<(), Rejection> {
    const WORDS: &[&str] = &["None", "Tail"];
    match call.header(path::LOG_TYPE) {
        Some(other) if !WORDS.contains(&&*other) => {
            Err(Rejection::violation("logType", &*other, Constraint::OneOf(WORDS)))
        }
        _ => Ok(()),
    }
}

/// The body: JSON, or nothing at all.
fn payload(call: &Call, kind: Kind) -> Result<Option<Payload>, Rejection> {
    let (invocation, limit) = kind.limit_bytes();
    if call.body.len() > limit {
        return Err(Rejection::RequestTooLarge {
            actual: call.body.len(),
            invocation,
            limit,
        });
    }
    if call.body.is_empty() {
        return Ok(None);
    }
    let text = json::document(&call.body).map_err(Rejection::InvalidRequestContent)?;
    Ok(Some(text.into()))
}

fn tenant(call: &Call) -> Result<Option<TenantId>, Rejection> {
    let Some(text) = call.header(path::TENANT) else {
        return Ok(None);
    };
    let tenant = TenantId::parse(&text);
    tenant
        .map(Some)
        .map_err(|constraint| Rejection::violation("tenantId", &*text, constraint))
}

fn trace(call: &Call) -> Option<String> {
    let trace = call.header(path::TRACE);
    let trace = trace.filter(|trace| trace.len() <= MAX_TRACE && trace.is_ascii());
    trace.map(Cow::into_owned)
}

async fn durable(
    api: &Api,
    resolved: Resolved,
    config: DurableConfig,
    kind: Kind,
    input: Option<Payload>,
    call: &Call,
) -> Result<Response, Refusal> {
    let waits = kind == Kind::RequestResponse;
    if waits && config.timeout_configured && config.execution_timeout_s > MAX_SYNC_EXECUTION_TIMEOUT_S {
        return Err(Rejection::SyncTimeoutTooLong.into());
    }
    let name = match call.header(path::EXECUTION_NAME) {
        Some(name) => Some(
            ExecutionName::parse(&name)
                .map_err(|constraint| Rejection::violation("durableExecutionName", &*name, constraint))?,
        ),
        None => None,
    };
    let version = resolved.version.clone();
    let start = Start {
        function: resolved.name,
        version: resolved.version,
        name,
        input,
        config,
        origin: if waits { Origin::Sync } else { Origin::Async },
        tenant: tenant(call)?,
        trace: trace(call),
        endpoint: None,
        account: None,
    };
    let arn = api.engine.start(start).await?.arn;
    let mut response = if waits {
        // A caller who hangs up ends this wait and nothing else.
        api.engine.wait_until_ended(&arn, outcome).await?
    } else {
        StatusCode::ACCEPTED.into_response()
    };
    set(&mut response, path::EXECUTION_ARN, arn.as_str());
    set(&mut response, path::EXECUTED_VERSION, &version);
    Ok(response)
}

/// What the end of an execution is to its caller.
fn outcome(execution: &Execution) -> Response {
    match execution.outcome() {
        Some(Outcome::Succeeded { result }) => {
            let text = result.as_ref().map_or("null", Payload::as_str);
            returned(text.to_owned().into_bytes())
        }
        other => {
            let error = other.and_then(Outcome::error).map(FunctionError::from);
            broke(&error.unwrap_or_default())
        }
    }
}

/// A plain function runs to its end, whether its caller waits for it or not.
async fn plain(
    api: &Arc<Api>,
    function: &FunctionRef,
    resolved: Resolved,
    kind: Kind,
    input: Option<Payload>,
    call: &Call,
) -> Result<Response, Refusal> {
    let payload = input.unwrap_or_else(|| Payload::from("{}"));
    let (tenant, trace) = (tenant(call)?, trace(call));
    let version = resolved.version.clone();
    let permit = match kind {
        Kind::Event => {
            let permits = Arc::clone(&api.plain_events);
            Some(permits.try_acquire_owned().map_err(|_| Refusal::busy())?)
        }
        Kind::RequestResponse | Kind::DryRun => None,
    };
    let engine = api.engine.clone();
    let running = api.calls.spawn(async move {
        let answer = engine.call(&resolved, payload, tenant, trace).await;
        drop(permit);
        answer
    });
    if kind == Kind::Event {
        return Ok(StatusCode::ACCEPTED.into_response());
    }
    let Ok(answer) = running.await else {
        let message = "the call of the function came to nothing";
        return Err(Refusal::Exception(Exception::Service, message.to_owned()));
    };
    let mut response = match answer {
        PlainAnswer::Returned(body) => returned(body),
        PlainAnswer::Broke(error) => broke(&FunctionError::from(&error)),
        PlainAnswer::Missing => return Err(Rejection::UnknownFunction(function.text.to_string()).into()),
    };
    set(&mut response, path::EXECUTED_VERSION, &version);
    Ok(response)
}

fn returned(body: Vec<u8>) -> Response {
    const JSON: HeaderValue = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, JSON)], Body::from(body)).into_response()
}

fn broke(error: &FunctionError) -> Response {
    let mut response = error::json(StatusCode::OK, error);
    set(&mut response, path::FUNCTION_ERROR, "Unhandled");
    response
}

fn set(response: &mut Response, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), value);
    }
}
