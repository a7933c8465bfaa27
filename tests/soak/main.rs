//! Soak: mixed load for as long as one likes, and a `kill -9` now and then. In the end nothing is lost, and neither
//! memory nor files have grown with the time.
//!
//! ```sh
//! cargo bench --bench soak -- --minutes 60
//! ```
//!
//! The functions are of this process, answer their own callbacks, and ask that what has ended be kept for no day at all:
//! so retention has as much to do as there are executions.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "it stops where something is wrong, and prints its table"
)]

#[path = "../it/crash/flow.rs"]
mod flow;
mod load;
mod sample;
mod site;

use std::time::Duration;

use tokio::time::Instant;

use load::Load;
use sample::{Sample, Samples};
use site::Site;

/// Clients at once.
const CLIENTS: usize = 24;
/// The emulator lives at least and at most so long.
const LIFE_S: std::ops::Range<u64> = 5..90;
/// How often to look.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Retention comes by every minute.
const AFTERMATH: Duration = Duration::from_secs(75);

fn main() {
    let mut arguments = std::env::args()
        .skip_while(|argument| argument != "--minutes")
        .skip(1);
    let minutes: Option<u64> = arguments.next().and_then(|minutes| minutes.parse().ok());
    let Some(minutes) = minutes else {
        println!("soak: say how long, as in `cargo bench --bench soak -- --minutes 60`");
        return;
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(soak(Duration::from_secs(60 * minutes)));
}

async fn soak(duration: Duration) {
    let mut rng = fastrand::Rng::new();
    let mut site = Site::start().await;
    let load = Load::start(&site, CLIENTS);
    let end = Instant::now() + duration;
    let (mut samples, mut kills) = (Samples::default(), 0);
    let mut dies_at = Instant::now() + Duration::from_secs(rng.u64(LIFE_S));
    while Instant::now() < end {
        tokio::time::sleep(LOOK_EVERY).await;
        samples.push(Sample::take(&site, load.done()));
        if Instant::now() > dies_at {
            site.kill_and_start().await;
            kills += 1;
            dies_at = Instant::now() + Duration::from_secs(rng.u64(LIFE_S));
        }
    }
    let executions = load.finish().await;
    assert_eq!(
        site.flow.broken_promises(),
        [],
        "what was acknowledged is not done again"
    );
    assert_eq!(
        site.flow.acknowledged(),
        0,
        "every function knows that its executions have ended"
    );

    // What is over is forgotten, and the room that it took is given back.
    tokio::time::sleep(AFTERMATH).await;
    let last = Sample::take(&site, executions);
    println!("{}", samples.table(&last, kills, duration));
    site.end();
    site.check_whole();
    samples.check_flat(&last);
}
