//! What checks found: one value, for people and for programs.

use serde::Serialize;

use super::check::target::Target;
use super::check::world::Exchange;
use super::check::{self, Finding, faults};

/// The version of the report's JSON: a number more whenever a member goes or means something else.
const SCHEMA_VERSION: u32 = 1;

/// Every check, with what came of it for each target.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Report {
    pub schema_version: u32,
    pub targets: Vec<String>,
    pub checks: Vec<Row>,
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

/// How many of each.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub passed: usize,
    pub differ: usize,
    pub cannot_run: usize,
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
        self.targets.push(target.name.clone());
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
    }

    /// How the targets did, in their order.
    pub fn counts(&self) -> Vec<(&str, Count)> {
        let of = |target: &str| {
            let mut count = Count::default();
            let results = self.checks.iter().flat_map(|row| &row.results);
            for result in results.filter(|result| result.target == target) {
                match result.outcome {
                    Outcome::Passed => count.passed += 1,
                    Outcome::Differs => count.differ += 1,
                    Outcome::CannotRun => count.cannot_run += 1,
                }
            }
            count
        };
        self.targets
            .iter()
            .map(|target| (target.as_str(), of(target)))
            .collect()
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
}
