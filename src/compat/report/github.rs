//! The report for a job of GitHub's: annotations, as workflow commands, and the job's summary in Markdown.

use std::fmt::{self, Write as _};

use super::{Found, Outcome, Report, Row};

/// How many annotations there are at most. GitHub shows ten of a kind for each step, and the summary has all.
const MOST_ANNOTATIONS: usize = 10;
/// A job's summary may have a megabyte; more than this nobody reads.
const MOST_ROWS: usize = 1_000;

/// What is not as it must be, a command each: `::error title=…::…` for differences, a warning for what cannot run.
pub fn annotations(report: &Report) -> String {
    let mut said = String::new();
    let mut count = 0;
    for (row, found) in news(report) {
        let kind = match found.outcome {
            Outcome::Passed => continue,
            Outcome::Differs => "error",
            Outcome::CannotRun => "warning",
        };
        if count == MOST_ANNOTATIONS {
            break;
        }
        count += 1;
        let title = property(&format!("{} ({})", row.id, found.target));
        let message = data(&format!(
            "{}: {}",
            row.title,
            found.message.as_deref().unwrap_or_default()
        ));
        let _ = writeln!(said, "::{kind} title={title}::{message}");
    }
    let rest = news(report).count().saturating_sub(count);
    if rest > 0 {
        let _ = writeln!(
            said,
            "::notice title=compat check::{rest} more are in the job's summary"
        );
    }
    said
}

/// The job's summary.
pub fn summary(report: &Report) -> String {
    let mut page = Page::default();
    // Memory takes it.
    let _ = page.write(report);
    page.text
}

/// What did not pass, and is in no baseline.
fn news(report: &Report) -> impl Iterator<Item = (&Row, &Found)> {
    let all = report
        .checks
        .iter()
        .flat_map(|row| row.results.iter().map(move |found| (row, found)));
    all.filter(|(_, found)| found.outcome != Outcome::Passed && !found.accepted)
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn write(&mut self, report: &Report) -> fmt::Result {
        let out = &mut self.text;
        writeln!(out, "## Durable functions: the emulator's contract\n")?;
        writeln!(
            out,
            "| target | passed | differ | known | cannot run | accepted |"
        )?;
        writeln!(out, "|---|---:|---:|---:|---:|---:|")?;
        for target in &report.targets {
            writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} |",
                cell(&target.target),
                target.passed,
                target.differ,
                target.explained,
                target.cannot_run,
                target.accepted
            )?;
        }
        if news(report).next().is_none() {
            return writeln!(out, "\nNothing new.");
        }
        writeln!(
            out,
            "\n| check | target | | what | known |\n|---|---|---|---|---|"
        )?;
        for (row, found) in news(report).take(MOST_ROWS) {
            let known: Vec<_> = found.known_faults.iter().map(|fault| fault.sentence).collect();
            writeln!(
                out,
                "| `{}` | {} | {} | {}: {} | {} |",
                row.id,
                cell(&found.target),
                found.outcome.name(),
                cell(row.title),
                cell(found.message.as_deref().unwrap_or_default()),
                cell(&known.join("; ")),
            )?;
        }
        Ok(())
    }
}

/// A workflow command's message: what ends a line, and what escapes, is escaped.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The same for a property, where `:` and `,` mean something, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Text in a table's cell, where it is text.
fn cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' => safe.push_str("\\|"),
            '\n' | '\r' => safe.push(' '),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '`' | '*' | '_' | '[' | ']' | '\\' => {
                safe.push('\\');
                safe.push(c);
            }
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_escaped() {
        assert_eq!(data("a: 100%,\r\nb"), "a: 100%25,%0D%0Ab");
        assert_eq!(property("image:1, b"), "image%3A1%2C b");
        assert_eq!(cell("a|b\n<c> `d` [e](f)"), "a\\|b &lt;c&gt; \\`d\\` \\[e\\](f)");
    }
}
