//! What functions printed, as rows: the newest lines of each execution, and no more of them than
//! [`limits::LOG_LINES`] and about [`limits::LOG_BYTES`].

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

use super::Store;
use super::error::{Flaw, StoreError};
use crate::execution::{ExecutionArn, FunctionName, RequestId, Timestamp, limits};

const NUMBER: &str = "SELECT number FROM execution WHERE arn = ?";

pub(super) const LAST: &str = "
SELECT line, place, bytes FROM log WHERE execution = ? ORDER BY line DESC LIMIT 1";

pub(super) const FIRST: &str = "
SELECT line, place, bytes FROM log WHERE execution = ? ORDER BY line LIMIT 1";

const INSERT: &str = "
INSERT INTO log (execution, line, place, bytes, at, request_id, function, stream, text)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// The first line that stays: it costs what goes.
pub(super) const CUT: &str = "
SELECT line FROM log WHERE execution = ? AND place > ? AND bytes > ? ORDER BY line LIMIT 1";

pub(super) const TRIM: &str = "DELETE FROM log WHERE execution = ? AND line < ?";

pub(super) const READ: &str = "
SELECT line, at, request_id, function, stream, text FROM log
WHERE execution = ? AND line > ? ORDER BY line LIMIT ?";

/// Where a function wrote a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stream {
    Stdout,
    Stderr,
}

impl Stream {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stdout => "stdout",
            Self::Stderr => "stderr",
        }
    }
}

/// A line that a function printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub at: Timestamp,
    pub request_id: RequestId,
    pub function: FunctionName,
    pub stream: Stream,
    pub text: String,
}

/// A line that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Of all lines that were printed for its execution, the first being 1.
    pub number: u64,
    pub line: Line,
}

/// Some of what an execution printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogPage {
    pub lines: Vec<Kept>,
    /// Whether there are more after them.
    pub more: bool,
    /// How many of all lines are not there: dropped, or too old.
    pub omitted: u64,
}

/// New lines of one execution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) arn: ExecutionArn,
    /// How many went missing before them.
    pub(super) dropped: u64,
    pub(super) lines: Vec<Line>,
}

impl Store {
    /// Lines after the one of this number, no more than `limit`; what was printed by now is there. `None` if there
    /// is no such execution. All that is kept of one execution is about [`limits::LOG_BYTES`], so a page is.
    pub async fn lines(
        &self,
        arn: &ExecutionArn,
        after: u64,
        limit: u32,
    ) -> Result<Option<LogPage>, StoreError> {
        self.flush_log().await;
        let arn = arn.clone();
        self.read(move |connection| {
            let number = connection.prepare_cached(NUMBER)?;
            match execution(number, &arn)? {
                Some(number) => page(connection, &arn, number, after, limit.max(1)).map(Some),
                None => Ok(None),
            }
        })
        .await
    }
}

/// Writes groups in one transaction. Lines of an execution that is gone are forgotten.
pub(super) fn append(connection: &mut Connection, groups: &[Group]) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for group in groups {
        let number = transaction.prepare_cached(NUMBER)?;
        if let Some(number) = execution(number, &group.arn)? {
            add(&transaction, number, group)?;
        }
    }
    Ok(transaction.commit()?)
}

/// One end of what is there.
#[derive(Debug, Clone, Copy, Default)]
struct End {
    line: i64,
    place: i64,
    bytes: i64,
}

fn end(connection: &Connection, sql: &str, execution: i64) -> Result<Option<End>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let end = statement.query_row([execution], |row| {
        Ok(End {
            line: row.get(0)?,
            place: row.get(1)?,
            bytes: row.get(2)?,
        })
    });
    Ok(end.optional()?)
}

fn add(connection: &Connection, execution: i64, group: &Group) -> Result<(), StoreError> {
    let mut last = end(connection, LAST, execution)?.unwrap_or_default();
    last.line = last.line.saturating_add(integer(group.dropped));
    let mut insert = connection.prepare_cached(INSERT)?;
    for line in &group.lines {
        last.line += 1;
        last.place += 1;
        last.bytes += integer(line.text.len() as u64);
        insert.execute(params![
            execution,
            last.line,
            last.place,
            last.bytes,
            line.at.as_millis(),
            line.request_id.as_str(),
            line.function.as_str(),
            line.stream.as_str(),
            line.text,
        ])?;
    }
    let (place, bytes) = (
        last.place - integer(limits::LOG_LINES),
        last.bytes - integer(limits::LOG_BYTES),
    );
    if place > 0 || bytes > 0 {
        let mut cut = connection.prepare_cached(CUT)?;
        let first = cut.query_row([execution, place, bytes], |row| row.get::<_, i64>(0));
        if let Some(first) = first.optional()? {
            connection.prepare_cached(TRIM)?.execute([execution, first])?;
        }
    }
    Ok(())
}

fn execution(
    mut number: rusqlite::CachedStatement<'_>,
    arn: &ExecutionArn,
) -> Result<Option<i64>, StoreError> {
    Ok(number.query_row([arn.as_str()], |row| row.get(0)).optional()?)
}

fn page(
    connection: &Connection,
    arn: &ExecutionArn,
    execution: i64,
    after: u64,
    limit: u32,
) -> Result<LogPage, StoreError> {
    let ends = end(connection, FIRST, execution)?.zip(end(connection, LAST, execution)?);
    let omitted = ends.map_or(0, |(first, last)| last.line - (last.place - first.place + 1));
    let mut statement = connection.prepare_cached(READ)?;
    let mut rows = statement.query(params![execution, integer(after), i64::from(limit) + 1])?;
    let mut page = LogPage {
        lines: Vec::new(),
        more: false,
        omitted: omitted.unsigned_abs(),
    };
    while let Some(row) = rows.next()? {
        if page.lines.len() == limit as usize {
            page.more = true;
            break;
        }
        page.lines.push(kept(arn, row)?);
    }
    Ok(page)
}

fn kept(arn: &ExecutionArn, row: &rusqlite::Row<'_>) -> Result<Kept, StoreError> {
    let damaged = || StoreError::CorruptRow {
        arn: arn.to_string(),
        source: Arc::new(Flaw::Line),
    };
    let text = |column| Ok::<String, StoreError>(row.get(column)?);
    Ok(Kept {
        number: row.get::<_, i64>(0)?.unsigned_abs(),
        line: Line {
            at: Timestamp::from_millis(row.get(1)?),
            request_id: RequestId::parse(&text(2)?).map_err(|_| damaged())?,
            function: FunctionName::parse(&text(3)?).map_err(|_| damaged())?,
            stream: match text(4)?.as_str() {
                "stdout" => Stream::Stdout,
                "stderr" => Stream::Stderr,
                _ => return Err(damaged()),
            },
            text: text(5)?,
        },
    })
}

/// SQLite has no larger numbers.
fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
