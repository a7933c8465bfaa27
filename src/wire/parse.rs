//! Wire to execution: a checkpoint's bag of options becomes changes, or a rejection.
//!
//! First the shape of the whole request (contract 4.9), then for each update what needs no state: which options,
//! payload and error an action may carry, and how large they are (contract 4.5, 4.6, 4.8). What depends on the
//! execution (order, parents, transitions, the limit of its output) is decided there.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::json;
use super::operation::OperationUpdate;
use super::shape;
use crate::execution::{
    Change, CheckpointToken, ClientToken, ErrorObject, FunctionRef, Limits, Meta, OperationId, OperationName,
    OperationType, Payload, Rejection, Retry, SubType, TenantId, Update,
};

/// A checkpoint that is well formed.
#[derive(Debug)]
pub struct ParsedCheckpoint {
    pub token: CheckpointToken,
    pub client_token: Option<ClientToken>,
    /// The error is an answer only to somebody who presents a valid token (contract 4.2).
    pub updates: Result<Vec<Update>, Rejection>,
    /// A digest of the updates as they came (decisions 12).
    pub digest: u64,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Body<'a> {
    #[serde(borrow, deserialize_with = "json::text")]
    checkpoint_token: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "json::text")]
    client_token: Option<Cow<'a, str>>,
    #[serde(borrow)]
    updates: Option<&'a RawValue>,
}

/// Reads a checkpoint's body.
pub fn checkpoint(body: &[u8], limits: &Limits) -> Result<ParsedCheckpoint, Rejection> {
    let body: Body = json::structure(body)?;
    let raw = body.updates.map_or("[]", RawValue::get);
    let updates: Vec<OperationUpdate> = json::list(raw)?;
    let token = body.checkpoint_token.as_deref();
    let client_token = shape::checkpoint(token, body.client_token.as_deref(), &updates)?;
    let token = decode(token)?;
    let updates = updates.into_iter().map(|update| self::update(update, limits));
    Ok(ParsedCheckpoint {
        token,
        client_token,
        updates: updates.collect(),
        digest: digest(raw.as_bytes()),
    })
}

/// Reads a checkpoint token that stands alone.
pub fn checkpoint_token(text: Option<&str>) -> Result<CheckpointToken, Rejection> {
    shape::checkpoint(text, None, &[])?;
    decode(text)
}

/// A token that was never one of ours is as bad as a spent one.
fn decode(token: Option<&str>) -> Result<CheckpointToken, Rejection> {
    token
        .and_then(CheckpointToken::decode)
        .ok_or(Rejection::InvalidCheckpointToken)
}

/// FNV-1a over words of eight bytes: the same on every machine, and quick over a whole batch.
fn digest(bytes: &[u8]) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(PRIME).rotate_left(23);
    let (words, rest) = bytes.as_chunks::<8>();
    let hash = words
        .iter()
        .fold(OFFSET, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let hash = rest.iter().fold(hash, |hash, byte| mix(hash, u64::from(*byte)));
    mix(hash, bytes.len() as u64)
}

/// What an update may carry depends on its type and its action; the shape is checked already.
fn update(mut update: OperationUpdate, limits: &Limits) -> Result<Update, Rejection> {
    let kind = update
        .kind
        .as_deref()
        .and_then(OperationType::parse)
        .ok_or(Rejection::InvalidAction)?;
    check_sizes(&update, kind, limits)?;
    let meta = Meta {
        parent: known(update.parent_id.as_deref(), OperationId::parse),
        name: known(update.name.as_deref(), OperationName::parse),
        sub_type: known(update.sub_type.as_deref(), SubType::parse),
    };
    let id = known(update.id.as_deref(), OperationId::parse).ok_or(Rejection::InvalidAction)?;
    let action = update.action.take().unwrap_or_default();
    let change = match (kind, &*action) {
        (OperationType::Execution, "SUCCEED") => Change::ExecutionSucceed {
            result: result(update)?,
        },
        (OperationType::Execution, "FAIL") => Change::ExecutionFail {
            error: error(update)?,
        },
        (OperationType::Context, "START" | "SUCCEED" | "FAIL") => context(&action, update)?,
        (OperationType::Step, "START") => Change::StepStart,
        (OperationType::Step, "SUCCEED") => Change::StepSucceed {
            result: result(update)?,
        },
        (OperationType::Step, "FAIL") => Change::StepFail {
            error: error(update)?,
        },
        (OperationType::Step, "RETRY") => retry(update)?,
        (OperationType::Wait, "START") => {
            let wait_seconds = update.wait_options.and_then(|options| options.wait_seconds);
            Change::WaitStart {
                duration_s: wait_seconds.map(seconds).ok_or(Rejection::WaitOptionsRequired)?,
            }
        }
        (OperationType::Wait, "CANCEL") => Change::WaitCancel,
        (OperationType::Callback, "START") => {
            let options = update.callback_options.unwrap_or_default();
            Change::CallbackStart {
                timeout_s: seconds(options.timeout_seconds.unwrap_or(0)),
                heartbeat_s: seconds(options.heartbeat_timeout_seconds.unwrap_or(0)),
            }
        }
        (OperationType::ChainedInvoke, "START") => chained(update)?,
        _ => return Err(Rejection::InvalidAction),
    };
    Ok(Update { id, meta, change })
}

