//! Open callbacks: what people call them, and what a decision does to them. The store keeps them beside the journal, so
//! that nobody has to replay a hundred thousand executions to find one.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

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
        self.timeout_s
            .map(|seconds| self.started_at.plus_seconds(seconds))
    }

    /// When it times out unless it is heard of before.
    pub fn heartbeat_at(&self) -> Option<Timestamp> {
        self.heartbeat_s
            .map(|seconds| self.heard_at.plus_seconds(seconds))
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

/// Callbacks that are open, as a set that costs nothing to keep: two of them can be compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OpenSet {
    count: usize,
    digest: u64,
}

impl OpenSet {
    /// Whether none is open.
    pub const fn is_empty(self) -> bool {
        self.count == 0
    }

    /// Takes one in, by its id.
    pub fn add(&mut self, id: &str) {
        (self.count, self.digest) = (self.count + 1, self.digest ^ digest(id));
    }

    /// Both together; nothing is in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            digest: self.digest ^ other.digest,
        }
    }

    pub(super) fn remove(&mut self, id: &str) {
        (self.count, self.digest) = (self.count - 1, self.digest ^ digest(id));
    }
}

fn digest(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

impl Execution {
    /// The callbacks that wait for an answer, in start order.
    pub fn open_callbacks(&self) -> Vec<OpenCallback> {
        if self.outcome().is_some() {
            return Vec::new();
        }
        let find = |id: &OperationId| self.operation(id);
        let operations = self.operations().iter();
        operations.filter_map(|operation| open(operation, find)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::execution::{ExecutionArn, OperationName, SubType};

    const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST/durable-execution/run/id";

    /// `id parent sub-type name`; `-` is none.
    fn operation(line: &str) -> Operation {
        let mut words = line.splitn(4, ' ');
        let mut word = || words.next().filter(|word| *word != "-");
        let id = OperationId::parse(word().unwrap()).unwrap();
        let (parent, sub_type, name) = (word(), word(), word());
        let details = if sub_type == Some("Callback") {
            Details::Callback {
                callback_id: CallbackId::mint(&ExecutionArn::parse(ARN).unwrap(), &id, 1),
                timeout_s: 60,
                heartbeat_s: 0,
                heard_at: Timestamp::from_millis(5),
                result: None,
                error: None,
            }
        } else {
            Details::Context {
                replay_children: false,
                result: None,
                error: None,
            }
        };
        Operation {
            id,
            parent: parent.map(|id| OperationId::parse(id).unwrap()),
            name: name.map(|name| OperationName::parse(name).unwrap()),
            sub_type: sub_type.map(|kind| SubType::parse(kind).unwrap()),
            status: Status::Started,
            started_at: Timestamp::from_millis(1_000),
            ended_at: None,
            details,
        }
    }

    /// The last of these operations, as an open callback.
    fn opened(lines: &str) -> Option<OpenCallback> {
        let all: Vec<Operation> = lines.lines().map(|line| operation(line.trim())).collect();
        open(all.last().unwrap(), |id| all.iter().find(|one| one.id == *id))
    }

    fn name(lines: &str) -> Option<String> {
        opened(lines).unwrap().name
    }

    #[test]
    fn a_callback_is_called_by_its_own_name_or_by_that_of_the_wait_around_it() {
        assert_eq!(name("c - Callback sign").as_deref(), Some("sign"));
        assert_eq!(name("c - Callback -"), None);
        let waits = "w - WaitForCallback approval\nc w Callback create callback id";
        assert_eq!(name(waits).as_deref(), Some("approval"));
        let nameless = "w - WaitForCallback -\nc w Callback own";
        assert_eq!(name(nameless).as_deref(), Some("own"));
        let apart = "w - WaitForCallback far\nx w RunInChildContext near\nc x Callback own";
        assert_eq!(
            name(apart).as_deref(),
            Some("own"),
            "it is not the wait's own callback"
        );
    }

    #[test]
    fn iterations_and_branches_stand_before_it() {
        let map = "m - Map orders\ni m MapIteration item-2\nw i WaitForCallback approval\nc w Callback id";
        assert_eq!(name(map).as_deref(), Some("item-2/approval"));
        let both = "b - ParallelBranch left\nm b Map orders\ni m MapIteration 1/2\nc i Callback sign";
        assert_eq!(name(both).as_deref(), Some("left/1/2/sign"));
        assert_eq!(OpenCallback::last_part("left/1/2/sign"), "sign");
        let nameless = "i - MapIteration -\nc i Callback sign";
        assert_eq!(name(nameless).as_deref(), Some("sign"));
        assert_eq!(name("i - MapIteration item\nc i Callback -"), None);
    }

    #[test]
    fn a_path_has_an_end() {
        let mut lines = vec!["i0 - MapIteration outermost".to_owned()];
        for depth in 1..=MAX_CALLBACK_PATH {
            lines.push(format!("i{depth} i{} MapIteration {depth}", depth - 1));
        }
        lines.push(format!("c i{MAX_CALLBACK_PATH} Callback sign"));
        let name = name(&lines.join("\n")).unwrap();
        assert!(name.starts_with("1/2/3/") && name.ends_with("/32/sign"), "{name}");
    }

    #[test]
    fn deadlines_count_from_the_start_and_from_the_last_heartbeat() {
        let open = opened("c - Callback sign").unwrap();
        assert_eq!(open.timeout_at(), Some(Timestamp::from_millis(61_000)));
        assert_eq!(open.heartbeat_at(), None);
        let beats = OpenCallback {
            heartbeat_s: Some(10),
            ..open
        };
        assert_eq!(beats.heartbeat_at(), Some(Timestamp::from_millis(10_005)));
        let mut answered = operation("c - Callback sign");
        answered.status = Status::Succeeded;
        assert_eq!(super::open(&answered, |_| None), None);
    }
}
