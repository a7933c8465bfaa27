//! Simulation: a seed is a story that nobody wrote, the same each time it is played.
//!
//! ```text
//! cargo test --test simulation                                        some seconds of seeds
//! CARGO_DURABLE_SIMULATE_MINUTES=60 cargo test --test simulation      for the night: other seeds each time
//! CARGO_DURABLE_SIMULATE_SEED=17 cargo test --test simulation worlds  one of them again
//! ```
//!
//! [`stories`] are of the law alone, with the invariants of [`law`]. [`world`] puts the engine on a file of SQLite, with
//! a clock that jumps, functions that misbehave, clients that do as they like, disks that fill up, and a death at any
//! commit; then comes a fair world, in which everything must end as it should. [`audit`] says what must hold of a store
//! after each life.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed; clippy spares test functions, not their helpers"
)]

mod audit;
mod chaos;
mod fair;
mod functions;
mod handler;
mod journal;
#[path = "../it/scenario/world.rs"]
mod law;
mod ledger;
mod moves;
mod program;
mod seeds;
mod stories;
mod world;

use seeds::Seeds;

/// Worlds and stories of a bounded run.
const WORLDS: u64 = 60;
const STORIES: u64 = 600;

#[test]
fn worlds() {
    let seeds = Seeds::bounded(WORLDS);
    let told = seeds.play("worlds", |seed| {
        let story = world::play(seed);
        if seed == 0 {
            assert_eq!(world::play(seed), story, "a seed is one story");
        }
        vec![story]
    });
    if let Some(told) = told {
        let sum = |of: fn(&world::Story) -> u64| told.iter().map(of).sum::<u64>();
        assert!(sum(|s| s.events as u64) > 100 * WORLDS, "worlds are large enough");
        assert!(sum(|s| u64::from(s.lives)) > WORLDS * 3 / 2, "emulators die");
        let refusals: std::collections::BTreeSet<_> = told.iter().flat_map(|s| s.refusals.keys()).collect();
        assert!(refusals.len() > 15, "much is refused: {refusals:?}");
    }
}

#[test]
fn stories() {
    let seeds = Seeds::bounded(STORIES);
    let told = seeds.play("stories", stories::play);
    if let Some(told) = told {
        stories::are_rich(&told);
    }
}
