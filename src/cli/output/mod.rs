//! Everything that is printed: stdout is the answer, stderr is the story.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};

use anstream::{AutoStream, ColorChoice};
use serde::Serialize;

use super::args::{Color, Format};
use super::failure::Failure;

mod ask;
mod keys;
mod live;
pub(super) mod size;
pub(super) mod style;
pub(super) mod table;
pub(super) mod text;
pub(super) mod time;

pub(super) use keys::Keys;
pub(super) use live::{Block, restore};

/// One value, two faces.
pub(super) trait View: Serialize {
    /// For a person.
    fn human(&self, out: &mut Human<'_>) -> io::Result<()>;

    /// For `-o jsonl`: the documents of a list, one a line.
    fn rows(&self) -> Vec<serde_json::Result<String>> {
        vec![serde_json::to_string(self)]
    }
}

/// Where a person reads.
pub(super) struct Human<'a> {
    out: &'a mut dyn Write,
    /// Columns; `None` if nobody bounds them.
    pub(super) width: Option<u16>,
}

#[cfg(test)]
impl Human<'_> {
    /// What a test sees of it: without colors.
    pub(super) fn drawn(width: Option<u16>, write: impl FnOnce(&mut Human<'_>) -> io::Result<()>) -> String {
        let mut bytes = Vec::new();
        let mut out = Human {
            out: &mut bytes,
            width,
        };
        write(&mut out).expect("memory takes it");
        let text = String::from_utf8(bytes).expect("text");
        anstream::adapter::strip_str(&text).to_string()
    }
}

impl Write for Human<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Prints, and knows how.
#[derive(Debug)]
pub(super) struct Printer {
    format: Format,
    quiet: bool,
    color: ColorChoice,
    terminal: Terminals,
    /// One line at a time: guests, the story and our own log write to stderr at once. With the lines at the
    /// bottom of the terminal, if there are any.
    stderr: Mutex<Option<live::Live>>,
}

#[derive(Debug, Clone, Copy)]
struct Terminals {
    stdin: bool,
    stderr: bool,
    /// Whether it can do no more than print lines.
    is_dumb: bool,
    width: Option<u16>,
}

impl Printer {
    /// Looks at the streams once.
    pub(super) fn new(format: Format, color: Color, quiet: bool) -> Self {
        Self {
            format,
            quiet,
            color: match color {
                Color::Auto => ColorChoice::Auto,
                Color::Always => ColorChoice::Always,
                Color::Never => ColorChoice::Never,
            },
            terminal: Terminals {
                stdin: io::stdin().is_terminal(),
                stderr: io::stderr().is_terminal(),
                is_dumb: false,
                width: width(),
            },
            stderr: Mutex::new(None),
        }
    }

    /// The same on a terminal of this kind: `TERM`.
    #[must_use]
    pub(super) fn on(mut self, term: Option<&str>) -> Self {
        self.terminal.is_dumb = term == Some("dumb");
        self
    }

    /// What `-o` asks for.
    pub(super) const fn format(&self) -> Format {
        self.format
    }

    /// Whether only what went wrong is said.
    pub(super) const fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether a person may answer.
    pub(super) const fn stdin_is_terminal(&self) -> bool {
        self.terminal.stdin
    }

    /// Whether progress is for somebody.
    pub(super) const fn shows_progress(&self) -> bool {
        self.terminal.stderr && !self.quiet
    }

    /// Whether lines may stay and change: [`Self::show`].
    pub(super) const fn is_live(&self) -> bool {
        self.shows_progress() && !self.terminal.is_dumb
    }

    /// Columns and rows of the terminal that stderr is.
    pub(super) fn size() -> (usize, usize) {
        let (columns, rows) = live::size();
        (columns.into(), rows.into())
    }

    /// Shows lines below everything that is said, instead of those that it showed before.
    pub(super) fn show(&self, block: Block) {
        if self.is_live() {
            let mut stderr = self.stderr.lock().unwrap_or_else(PoisonError::into_inner);
            let live = stderr.get_or_insert_with(|| live::Live::new(self.stderr_has_color()));
            live.show(block);
        }
    }

