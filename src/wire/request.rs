//! Inputs and outputs of each API (contract 1.4 to 1.13), written by one side and read by the other.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::event::Event;
use super::json;
use super::operation::{Operation, OperationUpdate};
use super::time::At;
use crate::execution::{
    self, DurableConfig, ErrorObject, Execution, ExecutionArn, FunctionInfo, Payload, Row,
};

/// What `CheckpointDurableExecution` is asked; [`super::parse`] reads it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CheckpointInput<'a> {
    pub checkpoint_token: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<Cow<'a, str>>,
    pub updates: Vec<OperationUpdate<'a>>,
}

/// The answer to `CheckpointDurableExecution` (contract 4.10).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CheckpointOutput<'a> {
    /// Absent if no further checkpoint is possible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint_token: Option<String>,
    pub new_execution_state: StateOutput<'a>,
}

impl<'a> From<&'a execution::CheckpointAnswer> for CheckpointOutput<'a> {
    fn from(answer: &'a execution::CheckpointAnswer) -> Self {
        Self {
            checkpoint_token: answer.token.as_ref().map(execution::CheckpointToken::encode),
            new_execution_state: StateOutput {
                operations: answer.operations.iter().map(Operation::from).collect(),
                next_marker: None,
            },
        }
    }
}

/// The answer to `GetDurableExecutionState`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StateOutput<'a> {
    pub operations: Vec<Operation<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
}

/// The answer to `GetDurableExecution` (contract 1.6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetOutput<'a> {
    pub durable_execution_arn: Cow<'a, str>,
    pub durable_execution_name: Cow<'a, str>,
    pub function_arn: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_payload: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Cow<'a, ErrorObject>>,
    pub start_timestamp: At,
    /// One of [`execution::ExecutionStatus`]'s words.
    pub status: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_timestamp: Option<At>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_header: Option<TraceHeader<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_data_included: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub durable_config: Option<Config>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause_details: Option<PauseDetails<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_execution_timeout_timestamp: Option<At>,
}

/// The trace of an execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TraceHeader<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x_amzn_trace_id: Option<Cow<'a, str>>,
}

/// `DurableConfig`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Config {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_timeout: Option<u32>,
    /// Absent if closed executions are kept for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_period_in_days: Option<u32>,
}

impl From<DurableConfig> for Config {
    fn from(config: DurableConfig) -> Self {
        Self {
            execution_timeout: Some(config.execution_timeout_s),
            retention_period_in_days: config.retention_days,
        }
    }
}

/// A pause that is asked for or in effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PauseDetails<'a> {
    pub pause_request_timestamp: At,
    pub execution_timeout_paused: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Cow<'a, str>>,
}

impl<'a> GetOutput<'a> {
    /// Shows an execution, with what it was given and what it came to if `include_data`.
    pub fn of(execution: &'a Execution, include_data: bool) -> Self {
        let (arn, started) = (execution.arn(), execution.started());
        let outcome = execution.outcome().filter(|_| include_data);
        let input = started.input.as_ref().map_or("null", Payload::as_str);
        Self {
            durable_execution_arn: arn.as_str().into(),
            durable_execution_name: arn.name().as_str().to_owned().into(),
            function_arn: arn.function_arn().into(),
            version: Some(arn.version().into()),
            input_payload: include_data.then(|| input.into()),
            result: outcome
                .and_then(execution::Outcome::result)
                .map(|result| result.as_str().into()),
            error: outcome.and_then(execution::Outcome::error).map(Cow::Borrowed),
            start_timestamp: execution.started_at().into(),
            status: execution.status().as_str().into(),
            end_timestamp: execution.ended_at().map(Into::into),
            trace_header: started.trace.as_deref().map(|trace| TraceHeader {
                x_amzn_trace_id: Some(trace.into()),
            }),
            execution_data_included: Some(include_data),
            durable_config: Some(execution.config().into()),
            pause_details: execution.pause().map(|pause| PauseDetails {
                pause_request_timestamp: pause.requested_at.into(),
                execution_timeout_paused: pause.execution_timeout_paused,
                reason: pause.reason.as_deref().filter(|_| include_data).map(Into::into),
            }),
            expected_execution_timeout_timestamp: execution.expected_timeout_at().map(Into::into),
        }
    }
}

