//! Time that is skipped or runs faster: what was waited for is recorded as long as it is, and takes less. The machine's
//! clock is the runtime's, paused: it goes only while everybody waits.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

mod life;

use std::sync::Arc;
use std::time::Duration;

use cargo_durable::engine::clock::Clock;
use cargo_durable::engine::ids::Ids;
use cargo_durable::engine::{Drive, Engine, Parts, Start};
use cargo_durable::execution::{
    Change, DurableConfig, Event, Execution, ExecutionArn, Fact, FunctionName, Limits, OpenSet, Origin,
    Speed, Timestamp,
};
use cargo_durable::store::Store;
use expect_test::{Expect, expect};

use crate::support::handler::{Context, Guests, Halt};

const BEGIN: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const SIXTY: Speed = Speed::Thousandths(60_000);

/// Two hours and a second, if nobody hurries.
async fn patient(context: Context) -> Result<String, Halt> {
    context.step("flaky", 1, "1").await?;
    context.wait("hour", 3_600).await?;
    context.invoke("child", "child:$LATEST").await?;
    Ok("done".to_owned())
}

async fn child(context: Context) -> Result<String, Halt> {
    context.wait("nap", 3_600).await?;
    context.invoke("grandchild", "grandchild:$LATEST").await
}

async fn grandchild(context: Context) -> Result<String, Halt> {
    context.step("answer", 0, "4").await
}

/// Thirty hours, if nobody hurries.
async fn lasting(context: Context) -> Result<String, Halt> {
    context.wait("day", 108_000).await?;
    Ok("done".to_owned())
}

/// Waits for ten seconds first.
async fn asking(context: Context) -> Result<String, Halt> {
    context.wait("before", 10).await?;
    context.callback("approval").await
}

/// Asks once a child has been answered.
async fn after_a_child(context: Context) -> Result<String, Halt> {
    context.invoke("child", "asking:$LATEST").await?;
    context.callback("approval").await
}

/// A wait is shown as over when it is; a branch may look before it suspends.
async fn looking(context: Context) -> Result<String, Halt> {
    if context.wait("hour", 3_600).await.is_err() {
        // Another branch is at work meanwhile, and refreshes.
        context.checkpoint("work", Change::StepStart).await?;
        let done = Change::StepSucceed { result: None };
        context.checkpoint("work", done).await?;
        context.wait("hour", 3_600).await?;
    }
    Ok("in one invocation".to_owned())
}

async fn crashing(_: Context) -> Result<String, Halt> {
    panic!("the function breaks on purpose")
}

fn engine(store: &Store, now: Timestamp, speed: Speed) -> Engine {
    let guests = Arc::new(
        Guests::default()
            .durable("patient", patient)
            .durable("child", child)
            .durable("grandchild", grandchild)
            .durable("asking", asking)
            .durable("after_a_child", after_a_child)
            .durable("lasting", lasting)
            .durable("looking", looking)
            .durable("crashing", crashing),
    );
    let engine = Engine::new(Parts {
        store: store.clone(),
        invoker: Arc::clone(&guests) as _,
        clock: Clock::manual(now),
        ids: Ids::seeded(1),
        region: "us-east-1".to_owned(),
        account: "123456789012".to_owned(),
        limits: Limits {
            crash_retries: Some(2),
            ..Limits::default()
        },
        lenient_qualifiers: false,
        drive: Drive::Everything,
        speed,
    });
    guests.connect(engine.clone());
    engine
}

async fn begin(engine: &Engine, function: &str) -> ExecutionArn {
    begin_within(engine, function, DurableConfig::DEFAULT).await
}

async fn begin_within(engine: &Engine, function: &str, config: DurableConfig) -> ExecutionArn {
    let start = Start {
        function: FunctionName::parse(function).unwrap(),
        version: "$LATEST".to_owned(),
        name: None,
        input: None,
        config,
        origin: Origin::Async,
        tenant: None,
        trace: None,
        endpoint: None,
        account: None,
    };
    engine.start(start).await.unwrap().arn
}

/// Waits for the end; then what history says, in seconds of the journal since the beginning, and how many seconds of
/// the machine it took.
async fn ended(engine: &Engine, store: &Store, arn: &ExecutionArn) -> String {
    engine.wait_until_ended(arn, |_| ()).await.unwrap();
    let journal = store.load(arn).await.unwrap().unwrap();
    let told: String = journal.iter().filter_map(|event| line(event, BEGIN)).collect();
    let machine_s = engine.now().millis_since(BEGIN) / 1_000;
    format!("{told}the machine: {machine_s} s\n")
}

