//! The real program, when it dies and when its disk fails: what was acknowledged is there, and goes on.
//!
//! It is the program as tests build it: `CARGO_DURABLE_TEST_FAULT` is a switch of builds with debug assertions.
//! The functions run in this process, behind an endpoint: they outlive the emulators, and know what they were told.

mod clock;
mod commits;
mod damage;
mod disk;
mod flow;
mod load;
mod readonly;

use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::cli;
use crate::sdk::emulator::Emulator;

use self::flow::Flow;

/// One store, one function, and the emulators that come and go.
struct Site {
    dir: tempfile::TempDir,
    flow: Flow,
    /// Where the function listens.
    url: String,
}

impl Site {
    async fn new() -> Self {
        let flow = Flow::new(false);
        Self {
            url: flow.serve().await,
            flow,
            dir: tempfile::tempdir().unwrap(),
        }
    }

    fn store(&self) -> PathBuf {
        self.dir.path().join("executions.db")
    }

    /// `start` on this store, for somebody to run.
    fn command(&self) -> Command {
        let store = self.store();
        let store = store.to_str().unwrap();
        start(self.dir.path(), store, &self.url).into()
    }

    /// An emulator on the store.
    async fn start(&self) -> Emulator {
        let started = self.try_start(None).await;
        started.unwrap_or_else(|said| panic!("it starts: {said}"))
    }

    /// One with a fault; what it says if it does not start.
    async fn try_start(&self, fault: Option<&str>) -> Result<Emulator, String> {
        let mut command = self.command();
        if let Some(fault) = fault {
            command.env("CARGO_DURABLE_TEST_FAULT", fault);
        }
        self.launch(command).await
    }

    async fn launch(&self, command: Command) -> Result<Emulator, String> {
        let log = self
            .dir
            .path()
            .join(format!("start-{:08x}.log", fastrand::u32(..)));
        let emulator = Emulator::launch(command, log).await?;
        self.flow.point_at(&emulator.endpoint);
        Ok(emulator)
    }
}

/// `start` in a directory, on a store, with functions behind an endpoint.
fn start(dir: &Path, store: &str, endpoint: &str) -> std::process::Command {
    let arguments = [
        "-o",
        "jsonl",
        "start",
        "--port",
        "0",
        "--store",
        store,
        "--lambda-endpoint",
        endpoint,
    ];
    cli::command(dir, &arguments)
}
