//! What time alone does: due deadlines become facts, earliest first (contract 5.2).

use super::draft::Draft;
use super::event::{OperationFact, Outcome};
use super::operation::{Details, Operation};
use super::payload::ErrorObject;
use super::time::Timestamp;

/// What is settled before a command: the execution timeout, then the deadlines of callbacks (decisions 7).
pub(super) fn before(draft: &mut Draft) {
    if draft.is_closed() {
        return;
    }
    if draft.head.timeout_at().is_some_and(|at| at <= draft.now) {
        let after_s = draft.head.started.config.execution_timeout_s;
        let error = ErrorObject::new(
            "Execution.Timeout",
            format!("Execution timed out after {after_s} seconds."),
        );
        draft.close(Outcome::TimedOut { error }, true);
        return;
    }
    settle(draft, |operation| {
        matches!(operation.details, Details::Callback { .. })
    });
}

/// What is settled after a command: everything else that is due.
pub(super) fn after(draft: &mut Draft) {
    if !draft.is_closed() {
        settle(draft, |_| true);
    }
}

fn settle(draft: &mut Draft, which: impl Fn(&Operation) -> bool) {
    for (at, id) in draft.due() {
        let operation = draft.operation(&id).expect("what is due is known");
        if which(operation) {
            let fact = fact_of(operation, at);
            draft.record_known(&id, fact);
        }
    }
}

fn fact_of(operation: &Operation, at: Timestamp) -> OperationFact {
    match &operation.details {
        Details::Wait { .. } => OperationFact::WaitSucceeded,
        Details::Step { .. } => OperationFact::StepReady,
        Details::Callback { timeout_s, .. } => {
            let timed_out = *timeout_s > 0 && operation.started_at.plus_seconds(*timeout_s) <= at;
            let error = if timed_out {
                ErrorObject::new("Callback.Timeout", "Callback timed out")
            } else {
                ErrorObject::new("Callback.Heartbeat", "Callback timed out on heartbeat")
            };
            OperationFact::CallbackTimedOut { error }
        }
        Details::Execution { .. } | Details::Context { .. } | Details::ChainedInvoke { .. } => {
            unreachable!("an operation without a deadline is never due: {}", operation.id)
        }
    }
}
