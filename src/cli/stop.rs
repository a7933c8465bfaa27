//! `stop`: ends the emulator of this store.

use std::io::{self, Write};
use std::time::Duration;

use serde::Serialize;

use super::context::{Context, StorePlace};
use super::exit::ExitStatus;
use super::failure::Failure;
use super::output::{Human, View};
use crate::store::{Holder, read_holder};

/// How long an orderly end may take.
const WITHIN: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// End the emulator of this store
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Stopped {
    /// `None`: there was none.
    process_id: Option<u32>,
}

/// Ends it, and waits until the store is free.
pub(super) async fn run(_: Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    if let Some(endpoint) = &cx.endpoint {
        let message = format!("`stop` ends the emulator of a store, and `--endpoint {endpoint}` is none");
        return Err(Failure::usage("ConflictingOptions", message)
            .hint("leave `--endpoint` away, and unset `CARGO_DURABLE_ENDPOINT`")
            .into());
    }
    let StorePlace::File(path) = &cx.store else {
        let failure = Failure::usage(
            "ConflictingOptions",
            "a store in memory has no emulator that could be found",
        );
        return Err(failure.hint("end it where it runs").into());
    };
    // The lock is the proof: a number in a file alone may be somebody else's by now (decisions 18).
    let Some(holder) = read_holder(path) else {
        cx.printer.answer(&Stopped { process_id: None })?;
        return Ok(ExitStatus::Success);
    };
    end(&holder)?;
    let deadline = tokio::time::Instant::now() + WITHIN;
    while read_holder(path).is_some_and(|now| now.pid == holder.pid) {
        if tokio::time::Instant::now() >= deadline {
            let message = format!("process {} does not end", holder.pid);
            let failure = Failure::new(ExitStatus::Trouble, "DoesNotStop", message);
            return Err(failure
                .hint(format!("`kill -9 {}` ends it; the store stays whole", holder.pid))
                .into());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    cx.printer.answer(&Stopped {
        process_id: Some(holder.pid),
    })?;
    Ok(ExitStatus::Success)
}

#[cfg(unix)]
fn end(holder: &Holder) -> Result<(), Failure> {
    use rustix::process::{Pid, Signal, kill_process};

    let pid = i32::try_from(holder.pid).ok().and_then(Pid::from_raw);
    let told = pid
        .ok_or(rustix::io::Errno::SRCH)
        .and_then(|pid| kill_process(pid, Signal::TERM));
    match told {
        // It ended by itself in between.
        Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
        Err(error) => {
            let message = format!("cannot end process {}", holder.pid);
            Err(Failure::new(ExitStatus::Trouble, "DoesNotStop", message).because(error))
        }
    }
}

#[cfg(not(unix))]
fn end(holder: &Holder) -> Result<(), Failure> {
    let message = format!("cannot end process {} on this system", holder.pid);
    Err(Failure::new(ExitStatus::Trouble, "DoesNotStop", message).hint("press Ctrl-C where it runs"))
}

impl View for Stopped {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        match self.process_id {
            Some(pid) => writeln!(out, "stopped process {pid}"),
            None => writeln!(out, "no emulator runs on this store"),
        }
    }
}
