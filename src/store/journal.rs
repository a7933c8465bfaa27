//! Journals: their events as rows, written one after the other and read whole or by page.

use std::sync::Arc;

use rusqlite::{CachedStatement, Connection, OptionalExtension as _, named_params, params};

use super::error::{Flaw, StoreError};
use super::{Store, callback, pace};
use crate::execution::{CallbackChange, Decision, Event, ExecutionArn, Fact, Origin, Row, Seq, Timestamp};

/// Settles what never changes. Nothing comes back if the journal exists.
pub(super) const CREATE: &str = "
INSERT INTO execution (number, place, arn, function, version, name, id,
                       status, started_at, ended_at, wake_at, expires_at, last_seq, last_event_id, chained,
                       pace_modelled, pace_machine, pace_speed)
SELECT next, next, :arn, :function, :version, :name, :id,
       :status, :started_at, :ended_at, :wake_at, :expires_at, :last_seq, :events, :chained,
       :pace_modelled, :pace_machine, :pace_speed
FROM (SELECT 1 + ifnull((SELECT number FROM execution ORDER BY number DESC LIMIT 1), 0) AS next)
WHERE true  -- or else ON would be a join's
ON CONFLICT (arn) DO NOTHING
RETURNING number, last_event_id";

/// The row of a journal that ends where we think, and what else of it an append changes.
pub(super) const SEEN: &str = "
SELECT number, last_event_id, wake_at IS NOT :wake_at,
       status IS NOT :status OR ended_at IS NOT :ended_at OR expires_at IS NOT :expires_at,
       pace_modelled IS NOT :pace_modelled OR pace_machine IS NOT :pace_machine OR pace_speed IS NOT :pace_speed
FROM execution WHERE arn = :arn AND last_seq = :seen";

/// What every append changes. It is not one statement with [`SEEN`]: RETURNING takes a table of its own each time.
pub(super) const EXTEND: &str = "
UPDATE execution SET last_seq = :last_seq, last_event_id = :last_event_id WHERE number = :number";

/// What an append changes now and then: apart, because SQLite writes an index even if what it holds stays the same.
const WAKE: &str = "
UPDATE execution SET wake_at = :wake_at WHERE number = :number";

/// What an append seldom changes.
const SETTLE: &str = "
UPDATE execution SET status = :status, ended_at = :ended_at, expires_at = :expires_at WHERE number = :number";

/// What only modelled time changes.
const PACE: &str = "
UPDATE execution SET pace_modelled = :pace_modelled, pace_machine = :pace_machine, pace_speed = :pace_speed
WHERE number = :number";

const INSERT: &str = "INSERT INTO event (execution, seq, event_id, at, fact) VALUES (?, ?, ?, ?, ?)";

const LOAD: &str = "
SELECT seq, at, fact FROM event
WHERE execution = (SELECT number FROM execution WHERE arn = ?) ORDER BY seq";

const NUMBER: &str = "SELECT number FROM execution WHERE arn = ?";

pub(super) const FORWARD: &str = "
SELECT event_id, seq, at, fact FROM event
WHERE execution = ? AND event_id > ? ORDER BY event_id LIMIT ?";

pub(super) const BACKWARD: &str = "
SELECT event_id, seq, at, fact FROM event
WHERE execution = ? AND event_id < ? ORDER BY event_id DESC LIMIT ?";

/// Events on their way to disk, already in the form that they have there: what is left to do while others wait
/// is short.
#[derive(Debug)]
pub(super) struct Append {
    arn: ExecutionArn,
    row: Row,
    first: Seq,
    last: Seq,
    /// Whether it begins an execution that another one has called.
    is_chained: bool,
    events: Vec<Encoded>,
    callbacks: Vec<CallbackChange>,
}

#[derive(Debug)]
struct Encoded {
    at: Timestamp,
    is_public: bool,
    fact: String,
}

impl Append {
    pub(super) fn new(arn: ExecutionArn, decision: Decision) -> Self {
        let Decision {
            events,
            row,
            callbacks,
        } = decision;
        assert!(
            !events.is_empty() && events.windows(2).all(|pair| pair[0].seq.next() == pair[1].seq),
            "an append is a run of events: {arn}"
        );
        let encode = |event: &Event| Encoded {
            at: event.at,
            is_public: event.fact.is_public(),
            fact: serde_json::to_string(&event.fact).expect("a fact can be written as JSON"),
        };
        Self {
            arn,
            row,
            first: events[0].seq,
            last: events[events.len() - 1].seq,
            is_chained: matches!(
                &events[0].fact,
                Fact::ExecutionStarted(started) if matches!(started.origin, Origin::Chained { .. })
            ),
            events: events.iter().map(encode).collect(),
            callbacks,
        }
    }

