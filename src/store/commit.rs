//! Group commit: whoever gets the connection takes every append that waits, writes them in one transaction,
//! and answers each when that is on disk.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::Store;
use super::error::StoreError;
use super::faults::{Broken, Faults, Moment};
use super::journal::{self, Append};
use super::pool::{Connections, lock};
use crate::execution::{Decision, Event, ExecutionArn, Row};

/// What may wait to be written, in KiB; who comes later waits outside.
const QUEUE_KIB: u32 = 64 * 1024;
/// What the smallest append counts for: so that no more than 4,096 wait.
const LEAST_KIB: u32 = 16;

/// The appends that wait.
#[derive(Debug)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    room: Arc<Semaphore>,
}

#[derive(Debug, Default)]
struct Waiting {
    appends: VecDeque<Pending>,
    /// Whether somebody is about to take them.
    driven: bool,
}

/// One append and whoever waits for it.
#[derive(Debug)]
struct Pending {
    append: Append,
    answer: oneshot::Sender<Result<(), StoreError>>,
    /// Its place in the queue.
    _room: OwnedSemaphorePermit,
}

impl Queue {
    pub(super) fn new() -> Self {
        Self {
            waiting: Mutex::default(),
            room: Arc::new(Semaphore::new(QUEUE_KIB as usize)),
        }
    }

    /// Puts an append at the end; `true` if nobody drives the queue, and the caller has to.
    fn push(&self, pending: Pending) -> bool {
        let mut waiting = lock(&self.waiting);
        waiting.appends.push_back(pending);
        !std::mem::replace(&mut waiting.driven, true)
    }

    /// Takes all that wait.
    fn take(&self) -> VecDeque<Pending> {
        std::mem::take(&mut lock(&self.waiting).appends)
    }

    /// Whether any wait; if not, nobody drives the queue any more.
    fn goes_on(&self) -> bool {
        let mut waiting = lock(&self.waiting);
        waiting.driven = !waiting.appends.is_empty();
        waiting.driven
    }

    /// How many wait.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        lock(&self.waiting).appends.len()
    }

    /// As if somebody drove the queue, and then did not.
    #[cfg(test)]
    pub(super) fn fail(&self, store: &Store) -> impl Drop + use<> {
        lock(&self.waiting).driven = true;
        Driver {
            queue: store.queue.clone(),
            connections: Some(store.connections.clone()),
        }
    }

    /// Whoever waits hears nothing, ever.
    fn bury(&self, group: VecDeque<Pending>) {
        lock(&self.waiting).appends.extend(group);
    }

    /// Nobody drives the queue any more, and whoever waits hears that nobody will.
    fn abandon(&self) {
        *lock(&self.waiting) = Waiting::default();
    }
}

impl Store {
    /// The same as [`Store::record`], of events that open and close no callback.
    ///
    /// # Panics
    /// As that does.
    pub async fn append(&self, arn: &ExecutionArn, events: Vec<Event>, row: Row) -> Result<(), StoreError> {
        let callbacks = Vec::new();
        let decision = Decision {
            events,
            row,
            callbacks,
        };
        self.record(arn, decision).await
    }

    /// Puts events at the end of a journal, and beside them what the index keeps of it. When this answers, all of
    /// it is on disk. [`Row::started_at`] is settled by the first append.
    ///
    /// Dropping the future does not take the append back. After any error but [`StoreError::Conflict`] the
    /// caller must not assume that nothing was written: the journal is the truth.
    ///
    /// # Panics
    /// If there are no events, or they do not follow each other.
    pub async fn record(&self, arn: &ExecutionArn, decision: Decision) -> Result<(), StoreError> {
        let append = Append::new(arn.clone(), decision);
        let kib = u32::try_from(append.bytes() / 1024)
            .unwrap_or(QUEUE_KIB)
            .clamp(LEAST_KIB, QUEUE_KIB);
        let room = self.queue.room.clone().acquire_many_owned(kib).await;
        let (answer, answered) = oneshot::channel();
        let is_first = self.queue.push(Pending {
            append,
            answer,
            _room: room.map_err(|_| StoreError::Interrupted)?,
        });
        if is_first {
            let driver = Driver {
                queue: self.queue.clone(),
                connections: Some(self.connections.clone()),
            };
            self.connections.spawn(move || driver.run());
        }
        answered.await.unwrap_or(Err(StoreError::Interrupted))
    }
}

