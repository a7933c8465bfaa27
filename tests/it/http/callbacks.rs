//! Callbacks: what they carry, and who is refused (contract 1.9, 2.7, 5.3, Appendix C 8).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::run::Run;
use super::world::World;

const INVALID: &str = r#"400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}"#;
const UNKNOWN: &str = r#"404 ResourceNotFoundException {"Type":"User","Message":"Callback does not exist"}"#;
const NOWHERE: &str =
    r#"404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}"#;
const CLOSED: &str = r#"400 CallbackTimeoutException {"Type":"User","Message":"The callback is either timed out or already completed"}"#;

/// All three requests are refused alike, and nothing comes of them.
async fn refused(run: &Run<'_>, id: &str, expected: &str) {
    let before = run.fingerprint().await;
    for (verb, body) in [("succeed", "1"), ("fail", "{}"), ("heartbeat", "")] {
        assert_eq!(
            run.callback(id, verb, body).await.to_string(),
            expected,
            "{verb} {id}"
        );
    }
    assert_eq!(run.fingerprint().await, before, "{id}");
}

/// Row 8, row 47.
#[tokio::test]
async fn ids_that_are_none() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let id = run.open_callback("c", &json!({})).await;
    let plain = String::from_utf8(STANDARD.decode(&id).unwrap()).unwrap();
    let forged = |from: &str, to: &str| STANDARD.encode(plain.replace(from, to));
    for malformed in [
        "x",
        "a-b_",
        "YWJj",
        "=",
        "é",
        &"A".repeat(1028),
        &forged(" c ", " c c "),
        &forged(" c ", " c 0"),
    ] {
        refused(&run, malformed, INVALID).await;
    }
    let nonce = plain.rsplit(' ').next().unwrap();
    let zeros = "0".repeat(nonce.len());
    let other_nonce = forged(
        nonce,
        if nonce == zeros {
            "000000000000000f"
        } else {
            &zeros
        },
    );
    refused(&run, &other_nonce, UNKNOWN).await;
    refused(&run, &forged(" c ", " d "), UNKNOWN).await;
    let execution = run.arn.rsplit('/').next().unwrap();
    refused(&run, &forged(execution, "0"), NOWHERE).await;
    let before = run.fingerprint().await;
    for (body, message) in [
        ("x", "Unexpected character at line 1, column 1"),
        ("[]", "Start of list found where not expected"),
        ("1", "Expected a structure or map"),
    ] {
        let refused = run.callback(&id, "fail", body).await;
        let expected = format!(r#"400 SerializationException {{"message":"{message}"}}"#);
        assert_eq!(refused.to_string(), expected, "{body}");
    }
    assert_eq!(run.fingerprint().await, before);
    run.callback(&id, "succeed", "1").await.expect(200);
}

/// Appendix C 8, row 8, row 10.
#[tokio::test]
async fn closed_callbacks() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let succeeded = run.open_callback("succeeded", &json!({})).await;
    let failed = run.open_callback("failed", &json!({})).await;
    let late = run.open_callback("late", &json!({"TimeoutSeconds": 1})).await;
    let silent = run
        .open_callback("silent", &json!({"HeartbeatTimeoutSeconds": 1}))
        .await;
    let open = run
        .open_callback(
            "open",
            &json!({"TimeoutSeconds": 0, "HeartbeatTimeoutSeconds": 0}),
        )
        .await;
    run.callback(&succeeded, "succeed", "1").await.expect(200);
    run.callback(&failed, "fail", "{}").await.expect(200);
    run.suspends();
    // The two ends above were news; both timeouts are due at about the same time.
    loop {
        let input = run.next().await;
        let timed_out = input["InitialExecutionState"]["Operations"]
            .as_array()
            .unwrap()
            .iter();
        if timed_out
            .filter(|operation| operation["Status"] == "TIMED_OUT")
            .count()
            == 2
        {
            break;
        }
        run.suspends();
    }
    for id in [&succeeded, &failed, &late, &silent] {
        refused(&run, id, CLOSED).await;
    }
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
    refused(&run, &open, CLOSED).await;
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
