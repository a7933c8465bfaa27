//! What it costs to have a server at all: its start, its memory when it does nothing, its size.

use super::bench::Bench;
use super::load::Failure;
use super::measure;
use super::process::{self, Server, Subject};
use super::table::{Cell, Table, Unit};

/// Measures and fills the table.
pub(crate) async fn run(bench: &Bench, table: &mut Table) {
    let mut ready = Vec::new();
    let mut memory = Vec::new();
    for subject in Subject::ALL {
        let mut servers = Vec::new();
        for _ in 0..bench.rounds() {
            servers.push(start(bench, subject).await);
        }
        let servers: Result<Vec<(f64, f64)>, Failure> = servers.into_iter().collect();
        let cell = |unit, number: fn(&(f64, f64)) -> f64| match &servers {
            Ok(servers) => Cell::of(measure::median(servers.iter().map(number).collect()), unit),
            Err(failure) => Cell::from(failure),
        };
        ready.push(cell(Unit::Millis, |(ready, _)| *ready));
        memory.push(cell(Unit::Megabytes, |(_, memory)| *memory));
    }
    table.row("ready after its start", ready);
    table.row("memory when idle", memory);
    table.ours(
        "the program",
        Cell::of(Some(process::binary_mb()), Unit::Megabytes),
    );
}

/// How soon it is ready, in milliseconds, and its memory then, in MB.
async fn start(bench: &Bench, subject: Subject) -> Result<(f64, f64), Failure> {
    let folder = bench.folder();
    let server: Server = bench.server(subject, folder.path()).await?;
    Ok((server.ready_after.as_secs_f64() * 1e3, server.memory_mb()))
}
