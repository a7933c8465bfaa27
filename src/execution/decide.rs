//! One match over everything that can be asked: what it comes to, or why not.

use super::checkpoint;
use super::command::{ChainedOutcome, Command, Completion, Execute};
use super::draft::{Decision, Draft};
use super::elapse;
use super::event::{Ending, Fact, OperationFact, Outcome, Pause};
use super::ids::{ClientToken, OperationId, RequestId};
use super::limits::{self, Limits};
use super::operation::Details;
use super::pace::Moment;
use super::payload::ErrorObject;
use super::rejection::{Exception, Rejection};
use super::state::Execution;
use super::status::{ExecutionStatus, OperationType, Status};
use super::time::Timestamp;
use super::token::CallbackId;

/// What is wrong with a PENDING that nothing would ever end (contract 3.2).
const NOTHING_PENDING: &str = "Cannot return PENDING status with no pending operations.";

impl Execution {
    /// Decides a command against this state at one instant. Changes nothing; asks nobody.
    ///
    /// Inside one input, all stamped with the one `now` (decisions 7): the execution timeout and callback
    /// deadlines that are due, then the command, then whatever else is due.
    pub fn decide(&self, command: &Command, now: Timestamp, limits: &Limits) -> Result<Decision, Rejection> {
        let pace = self.head.pace;
        let moment = Moment {
            now,
            machine: pace.machine(now),
            speed: pace.speed(),
        };
        self.decide_at(command, moment, limits)
    }

    /// The same where the machine's clock shows something else: the journal says so before anything else.
    pub fn decide_at(
        &self,
        command: &Command,
        moment: Moment,
        limits: &Limits,
    ) -> Result<Decision, Rejection> {
        let mut draft = Draft::new(self, moment, limits);
        if let Command::Checkpoint(checkpoint) = command {
            // It settles what is due itself: a repeat must change nothing.
            checkpoint::decide(&mut draft, checkpoint)?;
            return Ok(draft.finish());
        }
        elapse::before(&mut draft);
        match command {
            Command::Checkpoint(_) => unreachable!("decided above"),
            Command::BeginInvocation { request_id } => begin(&mut draft, request_id),
            Command::FinishInvocation { request_id, execute } => finish(&mut draft, request_id, execute),
            Command::CompleteCallback {
                callback_id,
                completion,
            } => {
                complete_callback(&mut draft, callback_id, completion)?;
            }
            Command::FinishChainedInvoke { id, outcome } => finish_chained(&mut draft, id, outcome),
            Command::Stop { error } => {
                if !draft.is_closed() {
                    draft.close(Outcome::Stopped { error: error.clone() }, true);
                }
            }
            Command::Pause {
                client_token,
                reason,
                execution_timeout_paused,
            } => {
                let request = Pause {
                    requested_at: draft.now,
                    execution_timeout_paused: *execution_timeout_paused,
                    reason: reason.clone(),
                    client_token: client_token.clone(),
                };
                pause(&mut draft, request)?;
            }
            Command::Resume { client_token, reason } => {
                resume(&mut draft, client_token.as_ref(), reason.as_ref())?;
            }
            Command::Tick => {}
            Command::Move { endpoint } => {
                if !draft.is_closed() && draft.head.endpoint.as_ref() != Some(endpoint) {
                    let endpoint = endpoint.clone();
                    draft.record(Fact::Moved { endpoint });
                }
            }
            Command::ModelTime => draft.model_time(),
        }
        elapse::after(&mut draft);
        Ok(draft.finish())
    }
}

/// The function is about to be called: everything that is due is settled first, so that its input shows it.
fn begin(draft: &mut Draft, request_id: &RequestId) {
    elapse::after(draft);
    if draft.head.wants_invocation(draft.now) {
        draft.record(Fact::InvocationStarted {
            request_id: request_id.clone(),
        });
    }
}

fn finish(draft: &mut Draft, request_id: &RequestId, execute: &Execute) {
    let Some(invocation) = draft
        .head
        .invocation
        .clone()
        .filter(|i| i.request_id == *request_id)
    else {
        return;
    };
    let (ending, error, outcome) = judge(draft, execute, invocation.revoked);
    draft.record(Fact::InvocationCompleted {
        request_id: request_id.clone(),
        started_at: invocation.started_at,
        ending,
        error,
    });
    if draft.is_closed() {
        if !draft.head.ended {
            draft.record(Fact::ExecutionEnded);
        }
        return;
    }
    if let Some(outcome) = outcome.or_else(|| given_up(draft)) {
        draft.close(outcome, true);
    } else if draft.head.status() == ExecutionStatus::Pausing {
        draft.take_pause();
    }
}

