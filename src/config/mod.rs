//! The plan: where functions come from.
//!
//! A function is *declared* on the command line, in `durable.toml`, in a `Cargo.toml` or by being a Cargo
//! target; the first that names it wins. Declaring costs nothing: [`plan`] finds, [`cargo`] builds what
//! must be built, [`program`] finds what runs it, and only then is there a `FunctionSpec`.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use crate::execution::{DurableConfig, FunctionName};

mod archive;
mod artefact;
pub mod cargo;
mod check;
mod dotenv;
mod error;
mod file;
mod isolation;
mod lambda;
pub mod plan;
mod program;
pub mod project;
mod projects;
mod ready;
pub mod root;
mod runtime;
mod spec;
mod suggest;
mod template;

pub use archive::prune;
pub use dotenv::{parse as parse_env_file, parse_variable};
pub use error::ConfigError;
pub use file::{Found, parse_cargo_toml, parse_durable_toml};
pub use isolation::{Containers, Isolation, NoEngine, NoImage, WantedImage, remark};
pub use lambda::parse as parse_function_configs;
pub use plan::{Outlook, Plan, Search, Surroundings, Wanted};
pub use program::which;
pub use spec::{Given, parse as parse_function};
pub use suggest::{closest, did_you_mean};
pub use template::{Found as Templated, Remark, Stack, Unclear, parse as parse_template, parse_overrides};

/// How long an invocation may take where nobody says (decisions 6).
pub const DEFAULT_TIMEOUT_S: u32 = 900;
/// What a function is told that it has where nobody says.
pub const DEFAULT_MEMORY_MB: u32 = 128;
/// Where functions without code are, as for the official emulator.
pub const DEFAULT_LAMBDA_ENDPOINT: &str = "http://127.0.0.1:3001";

/// One function, as somebody wrote it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    pub name: FunctionName,
    pub code: Code,
    pub env: BTreeMap<String, String>,
    pub timeout_s: u32,
    pub memory_mb: u32,
    /// `None`: a plain function.
    pub durable: Option<DurableConfig>,
    /// Names of version 1 (decisions 3).
    pub aliases: Vec<String>,
    /// `python3.13`, `provided.al2023`, …, where somebody says it.
    pub runtime: Option<String>,
    /// What a program is told as its handler, where its code does not say.
    pub handler: Option<String>,
    /// The text of the only file, where a template has it and no directory.
    pub inline: Option<String>,
    /// Directories or archives that lie one over the other at `/opt`, the last one on top.
    pub layers: Vec<PathBuf>,
    pub architecture: Option<Architecture>,
    pub source: Source,
}

/// What a function is compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Architecture {
    X86_64,
    Arm64,
}

impl Architecture {
    /// As Lambda calls it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }

    /// As engines for containers call it.
    pub const fn platform(self) -> &'static str {
        match self {
            Self::X86_64 => "linux/amd64",
            Self::Arm64 => "linux/arm64",
        }
    }
}

impl Declared {
    /// A durable function with everything at its default.
    pub fn new(name: FunctionName, code: Code, source: Source) -> Self {
        Self {
            name,
            code,
            env: BTreeMap::new(),
            timeout_s: DEFAULT_TIMEOUT_S,
            memory_mb: DEFAULT_MEMORY_MB,
            durable: Some(DurableConfig::DEFAULT),
            aliases: Vec::new(),
            runtime: None,
            handler: None,
            inline: None,
            layers: Vec::new(),
            architecture: None,
            source,
        }
    }
}

/// What runs when the function is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// What cargo builds.
    Cargo(CargoTarget),
    /// A program that speaks the Runtime API.
    Command { argv: Vec<String>, dir: PathBuf },
    /// `module.handler`, in a directory.
    Python { handler: String, dir: PathBuf },
    /// `file.handler`, in a directory.
    Node { handler: String, dir: PathBuf },
    /// A runtime that only its image has: Java, .NET, Ruby. The directory is what stands at `/var/task`.
    Managed { handler: String, dir: PathBuf },
    /// An image, as it is.
    Image(Image),
    /// Somebody else's Invoke API; `None` is the emulator's `--lambda-endpoint`.
    Endpoint(Option<String>),
    /// What a template does not tell: nobody can run it, and whoever wants to is told why.
    Unclear(Unclear),
}

/// An image, and what Lambda's `ImageConfig` overrides in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Image {
    /// `order:latest`, with or without a registry and a digest.
    pub reference: String,
    pub entry_point: Option<Vec<String>>,
    pub command: Option<Vec<String>>,
    pub working_dir: Option<String>,
    /// How to make it, in a sentence, if it is made here.
    pub build: Option<String>,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cargo(target) => target.fmt(f),
            Self::Command { argv, .. } => write!(f, "command {}", argv.join(" ")),
            Self::Python { handler, dir } => write!(f, "python {handler} in {}", dir.display()),
            Self::Node { handler, dir } => write!(f, "node {handler} in {}", dir.display()),
            Self::Managed { handler, dir } => write!(f, "{handler} in {}", dir.display()),
            Self::Image(image) => write!(f, "image {}", image.reference),
            Self::Endpoint(Some(url)) => write!(f, "endpoint {url}"),
            Self::Endpoint(None) => f.write_str("the lambda endpoint"),
            Self::Unclear(_) => f.write_str("not known"),
        }
    }
}

/// A binary or an example, of the package if one is named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CargoTarget {
    pub package: Option<String>,
    pub kind: TargetKind,
    pub name: String,
    /// The package's `Cargo.toml`, if it is not of this project: a template may stand beside its packages.
    pub manifest: Option<PathBuf>,
}

impl fmt::Display for CargoTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cargo {} {}", self.kind.word(), self.name)?;
        match &self.package {
            Some(package) => write!(f, " of {package}"),
            None => Ok(()),
        }
    }
}

/// Which of cargo's targets can be a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TargetKind {
    Bin,
    Example,
}

impl TargetKind {
    /// Cargo's word for it, also its option without the dashes.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Bin => "bin",
            Self::Example => "example",
        }
    }
}

/// Who declared a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Line,
    FunctionConfigs,
    File(PathBuf),
    Template(PathBuf),
    Cargo,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line => f.write_str("`--function`"),
            Self::FunctionConfigs => f.write_str("`--function-configs`"),
            Self::File(path) | Self::Template(path) => write!(f, "{}", path.display()),
            Self::Cargo => f.write_str("Cargo.toml"),
        }
    }
}
