//! The report for a person: by area, with what differs; two targets or more side by side, differences first.

use std::io::{self, Write as _};

use serde::Serialize;

use crate::cli::exit::ExitStatus;
use crate::cli::output::{Human, View, style, text};
use crate::compat::check::exchange::Exchange;
use crate::compat::report::{Found, Outcome, Report, Row, Summary};

/// What a report means for a script.
pub(super) fn status(report: &Report) -> ExitStatus {
    if report.has_new(Outcome::Differs) {
        ExitStatus::Failed
    } else if report.has_new(Outcome::CannotRun) {
        ExitStatus::Trouble
    } else {
        ExitStatus::Success
    }
}

/// A report, and how much of it is told.
#[derive(Serialize)]
pub(super) struct Told<'a> {
    #[serde(flatten)]
    pub(super) report: &'a Report,
    /// Whether requests and answers are shown.
    #[serde(skip)]
    pub(super) in_full: bool,
}

impl View for Told<'_> {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        let report = self.report;
        if report.targets.len() > 1 {
            self.side_by_side(out)?;
        } else {
            self.by_area(out)?;
        }
        for summary in &report.targets {
            total(out, summary)?;
        }
        let differs = report.targets.iter().any(|target| target.differ > 0);
        if differs && !self.in_full {
            let dim = style::DIM;
            writeln!(out, "{dim}`-v` shows requests and answers{dim:#}")?;
        }
        Ok(())
    }
}

impl Told<'_> {
    /// One target: a line for each area, and below it what is not as it must be.
    fn by_area(&self, out: &mut Human<'_>) -> io::Result<()> {
        let rows = &self.report.checks;
        for rows in rows.chunk_by(|one, other| one.area() == other.area()) {
            let found = || rows.iter().flat_map(|row| &row.results);
            let passed = found().filter(|found| found.outcome == Outcome::Passed).count();
            let is_fine = found().all(|found| found.outcome == Outcome::Passed || found.accepted);
            let (style, mark) = if is_fine {
                (style::GOOD, "✓")
            } else {
                (style::BAD, "✗")
            };
            let (bold, area) = (style::BOLD, rows[0].area());
            writeln!(
                out,
                "{style}{mark}{style:#} {bold}{area}{bold:#} {passed} of {}",
                rows.len()
            )?;
            for row in rows {
                for found in &row.results {
                    if found.outcome != Outcome::Passed {
                        difference(out, row, found)?;
                        if self.in_full {
                            found.decisive().map_or(Ok(()), |said| exchange(out, said))?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Two targets or more: where they part, then where they are all wrong.
    fn side_by_side(&self, out: &mut Human<'_>) -> io::Result<()> {
        let is_wrong = |row: &&Row| row.results.iter().any(|found| found.outcome != Outcome::Passed);
        let (split, same): (Vec<&Row>, Vec<&Row>) = self
            .report
            .checks
            .iter()
            .filter(is_wrong)
            .partition(|row| row.is_split());
        for (title, rows) in [("they differ in", split), ("all are wrong in", same)] {
            if rows.is_empty() {
                continue;
            }
            let bold = style::BOLD;
            writeln!(out, "{bold}{title} {}{bold:#}", checks(rows.len()))?;
            for row in rows {
                self.row(out, row)?;
            }
        }
        Ok(())
    }

    fn row(&self, out: &mut Human<'_>, row: &Row) -> io::Result<()> {
        let (bold, dim) = (style::BOLD, style::DIM);
        writeln!(
            out,
            "  {bold}{}{bold:#} {} {dim}{}, contract {}{dim:#}",
            row.id, row.title, row.severity, row.section
        )?;
        let width = self.report.targets.iter().map(|target| target.target.len()).max();
        let decisive = row.results.iter().find(|found| found.outcome == Outcome::Differs);
        for found in &row.results {
            let (style, word) = word(found);
            write!(
                out,
                "    {:width$}  {style}{word}{style:#}",
                found.target,
                width = width.unwrap_or_default()
            )?;
            match &found.message {
                Some(why) => writeln!(out, " {}", text::guarded(why))?,
                None => writeln!(out)?,
            }
            known(out, found)?;
            if self.in_full {
                let said = match decisive {
                    Some(decisive) if found.outcome == Outcome::Passed => found.beside(decisive),
                    _ => found.decisive(),
                };
                said.map_or(Ok(()), |said| exchange(out, said))?;
            }
        }
        Ok(())
    }
}

fn difference(out: &mut Human<'_>, row: &Row, found: &Found) -> io::Result<()> {
    let (bold, dim) = (style::BOLD, style::DIM);
    let (style, word) = word(found);
    writeln!(
        out,
        "    {style}{word}{style:#} {bold}{}{bold:#} {} {dim}{}, contract {}{dim:#}",
        row.id, row.title, row.severity, row.section
    )?;
    if let Some(message) = &found.message {
        writeln!(out, "      {}", text::guarded(message))?;
    }
    known(out, found)
}

/// What explains it.
fn known(out: &mut Human<'_>, found: &Found) -> io::Result<()> {
    let dim = style::DIM;
    for fault in &found.known_faults {
        writeln!(out, "      {dim}known: {}{dim:#}", fault.sentence)?;
    }
    Ok(())
}

fn exchange(out: &mut Human<'_>, said: &Exchange) -> io::Result<()> {
    let dim = style::DIM;
    writeln!(out, "      {dim}> {}{dim:#}", text::guarded(&said.request))?;
    if !said.request_body.is_empty() {
        writeln!(out, "      {dim}> {}{dim:#}", text::guarded(&said.request_body))?;
    }
    let kind = said.error_type.as_deref().unwrap_or_default();
    let space = if kind.is_empty() { "" } else { " " };
    writeln!(
        out,
        "      {dim}< {}{space}{} {}{dim:#}",
        said.status,
        text::guarded(kind),
        text::guarded(&said.body)
    )
}

const fn word(found: &Found) -> (anstyle::Style, &'static str) {
    match found.outcome {
        _ if found.accepted => (style::DIM, "accepted"),
        Outcome::Passed => (style::GOOD, "passed"),
        Outcome::Differs => (style::BAD, "differs"),
        Outcome::CannotRun => (style::OPEN, "cannot run"),
    }
}

fn total(out: &mut Human<'_>, summary: &Summary) -> io::Result<()> {
    let bold = style::BOLD;
    write!(out, "{bold}{}{bold:#}: {} passed", summary.target, summary.passed)?;
    let parts = [(summary.differ, "differ"), (summary.cannot_run, "cannot run")];
    for (count, word) in parts.into_iter().filter(|(count, _)| *count > 0) {
        write!(out, ", {count} {word}")?;
    }
    let details = [
        (summary.explained, "explained by what is known of AWS's emulator"),
        (summary.accepted, "in the baseline"),
    ];
    let details: Vec<_> = details
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if !details.is_empty() {
        write!(out, " ({})", details.join(", "))?;
    }
    writeln!(out)
}

fn checks(count: usize) -> String {
    if count == 1 {
        "1 check".to_owned()
    } else {
        format!("{count} checks")
    }
}
