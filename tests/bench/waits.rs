//! Many waits that end at once: that all end, and how late.

use std::time::Duration;

use serde_json::Value;

use super::bench::Bench;
use super::function::Wait;
use super::http;
use super::load::{self, Failure, within};
use super::measure::percentile;
use super::process::{Server, Subject};
use super::table::{Cell, Table, Unit};

/// Seconds that every execution waits.
const WAIT_S: u32 = 3;
/// How long one round of ours may take before we say that it hangs.
const LIMIT: Duration = Duration::from_mins(2);

/// Lateness of all waits, in milliseconds, in ascending order.
#[derive(Default)]
struct Lateness {
    /// What history says: `WaitSucceeded` against `ScheduledEndTimestamp`.
    recorded_ms: Vec<f64>,
    /// When the function was invoked again.
    invoked_ms: Vec<f64>,
}

/// Measures and fills the table.
pub(crate) async fn run(bench: &Bench, table: &mut Table) {
    let many = if bench.is_quick { 500 } else { 2_000 };
    let few = many / 10;
    for count in [many, few] {
        let here = rounds(bench, Subject::Here, count).await;
        if let Err(failure) = &here {
            panic!("{count} waits: {failure:?}");
        }
        let mut all = vec![here];
        if count == few || !bench.is_quick {
            for subject in [Subject::OfficialMemory, Subject::OfficialSqlite] {
                all.push(rounds(bench, subject, count).await);
            }
        }
        fill(table, count, &all);
    }
    table.note(format!(
        "Waits: an execution each; lateness against `ScheduledEndTimestamp`, all of {} rounds of ours and one of the \
         official emulator.",
        wait_rounds(bench)
    ));
}

fn fill(table: &mut Table, count: u64, all: &[Result<Lateness, Failure>]) {
    let cells = |number: fn(&Lateness) -> f64| {
        let cell = move |one: &Result<Lateness, Failure>| match one {
            Ok(lateness) => Cell::Number(number(lateness), Unit::Millis),
            Err(failure) => Cell::from(failure),
        };
        all.iter().map(cell).collect::<Vec<_>>()
    };
    let count = load::thousands(count);
    table.row(
        format!("{count} waits of {WAIT_S} s at once: `WaitSucceeded` late by, p99"),
        cells(|lateness| percentile(&lateness.recorded_ms, 99.0)),
    );
    table.row(
        "… at most",
        cells(|lateness| percentile(&lateness.recorded_ms, 100.0)),
    );
    table.row(
        "… function invoked again late by, p50",
        cells(|lateness| percentile(&lateness.invoked_ms, 50.0)),
    );
    table.row("… p99", cells(|lateness| percentile(&lateness.invoked_ms, 99.0)));
    table.row(
        "… at most",
        cells(|lateness| percentile(&lateness.invoked_ms, 100.0)),
    );
}

const fn wait_rounds(bench: &Bench) -> usize {
    if bench.is_quick { 1 } else { 3 }
}

async fn rounds(bench: &Bench, subject: Subject, count: u64) -> Result<Lateness, Failure> {
    let mut all = Lateness::default();
    let (rounds, limit) = if subject.is_official() {
        (1, bench.limit() + Duration::from_secs(WAIT_S.into()))
    } else {
        (wait_rounds(bench), LIMIT)
    };
    for _ in 0..rounds {
        let folder = bench.folder();
        let server = bench.server(subject, folder.path()).await?;
        let function = format!("wait-{WAIT_S}");
        let arns = match within(limit, load::run(&server, &function, "wait", count)).await {
            // How many came through says more than that not all did.
            Err(Failure::Over(_)) => {
                let (ended, s) = (server.function.ended(), limit.as_secs());
                return Err(Failure::Broke(format!("{ended} of {count} over in {s} s")));
            }
            other => other?.1,
        };
        let one = within(LIMIT, read(&server, &arns)).await?;
        all.recorded_ms.extend(one.recorded_ms);
        all.invoked_ms.extend(one.invoked_ms);
    }
    all.recorded_ms.sort_by(f64::total_cmp);
    all.invoked_ms.sort_by(f64::total_cmp);
    Ok(all)
}

/// How late those were that have ended.
async fn read(server: &Server, arns: &[String]) -> Result<Lateness, Failure> {
    let lost = load::unsuccessful(server, arns).await;
    if lost > 0 {
        return Err(Failure::Broke(format!("{lost} of {} lost", arns.len())));
    }
    let waits = server.function.take_waits();
    let mut lateness = Lateness::default();
    for arn in arns {
        let wait: Wait = waits[arn];
        let invoked_at = wait
            .invoked_at
            .ok_or_else(|| Failure::Broke("ended without its wait".to_owned()))?;
        let recorded_at = recorded_at(server, arn).await;
        let recorded_at =
            recorded_at.ok_or_else(|| Failure::Broke("a history without WaitSucceeded".to_owned()))?;
        lateness.recorded_ms.push((recorded_at - wait.scheduled_at) * 1e3);
        lateness.invoked_ms.push((invoked_at - wait.scheduled_at) * 1e3);
    }
    Ok(lateness)
}

/// When an execution's wait ended, as its history says.
async fn recorded_at(server: &Server, arn: &str) -> Option<f64> {
    let path = format!(
        "/2025-12-01/durable-executions/{}/history?MaxItems=100",
        http::segment(arn)
    );
    let mut connection = server.connection();
    let answer = connection.get(&path).await.ok()?;
    let history: Value = serde_json::from_slice(answer.body).ok()?;
    let events = history["Events"].as_array()?;
    let event = events
        .iter()
        .find(|event| event["EventType"] == "WaitSucceeded")?;
    event["EventTimestamp"].as_f64()
}
