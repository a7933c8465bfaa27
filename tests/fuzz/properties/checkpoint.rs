//! Checkpoint requests, one body a line: what they are read as, and what the execution of [`story`] makes of them. A
//! first line `tight` sets limits that a small input can exceed.
//!
//! * A body is accepted, refused and understood exactly as contract 4.5 to 4.9 say ([`reading`] and [`updates`] read
//!   it once more), and what is understood survives being written and read again.
//! * A batch is taken or refused as the tables of contract 4.3 to 4.7 say ([`law`]); what each update makes of its
//!   operation is in the state and in the answer.
//! * Every invariant of the scenarios' world holds: deciding is a function, a refusal changes nothing, the row is the
//!   one foreseen, the state is the fold over the journal as it comes back from disk.
//! * A spent token is dead; a repeat of the last checkpoint changes nothing and is answered as it was.
//! * The documents that show all this are never larger than pages think ([`shown`]).

use std::borrow::Cow;
use std::collections::BTreeMap;

use cargo_durable::execution::{
    Change, Checkpoint, CheckpointToken, ClientToken, Command, ErrorObject, Execution, Limits, Rejection,
    Update,
};
use cargo_durable::wire::parse::{self, ParsedCheckpoint};
use serde_json::value::RawValue;

use super::law::{self, Law};
use super::reading::{self, Fault, Reading};
use super::story::{self, TIGHT};
use super::updates::{self, Expected};
use super::world::World;
use super::{shown, token};

/// A story has no more lines.
const MOST_LINES: usize = 17;
/// How much time passes between two of them.
const PAUSE_S: u32 = 10;

const TIGHTLY: &[u8] = b"tight";

pub(crate) fn check(data: &[u8]) {
    let lines = data.split(|byte| *byte == b'\n').take(MOST_LINES);
    let limits = if data.starts_with(TIGHTLY) {
        TIGHT
    } else {
        Limits::SERVICE
    };
    let mut world = story::begin(&limits);
    let past = world.journal.len();
    let mut digests = Vec::new();
    for (index, line) in lines.enumerate() {
        let Some((parsed, updates)) = read(line, &limits) else {
            continue;
        };
        digests.push((asked(line), parsed.digest));
        story::pass(&mut world, PAUSE_S, index % 2 == 0);
        present(&world, &parsed, &updates);
        let spent = world.execution.checkpoint_token();
        let Some(checkpoint) = story::checkpoint(&world, &parsed, &updates) else {
            continue;
        };
        if submit(&mut world, &checkpoint) {
            follow(&mut world, &checkpoint, spent.as_ref());
        }
    }
    for (one, digest) in &digests {
        let mut others = digests.iter();
        let is_of = others.all(|(other, of)| (one == other) == (digest == of));
        assert!(is_of, "a digest is of the updates: {one}");
    }
    world.thorough = true;
    world.check_replay();
    shown::check(&world, past);
}

/// The text of the updates, as it came; none are none, however that is said.
fn asked(body: &[u8]) -> &str {
    let members: BTreeMap<Cow<str>, &RawValue> = serde_json::from_slice(body).expect("it was read");
    let updates = members.get("Updates").map(|updates| updates.get());
    updates.filter(|text| *text != "null").unwrap_or("[]")
}

/// Reads a body; what it asks for, if it is well formed.
fn read(body: &[u8], limits: &Limits) -> Option<(ParsedCheckpoint, Vec<Update>)> {
    let parsed = parse::checkpoint(body, limits);
    let (mut parsed, expected) = match (parsed, reading::read(body, limits)) {
        (Ok(parsed), Reading::Any) => (parsed, None),
        (Ok(parsed), Reading::Updates(expected)) => (parsed, Some(expected)),
        (Err(Rejection::Serialization(_)), Reading::NoStructure | Reading::Any)
        | (Err(Rejection::InvalidCheckpointToken), Reading::NoToken | Reading::Any)
        | (Err(Rejection::Validation(_)), Reading::Any) => return None,
        (Err(Rejection::Validation(found)), Reading::Misshapen(faults)) => {
            let same = |(found, fault): (&cargo_durable::execution::Violation, &Fault)| {
                found.path == fault.path
                    && found.value == fault.value
                    && fault.words.contains(&found.constraint.to_string())
            };
            let all = found.len() == faults.len() && found.iter().zip(&faults).all(same);
            assert!(all, "every violation, in order: {found:?}, not {faults:?}");
            return None;
        }
        (parsed, expected) => panic!("read as {parsed:?}, not {expected:?}"),
    };
    token::survives(&parsed.token);
    let updates = match (std::mem::replace(&mut parsed.updates, Ok(Vec::new())), expected) {
        (updates, None) => updates.ok()?,
        (updates, Some(expected)) => agreed(updates, expected)?,
    };
    let again = updates::written(&parsed.token.encode(), parsed.client_token.as_ref(), &updates);
    let again = parse::checkpoint(&again, limits).expect("what was read is written well formed");
    assert_eq!(
        (&again.token, &again.client_token),
        (&parsed.token, &parsed.client_token)
    );
    assert_eq!(
        again.updates.as_ref(),
        Ok(&updates),
        "updates survive being written"
    );
    Some((parsed, updates))
}

