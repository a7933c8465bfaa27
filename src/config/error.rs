//! What can be wrong with what somebody configured.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::suggest::did_you_mean;

/// Why there is no plan.
#[derive(Debug, Error)]
pub enum ConfigError {
    #[error("cannot read `{}`", .path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{}:{line}: {message}", .path.display())]
    File {
        path: PathBuf,
        line: usize,
        message: String,
        hint: Option<String>,
    },
    /// `--function`, `--function-configs`, `--env-var`, …
    #[error("invalid value for `{option}`: {message}")]
    Option {
        option: &'static str,
        message: String,
        hint: Option<String>,
    },
    #[error("there is no function `{name}` here")]
    UnknownFunction { name: String, known: Vec<String> },
    #[error("which function?")]
    Ambiguous { candidates: Vec<String> },
    #[error("there is no function here")]
    Nothing,
    #[error("function `{function}`: {message}")]
    Function {
        function: String,
        message: String,
        hint: Option<String>,
    },
    #[error("there is no {kind} target `{name}` {place}")]
    UnknownTarget {
        kind: &'static str,
        name: String,
        place: String,
        known: Vec<String>,
    },
    /// Of a package that a template means.
    #[error("which binary of the package?")]
    Binary { names: Vec<String> },
    #[error("there is no package `{name}` in this workspace")]
    UnknownPackage { name: String, known: Vec<String> },
    #[error("there is no Cargo.toml in `{}` or above", .0.display())]
    NoManifest(PathBuf),
    #[error("cannot run `{program}`")]
    Spawn { program: String, source: io::Error },
    #[error("cargo cannot read the project")]
    Metadata(#[source] CargoSaid),
    #[error("cargo could not build {what}")]
    Build { what: String, source: Ended },
    #[error("cargo built {what}, and named no executable")]
    NoArtefact { what: String },
}

/// Cargo's own words, without its `error: `.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct CargoSaid(pub String);

/// How a process ended that should have succeeded.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct Ended(pub std::process::ExitStatus);

impl ConfigError {
    /// What to type next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::File { hint, .. } | Self::Option { hint, .. } | Self::Function { hint, .. } => hint.clone(),
            Self::UnknownFunction { name, known } => did_you_mean(name, known).or_else(|| {
                Some("declare it in `durable.toml`, or pass `--function NAME=SPEC` or `--bin NAME`".into())
            }),
            Self::Ambiguous { candidates } => Some(format!("name one of {}", quoted(candidates))),
            Self::Nothing => Some(
                "run it in a Cargo project, write a `durable.toml`, or pass `--function NAME=SPEC`".into(),
            ),
            Self::UnknownTarget { name, known, .. } | Self::UnknownPackage { name, known } => {
                did_you_mean(name, known)
            }
            Self::Binary { names } => Some(format!(
                "write `BuildProperties: {{ Binary: … }}` below `Metadata`, with one of {}",
                quoted(names)
            )),
            Self::NoManifest(_) => {
                Some("pass `--manifest-path`, or `-C` with the project's directory".into())
            }
            Self::Spawn { program, .. } if program == "cargo" => {
                Some("install Rust, or declare the function by `--function NAME=SPEC`".into())
            }
            Self::Build { .. } => Some("cargo's own messages are above".into()),
            Self::Read { .. } | Self::Spawn { .. } | Self::Metadata(_) | Self::NoArtefact { .. } => None,
        }
    }

    /// The word for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "UnreadableFile",
            Self::File { .. } | Self::Function { .. } => "InvalidConfiguration",
            Self::Option { .. } => "InvalidOption",
            Self::UnknownFunction { .. } | Self::Nothing => "UnknownFunction",
            Self::Ambiguous { .. } => "AmbiguousFunction",
            Self::Binary { .. } => "AmbiguousBinary",
            Self::UnknownTarget { .. } => "UnknownTarget",
            Self::UnknownPackage { .. } => "UnknownPackage",
            Self::NoManifest(_) => "NoManifest",
            Self::Spawn { .. } => "CannotRun",
            Self::Metadata(_) => "InvalidProject",
            Self::Build { .. } | Self::NoArtefact { .. } => "BuildFailed",
        }
    }
}

/// Names between backticks, with commas.
pub(super) fn quoted(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
