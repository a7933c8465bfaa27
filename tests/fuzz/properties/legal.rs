//! Which journals there can be: what may follow what, told without an execution.

use std::collections::HashMap;

use cargo_durable::execution::{Event, Fact, OperationFact, OperationId, Seq, Status, Timestamp};

/// What is wrong with a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Empty,
    NoStart,
    /// An event is missing or out of its place, and until there all is well.
    Gap,
    /// A fact that cannot be at this point.
    Misfit,
}

/// Instants of this era, so that sums of them are instants too.
const ERA: std::ops::Range<i64> = 0..1 << 50;
/// No delay is longer, and no attempt has a higher number.
const MOST: u32 = 1 << 30;

/// Whether a journal is one that an execution can have.
pub(crate) fn check(journal: &[Event]) -> Result<(), Why> {
    let (first, rest) = journal.split_first().ok_or(Why::Empty)?;
    let Fact::ExecutionStarted(started) = &first.fact else {
        return Err(Why::NoStart);
    };
    let root = OperationId::parse(started.arn.id()).map_err(|_| Why::NoStart)?;
    if first.seq != Seq(1) {
        return Err(Why::NoStart);
    }
    let mut past = Past {
        at: first.at,
        operations: HashMap::from([(
            root,
            Operation {
                kind: Kind::Execution,
                status: Status::Started,
                attempt: 0,
            },
        )]),
        invocation: None,
        paused: Pause::No,
        is_closed: false,
        has_ended: false,
    };
    past.instant(first.at)?;
    for (event, place) in rest.iter().zip(2..) {
        if event.seq != Seq(place) {
            return Err(Why::Gap);
        }
        past.take(event)?;
    }
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Execution,
    Context,
    Step,
    Wait,
    Callback,
    Chained,
}

#[derive(Debug, Clone, Copy)]
struct Operation {
    kind: Kind,
    status: Status,
    attempt: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pause {
    No,
    Asked,
    Taken,
}

/// What a journal has said so far.
struct Past {
    at: Timestamp,
    operations: HashMap<OperationId, Operation>,
    invocation: Option<String>,
    paused: Pause,
    is_closed: bool,
    has_ended: bool,
}

fn only_if(is_so: bool) -> Result<(), Why> {
    if is_so { Ok(()) } else { Err(Why::Misfit) }
}

impl Past {
    fn instant(&self, at: Timestamp) -> Result<(), Why> {
        only_if(ERA.contains(&at.as_millis()) && at >= self.at)
    }

    fn take(&mut self, event: &Event) -> Result<(), Why> {
        self.instant(event.at)?;
        self.at = event.at;
        let is_open = !self.is_closed;
        match &event.fact {
            Fact::ExecutionStarted(_) => Err(Why::Misfit),
            Fact::InvocationStarted { request_id } => {
                only_if(is_open && self.invocation.is_none() && self.paused == Pause::No)?;
                self.invocation = Some(request_id.to_string());
                Ok(())
            }
            Fact::InvocationCompleted { request_id, .. } => {
                only_if(self.invocation.take().as_deref() == Some(request_id.as_str()))
            }
            Fact::CheckpointAccepted { .. } => only_if(is_open && self.invocation.is_some()),
            Fact::Operation { id, created, fact } => {
                only_if(is_open)?;
                self.operation(id, created.is_some(), fact, event.at)
            }
            Fact::TimeModelled { machine, .. } => {
                only_if(is_open)?;
                self.instant(*machine)
            }
            Fact::Moved { .. } => only_if(is_open),
            Fact::PauseRequested(_) => {
                only_if(is_open && self.paused == Pause::No && self.invocation.is_some())?;
                self.paused = Pause::Asked;
                Ok(())
            }
            Fact::ExecutionPaused(_) => {
                only_if(is_open && self.paused != Pause::Taken)?;
                self.paused = Pause::Taken;
                Ok(())
            }
            Fact::PauseWithdrawn { .. } => {
                only_if(is_open && self.paused == Pause::Asked)?;
                self.paused = Pause::No;
                Ok(())
            }
            Fact::ExecutionResumed { .. } => {
                only_if(is_open && self.paused == Pause::Taken)?;
                self.paused = Pause::No;
                Ok(())
            }
            Fact::OutcomeAccepted(_) => {
                only_if(is_open)?;
                self.is_closed = true;
                Ok(())
            }
            Fact::ExecutionEnded => {
                only_if(self.is_closed && !self.has_ended)?;
                self.has_ended = true;
                Ok(())
            }
        }
    }

