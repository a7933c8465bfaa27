//! Tables that fit: names give way, what one must paste never does.

use std::io::{self, Write};

use comfy_table::{ColumnConstraint, ContentArrangement, Table, TableStyle, Width, presets};

use super::Human;
use super::text::{guarded, middle};

/// The least that a name is cut to, and that a text is wrapped at: a terminal narrower than a table wraps
/// its lines itself, and one letter a line says nothing.
const NAME: usize = 12;
const TEXT: usize = 24;
/// Between two columns.
const GAP: usize = 2;

/// One column.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Column {
    title: &'static str,
    gives_way: GivesWay,
}

/// What happens to a column on a narrow terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GivesWay {
    Never,
    /// Cut in the middle.
    Cut,
    Wrapped,
}

/// An id that somebody pastes, a number, a time: never cut, never wrapped.
pub(in crate::cli) const fn whole(title: &'static str) -> Column {
    let gives_way = GivesWay::Never;
    Column { title, gives_way }
}

/// A name: cut in the middle.
pub(in crate::cli) const fn name(title: &'static str) -> Column {
    let gives_way = GivesWay::Cut;
    Column { title, gives_way }
}

/// A text that is wrapped.
pub(in crate::cli) const fn soft(title: &'static str) -> Column {
    let gives_way = GivesWay::Wrapped;
    Column { title, gives_way }
}

/// Writes rows under titles; cells are guarded here.
pub(in crate::cli) fn write(
    out: &mut Human<'_>,
    columns: &[Column],
    rows: Vec<Vec<String>>,
) -> io::Result<()> {
    let widths = widths(columns, &rows, out.width);
    let mut table = Table::new();
    table
        .load_style(PLAIN)
        .set_header(columns.iter().map(|column| column.title.to_owned()));
    for row in rows {
        let cells = row.iter().zip(columns).zip(&widths);
        table.add_row(cells.map(|((cell, column), width)| match column.gives_way {
            GivesWay::Cut => middle(cell, *width),
            GivesWay::Never | GivesWay::Wrapped => guarded(cell),
        }));
    }
    let last = columns.len().saturating_sub(1);
    for (index, column) in columns.iter().enumerate() {
        if let Some(settings) = table.column_mut(index) {
            let padding = if index == last { 0 } else { GAP };
            settings.set_padding((0, u16::try_from(padding).unwrap_or_default()));
            settings.set_constraint(match column.gives_way {
                GivesWay::Wrapped => {
                    let narrowest = widths[index].min(TEXT) + padding;
                    ColumnConstraint::LowerBoundary(Width::Fixed(
                        u16::try_from(narrowest).unwrap_or_default(),
                    ))
                }
                GivesWay::Never | GivesWay::Cut => ColumnConstraint::ContentWidth,
            });
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

/// How wide each column's content may be: as it is, but for names that share what the others leave.
fn widths(columns: &[Column], rows: &[Vec<String>], width: Option<u16>) -> Vec<usize> {
    let natural = |(index, column): (usize, &Column)| {
        let cells = rows.iter().filter_map(|row| row.get(index));
        cells
            .map(|cell| guarded(cell).chars().count())
            .fold(column.title.len(), usize::max)
    };
    let mut widths: Vec<usize> = columns.iter().enumerate().map(natural).collect();
    let Some(width) = width.map(usize::from) else {
        return widths;
    };
    let needed = |widths: &[usize]| -> usize {
        let contents = widths
            .iter()
            .zip(columns)
            .map(|(width, column)| match column.gives_way {
                GivesWay::Wrapped => (*width).min(TEXT),
                GivesWay::Never | GivesWay::Cut => *width,
            });
        contents.sum::<usize>() + GAP * columns.len().saturating_sub(1)
    };
    while needed(&widths) > width {
        let names = widths.iter_mut().zip(columns);
        let widest = names
            .filter(|(width, column)| column.gives_way == GivesWay::Cut && **width > NAME)
            .max_by_key(|(width, _)| **width);
        let Some((widest, _)) = widest else { break };
        *widest -= 1;
    }
    widths
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
        write(&mut out, &[whole("ID"), name("NAME"), whole("N")], rows).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn names_are_cut_and_never_to_nothing() {
        assert_eq!(
            drawn(Some(36)),
            "ID                NAME             N\n0123456789abcdef  a rathe…e\\u{1b}  3\n"
        );
        assert_eq!(
            drawn(Some(10)),
            "ID                NAME          N\n0123456789abcdef  a rath…u{1b}  3\n"
        );
    }

    #[test]
    fn texts_are_wrapped_and_never_to_one_letter() {
        let mut bytes = Vec::new();
        let mut out = Human {
            out: &mut bytes,
            width: Some(12),
        };
        let rows = vec![vec!["1".into(), "a text that is a little too long".into()]];
        write(&mut out, &[whole("ID"), soft("DETAILS")], rows).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "ID  DETAILS\n1   a text that is a little\n    too long\n"
        );
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
