//! The index: what is known of executions without reading their journals. Recovery, retention, look-ups.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::Store;
use super::error::{Flaw, StoreError};
use super::list::{Listed, Position};
use super::pace;
use crate::execution::{ExecutionArn, ExecutionName, ExecutionStatus, FunctionName, Row, Speed, Timestamp};

/// Free pages that one call gives back to the file system: 16 MiB, so that nobody waits long behind it.
const PAGES_GIVEN_BACK: i64 = 4_096;

const ROW: &str = "
SELECT arn, status, started_at, ended_at, wake_at, expires_at, pace_modelled, pace_machine, pace_speed
FROM execution WHERE arn = ?";

pub(super) const BY_NAME: &str = "
SELECT arn FROM execution
WHERE name = ? AND function = ? AND (expires_at IS NULL OR expires_at > ?)
ORDER BY started_at DESC, place DESC LIMIT 1";

/// No character comes after U+10FFFF.
pub(super) const BY_ID: &str = "
SELECT arn, status, started_at, ended_at, wake_at, expires_at, pace_modelled, pace_machine, pace_speed
FROM execution
WHERE id >= ?1 AND id < ?1 || char(0x10ffff) AND (expires_at IS NULL OR expires_at > ?2)
ORDER BY id LIMIT ?3";

pub(super) const LATEST: &str = "
SELECT arn, status, started_at, ended_at, wake_at, expires_at, pace_modelled, pace_machine, pace_speed
FROM execution INDEXED BY execution_started
WHERE chained = 0 AND (expires_at IS NULL OR expires_at > ?)
ORDER BY started_at DESC, place DESC LIMIT 1";

pub(super) const DUE: &str = "
SELECT arn, wake_at, place, pace_modelled, pace_machine, pace_speed FROM execution
WHERE wake_at <= ?1 AND (wake_at, place) > (?2, ?3)
ORDER BY wake_at, place LIMIT ?4";

pub(super) const NEXT_WAKE: &str = "
SELECT wake_at FROM execution WHERE wake_at > ? ORDER BY wake_at LIMIT 1";

pub(super) const EXPIRE: &str = "
DELETE FROM execution WHERE number IN (
    SELECT number FROM execution WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)";

/// An execution that a lane must look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub arn: ExecutionArn,
    /// When: its place in the order, too.
    pub wake: Position,
    /// How fast its time ran so far.
    pub speed: Speed,
}

