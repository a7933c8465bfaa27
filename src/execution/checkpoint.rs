//! A checkpoint: its token, its repeat, its batch (contract 2.5, 2.6, 4.2, 4.3).

use std::collections::HashMap;

use super::command::{Change, Checkpoint, Target, Update};
use super::draft::Draft;
use super::elapse;
use super::event::{Fact, OperationFact, Outcome};
use super::ids::{FunctionRef, OperationId};
use super::limits;
use super::payload::{ErrorObject, Payload};
use super::rejection::Rejection;
use super::state::Execution;
use super::status::{ExecutionStatus, OperationType};
use super::token::{CallbackId, CheckpointToken};
use super::transition;

/// Decides a checkpoint: nothing of it, or all of it.
pub(super) fn decide(draft: &mut Draft, checkpoint: &Checkpoint) -> Result<(), Rejection> {
    if is_repeat(draft, checkpoint)? {
        return Ok(());
    }
    draft.base.check_token(&checkpoint.token)?;
    elapse::before(draft);
    if draft.is_closed() {
        // The deadline was there before the request: its tokens are dead.
        return Err(Rejection::InvalidCheckpointToken);
    }
    check_batch(draft, &checkpoint.updates)?;
    let mut outcome = None;
    for update in &checkpoint.updates {
        outcome = apply(draft, update, checkpoint)?.or(outcome);
    }
    if outcome.is_none() {
        elapse::after(draft);
    }
    if let Some(error) = exceeded(draft) {
        outcome = Some(Outcome::Failed { error: Some(error) });
        let (base, moment, limits) = (draft.base, draft.moment, draft.limits);
        *draft = Draft::new(base, moment, limits);
    }
    accept(draft, checkpoint, outcome);
    Ok(())
}

/// A quota that the execution has exceeded (contract 8, 10.21).
pub(super) fn exceeded(draft: &Draft) -> Option<ErrorObject> {
    let (head, limits) = (&draft.head, draft.limits);
    let what = if head.metered > limits.operations {
        format!("{} durable operations", limits.operations)
    } else if head.written > limits.execution_bytes {
        format!("{} bytes of durable data", limits.execution_bytes)
    } else {
        return None;
    };
    let message = format!("The execution exceeds its quota of {what}.");
    Some(ErrorObject::new("ServiceQuotaExceededException", message))
}

fn accept(draft: &mut Draft, checkpoint: &Checkpoint, outcome: Option<Outcome>) {
    let pausing = draft.head.status() == ExecutionStatus::Pausing && outcome.is_none();
    draft.record(Fact::CheckpointAccepted {
        client_token: checkpoint.client_token.clone(),
        spent: checkpoint.token.at,
        digest: checkpoint.digest,
        revoked: pausing || outcome.is_some(),
    });
    if let Some(outcome) = outcome {
        draft.close(outcome, false);
    } else if pausing {
        draft.take_pause();
    }
}

/// Whether it is the last checkpoint again, which is answered as it was (contract 2.6, decisions 12).
fn is_repeat(draft: &Draft, checkpoint: &Checkpoint) -> Result<bool, Rejection> {
    let Some(invocation) = draft.head.invocation.as_ref().filter(|_| !draft.is_closed()) else {
        return Ok(false);
    };
    let Some(accepted) = &draft.base.table.accepted else {
        return Ok(false);
    };
    let same = accepted.client_token.is_some()
        && accepted.client_token == checkpoint.client_token
        && accepted.spent == checkpoint.token.at
        && invocation.seq == checkpoint.token.invocation
        && draft.is_within(limits::CLIENT_TOKEN_WINDOW_MS, accepted.at)
        && draft.base.arn().id() == checkpoint.token.execution;
    if same && accepted.digest != checkpoint.digest {
        return Err(Rejection::InvalidCheckpointToken);
    }
    Ok(same)
}

impl Execution {
    /// Whether a token is the right to make the next checkpoint, and to read meanwhile (contract 2.5).
    pub fn check_token(&self, token: &CheckpointToken) -> Result<(), Rejection> {
        if token.execution != self.arn().id() {
            Err(Rejection::TokenOfAnotherExecution)
        } else if self.allows_read(token) {
            Ok(())
        } else {
            Err(Rejection::InvalidCheckpointToken)
        }
    }
}

/// What holds of the batch as a whole (contract 4.3).
fn check_batch(draft: &Draft, updates: &[Update]) -> Result<(), Rejection> {
    let is_execution = |update: &Update| update.change.operation_type() == OperationType::Execution;
    if updates.iter().filter(|update| is_execution(update)).count() > 1 {
        return Err(Rejection::MultipleExecutionUpdates);
    }
    if updates.iter().rev().skip(1).any(is_execution) {
        return Err(Rejection::ExecutionUpdateNotLast);
    }
    let mut seen: HashMap<&OperationId, (&Change, bool)> = HashMap::new();
    for update in updates.iter().filter(|update| !is_execution(update)) {
        check_parent(draft, update, &seen)?;
        match seen.get(&update.id) {
            None => seen.insert(&update.id, (&update.change, false)),
            Some((first, false)) if may_follow(first, &update.change) => {
                seen.insert(&update.id, (first, true))
            }
            Some(_) => return Err(Rejection::DuplicateUpdate),
        };
    }
    Ok(())
}

