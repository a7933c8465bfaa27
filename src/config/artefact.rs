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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use cargo_metadata::MetadataCommand;

    use super::*;
    use crate::config::TargetKind;

    /// A package of one binary, and what `cargo lambda build` would have left of it.
    struct Built {
        dir: tempfile::TempDir,
        metadata: Metadata,
        bootstrap: PathBuf,
    }

    impl Built {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let write = |path: &str, text: &[u8]| {
                let path = dir.path().join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, text).unwrap();
                path
            };
            write(
                "Cargo.toml",
                b"[package]\nname = \"order\"\nedition = \"2024\"\n[workspace]\n",
            );
            write("src/main.rs", b"fn main() {}\n");
            // It writes Cargo.lock, which must not be newer than the program.
            let metadata = MetadataCommand::new()
                .current_dir(dir.path())
                .other_options(vec!["--offline".to_owned()])
                .exec()
                .unwrap();
            let bootstrap = write("target/lambda/order/bootstrap", b"");
            let built = Self {
                dir,
                metadata,
                bootstrap,
            };
            built.is_for(0x3e);
            built
        }

        /// The program's head says so, from now on.
        fn is_for(&self, machine: u8) {
            let mut head = [0; 64];
            head[..4].copy_from_slice(b"\x7fELF");
            head[18] = machine;
            fs::write(&self.bootstrap, head).unwrap();
        }

        /// Something changed so many seconds after the build.
        fn changed(&self, path: &str, seconds: u64) {
            let built_at = modified(&self.bootstrap).unwrap();
            let path = self.dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let file = fs::File::options().append(true).create(true).open(path).unwrap();
            file.set_modified(built_at + Duration::from_secs(seconds))
                .unwrap();
        }

        fn found(&self, architecture: Architecture) -> bool {
            let target = CargoTarget {
                kind: TargetKind::Bin,
                name: "order".to_owned(),
                package: Some("order".to_owned()),
                manifest: None,
            };
            match fresh(&self.metadata, &target, Some(architecture)) {
                Some(path) => {
                    assert!(
                        path.ends_with("target/lambda/order/bootstrap"),
                        "{}",
                        path.display()
                    );
                    true
                }
                None => false,
            }
        }
    }

    #[test]
    fn it_is_for_one_processor() {
        let built = Built::new();
        assert!(built.found(Architecture::X86_64) && !built.found(Architecture::Arm64));
        built.is_for(0xb7);
        assert!(!built.found(Architecture::X86_64) && built.found(Architecture::Arm64));
        fs::write(&built.bootstrap, "#!/bin/sh").unwrap();
        assert!(!built.found(Architecture::X86_64), "no program of Linux's");
        fs::remove_file(&built.bootstrap).unwrap();
        assert!(!built.found(Architecture::X86_64), "nothing is there");
    }

    #[test]
    fn it_is_stale_once_a_source_is_newer() {
        let built = Built::new();
        let is_fresh = || built.found(Architecture::X86_64);
        for nobody in ["target/debug/order", ".git/index", ".durable/executions.db"] {
            built.changed(nobody, 9);
            assert!(is_fresh(), "{nobody} is no source");
        }
        for source in ["src/main.rs", "src/deep/below.rs", "Cargo.toml", "Cargo.lock"] {
            built.changed(source, 9);
            assert!(!is_fresh(), "{source} is newer");
            built.changed(source, 0);
            assert!(is_fresh(), "{source} is as old");
        }
    }
}