fn line(event: &Event, begin: Timestamp) -> Option<String> {
    let what = match &event.fact {
        fact if !fact.is_public() => return None,
        Fact::Operation { id, fact, .. } => format!("{id} {}", word(fact)),
        fact => word(fact),
    };
    Some(format!("{:>4} {what}\n", event.at.millis_since(begin) / 1_000))
}

fn word(fact: &impl std::fmt::Debug) -> String {
    let text = format!("{fact:?}");
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    text[..end].to_owned()
}

async fn check(function: &str, speed: Speed, expected: &Expect) {
    let store = Store::in_memory().unwrap();
    let engine = engine(&store, BEGIN, speed);
    engine.recover().await.unwrap();
    let arn = begin(&engine, function).await;
    let told = ended(&engine, &store, &arn).await;
    engine.shutdown().await;
    expected.assert_eq(&told);
}

#[tokio::test(start_paused = true)]
async fn waits_and_retries_are_skipped_and_recorded_as_long_as_they_are() {
    check(
        "patient",
        Speed::Skip,
        &expect![[r#"
               0 ExecutionStarted
               0 flaky StepStarted
               0 flaky StepRetried
               1 InvocationCompleted
               1 flaky StepStarted
               1 flaky StepSucceeded
               1 hour WaitStarted
            3601 hour WaitSucceeded
            3601 InvocationCompleted
            3601 child ChainedInvokeStarted
            3601 InvocationCompleted
            7201 child ChainedInvokeSucceeded
            7201 InvocationCompleted
            7201 ExecutionEnded
            the machine: 0 s
        "#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn time_runs_sixty_times_faster() {
    check(
        "patient",
        SIXTY,
        &expect![[r#"
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
        "#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn time_runs_slower_too() {
    check(
        "asking",
        Speed::Thousandths(500),
        &expect![[r#"
               0 ExecutionStarted
               0 before WaitStarted
               0 InvocationCompleted
              10 before WaitSucceeded
              10 approval CallbackStarted
              10 InvocationCompleted
              70 approval CallbackTimedOut
              70 InvocationCompleted
              70 ExecutionEnded
            the machine: 140 s
        "#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_broken_function_is_tried_again_at_once() {
    check(
        "crashing",
        Speed::Skip,
        &expect![[r#"
               0 ExecutionStarted
               0 InvocationCompleted
               1 InvocationCompleted
               3 InvocationCompleted
               3 ExecutionEnded
            the machine: 0 s
        "#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_running_function_sees_what_was_skipped() {
    check(
        "looking",
        Speed::Skip,
        &expect![[r#"
               0 ExecutionStarted
               0 hour WaitStarted
            3600 hour WaitSucceeded
            3600 work StepStarted
            3600 work StepSucceeded
            3600 InvocationCompleted
            3600 ExecutionEnded
            the machine: 0 s
        "#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_deadline_is_skipped_only_when_somebody_says_that_nobody_answers() {
    let store = Store::in_memory().unwrap();
    let engine = engine(&store, BEGIN, Speed::Skip);
    let arn = begin(&engine, "asking").await;
    tokio::time::sleep(Duration::from_secs(20)).await;
    let is_open = engine.read(&arn, |execution| execution.outcome().is_none()).await;
    assert!(is_open.unwrap(), "a callback keeps its real minute");
    let nobody = OpenSet::default();
    assert!(
        !engine.skip_deadline(&arn, nobody),
        "a callback that is open is news to whoever asks"
    );
    let open = engine.read(&arn, Execution::open_set).await.unwrap();
    assert!(engine.skip_deadline(&arn, open));
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
        the machine: 20 s
    "#]]
    .assert_eq(&ended(&engine, &store, &arn).await);
    engine.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_comes_first_ends_it() {
    let store = Store::in_memory().unwrap();
    let engine = engine(&store, BEGIN, Speed::Skip);
    let config = DurableConfig {
        execution_timeout_s: 1_800,
        ..DurableConfig::DEFAULT
    };
    let arn = begin_within(&engine, "patient", config).await;
    expect![[r#"
           0 ExecutionStarted
           0 flaky StepStarted
           0 flaky StepRetried
           1 InvocationCompleted
           1 flaky StepStarted
           1 flaky StepSucceeded
           1 hour WaitStarted
           1 InvocationCompleted
        1800 ExecutionEnded
        the machine: 0 s
    "#]]
    .assert_eq(&ended(&engine, &store, &arn).await);
    engine.shutdown().await;
}