/// What an answer means (contract 3.2): how the invocation ended, its error, and how the execution ends if it does.
fn judge(draft: &Draft, execute: &Execute, revoked: bool) -> (Ending, Option<ErrorObject>, Option<Outcome>) {
    let fail = |error: ErrorObject| Some(Outcome::Failed { error: Some(error) });
    match execute {
        Execute::Lost => {
            let error = ErrorObject::new(
                "Emulator.Interrupted",
                "The emulator stopped while the function ran.",
            );
            (Ending::Lost, Some(error), None)
        }
        // Revoked or closed: whatever it says is recorded, and decides nothing (decisions 11).
        _ if revoked || draft.is_closed() => (Ending::Answered, said_error(execute), None),
        Execute::Succeeded { result } => match checkpoint::check_output(draft, result.as_ref()) {
            Ok(()) => (
                Ending::Answered,
                None,
                Some(Outcome::Succeeded {
                    result: result.clone(),
                }),
            ),
            Err(rejection) => {
                let error = invalid(rejection.to_string());
                (Ending::Answered, Some(error.clone()), fail(error))
            }
        },
        Execute::Failed { error } => (
            Ending::Answered,
            error.clone(),
            Some(Outcome::Failed { error: error.clone() }),
        ),
        Execute::Malformed { message } => {
            let error = invalid(message.as_str());
            (Ending::Answered, Some(error.clone()), fail(error))
        }
        Execute::Pending if draft.has_pending() || draft.head.news => (Ending::Answered, None, None),
        Execute::Pending => {
            let error = invalid(NOTHING_PENDING);
            (Ending::BadPending, Some(error), None)
        }
        Execute::Missing { error } => (Ending::Broke, Some(error.clone()), fail(error.clone())),
        Execute::Unusable { error } if draft.limits.unusable_is_final => {
            (Ending::Broke, Some(error.clone()), fail(error.clone()))
        }
        Execute::Unusable { error } | Execute::Broke { error } => (Ending::Broke, Some(error.clone()), None),
    }
}

fn invalid(message: impl Into<String>) -> ErrorObject {
    ErrorObject::new(Exception::InvalidParameterValue.name(), message)
}

/// The error that an answer speaks of, if it does.
fn said_error(execute: &Execute) -> Option<ErrorObject> {
    match execute {
        Execute::Succeeded { .. } | Execute::Pending | Execute::Lost => None,
        Execute::Failed { error } => error.clone(),
        Execute::Malformed { message } => Some(invalid(message.as_str())),
        Execute::Broke { error } | Execute::Missing { error } | Execute::Unusable { error } => {
            Some(error.clone())
        }
    }
}

/// Whether the function has broken too often (contract 3.3, decisions 14) or used up a quota.
fn given_up(draft: &Draft) -> Option<Outcome> {
    let (streak, limits) = (&draft.head.streak, draft.limits);
    if limits
        .crash_retries
        .is_some_and(|most| streak.broken > 0 && streak.identical > most)
    {
        return Some(Outcome::Failed {
            error: streak.last_error.clone(),
        });
    }
    if streak.bad_pendings >= limits.bad_pendings {
        let error = invalid(NOTHING_PENDING);
        return Some(Outcome::Failed { error: Some(error) });
    }
    checkpoint::exceeded(draft).map(|error| Outcome::Failed { error: Some(error) })
}

/// The three callback routes (contract 5.3, 7.4).
fn complete_callback(draft: &mut Draft, id: &CallbackId, completion: &Completion) -> Result<(), Rejection> {
    let (_, operation_id) = id.address().ok_or(Rejection::InvalidCallbackId)?;
    let operation = draft.operation(&operation_id).ok_or(Rejection::UnknownCallback)?;
    let Details::Callback { callback_id, .. } = &operation.details else {
        return Err(Rejection::UnknownCallback);
    };
    if callback_id != id {
        return Err(Rejection::UnknownCallback);
    }
    if draft.is_closed() || operation.status != Status::Started {
        return Err(Rejection::CallbackClosed);
    }
    let fact = match completion {
        Completion::Succeed { result } => OperationFact::CallbackSucceeded {
            result: result.clone(),
        },
        Completion::Fail { error } => OperationFact::CallbackFailed { error: error.clone() },
        Completion::Heartbeat => OperationFact::CallbackHeartbeat,
    };
    draft.record_known(&operation_id, fact);
    Ok(())
}

