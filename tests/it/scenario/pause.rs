//! Pause and resume: contract 1.11, 2.6, 5.5, 7.1.

use expect_test::expect;

use super::check;

#[test]
fn while_idle() {
    check(
        "running; checkpoint w=WaitStart s=5; finish pending
         pause reason=lunch; row; tick 5; begin; row; sleep 1; resume reason=back; begin; updated; finish ok",
        expect![[r#"
            > checkpoint w=WaitStart s=5
            2 WaitStarted w 5 until +5
            = token; w STARTED
            → wake +5
            > finish pending
            3 InvocationCompleted r1 since +0
            > pause reason=lunch
            4 ExecutionPaused asked +0 "lunch"
            # RUNNING → PAUSED
            > row
            PAUSED from +0 to never, wakes +5, expires never
            > tick 5
            5 WaitSucceeded w
            → rest
            > begin
            > row
            PAUSED from +0 to never, wakes never, expires never
            > sleep 1
            > resume reason=back
            6 ExecutionResumed "back"
            # PAUSED → RUNNING
            → invoke
            > begin
            - InvocationStarted r3
            → wake +86406
            > updated
            w
            > finish ok
            7 InvocationCompleted r3 since +6
            - OutcomeAccepted
            8 ExecutionSucceeded
            # RUNNING → SUCCEEDED
            → rest
        "#]],
    );
}

#[test]
fn while_idle_and_back() {
    check(
        "running; checkpoint w=WaitStart s=5; finish pending; pause; resume",
        expect![[r#"
            > checkpoint w=WaitStart s=5
            2 WaitStarted w 5 until +5
            = token; w STARTED
            → wake +5
            > finish pending
            3 InvocationCompleted r1 since +0
            > pause
            4 ExecutionPaused asked +0
            # RUNNING → PAUSED
            > resume
            5 ExecutionResumed
            # PAUSED → RUNNING
        "#]],
    );
}

#[test]
fn before_the_first_invocation() {
    check(
        "start; pause; begin; resume; begin",
        expect![[r#"
        > start
        1 ExecutionStarted timeout 86400
        → invoke
        > pause
        2 ExecutionPaused asked +0
        # RUNNING → PAUSED
        → rest
        > begin
        > resume
        3 ExecutionResumed
        # PAUSED → RUNNING
        → invoke
        > begin
        - InvocationStarted r2
        → wake +86400
    "#]],
    );
}

#[test]
fn or_when_the_invocation_ends() {
    check(
        "running; checkpoint w=WaitStart s=5; pause; finish pending; resume",
        expect![[r#"
            > checkpoint w=WaitStart s=5
            2 WaitStarted w 5 until +5
            = token; w STARTED
            → wake +5
            > pause
            - PauseRequested
            # RUNNING → PAUSING
            > finish pending
            3 InvocationCompleted r1 since +0
            4 ExecutionPaused asked +0
            # PAUSING → PAUSED
            > resume
            5 ExecutionResumed
            # PAUSED → RUNNING
        "#]],
    );
}

#[test]
fn or_when_it_breaks() {
    check(
        "running; pause; finish broke E; tick 1; resume",
        expect![[r#"
            > pause
            - PauseRequested
            # RUNNING → PAUSING
            > finish broke E
            2 InvocationCompleted r1 since +0 Broke !E
            3 ExecutionPaused asked +0
            # PAUSING → PAUSED
            → rest
            > tick 1
            > resume
            4 ExecutionResumed
            # PAUSED → RUNNING
            → invoke
        "#]],
    );
}

#[test]
fn or_when_it_is_lost() {
    check(
        "running; pause; finish lost; resume",
        expect![[r#"
            > pause
            - PauseRequested
            # RUNNING → PAUSING
            > finish lost
            2 InvocationCompleted r1 since +0 Lost !Emulator.Interrupted: The emulator stopped while the function ran.
            3 ExecutionPaused asked +0
            # PAUSING → PAUSED
            → rest
            > resume
            4 ExecutionResumed
            # PAUSED → RUNNING
            → invoke
        "#]],
    );
}

#[test]
fn but_not_if_it_ends_the_execution() {
    check(
        "running; pause; finish ok 1",
        expect![[r#"
            > pause
            - PauseRequested
            # RUNNING → PAUSING
            > finish ok 1
            2 InvocationCompleted r1 since +0
            - OutcomeAccepted
            3 ExecutionSucceeded "1"
            # PAUSING → SUCCEEDED
            → rest
        "#]],
    );
    check(
        "running; pause; checkpoint r=ExecutionSucceed 1; finish ok",
        expect![[r#"
            > pause
            - PauseRequested
            # RUNNING → PAUSING
            > checkpoint r=ExecutionSucceed 1
            - OutcomeAccepted
            = no token; -
            # PAUSING → SUCCEEDED
            → rest
            > finish ok
            2 InvocationCompleted r1 since +0
            3 ExecutionSucceeded "1"
        "#]],
    );
}

#[test]
fn taken_back_before_it_takes_effect() {
    check(
        "running; pause; resume; checkpoint; finish ok",
        expect![[r#"
            > pause
            - PauseRequested
            # RUNNING → PAUSING
            > resume
            - PauseWithdrawn
            # PAUSING → RUNNING
            > checkpoint
            = token; -
            > finish ok
            2 InvocationCompleted r1 since +0
            - OutcomeAccepted
            3 ExecutionSucceeded
            # RUNNING → SUCCEEDED
            → rest
        "#]],
    );
}

#[test]
fn stop_of_a_paused_execution() {
    check(
        "start; pause; stop E; row",
        expect![[r#"
        > start
        1 ExecutionStarted timeout 86400
        → invoke
        > pause
        2 ExecutionPaused asked +0
        # RUNNING → PAUSED
        → rest
        > stop E
        - OutcomeAccepted
        3 ExecutionStopped !E
        # PAUSED → STOPPED
        > row
        STOPPED from +0 to +0, wakes never, expires +1209600
    "#]],
    );
    check(
        "running; pause; stop E; finish pending",
        expect![[r#"
            > pause
            - PauseRequested
            # RUNNING → PAUSING
            > stop E
            - OutcomeAccepted
            2 ExecutionStopped !E
            # PAUSING → STOPPED
            → rest
            > finish pending
            3 InvocationCompleted r1 since +0
        "#]],
    );
}

#[test]
fn conflicts() {
    check(
        "start; resume; pause; pause; resume; resume; begin; pause; pause; resume; resume; finish ok; pause; resume",
        expect![[r#"
            > start
            1 ExecutionStarted timeout 86400
            → invoke
            > resume
            ! ResourceConflictException: Cannot resume a durable execution that is RUNNING.
            > pause
            2 ExecutionPaused asked +0
            # RUNNING → PAUSED
            → rest
            > pause
            ! ResourceConflictException: Cannot pause a durable execution that is PAUSED.
            > resume
            3 ExecutionResumed
            # PAUSED → RUNNING
            → invoke
            > resume
            ! ResourceConflictException: Cannot resume a durable execution that is RUNNING.
            > begin
            - InvocationStarted r1
            → wake +86400
            > pause
            - PauseRequested
            # RUNNING → PAUSING
            > pause
            ! ResourceConflictException: Cannot pause a durable execution that is PAUSING.
            > resume
            - PauseWithdrawn
            # PAUSING → RUNNING
            > resume
            ! ResourceConflictException: Cannot resume a durable execution that is RUNNING.
            > finish ok
            4 InvocationCompleted r1 since +0
            - OutcomeAccepted
            5 ExecutionSucceeded
            # RUNNING → SUCCEEDED
            → rest
            > pause
            ! ResourceConflictException: Cannot pause a durable execution that is SUCCEEDED.
            > resume
            ! ResourceConflictException: Cannot resume a durable execution that is SUCCEEDED.
        "#]],
    );
}

#[test]
fn repeats_are_recognized_for_a_quarter_of_an_hour() {
    check(
        "running; pause @client=p; pause @client=p; pause @client=q; pause @client=p keep
         pause @client=p reason=x; checkpoint; pause @client=p; sleep 900; pause @client=p; sleep 0.001; pause @client=p
         resume @client=r; resume @client=r; resume @client=s; sleep 900; resume @client=r; sleep 0.001; resume @client=r",
        expect![[r#"
            > pause @client=p
            - PauseRequested
            # RUNNING → PAUSING
            > pause @client=p
            > pause @client=q
            ! ResourceConflictException: Cannot pause a durable execution that is PAUSING.
            > pause @client=p keep
            ! ResourceConflictException: Cannot pause a durable execution that is PAUSING.
            > pause @client=p reason=x
            ! ResourceConflictException: Cannot pause a durable execution that is PAUSING.
            > checkpoint
            2 ExecutionPaused asked +0
            = no token; -
            # PAUSING → PAUSED
            → rest
            > pause @client=p
            > sleep 900
            > pause @client=p
            > sleep 0.001
            > pause @client=p
            ! ResourceConflictException: Cannot pause a durable execution that is PAUSED.
            > resume @client=r
            3 ExecutionResumed
            # PAUSED → RUNNING
            → wake +87300.001
            > resume @client=r
            > resume @client=s
            ! ResourceConflictException: Cannot resume a durable execution that is RUNNING.
            > sleep 900
            > resume @client=r
            > sleep 0.001
            > resume @client=r
            ! ResourceConflictException: Cannot resume a durable execution that is RUNNING.
        "#]],
    );
    check(
        "running; pause; resume @client=r; resume @client=r; resume",
        expect![[r#"
            > pause
            - PauseRequested
            # RUNNING → PAUSING
            > resume @client=r
            - PauseWithdrawn
            # PAUSING → RUNNING
            > resume @client=r
            > resume
            ! ResourceConflictException: Cannot resume a durable execution that is RUNNING.
        "#]],
    );
}

#[test]
fn a_late_repeat_does_not_undo_what_came_after() {
    check(
        "start; pause @client=p; resume @client=r; pause @client=p; pause @client=q; resume @client=r",
        expect![[r#"
            > start
            1 ExecutionStarted timeout 86400
            → invoke
            > pause @client=p
            2 ExecutionPaused asked +0
            # RUNNING → PAUSED
            → rest
            > resume @client=r
            3 ExecutionResumed
            # PAUSED → RUNNING
            → invoke
            > pause @client=p
            > pause @client=q
            4 ExecutionPaused asked +0
            # RUNNING → PAUSED
            → rest
            > resume @client=r
        "#]],
    );
}
