//! What can go wrong with a store, each in one sentence and with its cause.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::ErrorCode;

use super::lock::Holder;
use crate::execution::{ExecutionArn, Seq};

/// Why something failed. Shared, because one failed commit is the answer to every append in it.
pub type Cause = Arc<dyn Error + Send + std::marker::Sync>;

/// What can go wrong with a store.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    #[error("the store `{}` cannot be opened", path.display())]
    Open { path: PathBuf, source: Cause },
    #[error("the store's lock `{}` cannot be taken", path.display())]
    Lock { path: PathBuf, source: Cause },
    /// The note beside the lock.
    #[error("the store cannot say who uses it")]
    Note { source: Cause },
    #[error("there is no store at `{}`", path.display())]
    Missing { path: PathBuf },
    /// Somebody else writes to it (decisions 18).
    #[error("the store `{}` is in use{}", path.display(), by(holder.as_ref()))]
    Locked {
        path: PathBuf,
        /// Who; `None` if that could not be read.
        holder: Option<Holder>,
    },
    #[error("the store `{}` has format {found}, and this version knows formats up to {supported}", path.display())]
    Newer {
        path: PathBuf,
        found: i64,
        supported: i64,
    },
    /// Only for readers: whoever opens it for writing brings it up to date.
    #[error("the store `{}` has the old format {found}: start the emulator once", path.display())]
    Older { path: PathBuf, found: i64 },
    #[error("the file `{}` is not a store of cargo durable", path.display())]
    NotAStore { path: PathBuf },
    #[error("the store can only be read")]
    ReadOnly,
    #[error("there is no room left on the disk for the store")]
    Full(#[source] Cause),
    /// The file itself, not one journal.
    #[error("the store's file is damaged")]
    Damaged(#[source] Cause),
    #[error("the journal of {arn} is damaged at event {seq}")]
    Corrupt { arn: String, seq: Seq, source: Cause },
    #[error("the index of the store is damaged at {arn}")]
    CorruptRow { arn: String, source: Cause },
    /// The journal does not end where the append begins: it exists already, is gone, or has grown.
    #[error("the journal of {arn} does not go on at event {seq}")]
    Conflict { arn: ExecutionArn, seq: Seq },
    /// The program is shutting down. Whether an append is on disk is not known.
    #[error("the store was interrupted")]
    Interrupted,
    #[error("the store failed")]
    Sqlite(#[source] Cause),
}

/// `by` whom a store is in use.
fn by(holder: Option<&Holder>) -> String {
    match holder {
        None => String::new(),
        Some(Holder {
            pid,
            address: Some(address),
            ..
        }) => format!(" by process {pid}, which listens on {address}"),
        Some(Holder { pid, .. }) => format!(" by process {pid}"),
    }
}

/// What is wrong with a row, where no library says it.
#[derive(Debug, thiserror::Error)]
pub(super) enum Flaw {
    #[error("event {expected} is missing")]
    Gap { expected: Seq },
    #[error("`{0}` is no status")]
    Status(String),
    #[error("the ARN is malformed")]
    Arn,
    #[error("an open callback is malformed")]
    Callback,
    #[error("a line of its log is malformed")]
    Line,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full(Arc::new(error)),
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(Arc::new(error)),
            _ => Self::Sqlite(Arc::new(error)),
        }
    }
}

impl StoreError {
    /// Whether what was written is spoiled, so that to try again is no use.
    pub fn is_damage(&self) -> bool {
        matches!(
            self,
            Self::Damaged(_) | Self::Corrupt { .. } | Self::CorruptRow { .. }
        )
    }

    /// A failure to open, from the file system.
    pub(super) fn opening(path: &Path, error: std::io::Error) -> Self {
        Self::Open {
            path: path.to_owned(),
            source: Arc::new(error),
        }
    }

    /// What a failure means while a file is being opened: there, it is about the file.
    pub(super) fn while_opening(self, path: &Path) -> Self {
        let is_foreign = |cause: &Cause| {
            cause
                .downcast_ref::<rusqlite::Error>()
                .and_then(rusqlite::Error::sqlite_error_code)
                == Some(ErrorCode::NotADatabase)
        };
        let path = path.to_owned();
        match self {
            Self::Damaged(cause) if is_foreign(&cause) => Self::NotAStore { path },
            Self::Sqlite(source) => Self::Open { path, source },
            other => other,
        }
    }
}
