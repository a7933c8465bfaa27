//! Which sandbox is next, when one is started, and when one is let go: [`Shelf`] decides, [`Fleet`] does.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::execution::Timestamp;

use super::function::FunctionSpec;
use super::local::Sandbox;

/// How many invocations may wait for a sandbox of one function; more are turned away.
const MAX_WAITING: usize = 4096;

/// The sandboxes of one function: those that work, counted, and those that wait, kept.
#[derive(Debug)]
struct Shelf<T> {
    limit: usize,
    busy: usize,
    /// By the time of their last use, the most recent one last.
    warm: Vec<Warm<T>>,
}

#[derive(Debug)]
struct Warm<T> {
    version: String,
    since: Timestamp,
    sandbox: T,
}

/// What to do for one more invocation.
#[derive(Debug, PartialEq, Eq)]
enum Next<T> {
    Reuse(T),
    /// Start one; first let go of this one, whose place it takes.
    Start {
        instead_of: Option<T>,
    },
    /// Every place is busy.
    Wait,
}

impl<T> Shelf<T> {
    const fn new(limit: usize) -> Self {
        Self {
            limit,
            busy: 0,
            warm: Vec::new(),
        }
    }

    /// The most recently used sandbox of this version: the others age and are reaped.
    fn next(&mut self, version: &str) -> Next<T> {
        if self.busy >= self.limit {
            return Next::Wait;
        }
        self.busy += 1;
        if let Some(place) = self.warm.iter().rposition(|warm| warm.version == version) {
            return Next::Reuse(self.warm.remove(place).sandbox);
        }
        let full = self.busy + self.warm.len() > self.limit;
        Next::Start {
            instead_of: full.then(|| self.warm.remove(0).sandbox),
        }
    }

    /// A sandbox has done its work and can do more.
    fn put_back(&mut self, version: String, sandbox: T, since: Timestamp) {
        self.busy = self.busy.saturating_sub(1);
        self.warm.push(Warm {
            version,
            since,
            sandbox,
        });
    }

    /// A sandbox is gone.
    fn lost(&mut self) {
        self.busy = self.busy.saturating_sub(1);
    }

    /// Takes those out that nobody has wanted for so long.
    fn reap(&mut self, now: Timestamp, idle_ms: i64) -> Vec<T> {
        let fresh = self
            .warm
            .iter()
            .position(|warm| now.millis_since(warm.since) < idle_ms)
            .unwrap_or(self.warm.len());
        self.warm.drain(..fresh).map(|warm| warm.sandbox).collect()
    }
}

/// One function and its sandboxes.
pub(super) struct Fleet {
    pub(super) spec: Arc<FunctionSpec>,
    state: Mutex<State>,
    /// As many as the shelf has places, so that who holds one never has to wait for the shelf.
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
}

struct State {
    shelf: Shelf<Sandbox>,
    retired: bool,
}

/// Too many invocations wait already.
#[derive(Debug)]
pub(super) struct Crowded;

impl Fleet {
    pub(super) fn new(spec: FunctionSpec, limit: usize) -> Self {
        let limit = limit.max(1);
        Self {
            spec: Arc::new(spec),
            state: Mutex::new(State {
                shelf: Shelf::new(limit),
                retired: false,
            }),
            places: Arc::new(Semaphore::new(limit)),
            waiting: AtomicUsize::new(0),
        }
    }

    /// Waits for a place, in order of arrival.
    pub(super) async fn place(self: &Arc<Self>, version: &str) -> Result<Place, Crowded> {
        let _waiting = Waiting::enter(&self.waiting)?;
        let permit = Arc::clone(&self.places)
            .acquire_owned()
            .await
            .expect("the places of a fleet are never closed");
        let (warm, replaced) = match self.lock().shelf.next(version) {
            Next::Reuse(sandbox) => (Some(sandbox), None),
            Next::Start { instead_of } => (None, instead_of),
            Next::Wait => unreachable!("there are as many permits as places"),
        };
        if let Some(old) = replaced {
            old.retire();
        }
        Ok(Place {
            fleet: Arc::clone(self),
            warm,
            counted: true,
            _permit: permit,
        })
    }

