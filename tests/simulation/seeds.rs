//! Which seeds are played: a few, always the same; one, that somebody names; or as many as fit into a night.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, Once};
use std::time::Duration;

use tokio::time::Instant;

/// The seeds of a run.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Seeds {
    /// From 0 on.
    Few(u64),
    One(u64),
    /// As many as there is time for, from a place that nobody has chosen.
    Night {
        from: u64,
        minutes: u64,
    },
}

impl Seeds {
    /// A few, unless the environment asks for more.
    pub(crate) fn bounded(count: u64) -> Self {
        if let Some(seed) = variable("CARGO_DURABLE_SIMULATE_SEED") {
            Self::One(seed)
        } else if let Some(minutes) = variable("CARGO_DURABLE_SIMULATE_MINUTES") {
            let from = fastrand::u64(..) >> 16;
            Self::Night { from, minutes }
        } else {
            Self::Few(count)
        }
    }

    /// Plays them on all cores; what they came to, if they were the few. Whatever fails, in whichever task, fails its
    /// seed, and is said in one line.
    ///
    /// # Panics
    /// If a seed fails.
    pub(crate) fn play<T: Send>(self, test: &str, play: impl Fn(u64) -> Vec<T> + Sync) -> Option<Vec<T>> {
        watch_panics();
        let (from, to) = match self {
            Self::Few(count) => (0, count),
            Self::One(seed) => (seed, seed + 1),
            Self::Night { from, .. } => (from, u64::MAX),
        };
        let end = match self {
            Self::Night { minutes, .. } => Some(Instant::now() + Duration::from_secs(60 * minutes)),
            Self::Few(_) | Self::One(_) => None,
        };
        if end.is_some() {
            say(&format!("{test}: from seed {from} on"));
        }
        let (next, failed, told) = (
            AtomicU64::new(from),
            AtomicBool::new(false),
            Mutex::new(Vec::new()),
        );
        let work = || {
            while !failed.load(Ordering::Relaxed) && end.is_none_or(|end| Instant::now() < end) {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= to {
                    break;
                }
                match sound(|| play(seed)) {
                    Some(story) if end.is_none() => told.lock().unwrap().extend(story),
                    Some(_) => {}
                    None => {
                        failed.store(true, Ordering::Relaxed);
                        say(&format!(
                            "again: CARGO_DURABLE_SIMULATE_SEED={seed} cargo test --test simulation {test}"
                        ));
                    }
                }
            }
        };
        std::thread::scope(|scope| {
            let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
            for _ in 0..cores {
                scope.spawn(work);
            }
        });
        if end.is_some() {
            say(&format!("{test}: {} seeds", next.into_inner() - from));
        }
        assert!(!failed.into_inner(), "a seed fails; it is named above");
        matches!(self, Self::Few(_)).then(|| told.into_inner().unwrap())
    }
}

thread_local! {
    /// Whether anything has panicked on this thread: a runtime keeps what happens in its tasks to itself.
    static PANICKED: RefCell<bool> = const { RefCell::new(false) };
}

fn watch_panics() {
    static WATCH: Once = Once::new();
    WATCH.call_once(|| {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            PANICKED.with_borrow_mut(|panicked| *panicked = true);
            hook(info);
        }));
    });
}

/// What a story came to, if nothing in it panicked.
fn sound<T>(play: impl FnOnce() -> T) -> Option<T> {
    PANICKED.with_borrow_mut(|panicked| *panicked = false);
    let told = catch_unwind(AssertUnwindSafe(play)).ok()?;
    PANICKED.with_borrow(|panicked| !panicked).then_some(told)
}

fn variable(name: &str) -> Option<u64> {
    #[expect(clippy::disallowed_methods, reason = "a test has no `cli::context`")]
    let text = std::env::var(name).ok()?;
    let number = text.parse();
    Some(number.unwrap_or_else(|_| panic!("{name} is a number, not `{text}`")))
}

#[expect(clippy::print_stderr, reason = "a seed that fails must be named")]
fn say(line: &str) {
    eprintln!("{line}");
}
