//! What functions print: order, bounds, and what becomes of it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::index::plan;
use super::*;
use crate::execution::{RequestId, limits};

fn line(text: impl Into<String>) -> Line {
    Line {
        at: at(5),
        request_id: RequestId::parse("00000000-0000-4000-8000-000000000001").unwrap(),
        function: function("order"),
        stream: Stream::Stderr,
        text: text.into(),
    }
}

/// Number and text of what is kept, `+` if there is more, and how many are not kept.
async fn shown(store: &Store, arn: &ExecutionArn, after: u64, limit: u32) -> String {
    let page = store.lines(arn, after, limit).await.unwrap().unwrap();
    let line = |kept: &Kept| format!("{} {}", kept.number, kept.line.text);
    let mut lines: Vec<String> = page.lines.iter().map(line).collect();
    if page.more {
        lines.push("+".to_owned());
    }
    format!("{} | {} omitted", lines.join(", "), page.omitted)
}

#[tokio::test]
async fn lines_are_numbered_and_read_by_page() {
    let store = Store::in_memory().unwrap();
    let arn = start(&store, "order/monday/1", running(10)).await;
    let other = start(&store, "order/tuesday/2", running(10)).await;
    assert_eq!(shown(&store, &arn, 0, 9).await, " | 0 omitted");
    let log = store.log_writer();
    for text in ["a", "", "c"] {
        log.write(&arn, line(text));
        log.write(&other, line("x"));
    }
    assert_eq!(shown(&store, &arn, 0, 2).await, "1 a, 2 , + | 0 omitted");
    log.write(&arn, line("d\0e"));
    assert_eq!(shown(&store, &arn, 2, 2).await, "3 c, 4 d\0e | 0 omitted");
    assert_eq!(shown(&store, &arn, u64::MAX, 2).await, " | 0 omitted");
    assert_eq!(shown(&store, &other, 0, 9).await, "1 x, 2 x, 3 x | 0 omitted");
    let page = store.lines(&arn, 0, 1).await.unwrap().unwrap();
    assert_eq!(page.lines[0].line, line("a"));
    let nobody = super::arn("order/nobody/1");
    assert_eq!(store.lines(&nobody, 0, 9).await.unwrap(), None);
}

#[tokio::test]
async fn the_newest_lines_are_kept() {
    let store = Store::in_memory().unwrap();
    let arn = start(&store, "order/monday/1", running(10)).await;
    let log = store.log_writer();
    for n in 1..=limits::LOG_LINES + 5 {
        log.write(&arn, line(n.to_string()));
        if n % 1_000 == 0 {
            store.flush_log().await;
        }
    }
    assert_eq!(shown(&store, &arn, 0, 1).await, "6 6, + | 5 omitted");
    let page = store.lines(&arn, 0, 20_000).await.unwrap().unwrap();
    assert_eq!(page.lines.len() as u64, limits::LOG_LINES);

    let wide = start(&store, "order/long/2", running(10)).await;
    for _ in 0..40 {
        log.write(&wide, line("x".repeat(1 << 16)));
        store.flush_log().await;
    }
    let page = store.lines(&wide, 0, 99).await.unwrap().unwrap();
    assert_eq!((page.lines.len(), page.omitted), (16, 24));
}

#[tokio::test]
async fn what_waits_is_bounded_and_what_is_dropped_is_counted() {
    let store = Store::in_memory().unwrap();
    let arn = start(&store, "order/monday/1", running(10)).await;
    let many = futures_util::future::join_all((0..40).map(|n| {
        let store = &store;
        async move { start(store, &format!("order/n/{n}"), running(10)).await }
    }))
    .await;
    let log = store.log_writer();
    for n in 1..=50_000 {
        log.write(&arn, line(n.to_string()));
    }
    let (lines, _) = store.log.size();
    assert_eq!(lines, 4_096);
    for arn in &many {
        for _ in 0..40 {
            log.write(arn, line("x".repeat(1 << 16)));
        }
    }
    let (_, bytes) = store.log.size();
    assert!(bytes <= (16 << 20) + 40 * (1 << 16) + 4_096 * 256, "{bytes}");
    assert_eq!(
        shown(&store, &arn, 49_998, 9).await,
        "49999 49999, 50000 50000 | 45904 omitted"
    );
    assert_eq!(store.log.size(), (0, 0));
    for arn in &many {
        let page = store.lines(arn, 0, 99).await.unwrap().unwrap();
        let last = page.lines.last().unwrap().number;
        assert_eq!((last, page.lines.len() as u64 + page.omitted), (40, 40));
    }
}

