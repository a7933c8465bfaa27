//! What goes on and what stands still while an execution is paused: contract 1.11, 5.2, 5.5.

use expect_test::expect;

use super::check;

#[test]
fn timers_callbacks_and_children_go_on() {
    check(
        "running; checkpoint s=StepRetry E s=5, k=CallbackStart s=6, l=CallbackStart, c=ChainedStart
         finish pending; pause; tick 5; tick 1; callback l ok; chained c ok; resume; begin; updated",
        expect![[r#"
            > checkpoint s=StepRetry E s=5, k=CallbackStart s=6, l=CallbackStart, c=ChainedStart
            2 StepFailed s !E attempt 1, next in 5 at +5
            3 CallbackStarted k timeout 6 heartbeat 0
            4 CallbackStarted l timeout 0 heartbeat 0
            5 ChainedInvokeStarted c t:1 (durable 1)
            = token; s PENDING, k STARTED, l STARTED, c STARTED
            → wake +5
            > finish pending
            6 InvocationCompleted r1 since +0
            > pause
            7 ExecutionPaused asked +0
            # RUNNING → PAUSED
            > tick 5
            - StepReady s
            → wake +6
            > tick 1
            8 CallbackTimedOut k !Callback.Timeout: Callback timed out
            → rest
            > callback l ok
            9 CallbackSucceeded l
            > chained c ok
            10 ChainedInvokeSucceeded c
            > resume
            11 ExecutionResumed
            # PAUSED → RUNNING
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86406
            > updated
            s, k, l, c
        "#]],
    );
}

#[test]
fn the_execution_timeout_stands_still() {
    check(
        "running timeout=10; checkpoint k=CallbackStart; finish pending
         sleep 4; pause; tick 100; resume; tick 5.999; tick 0.001",
        expect![[r#"
            > checkpoint k=CallbackStart
            2 CallbackStarted k timeout 0 heartbeat 0
            = token; k STARTED
            > finish pending
            3 InvocationCompleted r1 since +0
            > sleep 4
            > pause
            4 ExecutionPaused asked +4
            # RUNNING → PAUSED
            → rest
            > tick 100
            > resume
            5 ExecutionResumed
            # PAUSED → RUNNING
            → wake +110
            > tick 5.999
            > tick 0.001
            - OutcomeAccepted
            6 ExecutionTimedOut !Execution.Timeout: Execution timed out after 10 seconds.
            # RUNNING → TIMED_OUT
            → rest
        "#]],
    );
}

#[test]
fn or_goes_on() {
    check(
        "running timeout=10; checkpoint k=CallbackStart; finish pending
         sleep 4; pause keep; tick 5.999; tick 0.001; resume; pause",
        expect![[r#"
            > checkpoint k=CallbackStart
            2 CallbackStarted k timeout 0 heartbeat 0
            = token; k STARTED
            > finish pending
            3 InvocationCompleted r1 since +0
            > sleep 4
            > pause keep
            4 ExecutionPaused asked +4 timeout goes on
            # RUNNING → PAUSED
            > tick 5.999
            > tick 0.001
            - OutcomeAccepted
            5 ExecutionTimedOut !Execution.Timeout: Execution timed out after 10 seconds.
            # PAUSED → TIMED_OUT
            → rest
            > resume
            ! ResourceConflictException: Cannot resume a durable execution that is TIMED_OUT.
            > pause
            ! ResourceConflictException: Cannot pause a durable execution that is TIMED_OUT.
        "#]],
    );
    check(
        "running timeout=10; sleep 4; pause; tick 6",
        expect![[r#"
            > sleep 4
            > pause
            - PauseRequested
            # RUNNING → PAUSING
            > tick 6
            - OutcomeAccepted
            2 ExecutionTimedOut !Execution.Timeout: Execution timed out after 10 seconds.
            # PAUSING → TIMED_OUT
            → rest
        "#]],
    );
}
