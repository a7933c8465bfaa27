//! Starts that come whether the emulator keeps up or not: what it is late by is latency, and what it has not done when
//! the last one comes is backlog.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::bench::Bench;
use super::load::{self, Failure, within};
use super::measure::{self, percentile};
use super::process::{Server, Subject};
use super::table::{Cell, Table, Unit};

/// What a started execution does: one step.
const FUNCTION: &str = "steps-1";
/// How long what is left over may take when no more comes.
const DRAIN: Duration = Duration::from_mins(1);

/// So many starts per second, for so many seconds.
#[derive(Clone, Copy)]
struct Rate {
    per_second: u32,
    seconds: u32,
}

impl Rate {
    const fn count(self) -> u32 {
        self.per_second * self.seconds
    }

    fn due_after(self, start: u32) -> Duration {
        Duration::from_secs(1) * start / self.per_second
    }
}

/// What one run found.
struct Found {
    /// From when a start was due to its answer, in ascending order.
    latency_ms: Vec<f64>,
    /// Executions that had not ended when the last start was due.
    backlog: u64,
    peak_mb: f64,
}

/// Measures and fills the table.
pub(crate) async fn run(bench: &Bench, table: &mut Table) {
    let many = Rate {
        per_second: 300,
        seconds: if bench.is_quick { 5 } else { 60 },
    };
    let few = Rate {
        per_second: 20,
        seconds: if bench.is_quick { 3 } else { 10 },
    };
    let here = starts(bench, Subject::Here, many).await;
    fill(table, many, &[here]);
    let mut all = Vec::new();
    for subject in [Subject::Here, Subject::OfficialMemory, Subject::OfficialSqlite] {
        all.push(starts(bench, subject, few).await);
    }
    fill(table, few, &all);
    table.note(
        "Starts: an open loop, each execution one step; latency from when a start was due to its answer. Backlog: \
         executions that had not ended when the last start was due.",
    );
}

fn fill(table: &mut Table, rate: Rate, all: &[Result<Found, Failure>]) {
    let cells = |unit, number: fn(&Found) -> f64| {
        let cell = move |one: &Result<Found, Failure>| match one {
            Ok(found) => Cell::Number(number(found), unit),
            Err(failure) => Cell::from(failure),
        };
        all.iter().map(cell).collect::<Vec<_>>()
    };
    let Rate { per_second, seconds } = rate;
    table.row(
        format!("{per_second} starts per second for {seconds} s: answered after, p50"),
        cells(Unit::Millis, |found| percentile(&found.latency_ms, 50.0)),
    );
    table.row(
        "… p99",
        cells(Unit::Millis, |found| percentile(&found.latency_ms, 99.0)),
    );
    table.row(
        "… at most",
        cells(Unit::Millis, |found| percentile(&found.latency_ms, 100.0)),
    );
    let backlog = all.iter().map(|one| match one {
        Ok(found) => Cell::Text(found.backlog.to_string()),
        Err(failure) => Cell::from(failure),
    });
    table.row("… backlog at the end", backlog);
    table.row("… peak memory", cells(Unit::Megabytes, |found| found.peak_mb));
}

async fn starts(bench: &Bench, subject: Subject, rate: Rate) -> Result<Found, Failure> {
    let folder = bench.folder();
    let server = Arc::new(bench.server(subject, folder.path()).await?);
    load::run(&server, FUNCTION, "warm", 1).await?;
    let limit = rate.due_after(rate.count()) + DRAIN;
    let found = within(limit, open_loop(&server, rate)).await;
    assert!(
        found.is_ok() || subject.is_official(),
        "starts: {:?}",
        found.err()
    );
    found
}

async fn open_loop(server: &Arc<Server>, rate: Rate) -> Result<Found, Failure> {
    let (before, begun_at) = (server.function.ended(), measure::now());
    let idle = Arc::new(Mutex::new(Vec::new()));
    let mut starts = tokio::task::JoinSet::new();
    for start in 0..rate.count() {
        let due_at = begun_at + rate.due_after(start);
        tokio::time::sleep_until(due_at.into()).await;
        let (server, idle) = (Arc::clone(server), Arc::clone(&idle));
        starts.spawn(async move {
            let connection = idle.lock().expect("no panic").pop();
            let mut connection = connection.unwrap_or_else(|| server.connection());
            let arn = Server::begin(&mut connection, FUNCTION, &format!("start-{start:06}")).await;
            idle.lock().expect("no panic").push(connection);
            (due_at.elapsed().as_secs_f64() * 1e3, arn)
        });
    }
    let count = u64::from(rate.count());
    let backlog = before + count - server.function.ended();
    let (mut latency_ms, arns): (Vec<f64>, Vec<Option<String>>) = starts.join_all().await.into_iter().unzip();
    let arns: Vec<String> = arns.into_iter().flatten().collect();
    let refused = latency_ms.len() - arns.len();
    if refused > 0 {
        return Err(Failure::Broke(format!("{refused} of {count} starts fail")));
    }
    load::until_ended(server, before + count).await?;
    let peak_mb = server.peak_memory_mb();
    let lost = load::unsuccessful(server, &arns).await;
    if lost > 0 {
        return Err(Failure::Broke(format!("{lost} of {count} lost")));
    }
    latency_ms.sort_by(f64::total_cmp);
    Ok(Found {
        latency_ms,
        backlog,
        peak_mb,
    })
}
