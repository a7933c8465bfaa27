//! The embedded emulator as a target: `start`, in a process of its own that can be killed, on a store of its own.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::Mutex;

use crate::cli::context::Context;
use crate::cli::exit::ExitStatus;
use crate::cli::failure::Failure;
use crate::compat::check::target::{Target, durable_toml};

/// What `start` says of itself.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Started {
    endpoint: String,
}

/// Longer than it takes to listen, on a machine that has much else to do.
const READY: Duration = Duration::from_secs(30);
/// Of the user's environment, what a program cannot do without: the system's own directories.
const NEEDED: [&str; 4] = ["SystemRoot", "TEMP", "TMP", "TMPDIR"];

/// How it is started, each time.
#[derive(Debug)]
struct Recipe {
    program: PathBuf,
    environment: Vec<(&'static str, String)>,
    /// Its functions, its store, and all that it leaves; gone with this.
    dir: tempfile::TempDir,
}

/// It runs, until [`Self::end`].
#[derive(Debug)]
pub(super) struct Embedded {
    child: Arc<Mutex<Child>>,
    target: Target,
}

impl Embedded {
    /// Starts it; its functions are at that place.
    pub(super) async fn start(name: String, functions: &str, cx: &Context) -> anyhow::Result<Self> {
        let recipe = Recipe {
            program: cx.program.clone(),
            environment: NEEDED
                .iter()
                .filter_map(|name| Some((*name, cx.variable(name)?.to_owned())))
                .collect(),
            dir: tempfile::tempdir().context("no directory for a store")?,
        };
        let path = recipe.dir.path().join("durable.toml");
        std::fs::write(path, durable_toml(functions)).context("no place for a durable.toml")?;
        let (child, url) = recipe.run(0).await?;
        let port = url.rsplit(':').next().and_then(|port| port.parse().ok());
        let port = port.context("its address has a port")?;
        let (recipe, child) = (Arc::new(recipe), Arc::new(Mutex::new(child)));
        let again = (recipe, Arc::clone(&child));
        Ok(Self {
            target: Target {
                name,
                url,
                functions: functions.to_owned(),
                has_functions: true,
                is_official: false,
                restart: Some(Arc::new(move || {
                    let (recipe, child) = again.clone();
                    Box::pin(async move {
                        let mut child = child.lock().await;
                        // As a crash would: nothing is said before.
                        child.kill().await?;
                        (*child, _) = recipe.run(port).await?;
                        Ok(())
                    })
                })),
            },
            child,
        })
    }

    pub(super) const fn target(&self) -> &Target {
        &self.target
    }

    /// Ends it.
    pub(super) async fn end(self) {
        // It is ended by force: its store goes with it.
        if let Err(error) = self.child.lock().await.kill().await {
            tracing::warn!(%error, "the embedded emulator does not end");
        }
    }
}

impl Recipe {
    async fn run(&self, port: u16) -> anyhow::Result<(Child, String)> {
        let mut command = Command::new(&self.program);
        command
            .args(["start", "--attended", "-o", "json", "--isolation", "process"])
            .args(["--port", &port.to_string()])
            .current_dir(self.dir.path())
            // Nothing else of the user's changes what it is.
            .env_clear()
            .envs(self.environment.iter().cloned())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().context("the embedded emulator does not start")?;
        let stdout = child.stdout.take().context("it has an output")?;
        let failure = || {
            Failure::new(
                ExitStatus::Trouble,
                "EmbeddedFailed",
                "the embedded emulator does not start",
            )
        };
        match tokio::time::timeout(READY, started(stdout)).await {
            Ok(Ok(Some(started))) => {
                drain(&mut child);
                Ok((child, started.endpoint))
            }
            Ok(Ok(None)) => {
                let output = child.wait_with_output().await?;
                let said = String::from_utf8_lossy(&output.stderr);
                Err(failure().because(said.trim()).into())
            }
            Ok(Err(error)) => Err(failure().because(error).into()),
            Err(_) => {
                let late = format!("it says nothing within {} s", READY.as_secs());
                Err(failure().because(late).into())
            }
        }
    }
}

/// What it answers once it listens; `None` if it ends before.
async fn started(stdout: ChildStdout) -> std::io::Result<Option<Started>> {
    let mut said = String::new();
    let mut lines = BufReader::new(stdout).lines();
    while let Some(line) = lines.next_line().await? {
        said.push_str(&line);
        if let Ok(started) = serde_json::from_str(&said) {
            return Ok(Some(started));
        }
    }
    Ok(None)
}

/// What it says on the way is nobody's, and must not block it.
fn drain(child: &mut Child) {
    if let Some(mut stderr) = child.stderr.take() {
        tokio::spawn(async move {
            // Until it ends.
            let _ = tokio::io::copy(&mut stderr, &mut tokio::io::sink()).await;
        });
    }
}
