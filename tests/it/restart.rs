//! A scenario is cut at every commit, and the emulator opened again on what was on disk: it must end as if nothing
//! had happened. Time is the runtime's, paused: a wait takes as long as the work around it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use cargo_durable::engine::clock::Clock;
use cargo_durable::engine::ids::Ids;
use cargo_durable::engine::{Drive, Engine, Parts, Start};
use cargo_durable::execution::{
    CallbackChange, Command, Completion, Decision, Details, DurableConfig, Event, Execution, ExecutionArn,
    Fact, FunctionName, Limits, OperationFact, Origin, Payload, Seq, Speed, Status, Target, Timestamp,
};
use cargo_durable::store::{Store, StoreError, Sync};
use tempfile::TempDir;

use crate::support::handler::{Context, Guests, Halt};

const BEGIN: Timestamp = Timestamp::from_millis(1_800_000_000_000);

/// A step, a retry, a wait, a callback, a durable and a plain chained invoke.
async fn everything(context: Context) -> Result<String, Halt> {
    let mut results = vec![context.step("step", 0, "1").await?];
    results.push(context.step("flaky", 2, "2").await?);
    context.wait("wait", 5).await?;
    results.push(context.callback("callback").await?);
    results.push(context.invoke("durable", "child:$LATEST").await?);
    results.push(context.invoke("plain", "plain").await?);
    Ok(format!("[{}]", results.join(",")))
}

async fn child(context: Context) -> Result<String, Halt> {
    context.wait("nap", 3).await?;
    context.step("answer", 1, "4").await
}

fn guests() -> Guests {
    Guests::default()
        .durable("everything", everything)
        .durable("child", child)
        .plain("plain", "5")
}

fn engine(store: Store, now: Timestamp, seed: u64) -> Engine {
    let guests = Arc::new(guests());
    let engine = Engine::new(Parts {
        store,
        invoker: Arc::clone(&guests) as _,
        clock: Clock::manual(now),
        ids: Ids::seeded(seed),
        region: "us-east-1".to_owned(),
        account: "123456789012".to_owned(),
        limits: Limits::default(),
        lenient_qualifiers: false,
        drive: Drive::Everything,
        speed: Speed::REAL,
    });
    guests.connect(engine.clone());
    engine
}

/// Answers every callback of an execution as soon as it is open, until the execution is over.
async fn answer_callbacks(engine: Engine, arn: ExecutionArn) {
    let open = |execution: &Execution| {
        execution
            .operations()
            .iter()
            .filter(|op| op.status == Status::Started)
            .find_map(|op| match &op.details {
                Details::Callback { callback_id, .. } => Some(callback_id.clone()),
                _ => None,
            })
    };
    while !engine.read(&arn, Execution::is_over).await.unwrap() {
        let mut news = engine.subscribe(&arn).await.unwrap();
        if let Some(callback_id) = engine.read(&arn, open).await.unwrap() {
            let completion = Completion::Succeed {
                result: Some(Payload::from("3")),
            };
            engine
                .submit(
                    &arn,
                    Command::CompleteCallback {
                        callback_id,
                        completion,
                    },
                    |_| (),
                )
                .await
                .unwrap();
        }
        // It ends with the lane, which is no reason to stop looking.
        let _ = news.changed().await;
    }
}

/// Runs an execution to its end and returns its journal and its child's, as batches of one commit each.
async fn finish(engine: &Engine, arn: &ExecutionArn) -> String {
    let answering = tokio::spawn(answer_callbacks(engine.clone(), arn.clone()));
    let outcome = engine
        .wait_until_ended(arn, |execution| execution.outcome().cloned())
        .await
        .unwrap();
    answering.await.unwrap();
    engine.shutdown().await;
    outcome
        .and_then(|outcome| outcome.result().map(ToString::to_string))
        .unwrap_or_default()
}

fn start() -> Start {
    Start {
        function: FunctionName::parse("everything").unwrap(),
        version: "$LATEST".to_owned(),
        name: None,
        input: None,
        config: DurableConfig::DEFAULT,
        origin: Origin::Async,
        tenant: None,
        trace: None,
        endpoint: None,
        account: None,
    }
}

fn child_of(journal: &[Event]) -> ExecutionArn {
    let child = journal.iter().find_map(|event| match &event.fact {
        Fact::Operation {
            fact:
                OperationFact::ChainedInvokeStarted {
                    target: Target::Durable { child, .. },
                    ..
                },
            ..
        } => Some(child.clone()),
        _ => None,
    });
    child.expect("it invokes a durable function")
}

/// Every event id of a history, in order.
async fn event_ids(store: &Store, arn: &ExecutionArn) -> Vec<u64> {
    let page = store
        .history(arn, None, 1_000, false, usize::MAX)
        .await
        .unwrap()
        .unwrap();
    page.events.iter().map(|(id, _)| *id).collect()
}

