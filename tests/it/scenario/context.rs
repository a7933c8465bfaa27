//! CONTEXT, parents, and what a replay needs: contract 1.5, 4.4, 4.6, 4.7.

use expect_test::expect;

use super::check;

#[test]
fn table() {
    check(
        "running
         checkpoint a=ContextStart; show a; checkpoint a=ContextStart
         checkpoint a=ContextSucceed 1; show a
         checkpoint a=ContextStart; checkpoint a=ContextSucceed; checkpoint a=ContextFail
         checkpoint b=ContextStart, b=ContextFail E; show b
         checkpoint b=ContextStart; checkpoint b=ContextSucceed; checkpoint b=ContextFail
         checkpoint c=ContextSucceed 1; show c
         checkpoint d=ContextFail E; show d",
        expect![[r#"
            > checkpoint a=ContextStart
            2 ContextStarted a
            = token; a STARTED
            > show a
            a CONTEXT STARTED from +0
            > checkpoint a=ContextStart
            ! InvalidParameterValueException: Cannot start a CONTEXT that already exist.
            > checkpoint a=ContextSucceed 1
            3 ContextSucceeded a "1"
            = token; a SUCCEEDED
            > show a
            a CONTEXT SUCCEEDED from +0 to +0 "1"
            > checkpoint a=ContextStart
            ! InvalidParameterValueException: Cannot start a CONTEXT that already exist.
            > checkpoint a=ContextSucceed
            ! InvalidParameterValueException: Invalid current CONTEXT state to close.
            > checkpoint a=ContextFail
            ! InvalidParameterValueException: Invalid current CONTEXT state to close.
            > checkpoint b=ContextStart, b=ContextFail E
            4 ContextStarted b
            5 ContextFailed b !E
            = token; b FAILED
            > show b
            b CONTEXT FAILED from +0 to +0 !E
            > checkpoint b=ContextStart
            ! InvalidParameterValueException: Cannot start a CONTEXT that already exist.
            > checkpoint b=ContextSucceed
            ! InvalidParameterValueException: Invalid current CONTEXT state to close.
            > checkpoint b=ContextFail
            ! InvalidParameterValueException: Invalid current CONTEXT state to close.
            > checkpoint c=ContextSucceed 1
            6 ContextSucceeded c "1"
            = token; c SUCCEEDED
            > show c
            c CONTEXT SUCCEEDED from +0 to +0 "1"
            > checkpoint d=ContextFail E
            7 ContextFailed d !E
            = token; d FAILED
            > show d
            d CONTEXT FAILED from +0 to +0 !E
        "#]],
    );
}

#[test]
fn what_is_left_out_stays_as_it_is() {
    check(
        "running
         checkpoint p=ContextStart name=all sub=Parallel
         checkpoint b=ContextStart name=one sub=ParallelBranch parent=p
         checkpoint b=ContextSucceed 1; show b
         checkpoint p=ContextSucceed 1; show p",
        expect![[r#"
            > checkpoint p=ContextStart name=all sub=Parallel
            2 ContextStarted p all as Parallel
            = token; p STARTED
            > checkpoint b=ContextStart name=one sub=ParallelBranch parent=p
            3 ContextStarted b one as ParallelBranch in p
            = token; b STARTED
            > checkpoint b=ContextSucceed 1
            4 ContextSucceeded b one as ParallelBranch in p "1"
            = token; b SUCCEEDED
            > show b
            b CONTEXT SUCCEEDED one as ParallelBranch in p from +0 to +0 "1"
            > checkpoint p=ContextSucceed 1
            5 ContextSucceeded p all as Parallel "1"
            = token; p SUCCEEDED
            > show p
            p CONTEXT SUCCEEDED all as Parallel from +0 to +0 "1"
        "#]],
    );
}

#[test]
fn what_is_there_cannot_change() {
    check(
        "running
         checkpoint p=ContextStart, q=ContextStart, a=StepStart name=x sub=Step parent=p, b=StepStart
         checkpoint a=ContextSucceed
         checkpoint a=StepSucceed sub=Other
         checkpoint a=StepSucceed name=y
         checkpoint a=StepSucceed parent=q
         checkpoint b=StepSucceed name=y; checkpoint b=StepSucceed sub=Step; checkpoint b=StepSucceed parent=p
         checkpoint c=StepStart name=x, c=StepSucceed name=y
         checkpoint exec=StepStart; checkpoint exec=ContextSucceed
         checkpoint a=CallbackStart; checkpoint a=ChainedStart; checkpoint a=WaitStart s=1
         checkpoint a=StepSucceed name=x sub=Step parent=p",
        expect![[r#"
            > checkpoint p=ContextStart, q=ContextStart, a=StepStart name=x sub=Step parent=p, b=StepStart
            2 ContextStarted p
            3 ContextStarted q
            4 StepStarted a x as Step in p
            5 StepStarted b
            = token; p STARTED, q STARTED, a STARTED, b STARTED
            > checkpoint a=ContextSucceed
            ! InvalidParameterValueException: Inconsistent operation type.
            > checkpoint a=StepSucceed sub=Other
            ! InvalidParameterValueException: Inconsistent operation subtype.
            > checkpoint a=StepSucceed name=y
            ! InvalidParameterValueException: Inconsistent operation name.
            > checkpoint a=StepSucceed parent=q
            ! InvalidParameterValueException: Inconsistent parent operation id.
            > checkpoint b=StepSucceed name=y
            ! InvalidParameterValueException: Inconsistent operation name.
            > checkpoint b=StepSucceed sub=Step
            ! InvalidParameterValueException: Inconsistent operation subtype.
            > checkpoint b=StepSucceed parent=p
            ! InvalidParameterValueException: Inconsistent parent operation id.
            > checkpoint c=StepStart name=x, c=StepSucceed name=y
            ! InvalidParameterValueException: Inconsistent operation name.
            > checkpoint exec=StepStart
            ! InvalidParameterValueException: Inconsistent operation type.
            > checkpoint exec=ContextSucceed
            ! InvalidParameterValueException: Inconsistent operation type.
            > checkpoint a=CallbackStart
            ! InvalidParameterValueException: Inconsistent operation type.
            > checkpoint a=ChainedStart
            ! InvalidParameterValueException: Inconsistent operation type.
            > checkpoint a=WaitStart s=1
            ! InvalidParameterValueException: Inconsistent operation type.
            > checkpoint a=StepSucceed name=x sub=Step parent=p
            6 StepSucceeded a x as Step in p attempt 1
            = token; a SUCCEEDED
        "#]],
    );
}

#[test]
fn parents() {
    check(
        "running
         checkpoint a=StepStart parent=nobody
         checkpoint s=StepStart; checkpoint a=StepStart parent=s
         checkpoint a=StepStart parent=exec
         checkpoint a=StepStart parent=p, p=ContextStart
         checkpoint p=ContextStart parent=p
         checkpoint p=ContextSucceed, a=StepStart parent=p
         checkpoint p=ContextStart, a=StepStart parent=p, p=ContextSucceed, b=StepStart parent=p
         checkpoint c=StepStart parent=p",
        expect![[r#"
            > checkpoint a=StepStart parent=nobody
            ! InvalidParameterValueException: Invalid parent operation id.
            > checkpoint s=StepStart
            2 StepStarted s
            = token; s STARTED
            > checkpoint a=StepStart parent=s
            ! InvalidParameterValueException: Invalid parent operation id.
            > checkpoint a=StepStart parent=exec
            ! InvalidParameterValueException: Invalid parent operation id.
            > checkpoint a=StepStart parent=p, p=ContextStart
            ! InvalidParameterValueException: Invalid parent operation id.
            > checkpoint p=ContextStart parent=p
            ! InvalidParameterValueException: Invalid parent operation id.
            > checkpoint p=ContextSucceed, a=StepStart parent=p
            ! InvalidParameterValueException: Invalid parent operation id.
            > checkpoint p=ContextStart, a=StepStart parent=p, p=ContextSucceed, b=StepStart parent=p
            3 ContextStarted p
            4 StepStarted a in p
            5 ContextSucceeded p
            6 StepStarted b in p
            = token; p SUCCEEDED, a STARTED, b STARTED
            > checkpoint c=StepStart parent=p
            7 StepStarted c in p
            = token; c STARTED
        "#]],
    );
}

#[test]
fn a_late_child_still_counts() {
    check(
        "running
         checkpoint p=ContextStart, w=WaitStart s=5 parent=p, k=CallbackStart parent=p, p=ContextSucceed
         finish pending; tick 5; show w; begin; updated; state; finish pending; callback k ok; show k",
        expect![[r#"
            > checkpoint p=ContextStart, w=WaitStart s=5 parent=p, k=CallbackStart parent=p, p=ContextSucceed
            2 ContextStarted p
            3 WaitStarted w in p 5 until +5
            4 CallbackStarted k in p timeout 0 heartbeat 0
            5 ContextSucceeded p
            = token; p SUCCEEDED, w STARTED, k STARTED
            → wake +5
            > finish pending
            6 InvocationCompleted r1 since +0
            > tick 5
            7 WaitSucceeded w in p
            → invoke
            > show w
            w WAIT SUCCEEDED in p from +0 to +5 5 until +5
            > begin
            - InvocationStarted r2
            → wake +86400
            > updated
            w
            > state
            exec, p
            > finish pending
            8 InvocationCompleted r2 since +5
            > callback k ok
            9 CallbackSucceeded k in p
            → invoke
            > show k
            k CALLBACK SUCCEEDED in p from +0 to +5 heard +0
        "#]],
    );
}

#[test]
fn a_replay_leaves_out_what_a_completed_context_hides() {
    check(
        "running
         checkpoint p=ContextStart, a=StepStart parent=p, q=ContextStart parent=p, b=StepStart parent=q; state
         checkpoint q=ContextSucceed; state
         checkpoint p=ContextSucceed replay; state; show p
         checkpoint r=ContextStart replay, c=StepStart parent=r, s=ContextStart replay parent=r, d=StepStart parent=s
         checkpoint s=ContextFail, r=ContextSucceed; state; show r
         checkpoint t=ContextStart, u=ContextStart parent=t, e=StepStart parent=u
         checkpoint u=ContextFail replay; state; checkpoint t=ContextSucceed; state",
        expect![[r#"
            > checkpoint p=ContextStart, a=StepStart parent=p, q=ContextStart parent=p, b=StepStart parent=q
            2 ContextStarted p
            3 StepStarted a in p
            4 ContextStarted q in p
            5 StepStarted b in q
            = token; p STARTED, a STARTED, q STARTED, b STARTED
            > state
            exec, p, a, q, b
            > checkpoint q=ContextSucceed
            6 ContextSucceeded q in p
            = token; q SUCCEEDED
            > state
            exec, p, a, q
            > checkpoint p=ContextSucceed replay
            7 ContextSucceeded p
            = token; p SUCCEEDED
            > state
            exec, p, a, q
            > show p
            p CONTEXT SUCCEEDED from +0 to +0 replays children
            > checkpoint r=ContextStart replay, c=StepStart parent=r, s=ContextStart replay parent=r, d=StepStart parent=s
            8 ContextStarted r
            9 StepStarted c in r
            10 ContextStarted s in r
            11 StepStarted d in s
            = token; r STARTED, c STARTED, s STARTED, d STARTED
            > checkpoint s=ContextFail, r=ContextSucceed
            12 ContextFailed s in r
            13 ContextSucceeded r
            = token; r SUCCEEDED, s FAILED
            > state
            exec, p, a, q, r, c, s, d
            > show r
            r CONTEXT SUCCEEDED from +0 to +0 replays children
            > checkpoint t=ContextStart, u=ContextStart parent=t, e=StepStart parent=u
            14 ContextStarted t
            15 ContextStarted u in t
            16 StepStarted e in u
            = token; t STARTED, u STARTED, e STARTED
            > checkpoint u=ContextFail replay
            17 ContextFailed u in t
            = token; u FAILED
            > state
            exec, p, a, q, r, c, s, d, t, u, e
            > checkpoint t=ContextSucceed
            18 ContextSucceeded t
            = token; t SUCCEEDED
            > state
            exec, p, a, q, r, c, s, d, t
        "#]],
    );
}
