//! The contract, as checks that a client and its functions can make against whoever claims to be the service.
//!
//! [`table`] has the checks, each with its place in the contract. A check is a short scene in a [`World`]: it starts an
//! execution whose function it is itself ([`guests`]), checkpoints, answers, and looks at what the target makes of it.
//! [`faults`] is what is known of AWS's own emulator. Who starts targets is not here.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use futures_util::stream;
use tokio::time::Instant;

use self::exchange::Exchange;
use self::guests::Guests;
use self::target::Target;
use self::world::{Stop, Verdict, World};

pub mod exchange;
pub mod faults;
pub mod guests;
mod run;
mod script;
mod shape;
pub mod table;
pub mod target;
pub mod world;

/// Checks of one target that run at once.
const AT_ONCE: usize = 12;
/// Longer than any check needs.
const PATIENCE: Duration = Duration::from_mins(2);

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nobody depends on it.
    Cosmetic,
    /// It hides from a developer what the service does.
    Hides,
    /// It breaks clients, SDKs, or functions.
    Breaks,
}

impl Severity {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cosmetic => "cosmetic",
            Self::Hides => "hides",
            Self::Breaks => "breaks",
        }
    }
}

/// One thing that the contract says.
#[derive(Debug)]
pub struct Check {
    /// `AREA.NAME`, for ever.
    pub id: &'static str,
    /// What is so, as a sentence.
    pub title: &'static str,
    /// The section of the contract that says so.
    pub section: &'static str,
    pub severity: Severity,
    /// The faults of AWS's emulator that explain a failure of its ([`faults`]).
    pub faults: &'static [u8],
    /// Whether others must not run meanwhile.
    pub alone: bool,
    run: for<'a> fn(&'a World<'a>) -> LocalBoxFuture<'a, Verdict>,
}

impl Check {
    /// The first part of its id.
    pub fn area(&self) -> &'static str {
        self.id.split('.').next().unwrap_or_default()
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    /// In which way the target is not as the contract says.
    Differs(String),
    /// Why nobody knows.
    CannotRun(String),
}

/// A check, and what came of it.
#[derive(Debug)]
pub struct Finding {
    pub check: &'static Check,
    pub outcome: Outcome,
    pub took: Duration,
    /// What was said, the last of it.
    pub exchanges: Vec<Exchange>,
}

/// Makes checks against a target, and tells of each as it ends; the answer is in the table's order.
///
/// `run` is a word that no other run against this target has: names of executions begin with it.
pub async fn all(
    checks: &[&'static Check],
    target: &Target,
    guests: &Guests,
    run: &str,
    mut told: impl FnMut(&Finding),
) -> Result<Vec<Finding>, reqwest::Error> {
    // Whoever is asked is asked directly.
    let http = reqwest::Client::builder().no_proxy().build()?;
    let one = async |(index, check): (usize, &'static Check)| {
        let world = World::new(target, &http, guests, format!("{run}-{index}"));
        (index, make(check, &world).await)
    };
    let numbered = || checks.iter().copied().enumerate();
    let mut findings = Vec::with_capacity(checks.len());
    for alone in [false, true] {
        let those = numbered().filter(|(_, check)| check.alone == alone);
        let at_once = if alone { 1 } else { AT_ONCE };
        let mut running = std::pin::pin!(stream::iter(those).map(one).buffer_unordered(at_once));
        while let Some((index, finding)) = running.next().await {
            told(&finding);
            findings.push((index, finding));
        }
    }
    findings.sort_by_key(|(index, _)| *index);
    Ok(findings.into_iter().map(|(_, finding)| finding).collect())
}

async fn make(check: &'static Check, world: &World<'_>) -> Finding {
    let began = Instant::now();
    let outcome = match tokio::time::timeout(PATIENCE, (check.run)(world)).await {
        Ok(Ok(())) => Outcome::Passed,
        Ok(Err(Stop::Differs(what))) => Outcome::Differs(what),
        Ok(Err(Stop::CannotRun(why))) => Outcome::CannotRun(why),
        Err(_) => Outcome::Differs(format!("it does not end within {} s", PATIENCE.as_secs())),
    };
    Finding {
        check,
        exchanges: world.exchanges(),
        outcome,
        took: began.elapsed(),
    }
}
