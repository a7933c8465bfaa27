//! Journals by hand, and the history that AWS would show of them.

use std::sync::Arc;

use expect_test::{Expect, expect};

use super::*;
use crate::execution::{
    CallbackId, DurableConfig, Ending, Event as Recorded, ExecutionArn, Meta, Origin, RequestId, Seq, Started,
};

const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:fn:$LATEST/durable-execution/order-1/7c0e";

fn arn() -> ExecutionArn {
    ExecutionArn::parse(ARN).unwrap()
}

fn started() -> Fact {
    Fact::ExecutionStarted(Arc::new(Started {
        arn: arn(),
        input: Some(r#"{"k":1}"#.into()),
        config: DurableConfig::DEFAULT,
        origin: Origin::Sync,
        tenant: None,
        trace: None,
        endpoint: None,
    }))
}

fn begin() -> Fact {
    Fact::InvocationStarted {
        request_id: RequestId::parse("req-1").unwrap(),
    }
}

fn complete(error: Option<ErrorObject>) -> Fact {
    let ending = if error.is_some() {
        Ending::Broke
    } else {
        Ending::Answered
    };
    Fact::InvocationCompleted {
        request_id: RequestId::parse("req-1").unwrap(),
        started_at: Timestamp::from_millis(1_002),
        ending,
        error,
    }
}

fn id(text: &str) -> OperationId {
    OperationId::parse(text).unwrap()
}

fn first(operation: &str, fact: OperationFact) -> Fact {
    let meta = Meta {
        parent: None,
        name: Some(execution::OperationName::parse("greet").unwrap()),
        sub_type: Some(execution::SubType::parse("Step").unwrap()),
    };
    Fact::Operation {
        id: id(operation),
        created: Some(meta),
        fact,
    }
}

fn then(operation: &str, fact: OperationFact) -> Fact {
    Fact::Operation {
        id: id(operation),
        created: None,
        fact,
    }
}

fn boom() -> ErrorObject {
    ErrorObject::new("T", "boom")
}

/// The public events of a journal, one a line, without their envelope's common part.
fn check(facts: Vec<Fact>, include_data: bool, expected: &Expect) {
    let journal: Vec<Recorded> = [started()]
        .into_iter()
        .chain(facts)
        .zip(1..)
        .map(|(fact, place)| Recorded {
            seq: Seq(place),
            at: Timestamp::from_millis(1_000 + i64::try_from(place).unwrap()),
            fact,
        })
        .collect();
    let execution = Execution::replay(&journal).unwrap();
    let public = journal.iter().filter(|event| event.fact.is_public());
    let lines: Vec<String> = public
        .zip(1..)
        .map(|(recorded, event_id)| {
            let shown = event(recorded, event_id, &execution, include_data);
            let text = serde_json::to_string(&shown).unwrap();
            let read: Event = serde_json::from_str(&text).unwrap();
            assert_eq!(read, shown, "what is written is read");
            text
        })
        .collect();
    expected.assert_eq(&(lines.join("\n") + "\n"));
}

#[test]
fn a_step_that_failed_once() {
    let facts = vec![
        begin(),
        first("a", OperationFact::StepStarted),
        then(
            "a",
            OperationFact::StepRetried {
                attempt: 1,
                delay_s: 1,
                next_attempt_at: Timestamp::from_millis(2_000),
                result: None,
                error: Some(boom()),
            },
        ),
        complete(None),
        then("a", OperationFact::StepReady),
        begin(),
        then("a", OperationFact::StepStarted),
        then(
            "a",
            OperationFact::StepSucceeded {
                attempt: 2,
                result: Some("1".into()),
            },
        ),
        Fact::OutcomeAccepted(Outcome::Succeeded {
            result: Some("2".into()),
        }),
        complete(None),
        Fact::ExecutionEnded,
    ];
    check(
        facts.clone(),
        true,
        &expect![[r#"
        {"EventType":"ExecutionStarted","EventId":1,"EventTimestamp":1.001,"Id":"7c0e","Name":"order-1","ExecutionStartedDetails":{"Input":{"Payload":"{\"k\":1}","Truncated":false},"ExecutionTimeout":86400}}
        {"EventType":"StepStarted","EventId":2,"EventTimestamp":1.003,"Id":"a","Name":"greet","SubType":"Step","StepStartedDetails":{}}
        {"EventType":"StepFailed","EventId":3,"EventTimestamp":1.004,"Id":"a","Name":"greet","SubType":"Step","StepFailedDetails":{"Error":{"Payload":{"ErrorMessage":"boom","ErrorType":"T"},"Truncated":false},"RetryDetails":{"CurrentAttempt":1,"NextAttemptDelaySeconds":1}}}
        {"EventType":"InvocationCompleted","EventId":4,"EventTimestamp":1.005,"InvocationCompletedDetails":{"StartTimestamp":1.002,"EndTimestamp":1.005,"RequestId":"req-1"}}
        {"EventType":"StepStarted","EventId":5,"EventTimestamp":1.008,"Id":"a","Name":"greet","SubType":"Step","StepStartedDetails":{}}
        {"EventType":"StepSucceeded","EventId":6,"EventTimestamp":1.009,"Id":"a","Name":"greet","SubType":"Step","StepSucceededDetails":{"Result":{"Payload":"1","Truncated":false},"RetryDetails":{"CurrentAttempt":2}}}
        {"EventType":"InvocationCompleted","EventId":7,"EventTimestamp":1.011,"InvocationCompletedDetails":{"StartTimestamp":1.002,"EndTimestamp":1.011,"RequestId":"req-1"}}
        {"EventType":"ExecutionSucceeded","EventId":8,"EventTimestamp":1.012,"Id":"7c0e","Name":"order-1","ExecutionSucceededDetails":{"Result":{"Payload":"2","Truncated":false}}}
    "#]],
    );
    check(
        facts,
        false,
        &expect![[r#"
        {"EventType":"ExecutionStarted","EventId":1,"EventTimestamp":1.001,"Id":"7c0e","Name":"order-1","ExecutionStartedDetails":{"Input":{"Truncated":true},"ExecutionTimeout":86400}}
        {"EventType":"StepStarted","EventId":2,"EventTimestamp":1.003,"Id":"a","Name":"greet","SubType":"Step","StepStartedDetails":{}}
        {"EventType":"StepFailed","EventId":3,"EventTimestamp":1.004,"Id":"a","Name":"greet","SubType":"Step","StepFailedDetails":{"Error":{"Truncated":true},"RetryDetails":{"CurrentAttempt":1,"NextAttemptDelaySeconds":1}}}
        {"EventType":"InvocationCompleted","EventId":4,"EventTimestamp":1.005,"InvocationCompletedDetails":{"StartTimestamp":1.002,"EndTimestamp":1.005,"RequestId":"req-1"}}
        {"EventType":"StepStarted","EventId":5,"EventTimestamp":1.008,"Id":"a","Name":"greet","SubType":"Step","StepStartedDetails":{}}
        {"EventType":"StepSucceeded","EventId":6,"EventTimestamp":1.009,"Id":"a","Name":"greet","SubType":"Step","StepSucceededDetails":{"Result":{"Truncated":true},"RetryDetails":{"CurrentAttempt":2}}}
        {"EventType":"InvocationCompleted","EventId":7,"EventTimestamp":1.011,"InvocationCompletedDetails":{"StartTimestamp":1.002,"EndTimestamp":1.011,"RequestId":"req-1"}}
        {"EventType":"ExecutionSucceeded","EventId":8,"EventTimestamp":1.012,"Id":"7c0e","Name":"order-1","ExecutionSucceededDetails":{"Result":{"Truncated":true}}}
    "#]],
    );
}

#[test]
fn a_poll_and_a_crash() {
    let facts = vec![
        begin(),
        first(
            "a",
            OperationFact::StepRetried {
                attempt: 1,
                delay_s: 5,
                next_attempt_at: Timestamp::from_millis(2_000),
                result: Some("\"state\"".into()),
                error: None,
            },
        ),
        complete(Some(ErrorObject::new("Runtime.ExitError", "exit status 3"))),
        begin(),
        complete(None),
        Fact::OutcomeAccepted(Outcome::TimedOut { error: boom() }),
        Fact::ExecutionEnded,
    ];
    check(
        facts,
        true,
        &expect![[r#"
        {"EventType":"ExecutionStarted","EventId":1,"EventTimestamp":1.001,"Id":"7c0e","Name":"order-1","ExecutionStartedDetails":{"Input":{"Payload":"{\"k\":1}","Truncated":false},"ExecutionTimeout":86400}}
        {"EventType":"StepSucceeded","EventId":2,"EventTimestamp":1.003,"Id":"a","Name":"greet","SubType":"Step","StepSucceededDetails":{"Result":{"Payload":"\"state\"","Truncated":false},"RetryDetails":{"CurrentAttempt":1,"NextAttemptDelaySeconds":5}}}
        {"EventType":"InvocationCompleted","EventId":3,"EventTimestamp":1.004,"InvocationCompletedDetails":{"StartTimestamp":1.002,"EndTimestamp":1.004,"RequestId":"req-1","Error":{"Payload":{"ErrorMessage":"exit status 3","ErrorType":"Runtime.ExitError"},"Truncated":false}}}
        {"EventType":"InvocationCompleted","EventId":4,"EventTimestamp":1.006,"InvocationCompletedDetails":{"StartTimestamp":1.002,"EndTimestamp":1.006,"RequestId":"req-1"}}
        {"EventType":"ExecutionTimedOut","EventId":5,"EventTimestamp":1.008,"Id":"7c0e","Name":"order-1","ExecutionTimedOutDetails":{"Error":{"Payload":{"ErrorMessage":"boom","ErrorType":"T"},"Truncated":false}}}
    "#]],
    );
}

#[test]
fn waits_callbacks_and_contexts() {
    let callback = |operation: &str| CallbackId::mint(&arn(), &id(operation), 7);
    let facts = vec![
        begin(),
        first(
            "c",
            OperationFact::ContextStarted {
                replay_children: false,
            },
        ),
        first(
            "w",
            OperationFact::WaitStarted {
                duration_s: 60,
                scheduled_end_at: Timestamp::from_millis(61_000),
            },
        ),
        then("w", OperationFact::WaitSucceeded),
        first(
            "b",
            OperationFact::CallbackStarted {
                callback_id: callback("b"),
                timeout_s: 30,
                heartbeat_s: 0,
            },
        ),
        then("b", OperationFact::CallbackHeartbeat),
        then("b", OperationFact::CallbackSucceeded { result: None }),
        first(
            "d",
            OperationFact::CallbackStarted {
                callback_id: callback("d"),
                timeout_s: 0,
                heartbeat_s: 0,
            },
        ),
        then("d", OperationFact::CallbackFailed { error: boom() }),
        then(
            "c",
            OperationFact::ContextFailed {
                error: Some(boom()),
                replay_children: false,
            },
        ),
        Fact::OutcomeAccepted(Outcome::Stopped {
            error: ErrorObject::default(),
        }),
        Fact::ExecutionEnded,
        complete(None),
    ];
    check(
        facts,
        true,
        &expect![[r#"
        {"EventType":"ExecutionStarted","EventId":1,"EventTimestamp":1.001,"Id":"7c0e","Name":"order-1","ExecutionStartedDetails":{"Input":{"Payload":"{\"k\":1}","Truncated":false},"ExecutionTimeout":86400}}
        {"EventType":"ContextStarted","EventId":2,"EventTimestamp":1.003,"Id":"c","Name":"greet","SubType":"Step","ContextStartedDetails":{}}
        {"EventType":"WaitStarted","EventId":3,"EventTimestamp":1.004,"Id":"w","Name":"greet","SubType":"Step","WaitStartedDetails":{"Duration":60,"ScheduledEndTimestamp":61.0}}
        {"EventType":"WaitSucceeded","EventId":4,"EventTimestamp":1.005,"Id":"w","Name":"greet","SubType":"Step","WaitSucceededDetails":{"Duration":60}}
        {"EventType":"CallbackStarted","EventId":5,"EventTimestamp":1.006,"Id":"b","Name":"greet","SubType":"Step","CallbackStartedDetails":{"CallbackId":"YXJuOmF3czpsYW1iZGE6dXMtZWFzdC0xOjEyMzQ1Njc4OTAxMjpmdW5jdGlvbjpmbjokTEFURVNUL2R1cmFibGUtZXhlY3V0aW9uL29yZGVyLTEvN2MwZSBiIDAwMDAwMDAwMDAwMDAwMDc=","Timeout":30}}
        {"EventType":"CallbackSucceeded","EventId":6,"EventTimestamp":1.008,"Id":"b","Name":"greet","SubType":"Step","CallbackSucceededDetails":{"Result":{"Truncated":false}}}
        {"EventType":"CallbackStarted","EventId":7,"EventTimestamp":1.009,"Id":"d","Name":"greet","SubType":"Step","CallbackStartedDetails":{"CallbackId":"YXJuOmF3czpsYW1iZGE6dXMtZWFzdC0xOjEyMzQ1Njc4OTAxMjpmdW5jdGlvbjpmbjokTEFURVNUL2R1cmFibGUtZXhlY3V0aW9uL29yZGVyLTEvN2MwZSBkIDAwMDAwMDAwMDAwMDAwMDc="}}
        {"EventType":"CallbackFailed","EventId":8,"EventTimestamp":1.01,"Id":"d","Name":"greet","SubType":"Step","CallbackFailedDetails":{"Error":{"Payload":{"ErrorMessage":"boom","ErrorType":"T"},"Truncated":false}}}
        {"EventType":"ContextFailed","EventId":9,"EventTimestamp":1.011,"Id":"c","Name":"greet","SubType":"Step","ContextFailedDetails":{"Error":{"Payload":{"ErrorMessage":"boom","ErrorType":"T"},"Truncated":false}}}
        {"EventType":"ExecutionStopped","EventId":10,"EventTimestamp":1.013,"Id":"7c0e","Name":"order-1","ExecutionStoppedDetails":{"Error":{"Payload":{},"Truncated":false}}}
        {"EventType":"InvocationCompleted","EventId":11,"EventTimestamp":1.014,"InvocationCompletedDetails":{"StartTimestamp":1.002,"EndTimestamp":1.014,"RequestId":"req-1"}}
    "#]],
    );
}

fn chained_and_paused() -> Vec<Fact> {
    let start = |target: Target| OperationFact::ChainedInvokeStarted {
        function: "child:1".into(),
        target,
        input: Some("{}".into()),
        tenant: Some(TenantId::parse("tenant").unwrap()),
        trace: None,
    };
    let pause = Pause {
        requested_at: Timestamp::from_millis(1_001),
        execution_timeout_paused: true,
        reason: Some("lunch".into()),
        client_token: None,
    };
    let version = || "1".to_owned();
    let function_arn = "arn:aws:lambda:us-east-1:123456789012:function:x".to_owned();
    vec![
        begin(),
        first(
            "a",
            start(Target::Durable {
                child: arn(),
                version: version(),
            }),
        ),
        first("b", start(Target::Plain { version: version() })),
        first("c", start(Target::Missing { function_arn })),
        then("c", OperationFact::ChainedInvokeFailed { error: boom() }),
        then("a", OperationFact::ChainedInvokeTimedOut { error: boom() }),
        then(
            "b",
            OperationFact::ChainedInvokeSucceeded {
                result: Some("1".into()),
            },
        ),
        complete(None),
        Fact::ExecutionPaused(pause),
        Fact::ExecutionResumed {
            client_token: None,
            reason: None,
        },
        Fact::OutcomeAccepted(Outcome::Failed { error: None }),
        Fact::ExecutionEnded,
    ]
}

#[test]
fn chained_invokes_and_pauses() {
    let facts = chained_and_paused();
    check(
        facts.clone(),
        true,
        &expect![[r#"
        {"EventType":"ExecutionStarted","EventId":1,"EventTimestamp":1.001,"Id":"7c0e","Name":"order-1","ExecutionStartedDetails":{"Input":{"Payload":"{\"k\":1}","Truncated":false},"ExecutionTimeout":86400}}
        {"EventType":"ChainedInvokeStarted","EventId":2,"EventTimestamp":1.003,"Id":"a","Name":"greet","SubType":"Step","ChainedInvokeStartedDetails":{"FunctionName":"child:1","TenantId":"tenant","Input":{"Payload":"{}","Truncated":false},"ExecutedVersion":"1","DurableExecutionArn":"arn:aws:lambda:us-east-1:123456789012:function:fn:$LATEST/durable-execution/order-1/7c0e"}}
        {"EventType":"ChainedInvokeStarted","EventId":3,"EventTimestamp":1.004,"Id":"b","Name":"greet","SubType":"Step","ChainedInvokeStartedDetails":{"FunctionName":"child:1","TenantId":"tenant","Input":{"Payload":"{}","Truncated":false},"ExecutedVersion":"1"}}
        {"EventType":"ChainedInvokeStarted","EventId":4,"EventTimestamp":1.005,"Id":"c","Name":"greet","SubType":"Step","ChainedInvokeStartedDetails":{"FunctionName":"child:1"}}
        {"EventType":"ChainedInvokeFailed","EventId":5,"EventTimestamp":1.006,"Id":"c","Name":"greet","SubType":"Step","ChainedInvokeFailedDetails":{"Error":{"Payload":{"ErrorMessage":"boom","ErrorType":"T"},"Truncated":false}}}
        {"EventType":"ChainedInvokeTimedOut","EventId":6,"EventTimestamp":1.007,"Id":"a","Name":"greet","SubType":"Step","ChainedInvokeTimedOutDetails":{"Error":{"Payload":{"ErrorMessage":"boom","ErrorType":"T"},"Truncated":false}}}
        {"EventType":"ChainedInvokeSucceeded","EventId":7,"EventTimestamp":1.008,"Id":"b","Name":"greet","SubType":"Step","ChainedInvokeSucceededDetails":{"Result":{"Payload":"1","Truncated":false}}}
        {"EventType":"InvocationCompleted","EventId":8,"EventTimestamp":1.009,"InvocationCompletedDetails":{"StartTimestamp":1.002,"EndTimestamp":1.009,"RequestId":"req-1"}}
        {"EventType":"ExecutionPaused","EventId":9,"EventTimestamp":1.01,"Id":"7c0e","Name":"order-1","ExecutionPausedDetails":{"PauseRequestTimestamp":1.001,"ExecutionTimeoutPaused":true,"Reason":{"Payload":"lunch","Truncated":false}}}
        {"EventType":"ExecutionResumed","EventId":10,"EventTimestamp":1.011,"Id":"7c0e","Name":"order-1","ExecutionResumedDetails":{"ResumeRequestTimestamp":1.011}}
        {"EventType":"ExecutionFailed","EventId":11,"EventTimestamp":1.013,"Id":"7c0e","Name":"order-1","ExecutionFailedDetails":{"Error":{"Truncated":false}}}
    "#]],
    );
    check(
        facts,
        false,
        &expect![[r#"
        {"EventType":"ExecutionStarted","EventId":1,"EventTimestamp":1.001,"Id":"7c0e","Name":"order-1","ExecutionStartedDetails":{"Input":{"Truncated":true},"ExecutionTimeout":86400}}
        {"EventType":"ChainedInvokeStarted","EventId":2,"EventTimestamp":1.003,"Id":"a","Name":"greet","SubType":"Step","ChainedInvokeStartedDetails":{"FunctionName":"child:1","TenantId":"tenant","Input":{"Truncated":true},"ExecutedVersion":"1","DurableExecutionArn":"arn:aws:lambda:us-east-1:123456789012:function:fn:$LATEST/durable-execution/order-1/7c0e"}}
        {"EventType":"ChainedInvokeStarted","EventId":3,"EventTimestamp":1.004,"Id":"b","Name":"greet","SubType":"Step","ChainedInvokeStartedDetails":{"FunctionName":"child:1","TenantId":"tenant","Input":{"Truncated":true},"ExecutedVersion":"1"}}
        {"EventType":"ChainedInvokeStarted","EventId":4,"EventTimestamp":1.005,"Id":"c","Name":"greet","SubType":"Step","ChainedInvokeStartedDetails":{"FunctionName":"child:1"}}
        {"EventType":"ChainedInvokeFailed","EventId":5,"EventTimestamp":1.006,"Id":"c","Name":"greet","SubType":"Step","ChainedInvokeFailedDetails":{"Error":{"Truncated":true}}}
        {"EventType":"ChainedInvokeTimedOut","EventId":6,"EventTimestamp":1.007,"Id":"a","Name":"greet","SubType":"Step","ChainedInvokeTimedOutDetails":{"Error":{"Truncated":true}}}
        {"EventType":"ChainedInvokeSucceeded","EventId":7,"EventTimestamp":1.008,"Id":"b","Name":"greet","SubType":"Step","ChainedInvokeSucceededDetails":{"Result":{"Truncated":true}}}
        {"EventType":"InvocationCompleted","EventId":8,"EventTimestamp":1.009,"InvocationCompletedDetails":{"StartTimestamp":1.002,"EndTimestamp":1.009,"RequestId":"req-1"}}
        {"EventType":"ExecutionPaused","EventId":9,"EventTimestamp":1.01,"Id":"7c0e","Name":"order-1","ExecutionPausedDetails":{"PauseRequestTimestamp":1.001,"ExecutionTimeoutPaused":true,"Reason":{"Truncated":true}}}
        {"EventType":"ExecutionResumed","EventId":10,"EventTimestamp":1.011,"Id":"7c0e","Name":"order-1","ExecutionResumedDetails":{"ResumeRequestTimestamp":1.011}}
        {"EventType":"ExecutionFailed","EventId":11,"EventTimestamp":1.013,"Id":"7c0e","Name":"order-1","ExecutionFailedDetails":{"Error":{"Truncated":true}}}
    "#]],
    );
}
