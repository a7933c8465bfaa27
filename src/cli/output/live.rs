//! Lines that stay at the bottom of the terminal and change, while what is said goes by above them.
//!
//! There is one terminal, so there is one block of lines. Whoever ends the program in a hurry (a panic, a second
//! Ctrl-C) calls [`restore`] first.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use super::text;

/// Where nobody knows the terminal's size.
const SIZE: (u16, u16) = (80, 24);

/// How many lines of the block are on the terminal now.
static ROWS: AtomicUsize = AtomicUsize::new(0);
/// Whether somebody took them away behind our back.
static ERASED: AtomicBool = AtomicBool::new(false);

/// What is at the bottom of the terminal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::cli) struct Block {
    /// None of them is empty, and none is wider than the terminal.
    pub(in crate::cli) lines: Vec<String>,
    /// Somebody types at the end of the last one.
    pub(in crate::cli) is_typed_in: bool,
}

/// The block that is shown.
#[derive(Debug)]
pub(super) struct Live {
    bar: ProgressBar,
    screen: Screen,
    shown: Block,
    has_color: bool,
}

impl Live {
    pub(super) fn new(has_color: bool) -> Self {
        // A panic prints its message wherever the cursor is.
        static HOOK: std::sync::Once = std::sync::Once::new();
        HOOK.call_once(|| {
            let usual = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                restore();
                usual(panic);
            }));
        });
        let screen = Screen::default();
        Self {
            bar: bar(&screen),
            screen,
            shown: Block::default(),
            has_color,
        }
    }

    /// Shows these lines instead of those that were shown.
    pub(super) fn show(&mut self, block: Block) {
        self.look_again();
        if block == self.shown {
            return;
        }
        self.shown = block;
        self.bar.set_message(self.message());
        self.commit();
    }

    /// Text above the block; it ends with a newline.
    pub(super) fn above(&mut self, text: &str) {
        self.look_again();
        let plain = self.plain(text);
        self.bar.suspend(|| self.screen.push(&plain));
        self.commit();
    }

    /// Takes the block away.
    pub(super) fn hide(&mut self) {
        self.look_again();
        self.bar.finish_and_clear();
        self.shown = Block::default();
        self.commit();
        self.bar = bar(&self.screen);
    }

    /// If the block is gone, nothing is there to be drawn over.
    fn look_again(&mut self) {
        if ERASED.swap(false, Ordering::SeqCst) {
            self.screen = Screen::default();
            self.bar = bar(&self.screen);
            self.shown = Block::default();
        }
    }

    fn message(&self) -> String {
        self.plain(&self.shown.lines.join("\n"))
    }

    fn plain(&self, text: &str) -> String {
        if self.has_color {
            text.to_owned()
        } else {
            anstream::adapter::strip_str(text).to_string()
        }
    }

    /// Writes what was drawn, at once: a terminal that is written to piece by piece flickers.
    fn commit(&self) {
        let mut drawn = self.screen.take();
        if let Some(last) = self.shown.lines.last().filter(|_| self.shown.is_typed_in) {
            let typed = anstream::adapter::strip_str(last).to_string();
            let columns = text::width(&typed).max(1);
            drawn.extend(["\r\x1b[", &columns.to_string(), "C"]);
        }
        ROWS.store(self.shown.lines.len(), Ordering::SeqCst);
        let mut stderr = io::stderr().lock();
        // Nobody is left to hear of an error here.
        let _ = stderr.write_all(drawn.as_bytes()).and_then(|()| stderr.flush());
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        if ROWS.load(Ordering::SeqCst) > 0 {
            self.hide();
        }
    }
}

/// Leaves the terminal as it was found: no block, and lines are typed as always.
pub(in crate::cli) fn restore() {
    let rows = ROWS.swap(0, Ordering::SeqCst);
    if rows > 0 {
        ERASED.store(true, Ordering::SeqCst);
        let up = match rows - 1 {
            0 => String::new(),
            up => format!("\x1b[{up}A"),
        };
        let _ = io::stderr().write_all(format!("\r{up}\x1b[J").as_bytes());
    }
    super::keys::restore();
}

/// The terminal's width and height.
pub(super) fn size() -> (u16, u16) {
    #[cfg(unix)]
    if let Ok(size) = rustix::termios::tcgetwinsize(io::stderr())
        && size.ws_col > 0
        && size.ws_row > 0
    {
        return (size.ws_col, size.ws_row);
    }
    SIZE
}

fn bar(screen: &Screen) -> ProgressBar {
    let target = ProgressDrawTarget::term_like(Box::new(screen.clone()));
    let style = ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
    ProgressBar::with_draw_target(None, target).with_style(style)
}

/// Collects what is drawn. The drawing fills each line with blanks up to the terminal's edge and lets the terminal
/// wrap: whoever marks such text copies the blanks, and a wider window joins the lines. Here lines end.
#[derive(Debug, Clone, Default)]
struct Screen {
    drawing: Arc<Mutex<Drawing>>,
}

#[derive(Debug, Default)]
struct Drawing {
    bytes: String,
    /// A line was written, and the next one begins below it.
    is_line_over: bool,
}

impl Screen {
    fn push(&self, bytes: &str) {
        self.with(|drawing| drawing.bytes.push_str(bytes));
    }

    fn take(&self) -> String {
        self.with(|drawing| std::mem::take(&mut drawing.bytes))
    }

    fn with<T>(&self, change: impl FnOnce(&mut Drawing) -> T) -> T {
        change(&mut self.drawing.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn go(&self, sequence: &str) {
        self.with(|drawing| {
            drawing.is_line_over = false;
            drawing.bytes.push_str(sequence);
        });
    }

    fn move_cursor(&self, count: usize, letter: char) {
        if count > 0 {
            self.go(&format!("\x1b[{count}{letter}"));
        }
    }
}

impl TermLike for Screen {
    fn width(&self) -> u16 {
        size().0
    }

    fn height(&self) -> u16 {
        size().1
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.move_cursor(n, 'A');
        Ok(())
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.move_cursor(n, 'B');
        Ok(())
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.move_cursor(n, 'C');
        Ok(())
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.move_cursor(n, 'D');
        Ok(())
    }

    fn write_line(&self, line: &str) -> io::Result<()> {
        self.go(&format!("{line}\r\n"));
        Ok(())
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.with(|drawing| {
            if text.chars().all(|c| c == ' ') {
                drawing.is_line_over = true;
                return;
            }
            if drawing.is_line_over {
                drawing.bytes.push_str("\r\n");
                drawing.is_line_over = false;
            }
            drawing.bytes.push_str(text);
        });
        Ok(())
    }

    fn clear_line(&self) -> io::Result<()> {
        self.go("\r\x1b[2K");
        Ok(())
    }

    /// The block is written as a whole, by [`Live::commit`].
    fn flush(&self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_they_end() {
        let screen = Screen::default();
        let bar = bar(&screen);
        bar.set_message("one\ntwo");
        assert_eq!(screen.take(), "one\r\ntwo");
        bar.suspend(|| screen.push("said\n"));
        assert_eq!(
            screen.take(),
            "\x1b[1A\r\x1b[2K\x1b[1B\r\x1b[2K\x1b[1Asaid\none\r\ntwo"
        );
        bar.set_message("three");
        assert_eq!(screen.take(), "\x1b[1A\r\x1b[2K\x1b[1B\r\x1b[2K\x1b[1Athree");
        bar.finish_and_clear();
        assert_eq!(screen.take(), "\r\x1b[2K");
    }
}
