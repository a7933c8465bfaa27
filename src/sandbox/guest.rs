//! What runs in a sandbox: a process of this machine, or a container.

use super::container::Contained;
use super::process::{Exit, Process};

/// A running guest. Dropping it kills it.
#[derive(Debug)]
pub(super) enum Guest {
    Process(Process),
    Container(Contained),
}

impl Guest {
    /// Waits for its end.
    pub(super) async fn exited(&self) -> Exit {
        match self {
            Self::Process(process) => process.exited().await,
            Self::Container(container) => container.exited().await,
        }
    }

    /// Whether it has ended.
    pub(super) fn has_exited(&self) -> bool {
        match self {
            Self::Process(process) => process.has_exited(),
            Self::Container(container) => container.has_exited(),
        }
    }

    /// Asks it to end.
    pub(super) fn stop(&self) {
        match self {
            Self::Process(process) => process.stop(),
            Self::Container(container) => container.stop(),
        }
    }
}
