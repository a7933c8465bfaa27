//! Faults on purpose: what a store promises of a full disk, and of a process that dies, is proved by making it
//! happen at the very commit that a test names.

use std::fmt;
use std::sync::Arc;

use rusqlite::ffi;

use super::error::StoreError;

/// Where in a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Everything is ready, and nothing is written for good.
    Before,
    /// It is on disk, and nobody has heard so.
    After,
}

/// What goes wrong there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The disk is full. After a commit: it was not, but says so; nobody may believe that nothing was written.
    Full,
    /// The process is dead. Whoever asks for this in a process that lives on hears nothing of the store any more.
    Death,
}

/// What a test asks of a store beside its work; by default nothing.
#[derive(Debug, Clone, Default)]
pub struct Rig {
    pub faults: Faults,
    /// SQLite's work is done by a task of the runtime, not on a thread of its own: on a runtime of one thread a run
    /// is then the same each time.
    pub on_one_thread: bool,
}

/// Says of each commit what goes wrong.
type Plan = dyn Fn(Moment) -> Option<Fault> + Send + Sync;

/// What is to go wrong; by default nothing.
#[derive(Clone, Default)]
pub struct Faults(Option<Arc<Plan>>);

impl Faults {
    /// Asks this before and after every commit.
    pub fn new(plan: impl Fn(Moment) -> Option<Fault> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(plan)))
    }

    pub(super) fn at(&self, moment: Moment) -> Result<(), Broken> {
        match self.0.as_ref().and_then(|plan| plan(moment)) {
            None => Ok(()),
            Some(Fault::Full) => {
                let full = rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_FULL), None);
                Err(Broken::Failed(full.into()))
            }
            Some(Fault::Death) => Err(Broken::Dead),
        }
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "Faults(…)"
        } else {
            "Faults(none)"
        })
    }
}

/// Why a commit was not made, or nobody hears that it was.
#[derive(Debug)]
pub(super) enum Broken {
    Failed(StoreError),
    /// Nobody is to hear anything.
    Dead,
}

impl<E: Into<StoreError>> From<E> for Broken {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}
