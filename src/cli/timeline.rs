//! `execution history --view timeline`: bars on a time axis, waiting told apart from running.

use std::io::{self, Write};

use super::operations::{Operation, Operations};
use super::output::{Human, text, time};
use super::tree::{heading, of_state};
use crate::execution::Timestamp;

/// Where nobody says how wide it may be.
const WIDTH: usize = 100;
/// The least that names and bars get.
const NAMES: usize = 12;
const BARS: usize = 10;
/// One cell of a bar.
const RUNNING: char = '█';
const WAITING: char = '░';
/// Milliseconds between two marks of the axis, the nearest first.
const STEPS: [i64; 30] = [
    1,
    2,
    5,
    10,
    20,
    50,
    100,
    200,
    500,
    1_000,
    2_000,
    5_000,
    10_000,
    15_000,
    30_000,
    60_000,
    120_000,
    300_000,
    600_000,
    1_800_000,
    3_600_000,
    7_200_000,
    21_600_000,
    43_200_000,
    86_400_000,
    172_800_000,
    604_800_000,
    2_592_000_000,
    7_776_000_000,
    31_536_000_000,
];

/// Draws it. `is_reversed`: the newest first.
pub(super) fn write(
    out: &mut Human<'_>,
    name: &str,
    operations: &Operations,
    is_reversed: bool,
) -> io::Result<()> {
    let width = out.width.map_or(WIDTH, usize::from);
    writeln!(out, "{}", heading(name, operations, width))?;
    if operations.is_empty() {
        return Ok(());
    }
    let rows = rows(operations, is_reversed);
    let names = rows
        .iter()
        .map(|row| text::width(&row.label))
        .max()
        .unwrap_or_default();
    let tooks = rows.iter().map(|row| row.took.len()).max().unwrap_or_default();
    let most = (width * 2 / 5).max(NAMES);
    let names = names.min(most);
    let scale = Scale {
        from: operations.begun(),
        millis: operations.last().millis_since(operations.begun()).max(1),
        cells: width.saturating_sub(names + tooks + 4).max(BARS),
    };
    writeln!(out, "{:names$}  {}", "", scale.axis())?;
    for row in &rows {
        let label = text::padded(&text::middle(&row.label, names), names);
        let style = of_state(row.operation.state);
        let mark = row.operation.state.mark();
        // The mark stands behind the indent; only it has a color.
        let label = label.replacen(mark, &format!("{style}{mark}{style:#}"), 1);
        let bar = scale.bar(row.operation, operations.last());
        writeln!(
            out,
            "{label}  {}  {:>tooks$}",
            text::padded(&bar, scale.cells),
            row.took
        )?;
    }
    let started = time::instant(operations.begun());
    let legend = format!("{RUNNING} runs  {WAITING} waits");
    if width >= 60 {
        writeln!(out, "{legend}  0 is {started}")
    } else {
        writeln!(out, "{legend}")?;
        writeln!(out, "0 is {started}")
    }
}

struct Row<'a> {
    operation: &'a Operation,
    label: String,
    took: String,
}

/// Every operation below the one that it is in.
fn rows(operations: &Operations, is_reversed: bool) -> Vec<Row<'_>> {
    let in_order = |indices: &[usize]| -> Vec<usize> {
        let mut indices = indices.to_vec();
        // The last one is taken from the stack first.
        if !is_reversed {
            indices.reverse();
        }
        indices
    };
    let mut rest = in_order(operations.roots());
    let mut rows = Vec::new();
    while let Some(operation) = rest.pop().and_then(|index| operations.get(index)) {
        // Deep contexts would leave no room for names.
        let indent = (operation.depth * 2).min(NAMES);
        let name = operation.name.as_deref().unwrap_or(&operation.kind);
        rows.push(Row {
            operation,
            label: format!("{:indent$}{} {}", "", operation.state.mark(), text::guarded(name)),
            took: time::duration(operation.millis(operations.last())),
        });
        rest.extend(in_order(&operation.children));
    }
    rows
}

