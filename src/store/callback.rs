//! Open callbacks: written with the append that opens or closes them, and found without a journal.

use std::fmt;
use std::str::FromStr;

use rusqlite::types::Value;
use rusqlite::{Connection, params};

use super::Store;
use super::error::{Flaw, StoreError};
use super::index::{arn, damaged};
use super::journal;
use super::list::UnknownPosition;
use super::pace;
use crate::execution::{
    CallbackChange, CallbackId, Execution, ExecutionArn, OpenCallback, OperationId, Pace, Timestamp,
};

const OPEN: &str = "
INSERT INTO callback (execution, operation, id, name, last_part, started_at, timeout_s, heartbeat_s, heard_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

pub(super) const HEARD: &str = "UPDATE callback SET heard_at = ? WHERE execution = ? AND operation = ?";

pub(super) const CLOSE: &str = "DELETE FROM callback WHERE execution = ? AND operation = ?";

pub(super) const CLOSE_ALL: &str = "DELETE FROM callback WHERE execution = ?";

/// The executions whose journals may have an open callback or a pace: a payload may say the words, too.
const SUSPECTS: &str = r#"
SELECT arn FROM execution
WHERE ended_at IS NULL AND EXISTS (
    SELECT 1 FROM event WHERE execution = number
      AND (instr(fact, '"CallbackStarted"') > 0 OR instr(fact, '"TimeModelled"') > 0))"#;

const PACE: &str =
    "UPDATE execution SET pace_modelled = ?, pace_machine = ?, pace_speed = ? WHERE number = ?";

const NUMBER: &str = "SELECT number FROM execution WHERE arn = ?";

/// Which open callbacks; oldest first, always.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallbackFilter {
    pub execution: Option<ExecutionArn>,
    /// What people call it: the whole path, or its last part.
    pub name: Option<String>,
    pub id: Option<CallbackId>,
}

/// A place in the order of open callbacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackPosition {
    started_at: Timestamp,
    execution: i64,
    operation: OperationId,
}

impl fmt::Display for CallbackPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.started_at, self.execution, self.operation)
    }
}

impl FromStr for CallbackPosition {
    type Err = UnknownPosition;

    fn from_str(text: &str) -> Result<Self, UnknownPosition> {
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or(UnknownPosition);
        Ok(Self {
            started_at: Timestamp::from_millis(part()?.parse().map_err(|_| UnknownPosition)?),
            execution: part()?.parse().map_err(|_| UnknownPosition)?,
            operation: OperationId::parse(part()?).map_err(|_| UnknownPosition)?,
        })
    }
}

/// An open callback, and what must be known of its execution to tell people of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundCallback {
    pub arn: ExecutionArn,
    pub open: OpenCallback,
    /// How its instants relate to the machine's.
    pub pace: Pace,
}

/// Some open callbacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackPage {
    pub callbacks: Vec<FoundCallback>,
    /// Where the next page begins; `None` if this is the last.
    pub next: Option<CallbackPosition>,
}

impl Store {
    /// Lists open callbacks, oldest first, after a place, no more than `limit`.
    pub async fn callbacks(
        &self,
        filter: &CallbackFilter,
        after: Option<CallbackPosition>,
        limit: u32,
    ) -> Result<CallbackPage, StoreError> {
        let limit = limit.max(1);
        let query = Query::new(filter, after.as_ref(), limit);
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&query.sql)?;
            let mut rows = statement.query(rusqlite::params_from_iter(query.parameters))?;
            let mut page = CallbackPage {
                callbacks: Vec::new(),
                next: None,
            };
            let mut last = None;
            while let Some(row) = rows.next()? {
                if page.callbacks.len() == limit as usize {
                    page.next = last;
                    break;
                }
                let found = decode(row)?;
                last = Some(CallbackPosition {
                    started_at: found.open.started_at,
                    execution: row.get(11)?,
                    operation: found.open.operation.clone(),
                });
                page.callbacks.push(found);
            }
            Ok(page)
        })
        .await
    }
}

/// Writes what an append does to the open callbacks of an execution, inside the caller's transaction.
pub(super) fn write(
    connection: &Connection,
    execution: i64,
    changes: &[CallbackChange],
) -> Result<(), StoreError> {
    for change in changes {
        match change {
            CallbackChange::Opened(open) => insert(connection, execution, open)?,
            CallbackChange::Heard { operation, at } => {
                let mut heard = connection.prepare_cached(HEARD)?;
                heard.execute(params![at.as_millis(), execution, operation.as_str()])?;
            }
            CallbackChange::Closed(operation) => {
                let mut close = connection.prepare_cached(CLOSE)?;
                close.execute(params![execution, operation.as_str()])?;
            }
            CallbackChange::AllClosed => {
                connection.prepare_cached(CLOSE_ALL)?.execute([execution])?;
            }
        }
    }
    Ok(())
}

fn insert(connection: &Connection, execution: i64, open: &OpenCallback) -> Result<(), StoreError> {
    connection.prepare_cached(OPEN)?.execute(params![
        execution,
        open.operation.as_str(),
        open.id.as_str(),
        open.name,
        open.name.as_deref().map(OpenCallback::last_part),
        open.started_at.as_millis(),
        open.timeout_s,
        open.heartbeat_s,
        open.heard_at.as_millis(),
    ])?;
    Ok(())
}

