//! Operation, its details and its status: what an SDK is shown.

use serde::{Deserialize, Serialize};

use super::event::{Meta, OperationFact};
use super::ids::{OperationId, OperationName, SubType};
use super::payload::{ErrorObject, Payload};
use super::time::Timestamp;
use super::token::CallbackId;

/// Declares an enum whose values AWS writes in upper case.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $(#[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every word, as AWS writes it, in the model's order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// AWS's word for it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The one that AWS's word means.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words!(
    /// What kind of durable thing it is.
    OperationType {
        Execution = "EXECUTION",
        Context = "CONTEXT",
        Step = "STEP",
        Wait = "WAIT",
        Callback = "CALLBACK",
        ChainedInvoke = "CHAINED_INVOKE",
    }
);
words!(
    /// How far an operation is.
    Status {
        Started = "STARTED",
        Pending = "PENDING",
        Ready = "READY",
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        Cancelled = "CANCELLED",
        TimedOut = "TIMED_OUT",
        Stopped = "STOPPED",
    }
);
words!(
    /// How far an execution is (contract 7.1).
    ExecutionStatus {
        Running = "RUNNING",
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        TimedOut = "TIMED_OUT",
        Stopped = "STOPPED",
        Deleting = "DELETING",
        Pausing = "PAUSING",
        Paused = "PAUSED",
    }
);

impl Status {
    /// Whether nothing more can happen to the operation.
    pub const fn is_terminal(self) -> bool {
        match self {
            Self::Started | Self::Pending | Self::Ready => false,
            Self::Succeeded | Self::Failed | Self::Cancelled | Self::TimedOut | Self::Stopped => true,
        }
    }
}

impl ExecutionStatus {
    /// Whether the execution has ended.
    pub const fn is_closed(self) -> bool {
        match self {
            Self::Running | Self::Pausing | Self::Paused => false,
            Self::Succeeded | Self::Failed | Self::TimedOut | Self::Stopped | Self::Deleting => true,
        }
    }
}

/// One durable thing inside an execution (contract 1.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    pub id: OperationId,
    pub parent: Option<OperationId>,
    pub name: Option<OperationName>,
    pub sub_type: Option<SubType>,
    pub status: Status,
    pub started_at: Timestamp,
    /// Set when, and only when, the status is terminal.
    pub ended_at: Option<Timestamp>,
    pub details: Details,
}

/// What only one type of operation has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Details {
    Execution {
        input: Payload,
    },
    Context {
        replay_children: bool,
        result: Option<Payload>,
        error: Option<ErrorObject>,
    },
    Step {
        /// How many attempts have finished (contract 4.5).
        attempt: u32,
        /// Set only while PENDING.
        next_attempt_at: Option<Timestamp>,
        result: Option<Payload>,
        error: Option<ErrorObject>,
    },
    Wait {
        duration_s: u32,
        scheduled_end_at: Timestamp,
    },
    Callback {
        callback_id: CallbackId,
        /// 0 is none.
        timeout_s: u32,
        /// 0 is none.
        heartbeat_s: u32,
        /// The start, or the last heartbeat.
        heard_at: Timestamp,
        result: Option<Payload>,
        error: Option<ErrorObject>,
    },
    ChainedInvoke {
        result: Option<Payload>,
        error: Option<ErrorObject>,
    },
}

impl Details {
    /// The type that these details belong to.
    pub const fn operation_type(&self) -> OperationType {
        match self {
            Self::Execution { .. } => OperationType::Execution,
            Self::Context { .. } => OperationType::Context,
            Self::Step { .. } => OperationType::Step,
            Self::Wait { .. } => OperationType::Wait,
            Self::Callback { .. } => OperationType::Callback,
            Self::ChainedInvoke { .. } => OperationType::ChainedInvoke,
        }
    }

    /// Result and error, where the type has them.
    pub const fn outcome(&self) -> (Option<&Payload>, Option<&ErrorObject>) {
        match self {
            Self::Execution { .. } | Self::Wait { .. } => (None, None),
            Self::Context { result, error, .. }
            | Self::Step { result, error, .. }
            | Self::Callback { result, error, .. }
            | Self::ChainedInvoke { result, error } => (result.as_ref(), error.as_ref()),
        }
    }
}

impl Operation {
    /// Its type.
    pub const fn operation_type(&self) -> OperationType {
        self.details.operation_type()
    }

    /// Whether something outside the handler will move it: what makes PENDING legal (contract 3.2).
    pub const fn is_pending(&self) -> bool {
        match (&self.details, self.status) {
            (Details::Step { .. }, Status::Pending)
            | (
                Details::Wait { .. } | Details::Callback { .. } | Details::ChainedInvoke { .. },
                Status::Started,
            ) => true,
            (
                Details::Execution { .. }
                | Details::Context { .. }
                | Details::Step { .. }
                | Details::Wait { .. }
                | Details::Callback { .. }
                | Details::ChainedInvoke { .. },
                _,
            ) => false,
        }
    }

    /// About how many bytes it takes in JSON: for cutting pages.
    pub fn size_bytes(&self) -> usize {
        let (result, error) = self.details.outcome();
        let input = match &self.details {
            Details::Execution { input } => input.size_bytes(),
            _ => 0,
        };
        400 + input + result.map_or(0, Payload::size_bytes) + error.map_or(0, ErrorObject::size_bytes)
    }

