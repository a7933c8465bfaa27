//! A fair world: nothing goes wrong any more, what is paused goes on, what is asked is answered; and everything ends.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use cargo_durable::engine::Engine;
use cargo_durable::engine::clock::Manual;
use cargo_durable::execution::{Completion, Execution, ExecutionArn, ExecutionStatus, Payload, Target};
use cargo_durable::store::{Filter, Store};

use super::chaos::Client;
use super::world::Shared;

/// A fair world ends within this time of its own.
const FAIRNESS: Duration = Duration::from_hours(4);

/// So soon, an emulator that nobody disturbs has found out everything, and has everything in hand.
const SETTLED: Duration = Duration::from_secs(30);

/// Nobody asks for anything: what is on disk is in memory, who can go on does, and parents know of their children.
pub(crate) async fn settle(engine: &Engine, store: &Store) {
    tokio::time::sleep(SETTLED).await;
    for (arn, _) in everything(engine).await {
        let now = engine.now();
        let view = move |e: &Execution| {
            let is_idle = e.in_flight().is_none() && e.wants_invocation(now);
            let children = e.chained_calls(0).filter_map(|(_, call)| match &call.target {
                Target::Durable { child, .. } => Some(child.clone()),
                _ => None,
            });
            (
                e.seq(),
                is_idle,
                e.outcome().is_some(),
                children.collect::<Vec<_>>(),
            )
        };
        let (seq, is_idle, is_closed, children) = engine.read(&arn, view).await.expect("a fair disk");
        let journal = store
            .load(&arn)
            .await
            .expect("a fair disk")
            .expect("what is listed is there");
        assert_eq!(seq.0, journal.len() as u64, "memory is what is on disk: {arn}");
        assert!(!is_idle, "somebody calls the function: {arn}");
        for child in children.iter().filter(|_| !is_closed) {
            let view = |child: &Execution| child.outcome().is_none();
            let is_open = engine.read(child, view).await;
            assert!(
                is_open.is_ok_and(|open| open),
                "a parent knows of its child's end: {arn}"
            );
        }
    }
}

/// Resumes what is paused and answers what is asked, until everything has ended.
pub(crate) async fn be_fair(engine: &Engine, clock: &Manual, shared: &Arc<Shared>) {
    let client = Client {
        engine: engine.clone(),
        shared: Arc::clone(shared),
    };
    let deadline = tokio::time::Instant::now() + FAIRNESS;
    let mut open: BTreeSet<ExecutionArn> = everything(engine).await.into_iter().map(|(arn, _)| arn).collect();
    loop {
        for arn in open.clone() {
            if client.help(&arn).await {
                open.remove(&arn);
            }
        }
        let running = everything(engine)
            .await
            .into_iter()
            .filter(|(_, status)| !status.is_closed());
        open.extend(running.map(|(arn, _)| arn));
        if open.is_empty() {
            break;
        }
        if tokio::time::Instant::now() >= deadline {
            report_stuck(engine, &open).await;
        }
        // Long enough for idle executions to leave memory.
        tokio::time::sleep(Duration::from_secs(20)).await;
    }
    retire(engine, clock).await;
}

impl Client {
    /// Does what the execution waits for; whether it is over.
    async fn help(&self, arn: &ExecutionArn) -> bool {
        let view = |e: &Execution| (e.status(), e.is_over());
        // Retention may be faster than we are.
        let Ok((status, is_over)) = self.engine.read(arn, view).await else {
            return true;
        };
        match status {
            ExecutionStatus::Paused | ExecutionStatus::Pausing => self.resume_one(arn).await,
            ExecutionStatus::Running => {
                for callback_id in self.callbacks(arn, true).await {
                    let result = Some(Payload::from("fair"));
                    self.complete(arn, callback_id, Completion::Succeed { result })
                        .await;
                }
            }
            _ => {}
        }
        is_over
    }
}

/// Every execution that is in the store.
pub(crate) async fn everything(engine: &Engine) -> Vec<(ExecutionArn, ExecutionStatus)> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let filter = Filter {
            oldest_first: true,
            ..Filter::default()
        };
        let page = engine.list(filter, after, 7).await.expect("a fair disk");
        all.extend(
            page.rows
                .into_iter()
                .map(|listed| (listed.arn, listed.row.status)),
        );
        match page.next {
            Some(next) => after = Some(next),
            None => return all,
        }
    }
}

async fn report_stuck(engine: &Engine, open: &BTreeSet<ExecutionArn>) {
    for arn in open {
        let stuck = engine
            .read(arn, |e| (!e.is_over()).then(|| format!("{e:#?}")))
            .await;
        if let Ok(Some(stuck)) = stuck {
            panic!("an execution does not end in a fair world: {stuck}");
        }
    }
}

/// Two days later, what was to be kept for a day is gone, and only that.
async fn retire(engine: &Engine, clock: &Manual) {
    let before = everything(engine).await;
    let mut kept = Vec::new();
    for (arn, _) in &before {
        let forgets = engine.read(arn, |e| e.config().retention_days == Some(1)).await;
        if !forgets.expect("a fair disk") {
            kept.push(arn.clone());
        }
    }
    clock.jump(2 * 86_400_000);
    tokio::time::sleep(Duration::from_secs(70)).await;
    let after: Vec<_> = everything(engine).await.into_iter().map(|(arn, _)| arn).collect();
    assert_eq!(
        after, kept,
        "retention takes what is past its day, and nothing else"
    );
}
