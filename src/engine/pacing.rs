//! The clock of one live execution: the machine's, or a modelled one (decisions 8).

use std::sync::Arc;

use super::family::{Family, Member, Membership};
use super::{Engine, Shared};
use crate::execution::{Command, Execution, ExecutionArn, Moment, OpenSet, Pace, Speed, Target, Timestamp};

use super::lane::Lane;

/// How time runs for an execution.
pub(super) struct Pacing {
    pace: Pace,
    /// If what is waited for is skipped.
    family: Option<Membership>,
    is_driven: bool,
}

/// The clock of an execution, for whoever outlives its lane.
#[derive(Clone)]
pub(super) struct ModelledClock {
    pace: Pace,
    family: Option<Arc<Family>>,
}

impl ModelledClock {
    /// `None` if it is the machine's clock.
    pub(super) fn now(&self, machine: Timestamp) -> Option<Timestamp> {
        match &self.family {
            Some(family) => Some(machine.plus_millis(family.offset_ms())),
            None => (self.pace != Pace::REAL).then(|| self.pace.modelled(machine)),
        }
    }
}

impl Pacing {
    /// The time of an execution that has just come into memory: its journal says how it ran so far, the engine how it
    /// runs here.
    pub(super) fn of(shared: &Shared, execution: &Execution) -> Self {
        let arn = execution.arn();
        let is_driven = shared.drives(arn);
        let is_open = execution.outcome().is_none();
        let (recorded, machine) = (execution.pace(), shared.parts.clock.now());
        let speed = if is_driven && is_open {
            shared.parts.speed
        } else {
            recorded.speed()
        };
        let pace = if recorded.speed() == Speed::Skip {
            // What was skipped is told by the last event alone.
            let now = recorded.modelled(machine).max(execution.last_event_at());
            Pace::new(now, machine, speed)
        } else if recorded.speed() == speed {
            recorded
        } else {
            Pace::new(recorded.modelled(machine), machine, speed)
        };
        let skips = is_driven && is_open && speed == Speed::Skip;
        let family = skips.then(|| {
            let (root, now) = (execution.started().root(), pace.modelled(machine));
            shared.families.join(root, arn, now, machine)
        });
        Self {
            pace,
            family,
            is_driven,
        }
    }

    /// What both clocks show.
    pub(super) fn moment(&self, machine: Timestamp) -> Moment {
        Moment {
            now: self.modelled(machine),
            machine,
            speed: self.pace.speed(),
        }
    }

    /// What the journal says now.
    pub(super) fn follow(&mut self, recorded: Pace) {
        if recorded.speed() == self.pace.speed() {
            self.pace = recorded;
        }
    }

    /// What time it is for the execution.
    pub(super) fn modelled(&self, machine: Timestamp) -> Timestamp {
        match &self.family {
            Some(member) => machine.plus_millis(member.clock().offset_ms()),
            None => self.pace.modelled(machine),
        }
    }

    /// When that is for the machine.
    pub(super) fn machine(&self, modelled: Timestamp) -> Timestamp {
        match &self.family {
            Some(member) => modelled.plus_millis(-member.clock().offset_ms()),
            None => self.pace.machine(modelled),
        }
    }

    /// The same clock, to be carried away.
    pub(super) fn clock(&self) -> ModelledClock {
        ModelledClock {
            pace: self.pace,
            family: self.family.as_ref().map(Membership::clock),
        }
    }

    /// Whether its family needs it in memory while it is open.
    pub(super) const fn skips(&self) -> bool {
        self.family.is_some()
    }

    /// Returns when its family has skipped something.
    pub(super) async fn moved(&mut self) {
        match &mut self.family {
            Some(member) => member.moved().await,
            None => std::future::pending().await,
        }
    }
}

impl Lane {
    /// What time it is for the execution.
    pub(super) fn now(&self) -> Timestamp {
        self.pacing.modelled(self.engine.now())
    }

    /// The execution may have become ours meanwhile; if it ran at another speed so far, its journal says so now: whoever
    /// loads it next counts from here.
    pub(super) async fn keep_pace(&mut self) {
        if !self.pacing.is_driven && self.is_driven() {
            self.pacing = Pacing::of(&self.engine.shared, &self.execution);
        }
        let is_said = self.execution.pace().speed() == self.pacing.pace.speed();
        if self.execution.outcome().is_none() && !is_said {
            self.submit_own(Command::ModelTime).await;
        }
    }

    /// Tells the family what is waited for here.
    pub(super) fn report(&self) {
        let Some(family) = &self.pacing.family else {
            return;
        };
        let execution = &self.execution;
        let mut children = Vec::new();
        let mut calls_plainly = false;
        for (_, call) in execution.chained_calls(0) {
            match &call.target {
                Target::Durable { child, .. } => children.push(child.clone()),
                Target::Plain { .. } | Target::Missing { .. } | Target::Unqualified { .. } => {
                    calls_plainly = true;
                }
            }
        }
        let is_open = execution.outcome().is_none();
        let is_behind = self.is_doubtful || !self.unwritten.is_empty();
        let may_run = is_open && (execution.pause().is_some() || execution.wants_invocation(self.now()));
        let member = Member {
            timer: execution.next_timer(),
            deadline: execution.next_deadline(),
            is_idle: !(self.is_flying() || is_behind || may_run || calls_plainly && is_open),
            is_open,
            children: if is_open { children } else { Vec::new() },
            open_callbacks: if is_open {
                execution.open_set()
            } else {
                OpenSet::default()
            },
        };
        family.report(member, self.engine.now());
    }
}

impl Engine {
    /// What time it is for an execution.
    pub fn now_of(&self, execution: &Execution) -> Timestamp {
        let machine = self.now();
        let pace = execution.pace();
        let family = self.shared.families.offset_ms(execution.started().root());
        let now = match family {
            // What it has skipped may not be recorded yet.
            Some(offset_ms) if pace.speed() == Speed::Skip => machine.plus_millis(offset_ms),
            _ => pace.modelled(machine),
        };
        now.max(execution.last_event_at())
    }

    /// Skips to the next deadline of an execution's family: of a callback, a heartbeat, an execution. Only if all of
    /// it waits, and these are the callbacks that are open: whoever asks knows them all, and nobody will answer.
    pub fn skip_deadline(&self, root: &ExecutionArn, open: OpenSet) -> bool {
        self.shared.families.skip_deadline(root, open, self.now())
    }
}
