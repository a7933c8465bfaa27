//! Open callbacks: what people call them, and what a decision does to them. The store keeps them beside the journal, so
//! that nobody has to replay a hundred thousand executions to find one.

use super::ids::OperationId;
use super::limits::MAX_CALLBACK_PATH;
use super::operation::{Details, Operation};
use super::state::Execution;
use super::status::Status;
use super::time::Timestamp;
use super::token::CallbackId;

/// What an SDK calls the context that makes a callback and hands its id to somebody.
const WAIT: &str = "WaitForCallback";
/// What it calls the contexts that tell apart what is done many times over.
const REPEATED: [&str; 2] = ["MapIteration", "ParallelBranch"];

/// A callback that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCallback {
    pub operation: OperationId,
    pub id: CallbackId,
    /// What people call it (decisions 26): the name of the `WaitForCallback` around it, else its own; before it the
    /// iterations and branches that it is in, as in `item-2/approval`. `None` if nobody named it.
    pub name: Option<String>,
    pub started_at: Timestamp,
    pub timeout_s: Option<u32>,
    pub heartbeat_s: Option<u32>,
    /// The start, or the last heartbeat.
    pub heard_at: Timestamp,
}

impl OpenCallback {
    /// When it times out.
    pub fn timeout_at(&self) -> Option<Timestamp> {
        self.timeout_s.map(|seconds| self.started_at.plus_seconds(seconds))
    }

    /// When it times out unless it is heard of before.
    pub fn heartbeat_at(&self) -> Option<Timestamp> {
        self.heartbeat_s.map(|seconds| self.heard_at.plus_seconds(seconds))
    }

    /// The last part of a name: what people may call it for short.
    pub fn last_part(name: &str) -> &str {
        name.rsplit('/').next().unwrap_or(name)
    }
}

/// What a decision does to the open callbacks of its execution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallbackChange {
    Opened(OpenCallback),
    Heard {
        operation: OperationId,
        at: Timestamp,
    },
    Closed(OperationId),
    /// The execution is closed, and nobody can answer any more.
    AllClosed,
}

impl Execution {
    /// The callbacks that wait for an answer, in start order.
    pub fn open_callbacks(&self) -> Vec<OpenCallback> {
        if self.outcome().is_some() {
            return Vec::new();
        }
        let find = |id: &OperationId| self.operation(id);
        let operations = self.operations().iter();
        operations
            .filter_map(|operation| open(operation, find))
            .collect()
    }
}

/// An operation as an open callback, if it is one; `find` knows the operations around it.
pub(super) fn open<'a>(
    operation: &'a Operation,
    find: impl Fn(&OperationId) -> Option<&'a Operation>,
) -> Option<OpenCallback> {
    let Details::Callback {
        callback_id,
        timeout_s,
        heartbeat_s,
        heard_at,
        ..
    } = &operation.details
    else {
        return None;
    };
    (operation.status == Status::Started).then(|| OpenCallback {
        operation: operation.id.clone(),
        id: callback_id.clone(),
        name: path(operation, find),
        started_at: operation.started_at,
        timeout_s: Some(*timeout_s).filter(|seconds| *seconds > 0),
        heartbeat_s: Some(*heartbeat_s).filter(|seconds| *seconds > 0),
        heard_at: *heard_at,
    })
}

/// What became of an operation, as far as it is a callback.
pub(super) fn change<'a>(
    before: Option<&Operation>,
    after: &'a Operation,
    find: impl Fn(&OperationId) -> Option<&'a Operation>,
) -> Option<CallbackChange> {
    let Details::Callback { heard_at, .. } = &after.details else {
        return None;
    };
    match (before, after.status.is_terminal()) {
        (None, false) => open(after, find).map(CallbackChange::Opened),
        (Some(_), false) => Some(CallbackChange::Heard {
            operation: after.id.clone(),
            at: *heard_at,
        }),
        (Some(_), true) => Some(CallbackChange::Closed(after.id.clone())),
        (None, true) => None,
    }
}

/// The name of a callback; what lies outside of [`MAX_CALLBACK_PATH`] iterations and branches is left away.
fn path<'a>(own: &'a Operation, find: impl Fn(&OperationId) -> Option<&'a Operation>) -> Option<String> {
    let parent = |operation: &Operation| operation.parent.as_ref().and_then(&find);
    let is = |operation: &Operation, words: &[&str]| {
        let sub_type = operation.sub_type.as_ref();
        sub_type.is_some_and(|sub_type| words.contains(&sub_type.as_str()))
    };
    let around = parent(own).filter(|around| is(around, &[WAIT]) && around.name.is_some());
    let named = around.unwrap_or(own);
    let mut parts = vec![named.name.as_ref()?.as_str()];
    let mut next = parent(named);
    while let Some(context) = next {
        if parts.len() > MAX_CALLBACK_PATH {
            break;
        }
        if is(context, &REPEATED) {
            parts.extend(context.name.as_ref().map(super::ids::OperationName::as_str));
        }
        next = parent(context);
    }
    parts.reverse();
    Some(parts.join("/"))
}
