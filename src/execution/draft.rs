//! A decision in the making: the facts recorded so far, and an overlay of what they touch.

use std::collections::BTreeMap;

use super::callback::{self, CallbackChange};
use super::event::{Event, Fact, Meta, OperationFact, Outcome};
use super::head::Head;
use super::ids::OperationId;
use super::limits::Limits;
use super::operation::Operation;
use super::pace::{Moment, Pace, Speed};
use super::row::Row;
use super::state::Execution;
use super::table::deadline;
use super::time::Timestamp;

/// What a command comes to: the facts to write, and what the store keeps beside them.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Empty if the command changes nothing: a repeat, or something that came too late to matter.
    pub events: Vec<Event>,
    pub row: Row,
    pub callbacks: Vec<CallbackChange>,
}

/// An execution with facts that are not on disk yet; it copies the head and overlays the operations.
pub(super) struct Draft<'a> {
    pub(super) base: &'a Execution,
    pub(super) head: Head,
    /// Not before the last event.
    pub(super) now: Timestamp,
    pub(super) moment: Moment,
    pub(super) limits: &'a Limits,
    /// Ordered, so that a decision does not depend on how a map hashes.
    touched: BTreeMap<OperationId, Operation>,
    events: Vec<Event>,
}

impl<'a> Draft<'a> {
    /// A clock that went backwards does not take the journal with it.
    pub(super) fn new(base: &'a Execution, moment: Moment, limits: &'a Limits) -> Self {
        let now = moment.now.max(base.head.at);
        Self {
            base,
            head: base.head.clone(),
            now,
            moment,
            limits,
            touched: BTreeMap::new(),
            events: Vec::new(),
        }
    }

    pub(super) fn record(&mut self, fact: Fact) {
        let Moment { machine, speed, .. } = self.moment;
        let pace = self.head.pace;
        let has_skipped = speed == Speed::Skip && pace.modelled(machine) < self.now;
        if !self.is_closed() && (pace.speed() != speed || has_skipped) {
            self.push(Fact::TimeModelled { machine, speed });
        }
        self.push(fact);
    }

    /// From now on the journal's clock shows what it shows now, and goes at this speed.
    pub(super) fn model_time(&mut self) {
        let Moment { machine, speed, .. } = self.moment;
        let pace = self.head.pace;
        if !self.is_closed() && (pace.speed() != speed || pace.modelled(machine) != self.now) {
            self.push(Fact::TimeModelled { machine, speed });
        }
    }

    fn push(&mut self, fact: Fact) {
        let event = Event {
            seq: self.head.seq.next(),
            at: self.now,
            fact,
        };
        if let Fact::Operation { id, created, fact } = &event.fact {
            let operation = if let Some(meta) = created {
                Operation::create(id.clone(), meta, self.now, fact)
            } else {
                let known = self.operation(id);
                let mut operation = known
                    .expect("a fact without meta is about a known operation")
                    .clone();
                operation.evolve(self.now, fact);
                operation
            };
            self.touched.insert(id.clone(), operation);
        }
        self.head.apply(&event);
        self.events.push(event);
    }

    pub(super) fn record_operation(&mut self, id: &OperationId, meta: &Meta, fact: OperationFact) {
        let created = self.operation(id).is_none().then(|| meta.clone());
        self.record(Fact::Operation {
            id: id.clone(),
            created,
            fact,
        });
    }

    /// Something happens to an operation that is there already.
    pub(super) fn record_known(&mut self, id: &OperationId, fact: OperationFact) {
        self.record(Fact::Operation {
            id: id.clone(),
            created: None,
            fact,
        });
    }

    /// Closes the execution; the terminal fact follows now, or when the running invocation has answered
    /// (decisions 9).
    pub(super) fn close(&mut self, outcome: Outcome, ends_now: bool) {
        self.record(Fact::OutcomeAccepted(outcome));
        if ends_now {
            self.record(Fact::ExecutionEnded);
        }
    }

    /// The pause that was asked for takes effect.
    pub(super) fn take_pause(&mut self) {
        let pause = self.head.pause.as_ref().expect("a pausing execution has a pause");
        let request = pause.request.clone();
        self.record(Fact::ExecutionPaused(request));
    }

    /// Whether something happened no longer ago than that. Modelled time cannot tell: a window is the machine's
    /// (decisions 8), and to know a repeat for longer does no harm.
    pub(super) fn is_within(&self, window_ms: i64, at: Timestamp) -> bool {
        self.head.pace != Pace::REAL || self.now.millis_since(at) <= window_ms
    }

    pub(super) fn is_closed(&self) -> bool {
        self.head.outcome.is_some()
    }

    pub(super) fn operation(&self, id: &OperationId) -> Option<&Operation> {
        self.touched.get(id).or_else(|| self.base.table.get(id))
    }

    /// Whether something outside the handler will move the execution on.
    pub(super) fn has_pending(&self) -> bool {
        let mut pending = self.base.table.pending();
        for (id, operation) in &self.touched {
            pending += usize::from(operation.is_pending());
            pending -= usize::from(self.base.table.get(id).is_some_and(Operation::is_pending));
        }
        pending > 0
    }

    /// The operations whose deadline has come, earliest first.
    pub(super) fn due(&self) -> Vec<(Timestamp, OperationId)> {
        let untouched = self
            .base
            .table
            .deadlines()
            .take_while(|(at, _)| *at <= self.now)
            .filter(|(_, operation)| !self.touched.contains_key(&operation.id))
            .map(|(at, operation)| (at, operation.id.clone()));
        let touched = self.touched.values().filter_map(|operation| {
            deadline(operation)
                .filter(|at| *at <= self.now)
                .map(|at| (at, operation.id.clone()))
        });
        let mut due: Vec<_> = untouched.chain(touched).collect();
        due.sort_by_key(|(at, _)| *at);
        due
    }

    pub(super) fn finish(self) -> Decision {
        let untouched = self
            .base
            .table
            .deadlines()
            .find(|(_, operation)| !self.touched.contains_key(&operation.id))
            .map(|(at, _)| at);
        let next = self.touched.values().filter_map(deadline).chain(untouched).min();
        let chained = self.base.chained_calls(0).any(|(id, _)| !self.is_over(id))
            || self.touched.values().any(|operation| {
                operation.operation_type() == super::status::OperationType::ChainedInvoke
                    && operation.is_pending()
            });
        Decision {
            row: self.head.row(next, chained),
            callbacks: self.callbacks(),
            events: self.events,
        }
    }

    /// What this does to the open callbacks; it looks at what is touched, and at the contexts around a new one.
    fn callbacks(&self) -> Vec<CallbackChange> {
        if self.is_closed() {
            let closes = self.base.outcome().is_none() && !self.base.table.open_callbacks.is_empty();
            return closes.then_some(CallbackChange::AllClosed).into_iter().collect();
        }
        let touched = self.touched.values();
        touched
            .filter_map(|operation| {
                let before = self.base.table.get(&operation.id);
                callback::change(before, operation, |id| self.operation(id))
            })
            .collect()
    }

    fn is_over(&self, id: &OperationId) -> bool {
        self.touched
            .get(id)
            .is_some_and(|operation| operation.status.is_terminal())
    }
}
