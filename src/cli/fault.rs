//! A switch for tests of this very program, in builds with debug assertions alone: what goes wrong at which commit.
//!
//! `CARGO_DURABLE_TEST_FAULT=WHAT:FIRST[-LAST]` counts the commits of the store from 1. `die-before` and `die-after`
//! kill the process as `kill -9` does, `full` fails the commit as a full disk does, `unsaid` makes it and says that it
//! failed.

use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU64, Ordering};

use rustix::process::{Signal, getpid, kill_process};

use super::context::Context;
use super::failure::Failure;
use crate::store::{Fault, Faults, Moment, Rig};

const VARIABLE: &str = "CARGO_DURABLE_TEST_FAULT";

/// What the environment asks for.
pub(super) fn rig(cx: &Context) -> Result<Rig, Failure> {
    let Some(text) = cx.variable(VARIABLE) else {
        return Ok(Rig::default());
    };
    let (moment, fault, commits) = parse(text).ok_or_else(|| {
        Failure::usage("InvalidOption", format!("`{text}` of `{VARIABLE}` is no fault"))
            .hint("it looks like `die-before:17`")
    })?;
    let commit = AtomicU64::new(0);
    let faults = Faults::new(move |now| {
        let before = u64::from(now == Moment::Before);
        let number = commit.fetch_add(before, Ordering::Relaxed) + before;
        if now != moment || !commits.contains(&number) {
            return None;
        }
        if fault == Fault::Death {
            kill_process(getpid(), Signal::KILL).expect("a process may end itself");
        }
        Some(fault)
    });
    Ok(Rig {
        faults,
        ..Rig::default()
    })
}

fn parse(text: &str) -> Option<(Moment, Fault, RangeInclusive<u64>)> {
    let (what, commits) = text.split_once(':')?;
    let (moment, fault) = match what {
        "die-before" => (Moment::Before, Fault::Death),
        "die-after" => (Moment::After, Fault::Death),
        "full" => (Moment::Before, Fault::Full),
        "unsaid" => (Moment::After, Fault::Full),
        _ => return None,
    };
    let (first, last) = commits.split_once('-').unwrap_or((commits, commits));
    Some((moment, fault, first.parse().ok()?..=last.parse().ok()?))
}
