//! What an event says of an operation, or of the execution.

use super::{Ending, For, State};
use crate::cli::history::error_line;
use crate::execution::{ErrorObject, ExecutionArn, Timestamp};
use crate::wire::event::{EventDetails as D, RetryDetails};

/// What to type for an execution: its name, or the start of its id where the name was minted.
pub(super) fn called(arn: &str) -> String {
    const SHORT: usize = 8;
    match ExecutionArn::parse(arn) {
        Ok(arn) if arn.name().as_str().len() > 3 * SHORT => {
            arn.id().get(..SHORT).unwrap_or(arn.id()).to_owned()
        }
        Ok(arn) => arn.name().to_string(),
        Err(_) => arn.to_owned(),
    }
}

/// `Step` of `StepStarted`.
pub(super) fn plain_kind(event_type: &str) -> &str {
    [
        "Started",
        "Succeeded",
        "Failed",
        "TimedOut",
        "Stopped",
        "Cancelled",
    ]
    .iter()
    .find_map(|verb| event_type.strip_suffix(verb))
    .unwrap_or(event_type)
}

/// How an operation stands after an event; `None` if the event is no operation's.
pub(super) fn step(details: &D<'_>, at: Timestamp) -> Option<State> {
    Some(match details {
        D::ContextStarted {} | D::StepStarted {} => State::Running,
        D::WaitStarted {
            scheduled_end_timestamp,
            ..
        } => State::Waiting(For::Time {
            at: scheduled_end_timestamp.instant,
        }),
        D::CallbackStarted { timeout, .. } => State::Waiting(For::Answer {
            at: timeout
                .filter(|seconds| *seconds > 0)
                .map(|seconds| at.plus_seconds(seconds)),
        }),
        D::ChainedInvokeStarted { .. } => State::Waiting(For::Execution),
        D::StepSucceeded { .. } | D::StepFailed { .. } => {
            match retry(details).and_then(|retry| retry.next_attempt_delay_seconds) {
                Some(delay) => State::Waiting(For::Attempt {
                    at: at.plus_seconds(delay),
                }),
                None if matches!(details, D::StepSucceeded { .. }) => State::Succeeded,
                None => State::Failed,
            }
        }
        D::ContextSucceeded { .. }
        | D::WaitSucceeded { .. }
        | D::CallbackSucceeded { .. }
        | D::ChainedInvokeSucceeded { .. } => State::Succeeded,
        D::ContextFailed { .. }
        | D::CallbackFailed { .. }
        | D::CallbackTimedOut { .. }
        | D::ChainedInvokeFailed { .. }
        | D::ChainedInvokeTimedOut { .. }
        | D::ChainedInvokeStopped { .. } => State::Failed,
        D::WaitCancelled { .. } => State::Cancelled,
        D::ExecutionStarted { .. }
        | D::ExecutionSucceeded { .. }
        | D::ExecutionFailed { .. }
        | D::ExecutionTimedOut { .. }
        | D::ExecutionStopped { .. }
        | D::ExecutionPaused { .. }
        | D::ExecutionResumed { .. }
        | D::InvocationCompleted { .. } => return None,
    })
}

pub(super) const fn retry<'a>(details: &'a D<'_>) -> Option<&'a RetryDetails> {
    match details {
        D::StepSucceeded { retry_details, .. } | D::StepFailed { retry_details, .. } => {
            retry_details.as_ref()
        }
        _ => None,
    }
}

pub(super) fn error<'a>(details: &'a D<'_>) -> Option<&'a ErrorObject> {
    let held = match details {
        D::StepFailed { error, .. }
        | D::ContextFailed { error }
        | D::CallbackFailed { error }
        | D::CallbackTimedOut { error }
        | D::ChainedInvokeFailed { error }
        | D::ChainedInvokeTimedOut { error }
        | D::ChainedInvokeStopped { error }
        | D::ExecutionFailed { error }
        | D::ExecutionStopped { error } => error,
        D::ExecutionTimedOut { error } | D::WaitCancelled { error } => error.as_ref()?,
        _ => return None,
    };
    held.payload.as_deref()
}

pub(super) fn ending(details: &D<'_>) -> Option<Ending> {
    let word = match details {
        D::ExecutionSucceeded { .. } => "succeeded",
        D::ExecutionFailed { .. } => "failed",
        D::ExecutionTimedOut { .. } => "timed out",
        D::ExecutionStopped { .. } => "stopped",
        _ => return None,
    };
    let error = error(details).map(error_line);
    Some(Ending { word, error })
}
