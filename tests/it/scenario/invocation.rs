//! What a function makes of an invocation: contract 3.2, 5.1, decisions 10.

use expect_test::expect;

use super::check;

#[test]
fn succeeded() {
    check(
        "start; begin; finish ok 1; row",
        expect![[r#"
        > start
        1 ExecutionStarted timeout 86400
        → invoke
        > begin
        - InvocationStarted r1
        → wake +86400
        > finish ok 1
        2 InvocationCompleted r1 since +0
        - OutcomeAccepted
        3 ExecutionSucceeded "1"
        # RUNNING → SUCCEEDED
        → rest
        > row
        SUCCEEDED from +0 to +0, wakes never, expires +1209600
    "#]],
    );
    check(
        "start retention=1; begin; finish ok; finish ok; begin; tick 5; row",
        expect![[r#"
        > start retention=1
        1 ExecutionStarted timeout 86400
        → invoke
        > begin
        - InvocationStarted r1
        → wake +86400
        > finish ok
        2 InvocationCompleted r1 since +0
        - OutcomeAccepted
        3 ExecutionSucceeded
        # RUNNING → SUCCEEDED
        → rest
        > finish ok
        > begin
        > tick 5
        > row
        SUCCEEDED from +0 to +0, wakes never, expires +86400
    "#]],
    );
}

#[test]
fn failed() {
    check(
        "running; sleep 1; finish fail E; row",
        expect![[r#"
            > sleep 1
            > finish fail E
            2 InvocationCompleted r1 since +0 !E
            - OutcomeAccepted
            3 ExecutionFailed !E
            # RUNNING → FAILED
            → rest
            > row
            FAILED from +0 to +1, wakes never, expires +1209601
        "#]],
    );
    check(
        "running; finish fail",
        expect![[r#"
            > finish fail
            2 InvocationCompleted r1 since +0
            - OutcomeAccepted
            3 ExecutionFailed
            # RUNNING → FAILED
            → rest
        "#]],
    );
}

#[test]
fn malformed() {
    check(
        r#"running; finish malformed "Invalid Status in invocation output.""#,
        expect![[r#"
            > finish malformed "Invalid Status in invocation output."
            2 InvocationCompleted r1 since +0 !InvalidParameterValueException: Invalid Status in invocation output.
            - OutcomeAccepted
            3 ExecutionFailed !InvalidParameterValueException: Invalid Status in invocation output.
            # RUNNING → FAILED
            → rest
        "#]],
    );
}

#[test]
fn there_is_no_such_function() {
    check(
        "running; finish missing ResourceNotFoundException",
        expect![[r#"
            > finish missing ResourceNotFoundException
            2 InvocationCompleted r1 since +0 Broke !ResourceNotFoundException
            - OutcomeAccepted
            3 ExecutionFailed !ResourceNotFoundException
            # RUNNING → FAILED
            → rest
        "#]],
    );
}

#[test]
fn pending_with_nothing_pending() {
    check(
        "running; checkpoint a=StepStart
         finish pending; begin; finish pending; begin; finish pending; row",
        expect![[r#"
            > checkpoint a=StepStart
            2 StepStarted a
            = token; a STARTED
            > finish pending
            3 InvocationCompleted r1 since +0 BadPending !InvalidParameterValueException: Cannot return PENDING status with no pending operations.
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > finish pending
            4 InvocationCompleted r2 since +0 BadPending !InvalidParameterValueException: Cannot return PENDING status with no pending operations.
            → invoke
            > begin
            - InvocationStarted r3
            → wake +86400
            > finish pending
            5 InvocationCompleted r3 since +0 BadPending !InvalidParameterValueException: Cannot return PENDING status with no pending operations.
            - OutcomeAccepted
            6 ExecutionFailed !InvalidParameterValueException: Cannot return PENDING status with no pending operations.
            # RUNNING → FAILED
            → rest
            > row
            FAILED from +0 to +0, wakes never, expires +1209600
        "#]],
    );
}

#[test]
fn pending_with_nothing_pending_counts_in_a_row() {
    check(
        "running; finish pending; begin; finish pending; begin
         checkpoint w=WaitStart s=5; finish pending; tick 5
         begin; finish pending; begin; finish broke E; tick 1; begin; finish pending; begin; finish pending
         begin; finish pending",
        expect![[r#"
            > finish pending
            2 InvocationCompleted r1 since +0 BadPending !InvalidParameterValueException: Cannot return PENDING status with no pending operations.
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > finish pending
            3 InvocationCompleted r2 since +0 BadPending !InvalidParameterValueException: Cannot return PENDING status with no pending operations.
            → invoke
            > begin
            - InvocationStarted r3
            → wake +86400
            > checkpoint w=WaitStart s=5
            4 WaitStarted w 5 until +5
            = token; w STARTED
            → wake +5
            > finish pending
            5 InvocationCompleted r3 since +0
            > tick 5
            6 WaitSucceeded w
            → invoke
            > begin
            - InvocationStarted r4
            → wake +86400
            > finish pending
            7 InvocationCompleted r4 since +5 BadPending !InvalidParameterValueException: Cannot return PENDING status with no pending operations.
            → invoke
            > begin
            - InvocationStarted r5
            → wake +86400
            > finish broke E
            8 InvocationCompleted r5 since +5 Broke !E
            → wake +6
            > tick 1
            → invoke
            > begin
            - InvocationStarted r6
            → wake +86400
            > finish pending
            9 InvocationCompleted r6 since +6 BadPending !InvalidParameterValueException: Cannot return PENDING status with no pending operations.
            → invoke
            > begin
            - InvocationStarted r7
            → wake +86400
            > finish pending
            10 InvocationCompleted r7 since +6 BadPending !InvalidParameterValueException: Cannot return PENDING status with no pending operations.
            → invoke
            > begin
            - InvocationStarted r8
            → wake +86400
            > finish pending
            11 InvocationCompleted r8 since +6 BadPending !InvalidParameterValueException: Cannot return PENDING status with no pending operations.
            - OutcomeAccepted
            12 ExecutionFailed !InvalidParameterValueException: Cannot return PENDING status with no pending operations.
            # RUNNING → FAILED
            → rest
        "#]],
    );
}

#[test]
fn pending_after_a_change_is_welcome() {
    check(
        "running
         checkpoint w=WaitStart s=5; sleep 5; checkpoint
         finish pending; begin; finish pending",
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
            > finish pending
            4 InvocationCompleted r1 since +0
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > finish pending
            5 InvocationCompleted r2 since +5 BadPending !InvalidParameterValueException: Cannot return PENDING status with no pending operations.
            → invoke
        "#]],
    );
}

#[test]
fn each_kind_of_pending() {
    check(
        "running; checkpoint a=StepRetry E s=5; finish pending",
        expect![[r#"
            > checkpoint a=StepRetry E s=5
            2 StepFailed a !E attempt 1, next in 5 at +5
            = token; a PENDING
            → wake +5
            > finish pending
            3 InvocationCompleted r1 since +0
        "#]],
    );
    check(
        "running; checkpoint a=WaitStart s=5; finish pending",
        expect![[r#"
            > checkpoint a=WaitStart s=5
            2 WaitStarted a 5 until +5
            = token; a STARTED
            → wake +5
            > finish pending
            3 InvocationCompleted r1 since +0
        "#]],
    );
    check(
        "running; checkpoint a=CallbackStart; finish pending",
        expect![[r#"
            > checkpoint a=CallbackStart
            2 CallbackStarted a timeout 0 heartbeat 0
            = token; a STARTED
            > finish pending
            3 InvocationCompleted r1 since +0
        "#]],
    );
    check(
        "running; checkpoint a=ChainedStart; finish pending; row",
        expect![[r#"
            > checkpoint a=ChainedStart
            2 ChainedInvokeStarted a t:1 (durable 1)
            = token; a STARTED
            > finish pending
            3 InvocationCompleted r1 since +0
            > row
            RUNNING from +0 to never, wakes at once, expires never
        "#]],
    );
    check(
        "running; checkpoint a=ContextStart; finish pending",
        expect![[r#"
            > checkpoint a=ContextStart
            2 ContextStarted a
            = token; a STARTED
            > finish pending
            3 InvocationCompleted r1 since +0 BadPending !InvalidParameterValueException: Cannot return PENDING status with no pending operations.
            → invoke
        "#]],
    );
}

#[test]
fn one_invocation_at_a_time() {
    check(
        "running; begin; finish @request=r2 ok; finish @request=r1 ok",
        expect![[r#"
            > begin
            > finish @request=r2 ok
            > finish @request=r1 ok
            2 InvocationCompleted r1 since +0
            - OutcomeAccepted
            3 ExecutionSucceeded
            # RUNNING → SUCCEEDED
            → rest
        "#]],
    );
}