/// The answer to `GetDurableExecutionHistory`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct HistoryOutput<'a> {
    pub events: Vec<Event<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
}

/// The answer to `ListDurableExecutionsByFunction`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListOutput<'a> {
    pub durable_executions: Vec<ListedExecution<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
}

/// An execution in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListedExecution<'a> {
    pub durable_execution_arn: Cow<'a, str>,
    pub durable_execution_name: Cow<'a, str>,
    pub function_arn: Cow<'a, str>,
    pub status: Cow<'a, str>,
    pub start_timestamp: At,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_timestamp: Option<At>,
}

impl<'a> ListedExecution<'a> {
    /// Shows what the index knows of an execution.
    pub fn of(arn: &'a ExecutionArn, row: &Row) -> Self {
        Self {
            durable_execution_arn: arn.as_str().into(),
            durable_execution_name: arn.name().as_str().to_owned().into(),
            function_arn: arn.function_arn().into(),
            status: row.status.as_str().into(),
            start_timestamp: row.started_at.into(),
            end_timestamp: row.ended_at.map(Into::into),
        }
    }
}

/// The answer to `StopDurableExecution`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StopOutput {
    pub stop_timestamp: At,
}

/// An answer that says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Empty {}

/// What `PauseDurableExecution` is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct PauseInput<'a> {
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub client_token: Option<Cow<'a, str>>,
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub reason: Option<Cow<'a, str>>,
    /// Absent: true.
    #[serde(deserialize_with = "json::flag", skip_serializing_if = "Option::is_none")]
    pub execution_timeout_paused: Option<bool>,
}

/// What `ResumeDurableExecution` is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ResumeInput<'a> {
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub client_token: Option<Cow<'a, str>>,
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub reason: Option<Cow<'a, str>>,
}

/// The answer to `DeleteDurableExecution`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteOutput {
    pub deletion_request_timestamp: At,
}

/// The answer to `GetFunctionConfiguration`, and to `GetFunction` inside [`FunctionOutput`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FunctionConfiguration<'a> {
    pub function_name: Cow<'a, str>,
    pub function_arn: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<Cow<'a, str>>,
    pub timeout: u32,
    pub memory_size: u32,
    pub version: Cow<'a, str>,
    /// Absent for a plain function.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub durable_config: Option<Config>,
}

impl<'a> FunctionConfiguration<'a> {
    /// Shows what is known of a version of a function.
    pub fn of(name: &'a str, arn: String, version: &'a str, info: &'a FunctionInfo) -> Self {
        Self {
            function_name: name.into(),
            function_arn: arn.into(),
            runtime: info.runtime.as_deref().map(Into::into),
            handler: info.handler.as_deref().map(Into::into),
            timeout: info.timeout_s,
            memory_size: info.memory_mb,
            version: version.into(),
            durable_config: info.durable.map(Into::into),
        }
    }
}

/// The answer to `GetFunction`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FunctionOutput<'a> {
    pub configuration: FunctionConfiguration<'a>,
}

/// The answer to `ListFunctions`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FunctionsOutput<'a> {
    pub functions: Vec<FunctionConfiguration<'a>>,
}

/// The body of a function error, as Lambda's Invoke writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FunctionError<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_type: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack_trace: Option<Cow<'a, [String]>>,
}

impl<'a> From<&'a ErrorObject> for FunctionError<'a> {
    fn from(error: &'a ErrorObject) -> Self {
        Self {
            error_message: error.error_message.as_deref().map(Into::into),
            error_type: error.error_type.as_deref().map(Into::into),
            stack_trace: error.stack_trace.as_deref().map(Into::into),
        }
    }
}
