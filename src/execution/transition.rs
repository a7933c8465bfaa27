//! (status, change) → fact: the state machines of contract 4.5 and 4.6, every pair visible.

use super::command::{Change, Retry};
use super::event::{Meta, OperationFact as F};
use super::operation::{Details, Operation};
use super::rejection::{Consistent, Rejection, StepMove};
use super::status::{OperationType, Status};
use super::time::Timestamp;

/// Whether an update may speak of this operation at all (contract 4.4): what it leaves out stays as it is.
pub(super) fn check_consistency(
    operation: &Operation,
    kind: OperationType,
    meta: &Meta,
) -> Result<(), Rejection> {
    fn differs<T: PartialEq>(given: Option<&T>, stored: Option<&T>) -> bool {
        given.is_some() && given != stored
    }
    if operation.operation_type() != kind {
        Err(Rejection::Inconsistent(Consistent::Type))
    } else if differs(meta.sub_type.as_ref(), operation.sub_type.as_ref()) {
        Err(Rejection::Inconsistent(Consistent::SubType))
    } else if differs(meta.name.as_ref(), operation.name.as_ref()) {
        Err(Rejection::Inconsistent(Consistent::Name))
    } else if differs(meta.parent.as_ref(), operation.parent.as_ref()) {
        Err(Rejection::Inconsistent(Consistent::ParentId))
    } else {
        Ok(())
    }
}

/// STEP (contract 4.5).
pub(super) fn step(current: Option<&Operation>, change: &Change, now: Timestamp) -> Result<F, Rejection> {
    use Status as S;
    let finished = current.map_or(0, attempts);
    let attempt = finished + 1;
    match (current.map(|operation| operation.status), change) {
        (None | Some(S::Ready), Change::StepStart) => Ok(F::StepStarted),
        (None | Some(S::Started | S::Ready), Change::StepSucceed { result }) => Ok(F::StepSucceeded {
            attempt,
            result: result.clone(),
        }),
        (None | Some(S::Started | S::Ready), Change::StepFail { error }) => Ok(F::StepFailed {
            attempt,
            error: error.clone(),
        }),
        (None | Some(S::Started | S::Ready), Change::StepRetry { delay_s, retry }) => {
            let (result, error) = match retry {
                Retry::Failed(error) => (None, Some(error.clone())),
                Retry::Polled(payload) => (payload.clone(), None),
            };
            let next_attempt_at = now.plus_seconds(*delay_s);
            Ok(F::StepRetried {
                attempt,
                delay_s: *delay_s,
                next_attempt_at,
                result,
                error,
            })
        }
        (
            Some(
                S::Started | S::Pending | S::Succeeded | S::Failed | S::Cancelled | S::TimedOut | S::Stopped,
            ),
            Change::StepStart,
        ) => Err(Rejection::StepState(StepMove::Start)),
        (
            Some(S::Pending | S::Succeeded | S::Failed | S::Cancelled | S::TimedOut | S::Stopped),
            Change::StepSucceed { .. } | Change::StepFail { .. },
        ) => Err(Rejection::StepState(StepMove::Close)),
        (
            Some(S::Pending | S::Succeeded | S::Failed | S::Cancelled | S::TimedOut | S::Stopped),
            Change::StepRetry { .. },
        ) => Err(Rejection::StepState(StepMove::Retry)),
        (_, other) => not_of(OperationType::Step, other),
    }
}

/// CONTEXT (contract 4.6); closing one that was never started makes it (contract 10.11).
pub(super) fn context(current: Option<&Operation>, change: &Change) -> Result<F, Rejection> {
    use Status as S;
    match (current.map(|operation| operation.status), change) {
        (None, Change::ContextStart { replay_children }) => Ok(F::ContextStarted {
            replay_children: *replay_children,
        }),
        (
            None | Some(S::Started),
            Change::ContextSucceed {
                result,
                replay_children,
            },
        ) => Ok(F::ContextSucceeded {
            result: result.clone(),
            replay_children: *replay_children,
        }),
        (
            None | Some(S::Started),
            Change::ContextFail {
                error,
                replay_children,
            },
        ) => Ok(F::ContextFailed {
            error: error.clone(),
            replay_children: *replay_children,
        }),
        (Some(_), Change::ContextStart { .. }) => Err(Rejection::AlreadyExists(OperationType::Context)),
        (
            Some(S::Pending | S::Ready | S::Succeeded | S::Failed | S::Cancelled | S::TimedOut | S::Stopped),
            Change::ContextSucceed { .. } | Change::ContextFail { .. },
        ) => Err(Rejection::ContextState),
        (_, other) => not_of(OperationType::Context, other),
    }
}

/// WAIT (contract 4.6).
pub(super) fn wait(current: Option<&Operation>, change: &Change, now: Timestamp) -> Result<F, Rejection> {
    use Status as S;
    match (current.map(|operation| operation.status), change) {
        (None, Change::WaitStart { duration_s }) => Ok(F::WaitStarted {
            duration_s: *duration_s,
            scheduled_end_at: now.plus_seconds(*duration_s),
        }),
        (Some(S::Started), Change::WaitCancel) => Ok(F::WaitCancelled),
        (Some(_), Change::WaitStart { .. }) => Err(Rejection::AlreadyExists(OperationType::Wait)),
        (
            None
            | Some(S::Pending | S::Ready | S::Succeeded | S::Failed | S::Cancelled | S::TimedOut | S::Stopped),
            Change::WaitCancel,
        ) => Err(Rejection::WaitState),
        (_, other) => not_of(OperationType::Wait, other),
    }
}

fn attempts(operation: &Operation) -> u32 {
    match operation.details {
        Details::Step { attempt, .. } => attempt,
        _ => 0,
    }
}

fn not_of(kind: OperationType, change: &Change) -> ! {
    unreachable!("a change is decided by its own type's table: {change:?} is not a change of {kind}")
}
