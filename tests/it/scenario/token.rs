//! Tokens and repeats: contract 2.5, 2.6, decisions 12.

use expect_test::expect;

use cargo_durable::execution::{CheckpointToken, Seq};

use super::check;

#[test]
fn a_token_is_good_once() {
    check(
        "start; checkpoint; begin
         checkpoint @token=1; checkpoint @token=1; checkpoint @token=foreign
         checkpoint @token=2 a=StepStart; checkpoint @token=2",
        expect![[r#"
            > start
            1 ExecutionStarted timeout 86400
            → invoke
            > checkpoint
            ! InvalidParameterValueException: Invalid checkpoint token
            > begin
            - InvocationStarted r1
            → wake +86400
            > checkpoint @token=1
            = token; -
            > checkpoint @token=1
            ! InvalidParameterValueException: Invalid checkpoint token
            > checkpoint @token=foreign
            ! InvalidParameterValueException: Checkpoint token is not valid for the durable execution ARN
            > checkpoint @token=2 a=StepStart
            2 StepStarted a
            = token; a STARTED
            > checkpoint @token=2
            ! InvalidParameterValueException: Invalid checkpoint token
        "#]],
    );
}

#[test]
fn a_token_dies_with_its_invocation() {
    check(
        "running; checkpoint w=WaitStart s=5; finish pending; checkpoint
         tick 5; begin; checkpoint @token=2; checkpoint @token=3",
        expect![[r#"
            > checkpoint w=WaitStart s=5
            2 WaitStarted w 5 until +5
            = token; w STARTED
            → wake +5
            > finish pending
            3 InvocationCompleted r1 since +0
            > checkpoint
            ! InvalidParameterValueException: Invalid checkpoint token
            > tick 5
            4 WaitSucceeded w
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > checkpoint @token=2
            ! InvalidParameterValueException: Invalid checkpoint token
            > checkpoint @token=3
            = token; -
        "#]],
    );
}

#[test]
fn a_token_dies_with_its_execution() {
    check(
        "running; stop E; checkpoint a=StepStart; repeat",
        expect![[r#"
            > stop E
            - OutcomeAccepted
            2 ExecutionStopped !E
            # RUNNING → STOPPED
            → rest
            > checkpoint a=StepStart
            ! InvalidParameterValueException: Invalid checkpoint token
            > repeat
            ! InvalidParameterValueException: Invalid checkpoint token
        "#]],
    );
    check(
        "running timeout=5; tick 5; checkpoint",
        expect![[r#"
            > tick 5
            - OutcomeAccepted
            2 ExecutionTimedOut !Execution.Timeout: Execution timed out after 5 seconds.
            # RUNNING → TIMED_OUT
            → rest
            > checkpoint
            ! InvalidParameterValueException: Invalid checkpoint token
        "#]],
    );
}

#[test]
fn a_token_is_read_or_refused() {
    let token = CheckpointToken {
        execution: "exec".to_owned(),
        invocation: Seq(2),
        at: Seq(7),
    };
    assert_eq!(CheckpointToken::decode(&token.encode()), Some(token.clone()));
    let encoded = token.encode();
    for bad in [
        "",
        "=",
        "x",
        "%",
        "ZXhlYy4x",
        "Li4u",
        &encoded[..4],
        &"A".repeat(2049),
    ] {
        assert_eq!(CheckpointToken::decode(bad), None, "{bad}");
    }
}

#[test]
fn a_repeat_is_answered_as_it_was() {
    check(
        "running
         checkpoint w=WaitStart s=5
         tick 5; checkpoint @client=k a=StepStart
         sleep 899; repeat
         checkpoint @client=k @token=2 @digest=8 a=StepStart
         checkpoint @client=l @token=2 a=StepStart
         checkpoint @token=2 a=StepStart
         sleep 1; checkpoint @client=k @token=2 a=StepStart
         sleep 0.001; repeat",
        expect![[r#"
            > checkpoint w=WaitStart s=5
            2 WaitStarted w 5 until +5
            = token; w STARTED
            → wake +5
            > tick 5
            3 WaitSucceeded w
            → wake +86400
            > checkpoint @client=k a=StepStart
            4 StepStarted a
            = token; w SUCCEEDED, a STARTED
            > sleep 899
            > repeat
            = again token; w SUCCEEDED, a STARTED
            > checkpoint @client=k @token=2 @digest=8 a=StepStart
            ! InvalidParameterValueException: Invalid checkpoint token
            > checkpoint @client=l @token=2 a=StepStart
            ! InvalidParameterValueException: Invalid checkpoint token
            > checkpoint @token=2 a=StepStart
            ! InvalidParameterValueException: Invalid checkpoint token
            > sleep 1
            > checkpoint @client=k @token=2 a=StepStart
            = again token; w SUCCEEDED, a STARTED
            > sleep 0.001
            > repeat
            ! InvalidParameterValueException: Invalid checkpoint token
        "#]],
    );
}

#[test]
fn only_the_last_checkpoint_is_repeated() {
    check(
        "running
         checkpoint @client=k a=StepStart
         checkpoint @client=l b=StepStart
         checkpoint @client=k @token=1 a=StepStart
         checkpoint @client=l c=StepStart
         finish broke E; repeat; tick 1; begin; repeat",
        expect![[r#"
            > checkpoint @client=k a=StepStart
            2 StepStarted a
            = token; a STARTED
            > checkpoint @client=l b=StepStart
            3 StepStarted b
            = token; b STARTED
            > checkpoint @client=k @token=1 a=StepStart
            ! InvalidParameterValueException: Invalid checkpoint token
            > checkpoint @client=l c=StepStart
            4 StepStarted c
            = token; c STARTED
            > finish broke E
            5 InvocationCompleted r1 since +0 Broke !E
            → wake +1
            > repeat
            ! InvalidParameterValueException: Invalid checkpoint token
            > tick 1
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > repeat
            ! InvalidParameterValueException: Invalid checkpoint token
        "#]],
    );
}

#[test]
fn a_repeat_sees_what_was_then_and_the_next_one_what_is_now() {
    check(
        "running
         checkpoint k=CallbackStart
         checkpoint @client=k a=StepStart
         callback k ok 1; repeat; checkpoint",
        expect![[r#"
            > checkpoint k=CallbackStart
            2 CallbackStarted k timeout 0 heartbeat 0
            = token; k STARTED
            > checkpoint @client=k a=StepStart
            3 StepStarted a
            = token; a STARTED
            > callback k ok 1
            4 CallbackSucceeded k "1"
            > repeat
            = again token; a STARTED
            > checkpoint
            = token; k SUCCEEDED
        "#]],
    );
}

#[test]
fn the_checkpoint_that_closed_it_is_not_repeated() {
    check(
        "running; checkpoint @client=k r=ExecutionSucceed 1; repeat; finish ok; repeat",
        expect![[r#"
            > checkpoint @client=k r=ExecutionSucceed 1
            - OutcomeAccepted
            = no token; -
            # RUNNING → SUCCEEDED
            → rest
            > repeat
            ! InvalidParameterValueException: Invalid checkpoint token
            > finish ok
            2 InvocationCompleted r1 since +0
            3 ExecutionSucceeded "1"
            > repeat
            ! InvalidParameterValueException: Invalid checkpoint token
        "#]],
    );
}
