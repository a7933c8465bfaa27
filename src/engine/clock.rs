//! The only caller of `SystemTime::now`. The engine asks once per input and hands the answer on.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use crate::execution::Timestamp;

/// A long sleep is cut into pieces of at most this, so that a wall clock that jumps is noticed.
const LONGEST_NAP_MS: u64 = 30_000;

/// Where the time comes from.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    /// The machine's.
    Wall,
    /// The runtime's, counted from an instant: it can be paused, and then runs as fast as the work is done.
    Runtime { from: Timestamp, since: Instant },
}

impl Clock {
    /// A clock that the runtime moves, showing `now`.
    pub fn runtime(now: Timestamp) -> Self {
        Self::Runtime {
            from: now,
            since: Instant::now(),
        }
    }

    /// What time it is.
    pub fn now(self) -> Timestamp {
        match self {
            Self::Wall => wall_now(),
            Self::Runtime { from, since } => {
                from.plus_millis(i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX))
            }
        }
    }

    /// Returns at that time or before: the caller looks again.
    pub async fn sleep_until(self, at: Timestamp) {
        let millis = u64::try_from(at.millis_since(self.now())).unwrap_or(0);
        tokio::time::sleep(Duration::from_millis(millis.min(LONGEST_NAP_MS))).await;
    }
}

#[expect(clippy::disallowed_methods, reason = "the one door to the time")]
fn wall_now() -> Timestamp {
    let since_epoch = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}
