//! The table: what was measured, a column for each subject, and the ratios of ours to the others.

use std::fmt;

use super::load::Failure;
use super::official;
use super::process::Subject;

/// How a number is shown.
#[derive(Clone, Copy)]
pub(crate) enum Unit {
    PerSecond,
    Micros,
    Millis,
    Seconds,
    Megabytes,
    Bytes,
    Times,
}

/// One measurement of one subject.
#[derive(Clone)]
pub(crate) enum Cell {
    Number(f64, Unit),
    Text(String),
    /// Not measured, or there is no such thing.
    Empty,
}

impl Cell {
    /// Zero is what a system says that does not count this.
    pub(crate) fn of(number: Option<f64>, unit: Unit) -> Self {
        match number {
            Some(number) if number > 0.0 => Self::Number(number, unit),
            _ => Self::Empty,
        }
    }

    const fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number, _) => Some(*number),
            _ => None,
        }
    }
}

impl From<&Failure> for Cell {
    fn from(failure: &Failure) -> Self {
        Self::Text(match failure {
            Failure::Skipped => return Self::Empty,
            Failure::Absent => "not installed".to_owned(),
            Failure::Over(limit) => format!("> {} s", limit.as_secs()),
            Failure::Broke(how) => how.clone(),
        })
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Number(number, unit) => {
                let suffix = match unit {
                    Unit::PerSecond => "/s",
                    Unit::Micros => " µs",
                    Unit::Millis => " ms",
                    Unit::Seconds => " s",
                    Unit::Megabytes => " MB",
                    Unit::Bytes => " B",
                    Unit::Times => " ×",
                };
                write!(f, "{}{suffix}", digits(*number))
            }
        }
    }
}

/// Three digits that count, and commas between thousands.
fn digits(number: f64) -> String {
    let decimals = match number {
        n if n >= 99.95 => 0,
        n if n >= 9.995 => 1,
        _ => 2,
    };
    let text = format!("{number:.decimals$}");
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

/// All that was measured, and what is to be said of it.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<(String, Vec<Cell>)>,
    notes: Vec<String>,
}

impl Table {
    /// A row with a cell for each subject, in the order of [`Subject::ALL`].
    pub(crate) fn row(&mut self, what: impl Into<String>, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push((what.into(), cells.into_iter().collect()));
    }

    /// A row that is ours alone.
    pub(crate) fn ours(&mut self, what: impl Into<String>, cell: Cell) {
        self.row(what, [cell]);
    }

    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = official::VERSION;
        write!(
            f,
            "| what | here | official {version}, memory | official {version}, SQLite | floor |"
        )?;
        writeln!(f, " here ÷ memory | here ÷ SQLite | here ÷ floor |")?;
        writeln!(f, "|---|---|---|---|---|---|---|---|")?;
        for (what, cells) in &self.rows {
            write!(f, "| {what} |")?;
            let cell = |index| cells.get(index).unwrap_or(&Cell::Empty);
            for index in 0..Subject::ALL.len() {
                write!(f, " {} |", cell(index))?;
            }
            for index in 1..Subject::ALL.len() {
                match (cell(0).number(), cell(index).number()) {
                    (Some(here), Some(other)) => write!(f, " {} |", ratio(here / other))?,
                    _ => write!(f, " |")?,
                }
            }
            writeln!(f)?;
        }
        writeln!(f)?;
        for note in &self.notes {
            writeln!(f, "* {note}")?;
        }
        Ok(())
    }
}

fn ratio(ratio: f64) -> String {
    if ratio < 0.0995 {
        format!("{ratio:.3}")
    } else {
        digits(ratio)
    }
}