    /// About how much memory it takes.
    pub(super) fn bytes(&self) -> usize {
        self.events.iter().map(|event| event.fact.len()).sum()
    }
}

/// Some of an execution's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryPage {
    /// Public events with their event ids, in the order that was asked for.
    pub events: Vec<(u64, Event)>,
    /// Whether there are more in that direction.
    pub more: bool,
}

impl Store {
    /// The whole journal; `None` if there is no such execution.
    pub async fn load(&self, arn: &ExecutionArn) -> Result<Option<Vec<Event>>, StoreError> {
        let arn = arn.clone();
        self.read(move |connection| load(connection, &arn)).await
    }

    /// The public events after an event id, or with `reverse` the ones before it, newest first: no more than
    /// `limit`, and about `budget_bytes`, but at least one. `None` if there is no such execution.
    pub async fn history(
        &self,
        arn: &ExecutionArn,
        after: Option<u64>,
        limit: u32,
        reverse: bool,
        budget_bytes: usize,
    ) -> Result<Option<HistoryPage>, StoreError> {
        let arn = arn.clone();
        self.read(move |connection| {
            let Some(number) = number(connection, &arn)? else {
                return Ok(None);
            };
            let start = match (after, reverse) {
                (Some(id), _) => i64::try_from(id).unwrap_or(i64::MAX),
                (None, false) => 0,
                (None, true) => i64::MAX,
            };
            let mut statement = connection.prepare_cached(if reverse { BACKWARD } else { FORWARD })?;
            page(&mut statement, &arn, (number, start), limit.max(1), budget_bytes).map(Some)
        })
        .await
    }

    /// Removes an execution and its journal; `false` if there was none.
    pub async fn delete(&self, arn: &ExecutionArn) -> Result<bool, StoreError> {
        let arn = arn.clone();
        self.write(move |connection| {
            let deleted = connection.execute("DELETE FROM execution WHERE arn = ?", [arn.as_str()])?;
            super::index::give_back(connection)?;
            Ok(deleted > 0)
        })
        .await
    }
}

/// Writes an append, inside the caller's transaction.
pub(super) fn write(connection: &Connection, append: &Append) -> Result<(), StoreError> {
    let publics = append.events.iter().filter(|event| event.is_public).count();
    let publics = i64::try_from(publics).expect("events in memory can be counted");
    let (number, last_event_id) = if append.first == Seq(1) {
        create(connection, append, publics)?
    } else {
        extend(connection, append, publics)?
    };
    let mut event_id = last_event_id - publics;
    let mut insert = connection.prepare_cached(INSERT)?;
    for (seq, event) in (integer(append.first)..).zip(&append.events) {
        event_id += i64::from(event.is_public);
        let shown = event.is_public.then_some(event_id);
        insert.execute(params![number, seq, shown, event.at.as_millis(), event.fact])?;
    }
    callback::write(connection, number, &append.callbacks)
}