impl Store {
    /// The row of an execution; `None` if there is no such execution.
    pub async fn row(&self, arn: &ExecutionArn) -> Result<Option<Row>, StoreError> {
        let arn = arn.clone();
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(ROW)?;
            let mut rows = statement.query([arn.as_str()])?;
            match rows.next()? {
                Some(row) => Ok(Some(decode(row)?.1)),
                None => Ok(None),
            }
        })
        .await
    }

    /// The newest execution of a name that has not expired (contract 2.3).
    pub async fn find_by_name(
        &self,
        function: &FunctionName,
        name: &ExecutionName,
        now: Timestamp,
    ) -> Result<Option<ExecutionArn>, StoreError> {
        let (function, name) = (function.clone(), name.clone());
        self.read(move |connection| {
            let parameters = params![name.as_str(), function.as_str(), now.as_millis()];
            let mut statement = connection.prepare_cached(BY_NAME)?;
            let mut rows = statement.query(parameters)?;
            rows.next()?.map(arn).transpose()
        })
        .await
    }

    /// The executions whose id begins with these characters and that have not expired, in the order of their
    /// ids; no more than `limit`.
    pub async fn find_by_id_prefix(
        &self,
        prefix: &str,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Listed>, StoreError> {
        let prefix = prefix.to_owned();
        self.read(move |connection| listed(connection, BY_ID, params![prefix, now.as_millis(), limit]))
            .await
    }

    /// The execution that somebody started last and that has not expired: what another execution has called is
    /// not meant.
    pub async fn latest(&self, now: Timestamp) -> Result<Option<Listed>, StoreError> {
        self.read(move |connection| Ok(listed(connection, LATEST, [now.as_millis()])?.pop()))
            .await
    }

    /// The executions whose [`Row::wake_at`] has come, earliest first, no more than `limit`; the next page
    /// begins after the last one's [`Due::wake`].
    pub async fn due(
        &self,
        now: Timestamp,
        after: Option<Position>,
        limit: u32,
    ) -> Result<Vec<Due>, StoreError> {
        self.read(move |connection| {
            let after = after.unwrap_or(Position::FIRST);
            let mut statement = connection.prepare_cached(DUE)?;
            let mut rows =
                statement.query(params![now.as_millis(), after.at.as_millis(), after.place, limit])?;
            let mut due = Vec::new();
            while let Some(row) = rows.next()? {
                let wake = Position {
                    at: Timestamp::from_millis(row.get(1)?),
                    place: row.get(2)?,
                };
                let speed = pace::decode(row, 3)?.speed();
                due.push(Due {
                    arn: arn(row)?,
                    wake,
                    speed,
                });
            }
            Ok(due)
        })
        .await
    }

    /// The earliest [`Row::wake_at`] after an instant.
    pub async fn next_wake_after(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(NEXT_WAKE)?;
            let wake = statement.query_row([now.as_millis()], |row| row.get(0));
            Ok(wake.optional()?.map(Timestamp::from_millis))
        })
        .await
    }

    /// How many executions there are, expired ones included.
    pub async fn count(&self) -> Result<u64, StoreError> {
        self.read(|connection| {
            let count =
                connection.query_row("SELECT count(*) FROM execution", (), |row| row.get::<_, i64>(0));
            Ok(count?.unsigned_abs())
        })
        .await
    }

    /// Removes executions whose retention is over, no more than `limit`; how many. Ask again until none is left.
    pub async fn expire(&self, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
        self.write(move |connection| {
            let expired = connection.execute(EXPIRE, params![now.as_millis(), limit])?;
            if expired > 0 {
                give_back(connection)?;
            }
            Ok(expired)
        })
        .await
    }

    /// Moves the write-ahead log into the file and cuts it to nothing; `false` if a reader was in the way.
    pub async fn checkpoint_wal(&self) -> Result<bool, StoreError> {
        self.write(|connection| {
            let busy =
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| row.get::<_, bool>(0));
            Ok(!busy?)
        })
        .await
    }
}

/// Gives the pages that nothing needs any more back to the file system.
pub(super) fn give_back(connection: &Connection) -> Result<(), StoreError> {
    // It frees a page for each row that is asked of it.
    let mut statement = connection.prepare(&format!("PRAGMA incremental_vacuum({PAGES_GIVEN_BACK})"))?;
    let mut rows = statement.query(())?;
    while rows.next()?.is_some() {}
    Ok(())
}

fn listed(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Listed>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (arn, row) = decode(row)?;
        all.push(Listed { arn, row });
    }
    Ok(all)
}

/// Reads `arn`, the first column.
pub(super) fn arn(row: &rusqlite::Row<'_>) -> Result<ExecutionArn, StoreError> {
    let text = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
    ExecutionArn::parse(text).map_err(|_| damaged(text, Flaw::Arn))
}

/// Reads `arn, status, started_at, ended_at, wake_at, expires_at` and the pace, the first columns.
pub(super) fn decode(row: &rusqlite::Row<'_>) -> Result<(ExecutionArn, Row), StoreError> {
    let arn = arn(row)?;
    let word: String = row.get(1)?;
    let status = ExecutionStatus::parse(&word).ok_or_else(|| damaged(arn.as_str(), Flaw::Status(word)))?;
    let optional =
        |column| Ok::<_, StoreError>(row.get::<_, Option<i64>>(column)?.map(Timestamp::from_millis));
    let row = Row {
        status,
        started_at: Timestamp::from_millis(row.get(2)?),
        ended_at: optional(3)?,
        wake_at: optional(4)?,
        expires_at: optional(5)?,
        pace: pace::decode(row, 6)?,
    };
    Ok((arn, row))
}

pub(super) fn damaged(arn: &str, flaw: Flaw) -> StoreError {
    StoreError::CorruptRow {
        arn: arn.to_owned(),
        source: Arc::new(flaw),
    }
}
