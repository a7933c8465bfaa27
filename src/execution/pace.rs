//! How the time that a journal holds relates to the machine's (decisions 8).
//!
//! A journal may hold *modelled* time: waits that an emulator skipped, or let pass N times faster, took as long there
//! as they would have taken. What a function is told of due times is the machine's, so that timers inside its process
//! go off when the emulator's do.

use serde::{Deserialize, Serialize};

use super::callback::OpenSet;
use super::operation::{Details, Operation};
use super::state::Execution;
use super::time::Timestamp;

/// How fast modelled time runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Speed {
    /// So many thousandths of the machine's: 1,000 is as fast.
    Thousandths(u32),
    /// As fast as the machine's, but what is waited for is due at once.
    Skip,
}

impl Speed {
    /// Every second takes a second.
    pub const REAL: Self = Self::Thousandths(1_000);
}

/// Two clocks that went apart at one instant. The journal's never goes slower than the order of its events demands;
/// that is the draft's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    modelled: Timestamp,
    machine: Timestamp,
    speed: Speed,
}

impl Pace {
    /// The journal holds the machine's time.
    pub const REAL: Self = Self {
        modelled: Timestamp::from_millis(0),
        machine: Timestamp::from_millis(0),
        speed: Speed::REAL,
    };

    /// The journal's clock shows `modelled` while the machine's shows `machine`.
    pub const fn new(modelled: Timestamp, machine: Timestamp, speed: Speed) -> Self {
        Self {
            modelled,
            machine,
            speed,
        }
    }

    /// The two instants at which the clocks went apart: the journal's, and the machine's.
    pub const fn since(&self) -> (Timestamp, Timestamp) {
        (self.modelled, self.machine)
    }

    /// How fast it runs.
    pub const fn speed(&self) -> Speed {
        self.speed
    }

    /// What the journal's clock shows when the machine's shows `machine`.
    pub fn modelled(&self, machine: Timestamp) -> Timestamp {
        let passed_ms = machine.millis_since(self.machine);
        self.modelled.plus_millis(match self.speed {
            Speed::Skip => passed_ms,
            Speed::Thousandths(speed) => scaled(passed_ms, i128::from(speed), 1_000),
        })
    }

    /// What the machine's clock shows when the journal's shows `modelled`; not earlier.
    pub fn machine(&self, modelled: Timestamp) -> Timestamp {
        let passed_ms = modelled.millis_since(self.modelled);
        self.machine.plus_millis(match self.speed {
            Speed::Skip => passed_ms,
            Speed::Thousandths(speed) => {
                let speed = i128::from(speed.max(1));
                scaled(passed_ms, 1_000, speed)
                    .saturating_add(i64::from((i128::from(passed_ms) * 1_000).rem_euclid(speed) > 0))
            }
        })
    }

    /// An operation as its function is shown it.
    pub(super) fn shown(&self, operation: &Operation) -> Operation {
        let mut shown = operation.clone();
        if *self == Self::REAL {
            return shown;
        }
        match &mut shown.details {
            Details::Wait { scheduled_end_at, .. } => *scheduled_end_at = self.due(*scheduled_end_at),
            Details::Step { next_attempt_at, .. } => {
                *next_attempt_at = next_attempt_at.map(|at| self.due(at));
            }
            Details::Execution { .. }
            | Details::Context { .. }
            | Details::Callback { .. }
            | Details::ChainedInvoke { .. } => {}
        }
        shown
    }

    /// When something is due for whoever reads the machine's clock.
    fn due(&self, modelled: Timestamp) -> Timestamp {
        match self.speed {
            Speed::Skip => modelled.min(self.machine),
            Speed::Thousandths(_) => self.machine(modelled),
        }
    }
}

/// What both clocks show while something is decided, and how fast the journal's runs from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub now: Timestamp,
    pub machine: Timestamp,
    pub speed: Speed,
}

/// `millis × by ÷ of`, the earlier one of two; what no clock can show is cut.
fn scaled(millis: i64, by: i128, of: i128) -> i64 {
    let scaled = (i128::from(millis) * by).div_euclid(of);
    i64::try_from(scaled).unwrap_or(if scaled < 0 { i64::MIN } else { i64::MAX })
}

impl Execution {
    /// How its time relates to the machine's.
    pub fn pace(&self) -> Pace {
        self.head.pace
    }

    /// The earliest wait, retry, or delay of a broken invocation: what a pace of [`Speed::Skip`] does not wait for.
    pub fn next_timer(&self) -> Option<Timestamp> {
        if self.head.outcome.is_some() {
            return None;
        }
        let timer = self.table.deadlines().find(|(_, operation)| is_timer(operation));
        [timer.map(|(at, _)| at), self.head.retries_at()]
            .into_iter()
            .flatten()
            .min()
    }

    /// The earliest deadline: of a callback, of its heartbeat, of the execution.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        if self.head.outcome.is_some() {
            return None;
        }
        let deadline = self.table.deadlines().find(|(_, operation)| !is_timer(operation));
        [deadline.map(|(at, _)| at), self.head.timeout_at()]
            .into_iter()
            .flatten()
            .min()
    }

    /// The callbacks that are open.
    pub fn open_set(&self) -> OpenSet {
        self.table.open_callbacks
    }
}

const fn is_timer(operation: &Operation) -> bool {
    matches!(operation.details, Details::Wait { .. } | Details::Step { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn real_time_is_the_machines() {
        for millis in [0, 1, 1_764_000_000_123] {
            assert_eq!(Pace::REAL.modelled(at(millis)), at(millis));
            assert_eq!(Pace::REAL.machine(at(millis)), at(millis));
        }
    }

    #[test]
    fn a_deadline_is_not_early() {
        for speed in [1, 7, 999, 1_000, 1_001, 60_000, 10_000_000] {
            let pace = Pace::new(at(5_000), at(1_000), Speed::Thousandths(speed));
            for due in [5_000, 5_001, 5_999, 65_000, 86_405_123] {
                let machine = pace.machine(at(due));
                assert!(pace.modelled(machine) >= at(due), "{speed} {due}");
                assert!(pace.modelled(machine.plus_millis(-1)) < at(due), "{speed} {due}");
            }
        }
    }

    #[test]
    fn what_no_clock_shows_is_cut() {
        let pace = Pace::new(at(0), at(0), Speed::Thousandths(u32::MAX));
        assert_eq!(pace.modelled(at(i64::MAX)), at(i64::MAX));
        assert_eq!(pace.modelled(at(i64::MIN)), at(i64::MIN));
        let pace = Pace::new(at(0), at(0), Speed::Thousandths(0));
        assert_eq!(pace.machine(at(i64::MAX)), at(i64::MAX));
    }

    #[test]
    fn what_is_skipped_was_due_before() {
        let pace = Pace::new(at(9_000), at(1_000), Speed::Skip);
        assert_eq!(pace.due(at(99_000)), at(1_000));
        assert_eq!(pace.modelled(at(1_500)), at(9_500));
        assert_eq!(pace.machine(at(9_500)), at(1_500));
    }
}