/// Whether a commit ends after so many events: what accepts a checkpoint, or ends an execution, is written together
/// with what comes before it.
fn ends_a_commit(journal: &[Event], count: usize) -> bool {
    !matches!(
        journal.get(count).map(|next| &next.fact),
        Some(Fact::CheckpointAccepted { .. } | Fact::OutcomeAccepted(_) | Fact::ExecutionEnded)
    )
}

/// Opens a store that was closed a moment ago. A process that another test starts inherits the lock's descriptor for
/// the instant between its fork and its exec.
fn open(path: &Path) -> Store {
    for _ in 0..1_000 {
        match Store::open(path, Sync::Normal) {
            Err(StoreError::Locked { .. }) => std::thread::sleep(Duration::from_millis(1)),
            opened => return opened.unwrap(),
        }
    }
    panic!("{} stays locked", path.display());
}

/// Puts the first `count` events of a journal into a store, one commit each.
async fn write(store: &Store, arn: &ExecutionArn, journal: &[Event], count: usize) {
    for end in 1..=count {
        let execution = Execution::replay(&journal[..end]).unwrap();
        let open = execution.open_callbacks().into_iter().map(CallbackChange::Opened);
        let decision = Decision {
            events: vec![journal[end - 1].clone()],
            row: execution.row(),
            callbacks: std::iter::once(CallbackChange::AllClosed).chain(open).collect(),
        };
        store.record(arn, decision).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn an_execution_ends_the_same_wherever_the_emulator_was_cut() {
    let folder = TempDir::new().unwrap();
    let whole = Store::open(folder.path().join("whole.db"), Sync::Normal).unwrap();
    let first = engine(whole.clone(), BEGIN, 1);
    first.recover().await.unwrap();
    let arn = first.start(start()).await.unwrap().arn;
    assert_eq!(finish(&first, &arn).await, "[1,2,3,4,5]");
    let journal = whole.load(&arn).await.unwrap().unwrap();
    let child = child_of(&journal);
    let child_journal = whole.load(&child).await.unwrap().unwrap();

    for cut in (1..=journal.len()).filter(|cut| ends_a_commit(&journal, *cut)) {
        let path = folder.path().join(format!("cut-{cut}.db"));
        let now = journal[cut - 1].at.plus_seconds(1);
        {
            let before = Store::open(&path, Sync::Normal).unwrap();
            write(&before, &arn, &journal, cut).await;
            // As much of the child as was there by then.
            let there = child_journal
                .iter()
                .filter(|event| event.at <= journal[cut - 1].at)
                .count();
            let is_invoked = Execution::replay(&journal[..cut]).unwrap().operations().len() > 5;
            write(
                &before,
                &child,
                &child_journal,
                if is_invoked { there } else { 0 },
            )
            .await;
        }
        let store = open(&path);
        let engine = engine(store.clone(), now, 2 + cut as u64);
        engine.recover().await.unwrap();
        assert_eq!(
            finish(&engine, &arn).await,
            "[1,2,3,4,5]",
            "cut after event {cut} of {}",
            journal.len()
        );

        let ids = event_ids(&store, &arn).await;
        assert_eq!(
            ids,
            (1..=ids.len() as u64).collect::<Vec<_>>(),
            "history is gapless, cut at {cut}"
        );
        let again = store.load(&arn).await.unwrap().unwrap();
        assert_eq!(
            again[..cut],
            journal[..cut],
            "what was on disk stays, cut at {cut}"
        );
        assert_eq!(again.last().unwrap().seq, Seq(again.len() as u64));
    }
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_nothing_does_not_wait_for_a_clock_that_went_back() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("whole.db");
    let store = Store::open(&path, Sync::Normal).unwrap();
    let whole = engine(store.clone(), BEGIN, 1);
    let arn = whole.start(start()).await.unwrap().arn;
    finish(&whole, &arn).await;
    let journal = store.load(&arn).await.unwrap().unwrap();
    // Just started; and in an invocation.
    for cut in [1, 2] {
        let store = Store::open(folder.path().join(format!("cut-{cut}.db")), Sync::Normal).unwrap();
        write(&store, &arn, &journal, cut).await;
        let an_hour_ago = BEGIN.plus_millis(-3_600_000);
        let engine = engine(store.clone(), an_hour_ago, 2);
        engine.recover().await.unwrap();
        tokio::time::sleep(Duration::from_secs(2)).await;
        let invocations = store.load(&arn).await.unwrap().unwrap();
        let invocations = invocations
            .iter()
            .filter(|event| matches!(event.fact, Fact::InvocationStarted { .. }));
        assert_eq!(
            invocations.count(),
            cut,
            "one more than there were, cut after event {cut}"
        );
        engine.shutdown().await;
    }
}