    fn operation(
        &mut self,
        id: &OperationId,
        created: bool,
        fact: &OperationFact,
        at: Timestamp,
    ) -> Result<(), Why> {
        let known = self.operations.get(id).copied();
        only_if(known.is_none() == created)?;
        let kind = kind(fact);
        only_if(known.is_none_or(|known| known.kind == kind && !known.status.is_terminal()))?;
        let status = known.map(|known| known.status);
        only_if(may_follow(status, fact))?;
        only_if(instants(fact, at))?;
        let finished = known.map_or(0, |known| known.attempt);
        let attempt = attempt(fact).unwrap_or(finished);
        only_if(attempt < MOST && (attempt == finished || attempt == finished + 1))?;
        self.operations.insert(
            id.clone(),
            Operation {
                kind,
                status: fact.status(),
                attempt,
            },
        );
        Ok(())
    }
}

fn kind(fact: &OperationFact) -> Kind {
    use OperationFact as F;
    match fact {
        F::ContextStarted { .. } | F::ContextSucceeded { .. } | F::ContextFailed { .. } => Kind::Context,
        F::StepStarted
        | F::StepSucceeded { .. }
        | F::StepFailed { .. }
        | F::StepRetried { .. }
        | F::StepReady => Kind::Step,
        F::WaitStarted { .. } | F::WaitSucceeded | F::WaitCancelled => Kind::Wait,
        F::CallbackStarted { .. }
        | F::CallbackSucceeded { .. }
        | F::CallbackFailed { .. }
        | F::CallbackTimedOut { .. }
        | F::CallbackHeartbeat => Kind::Callback,
        F::ChainedInvokeStarted { .. }
        | F::ChainedInvokeSucceeded { .. }
        | F::ChainedInvokeFailed { .. }
        | F::ChainedInvokeTimedOut { .. }
        | F::ChainedInvokeStopped { .. } => Kind::Chained,
    }
}

/// Which status a fact finds; `None` is none yet.
fn may_follow(status: Option<Status>, fact: &OperationFact) -> bool {
    use OperationFact as F;
    match fact {
        F::ContextStarted { .. }
        | F::WaitStarted { .. }
        | F::CallbackStarted { .. }
        | F::ChainedInvokeStarted { .. } => status.is_none(),
        F::ContextSucceeded { .. } | F::ContextFailed { .. } => {
            matches!(status, None | Some(Status::Started))
        }
        F::StepStarted => matches!(status, None | Some(Status::Ready)),
        F::StepSucceeded { .. } | F::StepFailed { .. } | F::StepRetried { .. } => {
            matches!(status, None | Some(Status::Started | Status::Ready))
        }
        F::StepReady => status == Some(Status::Pending),
        _ => status == Some(Status::Started),
    }
}

/// What is to happen later is of this era.
fn instants(fact: &OperationFact, at: Timestamp) -> bool {
    match fact {
        OperationFact::StepRetried {
            delay_s,
            next_attempt_at,
            ..
        } => *delay_s < MOST && *next_attempt_at == at.plus_seconds(*delay_s),
        OperationFact::WaitStarted {
            duration_s,
            scheduled_end_at,
        } => *duration_s < MOST && *scheduled_end_at == at.plus_seconds(*duration_s),
        _ => true,
    }
}

const fn attempt(fact: &OperationFact) -> Option<u32> {
    match fact {
        OperationFact::StepSucceeded { attempt, .. }
        | OperationFact::StepFailed { attempt, .. }
        | OperationFact::StepRetried { attempt, .. } => Some(*attempt),
        _ => None,
    }
}
