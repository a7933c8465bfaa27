//! What grows with the operations of an execution; every index in it is derived while facts are applied.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::callback::OpenSet;
use super::command::Target;
use super::event::OperationFact;
use super::ids::{ClientToken, OperationId, Seq, TenantId};
use super::operation::{Details, Operation};
use super::payload::Payload;
use super::status::Status;
use super::time::Timestamp;

/// What grows with the operations.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// In start order; the EXECUTION operation is the first.
    pub(super) operations: Vec<Operation>,
    pub(super) index: HashMap<OperationId, usize>,
    pub(super) deadlines: BTreeSet<(Timestamp, usize)>,
    pending: usize,
    pub(super) open_callbacks: OpenSet,
    /// Changed since the handler last heard of them.
    pub(super) unseen: BTreeSet<usize>,
    /// Changed and not heard of when the invocation in flight began.
    pub(super) updated: Vec<OperationId>,
    /// Chained invokes that are not over, by their place in the start order.
    pub(super) chained: BTreeMap<usize, ChainedCall>,
    pub(super) accepted: Option<Accepted>,
}

/// A chained invoke that is not over: all that is needed to make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainedCall {
    pub function: String,
    pub target: Target,
    pub input: Option<Payload>,
    pub tenant: Option<TenantId>,
    pub trace: Option<String>,
}

/// The last accepted checkpoint, with the answer that it got.
#[derive(Debug, Clone)]
pub(super) struct Accepted {
    pub(super) client_token: Option<ClientToken>,
    pub(super) spent: Seq,
    pub(super) digest: u64,
    pub(super) at: Timestamp,
    pub(super) delta: Vec<Operation>,
}

impl Table {
    pub(super) fn get(&self, id: &OperationId) -> Option<&Operation> {
        self.position(id).map(|position| &self.operations[position])
    }

    pub(super) fn pending(&self) -> usize {
        self.pending
    }

    /// The operations with deadlines, earliest first.
    pub(super) fn deadlines(&self) -> impl Iterator<Item = (Timestamp, &Operation)> {
        self.deadlines
            .iter()
            .map(|(at, position)| (*at, &self.operations[*position]))
    }

    pub(super) fn position(&self, id: &OperationId) -> Option<usize> {
        self.index.get(id).copied()
    }

    pub(super) fn insert(&mut self, operation: Operation) -> usize {
        let position = self.operations.len();
        let known = self.index.insert(operation.id.clone(), position);
        assert!(known.is_none(), "an operation is made once: {}", operation.id);
        self.operations.push(operation);
        self.note(position);
        self.unseen.insert(position);
        position
    }

    /// Takes what is derived from an operation out of the indexes; [`Table::note`] puts it back.
    pub(super) fn forget(&mut self, position: usize) {
        let operation = &self.operations[position];
        self.pending -= usize::from(operation.is_pending());
        if let Some(id) = open_callback(operation) {
            self.open_callbacks.remove(id);
        }
        if let Some(at) = deadline(operation) {
            self.deadlines.remove(&(at, position));
        }
    }

    pub(super) fn note(&mut self, position: usize) {
        let operation = &self.operations[position];
        self.pending += usize::from(operation.is_pending());
        if let Some(id) = open_callback(operation) {
            self.open_callbacks.add(id);
        }
        if let Some(at) = deadline(operation) {
            self.deadlines.insert((at, position));
        }
    }

    pub(super) fn track_chained(&mut self, position: usize, fact: &OperationFact) {
        if let OperationFact::ChainedInvokeStarted {
            function,
            target,
            input,
            tenant,
            trace,
        } = fact
        {
            let call = ChainedCall {
                function: function.clone(),
                target: target.clone(),
                input: input.clone(),
                tenant: tenant.clone(),
                trace: trace.clone(),
            };
            self.chained.insert(position, call);
        } else if fact.status().is_terminal() {
            self.chained.remove(&position);
        }
    }
}

fn open_callback(operation: &Operation) -> Option<&str> {
    match &operation.details {
        Details::Callback { callback_id, .. } if operation.status == Status::Started => {
            Some(callback_id.as_str())
        }
        _ => None,
    }
}

/// When time alone will move an operation.
pub(super) fn deadline(operation: &Operation) -> Option<Timestamp> {
    match (&operation.details, operation.status) {
        (Details::Step { next_attempt_at, .. }, Status::Pending) => *next_attempt_at,
        (Details::Wait { scheduled_end_at, .. }, Status::Started) => Some(*scheduled_end_at),
        (
            Details::Callback {
                timeout_s,
                heartbeat_s,
                heard_at,
                ..
            },
            Status::Started,
        ) => {
            let timeout = (*timeout_s > 0).then(|| operation.started_at.plus_seconds(*timeout_s));
            let heartbeat = (*heartbeat_s > 0).then(|| heard_at.plus_seconds(*heartbeat_s));
            [timeout, heartbeat].into_iter().flatten().min()
        }
        _ => None,
    }
}
