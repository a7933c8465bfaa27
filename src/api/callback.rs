//! What somebody outside says of a callback (contract 1.9, 5.3).

use axum::http::StatusCode;
use axum::response::Response;

use super::Api;
use super::error::{Refusal, json};
use super::extract::Call;
use crate::execution::limits::CALLBACK_RESULT_BYTES;
use crate::execution::{CallbackId, Command, Completion, Payload, Rejection};
use crate::wire::body;
use crate::wire::request::Empty;

/// `SendDurableExecutionCallbackSuccess`: the body is the result, whatever it says it is.
pub(super) async fn succeed(api: &Api, id: &str, call: &Call) -> Result<Response, Refusal> {
    let limit = CALLBACK_RESULT_BYTES;
    if call.body.len() > limit {
        return Err(Rejection::CallbackResultTooLarge { limit }.into());
    }
    let text = std::str::from_utf8(&call.body)
        .map_err(|_| Rejection::InvalidParameter("Callback result must be UTF-8 text.".to_owned()))?;
    let result = Some(text).filter(|text| !text.is_empty()).map(Payload::from);
    complete(api, id, Completion::Succeed { result }).await
}

/// `SendDurableExecutionCallbackFailure`.
pub(super) async fn fail(api: &Api, id: &str, call: &Call) -> Result<Response, Refusal> {
    let error = body::error_object(&call.body, &api.engine.limits())?;
    complete(api, id, Completion::Fail { error }).await
}

/// `SendDurableExecutionCallbackHeartbeat`.
pub(super) async fn heartbeat(api: &Api, id: &str) -> Result<Response, Refusal> {
    complete(api, id, Completion::Heartbeat).await
}

async fn complete(api: &Api, id: &str, completion: Completion) -> Result<Response, Refusal> {
    let callback_id = CallbackId::parse(id).ok_or(Rejection::InvalidCallbackId)?;
    let (arn, _) = callback_id.address().ok_or(Rejection::InvalidCallbackId)?;
    let command = Command::CompleteCallback {
        callback_id,
        completion,
    };
    api.engine.submit(&arn, command, |_| ()).await?;
    Ok(json(StatusCode::OK, &Empty {}))
}
