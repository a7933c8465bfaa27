//! What must hold of one journal, and of what its function was told on the way.

use std::collections::BTreeMap;

use cargo_durable::execution::{
    Details, Ending, Event, Execution, ExecutionArn, Fact, Operation, OperationFact, OperationId, Timestamp,
};

use super::audit::Found;
use super::ledger::Ledger;

/// The public part of a journal, with its event ids.
pub(crate) fn public(journal: &[Event]) -> Vec<(u64, Event)> {
    let public = journal.iter().filter(|event| event.fact.is_public());
    (1..).zip(public.cloned()).collect()
}

pub(crate) fn check(arn: &ExecutionArn, found: &Found, ledger: &Ledger) {
    check_order(arn, &found.journal);
    check_invocations(arn, &found.journal, ledger);
    for operation in &found.execution.operations()[1..] {
        let name = operation.name.as_ref().map(ToString::to_string);
        let is_kept = name.is_none_or(|name| name == format!("op {}", operation.id));
        assert!(
            is_kept && (operation.name.is_some() || operation.sub_type.is_none()),
            "a name stays: {operation:?}"
        );
    }
    let told = check_told(arn, &found.journal, ledger);
    let promised = ledger.answers.keys().filter(|(of, _)| of == arn).count();
    assert_eq!(told, promised, "every acknowledged checkpoint is there: {arn}");
}

/// Time and numbers only grow; one invocation at a time; one end, and after the close only that and the end of the
/// invocation that still ran.
fn check_order(arn: &ExecutionArn, journal: &[Event]) {
    let (mut is_flying, mut is_closed, mut ends) = (false, false, 0);
    for (index, event) in journal.iter().enumerate() {
        assert_eq!(event.seq.0, index as u64 + 1, "no gap: {arn}");
        assert!(
            index == 0 || journal[index - 1].at <= event.at,
            "time does not run backwards: {arn}"
        );
        match &event.fact {
            Fact::ExecutionStarted(started) => {
                assert!(index == 0 && started.arn == *arn, "it starts once: {arn}");
            }
            Fact::InvocationStarted { .. } => {
                assert!(
                    !is_flying && !is_closed,
                    "one invocation at a time, none after the close: {arn}"
                );
                is_flying = true;
            }
            Fact::InvocationCompleted { .. } => {
                assert!(is_flying, "an invocation ends after it began: {arn}");
                is_flying = false;
            }
            Fact::ExecutionEnded => {
                assert!(is_closed, "it ends after it is closed: {arn}");
                ends += 1;
            }
            Fact::OutcomeAccepted(_) => {
                assert!(!is_closed, "the first outcome wins: {arn}");
                is_closed = true;
            }
            Fact::CheckpointAccepted { .. } => {
                assert!(is_flying && !is_closed, "no checkpoint without a function: {arn}");
            }
            Fact::Operation { .. }
            | Fact::PauseRequested(_)
            | Fact::ExecutionPaused(_)
            | Fact::PauseWithdrawn { .. }
            | Fact::TimeModelled { .. }
            | Fact::Moved { .. }
            | Fact::ExecutionResumed { .. } => assert!(!is_closed, "nothing happens after the close: {arn}"),
        }
    }
    assert!(ends <= 1, "one terminal fact: {arn}");
    assert!(
        ends == 1 || !is_closed || is_flying,
        "the terminal fact comes: {arn}"
    );
}

/// Nothing happens before its time: no deadline, and no invocation while a broken one is slept off.
fn check_due(before: &Execution, heard: &BTreeMap<OperationId, Timestamp>, event: &Event) {
    let Fact::Operation { id, fact, .. } = &event.fact else {
        return;
    };
    let Some(operation) = before.operation(id) else {
        return;
    };
    let after = |from: Timestamp, s: u32| (s > 0).then(|| from.plus_seconds(s));
    let due = match (&operation.details, fact) {
        (Details::Step { next_attempt_at, .. }, OperationFact::StepReady) => *next_attempt_at,
        (Details::Wait { scheduled_end_at, .. }, OperationFact::WaitSucceeded) => Some(*scheduled_end_at),
        (
            Details::Callback {
                timeout_s,
                heartbeat_s,
                ..
            },
            OperationFact::CallbackTimedOut { .. },
        ) => {
            let heard_at = heard.get(id).copied().unwrap_or(operation.started_at);
            let both = [
                after(operation.started_at, *timeout_s),
                after(heard_at, *heartbeat_s),
            ];
            both.into_iter().flatten().min()
        }
        _ => return,
    };
    assert!(
        due.is_some_and(|due| due <= event.at),
        "too early: {event:?}, due at {due:?}"
    );
}

