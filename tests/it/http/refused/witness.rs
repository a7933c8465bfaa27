//! What a refused request must leave alone: what the store's file holds, what can be read of executions, and who
//! was called.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

/// The file beside the running emulator, read by somebody else.
pub(super) struct Store(Connection);

impl Store {
    pub(super) fn open(path: &Path) -> Self {
        Self(Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap())
    }

    /// Each execution on a line: its row, and how long its journal is.
    pub(super) fn seen(&self) -> String {
        self.lines(
            "SELECT *, (SELECT count(*) || ' events to ' || max(seq) || ', ' || sum(length(fact)) || ' letters'
                        FROM event WHERE execution = number)
             FROM execution ORDER BY number",
        )
    }

    /// Every event that ever was, as a number.
    pub(super) fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.lines("SELECT * FROM event ORDER BY execution, seq")
            .hash(&mut hasher);
        hasher.finish()
    }

    /// All columns of each row, as text.
    fn lines(&self, query: &str) -> String {
        let mut statement = self.0.prepare_cached(query).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query(()).unwrap();
        let mut lines = String::new();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                match row.get_ref(column).unwrap() {
                    ValueRef::Null => lines.push('-'),
                    ValueRef::Integer(number) => lines.push_str(&number.to_string()),
                    ValueRef::Text(bytes) => lines.push_str(&String::from_utf8_lossy(bytes)),
                    other => panic!("no such value is stored: {other:?}"),
                }
                lines.push(' ');
            }
            lines.push('\n');
        }
        lines
    }
}