/// Time as cells.
struct Scale {
    from: Timestamp,
    millis: i64,
    cells: usize,
}

impl Scale {
    fn cell(&self, millis: i64) -> usize {
        let cells = i64::try_from(self.cells).unwrap_or(i64::MAX);
        let cell = millis.clamp(0, self.millis).saturating_mul(cells) / self.millis;
        usize::try_from(cell).unwrap_or_default()
    }

    /// A bar: at least one cell for each stretch; running is drawn over waiting.
    fn bar(&self, operation: &Operation, end: Timestamp) -> String {
        let mut cells = vec![' '; self.cells];
        let mut spans: Vec<_> = operation.spans(end).collect();
        spans.sort_by_key(|(.., is_waiting)| !is_waiting);
        for (from, to, is_waiting) in spans {
            let first = self.cell(from.millis_since(self.from)).min(self.cells - 1);
            let after = self.cell(to.millis_since(self.from)).clamp(first + 1, self.cells);
            cells[first..after].fill(if is_waiting { WAITING } else { RUNNING });
        }
        let bar: String = cells.into_iter().collect();
        bar.trim_end().to_owned()
    }

    /// Marks at round times, as many as have room for their words.
    fn axis(&self) -> String {
        let room = |step: i64| {
            let marks = (self.millis / step).max(1);
            let widest = label(marks * step).len() + 3;
            // The distance of two marks, in cells.
            self.cell(step.min(self.millis)) >= widest || step >= self.millis
        };
        let step = STEPS.into_iter().find(|step| room(*step)).unwrap_or(self.millis);
        let mut axis = String::new();
        for mark in 0..=self.millis / step {
            let at = self.cell(mark * step);
            let said = format!("|{}", label(mark * step));
            if at + said.len() > self.cells {
                break;
            }
            axis = text::padded(&axis, at);
            axis.push_str(&said);
        }
        axis
    }
}

