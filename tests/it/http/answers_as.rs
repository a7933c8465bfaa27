//! `start --answers-as`: each row of the table in `api::answers_as`, and what the service says beside it.

use std::fmt::Write as _;

use cargo_durable::api::AnswersAs;
use expect_test::expect;
use serde_json::{Value, json};

use super::world::{World, callback, encode, execution};

/// Asks everything of one emulator; what is asked, and what it says.
async fn answers(answers_as: AnswersAs) -> Vec<(String, String)> {
    let world = World::with(|config| config.answers_as = answers_as).await;
    let mut run = world.start("flow", "1").await;
    let closed = run.open_callback("done", &json!({})).await;
    run.callback(&closed, "succeed", "1").await.expect(200);
    let arn = run.arn.clone();
    let mut gone = arn.clone();
    gone.replace_range(gone.len() - 4.., "0000");
    let elsewhere = world.start("flow", "2").await;
    let gone_callback = elsewhere_callback(elsewhere).await;
    let named = [
        (arn.as_str(), "ARN"),
        (&gone, "GONE"),
        (&closed, "CLOSED"),
        (&gone_callback, "GONE-CALLBACK"),
    ];
    let mut said = Vec::new();
    let asked = [
        ("GET", execution(&gone, "")),
        ("GET", execution("no-arn", "")),
        ("GET", execution(&gone, "history")),
        ("GET", execution("no-arn", "history")),
        ("POST", execution(&gone, "stop")),
        ("POST", execution("no-arn", "stop")),
        ("POST", callback(&closed, "succeed")),
        ("POST", callback(&closed, "fail")),
        ("POST", callback(&closed, "heartbeat")),
        ("POST", callback(&gone_callback, "succeed")),
        ("POST", callback(&gone_callback, "fail")),
        ("POST", callback(&gone_callback, "heartbeat")),
        ("POST", callback("no-id", "succeed")),
        ("POST", callback("no-id", "heartbeat")),
        // What the table does not know of is the service's, but for where it is named.
        ("GET", format!("{}?MaxItems=-1", execution(&arn, "history"))),
        ("GET", execution(&gone, "state?CheckpointToken=abc")),
        ("GET", "/nowhere".to_owned()),
        ("DELETE", callback("no-id", "succeed")),
    ];
    for (method, path) in asked {
        let answer = world.send(method, &path, &[], "").await;
        let [asked, answer] = [format!("{method} {path}"), answer.to_string()].map(|mut text| {
            for (value, name) in named {
                text = text.replace(value, name).replace(&encode(value), name);
            }
            text.replace("%2D", "-").replace("/2025-12-01", "")
        });
        said.push((asked, answer));
    }
    said
}

/// A callback of an execution that is deleted.
async fn elsewhere_callback(mut run: super::run::Run<'_>) -> String {
    let id = run.open_callback("c", &json!({})).await;
    run.tell("stop", "").await.expect(200);
    run.suspends();
    run.until_event("InvocationCompleted").await;
    let path = execution(&run.arn, "");
    run.world.send("DELETE", &path, &[], "").await.expect(202);
    id
}

