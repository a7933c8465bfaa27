//! How executions come into memory and leave it. Time is the runtime's, paused.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cargo_durable::engine::clock::Clock;
use cargo_durable::engine::ids::Ids;
use cargo_durable::engine::invoke::{Answer, Invoke, Request, Work};
use cargo_durable::engine::{Drive, Engine, EngineError, Parts, Start};
use cargo_durable::execution::{
    Command, DurableConfig, ErrorObject, Execution, FunctionInfo, FunctionName, Limits, Origin, Rejection,
    Speed, Timestamp,
};
use cargo_durable::store::Store;
use futures_util::future::BoxFuture;
use tokio::sync::Notify;

use crate::support::handler::Guests;

/// Functions of which some never answer.
struct Stubborn {
    guests: Guests,
    /// Plain calls, which never end.
    calls: AtomicUsize,
    called: Notify,
    /// Questions about `child`: from the second one on they are never answered.
    questions: AtomicUsize,
    asked: Notify,
}

impl Invoke for Stubborn {
    fn describe(&self, function: FunctionName) -> BoxFuture<'static, Option<FunctionInfo>> {
        if function.as_str() == "child" && self.questions.fetch_add(1, Ordering::SeqCst) > 0 {
            self.asked.notify_one();
            return Box::pin(std::future::pending());
        }
        self.guests.describe(function)
    }

    fn functions(&self) -> Vec<FunctionName> {
        self.guests.functions()
    }

    fn reaches(&self, function: &FunctionName) -> bool {
        self.guests.reaches(function)
    }

    fn redirect(&self, url: String) {
        self.guests.redirect(url);
    }

    fn invoke(&self, request: Request) -> BoxFuture<'static, Answer> {
        if matches!(request.work, Work::Plain { .. }) {
            self.calls.fetch_add(1, Ordering::SeqCst);
            self.called.notify_one();
            return Box::pin(std::future::pending());
        }
        self.guests.invoke(request)
    }
}

fn stage() -> (Engine, Arc<Stubborn>) {
    let guests = Guests::default()
        .durable("calls", |context| async move {
            context.invoke("plain", "plain").await
        })
        .durable("starts", |context| async move {
            context.invoke("durable", "child:$LATEST").await
        })
        .durable("child", |_| async { Ok("1".to_owned()) })
        .durable("waits", |context| async move {
            context.invoke("durable", "sleeper:$LATEST").await
        })
        .durable("sleeper", |context| async move {
            context.wait("hour", 3_600).await?;
            Ok("3".to_owned())
        })
        .plain("plain", "2");
    let functions = Arc::new(Stubborn {
        guests,
        calls: AtomicUsize::new(0),
        called: Notify::new(),
        questions: AtomicUsize::new(0),
        asked: Notify::new(),
    });
    let engine = Engine::new(Parts {
        store: Store::in_memory().unwrap(),
        invoker: Arc::clone(&functions) as _,
        clock: Clock::manual(Timestamp::from_millis(1_800_000_000_000)),
        ids: Ids::seeded(1),
        region: "us-east-1".to_owned(),
        account: "123456789012".to_owned(),
        limits: Limits::default(),
        lenient_qualifiers: false,
        drive: Drive::Everything,
        speed: Speed::REAL,
    });
    functions.guests.connect(engine.clone());
    (engine, functions)
}

fn start(function: &str) -> Start {
    Start {
        function: FunctionName::parse(function).unwrap(),
        version: "$LATEST".to_owned(),
        name: None,
        input: None,
        config: DurableConfig::DEFAULT,
        origin: Origin::Async,
        tenant: None,
        trace: None,
        endpoint: None,
        account: None,
    }
}

fn stop() -> Command {
    Command::Stop {
        error: ErrorObject::new("Stopped", "enough"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_stopped_execution_calls_nothing_again_when_it_is_read_again() {
    let (engine, functions) = stage();
    let arn = engine.start(start("calls")).await.unwrap().arn;
    functions.called.notified().await;
    engine.submit(&arn, stop(), |_| ()).await.unwrap();
    for _ in 0..2 {
        let mut news = engine.subscribe(&arn).await.unwrap();
        while news.changed().await.is_ok() {}
        assert!(engine.submit(&arn, stop(), Execution::has_ended).await.unwrap());
    }
    assert_eq!(functions.calls.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_parent_sleeps_on_disk_while_its_child_does() {
    let (engine, _functions) = stage();
    let arn = engine.start(start("waits")).await.unwrap().arn;
    tokio::time::sleep(Duration::from_mins(30)).await;
    assert_eq!(engine.in_memory(), 0, "nothing happens for half an hour");
    tokio::time::sleep(Duration::from_mins(30)).await;
    let result = engine
        .wait_until_ended(&arn, |execution| execution.outcome().cloned())
        .await
        .unwrap();
    assert_eq!(result.unwrap().result().unwrap().as_str(), "3");
}

#[tokio::test(start_paused = true)]
async fn a_history_is_replayed_once_for_all_its_pages() {
    let (engine, _functions) = stage();
    let arn = engine.start(start("sleeper")).await.unwrap().arn;
    tokio::time::sleep(Duration::from_mins(30)).await;
    let page = async |after| {
        let page = engine.history(&arn, after, 1, false, |_, page| page);
        page.await.unwrap()
    };
    let mut after = None;
    loop {
        assert!(engine.in_memory() <= 1);
        let page = page(after).await;
        if !page.more {
            break;
        }
        assert_eq!(engine.in_memory(), 1, "the next page finds it in memory");
        after = Some(page.events[0].0);
    }
    tokio::time::sleep(Duration::from_mins(1)).await;
    assert_eq!(engine.in_memory(), 0, "nobody reads any more");
    let whole = engine.history(&arn, None, 100, false, |_, page| page);
    assert!(!whole.await.unwrap().more);
    assert_eq!(engine.in_memory(), 0, "who reads all of it at once reads once");
}

#[tokio::test(start_paused = true)]
async fn who_comes_behind_a_deletion_hears_that_there_is_nothing() {
    let (engine, functions) = stage();
    let arn = engine.start(start("calls")).await.unwrap().arn;
    functions.called.notified().await;
    engine.submit(&arn, stop(), |_| ()).await.unwrap();
    let (deleted, stopped) = tokio::join!(engine.delete(&arn), engine.submit(&arn, stop(), |_| ()));
    deleted.unwrap();
    assert!(matches!(
        stopped,
        Err(EngineError::Rejected(Rejection::UnknownExecution))
    ));
}

#[tokio::test(start_paused = true)]
async fn a_question_that_is_never_answered_does_not_hold_up_the_end() {
    let (engine, functions) = stage();
    engine.start(start("starts")).await.unwrap();
    functions.asked.notified().await;
    tokio::time::timeout(Duration::from_secs(2), engine.shutdown())
        .await
        .unwrap();
}
