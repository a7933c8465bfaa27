//! A world: one store file, and one emulator after another that lives on it, until the last one finds a fair world in
//! which everything must end. Time is the runtime's, paused, and all work is done on one thread: a seed is a story.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fastrand::Rng;
use tempfile::TempDir;
use tokio::sync::Notify;

use cargo_durable::engine::clock::{Clock, Manual};
use cargo_durable::engine::ids::Ids;
use cargo_durable::engine::{Drive, Engine, Parts};
use cargo_durable::execution::{FunctionName, Limits, Speed, Timestamp};
use cargo_durable::store::{Fault, Faults, Moment, Rig, Store, StoreError, Sync};

use super::audit;
use super::chaos;
use super::fair;
use super::functions::Functions;
use super::ledger::Ledger;
use super::program::Program;

const BEGIN: Timestamp = Timestamp::from_millis(1_800_000_000_000);
/// Durable functions of a world.
pub(crate) const FUNCTIONS: usize = 4;

/// What outlives an emulator.
pub(crate) struct Shared {
    pub(crate) programs: BTreeMap<String, Program>,
    pub(crate) limits: Limits,
    rng: Mutex<Rng>,
    ledger: Mutex<Ledger>,
    /// Nothing goes wrong on purpose any more.
    fair: AtomicBool,
    disk: Mutex<Disk>,
    /// The emulator has died.
    pub(crate) died: Notify,
}

/// The store's file, and what befalls it.
struct Disk {
    dir: TempDir,
    life: u32,
    commits: u64,
    /// Commits fail up to here.
    full_until: u64,
    /// Nothing else happens any more: up to here they are made, and said to have failed.
    unsaid_until: Option<u64>,
    /// What befalls the commit in hand.
    fault: Option<(Moment, Fault)>,
    is_dead: bool,
}

impl Disk {
    fn path(&self, life: u32) -> PathBuf {
        self.dir.path().join(format!("life-{life}.db"))
    }

