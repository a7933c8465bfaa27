//! Stories of the law: a family of executions, pure and without an engine. Commands are sensible, late, foreign or
//! wrong; what a child comes to its parent hears; now and then all that is in memory is lost. The invariants of
//! [`super::law`] hold after each command, and in the end everything ends.

use std::collections::BTreeSet;

use fastrand::Rng;

use cargo_durable::execution::{
    CallbackId, ChainedOutcome, CheckpointToken, Command, Completion, Details, DurableConfig, ErrorObject,
    Event, Execute, Execution, ExecutionArn, ExecutionName, ExecutionStatus, Fact, FunctionName, Limits,
    Origin, Outcome, RequestId, Started, Status, Target, Timestamp,
};

use super::law::{EPOCH, World};
use super::moves::{self, Foreign};

const COMMANDS: u32 = 160;
/// The state is compared with a replay after so many commands, and in the end.
const REPLAY: u32 = 10;
/// Executions of one story; a child that would be one more is not there.
const MOST: usize = 6;
/// A fair world needs no more commands for one execution.
const PATIENCE: u32 = 400;

/// Executions that have to do with each other.
struct Family {
    rng: Rng,
    now: Timestamp,
    limits: Limits,
    members: Vec<World>,
}

/// Plays one story; the kinds of facts that happened, each as often as it did.
pub(crate) fn play(seed: u64) -> Vec<String> {
    let mut rng = Rng::with_seed(seed);
    let limits = Limits {
        operations: rng.u32(5..200),
        execution_bytes: rng.u64(100..4000),
        crash_retries: rng.bool().then(|| rng.u32(0..4)),
        unusable_is_final: rng.bool(),
        ..Limits::SERVICE
    };
    let mut family = Family {
        rng,
        now: EPOCH,
        limits,
        members: Vec::new(),
    };
    for _ in 0..family.rng.usize(1..4) {
        family.join(arn(family.members.len()), Origin::Async);
    }
    for count in 1..=COMMANDS {
        family.go_on(count);
    }
    family.be_fair();
    let events = family.members.iter().flat_map(|member| &member.journal);
    events.map(|event| word(&event.fact)).collect()
}

/// # Panics
/// If stories are short, or some kind of fact never occurs.
pub(crate) fn are_rich(told: &[String]) {
    let kinds: BTreeSet<_> = told.iter().collect();
    assert_eq!(kinds.len(), 31, "every kind of fact occurs: {kinds:?}");
    assert!(told.len() > 30_000, "stories are long: {}", told.len());
}

impl Family {
    fn join(&mut self, arn: ExecutionArn, origin: Origin) {
        let mut member = World::new(Started {
            arn,
            input: None,
            config: DurableConfig {
                execution_timeout_s: self.rng.u32(100..100_000),
                ..DurableConfig::DEFAULT
            },
            origin,
            tenant: None,
            trace: None,
            endpoint: None,
        });
        member.thorough = false;
        member.limits = self.limits;
        self.members.push(member);
    }

    /// One command to one of them.
    fn go_on(&mut self, count: u32) {
        if self.rng.u8(..3) == 0 {
            let millis = [0, 1, 500, 1000, 2000, 5000, 60_000, -2000][self.rng.usize(..8)];
            self.now = self.now.plus_millis(millis);
        }
        let index = self.rng.usize(..self.members.len());
        let (tokens, callbacks) = self.belongings(index);
        let foreign = Foreign {
            tokens: &tokens,
            callbacks: &callbacks,
            count: self.members.len(),
        };
        let member = &mut self.members[index];
        member.now = self.now;
        let command = moves::command(&mut self.rng, member, &foreign);
        self.now = self.now.max(member.now);
        let is_foreign = match command.clone() {
            Command::Checkpoint(checkpoint) => checkpoint.token.execution != member.execution.arn().id(),
            Command::CompleteCallback { callback_id, .. } => callbacks.contains(&callback_id),
            _ => false,
        };
        // A rejection is as good an answer as any: it changes nothing, which `submit` has seen to.
        let done = member.submit(&command);
        assert!(
            !is_foreign || done.is_err(),
            "what is another's is refused: {command:?}"
        );
        if count.is_multiple_of(REPLAY) {
            member.check_replay();
        }
        if self.rng.u8(..60) == 0 {
            self.die();
        }
        self.raise_children(index);
    }

    /// The tokens and callbacks of all the others.
    fn belongings(&self, of: usize) -> (Vec<CheckpointToken>, Vec<CallbackId>) {
        let others = self.members.iter().enumerate().filter(|(index, _)| *index != of);
        let (mut tokens, mut callbacks) = (Vec::new(), Vec::new());
        for (_, other) in others {
            tokens.extend(other.tokens.last().cloned());
            callbacks.extend(other.execution.operations().iter().filter_map(callback));
        }
        (tokens, callbacks)
    }

    /// The emulator dies: what is not in a journal is gone, and the invocations with it.
    fn die(&mut self) {
        for member in &mut self.members {
            member.execution = Execution::replay(&member.journal).expect("a journal replays");
            member.now = self.now;
            if let Some(request_id) = member.execution.in_flight().cloned() {
                let execute = Execute::Lost;
                member.must(&Command::FinishInvocation { request_id, execute });
            }
        }
    }

