//! Functions that misbehave, through `invoke`.

use serde_json::{Value, json};

use super::emulator::Emulator;
use super::project::{Language, Project, assert_gapless, count, eventually};

const EVERY: [Language; 3] = [Language::Rust, Language::Python, Language::Node];

fn completions(events: &[Value]) -> Vec<&Value> {
    let of = events
        .iter()
        .filter(|event| event["EventType"] == "InvocationCompleted");
    of.map(|event| &event["InvocationCompletedDetails"]).collect()
}

fn error_type(completion: &Value) -> &str {
    completion["Error"]["Payload"]["ErrorType"]
        .as_str()
        .unwrap_or_default()
}

/// The handler's own error ends the execution: exit code 1, and the error as stderr's last line.
async fn fails(language: Language) {
    let Some(project) = Project::of(language) else {
        return;
    };
    let payload = json!({"mode": "error", "message": "no stock"}).to_string();
    let ran = project
        .run(&["-o", "json", "invoke", "faulty", "--data", &payload])
        .await;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let execution: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(execution["Status"], "FAILED");
    assert_eq!(execution["Error"]["ErrorMessage"], "no stock");
    let (code, message) = ran.error();
    assert_eq!(code, execution["Error"]["ErrorType"].as_str().unwrap());
    assert!(message.ends_with("no stock"), "{message}");
    let events = project.history("@last").await;
    assert_eq!(count(&events, "InvocationCompleted"), 1, "it is not tried again");
    assert_eq!(events.last().unwrap()["EventType"], "ExecutionFailed");
}

#[tokio::test]
async fn an_error_of_the_handler() {
    tokio::join!(fails(EVERY[0]), fails(EVERY[1]), fails(EVERY[2]));
}

/// A process that ends in the middle of a step is started again, and the step is done again: its start is
/// recorded once.
async fn exits(language: Language) {
    let Some(project) = Project::of(language) else {
        return;
    };
    let payload = json!({"mode": "exit", "counter": project.path("counter"), "times": 2});
    let ran = project.invoke("faulty", &payload).await;
    assert_eq!(ran.json(), json!({"run": 3}));
    let events = project.history("@last").await;
    assert_gapless(&events);
    let completions = completions(&events);
    assert_eq!(completions.len(), 3, "{events:#?}");
    for crash in &completions[..2] {
        assert_eq!(error_type(crash), "Runtime.ExitError", "{crash}");
    }
    assert_eq!(error_type(completions[2]), "");
    assert_eq!(count(&events, "StepStarted"), 1, "{events:#?}");
    assert_eq!(count(&events, "StepSucceeded"), 1);
}

#[tokio::test]
async fn a_process_that_ends() {
    tokio::join!(exits(EVERY[0]), exits(EVERY[1]), exits(EVERY[2]));
}

/// An invocation that breaks again and again in the same way is given up, with the function's own error.
async fn panics(language: Language) {
    let Some(project) = Project::of(language) else {
        return;
    };
    let payload = json!({"mode": "panic", "message": "broken"}).to_string();
    let ran = project
        .run(&[
            "-o",
            "json",
            "invoke",
            "faulty",
            "--max-crash-retries",
            "1",
            "--data",
            &payload,
        ])
        .await;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.error().1.contains("broken"), "{ran:?}");
    let events = project.history("@last").await;
    assert_eq!(count(&events, "InvocationCompleted"), 2, "once more, and no more");
}

#[tokio::test]
async fn an_invocation_that_breaks() {
    tokio::join!(panics(EVERY[0]), panics(EVERY[1]), panics(EVERY[2]));
}

/// Whoever takes too long is ended, and begins anew.
async fn hangs(language: Language) {
    let Some(project) = Project::of(language) else {
        return;
    };
    let lines = std::fs::read_to_string(project.path("durable.toml")).unwrap();
    let short = lines.replace("[functions.faulty]\n", "[functions.faulty]\ntimeout_s = 2\n");
    std::fs::write(project.path("durable.toml"), short).unwrap();
    let ran = project
        .run(&[
            "invoke",
            "faulty",
            "--max-crash-retries",
            "1",
            "--data",
            r#"{"mode":"hang","seconds":60}"#,
        ])
        .await;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let events = project.history("@last").await;
    let completions = completions(&events);
    assert_eq!(completions.len(), 2, "{events:#?}");
    for late in completions {
        assert_eq!(error_type(late), "Sandbox.Timedout", "{late}");
        let message = late["Error"]["Payload"]["ErrorMessage"].as_str().unwrap();
        assert!(
            message.ends_with("Task timed out after 2.00 seconds"),
            "{message}"
        );
    }
    assert_eq!(count(&events, "StepStarted"), 1);
    project.guests_gone().await;
}

