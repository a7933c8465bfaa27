//! What replays, and what needs no second invocation.

use serde_json::json;

use super::project::{Language, Project, assert_gapless, count};

/// The branches' names are stored as they were given: an SDK that finds another one at its replay gives up.
async fn named_branches(language: Language) {
    let Some(project) = Project::of(language) else {
        return;
    };
    let payload = json!({"mode": "branches", "branches": ["stock", "payment", "", "carrier"], "seconds": 1});
    let ran = project.invoke("faulty", &payload).await;
    assert_eq!(
        ran.json(),
        json!({"done": ["stock done", "payment done", " done", "carrier done"]})
    );
    let events = project.history("@last").await;
    assert_gapless(&events);
    assert!(count(&events, "InvocationCompleted") >= 2, "it has replayed");
    assert!(!ran.stderr.contains("NonDeterministic"), "{ran:?}");
}

#[tokio::test]
async fn named_branches_in_every_language() {
    tokio::join!(
        named_branches(Language::Rust),
        named_branches(Language::Python),
        named_branches(Language::Node)
    );
}

const PYTHON: &str = r#"
import time
from aws_durable_execution_sdk_python import ParallelBranch, durable_execution
from aws_durable_execution_sdk_python.config import Duration

def nap(ctx):
    ctx.wait(Duration.from_seconds(1), name="nap")
    return ctx.step(lambda _: "rested", name="rise")

def work(ctx):
    return ctx.step(lambda _: time.sleep(2.5) or "worked", name="work")

@durable_execution
def day(event, context):
    done = context.parallel([ParallelBranch(nap, name="nap"), ParallelBranch(work, name="work")], name="day")
    done.throw_if_error()
    return done.get_results()
"#;

const NODE: &str = r#"
import { withDurableExecution } from "@aws/durable-execution-sdk-js";

export const day = withDurableExecution(async (event, context) => {
  const done = await context.parallel("day", [
    { name: "nap", func: async (ctx) => {
      await ctx.wait("nap", { seconds: 1 });
      return ctx.step("rise", async () => "rested");
    } },
    { name: "work", func: async (ctx) => ctx.step("work", async () => {
      await new Promise((resolve) => setTimeout(resolve, 2500));
      return "worked";
    }) },
  ]);
  return done.getResults();
});
"#;

/// A wait beside a step that runs ends inside the process: a timer fires while the invocation goes on, and the
/// answer to a checkpoint says so.
async fn waits_in_process(language: Language, file: &str, source: &str) {
    let Some(project) = Project::with_own(language, file, source, "day") else {
        return;
    };
    let ran = project.invoke("day", &json!({})).await;
    assert_eq!(ran.json(), json!(["rested", "worked"]));
    let events = project.history("@last").await;
    assert_gapless(&events);
    assert_eq!(count(&events, "InvocationCompleted"), 1, "{events:#?}");
    let place = |event_type: &str, name: &str| {
        let found = events
            .iter()
            .position(|event| event["EventType"] == event_type && event["Name"] == name);
        found.unwrap_or_else(|| panic!("{event_type} {name}: {events:#?}"))
    };
    assert!(place("WaitSucceeded", "nap") < place("StepSucceeded", "rise"));
    assert!(
        place("StepSucceeded", "rise") < place("StepSucceeded", "work"),
        "while the other one works"
    );
}

#[tokio::test]
async fn a_wait_beside_work_needs_no_second_invocation() {
    tokio::join!(
        waits_in_process(Language::Python, "app.py", PYTHON),
        waits_in_process(Language::Node, "app.mjs", NODE)
    );
}
