//! What must hold of a store, whatever has happened: each journal by itself, all of them together, and against what
//! clients and functions were told.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use cargo_durable::engine::Engine;
use cargo_durable::execution::{
    Completion, Details, Event, Execution, ExecutionArn, Fact, OperationFact, Outcome, Target, Timestamp,
};
use cargo_durable::store::{CallbackFilter, Filter, FoundCallback, Store};

use super::journal;
use super::ledger::Ledger;
use super::program::{Ending, Known};
use super::world::Shared;

/// A day, after which some executions are forgotten.
const DAY_MS: i64 = 86_400_000;

/// What was found, for figures.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    pub(crate) executions: usize,
    pub(crate) events: usize,
    pub(crate) digest: u64,
}

/// An execution as the disk has it.
pub(crate) struct Found {
    pub(crate) journal: Vec<Event>,
    pub(crate) execution: Execution,
}

type All = BTreeMap<ExecutionArn, Found>;

/// Checks everything that is on disk.
///
/// # Panics
/// If a promise is not kept.
pub(crate) async fn audit(store: &Store, shared: &Shared, now: Timestamp) -> Summary {
    let all = read(store).await;
    let summary = check(&all, shared, now);
    for (arn, found) in &all {
        check_index(store, arn, found).await;
        check_pages(store, arn, found, shared).await;
    }
    check_open_callbacks(store, &all).await;
    summary
}

fn check(all: &All, shared: &Shared, now: Timestamp) -> Summary {
    let ledger = shared.ledger();
    let mut events = 0;
    let mut hasher = DefaultHasher::new();
    for (arn, found) in all {
        events += found.journal.len();
        serde_json::to_string(&found.journal)
            .expect("facts are JSON")
            .hash(&mut hasher);
        journal::check(arn, found, &ledger);
        check_chained(arn, found, all, &ledger);
        check_callbacks(found, &ledger);
        if let Some(outcome) = found.execution.outcome() {
            check_outcome(found, outcome, shared, &ledger);
        }
    }
    check_promises(all, &ledger, now);
    check_names(all, now);
    Summary {
        executions: all.len(),
        events,
        digest: hasher.finish(),
    }
}