#[tokio::test]
async fn a_function_that_hangs() {
    tokio::join!(hangs(EVERY[0]), hangs(EVERY[1]), hangs(EVERY[2]));
}

/// What ends well, all at once in one emulator.
async fn ends_well(language: Language) {
    let Some(project) = Project::of(language) else {
        return;
    };
    let emulator = Emulator::start(&project).await;
    let of = async |payload: Value| {
        let arn = emulator.begin("faulty", &payload).await;
        let result = emulator.result(&arn).await;
        let events = emulator.history(&arn).await;
        assert_gapless(&events);
        (result, events)
    };
    let big = 300_000;
    let (steps, large, retried) = tokio::join!(
        of(json!({"mode": "steps", "n": 50})),
        of(json!({"mode": "big", "bytes": big})),
        of(json!({"mode": "retry", "failures": 2, "seconds": 1}))
    );
    assert_eq!(steps.0, json!({"steps": 50, "sum": 1275}));
    assert_eq!(
        (
            count(&steps.1, "StepSucceeded"),
            count(&steps.1, "InvocationCompleted")
        ),
        (50, 1)
    );
    assert_eq!(large.0.to_string().len(), big);
    assert_eq!(retried.0, json!({"attempt": 3}));
    assert_eq!(
        (
            count(&retried.1, "StepFailed"),
            count(&retried.1, "StepSucceeded")
        ),
        (2, 1)
    );
}

#[tokio::test]
async fn steps_large_results_and_retries() {
    tokio::join!(ends_well(EVERY[0]), ends_well(EVERY[1]), ends_well(EVERY[2]));
}

/// A callback that nobody answers times out, one that nobody cares for too; heartbeats keep one alive.
async fn callbacks(language: Language) {
    let Some(project) = Project::of(language) else {
        return;
    };
    let emulator = Emulator::start(&project).await;
    let late = async |payload: Value, error: &str| {
        let arn = emulator.begin("faulty", &payload).await;
        let callback = emulator.callback(&arn).await;
        let timed_out = emulator.event(&arn, "CallbackTimedOut", |_| true).await;
        assert_eq!(
            timed_out["CallbackTimedOutDetails"]["Error"]["Payload"]["ErrorType"], error,
            "{timed_out}"
        );
        let ended = emulator.ended(&arn).await;
        assert_eq!(ended["Status"], "FAILED", "{ended}");
        assert_eq!(
            emulator.answer(&callback, "succeed", &json!(1)).await,
            400,
            "too late"
        );
    };
    let alive = async {
        let arn = emulator
            .begin(
                "faulty",
                &json!({"mode": "callback", "create": true, "heartbeat": 2}),
            )
            .await;
        let callback = emulator.callback(&arn).await;
        let beats = eventually("three seconds pass", async || {
            assert_eq!(emulator.answer(&callback, "heartbeat", &json!({})).await, 200);
            let started = emulator.get(&arn).await["StartTimestamp"].as_f64().unwrap();
            let now = jiff::Timestamp::now().as_duration().as_secs_f64();
            (now - started > 3.5).then_some(())
        });
        beats.await;
        assert_eq!(
            emulator.answer(&callback, "succeed", &json!({"by": "Ada"})).await,
            200
        );
        assert_eq!(emulator.result(&arn).await, json!({"answer": {"by": "Ada"}}));
    };
    let refused = async {
        let arn = emulator.begin("faulty", &json!({"mode": "callback"})).await;
        let callback = emulator.callback(&arn).await;
        let error = json!({"ErrorType": "Refused", "ErrorMessage": "not today"});
        assert_eq!(emulator.answer(&callback, "fail", &error).await, 200);
        let ended = emulator.ended(&arn).await;
        assert_eq!(ended["Status"], "FAILED");
        assert!(ended["Error"].to_string().contains("not today"), "{ended}");
    };
    tokio::join!(
        late(json!({"mode": "callback", "timeout": 1}), "Callback.Timeout"),
        late(
            json!({"mode": "callback", "create": true, "heartbeat": 1}),
            "Callback.Heartbeat"
        ),
        alive,
        refused
    );
}

#[tokio::test]
async fn callbacks_and_their_deadlines() {
    tokio::join!(callbacks(EVERY[0]), callbacks(EVERY[1]), callbacks(EVERY[2]));
}
