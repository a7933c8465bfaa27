//! CALLBACK: contract 2.7, 4.6, 5.3.

use expect_test::expect;

use cargo_durable::execution::CallbackId;

use super::{check, script};

#[test]
fn is_started_once() {
    check(
        "running
         checkpoint k=CallbackStart s=60 heartbeat=10; show k
         checkpoint k=CallbackStart; checkpoint k=CallbackStart, k=CallbackStart
         callback k ok; checkpoint k=CallbackStart",
        expect![[r#"
            > checkpoint k=CallbackStart s=60 heartbeat=10
            2 CallbackStarted k timeout 60 heartbeat 10
            = token; k STARTED
            → wake +10
            > show k
            k CALLBACK STARTED from +0 heard +0
            > checkpoint k=CallbackStart
            ! InvalidParameterValueException: Cannot start a CALLBACK that already exist.
            > checkpoint k=CallbackStart, k=CallbackStart
            ! InvalidParameterValueException: Cannot update the same operation twice in a single request.
            > callback k ok
            3 CallbackSucceeded k
            → wake +86400
            > checkpoint k=CallbackStart
            ! InvalidParameterValueException: Cannot start a CALLBACK that already exist.
        "#]],
    );
}

#[test]
fn succeeds_with_and_without_a_body_and_fails() {
    check(
        "running
         checkpoint a=CallbackStart, b=CallbackStart, c=CallbackStart, d=CallbackStart
         finish pending
         callback a ok 1; show a; callback b ok; show b; callback c fail E; show c; callback d fail; show d
         begin; updated",
        expect![[r#"
            > checkpoint a=CallbackStart, b=CallbackStart, c=CallbackStart, d=CallbackStart
            2 CallbackStarted a timeout 0 heartbeat 0
            3 CallbackStarted b timeout 0 heartbeat 0
            4 CallbackStarted c timeout 0 heartbeat 0
            5 CallbackStarted d timeout 0 heartbeat 0
            = token; a STARTED, b STARTED, c STARTED, d STARTED
            > finish pending
            6 InvocationCompleted r1 since +0
            > callback a ok 1
            7 CallbackSucceeded a "1"
            → invoke
            > show a
            a CALLBACK SUCCEEDED from +0 to +0 heard +0 "1"
            > callback b ok
            8 CallbackSucceeded b
            > show b
            b CALLBACK SUCCEEDED from +0 to +0 heard +0
            > callback c fail E
            9 CallbackFailed c !E
            > show c
            c CALLBACK FAILED from +0 to +0 heard +0 !E
            > callback d fail
            10 CallbackFailed d !{}
            > show d
            d CALLBACK FAILED from +0 to +0 heard +0 !{}
            > begin
            - InvocationStarted r2
            → wake +86400
            > updated
            a, b, c, d
        "#]],
    );
}

#[test]
fn a_closed_callback_hears_nothing() {
    check(
        "running
         checkpoint a=CallbackStart, b=CallbackStart s=5, c=CallbackStart
         callback a fail E; callback a ok; callback a fail; callback a heartbeat
         tick 5; callback b ok; callback b heartbeat
         finish ok; callback c ok; callback c heartbeat",
        expect![[r#"
            > checkpoint a=CallbackStart, b=CallbackStart s=5, c=CallbackStart
            2 CallbackStarted a timeout 0 heartbeat 0
            3 CallbackStarted b timeout 5 heartbeat 0
            4 CallbackStarted c timeout 0 heartbeat 0
            = token; a STARTED, b STARTED, c STARTED
            → wake +5
            > callback a fail E
            5 CallbackFailed a !E
            > callback a ok
            ! CallbackTimeoutException: The callback is either timed out or already completed
            > callback a fail
            ! CallbackTimeoutException: The callback is either timed out or already completed
            > callback a heartbeat
            ! CallbackTimeoutException: The callback is either timed out or already completed
            > tick 5
            6 CallbackTimedOut b !Callback.Timeout: Callback timed out
            → wake +86400
            > callback b ok
            ! CallbackTimeoutException: The callback is either timed out or already completed
            > callback b heartbeat
            ! CallbackTimeoutException: The callback is either timed out or already completed
            > finish ok
            7 InvocationCompleted r1 since +0
            - OutcomeAccepted
            8 ExecutionSucceeded
            # RUNNING → SUCCEEDED
            → rest
            > callback c ok
            ! CallbackTimeoutException: The callback is either timed out or already completed
            > callback c heartbeat
            ! CallbackTimeoutException: The callback is either timed out or already completed
        "#]],
    );
    check(
        "running; checkpoint a=CallbackStart; finish pending; stop; callback a fail E",
        expect![[r#"
            > checkpoint a=CallbackStart
            2 CallbackStarted a timeout 0 heartbeat 0
            = token; a STARTED
            > finish pending
            3 InvocationCompleted r1 since +0
            > stop
            - OutcomeAccepted
            4 ExecutionStopped !{}
            # RUNNING → STOPPED
            → rest
            > callback a fail E
            ! CallbackTimeoutException: The callback is either timed out or already completed
        "#]],
    );
}

#[test]
fn an_unknown_callback() {
    check(
        "running
         checkpoint a=CallbackStart, s=StepStart
         callback x ok; callback s ok; callback a @nonce=1 ok; callback a @op=exec ok",
        expect![[r#"
            > checkpoint a=CallbackStart, s=StepStart
            2 CallbackStarted a timeout 0 heartbeat 0
            3 StepStarted s
            = token; a STARTED, s STARTED
            > callback x ok
            ! ResourceNotFoundException: Callback does not exist
            > callback s ok
            ! ResourceNotFoundException: Callback does not exist
            > callback a @nonce=1 ok
            ! ResourceNotFoundException: Callback does not exist
            > callback a @op=exec ok
            ! ResourceNotFoundException: Callback does not exist
        "#]],
    );
}

#[test]
fn an_id_is_an_address_or_nothing() {
    let id = CallbackId::mint(&script::arn("order"), &script::id("op-1"), 1);
    let address = id.address().expect("it was minted");
    assert_eq!((address.0.id(), address.1.as_str()), ("exec", "op-1"));
    assert_eq!(CallbackId::parse(id.as_str()), Some(id.clone()));
    for bad in [
        "",
        "=",
        "x",
        "%%%",
        "YQ==",
        "YSBiIGM=",
        &id.as_str()[1..],
        &"A".repeat(1025),
    ] {
        assert_eq!(CallbackId::parse(bad), None, "{bad}");
    }
}

#[test]
fn a_handler_that_runs_hears_of_it_in_its_next_answer() {
    check(
        "running
         checkpoint k=CallbackStart, l=CallbackStart
         callback k ok 1; checkpoint; checkpoint a=StepSucceed; callback l fail E
         finish pending; begin; updated; finish ok",
        expect![[r#"
            > checkpoint k=CallbackStart, l=CallbackStart
            2 CallbackStarted k timeout 0 heartbeat 0
            3 CallbackStarted l timeout 0 heartbeat 0
            = token; k STARTED, l STARTED
            > callback k ok 1
            4 CallbackSucceeded k "1"
            > checkpoint
            = token; k SUCCEEDED
            > checkpoint a=StepSucceed
            5 StepSucceeded a attempt 1
            = token; a SUCCEEDED
            > callback l fail E
            6 CallbackFailed l !E
            > finish pending
            7 InvocationCompleted r1 since +0
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > updated
            l
            > finish ok
            8 InvocationCompleted r2 since +0
            - OutcomeAccepted
            9 ExecutionSucceeded
            # RUNNING → SUCCEEDED
            → rest
        "#]],
    );
}
