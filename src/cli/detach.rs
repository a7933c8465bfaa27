//! `start --detach`: the same program again, behind, and ready before we go.

use std::fs::{File, OpenOptions};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::context::Context;
use super::exit::ExitStatus;
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::start::Started;

const LOG: &str = "emulator.log";
/// Of a log that is shown when the emulator did not start.
const SHOWN_BYTES: usize = 8 * 1024;
const LOG_SETTLES: Duration = Duration::from_millis(50);

/// Starts the emulator behind, and answers as it would.
pub(super) async fn run(cx: &Context) -> anyhow::Result<ExitStatus> {
    let path = cx.make_state_dir()?.join(LOG);
    let log = open(&path).map_err(|error| {
        let message = format!("cannot write the log `{}`", path.display());
        Failure::new(ExitStatus::Trouble, "StoreUnusable", message).because(error)
    })?;
    let mut interrupt = Interrupt::install()?;
    let mut command = Command::new(&cx.program);
    command
        // `-C` is done: the child begins where we are.
        .args(without_directory(
            cx.line.iter().filter(|word| *word != "--detach"),
        ))
        .arg("--detached")
        .current_dir(&cx.dir)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log);
    let mut child = command.spawn()?;
    let line = tokio::select! {
        line = first_line(&mut child) => line?,
        () = interrupt.heard() => {
            child.start_kill()?;
            return Ok(ExitStatus::Interrupted);
        }
    };
    if let Some(line) = line {
        let started: Started = serde_json::from_str(&line)?;
        cx.printer.answer(&started)?;
        // Nobody finds the emulator of a store in memory.
        let stop = if started.store == ":memory:" {
            format!("kill {}", started.process_id)
        } else {
            cx.command(&["stop"])
        };
        cx.printer
            .note(&format!("its log is `{}`; `{stop}` ends it", path.display()));
        return Ok(ExitStatus::Success);
    }
    let status = child.wait().await?;
    tokio::time::sleep(LOG_SETTLES).await;
    let said = std::fs::read_to_string(&path).unwrap_or_default();
    let from = said.len().saturating_sub(SHOWN_BYTES);
    // The child's own words are the error, also as JSON: its last line is ours.
    cx.printer.relay(said.get(from..).unwrap_or(&said).trim_end());
    Ok(match status.code() {
        Some(2) => ExitStatus::Usage,
        Some(130) => ExitStatus::Interrupted,
        _ => ExitStatus::Trouble,
    })
}

/// The child's answer; `None` if it ended without one.
async fn first_line(child: &mut Child) -> std::io::Result<Option<String>> {
    match child.stdout.take() {
        Some(stdout) => BufReader::new(stdout).lines().next_line().await,
        None => Ok(None),
    }
}

/// The words of the command line without `-C DIR`.
fn without_directory<'a>(words: impl Iterator<Item = &'a String>) -> Vec<&'a String> {
    let mut kept = Vec::new();
    let mut words = words.peekable();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-C" | "--directory" => drop(words.next()),
            text if text.starts_with("--directory=") || text.starts_with("-C") => {}
            _ => kept.push(word),
        }
    }
    kept
}

/// A fresh log that its user alone can read: functions print into it.
fn open(path: &std::path::Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// From now on the terminal's end, and its Ctrl-C, are not ours.
#[cfg(unix)]
pub(super) fn leave_terminal() {
    if let Err(error) = rustix::process::setsid() {
        tracing::debug!(%error, "cannot leave the terminal's session");
    }
}

/// From now on the terminal's end is not ours.
#[cfg(not(unix))]
pub(super) fn leave_terminal() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_is_not_entered_twice() {
        let words: Vec<String> = ["-C", "x", "start", "--directory=y", "-Cz", "-P", "0"]
            .map(str::to_owned)
            .into();
        assert_eq!(without_directory(words.iter()), ["start", "-P", "0"]);
    }
}
