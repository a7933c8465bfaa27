//! What a checkpoint costs, beside the bare floor: axum and SQLite, the same bytes, the same rows.
//!
//! `cargo bench` prints one table. Times depend on the machine; the ratios of one run are what counts. The emulator and
//! the floor are processes of their own, so that their CPU time is theirs alone; the load comes from this one.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod floor;
mod load;
mod process;

use std::time::Duration;

use load::Function;
use process::Server;

/// Checkpoints per measurement.
const CHECKPOINTS: u32 = 2_900;
/// Steps of a short execution.
const SHORT: u32 = 100;

fn main() {
    let mut arguments = std::env::args().skip(1);
    if let (Some("floor"), Some(store), Some(port)) =
        (arguments.next().as_deref(), arguments.next(), arguments.next())
    {
        floor::serve(&store, port.parse().expect("a port"));
        return;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(measure());
}

async fn measure() {
    let folder = tempfile::tempdir().expect("a directory");
    let function = Function::start().await;
    let emulator = Server::emulator(folder.path(), &function.url()).await;
    let idle_mb = emulator.memory_mb();

    // Warm both up: connections, caches, the allocator.
    function.run(&emulator.url(), SHORT).await;
    let long = emulator.measure(function.run(&emulator.url(), CHECKPOINTS)).await;
    let short = emulator
        .measure(async {
            for _ in 0..CHECKPOINTS / SHORT {
                function.run(&emulator.url(), SHORT).await;
            }
        })
        .await;
    let thousand = emulator.measure(function.run(&emulator.url(), 1_000)).await;

    let floor = Server::floor(folder.path()).await;
    load::checkpoints(&floor.url(), "token", SHORT).await;
    let bare = floor
        .measure(load::checkpoints(&floor.url(), "token", CHECKPOINTS))
        .await;

    let per = |cpu: Duration, count: u32| cpu.as_secs_f64() * 1e6 / f64::from(count);
    let (long_us, short_us, bare_us) = (
        per(long.cpu, CHECKPOINTS),
        per(short.cpu, CHECKPOINTS),
        per(bare.cpu, CHECKPOINTS),
    );
    println!("| what | here | floor | ratio |");
    println!("|---|---|---|---|");
    println!(
        "| CPU per checkpoint, {CHECKPOINTS} steps in one execution | {long_us:.0} µs | {bare_us:.0} µs | {:.2} |",
        long_us / bare_us
    );
    println!(
        "| CPU per checkpoint, {SHORT} steps in each of {} | {short_us:.0} µs | {bare_us:.0} µs | {:.2} |",
        CHECKPOINTS / SHORT,
        short_us / bare_us
    );
    println!(
        "| the same, long against short executions | {long_us:.0} µs | {short_us:.0} µs | {:.2} |",
        long_us / short_us
    );
    let rate = |wall: Duration, count: u32| f64::from(count) / wall.as_secs_f64();
    println!(
        "| checkpoints per second, one execution | {:.0} | {:.0} | {:.2} |",
        rate(long.wall, CHECKPOINTS),
        rate(bare.wall, CHECKPOINTS),
        rate(long.wall, CHECKPOINTS) / rate(bare.wall, CHECKPOINTS)
    );
    println!(
        "| 1,000 steps by one function | {} ms | | |",
        thousand.wall.as_millis()
    );
    println!(
        "| ready after its start | {} ms | | |",
        emulator.ready_after.as_millis()
    );
    println!("| memory when idle | {idle_mb:.1} MB | | |");
    println!("| the release binary | {:.1} MB | | |", process::binary_mb());
}
