//! In whose hands an open callback is, and when it is left to its deadline.

use std::time::Duration;

use tokio::time::Instant;

use crate::cli::waiting::Open;

/// An open callback.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) open: Open,
    pub(super) since: Instant,
    pub(super) hands: Hands,
}

/// When a deadline that nobody can meet is skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Skips {
    Never,
    /// Nobody else can answer.
    AtOnce,
    /// Others had their chance by then.
    AfterPatience,
}

/// In whose hands a callback is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hands {
    /// Nobody has looked at it yet.
    New,
    /// An answer is on its way.
    Ours,
    /// The person at the terminal is asked, or will be.
    Person,
    Others,
}

impl Waiting {
    /// When it is left to its deadline, which will be skipped.
    pub(super) fn left_at(&self, skips: Skips, patience: Option<Duration>) -> Option<Instant> {
        let has_deadline = self.open.timeout.is_some() || self.open.heartbeat_timeout.is_some();
        if !has_deadline || self.hands != Hands::Others {
            return None;
        }
        match skips {
            Skips::Never => None,
            Skips::AtOnce => Some(self.since),
            Skips::AfterPatience => patience.map(|patience| self.since + patience),
        }
    }
}