/// A broken invocation is slept off, a paused execution is left alone; PENDING for nothing is said only of functions
/// that do so.
fn check_invocations(arn: &ExecutionArn, journal: &[Event], ledger: &Ledger) {
    let (mut not_before, mut is_paused) = (None, false);
    for event in journal {
        match &event.fact {
            Fact::ExecutionPaused(_) => is_paused = true,
            Fact::ExecutionResumed { .. } => is_paused = false,
            Fact::InvocationCompleted { ending, .. } => {
                not_before = (*ending == Ending::Broke).then(|| event.at.plus_seconds(1));
                let is_slander = *ending == Ending::BadPending && !ledger.abused.contains(arn);
                assert!(
                    !is_slander,
                    "there was something pending, or news: {event:?} of {arn}"
                );
            }
            Fact::InvocationStarted { .. } => {
                let is_rested = not_before.is_none_or(|at| at <= event.at);
                assert!(
                    is_rested && !is_paused,
                    "it is called too early, or while it is paused: {arn}"
                );
            }
            _ => {}
        }
    }
}

fn is_modelled(journal: &[Event]) -> bool {
    let says_so = |event: &Event| matches!(event.fact, Fact::TimeModelled { .. });
    journal.iter().any(says_so)
}

/// Each invocation was told the whole state, each checkpoint exactly what was new since; how many answers were seen.
fn check_told(arn: &ExecutionArn, journal: &[Event], ledger: &Ledger) -> usize {
    let mut execution = Execution::replay(&journal[..1]).expect("a journal begins with a start");
    let is_modelled = is_modelled(journal);
    let mut seen = state(&execution, is_modelled);
    let (mut told, mut heard) = (0, BTreeMap::new());
    for event in &journal[1..] {
        check_due(&execution, &heard, event);
        execution.apply(event);
        let news: Vec<Operation> = {
            let changed = |operation: &Operation| seen.get(&operation.id) != Some(operation);
            execution
                .operations()
                .iter()
                .map(|operation| visible(operation, is_modelled))
                .filter(changed)
                .collect()
        };
        match &event.fact {
            Fact::Operation {
                id,
                fact: OperationFact::CallbackHeartbeat,
                ..
            } => {
                heard.insert(id.clone(), event.at);
            }
            Fact::InvocationStarted { request_id } => {
                let input = ledger.inputs.iter().find(|input| input.request_id == *request_id);
                if let Some(input) = input {
                    let got: Vec<_> = input.operations.iter().map(|o| visible(o, is_modelled)).collect();
                    assert_eq!(
                        got,
                        needed(&execution, is_modelled),
                        "an invocation is told the state: {arn}"
                    );
                    let ids: Vec<_> = news.iter().map(|operation| operation.id.clone()).collect();
                    assert_eq!(
                        input.updated, ids,
                        "an invocation is told what has changed: {arn}"
                    );
                    assert_eq!(input.arn, *arn);
                }
                seen = state(&execution, is_modelled);
            }
            Fact::CheckpointAccepted {
                spent, client_token, ..
            } => {
                if let Some(answer) = ledger.answers.get(&(arn.clone(), *spent)) {
                    told += 1;
                    let got: Vec<_> = answer.delta.iter().map(|o| visible(o, is_modelled)).collect();
                    assert_eq!(got, news, "a checkpoint is answered what is new: {arn}");
                    assert_eq!(
                        answer.client_token, *client_token,
                        "whose checkpoint it was: {arn}"
                    );
                    let is_there = |id: &OperationId| execution.operation(id).is_some();
                    let is_cut = answer.token.is_none();
                    assert!(
                        is_cut || answer.spoken_of.iter().all(is_there),
                        "what was sent is there: {arn}"
                    );
                    if let Some(token) = &answer.token {
                        assert_eq!(token.at, event.seq, "the next token is of this place: {arn}");
                    }
                }
                seen = state(&execution, is_modelled);
            }
            _ => {}
        }
    }
    told
}

fn state(execution: &Execution, is_modelled: bool) -> BTreeMap<OperationId, Operation> {
    execution
        .operations()
        .iter()
        .map(|o| (o.id.clone(), visible(o, is_modelled)))
        .collect()
}

/// An operation as a handler sees it: a heartbeat is none of its business, and when something is due is told by the
/// machine's clock, while the journal may hold another one's.
fn visible(operation: &Operation, is_modelled: bool) -> Operation {
    let mut visible = operation.clone();
    match &mut visible.details {
        Details::Callback { heard_at, .. } => *heard_at = Timestamp::from_millis(0),
        Details::Wait {
            scheduled_end_at: at, ..
        }
        | Details::Step {
            next_attempt_at: Some(at),
            ..
        } if is_modelled => *at = Timestamp::from_millis(0),
        _ => {}
    }
    visible
}

/// What a handler needs to replay: not what lies inside a closed context that does not ask for it (contract 1.5).
fn needed(execution: &Execution, is_modelled: bool) -> Vec<Operation> {
    let is_hidden = |operation: &Operation| {
        let mut parent = operation.parent.as_ref();
        while let Some(context) = parent.and_then(|id| execution.operation(id)) {
            let replays = matches!(
                context.details,
                Details::Context {
                    replay_children: true,
                    ..
                }
            );
            if context.status.is_terminal() && !replays {
                return true;
            }
            parent = context.parent.as_ref();
        }
        false
    };
    execution
        .operations()
        .iter()
        .filter(|o| !is_hidden(o))
        .map(|o| visible(o, is_modelled))
        .collect()
}