#[tokio::test]
async fn what_either_refuses() {
    let service = answers(AnswersAs::Service).await;
    let emulator = answers(AnswersAs::Emulator12).await;
    let mut table = String::new();
    for ((asked, ours), (same, theirs)) in service.into_iter().zip(emulator) {
        assert_eq!(asked, same);
        writeln!(table, "{asked}\n  service      {ours}\n  emulator-1.2 {theirs}").unwrap();
    }
    expect![[r#"
        GET /durable-executions/GONE
          service      404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
          emulator-1.2 404 {"Type":"ResourceNotFoundException","Message":"Execution GONE not found"}
        GET /durable-executions/no-arn
          service      400 ValidationException {"message":"1 validation error detected: Value 'no-arn' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\\d{12}):function:([a-zA-Z0-9_-]+):(\\$LATEST(?:\\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)"}
          emulator-1.2 404 {"Type":"ResourceNotFoundException","Message":"Execution no-arn not found"}
        GET /durable-executions/GONE/history
          service      404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
          emulator-1.2 404 {"Type":"ResourceNotFoundException","Message":"Execution GONE not found"}
        GET /durable-executions/no-arn/history
          service      400 ValidationException {"message":"1 validation error detected: Value 'no-arn' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\\d{12}):function:([a-zA-Z0-9_-]+):(\\$LATEST(?:\\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)"}
          emulator-1.2 404 {"Type":"ResourceNotFoundException","Message":"Execution no-arn not found"}
        POST /durable-executions/GONE/stop
          service      404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
          emulator-1.2 404 {"Type":"ResourceNotFoundException","Message":"Execution GONE not found"}
        POST /durable-executions/no-arn/stop
          service      400 ValidationException {"message":"1 validation error detected: Value 'no-arn' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\\d{12}):function:([a-zA-Z0-9_-]+):(\\$LATEST(?:\\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)"}
          emulator-1.2 404 {"Type":"ResourceNotFoundException","Message":"Execution no-arn not found"}
        POST /durable-execution-callbacks/CLOSED/succeed
          service      400 CallbackTimeoutException {"Type":"User","Message":"The callback is either timed out or already completed"}
          emulator-1.2 404 {"Type":"ResourceNotFoundException","Message":"Failed to process callback success: Callback operation [CLOSED] is not in STARTED state"}
        POST /durable-execution-callbacks/CLOSED/fail
          service      400 CallbackTimeoutException {"Type":"User","Message":"The callback is either timed out or already completed"}
          emulator-1.2 404 {"Type":"ResourceNotFoundException","Message":"Failed to process callback failure: Callback operation [CLOSED] is not in STARTED state"}
        POST /durable-execution-callbacks/CLOSED/heartbeat
          service      400 CallbackTimeoutException {"Type":"User","Message":"The callback is either timed out or already completed"}
          emulator-1.2 404 {"Type":"ResourceNotFoundException","Message":"Failed to process callback heartbeat: Callback CLOSED is not active"}
        POST /durable-execution-callbacks/GONE-CALLBACK/succeed
          service      404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
          emulator-1.2 404 {"Type":"ResourceNotFoundException","Message":"Failed to process callback success: Durable Execution does not exist"}
        POST /durable-execution-callbacks/GONE-CALLBACK/fail
          service      404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
          emulator-1.2 404 {"Type":"ResourceNotFoundException","Message":"Failed to process callback failure: Durable Execution does not exist"}
        POST /durable-execution-callbacks/GONE-CALLBACK/heartbeat
          service      404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
          emulator-1.2 404 {"Type":"ResourceNotFoundException","Message":"Failed to process callback heartbeat: Durable Execution does not exist"}
        POST /durable-execution-callbacks/no-id/succeed
          service      400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
          emulator-1.2 404 {"Type":"ResourceNotFoundException","Message":"Failed to process callback success: Invalid callback id"}
        POST /durable-execution-callbacks/no-id/heartbeat
          service      400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
          emulator-1.2 404 {"Type":"ResourceNotFoundException","Message":"Failed to process callback heartbeat: Invalid callback id"}
        GET /durable-executions/ARN/history?MaxItems=-1
          service      400 ValidationException {"message":"1 validation error detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 0"}
          emulator-1.2 400 {"Type":"ValidationException","message":"1 validation error detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 0"}
        GET /durable-executions/GONE/state?CheckpointToken=abc
          service      400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
          emulator-1.2 400 {"Type":"InvalidParameterValueException","message":"Invalid checkpoint token"}
        GET /nowhere
          service      404 UnknownOperationException {"message":"Unknown path pattern: GET /nowhere"}
          emulator-1.2 404 {"Type":"UnknownOperationException","message":"Unknown path pattern: GET /nowhere"}
        DELETE /durable-execution-callbacks/no-id/succeed
          service      405 MethodNotAllowedException {"message":"Allowed here: POST"}
          emulator-1.2 405 {"Type":"MethodNotAllowedException","message":"Allowed here: POST"}
    "#]].assert_eq(&table);
}

/// What history says of a step that succeeds at once, of one that is tried again, and of one that is given up.
async fn steps(answers_as: AnswersAs) -> String {
    let world = World::with(|config| config.answers_as = answers_as).await;
    let mut run = world.start("flow", "1").await;
    let error = json!({"ErrorType": "T"});
    run.checkpoint(&json!([
        {"Id": "good", "Type": "STEP", "Action": "START"},
        {"Id": "again", "Type": "STEP", "Action": "START"},
        {"Id": "bad", "Type": "STEP", "Action": "START"},
    ]))
    .await;
    run.checkpoint(&json!([
        {"Id": "good", "Type": "STEP", "Action": "SUCCEED", "Payload": "1"},
        {"Id": "again", "Type": "STEP", "Action": "RETRY", "Error": error, "StepOptions": {"NextAttemptDelaySeconds": 60}},
        {"Id": "bad", "Type": "STEP", "Action": "FAIL", "Error": error},
    ]))
    .await;
    run.until_get("it is ready", |_| true).await;
    let mut lines = String::new();
    for event in run.events().await {
        for kind in ["StepSucceeded", "StepFailed"] {
            if let Some(details) = event.get(format!("{kind}Details")) {
                let retry: &Value = &details["RetryDetails"];
                writeln!(lines, "{kind} {} {retry}", event["Id"]).unwrap();
            }
        }
    }
    lines
}

#[tokio::test]
async fn an_attempt_that_never_comes_is_no_seconds_away() {
    expect![[r#"
        StepSucceeded "good" {"CurrentAttempt":1}
        StepFailed "again" {"CurrentAttempt":1,"NextAttemptDelaySeconds":60}
        StepFailed "bad" {"CurrentAttempt":1}
    "#]]
    .assert_eq(&steps(AnswersAs::Service).await);
    expect![[r#"
        StepSucceeded "good" {"CurrentAttempt":1,"NextAttemptDelaySeconds":0}
        StepFailed "again" {"CurrentAttempt":1,"NextAttemptDelaySeconds":60}
        StepFailed "bad" {"CurrentAttempt":1,"NextAttemptDelaySeconds":0}
    "#]]
    .assert_eq(&steps(AnswersAs::Emulator12).await);
}

/// No row: the service stops twice as well.
#[tokio::test]
async fn stopping_twice_is_fine_either_way() {
    for answers_as in [AnswersAs::Service, AnswersAs::Emulator12] {
        let world = World::with(|config| config.answers_as = answers_as).await;
        let run = world.start("flow", "1").await;
        let first = run.tell("stop", "").await.expect(200).body;
        assert_eq!(run.tell("stop", "{}").await.expect(200).body, first);
    }
}