/// A name that was found well formed with the shape.
fn known<T, E>(text: Option<&str>, parse: impl Fn(&str) -> Result<T, E>) -> Option<T> {
    text.and_then(|text| parse(text).ok())
}

/// A number that was found in range with the shape.
fn seconds(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

/// Contract 4.8. What an execution may come to depends on how it was started, which is not known here.
fn check_sizes(update: &OperationUpdate, kind: OperationType, limits: &Limits) -> Result<(), Rejection> {
    let payload_bytes = update.payload.as_deref().map_or(0, str::len);
    let limit = limits.payload_bytes;
    if payload_bytes > limit {
        match kind {
            OperationType::Execution => {}
            OperationType::ChainedInvoke => return Err(Rejection::ChainedInputTooLarge { limit }),
            OperationType::Context | OperationType::Step | OperationType::Wait | OperationType::Callback => {
                return Err(Rejection::PayloadTooLarge {
                    operation: kind,
                    limit,
                });
            }
        }
    }
    if update.error.as_ref().map_or(0, ErrorObject::size_bytes) > limits.error_bytes {
        let limit = limits.error_bytes;
        return Err(Rejection::ErrorTooLarge { limit });
    }
    Ok(())
}

/// What SUCCEED carries: a payload, no error.
fn result(update: OperationUpdate) -> Result<Option<Payload>, Rejection> {
    match update.error {
        Some(_) => Err(Rejection::ErrorForSucceed),
        None => Ok(update.payload.map(Payload::from)),
    }
}

/// What FAIL carries: an error, no payload.
fn error(update: OperationUpdate) -> Result<Option<ErrorObject>, Rejection> {
    match update.payload {
        Some(_) => Err(Rejection::PayloadForFail),
        None => Ok(update.error),
    }
}

fn context(action: &str, update: OperationUpdate) -> Result<Change, Rejection> {
    let replay_children = update
        .context_options
        .as_ref()
        .and_then(|options| options.replay_children)
        .unwrap_or(false);
    Ok(match action {
        "START" => Change::ContextStart { replay_children },
        "SUCCEED" => Change::ContextSucceed {
            result: result(update)?,
            replay_children,
        },
        _ => Change::ContextFail {
            error: error(update)?,
            replay_children,
        },
    })
}

fn retry(update: OperationUpdate) -> Result<Change, Rejection> {
    let delay_s = update
        .step_options
        .and_then(|options| options.next_attempt_delay_seconds)
        .map(seconds)
        .ok_or(Rejection::InvalidStepOptions)?;
    let retry = match (update.error, update.payload) {
        (Some(_), Some(_)) => return Err(Rejection::RetryErrorAndPayload),
        (Some(error), None) => Retry::Failed(error),
        (None, payload) => Retry::Polled(payload.map(Payload::from)),
    };
    Ok(Change::StepRetry { delay_s, retry })
}

fn chained(update: OperationUpdate) -> Result<Change, Rejection> {
    let options = update
        .chained_invoke_options
        .ok_or(Rejection::ChainedInvokeOptionsRequired)?;
    let name = options.function_name.unwrap_or_default();
    let function =
        FunctionRef::parse(&name).ok_or_else(|| Rejection::InvalidFunctionArn(name.into_owned()))?;
    let tenant = match options.tenant_id {
        Some(tenant) => Some(TenantId::parse(&tenant).map_err(|_| Rejection::InvalidTenantId)?),
        None => None,
    };
    Ok(Change::ChainedInvokeStart {
        function,
        input: update.payload.map(Payload::from),
        tenant,
        trace: options.x_amzn_trace_id.map(Cow::into_owned),
    })
}

#[cfg(test)]
mod tests;
