//! Execution: the fold over a journal, and what can be asked of it.
//!
//! [`Head`] is what is small: a draft copies it. [`Table`] is what grows with the operations: a draft overlays
//! what it touches (rule 10), and everything in it that is an index is derived while facts are applied.

use std::sync::Arc;

use thiserror::Error;

use super::catalog::DurableConfig;
use super::event::{Event, Fact, OperationFact, Outcome, Pause, Started};
use super::head::{Head, Streak};
use super::ids::{ExecutionArn, OperationId, OperationName, RequestId, Seq};
use super::limits;
use super::operation::{Details, Operation};
use super::pace::Pace;
use super::row::Row;
use super::status::{ExecutionStatus, Status};
use super::table::{Accepted, ChainedCall, Table};
use super::time::Timestamp;
use super::token::CheckpointToken;

/// A durable execution: what its journal says.
#[derive(Debug, Clone)]
pub struct Execution {
    pub(super) head: Head,
    pub(super) table: Table,
}

/// The answer to a checkpoint (contract 4.10).
#[derive(Debug, Clone)]
pub struct CheckpointAnswer {
    /// `None` if no further checkpoint is possible.
    pub token: Option<CheckpointToken>,
    /// What the handler has not heard of yet, in start order.
    pub operations: Vec<Operation>,
}

/// A journal that no emulator wrote.
#[derive(Debug, Error)]
pub enum CorruptJournal {
    #[error("the journal is empty")]
    Empty,
    #[error("the journal begins with something else than the start of an execution")]
    NoStart,
    #[error("event {found} stands where event {expected} belongs")]
    Gap { expected: Seq, found: Seq },
}

impl Execution {
    /// Folds a journal.
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Result<Self, CorruptJournal> {
        let mut events = events.into_iter();
        let first = events.next().ok_or(CorruptJournal::Empty)?;
        let mut execution = Self::begin(first).ok_or(CorruptJournal::NoStart)?;
        for event in events {
            let expected = execution.head.seq.next();
            if event.seq != expected {
                return Err(CorruptJournal::Gap {
                    expected,
                    found: event.seq,
                });
            }
            execution.apply(event);
        }
        Ok(execution)
    }

    /// The execution that a first event makes.
    fn begin(event: &Event) -> Option<Self> {
        let (Fact::ExecutionStarted(started), Seq(1)) = (&event.fact, event.seq) else {
            return None;
        };
        let head = Head {
            started: Arc::clone(started),
            started_at: event.at,
            seq: event.seq,
            at: event.at,
            outcome: None,
            ended: false,
            pause: None,
            paused: None,
            resumed: None,
            timeout_paused_ms: 0,
            invocation: None,
            news: true,
            retry_at: None,
            streak: Streak::default(),
            metered: 1,
            written: started
                .input
                .as_ref()
                .map_or(0, |input| input.size_bytes() as u64),
            endpoint: started.endpoint.clone(),
            pace: Pace::REAL,
        };
        let id = OperationId::parse(started.arn.id()).ok()?;
        let root = Operation {
            id: id.clone(),
            parent: None,
            name: OperationName::parse(started.arn.name().as_str()).ok(),
            sub_type: None,
            status: Status::Started,
            started_at: event.at,
            ended_at: None,
            details: Details::Execution {
                input: started.input_or_null(),
            },
        };
        let mut table = Table::default();
        table.index.insert(id, 0);
        table.operations.push(root);
        Some(Self { head, table })
    }

    /// The first event of a journal.
    pub fn start(started: Started, now: Timestamp) -> Event {
        Event {
            seq: Seq(1),
            at: now,
            fact: Fact::ExecutionStarted(Arc::new(started)),
        }
    }

    /// Makes a fact part of the state. It was decided against this state, so it fits.
    ///
    /// # Panics
    /// If it does not.
    pub fn apply(&mut self, event: &Event) {
        let (head, table) = (&mut self.head, &mut self.table);
        let expected = head.seq.next();
        assert_eq!(event.seq, expected, "events are applied in order");
        match &event.fact {
            Fact::Operation { id, created, fact } => {
                let position = if let Some(meta) = created {
                    let operation = Operation::create(id.clone(), meta, event.at, fact);
                    table.insert(operation)
                } else {
                    let position = table
                        .position(id)
                        .expect("a fact without meta is about a known operation");
                    table.forget(position);
                    table.operations[position].evolve(event.at, fact);
                    table.note(position);
                    if !matches!(fact, OperationFact::CallbackHeartbeat) {
                        table.unseen.insert(position);
                    }
                    position
                };
                table.track_chained(position, fact);
            }
            Fact::InvocationStarted { .. } => {
                let changed = std::mem::take(&mut table.unseen);
                table.updated = changed
                    .into_iter()
                    .map(|i| table.operations[i].id.clone())
                    .collect();
            }
            Fact::CheckpointAccepted {
                client_token,
                spent,
                digest,
                revoked: _,
            } => {
                let changed = std::mem::take(&mut table.unseen);
                table.accepted = Some(Accepted {
                    client_token: client_token.clone(),
                    spent: *spent,
                    digest: *digest,
                    at: event.at,
                    // As it is shown now: a repeat is answered as before, however time runs then.
                    delta: changed
                        .into_iter()
                        .map(|i| head.pace.shown(&table.operations[i]))
                        .collect(),
                });
            }
            Fact::OutcomeAccepted(_) => table.deadlines.clear(),
            Fact::ExecutionStarted(_)
            | Fact::InvocationCompleted { .. }
            | Fact::PauseRequested(_)
            | Fact::ExecutionPaused(_)
            | Fact::PauseWithdrawn { .. }
            | Fact::ExecutionResumed { .. }
            | Fact::TimeModelled { .. }
            | Fact::Moved { .. }
            | Fact::ExecutionEnded => {}
        }
        head.apply(event);
    }

