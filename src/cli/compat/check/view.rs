//! The report for a person: by area, differences in full.

use std::io::{self, Write as _};

use crate::cli::exit::ExitStatus;
use crate::cli::output::{Human, View, style};
use crate::compat::report::{Outcome, Report};

impl Report {
    /// What it means for a script.
    pub(super) fn status(&self) -> ExitStatus {
        let any = |outcome: Outcome| {
            self.checks.iter().any(|row| {
                row.results
                    .iter()
                    .any(|result| result.outcome == outcome && !result.accepted)
            })
        };
        if any(Outcome::Differs) {
            ExitStatus::Failed
        } else if any(Outcome::CannotRun) {
            ExitStatus::Trouble
        } else {
            ExitStatus::Success
        }
    }
}

impl View for Report {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        let (bold, dim) = (style::BOLD, style::DIM);
        for row in &self.checks {
            for result in &row.results {
                if result.outcome == Outcome::Passed {
                    continue;
                }
                writeln!(
                    out,
                    "{bold}{}{bold:#} {} {}",
                    row.id,
                    result.target,
                    result.outcome.name()
                )?;
                writeln!(out, "  {dim}{}{dim:#}", row.title)?;
                if let Some(message) = &result.message {
                    writeln!(out, "  {message}")?;
                }
            }
        }
        for (target, count) in self.counts() {
            writeln!(
                out,
                "{target}: {} passed, {} differ, {} cannot run",
                count.passed, count.differ, count.cannot_run
            )?;
        }
        Ok(())
    }
}