    /// The operation that a first fact makes.
    pub(super) fn create(id: OperationId, meta: &Meta, at: Timestamp, fact: &OperationFact) -> Self {
        let mut operation = Self {
            id,
            parent: meta.parent.clone(),
            name: meta.name.clone(),
            sub_type: meta.sub_type.clone(),
            status: Status::Started,
            started_at: at,
            ended_at: None,
            details: Details::of(fact, at),
        };
        operation.evolve(at, fact);
        operation
    }

    /// What a fact makes of it.
    pub(super) fn evolve(&mut self, at: Timestamp, fact: &OperationFact) {
        assert!(
            !self.status.is_terminal(),
            "nothing happens to a closed operation: {} got {fact:?}",
            self.id
        );
        self.status = fact.status();
        self.ended_at = self.status.is_terminal().then_some(at);
        self.details.evolve(at, fact);
    }
}

impl Details {
    /// The empty details of the type that a fact speaks of.
    fn of(fact: &OperationFact, at: Timestamp) -> Self {
        use OperationFact as F;
        match fact {
            F::ContextStarted { .. } | F::ContextSucceeded { .. } | F::ContextFailed { .. } => {
                Self::Context {
                    replay_children: false,
                    result: None,
                    error: None,
                }
            }
            F::StepStarted
            | F::StepSucceeded { .. }
            | F::StepFailed { .. }
            | F::StepRetried { .. }
            | F::StepReady => Self::Step {
                attempt: 0,
                next_attempt_at: None,
                result: None,
                error: None,
            },
            F::WaitStarted {
                duration_s,
                scheduled_end_at,
            } => Self::Wait {
                duration_s: *duration_s,
                scheduled_end_at: *scheduled_end_at,
            },
            F::CallbackStarted {
                callback_id,
                timeout_s,
                heartbeat_s,
            } => Self::Callback {
                callback_id: callback_id.clone(),
                timeout_s: *timeout_s,
                heartbeat_s: *heartbeat_s,
                heard_at: at,
                result: None,
                error: None,
            },
            F::ChainedInvokeStarted { .. } => Self::ChainedInvoke {
                result: None,
                error: None,
            },
            F::WaitSucceeded
            | F::WaitCancelled
            | F::CallbackSucceeded { .. }
            | F::CallbackFailed { .. }
            | F::CallbackTimedOut { .. }
            | F::CallbackHeartbeat
            | F::ChainedInvokeSucceeded { .. }
            | F::ChainedInvokeFailed { .. }
            | F::ChainedInvokeTimedOut { .. }
            | F::ChainedInvokeStopped { .. } => {
                unreachable!("a wait, callback or chained invoke begins with its start: {fact:?}")
            }
        }
    }

    fn evolve(&mut self, at: Timestamp, fact: &OperationFact) {
        use OperationFact as F;
        match (self, fact) {
            (
                Self::Context { replay_children, .. },
                F::ContextStarted {
                    replay_children: wanted,
                },
            ) => {
                *replay_children = *wanted;
            }
            (
                Self::Context {
                    replay_children,
                    result,
                    ..
                },
                F::ContextSucceeded {
                    result: value,
                    replay_children: wanted,
                },
            ) => {
                *replay_children |= *wanted;
                result.clone_from(value);
            }
            (
                Self::Context {
                    replay_children,
                    error,
                    ..
                },
                F::ContextFailed {
                    error: value,
                    replay_children: wanted,
                },
            ) => {
                *replay_children |= *wanted;
                error.clone_from(value);
            }
            (Self::Step { .. }, F::StepStarted) => {}
            (
                Self::Step {
                    attempt,
                    next_attempt_at,
                    result,
                    error,
                },
                F::StepSucceeded {
                    attempt: n,
                    result: value,
                },
            ) => {
                (*attempt, *next_attempt_at, *error) = (*n, None, None);
                result.clone_from(value);
            }
            (
                Self::Step {
                    attempt,
                    next_attempt_at,
                    result,
                    error,
                },
                F::StepFailed {
                    attempt: n,
                    error: value,
                },
            ) => {
                (*attempt, *next_attempt_at, *result) = (*n, None, None);
                error.clone_from(value);
            }
            (
                Self::Step {
                    attempt,
                    next_attempt_at,
                    result,
                    error,
                },
                F::StepRetried {
                    attempt: n,
                    next_attempt_at: next,
                    result: value,
                    error: failure,
                    ..
                },
            ) => {
                (*attempt, *next_attempt_at) = (*n, Some(*next));
                result.clone_from(value);
                error.clone_from(failure);
            }
            (Self::Step { next_attempt_at, .. }, F::StepReady) => *next_attempt_at = None,
            (Self::Callback { heard_at, .. }, F::CallbackHeartbeat) => *heard_at = at,
            (Self::Callback { result, .. }, F::CallbackSucceeded { result: value })
            | (Self::ChainedInvoke { result, .. }, F::ChainedInvokeSucceeded { result: value }) => {
                result.clone_from(value);
            }
            (
                Self::Callback { error, .. },
                F::CallbackFailed { error: value } | F::CallbackTimedOut { error: value },
            )
            | (
                Self::ChainedInvoke { error, .. },
                F::ChainedInvokeFailed { error: value }
                | F::ChainedInvokeTimedOut { error: value }
                | F::ChainedInvokeStopped { error: value },
            ) => *error = Some(value.clone()),
            (Self::Wait { .. }, F::WaitStarted { .. } | F::WaitSucceeded | F::WaitCancelled)
            | (Self::Callback { .. }, F::CallbackStarted { .. })
            | (Self::ChainedInvoke { .. }, F::ChainedInvokeStarted { .. }) => {}
            (details, fact) => {
                unreachable!("a fact belongs to its operation's type: {details:?} got {fact:?}")
            }
        }
    }
}
