//! The lock on a store: the one proof that somebody lives in it, and a note of who that is (decisions 18, 19).
//!
//! The operating system holds the lock for as long as the process lives, however it dies. The lock lies on a
//! sidecar, `<store>.lock`, because SQLite takes and drops its own locks on the store's file as it works. The
//! sidecar is never removed: two processes that lock a file of one name and two inodes would both win.

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::error::StoreError;
use crate::execution::Timestamp;

/// How often to try again when a reader of the note is in the way for a moment.
const TRIES: u32 = 1_000;
/// The note is padded to whole blocks, so that the next one overwrites it in a single write.
const BLOCK: usize = 1_024;

/// Who writes to a store, in words that another process can use.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub pid: u32,
    /// Where it listens, once it does.
    #[serde(default)]
    pub address: Option<SocketAddr>,
    /// The right to use its private routes.
    #[serde(default)]
    pub token: Option<String>,
    #[serde(default)]
    pub started_at: Option<Timestamp>,
    /// Whether it goes on with whatever is started there; an `invoke` goes when its own execution has ended.
    #[serde(default)]
    pub drives_all: bool,
}

impl Holder {
    /// This process, before it listens anywhere.
    pub fn this_process() -> Self {
        Self {
            pid: std::process::id(),
            address: None,
            token: None,
            started_at: None,
            drives_all: false,
        }
    }
}

impl fmt::Debug for Holder {
    /// Without the token: what is printed may be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Holder")
            .field("pid", &self.pid)
            .field("address", &self.address)
            .field("started_at", &self.started_at)
            .finish_non_exhaustive()
    }
}

/// The lock, held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock on a store, or says who has it.
    pub(super) fn take(store: &Path) -> Result<Self, StoreError> {
        let path = sidecar(store);
        let failed = |error| StoreError::Lock {
            path: path.clone(),
            source: Arc::new(error),
        };
        let file = open_private(&path).map_err(failed)?;
        if !try_hold(&file).map_err(failed)? {
            return Err(StoreError::Locked {
                path: store.to_owned(),
                holder: read_note(&file),
            });
        }
        let lock = Self { file };
        lock.write(&Holder::this_process()).map_err(failed)?;
        Ok(lock)
    }

    /// Writes down who has it.
    pub(super) fn write(&self, holder: &Holder) -> io::Result<()> {
        let mut note = serde_json::to_vec(holder)?;
        note.resize((note.len() + 1).next_multiple_of(BLOCK) - 1, b' ');
        note.push(b'\n');
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&note)?;
        file.set_len(note.len() as u64)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A courtesy to people who look: nothing relies on it, the lock itself is what counts.
        let _ = self.file.set_len(0);
    }
}

/// A store's lock alone, for whoever lets somebody else serve in its place. Dropping it lets it go.
#[derive(Debug)]
pub struct Hold(Lock);

impl Hold {
    /// Takes the lock on a store, whose file need not be there, or says who has it. Blocks.
    pub fn take(store: &Path) -> Result<Self, StoreError> {
        super::open::make_directory(store)?;
        Lock::take(&super::open::real_path(store)).map(Self)
    }

    /// Writes down who has it.
    pub fn announce(&self, holder: &Holder) -> Result<(), StoreError> {
        self.0.write(holder).map_err(|error| StoreError::Note {
            source: Arc::new(error),
        })
    }
}

/// Whether the lock is ours now.
///
/// [`read_holder`] shares the lock for an instant, which must not look like a writer: only when the lock
/// cannot even be shared is there one.
fn try_hold(file: &File) -> io::Result<bool> {
    for _ in 0..TRIES {
        if acquired(file.try_lock())? {
            return Ok(true);
        }
        if !acquired(file.try_lock_shared())? {
            return Ok(false);
        }
        file.unlock()?;
        std::thread::yield_now();
    }
    Ok(false)
}

/// Who writes to a store; `None` if nobody does.
///
/// A note without a lock is what a dead process left behind, and counts for nothing.
pub fn read_holder(store: &Path) -> Option<Holder> {
    let file = File::open(sidecar(&super::open::real_path(store))).ok()?;
    match acquired(file.try_lock_shared()) {
        Ok(true) | Err(_) => None,
        // The holder may be about to write its note.
        Ok(false) => (0..TRIES).find_map(|_| {
            std::thread::yield_now();
            read_note(&file)
        }),
    }
}

fn read_note(mut file: &File) -> Option<Holder> {
    let mut note = Vec::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.read_to_end(&mut note).ok()?;
    serde_json::from_slice(&note).ok()
}

fn acquired(tried: Result<(), TryLockError>) -> io::Result<bool> {
    match tried {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

pub(super) fn sidecar(store: &Path) -> PathBuf {
    let mut path = store.as_os_str().to_owned();
    path.push(".lock");
    path.into()
}

/// Opens the sidecar so that its user alone can read it: it carries a token.
fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}
