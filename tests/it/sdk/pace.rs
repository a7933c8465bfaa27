//! `--time skip` and `--time N` with the official SDKs, whatever they wait for inside their processes: an hour's wait
//! is over at once, and history says an hour.

use serde_json::{Value, json};

use super::project::{Language, Project, assert_gapless};

/// One branch works while another one waits: an SDK keeps the invocation, and looks from time to time. JavaScript's
/// looks when it is told that the wait is over, Python's after as many seconds of its own.
const BUSY_PYTHON: &str = r#"
import time
from aws_durable_execution_sdk_python import ParallelBranch, durable_execution
from aws_durable_execution_sdk_python.config import Duration

@durable_execution
def busy(event, context):
    def patient(ctx):
        ctx.wait(Duration.from_seconds(3600), name="hour")
        return ctx.step(lambda _: "patient", name="after")
    def busy(ctx):
        return ctx.step(lambda _: time.sleep(1.5) or "busy", name="work")
    done = context.parallel([ParallelBranch(patient, name="a"), ParallelBranch(busy, name="b")], name="both")
    done.throw_if_error()
    return done.get_results()
"#;
const BUSY_NODE: &str = r#"
import { setTimeout as sleep } from "node:timers/promises";
import { withDurableExecution } from "@aws/durable-execution-sdk-js";

export const busy = withDurableExecution(async (event, context) => {
  const patient = async (ctx) => {
    await ctx.wait("hour", { seconds: 3600 });
    return ctx.step("after", async () => "patient");
  };
  const busy = (ctx) => ctx.step("work", async () => { await sleep(1500); return "busy"; });
  const done = await context.parallel("both", [{ name: "a", func: patient }, { name: "b", func: busy }]);
  done.throwIfError();
  return done.getResults();
});
"#;

/// How long each wait took, as history says, in whole seconds.
fn waits(events: &[Value]) -> Vec<i64> {
    let at = |event: &Value| event["EventTimestamp"].as_f64().unwrap();
    let ended = events
        .iter()
        .filter(|event| event["EventType"] == "WaitSucceeded");
    let took = |end: &Value| {
        let is_start = |event: &&Value| event["EventType"] == "WaitStarted" && event["Id"] == end["Id"];
        let start = events.iter().find(is_start).expect("a wait begins");
        #[expect(
            clippy::cast_possible_truncation,
            reason = "whole seconds are what is asked for"
        )]
        let seconds = (at(end) - at(start)) as i64;
        seconds
    };
    ended.map(took).collect()
}

async fn faulty(language: Language) {
    let Some(project) = Project::of(language) else {
        return;
    };
    for (time, payload, result) in [
        (
            "skip",
            json!({"mode": "wait", "seconds": 80_000}),
            json!({"waited": 80_000}),
        ),
        (
            "skip",
            json!({"mode": "retry", "seconds": 5_000, "failures": 2}),
            json!({"attempt": 3}),
        ),
        (
            "skip",
            json!({"mode": "branches", "branches": ["a", "b"], "seconds": 7_200}),
            json!({"done": ["a done", "b done"]}),
        ),
        (
            "1000",
            json!({"mode": "wait", "seconds": 3_000}),
            json!({"waited": 3_000}),
        ),
    ] {
        let ran = project
            .run(&["invoke", "faulty", "--time", time, "--data", &payload.to_string()])
            .await;
        let got: Value = serde_json::from_str(ran.succeeded()).unwrap();
        assert_eq!(got, result);
        let events = project.history("@last").await;
        assert_gapless(&events);
        let expected = payload["seconds"].as_i64().filter(|_| payload["mode"] != "retry");
        let waits = waits(&events);
        assert!(
            waits.iter().all(|wait| Some(*wait) >= expected) && (expected.is_none() || !waits.is_empty()),
            "{waits:?} of {payload}"
        );
    }
}

async fn order(language: Language) {
    let Some(project) = Project::of(language) else {
        return;
    };
    let order = json!({"id": 1, "quick": true}).to_string();
    let ran = project
        .run(&["invoke", "order", "--time", "skip", "--data", &order])
        .await;
    assert!(ran.succeeded().contains("order 1 delivered"), "{ran:?}");
    assert!(ran.stdout.contains("stock 1 reserved on attempt 2"), "{ran:?}");
    assert!(
        waits(&project.history("@last").await)
            .iter()
            .all(|wait| *wait >= 1)
    );
}

async fn busy(language: Language, file: &str, source: &str) {
    for time in ["skip", "3600"] {
        let Some(project) = Project::with_own(language, file, source, "busy") else {
            return;
        };
        let ran = project.run(&["invoke", "busy", "--time", time]).await;
        let got: Value = serde_json::from_str(ran.succeeded()).unwrap();
        assert_eq!(got, json!(["patient", "busy"]));
        let events = project.history("@last").await;
        assert!(waits(&events)[0] >= 3_600, "{events:?}");
    }
}

#[tokio::test]
async fn rust_waits_in_no_time() {
    faulty(Language::Rust).await;
    order(Language::Rust).await;
}

#[tokio::test]
async fn python_waits_in_no_time() {
    faulty(Language::Python).await;
    order(Language::Python).await;
    busy(Language::Python, "app.py", BUSY_PYTHON).await;
}

#[tokio::test]
async fn node_waits_in_no_time() {
    faulty(Language::Node).await;
    order(Language::Node).await;
    busy(Language::Node, "app.mjs", BUSY_NODE).await;
}
