//! What `cargo lambda build` has left: a program for the C library that Lambda has, which what cargo builds here may not
//! be.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use cargo_metadata::Metadata;

use super::{Architecture, CargoTarget};

/// Directories deeper than this are nobody's sources.
const MAX_DEPTH: usize = 32;

/// The target's `bootstrap`, if it is for this processor and no source is newer.
pub(super) fn fresh(
    metadata: &Metadata,
    target: &CargoTarget,
    architecture: Option<Architecture>,
) -> Option<PathBuf> {
    let home = metadata.target_directory.as_std_path();
    let path = home.join("lambda").join(&target.name).join("bootstrap");
    let built_at = fs::metadata(&path).ok()?.modified().ok()?;
    if processor(&path)? != architecture.or_else(own)? {
        return None;
    }
    let sources = metadata
        .packages
        .iter()
        .filter(|package| package.source.is_none())
        .filter_map(|package| package.manifest_path.as_std_path().parent());
    let lock = metadata.workspace_root.as_std_path().join("Cargo.lock");
    let is_older = |changed_at: Option<SystemTime>| changed_at.is_none_or(|at| at <= built_at);
    let all_older = is_older(modified(&lock))
        && sources
            .into_iter()
            .all(|dir| is_older(newest(dir, home, MAX_DEPTH)));
    all_older.then_some(path)
}

/// What this machine's engine runs without being told.
fn own() -> Option<Architecture> {
    match std::env::consts::ARCH {
        "x86_64" => Some(Architecture::X86_64),
        "aarch64" => Some(Architecture::Arm64),
        _ => None,
    }
}

/// What a program for Linux was compiled for, as its head says.
fn processor(path: &Path) -> Option<Architecture> {
    let mut head = [0; 20];
    fs::File::open(path).ok()?.read_exact(&mut head).ok()?;
    match (head.strip_prefix(b"\x7fELF")?, head[18]) {
        (_, 0x3e) => Some(Architecture::X86_64),
        (_, 0xb7) => Some(Architecture::Arm64),
        _ => None,
    }
}

/// When a file below a directory changed last; hidden ones and what cargo builds are no sources.
fn newest(dir: &Path, target: &Path, depth: usize) -> Option<SystemTime> {
    let entries = fs::read_dir(dir).ok()?.flatten();
    let times = entries.filter_map(|entry| {
        let (name, path) = (entry.file_name(), entry.path());
        if name.to_string_lossy().starts_with('.') || path == target {
            return None;
        }
        if entry.file_type().ok()?.is_dir() {
            newest(&path, target, depth.checked_sub(1)?)
        } else {
            modified(&path)
        }
    });
    times.max()
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}
