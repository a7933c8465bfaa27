//! The tables, and how an old file becomes a new one.

use std::io::Read as _;
use std::path::Path;

use rusqlite::Connection;

use super::callback;
use super::error::StoreError;

/// Marks a file as ours: "drbl".
const APPLICATION_ID: i64 = 0x6472_626c;

/// Step `n` makes format `n + 1`. Steps are forever: a file of any age is brought up to date by the ones that
/// it lacks.
const STEPS: &[&str] = &[FIRST, CALLBACKS, LOGS, MOVES];

/// The newest format.
pub(super) const VERSION: i64 = 4;
const _: () = assert!(STEPS.len() == 4, "a step for each format");

/// `execution` is what lists, recovery and retention need of a journal without reading it. `place` repeats
/// `number`, and ends every index that is walked by page: SQLite can enter an index at a pair of columns, but not
/// if one of them stands for the row's id.
///
/// `started_at` never changes, `status` and `wake_at` seldom, so most appends touch no index of it.
pub(super) const FIRST: &str = "
CREATE TABLE execution (
    number        INTEGER PRIMARY KEY,
    place         INTEGER NOT NULL,       -- the order of creation
    arn           TEXT    NOT NULL UNIQUE,
    function      TEXT    NOT NULL,
    version       TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    id            TEXT    NOT NULL,
    status        TEXT    NOT NULL,
    started_at    INTEGER NOT NULL,       -- instants are milliseconds since 1970
    ended_at      INTEGER,
    wake_at       INTEGER,
    expires_at    INTEGER,
    last_seq      INTEGER NOT NULL,
    last_event_id INTEGER NOT NULL
) STRICT;

CREATE INDEX execution_all             ON execution (started_at, place);
CREATE INDEX execution_status          ON execution (status, started_at, place);
CREATE INDEX execution_function        ON execution (function, started_at, place);
CREATE INDEX execution_function_status ON execution (function, status, started_at, place);
CREATE INDEX execution_name            ON execution (name, function, started_at, place);
CREATE INDEX execution_id              ON execution (id);
CREATE INDEX execution_due             ON execution (wake_at, place) WHERE wake_at IS NOT NULL;
CREATE INDEX execution_expiry          ON execution (expires_at)     WHERE expires_at IS NOT NULL;

CREATE TABLE event (
    execution INTEGER NOT NULL REFERENCES execution ON DELETE CASCADE,
    seq       INTEGER NOT NULL,
    event_id  INTEGER,                    -- only what history shows has one
    at        INTEGER NOT NULL,
    fact      TEXT    NOT NULL,
    PRIMARY KEY (execution, seq)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX event_public ON event (execution, event_id) WHERE event_id IS NOT NULL;
";

/// The format that [`CALLBACKS`] makes.
const WITH_CALLBACKS: i64 = 2;

/// `callback` holds the open callbacks of executions that are open, so that nobody reads journals to find one. What
/// it is ordered by, and what tells callbacks of one instant apart, ends every index that is walked by page.
///
/// `chained` tells what another execution has called from what somebody has started; the pace says how the instants of
/// a journal relate to the machine's.
const CALLBACKS: &str = "
CREATE TABLE callback (
    execution   INTEGER NOT NULL REFERENCES execution ON DELETE CASCADE,
    operation   TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    name        TEXT,                     -- what people call it: a path
    last_part   TEXT,                     -- of the path
    started_at  INTEGER NOT NULL,
    timeout_s   INTEGER,
    heartbeat_s INTEGER,
    heard_at    INTEGER NOT NULL,         -- the start, or the last heartbeat
    PRIMARY KEY (execution, operation)
) STRICT, WITHOUT ROWID;

CREATE INDEX callback_all       ON callback (started_at, execution, operation);
CREATE INDEX callback_execution ON callback (execution, started_at, operation);
CREATE INDEX callback_last_part ON callback (last_part, started_at, execution, operation)
    WHERE last_part IS NOT NULL;
CREATE INDEX callback_name      ON callback (name, started_at, execution, operation)
    WHERE name <> last_part;

ALTER TABLE execution ADD COLUMN pace_modelled INTEGER;  -- all three NULL: it is the machine's
ALTER TABLE execution ADD COLUMN pace_machine  INTEGER;
ALTER TABLE execution ADD COLUMN pace_speed    INTEGER;  -- thousandths; -1: what is waited for is skipped
ALTER TABLE execution ADD COLUMN chained INTEGER NOT NULL DEFAULT 0;
UPDATE execution SET chained = 1 WHERE number IN (
    SELECT execution FROM event
    WHERE seq = 1
      AND CASE WHEN json_valid(fact) THEN fact ->> '$.ExecutionStarted.origin.Chained' END IS NOT NULL);
CREATE INDEX execution_started ON execution (started_at, place) WHERE chained = 0;
";

/// What functions printed. A line has the number that it has of all that were printed for its execution: where numbers
/// are missing, lines were dropped. `place` counts those that were written, and `bytes` their text, up to and with
/// this one: what is there is told by its two ends.
const LOGS: &str = "
CREATE TABLE log (
    execution  INTEGER NOT NULL REFERENCES execution ON DELETE CASCADE,
    line       INTEGER NOT NULL,
    place      INTEGER NOT NULL,
    bytes      INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    request_id TEXT    NOT NULL,
    function   TEXT    NOT NULL,
    stream     TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    PRIMARY KEY (execution, line)
) STRICT, WITHOUT ROWID;
";

/// Journals may say that their function is somewhere else now. The tables are the same; who does not know that fact must
/// not take such a journal for a damaged one.
const MOVES: &str = "";

/// What a file is, before anything is done to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Nothing is in it yet.
    Empty,
    /// One of ours.
    Known(i64),
}

