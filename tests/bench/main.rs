//! Load: what a checkpoint, a wait, a start, a sleeping execution, a page and a command cost, beside the official emulator and a
//! bare floor.
//!
//! ```sh
//! cargo bench --bench load                                  # everything, about ten minutes
//! cargo bench --bench load -- --quick                       # everything in small, under a minute
//! cargo bench --bench load -- idle checkpoints waits starts sleepers pages command containers
//! ```
//!
//! One table. Times depend on the machine; the ratios of one run are what counts. Every server is a process of its
//! own, so that its CPU time is its own; the load, and the functions that it calls, come from this one. What is
//! asserted is that all executions succeed, never how long they take.

mod bench;
mod checkpoints;
mod command;
mod containers;
mod floor;
mod function;
mod http;
mod idle;
mod load;
mod measure;
mod official;
mod pages;
mod process;
mod sleepers;
mod starts;
mod table;
mod waits;

use std::process::ExitCode;

use bench::{Bench, Section};
use table::Table;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [role, store, port] = arguments.as_slice()
        && role == "floor"
    {
        floor::serve(store, port.parse().expect("a port"));
        return ExitCode::SUCCESS;
    }
    let bench = match Bench::new(arguments.into_iter()) {
        Ok(bench) => bench,
        Err(usage) => {
            say(&usage);
            return ExitCode::from(2);
        }
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let table = runtime.block_on(measure(&bench));
    print(&table);
    ExitCode::SUCCESS
}

async fn measure(bench: &Bench) -> Table {
    let mut table = Table::default();
    if bench.wants(Section::Idle) {
        say("servers that do nothing …");
        idle::run(bench, &mut table).await;
    }
    if bench.wants(Section::Checkpoints) {
        say("checkpoints …");
        checkpoints::run(bench, &mut table).await;
    }
    if bench.wants(Section::Waits) {
        say("waits …");
        waits::run(bench, &mut table).await;
    }
    if bench.wants(Section::Starts) {
        say("starts …");
        starts::run(bench, &mut table).await;
    }
    if bench.wants(Section::Sleepers) || bench.wants(Section::Pages) {
        say("waiting executions …");
        sleepers::run(bench, &mut table).await;
    }
    if bench.wants(Section::Command) {
        say("the command line …");
        command::run(bench, &mut table).await;
    }
    if bench.wants(Section::Containers) {
        say("containers …");
        containers::run(bench, &mut table).await;
    }
    table
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its table")]
fn print(table: &Table) {
    println!("{table}");
}

/// What a person who waits likes to know.
#[expect(clippy::print_stderr, reason = "the table alone goes to stdout")]
fn say(text: &str) {
    eprintln!("{text}");
}
