//! Invocations that were told to go away: contract 4.10, decisions 11.

use expect_test::expect;

use super::{Play, check};

#[test]
fn while_an_invocation_runs_it_takes_effect_at_the_next_checkpoint() {
    check(
        "running; sleep 1; pause; sleep 1
         checkpoint @client=k a=StepStart, w=WaitStart s=5; repeat; checkpoint; row
         finish fail E; row; sleep 1; resume; begin; updated",
        expect![[r#"
            > sleep 1
            > pause
            - PauseRequested
            # RUNNING → PAUSING
            > sleep 1
            > checkpoint @client=k a=StepStart, w=WaitStart s=5
            2 StepStarted a
            3 WaitStarted w 5 until +7
            4 ExecutionPaused asked +1
            = no token; a STARTED, w STARTED
            # PAUSING → PAUSED
            → wake +7
            > repeat
            = again no token; a STARTED, w STARTED
            > checkpoint
            ! InvalidParameterValueException: Invalid checkpoint token
            > row
            PAUSED from +0 to never, wakes at once, expires never
            > finish fail E
            5 InvocationCompleted r1 since +0 !E
            > row
            PAUSED from +0 to never, wakes +7, expires never
            > sleep 1
            > resume
            6 ExecutionResumed
            # PAUSED → RUNNING
            → invoke
            > begin
            - InvocationStarted r2
            → wake +7
            > updated
            -
        "#]],
    );
}

#[test]
fn whatever_a_revoked_invocation_returns_is_pending() {
    let ends = "ok 1|pending|fail E|malformed bad|broke E|unusable E|missing E|lost";
    let mut told = String::new();
    for end in ends.split('|') {
        let mut play = Play::default();
        for line in ["running", "limits crash=0 unusable", "pause", "checkpoint"] {
            play.line(line);
        }
        play.output.clear();
        play.line(&format!("finish {end}"));
        play.line("resume");
        told.push_str(&play.output);
    }
    expect![[r#"
        > finish ok 1
        3 InvocationCompleted r1 since +0
        > resume
        4 ExecutionResumed
        # PAUSED → RUNNING
        → invoke
        > finish pending
        3 InvocationCompleted r1 since +0
        > resume
        4 ExecutionResumed
        # PAUSED → RUNNING
        → invoke
        > finish fail E
        3 InvocationCompleted r1 since +0 !E
        > resume
        4 ExecutionResumed
        # PAUSED → RUNNING
        → invoke
        > finish malformed bad
        3 InvocationCompleted r1 since +0 !InvalidParameterValueException: bad
        > resume
        4 ExecutionResumed
        # PAUSED → RUNNING
        → invoke
        > finish broke E
        3 InvocationCompleted r1 since +0 !E
        > resume
        4 ExecutionResumed
        # PAUSED → RUNNING
        → invoke
        > finish unusable E
        3 InvocationCompleted r1 since +0 !E
        > resume
        4 ExecutionResumed
        # PAUSED → RUNNING
        → invoke
        > finish missing E
        3 InvocationCompleted r1 since +0 !E
        > resume
        4 ExecutionResumed
        # PAUSED → RUNNING
        → invoke
        > finish lost
        3 InvocationCompleted r1 since +0 Lost !Emulator.Interrupted: The emulator stopped while the function ran.
        > resume
        4 ExecutionResumed
        # PAUSED → RUNNING
        → invoke
    "#]].assert_eq(&told);
}

#[test]
fn resumed_before_the_revoked_invocation_has_ended() {
    check(
        "running; pause; checkpoint; resume; checkpoint; pause; finish fail E; resume; begin; checkpoint; finish ok",
        expect![[r#"
            > pause
            - PauseRequested
            # RUNNING → PAUSING
            > checkpoint
            2 ExecutionPaused asked +0
            = no token; -
            # PAUSING → PAUSED
            → rest
            > resume
            3 ExecutionResumed
            # PAUSED → RUNNING
            → wake +86400
            > checkpoint
            ! InvalidParameterValueException: Invalid checkpoint token
            > pause
            - PauseRequested
            # RUNNING → PAUSING
            > finish fail E
            4 InvocationCompleted r1 since +0 !E
            5 ExecutionPaused asked +0
            # PAUSING → PAUSED
            → rest
            > resume
            6 ExecutionResumed
            # PAUSED → RUNNING
            → invoke
            > begin
            - InvocationStarted r2
            → wake +86400
            > checkpoint
            = token; -
            > finish ok
            7 InvocationCompleted r2 since +0
            - OutcomeAccepted
            8 ExecutionSucceeded
            # RUNNING → SUCCEEDED
            → rest
        "#]],
    );
}
