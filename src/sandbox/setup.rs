//! What sandboxes are made with.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;

use crate::execution::Timestamp;

use super::environment::Env;
use super::logs::LogSink;

/// The wall clock.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

const BOOTSTRAP: &str = include_str!("node_bootstrap.mjs");

/// What sandboxes need to know of the world.
#[derive(Clone)]
pub struct Config {
    pub region: String,
    pub account: String,
    /// The environment that guests inherit, cleaned.
    pub parent_env: Env,
    /// The program with the hidden guard subcommand: this one.
    pub guard: PathBuf,
    /// A directory of ours, for the Node bootstrap.
    pub scratch: PathBuf,
    /// Where the emulator listens, if that is known already: see [`Sandboxes::set_api_address`](super::Sandboxes::set_api_address).
    pub api_address: Option<SocketAddr>,
    /// Where functions are called that nobody has registered.
    pub lambda_endpoint: Option<String>,
    /// How many sandboxes of one function run at once.
    pub concurrency: usize,
    /// How many invocations run at once behind one endpoint.
    pub endpoint_concurrency: usize,
    /// How long a function may take to start.
    pub init_limit: Duration,
    /// How long a sandbox is kept that nobody uses.
    pub idle: Duration,
    pub now: Now,
    pub logs: LogSink,
}

impl Config {
    /// The defaults, around what has none.
    pub fn new(guard: PathBuf, scratch: PathBuf, now: Now, logs: LogSink) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            region: "us-east-1".to_owned(),
            account: "123456789012".to_owned(),
            parent_env: Env::new(),
            guard,
            scratch,
            api_address: None,
            lambda_endpoint: None,
            concurrency: 2 * cores,
            endpoint_concurrency: 64,
            init_limit: Duration::from_mins(1),
            idle: Duration::from_mins(5),
            now,
            logs,
        }
    }
}

/// Why there are no sandboxes.
#[derive(Debug, Error)]
pub enum SandboxError {
    #[error("cannot make an HTTP client")]
    Client(#[from] reqwest::Error),
}

/// Writes the Node bootstrap where Node can find it; a file, so that its stack traces have a name. The error is a
/// sentence.
pub(super) fn write_bootstrap(scratch: &Path) -> Result<PathBuf, String> {
    let path = scratch.join(concat!("node_bootstrap-", env!("CARGO_PKG_VERSION"), ".mjs"));
    let write = || {
        if std::fs::read(&path).is_ok_and(|found| found == BOOTSTRAP.as_bytes()) {
            return Ok(());
        }
        std::fs::create_dir_all(scratch)?;
        // Another emulator may read it at this moment.
        let draft = scratch.join(format!("node_bootstrap-{}.tmp", std::process::id()));
        std::fs::write(&draft, BOOTSTRAP)?;
        std::fs::rename(&draft, &path)
    };
    write()
        .and_then(|()| std::path::absolute(&path))
        .map_err(|error| format!("cannot write the Node bootstrap to `{}`: {error}", path.display()))
}
