//! Callbacks: what they carry, and what their ends come to (contract 1.9, 2.7, 5.3).

use serde_json::json;

use super::run::Run;
use super::world::World;

/// Appendix C 8, row 10. Who is refused afterwards is in `refused::callbacks`.
#[tokio::test]
async fn callbacks_that_nobody_answers() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let late = run.open_callback("late", &json!({"TimeoutSeconds": 1})).await;
    run.open_callback("silent", &json!({"HeartbeatTimeoutSeconds": 1}))
        .await;
    let never = json!({"TimeoutSeconds": 0, "HeartbeatTimeoutSeconds": 0});
    let open = run.open_callback("open", &never).await;
    run.until_events("CallbackTimedOut", 2).await;
    assert_eq!(
        run_details(&run, "late").await,
        json!({"CallbackId": late, "Error": {"ErrorType": "Callback.Timeout", "ErrorMessage": "Callback timed out"}})
    );
    assert_eq!(
        run_details(&run, "silent").await["Error"],
        json!({"ErrorType": "Callback.Heartbeat", "ErrorMessage": "Callback timed out on heartbeat"})
    );
    run.callback(&open, "heartbeat", "").await.expect(200);
    run.tell("stop", "{}").await.expect(200);
    assert_eq!(run.story().await.last().unwrap(), "ExecutionStopped", "row 10");
}

async fn run_details(run: &Run<'_>, id: &str) -> serde_json::Value {
    run.operations().await[id]["CallbackDetails"].clone()
}

#[tokio::test]
async fn what_they_carry_is_told_as_it_was_said() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let error = json!({"ErrorType": "T", "ErrorMessage": "m", "ErrorData": "d", "StackTrace": ["a", "b"]});
    for (id, verb, body, result, error) in [
        (
            "json",
            "succeed",
            r#"{"status": "approved"}"#,
            json!(r#"{"status": "approved"}"#),
            json!(null),
        ),
        ("text", "succeed", "not é JSON", json!("not é JSON"), json!(null)),
        ("empty", "succeed", "", json!(null), json!(null)),
        ("error", "fail", &error.to_string(), json!(null), error.clone()),
        ("nothing", "fail", "", json!(null), json!({})),
    ] {
        let callback = run.open_callback(id, &json!({})).await;
        let answer = run.callback(&callback, verb, body).await.expect(200);
        assert_eq!(answer.body, "{}");
        let delta = run.checkpoint(&json!([])).await;
        let operation = &delta["NewExecutionState"]["Operations"][0];
        let status = if verb == "fail" { "FAILED" } else { "SUCCEEDED" };
        assert_eq!(
            (&operation["Id"], &operation["Status"]),
            (&json!(id), &json!(status))
        );
        assert_eq!(operation["CallbackDetails"]["Result"], result, "{id}");
        assert_eq!(operation["CallbackDetails"]["Error"], error, "{id}");
        let kind = if verb == "fail" {
            "CallbackFailed"
        } else {
            "CallbackSucceeded"
        };
        let details = run.last(kind).await;
        let holder = if verb == "fail" { "Error" } else { "Result" };
        let expected = if verb == "fail" { error } else { result };
        assert_eq!(details[holder]["Payload"], expected, "{id}");
        assert_eq!(details[holder]["Truncated"], false, "row 21, {id}");
    }
}

/// Row 46, row 48: whoever waits hears of every end, the empty ones too.
#[tokio::test]
async fn every_end_calls_the_function_again() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    for (id, verb) in [("a", "succeed"), ("b", "fail")] {
        let callback = run.open_callback(id, &json!({"TimeoutSeconds": 600})).await;
        run.suspends();
        run.until_event("InvocationCompleted").await;
        run.callback(&callback, verb, "").await.expect(200);
        let input = run.next().await;
        assert_eq!(input["UpdatedOperationIds"], json!([id]), "row 48");
    }
    run.succeeds("1");
    run.until("SUCCEEDED").await;
}

#[tokio::test]
async fn ids_come_raw_too() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let mut raw = 0;
    for n in 0..8 {
        let id = run.open_callback(&"c".repeat(n + 1), &json!({})).await;
        raw += usize::from(id.contains(['/', '+', '=']));
        let path = format!("/2025-12-01/durable-execution-callbacks/{id}/heartbeat");
        world.post(&path, "").await.expect(200);
    }
    assert!(raw > 0, "no id has a character that must be escaped");
}
