//! From what functions print to rows: lines wait in memory for a moment and are written in groups, so that neither a
//! function that prints nor a checkpoint waits for them.
//!
//! Nobody who prints is held up, and what waits is bounded: where a function prints faster than can be written, the
//! oldest of its lines that wait are dropped and counted, and the newest are kept. An orderly end writes all that
//! waits ([`Store::flush_log`]); when the process is killed, the lines of the last moment ([`NAP`]) are lost.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use tokio::sync::Notify;

use super::Store;
use super::commit::Queue;
use super::lines::{self, Group, Line};
use super::pool::{Connections, lock};
use crate::execution::ExecutionArn;

/// How long a line waits for others.
const NAP: Duration = Duration::from_millis(50);
/// So many are not kept waiting.
const PLENTY: usize = 256;
/// Lines of one transaction: whoever checkpoints meanwhile waits for no more.
const GROUP: usize = 512;
/// What waits of one execution.
const MAX_LINES: usize = 4_096;
const MAX_BYTES: usize = 1 << 20;
/// What waits of all; each may have its newest line all the same.
const MAX_ALL_BYTES: usize = 16 << 20;
/// What a line takes beside its text.
const LINE_BYTES: usize = 128;
/// Executions of which it is known that lines could not be written.
const MAX_LOST: usize = 1_024;

/// The lines that wait.
#[derive(Debug, Default)]
pub(super) struct Log {
    waiting: Mutex<Waiting>,
    /// Held by whoever writes, from the moment that they are taken: their order is kept.
    writing: tokio::sync::Mutex<()>,
    plenty: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    executions: HashMap<ExecutionArn, Held>,
    lines: usize,
    bytes: usize,
    /// Of lines that could not be written.
    lost: HashMap<ExecutionArn, u64>,
    /// Whether somebody is about to write them.
    driven: bool,
    /// The store is closed: nobody will.
    closed: bool,
}

/// The newest lines of an execution.
#[derive(Debug, Default)]
struct Held {
    lines: VecDeque<Line>,
    bytes: usize,
    /// How many there were before them.
    dropped: u64,
}

/// Takes what functions print, for a store that it does not keep open. Cheap to clone.
#[derive(Debug, Clone)]
pub struct LogWriter {
    queue: Arc<Queue>,
    log: Arc<Log>,
    connections: Weak<Connections>,
}

impl Store {
    /// Takes lines for this store.
    pub fn log_writer(&self) -> LogWriter {
        LogWriter {
            queue: self.queue.clone(),
            log: self.log.clone(),
            connections: Arc::downgrade(&self.connections),
        }
    }

    /// Writes all lines that wait.
    pub async fn flush_log(&self) {
        let store = self.clone();
        // What is taken is written, even if nobody waits for it any more.
        let flush = tokio::spawn(async move {
            let _writing = store.log.writing.lock().await;
            store.write_waiting().await;
        });
        if let Err(error) = flush.await {
            tracing::error!(%error, "what functions printed could not be kept");
        }
    }

    async fn write_waiting(&self) {
        for groups in self.log.take() {
            let counts: Vec<_> = groups
                .iter()
                .map(|group| (group.arn.clone(), group.dropped + group.lines.len() as u64))
                .collect();
            let written = self.write(move |connection| lines::append(connection, &groups));
            if let Err(error) = written.await {
                tracing::warn!(%error, "what functions printed could not be kept");
                self.log.lose(counts);
            }
        }
    }
}

impl LogWriter {
    /// Takes a line that was printed for an execution; never waits.
    pub fn write(&self, execution: &ExecutionArn, line: Line) {
        let is_first = self.log.push(execution, line);
        // Without a runtime they wait for whoever flushes.
        if is_first && let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(self.clone().drive());
        }
    }

    /// Writes until nothing waits.
    async fn drive(self) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(NAP) => {}
                () = self.log.plenty.notified() => {}
            }
            let writing = self.log.writing.lock().await;
            if self.log.is_done() {
                return;
            }
            match self.store() {
                Some(store) => store.write_waiting().await,
                None => return self.log.close(),
            }
            // Only now: who waits to flush must find nobody but himself at the store.
            drop(writing);
        }
    }

    fn store(&self) -> Option<Store> {
        Some(Store {
            queue: self.queue.clone(),
            log: self.log.clone(),
            connections: self.connections.upgrade()?,
        })
    }
}