/// The updates are what was expected, or the first that cannot be one says why.
fn agreed(updates: Result<Vec<Update>, Rejection>, expected: Vec<Expected>) -> Option<Vec<Update>> {
    let mut wanted = Vec::new();
    for expected in expected {
        match expected {
            Expected::Update(update) => wanted.push(*update),
            Expected::No(words) => {
                let no = updates.expect_err("an update that cannot be");
                assert!(words.contains(&no.to_string()), "{no} is none of {words:?}");
                return None;
            }
        }
    }
    assert_eq!(updates.as_ref(), Ok(&wanted), "what the updates ask for");
    updates.ok()
}

/// With whatever token the body presents: nobody gets on without the valid one.
fn present(world: &World, parsed: &ParsedCheckpoint, updates: &[Update]) {
    let Some(valid) = story::checkpoint(world, parsed, updates) else {
        return;
    };
    if parsed.token == valid.token {
        return;
    }
    let checkpoint = Checkpoint {
        token: parsed.token.clone(),
        ..valid
    };
    refuse(world, &checkpoint);
}

/// A token that is not the valid one is refused, unless this is the last checkpoint once more.
fn refuse(world: &World, checkpoint: &Checkpoint) {
    let is_ours = checkpoint.token.execution == world.execution.arn().id();
    let command = Command::Checkpoint(checkpoint.clone());
    match world.execution.decide(&command, world.now, &world.limits) {
        Ok(decision) => {
            assert!(decision.events.is_empty(), "a repeat changes nothing");
            assert!(
                is_ours && checkpoint.client_token.is_some(),
                "a repeat is recognized"
            );
        }
        Err(Rejection::InvalidCheckpointToken) => assert!(is_ours),
        Err(Rejection::TokenOfAnotherExecution) => assert!(!is_ours),
        Err(no) => panic!("whoever has no token is told nothing else: {no}"),
    }
}

/// Submits a checkpoint with the valid token; whether it was taken.
fn submit(world: &mut World, checkpoint: &Checkpoint) -> bool {
    let metered = metered(world);
    let mut law = Law::of(&world.execution, metered);
    let before = Law::of(&world.execution, metered);
    let taken = law.take(&checkpoint.updates);
    let last = world.journal.len();
    let result = world.submit(&Command::Checkpoint(checkpoint.clone()));
    let ends = match (taken, result) {
        (Ok(ends), Ok(_)) => ends,
        (Err(words), Err(no)) => {
            assert!(
                words.contains(&no.to_string().as_str()),
                "{no} is none of {words:?}"
            );
            assert_eq!(world.journal.len(), last, "a refusal writes nothing");
            return false;
        }
        (taken, result) => panic!("the law says {taken:?}, the execution {result:?}: {checkpoint:?}"),
    };
    let quota = is_over_quota(&world.execution, &checkpoint.updates);
    if !quota {
        assert!(
            law.metered <= world.limits.operations as usize,
            "quotas are watched"
        );
        assert_eq!(
            world.execution.status().is_closed(),
            ends,
            "it ends when it is asked to"
        );
        assert_eq!(self::metered(world), law.metered, "what counts is counted");
    } else if law.metered <= world.limits.operations as usize {
        let written: usize = checkpoint.updates.iter().map(bytes).sum();
        assert!(written > 0, "nothing was written, and it was too much");
    }
    let known = if quota { &before } else { &law };
    agree(known, &world.execution, &checkpoint.updates);
    true
}

