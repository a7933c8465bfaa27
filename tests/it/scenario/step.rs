//! STEP: the state machine of contract 4.5.

use expect_test::expect;

use super::check;

#[test]
fn table_of_a_new_and_a_started_step() {
    check(
        "running
         checkpoint a=StepStart; show a
         checkpoint a=StepStart
         checkpoint a=StepSucceed 1; show a
         checkpoint b=StepStart; checkpoint b=StepFail E; show b
         checkpoint c=StepStart; checkpoint c=StepRetry E s=5; show c
         checkpoint d=StepSucceed; show d
         checkpoint e=StepFail; show e
         checkpoint f=StepRetry E s=5; show f",
        expect![[r#"
            > checkpoint a=StepStart
            2 StepStarted a
            = token; a STARTED
            > show a
            a STEP STARTED from +0 attempt 0
            > checkpoint a=StepStart
            ! InvalidParameterValueException: Invalid current STEP state to start.
            > checkpoint a=StepSucceed 1
            3 StepSucceeded a "1" attempt 1
            = token; a SUCCEEDED
            > show a
            a STEP SUCCEEDED from +0 to +0 attempt 1 "1"
            > checkpoint b=StepStart
            4 StepStarted b
            = token; b STARTED
            > checkpoint b=StepFail E
            5 StepFailed b !E attempt 1
            = token; b FAILED
            > show b
            b STEP FAILED from +0 to +0 attempt 1 !E
            > checkpoint c=StepStart
            6 StepStarted c
            = token; c STARTED
            > checkpoint c=StepRetry E s=5
            7 StepFailed c !E attempt 1, next in 5 at +5
            = token; c PENDING
            → wake +5
            > show c
            c STEP PENDING from +0 attempt 1 next +5 !E
            > checkpoint d=StepSucceed
            8 StepSucceeded d attempt 1
            = token; d SUCCEEDED
            > show d
            d STEP SUCCEEDED from +0 to +0 attempt 1
            > checkpoint e=StepFail
            9 StepFailed e attempt 1
            = token; e FAILED
            > show e
            e STEP FAILED from +0 to +0 attempt 1
            > checkpoint f=StepRetry E s=5
            10 StepFailed f !E attempt 1, next in 5 at +5
            = token; f PENDING
            > show f
            f STEP PENDING from +0 attempt 1 next +5 !E
        "#]],
    );
}

#[test]
fn table_of_a_pending_step() {
    check(
        "running
         checkpoint a=StepStart, a=StepRetry E s=5
         checkpoint a=StepStart; checkpoint a=StepSucceed; checkpoint a=StepFail; checkpoint a=StepRetry E s=5
         tick 5; checkpoint; show a",
        expect![[r#"
            > checkpoint a=StepStart, a=StepRetry E s=5
            2 StepStarted a
            3 StepFailed a !E attempt 1, next in 5 at +5
            = token; a PENDING
            → wake +5
            > checkpoint a=StepStart
            ! InvalidParameterValueException: Invalid current STEP state to start.
            > checkpoint a=StepSucceed
            ! InvalidParameterValueException: Invalid current STEP state to close.
            > checkpoint a=StepFail
            ! InvalidParameterValueException: Invalid current STEP state to close.
            > checkpoint a=StepRetry E s=5
            ! InvalidParameterValueException: Invalid current STEP state to re-attempt.
            > tick 5
            - StepReady a
            → wake +86400
            > checkpoint
            = token; a READY
            > show a
            a STEP READY from +0 attempt 1 !E
        "#]],
    );
}

#[test]
fn table_of_a_ready_step() {
    check(
        "running
         checkpoint a=StepRetry E s=5, b=StepRetry E s=5, c=StepRetry E s=5, d=StepRetry E s=5
         tick 5
         checkpoint a=StepStart; show a
         checkpoint b=StepSucceed 1; show b
         checkpoint c=StepFail E; show c
         checkpoint d=StepRetry F s=5; show d",
        expect![[r#"
            > checkpoint a=StepRetry E s=5, b=StepRetry E s=5, c=StepRetry E s=5, d=StepRetry E s=5
            2 StepFailed a !E attempt 1, next in 5 at +5
            3 StepFailed b !E attempt 1, next in 5 at +5
            4 StepFailed c !E attempt 1, next in 5 at +5
            5 StepFailed d !E attempt 1, next in 5 at +5
            = token; a PENDING, b PENDING, c PENDING, d PENDING
            → wake +5
            > tick 5
            - StepReady a
            - StepReady b
            - StepReady c
            - StepReady d
            → wake +86400
            > checkpoint a=StepStart
            6 StepStarted a
            = token; a STARTED, b READY, c READY, d READY
            > show a
            a STEP STARTED from +0 attempt 1 !E
            > checkpoint b=StepSucceed 1
            7 StepSucceeded b "1" attempt 2
            = token; b SUCCEEDED
            > show b
            b STEP SUCCEEDED from +0 to +5 attempt 2 "1"
            > checkpoint c=StepFail E
            8 StepFailed c !E attempt 2
            = token; c FAILED
            > show c
            c STEP FAILED from +0 to +5 attempt 2 !E
            > checkpoint d=StepRetry F s=5
            9 StepFailed d !F attempt 2, next in 5 at +10
            = token; d PENDING
            → wake +10
            > show d
            d STEP PENDING from +0 attempt 2 next +10 !F
        "#]],
    );
}

#[test]
fn table_of_a_closed_step() {
    check(
        "running
         checkpoint a=StepSucceed, b=StepFail
         checkpoint a=StepStart; checkpoint a=StepSucceed; checkpoint a=StepFail; checkpoint a=StepRetry E s=5
         checkpoint b=StepStart; checkpoint b=StepSucceed; checkpoint b=StepFail; checkpoint b=StepRetry E s=5",
        expect![[r#"
            > checkpoint a=StepSucceed, b=StepFail
            2 StepSucceeded a attempt 1
            3 StepFailed b attempt 1
            = token; a SUCCEEDED, b FAILED
            > checkpoint a=StepStart
            ! InvalidParameterValueException: Invalid current STEP state to start.
            > checkpoint a=StepSucceed
            ! InvalidParameterValueException: Invalid current STEP state to close.
            > checkpoint a=StepFail
            ! InvalidParameterValueException: Invalid current STEP state to close.
            > checkpoint a=StepRetry E s=5
            ! InvalidParameterValueException: Invalid current STEP state to re-attempt.
            > checkpoint b=StepStart
            ! InvalidParameterValueException: Invalid current STEP state to start.
            > checkpoint b=StepSucceed
            ! InvalidParameterValueException: Invalid current STEP state to close.
            > checkpoint b=StepFail
            ! InvalidParameterValueException: Invalid current STEP state to close.
            > checkpoint b=StepRetry E s=5
            ! InvalidParameterValueException: Invalid current STEP state to re-attempt.
        "#]],
    );
}

#[test]
fn a_crash_leaves_a_step_started() {
    check(
        "running
         checkpoint a=StepStart, b=StepStart
         finish broke Runtime.ExitError
         tick 1; begin; state; show a
         checkpoint a=StepSucceed 1; show a
         checkpoint b=StepRetry E s=9; show b",
        expect![[r#"
            > checkpoint a=StepStart, b=StepStart
            2 StepStarted a
            3 StepStarted b
            = token; a STARTED, b STARTED
            > finish broke Runtime.ExitError
            4 InvocationCompleted r1 since +0 Broke !Runtime.ExitError
            → wake +1
            > tick 1
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > state
            exec, a, b
            > show a
            a STEP STARTED from +0 attempt 0
            > checkpoint a=StepSucceed 1
            5 StepSucceeded a "1" attempt 1
            = token; a SUCCEEDED
            > show a
            a STEP SUCCEEDED from +0 to +1 attempt 1 "1"
            > checkpoint b=StepRetry E s=9
            6 StepFailed b !E attempt 1, next in 9 at +10
            = token; b PENDING
            → wake +10
            > show b
            b STEP PENDING from +0 attempt 1 next +10 !E
        "#]],
    );
}

#[test]
fn a_retry_that_is_due_stays_pending_for_the_batch() {
    check(
        "running
         checkpoint a=StepStart, a=StepRetry E s=5
         sleep 5; checkpoint a=StepStart; checkpoint; checkpoint a=StepStart",
        expect![[r#"
            > checkpoint a=StepStart, a=StepRetry E s=5
            2 StepStarted a
            3 StepFailed a !E attempt 1, next in 5 at +5
            = token; a PENDING
            → wake +5
            > sleep 5
            > checkpoint a=StepStart
            ! InvalidParameterValueException: Invalid current STEP state to start.
            > checkpoint
            - StepReady a
            = token; a READY
            → wake +86400
            > checkpoint a=StepStart
            4 StepStarted a
            = token; a STARTED
        "#]],
    );
}
