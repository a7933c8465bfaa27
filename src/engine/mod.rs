//! The hands: runs executions, decides nothing.
//!
//! One task, a [`lane`], owns one live execution; the registry knows which are live. A command goes to its lane,
//! is decided there, written, applied and answered, in that order. What follows from the new state (to call the
//! function, to start a child, to wake up later) is derived from the state and never queued.

mod absence;
mod alarm;
mod children;
pub mod clock;
mod commit;
mod family;
mod functions;
pub mod ids;
pub mod invoke;
mod lane;
mod look_up;
mod pacing;
mod place;
mod registry;
mod start;

use std::sync::Arc;

use thiserror::Error;
use tokio::sync::{oneshot, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::execution::{
    Command, Execution, ExecutionArn, Limits, Rejection, RequestId, Seq, Speed, Timestamp, limits,
};
use crate::store::{Filter, HistoryPage, ListPage, LogPage, Position, Store, StoreError};

use self::alarm::Alarm;
use self::clock::Clock;
pub use self::functions::Resolved;
use self::ids::Ids;
use self::invoke::{Answer, Invoke};
use self::lane::Message;
use self::registry::Registry;
pub use self::start::{Begun, Start};

/// Why the engine did not do it.
#[derive(Debug, Error)]
pub enum EngineError {
    #[error(transparent)]
    Rejected(#[from] Rejection),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the journal of {arn} is not one that an emulator wrote")]
    Journal {
        arn: ExecutionArn,
        source: crate::execution::CorruptJournal,
    },
    #[error("the emulator is shutting down")]
    ShuttingDown,
}

/// Which executions the engine runs (decisions 20).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drive {
    /// All that the store holds.
    Everything,
    /// Those that are started or named here, and their descendants.
    Own,
    /// None: it only reads and records.
    Nothing,
}

/// What an engine is made of.
pub struct Parts {
    pub store: Store,
    pub invoker: Arc<dyn Invoke>,
    pub clock: Clock,
    pub ids: Ids,
    pub region: String,
    pub account: String,
    pub limits: Limits,
    /// An unqualified durable target of a chained invoke means `$LATEST` (decisions 3).
    pub lenient_qualifiers: bool,
    pub drive: Drive,
    /// How fast time runs for what is driven here (decisions 8).
    pub speed: Speed,
}

/// Runs executions. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Engine")
    }
}

/// What every lane needs.
struct Shared {
    parts: Parts,
    registry: Registry,
    alarm: Alarm,
    families: Arc<family::Families>,
    names: start::Names,
    tasks: TaskTracker,
    shutdown: CancellationToken,
}

impl Engine {
    /// An engine at rest; [`Engine::recover`] sets it in motion.
    pub fn new(parts: Parts) -> Self {
        let shared = Shared {
            parts,
            registry: Registry::default(),
            alarm: Alarm::default(),
            families: Arc::default(),
            names: start::Names::default(),
            tasks: TaskTracker::new(),
            shutdown: CancellationToken::new(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// How fast time runs for what is driven here.
    pub fn speed(&self) -> Speed {
        self.shared.parts.speed
    }

    /// What time it is, for the machine.
    pub fn now(&self) -> Timestamp {
        self.shared.parts.clock.now()
    }

    /// The emulator's region (decisions 4).
    pub fn region(&self) -> &str {
        &self.shared.parts.region
    }

    /// The emulator's account (decisions 4).
    pub fn account(&self) -> &str {
        &self.shared.parts.account
    }

    /// The quotas in force.
    pub fn limits(&self) -> Limits {
        self.shared.parts.limits
    }

    /// How many executions are in memory; the others sleep on disk.
    pub fn in_memory(&self) -> usize {
        self.shared.registry.len()
    }

    /// A new id for an answer of the API.
    pub fn mint_request_id(&self) -> RequestId {
        self.shared.parts.ids.request_id()
    }

    /// Decides a command, writes it, applies it; then a view of the state after it.
    ///
    /// Once accepted it is carried out even if the caller goes away.
    pub async fn submit<T: Send + 'static>(
        &self,
        arn: &ExecutionArn,
        command: Command,
        view: impl FnOnce(&Execution) -> T + Send + 'static,
    ) -> Result<T, EngineError> {
        self.ask(arn, |reply| Message::Submit { command, reply }, view)
            .await
    }

    /// A view of an execution.
    pub async fn read<T: Send + 'static>(
        &self,
        arn: &ExecutionArn,
        view: impl FnOnce(&Execution) -> T + Send + 'static,
    ) -> Result<T, EngineError> {
        if self.shared.registry.is_live(arn) {
            return self.ask(arn, |reply| Message::Read { reply }, view).await;
        }
        let execution = self.shared.load(arn).await?;
        Ok(view(&execution))
    }

    /// A page of public history and a view of the execution that it belongs to; `after` is the last event id
    /// seen, in the direction of reading.
    pub async fn history<T: Send + 'static>(
        &self,
        arn: &ExecutionArn,
        after: Option<u64>,
        limit: u32,
        reverse: bool,
        view: impl FnOnce(&Execution, HistoryPage) -> T + Send + 'static,
    ) -> Result<T, EngineError> {
        let store = &self.shared.parts.store;
        let page = store
            .history(arn, after, limit, reverse, limits::PAGE_BYTES)
            .await?;
        let page = page.ok_or(Rejection::UnknownExecution)?;
        if page.more {
            // Whoever turns this page reads the next: it is kept in memory, and not replayed for each of them.
            let message = |reply| Message::Read { reply };
            return self.ask(arn, message, |execution| view(execution, page)).await;
        }
        self.read(arn, |execution| view(execution, page)).await
    }