    /// What a dead process leaves behind: the file and its log, as they are at this moment.
    fn leave(&self) {
        let (from, to) = (self.path(self.life), self.path(self.life + 1));
        for suffix in ["", "-wal"] {
            let part = |path: &PathBuf| format!("{}{suffix}", path.display());
            match std::fs::copy(part(&from), part(&to)) {
                Err(error) if suffix.is_empty() => panic!("the store is a file: {error}"),
                _ => {}
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let name = |index: usize| format!("f{index}");
        let programs = (0..FUNCTIONS).map(|index| {
            let later = index + 1..FUNCTIONS;
            let mut callees: Vec<String> = later
                .clone()
                .map(|callee| format!("{}:$LATEST", name(callee)))
                .collect();
            callees.extend(["plain", "odd", "nobody:1", "f3"].map(ToOwned::to_owned));
            (name(index), Program::random(&mut rng, &callees))
        });
        let programs = programs.collect();
        let limits = Limits {
            operations: if rng.u8(..10) == 0 {
                rng.u32(5..40)
            } else {
                Limits::SERVICE.operations
            },
            crash_retries: (rng.u8(..10) == 0).then(|| rng.u32(1..4)),
            ..Limits::SERVICE
        };
        let disk = Disk {
            dir: TempDir::new().expect("a directory"),
            life: 0,
            commits: 0,
            full_until: 0,
            unsaid_until: None,
            fault: None,
            is_dead: false,
        };
        Self {
            programs,
            limits,
            rng: Mutex::new(rng),
            ledger: Mutex::default(),
            fair: AtomicBool::new(false),
            disk: Mutex::new(disk),
            died: Notify::new(),
        }
    }

    /// The world's dice.
    pub(crate) fn roll<T>(&self, roll: impl FnOnce(&mut Rng) -> T) -> T {
        roll(&mut lock(&self.rng))
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        lock(&self.ledger)
    }

    pub(crate) fn is_fair(&self) -> bool {
        self.fair.load(Ordering::Relaxed)
    }

    /// The next commits are made, and everybody hears that they have failed; from then on all is well.
    pub(crate) fn mumble(&self, commits: u64) {
        let mut disk = lock(&self.disk);
        disk.unsaid_until = Some(disk.commits + commits);
    }

    /// Whether the disk has said what it has done.
    pub(crate) fn speaks_up(&self) -> bool {
        let disk = lock(&self.disk);
        disk.unsaid_until.is_none_or(|until| disk.commits >= until)
    }

    /// What befalls a commit.
    fn fate(&self, moment: Moment) -> Option<Fault> {
        let mut disk = lock(&self.disk);
        if disk.is_dead {
            return Some(Fault::Death);
        }
        if moment == Moment::Before {
            disk.commits += 1;
            disk.fault = self.misfortune(&mut disk);
        }
        let (when, fault) = disk.fault?;
        if when != moment {
            return None;
        }
        if fault == Fault::Death {
            disk.is_dead = true;
            disk.leave();
            self.died.notify_one();
        }
        Some(fault)
    }

    fn misfortune(&self, disk: &mut Disk) -> Option<(Moment, Fault)> {
        if self.is_fair() {
            return None;
        }
        if let Some(until) = disk.unsaid_until {
            return (disk.commits <= until).then_some((Moment::After, Fault::Full));
        }
        if disk.commits <= disk.full_until {
            return Some((Moment::Before, Fault::Full));
        }
        let (dice, moment, more) = self.roll(|rng| {
            let moment = if rng.bool() { Moment::Before } else { Moment::After };
            (rng.u32(..1_000), moment, rng.u64(..4))
        });
        match dice {
            0..9 => Some((moment, Fault::Death)),
            9..35 => {
                disk.full_until = disk.commits + more;
                Some((moment, Fault::Full))
            }
            _ => None,
        }
    }
}

/// How an emulator's life ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// `kill -9`.
    Died,
    /// It was told to.
    Stopped,
    /// It was the last one, and everything has ended.
    Fair,
}

/// What a story came to: for figures, and to see that it comes to the same again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Story {
    pub(crate) lives: u32,
    pub(crate) commits: u64,
    pub(crate) executions: usize,
    pub(crate) events: usize,
    pub(crate) refusals: BTreeMap<String, u32>,
    /// A digest of all journals.
    pub(crate) digest: u64,
}

/// Plays a seed to its end.
pub(crate) fn play(seed: u64) -> Story {
    let shared = Arc::new(Shared::new(seed));
    let mut now = BEGIN;
    let mut actions = shared.roll(|rng| rng.u32(20..120));
    loop {
        let life = Life {
            shared: &shared,
            now,
            seed,
        };
        let (end, last, summary) = life.live(&mut actions);
        now = last;
        match end {
            End::Died => {
                let mut disk = lock(&shared.disk);
                disk.life += 1;
                disk.is_dead = false;
            }
            End::Stopped => {}
            End::Fair => {
                let (disk, ledger) = (lock(&shared.disk), shared.ledger());
                return Story {
                    lives: disk.life + 1,
                    commits: disk.commits,
                    executions: summary.executions,
                    events: summary.events,
                    refusals: ledger.refusals.clone(),
                    digest: summary.digest,
                };
            }
        }
        if actions == 0 {
            shared.fair.store(true, Ordering::Relaxed);
        }
        // It is away for a while; or the clock is not what it was.
        now = now.plus_millis(shared.roll(|rng| [0, 10, 5_000, 100_000, -3_000][rng.usize(..5)]));
    }
}

/// One emulator on the store.
struct Life<'a> {
    shared: &'a Arc<Shared>,
    now: Timestamp,
    seed: u64,
}

