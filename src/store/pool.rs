//! The connections: one that writes, a few that read beside it. All of SQLite's blocking happens in
//! `spawn_blocking`: under tokio's paused clock a thread of our own would let virtual time run away.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use super::Store;
use super::error::StoreError;
use super::faults::{Broken, Moment, Rig};
use super::lock::Lock;

/// All that is open of a store. Fields are dropped in order: the last connection to close moves the log into the
/// file, which only one that writes can do; and the lock is let go when nothing is open any more.
#[derive(Debug)]
pub(super) struct Connections {
    /// `None` in memory, where there is only the one connection.
    pub(super) readers: Option<Readers>,
    /// `None` if the store is opened for reading.
    pub(super) writer: Option<Mutex<Connection>>,
    /// `None` if nobody else could write.
    pub(super) lock: Option<Lock>,
    pub(super) rig: Rig,
}

impl Connections {
    /// The connection that writes.
    pub(super) fn writer(&self) -> Result<MutexGuard<'_, Connection>, StoreError> {
        self.writer.as_ref().map(lock).ok_or(StoreError::ReadOnly)
    }

    /// Runs what blocks where it may.
    pub(super) fn spawn<T: Send + 'static>(&self, run: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
        if self.rig.on_one_thread {
            tokio::spawn(async move { run() })
        } else {
            tokio::task::spawn_blocking(run)
        }
    }
}

/// Connections that read.
#[derive(Debug)]
pub(super) struct Readers {
    idle: Mutex<Vec<Connection>>,
    /// One for each connection.
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(connections: Vec<Connection>) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(connections.len())),
            idle: Mutex::new(connections),
        }
    }

    fn with<T>(&self, read: impl FnOnce(&Connection) -> T) -> T {
        let borrowed = Borrowed {
            connection: lock(&self.idle).pop(),
            home: &self.idle,
        };
        read(
            borrowed
                .connection
                .as_ref()
                .expect("a permit stands for a connection"),
        )
    }
}

/// A connection that goes home even if its reader panics.
struct Borrowed<'a> {
    connection: Option<Connection>,
    home: &'a Mutex<Vec<Connection>>,
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        lock(self.home).extend(self.connection.take());
    }
}

impl Store {
    /// Reads, beside whoever writes.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let connections = self.connections.clone();
        let Some(readers) = &self.connections.readers else {
            return self.blocking(move || read(&*connections.writer()?)).await;
        };
        let permit = readers.permits.clone().acquire_owned().await;
        self.blocking(move || {
            let _permit = permit.map_err(|_| StoreError::Interrupted)?;
            let readers = connections.readers.as_ref().ok_or(StoreError::Interrupted)?;
            readers.with(read)
        })
        .await
    }

    /// Writes something that is no append, between two commits.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let connections = self.connections.clone();
        let written = self.blocking(move || {
            let faults = &connections.rig.faults;
            let mut writer = connections.writer()?;
            faults.at(Moment::Before)?;
            let value = write(&mut writer)?;
            faults.at(Moment::After)?;
            Ok(value)
        });
        match written.await {
            Ok(value) => Ok(value),
            Err(Broken::Failed(error)) => Err(error),
            Err(Broken::Dead) => std::future::pending().await,
        }
    }

    /// Runs where it may block. What the closure owns is dropped before the answer is there, so that a store that
    /// is dropped after its last answer is closed.
    async fn blocking<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        run: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        match self.connections.spawn(run).await {
            Ok(result) => result,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(StoreError::Interrupted.into()),
            },
        }
    }
}

/// What a mutex guards here is sound between any two statements, so a panic elsewhere does not spoil it.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
