//! `kill -9` at random moments while dozens of executions are under way.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::Site;
use super::flow::{FLOW, result_of};
use crate::sdk::emulator::Emulator;
use crate::sdk::project::assert_gapless;

/// Executions that begin in one life of the emulator.
const BEGUN: usize = 12;
const LIVES: usize = 6;
/// Looks at everything that goes on, per life.
const LOOKS: u64 = 4;

/// What was asked for and shown, in all lives.
#[derive(Default)]
struct Known {
    plans: BTreeMap<String, Value>,
    arns: BTreeMap<String, String>,
    histories: BTreeMap<String, Vec<Value>>,
}

fn some_plan(number: usize) -> Value {
    let plans = [
        json!(["step", "step", "step", "step", "step", "step", "step", "step"]),
        json!(["step", "wait", "step", "retry", "step"]),
        json!(["callback", "step", "durable"]),
        json!(["plain", "durable", "durable", "step"]),
        json!(["retry", "retry", "wait", "plain"]),
        json!(["step", "callback", "retry", "durable", "wait", "plain"]),
    ];
    plans[number % plans.len()].clone()
}

impl Known {
    /// Starts what has not been acknowledged yet.
    async fn begin(&mut self, emulator: &Emulator) {
        let missing: Vec<_> = self
            .plans
            .iter()
            .filter(|(name, _)| !self.arns.contains_key(*name))
            .collect();
        let begun = missing.into_iter().map(async |(name, plan)| {
            let arn = emulator.try_begin(FLOW, name, plan).await?;
            Some((name.clone(), arn))
        });
        self.arns.extend(join_all(begun).await.into_iter().flatten());
    }

    /// Looks at everything, and answers what is asked.
    async fn look(&mut self, emulator: &Emulator) {
        for arn in self.arns.values() {
            let Some(events) = emulator.try_history(arn).await else {
                return;
            };
            let known = self.histories.entry(arn.clone()).or_default();
            assert!(
                events.starts_with(known),
                "what was shown does not change: {events:#?} {known:#?}"
            );
            let open = events
                .iter()
                .find(|event| event["EventType"] == "CallbackStarted");
            let is_answered = events
                .iter()
                .any(|event| event["EventType"] == "CallbackSucceeded");
            if let (Some(open), false) = (open, is_answered) {
                let id = open["CallbackStartedDetails"]["CallbackId"].as_str().unwrap();
                emulator.try_answer(id, &json!("answer")).await;
            }
            *known = events;
        }
    }
}

#[tokio::test]
async fn killed_at_random_moments_under_load() {
    let seed = fastrand::u64(..);
    let mut rng = fastrand::Rng::with_seed(seed);
    let site = Site::new().await;
    let mut known = Known::default();
    for life in 0..LIVES {
        let emulator = site.start().await;
        for number in 0..BEGUN {
            let number = life * BEGUN + number;
            known.plans.insert(format!("load-{number}"), some_plan(number));
        }
        let lifetime = Duration::from_millis(rng.u64(50..1_200));
        // Whatever is on its way when the time is over stays there.
        let _ = tokio::time::timeout(lifetime, async {
            known.begin(&emulator).await;
            for _ in 0..LOOKS {
                known.look(&emulator).await;
                tokio::time::sleep(lifetime / 8).await;
            }
        })
        .await;
        emulator.kill().await;
    }

    let last = site.start().await;
    known.begin(&last).await;
    assert_eq!(known.arns.len(), known.plans.len(), "everything is begun");
    for (name, arn) in &known.arns.clone() {
        while last.get(arn).await["Status"] == "RUNNING" {
            known.look(&last).await;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(
            last.result(arn).await,
            result_of(&known.plans[name]),
            "seed {seed}: {}",
            last.log()
        );
        let events = last.history(arn).await;
        assert_gapless(&events);
        assert_eq!(
            events.last().unwrap()["EventType"],
            "ExecutionSucceeded",
            "seed {seed}"
        );
    }
    assert_eq!(
        site.flow.broken_promises(),
        [],
        "seed {seed}: what was acknowledged is not done again"
    );
    assert!(site.flow.acknowledged() > BEGUN * LIVES, "there was a load");
    last.kill().await;
}