/// Everything, retention or not.
async fn read(store: &Store) -> All {
    let mut all = All::new();
    let mut after = None;
    loop {
        let filter = Filter {
            oldest_first: true,
            ..Filter::default()
        };
        let page = store
            .list(&filter, after, 5, Timestamp::from_millis(0))
            .await
            .expect("the store can be read");
        for listed in page.rows {
            let journal = store.load(&listed.arn).await.expect("a journal can be read");
            let journal = journal.expect("what is listed is there");
            let execution = Execution::replay(&journal).expect("a journal replays");
            assert_eq!(
                listed.row,
                execution.row(),
                "the index agrees with the journal: {}",
                listed.arn
            );
            let again = all.insert(listed.arn.clone(), Found { journal, execution });
            assert!(
                again.is_none(),
                "a list shows each execution once: {}",
                listed.arn
            );
        }
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(
        store.count().await.expect("the store can be read"),
        all.len() as u64,
        "a list shows them all"
    );
    all
}

async fn check_index(store: &Store, arn: &ExecutionArn, found: &Found) {
    let row = store.row(arn).await.expect("the store can be read");
    assert_eq!(
        row,
        Some(found.execution.row()),
        "the index agrees with the journal: {arn}"
    );
}

/// The callbacks that are found open are those that the journals leave open.
async fn check_open_callbacks(store: &Store, all: &All) {
    let (mut listed, mut after) = (Vec::new(), None);
    loop {
        let page = store.callbacks(&CallbackFilter::default(), after, 3).await;
        let page = page.expect("the store can be read");
        listed.extend(page.callbacks);
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let is_sorted = listed.is_sorted_by_key(|found| found.open.started_at);
    assert!(is_sorted, "open callbacks are listed oldest first");
    let open = all.iter().flat_map(|(arn, found)| {
        let open = found.execution.open_callbacks().into_iter();
        open.map(move |open| FoundCallback {
            arn: arn.clone(),
            open,
            pace: found.execution.pace(),
        })
    });
    let mut open: Vec<_> = open.collect();
    let place = |found: &FoundCallback| (found.arn.clone(), found.open.operation.clone());
    listed.sort_by_key(place);
    open.sort_by_key(place);
    assert_eq!(
        listed, open,
        "the list of open callbacks agrees with the journals"
    );
}

/// History is the public part of the journal, by pages of any size, forward and backward.
async fn check_pages(store: &Store, arn: &ExecutionArn, found: &Found, shared: &Shared) {
    let public = journal::public(&found.journal);
    let size = shared.roll(|rng| [1, 2, 3, 10, 1_000][rng.usize(..5)]);
    for reverse in [false, true] {
        let mut seen = Vec::new();
        loop {
            let after = seen.last().map(|(id, _)| *id);
            let page = store
                .history(arn, after, size, reverse, usize::MAX)
                .await
                .expect("the store can be read");
            let page = page.expect("what is listed has a history");
            seen.extend(page.events);
            assert!(seen.len() <= public.len(), "pages cover each event once: {arn}");
            if !page.more {
                break;
            }
        }
        if reverse {
            seen.reverse();
        }
        assert_eq!(seen, public, "history is the public journal: {arn}");
    }
}

/// The parent knows what became of the child, and the child whose it is.
fn check_chained(arn: &ExecutionArn, found: &Found, all: &All, ledger: &Ledger) {
    for event in &found.journal {
        let Fact::Operation { id, fact, .. } = &event.fact else {
            continue;
        };
        let OperationFact::ChainedInvokeStarted { target, .. } = fact else {
            continue;
        };
        let Target::Durable { child, .. } = target else {
            continue;
        };
        let Some(child) = all.get(child) else {
            let operation = found.execution.operation(id).expect("it was started");
            let is_gone = ledger.deleted.contains(child) || ledger.doomed.contains(child);
            assert!(
                !operation.status.is_terminal() || is_gone,
                "a child that came to something is there: {child}"
            );
            continue;
        };
        let origin = &child.execution.started().origin;
        let is_ours = matches!(
            origin,
            cargo_durable::execution::Origin::Chained { parent, operation, .. } if parent == arn && operation == id
        );
        assert!(is_ours, "a child knows its parent: {origin:?}");
        let operation = found.execution.operation(id).expect("it was started");
        if !operation.status.is_terminal() {
            continue;
        }
        let (result, error) = operation.details.outcome();
        let outcome = child
            .execution
            .outcome()
            .expect("a child that came to something is closed");
        let (is_same, words) = match outcome {
            Outcome::Succeeded { result: theirs } => (result == theirs.as_ref(), "SUCCEEDED"),
            Outcome::Failed { error: theirs } => {
                (error == Some(&theirs.clone().unwrap_or_default()), "FAILED")
            }
            Outcome::TimedOut { .. } => (error.is_some(), "TIMED_OUT"),
            Outcome::Stopped { error: theirs } => (error == Some(theirs), "STOPPED"),
        };
        assert!(
            is_same && operation.status.as_str() == words,
            "{operation:?} came to {outcome:?}"
        );
    }
}

/// A callback came to what somebody said of it, or to its timeout.
fn check_callbacks(found: &Found, ledger: &Ledger) {
    for event in &found.journal {
        let Fact::Operation { id, fact, .. } = &event.fact else {
            continue;
        };
        let said = match fact {
            OperationFact::CallbackSucceeded { result } => Completion::Succeed {
                result: result.clone(),
            },
            OperationFact::CallbackFailed { error } => Completion::Fail { error: error.clone() },
            _ => continue,
        };
        let operation = found.execution.operation(id).expect("it was started");
        let Details::Callback { callback_id, .. } = &operation.details else {
            panic!("a callback's fact is about a callback: {operation:?}")
        };
        let was_said = ledger
            .tried
            .iter()
            .any(|(id, tried)| id == callback_id && *tried == said);
        assert!(was_said, "nobody said {said:?} of {operation:?}");
    }
}

/// The end is the one that the program, its surroundings and its fate allow.
fn check_outcome(found: &Found, outcome: &Outcome, shared: &Shared, ledger: &Ledger) {
    let (execution, arn) = (&found.execution, found.execution.arn());
    let program = &shared.programs[arn.function().as_str()];
    match outcome {
        Outcome::Succeeded { result } => {
            assert!(
                matches!(program.ending, Ending::Returns | Ending::Checkpoints),
                "{arn} does not succeed"
            );
            let known: Known = execution
                .operations()
                .iter()
                .map(|o| (o.id.clone(), o.clone()))
                .collect();
            let result = result.as_ref().map(ToString::to_string);
            assert_eq!(result, Some(program.expected(&known)), "the result of {arn}");
        }
        Outcome::Failed { error } => {
            let kind = error.as_ref().and_then(|error| error.error_type.as_deref());
            let is_allowed = match kind {
                Some("Ends") => matches!(program.ending, Ending::Fails | Ending::ChecksFailure),
                Some("InvalidParameterValueException") => ledger.abused.contains(arn),
                Some("ServiceQuotaExceededException") => shared.limits.operations < 100,
                Some("ResourceNotFoundException") => ledger.absent.contains(&arn.function()),
                _ => shared.limits.crash_retries.is_some(),
            };
            assert!(is_allowed, "{arn} has no reason to fail: {error:?}");
        }
        Outcome::TimedOut { .. } => {
            let ended_at = execution.ended_at().expect("it ended");
            let lived_ms = ended_at.millis_since(execution.started_at());
            let allowed_ms = i64::from(execution.config().execution_timeout_s) * 1_000;
            assert!(
                lived_ms >= allowed_ms,
                "{arn} timed out after {lived_ms} ms of {allowed_ms}"
            );
        }
        Outcome::Stopped { error } => assert!(ledger.stops.contains(error), "nobody stopped {arn}"),
    }
}

/// What was acknowledged is there; what was deleted is not.
fn check_promises(all: &All, ledger: &Ledger, now: Timestamp) {
    for (arn, begun) in &ledger.started {
        if let Some(found) = all.get(arn) {
            assert_eq!(found.execution.started().input, begun.input, "the input of {arn}");
            continue;
        }
        let may_be_gone = ledger.deleted.contains(arn) || ledger.doomed.contains(arn);
        let is_old = now.millis_since(begun.at) >= DAY_MS;
        assert!(
            may_be_gone || (begun.forgets && is_old),
            "{arn} was started, and is lost"
        );
    }
    for arn in &ledger.deleted {
        assert!(!all.contains_key(arn), "{arn} was deleted, and is there");
    }
    for arn in &ledger.stopped {
        let is_closed = all
            .get(arn)
            .is_none_or(|found| found.execution.outcome().is_some());
        assert!(is_closed, "{arn} was stopped, and goes on");
    }
    for (arn, outcome) in &ledger.ended {
        let found = all.get(arn).map(|found| found.execution.outcome());
        assert!(
            found.is_none_or(|found| found == outcome.as_ref()),
            "{arn} ended otherwise: {outcome:?}"
        );
    }
    for (arn, seen) in &ledger.histories {
        let Some(found) = all.get(arn) else { continue };
        assert!(
            journal::public(&found.journal).starts_with(seen),
            "what was shown of {arn} is there"
        );
    }
    for (callback_id, completion) in &ledger.completed {
        let (arn, id) = callback_id.address().expect("one of ours");
        let Some(found) = all.get(&arn) else { continue };
        let facts = found.journal.iter().filter_map(|event| match &event.fact {
            Fact::Operation { id: about, fact, .. } if *about == id => Some(fact),
            _ => None,
        });
        let is_there = facts.into_iter().any(|fact| match (fact, completion) {
            (OperationFact::CallbackSucceeded { result }, Completion::Succeed { result: said }) => {
                result == said
            }
            (OperationFact::CallbackFailed { error }, Completion::Fail { error: said }) => error == said,
            (OperationFact::CallbackHeartbeat, Completion::Heartbeat) => true,
            _ => false,
        });
        assert!(
            is_there,
            "{completion:?} of {id} was accepted, and is lost: {arn}"
        );
    }
}

/// A name stands for one execution, as long as that is remembered.
fn check_names(all: &All, now: Timestamp) {
    let mut names = BTreeSet::new();
    for (arn, found) in all {
        let expires_at = found.execution.row().expires_at;
        if expires_at.is_none_or(|at| at > now) {
            let is_new = names.insert((arn.function(), arn.name()));
            assert!(is_new, "two executions have the name {}", arn.name());
        }
    }
}

/// Nothing runs any more, in the engine or on disk.
pub(crate) async fn everything_ended(engine: &Engine, store: &Store) {
    for (arn, status) in super::fair::everything(engine).await {
        assert!(status.is_closed(), "{arn} is {status}");
        assert!(
            engine.read(&arn, Execution::is_over).await.expect("a fair disk"),
            "{arn} is over"
        );
    }
    let due = store
        .due(Timestamp::from_millis(i64::MAX), None, 10)
        .await
        .expect("a fair disk");
    assert!(due.is_empty(), "nothing is left to do: {due:?}");
}
