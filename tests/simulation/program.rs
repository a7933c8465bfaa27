//! What a simulated function does: a small program of every operation type. A handler reads off what to do next from
//! the operations that it knows, as an SDK that replays does; the oracle says what must come of it in the end.

use std::collections::BTreeMap;

use fastrand::Rng;

use cargo_durable::execution::{
    Change, Details, ErrorObject, FunctionRef, Meta, Operation, OperationId, OperationName, Payload, Retry,
    Status, SubType, Timestamp, Update,
};

/// The operations of an execution, by id.
pub(crate) type Known = BTreeMap<OperationId, Operation>;

/// A function's body.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    nodes: Vec<Node>,
    pub(crate) ending: Ending,
}

/// How a program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Returns,
    /// By an EXECUTION update, as a large result does.
    Checkpoints,
    Fails,
    /// By an EXECUTION update.
    ChecksFailure,
}

#[derive(Debug, Clone)]
enum Node {
    /// So many attempts fail, or poll in vain; the last one comes to something.
    Step {
        tries: u32,
        delay_s: u32,
        polls: bool,
        succeeds: bool,
    },
    Wait {
        seconds: u32,
        cancels: bool,
    },
    Callback {
        timeout_s: u32,
        heartbeat_s: u32,
    },
    Context {
        nodes: Vec<Node>,
        succeeds: bool,
        replays: bool,
    },
    /// Branches, each a context in a context.
    Parallel(Vec<Vec<Node>>),
    Invoke(String),
}

/// How a handler words its updates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// START and the end of a step in one batch, and all branches in one.
    pub(crate) batches: bool,
    /// Closes operations without their names, as one SDK does.
    pub(crate) omits_names: bool,
}

/// What a handler does next.
#[derive(Debug)]
pub(crate) enum Next {
    /// Checkpoints this.
    Do(Vec<Update>),
    /// Waits; time alone moves it at this instant, if ever.
    Blocked(Option<Timestamp>),
    /// Everything is done, with this result.
    Done(String),
}

impl Program {
    /// A program that may invoke these functions.
    pub(crate) fn random(rng: &mut Rng, callees: &[String]) -> Self {
        let endings = [
            Ending::Returns,
            Ending::Returns,
            Ending::Checkpoints,
            Ending::Fails,
            Ending::ChecksFailure,
        ];
        Self {
            nodes: nodes(rng, callees, 2),
            ending: endings[rng.usize(..endings.len())],
        }
    }

    /// What to do next.
    pub(crate) fn next(&self, known: &Known, style: Style) -> Next {
        Walk { known, style }.nodes(&self.nodes, None, "r")
    }

    /// What the result must be, if these are the operations in the end.
    pub(crate) fn expected(&self, known: &Known) -> String {
        expected(&self.nodes, "r", known)
    }
}

fn nodes(rng: &mut Rng, callees: &[String], depth: u32) -> Vec<Node> {
    (0..rng.u32(1..4)).map(|_| node(rng, callees, depth)).collect()
}

fn node(rng: &mut Rng, callees: &[String], depth: u32) -> Node {
    match rng.u8(..20) {
        0..7 => Node::Step {
            tries: rng.u32(..3),
            delay_s: rng.u32(1..30),
            polls: rng.bool(),
            succeeds: rng.u8(..4) > 0,
        },
        7..10 => Node::Wait {
            seconds: if rng.u8(..4) == 0 {
                rng.u32(90..400)
            } else {
                rng.u32(1..90)
            },
            cancels: rng.u8(..4) == 0,
        },
        10..13 => Node::Callback {
            timeout_s: if rng.bool() { rng.u32(1..120) } else { 0 },
            heartbeat_s: if rng.u8(..4) == 0 { rng.u32(1..60) } else { 0 },
        },
        13..15 if depth > 0 => Node::Context {
            nodes: nodes(rng, callees, depth - 1),
            succeeds: rng.u8(..4) > 0,
            replays: rng.u8(..3) == 0,
        },
        15..17 if depth > 0 => Node::Parallel(
            (0..rng.u32(1..4))
                .map(|_| nodes(rng, callees, depth - 1))
                .collect(),
        ),
        _ => Node::Invoke(callees[rng.usize(..callees.len())].clone()),
    }
}

