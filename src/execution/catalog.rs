//! What the engine knows of functions: durable or plain, timeouts, versions, aliases.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The newest, unpublished version of a function.
pub const LATEST: &str = "$LATEST";

/// The `DurableConfig` of a function, captured when an execution starts (contract 1.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DurableConfig {
    pub execution_timeout_s: u32,
    /// `None` keeps closed executions for ever.
    pub retention_days: Option<u32>,
    /// Whether somebody wrote the timeout down: only then does Invoke's 900 s rule apply (decisions 5).
    #[serde(default)]
    pub timeout_configured: bool,
}

impl DurableConfig {
    /// A day for an execution, two weeks for its memory (decisions 5).
    pub const DEFAULT: Self = Self {
        execution_timeout_s: 86_400,
        retention_days: Some(14),
        timeout_configured: false,
    };
}

/// One function, as far as executions care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionInfo {
    /// `None` for a plain function.
    pub durable: Option<DurableConfig>,
    /// How long one invocation may take.
    pub timeout_s: u32,
    pub memory_mb: u32,
    /// `python3.13`, `provided.al2023`, …, where it is known.
    pub runtime: Option<String>,
    pub handler: Option<String>,
    /// Alias to version.
    pub aliases: BTreeMap<String, String>,
}

impl FunctionInfo {
    /// The version that a qualifier means: `$LATEST` and `1` exist, aliases where they are declared
    /// (decisions 3).
    pub fn version(&self, qualifier: &str) -> Option<&str> {
        match qualifier {
            LATEST => Some(LATEST),
            "1" => Some("1"),
            alias => self.aliases.get(alias).map(String::as_str),
        }
    }
}