/// Fills the table of a store that had none, and the paces, from the journals. One that cannot be read is left out: nobody can answer
/// a callback of it either.
pub(super) fn fill(connection: &Connection) -> Result<(), StoreError> {
    let mut suspects = connection.prepare(SUSPECTS)?;
    let mut rows = suspects.query(())?;
    while let Some(row) = rows.next()? {
        let Ok(arn) = arn(row) else { continue };
        let events = match journal::load(connection, &arn) {
            Ok(events) => events.unwrap_or_default(),
            Err(StoreError::Corrupt { .. }) => continue,
            Err(error) => return Err(error),
        };
        // A journal that no emulator wrote may break the law, which takes it for granted.
        let replayed = std::panic::catch_unwind(|| Execution::replay(&events));
        let Ok(Ok(execution)) = replayed else { continue };
        let number: i64 = connection.query_row(NUMBER, [arn.as_str()], |row| row.get(0))?;
        let [modelled, machine, speed] = pace::columns(execution.pace());
        connection.execute(PACE, params![modelled, machine, speed, number])?;
        for open in execution.open_callbacks() {
            insert(connection, number, &open)?;
        }
    }
    Ok(())
}

/// Reads `arn, operation, id, name, started_at, timeout_s, heartbeat_s, heard_at` and the pace, the first columns.
fn decode(row: &rusqlite::Row<'_>) -> Result<FoundCallback, StoreError> {
    let arn = arn(row)?;
    let broken = || damaged(arn.as_str(), Flaw::Callback);
    let text = |column| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
    let open = OpenCallback {
        operation: OperationId::parse(text(1)?).map_err(|_| broken())?,
        id: CallbackId::parse(text(2)?).ok_or_else(broken)?,
        name: row.get(3)?,
        started_at: Timestamp::from_millis(row.get(4)?),
        timeout_s: row.get(5)?,
        heartbeat_s: row.get(6)?,
        heard_at: Timestamp::from_millis(row.get(7)?),
    };
    let pace = pace::decode(row, 8)?;
    Ok(FoundCallback { arn, open, pace })
}

/// A list of open callbacks, as SQL.
pub(super) struct Query {
    pub(super) sql: String,
    pub(super) parameters: Vec<Value>,
}

impl Query {
    pub(super) fn new(filter: &CallbackFilter, after: Option<&CallbackPosition>, limit: u32) -> Self {
        let mut query = Self {
            sql: format!(
                "SELECT arn, operation, c.id, c.name, c.started_at, timeout_s, heartbeat_s, heard_at, \
                 pace_modelled, pace_machine, pace_speed, c.execution \
                 FROM callback AS c {} CROSS JOIN execution AS e ON e.number = c.execution WHERE true",
                index(filter)
            ),
            parameters: Vec::new(),
        };
        query.filter(filter);
        match after {
            // Where the execution is settled, its index does not have it in the middle.
            Some(after) if filter.execution.is_some() || filter.id.is_some() => {
                query.add(" AND (c.started_at, operation) > (?, ?)");
                query.value(after.started_at.as_millis());
                query.value(after.operation.as_str().to_owned());
            }
            Some(after) => {
                query.add(" AND (c.started_at, c.execution, operation) > (?, ?, ?)");
                query.value(after.started_at.as_millis());
                query.value(after.execution);
                query.value(after.operation.as_str().to_owned());
            }
            None => {}
        }
        // One more than asked for tells whether there is more.
        query.add(" ORDER BY c.started_at, c.execution, operation LIMIT ?");
        query.value(i64::from(limit) + 1);
        query
    }

    fn filter(&mut self, filter: &CallbackFilter) {
        const OF: &str = " AND c.execution = (SELECT number FROM execution WHERE arn = ?)";
        if let Some(arn) = &filter.execution {
            self.add(OF);
            self.value(arn.as_str().to_owned());
        }
        if let Some(id) = &filter.id {
            // It says where it is to be found.
            let (arn, operation) = id.address().unzip();
            self.add(OF);
            self.value(arn.map(|arn| arn.as_str().to_owned()));
            self.add(" AND operation = ? AND c.id = ?");
            self.value(operation.map(|operation| operation.as_str().to_owned()));
            self.value(id.as_str().to_owned());
        }
        if let Some(name) = &filter.name {
            // A path is no last part, and what is no path is one.
            self.add(if name.contains('/') {
                " AND c.name = ? AND c.name <> last_part"
            } else {
                " AND last_part = ?"
            });
            self.value(name.clone());
        }
    }

    fn add(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    fn value(&mut self, value: impl Into<Value>) {
        self.parameters.push(value.into());
    }
}

/// The index that has the filter's equalities first and its order next. We say which, as for lists of executions; an
/// id leads to the row itself.
fn index(filter: &CallbackFilter) -> &'static str {
    match (&filter.id, &filter.execution, filter.name.as_deref()) {
        (Some(_), ..) => "",
        (None, Some(_), _) => "INDEXED BY callback_execution",
        (None, None, Some(name)) if name.contains('/') => "INDEXED BY callback_name",
        (None, None, Some(_)) => "INDEXED BY callback_last_part",
        (None, None, None) => "INDEXED BY callback_all",
    }
}
