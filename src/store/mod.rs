//! The memory: journals on disk, and beside each what lists, look-ups, recovery and retention read instead.
//!
//! One file of SQLite, in WAL mode, with one writer and a few readers in this process; `:memory:` is the memory
//! store. Whoever writes holds a lock for life; other processes may read meanwhile. An append is on disk when
//! it answers, and costs the same however long the journal is.
//!
//! ```text
//!  append ─▶ queue ─▶ one transaction for all that wait ─▶ answers     (commit, journal)
//!  load, history, list, due, find ─▶ a reading connection              (journal, index)
//!  lines that functions print ─▶ memory, for a moment ─▶ groups        (log, lines)
//! ```
//!
//! What may be asked of a [`Store`] stands with what it asks: events in `journal` and `commit`, executions in
//! `index`, open callbacks in `callback`, files in `open`. What happens when a commit fails can be had for the asking: `faults`.

mod callback;
mod clean;
mod commit;
mod error;
mod faults;
mod index;
mod journal;
mod lines;
mod list;
mod lock;
mod log;
mod open;
mod pace;
mod pool;
mod schema;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use callback::{CallbackFilter, CallbackPage, CallbackPosition, FoundCallback};
pub use error::{Cause, StoreError};
pub use faults::{Fault, Faults, Moment, Rig};
pub use index::Due;
pub use journal::HistoryPage;
pub use lines::{Kept, Line, LogPage, Stream};
pub use list::{Filter, ListPage, Listed, Position, UnknownPosition};
pub use lock::{Hold, Holder, read_holder};
pub use log::LogWriter;
pub use schema::{Peek, peek};

use commit::Queue;
use log::Log;
use pool::Connections;

/// What an acknowledged append survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sync {
    /// The death of the process, `kill -9` included.
    #[default]
    Normal,
    /// The loss of power, too: every commit waits for the disk.
    Full,
}

impl Sync {
    const fn pragma(self) -> &'static str {
        match self {
            Self::Normal => "NORMAL",
            Self::Full => "FULL",
        }
    }
}

/// Journals and their index. Cheap to clone; closed when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Store {
    queue: Arc<Queue>,
    log: Arc<Log>,
    connections: Arc<Connections>,
}

impl Store {
    fn new(connections: Connections) -> Self {
        Self {
            queue: Arc::new(Queue::new()),
            log: Arc::default(),
            connections: Arc::new(connections),
        }
    }

    /// Writes beside the store's lock who it is that holds it. Of no consequence where there is no lock.
    pub fn announce(&self, holder: &Holder) -> Result<(), StoreError> {
        match &self.connections.lock {
            Some(lock) => lock.write(holder).map_err(|error| StoreError::Note {
                source: Arc::new(error),
            }),
            None => Ok(()),
        }
    }
}
