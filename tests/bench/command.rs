//! The command line on a full store: what a person waits for, from the start of the process to its end.

use std::path::Path;
use std::process::{Command, Stdio};

use super::bench::Bench;
use super::load::{self, Failure, thousands};
use super::measure;
use super::process::{PROGRAM, Server, Subject};
use super::table::{Cell, Table, Unit};

/// What runs to its end, what sleeps for a month, and what waits for somebody.
const AWAKE: &str = "steps-1";
const ASLEEP: &str = "sleep-2592000";
const WAITING: &str = "callback-0";

/// A store that is read.
struct Full {
    count: u64,
    /// How many wait for a callback, each called after its execution.
    waiting: u64,
    /// The start of the id of one of them.
    prefix: String,
}

/// Measures and fills the table.
pub(crate) async fn run(bench: &Bench, table: &mut Table) {
    let count = if bench.is_quick { 4_000 } else { 100_000 };
    let runs = if bench.is_quick { 5 } else { 21 };
    let folder = bench.folder();
    let full = make(bench, folder.path(), count).await;
    let full = full.expect("all go to sleep");
    let alone = measure_all(folder.path(), &full, 0..runs);
    let server = bench.server(Subject::Here, folder.path()).await;
    let server = server.expect("ours is here");
    let beside = measure_all(folder.path(), &full, runs..2 * runs);
    drop(server);
    table.ours("`--help`", Cell::of(help(folder.path(), runs), Unit::Millis));
    let shown = thousands(full.count);
    for ((what, alone), (_, beside)) in alone.into_iter().zip(beside) {
        let cell = format!(
            "{} and {}",
            Cell::of(alone, Unit::Millis),
            Cell::of(beside, Unit::Millis)
        );
        let what = format!("`{what}` on {shown} executions, no emulator running, and with one");
        table.ours(what, Cell::Text(cell));
    }
    table.note(format!(
        "Command line: medians of {runs} runs of the whole process, its start included. Of the {shown} executions half \
         wait, and {} of those for a callback.",
        thousands(full.waiting)
    ));
}

/// Fills a store over the API: one half is over, the other waits.
async fn make(bench: &Bench, folder: &Path, count: u64) -> Result<Full, Failure> {
    let server = bench.server(Subject::Here, folder).await?;
    let waiting = count / 20;
    let asleep = count / 2 - waiting;
    load::begin(&server, ASLEEP, "sleeper", asleep).await?;
    load::until_asleep(&server, asleep).await?;
    load::run(&server, AWAKE, "done", count / 2).await?;
    let arns = load::begin(&server, WAITING, "waiting", waiting).await?;
    load::until_asleep(&server, asleep + waiting).await?;
    let lost = unopened(&server, &arns).await;
    if lost > 0 {
        return Err(Failure::Broke(format!("{lost} callbacks of {waiting} lost")));
    }
    let id = arns[0].rsplit('/').next().unwrap_or_default();
    Ok(Full {
        count,
        waiting,
        // A prefix that means one, whatever the others are called.
        prefix: id.get(..18).unwrap_or(id).to_owned(),
    })
}

/// How many of these have no open callback.
async fn unopened(server: &Server, arns: &[String]) -> usize {
    let mut connection = server.connection();
    let mut missing = 0;
    for arn in arns {
        let path = format!(
            "/durable/callbacks?DurableExecutionArn={}",
            super::http::segment(arn)
        );
        let answer = connection.get(&path).await.expect("an answer");
        missing += usize::from(super::http::text(answer.body, "CallbackId").is_none());
    }
    missing
}

/// What each command takes, by what is typed.
fn measure_all(folder: &Path, full: &Full, runs: std::ops::Range<u64>) -> Vec<(String, Option<f64>)> {
    let commands = [
        "execution list".to_owned(),
        "execution get sleeper-000000".to_owned(),
        format!("execution get {}", full.prefix),
        "execution get @last".to_owned(),
        "callback list".to_owned(),
        "callback list --execution @last".to_owned(),
        "callback succeed NAME".to_owned(),
    ];
    let measured = commands.map(|line| {
        // A callback is answered once.
        let typed = |run| line.replace("NAME", &format!("waiting-{run:06}"));
        let times = runs.clone().map(|run| timed(folder, &typed(run)));
        let shown = line
            .replace(&full.prefix, "PREFIX")
            .replace("sleeper-000000", "NAME");
        (shown, measure::median(times.collect()))
    });
    measured.into()
}

fn help(folder: &Path, runs: u64) -> Option<f64> {
    measure::median((0..runs).map(|_| timed(folder, "--help")).collect())
}

/// How long a command takes, in milliseconds.
fn timed(folder: &Path, line: &str) -> f64 {
    let mut command = Command::new(PROGRAM);
    command
        .args(line.split(' '))
        .arg("--store")
        .arg(folder.join("executions.db"))
        .current_dir(folder)
        .stdin(Stdio::null())
        .stderr(Stdio::piped());
    let begun_at = measure::now();
    // The functions of a server live in this process, and go on meanwhile.
    let output = tokio::task::block_in_place(|| command.output()).expect("the program runs");
    let took_ms = begun_at.elapsed().as_secs_f64() * 1e3;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}: {said}");
    took_ms
}
