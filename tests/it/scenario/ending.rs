//! How an execution ends: checkpointed outcomes, stop, timeout: contract 6.4, 7.1, 7.2, decisions 9.

use expect_test::expect;

use super::check;

#[test]
fn a_checkpointed_outcome_ends_after_its_invocation() {
    check(
        "running
         checkpoint a=StepStart, r=ExecutionSucceed big; row
         stop E; tick 90000; finish ok; row",
        expect![[r#"
            > checkpoint a=StepStart, r=ExecutionSucceed big
            2 StepStarted a
            - OutcomeAccepted
            = no token; a STARTED
            # RUNNING → SUCCEEDED
            → rest
            > row
            SUCCEEDED from +0 to +0, wakes at once, expires +1209600
            > stop E
            > tick 90000
            > finish ok
            3 InvocationCompleted r1 since +0
            4 ExecutionSucceeded "big"
            > row
            SUCCEEDED from +0 to +0, wakes never, expires +1209600
        "#]],
    );
    check(
        "running; checkpoint r=ExecutionFail E; finish broke X",
        expect![[r#"
            > checkpoint r=ExecutionFail E
            - OutcomeAccepted
            = no token; -
            # RUNNING → FAILED
            → rest
            > finish broke X
            2 InvocationCompleted r1 since +0 !X
            3 ExecutionFailed !E
        "#]],
    );
    check(
        "running; checkpoint r=ExecutionSucceed 1; finish lost; begin",
        expect![[r#"
            > checkpoint r=ExecutionSucceed 1
            - OutcomeAccepted
            = no token; -
            # RUNNING → SUCCEEDED
            → rest
            > finish lost
            2 InvocationCompleted r1 since +0 Lost !Emulator.Interrupted: The emulator stopped while the function ran.
            3 ExecutionSucceeded "1"
            > begin
        "#]],
    );
}

#[test]
fn stop_while_the_function_runs() {
    check(
        "running; checkpoint w=WaitStart s=5, k=CallbackStart s=5, c=ChainedStart
         sleep 1; stop E; row; stop F; tick 9; show w; show k
         finish ok 1; row; pause; resume",
        expect![[r#"
            > checkpoint w=WaitStart s=5, k=CallbackStart s=5, c=ChainedStart
            2 WaitStarted w 5 until +5
            3 CallbackStarted k timeout 5 heartbeat 0
            4 ChainedInvokeStarted c t:1 (durable 1)
            = token; w STARTED, k STARTED, c STARTED
            → wake +5
            > sleep 1
            > stop E
            - OutcomeAccepted
            5 ExecutionStopped !E
            # RUNNING → STOPPED
            → rest
            > row
            STOPPED from +0 to +1, wakes at once, expires +1209601
            > stop F
            > tick 9
            > show w
            w WAIT STARTED from +0 5 until +5
            > show k
            k CALLBACK STARTED from +0 heard +0
            > finish ok 1
            6 InvocationCompleted r1 since +0
            > row
            STOPPED from +0 to +1, wakes never, expires +1209601
            > pause
            ! ResourceConflictException: Cannot pause a durable execution that is STOPPED.
            > resume
            ! ResourceConflictException: Cannot resume a durable execution that is STOPPED.
        "#]],
    );
}

#[test]
fn stop_while_it_is_idle() {
    check(
        "start; stop; row; begin",
        expect![[r#"
        > start
        1 ExecutionStarted timeout 86400
        → invoke
        > stop
        - OutcomeAccepted
        2 ExecutionStopped !{}
        # RUNNING → STOPPED
        → rest
        > row
        STOPPED from +0 to +0, wakes never, expires +1209600
        > begin
    "#]],
    );
    check(
        "running; finish broke E; stop S; tick 1; row",
        expect![[r#"
            > finish broke E
            2 InvocationCompleted r1 since +0 Broke !E
            → wake +1
            > stop S
            - OutcomeAccepted
            3 ExecutionStopped !S
            # RUNNING → STOPPED
            → rest
            > tick 1
            > row
            STOPPED from +0 to +0, wakes never, expires +1209600
        "#]],
    );
}

#[test]
fn the_execution_timeout_while_the_function_runs() {
    check(
        "running timeout=5; sleep 5; finish ok 1; row",
        expect![[r#"
            > sleep 5
            > finish ok 1
            - OutcomeAccepted
            2 ExecutionTimedOut !Execution.Timeout: Execution timed out after 5 seconds.
            3 InvocationCompleted r1 since +0
            # RUNNING → TIMED_OUT
            → rest
            > row
            TIMED_OUT from +0 to +5, wakes never, expires +1209605
        "#]],
    );
    check(
        "running timeout=5; tick 5; row; finish broke E; row",
        expect![[r#"
            > tick 5
            - OutcomeAccepted
            2 ExecutionTimedOut !Execution.Timeout: Execution timed out after 5 seconds.
            # RUNNING → TIMED_OUT
            → rest
            > row
            TIMED_OUT from +0 to +5, wakes at once, expires +1209605
            > finish broke E
            3 InvocationCompleted r1 since +0 !E
            > row
            TIMED_OUT from +0 to +5, wakes never, expires +1209605
        "#]],
    );
    check(
        "running timeout=5; sleep 4.999; finish ok 1; row",
        expect![[r#"
            > sleep 4.999
            > finish ok 1
            2 InvocationCompleted r1 since +0
            - OutcomeAccepted
            3 ExecutionSucceeded "1"
            # RUNNING → SUCCEEDED
            → rest
            > row
            SUCCEEDED from +0 to +4.999, wakes never, expires +1209604.999
        "#]],
    );
    check(
        "start timeout=5; sleep 5; begin",
        expect![[r#"
        > start timeout=5
        1 ExecutionStarted timeout 5
        → invoke
        > sleep 5
        > begin
        - OutcomeAccepted
        2 ExecutionTimedOut !Execution.Timeout: Execution timed out after 5 seconds.
        # RUNNING → TIMED_OUT
        → rest
    "#]],
    );
}
