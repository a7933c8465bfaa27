//! `compat check`: the embedded emulator passes, one with a planted fault does not, and AWS's own fails as it is known
//! to.

mod image;
mod planted;
mod proxy;
mod reports;

use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::cli::command;

/// What it says, as JSON; and its code.
fn checked(dir: &Path, args: &[&str]) -> (Value, i32) {
    let output: Output = command(dir, &[&["compat", "check", "-o", "json"], args].concat())
        .output()
        .unwrap();
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("no report: {error}: {}", String::from_utf8_lossy(&output.stderr));
    });
    (report, output.status.code().unwrap())
}

/// The ids of the checks with this outcome, and what is said of each.
fn with_outcome(report: &Value, outcome: &str) -> Vec<(String, String)> {
    let rows = report["Checks"].as_array().unwrap().iter();
    rows.flat_map(|row| {
        let results = row["Results"].as_array().unwrap().iter();
        results.map(move |found| (row["Id"].as_str().unwrap(), found))
    })
    .filter(|(_, found)| found["Outcome"] == outcome)
    .map(|(id, found)| {
        let message = found["Message"].as_str().unwrap_or_default();
        (id.to_owned(), message.to_owned())
    })
    .collect()
}

#[test]
fn the_embedded_emulator_passes_every_check() {
    let dir = tempfile::tempdir().unwrap();
    let (report, code) = checked(dir.path(), &[]);
    for outcome in ["Differs", "CannotRun"] {
        let none: Vec<(String, String)> = Vec::new();
        assert_eq!(with_outcome(&report, outcome), none, "{outcome}");
    }
    let passed = with_outcome(&report, "Passed").len();
    assert!(passed >= 150, "only {passed} checks");
    assert_eq!(code, 0);
}

/// Whoever is killed leaves no emulator behind.
#[cfg(target_os = "linux")]
#[test]
fn a_killed_check_leaves_nothing() {
    use std::process::Stdio;

    let dir = tempfile::tempdir().unwrap();
    let mut check = command(
        dir.path(),
        &["compat", "check", "--only", "callback.heartbeat-prolongs"],
    )
    .stdout(Stdio::null())
    .stderr(Stdio::null())
    .spawn()
    .unwrap();
    let mut looks = 0;
    let mut look_again = || {
        looks += 1;
        assert!(looks < 1_500, "it takes too long");
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    let children = format!("/proc/{0}/task/{0}/children", check.id());
    let emulator = loop {
        let pids = std::fs::read_to_string(&children).unwrap();
        if let Some(pid) = pids.split_whitespace().next() {
            // Until it has become what it is to be, it is a copy of its parent.
            let line = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            if line.contains("--attended") {
                break pid.to_owned();
            }
        }
        look_again();
    };
    check.kill().unwrap();
    check.wait().unwrap();
    while Path::new("/proc").join(&emulator).exists() {
        let status = std::fs::read_to_string(format!("/proc/{emulator}/status")).unwrap_or_default();
        // Nobody waits for it where there is no init.
        if status.contains("State:\tZ") {
            break;
        }
        look_again();
    }
}