/// Reads a program against what is known.
struct Walk<'a> {
    known: &'a Known,
    style: Style,
}

impl Walk<'_> {
    fn nodes(&self, nodes: &[Node], parent: Option<&OperationId>, path: &str) -> Next {
        let mut values = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            match self.node(node, parent, &format!("{path}-{index}")) {
                Next::Done(value) => values.push(value),
                next => return next,
            }
        }
        Next::Done(values.join(","))
    }

    fn node(&self, node: &Node, parent: Option<&OperationId>, path: &str) -> Next {
        let id = id(path);
        let Some(operation) = self.known.get(&id) else {
            return self.begin(node, parent, path);
        };
        if operation.status.is_terminal() {
            return Next::Done(self.value(node, operation, path));
        }
        match node {
            Node::Step { .. } => match operation.status {
                Status::Pending => Next::Blocked(due(operation)),
                Status::Ready => self.begin(node, parent, path),
                _ => Next::Do(vec![self.close(path, attempt(operation, node, path))]),
            },
            Node::Wait { cancels: true, .. } => Next::Do(vec![self.close(path, Change::WaitCancel)]),
            Node::Wait { .. } => Next::Blocked(due(operation)),
            Node::Callback { .. } | Node::Invoke(_) => Next::Blocked(None),
            Node::Context {
                nodes,
                succeeds,
                replays,
            } => self.end(path, self.nodes(nodes, Some(&id), path), *succeeds, *replays),
            Node::Parallel(branches) => self.end(path, self.branches(branches, &id, path), true, false),
        }
    }

    /// A context goes on inside, or closes with what its inside came to.
    fn end(&self, path: &str, inside: Next, succeeds: bool, replay_children: bool) -> Next {
        let Next::Done(value) = inside else { return inside };
        let change = if succeeds {
            let result = (!replay_children).then(|| Payload::from(format!("({value})")));
            Change::ContextSucceed {
                result,
                replay_children,
            }
        } else {
            let error = Some(ErrorObject::new("Context", path));
            Change::ContextFail {
                error,
                replay_children: false,
            }
        };
        Next::Do(vec![self.close(path, change)])
    }

    /// All branches at once: each goes as far as it can.
    fn branches(&self, branches: &[Vec<Node>], parent: &OperationId, path: &str) -> Next {
        let (mut values, mut updates, mut wake, mut is_blocked) = (Vec::new(), Vec::new(), None, false);
        for (index, nodes) in branches.iter().enumerate() {
            let path = format!("{path}-b{index}");
            let branch = Node::Context {
                nodes: nodes.clone(),
                succeeds: true,
                replays: false,
            };
            match self.node(&branch, Some(parent), &path) {
                Next::Do(more) => updates.extend(more),
                Next::Done(value) => values.push(value),
                Next::Blocked(at) => {
                    is_blocked = true;
                    wake = [wake, at].into_iter().flatten().min();
                }
            }
        }
        if !updates.is_empty() {
            let keep = if self.style.batches { updates.len() } else { 1 };
            updates.truncate(keep);
            Next::Do(updates)
        } else if is_blocked {
            Next::Blocked(wake)
        } else {
            Next::Done(values.join(";"))
        }
    }

    fn begin(&self, node: &Node, parent: Option<&OperationId>, path: &str) -> Next {
        let change = match node {
            Node::Step { .. } => Change::StepStart,
            Node::Wait { seconds, .. } => Change::WaitStart { duration_s: *seconds },
            Node::Callback {
                timeout_s,
                heartbeat_s,
            } => Change::CallbackStart {
                timeout_s: *timeout_s,
                heartbeat_s: *heartbeat_s,
            },
            Node::Context { .. } | Node::Parallel(_) => Change::ContextStart {
                replay_children: false,
            },
            Node::Invoke(function) => Change::ChainedInvokeStart {
                function: FunctionRef::parse(function).expect("the name of a function"),
                input: Some(Payload::from(format!("\"{path}\""))),
                tenant: None,
                trace: None,
            },
        };
        let mut updates = vec![Update {
            id: id(path),
            meta: Meta {
                parent: parent.cloned(),
                name: Some(name(path)),
                sub_type: SubType::parse("Sim").ok(),
            },
            change,
        }];
        if let (Node::Step { .. }, None, true) = (node, self.known.get(&id(path)), self.style.batches) {
            updates.push(self.close(path, finish(node, 0, path)));
        }
        Next::Do(updates)
    }

    fn close(&self, path: &str, change: Change) -> Update {
        let name = (!self.style.omits_names).then(|| name(path));
        Update {
            id: id(path),
            meta: Meta {
                name,
                ..Meta::default()
            },
            change,
        }
    }

    /// What a closed operation is worth to the handler.
    fn value(&self, node: &Node, operation: &Operation, path: &str) -> String {
        if let (
            Node::Context { nodes, .. },
            Details::Context {
                replay_children: true,
                ..
            },
        ) = (node, &operation.details)
        {
            let Next::Done(value) = self.nodes(nodes, Some(&operation.id), path) else {
                panic!("a context that replays its children is shown them all: {path}");
            };
            return format!("({value})");
        }
        outcome(operation)
    }
}

