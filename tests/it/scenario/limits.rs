//! Quotas: the metering table of contract 8, sizes of 4.8, decisions 11 and 14.

use expect_test::expect;

use super::check;

#[test]
fn steps_and_their_retries_are_metered() {
    check(
        "running; limits ops=4
         checkpoint a=StepStart, a=StepRetry E s=1; finish pending; tick 1; begin
         checkpoint a=StepStart, a=StepSucceed; checkpoint b=StepStart; checkpoint b=StepSucceed
         checkpoint c=StepStart; checkpoint; finish pending; row",
        expect![[r#"
            > limits ops=4
            > checkpoint a=StepStart, a=StepRetry E s=1
            2 StepStarted a
            3 StepFailed a !E attempt 1, next in 1 at +1
            = token; a PENDING
            → wake +1
            > finish pending
            4 InvocationCompleted r1 since +0
            > tick 1
            - StepReady a
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > checkpoint a=StepStart, a=StepSucceed
            5 StepStarted a
            6 StepSucceeded a attempt 2
            = token; a SUCCEEDED
            > checkpoint b=StepStart
            7 StepStarted b
            = token; b STARTED
            > checkpoint b=StepSucceed
            8 StepSucceeded b attempt 1
            = token; b SUCCEEDED
            > checkpoint c=StepStart
            - OutcomeAccepted
            = no token; -
            # RUNNING → FAILED
            → rest
            > checkpoint
            ! InvalidParameterValueException: Invalid checkpoint token
            > finish pending
            9 InvocationCompleted r2 since +1
            10 ExecutionFailed !ServiceQuotaExceededException: The execution exceeds its quota of 4 durable operations.
            > row
            FAILED from +0 to +1, wakes never, expires +1209601
        "#]],
    );
}

#[test]
fn every_type_is_one_and_completions_are_free() {
    check(
        "running; limits ops=5
         checkpoint w=WaitStart s=1, k=CallbackStart, c=ContextStart, x=ChainedStart
         tick 1; callback k heartbeat; callback k ok; chained x ok; checkpoint c=ContextSucceed; checkpoint s=StepStart
         finish ok",
        expect![[r#"
            > limits ops=5
            > checkpoint w=WaitStart s=1, k=CallbackStart, c=ContextStart, x=ChainedStart
            2 WaitStarted w 1 until +1
            3 CallbackStarted k timeout 0 heartbeat 0
            4 ContextStarted c
            5 ChainedInvokeStarted x t:1 (durable 1)
            = token; w STARTED, k STARTED, c STARTED, x STARTED
            → wake +1
            > tick 1
            6 WaitSucceeded w
            → wake +86400
            > callback k heartbeat
            - CallbackHeartbeat k
            > callback k ok
            7 CallbackSucceeded k
            > chained x ok
            8 ChainedInvokeSucceeded x
            > checkpoint c=ContextSucceed
            9 ContextSucceeded c
            = token; w SUCCEEDED, k SUCCEEDED, c SUCCEEDED, x SUCCEEDED
            > checkpoint s=StepStart
            - OutcomeAccepted
            = no token; -
            # RUNNING → FAILED
            → rest
            > finish ok
            10 InvocationCompleted r1 since +0
            11 ExecutionFailed !ServiceQuotaExceededException: The execution exceeds its quota of 5 durable operations.
        "#]],
    );
}

#[test]
fn polls_are_metered() {
    check(
        "running; limits ops=3; checkpoint a=StepStart, a=StepPoll 1 s=1; finish pending; tick 1; begin
         checkpoint a=StepStart, a=StepPoll 1 s=1; finish ok",
        expect![[r#"
            > limits ops=3
            > checkpoint a=StepStart, a=StepPoll 1 s=1
            2 StepStarted a
            3 StepSucceeded a "1" attempt 1, next in 1 at +1
            = token; a PENDING
            → wake +1
            > finish pending
            4 InvocationCompleted r1 since +0
            > tick 1
            - StepReady a
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > checkpoint a=StepStart, a=StepPoll 1 s=1
            - OutcomeAccepted
            = no token; -
            # RUNNING → FAILED
            → rest
            > finish ok
            5 InvocationCompleted r2 since +1
            6 ExecutionFailed !ServiceQuotaExceededException: The execution exceeds its quota of 3 durable operations.
        "#]],
    );
}

#[test]
fn a_step_that_begins_with_a_retry_is_two() {
    check(
        "running; limits ops=2; checkpoint a=StepRetry E s=1; finish fail E",
        expect![[r#"
            > limits ops=2
            > checkpoint a=StepRetry E s=1
            - OutcomeAccepted
            = no token; -
            # RUNNING → FAILED
            → rest
            > finish fail E
            2 InvocationCompleted r1 since +0 !E
            3 ExecutionFailed !ServiceQuotaExceededException: The execution exceeds its quota of 2 durable operations.
        "#]],
    );
}

#[test]
fn retried_invocations_are_metered() {
    check(
        "running; limits ops=2; finish broke E; tick 1; begin; finish broke E; row",
        expect![[r#"
            > limits ops=2
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
            - OutcomeAccepted
            4 ExecutionFailed !ServiceQuotaExceededException: The execution exceeds its quota of 2 durable operations.
            # RUNNING → FAILED
            → rest
            > row
            FAILED from +0 to +1, wakes never, expires +1209601
        "#]],
    );
}

#[test]
fn an_exhausted_quota_revokes_the_invocation() {
    check(
        "running; limits ops=1; checkpoint @client=k a=StepStart; repeat; finish fail E",
        expect![[r#"
            > limits ops=1
            > checkpoint @client=k a=StepStart
            - OutcomeAccepted
            = no token; -
            # RUNNING → FAILED
            → rest
            > repeat
            ! InvalidParameterValueException: Invalid checkpoint token
            > finish fail E
            2 InvocationCompleted r1 since +0 !E
            3 ExecutionFailed !ServiceQuotaExceededException: The execution exceeds its quota of 1 durable operations.
        "#]],
    );
    check(
        "running; limits ops=1; checkpoint a=StepStart; finish lost",
        expect![[r#"
            > limits ops=1
            > checkpoint a=StepStart
            - OutcomeAccepted
            = no token; -
            # RUNNING → FAILED
            → rest
            > finish lost
            2 InvocationCompleted r1 since +0 Lost !Emulator.Interrupted: The emulator stopped while the function ran.
            3 ExecutionFailed !ServiceQuotaExceededException: The execution exceeds its quota of 1 durable operations.
        "#]],
    );
}

#[test]
fn the_batch_that_crosses_a_quota_leaves_no_trace() {
    check(
        "running; limits ops=3; checkpoint k=CallbackStart; callback k ok
         checkpoint a=StepStart, b=StepStart, c=ChainedStart; state; finish ok",
        expect![[r#"
            > limits ops=3
            > checkpoint k=CallbackStart
            2 CallbackStarted k timeout 0 heartbeat 0
            = token; k STARTED
            > callback k ok
            3 CallbackSucceeded k
            > checkpoint a=StepStart, b=StepStart, c=ChainedStart
            - OutcomeAccepted
            = no token; k SUCCEEDED
            # RUNNING → FAILED
            → rest
            > state
            exec, k
            > finish ok
            4 InvocationCompleted r1 since +0
            5 ExecutionFailed !ServiceQuotaExceededException: The execution exceeds its quota of 3 durable operations.
        "#]],
    );
    check(
        "running; limits ops=1; checkpoint a=StepStart, r=ExecutionSucceed 1; finish ok",
        expect![[r#"
            > limits ops=1
            > checkpoint a=StepStart, r=ExecutionSucceed 1
            - OutcomeAccepted
            = no token; -
            # RUNNING → FAILED
            → rest
            > finish ok
            2 InvocationCompleted r1 since +0
            3 ExecutionFailed !ServiceQuotaExceededException: The execution exceeds its quota of 1 durable operations.
        "#]],
    );
}

#[test]
fn bytes_are_counted() {
    check(
        "running input=12345; limits bytes=12
         checkpoint a=StepSucceed 12345; checkpoint b=StepSucceed 12; checkpoint c=StepSucceed 1; finish ok",
        expect![[r#"
            > limits bytes=12
            > checkpoint a=StepSucceed 12345
            2 StepSucceeded a "12345" attempt 1
            = token; a SUCCEEDED
            > checkpoint b=StepSucceed 12
            3 StepSucceeded b "12" attempt 1
            = token; b SUCCEEDED
            > checkpoint c=StepSucceed 1
            - OutcomeAccepted
            = no token; -
            # RUNNING → FAILED
            → rest
            > finish ok
            4 InvocationCompleted r1 since +0
            5 ExecutionFailed !ServiceQuotaExceededException: The execution exceeds its quota of 12 bytes of durable data.
        "#]],
    );
    check(
        "running; limits bytes=4; checkpoint k=CallbackStart; callback k ok 12345; finish pending",
        expect![[r#"
            > limits bytes=4
            > checkpoint k=CallbackStart
            2 CallbackStarted k timeout 0 heartbeat 0
            = token; k STARTED
            > callback k ok 12345
            3 CallbackSucceeded k "12345"
            > finish pending
            4 InvocationCompleted r1 since +0
            - OutcomeAccepted
            5 ExecutionFailed !ServiceQuotaExceededException: The execution exceeds its quota of 4 bytes of durable data.
            # RUNNING → FAILED
            → rest
        "#]],
    );
}

#[test]
fn bytes_are_utf_8() {
    check(
        "running; limits bytes=4; checkpoint a=StepSucceed éé; checkpoint b=StepSucceed é",
        expect![[r#"
            > limits bytes=4
            > checkpoint a=StepSucceed éé
            2 StepSucceeded a "éé" attempt 1
            = token; a SUCCEEDED
            > checkpoint b=StepSucceed é
            - OutcomeAccepted
            = no token; -
            # RUNNING → FAILED
            → rest
        "#]],
    );
}

#[test]
fn an_output_may_be_larger_for_who_waits() {
    let large = |start: &str, size: usize, end: &str| {
        let result = "x".repeat(size);
        let mut play = super::Play::default();
        for line in [start, &end.replace("RESULT", &result)] {
            play.line(line);
        }
        play.output.replace(&result, "RESULT")
    };
    let mib = 1 << 20;
    expect![[r#"
        > finish ok RESULT
        2 InvocationCompleted r1 since +0
        - OutcomeAccepted
        3 ExecutionSucceeded "RESULT"
        # RUNNING → SUCCEEDED
        → rest
    "#]]
    .assert_eq(&large("running", 6 * mib, "finish ok RESULT"));
    expect![[r#"
        > finish ok RESULT
        2 InvocationCompleted r1 since +0 !InvalidParameterValueException: Execution output payload size must be less than or equal to 6291456 bytes.
        - OutcomeAccepted
        3 ExecutionFailed !InvalidParameterValueException: Execution output payload size must be less than or equal to 6291456 bytes.
        # RUNNING → FAILED
        → rest
    "#]].assert_eq(&large("running", 6 * mib + 1, "finish ok RESULT"));
    expect![[r#"
        > finish ok RESULT
        2 InvocationCompleted r1 since +0
        - OutcomeAccepted
        3 ExecutionSucceeded "RESULT"
        # RUNNING → SUCCEEDED
        → rest
    "#]]
    .assert_eq(&large("running async", mib, "finish ok RESULT"));
    expect![[r#"
        > finish ok RESULT
        2 InvocationCompleted r1 since +0 !InvalidParameterValueException: Execution output payload size must be less than or equal to 1048576 bytes.
        - OutcomeAccepted
        3 ExecutionFailed !InvalidParameterValueException: Execution output payload size must be less than or equal to 1048576 bytes.
        # RUNNING → FAILED
        → rest
    "#]].assert_eq(&large("running async", mib + 1, "finish ok RESULT"));
    expect![[r#"
        > checkpoint r=ExecutionSucceed RESULT
        - OutcomeAccepted
        = no token; -
        # RUNNING → SUCCEEDED
        → rest
    "#]]
    .assert_eq(&large(
        "running async",
        mib,
        "checkpoint r=ExecutionSucceed RESULT",
    ));
    expect![[r#"
        > checkpoint r=ExecutionSucceed RESULT
        ! InvalidParameterValueException: Execution output payload size must be less than or equal to 1048576 bytes.
    "#]].assert_eq(&large("running async", mib + 1, "checkpoint r=ExecutionSucceed RESULT"));
}
