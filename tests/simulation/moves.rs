//! What is asked of an execution next: most of it sensible, all of it possible.

use std::collections::BTreeMap;

use fastrand::Rng;

use cargo_durable::execution::{
    CallbackId, ChainedOutcome, Change, Checkpoint, CheckpointToken, ClientToken, Command, Completion,
    Details, ErrorObject, Execute, FunctionRef, Meta, OperationId, OperationType, Payload, RequestId, Retry,
    Seq, Status, Target, Update,
};

use super::law::World;
use super::stories;

/// What other executions have that is not this one's.
pub(crate) struct Foreign<'a> {
    pub(crate) tokens: &'a [CheckpointToken],
    pub(crate) callbacks: &'a [CallbackId],
    /// How many executions there are: the next child's number.
    pub(crate) count: usize,
}

/// What comes next.
pub(crate) fn command(rng: &mut Rng, world: &mut World, foreign: &Foreign) -> Command {
    let idle = world.execution.in_flight().is_none();
    if idle && rng.bool() && !world.execution.wants_invocation(world.now) {
        return waiting(rng, world, foreign);
    }
    match rng.u8(..100) {
        0..5 => Command::Tick,
        5..60 if idle => {
            world.invocations += 1;
            Command::BeginInvocation {
                request_id: request(world.invocations),
            }
        }
        5..51 => checkpoint(rng, world, foreign),
        51..66 => finish(rng, world),
        66..72 => world
            .last_checkpoint
            .clone()
            .map_or(Command::Tick, Command::Checkpoint),
        72..82 => complete_callback(rng, world, foreign),
        82..90 => finish_chained(rng, world),
        90..92 if rng.u8(..5) == 0 => Command::Stop { error: error(rng) },
        90..95 => Command::Pause {
            client_token: client_token(rng),
            reason: None,
            execution_timeout_paused: rng.bool(),
        },
        _ => Command::Resume {
            client_token: client_token(rng),
            reason: None,
        },
    }
}

/// What brings an idle execution on.
fn waiting(rng: &mut Rng, world: &mut World, foreign: &Foreign) -> Command {
    let (wake, end) = (world.execution.next_wake(), world.execution.expected_timeout_at());
    if wake != end || rng.u8(..8) == 0 {
        world.now = wake.unwrap_or(world.now).max(world.now);
        return Command::Tick;
    }
    match rng.u8(..3) {
        0 => complete_callback(rng, world, foreign),
        1 => finish_chained(rng, world),
        _ => Command::Resume {
            client_token: client_token(rng),
            reason: None,
        },
    }
}

/// Mostly an operation of a type that is open, if there is one.
fn some_open(rng: &mut Rng, world: &World, kind: OperationType, letter: &str) -> OperationId {
    let operations = world.execution.operations().iter();
    let open = operations.filter(|o| o.operation_type() == kind && !o.status.is_terminal());
    match rng.choice(open.collect::<Vec<_>>()) {
        Some(open) if rng.u8(..8) > 0 => open.id.clone(),
        _ => some_id(rng, letter),
    }
}

fn some_id(rng: &mut Rng, kind: &str) -> OperationId {
    OperationId::parse(&format!("{kind}{}", rng.u8(..9))).expect("an id")
}

fn client_token(rng: &mut Rng) -> Option<ClientToken> {
    let text = ["k", "l"][rng.usize(..2)];
    rng.bool()
        .then(|| ClientToken::parse(text).expect("a client token"))
}

fn payload(rng: &mut Rng) -> Option<Payload> {
    rng.bool().then(|| Payload::from("x".repeat(rng.usize(..20))))
}

fn error(rng: &mut Rng) -> ErrorObject {
    ErrorObject::new(["E", "F"][rng.usize(..2)], "m")
}

fn finish(rng: &mut Rng, world: &World) -> Command {
    let known = world.execution.in_flight().cloned();
    let execute = match rng.u8(..100) {
        0..75 => Execute::Pending,
        75..82 => Execute::Broke { error: error(rng) },
        82..88 => Execute::Lost,
        88..91 => Execute::Unusable { error: error(rng) },
        91..95 => Execute::Succeeded { result: payload(rng) },
        95..97 => Execute::Failed {
            error: rng.bool().then(|| error(rng)),
        },
        97..99 => Execute::Malformed {
            message: "no".to_owned(),
        },
        _ => Execute::Missing { error: error(rng) },
    };
    Command::FinishInvocation {
        request_id: known.unwrap_or_else(|| request(rng.u32(..9))),
        execute,
    }
}

fn request(number: u32) -> RequestId {
    RequestId::parse(&format!("r{number}")).expect("a request id")
}

fn complete_callback(rng: &mut Rng, world: &World, foreign: &Foreign) -> Command {
    let id = some_open(rng, world, OperationType::Callback, "k");
    let known = world.execution.operation(&id).map(|operation| &operation.details);
    let callback_id = match known {
        Some(Details::Callback { callback_id, .. }) if rng.u8(..10) > 0 => callback_id.clone(),
        _ if rng.bool() && !foreign.callbacks.is_empty() => {
            foreign.callbacks[rng.usize(..foreign.callbacks.len())].clone()
        }
        _ => CallbackId::mint(world.execution.arn(), &id, 0),
    };
    let completion = match rng.u8(..4) {
        0 => Completion::Succeed { result: payload(rng) },
        1 => Completion::Fail { error: error(rng) },
        _ => Completion::Heartbeat,
    };
    Command::CompleteCallback {
        callback_id,
        completion,
    }
}