impl Log {
    /// Puts a line at the end; `true` if nobody is about to write it, and the caller has to see to it.
    fn push(&self, arn: &ExecutionArn, line: Line) -> bool {
        let mut waiting = lock(&self.waiting);
        if waiting.closed {
            return false;
        }
        waiting.push(arn, line);
        if waiting.lines == PLENTY {
            self.plenty.notify_one();
        }
        !std::mem::replace(&mut waiting.driven, true)
    }

    /// Takes all that wait, as transactions.
    fn take(&self) -> Vec<Vec<Group>> {
        let mut waiting = lock(&self.waiting);
        (waiting.lines, waiting.bytes) = (0, 0);
        let executions = std::mem::take(&mut waiting.executions);
        drop(waiting);
        transactions(executions)
    }

    /// Whether nothing waits; if so, nobody is about to write any more.
    fn is_done(&self) -> bool {
        let mut waiting = lock(&self.waiting);
        waiting.driven = !waiting.executions.is_empty();
        !waiting.driven
    }

    fn close(&self) {
        *lock(&self.waiting) = Waiting {
            closed: true,
            ..Waiting::default()
        };
    }

    fn lose(&self, counts: Vec<(ExecutionArn, u64)>) {
        let mut waiting = lock(&self.waiting);
        for (arn, count) in counts {
            if waiting.lost.len() < MAX_LOST || waiting.lost.contains_key(&arn) {
                *waiting.lost.entry(arn).or_default() += count;
            }
        }
    }

    /// How many wait, and about how many bytes.
    #[cfg(test)]
    pub(super) fn size(&self) -> (usize, usize) {
        let waiting = lock(&self.waiting);
        (waiting.lines, waiting.bytes)
    }
}

impl Waiting {
    fn push(&mut self, arn: &ExecutionArn, line: Line) {
        let lost = self.lost.remove(arn).unwrap_or_default();
        if !self.executions.contains_key(arn) {
            self.executions.insert(arn.clone(), Held::default());
        }
        let Some(held) = self.executions.get_mut(arn) else {
            return;
        };
        let size = line.text.len() + LINE_BYTES;
        held.dropped += lost;
        held.lines.push_back(line);
        held.bytes += size;
        self.lines += 1;
        self.bytes += size;
        while held.lines.len() > 1
            && (held.lines.len() > MAX_LINES || held.bytes > MAX_BYTES || self.bytes > MAX_ALL_BYTES)
        {
            let oldest = held
                .lines
                .pop_front()
                .map_or(0, |line| line.text.len() + LINE_BYTES);
            held.dropped += 1;
            held.bytes -= oldest;
            self.lines -= 1;
            self.bytes -= oldest;
        }
    }
}

/// Cuts what waits into groups, and packs groups into transactions of about [`GROUP`] lines.
fn transactions(executions: HashMap<ExecutionArn, Held>) -> Vec<Vec<Group>> {
    let mut transactions = Vec::new();
    let (mut groups, mut size) = (Vec::new(), 0);
    for (arn, held) in executions {
        let (mut dropped, mut lines) = (held.dropped, Vec::from(held.lines));
        while !lines.is_empty() {
            let rest = lines.split_off(lines.len().min(GROUP - size));
            size += lines.len();
            groups.push(Group {
                arn: arn.clone(),
                dropped: std::mem::take(&mut dropped),
                lines,
            });
            lines = rest;
            if size >= GROUP {
                transactions.push(std::mem::take(&mut groups));
                size = 0;
            }
        }
    }
    if !groups.is_empty() {
        transactions.push(groups);
    }
    transactions
}
