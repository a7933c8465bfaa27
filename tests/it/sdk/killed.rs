//! `kill -9` of an emulator in the middle of everything: what was acknowledged is on disk, and goes on.

use serde_json::{Value, json};

use super::emulator::{Emulator, approval};
use super::project::{Language, Project, assert_gapless, count};

/// An execution that is under way when the emulator is killed.
struct Story {
    arn: String,
    result: Value,
    /// Its history as it was seen over HTTP before.
    seen: Vec<Value>,
}

/// One execution in each state that something can be lost in.
async fn begin(emulator: &Emulator) -> Vec<Story> {
    let chained = json!({
        "mode": "invoke", "function": "faulty:$LATEST", "payload": {"mode": "wait", "seconds": 4}
    });
    let stories = [
        (
            json!({"mode": "wait", "seconds": 4}),
            "WaitStarted",
            json!({"waited": 4}),
        ),
        (
            json!({"mode": "retry", "seconds": 4}),
            "StepFailed",
            json!({"attempt": 2}),
        ),
        (
            json!({"mode": "callback"}),
            "CallbackStarted",
            json!({"answer": {"approved": true}}),
        ),
        (chained, "ChainedInvokeStarted", json!({"result": {"waited": 4}})),
        (
            json!({"mode": "hang", "seconds": 3}),
            "StepStarted",
            json!({"slept": 3}),
        ),
    ];
    let mut begun = Vec::new();
    for (payload, reached, result) in stories {
        let arn = emulator.begin("faulty", &payload).await;
        begun.push((arn, reached, result));
    }
    let mut stories = Vec::new();
    for (arn, reached, result) in begun {
        let event = emulator.event(&arn, reached, |_| true).await;
        if let Some(child) = event["ChainedInvokeStartedDetails"]["DurableExecutionArn"].as_str() {
            emulator.event(child, "WaitStarted", |_| true).await;
        }
        if reached != "StepStarted" {
            emulator.event(&arn, "InvocationCompleted", |_| true).await;
        }
        let seen = emulator.history(&arn).await;
        stories.push(Story { arn, result, seen });
    }
    stories
}

async fn survives(language: Language) {
    let Some(project) = Project::of(language) else {
        return;
    };
    let first = Emulator::start(&project).await;
    let stories = begin(&first).await;
    let port = first.port();
    assert!(
        !project.guests_alive().is_empty() || !cfg!(target_os = "linux"),
        "a guest is busy"
    );
    first.kill().await;
    project.guests_gone().await;

    // What the disk says, read without an emulator.
    let mut on_disk = Vec::new();
    for story in &stories {
        let events = project.history(&story.arn).await;
        assert_gapless(&events);
        assert!(
            events.starts_with(&story.seen),
            "what was shown is on disk: {events:#?}"
        );
        on_disk.push(events);
    }

    let second = Emulator::start_at(&project, &port).await;
    let callback = second.callback(&stories[2].arn).await;
    assert_eq!(second.answer(&callback, "succeed", &approval()).await, 200);
    for (story, before) in stories.iter().zip(on_disk) {
        assert_eq!(second.result(&story.arn).await, story.result);
        let events = second.history(&story.arn).await;
        assert_gapless(&events);
        assert_eq!(
            events[..before.len()],
            before[..],
            "what was there stays as it was"
        );
        assert_eq!(events.last().unwrap()["EventType"], "ExecutionSucceeded");
    }
    let hung = second.history(&stories[4].arn).await;
    let lost = hung
        .iter()
        .find(|event| event["EventType"] == "InvocationCompleted")
        .unwrap();
    let error = &lost["InvocationCompletedDetails"]["Error"]["Payload"]["ErrorType"];
    assert_eq!(error, "Emulator.Interrupted", "the emulator is to blame: {lost}");
    assert_eq!(
        (count(&hung, "StepStarted"), count(&hung, "StepSucceeded")),
        (1, 1)
    );
    let chained = second.history(&stories[3].arn).await;
    assert_eq!(count(&chained, "ChainedInvokeStarted"), 1, "there is one child");

    second.kill().await;
    project.guests_gone().await;
}

#[tokio::test]
async fn every_kind_of_waiting_survives_in_rust() {
    survives(Language::Rust).await;
}

#[tokio::test]
async fn every_kind_of_waiting_survives_in_python_and_node() {
    tokio::join!(survives(Language::Python), survives(Language::Node));
}

/// The whole `order`, killed whenever it has come a little further.
#[tokio::test]
async fn an_order_survives_kill_after_kill() {
    let project = Project::rust();
    let mut emulator = Emulator::start(&project).await;
    let arn = emulator.begin("order", &json!({"id": 7})).await;
    let (mut known, mut kills, mut is_answered) = (Vec::new(), 0, false);
    while emulator.get(&arn).await["Status"] == "RUNNING" {
        let events = emulator.history(&arn).await;
        assert!(
            events.starts_with(&known),
            "nothing changes and nothing is lost: {events:#?}"
        );
        assert_gapless(&events);
        let open = events
            .iter()
            .find(|event| event["EventType"] == "CallbackStarted");
        let is_submitted = count(&events, "InvocationCompleted") > 0;
        if let (Some(open), false, true) = (open, is_answered, is_submitted) {
            let id = open["CallbackStartedDetails"]["CallbackId"].as_str().unwrap();
            assert_eq!(emulator.answer(id, "succeed", &approval()).await, 200);
            is_answered = true;
        }
        if events.len() >= known.len() + 6 && kills < 12 {
            known = events;
            kills += 1;
            emulator.kill().await;
            emulator = Emulator::start(&project).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let result = emulator.result(&arn).await;
    assert_eq!(
        result["bill"],
        json!({"net": 1000, "tax": 190, "approval": {"approved": true}})
    );
    assert_eq!(result["dispatch"], "order 7 delivered");
    let events = emulator.history(&arn).await;
    assert_gapless(&events);
    assert!(events.starts_with(&known));
    assert!(kills >= 4, "it was killed {kills} times");
    for (event_type, times) in [
        ("CallbackStarted", 1),
        ("ChainedInvokeStarted", 2),
        ("ExecutionSucceeded", 1),
    ] {
        assert_eq!(count(&events, event_type), times, "{event_type}");
    }
    emulator.kill().await;
    project.guests_gone().await;
}
