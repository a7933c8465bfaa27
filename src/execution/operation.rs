//! Operation and its details: what an SDK is shown.

use super::event::{Meta, OperationFact};
use super::ids::{OperationId, OperationName, SubType};
use super::payload::{ErrorObject, Payload};
use super::status::{OperationType, Status};
use super::time::Timestamp;
use super::token::CallbackId;

/// All members of an operation in JSON, without a name, payloads, an error or a callback's id.
const MEMBERS_BYTES: usize = 480;

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

    /// About how many bytes it takes in JSON: for cutting pages. A little more than it takes, not less.
    pub fn json_bytes(&self) -> usize {
        let (result, error) = self.details.outcome();
        let detail = match &self.details {
            Details::Execution { input } => input.json_bytes(),
            Details::Callback { callback_id, .. } => callback_id.as_str().len(),
            Details::Context { .. }
            | Details::Step { .. }
            | Details::Wait { .. }
            | Details::ChainedInvoke { .. } => 0,
        };
        // A name may be all quotes.
        let name = self.name.as_ref().map_or(0, |name| 2 * name.as_str().len());
        MEMBERS_BYTES
            + name
            + detail
            + result.map_or(0, Payload::json_bytes)
            + error.map_or(0, ErrorObject::json_bytes)
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
                Self::Context {
                    replay_children,
                    result,
                    error,
                },
                fact,
            ) => {
                let (wanted, value, failure) = match fact {
                    F::ContextStarted { replay_children } => (replay_children, None, None),
                    F::ContextSucceeded {
                        replay_children,
                        result,
                    } => (replay_children, result.as_ref(), None),
                    F::ContextFailed {
                        replay_children,
                        error,
                    } => (replay_children, None, error.as_ref()),
                    fact => misfit(OperationType::Context, fact),
                };
                *replay_children |= *wanted;
                (*result, *error) = (value.cloned(), failure.cloned());
            }
            (Self::Step { .. }, F::StepStarted)
            | (Self::Wait { .. }, F::WaitStarted { .. } | F::WaitSucceeded | F::WaitCancelled)
            | (Self::Callback { .. }, F::CallbackStarted { .. })
            | (Self::ChainedInvoke { .. }, F::ChainedInvokeStarted { .. }) => {}
            (Self::Step { next_attempt_at, .. }, F::StepReady) => *next_attempt_at = None,
            (
                Self::Step {
                    attempt,
                    next_attempt_at,
                    result,
                    error,
                },
                fact,
            ) => {
                let (finished, next, value, failure) = finished_attempt(fact);
                (*attempt, *next_attempt_at) = (finished, next);
                (*result, *error) = (value.cloned(), failure.cloned());
            }
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
            (details, fact) => misfit(details.operation_type(), fact),
        }
    }
}

/// What the end of an attempt leaves behind: attempts, the next one, result, error.
fn finished_attempt(
    fact: &OperationFact,
) -> (u32, Option<Timestamp>, Option<&Payload>, Option<&ErrorObject>) {
    use OperationFact as F;
    match fact {
        F::StepSucceeded { attempt, result } => (*attempt, None, result.as_ref(), None),
        F::StepFailed { attempt, error } => (*attempt, None, None, error.as_ref()),
        F::StepRetried {
            attempt,
            next_attempt_at,
            result,
            error,
            ..
        } => (*attempt, Some(*next_attempt_at), result.as_ref(), error.as_ref()),
        fact => misfit(OperationType::Step, fact),
    }
}

fn misfit(kind: OperationType, fact: &OperationFact) -> ! {
    unreachable!("a fact belongs to its operation's type: {kind} got {fact:?}")
}
