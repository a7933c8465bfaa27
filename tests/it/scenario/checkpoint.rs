//! Batches and answers: contract 4.2, 4.3, 4.10.

use expect_test::expect;

use super::check;

#[test]
fn rules_of_the_batch() {
    check(
        "running
         checkpoint r=ExecutionSucceed, q=ExecutionFail
         checkpoint r=ExecutionSucceed, a=StepStart
         checkpoint a=StepStart, a=StepStart
         checkpoint a=StepSucceed, a=StepStart
         checkpoint a=StepStart, a=StepSucceed, a=StepFail
         checkpoint a=StepStart, a=ContextSucceed
         checkpoint a=CallbackStart, a=CallbackStart
         checkpoint a=ChainedStart, a=ChainedStart
         checkpoint a=StepSucceed, a=StepFail
         state",
        expect![[r#"
            > checkpoint r=ExecutionSucceed, q=ExecutionFail
            ! InvalidParameterValueException: Cannot checkpoint multiple EXECUTION updates.
            > checkpoint r=ExecutionSucceed, a=StepStart
            ! InvalidParameterValueException: EXECUTION checkpoint must be the last update.
            > checkpoint a=StepStart, a=StepStart
            ! InvalidParameterValueException: Cannot update the same operation twice in a single request.
            > checkpoint a=StepSucceed, a=StepStart
            ! InvalidParameterValueException: Cannot update the same operation twice in a single request.
            > checkpoint a=StepStart, a=StepSucceed, a=StepFail
            ! InvalidParameterValueException: Cannot update the same operation twice in a single request.
            > checkpoint a=StepStart, a=ContextSucceed
            ! InvalidParameterValueException: Cannot update the same operation twice in a single request.
            > checkpoint a=CallbackStart, a=CallbackStart
            ! InvalidParameterValueException: Cannot update the same operation twice in a single request.
            > checkpoint a=ChainedStart, a=ChainedStart
            ! InvalidParameterValueException: Cannot update the same operation twice in a single request.
            > checkpoint a=StepSucceed, a=StepFail
            ! InvalidParameterValueException: Cannot update the same operation twice in a single request.
            > state
            exec
        "#]],
    );
}

#[test]
fn what_may_stand_twice() {
    check(
        "running
         checkpoint a=StepStart, b=ContextStart, c=StepStart, a=StepSucceed, b=ContextFail, c=StepRetry E s=3
         checkpoint d=ContextStart, d=ContextSucceed",
        expect![[r#"
            > checkpoint a=StepStart, b=ContextStart, c=StepStart, a=StepSucceed, b=ContextFail, c=StepRetry E s=3
            2 StepStarted a
            3 ContextStarted b
            4 StepStarted c
            5 StepSucceeded a attempt 1
            6 ContextFailed b
            7 StepFailed c !E attempt 1, next in 3 at +3
            = token; a SUCCEEDED, b FAILED, c PENDING
            → wake +3
            > checkpoint d=ContextStart, d=ContextSucceed
            8 ContextStarted d
            9 ContextSucceeded d
            = token; d SUCCEEDED
        "#]],
    );
}

#[test]
fn all_or_nothing() {
    check(
        "running
         checkpoint a=StepStart, w=WaitStart s=5, v=WaitCancel
         state; checkpoint a=StepStart",
        expect![[r#"
            > checkpoint a=StepStart, w=WaitStart s=5, v=WaitCancel
            ! InvalidParameterValueException: Cannot cancel a WAIT that does not exist or has already completed.
            > state
            exec
            > checkpoint a=StepStart
            2 StepStarted a
            = token; a STARTED
        "#]],
    );
}

#[test]
fn the_id_of_an_execution_update_is_nobodys() {
    check(
        "running
         checkpoint a=StepStart, k=CallbackStart
         checkpoint a=StepSucceed 1, a=ExecutionSucceed 2 name=other parent=nobody; show a; state",
        expect![[r#"
            > checkpoint a=StepStart, k=CallbackStart
            2 StepStarted a
            3 CallbackStarted k timeout 0 heartbeat 0
            = token; a STARTED, k STARTED
            > checkpoint a=StepSucceed 1, a=ExecutionSucceed 2 name=other parent=nobody
            4 StepSucceeded a "1" attempt 1
            - OutcomeAccepted
            = no token; a SUCCEEDED
            # RUNNING → SUCCEEDED
            → rest
            > show a
            a STEP SUCCEEDED from +0 to +0 attempt 1 "1"
            > state
            exec, a, k
        "#]],
    );
    check(
        "running; checkpoint exec=ExecutionFail E; finish fail F",
        expect![[r#"
            > checkpoint exec=ExecutionFail E
            - OutcomeAccepted
            = no token; -
            # RUNNING → FAILED
            → rest
            > finish fail F
            2 InvocationCompleted r1 since +0 !F
            3 ExecutionFailed !E
        "#]],
    );
}

#[test]
fn an_answer_is_what_is_new_in_start_order() {
    check(
        "running
         checkpoint; checkpoint b=WaitStart s=5, a=CallbackStart, c=StepStart
         sleep 5; callback a ok; checkpoint c=StepSucceed
         checkpoint; finish pending; begin; updated; checkpoint",
        expect![[r#"
            > checkpoint
            = token; -
            > checkpoint b=WaitStart s=5, a=CallbackStart, c=StepStart
            2 WaitStarted b 5 until +5
            3 CallbackStarted a timeout 0 heartbeat 0
            4 StepStarted c
            = token; b STARTED, a STARTED, c STARTED
            → wake +5
            > sleep 5
            > callback a ok
            5 CallbackSucceeded a
            6 WaitSucceeded b
            → wake +86400
            > checkpoint c=StepSucceed
            7 StepSucceeded c attempt 1
            = token; b SUCCEEDED, a SUCCEEDED, c SUCCEEDED
            > checkpoint
            = token; -
            > finish pending
            8 InvocationCompleted r1 since +0
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > updated
            -
            > checkpoint
            = token; -
        "#]],
    );
}
