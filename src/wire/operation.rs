//! Operation and `OperationUpdate`, as AWS writes them (contract 1.4, 1.5).
//!
//! One type serves both directions: written from borrowed state, read into owned text.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::json;
use super::time::{At, Seconds, TimeFormat};
use crate::execution::{self, Details, ErrorObject, OperationId, Payload};

/// An operation; absent members are left out, because JS compares them with `!==`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "PascalCase",
    bound(serialize = "F: TimeFormat", deserialize = "F: TimeFormat")
)]
pub struct Operation<'a, F = Seconds> {
    pub id: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Cow<'a, str>>,
    #[serde(rename = "Type")]
    pub kind: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_type: Option<Cow<'a, str>>,
    pub start_timestamp: At<F>,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub end_timestamp: Option<At<F>>,
    pub status: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_details: Option<ExecutionDetails<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_details: Option<ContextDetails<'a>>,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub step_details: Option<StepDetails<'a, F>>,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub wait_details: Option<WaitDetails<F>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback_details: Option<CallbackDetails<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chained_invoke_details: Option<ChainedInvokeDetails<'a>>,
}

/// Of EXECUTION.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ExecutionDetails<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_payload: Option<Cow<'a, str>>,
}

/// Of CONTEXT.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ContextDetails<'a> {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replay_children: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Cow<'a, ErrorObject>>,
}

/// Of STEP.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "PascalCase",
    bound(serialize = "F: TimeFormat", deserialize = "F: TimeFormat")
)]
pub struct StepDetails<'a, F = Seconds> {
    #[serde(default)]
    pub attempt: u32,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub next_attempt_timestamp: Option<At<F>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Cow<'a, ErrorObject>>,
}

/// Of WAIT.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "PascalCase",
    bound(serialize = "F: TimeFormat", deserialize = "F: TimeFormat")
)]
pub struct WaitDetails<F = Seconds> {
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub scheduled_end_timestamp: Option<At<F>>,
}

/// Of CALLBACK.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CallbackDetails<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback_id: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Cow<'a, ErrorObject>>,
}

/// Of `CHAINED_INVOKE`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChainedInvokeDetails<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Cow<'a, ErrorObject>>,
}

/// `Default` for an option of what has no default.
const fn none<T>() -> Option<T> {
    None
}

impl<'a, F> From<&'a execution::Operation> for Operation<'a, F> {
    fn from(operation: &'a execution::Operation) -> Self {
        let mut written = Self {
            id: operation.id.as_str().into(),
            parent_id: operation.parent.as_ref().map(|id| OperationId::as_str(id).into()),
            name: operation.name.as_ref().map(|name| name.as_str().into()),
            kind: operation.operation_type().as_str().into(),
            sub_type: operation
                .sub_type
                .as_ref()
                .map(|sub_type| sub_type.as_str().into()),
            start_timestamp: operation.started_at.into(),
            end_timestamp: operation.ended_at.map(Into::into),
            status: operation.status.as_str().into(),
            execution_details: None,
            context_details: None,
            step_details: None,
            wait_details: None,
            callback_details: None,
            chained_invoke_details: None,
        };
        written.detail(&operation.details);
        written
    }
}

impl<'a, F> Operation<'a, F> {
    fn detail(&mut self, details: &'a Details) {
        let (result, error) = details.outcome();
        let result = result.map(|payload| Payload::as_str(payload).into());
        let error = error.map(Cow::Borrowed);
        match details {
            Details::Execution { input } => {
                let input_payload = Some(input.as_str().into());
                self.execution_details = Some(ExecutionDetails { input_payload });
            }
            Details::Context { replay_children, .. } => {
                self.context_details = Some(ContextDetails {
                    replay_children: *replay_children,
                    result,
                    error,
                });
            }
            Details::Step {
                attempt,
                next_attempt_at,
                ..
            } => {
                self.step_details = Some(StepDetails {
                    attempt: *attempt,
                    next_attempt_timestamp: next_attempt_at.map(Into::into),
                    result,
                    error,
                });
            }
            Details::Wait { scheduled_end_at, .. } => {
                let scheduled_end_timestamp = Some((*scheduled_end_at).into());
                self.wait_details = Some(WaitDetails {
                    scheduled_end_timestamp,
                });
            }
            Details::Callback { callback_id, .. } => {
                self.callback_details = Some(CallbackDetails {
                    callback_id: Some(callback_id.as_str().into()),
                    result,
                    error,
                });
            }
            Details::ChainedInvoke { .. } => {
                self.chained_invoke_details = Some(ChainedInvokeDetails { result, error });
            }
        }
    }
}