/// The one case in which an operation may stand twice in a batch: START, then what closes or retries it.
fn may_follow(first: &Change, second: &Change) -> bool {
    let twice = matches!(
        first.operation_type(),
        OperationType::Step | OperationType::Context
    );
    twice && first.is_start() && !second.is_start() && first.operation_type() == second.operation_type()
}

fn check_parent(
    draft: &Draft,
    update: &Update,
    seen: &HashMap<&OperationId, (&Change, bool)>,
) -> Result<(), Rejection> {
    let Some(parent) = &update.meta.parent else {
        return Ok(());
    };
    let known = match draft.operation(parent) {
        Some(operation) => operation.operation_type() == OperationType::Context,
        None => seen
            .get(parent)
            .is_some_and(|(change, _)| matches!(change, Change::ContextStart { .. })),
    };
    if known && *parent != update.id {
        Ok(())
    } else {
        Err(Rejection::InvalidParent)
    }
}

/// Applies one update; an outcome if it ends the execution.
fn apply(draft: &mut Draft, update: &Update, checkpoint: &Checkpoint) -> Result<Option<Outcome>, Rejection> {
    let kind = update.change.operation_type();
    let current = if kind == OperationType::Execution {
        None
    } else {
        draft.operation(&update.id)
    };
    if let Some(operation) = current {
        transition::check_consistency(operation, kind, &update.meta)?;
    }
    let fact = match &update.change {
        Change::ExecutionSucceed { result } => {
            check_output(draft, result.as_ref())?;
            return Ok(Some(Outcome::Succeeded {
                result: result.clone(),
            }));
        }
        Change::ExecutionFail { error } => return Ok(Some(Outcome::Failed { error: error.clone() })),
        change @ (Change::StepStart
        | Change::StepSucceed { .. }
        | Change::StepFail { .. }
        | Change::StepRetry { .. }) => transition::step(current, change, draft.now)?,
        change @ (Change::ContextStart { .. }
        | Change::ContextSucceed { .. }
        | Change::ContextFail { .. }) => transition::context(current, change)?,
        change @ (Change::WaitStart { .. } | Change::WaitCancel) => {
            transition::wait(current, change, draft.now)?
        }
        Change::CallbackStart { .. } | Change::ChainedInvokeStart { .. } if current.is_some() => {
            return Err(Rejection::AlreadyExists(kind));
        }
        Change::CallbackStart {
            timeout_s,
            heartbeat_s,
        } => OperationFact::CallbackStarted {
            callback_id: CallbackId::mint(draft.base.arn(), &update.id, checkpoint.nonce),
            timeout_s: *timeout_s,
            heartbeat_s: *heartbeat_s,
        },
        Change::ChainedInvokeStart {
            function,
            input,
            tenant,
            trace,
        } => {
            check_reach(draft, function)?;
            let target = checkpoint
                .targets
                .get(&update.id)
                .expect("every chained START has a target");
            OperationFact::ChainedInvokeStarted {
                function: function.text.to_string(),
                target: target.clone(),
                input: input.clone(),
                tenant: tenant.clone(),
                trace: trace.clone().or_else(|| draft.head.started.trace.clone()),
            }
        }
    };
    let failed = unreachable_target(&fact);
    draft.record_operation(&update.id, &update.meta, fact);
    if let Some(error) = failed {
        draft.record_known(&update.id, OperationFact::ChainedInvokeFailed { error });
    }
    Ok(None)
}

/// The function must be ours to call (contract 4.6).
fn check_reach(draft: &Draft, function: &FunctionRef) -> Result<(), Rejection> {
    let arn = draft.base.arn();
    if function
        .account
        .as_deref()
        .is_some_and(|account| account != arn.account())
    {
        Err(Rejection::AnotherAccount)
    } else if function
        .region
        .as_deref()
        .is_some_and(|region| region != arn.region())
    {
        Err(Rejection::AnotherRegion)
    } else {
        Ok(())
    }
}

/// A target that cannot be called fails the operation in the same answer (contract 5.4).
fn unreachable_target(fact: &OperationFact) -> Option<ErrorObject> {
    let OperationFact::ChainedInvokeStarted { target, .. } = fact else {
        return None;
    };
    match target {
        Target::Durable { .. } | Target::Plain { .. } => None,
        Target::Missing { function_arn } => Some(ErrorObject::new(
            "ResourceNotFoundException",
            format!("Function not found: {function_arn}"),
        )),
        Target::Unqualified { .. } => Some(ErrorObject::new(
            "InvalidParameterValueException",
            "You cannot invoke a durable function using an unqualified ARN.",
        )),
    }
}

/// What an execution may end with depends on who waits for it (contract 3.2).
pub(super) fn check_output(draft: &Draft, result: Option<&Payload>) -> Result<(), Rejection> {
    let limit = draft.head.output_limit_bytes();
    if result.is_some_and(|result| result.size_bytes() > limit) {
        return Err(Rejection::OutputTooLarge { limit });
    }
    Ok(())
}
