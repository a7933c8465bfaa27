//! A store full of executions that wait: how soon an emulator is ready again on it, how much memory it needs, and what
//! reading at either end of it costs.

use std::path::Path;
use std::time::Duration;

use super::bench::{Bench, Section};
use super::load::{self, Failure, thousands, within};
use super::measure;
use super::pages;
use super::process::{Server, Subject};
use super::table::{Cell, Table, Unit};

/// Sleeps for a month.
const FUNCTION: &str = "sleep-2592000";
/// What the first and the last of all do instead, so that there is somebody to filter for: a step.
const AWAKE: &str = "steps-1";
/// How many at either end.
pub(crate) const AWAKE_COUNT: u64 = 100;
/// How often it is started again.
const RESTARTS: usize = 3;
/// How long it may take to make the store before we say that it hangs.
const LIMIT: Duration = Duration::from_mins(10);

/// What is known of one that was started again.
#[derive(Default)]
struct Again {
    ready_s: Vec<f64>,
    first_start_s: Vec<f64>,
    ready_mb: Vec<f64>,
    later_mb: Vec<f64>,
    peak_mb: Vec<f64>,
}

/// Measures and fills the table.
pub(crate) async fn run(bench: &Bench, table: &mut Table) {
    let many = if bench.is_quick { 5_000 } else { 100_000 };
    let few = if bench.is_quick { 20 } else { 200 };
    let folder = bench.folder();
    let made = make(bench, Subject::Here, folder.path(), many).await;
    let (arns, made) = made.expect("all go to sleep");
    if bench.wants(Section::Sleepers) {
        let again = again(bench, Subject::Here, folder.path()).await;
        fill(table, many, &[Ok((made, again.expect("it starts again")))]);
    }
    if bench.wants(Section::Pages) {
        pages::run(bench, table, folder.path(), &arns).await;
    }
    drop(folder);
    if bench.wants(Section::Sleepers) {
        let mut all = Vec::new();
        for subject in [Subject::Here, Subject::OfficialMemory, Subject::OfficialSqlite] {
            all.push(both(bench, subject, few).await);
        }
        fill(table, few, &all);
        table.note(format!(
            "Waiting executions: ended with `kill -9` and started again {} times on the same store, medians; memory is \
             resident, later is {} s after it is ready. The official emulator does not go on with what its store holds.",
            restarts(bench),
            later(bench).as_secs()
        ));
    }
}

async fn both(bench: &Bench, subject: Subject, count: u64) -> Result<(Made, Again), Failure> {
    let folder = bench.folder();
    let (_, made) = make(bench, subject, folder.path(), count).await?;
    let again = if subject == Subject::OfficialMemory {
        Again::default()
    } else {
        again(bench, subject, folder.path()).await?
    };
    Ok((made, again))
}

/// What it took to fill a store.
struct Made {
    per_second: f64,
    peak_mb: f64,
}

const fn restarts(bench: &Bench) -> usize {
    if bench.is_quick { 1 } else { RESTARTS }
}

const fn later(bench: &Bench) -> Duration {
    Duration::from_secs(if bench.is_quick { 1 } else { 15 })
}

/// Fills a store over the API, as anybody would. The ARNs, oldest first.
async fn make(
    bench: &Bench,
    subject: Subject,
    store: &Path,
    count: u64,
) -> Result<(Vec<String>, Made), Failure> {
    let server = bench.server(subject, store).await?;
    let limit = if subject.is_official() {
        bench.limit()
    } else {
        LIMIT
    };
    let work = async {
        let ends = AWAKE_COUNT.min(count / 10);
        let (_, oldest) = load::run(&server, AWAKE, "oldest", ends).await?;
        let begun_at = measure::now();
        let asleep = count - 2 * ends;
        let sleepers = load::begin(&server, FUNCTION, "sleeper", asleep).await?;
        load::until_asleep(&server, asleep).await?;
        let took = begun_at.elapsed();
        let (_, newest) = load::run(&server, AWAKE, "newest", ends).await?;
        let made = Made {
            per_second: load::float(asleep) / took.as_secs_f64(),
            peak_mb: server.peak_memory_mb(),
        };
        let lost = load::unsuccessful(&server, &oldest).await + load::unsuccessful(&server, &newest).await;
        if lost > 0 {
            return Err(Failure::Broke(format!("{lost} of {} lost", 2 * ends)));
        }
        Ok(([oldest, sleepers, newest].concat(), made))
    };
    within(limit, work).await
}

async fn again(bench: &Bench, subject: Subject, store: &Path) -> Result<Again, Failure> {
    let mut again = Again::default();
    for restart in 0..restarts(bench) {
        let server = bench.server(subject, store).await?;
        again.ready_mb.push(server.memory_mb());
        let mut connection = server.connection();
        let name = format!("first-{restart}");
        let first = Server::begin(&mut connection, AWAKE, &name).await;
        again
            .first_start_s
            .push(server.spawned_at.elapsed().as_secs_f64());
        let first = first.ok_or_else(|| Failure::Broke("the first start fails".to_owned()))?;
        again.ready_s.push(server.ready_after.as_secs_f64());
        within(bench.limit(), load::until_ended(&server, 1)).await?;
        if load::unsuccessful(&server, &[first]).await > 0 {
            return Err(Failure::Broke("the first start is lost".to_owned()));
        }
        tokio::time::sleep(later(bench)).await;
        again.later_mb.push(server.memory_mb());
        again.peak_mb.push(server.peak_memory_mb());
    }
    Ok(again)
}

fn fill(table: &mut Table, count: u64, all: &[Result<(Made, Again), Failure>]) {
    let cells = |unit, number: fn(&Made, &Again) -> Option<f64>| {
        let cell = move |one: &Result<(Made, Again), Failure>| match one {
            Ok((made, again)) => Cell::of(number(made, again), unit),
            Err(failure) => Cell::from(failure),
        };
        all.iter().map(cell).collect::<Vec<_>>()
    };
    table.row(
        format!("{} executions put to sleep: per second", thousands(count)),
        cells(Unit::PerSecond, |made, _| Some(made.per_second)),
    );
    table.row(
        "… peak memory",
        cells(Unit::Megabytes, |made, _| Some(made.peak_mb)),
    );
    table.row(
        "… ready after a restart",
        cells(Unit::Seconds, |_, again| measure::median(again.ready_s.clone())),
    );
    table.row(
        "… first start answered",
        cells(Unit::Seconds, |_, again| {
            measure::median(again.first_start_s.clone())
        }),
    );
    table.row(
        "… memory when ready",
        cells(Unit::Megabytes, |_, again| {
            measure::median(again.ready_mb.clone())
        }),
    );
    table.row(
        "… memory later",
        cells(Unit::Megabytes, |_, again| {
            measure::median(again.later_mb.clone())
        }),
    );
    table.row(
        "… peak memory since the restart",
        cells(Unit::Megabytes, |_, again| measure::median(again.peak_mb.clone())),
    );
}