    /// Some of what functions printed for an execution, after the line of this number.
    pub async fn lines(&self, arn: &ExecutionArn, after: u64, limit: u32) -> Result<LogPage, EngineError> {
        let page = self.shared.parts.store.lines(arn, after, limit).await?;
        Ok(page.ok_or(Rejection::UnknownExecution)?)
    }

    /// A page of the executions that match.
    pub async fn list(
        &self,
        filter: Filter,
        after: Option<Position>,
        limit: u32,
    ) -> Result<ListPage, EngineError> {
        Ok(self
            .shared
            .parts
            .store
            .list(&filter, after, limit, self.now())
            .await?)
    }

    /// Returns when an execution has ended, with a view of it. A function that still runs then is not waited for.
    pub async fn wait_until_ended<T: Send + 'static>(
        &self,
        arn: &ExecutionArn,
        view: impl FnOnce(&Execution) -> T + Send + 'static,
    ) -> Result<T, EngineError> {
        while !self.read(arn, Execution::has_ended).await? {
            let mut news = self.subscribe(arn).await?;
            while !self.read(arn, Execution::has_ended).await? {
                // It ends with the lane, which is no reason to stop waiting.
                if news.changed().await.is_err() {
                    break;
                }
            }
            if self.shared.shutdown.is_cancelled() {
                return Err(EngineError::ShuttingDown);
            }
        }
        self.read(arn, view).await
    }

    /// Wakes whenever something happens to an execution from now on; ends when it leaves memory.
    pub async fn subscribe(&self, arn: &ExecutionArn) -> Result<watch::Receiver<Seq>, EngineError> {
        self.read(arn, |_| ()).await?;
        let mut progress = self.lane(arn)?.progress;
        progress.mark_unchanged();
        Ok(progress)
    }

    /// Forgets a closed execution (contract 1.11).
    pub async fn delete(&self, arn: &ExecutionArn) -> Result<Timestamp, EngineError> {
        let now = self.now();
        self.ask(arn, |reply| Message::Delete { reply }, move |_| now)
            .await
    }

    /// Ends everything that runs here, within the time that guests get to end.
    pub async fn shutdown(&self) {
        self.shared.shutdown.cancel();
        self.shared.tasks.close();
        self.shared.tasks.wait().await;
    }

    /// Sends a message to a lane and waits for its reply; a lane that is just leaving is replaced.
    async fn ask<T: Send + 'static>(
        &self,
        arn: &ExecutionArn,
        message: impl FnOnce(lane::Reply) -> Message,
        view: impl FnOnce(&Execution) -> T + Send + 'static,
    ) -> Result<T, EngineError> {
        let (sender, receiver) = oneshot::channel();
        let mut message = message(Box::new(move |result| {
            // Whoever asked may have gone; what was done stays done.
            let _ = sender.send(result.map(view));
        }));
        loop {
            let lane = self.lane(arn)?;
            match lane.inbox.send(message).await {
                Ok(()) => return receiver.await.unwrap_or(Err(EngineError::ShuttingDown)),
                Err(tokio::sync::mpsc::error::SendError(returned)) => {
                    message = returned;
                    lane.gone.cancelled().await;
                }
            }
        }
    }

    /// The lane of an execution: the live one, or a new one that loads it first.
    fn lane(&self, arn: &ExecutionArn) -> Result<registry::Handle, EngineError> {
        if self.shared.shutdown.is_cancelled() {
            return Err(EngineError::ShuttingDown);
        }
        Ok(self
            .shared
            .registry
            .get_or_insert(arn, || place::spawn(self, arn.clone(), place::Entry::Request)))
    }
}

impl Shared {
    /// Whether the engine runs this execution, or only keeps its books.
    fn drives(&self, arn: &ExecutionArn) -> bool {
        match self.parts.drive {
            Drive::Everything => true,
            Drive::Own => self.registry.is_own(arn),
            Drive::Nothing => false,
        }
    }

    async fn load(&self, arn: &ExecutionArn) -> Result<Execution, EngineError> {
        let events = self
            .parts
            .store
            .load(arn)
            .await?
            .ok_or(Rejection::UnknownExecution)?;
        Execution::replay(&events).map_err(|source| EngineError::Journal {
            arn: arn.clone(),
            source,
        })
    }
}
