//! What happens to an execution whose function is gone: it waits for it, and nothing is lost.
//!
//! A first invocation that finds no function fails the execution at once (contract 3.3): nothing has been done
//! yet, and the caller waits. Later on the reason is most likely that the emulator was started again with other
//! functions, and what the execution has done so far is worth more than a quick end.

use tokio::time::{Duration, Instant};

use super::Shared;
use crate::execution::{Execution, Timestamp};

/// How often to look for the function again.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// What a lane knows of its function's absence.
pub(super) struct Absence {
    is_first: bool,
    look_at: Option<Instant>,
}

impl Absence {
    /// Of an execution that has just begun, or that may have been invoked before.
    pub(super) const fn of(is_new: bool) -> Self {
        Self {
            is_first: is_new,
            look_at: None,
        }
    }

    /// Whether the next invocation waits for its function.
    pub(super) fn holds(&mut self, shared: &Shared, execution: &Execution) -> bool {
        if std::mem::take(&mut self.is_first) || execution.endpoint().is_some() {
            return false;
        }
        let (arn, function) = (execution.arn(), execution.arn().function());
        if shared.parts.invoker.reaches(&function) {
            if self.look_at.take().is_some() {
                tracing::info!(%arn, "function `{function}` is there again; the execution goes on");
            }
            return false;
        }
        if self.look_at.is_none() {
            tracing::warn!(%arn, "there is no function `{function}` here; the execution waits until there is");
        }
        self.look_at = Some(Instant::now() + LOOK_EVERY);
        true
    }

    /// When to look again, if the execution waits for nothing but its function.
    pub(super) fn look_at(&self, execution: &Execution, now: Timestamp) -> Option<Instant> {
        self.look_at.filter(|_| execution.wants_invocation(now))
    }
}
