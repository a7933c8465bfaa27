//! Reading an execution: paths, pages, and what is left out (contract 1.2, 1.5 to 1.7, 6.5, Appendix C 1, 2, 5, 15).

use serde_json::{Value, json};

use super::run::{Run, text};
use super::world::{World, encode, execution};

const SECRET: &str = "swordfish";

/// An execution with payloads and errors of every kind, all of them secret; it is left running.
async fn rich(world: &World) -> Run<'_> {
    let secret = format!("\"{SECRET}\"");
    let error =
        json!({"ErrorType": SECRET, "ErrorMessage": SECRET, "ErrorData": SECRET, "StackTrace": [SECRET]});
    let mut run = world.start("flow", &secret).await;
    let succeeded = run.open_callback("cb-1", &json!({"TimeoutSeconds": 60})).await;
    let failed = run.open_callback("cb-2", &json!({})).await;
    run.callback(&succeeded, "succeed", &secret).await.expect(200);
    run.callback(&failed, "fail", &error.to_string())
        .await
        .expect(200);
    run.checkpoint(&json!([
        {"Id": "s1", "Type": "STEP", "Action": "START", "Name": "one"},
        {"Id": "s1", "Type": "STEP", "Action": "SUCCEED", "Payload": secret},
        {"Id": "s2", "Type": "STEP", "Action": "FAIL", "Error": error},
        {"Id": "s3", "Type": "STEP", "Action": "RETRY", "Error": error, "StepOptions": {"NextAttemptDelaySeconds": 60}},
        {"Id": "s4", "Type": "STEP", "Action": "RETRY", "Payload": secret, "StepOptions": {"NextAttemptDelaySeconds": 60}},
        {"Id": "c1", "Type": "CONTEXT", "Action": "SUCCEED", "Payload": secret},
        {"Id": "c2", "Type": "CONTEXT", "Action": "FAIL", "Error": error},
        {"Id": "i1", "Type": "CHAINED_INVOKE", "Action": "START", "Payload": secret,
         "ChainedInvokeOptions": {"FunctionName": "plain"}},
        {"Id": "i2", "Type": "CHAINED_INVOKE", "Action": "START", "Payload": secret,
         "ChainedInvokeOptions": {"FunctionName": "plain"}},
        {"Id": "w", "Type": "WAIT", "Action": "START", "WaitOptions": {"WaitSeconds": 600}},
    ]))
    .await;
    world.called("plain").await.says(200, &secret);
    world
        .called("plain")
        .await
        .fails(&json!({"errorType": SECRET, "errorMessage": SECRET}));
    run.until_event("ChainedInvokeFailed").await;
    run.until_event("ChainedInvokeSucceeded").await;
    run.tell("pause", &json!({"Reason": SECRET}).to_string())
        .await
        .expect(202);
    run.fails(&json!({"errorType": SECRET, "errorMessage": SECRET, "stackTrace": [SECRET]}));
    run.until("PAUSED").await;
    run.tell("resume", &json!({"Reason": SECRET}).to_string())
        .await
        .expect(202);
    run.next().await;
    run
}

/// Appendix C 2, row 4.
#[tokio::test]
async fn an_arn_is_read_raw_escaped_once_and_twice() {
    let world = World::new().await;
    let run = world.start("flow", "1").await;
    let (once, twice) = (encode(&run.arn), encode(&encode(&run.arn)));
    let partly = run.arn.replace(':', "%3A").replace('$', "%24");
    let lower = once.replace("%3A", "%3a").replace("%2F", "%2f");
    let expected = run.ask("", "").await.expect(200).body;
    let history = run.ask("history", "").await.expect(200).body;
    for arn in [&run.arn, &once, &twice, &partly, &lower] {
        let path = format!("/2025-12-01/durable-executions/{arn}");
        assert_eq!(world.get(&path).await.expect(200).body, expected, "{path}");
        assert_eq!(
            world.get(&format!("{path}/history")).await.expect(200).body,
            history,
            "{path}"
        );
        let token = encode(&run.token);
        world
            .get(&format!("{path}/state?CheckpointToken={token}"))
            .await
            .expect(200);
        let body = json!({"CheckpointToken": "YWJj"}).to_string();
        let refused = world.post(&format!("{path}/checkpoint"), body).await;
        assert!(
            refused.to_string().ends_with("\"Invalid checkpoint token\"}"),
            "{refused}"
        );
    }
    for verb in ["stop", "stop"] {
        world
            .post(&format!("/2025-12-01/durable-executions/{}/{verb}", run.arn), "")
            .await
            .expect(200);
    }
    world
        .send(
            "DELETE",
            &format!("/2025-12-01/durable-executions/{}", run.arn),
            &[],
            "",
        )
        .await
        .expect(202);
}