/// The change that ends the attempt that runs.
fn attempt(operation: &Operation, node: &Node, path: &str) -> Change {
    match operation.details {
        Details::Step { attempt, .. } => finish(node, attempt, path),
        _ => panic!("{path} is a step: {operation:?}"),
    }
}

fn finish(node: &Node, finished: u32, path: &str) -> Change {
    let Node::Step {
        tries,
        delay_s,
        polls,
        succeeds,
    } = node
    else {
        panic!("only a step has attempts: {node:?}")
    };
    if finished < *tries {
        let retry = if *polls {
            Retry::Polled(Some(Payload::from(format!("{finished}"))))
        } else {
            Retry::Failed(ErrorObject::new("Try", format!("{finished}")))
        };
        return Change::StepRetry {
            delay_s: *delay_s,
            retry,
        };
    }
    if *succeeds {
        Change::StepSucceed {
            result: Some(Payload::from(format!("s{path}"))),
        }
    } else {
        Change::StepFail {
            error: Some(ErrorObject::new("Step", path)),
        }
    }
}

/// The oracle: told once more, from what the functions are and what happened outside them.
fn expected(nodes: &[Node], path: &str, known: &Known) -> String {
    let values = nodes.iter().enumerate().map(|(index, node)| {
        let path = format!("{path}-{index}");
        match node {
            Node::Step { succeeds: true, .. } => format!("s{path}"),
            Node::Step { .. } => "!Step".to_owned(),
            Node::Wait { cancels: false, .. } => String::new(),
            Node::Context { succeeds: false, .. } => "!Context".to_owned(),
            Node::Context { nodes, .. } => format!("({})", expected(nodes, &path, known)),
            Node::Parallel(branches) => {
                let branches = branches.iter().enumerate();
                let values: Vec<_> = branches
                    .map(|(index, nodes)| {
                        format!("({})", expected(nodes, &format!("{path}-b{index}"), known))
                    })
                    .collect();
                format!("({})", values.join(";"))
            }
            // Others decide: whoever cancels in time, completes the callback, runs the child.
            Node::Wait { .. } | Node::Callback { .. } | Node::Invoke(_) => {
                known.get(&id(&path)).map_or_else(|| "?".to_owned(), outcome)
            }
        }
    });
    values.collect::<Vec<_>>().join(",")
}

fn outcome(operation: &Operation) -> String {
    let (result, error) = operation.details.outcome();
    match (operation.status, error) {
        (Status::Cancelled, _) => "cancelled".to_owned(),
        (_, Some(error)) => format!("!{}", error.error_type.as_deref().unwrap_or_default()),
        (_, None) => result.map(ToString::to_string).unwrap_or_default(),
    }
}

fn due(operation: &Operation) -> Option<Timestamp> {
    match operation.details {
        Details::Step { next_attempt_at, .. } => next_attempt_at,
        Details::Wait { scheduled_end_at, .. } => Some(scheduled_end_at),
        _ => None,
    }
}

fn id(path: &str) -> OperationId {
    OperationId::parse(path).expect("a path is an id")
}

fn name(path: &str) -> OperationName {
    OperationName::parse(&format!("op {path}")).expect("a path is a name")
}
