//! A sandbox as a process group, behind its guard.

use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

use super::environment::Env;
use super::function::Launch;
use super::guard::{self, Word};
use super::guest::{Exit, Guest, Life, Orders};
use super::logs::{Label, Stream};

/// How long the last lines of a process that has ended are waited for; grandchildren may keep the pipe open.
const LAST_LINES: Duration = Duration::from_millis(250);

/// Starts a program as a process group, behind a guard. A program that cannot be started is an [`Exit`]; only a guard
/// that cannot be started is an error.
pub(super) fn spawn(
    launch: &Launch,
    env: &Env,
    guard: &Path,
    label: &Label,
    life: &Life,
) -> Result<Guest, String> {
    if !launch.cwd.is_dir() {
        return Err(format!("`{}` is not a directory", launch.cwd.display()));
    }
    let start = || -> std::io::Result<(Child, UnixStream)> {
        let (ours, theirs) = std::os::unix::net::UnixStream::pair()?;
        ours.set_nonblocking(true)?;
        let child = Command::new(guard)
            .arg(guard::SUBCOMMAND)
            .arg("--")
            .args(&launch.argv)
            .current_dir(&launch.cwd)
            .env_clear()
            .envs(env)
            .stdin(OwnedFd::from(theirs))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Ctrl-C in our terminal is for us: guard and guest are told by us.
            .process_group(0)
            .spawn()?;
        Ok((child, UnixStream::from_std(ours)?))
    };
    let (mut child, control) =
        start().map_err(|error| format!("cannot start the guard `{}`: {error}", guard.display()))?;
    let mut readers = Vec::with_capacity(2);
    if let Some(pipe) = child.stdout.take() {
        readers.push(tokio::spawn(label.clone().follow(Stream::Stdout, pipe)));
    }
    if let Some(pipe) = child.stderr.take() {
        readers.push(tokio::spawn(label.clone().follow(Stream::Stderr, pipe)));
    }
    Ok(Guest::begin(life, async move |orders, end| {
        let ended = watch_guard(child, control, &orders).await;
        drain(readers).await;
        end.tell(ended);
    }))
}

/// Passes orders to the guard until it has told how the guest ended.
async fn watch_guard(mut guard: Child, control: UnixStream, Orders { stop, kill }: &Orders) -> Exit {
    let (reader, writer) = control.into_split();
    let mut words = BufReader::new(reader).lines();
    // Dropped, it tells the guard that nobody wants the guest any more.
    let mut writer = Some(writer);
    let mut group = None;
    let mut exit = None;
    loop {
        tokio::select! {
            line = words.next_line() => {
                let Ok(Some(line)) = line else { break };
                match Word::decode(&line) {
                    Some(Word::Started(pid)) => group = Pid::from_raw(pid),
                    Some(Word::Exited(code)) => exit = Some(Exit::Code(code)),
                    Some(Word::Signalled(signal)) => exit = Some(Exit::Signal(signal)),
                    Some(Word::Unstartable(why)) => exit = Some(Exit::Unstartable(why)),
                    None => {}
                }
            }
            () = kill.cancelled(), if writer.is_some() => {
                if let Some(mut writer) = writer.take() {
                    let _ = writer.write_all(&[guard::KILL]).await;
                }
            }
            () = stop.cancelled(), if writer.is_some() => writer = None,
        }
    }
    drop(writer);
    let _ = guard.wait().await;
    if let (None, Some(group)) = (&exit, group) {
        // Somebody killed the guard, so its work falls to us.
        let _ = kill_process_group(group, Signal::KILL);
    }
    exit.unwrap_or(Exit::KILLED)
}

/// Lets the log readers come to the end of their pipes.
async fn drain(readers: Vec<JoinHandle<()>>) {
    let aborts: Vec<_> = readers.iter().map(JoinHandle::abort_handle).collect();
    let all = futures_util::future::join_all(readers);
    if tokio::time::timeout(LAST_LINES, all).await.is_err() {
        aborts.iter().for_each(tokio::task::AbortHandle::abort);
    }
}