/// An execution may be called like a verb.
#[tokio::test]
async fn names_that_are_verbs() {
    let world = World::new().await;
    for name in ["history", "stop", "checkpoint"] {
        let headers = [
            ("x-amz-invocation-type", "Event"),
            ("x-amz-durable-execution-name", name),
        ];
        let started = world.invoke("flow", &headers, "1").await.expect(202);
        let arn = started.header("x-amz-durable-execution-arn");
        for path in [
            execution(arn, ""),
            format!("/2025-12-01/durable-executions/{arn}"),
        ] {
            let get = world.get(&path).await.expect(200).json();
            assert_eq!(get["DurableExecutionName"], name);
        }
    }
}

/// Appendix C 5, row 20, row 24.
#[tokio::test]
async fn pages_of_history_cover_each_event_once() {
    let world = World::new().await;
    let run = rich(&world).await;
    let all = run.events().await;
    let ids: Vec<u64> = all
        .iter()
        .map(|event| event["EventId"].as_u64().unwrap())
        .collect();
    assert_eq!(
        ids,
        (1..=all.len() as u64).collect::<Vec<_>>(),
        "contiguous, from 1"
    );
    let times: Vec<f64> = all
        .iter()
        .map(|event| event["EventTimestamp"].as_f64().unwrap())
        .collect();
    assert!(times.is_sorted(), "{times:?}");
    let mut backward = all.clone();
    backward.reverse();
    for size in [1, 2, 3, 7, all.len() - 1, all.len(), 1000] {
        for (reverse, expected) in [(false, &all), (true, &backward)] {
            let query = format!("MaxItems={size}&ReverseOrder={reverse}");
            let pages = pages(&run, "history", &query, "Events").await;
            assert!(pages[..pages.len() - 1].iter().all(|page| page.len() == size));
            assert_eq!(&pages.concat(), expected, "row 20, {query}");
        }
    }
    let zero = run.ask("history", "MaxItems=0").await.expect(200).json();
    assert_eq!(
        (zero["Events"].as_array(), zero.get("NextMarker")),
        (Some(&all), None),
        "row 24"
    );
    let first = run.ask("history", "MaxItems=1").await.expect(200).json();
    let marker = encode(&text(&first["NextMarker"]));
    // What is added later comes later: a marker stays good.
    run.tell("stop", "{}").await.expect(200);
    let rest = run
        .ask("history", &format!("MaxItems=1000&Marker={marker}"))
        .await
        .expect(200)
        .json();
    let rest = rest["Events"].as_array().unwrap();
    assert_eq!(rest[..all.len() - 1], all[1..]);
    assert_eq!(rest.last().unwrap()["EventType"], "ExecutionStopped");
}

async fn pages(run: &Run<'_>, verb: &str, query: &str, member: &str) -> Vec<Vec<Value>> {
    let mut pages = Vec::new();
    let mut next = String::new();
    loop {
        let page = run.ask(verb, &format!("{query}{next}")).await.expect(200).json();
        pages.push(page[member].as_array().unwrap().clone());
        match page.get("NextMarker") {
            Some(marker) => next = format!("&Marker={}", encode(&text(marker))),
            None => return pages,
        }
    }
}

#[tokio::test]
async fn pages_of_state_cover_each_operation_once() {
    let world = World::new().await;
    let run = rich(&world).await;
    let token = encode(&run.token);
    let state = |query: &str| format!("CheckpointToken={token}&{query}");
    let all = pages(&run, "state", &state("MaxItems=1000"), "Operations")
        .await
        .concat();
    let ids: Vec<_> = all.iter().map(|operation| text(&operation["Id"])).collect();
    assert_eq!(
        ids[1..],
        [
            "cb-1", "cb-2", "s1", "s2", "s3", "s4", "c1", "c2", "i1", "i2", "w"
        ]
    );
    assert_eq!(ids[0], run.arn.rsplit('/').next().unwrap());
    for size in [1, 2, 5, all.len()] {
        let pages = pages(&run, "state", &state(&format!("MaxItems={size}")), "Operations").await;
        assert_eq!(pages.concat(), all);
    }
    let zero = pages(&run, "state", &state("MaxItems=0"), "Operations").await;
    assert_eq!(zero.concat(), all, "row 24");
}

