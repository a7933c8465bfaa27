//! What functions answer, and what it is worth (contract 3.2, 3.3, decisions 10, 14, 15).

use cargo_durable::execution::Limits;
use serde_json::{Value, json};

use super::endpoint::Call;
use super::run::Run;
use super::world::World;

const NO_STATUS: &str = "Invalid Status in invocation output.";

const MALFORMED: &[(&str, &str)] = &[
    ("{}", NO_STATUS),
    (r#"{"Status":null}"#, NO_STATUS),
    (r#"{"Status":"DONE"}"#, NO_STATUS),
    (r#"{"Status":"succeeded"}"#, NO_STATUS),
    (r#"{"Status":1}"#, NO_STATUS),
    (r#"{"answer":42}"#, NO_STATUS),
    (
        r#"{"Status":"FAILED","Result":"1"}"#,
        "Cannot provide a Result for FAILED status.",
    ),
    (
        r#"{"Status":"SUCCEEDED","Error":{"ErrorType":"T"}}"#,
        "Cannot provide an Error for SUCCEEDED status.",
    ),
    (
        r#"{"Status":"SUCCEEDED","Result":{"a":1}}"#,
        "Invalid invocation output: Start of structure or map found where not expected.",
    ),
    (r#"{"Status":["SUCCEEDED"]}"#, NO_STATUS),
    (
        r#"{"Status":"SUCCEEDED","Result":1}"#,
        "Invalid invocation output: NUMBER_VALUE can not be converted to a String",
    ),
    (
        r#"{"Status":"SUCCEEDED","Result":["a"]}"#,
        "Invalid invocation output: Start of list found where not expected",
    ),
    (
        r#"{"Status":"FAILED","Error":"no"}"#,
        "Invalid invocation output: Expected a structure or map",
    ),
    (
        r#"{"Status":"FAILED","Error":{"ErrorType":1}}"#,
        "Invalid invocation output: NUMBER_VALUE can not be converted to a String",
    ),
    (
        r#"{"Status":"SUCCEEDED"} {}"#,
        "Invalid invocation output: Unexpected character at line 1, column 24",
    ),
    (
        "[]",
        "Invalid invocation output: Start of list found where not expected",
    ),
    (
        "\"done\"",
        "Invalid invocation output: Expected a structure or map",
    ),
    ("null", "Invalid invocation output: Expected a structure or map"),
    (
        "",
        "Invalid invocation output: Unexpected end-of-input at line 1, column 0",
    ),
    (
        "done",
        "Invalid invocation output: Unexpected character at line 1, column 1",
    ),
];

/// Row 35: each of these fails at once, with this message.
#[tokio::test]
async fn malformed_outputs_fail_the_execution() {
    let world = World::new().await;
    for (output, message) in MALFORMED {
        let mut run = world.start("flow", "1").await;
        run.call().says(200, output);
        let get = run.until("FAILED").await;
        let error = json!({"ErrorType": "InvalidParameterValueException", "ErrorMessage": message});
        assert_eq!(get["Error"], error, "row 35, {output}");
        assert_eq!(
            run.last("InvocationCompleted").await["Error"]["Payload"],
            error,
            "{output}"
        );
        assert_eq!(
            run.story().await,
            ["ExecutionStarted", "InvocationCompleted", "ExecutionFailed"]
        );
    }
    assert!(world.is_quiet().await, "nobody tried again");
}

#[tokio::test]
async fn outputs_that_end_the_execution() {
    let world = World::new().await;
    let error = json!({"ErrorType": "T", "ErrorMessage": "m", "ErrorData": "d", "StackTrace": ["s"]});
    for (output, status, member, value) in [
        (
            json!({"Status": "SUCCEEDED", "Result": "no JSON"}),
            "SUCCEEDED",
            "Result",
            json!("no JSON"),
        ),
        (
            json!({"Status": "SUCCEEDED", "Result": ""}),
            "SUCCEEDED",
            "Result",
            json!(""),
        ),
        (json!({"Status": "SUCCEEDED"}), "SUCCEEDED", "Result", json!(null)),
        (
            json!({"Status": "SUCCEEDED", "Result": null, "Error": null}),
            "SUCCEEDED",
            "Result",
            json!(null),
        ),
        (
            json!({"Status": "FAILED", "Error": error}),
            "FAILED",
            "Error",
            error,
        ),
        (json!({"Status": "FAILED"}), "FAILED", "Error", json!(null)),
    ] {
        let mut run = world.start("flow", "1").await;
        run.returns(&output);
        let get = run.until(status).await;
        assert_eq!(get[member], value, "{output}");
    }
}

/// Gives such answers and returns the execution's error and the errors of its invocations.
async fn breaks(run: &mut Run<'_>, times: usize, answer: impl Fn(Call)) -> (Value, Vec<Value>) {
    for time in 0..times {
        if time > 0 {
            run.next().await;
        }
        answer(run.call());
    }
    let get = run.until("FAILED").await;
    let completed = run.events().await.into_iter();
    let completed = completed.filter(|event| event["EventType"] == "InvocationCompleted");
    (
        get["Error"].clone(),
        completed
            .map(|event| event["InvocationCompletedDetails"]["Error"]["Payload"].clone())
            .collect(),
    )
}

/// Appendix C 11, row 17, row 19, row 36. One retry each, a second later.
#[tokio::test]
async fn broken_invocations_are_tried_again() {
    let limits = Limits {
        crash_retries: Some(1),
        ..Limits::SERVICE
    };
    let world = World::with(|config| config.limits = limits).await;
    let fields = json!({"errorType": "KeyError", "errorMessage": "'id'", "stackTrace": ["a", "b"]});
    let error = json!({"ErrorType": "KeyError", "ErrorMessage": "'id'", "StackTrace": ["a", "b"]});
    let header = |call: Call| call.fails(&fields);
    let shape = |call: Call| call.returns(&fields);
    let exit = json!({"errorType": "Runtime.ExitError", "errorMessage": "exit status 3"});
    let exited = |call: Call| call.says(502, &exit);
    let out_of_time = |call: Call| call.says(200, "Task timed out after 2.00 seconds");
    let gone = |call: Call| call.says(503, "away");
    let mut runs = Vec::new();
    for input in ["1", "2", "3", "4", "5"] {
        runs.push(world.start("flow", input).await);
    }
    let [first, second, third, fourth, fifth] = &mut runs[..] else {
        unreachable!("five were started");
    };
    let (by_header, by_shape, exited, out_of_time, gone) = tokio::join!(
        breaks(first, 2, header),
        breaks(second, 2, shape),
        breaks(third, 2, exited),
        breaks(fourth, 2, out_of_time),
        breaks(fifth, 2, gone),
    );
    assert_eq!(
        by_header,
        (error.clone(), vec![error.clone(); 2]),
        "row 17, row 19"
    );
    assert_eq!(by_shape, (error.clone(), vec![error; 2]), "row 36");
    assert_eq!(
        (&exited.0["ErrorType"], exited.1.len()),
        (&json!("Runtime.ExitError"), 2)
    );
    let timed_out =
        json!({"ErrorType": "Sandbox.Timedout", "ErrorMessage": "Task timed out after 2.00 seconds"});
    assert_eq!(out_of_time, (timed_out.clone(), vec![timed_out; 2]), "row 36");
    assert_eq!((&gone.0["ErrorType"], gone.1.len()), (&json!("EndpointError"), 2));
}

/// Appendix C 11, row 18: the pauses grow.
#[tokio::test]
async fn tries_are_further_and_further_apart() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    for _ in 0..2 {
        run.fails(&json!({"errorType": "T", "errorMessage": "m"}));
        run.next().await;
    }
    run.succeeds("1");
    run.until("SUCCEEDED").await;
    let events = run.events().await;
    let ends = events
        .iter()
        .filter(|event| event["EventType"] == "InvocationCompleted");
    let ends: Vec<_> = ends.map(|event| &event["InvocationCompletedDetails"]).collect();
    assert_eq!(ends.len(), 3, "row 17");
    let at = |details: &Value, member: &str| details[member].as_f64().unwrap();
    for (pair, delay) in ends.windows(2).zip([1.0, 2.0]) {
        let pause = at(pair[1], "StartTimestamp") - at(pair[0], "EndTimestamp");
        assert!(
            pause >= delay - 0.01 && pause < delay + 2.9,
            "row 18: {pause} after {delay}"
        );
    }
    assert!(ends[..2].iter().all(|details| details["RequestId"].is_string()));
    assert_eq!(ends[2].get("Error"), None);
}

#[tokio::test]
async fn a_function_that_is_not_there_is_not_tried_again() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    run.call().says(
        404,
        &json!({"Type": "ResourceNotFoundException", "Message": "gone"}),
    );
    let get = run.until("FAILED").await;
    assert_eq!(
        get["Error"],
        json!({"ErrorType": "ResourceNotFoundException", "ErrorMessage": "gone"})
    );
}

#[tokio::test]
async fn pending_with_nothing_pending() {
    let limits = Limits {
        bad_pendings: 2,
        ..Limits::SERVICE
    };
    let world = World::with(|config| config.limits = limits).await;
    let mut run = world.start("flow", "1").await;
    let error = json!({"ErrorType": "InvalidParameterValueException",
        "ErrorMessage": "Cannot return PENDING status with no pending operations."});
    let broken = breaks(&mut run, 2, |call| call.says(200, r#"{"Status":"PENDING"}"#)).await;
    assert_eq!(broken, (error.clone(), vec![error; 2]));

    // What changed since the input is a reason to suspend (decisions 10).
    let mut run = world.start("flow", "1").await;
    let id = run.open_callback("cb", &json!({})).await;
    run.callback(&id, "succeed", "1").await.expect(200);
    run.checkpoint(&json!([])).await;
    run.suspends();
    let input = run.next().await;
    assert_eq!(
        input["InitialExecutionState"]["Operations"][1]["Status"],
        "SUCCEEDED"
    );
    assert_eq!(run.last("InvocationCompleted").await.get("Error"), None);
}

/// C 1-17: what a crash left started is closed by the next invocation, without another start.
#[tokio::test]
async fn a_crash_leaves_a_step_started() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    run.checkpoint(&json!([{"Id": "s", "Type": "STEP", "Action": "START"}]))
        .await;
    run.fails(&json!({"errorType": "Runtime.ExitError"}));
    let input = run.next().await;
    let step = &input["InitialExecutionState"]["Operations"][1];
    assert_eq!(
        (&step["Status"], &step["StepDetails"]["Attempt"]),
        (&json!("STARTED"), &json!(0))
    );
    run.checkpoint(&json!([{"Id": "s", "Type": "STEP", "Action": "SUCCEED", "Payload": "1"}]))
        .await;
    assert_eq!(
        run.last("StepSucceeded").await["RetryDetails"],
        json!({"CurrentAttempt": 1})
    );
    let story = run.story().await;
    assert_eq!(
        story,
        [
            "ExecutionStarted",
            "StepStarted",
            "InvocationCompleted",
            "StepSucceeded"
        ]
    );
}
