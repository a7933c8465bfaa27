//! Calling cargo: what there is to build, and building it.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use cargo_metadata::{Artifact, Message, Metadata, MetadataCommand};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use super::error::{CargoSaid, Ended};
use super::{CargoTarget, ConfigError, TargetKind};

/// How cargo is called.
#[derive(Debug, Clone, Default)]
pub struct Cargo {
    /// The environment that cargo gets: see [`scrub`].
    pub environment: BTreeMap<OsString, OsString>,
    /// The program; `cargo` if it is found by name.
    pub program: Option<OsString>,
    pub manifest_path: Option<PathBuf>,
    /// Options of `cargo build`, as the user wrote them: `--release`, `--features`, …
    pub build: Vec<String>,
    /// Options that every subcommand takes: `--locked`, `--offline`, `--frozen`.
    pub lock: Vec<String>,
    pub quiet: bool,
}

impl Cargo {
    /// The same, for another manifest.
    #[must_use]
    pub fn at(&self, manifest: &Path) -> Self {
        Self {
            manifest_path: Some(manifest.to_owned()),
            ..self.clone()
        }
    }

    fn command(&self, subcommand: &str) -> std::process::Command {
        let program = self.program.as_deref().unwrap_or(OsStr::new("cargo"));
        let mut command = std::process::Command::new(program);
        command
            .env_clear()
            .envs(&self.environment)
            .arg(subcommand)
            .args(&self.lock);
        if let Some(path) = &self.manifest_path {
            command.arg("--manifest-path").arg(path);
        }
        command
    }

    /// Packages and targets of the workspace; nothing is resolved or fetched.
    pub fn metadata(&self) -> Result<Metadata, ConfigError> {
        let output = self
            .command("metadata")
            .args(["--no-deps", "--format-version", "1"])
            .stdin(Stdio::null())
            .output()
            .map_err(cannot_run)?;
        if !output.status.success() {
            return Err(ConfigError::Metadata(said(&output.stderr)));
        }
        MetadataCommand::parse(String::from_utf8_lossy(&output.stdout))
            .map_err(|error| ConfigError::Metadata(CargoSaid(error.to_string())))
    }

    /// Builds all targets in one call, with cargo's own messages on stderr; the path of each.
    ///
    /// Dropping the future ends cargo.
    pub async fn build(
        &self,
        targets: &BTreeSet<CargoTarget>,
        metadata: &Metadata,
    ) -> Result<BTreeMap<CargoTarget, PathBuf>, ConfigError> {
        let mut command = self.command("build");
        command
            .arg("--message-format=json-render-diagnostics")
            .args(&self.build);
        if self.quiet {
            command.arg("--quiet");
        }
        let packages: BTreeSet<&String> = targets
            .iter()
            .filter_map(|target| target.package.as_ref())
            .collect();
        for package in packages {
            command.args(["--package", package]);
        }
        for target in targets {
            command.arg(format!("--{}", target.kind.word())).arg(&target.name);
        }
        let mut command = Command::from(command);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().map_err(cannot_run)?;
        let mut built = BTreeMap::new();
        if let Some(stdout) = child.stdout.take() {
            let mut lines = BufReader::new(stdout).lines();
            while let Some(line) = lines.next_line().await.map_err(cannot_run)? {
                if let Ok(Message::CompilerArtifact(artifact)) = serde_json::from_str(&line)
                    && let Some((target, path)) = executable(&artifact, metadata)
                {
                    built.insert(target, path);
                }
            }
        }
        let status = child.wait().await.map_err(cannot_run)?;
        if !status.success() {
            return Err(ConfigError::Build {
                what: listed(targets),
                source: Ended(status),
            });
        }
        let missing: BTreeSet<CargoTarget> = targets
            .iter()
            .filter(|target| !built.contains_key(target))
            .cloned()
            .collect();
        if missing.is_empty() {
            Ok(built)
        } else {
            Err(ConfigError::NoArtefact {
                what: listed(&missing),
            })
        }
    }
}

