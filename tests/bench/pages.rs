//! Reading in a full store: the last page must cost what the first does.

use std::path::Path;

use super::bench::Bench;
use super::http::{self, Connection};
use super::load::{self, thousands};
use super::measure;
use super::process::Subject;
use super::sleepers::AWAKE_COUNT;
use super::table::{Cell, Table, Unit};

/// Executions of one page.
const PAGE: usize = 100;
/// How often each thing is read.
const READS: usize = 200;
/// How often a list is followed to its end.
const WALKS: usize = 5;
/// How many pages at either end of it are looked at.
const FEW: usize = 20;
/// Steps of a long execution.
const STEPS: u32 = 2_900;

const DURABLE: &str = "/2025-12-01/durable-executions";

/// The same at either end.
struct Ends {
    what: String,
    first: String,
    last: String,
}

/// Measures and fills the table; `arns` are those of the store, oldest first.
pub(crate) async fn run(bench: &Bench, table: &mut Table, store: &Path, arns: &[String]) {
    let server = bench.server(Subject::Here, store).await.expect("ours is here");
    let mut connection = server.connection();
    for Ends { what, first, last } in ends(arns) {
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..READS {
            for (path, times) in [&first, &last].into_iter().zip(&mut times) {
                times.push(timed(&mut connection, path).await.took_ms);
            }
        }
        compare(table, what, times);
    }
    let (ends, executions) = walks(&mut connection, &format!("{DURABLE}?MaxItems={PAGE}")).await;
    assert!(
        executions >= arns.len(),
        "a list that is followed to its end shows all"
    );
    let what = format!("… followed by markers, its first {FEW} pages, and its last");
    compare(table, what, ends);

    let long = load::run(&server, &format!("steps-{STEPS}"), "long", 1).await;
    let long = long.expect("it succeeds").1;
    assert_eq!(load::unsuccessful(&server, &long).await, 0);
    drop(server);
    // Started again, so that nothing of it is in memory.
    let server = bench.server(Subject::Here, store).await.expect("ours is here");
    let (ends, _) = walks(&mut server.connection(), &of(&long[0], "/history")).await;
    let what = format!(
        "history of {} steps followed by markers, its first {FEW} pages, and its last",
        thousands(STEPS.into())
    );
    compare(table, what, ends);
    table.note(format!(
        "Pages: medians of {READS} reads on one connection, both ends in turn, and the last by the first; what is \
         followed by markers is followed {WALKS} times."
    ));
}

/// What is read at both ends of a store.
fn ends(arns: &[String]) -> [Ends; 5] {
    let (oldest, newest) = (&arns[0], &arns[arns.len() - 1]);
    let count = arns.len() as u64;
    let newest_name = format!("newest-{:06}", AWAKE_COUNT.min(count / 10) - 1);
    let named = |name: &str| format!("{DURABLE}?DurableExecutionName={name}");
    let list = format!("{DURABLE}?MaxItems={PAGE}");
    let succeeded = format!("{list}&Statuses=SUCCEEDED");
    [
        Ends {
            what: format!(
                "Get of the newest of {} executions, and of the oldest",
                thousands(count)
            ),
            first: of(newest, ""),
            last: of(oldest, ""),
        },
        Ends {
            what: "… its history".to_owned(),
            first: of(newest, "/history"),
            last: of(oldest, "/history"),
        },
        Ends {
            what: "… the list by its name".to_owned(),
            first: named(&newest_name),
            last: named("oldest-000000"),
        },
        Ends {
            what: format!("list of {PAGE}, newest first, and oldest first"),
            first: list.clone(),
            last: format!("{list}&ReverseOrder=true"),
        },
        Ends {
            what: "… of those that succeeded, at either end of all".to_owned(),
            first: succeeded.clone(),
            last: format!("{succeeded}&ReverseOrder=true"),
        },
    ]
}

/// What is asked of an execution.
fn of(arn: &str, rest: &str) -> String {
    format!("{DURABLE}/{}{rest}", http::segment(arn))
}

/// A row: the first, the last, and the last by the first.
fn compare(table: &mut Table, what: String, [first, last]: [Vec<f64>; 2]) {
    let (first, last) = (
        measure::median(first).unwrap_or(0.0),
        measure::median(last).unwrap_or(0.0),
    );
    let cell = format!(
        "{} and {}: {}",
        Cell::Number(first, Unit::Millis),
        Cell::Number(last, Unit::Millis),
        Cell::Number(last / first, Unit::Times)
    );
    table.ours(what, Cell::Text(cell));
}

/// An answer, as far as it matters here.
struct Timed {
    took_ms: f64,
    executions: usize,
    marker: Option<String>,
}

async fn timed(connection: &mut Connection, path: &str) -> Timed {
    let begun_at = measure::now();
    let answer = connection.get(path).await.expect("an answer");
    let took_ms = begun_at.elapsed().as_secs_f64() * 1e3;
    assert!(answer.is_success(), "{path}: {}", answer.status);
    Timed {
        took_ms,
        executions: http::count(answer.body, b"\"DurableExecutionArn\""),
        marker: http::text(answer.body, "NextMarker").map(http::escape),
    }
}

/// Follows a list to its end, again and again; what a page costs at either end, and how many executions there are.
async fn walks(connection: &mut Connection, list: &str) -> ([Vec<f64>; 2], usize) {
    let (mut ends, mut executions) = ([Vec::new(), Vec::new()], 0);
    for _ in 0..WALKS {
        let (times, counted) = walk(connection, list).await;
        let few = FEW.min(times.len() / 2);
        ends[0].extend(&times[..few]);
        ends[1].extend(&times[times.len() - few..]);
        executions = counted;
    }
    (ends, executions)
}

/// What every page costs but the last, which may be shorter, and how many executions they show.
async fn walk(connection: &mut Connection, list: &str) -> (Vec<f64>, usize) {
    let separator = if list.contains('?') { '&' } else { '?' };
    let (mut times, mut executions) = (Vec::new(), 0);
    let mut path = list.to_owned();
    loop {
        let page = timed(connection, &path).await;
        executions += page.executions;
        let Some(marker) = page.marker else {
            return (times, executions);
        };
        times.push(page.took_ms);
        path = format!("{list}{separator}Marker={marker}");
    }
}
