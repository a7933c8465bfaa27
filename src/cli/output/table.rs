//! Tables that fit: names give way, what one must paste never does.

use std::io::{self, Write};

use comfy_table::{ColumnConstraint, ContentArrangement, Table, TableStyle, presets};

use super::Human;
use super::text::guarded;

/// One column.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Column {
    pub(in crate::cli) title: &'static str,
    /// An id that somebody pastes, a number, a time: never wrapped.
    pub(in crate::cli) whole: bool,
}

/// A column that is never wrapped.
pub(in crate::cli) const fn whole(title: &'static str) -> Column {
    Column { title, whole: true }
}

/// A column that gives way.
pub(in crate::cli) const fn soft(title: &'static str) -> Column {
    Column { title, whole: false }
}

/// Writes rows under titles; cells are guarded here.
pub(in crate::cli) fn write(
    out: &mut Human<'_>,
    columns: &[Column],
    rows: Vec<Vec<String>>,
) -> io::Result<()> {
    let mut table = Table::new();
    table
        .load_style(PLAIN)
        .set_header(columns.iter().map(|column| column.title.to_owned()));
    for row in rows {
        table.add_row(row.iter().map(|cell| guarded(cell)));
    }
    let last = columns.len().saturating_sub(1);
    for (index, column) in columns.iter().enumerate() {
        if let Some(settings) = table.column_mut(index) {
            settings.set_padding((0, if index == last { 0 } else { 2 }));
            if column.whole {
                settings.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
    }
    match out.width {
        Some(width) => table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// No borders: what is copied from a terminal is text.
const PLAIN: TableStyle = presets::NOTHING;

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(width: Option<u16>) -> String {
        let mut bytes = Vec::new();
        let mut out = Human {
            out: &mut bytes,
            width,
        };
        let rows = vec![vec![
            "0123456789abcdef".into(),
            "a rather long name\u{1b}".into(),
            "3".into(),
        ]];
        write(&mut out, &[whole("ID"), soft("NAME"), whole("N")], rows).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn ids_are_never_cut() {
        let narrow = drawn(Some(40));
        assert!(narrow.contains("0123456789abcdef"), "{narrow}");
        assert!(narrow.lines().all(|line| line.chars().count() <= 40), "{narrow}");
    }

    #[test]
    fn without_a_terminal_lines_are_whole() {
        assert_eq!(
            drawn(None),
            "ID                NAME                      N\n0123456789abcdef  a rather long name\\u{1b}  3\n"
        );
    }
}
