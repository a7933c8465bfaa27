//! What an emulator takes of the machine, over the time.

use std::fmt::Write as _;
use std::time::Duration;

use super::site::Site;

/// At the end, nothing may be larger than this many times what it was in the first half.
const GROWTH: f64 = 1.5;

/// At one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    /// Executions that have ended so far.
    done: u64,
    memory_mb: f64,
    file_mb: f64,
    log_mb: f64,
    /// Executions in the store.
    kept: u64,
}

impl Sample {
    pub(crate) fn take(site: &Site, done: u64) -> Self {
        let log = format!("{}-wal", site.store().display());
        Self {
            done,
            memory_mb: memory_mb(site.pid()),
            file_mb: size_mb(&site.store()),
            log_mb: size_mb(log.as_ref()),
            kept: kept(site),
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Samples {
    all: Vec<Sample>,
}

impl Samples {
    pub(crate) fn push(&mut self, sample: Sample) {
        self.all.push(sample);
    }

    /// The most in each quarter of the time, and what is left when it is over.
    pub(crate) fn table(&self, last: &Sample, kills: u32, duration: Duration) -> String {
        let mut table = format!(
            "{} executions in {} minutes, killed {kills} times; the most in each quarter, and a minute after\n\n\
             | | 1st | 2nd | 3rd | 4th | after |\n|---|---|---|---|---|---|\n",
            last.done,
            duration.as_secs() / 60,
        );
        let mut row = |what: &str, digits: usize, of: fn(&Sample) -> f64| {
            let _ = write!(table, "| {what} ");
            for quarter in self.quarters() {
                let _ = write!(table, "| {:.digits$} ", most(quarter, of));
            }
            let _ = writeln!(table, "| {:.digits$} |", of(last));
        };
        row("memory, MB", 1, |sample| sample.memory_mb);
        row("store, MB", 1, |sample| sample.file_mb);
        row("log, MB", 1, |sample| sample.log_mb);
        row("executions kept", 0, kept_f64);
        table
    }

    /// # Panics
    /// If something grows with the time.
    pub(crate) fn check_flat(&self, last: &Sample) {
        assert_eq!(last.kept, 0, "what has ended is forgotten");
        let quarters: Vec<_> = self.quarters().collect();
        let is_flat = |what: &str, of: fn(&Sample) -> f64| {
            let before = quarters[..2]
                .iter()
                .map(|quarter| most(quarter, of))
                .fold(0.0, f64::max);
            let after = quarters[2..]
                .iter()
                .map(|quarter| most(quarter, of))
                .fold(0.0, f64::max);
            assert!(
                after <= before * GROWTH,
                "{what} grows: {before:.1} MB, then {after:.1} MB"
            );
        };
        is_flat("memory", |sample| sample.memory_mb);
        is_flat("the store", |sample| sample.file_mb);
        is_flat("the log", |sample| sample.log_mb);
    }

    fn quarters(&self) -> impl Iterator<Item = &[Sample]> {
        self.all.chunks(self.all.len().div_ceil(4).max(1))
    }
}

fn most(samples: &[Sample], of: fn(&Sample) -> f64) -> f64 {
    samples.iter().map(of).fold(0.0, f64::max)
}

#[expect(clippy::cast_precision_loss, reason = "a count for a table")]
fn kept_f64(sample: &Sample) -> f64 {
    sample.kept as f64
}

/// Read beside the emulator, as anybody may.
fn kept(site: &Site) -> u64 {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let store = rusqlite::Connection::open_with_flags(site.store(), flags).unwrap();
    let count = store.query_row("SELECT count(*) FROM execution", (), |row| row.get::<_, i64>(0));
    count.unwrap().unsigned_abs()
}

fn memory_mb(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kb = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
    kb.unwrap_or_default() / 1_000.0
}

#[expect(clippy::cast_precision_loss, reason = "megabytes with one digit")]
fn size_mb(path: &std::path::Path) -> f64 {
    std::fs::metadata(path).map_or(0.0, |file| file.len() as f64 / 1e6)
}
