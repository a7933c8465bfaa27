//! Invocations that break, and those that get lost: contract 3.3, decisions 13 and 14.

use expect_test::expect;

use super::{Play, check};

#[test]
fn crashes_are_tried_again_with_growing_delays() {
    let mut play = Play::default();
    play.line("running");
    let mut waited = Vec::new();
    for _ in 0..9 {
        play.line("finish broke Runtime.ExitError");
        let world = play.world.as_ref().expect("it has started");
        let wake = world.execution.next_wake().expect("it is tried again");
        let delay_s = wake.millis_since(world.now) / 1000;
        waited.push(delay_s);
        play.line(&format!("tick {delay_s}"));
        play.line("begin");
    }
    assert_eq!(waited, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
}

#[test]
fn until_the_execution_times_out() {
    check(
        "running timeout=5; finish broke Runtime.ExitError; begin; tick 0.5; tick 0.5
         begin; finish broke Sandbox.Timedout; tick 2; begin; finish broke E; row; tick 2; row",
        expect![[r#"
            > finish broke Runtime.ExitError
            2 InvocationCompleted r1 since +0 Broke !Runtime.ExitError
            → wake +1
            > begin
            > tick 0.5
            > tick 0.5
            → invoke
            > begin
            - InvocationStarted r3
            → wake +5
            > finish broke Sandbox.Timedout
            3 InvocationCompleted r3 since +1 Broke !Sandbox.Timedout
            → wake +3
            > tick 2
            → invoke
            > begin
            - InvocationStarted r4
            → wake +5
            > finish broke E
            4 InvocationCompleted r4 since +3 Broke !E
            > row
            RUNNING from +0 to never, wakes +5, expires never
            > tick 2
            - OutcomeAccepted
            5 ExecutionTimedOut !Execution.Timeout: Execution timed out after 5 seconds.
            # RUNNING → TIMED_OUT
            → rest
            > row
            TIMED_OUT from +0 to +5, wakes never, expires +1209605
        "#]],
    );
}

#[test]
fn an_answer_ends_the_row_of_crashes() {
    check(
        "running; finish broke E; tick 1; begin; finish broke E; tick 2; begin
         checkpoint w=WaitStart s=5; finish pending; tick 5; begin; finish broke E",
        expect![[r#"
            > finish broke E
            2 InvocationCompleted r1 since +0 Broke !E
            → wake +1
            > tick 1
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > finish broke E
            3 InvocationCompleted r2 since +1 Broke !E
            → wake +3
            > tick 2
            → invoke
            > begin
            - InvocationStarted r3
            → wake +86400
            > checkpoint w=WaitStart s=5
            4 WaitStarted w 5 until +8
            = token; w STARTED
            → wake +8
            > finish pending
            5 InvocationCompleted r3 since +3
            > tick 5
            6 WaitSucceeded w
            → invoke
            > begin
            - InvocationStarted r4
            → wake +86400
            > finish broke E
            7 InvocationCompleted r4 since +8 Broke !E
            → wake +9
        "#]],
    );
}

#[test]
fn a_crash_waits_out_its_delay_whatever_happens() {
    check(
        "running; checkpoint k=CallbackStart; finish broke E; callback k ok; begin; tick 1; begin; updated",
        expect![[r#"
            > checkpoint k=CallbackStart
            2 CallbackStarted k timeout 0 heartbeat 0
            = token; k STARTED
            > finish broke E
            3 InvocationCompleted r1 since +0 Broke !E
            → wake +1
            > callback k ok
            4 CallbackSucceeded k
            > begin
            > tick 1
            → invoke
            > begin
            - InvocationStarted r3
            → wake +86400
            > updated
            k
        "#]],
    );
}

#[test]
fn crash_retries_are_counted_by_kind() {
    check(
        "running; limits crash=2; finish broke E; tick 1; begin; finish broke F; tick 2
         begin; finish broke F; tick 4; begin; finish broke F",
        expect![[r#"
            > limits crash=2
            > finish broke E
            2 InvocationCompleted r1 since +0 Broke !E
            → wake +1
            > tick 1
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > finish broke F
            3 InvocationCompleted r2 since +1 Broke !F
            → wake +3
            > tick 2
            → invoke
            > begin
            - InvocationStarted r3
            → wake +86400
            > finish broke F
            4 InvocationCompleted r3 since +3 Broke !F
            → wake +7
            > tick 4
            → invoke
            > begin
            - InvocationStarted r4
            → wake +86400
            > finish broke F
            5 InvocationCompleted r4 since +7 Broke !F
            - OutcomeAccepted
            6 ExecutionFailed !F
            # RUNNING → FAILED
            → rest
        "#]],
    );
    check(
        "running; limits crash=0; finish broke E; row",
        expect![[r#"
            > limits crash=0
            > finish broke E
            2 InvocationCompleted r1 since +0 Broke !E
            - OutcomeAccepted
            3 ExecutionFailed !E
            # RUNNING → FAILED
            → rest
            > row
            FAILED from +0 to +0, wakes never, expires +1209600
        "#]],
    );
}

/// A message may name the request; the steps in between are no excuse.
#[test]
fn what_is_said_and_done_makes_no_difference() {
    check(
        "running; limits crash=2; finish broke E/one; tick 1; begin; checkpoint a=StepStart; finish broke E/two; tick 2
         begin; finish broke E/three",
        expect![[r#"
            > limits crash=2
            > finish broke E/one
            2 InvocationCompleted r1 since +0 Broke !E: one
            → wake +1
            > tick 1
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > checkpoint a=StepStart
            3 StepStarted a
            = token; a STARTED
            > finish broke E/two
            4 InvocationCompleted r2 since +1 Broke !E: two
            → wake +3
            > tick 2
            → invoke
            > begin
            - InvocationStarted r3
            → wake +86400
            > finish broke E/three
            5 InvocationCompleted r3 since +3 Broke !E: three
            - OutcomeAccepted
            6 ExecutionFailed !E: three
            # RUNNING → FAILED
            → rest
        "#]],
    );
}

#[test]
fn another_failure_in_between_starts_the_count_anew() {
    check(
        "running; limits crash=1; finish broke E; tick 1; begin; finish broke F; tick 2; begin; finish broke E; state",
        expect![[r#"
            > limits crash=1
            > finish broke E
            2 InvocationCompleted r1 since +0 Broke !E
            → wake +1
            > tick 1
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > finish broke F
            3 InvocationCompleted r2 since +1 Broke !F
            → wake +3
            > tick 2
            → invoke
            > begin
            - InvocationStarted r3
            → wake +86400
            > finish broke E
            4 InvocationCompleted r3 since +3 Broke !E
            → wake +7
            > state
            exec
        "#]],
    );
    check(
        "running; limits crash=1; finish broke E; tick 1; begin; finish pending; begin; finish broke E; state",
        expect![[r#"
            > limits crash=1
            > finish broke E
            2 InvocationCompleted r1 since +0 Broke !E
            → wake +1
            > tick 1
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > finish pending
            3 InvocationCompleted r2 since +1 BadPending !InvalidParameterValueException: Cannot return PENDING status with no pending operations.
            → invoke
            > begin
            - InvocationStarted r3
            → wake +86400
            > finish broke E
            4 InvocationCompleted r3 since +1 Broke !E
            → wake +3
            > state
            exec
        "#]],
    );
}

/// What broke where the function was before neither counts nor holds up.
#[test]
fn a_function_that_is_elsewhere_now() {
    check(
        "running; limits crash=1; finish broke E; move http://a; begin; finish broke E; move http://a; move http://b
         begin; move http://c; finish ok; move http://d",
        expect![[r#"
            > limits crash=1
            > finish broke E
            2 InvocationCompleted r1 since +0 Broke !E
            → wake +1
            > move http://a
            - Moved http://a
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > finish broke E
            3 InvocationCompleted r2 since +0 Broke !E
            → wake +1
            > move http://a
            > move http://b
            - Moved http://b
            → invoke
            > begin
            - InvocationStarted r3
            → wake +86400
            > move http://c
            - Moved http://c
            > finish ok
            4 InvocationCompleted r3 since +0
            - OutcomeAccepted
            5 ExecutionSucceeded
            # RUNNING → SUCCEEDED
            → rest
            > move http://d
        "#]],
    );
}

#[test]
fn a_function_that_cannot_start() {
    check(
        "running; finish unusable Build",
        expect![[r#"
            > finish unusable Build
            2 InvocationCompleted r1 since +0 Broke !Build
            → wake +1
        "#]],
    );
    check(
        "running; limits unusable; finish unusable Build",
        expect![[r#"
            > limits unusable
            > finish unusable Build
            2 InvocationCompleted r1 since +0 Broke !Build
            - OutcomeAccepted
            3 ExecutionFailed !Build
            # RUNNING → FAILED
            → rest
        "#]],
    );
}

#[test]
fn a_lost_invocation_is_not_the_functions_fault() {
    check(
        "running; limits crash=0; checkpoint a=StepStart; finish lost; begin; updated; state
         finish lost; begin; finish ok",
        expect![[r#"
            > limits crash=0
            > checkpoint a=StepStart
            2 StepStarted a
            = token; a STARTED
            > finish lost
            3 InvocationCompleted r1 since +0 Lost !Emulator.Interrupted: The emulator stopped while the function ran.
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > updated
            -
            > state
            exec, a
            > finish lost
            4 InvocationCompleted r2 since +0 Lost !Emulator.Interrupted: The emulator stopped while the function ran.
            → invoke
            > begin
            - InvocationStarted r3
            → wake +86400
            > finish ok
            5 InvocationCompleted r3 since +0
            - OutcomeAccepted
            6 ExecutionSucceeded
            # RUNNING → SUCCEEDED
            → rest
        "#]],
    );
    check(
        "running; stop; finish lost; row",
        expect![[r#"
            > stop
            - OutcomeAccepted
            2 ExecutionStopped !{}
            # RUNNING → STOPPED
            → rest
            > finish lost
            3 InvocationCompleted r1 since +0 Lost !Emulator.Interrupted: The emulator stopped while the function ran.
            > row
            STOPPED from +0 to +0, wakes never, expires +1209600
        "#]],
    );
}
