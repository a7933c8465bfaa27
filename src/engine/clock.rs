//! The only caller of `SystemTime::now`. The engine asks once per input and hands the answer on.
//!
//! Executions live by the wall clock, which may jump: a laptop sleeps, somebody sets the time. What the engine itself
//! waits for (to look again, to try again) is counted by the runtime, which does not.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use crate::execution::Timestamp;

/// A long sleep is cut into pieces of at most this, so that a wall clock that jumps is noticed.
const LONGEST_NAP: Duration = Duration::from_secs(5);
/// What clocks drift apart without anybody having set one.
const DRIFT_MS: u64 = 1_000;

/// Where the time comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's.
    Wall,
    /// A test's.
    Manual(Manual),
}

/// A clock in a test's hand: it goes with the runtime's, which can be paused and then runs as fast as the work is
/// done; and it jumps when it is told to. Its clones are the same clock.
#[derive(Debug, Clone)]
pub struct Manual {
    from: Timestamp,
    since: Instant,
    jumped_ms: Arc<AtomicI64>,
}

impl Manual {
    /// Shows `now`.
    pub fn new(now: Timestamp) -> Self {
        Self {
            from: now,
            since: Instant::now(),
            jumped_ms: Arc::default(),
        }
    }

    /// Somebody sets it, forward or back.
    pub fn jump(&self, millis: i64) {
        self.jumped_ms.fetch_add(millis, Ordering::Relaxed);
    }

    fn now(&self) -> Timestamp {
        let elapsed_ms = i64::try_from(self.since.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.from
            .plus_millis(elapsed_ms)
            .plus_millis(self.jumped_ms.load(Ordering::Relaxed))
    }
}

impl Clock {
    /// A clock that only the runtime moves, showing `now`.
    pub fn manual(now: Timestamp) -> Self {
        Self::Manual(Manual::new(now))
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::Wall => wall_now(),
            Self::Manual(clock) => clock.now(),
        }
    }

    /// Returns at that time or before: the caller looks again.
    pub async fn sleep_until(&self, at: Timestamp) {
        let millis = u64::try_from(at.millis_since(self.now())).unwrap_or(0);
        tokio::time::sleep(Duration::from_millis(millis).min(LONGEST_NAP)).await;
    }

    /// Says so whenever the clock has jumped. Never returns.
    pub(super) async fn watch(&self) {
        loop {
            let (before, since) = (self.now(), Instant::now());
            tokio::time::sleep(LONGEST_NAP).await;
            let elapsed_ms = i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX);
            let jumped_ms = self.now().millis_since(before) - elapsed_ms;
            if jumped_ms.unsigned_abs() <= DRIFT_MS {
                continue;
            }
            let seconds = (jumped_ms.unsigned_abs() + 500) / 1_000;
            if jumped_ms > 0 {
                tracing::warn!(
                    "the clock went forward by {seconds} s: what has come due meanwhile goes on now"
                );
            } else {
                tracing::warn!(
                    "the clock went back by {seconds} s: what waits for its time waits so much longer"
                );
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one door to the time")]
fn wall_now() -> Timestamp {
    let since_epoch = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}
