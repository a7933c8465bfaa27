//! What clients and functions were told, across all lives of the emulator: the promises that it must keep.

use std::collections::{BTreeMap, BTreeSet};

use cargo_durable::execution::{
    CallbackId, CheckpointToken, ClientToken, Completion, ErrorObject, Event, ExecutionArn, FunctionName,
    Operation, OperationId, Outcome, Payload, RequestId, Seq, Timestamp,
};

/// Everything that was promised.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) started: BTreeMap<ExecutionArn, Begun>,
    pub(crate) inputs: Vec<Input>,
    /// By the execution and the token that was spent.
    pub(crate) answers: BTreeMap<(ExecutionArn, Seq), Answer>,
    /// Completions of callbacks that were asked for, accepted or not.
    pub(crate) tried: Vec<(CallbackId, Completion)>,
    /// And those that were accepted.
    pub(crate) completed: Vec<(CallbackId, Completion)>,
    pub(crate) stopped: BTreeSet<ExecutionArn>,
    pub(crate) stops: Vec<ErrorObject>,
    pub(crate) ended: Vec<(ExecutionArn, Option<Outcome>)>,
    pub(crate) deleted: BTreeSet<ExecutionArn>,
    /// Deletions that may have been made or not.
    pub(crate) doomed: Vec<ExecutionArn>,
    /// Functions that were missing in some life.
    pub(crate) absent: BTreeSet<FunctionName>,
    pub(crate) histories: BTreeMap<ExecutionArn, Vec<(u64, Event)>>,
    /// Tokens that are good for nothing any more.
    pub(crate) spent: Vec<(ExecutionArn, CheckpointToken)>,
    /// Functions gave nonsense for these, or PENDING for nothing: they may fail for it.
    pub(crate) abused: BTreeSet<ExecutionArn>,
    /// What clients got and was no answer: refusals by their words, for the figures.
    pub(crate) refusals: BTreeMap<String, u32>,
}

/// A start that was acknowledged.
#[derive(Debug)]
pub(crate) struct Begun {
    pub(crate) input: Option<Payload>,
    pub(crate) at: Timestamp,
    /// It is forgotten a day after its end.
    pub(crate) forgets: bool,
}

/// What an invocation was told.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) arn: ExecutionArn,
    pub(crate) request_id: RequestId,
    pub(crate) operations: Vec<Operation>,
    pub(crate) updated: Vec<OperationId>,
}

/// What a checkpoint was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) client_token: Option<ClientToken>,
    pub(crate) token: Option<CheckpointToken>,
    pub(crate) delta: Vec<Operation>,
    /// The operations that it spoke of.
    pub(crate) spoken_of: Vec<OperationId>,
}

impl Ledger {
    /// What was seen of a history never changes: it only grows.
    pub(crate) fn see(&mut self, arn: &ExecutionArn, events: Vec<(u64, Event)>) {
        let known = self.histories.entry(arn.clone()).or_default();
        let common = known.len().min(events.len());
        assert_eq!(known[..common], events[..common], "history never changes: {arn}");
        if events.len() > known.len() {
            *known = events;
        }
    }

    pub(crate) fn refuse(&mut self, words: String) {
        *self.refusals.entry(words).or_default() += 1;
    }
}