    /// Takes them away.
    pub(super) fn hide(&self) {
        let mut stderr = self.stderr.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mut live) = stderr.take() {
            live.hide();
        }
    }

    /// Whether what goes to stderr may be colored.
    pub(super) fn stderr_has_color(&self) -> bool {
        match self.color {
            ColorChoice::Auto => AutoStream::choice(&io::stderr()) != ColorChoice::Never,
            ColorChoice::Always | ColorChoice::AlwaysAnsi => true,
            ColorChoice::Never => false,
        }
    }

    /// The answer. A reader that went away is content: a broken pipe is success.
    pub(super) fn answer<V: View>(&self, view: &V) -> anyhow::Result<()> {
        let mut out = Vec::new();
        match self.format {
            Format::Text => view.human(&mut Human {
                out: &mut out,
                width: self.terminal.width,
            })?,
            Format::Json => {
                serde_json::to_writer_pretty(&mut out, view)?;
                out.push(b'\n');
            }
            Format::Jsonl => {
                for row in view.rows() {
                    out.extend_from_slice(row?.as_bytes());
                    out.push(b'\n');
                }
            }
        }
        self.bytes(&out)
    }

    /// Text as it is, for instance a function's result.
    pub(super) fn verbatim(&self, text: &str) -> anyhow::Result<()> {
        self.bytes(format!("{text}\n").as_bytes())
    }

    fn bytes(&self, bytes: &[u8]) -> anyhow::Result<()> {
        let mut stdout = AutoStream::new(io::stdout().lock(), self.color);
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => Ok(other?),
        }
    }

    /// A line of the story; `-q` leaves it out.
    pub(super) fn note(&self, line: &str) {
        if !self.quiet {
            self.stderr(line);
        }
    }

    /// A line of progress: only for somebody who watches.
    pub(super) fn progress(&self, line: &str) {
        if self.shows_progress() {
            self.stderr(line);
        }
    }

    /// What another of our processes said, as it is.
    pub(super) fn relay(&self, text: &str) {
        self.stderr(text);
    }

    /// Something that is wrong and did not stop us.
    pub(super) fn warn(&self, message: &str) {
        let warning = style::WARNING;
        self.note(&format!("{warning}warning{warning:#}: {message}"));
    }

    /// A line that a function printed.
    pub(super) fn guest(&self, label: &str, text: &str) {
        if self.quiet {
            return;
        }
        let dim = style::DIM;
        for line in text::printed(text) {
            self.note(&format!("{dim}{label} |{dim:#} {line}"));
        }
    }

    /// The end of a command that failed.
    pub(super) fn failure(&self, failure: &Failure) {
        if self.format != Format::Text {
            self.stderr(&failure.json());
            return;
        }
        let mut said = labelled(style::ERROR, "error", &failure.message);
        for cause in &failure.causes {
            said.push_str("\n  ");
            said.push_str(&labelled(style::DIM, "cause", cause));
        }
        if let Some(text) = &failure.hint {
            said.push('\n');
            said.push_str(&labelled(style::HINT, "hint", text));
        }
        self.stderr(&said);
    }

    fn stderr(&self, line: &str) {
        self.story(&format!("{line}\n"));
    }

    fn story(&self, text: &str) {
        let mut stderr = self.stderr.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(live) = stderr.as_mut() {
            live.above(text);
            return;
        }
        let mut stderr = AutoStream::new(io::stderr().lock(), self.color);
        // Nobody is left to hear of an error here.
        let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
    }
}

/// What a person would see of it, without colors and without a terminal's bounds: for a file.
pub(super) fn plain<V: View>(view: &V) -> io::Result<String> {
    let mut bytes = Vec::new();
    view.human(&mut Human {
        out: &mut bytes,
        width: None,
    })?;
    Ok(anstream::adapter::strip_str(&String::from_utf8_lossy(&bytes)).to_string())
}

/// Where our own log is written: the same door as everything else on stderr.
#[derive(Debug, Clone)]
pub(super) struct Log(pub(super) Arc<Printer>);

impl Write for Log {
    /// An entry comes as a whole.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.story(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// `error: …`, its label in a color.
fn labelled(style: anstyle::Style, label: &str, text: &str) -> String {
    format!("{style}{label}{style:#}: {}", text::guarded(text))
}

/// The terminal's width, if stdout is one.
#[cfg(unix)]
fn width() -> Option<u16> {
    let stdout = io::stdout();
    if !stdout.is_terminal() {
        return None;
    }
    let size = rustix::termios::tcgetwinsize(&stdout).ok()?;
    (size.ws_col > 0).then_some(size.ws_col)
}

#[cfg(not(unix))]
fn width() -> Option<u16> {
    None
}
