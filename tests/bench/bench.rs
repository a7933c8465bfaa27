//! What a run of the benchmark is told, and what every section of it needs.

use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use super::load::Failure;
use super::official::Official;
use super::process::{Server, Subject};

/// A part of the benchmark that can be run alone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Idle,
    Checkpoints,
    Waits,
    Starts,
    Sleepers,
    Pages,
    Command,
    Containers,
}

impl Section {
    const ALL: [(&str, Self); 8] = [
        ("idle", Self::Idle),
        ("checkpoints", Self::Checkpoints),
        ("waits", Self::Waits),
        ("starts", Self::Starts),
        ("sleepers", Self::Sleepers),
        ("pages", Self::Pages),
        ("command", Self::Command),
        ("containers", Self::Containers),
    ];
}

/// A run.
pub(crate) struct Bench {
    pub(crate) is_quick: bool,
    official: Option<Official>,
    sections: Vec<Section>,
}

impl Bench {
    /// Reads the arguments; cargo adds `--bench` to them.
    pub(crate) fn new(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut bench = Self {
            is_quick: false,
            official: None,
            sections: Vec::new(),
        };
        let mut wants_official = true;
        for argument in arguments {
            let section = Section::ALL.iter().find(|(name, _)| *name == argument);
            match (argument.as_str(), section) {
                (_, Some((_, section))) => bench.sections.push(*section),
                ("--bench", _) => {}
                ("--quick", _) => bench.is_quick = true,
                ("--without-official", _) => wants_official = false,
                _ => {
                    let names: Vec<&str> = Section::ALL.iter().map(|(name, _)| *name).collect();
                    return Err(format!(
                        "usage: cargo bench --bench load -- [--quick] [--without-official] [{}]...",
                        names.join("|")
                    ));
                }
            }
        }
        if wants_official {
            match Official::install() {
                Ok(official) => bench.official = Some(official),
                Err(why) => super::say(&format!("the official emulator cannot be installed: {why}")),
            }
        }
        Ok(bench)
    }

    pub(crate) fn wants(&self, section: Section) -> bool {
        self.sections.is_empty() || self.sections.contains(&section)
    }

    /// How often ours and the floor are measured.
    pub(crate) const fn rounds(&self) -> usize {
        if self.is_quick { 1 } else { 3 }
    }

    /// How long a measurement of the official emulator may take.
    pub(crate) const fn limit(&self) -> Duration {
        Duration::from_secs(if self.is_quick { 3 } else { 40 })
    }

    /// A directory for a store, on the disk that cargo builds on: a temporary one may be in memory.
    #[expect(clippy::unused_self, reason = "a run has its directories")]
    pub(crate) fn folder(&self) -> TempDir {
        tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a directory")
    }

    pub(crate) async fn server(&self, subject: Subject, folder: &Path) -> Result<Server, Failure> {
        Server::start(subject, folder, self.official.as_ref())
            .await
            .ok_or(Failure::Absent)
    }
}
