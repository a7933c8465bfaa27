//! Tables that fit: names give way, what one must paste never does. Where a terminal is too narrow for the columns
//! that do not give way, each row is written line by line.

use std::io::{self, Write};

use comfy_table::{ColumnConstraint, ContentArrangement, Table, TableStyle, Width, presets};

use super::Human;
use super::text::{self, guarded, middle};

/// The least that a name is cut to, and that a text is wrapped at: one letter a line says nothing.
const NAME: usize = 12;
const TEXT: usize = 16;
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
    let Some(widths) = widths(columns, &rows, out.width) else {
        return write_lines(out, columns, &rows);
    };
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

/// A row as lines: the title of each cell and the cell, and an empty line before the next row.
fn write_lines(out: &mut Human<'_>, columns: &[Column], rows: &[Vec<String>]) -> io::Result<()> {
    let titles = columns.iter().map(|column| column.title.len()).max();
    let titles = titles.unwrap_or_default() + GAP;
    let left = out.width.map_or(usize::MAX, usize::from).saturating_sub(titles);
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        for (cell, column) in row.iter().zip(columns).filter(|(cell, _)| !cell.is_empty()) {
            let lines = match column.gives_way {
                GivesWay::Never => vec![guarded(cell)],
                GivesWay::Cut => vec![middle(cell, left.max(NAME))],
                GivesWay::Wrapped => text::wrapped(&guarded(cell), left.max(TEXT)),
            };
            for (number, line) in lines.iter().enumerate() {
                let title = if number == 0 { column.title } else { "" };
                writeln!(out, "{title:titles$}{line}")?;
            }
        }
    }
    Ok(())
}

/// How wide each column's content may be: as it is, but for names that share what the others leave. `None` if
/// there is no room for the rest.
fn widths(columns: &[Column], rows: &[Vec<String>], width: Option<u16>) -> Option<Vec<usize>> {
    let natural = |(index, column): (usize, &Column)| {
        let cells = rows.iter().filter_map(|row| row.get(index));
        cells
            .map(|cell| text::width(&guarded(cell)))
            .fold(column.title.len(), usize::max)
    };
    let mut widths: Vec<usize> = columns.iter().enumerate().map(natural).collect();
    let Some(width) = width.map(usize::from) else {
        return Some(widths);
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
        let (widest, _) = widest?;
        *widest -= 1;
    }
    Some(widths)
}

/// No borders: what is copied from a terminal is text.
const PLAIN: TableStyle = presets::NOTHING;

#[cfg(test)]
mod tests {
    use expect_test::expect;

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
        // Too narrow for the columns: line by line.
        assert_eq!(
            drawn(Some(20)),
            "ID    0123456789abcdef\nNAME  a rathe…\\u{1b}\nN     3\n"
        );
    }

    fn written(width: u16, columns: &[Column], rows: &[&[&str]]) -> String {
        let mut bytes = Vec::new();
        let mut out = Human {
            out: &mut bytes,
            width: Some(width),
        };
        let rows = rows
            .iter()
            .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect());
        write(&mut out, columns, rows.collect()).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn texts_are_wrapped_and_never_to_one_letter() {
        let (columns, rows) = (
            [whole("ID"), soft("DETAILS")],
            [&["1", "a text that is a little too long"][..]],
        );
        assert_eq!(
            written(22, &columns, &rows),
            "ID  DETAILS\n1   a text that is a\n    little too long\n"
        );
        assert_eq!(
            written(12, &columns, &rows),
            "ID       1\nDETAILS  a text that is a\n         little too long\n"
        );
    }

    #[test]
    fn columns_stay_in_line_whatever_the_names_are() {
        let columns = [whole("ID"), name("NAME"), whole("STATUS"), soft("DETAILS")];
        let rows: [&[&str]; 3] = [
            &["1", "注文を処理するための長い名前", "RUNNING", "待っています"],
            &["2", "🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀", "FAILED", "no\u{7}"],
            &["3", "e\u{301}e\u{301}e\u{301}", "SUCCEEDED", ""],
        ];
        // Marks are shown as letters: sources are written without combining ones.
        let drawn = |width| written(width, &columns, &rows).replace('\u{301}', "/");
        expect![[r#"
            ID  NAME                          STATUS     DETAILS
            1   注文を処理するための長い名前  RUNNING    待っています
            2   🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀      FAILED     no\u{7}
            3   e/e/e/                           SUCCEEDED
        "#]]
        .assert_eq(&drawn(60));
        expect![[r#"
            ID       1
            NAME     注文を処理するための長い名前
            STATUS   RUNNING
            DETAILS  待っています

            ID       2
            NAME     🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀
            STATUS   FAILED
            DETAILS  no\u{7}

            ID       3
            NAME     e/e/e/
            STATUS   SUCCEEDED
        "#]]
        .assert_eq(&drawn(40));
    }

    #[test]
    fn nothing_is_wider_than_the_terminal_but_what_is_pasted() {
        let columns = [whole("ID"), name("NAME"), whole("STATUS"), soft("DETAILS")];
        let row: &[&str] = &[
            "0123456789abcdef",
            "a rather 長い name that goes on",
            "RUNNING",
            "some words and aword",
        ];
        for columns_wide in 40..120 {
            let text = written(columns_wide, &columns, &[row, row]);
            for line in text.lines() {
                assert!(
                    text::width(line) <= usize::from(columns_wide),
                    "{columns_wide}: {text}"
                );
            }
            assert!(text.contains("0123456789abcdef"), "{text}");
        }
    }

    #[test]
    fn without_a_terminal_lines_are_whole() {
        assert_eq!(
            drawn(None),
            "ID                NAME                      N\n0123456789abcdef  a rather long name\\u{1b}  3\n"
        );
    }
}
