//! What an earlier report had found: no news.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

use super::{Outcome, Report, SCHEMA_VERSION};

/// Why a file is no baseline.
#[derive(Debug, Error)]
pub enum BaselineError {
    #[error("cannot read `{}`", path.display())]
    Read {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("`{}` is no report of `compat check --report json`", path.display())]
    Wrong {
        path: PathBuf,
        #[source]
        source: serde_json::Error,
    },
    #[error("`{}` is a report of a newer version: {version}", path.display())]
    Newer { path: PathBuf, version: u32 },
}

/// A report as it was written, of which this is read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Written {
    schema_version: u32,
    checks: Vec<WrittenRow>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WrittenRow {
    id: String,
    results: Vec<WrittenResult>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WrittenResult {
    outcome: WrittenOutcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
enum WrittenOutcome {
    Passed,
    Differs,
    CannotRun,
}

/// What is known to differ, or not to run: whichever target it was found for.
#[derive(Debug)]
pub struct Baseline {
    known: BTreeMap<String, BTreeSet<WrittenOutcome>>,
}

impl Baseline {
    /// Reads a report that was written as JSON.
    pub fn read(path: &Path) -> Result<Self, BaselineError> {
        let path = path.to_owned();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(source) => return Err(BaselineError::Read { path, source }),
        };
        let written: Written = match serde_json::from_str(&text) {
            Ok(written) => written,
            Err(source) => return Err(BaselineError::Wrong { path, source }),
        };
        let version = written.schema_version;
        if version > SCHEMA_VERSION {
            return Err(BaselineError::Newer { path, version });
        }
        let rows = written.checks.into_iter().map(|row| {
            let outcomes = row.results.into_iter().map(|result| result.outcome);
            (row.id, outcomes.collect())
        });
        Ok(Self {
            known: rows.collect(),
        })
    }

    /// Marks what is no news. The answer is what was wrong once and is not any more.
    pub fn apply(&self, report: &mut Report) -> Vec<&'static str> {
        let mut mended = Vec::new();
        for row in &mut report.checks {
            let Some(known) = self.known.get(row.id) else {
                continue;
            };
            for found in &mut row.results {
                found.accepted = match found.outcome {
                    Outcome::Passed => false,
                    Outcome::Differs => known.contains(&WrittenOutcome::Differs),
                    Outcome::CannotRun => known.contains(&WrittenOutcome::CannotRun),
                };
            }
            let was_wrong = known.contains(&WrittenOutcome::Differs);
            if was_wrong && row.results.iter().all(|found| found.outcome == Outcome::Passed) {
                mended.push(row.id);
            }
        }
        report.count();
        mended
    }
}