fn executable(artifact: &Artifact, metadata: &Metadata) -> Option<(CargoTarget, PathBuf)> {
    let path = artifact.executable.clone()?;
    let kind = if artifact.target.is_bin() {
        TargetKind::Bin
    } else if artifact.target.is_example() {
        TargetKind::Example
    } else {
        return None;
    };
    let package = metadata
        .packages
        .iter()
        .find(|package| package.id == artifact.package_id)?;
    let target = CargoTarget {
        package: Some(package.name.to_string()),
        kind,
        name: artifact.target.name.clone(),
        manifest: None,
    };
    Some((target, path.into_std_path_buf()))
}

fn listed(targets: &BTreeSet<CargoTarget>) -> String {
    let names: Vec<String> = targets
        .iter()
        .map(|target| format!("`{}`", target.name))
        .collect();
    names.join(", ")
}

fn cannot_run(source: std::io::Error) -> ConfigError {
    ConfigError::Spawn {
        program: "cargo".to_owned(),
        source,
    }
}

/// Cargo's error, without its prefix and without the chain below it.
fn said(stderr: &[u8]) -> CargoSaid {
    let text = String::from_utf8_lossy(stderr);
    let lines: Vec<&str> = text
        .lines()
        .skip_while(|line| !line.starts_with("error"))
        .map(str::trim)
        .filter(|line| !line.is_empty() && *line != "Caused by:")
        .collect();
    let text = if lines.is_empty() {
        text.trim().to_owned()
    } else {
        lines.join("; ")
    };
    CargoSaid(text.trim_start_matches("error: ").to_owned())
}

/// The environment without what cargo sets for the programs that it runs: `cargo run -- …` and `cargo
/// durable …` must build the same as a plain call, and none of it is meant for functions. What a user sets
/// to configure cargo stays.
#[must_use]
pub fn scrub(environment: BTreeMap<OsString, OsString>) -> BTreeMap<OsString, OsString> {
    const NAMES: [&str; 12] = [
        "CARGO",
        "CARGO_BIN_NAME",
        "CARGO_CRATE_NAME",
        "CARGO_MAKEFLAGS",
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_LINKS",
        "CARGO_MANIFEST_PATH",
        "CARGO_PRIMARY_PACKAGE",
        "CARGO_RUSTC_CURRENT_DIR",
        "CARGO_TARGET_TMPDIR",
        "OUT_DIR",
        "RUST_RECURSION_COUNT",
    ];
    const PREFIXES: [&str; 4] = ["CARGO_BIN_EXE_", "CARGO_CFG_", "CARGO_FEATURE_", "CARGO_PKG_"];
    let is_cargos = |name: &OsString| {
        name.to_str().is_some_and(|name| {
            NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        })
    };
    environment
        .into_iter()
        .filter(|(name, _)| !is_cargos(name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scrubs_what_cargo_sets_and_keeps_what_a_user_sets() {
        let names = |list: &[&str]| -> Vec<OsString> { list.iter().map(OsString::from).collect() };
        let environment = names(&[
            "CARGO",
            "CARGO_HOME",
            "CARGO_MANIFEST_DIR",
            "CARGO_PKG_NAME",
            "CARGO_TARGET_DIR",
            "OUT_DIR",
            "PATH",
            "RUSTUP_TOOLCHAIN",
        ]);
        let kept = scrub(
            environment
                .into_iter()
                .map(|name| (name, OsString::new()))
                .collect(),
        );
        let kept: Vec<OsString> = kept.into_keys().collect();
        assert_eq!(
            kept,
            names(&["CARGO_HOME", "CARGO_TARGET_DIR", "PATH", "RUSTUP_TOOLCHAIN"])
        );
    }

    #[test]
    fn cargos_words_become_one_sentence() {
        let stderr = b"    Updating x\nerror: failed to parse manifest at `/p/Cargo.toml`\n\nCaused by:\n  no targets\n";
        assert_eq!(
            said(stderr).0,
            "failed to parse manifest at `/p/Cargo.toml`; no targets"
        );
    }
}
