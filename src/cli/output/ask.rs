//! Questions: on stderr, answered on stdin, and only where both are a terminal.

use std::io::{self, BufRead as _, Write as _};

use super::Printer;
use super::text::guarded;

impl Printer {
    /// Whether somebody is there to be asked.
    pub(in crate::cli) const fn can_ask(&self) -> bool {
        self.terminal.stdin && self.terminal.stderr
    }

    /// Asks yes or no; silence is no.
    pub(in crate::cli) async fn confirm(&self, question: &str) -> anyhow::Result<bool> {
        {
            let _one_at_a_time = self.stderr.lock();
            let mut stderr = io::stderr().lock();
            write!(stderr, "{} [y/N] ", guarded(question)).and_then(|()| stderr.flush())?;
        }
        let read = tokio::task::spawn_blocking(|| {
            let mut line = String::new();
            io::stdin().lock().read_line(&mut line).map(|_| line)
        });
        let line = read.await??;
        Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
    }
}