fn create(connection: &Connection, append: &Append, publics: i64) -> Result<(i64, i64), StoreError> {
    let Append { arn, row, .. } = append;
    let [pace_modelled, pace_machine, pace_speed] = pace::columns(row.pace);
    connection
        .prepare_cached(CREATE)?
        .query_row(
            named_params! {
                ":arn": arn.as_str(),
                ":function": arn.function().as_str(),
                ":version": arn.version(),
                ":name": arn.name().as_str(),
                ":id": arn.id(),
                ":status": row.status.as_str(),
                ":started_at": row.started_at.as_millis(),
                ":ended_at": row.ended_at.map(Timestamp::as_millis),
                ":wake_at": row.wake_at.map(Timestamp::as_millis),
                ":expires_at": row.expires_at.map(Timestamp::as_millis),
                ":last_seq": integer(append.last),
                ":events": publics,
                ":chained": append.is_chained,
                ":pace_modelled": pace_modelled,
                ":pace_machine": pace_machine,
                ":pace_speed": pace_speed,
            },
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?
        .ok_or_else(|| append.conflict())
}

fn extend(connection: &Connection, append: &Append, publics: i64) -> Result<(i64, i64), StoreError> {
    let Append { arn, row, .. } = append;
    let wake_at = row.wake_at.map(Timestamp::as_millis);
    let ended_at = row.ended_at.map(Timestamp::as_millis);
    let expires_at = row.expires_at.map(Timestamp::as_millis);
    let [pace_modelled, pace_machine, pace_speed] = pace::columns(row.pace);
    let (number, seen_event_id, [wakes, settles, paces]): (i64, i64, [bool; 3]) = connection
        .prepare_cached(SEEN)?
        .query_row(
            named_params! {
                ":arn": arn.as_str(),
                ":seen": integer(append.first) - 1,
                ":wake_at": wake_at,
                ":status": row.status.as_str(),
                ":ended_at": ended_at,
                ":expires_at": expires_at,
                ":pace_modelled": pace_modelled,
                ":pace_machine": pace_machine,
                ":pace_speed": pace_speed,
            },
            |row| Ok((row.get(0)?, row.get(1)?, [row.get(2)?, row.get(3)?, row.get(4)?])),
        )
        .optional()?
        .ok_or_else(|| append.conflict())?;
    let last_event_id = seen_event_id + publics;
    connection.prepare_cached(EXTEND)?.execute(named_params! {
        ":number": number,
        ":last_seq": integer(append.last),
        ":last_event_id": last_event_id,
    })?;
    if wakes {
        connection
            .prepare_cached(WAKE)?
            .execute(named_params! { ":number": number, ":wake_at": wake_at })?;
    }
    if settles {
        connection.prepare_cached(SETTLE)?.execute(named_params! {
            ":number": number,
            ":status": row.status.as_str(),
            ":ended_at": ended_at,
            ":expires_at": expires_at,
        })?;
    }
    if paces {
        connection.prepare_cached(PACE)?.execute(named_params! {
            ":number": number,
            ":pace_modelled": pace_modelled,
            ":pace_machine": pace_machine,
            ":pace_speed": pace_speed,
        })?;
    }
    Ok((number, last_event_id))
}

impl Append {
    fn conflict(&self) -> StoreError {
        StoreError::Conflict {
            arn: self.arn.clone(),
            seq: self.first,
        }
    }
}

pub(super) fn load(connection: &Connection, arn: &ExecutionArn) -> Result<Option<Vec<Event>>, StoreError> {
    let mut statement = connection.prepare_cached(LOAD)?;
    let mut rows = statement.query([arn.as_str()])?;
    let mut events = Vec::new();
    let mut expected = Seq(1);
    while let Some(row) = rows.next()? {
        if row.get::<_, i64>(0)? != integer(expected) {
            return Err(corrupt(arn, expected, Flaw::Gap { expected }));
        }
        expected = expected.next();
        events.push(event(row, 0, arn)?);
    }
    Ok(Some(events).filter(|events| !events.is_empty()))
}

fn page(
    statement: &mut CachedStatement<'_>,
    arn: &ExecutionArn,
    (number, start): (i64, i64),
    limit: u32,
    budget_bytes: usize,
) -> Result<HistoryPage, StoreError> {
    // One more than asked for tells whether there is more.
    let mut rows = statement.query([number, start, i64::from(limit) + 1])?;
    let mut events: Vec<(u64, Event)> = Vec::new();
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        bytes += row.get_ref(3)?.as_bytes().map_or(0, <[u8]>::len);
        let is_full = events.len() == limit as usize || bytes > budget_bytes;
        if is_full && !events.is_empty() {
            return Ok(HistoryPage { events, more: true });
        }
        let event_id = row.get::<_, i64>(0)?.unsigned_abs();
        events.push((event_id, event(row, 1, arn)?));
    }
    Ok(HistoryPage { events, more: false })
}

/// Reads `seq, at, fact`, which begin at a column.
fn event(row: &rusqlite::Row<'_>, column: usize, arn: &ExecutionArn) -> Result<Event, StoreError> {
    let seq = Seq(row.get::<_, i64>(column)?.unsigned_abs());
    let text = row.get_ref(column + 2)?;
    let text = text.as_str().map_err(|error| corrupt(arn, seq, error))?;
    let fact: Fact = serde_json::from_str(text).map_err(|error| corrupt(arn, seq, error))?;
    Ok(Event {
        seq,
        at: Timestamp::from_millis(row.get(column + 1)?),
        fact,
    })
}

fn number(connection: &Connection, arn: &ExecutionArn) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached(NUMBER)?;
    Ok(statement.query_row([arn.as_str()], |row| row.get(0)).optional()?)
}

fn corrupt(
    arn: &ExecutionArn,
    seq: Seq,
    source: impl std::error::Error + Send + std::marker::Sync + 'static,
) -> StoreError {
    StoreError::Corrupt {
        arn: arn.to_string(),
        seq,
        source: Arc::new(source),
    }
}

/// SQLite's integers are signed.
fn integer(seq: Seq) -> i64 {
    i64::try_from(seq.0).expect("a journal is shorter than 2^63 events")
}
