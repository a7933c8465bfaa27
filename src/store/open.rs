//! Opening: directories, lock, connections, in the order that leaves a store that is not ours untouched.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;
use super::faults::Rig;
use super::lock::Lock;
use super::pool::{Connections, Readers};
use super::schema::{self, Format};
use super::{Store, Sync};

/// How long to wait for somebody who holds SQLite's own locks, such as a person with `sqlite3`.
const BUSY: Duration = Duration::from_secs(5);
/// Connections that read while another writes.
const READERS: usize = 2;
/// The directory that we make in a project; git need not know of it.
const DIRECTORY: &str = ".durable";

/// For the one connection that writes. A checkpoint moves 16 MiB at a time, and the log keeps no more than
/// four times that between two of them.
const WRITER: &str = "
PRAGMA journal_mode = WAL;
PRAGMA wal_autocheckpoint = 4096;
PRAGMA journal_size_limit = 67108864;
PRAGMA cache_size = -16384;
PRAGMA foreign_keys = ON;
";

impl Store {
    /// Opens a store for writing, and makes it if there is none. Blocks; nobody else can open it for writing
    /// as long as this `Store` or a clone of it lives.
    pub fn open(path: impl AsRef<Path>, sync: Sync) -> Result<Self, StoreError> {
        Self::open_rigged(path, sync, Rig::default())
    }

    /// The same, for a test that wants something to go wrong.
    pub fn open_rigged(path: impl AsRef<Path>, sync: Sync, rig: Rig) -> Result<Self, StoreError> {
        make_directory(path.as_ref())?;
        let path = real_path(path.as_ref());
        let lock = Lock::take(&path)?;
        let writer = open_writer(&path, sync).map_err(|error| error.while_opening(&path))?;
        let readers = open_readers(&path).map_err(|error| error.while_opening(&path))?;
        Ok(Self::new(Connections {
            writer: Some(writer.into()),
            readers: Some(readers),
            lock: Some(lock),
            rig,
        }))
    }

    /// Opens a store for reading, beside whoever writes to it. Blocks.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = real_path(path.as_ref());
        if !path.exists() {
            return Err(StoreError::Missing { path });
        }
        let readers = open_readers(&path).map_err(|error| error.while_opening(&path))?;
        Ok(Self::new(Connections {
            writer: None,
            readers: Some(readers),
            lock: None,
            rig: Rig::default(),
        }))
    }

    /// A store that is gone when its last clone is dropped.
    pub fn in_memory() -> Result<Self, StoreError> {
        let mut connection = Connection::open_in_memory()?;
        connection.pragma_update(None, "foreign_keys", true)?;
        schema::migrate(&mut connection, Format::Empty)?;
        Ok(Self::new(Connections {
            writer: Some(connection.into()),
            readers: None,
            lock: None,
            rig: Rig::default(),
        }))
    }
}

fn open_writer(path: &Path, sync: Sync) -> Result<Connection, StoreError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    // Until we know that the file is ours, closing must not tidy it up.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    let format = schema::inspect(&connection, path)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    if connection.is_readonly("main")? {
        return Err(StoreError::ReadOnly);
    }
    if format == Format::Empty {
        // Has no effect once there is a table.
        connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    }
    connection.execute_batch(WRITER)?;
    connection.pragma_update(None, "synchronous", sync.pragma())?;
    // Apple's disks need to be told twice.
    connection.pragma_update(None, "fullfsync", sync == Sync::Full)?;
    schema::migrate(&mut connection, format)?;
    Ok(connection)
}

fn open_readers(path: &Path) -> Result<Readers, StoreError> {
    let open = |_| match open_reader(path, Reading::Beside) {
        // Even a reader keeps a file beside a log. Where it cannot, and there is no log, nobody writes.
        Err(StoreError::ReadOnly) if !log(path).exists() => open_reader(path, Reading::Alone),
        opened => opened,
    };
    let connections: Result<Vec<_>, StoreError> = (0..READERS).map(open).collect();
    Ok(Readers::new(connections?))
}

/// How a connection reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Beside whoever writes.
    Beside,
    /// A file that nobody can change, as on a medium that is read-only.
    Alone,
}

fn open_reader(path: &Path, reading: Reading) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match reading {
        Reading::Beside => Connection::open_with_flags(path, flags)?,
        Reading::Alone => {
            let name = utf8_percent_encode(&path.to_string_lossy(), NON_ALPHANUMERIC).to_string();
            let uri = format!("file:{name}?immutable=1");
            Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)?
        }
    };
    connection.busy_timeout(BUSY)?;
    match schema::inspect(&connection, path)? {
        // Whoever made the file has not come further yet.
        Format::Empty => Err(StoreError::Missing {
            path: path.to_owned(),
        }),
        Format::Known(schema::VERSION) => Ok(connection),
        // An old file is brought up to date by whoever opens it for writing.
        Format::Known(found) => Err(StoreError::Older {
            path: path.to_owned(),
            found,
        }),
    }
}

/// SQLite's write-ahead log of a store; whoever closes it last takes it away.
fn log(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}

/// Makes the directory of a store; tells git that what is ours alone is nobody else's business.
pub(super) fn make_directory(store: &Path) -> Result<(), StoreError> {
    let Some(directory) = store.parent().filter(|parent| !parent.as_os_str().is_empty()) else {
        return Ok(());
    };
    let ours = directory
        .ancestors()
        .find(|ancestor| ancestor.ends_with(DIRECTORY) && !ancestor.exists());
    let make = || {
        fs::create_dir_all(directory)?;
        ours.map_or(Ok(()), |ours| fs::write(ours.join(".gitignore"), "*\n"))
    };
    make().map_err(|error| StoreError::opening(directory, error))
}

/// One path for each store, whatever links lead to it: so that there is one lock.
pub(super) fn real_path(store: &Path) -> PathBuf {
    if let Ok(path) = store.canonicalize() {
        return path;
    }
    match (store.parent(), store.file_name()) {
        (Some(parent), Some(name)) if !parent.as_os_str().is_empty() => parent
            .canonicalize()
            .map_or_else(|_| store.to_owned(), |parent| parent.join(name)),
        _ => store.to_owned(),
    }
}
