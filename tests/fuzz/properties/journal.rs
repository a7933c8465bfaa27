//! Journals: one event a line, as the store keeps them.
//!
//! * A fact that is read is written as it will be read again.
//! * A journal that [`legal`] allows is one that a replay takes, and the state is that of its facts.
//! * It goes on: what is decided next is lawful, foreseen and replayed.
//!
//! A journal that is not allowed may make a replay panic, so it is not replayed.

use std::collections::BTreeMap;

use cargo_durable::execution::{
    ChainedOutcome, Checkpoint, Command, Completion, CorruptJournal, Details, ErrorObject, Event, Execute,
    Execution, Fact, Limits, Operation, RequestId, Seq, Timestamp,
};

use super::legal;

/// No journal is longer here.
const MOST_EVENTS: usize = 200;

pub(crate) fn check(data: &[u8]) {
    let lines = data.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let mut journal = Vec::new();
    for line in lines.take(MOST_EVENTS) {
        let Ok(event) = serde_json::from_slice::<Event>(line) else {
            return;
        };
        let written = serde_json::to_string(&event).expect("a fact can be written");
        let again: Event = serde_json::from_str(&written).expect("a fact can be read");
        assert_eq!(again, event, "facts survive the disk");
        journal.push(event);
    }
    if let Err(why) = legal::check(&journal) {
        beginnings(&journal, why);
        return;
    }
    let execution = Execution::replay(&journal).expect("a legal journal is replayed");
    let last = journal.last().expect("a legal journal has a start");
    assert_eq!((execution.seq(), execution.last_event_at()), (last.seq, last.at));
    assert_eq!(execution.seq(), Seq(journal.len() as u64));
    let made = |event: &&Event| matches!(event.fact, Fact::Operation { created: Some(_), .. });
    assert_eq!(
        execution.operations().len(),
        1 + journal.iter().filter(made).count(),
        "an operation for each that began"
    );
    let closed = journal
        .iter()
        .any(|event| matches!(event.fact, Fact::OutcomeAccepted(_)));
    let ended = journal
        .iter()
        .any(|event| matches!(event.fact, Fact::ExecutionEnded));
    assert_eq!(
        (execution.status().is_closed(), execution.has_ended()),
        (closed, ended)
    );
    for command in commands(&execution) {
        go_on(&execution, &journal, &command);
    }
}

/// What is wrong with the beginning of a journal is said, not panicked.
fn beginnings(journal: &[Event], why: legal::Why) {
    let said = match why {
        legal::Why::Empty | legal::Why::NoStart | legal::Why::Gap => Execution::replay(journal).err(),
        legal::Why::Misfit => return,
    };
    let is_so = matches!(
        (why, &said),
        (legal::Why::Empty, Some(CorruptJournal::Empty))
            | (legal::Why::NoStart, Some(CorruptJournal::NoStart))
            | (legal::Why::Gap, Some(CorruptJournal::Gap { .. }))
    );
    assert!(is_so, "{why:?}, not {said:?}");
}

/// What may be asked of any execution.
fn commands(execution: &Execution) -> Vec<Command> {
    let request_id = RequestId::parse("next").expect("a request id");
    let mut commands = vec![
        Command::Tick,
        Command::BeginInvocation { request_id },
        Command::Stop {
            error: ErrorObject::new("Stop", "now"),
        },
        Command::Pause {
            client_token: None,
            reason: None,
            execution_timeout_paused: true,
        },
        Command::Resume {
            client_token: None,
            reason: None,
        },
    ];
    let lost = |request_id| Command::FinishInvocation {
        request_id,
        execute: Execute::Lost,
    };
    commands.extend(execution.in_flight().cloned().map(lost));
    let nothing = |token| {
        Command::Checkpoint(Checkpoint {
            token,
            client_token: None,
            updates: Vec::new(),
            digest: 0,
            targets: BTreeMap::new(),
            nonce: 0,
        })
    };
    commands.extend(execution.checkpoint_token().map(nothing));
    commands.extend(execution.operations().iter().filter_map(news));
    commands
}

/// What somebody outside may say of an operation.
fn news(operation: &Operation) -> Option<Command> {
    match &operation.details {
        Details::Callback { callback_id, .. } => Some(Command::CompleteCallback {
            callback_id: callback_id.clone(),
            completion: Completion::Heartbeat,
        }),
        Details::ChainedInvoke { .. } => Some(Command::FinishChainedInvoke {
            id: operation.id.clone(),
            outcome: ChainedOutcome::Succeeded { result: None },
        }),
        _ => None,
    }
}

/// Decides a command five seconds later.
fn go_on(execution: &Execution, journal: &[Event], command: &Command) {
    let now = Timestamp::from_millis(execution.last_event_at().as_millis().saturating_add(5_000));
    let Ok(decision) = execution.decide(command, now, &Limits::SERVICE) else {
        return;
    };
    let mut further = execution.clone();
    let mut longer = journal.to_vec();
    for event in &decision.events {
        further.apply(event);
        longer.push(event.clone());
    }
    assert_eq!(decision.row, further.row(), "the row is the one foreseen");
    assert_eq!(legal::check(&longer), Ok(()), "what is decided is legal");
    let again = Execution::replay(&longer).expect("it is replayed");
    assert_eq!(
        again.operations(),
        further.operations(),
        "the state is the fold over the journal"
    );
    assert_eq!(
        (again.row(), again.next_wake()),
        (further.row(), further.next_wake())
    );
    assert_eq!(again.checkpoint_token(), further.checkpoint_token());
    assert!(again.chained_calls(0).eq(further.chained_calls(0)));
}
