//! The shapes of history: one event, its envelope and its details (contract 6.1, 6.2).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::time::At;
use crate::execution::ErrorObject;

/// One event of history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Event<'a> {
    pub event_type: Cow<'a, str>,
    /// From 1, without gaps, never renumbered.
    pub event_id: u64,
    pub event_timestamp: At,
    /// The operation's, or for what happens to the execution itself the execution's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_type: Option<Cow<'a, str>>,
    /// `None` if an emulator or a service newer than this sent a type that is not known here.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub details: Option<EventDetails<'a>>,
}

/// Data that may be withheld: `Truncated` says whether it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Holder<T> {
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub payload: Option<T>,
    #[serde(default)]
    pub truncated: bool,
}

const fn none<T>() -> Option<T> {
    None
}

/// A held input, result or reason.
pub type HeldText<'a> = Holder<Cow<'a, str>>;
/// A held error.
pub type HeldError<'a> = Holder<Cow<'a, ErrorObject>>;

/// Which attempt of a step an event closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RetryDetails {
    /// From 1.
    pub current_attempt: u32,
    /// Only if another attempt was scheduled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_delay_seconds: Option<u32>,
}

/// What only one type of event has, under the name of its type: `StepStartedDetails`, …
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum EventDetails<'a> {
    #[serde(rename = "ExecutionStartedDetails", rename_all = "PascalCase")]
    ExecutionStarted {
        input: HeldText<'a>,
        execution_timeout: u32,
    },
    #[serde(rename = "ExecutionSucceededDetails", rename_all = "PascalCase")]
    ExecutionSucceeded { result: HeldText<'a> },
    #[serde(rename = "ExecutionFailedDetails", rename_all = "PascalCase")]
    ExecutionFailed { error: HeldError<'a> },
    #[serde(rename = "ExecutionTimedOutDetails", rename_all = "PascalCase")]
    ExecutionTimedOut {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<HeldError<'a>>,
    },
    #[serde(rename = "ExecutionStoppedDetails", rename_all = "PascalCase")]
    ExecutionStopped { error: HeldError<'a> },
    #[serde(rename = "ExecutionPausedDetails", rename_all = "PascalCase")]
    ExecutionPaused {
        pause_request_timestamp: At,
        execution_timeout_paused: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<HeldText<'a>>,
    },
    #[serde(rename = "ExecutionResumedDetails", rename_all = "PascalCase")]
    ExecutionResumed {
        resume_request_timestamp: At,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<HeldText<'a>>,
    },
    #[serde(rename = "ContextStartedDetails")]
    ContextStarted {},
    #[serde(rename = "ContextSucceededDetails", rename_all = "PascalCase")]
    ContextSucceeded { result: HeldText<'a> },
    #[serde(rename = "ContextFailedDetails", rename_all = "PascalCase")]
    ContextFailed { error: HeldError<'a> },
    #[serde(rename = "StepStartedDetails")]
    StepStarted {},
    #[serde(rename = "StepSucceededDetails", rename_all = "PascalCase")]
    StepSucceeded {
        result: HeldText<'a>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_details: Option<RetryDetails>,
    },
    #[serde(rename = "StepFailedDetails", rename_all = "PascalCase")]
    StepFailed {
        error: HeldError<'a>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_details: Option<RetryDetails>,
    },
    #[serde(rename = "WaitStartedDetails", rename_all = "PascalCase")]
    WaitStarted {
        duration: u32,
        scheduled_end_timestamp: At,
    },
    #[serde(rename = "WaitSucceededDetails", rename_all = "PascalCase")]
    WaitSucceeded {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        duration: Option<u32>,
    },
    #[serde(rename = "WaitCancelledDetails", rename_all = "PascalCase")]
    WaitCancelled {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<HeldError<'a>>,
    },
    #[serde(rename = "CallbackStartedDetails", rename_all = "PascalCase")]
    CallbackStarted {
        callback_id: Cow<'a, str>,
        /// Only if there is one, like the next.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        timeout: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        heartbeat_timeout: Option<u32>,
    },
    #[serde(rename = "CallbackSucceededDetails", rename_all = "PascalCase")]
    CallbackSucceeded { result: HeldText<'a> },
    #[serde(rename = "CallbackFailedDetails", rename_all = "PascalCase")]
    CallbackFailed { error: HeldError<'a> },
    #[serde(rename = "CallbackTimedOutDetails", rename_all = "PascalCase")]
    CallbackTimedOut { error: HeldError<'a> },
    #[serde(rename = "ChainedInvokeStartedDetails", rename_all = "PascalCase")]
    ChainedInvokeStarted {
        function_name: Cow<'a, str>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tenant_id: Option<Cow<'a, str>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        input: Option<HeldText<'a>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        executed_version: Option<Cow<'a, str>>,
        /// The child's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        durable_execution_arn: Option<Cow<'a, str>>,
    },
    #[serde(rename = "ChainedInvokeSucceededDetails", rename_all = "PascalCase")]
    ChainedInvokeSucceeded { result: HeldText<'a> },
    #[serde(rename = "ChainedInvokeFailedDetails", rename_all = "PascalCase")]
    ChainedInvokeFailed { error: HeldError<'a> },
    #[serde(rename = "ChainedInvokeTimedOutDetails", rename_all = "PascalCase")]
    ChainedInvokeTimedOut { error: HeldError<'a> },
    #[serde(rename = "ChainedInvokeStoppedDetails", rename_all = "PascalCase")]
    ChainedInvokeStopped { error: HeldError<'a> },
    #[serde(rename = "InvocationCompletedDetails", rename_all = "PascalCase")]
    InvocationCompleted {
        start_timestamp: At,
        end_timestamp: At,
        request_id: Cow<'a, str>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<HeldError<'a>>,
    },
}

impl EventDetails<'_> {
    /// The `EventType` that these details belong to.
    pub const fn event_type(&self) -> &'static str {
        match self {
            Self::ExecutionStarted { .. } => "ExecutionStarted",
            Self::ExecutionSucceeded { .. } => "ExecutionSucceeded",
            Self::ExecutionFailed { .. } => "ExecutionFailed",
            Self::ExecutionTimedOut { .. } => "ExecutionTimedOut",
            Self::ExecutionStopped { .. } => "ExecutionStopped",
            Self::ExecutionPaused { .. } => "ExecutionPaused",
            Self::ExecutionResumed { .. } => "ExecutionResumed",
            Self::ContextStarted {} => "ContextStarted",
            Self::ContextSucceeded { .. } => "ContextSucceeded",
            Self::ContextFailed { .. } => "ContextFailed",
            Self::StepStarted {} => "StepStarted",
            Self::StepSucceeded { .. } => "StepSucceeded",
            Self::StepFailed { .. } => "StepFailed",
            Self::WaitStarted { .. } => "WaitStarted",
            Self::WaitSucceeded { .. } => "WaitSucceeded",
            Self::WaitCancelled { .. } => "WaitCancelled",
            Self::CallbackStarted { .. } => "CallbackStarted",
            Self::CallbackSucceeded { .. } => "CallbackSucceeded",
            Self::CallbackFailed { .. } => "CallbackFailed",
            Self::CallbackTimedOut { .. } => "CallbackTimedOut",
            Self::ChainedInvokeStarted { .. } => "ChainedInvokeStarted",
            Self::ChainedInvokeSucceeded { .. } => "ChainedInvokeSucceeded",
            Self::ChainedInvokeFailed { .. } => "ChainedInvokeFailed",
            Self::ChainedInvokeTimedOut { .. } => "ChainedInvokeTimedOut",
            Self::ChainedInvokeStopped { .. } => "ChainedInvokeStopped",
            Self::InvocationCompleted { .. } => "InvocationCompleted",
        }
    }

    /// Whether the execution ends with it: nothing but an `InvocationCompleted` may follow.
    pub const fn is_terminal(&self) -> bool {
        matches!(
            self,
            Self::ExecutionSucceeded { .. }
                | Self::ExecutionFailed { .. }
                | Self::ExecutionTimedOut { .. }
                | Self::ExecutionStopped { .. }
        )
    }
}
