//! Lists of executions, by page. A page begins at a place in an index, so the last costs what the first does.

use std::fmt;
use std::str::FromStr;

use rusqlite::types::Value;

use super::Store;
use super::error::StoreError;
use super::index::decode;
use crate::execution::{ExecutionArn, ExecutionName, ExecutionStatus, FunctionName, Row, Timestamp};

/// Which executions, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub function: Option<FunctionName>,
    pub version: Option<String>,
    pub name: Option<ExecutionName>,
    /// Any of these; none means all.
    pub statuses: Vec<ExecutionStatus>,
    /// At this instant or after it.
    pub started_after: Option<Timestamp>,
    /// At this instant or before it.
    pub started_before: Option<Timestamp>,
    /// Newest first otherwise.
    pub oldest_first: bool,
}

/// A place in an order by time: the instant, and what tells executions of one instant apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    pub(super) at: Timestamp,
    pub(super) place: i64,
}

impl Position {
    /// Before all others.
    pub(super) const FIRST: Self = Self {
        at: Timestamp::from_millis(i64::MIN),
        place: i64::MIN,
    };
    /// After all others.
    const LAST: Self = Self {
        at: Timestamp::from_millis(i64::MAX),
        place: i64::MAX,
    };

    /// The instant.
    pub const fn at(self) -> Timestamp {
        self.at
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at, self.place)
    }
}

/// The text is no [`Position`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no position in a list")]
pub struct UnknownPosition;

impl FromStr for Position {
    type Err = UnknownPosition;

    fn from_str(text: &str) -> Result<Self, UnknownPosition> {
        let (at, place) = text.split_once('.').ok_or(UnknownPosition)?;
        Ok(Self {
            at: Timestamp::from_millis(at.parse().map_err(|_| UnknownPosition)?),
            place: place.parse().map_err(|_| UnknownPosition)?,
        })
    }
}

/// An execution, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub arn: ExecutionArn,
    pub row: Row,
}

/// Some of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub rows: Vec<Listed>,
    /// Where the next page begins; `None` if this is the last.
    pub next: Option<Position>,
}

impl Store {
    /// Lists executions that have not expired, after a place, no more than `limit`.
    pub async fn list(
        &self,
        filter: &Filter,
        after: Option<Position>,
        limit: u32,
        now: Timestamp,
    ) -> Result<ListPage, StoreError> {
        let limit = limit.max(1);
        let query = Query::new(filter, after, limit, now);
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&query.sql)?;
            let mut rows = statement.query(rusqlite::params_from_iter(query.parameters))?;
            let mut page = ListPage {
                rows: Vec::new(),
                next: None,
            };
            let mut last = None;
            while let Some(row) = rows.next()? {
                if page.rows.len() == limit as usize {
                    page.next = last;
                    break;
                }
                let place = row.get(9)?;
                let (arn, row) = decode(row)?;
                last = Some(Position {
                    at: row.started_at,
                    place,
                });
                page.rows.push(Listed { arn, row });
            }
            Ok(page)
        })
        .await
    }
}

/// A list, as SQL.
pub(super) struct Query {
    pub(super) sql: String,
    pub(super) parameters: Vec<Value>,
}

impl Query {
    pub(super) fn new(filter: &Filter, after: Option<Position>, limit: u32, now: Timestamp) -> Self {
        let mut query = Self {
            sql: String::new(),
            parameters: Vec::new(),
        };
        query.add(
            "SELECT arn, status, started_at, ended_at, wake_at, expires_at, \
             pace_modelled, pace_machine, pace_speed, place FROM execution INDEXED BY ",
        );
        query.add(index(filter));
        query.add(" WHERE (expires_at IS NULL OR expires_at > ");
        query.value(now.as_millis());
        query.add(")");
        query.equal("function", filter.function.as_ref().map(FunctionName::as_str));
        query.equal("version", filter.version.as_deref());
        query.equal("name", filter.name.as_ref().map(ExecutionName::as_str));
        query.statuses(&filter.statuses);
        query.interval(filter, after);
        query.add(if filter.oldest_first {
            " ORDER BY started_at, place LIMIT "
        } else {
            " ORDER BY started_at DESC, place DESC LIMIT "
        });
        // One more than asked for tells whether there is more.
        query.value(i64::from(limit) + 1);
        query
    }

    fn add(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    fn value(&mut self, value: impl Into<Value>) {
        self.sql.push('?');
        self.parameters.push(value.into());
    }

    fn equal(&mut self, column: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.add(" AND ");
            self.add(column);
            self.add(" = ");
            self.value(value.to_owned());
        }
    }

    fn statuses(&mut self, statuses: &[ExecutionStatus]) {
        match statuses {
            [] => {}
            [status] => self.equal("status", Some(status.as_str())),
            [first, rest @ ..] => {
                self.add(" AND status IN (");
                self.value(first.as_str().to_owned());
                for status in rest {
                    self.add(", ");
                    self.value(status.as_str().to_owned());
                }
                self.add(")");
            }
        }
    }

    /// The part of the order that is asked for, as one comparison on either side: it is where the index is
    /// entered and where it is left.
    fn interval(&mut self, filter: &Filter, after: Option<Position>) {
        let mut low = Position::FIRST;
        let mut high = Position::LAST;
        if let Some(at) = filter.started_after {
            low = Position { at, ..low };
        }
        if let Some(at) = filter.started_before {
            high = Position { at, ..high };
        }
        match after {
            Some(after) if filter.oldest_first => low = low.max(after),
            Some(after) => high = high.min(after),
            None => {}
        }
        for (comparison, bound) in [(" > ", low), (" < ", high)] {
            self.add(" AND (started_at, place)");
            self.add(comparison);
            self.add("(");
            self.value(bound.at.as_millis());
            self.add(", ");
            self.value(bound.place);
            self.add(")");
        }
    }
}

/// The index that has the filter's equalities first and its order next. We say which: without statistics SQLite
/// has to guess, and a store that has just been made has none.
fn index(filter: &Filter) -> &'static str {
    match (&filter.name, &filter.function, filter.statuses.len()) {
        (Some(_), _, _) => "execution_name",
        (None, Some(_), 1) => "execution_function_status",
        (None, Some(_), _) => "execution_function",
        (None, None, 1) => "execution_status",
        (None, None, _) => "execution_all",
    }
}