/// An entry of a checkpoint, as an SDK writes it: anything may be missing until it is checked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct OperationUpdate<'a> {
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub id: Option<Cow<'a, str>>,
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub parent_id: Option<Cow<'a, str>>,
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub name: Option<Cow<'a, str>>,
    #[serde(
        rename = "Type",
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub kind: Option<Cow<'a, str>>,
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub sub_type: Option<Cow<'a, str>>,
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub action: Option<Cow<'a, str>>,
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub payload: Option<Cow<'a, str>>,
    #[serde(deserialize_with = "json::error", skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorObject>,
    #[serde(deserialize_with = "json::object", skip_serializing_if = "Option::is_none")]
    pub context_options: Option<ContextOptions>,
    #[serde(deserialize_with = "json::object", skip_serializing_if = "Option::is_none")]
    pub step_options: Option<StepOptions>,
    #[serde(deserialize_with = "json::object", skip_serializing_if = "Option::is_none")]
    pub wait_options: Option<WaitOptions>,
    #[serde(deserialize_with = "json::object", skip_serializing_if = "Option::is_none")]
    pub callback_options: Option<CallbackOptions>,
    #[serde(
        borrow,
        deserialize_with = "json::object",
        skip_serializing_if = "Option::is_none"
    )]
    pub chained_invoke_options: Option<ChainedInvokeOptions<'a>>,
}

/// Of CONTEXT.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ContextOptions {
    #[serde(deserialize_with = "json::flag", skip_serializing_if = "Option::is_none")]
    pub replay_children: Option<bool>,
}

/// Of STEP.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct StepOptions {
    #[serde(deserialize_with = "json::whole", skip_serializing_if = "Option::is_none")]
    pub next_attempt_delay_seconds: Option<i64>,
}

/// Of WAIT.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct WaitOptions {
    #[serde(deserialize_with = "json::whole", skip_serializing_if = "Option::is_none")]
    pub wait_seconds: Option<i64>,
}

/// Of CALLBACK.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CallbackOptions {
    #[serde(deserialize_with = "json::whole", skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<i64>,
    #[serde(deserialize_with = "json::whole", skip_serializing_if = "Option::is_none")]
    pub heartbeat_timeout_seconds: Option<i64>,
}

/// Of `CHAINED_INVOKE`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ChainedInvokeOptions<'a> {
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub function_name: Option<Cow<'a, str>>,
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub tenant_id: Option<Cow<'a, str>>,
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub x_amzn_trace_id: Option<Cow<'a, str>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::execution::{OperationName, Status, SubType, Timestamp};

    #[test]
    fn no_operation_is_larger_than_pages_think() {
        let id = |letter: &str| OperationId::parse(&letter.repeat(64)).unwrap();
        let error = ErrorObject {
            error_data: Some("\"".repeat(100)),
            stack_trace: Some(vec!["\n".to_owned(); 100]),
            ..ErrorObject::new("T", "m")
        };
        let at = Timestamp::from_millis(1_795_181_890_378);
        let operation = execution::Operation {
            id: id("i"),
            parent: Some(id("p")),
            name: Some(OperationName::parse(&"\"".repeat(256)).unwrap()),
            sub_type: Some(SubType::parse(&"s".repeat(32)).unwrap()),
            status: Status::Succeeded,
            started_at: at,
            ended_at: Some(at),
            details: Details::Step {
                attempt: u32::MAX,
                next_attempt_at: Some(at),
                result: Some("\\".repeat(1000).into()),
                error: Some(error),
            },
        };
        let written = serde_json::to_vec(&Operation::<Seconds>::from(&operation)).unwrap();
        let slack = operation.json_bytes().checked_sub(written.len());
        assert!(slack.is_some_and(|slack| slack < 100), "{slack:?}");
    }
}
