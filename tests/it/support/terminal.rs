//! The real binary on a terminal: what is on the screen, and what somebody types.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::cli;

/// How long something may take to be seen.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program that runs on a terminal of its own.
pub(crate) struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    screen: Arc<Screen>,
}

struct Screen {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    parser: vt100::Parser,
    written: Vec<u8>,
    is_over: bool,
}

impl Terminal {
    /// Starts the program in a directory, on a terminal of so many columns and rows.
    pub(crate) fn start(dir: &Path, args: &[&str], (columns, rows): (u16, u16)) -> Self {
        Self::start_with(dir, args, (columns, rows), &[("TERM", "xterm-256color")])
    }

    /// The same, with these variables.
    pub(crate) fn start_with(
        dir: &Path,
        args: &[&str],
        (columns, rows): (u16, u16),
        variables: &[(&str, &str)],
    ) -> Self {
        let size = PtySize {
            rows,
            cols: columns,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let plain = cli::command(dir, args);
        let mut command = CommandBuilder::new(plain.get_program());
        command.args(plain.get_args());
        command.cwd(dir);
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            }
        }
        for name in ["COLUMNS", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Arc::new(Screen {
            state: Mutex::new(State {
                parser: vt100::Parser::new(cells(rows), cells(columns), 0),
                written: Vec::new(),
                is_over: false,
            }),
            changed: Condvar::new(),
        });
        let mut reader = pair.master.try_clone_reader().unwrap();
        let watched = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            loop {
                // At the end a terminal says that there is no such device.
                let read = reader.read(&mut buffer).unwrap_or(0);
                let mut state = watched.state.lock().unwrap();
                state.parser.process(&buffer[..read]);
                state.written.extend_from_slice(&buffer[..read]);
                state.is_over = read == 0;
                watched.changed.notify_all();
                if read == 0 {
                    return;
                }
            }
        });
        Self {
            child,
            keys: pair.master.take_writer().unwrap(),
            master: pair.master,
            screen,
        }
    }

    /// Types.
    pub(crate) fn keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// What is on the screen as soon as this matches it.
    pub(crate) fn until(&self, pattern: &str) -> String {
        let wanted = regex::Regex::new(&format!("(?m){pattern}")).unwrap();
        let seen = self.wait(|state| wanted.is_match(&state.parser.screen().contents()));
        let contents = seen.unwrap_or_else(|contents| panic!("`{pattern}` was not seen on\n{contents}"));
        assert!(wanted.is_match(&contents));
        contents
    }

    /// What is on the screen as soon as this is not any more.
    pub(crate) fn until_gone(&self, text: &str) -> String {
        let seen = self.wait(|state| !state.parser.screen().contents().contains(text));
        seen.unwrap_or_else(|contents| panic!("`{text}` stays on\n{contents}"))
    }

    /// Everything that was written so far.
    pub(crate) fn written(&self) -> String {
        String::from_utf8_lossy(&self.screen.state.lock().unwrap().written).into_owned()
    }

    /// How the terminal takes what is typed.
    pub(crate) fn modes(&self) -> String {
        format!("{:?}", self.master.get_termios())
    }

    /// Waits for the end: the code, and what is on the screen then. The cursor is there, on an empty line.
    pub(crate) fn end(&mut self) -> (u32, String) {
        let contents = self.wait(|state| state.is_over);
        let contents = contents.unwrap_or_else(|contents| panic!("it did not end:\n{contents}"));
        let code = self.child.wait().unwrap().exit_code();
        let state = self.screen.state.lock().unwrap();
        let screen = state.parser.screen();
        assert!(!screen.hide_cursor(), "the cursor is hidden:\n{contents}");
        let (row, column) = screen.cursor_position();
        let line = screen.rows(0, screen.size().1.get()).nth(row.into()).unwrap();
        assert_eq!((column, line.as_str()), (0, ""), "something is left:\n{contents}");
        (code, contents)
    }

    fn wait(&self, is_seen: impl Fn(&State) -> bool) -> Result<String, String> {
        let state = self.screen.state.lock().unwrap();
        let (state, waited) = self
            .screen
            .changed
            .wait_timeout_while(state, PATIENCE, |state| !is_seen(state) && !state.is_over)
            .unwrap();
        let contents = state.parser.screen().contents();
        if waited.timed_out() || !is_seen(&state) {
            return Err(contents);
        }
        Ok(contents)
    }
}

fn cells(count: u16) -> std::num::NonZeroU16 {
    count.try_into().unwrap()
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