    /// How the execution began.
    pub fn started(&self) -> &Started {
        &self.head.started
    }

    /// The Invoke API that runs its function, if not the emulator's own sandboxes.
    pub fn endpoint(&self) -> Option<&str> {
        self.head.endpoint.as_deref()
    }

    /// Its address.
    pub fn arn(&self) -> &ExecutionArn {
        &self.head.started.arn
    }

    /// When it began.
    pub fn started_at(&self) -> Timestamp {
        self.head.started_at
    }

    /// The configuration that was captured when it began.
    pub fn config(&self) -> DurableConfig {
        self.head.started.config
    }

    /// How far it is.
    pub fn status(&self) -> ExecutionStatus {
        self.head.status()
    }

    /// How it ended, if it did.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.head.outcome.as_ref().map(|(outcome, _)| outcome)
    }

    /// When it ended, if it did.
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.head.outcome.as_ref().map(|(_, at)| *at)
    }

    /// Whether the terminal fact is recorded: whoever waits may have the outcome. An invocation may still run.
    pub fn has_ended(&self) -> bool {
        self.head.ended
    }

    /// Whether its history is complete: the terminal fact is recorded and no invocation runs.
    pub fn is_over(&self) -> bool {
        self.head.ended && self.head.invocation.is_none()
    }

    /// The pause that is asked for or in effect.
    pub fn pause(&self) -> Option<&Pause> {
        self.head.pause.as_ref().map(|pause| &pause.request)
    }

    /// `ExpectedExecutionTimeoutTimestamp` (contract 1.6); `None` once it is closed.
    pub fn expected_timeout_at(&self) -> Option<Timestamp> {
        if self.head.outcome.is_some() {
            return None;
        }
        Some(
            self.head
                .timeout_at()
                .unwrap_or_else(|| self.head.started_at.plus_seconds(limits::MAX_EXECUTION_TIMEOUT_S)),
        )
    }

    /// The invocation in flight, if there is one.
    pub fn in_flight(&self) -> Option<&RequestId> {
        self.head
            .invocation
            .as_ref()
            .map(|invocation| &invocation.request_id)
    }

    /// The place of the last event.
    pub fn seq(&self) -> Seq {
        self.head.seq
    }

    /// The time of the last event.
    pub fn last_event_at(&self) -> Timestamp {
        self.head.at
    }

    /// An operation by its id.
    pub fn operation(&self, id: &OperationId) -> Option<&Operation> {
        self.table.get(id)
    }

    /// Every operation in start order, EXECUTION first.
    pub fn operations(&self) -> &[Operation] {
        &self.table.operations
    }

    /// The chained invokes that are not over, from a place in [`Execution::operations`] on.
    pub fn chained_calls(&self, from: usize) -> impl Iterator<Item = (&OperationId, &ChainedCall)> {
        let calls = self.table.chained.range(from..);
        calls.map(|(position, call)| (&self.table.operations[*position].id, call))
    }

    /// The valid token, while an invocation may checkpoint.
    pub fn checkpoint_token(&self) -> Option<CheckpointToken> {
        let invocation = self
            .head
            .invocation
            .as_ref()
            .filter(|invocation| !invocation.revoked)?;
        if self.head.outcome.is_some() {
            return None;
        }
        Some(CheckpointToken {
            execution: self.arn().id().to_owned(),
            invocation: invocation.seq,
            at: invocation.token_at,
        })
    }

    /// The answer to the last accepted checkpoint, and to its repeat (contract 2.6, 4.10).
    ///
    /// # Panics
    /// If there was no checkpoint.
    pub fn checkpoint_answer(&self) -> CheckpointAnswer {
        let accepted = self
            .table
            .accepted
            .as_ref()
            .expect("an answer follows an accepted checkpoint");
        CheckpointAnswer {
            token: self.checkpoint_token(),
            operations: accepted.delta.clone(),
        }
    }

    /// Whether the token allows to read the state; reading does not spend it (contract 10.20).
    pub(super) fn allows_read(&self, token: &CheckpointToken) -> bool {
        self.checkpoint_token().is_some_and(|valid| valid == *token)
    }

    /// The operations that had changed and not been heard of when the invocation in flight began.
    pub fn updated_operation_ids(&self) -> &[OperationId] {
        &self.table.updated
    }

    /// Whether the engine ought to call the function now.
    pub fn wants_invocation(&self, now: Timestamp) -> bool {
        self.head.wants_invocation(now)
    }

    /// When time alone will change something; `None` if it never will.
    pub fn next_wake(&self) -> Option<Timestamp> {
        self.head
            .next_wake(self.table.deadlines.first().map(|(at, _)| *at))
    }

    /// What the store indexes.
    pub fn row(&self) -> Row {
        self.head.row(
            self.table.deadlines.first().map(|(at, _)| *at),
            !self.table.chained.is_empty(),
        )
    }
}
