//! What checks found: one value, for people and for programs.
//!
//! The value is the JSON report; [`junit`] and [`github`] write it for others, and [`baseline`] reads what an earlier one
//! had found.

use serde::Serialize;

use super::check::exchange::{Exchange, request_kind};
use super::check::target::Target;
use super::check::{self, Finding, faults};

pub mod baseline;
pub mod github;
pub mod junit;

/// The version of the report's JSON: a number more whenever a member goes or means something else.
const SCHEMA_VERSION: u32 = 1;

/// Every check, with what came of it for each target.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Report {
    pub schema_version: u32,
    pub targets: Vec<Summary>,
    /// In the order of the table.
    pub checks: Vec<Row>,
}

/// A target, and how it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Summary {
    pub target: String,
    pub passed: usize,
    /// All that differ: those that the baseline has, and those that a known fault explains, included.
    pub differ: usize,
    /// Of those, what a fault explains that is known of AWS's emulator.
    pub explained: usize,
    pub cannot_run: usize,
    /// Of those that differ or cannot run, what the baseline has.
    pub accepted: usize,
}

/// A check.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Row {
    pub id: &'static str,
    pub title: &'static str,
    /// Of the contract.
    pub section: &'static str,
    pub severity: &'static str,
    /// In the order of the report's targets.
    pub results: Vec<Found>,
}

impl Row {
    pub fn area(&self) -> &'static str {
        self.id.split('.').next().unwrap_or_default()
    }

    /// Whether the targets did not all do the same.
    pub fn is_split(&self) -> bool {
        let mut outcomes = self.results.iter().map(|found| found.outcome);
        let first = outcomes.next();
        outcomes.any(|outcome| Some(outcome) != first)
    }
}

/// What came of a check for one target.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Found {
    pub target: String,
    pub outcome: Outcome,
    /// Why it did not pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What is known of AWS's emulator, and explains it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known_faults: Vec<KnownFault>,
    /// Whether the baseline has it.
    pub accepted: bool,
    pub duration_ms: u64,
    /// What was said, the last of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exchanges: Vec<Exchange>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub enum Outcome {
    Passed,
    Differs,
    CannotRun,
}

impl Outcome {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Differs => "differs",
            Self::CannotRun => "cannot run",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct KnownFault {
    /// Its row in the contract's section 9.
    pub number: u8,
    pub sentence: &'static str,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            targets: Vec::new(),
            checks: Vec::new(),
        }
    }
}

impl Report {
    /// One more target, checked for the same.
    pub fn add(&mut self, target: &Target, findings: Vec<Finding>) {
        self.targets.push(Summary {
            target: target.name.clone(),
            passed: 0,
            differ: 0,
            explained: 0,
            cannot_run: 0,
            accepted: 0,
        });
        for finding in findings {
            let check = finding.check;
            let found = Found::of(finding, target);
            match self.checks.iter_mut().find(|row| row.id == check.id) {
                Some(row) => row.results.push(found),
                None => self.checks.push(Row {
                    id: check.id,
                    title: check.title,
                    section: check.section,
                    severity: check.severity.name(),
                    results: vec![found],
                }),
            }
        }
        self.count();
    }

    /// Forgets what was said where all went well: that is of use only beside a target that differs.
    pub fn forget_what_passed(&mut self) {
        for row in &mut self.checks {
            if !row.is_split() {
                for found in &mut row.results {
                    if found.outcome == Outcome::Passed {
                        found.exchanges.clear();
                    }
                }
            }
        }
    }

    /// What came of all, for one target after the other.
    pub fn of(&self, target: usize) -> impl Iterator<Item = (&Row, &Found)> {
        let of = move |row: &Row| target < row.results.len();
        self.checks
            .iter()
            .filter(move |row| of(row))
            .map(move |row| (row, &row.results[target]))
    }

    /// Whether something that nobody has accepted came of a check.
    pub fn has_new(&self, outcome: Outcome) -> bool {
        let mut results = self.checks.iter().flat_map(|row| &row.results);
        results.any(|found| found.outcome == outcome && !found.accepted)
    }

    fn count(&mut self) {
        for (index, summary) in self.targets.iter_mut().enumerate() {
            let found = || self.checks.iter().filter_map(move |row| row.results.get(index));
            let count = |is: fn(&Found) -> bool| found().filter(|found| is(found)).count();
            summary.passed = count(|found| found.outcome == Outcome::Passed);
            summary.differ = count(|found| found.outcome == Outcome::Differs);
            summary.explained = count(|found| !found.known_faults.is_empty());
            summary.cannot_run = count(|found| found.outcome == Outcome::CannotRun);
            summary.accepted = count(|found| found.accepted);
        }
    }
}

impl Found {
    fn of(finding: Finding, target: &Target) -> Self {
        let (outcome, message) = match finding.outcome {
            check::Outcome::Passed => (Outcome::Passed, None),
            check::Outcome::Differs(what) => (Outcome::Differs, Some(what)),
            check::Outcome::CannotRun(why) => (Outcome::CannotRun, Some(why)),
        };
        let explains = target.is_official && outcome == Outcome::Differs;
        let known = |number: &u8| {
            let (number, sentence) = (*number, faults::sentence(*number)?);
            Some(KnownFault { number, sentence })
        };
        Self {
            target: target.name.clone(),
            outcome,
            message,
            known_faults: if explains {
                finding.check.faults.iter().filter_map(known).collect()
            } else {
                Vec::new()
            },
            accepted: false,
            duration_ms: u64::try_from(finding.took.as_millis()).unwrap_or(u64::MAX),
            exchanges: finding.exchanges,
        }
    }

    /// The exchange at which it was seen: the last one.
    pub fn decisive(&self) -> Option<&Exchange> {
        self.exchanges.last()
    }

    /// What was said here where another target said its decisive word: the same request, as often asked before.
    pub fn beside(&self, other: &Self) -> Option<&Exchange> {
        let decisive = other.decisive()?;
        let same = |exchange: &&Exchange| request_kind(&exchange.request) == request_kind(&decisive.request);
        let ordinal = other.exchanges.iter().filter(same).count().saturating_sub(1);
        let mut here: Vec<_> = self.exchanges.iter().filter(same).collect();
        here.truncate(ordinal + 1);
        here.pop()
    }
}
