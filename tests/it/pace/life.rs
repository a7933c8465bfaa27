//! Families, emulators that come and go, and those who sleep on disk: each in its own time.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::time::Duration;

use cargo_durable::execution::{
    Command, Completion, DurableConfig, Event, Execution, ExecutionArn, Fact, OperationFact, Speed, Target,
};
use cargo_durable::store::Store;
use expect_test::expect;

use super::{BEGIN, SIXTY, begin, begin_within, ended, engine, line};

fn child_of(journal: &[Event]) -> ExecutionArn {
    let child = journal.iter().find_map(|event| match &event.fact {
        Fact::Operation {
            fact:
                OperationFact::ChainedInvokeStarted {
                    target: Target::Durable { child, .. },
                    ..
                },
            ..
        } => Some(child.clone()),
        _ => None,
    });
    child.unwrap()
}

#[tokio::test(start_paused = true)]
async fn children_live_in_their_parents_time() {
    let store = Store::in_memory().unwrap();
    let engine = engine(&store, BEGIN, Speed::Skip);
    let arn = begin(&engine, "patient").await;
    engine.wait_until_ended(&arn, |_| ()).await.unwrap();
    let child = child_of(&store.load(&arn).await.unwrap().unwrap());
    let journal = store.load(&child).await.unwrap().unwrap();
    let grandchild = child_of(&journal);
    let later = store.load(&grandchild).await.unwrap().unwrap();
    let told: String = journal
        .iter()
        .chain(&later)
        .filter_map(|event| line(event, BEGIN))
        .collect();
    engine.shutdown().await;
    expect![[r#"
         3601 ExecutionStarted
         3601 nap WaitStarted
         7201 nap WaitSucceeded
         7201 InvocationCompleted
         7201 grandchild ChainedInvokeStarted
         7201 InvocationCompleted
         7201 grandchild ChainedInvokeSucceeded
         7201 InvocationCompleted
         7201 ExecutionEnded
         7201 ExecutionStarted
         7201 answer StepStarted
         7201 answer StepSucceeded
         7201 InvocationCompleted
         7201 ExecutionEnded
    "#]]
    .assert_eq(&told);
}

/// The emulator ends after so many seconds of its machine, and another one goes on at once.
async fn taken_over(function: &str, first: (Speed, u64), then: Speed) -> String {
    let store = Store::in_memory().unwrap();
    let (speed, after_s) = first;
    let before = engine(&store, BEGIN, speed);
    before.recover().await.unwrap();
    let arn = begin(&before, function).await;
    tokio::time::sleep(Duration::from_secs(after_s)).await;
    before.shutdown().await;
    let after = engine(&store, before.now(), then);
    after.recover().await.unwrap();
    let told = ended(&after, &store, &arn).await;
    after.shutdown().await;
    let journal = store.load(&arn).await.unwrap().unwrap();
    let row = store.row(&arn).await.unwrap();
    assert_eq!(row, Some(Execution::replay(&journal).unwrap().row()));
    assert!(
        journal.is_sorted_by_key(|event| event.at),
        "time does not run backwards"
    );
    told
}

#[tokio::test(start_paused = true)]
async fn another_emulator_goes_on_in_its_own_time() {
    // What really waits for an hour is skipped by whoever comes next.
    let skipped = taken_over("patient", (Speed::REAL, 100), Speed::Skip).await;
    expect![[r#"
           0 ExecutionStarted
           0 flaky StepStarted
           0 flaky StepRetried
           0 InvocationCompleted
           1 flaky StepStarted
           1 flaky StepSucceeded
           1 hour WaitStarted
           1 InvocationCompleted
        3601 hour WaitSucceeded
        3601 child ChainedInvokeStarted
        3601 InvocationCompleted
        7201 child ChainedInvokeSucceeded
        7201 InvocationCompleted
        7201 ExecutionEnded
        the machine: 100 s
    "#]]
    .assert_eq(&skipped);
    // And the other way round: the callback is open at ten seconds, and has a minute from there.
    let kept = taken_over("asking", (Speed::Skip, 5), Speed::REAL).await;
    expect![[r#"
           0 ExecutionStarted
           0 before WaitStarted
          10 before WaitSucceeded
          10 InvocationCompleted
          10 approval CallbackStarted
          10 InvocationCompleted
          70 approval CallbackTimedOut
          70 InvocationCompleted
          70 ExecutionEnded
        the machine: 60 s
    "#]]
    .assert_eq(&kept);
}

#[tokio::test(start_paused = true)]
async fn the_same_pace_goes_on_as_if_nobody_had_gone() {
    let same = taken_over("patient", (SIXTY, 30), SIXTY).await;
    expect![[r#"
           0 ExecutionStarted
           0 flaky StepStarted
           0 flaky StepRetried
           0 InvocationCompleted
           1 flaky StepStarted
           1 flaky StepSucceeded
           1 hour WaitStarted
           1 InvocationCompleted
        3601 hour WaitSucceeded
        3601 child ChainedInvokeStarted
        3601 InvocationCompleted
        7201 child ChainedInvokeSucceeded
        7201 InvocationCompleted
        7201 ExecutionEnded
        the machine: 120 s
    "#]]
    .assert_eq(&same);
    let slower = taken_over("patient", (SIXTY, 30), Speed::REAL).await;
    expect![[r#"
           0 ExecutionStarted
           0 flaky StepStarted
           0 flaky StepRetried
           0 InvocationCompleted
           1 flaky StepStarted
           1 flaky StepSucceeded
           1 hour WaitStarted
           1 InvocationCompleted
        3601 hour WaitSucceeded
        3601 child ChainedInvokeStarted
        3601 InvocationCompleted
        7201 child ChainedInvokeSucceeded
        7201 InvocationCompleted
        7201 ExecutionEnded
        the machine: 5431 s
    "#]]
    .assert_eq(&slower);
}

#[tokio::test(start_paused = true)]
async fn a_sleeper_is_woken_in_its_own_time() {
    let store = Store::in_memory().unwrap();
    let engine = engine(&store, BEGIN, Speed::Thousandths(10_000));
    engine.recover().await.unwrap();
    let arn = begin(&engine, "patient").await;
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(engine.in_memory(), 0, "it sleeps on disk");
    expect![[r#"
           0 ExecutionStarted
           0 flaky StepStarted
           0 flaky StepRetried
           0 InvocationCompleted
           1 flaky StepStarted
           1 flaky StepSucceeded
           1 hour WaitStarted
           1 InvocationCompleted
        3601 hour WaitSucceeded
        3601 child ChainedInvokeStarted
        3601 InvocationCompleted
        7201 child ChainedInvokeSucceeded
        7201 InvocationCompleted
        7201 ExecutionEnded
        the machine: 720 s
    "#]]
    .assert_eq(&ended(&engine, &store, &arn).await);
    engine.shutdown().await;
}

/// One emulator after the other, each for so many seconds of the machine, and nobody who looks before the end.
async fn in_turn(function: &str, emulators: &[(Speed, u64)], config: DurableConfig) -> String {
    let store = Store::in_memory().unwrap();
    let mut now = BEGIN;
    let mut arn = None;
    for (speed, seconds) in emulators {
        let engine = engine(&store, now, *speed);
        engine.recover().await.unwrap();
        if arn.is_none() {
            arn = Some(begin_within(&engine, function, config).await);
        }
        tokio::time::sleep(Duration::from_secs(*seconds)).await;
        engine.shutdown().await;
        now = engine.now();
    }
    let journal = store.load(&arn.unwrap()).await.unwrap().unwrap();
    let told: String = journal.iter().filter_map(|event| line(event, BEGIN)).collect();
    let row = store.row(journal_arn(&journal)).await.unwrap();
    let kept_s = row
        .and_then(|row| row.expires_at)
        .map(|at| at.millis_since(BEGIN) / 1_000);
    format!("{told}kept for {kept_s:?} s\n")
}

fn journal_arn(journal: &[Event]) -> &ExecutionArn {
    match &journal[0].fact {
        Fact::ExecutionStarted(started) => &started.arn,
        other => panic!("a journal begins with a start: {other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_sleeper_of_a_slow_emulator_is_woken_by_a_fast_one() {
    // At a thousandth, ten seconds would take three hours.
    let slow = Speed::Thousandths(1);
    let told = in_turn(
        "asking",
        &[(slow, 100), (Speed::REAL, 30)],
        DurableConfig::DEFAULT,
    )
    .await;
    expect![[r#"
           0 ExecutionStarted
           0 before WaitStarted
           0 InvocationCompleted
          10 before WaitSucceeded
          10 approval CallbackStarted
          10 InvocationCompleted
        kept for None s
    "#]]
    .assert_eq(&told);
    let told = in_turn(
        "patient",
        &[(SIXTY, 30), (Speed::REAL, 100)],
        DurableConfig::DEFAULT,
    )
    .await;
    expect![[r#"
           0 ExecutionStarted
           0 flaky StepStarted
           0 flaky StepRetried
           0 InvocationCompleted
           1 flaky StepStarted
           1 flaky StepSucceeded
           1 hour WaitStarted
           1 InvocationCompleted
        kept for None s
    "#]]
    .assert_eq(&told);
}

#[tokio::test(start_paused = true)]
async fn what_was_slow_does_not_jump_when_waits_are_skipped() {
    // A day has passed for the machine, and half a day for the execution, which may take eighteen hours.
    let config = DurableConfig {
        execution_timeout_s: 64_800,
        ..DurableConfig::DEFAULT
    };
    let half = Speed::Thousandths(500);
    let told = in_turn("lasting", &[(half, 86_400), (Speed::Skip, 5)], config).await;
    expect![[r#"
           0 ExecutionStarted
           0 day WaitStarted
           0 InvocationCompleted
        64800 ExecutionEnded
        kept for Some(1296000) s
    "#]]
    .assert_eq(&told);
}

#[tokio::test(start_paused = true)]
async fn retention_is_the_machines_whatever_was_skipped() {
    // The execution times out after a day that nobody waits for.
    let config = DurableConfig {
        retention_days: Some(1),
        ..DurableConfig::DEFAULT
    };
    let told = in_turn("lasting", &[(Speed::Skip, 60)], config).await;
    expect![[r#"
           0 ExecutionStarted
           0 day WaitStarted
           0 InvocationCompleted
        86400 ExecutionEnded
        kept for Some(86400) s
    "#]]
    .assert_eq(&told);
}

#[tokio::test(start_paused = true)]
async fn a_child_that_has_left_does_not_keep_a_deadline_from_being_skipped() {
    let store = Store::in_memory().unwrap();
    let engine = engine(&store, BEGIN, Speed::Skip);
    let arn = begin(&engine, "after_a_child").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let child = child_of(&store.load(&arn).await.unwrap().unwrap());
    let open = engine.read(&child, Execution::open_callbacks).await.unwrap();
    let answer = Command::CompleteCallback {
        callback_id: open[0].id.clone(),
        completion: Completion::Succeed { result: None },
    };
    engine.submit(&child, answer, |_| ()).await.unwrap();
    // Its lane leaves when nobody has asked for it for a while.
    tokio::time::sleep(Duration::from_secs(20)).await;
    assert_eq!(engine.in_memory(), 1, "only the parent is here");
    let open = engine.read(&arn, Execution::open_set).await.unwrap();
    assert!(!open.is_empty() && engine.skip_deadline(&arn, open));
    let told = ended(&engine, &store, &arn).await;
    assert!(told.contains("approval CallbackTimedOut"), "{told}");
    assert!(told.ends_with("the machine: 21 s\n"), "{told}");
    engine.shutdown().await;
}
