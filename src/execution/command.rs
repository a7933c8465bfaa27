//! Command, update, change: everything that can be asked of an execution, already well formed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::event::Meta;
use super::ids::{ClientToken, ExecutionArn, FunctionRef, OperationId, RequestId, TenantId};
use super::payload::{ErrorObject, Payload};
use super::status::OperationType;
use super::token::{CallbackId, CheckpointToken};

/// Everything that can be asked.
#[derive(Debug, Clone)]
pub enum Command {
    /// The engine is about to call the function.
    BeginInvocation { request_id: RequestId },
    /// `CheckpointDurableExecution`.
    Checkpoint(Checkpoint),
    /// The function answered, broke, or was given up.
    FinishInvocation { request_id: RequestId, execute: Execute },
    /// The three callback routes.
    CompleteCallback {
        callback_id: CallbackId,
        completion: Completion,
    },
    /// What a chained invoke came to.
    FinishChainedInvoke {
        id: OperationId,
        outcome: ChainedOutcome,
    },
    /// `StopDurableExecution`.
    Stop { error: ErrorObject },
    /// `PauseDurableExecution`.
    Pause {
        client_token: Option<ClientToken>,
        reason: Option<String>,
        execution_timeout_paused: bool,
    },
    /// `ResumeDurableExecution`.
    Resume {
        client_token: Option<ClientToken>,
        reason: Option<String>,
    },
    /// Time has passed.
    Tick,
    /// Whoever started it has started it again, and its function is elsewhere now.
    Move { endpoint: String },
    /// From now on the journal holds modelled time (decisions 8).
    ModelTime,
}

/// A checkpoint, with all that cannot be decided purely already found out.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    pub token: CheckpointToken,
    pub client_token: Option<ClientToken>,
    pub updates: Vec<Update>,
    /// A digest of the updates as they came (decisions 12).
    pub digest: u64,
    /// What each chained START means, by operation; the engine resolves them (decisions 1).
    pub targets: BTreeMap<OperationId, Target>,
    /// Randomness for callback ids.
    pub nonce: u64,
}

/// An entry of a checkpoint, well formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    pub id: OperationId,
    pub meta: Meta,
    pub change: Change,
}

/// One variant per (type, action) pair that is ever legal (contract 4.1).
///
/// What a pair may not carry (an error with SUCCEED, options with START, …) is refused when the request is
/// parsed, so there is no place for it here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    ExecutionSucceed {
        result: Option<Payload>,
    },
    ExecutionFail {
        error: Option<ErrorObject>,
    },
    ContextStart {
        replay_children: bool,
    },
    ContextSucceed {
        result: Option<Payload>,
        replay_children: bool,
    },
    ContextFail {
        error: Option<ErrorObject>,
        replay_children: bool,
    },
    StepStart,
    StepSucceed {
        result: Option<Payload>,
    },
    StepFail {
        error: Option<ErrorObject>,
    },
    StepRetry {
        delay_s: u32,
        retry: Retry,
    },
    WaitStart {
        duration_s: u32,
    },
    WaitCancel,
    CallbackStart {
        timeout_s: u32,
        heartbeat_s: u32,
    },
    ChainedInvokeStart {
        function: FunctionRef,
        input: Option<Payload>,
        tenant: Option<TenantId>,
        trace: Option<String>,
    },
}

/// Why a step is tried again: it failed, or it polled and is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Retry {
    Failed(ErrorObject),
    Polled(Option<Payload>),
}

impl Change {
    /// The type of operation that it speaks of.
    pub const fn operation_type(&self) -> OperationType {
        match self {
            Self::ExecutionSucceed { .. } | Self::ExecutionFail { .. } => OperationType::Execution,
            Self::ContextStart { .. } | Self::ContextSucceed { .. } | Self::ContextFail { .. } => {
                OperationType::Context
            }
            Self::StepStart | Self::StepSucceed { .. } | Self::StepFail { .. } | Self::StepRetry { .. } => {
                OperationType::Step
            }
            Self::WaitStart { .. } | Self::WaitCancel => OperationType::Wait,
            Self::CallbackStart { .. } => OperationType::Callback,
            Self::ChainedInvokeStart { .. } => OperationType::ChainedInvoke,
        }
    }

    /// Whether its action is START.
    pub const fn is_start(&self) -> bool {
        match self {
            Self::ContextStart { .. }
            | Self::StepStart
            | Self::WaitStart { .. }
            | Self::CallbackStart { .. }
            | Self::ChainedInvokeStart { .. } => true,
            Self::ExecutionSucceed { .. }
            | Self::ExecutionFail { .. }
            | Self::ContextSucceed { .. }
            | Self::ContextFail { .. }
            | Self::StepSucceed { .. }
            | Self::StepFail { .. }
            | Self::StepRetry { .. }
            | Self::WaitCancel => false,
        }
    }

    /// The payload and the error that it carries: what quotas count.
    pub const fn data(&self) -> (Option<&Payload>, Option<&ErrorObject>) {
        match self {
            Self::ExecutionSucceed { result }
            | Self::ContextSucceed { result, .. }
            | Self::StepSucceed { result }
            | Self::StepRetry {
                retry: Retry::Polled(result),
                ..
            }
            | Self::ChainedInvokeStart { input: result, .. } => (result.as_ref(), None),
            Self::ExecutionFail { error } | Self::ContextFail { error, .. } | Self::StepFail { error } => {
                (None, error.as_ref())
            }
            Self::StepRetry {
                retry: Retry::Failed(error),
                ..
            } => (None, Some(error)),
            Self::ContextStart { .. }
            | Self::StepStart
            | Self::WaitStart { .. }
            | Self::WaitCancel
            | Self::CallbackStart { .. } => (None, None),
        }
    }
}

/// What a chained invoke's function turned out to be (decisions 1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// A durable function: the execution that will run it, and the version that its qualifier means.
    Durable { child: ExecutionArn, version: String },
    /// A plain function, called once.
    Plain { version: String },
    /// There is none of that name or qualifier; its ARN, for the message.
    Missing { function_arn: String },
    /// A durable function, named without a qualifier (contract 5.4).
    Unqualified { function_arn: String },
}

/// What a function made of an invocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Execute {
    /// `{"Status":"SUCCEEDED"}`.
    Succeeded { result: Option<Payload> },
    /// `{"Status":"FAILED"}`.
    Failed { error: Option<ErrorObject> },
    /// `{"Status":"PENDING"}`.
    Pending,
    /// An output that is outside the protocol: the execution fails at once with this message (contract 3.2).
    Malformed { message: String },
    /// An unhandled error, a crash, a timeout: tried again (contract 3.3).
    Broke { error: ErrorObject },
    /// There is no such function: the execution fails at once.
    Missing { error: ErrorObject },
    /// It cannot work, however often it is tried: it does not build or start, its handler is not found.
    Unusable { error: ErrorObject },
    /// The emulator stopped while it ran (decisions 13).
    Lost,
}

/// What somebody outside says of a callback (contract 5.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Completion {
    Succeed { result: Option<Payload> },
    Fail { error: ErrorObject },
    Heartbeat,
}

/// What a chained invoke came to (contract 5.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainedOutcome {
    Succeeded { result: Option<Payload> },
    Failed { error: ErrorObject },
    TimedOut { error: ErrorObject },
    Stopped { error: ErrorObject },
}
