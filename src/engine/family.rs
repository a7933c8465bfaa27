//! Families whose time skips what is waited for (decisions 8).
//!
//! An execution and its chained descendants share one clock: the machine's and an offset, which grows by whatever
//! need not be waited for. A wait, a retry, the delay of a broken invocation is skipped as soon as it is there, unless
//! a deadline comes first. Deadlines are skipped only while the whole family waits; and while a callback is open, which
//! somebody may answer, only if somebody says that nobody will.
//!
//! Nothing here is kept: who is in memory says what he waits for, and the offset can be told from the journals, whose
//! times are ahead of the machine's.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::execution::{ExecutionArn, OpenSet, Timestamp};

/// What a member of a family waits for.
#[derive(Debug, Clone, Default)]
pub(super) struct Member {
    /// The earliest wait or retry.
    pub(super) timer: Option<Timestamp>,
    /// The earliest deadline.
    pub(super) deadline: Option<Timestamp>,
    /// Nothing runs for it, and nothing is about to.
    pub(super) is_idle: bool,
    pub(super) is_open: bool,
    /// Durable children that have not ended, as far as it knows.
    pub(super) children: Vec<ExecutionArn>,
    pub(super) open_callbacks: OpenSet,
}

/// The families that have somebody in memory, by the execution that began them.
#[derive(Default)]
pub(super) struct Families {
    families: Mutex<HashMap<ExecutionArn, Arc<Family>>>,
}

impl Families {
    /// Joins a family, whose clock shows `modelled` at least.
    pub(super) fn join(
        self: &Arc<Self>,
        root: &ExecutionArn,
        arn: &ExecutionArn,
        modelled: Timestamp,
        machine: Timestamp,
    ) -> Membership {
        let family = {
            let mut families = lock(&self.families);
            let family = Arc::clone(families.entry(root.clone()).or_default());
            // Under the lock: whoever leaves meanwhile does not take the family along.
            let mut state = family.state();
            if state.members.is_empty() {
                // It may be behind the machine's.
                family.offset_ms.send_replace(modelled.millis_since(machine));
            } else {
                family.advance(&mut state, modelled, machine);
            }
            state.members.insert(arn.clone(), Member::default());
            drop(state);
            family
        };
        Membership {
            moved: family.offset_ms.subscribe(),
            families: Arc::clone(self),
            family,
            root: root.clone(),
            arn: arn.clone(),
        }
    }

    /// How far a family's clock is ahead of the machine's; `None` if nobody of it is in memory.
    pub(super) fn offset_ms(&self, root: &ExecutionArn) -> Option<i64> {
        lock(&self.families).get(root).map(|family| family.offset_ms())
    }

    /// Skips to the next deadline of a family, if all of it waits and these are the callbacks that are open: whoever asks
    /// knows them, and says that nobody will answer.
    pub(super) fn skip_deadline(&self, root: &ExecutionArn, open: OpenSet, machine: Timestamp) -> bool {
        let family = lock(&self.families).get(root).cloned();
        family.is_some_and(|family| family.skip_deadline(open, machine))
    }
}

/// An execution's place in its family; given up with its lane.
pub(super) struct Membership {
    families: Arc<Families>,
    family: Arc<Family>,
    root: ExecutionArn,
    arn: ExecutionArn,
    moved: watch::Receiver<i64>,
}

impl Membership {
    /// The family's clock.
    pub(super) fn clock(&self) -> Arc<Family> {
        Arc::clone(&self.family)
    }

    /// Returns when the clock has been moved.
    pub(super) async fn moved(&mut self) {
        if self.moved.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Says what this execution waits for; whatever the family need not wait for is skipped.
    pub(super) fn report(&self, member: Member, machine: Timestamp) {
        let mut state = self.family.state();
        state.members.insert(self.arn.clone(), member);
        let members = state.members.values();
        let timer = members.clone().filter_map(|member| member.timer).min();
        let deadline = members.filter_map(|member| member.deadline).min();
        let is_free = deadline.is_none_or(|deadline| timer.is_some_and(|timer| timer <= deadline));
        let due = if is_free {
            timer
        } else {
            deadline.filter(|_| state.waits() && !state.is_asked())
        };
        if let Some(due) = due {
            self.family.advance(&mut state, due, machine);
        }
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        let mut families = lock(&self.families.families);
        let mut state = self.family.state();
        state.members.remove(&self.arn);
        if state.members.is_empty() {
            families.remove(&self.root);
        }
    }
}

/// The clock of a family.
#[derive(Debug, Default)]
pub(super) struct Family {
    state: Mutex<State>,
    offset_ms: watch::Sender<i64>,
}

#[derive(Debug, Default)]
struct State {
    members: HashMap<ExecutionArn, Member>,
}

impl Family {
    /// How far it is ahead of the machine's.
    pub(super) fn offset_ms(&self) -> i64 {
        *self.offset_ms.borrow()
    }

    /// Never goes back.
    fn advance(&self, _: &mut State, to: Timestamp, machine: Timestamp) {
        let offset_ms = to.millis_since(machine);
        self.offset_ms.send_if_modified(|current| {
            let is_later = offset_ms > *current;
            *current = offset_ms.max(*current);
            is_later
        });
    }

    fn skip_deadline(&self, open: OpenSet, machine: Timestamp) -> bool {
        let mut state = self.state();
        let members = state.members.values();
        let all = members.fold(OpenSet::default(), |all, member| all.and(member.open_callbacks));
        if !state.waits() || all != open {
            return false;
        }
        let due = state
            .members
            .values()
            .flat_map(|member| [member.timer, member.deadline])
            .flatten()
            .min();
        let Some(due) = due else { return false };
        let before = self.offset_ms();
        self.advance(&mut state, due, machine);
        self.offset_ms() > before
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl State {
    /// Whether somebody may answer a callback.
    fn is_asked(&self) -> bool {
        self.members
            .values()
            .any(|member| !member.open_callbacks.is_empty())
    }

    /// Whether nothing happens in the family before time passes. A child that is not here, or that has ended while
    /// its parent does not know, is about to do something.
    fn waits(&self) -> bool {
        let is_open = |arn| self.members.get(arn).is_some_and(|member| member.is_open);
        self.members
            .values()
            .all(|member| member.is_idle && member.children.iter().all(is_open))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