/// A round time: `500ms`, `1.5s`, `2m`, `1h30m`.
fn label(millis: i64) -> String {
    let seconds = millis / 1_000;
    let two = |big: i64, unit: &str, small: i64, below: &str| match (big, small) {
        (0, small) => format!("{small}{below}"),
        (big, 0) => format!("{big}{unit}"),
        (big, small) => format!("{big}{unit}{small}{below}"),
    };
    match millis {
        0 => "0".to_owned(),
        1..1_000 => format!("{millis}ms"),
        _ if millis % 1_000 != 0 => {
            let fraction = format!("{:03}", millis % 1_000);
            format!("{seconds}.{}s", fraction.trim_end_matches('0'))
        }
        _ if seconds < 3_600 => two(seconds / 60, "m", seconds % 60, "s"),
        _ if seconds < 86_400 => two(seconds / 3_600, "h", seconds % 3_600 / 60, "m"),
        _ => two(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h"),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::super::operations::tests::{STORY, history};
    use super::*;

    fn drawn(text: &str, width: Option<u16>, is_reversed: bool) -> String {
        let operations = Operations::of(&history(text));
        let drawn = Human::drawn(width, |out| write(out, "order-1", &operations, is_reversed));
        let instant = regex::Regex::new(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d").unwrap();
        instant.replace_all(&drawn, "DATE").into_owned()
    }

    fn check(text: &str, width: Option<u16>, is_reversed: bool, expected: &Expect) {
        expected.assert_eq(&drawn(text, width, is_reversed));
    }

    #[test]
    fn waiting_is_told_apart_from_running() {
        check(
            STORY,
            None,
            false,
            &expect![[r#"
            order-1  open  9.00s
                                   |0     |1s     |2s     |3s     |4s    |5s     |6s     |7s     |8s
            ✓ validate             █                                                                       250ms
            ✓ reserve the goods       ██░░░░░░░░░░░░░░░░██                                                 2.50s
            ✓ approval                                    ███████████████████████████████                  4.00s
              ✓ approval callback                         ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░                  4.00s
              ✓ submitter                                 ██                                               250ms
            ✗ pricing                                                                    ░░░░░░░░          1.00s
            ◦ cool-off                                                                           ░░░░░░░░  1.00s
            █ runs  ░ waits  0 is DATE
        "#]],
        );
    }

    #[test]
    fn forty_columns_are_enough() {
        check(
            STORY,
            Some(40),
            false,
            &expect![[r#"
            order-1  open  9.00s
                              |0      |5s
            ✓ validate        █                250ms
            ✓ reserv…e goods  █░░░█            2.50s
            ✓ approval             ██████      4.00s
              ✓ appr…allback       ░░░░░░      4.00s
              ✓ submitter          █           250ms
            ✗ pricing                    ░░    1.00s
            ◦ cool-off                     ░░  1.00s
            █ runs  ░ waits
            0 is DATE
        "#]],
        );
        check(
            STORY,
            Some(64),
            true,
            &expect![[r#"
            order-1  open  9.00s
                                   |0     |2s     |4s    |6s     |8s
            ◦ cool-off                                           ░░░░  1.00s
            ✗ pricing                                        ░░░░      1.00s
            ✓ approval                        ███████████████          4.00s
              ✓ submitter                     █                        250ms
              ✓ approval callback             ░░░░░░░░░░░░░░░          4.00s
            ✓ reserve the goods     █░░░░░░░░█                         2.50s
            ✓ validate             █                                   250ms
            █ runs  ░ waits  0 is DATE
        "#]],
        );
    }

    #[test]
    fn names_may_be_wide() {
        check(
            r#"
            1|ContextStarted|id=c name=注文の承認を待っています as=WaitForCallback|{}
            1|StepStarted|id=s in=c name=🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀
            1.05|ExecutionFailed||{"Error":{"Payload":{"ErrorType":"Refused","ErrorMessage":"no"},"Truncated":false}}
            "#,
            Some(50),
            false,
            &expect![[r#"
                order-1  failed  50ms  Refused: no
                                      |0      |20ms    |40ms
                - 注文の承…ています   ██████████████████████  50ms
                  - 🚀🚀🚀…🚀🚀🚀🚀   ██████████████████████  50ms
                █ runs  ░ waits
                0 is DATE
            "#]],
        );
        check(
            "1|InvocationCompleted||null",
            Some(50),
            false,
            &expect![[r#"
            order-1  open  0ms
        "#]],
        );
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in 40..160 {
            let drawn = drawn(STORY, Some(width), false);
            for line in drawn.lines() {
                assert!(text::width(line) <= usize::from(width), "{width}: {drawn}");
            }
        }
    }

    #[test]
    fn the_axis_has_round_times() {
        let mut told = String::new();
        for millis in [
            1,
            7,
            90,
            950,
            1_700,
            9_000,
            50_000,
            200_000,
            4_000_000,
            90_000_000,
            31_536_000_000,
        ] {
            let scale = Scale {
                from: Timestamp::from_millis(0),
                millis,
                cells: 50,
            };
            told.extend([&scale.axis(), "\n"]);
        }
        expect![[r#"
            |0
            |0     |1ms   |2ms   |3ms   |4ms   |5ms   |6ms
            |0         |20ms      |40ms      |60ms      |80ms
            |0        |200ms     |400ms    |600ms     |800ms
            |0            |500ms         |1s            |1.5s
            |0   |1s   |2s  |3s   |4s  |5s   |6s  |7s   |8s
            |0        |10s      |20s      |30s      |40s
            |0     |30s    |1m    |1m30s  |2m    |2m30s  |3m
            |0     |10m    |20m   |30m    |40m   |50m    |1h
            |0          |6h         |12h        |18h
            |0          |90d        |180d       |270d
        "#]]
        .assert_eq(&told);
    }
}
