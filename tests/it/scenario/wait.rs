//! WAIT, and the order of timers: contract 4.6, 5.2, decisions 7.

use expect_test::expect;

use super::check;

#[test]
fn table() {
    check(
        "running
         checkpoint w=WaitCancel
         checkpoint w=WaitStart s=5; show w
         checkpoint w=WaitStart s=5
         checkpoint w=WaitCancel; show w
         checkpoint w=WaitStart s=5; checkpoint w=WaitCancel
         checkpoint v=WaitStart s=5; tick 5; show v
         checkpoint v=WaitStart s=5; checkpoint v=WaitCancel
         checkpoint u=WaitStart s=5, u=WaitCancel",
        expect![[r#"
            > checkpoint w=WaitCancel
            ! InvalidParameterValueException: Cannot cancel a WAIT that does not exist or has already completed.
            > checkpoint w=WaitStart s=5
            2 WaitStarted w 5 until +5
            = token; w STARTED
            → wake +5
            > show w
            w WAIT STARTED from +0 5 until +5
            > checkpoint w=WaitStart s=5
            ! InvalidParameterValueException: Cannot start a WAIT that already exist.
            > checkpoint w=WaitCancel
            3 WaitCancelled w
            = token; w CANCELLED
            → wake +86400
            > show w
            w WAIT CANCELLED from +0 to +0 5 until +5
            > checkpoint w=WaitStart s=5
            ! InvalidParameterValueException: Cannot start a WAIT that already exist.
            > checkpoint w=WaitCancel
            ! InvalidParameterValueException: Cannot cancel a WAIT that does not exist or has already completed.
            > checkpoint v=WaitStart s=5
            4 WaitStarted v 5 until +5
            = token; v STARTED
            → wake +5
            > tick 5
            5 WaitSucceeded v
            → wake +86400
            > show v
            v WAIT SUCCEEDED from +0 to +5 5 until +5
            > checkpoint v=WaitStart s=5
            ! InvalidParameterValueException: Cannot start a WAIT that already exist.
            > checkpoint v=WaitCancel
            ! InvalidParameterValueException: Cannot cancel a WAIT that does not exist or has already completed.
            > checkpoint u=WaitStart s=5, u=WaitCancel
            ! InvalidParameterValueException: Cannot update the same operation twice in a single request.
        "#]],
    );
}

#[test]
fn a_cancelled_wait_has_no_timer() {
    check(
        "running
         checkpoint w=WaitStart s=5, v=WaitStart s=9
         sleep 2; checkpoint w=WaitCancel
         finish pending; tick 3; tick 4",
        expect![[r#"
            > checkpoint w=WaitStart s=5, v=WaitStart s=9
            2 WaitStarted w 5 until +5
            3 WaitStarted v 9 until +9
            = token; w STARTED, v STARTED
            → wake +5
            > sleep 2
            > checkpoint w=WaitCancel
            4 WaitCancelled w
            = token; w CANCELLED
            → wake +9
            > finish pending
            5 InvocationCompleted r1 since +0
            > tick 3
            > tick 4
            6 WaitSucceeded v
            → invoke
        "#]],
    );
}

#[test]
fn a_running_handler_sees_its_own_wait_complete() {
    check(
        "running
         checkpoint w=WaitStart s=5
         sleep 5; checkpoint; checkpoint",
        expect![[r#"
            > checkpoint w=WaitStart s=5
            2 WaitStarted w 5 until +5
            = token; w STARTED
            → wake +5
            > sleep 5
            > checkpoint
            3 WaitSucceeded w
            = token; w SUCCEEDED
            → wake +86400
            > checkpoint
            = token; -
        "#]],
    );
}

#[test]
fn the_batch_comes_before_waits_that_are_due() {
    check(
        "running
         checkpoint w=WaitStart s=5, v=WaitStart s=5
         sleep 5; checkpoint w=WaitCancel",
        expect![[r#"
            > checkpoint w=WaitStart s=5, v=WaitStart s=5
            2 WaitStarted w 5 until +5
            3 WaitStarted v 5 until +5
            = token; w STARTED, v STARTED
            → wake +5
            > sleep 5
            > checkpoint w=WaitCancel
            4 WaitCancelled w
            5 WaitSucceeded v
            = token; w CANCELLED, v SUCCEEDED
            → wake +86400
        "#]],
    );
}

#[test]
fn timers_fire_earliest_first_then_in_start_order() {
    check(
        "running
         checkpoint d=WaitStart s=9, c=WaitStart s=5, b=WaitStart s=7, a=WaitStart s=5, s=StepRetry E s=6
         finish pending; sleep 8; tick; tick 1",
        expect![[r#"
            > checkpoint d=WaitStart s=9, c=WaitStart s=5, b=WaitStart s=7, a=WaitStart s=5, s=StepRetry E s=6
            2 WaitStarted d 9 until +9
            3 WaitStarted c 5 until +5
            4 WaitStarted b 7 until +7
            5 WaitStarted a 5 until +5
            6 StepFailed s !E attempt 1, next in 6 at +6
            = token; d STARTED, c STARTED, b STARTED, a STARTED, s PENDING
            → wake +5
            > finish pending
            7 InvocationCompleted r1 since +0
            > sleep 8
            > tick
            8 WaitSucceeded c
            9 WaitSucceeded a
            - StepReady s
            10 WaitSucceeded b
            → invoke
            > tick 1
            11 WaitSucceeded d
        "#]],
    );
}

#[test]
fn timers_that_are_due_before_an_invocation_are_coalesced() {
    check(
        "running
         checkpoint w=WaitStart s=5, v=WaitStart s=6, u=WaitStart s=9
         finish pending; tick 5; sleep 1; begin; updated; finish pending; tick 3; begin; updated",
        expect![[r#"
            > checkpoint w=WaitStart s=5, v=WaitStart s=6, u=WaitStart s=9
            2 WaitStarted w 5 until +5
            3 WaitStarted v 6 until +6
            4 WaitStarted u 9 until +9
            = token; w STARTED, v STARTED, u STARTED
            → wake +5
            > finish pending
            5 InvocationCompleted r1 since +0
            > tick 5
            6 WaitSucceeded w
            → invoke
            > sleep 1
            > begin
            7 WaitSucceeded v
            - InvocationStarted r2
            → wake +9
            > updated
            w, v
            > finish pending
            8 InvocationCompleted r2 since +6
            > tick 3
            9 WaitSucceeded u
            → invoke
            > begin
            - InvocationStarted r3
            → wake +86400
            > updated
            u
        "#]],
    );
}

#[test]
fn an_invocation_ends_before_the_timers_that_were_due() {
    check(
        "running; checkpoint w=WaitStart s=5
         sleep 7; finish pending; begin; updated; finish ok",
        expect![[r#"
            > checkpoint w=WaitStart s=5
            2 WaitStarted w 5 until +5
            = token; w STARTED
            → wake +5
            > sleep 7
            > finish pending
            3 InvocationCompleted r1 since +0
            4 WaitSucceeded w
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > updated
            w
            > finish ok
            5 InvocationCompleted r2 since +7
            - OutcomeAccepted
            6 ExecutionSucceeded
            # RUNNING → SUCCEEDED
            → rest
        "#]],
    );
}

#[test]
fn a_clock_that_goes_back_does_not_take_the_journal_along() {
    check(
        "running; sleep 5; checkpoint w=WaitStart s=5
         sleep -3; checkpoint a=StepStart; show a; finish pending; tick 7; tick 1",
        expect![[r#"
            > sleep 5
            > checkpoint w=WaitStart s=5
            2 WaitStarted w 5 until +10
            = token; w STARTED
            → wake +10
            > sleep -3
            > checkpoint a=StepStart
            3 StepStarted a
            = token; a STARTED
            > show a
            a STEP STARTED from +5 attempt 0
            > finish pending
            4 InvocationCompleted r1 since +0
            > tick 7
            > tick 1
            5 WaitSucceeded w
            → invoke
        "#]],
    );
}