    /// Makes the children that a member waits for, and tells it what has become of them.
    fn raise_children(&mut self, index: usize) {
        let parent = &self.members[index].execution;
        let calls = parent
            .chained_calls(0)
            .filter_map(|(id, call)| match &call.target {
                Target::Durable { child, .. } => Some((id.clone(), child.clone())),
                _ => None,
            });
        let (parent, calls): (_, Vec<_>) = (parent.arn().clone(), calls.collect());
        for (id, child) in calls {
            let known = self
                .members
                .iter()
                .position(|member| *member.execution.arn() == child);
            let outcome = match known {
                Some(child) => self.members[child].execution.outcome().map(chained),
                None if self.members.len() < MOST => {
                    let operation = id.clone();
                    self.join(
                        child,
                        Origin::Chained {
                            parent: parent.clone(),
                            operation,
                            root: None,
                        },
                    );
                    None
                }
                None => Some(ChainedOutcome::Failed {
                    error: ErrorObject::new("Crowd", "no room"),
                }),
            };
            if let Some(outcome) = outcome {
                let member = &mut self.members[index];
                member.now = self.now;
                member.must(&Command::FinishChainedInvoke { id, outcome });
            }
        }
    }

    /// Nothing goes wrong any more: everything ends, and nothing before its time.
    fn be_fair(&mut self) {
        let mut index = 0;
        while index < self.members.len() {
            let mut turns = 0;
            while !self.members[index].execution.is_over() {
                turns += 1;
                assert!(
                    turns < PATIENCE,
                    "it ends in a fair world: {:#?}",
                    self.members[index].execution
                );
                self.help(index);
            }
            index += 1;
        }
        for member in &mut self.members {
            member.thorough = true;
            member.check_replay();
            if let Some(Outcome::TimedOut { .. }) = member.execution.outcome() {
                let lived_ms = member.execution.ended_at().map(|at| at.millis_since(EPOCH));
                let allowed_ms = i64::from(member.execution.config().execution_timeout_s) * 1_000;
                assert!(
                    lived_ms >= Some(allowed_ms),
                    "it times out in time: {lived_ms:?} of {allowed_ms}"
                );
            }
        }
    }

    /// Does the next thing that an execution waits for.
    fn help(&mut self, index: usize) {
        let member = &mut self.members[index];
        member.now = self.now;
        // What is due comes first: a command that is refused settles nothing.
        member.must(&Command::Tick);
        let execution = &member.execution;
        if execution.is_over() {
            return;
        }
        let open = execution
            .operations()
            .iter()
            .filter(|o| o.status == Status::Started)
            .find_map(callback);
        let call = execution.chained_calls(0).next().map(|(id, _)| id.clone());
        let command = if let Some(request_id) = execution.in_flight().cloned() {
            let execute = Execute::Succeeded { result: None };
            Command::FinishInvocation { request_id, execute }
        } else if matches!(
            execution.status(),
            ExecutionStatus::Paused | ExecutionStatus::Pausing
        ) {
            Command::Resume {
                client_token: None,
                reason: None,
            }
        } else if execution.wants_invocation(self.now) {
            Command::BeginInvocation {
                request_id: request(),
            }
        } else if let Some(callback_id) = open {
            let completion = Completion::Succeed { result: None };
            Command::CompleteCallback {
                callback_id,
                completion,
            }
        } else if let Some(id) = call {
            let outcome = ChainedOutcome::Succeeded { result: None };
            Command::FinishChainedInvoke { id, outcome }
        } else {
            let wake = execution
                .next_wake()
                .expect("an open execution waits for something");
            self.now = self.now.max(wake);
            member.now = self.now;
            Command::Tick
        };
        member.must(&command);
    }
}

trait Must {
    fn must(&mut self, command: &Command) -> Vec<Event>;
}

impl Must for World {
    fn must(&mut self, command: &Command) -> Vec<Event> {
        self.submit(command)
            .unwrap_or_else(|no| panic!("the engine's own commands are legal: {command:?}: {no}"))
    }
}

fn callback(operation: &cargo_durable::execution::Operation) -> Option<CallbackId> {
    match &operation.details {
        Details::Callback { callback_id, .. } => Some(callback_id.clone()),
        _ => None,
    }
}

fn chained(outcome: &Outcome) -> ChainedOutcome {
    match outcome.clone() {
        Outcome::Succeeded { result } => ChainedOutcome::Succeeded { result },
        Outcome::Failed { error } => ChainedOutcome::Failed {
            error: error.unwrap_or_default(),
        },
        Outcome::TimedOut { error } => ChainedOutcome::TimedOut { error },
        Outcome::Stopped { error } => ChainedOutcome::Stopped { error },
    }
}

fn request() -> RequestId {
    RequestId::parse("fair").expect("a request id")
}

/// An ARN, by its number.
pub(crate) fn arn(number: usize) -> ExecutionArn {
    let function = FunctionName::parse("fn").expect("a function's name");
    let name = ExecutionName::parse(&format!("n{number}")).expect("an execution's name");
    ExecutionArn::mint(
        "us-east-1",
        "123456789012",
        &function,
        "$LATEST",
        &name,
        &format!("e{number}"),
    )
}

/// The name of a fact's kind.
fn word(fact: &Fact) -> String {
    let text = match fact {
        Fact::Operation { fact, .. } => format!("{fact:?}"),
        other => format!("{other:?}"),
    };
    text.split([' ', '{', '(']).next().expect("a name").to_owned()
}