/// Whoever has the connection.
struct Driver {
    queue: Arc<Queue>,
    /// `None` when nothing waits any more.
    connections: Option<Arc<Connections>>,
}

impl Driver {
    fn run(mut self) {
        while let Some(connections) = &self.connections {
            let Some(answers) = self.write(connections) else {
                // Dead: the queue keeps its driver, so that nobody takes what comes.
                self.connections = None;
                return;
            };
            if !self.queue.goes_on() {
                // Before the answers: who drops the store after the last of them must find it closed.
                self.connections = None;
            }
            for (pending, result) in answers {
                // Whoever asked may be gone; what was asked is done all the same.
                let _ = pending.answer.send(result);
            }
        }
    }

    /// Waits for the connection, and only then takes what is to be written. If the transaction fails, everybody is
    /// told so; if nobody is to hear anything any more, `None`.
    fn write(&self, connections: &Connections) -> Option<Vec<(Pending, Result<(), StoreError>)>> {
        let writer = connections.writer();
        let group = self.queue.take();
        let faults = &connections.rig.faults;
        let committed = writer
            .map_err(Broken::from)
            .and_then(|mut writer| commit(&mut writer, &group, faults));
        let results = match committed {
            Ok(results) => results,
            Err(Broken::Failed(error)) => vec![Err(error); group.len()],
            Err(Broken::Dead) => {
                self.queue.bury(group);
                return None;
            }
        };
        Some(group.into_iter().zip(results).collect())
    }
}

impl Drop for Driver {
    /// After a panic, or if the runtime shut down before it ran: nobody waits for a driver that is no more.
    fn drop(&mut self) {
        if self.connections.is_some() {
            self.queue.abandon();
        }
    }
}

/// Why nothing of a transaction was written.
enum Failed {
    /// One append could not be, for its own reasons.
    One(StoreError),
    All(Broken),
}

/// Writes a group in one transaction. If that fails, everybody is told so; but if one append is the reason, each gets
/// a transaction of its own. Savepoints would do as well, and cost every append a copy of each page that it changes.
fn commit(
    connection: &mut Connection,
    group: &VecDeque<Pending>,
    faults: &Faults,
) -> Result<Vec<Result<(), StoreError>>, Broken> {
    match transact(connection, group, faults) {
        Ok(results) => Ok(results),
        Err(Failed::One(_)) if group.len() > 1 => group
            .iter()
            .map(|pending| alone(connection, pending, faults))
            .collect(),
        Err(Failed::One(error)) => Ok(vec![Err(error)]),
        Err(Failed::All(broken)) => Err(broken),
    }
}

fn alone(
    connection: &mut Connection,
    pending: &Pending,
    faults: &Faults,
) -> Result<Result<(), StoreError>, Broken> {
    match transact(connection, [pending], faults) {
        Ok(results) => Ok(results.into_iter().collect()),
        Err(Failed::One(error) | Failed::All(Broken::Failed(error))) => Ok(Err(error)),
        Err(Failed::All(Broken::Dead)) => Err(Broken::Dead),
    }
}

/// Writes all of these or nothing, conflicts apart: those are found before anything is written.
fn transact<'a>(
    connection: &mut Connection,
    group: impl IntoIterator<Item = &'a Pending>,
    faults: &Faults,
) -> Result<Vec<Result<(), StoreError>>, Failed> {
    let all = |error: rusqlite::Error| Failed::All(error.into());
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(all)?;
    let mut results = Vec::new();
    for pending in group {
        match journal::write(&transaction, &pending.append) {
            result @ (Ok(()) | Err(StoreError::Conflict { .. })) => results.push(result),
            // SQLite itself has rolled everything back, as it does when the disk is full.
            Err(error) if transaction.is_autocommit() => return Err(Failed::All(error.into())),
            Err(error) => return Err(Failed::One(error)),
        }
    }
    faults.at(Moment::Before).map_err(Failed::All)?;
    transaction.commit().map_err(all)?;
    faults.at(Moment::After).map_err(Failed::All)?;
    Ok(results)
}
