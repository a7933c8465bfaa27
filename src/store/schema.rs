//! The tables, and how an old file becomes a new one.

use std::path::Path;

use rusqlite::Connection;

use super::error::StoreError;

/// Marks a file as ours: "drbl".
const APPLICATION_ID: i64 = 0x6472_626c;

/// Step `n` makes format `n + 1`. Steps are forever: a file of any age is brought up to date by the ones that
/// it lacks.
const STEPS: &[&str] = &[FIRST, LOGS];

/// The newest format.
pub(super) const VERSION: i64 = 2;
const _: () = assert!(STEPS.len() == 2, "a step for each format");

/// `execution` is what lists, recovery and retention need of a journal without reading it. `place` repeats
/// `number`, and ends every index that is walked by page: SQLite can enter an index at a pair of columns, but not
/// if one of them stands for the row's id.
///
/// `started_at` never changes, `status` and `wake_at` seldom, so most appends touch no index of it.
const FIRST: &str = "
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
        transaction.pragma_update(None, "user_version", version)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    Ok(transaction.commit()?)
}
