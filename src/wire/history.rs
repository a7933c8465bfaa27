//! Journal to history: what AWS shows of an event (contract 6).
//!
//! Metadata and durations come from the operation, which keeps what an update left out (contract 4.4).

use std::borrow::Cow;

use super::event::{Event, EventDetails, HeldError, HeldText, Holder, RetryDetails};
use crate::execution::{
    self, Details, ErrorObject, Execution, ExecutionStatus, Fact, Operation, OperationFact, OperationId,
    Outcome, Pause, Payload, Target, TenantId, Timestamp,
};

/// Shows a public event of an execution, with payloads and errors if `include_data`.
///
/// # Panics
/// If the event is private: the store numbers none of those, so nobody has an id for one.
pub fn event<'a>(
    event: &'a execution::Event,
    event_id: u64,
    execution: &'a Execution,
    include_data: bool,
) -> Event<'a> {
    let teller = Teller {
        execution,
        at: event.at,
        include_data,
    };
    let details = match &event.fact {
        Fact::Operation { id, fact, .. } => teller.operation(id, fact),
        fact => teller.execution(fact),
    };
    let mut shown = Event {
        event_type: details.event_type().into(),
        event_id,
        event_timestamp: event.at.into(),
        id: None,
        parent_id: None,
        name: None,
        sub_type: None,
        details: Some(details),
    };
    match &event.fact {
        Fact::Operation { id, .. } => {
            shown.id = Some(id.as_str().into());
            if let Some(operation) = execution.operation(id) {
                shown.describe(operation);
            }
        }
        Fact::InvocationCompleted { .. } => {}
        _ => {
            shown.id = Some(execution.arn().id().into());
            shown.name = Some(execution.arn().name().as_str().to_owned().into());
        }
    }
    shown
}

impl<'a> Event<'a> {
    fn describe(&mut self, operation: &'a Operation) {
        self.parent_id = operation.parent.as_ref().map(|parent| parent.as_str().into());
        self.name = operation.name.as_ref().map(|name| name.as_str().into());
        self.sub_type = operation
            .sub_type
            .as_ref()
            .map(|sub_type| sub_type.as_str().into());
    }
}

/// Turns facts into details.
struct Teller<'a> {
    execution: &'a Execution,
    at: Timestamp,
    include_data: bool,
}

impl<'a> Teller<'a> {
    /// What happened to the execution itself (contract 6.2).
    fn execution(&self, fact: &'a Fact) -> EventDetails<'a> {
        match fact {
            Fact::ExecutionStarted(started) => EventDetails::ExecutionStarted {
                input: self.hold(Some(started.input.as_ref().map_or("null", Payload::as_str))),
                execution_timeout: started.config.execution_timeout_s,
            },
            Fact::InvocationCompleted {
                request_id,
                started_at,
                error,
                ..
            } => EventDetails::InvocationCompleted {
                start_timestamp: (*started_at).into(),
                end_timestamp: self.at.into(),
                request_id: request_id.as_str().into(),
                error: error.as_ref().map(|error| self.error(Some(error))),
            },
            Fact::ExecutionPaused(Pause {
                requested_at,
                execution_timeout_paused,
                reason,
                ..
            }) => EventDetails::ExecutionPaused {
                pause_request_timestamp: (*requested_at).into(),
                execution_timeout_paused: *execution_timeout_paused,
                reason: reason.as_deref().map(|reason| self.hold(Some(reason))),
            },
            Fact::ExecutionResumed { reason, .. } => EventDetails::ExecutionResumed {
                resume_request_timestamp: self.at.into(),
                reason: reason.as_deref().map(|reason| self.hold(Some(reason))),
            },
            Fact::ExecutionEnded => self.end(),
            Fact::InvocationStarted { .. }
            | Fact::CheckpointAccepted { .. }
            | Fact::PauseRequested(_)
            | Fact::PauseWithdrawn { .. }
            | Fact::TimeModelled { .. }
            | Fact::Moved { .. }
            | Fact::OutcomeAccepted(_)
            | Fact::Operation { .. } => {
                unreachable!("history shows public facts of the execution: {fact:?}")
            }
        }
    }

    fn end(&self) -> EventDetails<'a> {
        let outcome = self.execution.outcome();
        let error = outcome.and_then(Outcome::error);
        match self.execution.status() {
            ExecutionStatus::Succeeded => EventDetails::ExecutionSucceeded {
                result: self.text(outcome.and_then(Outcome::result)),
            },
            ExecutionStatus::TimedOut => EventDetails::ExecutionTimedOut {
                error: Some(self.error(error)),
            },
            ExecutionStatus::Stopped => EventDetails::ExecutionStopped {
                error: self.error(error),
            },
            _ => EventDetails::ExecutionFailed {
                error: self.error(error),
            },
        }
    }