impl Life<'_> {
    fn live(&self, actions: &mut u32) -> (End, Timestamp, audit::Summary) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("a runtime");
        // When it is dropped, everything that runs in it is gone at once: there is no last word.
        runtime.block_on(self.run(actions))
    }

    async fn run(&self, actions: &mut u32) -> (End, Timestamp, audit::Summary) {
        let store = self.open();
        let mut summary = audit::audit(&store, self.shared, self.now).await;
        let clock = Manual::new(self.now);
        let (engine, ways, functions) = self.engine(store.clone(), clock.clone());
        let mut end = None;
        if engine.recover().await.is_err() {
            end = Some(End::Stopped);
        } else if !self.shared.is_fair() {
            end = chaos::unleash(&engine, &clock, ways.drive, self.shared, actions).await;
            if end.is_none() && ways.may_be_last && self.shared.roll(Rng::bool) {
                chaos::leave_in_doubt(&engine, ways.drive, self.shared).await;
                assert!(!lock(&self.shared.disk).is_dead, "the dead do not go on");
                self.shared.fair.store(true, Ordering::Relaxed);
                fair::settle(&engine, &store).await;
            }
        }
        if end.is_none() && self.shared.is_fair() {
            fair::be_fair(&engine, &clock, self.shared).await;
            summary = audit::audit(&store, self.shared, engine.now()).await;
            audit::everything_ended(&engine, &store).await;
            end = Some(End::Fair);
        }
        let now = Clock::Manual(clock).now();
        if end != Some(End::Died) {
            engine.shutdown().await;
        }
        functions.connect(None);
        (end.unwrap_or(End::Stopped), now, summary)
    }

    fn open(&self) -> Store {
        let path = {
            let disk = lock(&self.shared.disk);
            disk.path(disk.life)
        };
        let shared = Arc::clone(self.shared);
        let rig = Rig {
            faults: Faults::new(move |moment| shared.fate(moment)),
            on_one_thread: true,
        };
        match Store::open_rigged(&path, Sync::Normal, rig) {
            Ok(store) => store,
            Err(error @ StoreError::Locked { .. }) => panic!("the last life still holds its store: {error}"),
            Err(error) => panic!("the store opens again: {error}"),
        }
    }

    fn engine(&self, store: Store, clock: Manual) -> (Engine, Ways, Arc<Functions>) {
        let mut ways = self.shared.roll(Ways::roll);
        let mut speed = self.shared.roll(|rng| speed(self.seed, rng));
        if self.shared.is_fair() {
            ways = Ways::default();
            // What an earlier emulator slowed down would take too long.
            speed = if speed == Speed::Skip { speed } else { Speed::REAL };
        }
        let absent = ways.absent.as_deref();
        let absent = absent.map(|name| FunctionName::parse(name).expect("the name of a function"));
        self.shared.ledger().absent.extend(absent.clone());
        let functions = Arc::new(Functions::new(Arc::clone(self.shared), absent));
        let engine = Engine::new(Parts {
            store,
            invoker: Arc::clone(&functions) as _,
            clock: Clock::Manual(clock),
            ids: Ids::seeded(self.shared.roll(|rng| rng.u64(..)) ^ self.seed),
            region: "us-east-1".to_owned(),
            account: "123456789012".to_owned(),
            limits: self.shared.limits,
            lenient_qualifiers: false,
            drive: ways.drive,
            speed,
        });
        functions.connect(Some(engine.clone()));
        (engine, ways, functions)
    }
}

/// In every fourth world emulators do not agree how fast time runs.
fn speed(seed: u64, rng: &mut Rng) -> Speed {
    if seed % 4 != 3 {
        return Speed::REAL;
    }
    match rng.u8(..4) {
        0 => Speed::REAL,
        1 => Speed::Thousandths(60_000),
        2 => Speed::Thousandths(500),
        _ => Speed::Skip,
    }
}

/// The ways of one emulator.
struct Ways {
    drive: Drive,
    /// A function that it does not have.
    absent: Option<String>,
    /// It runs everything, and so it can bring everything to an end.
    may_be_last: bool,
}

impl Default for Ways {
    fn default() -> Self {
        Self {
            drive: Drive::Everything,
            absent: None,
            may_be_last: true,
        }
    }
}

impl Ways {
    fn roll(rng: &mut Rng) -> Self {
        let drive = match rng.u8(..10) {
            0 => Drive::Own,
            1 => Drive::Nothing,
            _ => Drive::Everything,
        };
        let absent = (rng.u8(..6) == 0).then(|| format!("f{}", rng.usize(..FUNCTIONS)));
        Self {
            may_be_last: drive == Drive::Everything && absent.is_none(),
            drive,
            absent,
        }
    }
}