/// What a chained invoke came to; nobody listens once the execution or the operation is closed (contract 5.4).
fn finish_chained(draft: &mut Draft, id: &OperationId, outcome: &ChainedOutcome) {
    let is_open = draft.operation(id).is_some_and(|operation| {
        operation.operation_type() == OperationType::ChainedInvoke && operation.status == Status::Started
    });
    if draft.is_closed() || !is_open {
        return;
    }
    let limit = draft.limits.payload_bytes;
    let fact = match outcome.clone() {
        ChainedOutcome::Succeeded { result: Some(result) } if result.size_bytes() > limit => {
            let message =
                format!("CHAINED_INVOKE output payload size must be less than or equal to {limit} bytes.");
            let error = invalid(message);
            OperationFact::ChainedInvokeFailed { error }
        }
        ChainedOutcome::Succeeded { result } => OperationFact::ChainedInvokeSucceeded { result },
        ChainedOutcome::Failed { error } => OperationFact::ChainedInvokeFailed { error },
        ChainedOutcome::TimedOut { error } => OperationFact::ChainedInvokeTimedOut { error },
        ChainedOutcome::Stopped { error } => OperationFact::ChainedInvokeStopped { error },
    };
    draft.record_known(id, fact);
}

/// Contract 1.11: PAUSING while an invocation runs, else PAUSED at once.
fn pause(draft: &mut Draft, request: Pause) -> Result<(), Rejection> {
    match draft.head.status() {
        status if !status.is_closed() && is_same_pause(draft, &request) => Ok(()),
        ExecutionStatus::Running if draft.head.invocation.is_some() => {
            draft.record(Fact::PauseRequested(request));
            Ok(())
        }
        ExecutionStatus::Running => {
            draft.record(Fact::ExecutionPaused(request));
            Ok(())
        }
        status @ (ExecutionStatus::Pausing
        | ExecutionStatus::Paused
        | ExecutionStatus::Succeeded
        | ExecutionStatus::Failed
        | ExecutionStatus::TimedOut
        | ExecutionStatus::Stopped
        | ExecutionStatus::Deleting) => Err(Rejection::CannotPause(status.as_str())),
    }
}

fn is_same_pause(draft: &Draft, again: &Pause) -> bool {
    draft.head.paused.as_ref().is_some_and(|known| {
        known.client_token.is_some()
            && known.client_token == again.client_token
            && known.reason == again.reason
            && known.execution_timeout_paused == again.execution_timeout_paused
            && draft.is_within(limits::CLIENT_TOKEN_WINDOW_MS, known.requested_at)
    })
}

/// Contract 1.11: PAUSED goes on, PAUSING takes the pause back.
fn resume(draft: &mut Draft, token: Option<&ClientToken>, reason: Option<&String>) -> Result<(), Rejection> {
    match draft.head.status() {
        status if !status.is_closed() && is_same_resume(draft, token) => Ok(()),
        ExecutionStatus::Paused => {
            let fact = Fact::ExecutionResumed {
                client_token: token.cloned(),
                reason: reason.cloned(),
            };
            draft.record(fact);
            Ok(())
        }
        ExecutionStatus::Pausing => {
            draft.record(Fact::PauseWithdrawn {
                client_token: token.cloned(),
            });
            Ok(())
        }
        status @ (ExecutionStatus::Running
        | ExecutionStatus::Succeeded
        | ExecutionStatus::Failed
        | ExecutionStatus::TimedOut
        | ExecutionStatus::Stopped
        | ExecutionStatus::Deleting) => Err(Rejection::CannotResume(status.as_str())),
    }
}

fn is_same_resume(draft: &Draft, token: Option<&ClientToken>) -> bool {
    draft.head.resumed.as_ref().is_some_and(|(known, at)| {
        known.is_some() && known.as_ref() == token && draft.is_within(limits::CLIENT_TOKEN_WINDOW_MS, *at)
    })
}