    /// Lets go of sandboxes that have been idle for so long.
    pub(super) fn reap(&self, now: Timestamp, idle_ms: i64) {
        let idle = self.lock().shelf.reap(now, idle_ms);
        idle.into_iter().for_each(Sandbox::retire);
    }

    /// No sandbox of this fleet is used again; those at work finish.
    pub(super) fn retire(&self) {
        let warm = {
            let mut state = self.lock();
            state.retired = true;
            state.shelf.reap(Timestamp::from_millis(i64::MAX), 0)
        };
        warm.into_iter().for_each(Sandbox::retire);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to run one sandbox.
pub(super) struct Place {
    fleet: Arc<Fleet>,
    warm: Option<Sandbox>,
    counted: bool,
    _permit: OwnedSemaphorePermit,
}

impl Place {
    /// A warm sandbox, if there is one; taken once.
    pub(super) fn warm(&mut self) -> Option<Sandbox> {
        self.warm.take()
    }

    /// Keeps a sandbox for the next invocation.
    pub(super) fn put_back(mut self, version: &str, sandbox: Sandbox, now: Timestamp) {
        let mut state = self.fleet.lock();
        if state.retired {
            drop(state);
            sandbox.retire();
        } else {
            state.shelf.put_back(version.to_owned(), sandbox, now);
            drop(state);
            self.counted = false;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.counted {
            self.fleet.lock().shelf.lost();
        }
    }
}

/// Counts who waits.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn enter(count: &'a AtomicUsize) -> Result<Self, Crowded> {
        let before = count.fetch_add(1, Ordering::Relaxed);
        let guard = Self(count);
        if before < MAX_WAITING {
            Ok(guard)
        } else {
            Err(Crowded)
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    const FRESH: Next<&str> = Next::Start { instead_of: None };

    #[test]
    fn the_most_recent_one_is_reused_and_the_oldest_reaped() {
        let mut shelf = Shelf::new(3);
        assert_eq!((shelf.next("1"), shelf.next("1")), (FRESH, FRESH));
        shelf.put_back("1".into(), "a", at(10));
        shelf.put_back("1".into(), "b", at(20));
        assert_eq!(shelf.next("1"), Next::Reuse("b"));
        shelf.put_back("1".into(), "b", at(30));
        assert_eq!(shelf.reap(at(40), 100), Vec::<&str>::new());
        assert_eq!(shelf.reap(at(115), 100), ["a"]);
        assert_eq!(shelf.reap(at(500), 100), ["b"]);
    }

    #[test]
    fn the_limit_counts_those_at_work() {
        let mut shelf = Shelf::new(2);
        assert_eq!((shelf.next("1"), shelf.next("1")), (FRESH, FRESH));
        assert_eq!(shelf.next("1"), Next::Wait);
        shelf.lost();
        assert_eq!(shelf.next("1"), FRESH);
        shelf.put_back("1".into(), "a", at(0));
        assert_eq!(shelf.next("1"), Next::Reuse("a"));
    }

    #[test]
    fn versions_do_not_share_and_the_oldest_makes_room() {
        let mut shelf = Shelf::new(2);
        assert_eq!((shelf.next("1"), shelf.next("1")), (FRESH, FRESH));
        shelf.put_back("1".into(), "a", at(1));
        shelf.put_back("1".into(), "b", at(2));
        assert_eq!(
            shelf.next("$LATEST"),
            Next::Start {
                instead_of: Some("a")
            }
        );
        shelf.put_back("$LATEST".into(), "c", at(3));
        assert_eq!(shelf.next("1"), Next::Reuse("b"));
    }
}
