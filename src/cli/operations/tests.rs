//! History in, operations out.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::*;

/// An event from the little that counts: `at type id [parent] [name] details`.
pub(in crate::cli) fn event(number: u64, at: f64, kind: &str, about: &str, details: &str) -> Event<'static> {
    let about = if about.is_empty() {
        String::new()
    } else {
        format!("{about},")
    };
    let json = format!(
        r#"{{"EventId":{number},"EventTimestamp":{at},"EventType":"{kind}",{about}"{kind}Details":{details}}}"#
    );
    serde_json::from_str(&json).expect(&json)
}

/// A history: each line an event, `at|type|about|details`.
pub(in crate::cli) fn history(text: &str) -> Vec<Event<'static>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let event = |(number, line): (usize, &str)| {
        let parts: Vec<&str> = line.split('|').collect();
        let about: Vec<String> = parts[2]
            .split(' ')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (key, value) = pair.split_once('=').expect(pair);
                let key = match key {
                    "in" => "ParentId",
                    "as" => "SubType",
                    "name" => "Name",
                    _ => "Id",
                };
                format!(r#""{key}":"{}""#, value.replace('_', " "))
            })
            .collect();
        let details = parts.get(3).copied().unwrap_or("{}");
        event(
            number as u64 + 1,
            parts[0].parse().expect(line),
            parts[1],
            &about.join(","),
            details,
        )
    };
    lines.enumerate().map(event).collect()
}

/// Steps, a retry, a wait, a callback in its context, a chained invoke; still open.
pub(in crate::cli) const STORY: &str = r#"
    100|ExecutionStarted||{"Input":{"Truncated":true},"ExecutionTimeout":60}
    100|StepStarted|id=a name=validate as=Step
    100.25|StepSucceeded|id=a|{"Result":{"Truncated":true},"RetryDetails":{"CurrentAttempt":1}}
    100.5|StepStarted|id=b name=reserve_the_goods as=Step
    100.75|StepFailed|id=b|{"Error":{"Payload":{"ErrorType":"Busy","ErrorMessage":"try later"},"Truncated":false},"RetryDetails":{"CurrentAttempt":1,"NextAttemptDelaySeconds":2}}
    102.75|StepStarted|id=b
    103|StepSucceeded|id=b|{"Result":{"Truncated":true},"RetryDetails":{"CurrentAttempt":2}}
    103|ContextStarted|id=c name=approval as=WaitForCallback|{}
    103|CallbackStarted|id=k in=c name=approval_callback as=Callback|{"CallbackId":"cb","Timeout":3600}
    103|StepStarted|id=s in=c name=submitter as=Step
    103.25|StepSucceeded|id=s in=c|{"Result":{"Truncated":true}}
    107|CallbackSucceeded|id=k in=c|{"Result":{"Truncated":true}}
    107|ContextSucceeded|id=c|{"Result":{"Truncated":true}}
    107|ChainedInvokeStarted|id=i name=pricing as=ChainedInvoke|{"FunctionName":"pricing:$LATEST","DurableExecutionArn":"arn:aws:lambda:us-east-1:123456789012:function:pricing:$LATEST/durable-execution/child-1/6e1c9c2e-0000-4000-8000-000000000000"}
    108|ChainedInvokeFailed|id=i|{"Error":{"Payload":{"ErrorMessage":"no price"},"Truncated":false}}
    108|WaitStarted|id=w name=cool-off as=Wait|{"Duration":5,"ScheduledEndTimestamp":113}
    109|InvocationCompleted||{"StartTimestamp":100,"EndTimestamp":109,"RequestId":"r"}
"#;

