//! The guard of a process sandbox: a small process between us and the guest (decisions 23).
//!
//! `cargo-durable __guard -- program args…` starts the guest in a process group of its own and keeps one end of
//! a socket as its standard input. When the other end closes, for whatever reason, `kill -9` of the emulator
//! included, the guard ends the whole group. It lives in another group than the guest, so it survives to see
//! the end and to tell it. A guest that leaves its group on purpose (`setsid`) is out of reach.

use std::ffi::OsString;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

/// The hidden subcommand.
pub const SUBCOMMAND: &str = "__guard";

/// The byte that asks for the end at once; end of file asks for it politely.
pub(super) const KILL: u8 = b'K';

/// How long a guest that was asked to end may take.
pub(super) const GRACE: Duration = Duration::from_secs(1);

/// What a guard says on its socket, a line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// The guest runs; its process id, which is its group's too.
    Started(i32),
    Exited(i32),
    Signalled(i32),
    /// There is no guest: why.
    Unstartable(String),
}

impl Word {
    fn encode(&self) -> String {
        match self {
            Self::Started(pid) => format!("started {pid}\n"),
            Self::Exited(code) => format!("exited {code}\n"),
            Self::Signalled(signal) => format!("signalled {signal}\n"),
            Self::Unstartable(why) => format!("unstartable {}\n", why.replace('\n', " ")),
        }
    }

    /// `None` if it is none of ours.
    pub(super) fn decode(line: &str) -> Option<Self> {
        let (verb, rest) = line.split_once(' ')?;
        match verb {
            "started" => rest.parse().ok().map(Self::Started),
            "exited" => rest.parse().ok().map(Self::Exited),
            "signalled" => rest.parse().ok().map(Self::Signalled),
            "unstartable" => Some(Self::Unstartable(rest.to_owned())),
            _ => None,
        }
    }
}

/// Runs the guest named by the arguments after [`SUBCOMMAND`] to its end; the exit code is the guest's, or
/// 128 and the signal, or 127 if it could not be started.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let mut argv = arguments.into_iter().peekable();
    argv.next_if(|first| first == "--");
    let (Some(program), Ok(control)) = (argv.next(), std::io::stdin().as_fd().try_clone_to_owned()) else {
        return 2;
    };
    // A `File` and not a `UnixStream`: it reads from a plain pipe as well.
    let control = File::from(control);
    let spawned = Command::new(&program)
        .args(argv)
        .stdin(Stdio::null())
        .process_group(0)
        .spawn();
    match spawned {
        Ok(child) => watch(child, &control),
        Err(error) => {
            let why = format!("cannot start `{}`: {error}", program.to_string_lossy());
            tell(&control, &Word::Unstartable(why));
            127
        }
    }
}

fn watch(mut child: Child, control: &File) -> u8 {
    let group = Pid::from_child(&child);
    tell(control, &Word::Started(group.as_raw_nonzero().get()));
    let over = Arc::new((Mutex::new(false), Condvar::new()));
    if let Ok(reader) = control.try_clone() {
        let over = Arc::clone(&over);
        std::thread::spawn(move || end_at_eof(reader, group, &over));
    }
    // Seen, but not reaped: until then nobody else can get the group's number.
    while waitid(WaitId::Pid(group), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT)
        .is_err_and(|error| error == rustix::io::Errno::INTR)
    {}
    {
        let mut done = over.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = kill_process_group(group, Signal::KILL);
        *done = true;
        over.1.notify_all();
    }
    let Ok(status) = child.wait() else { return 2 };
    tell(control, &word(status));
    exit_code(status)
}

/// Waits for the order to end, or for the end of whoever gives orders.
fn end_at_eof(mut control: File, group: Pid, over: &(Mutex<bool>, Condvar)) {
    let mut byte = [0];
    let at_once = loop {
        match control.read(&mut byte) {
            Ok(0) => break false,
            Ok(_) if byte[0] == KILL => break true,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => break false,
        }
    };
    let mut done = over.0.lock().unwrap_or_else(PoisonError::into_inner);
    if !*done && !at_once {
        let _ = kill_process_group(group, Signal::TERM);
        done = over
            .1
            .wait_timeout_while(done, GRACE, |done| !*done)
            .unwrap_or_else(PoisonError::into_inner)
            .0;
    }
    if !*done {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// Nobody may listen any more, which is no reason to do anything else.
fn tell(mut control: &File, word: &Word) {
    let _ = control.write_all(word.encode().as_bytes());
}

fn word(status: ExitStatus) -> Word {
    match (status.code(), status.signal()) {
        (Some(code), _) => Word::Exited(code),
        (None, signal) => Word::Signalled(signal.unwrap_or(0)),
    }
}

fn exit_code(status: ExitStatus) -> u8 {
    let code = status
        .code()
        .unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
    u8::try_from(code & 0xff).unwrap_or(2)
}

#[cfg(test)]
mod tests {
    use super::Word;

    #[test]
    fn words_come_back_as_they_were_said() {
        for word in [
            Word::Started(12),
            Word::Exited(3),
            Word::Signalled(9),
            Word::Unstartable("cannot start `x`: no".into()),
        ] {
            assert_eq!(Word::decode(word.encode().trim_end()), Some(word));
        }
        assert_eq!(Word::decode("started soon"), None);
        assert_eq!(Word::decode("hello"), None);
    }
}
