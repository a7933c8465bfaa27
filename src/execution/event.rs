//! Event and fact: everything that can happen to an execution, and which of it is public history.
//!
//! Facts are forever: they are the journal's rows. A new member needs `#[serde(default)]`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::catalog::DurableConfig;
use super::command::Target;
use super::ids::{ClientToken, ExecutionArn, OperationId, OperationName, RequestId, Seq, SubType, TenantId};
use super::pace::Speed;
use super::payload::{ErrorObject, Payload};
use super::status::{ExecutionStatus, Status};
use super::time::Timestamp;
use super::token::CallbackId;

/// A fact with its place in the journal and its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub seq: Seq,
    pub at: Timestamp,
    pub fact: Fact,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    ExecutionStarted(Arc<Started>),
    /// Private. The function is called.
    InvocationStarted {
        request_id: RequestId,
    },
    InvocationCompleted {
        request_id: RequestId,
        started_at: Timestamp,
        ending: Ending,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<ErrorObject>,
    },
    /// Private. A checkpoint token is spent.
    CheckpointAccepted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_token: Option<ClientToken>,
        /// The place that the spent token spoke of.
        spent: Seq,
        /// A digest of the updates: the repeat of a checkpoint must repeat them (decisions 12).
        digest: u64,
        /// The answer carries no token: whatever the invocation returns is treated as PENDING (decisions 11).
        #[serde(default)]
        revoked: bool,
    },
    Operation {
        id: OperationId,
        /// Set when, and only when, this fact makes the operation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        created: Option<Meta>,
        fact: OperationFact,
    },
    /// Private. The execution asks to be paused while an invocation runs.
    PauseRequested(Pause),
    ExecutionPaused(Pause),
    /// Private. A pause is taken back before it took effect.
    PauseWithdrawn {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_token: Option<ClientToken>,
    },
    ExecutionResumed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_token: Option<ClientToken>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Private. The execution is closed: its status and end are settled, its tokens are dead (decisions 9).
    OutcomeAccepted(Outcome),
    /// Private. From here on the times of the journal are modelled, or modelled otherwise (decisions 8).
    TimeModelled {
        /// What the machine's clock shows while the journal's shows the time of this event.
        machine: Timestamp,
        speed: Speed,
    },
    /// Private. From here on another Invoke API runs the execution's function.
    Moved {
        endpoint: String,
    },
    /// The one terminal fact: `ExecutionSucceeded`, `ExecutionFailed`, … by the accepted outcome.
    ExecutionEnded,
}

impl Fact {
    /// Whether history shows it: then it has an event id.
    pub const fn is_public(&self) -> bool {
        match self {
            Self::ExecutionStarted(_)
            | Self::InvocationCompleted { .. }
            | Self::ExecutionPaused(_)
            | Self::ExecutionResumed { .. }
            | Self::ExecutionEnded => true,
            Self::InvocationStarted { .. }
            | Self::CheckpointAccepted { .. }
            | Self::PauseRequested(_)
            | Self::PauseWithdrawn { .. }
            | Self::OutcomeAccepted(_)
            | Self::TimeModelled { .. }
            | Self::Moved { .. } => false,
            Self::Operation { fact, .. } => fact.is_public(),
        }
    }
}

/// How an execution began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    pub arn: ExecutionArn,
    /// `None` if it was invoked without any payload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Payload>,
    pub config: DurableConfig,
    pub origin: Origin,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<TenantId>,
    /// The `X-Amzn-Trace-Id` header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// The Invoke API that runs this execution's function, if not the emulator's own sandboxes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
}

impl Started {
    /// Who began the family that the execution belongs to: itself, unless it is chained.
    pub fn root(&self) -> &ExecutionArn {
        match &self.origin {
            Origin::Chained { root: Some(root), .. } => root,
            Origin::Chained {
                parent, root: None, ..
            } => parent,
            Origin::Sync | Origin::Async => &self.arn,
        }
    }

    /// The input as a function is shown it: the text `null` if there was none (contract 1.6).
    pub fn input_or_null(&self) -> Payload {
        self.input.clone().unwrap_or_else(|| Payload::from("null"))
    }
}

/// Who started an execution; its output may be larger for a caller who waits (contract 3.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    Sync,
    Async,
    Chained {
        parent: ExecutionArn,
        operation: OperationId,
        /// Who began the family, if not the parent: its time is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        root: Option<ExecutionArn>,
    },
}

/// What never changes about an operation: an update that leaves a member out keeps it (contract 4.4).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<OperationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<OperationName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_type: Option<SubType>,
}

