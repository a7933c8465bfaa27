//! Deadlines of callbacks: contract 5.2, 5.3, decisions 7.

use expect_test::expect;

use super::check;

#[test]
fn times_out() {
    check(
        "running
         checkpoint k=CallbackStart s=10 name=approval
         finish pending; tick 9.999; tick 0.001; show k; begin; updated",
        expect![[r#"
            > checkpoint k=CallbackStart s=10 name=approval
            2 CallbackStarted k approval timeout 10 heartbeat 0
            = token; k STARTED
            → wake +10
            > finish pending
            3 InvocationCompleted r1 since +0
            > tick 9.999
            > tick 0.001
            4 CallbackTimedOut k approval !Callback.Timeout: Callback timed out
            → invoke
            > show k
            k CALLBACK TIMED_OUT approval from +0 to +10 heard +0 !Callback.Timeout: Callback timed out
            > begin
            - InvocationStarted r2
            → wake +86400
            > updated
            k
        "#]],
    );
}

#[test]
fn a_heartbeat_starts_the_heartbeat_again() {
    check(
        "running
         checkpoint k=CallbackStart s=25 heartbeat=10
         finish pending
         sleep 9; callback k heartbeat; show k
         sleep 9; callback k heartbeat
         tick 6; tick 1",
        expect![[r#"
            > checkpoint k=CallbackStart s=25 heartbeat=10
            2 CallbackStarted k timeout 25 heartbeat 10
            = token; k STARTED
            → wake +10
            > finish pending
            3 InvocationCompleted r1 since +0
            > sleep 9
            > callback k heartbeat
            - CallbackHeartbeat k
            → wake +19
            > show k
            k CALLBACK STARTED from +0 heard +9
            > sleep 9
            > callback k heartbeat
            - CallbackHeartbeat k
            → wake +25
            > tick 6
            > tick 1
            4 CallbackTimedOut k !Callback.Timeout: Callback timed out
            → invoke
        "#]],
    );
}

#[test]
fn a_heartbeat_that_stays_away() {
    check(
        "running
         checkpoint k=CallbackStart s=25 heartbeat=10
         finish pending
         sleep 9; callback k heartbeat; tick 9; tick 1",
        expect![[r#"
            > checkpoint k=CallbackStart s=25 heartbeat=10
            2 CallbackStarted k timeout 25 heartbeat 10
            = token; k STARTED
            → wake +10
            > finish pending
            3 InvocationCompleted r1 since +0
            > sleep 9
            > callback k heartbeat
            - CallbackHeartbeat k
            → wake +19
            > tick 9
            > tick 1
            4 CallbackTimedOut k !Callback.Heartbeat: Callback timed out on heartbeat
            → invoke
        "#]],
    );
}

#[test]
fn a_heartbeat_is_nothing_that_a_handler_hears_of() {
    check(
        "running; checkpoint k=CallbackStart heartbeat=10; checkpoint
         callback k heartbeat; checkpoint; finish pending; sleep 1; callback k ok; begin; updated",
        expect![[r#"
            > checkpoint k=CallbackStart heartbeat=10
            2 CallbackStarted k timeout 0 heartbeat 10
            = token; k STARTED
            → wake +10
            > checkpoint
            = token; -
            > callback k heartbeat
            - CallbackHeartbeat k
            > checkpoint
            = token; -
            > finish pending
            3 InvocationCompleted r1 since +0
            > sleep 1
            > callback k ok
            4 CallbackSucceeded k
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > updated
            k
        "#]],
    );
}

#[test]
fn when_both_are_due_the_earlier_one_counts() {
    check(
        "running
         checkpoint a=CallbackStart s=5 heartbeat=5, b=CallbackStart s=5 heartbeat=4, c=CallbackStart s=4 heartbeat=5
         sleep 9; tick",
        expect![[r#"
            > checkpoint a=CallbackStart s=5 heartbeat=5, b=CallbackStart s=5 heartbeat=4, c=CallbackStart s=4 heartbeat=5
            2 CallbackStarted a timeout 5 heartbeat 5
            3 CallbackStarted b timeout 5 heartbeat 4
            4 CallbackStarted c timeout 4 heartbeat 5
            = token; a STARTED, b STARTED, c STARTED
            → wake +4
            > sleep 9
            > tick
            5 CallbackTimedOut b !Callback.Heartbeat: Callback timed out on heartbeat
            6 CallbackTimedOut c !Callback.Timeout: Callback timed out
            7 CallbackTimedOut a !Callback.Timeout: Callback timed out
            → wake +86400
        "#]],
    );
}

#[test]
fn the_deadline_itself_is_too_late() {
    check(
        "running
         checkpoint a=CallbackStart s=5, b=CallbackStart heartbeat=5
         sleep 4.999; callback a heartbeat; sleep 0.001
         callback a ok; callback b heartbeat; tick",
        expect![[r#"
            > checkpoint a=CallbackStart s=5, b=CallbackStart heartbeat=5
            2 CallbackStarted a timeout 5 heartbeat 0
            3 CallbackStarted b timeout 0 heartbeat 5
            = token; a STARTED, b STARTED
            → wake +5
            > sleep 4.999
            > callback a heartbeat
            - CallbackHeartbeat a
            > sleep 0.001
            > callback a ok
            ! CallbackTimeoutException: The callback is either timed out or already completed
            > callback b heartbeat
            ! CallbackTimeoutException: The callback is either timed out or already completed
            > tick
            4 CallbackTimedOut a !Callback.Timeout: Callback timed out
            5 CallbackTimedOut b !Callback.Heartbeat: Callback timed out on heartbeat
            → wake +86400
        "#]],
    );
}

#[test]
fn callbacks_come_before_the_batch_and_other_timers_after() {
    check(
        "running
         checkpoint w=WaitStart s=1, k=CallbackStart s=3, h=CallbackStart heartbeat=2, s=StepRetry E s=2
         sleep 4; checkpoint a=StepStart",
        expect![[r#"
            > checkpoint w=WaitStart s=1, k=CallbackStart s=3, h=CallbackStart heartbeat=2, s=StepRetry E s=2
            2 WaitStarted w 1 until +1
            3 CallbackStarted k timeout 3 heartbeat 0
            4 CallbackStarted h timeout 0 heartbeat 2
            5 StepFailed s !E attempt 1, next in 2 at +2
            = token; w STARTED, k STARTED, h STARTED, s PENDING
            → wake +1
            > sleep 4
            > checkpoint a=StepStart
            6 CallbackTimedOut h !Callback.Heartbeat: Callback timed out on heartbeat
            7 CallbackTimedOut k !Callback.Timeout: Callback timed out
            8 StepStarted a
            9 WaitSucceeded w
            - StepReady s
            = token; w SUCCEEDED, k TIMED_OUT, h TIMED_OUT, s READY, a STARTED
            → wake +86400
        "#]],
    );
}

#[test]
fn the_execution_timeout_comes_before_everything() {
    check(
        "running timeout=10
         checkpoint k=CallbackStart s=5, w=WaitStart s=5
         finish pending; sleep 10; tick; row",
        expect![[r#"
            > checkpoint k=CallbackStart s=5, w=WaitStart s=5
            2 CallbackStarted k timeout 5 heartbeat 0
            3 WaitStarted w 5 until +5
            = token; k STARTED, w STARTED
            → wake +5
            > finish pending
            4 InvocationCompleted r1 since +0
            > sleep 10
            > tick
            - OutcomeAccepted
            5 ExecutionTimedOut !Execution.Timeout: Execution timed out after 10 seconds.
            # RUNNING → TIMED_OUT
            → rest
            > row
            TIMED_OUT from +0 to +10, wakes never, expires +1209610
        "#]],
    );
    check(
        "running timeout=10
         checkpoint a=StepStart
         sleep 10; checkpoint a=StepSucceed 1; tick; finish ok 1; row",
        expect![[r#"
            > checkpoint a=StepStart
            2 StepStarted a
            = token; a STARTED
            > sleep 10
            > checkpoint a=StepSucceed 1
            ! InvalidParameterValueException: Invalid checkpoint token
            > tick
            - OutcomeAccepted
            3 ExecutionTimedOut !Execution.Timeout: Execution timed out after 10 seconds.
            # RUNNING → TIMED_OUT
            → rest
            > finish ok 1
            4 InvocationCompleted r1 since +0
            > row
            TIMED_OUT from +0 to +10, wakes never, expires +1209610
        "#]],
    );
}