/// The state is what the law made of it, but for what time did meanwhile.
fn agree(law: &Law, execution: &Execution, updates: &[Update]) {
    let is_touched = |id| updates.iter().any(|update| update.id == id);
    assert_eq!(
        law.operations.len(),
        execution.operations().len(),
        "no operation more or less"
    );
    for (found, operation) in Law::of(execution, 0)
        .operations
        .iter()
        .map(|(id, found)| (found, id))
    {
        let known = law
            .operations
            .get(operation)
            .expect("no operation comes from nowhere");
        if found.status != known.status {
            let elapsed = law::is_elapsed(known.kind, known.status, found.status);
            assert!(
                elapsed && !is_touched(operation.clone()),
                "{operation} is {found:?}, not {known:?}"
            );
        }
        assert_eq!(
            (found.kind, &found.meta),
            (known.kind, &known.meta),
            "{operation} keeps what it is"
        );
    }
}

/// After a checkpoint that was taken: its token is dead, its repeat is welcome.
fn follow(world: &mut World, checkpoint: &Checkpoint, spent: Option<&CheckpointToken>) {
    let answer = world.execution.checkpoint_answer();
    assert_ne!(answer.token.as_ref(), spent, "a token is spent by use");
    assert_eq!(answer.token, world.execution.checkpoint_token());
    let is_shown = |update: &Update| {
        answer
            .operations
            .iter()
            .any(|operation| operation.id == update.id)
    };
    let mut touched = checkpoint.updates.iter().filter(|update| !is_end(update));
    assert!(
        touched.all(is_shown) || is_over_quota(&world.execution, &checkpoint.updates),
        "an answer shows what was asked for"
    );
    let stranger = ClientToken::parse("somebody-else").ok();
    refuse_dead(
        world,
        &Checkpoint {
            client_token: stranger,
            ..checkpoint.clone()
        },
    );
    let mut other = checkpoint.clone();
    other.digest = !other.digest;
    refuse_dead(world, &other);
    let is_open = world.execution.checkpoint_token().is_some();
    if is_open && checkpoint.client_token.is_some() {
        let again = world
            .submit(&Command::Checkpoint(checkpoint.clone()))
            .expect("a repeat is welcome");
        assert!(again.is_empty(), "a repeat changes nothing");
        let repeated = world.execution.checkpoint_answer();
        assert_eq!(
            (repeated.token, repeated.operations),
            (answer.token, answer.operations)
        );
    } else {
        refuse_dead(world, checkpoint);
    }
}

fn refuse_dead(world: &World, checkpoint: &Checkpoint) {
    let command = Command::Checkpoint(checkpoint.clone());
    let decided = world.execution.decide(&command, world.now, &world.limits);
    assert_eq!(
        decided.err(),
        Some(Rejection::InvalidCheckpointToken),
        "its token is dead"
    );
}

fn is_end(update: &Update) -> bool {
    matches!(
        update.change,
        Change::ExecutionSucceed { .. } | Change::ExecutionFail { .. }
    )
}

/// Whether the execution failed for its quota, and not because these updates say so.
fn is_over_quota(execution: &Execution, updates: &[Update]) -> bool {
    let error = execution.outcome().and_then(|outcome| outcome.error());
    let kind = error.and_then(|error| error.error_type.as_deref());
    let said = updates.last().and_then(|update| update.change.data().1);
    kind == Some("ServiceQuotaExceededException") && said != error
}

/// Bytes of what an update carries.
fn bytes(update: &Update) -> usize {
    let (payload, error) = update.change.data();
    payload.map_or(0, |payload| payload.as_str().len()) + error.map_or(0, ErrorObject::size_bytes)
}

/// What counts as an operation (contract 8): the start, each operation, each retry. No invocation has broken.
fn metered(world: &World) -> usize {
    use cargo_durable::execution::{Fact, OperationFact};
    let counts = |fact: &Fact| match fact {
        Fact::ExecutionStarted(_) => 1,
        Fact::Operation { created, fact, .. } => {
            usize::from(created.is_some()) + usize::from(matches!(fact, OperationFact::StepRetried { .. }))
        }
        _ => 0,
    };
    world.journal.iter().map(|event| counts(&event.fact)).sum()
}