#[tokio::test]
async fn lines_go_with_their_execution() {
    let store = Store::in_memory().unwrap();
    let arn = start(&store, "order/monday/1", running(10)).await;
    let expires = Row {
        ended_at: Some(at(20)),
        expires_at: Some(at(100)),
        ..running(10)
    };
    let old = start(&store, "order/expired/2", expires).await;
    let log = store.log_writer();
    log.write(&arn, line("a"));
    log.write(&old, line("b"));
    store.flush_log().await;
    assert!(store.delete(&arn).await.unwrap());
    assert_eq!(store.expire(at(100), 9).await.unwrap(), 1);
    // Too late, and nobody's.
    log.write(&arn, line("c"));
    store.flush_log().await;
    let connection = store.connections.writer().unwrap();
    let count = connection.query_row("SELECT count(*) FROM log", (), |row| row.get::<_, i64>(0));
    assert_eq!(count.unwrap(), 0);
}

#[tokio::test]
async fn they_are_written_without_being_asked_for() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let store = Store::open(&path, Sync::Normal).unwrap();
    let arn = start(&store, "order/monday/1", running(10)).await;
    let log = store.log_writer();
    let reader = Store::open_read_only(&path).unwrap();
    for expected in ["1 a | 0 omitted", "1 a, 2 a | 0 omitted"] {
        log.write(&arn, line("a"));
        while shown(&reader, &arn, 0, 9).await != expected {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    // Who writes lines does not keep the store open.
    log.write(&arn, line("b"));
    store.flush_log().await;
    drop(store);
    log.write(&arn, line("c"));
    let store = Store::open(&path, Sync::Normal).unwrap();
    assert_eq!(shown(&store, &arn, 2, 9).await, "3 b | 0 omitted");
}

#[tokio::test]
async fn lines_that_cannot_be_written_are_counted() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let is_full = Arc::new(AtomicBool::new(false));
    let full = is_full.clone();
    let faults = Faults::new(move |moment| {
        (moment == Moment::Before && full.load(Ordering::Relaxed)).then_some(Fault::Full)
    });
    let rig = Rig {
        faults,
        ..Rig::default()
    };
    let store = Store::open_rigged(&path, Sync::Normal, rig).unwrap();
    let arn = start(&store, "order/monday/1", running(10)).await;
    let log = store.log_writer();
    is_full.store(true, Ordering::Relaxed);
    for text in ["a", "b"] {
        log.write(&arn, line(text));
        store.flush_log().await;
    }
    is_full.store(false, Ordering::Relaxed);
    log.write(&arn, line("c"));
    assert_eq!(shown(&store, &arn, 0, 9).await, "3 c | 2 omitted");
}

#[tokio::test]
async fn a_store_from_before_there_were_logs_gets_them() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let store = Store::open(&path, Sync::Normal).unwrap();
    let arn = start(&store, "order/monday/1", running(10)).await;
    {
        let connection = store.connections.writer().unwrap();
        connection.execute_batch("DROP TABLE log").unwrap();
        connection.pragma_update(None, "user_version", 2).unwrap();
    }
    drop(store);
    assert!(matches!(
        Store::open_read_only(&path),
        Err(StoreError::Older { found: 2, .. })
    ));
    let store = Store::open(&path, Sync::Normal).unwrap();
    store.log_writer().write(&arn, line("a"));
    assert_eq!(shown(&store, &arn, 0, 9).await, "1 a | 0 omitted");
}

#[test]
fn nothing_about_lines_scans_or_sorts() {
    use super::super::lines as sql;

    let store = Store::in_memory().unwrap();
    let plans = [
        plan(&store, sql::LAST, [0]),
        plan(&store, sql::FIRST, [0]),
        plan(&store, sql::CUT, [0, 0, 0]),
        plan(&store, sql::TRIM, [0, 0]),
        plan(&store, sql::READ, [0, 0, 0]),
    ];
    expect_test::expect![[r"
        SEARCH log USING PRIMARY KEY (execution=?)
        SEARCH log USING PRIMARY KEY (execution=?)
        SEARCH log USING PRIMARY KEY (execution=?)
        SEARCH log USING PRIMARY KEY (execution=? AND line<?)
        SEARCH log USING PRIMARY KEY (execution=? AND line>?)"]]
    .assert_eq(&plans.concat().join("\n"));
}
