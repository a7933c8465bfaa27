//! The reference sequences of contract 6.4, and the rules of its order.

use expect_test::expect;

use super::check;

#[test]
fn a_step_and_a_wait() {
    check(
        r#"start input={}
           begin
           checkpoint a=StepStart name=greet sub=Step, a=StepSucceed 1 name=greet sub=Step
           checkpoint w=WaitStart s=60
           finish pending
           tick 60
           begin; updated; state; finish ok done; row"#,
        expect![[r#"
            > start input={}
            1 ExecutionStarted "{}" timeout 86400
            → invoke
            > begin
            - InvocationStarted r1
            → wake +86400
            > checkpoint a=StepStart name=greet sub=Step, a=StepSucceed 1 name=greet sub=Step
            2 StepStarted a greet as Step
            3 StepSucceeded a greet as Step "1" attempt 1
            = token; a SUCCEEDED
            > checkpoint w=WaitStart s=60
            4 WaitStarted w 60 until +60
            = token; w STARTED
            → wake +60
            > finish pending
            5 InvocationCompleted r1 since +0
            > tick 60
            6 WaitSucceeded w
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > updated
            w
            > state
            exec, a, w
            > finish ok done
            7 InvocationCompleted r2 since +60
            - OutcomeAccepted
            8 ExecutionSucceeded "done"
            # RUNNING → SUCCEEDED
            → rest
            > row
            SUCCEEDED from +0 to +60, wakes never, expires +1209660
        "#]],
    );
}

#[test]
fn four_attempts() {
    check(
        "running
         checkpoint a=StepStart name=flaky, a=StepRetry T s=1
         finish pending; tick 1; begin
         checkpoint a=StepStart; checkpoint a=StepRetry T s=2
         finish pending; tick 2; begin
         checkpoint a=StepStart, a=StepRetry T s=4
         finish pending; tick 3.9; tick 0.1; begin
         checkpoint a=StepStart, a=StepFail T; show a
         finish fail T",
        expect![[r#"
            > checkpoint a=StepStart name=flaky, a=StepRetry T s=1
            2 StepStarted a flaky
            3 StepFailed a flaky !T attempt 1, next in 1 at +1
            = token; a PENDING
            → wake +1
            > finish pending
            4 InvocationCompleted r1 since +0
            > tick 1
            - StepReady a flaky
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > checkpoint a=StepStart
            5 StepStarted a flaky
            = token; a STARTED
            > checkpoint a=StepRetry T s=2
            6 StepFailed a flaky !T attempt 2, next in 2 at +3
            = token; a PENDING
            → wake +3
            > finish pending
            7 InvocationCompleted r2 since +1
            > tick 2
            - StepReady a flaky
            → invoke
            > begin
            - InvocationStarted r3
            → wake +86400
            > checkpoint a=StepStart, a=StepRetry T s=4
            8 StepStarted a flaky
            9 StepFailed a flaky !T attempt 3, next in 4 at +7
            = token; a PENDING
            → wake +7
            > finish pending
            10 InvocationCompleted r3 since +3
            > tick 3.9
            > tick 0.1
            - StepReady a flaky
            → invoke
            > begin
            - InvocationStarted r4
            → wake +86400
            > checkpoint a=StepStart, a=StepFail T
            11 StepStarted a flaky
            12 StepFailed a flaky !T attempt 4
            = token; a FAILED
            > show a
            a STEP FAILED flaky from +0 to +7 attempt 4 !T
            > finish fail T
            13 InvocationCompleted r4 since +7 !T
            - OutcomeAccepted
            14 ExecutionFailed !T
            # RUNNING → FAILED
            → rest
        "#]],
    );
}

#[test]
fn a_poll_is_a_retry_with_a_payload() {
    check(
        "running
         checkpoint c=StepStart sub=WaitForCondition, c=StepPoll 1 s=3; show c
         finish pending; tick 3; show c; begin
         checkpoint c=StepStart; show c
         checkpoint c=StepPoll s=3; show c
         finish pending; tick 3; begin
         checkpoint c=StepRetry T s=3; show c
         finish pending; tick 3; begin
         checkpoint c=StepSucceed 4; show c",
        expect![[r#"
            > checkpoint c=StepStart sub=WaitForCondition, c=StepPoll 1 s=3
            2 StepStarted c as WaitForCondition
            3 StepSucceeded c as WaitForCondition "1" attempt 1, next in 3 at +3
            = token; c PENDING
            → wake +3
            > show c
            c STEP PENDING as WaitForCondition from +0 attempt 1 next +3 "1"
            > finish pending
            4 InvocationCompleted r1 since +0
            > tick 3
            - StepReady c as WaitForCondition
            → invoke
            > show c
            c STEP READY as WaitForCondition from +0 attempt 1 "1"
            > begin
            - InvocationStarted r2
            → wake +86400
            > checkpoint c=StepStart
            5 StepStarted c as WaitForCondition
            = token; c STARTED
            > show c
            c STEP STARTED as WaitForCondition from +0 attempt 1 "1"
            > checkpoint c=StepPoll s=3
            6 StepSucceeded c as WaitForCondition attempt 2, next in 3 at +6
            = token; c PENDING
            → wake +6
            > show c
            c STEP PENDING as WaitForCondition from +0 attempt 2 next +6
            > finish pending
            7 InvocationCompleted r2 since +3
            > tick 3
            - StepReady c as WaitForCondition
            → invoke
            > begin
            - InvocationStarted r3
            → wake +86400
            > checkpoint c=StepRetry T s=3
            8 StepFailed c as WaitForCondition !T attempt 3, next in 3 at +9
            = token; c PENDING
            → wake +9
            > show c
            c STEP PENDING as WaitForCondition from +0 attempt 3 next +9 !T
            > finish pending
            9 InvocationCompleted r3 since +6
            > tick 3
            - StepReady c as WaitForCondition
            → invoke
            > begin
            - InvocationStarted r4
            → wake +86400
            > checkpoint c=StepSucceed 4
            10 StepSucceeded c as WaitForCondition "4" attempt 4
            = token; c SUCCEEDED
            > show c
            c STEP SUCCEEDED as WaitForCondition from +0 to +9 attempt 4 "4"
        "#]],
    );
}

#[test]
fn wait_for_callback() {
    check(
        "running
         checkpoint c=ContextStart name=approval sub=WaitForCallback
         checkpoint k=CallbackStart s=60 parent=c
         checkpoint s=StepStart parent=c, s=StepSucceed parent=c
         finish pending
         sleep 5; callback k ok yes
         begin; updated; checkpoint c=ContextSucceed yes; finish ok yes",
        expect![[r#"
            > checkpoint c=ContextStart name=approval sub=WaitForCallback
            2 ContextStarted c approval as WaitForCallback
            = token; c STARTED
            > checkpoint k=CallbackStart s=60 parent=c
            3 CallbackStarted k in c timeout 60 heartbeat 0
            = token; k STARTED
            → wake +60
            > checkpoint s=StepStart parent=c, s=StepSucceed parent=c
            4 StepStarted s in c
            5 StepSucceeded s in c attempt 1
            = token; s SUCCEEDED
            > finish pending
            6 InvocationCompleted r1 since +0
            > sleep 5
            > callback k ok yes
            7 CallbackSucceeded k in c "yes"
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > updated
            k
            > checkpoint c=ContextSucceed yes
            8 ContextSucceeded c approval as WaitForCallback "yes"
            = token; c SUCCEEDED
            > finish ok yes
            9 InvocationCompleted r2 since +5
            - OutcomeAccepted
            10 ExecutionSucceeded "yes"
            # RUNNING → SUCCEEDED
            → rest
        "#]],
    );
}
