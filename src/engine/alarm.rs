//! Recovery, and the clock of executions that are not in memory: when one's time comes, its lane is loaded.
//!
//! Recovery is no special path: every execution whose row says that something will happen is parked here with
//! that time, and what was in flight has a time that has long passed.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Duration, Instant};

use super::clock::Clock;
use super::{Drive, Engine, EngineError, place};
use crate::execution::{ExecutionArn, Row, Timestamp};

/// How many executions a recovery reads at a time.
const RECOVERY_PAGE: u32 = 1_000;
/// Everything that will ever wake up wakes up before.
const END_OF_TIME: Timestamp = Timestamp::from_millis(i64::MAX);
/// How many executions are busy at once because their time has come: a hundred thousand that were due while we
/// were away take turns.
const TURNS: usize = 2_048;
/// How many executions one sweep of retention deletes before others get the store again.
const SWEEP: u32 = 500;
/// How often retention is looked after.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// Executions that are not in memory, and when each must be.
pub(super) struct Alarm {
    parked: Mutex<Parked>,
    earlier: Notify,
    turns: Arc<Semaphore>,
}

#[derive(Default)]
struct Parked {
    /// They sleep on disk until a time of the clock.
    asleep: BTreeSet<(Timestamp, ExecutionArn)>,
    /// A store that failed is asked again after a while, whatever the clock does meanwhile.
    in_doubt: BTreeSet<(Instant, ExecutionArn)>,
}

impl Default for Alarm {
    fn default() -> Self {
        Self {
            parked: Mutex::default(),
            earlier: Notify::new(),
            turns: Arc::new(Semaphore::new(TURNS)),
        }
    }
}

impl Alarm {
    /// When its time has come.
    pub(super) fn set(&self, arn: ExecutionArn, at: Timestamp) {
        self.parked().asleep.insert((at, arn));
        self.earlier.notify_one();
    }

    /// After a while.
    pub(super) fn set_after(&self, arn: ExecutionArn, wait: Duration) {
        self.parked().in_doubt.insert((Instant::now() + wait, arn));
        self.earlier.notify_one();
    }

    fn take_due(&self, now: Timestamp) -> Option<ExecutionArn> {
        let mut parked = self.parked();
        if parked.asleep.first().is_some_and(|(at, _)| *at <= now) {
            parked.asleep.pop_first().map(|(_, arn)| arn)
        } else if parked.in_doubt.first()?.0 <= Instant::now() {
            parked.in_doubt.pop_first().map(|(_, arn)| arn)
        } else {
            None
        }
    }

    async fn turn(&self) -> OwnedSemaphorePermit {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        turn.expect("nobody closes the turns")
    }

    /// Returns when something is due, or before: the caller looks again.
    async fn sleep(&self, clock: &Clock) {
        let (asleep, in_doubt) = {
            let parked = self.parked();
            let asleep = parked.asleep.first().map(|(at, _)| *at);
            (asleep, parked.in_doubt.first().map(|(at, _)| *at))
        };
        let clock = async {
            match asleep {
                Some(at) => clock.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        let while_in_doubt = async {
            match in_doubt {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = clock => {}
            () = while_in_doubt => {}
            () = self.earlier.notified() => {}
        }
    }

    fn parked(&self) -> MutexGuard<'_, Parked> {
        self.parked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine {
    /// Goes on with everything that the store says is not over, and keeps looking after it.
    pub async fn recover(&self) -> Result<(), EngineError> {
        if self.shared.parts.drive == Drive::Everything {
            let mut after = None;
            loop {
                let due = self
                    .shared
                    .parts
                    .store
                    .due(END_OF_TIME, after, RECOVERY_PAGE)
                    .await?;
                let Some(last) = due.last() else { break };
                after = Some(last.wake);
                for sleeper in due {
                    // What other emulators counted in another time is counted anew.
                    let is_as_before = self.shared.parts.speed == sleeper.speed;
                    let at = if is_as_before {
                        sleeper.wake.at()
                    } else {
                        Row::AT_ONCE
                    };
                    self.shared.alarm.set(sleeper.arn, at);
                }
            }
        }
        if self.shared.parts.drive != Drive::Nothing {
            let engine = self.clone();
            self.shared.tasks.spawn(async move { engine.watch_alarm().await });
            let engine = self.clone();
            self.shared.tasks.spawn(async move { engine.sweep().await });
            let engine = self.clone();
            self.shared.tasks.spawn(async move { engine.watch_clock().await });
        }
        Ok(())
    }

    async fn watch_alarm(&self) {
        let shared = &self.shared;
        loop {
            while let Some(arn) = shared.alarm.take_due(self.now()) {
                let turn = tokio::select! {
                    biased;
                    () = shared.shutdown.cancelled() => return,
                    turn = shared.alarm.turn() => turn,
                };
                let entry = place::Entry::Alarm(turn);
                shared
                    .registry
                    .get_or_insert(&arn, || place::spawn(self, arn.clone(), entry));
            }
            tokio::select! {
                biased;
                () = shared.alarm.sleep(&shared.parts.clock) => {}
                () = shared.shutdown.cancelled() => return,
            }
        }
    }

    async fn watch_clock(&self) {
        tokio::select! {
            biased;
            () = self.shared.parts.clock.watch() => {}
            () = self.shared.shutdown.cancelled() => {}
        }
    }

    /// Retention: forgets closed executions whose days are over (contract 8).
    async fn sweep(&self) {
        while !self.shared.shutdown.is_cancelled() {
            match self.shared.parts.store.expire(self.now(), SWEEP).await {
                Ok(deleted) if deleted >= SWEEP as usize => continue,
                Ok(_) => {}
                Err(error) => tracing::error!(%error, "retention could not be applied; it is tried again"),
            }
            tokio::select! {
                biased;
                () = tokio::time::sleep(SWEEP_EVERY) => {}
                () = self.shared.shutdown.cancelled() => return,
            }
        }
    }
}