fn finish_chained(rng: &mut Rng, world: &World) -> Command {
    let outcome = match rng.u8(..4) {
        0 => ChainedOutcome::Failed { error: error(rng) },
        1 => ChainedOutcome::TimedOut { error: error(rng) },
        2 => ChainedOutcome::Stopped { error: error(rng) },
        _ => ChainedOutcome::Succeeded { result: payload(rng) },
    };
    let id = some_open(rng, world, OperationType::ChainedInvoke, "x");
    Command::FinishChainedInvoke { id, outcome }
}

fn checkpoint(rng: &mut Rng, world: &mut World, foreign: &Foreign) -> Command {
    let token = match rng.u8(..20) {
        0 => rng.choice(foreign.tokens).cloned(),
        1..3 => rng.choice(&world.tokens).cloned(),
        _ => world.execution.checkpoint_token(),
    };
    let updates: Vec<_> = (0..rng.u8(..4)).map(|_| update(rng, world)).collect();
    let mut updates: Vec<Update> = updates.into_iter().flatten().collect();
    if rng.u8(..60) == 0 {
        let result = payload(rng);
        updates.push(of(some_id(rng, "s"), Change::ExecutionSucceed { result }));
    }
    let chained = updates
        .iter()
        .filter(|u| matches!(u.change, Change::ChainedInvokeStart { .. }));
    let checkpoint = Checkpoint {
        token: token.unwrap_or(CheckpointToken {
            execution: "exec".to_owned(),
            invocation: Seq(2),
            at: Seq(2),
        }),
        client_token: client_token(rng),
        digest: rng.u64(..2),
        targets: chained
            .map(|u| (u.id.clone(), target(rng, foreign)))
            .collect::<BTreeMap<_, _>>(),
        updates,
        nonce: 0,
    };
    world.last_checkpoint = Some(checkpoint.clone());
    Command::Checkpoint(checkpoint)
}

fn target(rng: &mut Rng, foreign: &Foreign) -> Target {
    match rng.u8(..4) {
        0 => Target::Missing {
            function_arn: "arn".to_owned(),
        },
        1 => Target::Unqualified {
            function_arn: "arn".to_owned(),
        },
        2 => Target::Plain {
            version: "$LATEST".to_owned(),
        },
        _ => Target::Durable {
            child: stories::arn(foreign.count + usize::from(rng.u16(..)) + 1),
            version: "$LATEST".to_owned(),
        },
    }
}

fn of(id: OperationId, change: Change) -> Update {
    Update {
        id,
        meta: Meta::default(),
        change,
    }
}

/// One or two updates of one operation, mostly such that its state allows.
fn update(rng: &mut Rng, world: &World) -> Vec<Update> {
    let kind = ["c", "s", "s", "s", "w", "k", "x"][rng.usize(..7)];
    let id = some_id(rng, kind);
    let known = world.execution.operation(&id);
    let kind = if rng.u8(..60) == 0 { "c" } else { kind };
    let sensible = rng.u8(..8) > 0;
    let change = match (kind, known.map(|operation| operation.status)) {
        ("c", None) => Change::ContextStart {
            replay_children: rng.bool(),
        },
        ("c", _) => Change::ContextSucceed {
            result: payload(rng),
            replay_children: rng.bool(),
        },
        ("s", Some(Status::Started)) => end_of_step(rng),
        ("s", None | Some(Status::Ready)) => Change::StepStart,
        ("w", None) => Change::WaitStart {
            duration_s: rng.u32(1..20),
        },
        ("w", Some(Status::Started)) if rng.bool() => Change::WaitCancel,
        ("k", None) => {
            let mut seconds = || if rng.bool() { 0 } else { rng.u32(1..20) };
            Change::CallbackStart {
                timeout_s: seconds(),
                heartbeat_s: seconds(),
            }
        }
        ("x", None) => Change::ChainedInvokeStart {
            function: FunctionRef::parse("t:1").expect("a function"),
            input: payload(rng),
            tenant: None,
            trace: None,
        },
        _ if sensible => return Vec::new(),
        _ => Change::StepRetry {
            delay_s: 1,
            retry: Retry::Polled(None),
        },
    };
    let second = match change {
        Change::StepStart if rng.bool() => Some(end_of_step(rng)),
        Change::ContextStart { .. } if rng.u8(..4) == 0 => Some(Change::ContextFail {
            error: None,
            replay_children: false,
        }),
        _ => None,
    };
    let mut first = of(id.clone(), change);
    if known.is_none() {
        first.meta.parent = some_context(rng, world);
    }
    let mut updates = vec![first];
    updates.extend(second.map(|change| of(id, change)));
    updates
}

fn some_context(rng: &mut Rng, world: &World) -> Option<OperationId> {
    let id = some_id(rng, "c");
    let known = world.execution.operation(&id)?;
    (known.operation_type() == OperationType::Context).then_some(id)
}

fn end_of_step(rng: &mut Rng) -> Change {
    match rng.u8(..4) {
        0 => Change::StepSucceed { result: payload(rng) },
        1 => Change::StepFail {
            error: Some(error(rng)),
        },
        2 => Change::StepRetry {
            delay_s: rng.u32(1..20),
            retry: Retry::Failed(error(rng)),
        },
        _ => Change::StepRetry {
            delay_s: rng.u32(1..20),
            retry: Retry::Polled(payload(rng)),
        },
    }
}
