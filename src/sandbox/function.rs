//! What there is to run: a function and how it is started.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::execution::{DurableConfig, FunctionInfo, FunctionName, limits};

/// Lambda's smallest memory size, and its default.
pub const DEFAULT_MEMORY_MB: u32 = 128;

/// One function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionSpec {
    pub name: FunctionName,
    pub kind: FunctionKind,
    /// How long one invocation may take; starting the function is not counted.
    pub timeout_s: u32,
    pub memory_mb: u32,
    /// The function's own environment.
    pub env: BTreeMap<String, String>,
    /// `None` for a plain function.
    pub durable: Option<DurableConfig>,
    /// Alias to version.
    pub aliases: BTreeMap<String, String>,
    /// `python3.13`, `provided.al2023`, …, where it is known.
    pub runtime: Option<String>,
    /// What to show as the handler of what does not name its own.
    pub handler: Option<String>,
    /// The directory that stands at `/opt` in a container; a process has its libraries on its paths.
    #[serde(default)]
    pub opt: Option<PathBuf>,
}

/// How a function runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FunctionKind {
    /// A program that speaks the Runtime API itself: a Cargo binary, a `bootstrap`, anything.
    Command { argv: Vec<OsString>, cwd: PathBuf },
    /// `python -m awslambdaric`.
    Python {
        interpreter: PathBuf,
        handler: String,
        dir: PathBuf,
    },
    /// Node with our own bootstrap.
    Node {
        program: PathBuf,
        handler: String,
        dir: PathBuf,
    },
    /// A program in a container.
    Container(Container),
    /// Somebody else's Invoke API, and what the function is called there.
    Endpoint { url: String, function: String },
}

/// What a container is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Container {
    /// The image's reference.
    pub image: String,
    /// `linux/arm64`, where somebody says it.
    pub platform: Option<String>,
    /// What stands in the place of the image's own entry point, command and working directory.
    pub entry_point: Option<Vec<String>>,
    pub command: Option<Vec<String>>,
    pub working_dir: Option<String>,
    /// What stands at `/var/task`; `None` if the image brings its code.
    pub task: Option<Task>,
    pub handler: Option<String>,
}

/// The code of a function in a container, read-only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// The directory `/var/task`.
    Directory(PathBuf),
    /// The file `/var/task/bootstrap`.
    Bootstrap(PathBuf),
}

/// A program to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Launch {
    pub(super) argv: Vec<OsString>,
    pub(super) cwd: PathBuf,
    pub(super) handler: String,
    /// For `AWS_EXECUTION_ENV`.
    pub(super) runtime: Option<String>,
}

impl FunctionSpec {
    /// A durable function with the defaults of commands and Cargo targets (decisions 2, 6).
    pub fn durable(name: FunctionName, kind: FunctionKind) -> Self {
        Self {
            name,
            kind,
            timeout_s: limits::MAX_FUNCTION_TIMEOUT_S,
            memory_mb: DEFAULT_MEMORY_MB,
            env: BTreeMap::new(),
            durable: Some(DurableConfig::DEFAULT),
            aliases: BTreeMap::new(),
            runtime: None,
            handler: None,
            opt: None,
        }
    }

    /// The same, but plain.
    pub fn plain(name: FunctionName, kind: FunctionKind) -> Self {
        Self {
            durable: None,
            ..Self::durable(name, kind)
        }
    }

    /// What executions care about.
    pub fn info(&self) -> FunctionInfo {
        let handler = match &self.kind {
            FunctionKind::Python { handler, .. } | FunctionKind::Node { handler, .. } => {
                Some(handler.clone())
            }
            FunctionKind::Container(container) => container.handler.clone().or(self.handler.clone()),
            FunctionKind::Command { .. } | FunctionKind::Endpoint { .. } => self.handler.clone(),
        };
        FunctionInfo {
            durable: self.durable,
            timeout_s: self.timeout_s,
            memory_mb: self.memory_mb,
            runtime: self.runtime.clone(),
            handler,
            aliases: self.aliases.clone(),
        }
    }

    /// The program that runs it; `None` if it runs elsewhere.
    pub(super) fn launch(&self, node_bootstrap: &Path) -> Option<Launch> {
        let (argv, cwd, handler, language): (Vec<OsString>, _, _, _) = match &self.kind {
            FunctionKind::Command { argv, cwd } => (
                argv.clone(),
                cwd,
                self.handler.clone().unwrap_or_else(|| "bootstrap".to_owned()),
                None,
            ),
            FunctionKind::Python {
                interpreter,
                handler,
                dir,
            } => (
                vec![
                    interpreter.into(),
                    "-m".into(),
                    "awslambdaric".into(),
                    handler.into(),
                ],
                dir,
                handler.clone(),
                Some("python3"),
            ),
            FunctionKind::Node {
                program,
                handler,
                dir,
            } => (
                vec![program.into(), node_bootstrap.into(), handler.into()],
                dir,
                handler.clone(),
                Some("nodejs"),
            ),
            FunctionKind::Container(_) | FunctionKind::Endpoint { .. } => return None,
        };
        Some(Launch {
            argv,
            cwd: cwd.clone(),
            handler,
            runtime: self.runtime.clone().or(language.map(str::to_owned)),
        })
    }
}