/// Something that happened to one operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum OperationFact {
    ContextStarted {
        #[serde(default)]
        replay_children: bool,
    },
    ContextSucceeded {
        result: Option<Payload>,
        #[serde(default)]
        replay_children: bool,
    },
    ContextFailed {
        error: Option<ErrorObject>,
        #[serde(default)]
        replay_children: bool,
    },
    StepStarted,
    StepSucceeded {
        attempt: u32,
        result: Option<Payload>,
    },
    StepFailed {
        attempt: u32,
        error: Option<ErrorObject>,
    },
    /// RETRY: history shows `StepFailed` if there is an error, else `StepSucceeded` (contract 6.3).
    StepRetried {
        attempt: u32,
        delay_s: u32,
        next_attempt_at: Timestamp,
        result: Option<Payload>,
        error: Option<ErrorObject>,
    },
    /// Private. The delay of a retry is over.
    StepReady,
    WaitStarted {
        duration_s: u32,
        scheduled_end_at: Timestamp,
    },
    WaitSucceeded,
    WaitCancelled,
    CallbackStarted {
        callback_id: CallbackId,
        timeout_s: u32,
        heartbeat_s: u32,
    },
    CallbackSucceeded {
        result: Option<Payload>,
    },
    CallbackFailed {
        error: ErrorObject,
    },
    CallbackTimedOut {
        error: ErrorObject,
    },
    /// Private.
    CallbackHeartbeat,
    ChainedInvokeStarted {
        /// The function as the SDK wrote it.
        function: String,
        target: Target,
        input: Option<Payload>,
        tenant: Option<TenantId>,
        trace: Option<String>,
    },
    ChainedInvokeSucceeded {
        result: Option<Payload>,
    },
    ChainedInvokeFailed {
        error: ErrorObject,
    },
    ChainedInvokeTimedOut {
        error: ErrorObject,
    },
    ChainedInvokeStopped {
        error: ErrorObject,
    },
}

impl OperationFact {
    /// Whether history shows it.
    pub const fn is_public(&self) -> bool {
        !matches!(self, Self::StepReady | Self::CallbackHeartbeat)
    }

    /// The status that it leaves its operation in.
    pub const fn status(&self) -> Status {
        match self {
            Self::ContextStarted { .. }
            | Self::StepStarted
            | Self::WaitStarted { .. }
            | Self::CallbackStarted { .. }
            | Self::CallbackHeartbeat
            | Self::ChainedInvokeStarted { .. } => Status::Started,
            Self::StepRetried { .. } => Status::Pending,
            Self::StepReady => Status::Ready,
            Self::ContextSucceeded { .. }
            | Self::StepSucceeded { .. }
            | Self::WaitSucceeded
            | Self::CallbackSucceeded { .. }
            | Self::ChainedInvokeSucceeded { .. } => Status::Succeeded,
            Self::ContextFailed { .. }
            | Self::StepFailed { .. }
            | Self::CallbackFailed { .. }
            | Self::ChainedInvokeFailed { .. } => Status::Failed,
            Self::WaitCancelled => Status::Cancelled,
            Self::CallbackTimedOut { .. } | Self::ChainedInvokeTimedOut { .. } => Status::TimedOut,
            Self::ChainedInvokeStopped { .. } => Status::Stopped,
        }
    }
}

/// How an invocation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// The function answered in the protocol.
    Answered,
    /// It answered PENDING with nothing pending (contract 3.2).
    BadPending,
    /// It broke: an unhandled error, a crash, a timeout (contract 3.3).
    Broke,
    /// The emulator stopped while it ran (decisions 13); not the function's fault.
    Lost,
}

/// A pause, as it was asked for (contract 1.11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    pub requested_at: Timestamp,
    pub execution_timeout_paused: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_token: Option<ClientToken>,
}

/// How an execution ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    Succeeded { result: Option<Payload> },
    Failed { error: Option<ErrorObject> },
    TimedOut { error: ErrorObject },
    Stopped { error: ErrorObject },
}

impl Outcome {
    /// The status that it closes an execution with.
    pub const fn status(&self) -> ExecutionStatus {
        match self {
            Self::Succeeded { .. } => ExecutionStatus::Succeeded,
            Self::Failed { .. } => ExecutionStatus::Failed,
            Self::TimedOut { .. } => ExecutionStatus::TimedOut,
            Self::Stopped { .. } => ExecutionStatus::Stopped,
        }
    }

    /// The result, if it succeeded with one.
    pub const fn result(&self) -> Option<&Payload> {
        match self {
            Self::Succeeded { result } => result.as_ref(),
            Self::Failed { .. } | Self::TimedOut { .. } | Self::Stopped { .. } => None,
        }
    }

    /// The error, if it ended with one.
    pub const fn error(&self) -> Option<&ErrorObject> {
        match self {
            Self::Succeeded { .. } => None,
            Self::Failed { error } => error.as_ref(),
            Self::TimedOut { error } | Self::Stopped { error } => Some(error),
        }
    }
}
