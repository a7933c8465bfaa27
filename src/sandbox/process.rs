//! A sandbox as a process group, behind its guard.

use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::environment::Env;
use super::function::Launch;
use super::guard::{self, Word};
use super::logs::{Label, Stream};

/// How long the last lines of a process that has ended are waited for; grandchildren may keep the pipe open.
const LAST_LINES: Duration = Duration::from_millis(250);

/// What all processes share: the order to end, and the tasks that see to it.
#[derive(Debug, Clone, Default)]
pub(super) struct Life {
    pub(super) shutdown: CancellationToken,
    pub(super) tasks: TaskTracker,
}

/// How a process ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Exit {
    Code(i32),
    Signal(i32),
    /// It was killed for want of memory.
    OutOfMemory,
    /// It never began: why, as a sentence.
    Unstartable(String),
}

impl Exit {
    /// As Lambda words it.
    pub(super) fn reason(&self) -> String {
        match self {
            Self::Code(0) => "Runtime exited without providing a reason".to_owned(),
            Self::Code(code) => format!("Runtime exited with error: exit status {code}"),
            Self::Signal(signal) => format!("Runtime exited with error: signal: {}", signal_name(*signal)),
            Self::OutOfMemory => Self::Signal(Signal::KILL.as_raw()).reason(),
            Self::Unstartable(why) => why.clone(),
        }
    }
}

/// As Go names them, which is what Lambda prints.
fn signal_name(signal: i32) -> String {
    let named = [
        (Signal::HUP, "hangup"),
        (Signal::INT, "interrupt"),
        (Signal::QUIT, "quit"),
        (Signal::ILL, "illegal instruction"),
        (Signal::TRAP, "trace/breakpoint trap"),
        (Signal::ABORT, "aborted"),
        (Signal::BUS, "bus error"),
        (Signal::FPE, "floating point exception"),
        (Signal::KILL, "killed"),
        (Signal::SEGV, "segmentation fault"),
        (Signal::PIPE, "broken pipe"),
        (Signal::ALARM, "alarm clock"),
        (Signal::TERM, "terminated"),
    ];
    named
        .iter()
        .find(|(known, _)| known.as_raw() == signal)
        .map_or_else(|| format!("signal {signal}"), |(_, name)| (*name).to_owned())
}

/// A running process group. Dropping it kills the group.
#[derive(Debug)]
pub(super) struct Process {
    exit: watch::Receiver<Option<Exit>>,
    stop: CancellationToken,
    kill: CancellationToken,
}

impl Process {
    /// Starts a program behind a guard. A program that cannot be started is an [`Exit`]; only a guard that
    /// cannot be started is an error.
    pub(super) fn spawn(
        launch: &Launch,
        env: &Env,
        guard: &Path,
        label: &Label,
        life: &Life,
    ) -> Result<Self, String> {
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
        let (tell, exit) = watch::channel(None);
        let (stop, kill) = (life.shutdown.child_token(), CancellationToken::new());
        let orders = (stop.clone(), kill.clone());
        life.tasks.spawn(async move {
            let end = watch_guard(child, control, &orders.0, &orders.1).await;
            drain(readers).await;
            tell.send_replace(Some(end));
        });
        Ok(Self { exit, stop, kill })
    }

    /// Waits for its end.
    pub(super) async fn exited(&self) -> Exit {
        let mut exit = self.exit.clone();
        let ended = exit.wait_for(Option::is_some).await;
        ended
            .ok()
            .and_then(|exit| exit.clone())
            // Its task is gone with the runtime, and the process with the task.
            .unwrap_or(Exit::Signal(Signal::KILL.as_raw()))
    }

    /// Whether it has ended.
    pub(super) fn has_exited(&self) -> bool {
        self.exit.borrow().is_some()
    }

    /// Asks it to end, and kills it only if it does not.
    pub(super) fn stop(&self) {
        self.stop.cancel();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // No use to hurry who has been asked politely.
        if !self.stop.is_cancelled() {
            self.kill.cancel();
        }
    }
}

/// Passes orders to the guard until it has told how the guest ended.
async fn watch_guard(
    mut guard: Child,
    control: UnixStream,
    stop: &CancellationToken,
    kill: &CancellationToken,
) -> Exit {
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
    exit.unwrap_or(Exit::Signal(Signal::KILL.as_raw()))
}

/// Lets the log readers come to the end of their pipes.
async fn drain(readers: Vec<JoinHandle<()>>) {
    let aborts: Vec<_> = readers.iter().map(JoinHandle::abort_handle).collect();
    let all = futures_util::future::join_all(readers);
    if tokio::time::timeout(LAST_LINES, all).await.is_err() {
        aborts.iter().for_each(tokio::task::AbortHandle::abort);
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn ends_are_worded_as_lambda_words_them() {
        let reason = |exit: Exit| exit.reason();
        assert_eq!(reason(Exit::Code(3)), "Runtime exited with error: exit status 3");
        assert_eq!(reason(Exit::Code(0)), "Runtime exited without providing a reason");
        assert_eq!(
            reason(Exit::Signal(9)),
            "Runtime exited with error: signal: killed"
        );
        assert_eq!(
            reason(Exit::Signal(6)),
            "Runtime exited with error: signal: aborted"
        );
    }
}