fn check(text: &str, expected: &Expect) {
    let operations = Operations::of(&history(text));
    let end = operations.last();
    let begun = operations.begun();
    let mut told = String::new();
    for operation in &operations.all {
        let name = operation.name.as_deref().unwrap_or("?");
        let indent = operation.depth * 2;
        write!(told, "{:indent$}{} {name}", "", operation.kind).unwrap();
        write!(told, ": {:?} attempt {}", operation.state, operation.attempt).unwrap();
        if let Some(error) = &operation.error {
            write!(told, " !{error}").unwrap();
        }
        if let Some(invokes) = &operation.invokes {
            write!(told, " {}={:?}", invokes.function, invokes.execution).unwrap();
        }
        for (from, to, is_waiting) in operation.spans(end) {
            let kind = if is_waiting { "waits" } else { "runs" };
            let (from, to) = (from.millis_since(begun), to.millis_since(begun));
            write!(told, " {kind} {from}-{to}").unwrap();
        }
        told.push('\n');
    }
    writeln!(told, "{:?}", operations.ending()).unwrap();
    expected.assert_eq(&told);
}

#[test]
fn each_operation_stands_once() {
    check(
        STORY,
        &expect![[r#"
        Step validate: Succeeded attempt 1 runs 0-250
        Step reserve the goods: Succeeded attempt 2 runs 500-750 waits 750-2750 runs 2750-3000
        WaitForCallback approval: Succeeded attempt 1 runs 3000-7000
          Callback approval callback: Succeeded attempt 1 waits 3000-7000
          Step submitter: Succeeded attempt 1 runs 3000-3250
        ChainedInvoke pricing: Failed attempt 1 !no price pricing:$LATEST=Some("child-1") waits 7000-8000
        Wait cool-off: Waiting(Time { at: Timestamp(113000) }) attempt 1 waits 8000-9000
        None
    "#]],
    );
}

#[test]
fn the_order_of_the_events_does_not_count() {
    let forward = history(STORY);
    let mut backward = forward.clone();
    backward.reverse();
    let (forward, backward) = (Operations::of(&forward), Operations::of(&backward));
    assert_eq!(format!("{:?}", forward.all), format!("{:?}", backward.all));
}

#[test]
fn what_is_open_when_its_context_ends_is_left() {
    check(
        r#"
        1|ContextStarted|id=p name=race as=Parallel
        1|ContextStarted|id=q in=p name=slow as=ParallelBranch
        1|WaitStarted|id=w in=q name=nap as=Wait|{"Duration":9,"ScheduledEndTimestamp":10}
        1|StepStarted|id=s in=p name=fast as=Step
        2|StepSucceeded|id=s in=p|{"Result":{"Truncated":true}}
        2|ContextSucceeded|id=p|{"Result":{"Truncated":true}}
        3|StepStarted|id=z name=last
        4|ExecutionTimedOut||{}
        "#,
        &expect![[r#"
            Parallel race: Succeeded attempt 1 runs 0-1000
              ParallelBranch slow: Left attempt 1 runs 0-1000
                Wait nap: Left attempt 1 waits 0-1000
              Step fast: Succeeded attempt 1 runs 0-1000
            Step last: Left attempt 1 runs 2000-3000
            Some(Ending { word: "timed out", error: None })
        "#]],
    );
}

#[test]
fn an_attempt_that_nobody_said_began_began_when_it_was_due() {
    check(
        r#"
        1|StepFailed|id=s name=flaky|{"Error":{"Truncated":true},"RetryDetails":{"CurrentAttempt":1,"NextAttemptDelaySeconds":2}}
        5|StepSucceeded|id=s|{"Result":{"Truncated":true},"RetryDetails":{"CurrentAttempt":2}}
        5|StepSucceeded|id=t name=poll as=WaitForCondition|{"Result":{"Truncated":true},"RetryDetails":{"CurrentAttempt":1,"NextAttemptDelaySeconds":3}}
        6|ExecutionStopped||{"Error":{"Payload":{"ErrorType":"Enough"},"Truncated":false}}
        "#,
        &expect![[r#"
            Step flaky: Succeeded attempt 2 waits 0-2000 runs 2000-4000
            WaitForCondition poll: Left attempt 1 waits 4000-5000
            Some(Ending { word: "stopped", error: Some("Enough") })
        "#]],
    );
}
