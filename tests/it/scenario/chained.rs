//! `CHAINED_INVOKE`: contract 4.6, 5.4.

use expect_test::expect;

use super::check;

#[test]
fn a_durable_child() {
    check(
        r#"running trace=Root=1
           checkpoint c=ChainedStart fn=t:1 {"n":1} name=charge sub=ChainedInvoke tenant=blue; row
           checkpoint c=ChainedStart
           finish pending; row
           sleep 3; chained c ok 2; show c; row
           begin; updated; finish ok"#,
        expect![[r#"
            > checkpoint c=ChainedStart fn=t:1 {"n":1} name=charge sub=ChainedInvoke tenant=blue
            2 ChainedInvokeStarted c charge as ChainedInvoke t:1 (durable 1) "{n:1}" for blue trace Root=1
            = token; c STARTED
            > row
            RUNNING from +0 to never, wakes at once, expires never
            > checkpoint c=ChainedStart
            ! InvalidParameterValueException: Cannot start a CHAINED_INVOKE that already exist.
            > finish pending
            3 InvocationCompleted r1 since +0
            > row
            RUNNING from +0 to never, wakes at once, expires never
            > sleep 3
            > chained c ok 2
            4 ChainedInvokeSucceeded c charge as ChainedInvoke "2"
            → invoke
            > show c
            c CHAINED_INVOKE SUCCEEDED charge as ChainedInvoke from +0 to +3 "2"
            > row
            RUNNING from +0 to never, wakes at once, expires never
            > begin
            - InvocationStarted r2
            → wake +86400
            > updated
            c
            > finish ok
            5 InvocationCompleted r2 since +3
            - OutcomeAccepted
            6 ExecutionSucceeded
            # RUNNING → SUCCEEDED
            → rest
        "#]],
    );
}

#[test]
fn what_a_child_comes_to() {
    check(
        "running
         checkpoint a=ChainedStart trace=own, b=ChainedStart target=plain fn=t, c=ChainedStart, d=ChainedStart
         finish pending
         chained a ok; chained b fail E; show b; chained c timeout ChainedInvoke.Timeout; show c; chained d stop S; show d
         begin; updated",
        expect![[r#"
            > checkpoint a=ChainedStart trace=own, b=ChainedStart target=plain fn=t, c=ChainedStart, d=ChainedStart
            2 ChainedInvokeStarted a t:1 (durable 1) trace own
            3 ChainedInvokeStarted b t (plain $LATEST)
            4 ChainedInvokeStarted c t:1 (durable 1)
            5 ChainedInvokeStarted d t:1 (durable 1)
            = token; a STARTED, b STARTED, c STARTED, d STARTED
            > finish pending
            6 InvocationCompleted r1 since +0
            > chained a ok
            7 ChainedInvokeSucceeded a
            → invoke
            > chained b fail E
            8 ChainedInvokeFailed b !E
            > show b
            b CHAINED_INVOKE FAILED from +0 to +0 !E
            > chained c timeout ChainedInvoke.Timeout
            9 ChainedInvokeTimedOut c !ChainedInvoke.Timeout
            > show c
            c CHAINED_INVOKE TIMED_OUT from +0 to +0 !ChainedInvoke.Timeout
            > chained d stop S
            10 ChainedInvokeStopped d !S
            > show d
            d CHAINED_INVOKE STOPPED from +0 to +0 !S
            > begin
            - InvocationStarted r2
            → wake +86400
            > updated
            a, b, c, d
        "#]],
    );
}

#[test]
fn a_target_that_cannot_be_called_fails_in_the_same_answer() {
    check(
        "running
         checkpoint a=ChainedStart target=missing, b=ChainedStart target=unqualified fn=t
         show a; show b; row
         finish pending; begin; updated",
        expect![[r#"
            > checkpoint a=ChainedStart target=missing, b=ChainedStart target=unqualified fn=t
            2 ChainedInvokeStarted a t:1 (missing)
            3 ChainedInvokeFailed a !ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:123456789012:function:t:$LATEST
            4 ChainedInvokeStarted b t (unqualified)
            5 ChainedInvokeFailed b !InvalidParameterValueException: You cannot invoke a durable function using an unqualified ARN.
            = token; a FAILED, b FAILED
            > show a
            a CHAINED_INVOKE FAILED from +0 to +0 !ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:123456789012:function:t:$LATEST
            > show b
            b CHAINED_INVOKE FAILED from +0 to +0 !InvalidParameterValueException: You cannot invoke a durable function using an unqualified ARN.
            > row
            RUNNING from +0 to never, wakes at once, expires never
            > finish pending
            6 InvocationCompleted r1 since +0
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > updated
            -
        "#]],
    );
}

#[test]
fn a_function_out_of_reach() {
    check(
        "running
         checkpoint a=ChainedStart fn=210987654321:function:t:1
         checkpoint a=ChainedStart fn=arn:aws:lambda:eu-west-1:123456789012:function:t:1
         checkpoint a=ChainedStart fn=arn:aws:lambda:us-east-1:123456789012:function:t:1",
        expect![[r#"
            > checkpoint a=ChainedStart fn=210987654321:function:t:1
            ! InvalidParameterValueException: Cannot start a CHAINED_INVOKE on a function in another account.
            > checkpoint a=ChainedStart fn=arn:aws:lambda:eu-west-1:123456789012:function:t:1
            ! InvalidParameterValueException: Cannot start a CHAINED_INVOKE on a function in another region.
            > checkpoint a=ChainedStart fn=arn:aws:lambda:us-east-1:123456789012:function:t:1
            2 ChainedInvokeStarted a arn:aws:lambda:us-east-1:123456789012:function:t:1 (durable 1)
            = token; a STARTED
        "#]],
    );
}

#[test]
fn a_result_that_is_too_large() {
    check(
        "running; limits payload=4
         checkpoint a=ChainedStart, b=ChainedStart
         chained a ok 1234; chained b ok 12345",
        expect![[r#"
            > limits payload=4
            > checkpoint a=ChainedStart, b=ChainedStart
            2 ChainedInvokeStarted a t:1 (durable 1)
            3 ChainedInvokeStarted b t:1 (durable 1)
            = token; a STARTED, b STARTED
            > chained a ok 1234
            4 ChainedInvokeSucceeded a "1234"
            > chained b ok 12345
            5 ChainedInvokeFailed b !InvalidParameterValueException: CHAINED_INVOKE output payload size must be less than or equal to 4 bytes.
        "#]],
    );
}

#[test]
fn nobody_listens_any_more() {
    check(
        "running
         checkpoint a=ChainedStart, b=ChainedStart
         chained a ok; chained a fail E; chained x ok
         finish ok; chained b ok; row",
        expect![[r#"
            > checkpoint a=ChainedStart, b=ChainedStart
            2 ChainedInvokeStarted a t:1 (durable 1)
            3 ChainedInvokeStarted b t:1 (durable 1)
            = token; a STARTED, b STARTED
            > chained a ok
            4 ChainedInvokeSucceeded a
            > chained a fail E
            > chained x ok
            > finish ok
            5 InvocationCompleted r1 since +0
            - OutcomeAccepted
            6 ExecutionSucceeded
            # RUNNING → SUCCEEDED
            → rest
            > chained b ok
            > row
            SUCCEEDED from +0 to +0, wakes never, expires +1209600
        "#]],
    );
}

#[test]
fn one_in_the_closing_batch_is_started_all_the_same() {
    check(
        "running
         checkpoint a=ChainedStart, r=ExecutionSucceed 1; row
         finish ok; chained a ok; row",
        expect![[r#"
            > checkpoint a=ChainedStart, r=ExecutionSucceed 1
            2 ChainedInvokeStarted a t:1 (durable 1)
            - OutcomeAccepted
            = no token; a STARTED
            # RUNNING → SUCCEEDED
            → rest
            > row
            SUCCEEDED from +0 to +0, wakes at once, expires +1209600
            > finish ok
            3 InvocationCompleted r1 since +0
            4 ExecutionSucceeded "1"
            > chained a ok
            > row
            SUCCEEDED from +0 to +0, wakes never, expires +1209600
        "#]],
    );
}