/// Appendix C 15, row 21, row 22, row 23.
#[tokio::test]
async fn what_is_left_out_is_left_out_everywhere() {
    let world = World::new().await;
    let run = rich(&world).await;
    run.tell(
        "stop",
        &json!({"ErrorType": SECRET, "ErrorMessage": SECRET, "ErrorData": SECRET}).to_string(),
    )
    .await
    .expect(200);
    let with = run.ask("history", "MaxItems=1000").await.expect(200);
    assert_eq!(
        with.body,
        run.ask("history", "MaxItems=1000&IncludeExecutionData=true")
            .await
            .body,
        "row 22"
    );
    let without = run
        .ask("history", "MaxItems=1000&IncludeExecutionData=false")
        .await
        .expect(200);
    assert!(!without.body.contains(SECRET), "row 21: {without}");
    let (with, without) = (with.json(), without.json());
    let (with, without) = (
        with["Events"].as_array().unwrap(),
        without["Events"].as_array().unwrap(),
    );
    assert_eq!(with.len(), without.len());
    let mut holders = 0;
    for (with, without) in with.iter().zip(without) {
        let details = format!("{}Details", text(&with["EventType"]));
        for (member, value) in with[&details].as_object().unwrap() {
            let bare = &without[&details][member];
            if value.get("Truncated").is_some() {
                holders += 1;
                assert_eq!(
                    (&value["Truncated"], value.get("Payload").is_some()),
                    (&json!(false), true),
                    "{with}"
                );
                assert_eq!(bare, &json!({"Truncated": true}), "{without}");
            } else {
                assert_eq!(bare, value, "{with}");
            }
        }
    }
    assert!(holders >= 14, "{holders} payloads were there to be left out");

    let get = run.ask("", "IncludeExecutionData=false").await.expect(200);
    assert!(!get.body.contains(SECRET), "row 23: {get}");
    assert_eq!(get.json()["ExecutionDataIncluded"], false);
    let get = run.get().await;
    assert_eq!(get["ExecutionDataIncluded"], true);
    assert_eq!(
        (&get["InputPayload"], &get["Error"]["ErrorType"]),
        (&json!("\"swordfish\""), &json!(SECRET))
    );
    assert_eq!(
        get["DurableConfig"],
        json!({"ExecutionTimeout": 86400, "RetentionPeriodInDays": 14})
    );
    assert_eq!(
        get["FunctionArn"],
        "arn:aws:lambda:us-east-1:123456789012:function:flow:$LATEST"
    );
    assert_eq!(get["Version"], "$LATEST");
    for member in ["ExpectedExecutionTimeoutTimestamp", "PauseDetails", "Result"] {
        assert_eq!(get.get(member), None);
    }
}

#[tokio::test]
async fn a_paused_execution_hides_its_reason() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let before = run.get().await["ExpectedExecutionTimeoutTimestamp"]
        .as_f64()
        .unwrap();
    run.suspends_on_a_wait().await;
    run.tell("pause", &json!({"Reason": SECRET}).to_string())
        .await
        .expect(202);
    let get = run.ask("", "IncludeExecutionData=false").await.expect(200);
    assert!(!get.body.contains(SECRET), "{get}");
    let get = run.get().await;
    assert_eq!(
        (&get["Status"], &get["PauseDetails"]["Reason"]),
        (&json!("PAUSED"), &json!(SECRET))
    );
    assert_eq!(get["PauseDetails"]["ExecutionTimeoutPaused"], true);
    let start = get["StartTimestamp"].as_f64().unwrap();
    let expected = get["ExpectedExecutionTimeoutTimestamp"].as_f64().unwrap();
    assert!((before - start - 86_400.0).abs() < 0.01, "a day");
    assert!(
        (expected - start - 366.0 * 86_400.0).abs() < 0.01,
        "366 days while it is paused"
    );
}

/// Appendix C 1, row 2, row 45.
#[tokio::test]
async fn every_answer_has_its_headers() {
    let world = World::new().await;
    let run = world.start("flow", "1").await;
    let ok = run.ask("", "").await.expect(200);
    let no = world.get(&execution("abc", "")).await.expect(400);
    let mut ids = Vec::new();
    for answer in [&ok, &no] {
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(
            answer.header("content-length"),
            answer.body.len().to_string(),
            "row 45"
        );
        assert!(!answer.header("date").is_empty());
        ids.push(answer.header("x-amzn-requestid"));
    }
    assert_ne!(ids[0], ids[1]);
    assert_eq!(ids[0].len(), 36, "row 45: a UUID");
    assert_eq!(
        (ok.header("x-amzn-errortype"), no.header("x-amzn-errortype")),
        ("", "ValidationException"),
        "row 2"
    );
}