    /// What happened to an operation (contract 6.2, 6.3).
    fn operation(&self, id: &OperationId, fact: &'a OperationFact) -> EventDetails<'a> {
        use OperationFact as F;
        match fact {
            F::ContextStarted { .. } => EventDetails::ContextStarted {},
            F::ContextSucceeded { result, .. } => EventDetails::ContextSucceeded {
                result: self.text(result.as_ref()),
            },
            F::ContextFailed { error, .. } => EventDetails::ContextFailed {
                error: self.error(error.as_ref()),
            },
            F::StepStarted | F::StepSucceeded { .. } | F::StepFailed { .. } | F::StepRetried { .. } => {
                self.step(fact)
            }
            F::WaitStarted {
                duration_s,
                scheduled_end_at,
            } => EventDetails::WaitStarted {
                duration: *duration_s,
                scheduled_end_timestamp: (*scheduled_end_at).into(),
            },
            F::WaitSucceeded => EventDetails::WaitSucceeded {
                duration: self.duration_s(id),
            },
            F::WaitCancelled => EventDetails::WaitCancelled { error: None },
            F::CallbackStarted {
                callback_id,
                timeout_s,
                heartbeat_s,
            } => EventDetails::CallbackStarted {
                callback_id: callback_id.as_str().into(),
                timeout: Some(*timeout_s).filter(|timeout_s| *timeout_s > 0),
                heartbeat_timeout: Some(*heartbeat_s).filter(|heartbeat_s| *heartbeat_s > 0),
            },
            F::CallbackSucceeded { result } => EventDetails::CallbackSucceeded {
                result: self.text(result.as_ref()),
            },
            F::CallbackFailed { error } => EventDetails::CallbackFailed {
                error: self.error(Some(error)),
            },
            F::CallbackTimedOut { error } => EventDetails::CallbackTimedOut {
                error: self.error(Some(error)),
            },
            F::ChainedInvokeStarted { .. } => self.chained_start(fact),
            F::ChainedInvokeSucceeded { result } => EventDetails::ChainedInvokeSucceeded {
                result: self.text(result.as_ref()),
            },
            F::ChainedInvokeFailed { error } => EventDetails::ChainedInvokeFailed {
                error: self.error(Some(error)),
            },
            F::ChainedInvokeTimedOut { error } => EventDetails::ChainedInvokeTimedOut {
                error: self.error(Some(error)),
            },
            F::ChainedInvokeStopped { error } => EventDetails::ChainedInvokeStopped {
                error: self.error(Some(error)),
            },
            F::StepReady | F::CallbackHeartbeat => unreachable!("history shows public facts: {fact:?}"),
        }
    }

    /// A retry that failed is shown as a failure, one that polled as a success (contract 6.3).
    fn step(&self, fact: &'a OperationFact) -> EventDetails<'a> {
        let (attempt, delay_s, result, error) = match fact {
            OperationFact::StepSucceeded { attempt, result } => (*attempt, None, result.as_ref(), None),
            OperationFact::StepFailed { attempt, error } => (*attempt, None, None, Some(error.as_ref())),
            OperationFact::StepRetried {
                attempt,
                delay_s,
                result,
                error,
                ..
            } => {
                let error = error.as_ref().map(Some);
                (*attempt, Some(*delay_s), result.as_ref(), error)
            }
            _ => return EventDetails::StepStarted {},
        };
        let retry_details = Some(RetryDetails {
            current_attempt: attempt,
            next_attempt_delay_seconds: delay_s,
        });
        match error {
            Some(error) => EventDetails::StepFailed {
                error: self.error(error),
                retry_details,
            },
            None => EventDetails::StepSucceeded {
                result: self.text(result),
                retry_details,
            },
        }
    }

    /// Of a target that could not be resolved only the name is known.
    fn chained_start(&self, fact: &'a OperationFact) -> EventDetails<'a> {
        let OperationFact::ChainedInvokeStarted {
            function,
            target,
            input,
            tenant,
            ..
        } = fact
        else {
            unreachable!("a chained invoke starts: {fact:?}")
        };
        let (version, child) = match target {
            Target::Durable { child, version } => (Some(version), Some(child)),
            Target::Plain { version } => (Some(version), None),
            Target::Missing { .. } | Target::Unqualified { .. } => (None, None),
        };
        let resolved = version.is_some();
        EventDetails::ChainedInvokeStarted {
            function_name: function.into(),
            tenant_id: tenant
                .as_ref()
                .filter(|_| resolved)
                .map(|tenant| TenantId::as_str(tenant).into()),
            input: input
                .as_ref()
                .filter(|_| resolved)
                .map(|input| self.text(Some(input))),
            executed_version: version.map(Into::into),
            durable_execution_arn: child.map(|child| child.as_str().into()),
        }
    }

    fn duration_s(&self, id: &OperationId) -> Option<u32> {
        match self.execution.operation(id)?.details {
            Details::Wait { duration_s, .. } => Some(duration_s),
            _ => None,
        }
    }

    fn text(&self, payload: Option<&'a Payload>) -> HeldText<'a> {
        self.hold(payload.map(Payload::as_str))
    }

    fn hold(&self, text: Option<&'a str>) -> HeldText<'a> {
        Holder {
            payload: text.filter(|_| self.include_data).map(Cow::Borrowed),
            truncated: !self.include_data,
        }
    }

    fn error(&self, error: Option<&'a ErrorObject>) -> HeldError<'a> {
        Holder {
            payload: error.filter(|_| self.include_data).map(Cow::Borrowed),
            truncated: !self.include_data,
        }
    }
}

#[cfg(test)]
mod tests;
