//! Clocks, counters of the kernel, and what to make of many numbers.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

pub(crate) use std::time::Instant;

/// The kernel counts CPU time in hundredths of a second.
const TICKS_PER_SECOND: u32 = 100;

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Seconds since 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "what an emulator says of the time is checked"
)]
pub(crate) fn unix_s() -> f64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.unwrap_or_default().as_secs_f64()
}

/// User and system time of a process so far; zero where the system does not tell it this way.
pub(crate) fn cpu(process: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u32 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u32>().ok())
        .sum();
    Duration::from_secs(1) * ticks / TICKS_PER_SECOND
}

/// Resident memory of a process in MB: `VmRSS` now, `VmHWM` at most so far.
pub(crate) fn memory_mb(process: u32, which: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(which));
    let kb = line.and_then(|line| line.trim_start_matches(':').split_whitespace().next());
    kb.and_then(|kb| kb.parse().ok()).unwrap_or(0.0) / 1024.0
}

/// The bytes of the write-ahead logs of a directory.
pub(crate) fn log_bytes(folder: &Path) -> f64 {
    files(folder, "-wal").into_iter().map(|(_, bytes)| bytes).sum()
}

/// Moves the logs of a directory's stores, which nobody has open, into the stores; their bytes.
pub(crate) fn fold(folder: &Path) -> f64 {
    for (store, _) in files(folder, ".db") {
        let connection = rusqlite::Connection::open(store).expect("a store");
        connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()))
            .expect("the log is moved");
    }
    files(folder, ".db").into_iter().map(|(_, bytes)| bytes).sum()
}

#[expect(clippy::cast_precision_loss, reason = "bytes of a store")]
fn files(folder: &Path, ending: &str) -> Vec<(PathBuf, f64)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.file_name().to_string_lossy().ends_with(ending));
    files
        .map(|entry| {
            let bytes = entry.metadata().map_or(0, |metadata| metadata.len());
            (entry.path(), bytes as f64)
        })
        .collect()
}

/// The middle one.
pub(crate) fn median(mut numbers: Vec<f64>) -> Option<f64> {
    if numbers.is_empty() {
        return None;
    }
    numbers.sort_by(f64::total_cmp);
    Some(numbers[numbers.len() / 2])
}

/// What so many of a hundred do not exceed; 100 is the greatest.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rank among thousands"
)]
pub(crate) fn percentile(sorted: &[f64], percent: f64) -> f64 {
    let rank = (sorted.len() as f64 * percent / 100.0).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied().unwrap_or(0.0)
}