/// Finds out what a file is; refuses what is not ours and what is from the future. Only reads.
pub(super) fn inspect(connection: &Connection, path: &Path) -> Result<Format, StoreError> {
    let number = |pragma| connection.query_row(pragma, (), |row| row.get::<_, i64>(0));
    let version = number("PRAGMA user_version")?;
    let application = number("PRAGMA application_id")?;
    let page_size = number("PRAGMA page_size")?;
    let objects = number("SELECT count(*) FROM sqlite_schema")?;
    match (application, version) {
        (0, 0) if objects == 0 && !is_stump(path, page_size) => Ok(Format::Empty),
        (APPLICATION_ID, 1..=VERSION) => Ok(Format::Known(version)),
        (APPLICATION_ID, found) if found > VERSION => Err(StoreError::Newer {
            path: path.to_owned(),
            found,
            supported: VERSION,
        }),
        _ => Err(StoreError::NotAStore {
            path: path.to_owned(),
        }),
    }
}

/// What the first bytes of a store's file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peek {
    /// Nothing yet, or nothing that has left the log beside the file.
    Nothing,
    Current,
    /// Whoever opens it for writing brings it up to date.
    Older,
}

/// Looks at a store's file as bytes: nothing is locked, and no file appears beside it, as one does beside
/// what SQLite reads.
pub fn peek(path: &Path) -> Result<Peek, StoreError> {
    /// SQLite's header: where it keeps the version and the application, both with the high byte first.
    const HEADER: usize = 100;
    const USER_VERSION: usize = 60;
    const APPLICATION: usize = 68;
    let mut header = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(HEADER as u64).read_to_end(&mut header))
        .map_err(|error| StoreError::opening(path, error))?;
    if header.is_empty() {
        return Ok(Peek::Nothing);
    }
    let not_ours = || StoreError::NotAStore {
        path: path.to_owned(),
    };
    if header.len() < HEADER || !header.starts_with(b"SQLite format 3\0") {
        return Err(not_ours());
    }
    let number = |at: usize| {
        let bytes = header[at..at + 4].try_into().unwrap_or_default();
        i64::from(i32::from_be_bytes(bytes))
    };
    match (number(APPLICATION), number(USER_VERSION)) {
        (0, 0) => Ok(Peek::Nothing),
        (APPLICATION_ID, VERSION) => Ok(Peek::Current),
        (APPLICATION_ID, found) if found > VERSION => Err(StoreError::Newer {
            path: path.to_owned(),
            found,
            supported: VERSION,
        }),
        (APPLICATION_ID, _) => Ok(Peek::Older),
        _ => Err(not_ours()),
    }
}

/// Whether a file does not end with a page: SQLite takes the beginning of a file for an empty one, and would
/// write over it.
fn is_stump(path: &Path, page_size: i64) -> bool {
    path.metadata()
        .is_ok_and(|metadata| metadata.len() % page_size.unsigned_abs() != 0)
}

/// Brings a file up to date, in one transaction.
pub(super) fn migrate(connection: &mut Connection, format: Format) -> Result<(), StoreError> {
    let done = match format {
        Format::Empty => 0,
        Format::Known(version) => version,
    };
    if done == VERSION {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    let steps = (1..=VERSION).zip(STEPS).filter(|(version, _)| *version > done);
    for (version, step) in steps {
        transaction.execute_batch(step)?;
        if version == WITH_CALLBACKS {
            callback::fill(&transaction)?;
        }
        transaction.pragma_update(None, "user_version", version)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a file that begins so.
    fn peeked(version: i64, application: i64) -> String {
        let mut bytes = b"SQLite format 3\0".to_vec();
        bytes.resize(200, 0);
        bytes[60..64].copy_from_slice(&version.to_be_bytes()[4..]);
        bytes[68..72].copy_from_slice(&application.to_be_bytes()[4..]);
        told(&bytes)
    }

    fn told(bytes: &[u8]) -> String {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        match peek(file.path()) {
            Ok(found) => format!("{found:?}"),
            Err(StoreError::Newer { found, .. }) => format!("format {found}"),
            Err(StoreError::NotAStore { .. }) => "not ours".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_first_bytes_say_whose_file_it_is() {
        assert_eq!(told(b""), "Nothing");
        assert_eq!(told(b"SQLite format 3\0"), "not ours");
        assert_eq!(told(&[b'x'; 200]), "not ours");
        assert_eq!(peeked(0, 0), "Nothing");
        assert_eq!(peeked(VERSION, APPLICATION_ID), "Current");
        assert_eq!(peeked(0, APPLICATION_ID), "Older");
        assert_eq!(
            peeked(VERSION + 1, APPLICATION_ID),
            format!("format {}", VERSION + 1)
        );
        assert_eq!(peeked(VERSION, 7), "not ours");
    }
}
