//! Open callbacks: what appends do to them, who finds them, and how a store that did not know them gets them.

use std::path::Path;

use super::index::plan;
use super::*;
use crate::execution::{
    CallbackChange, CallbackId, Decision, Execution, Meta, OpenCallback, OperationName, Pace, Speed, SubType,
};
use crate::store::callback as sql;
use crate::store::schema;

fn operation_id(text: &str) -> OperationId {
    OperationId::parse(text).unwrap()
}

fn open(arn: &ExecutionArn, operation: &str, name: Option<&str>, started_at: i64) -> OpenCallback {
    let operation = operation_id(operation);
    OpenCallback {
        id: CallbackId::mint(arn, &operation, 7),
        operation,
        name: name.map(Into::into),
        started_at: at(started_at),
        timeout_s: Some(60),
        heartbeat_s: None,
        heard_at: at(started_at),
    }
}

/// Appends something private that does this to the callbacks.
async fn change(store: &Store, arn: &ExecutionArn, seq: u64, callbacks: Vec<CallbackChange>) {
    let decision = Decision {
        events: vec![ready(seq)],
        row: running(10),
        callbacks,
    };
    store.record(arn, decision).await.unwrap();
}

async fn opens(store: &Store, arn: &ExecutionArn, seq: u64, all: &[OpenCallback]) {
    let all = all.iter().cloned().map(CallbackChange::Opened);
    change(store, arn, seq, all.collect()).await;
}

fn found(arn: &ExecutionArn, open: OpenCallback) -> FoundCallback {
    FoundCallback {
        arn: arn.clone(),
        open,
        pace: Pace::REAL,
    }
}

/// Every page of so many, as `execution/operation`.
async fn pages(store: &Store, filter: &CallbackFilter, limit: u32) -> Vec<String> {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = store.callbacks(filter, after, limit).await.unwrap();
        assert!(page.callbacks.len() <= limit as usize);
        let shown = page.callbacks.iter();
        seen.extend(shown.map(|found| format!("{}/{}", found.arn.id(), found.open.operation)));
        match page.next {
            Some(next) => after = Some(next.to_string().parse().unwrap()),
            None => return seen,
        }
    }
}

fn named(name: &str) -> CallbackFilter {
    CallbackFilter {
        name: Some(name.into()),
        ..CallbackFilter::default()
    }
}

fn within(arn: &ExecutionArn) -> CallbackFilter {
    CallbackFilter {
        execution: Some(arn.clone()),
        ..CallbackFilter::default()
    }
}

#[tokio::test]
async fn appends_open_hear_and_close() {
    let store = Store::in_memory().unwrap();
    let one = start(&store, "order/monday/1", running(10)).await;
    let two = start(&store, "order/monday/2", running(10)).await;
    let (a, b) = (open(&one, "a", None, 20), open(&one, "b", Some("x/y"), 20));
    opens(&store, &one, 2, &[a.clone(), b.clone()]).await;
    opens(&store, &two, 2, &[open(&two, "a", None, 15)]).await;
    let all = CallbackFilter::default();
    assert_eq!(pages(&store, &all, 9).await, ["2/a", "1/a", "1/b"]);
    let page = store.callbacks(&within(&one), None, 9).await.unwrap();
    assert_eq!(page.callbacks, [found(&one, a), found(&one, b.clone())]);

    let heard = CallbackChange::Heard {
        operation: operation_id("b"),
        at: at(99),
    };
    let closed = CallbackChange::Closed(operation_id("a"));
    change(&store, &one, 3, vec![heard, closed]).await;
    let page = store.callbacks(&within(&one), None, 9).await.unwrap();
    let b = OpenCallback {
        heard_at: at(99),
        ..b
    };
    assert_eq!(page.callbacks, [found(&one, b)]);

    change(&store, &one, 4, vec![CallbackChange::AllClosed]).await;
    assert_eq!(pages(&store, &all, 9).await, ["2/a"]);
    assert!(store.delete(&two).await.unwrap());
    assert!(
        pages(&store, &all, 9).await.is_empty(),
        "they go with their execution"
    );
}

#[tokio::test]
async fn a_refused_append_opens_nothing() {
    let store = Store::in_memory().unwrap();
    let arn = start(&store, "order/monday/1", running(10)).await;
    let decision = Decision {
        events: vec![ready(7)],
        row: running(10),
        callbacks: vec![CallbackChange::Opened(open(&arn, "a", None, 20))],
    };
    let refused = store.record(&arn, decision).await.unwrap_err();
    assert!(matches!(refused, StoreError::Conflict { .. }), "{refused}");
    assert!(pages(&store, &CallbackFilter::default(), 9).await.is_empty());
}

#[tokio::test]
async fn they_are_found_by_name_execution_and_id_page_by_page() {
    let store = Store::in_memory().unwrap();
    let mut arns = Vec::new();
    for n in 0..3 {
        let arn = start(&store, &format!("order/n/{n}"), running(10)).await;
        let all = [
            // Of one instant in all executions.
            open(&arn, "a", Some("approval"), 20),
            open(&arn, "b", Some("item-1/approval"), 20),
            open(&arn, "c", Some("item-2/approval"), 20 - n),
            open(&arn, "d", Some("sign"), 20),
            open(&arn, "e", None, 20),
        ];
        opens(&store, &arn, 2, &all).await;
        arns.push(arn);
    }
    for limit in [1, 2, 100] {
        let all = pages(&store, &CallbackFilter::default(), limit).await;
        let order = "2/c 1/c 0/a 0/b 0/c 0/d 0/e 1/a 1/b 1/d 1/e 2/a 2/b 2/d 2/e";
        assert_eq!(all.join(" "), order);
        for (name, found) in [
            ("approval", "2/c 1/c 0/a 0/b 0/c 1/a 1/b 2/a 2/b"),
            ("item-1/approval", "0/b 1/b 2/b"),
            ("sign", "0/d 1/d 2/d"),
            ("item-1", ""),
            ("proval", ""),
            ("", ""),
            ("/", ""),
        ] {
            assert_eq!(
                pages(&store, &named(name), limit).await.join(" "),
                found,
                "{name}"
            );
        }
        let of_one = within(&arns[1]);
        assert_eq!(
            pages(&store, &of_one, limit).await.join(" "),
            "1/c 1/a 1/b 1/d 1/e"
        );
        let both = CallbackFilter {
            name: Some("approval".into()),
            ..of_one
        };
        assert_eq!(pages(&store, &both, limit).await.join(" "), "1/c 1/a 1/b");
    }
    let by_id = |arn: &ExecutionArn, nonce| CallbackFilter {
        id: Some(CallbackId::mint(arn, &operation_id("d"), nonce)),
        ..CallbackFilter::default()
    };
    assert_eq!(pages(&store, &by_id(&arns[2], 7), 1).await, ["2/d"]);
    assert!(
        pages(&store, &by_id(&arns[2], 8), 1).await.is_empty(),
        "a guessed id"
    );
    let other = CallbackFilter {
        execution: Some(arns[0].clone()),
        ..by_id(&arns[2], 7)
    };
    assert!(pages(&store, &other, 1).await.is_empty(), "not of that execution");
    for text in ["", "1", "1.2", "x.2.a", "1.x.a", "1.2.a b"] {
        assert!(text.parse::<CallbackPosition>().is_err(), "{text}");
    }
}

#[test]
fn no_look_up_of_callbacks_scans_or_sorts() {
    let store = Store::in_memory().unwrap();
    let arn = arn("order/n/1");
    let id = CallbackId::mint(&arn, &operation_id("a"), 7);
    let by_id = CallbackFilter {
        id: Some(id),
        ..CallbackFilter::default()
    };
    let mut lines = Vec::new();
    for filter in [
        CallbackFilter::default(),
        within(&arn),
        named("x"),
        named("x/y"),
        by_id,
    ] {
        for after in [None, Some("1.2.a".parse().unwrap())] {
            let query = sql::Query::new(&filter, after.as_ref(), 10);
            let parameters = rusqlite::params_from_iter(query.parameters);
            lines.extend(plan(&store, &query.sql, parameters));
        }
    }
    for (sql, parameters) in [(sql::HEARD, 3), (sql::CLOSE, 2), (sql::CLOSE_ALL, 1)] {
        let nothing = rusqlite::params_from_iter(vec![rusqlite::types::Null; parameters]);
        lines.extend(plan(&store, sql, nothing));
    }
    expect_test::expect![[r"
        SCAN c USING INDEX callback_all
        SEARCH e USING INTEGER PRIMARY KEY (rowid=?)
        SEARCH c USING INDEX callback_all ((started_at,execution,operation)>(?,?,?))
        SEARCH e USING INTEGER PRIMARY KEY (rowid=?)
        SEARCH c USING INDEX callback_execution (execution=?)
        SCALAR SUBQUERY 1
        SEARCH execution USING COVERING INDEX sqlite_autoindex_execution_1 (arn=?)
        SEARCH e USING INTEGER PRIMARY KEY (rowid=?)
        REUSE SUBQUERY 1
        SEARCH c USING INDEX callback_execution (execution=? AND (started_at,operation)>(?,?))
        SCALAR SUBQUERY 1
        SEARCH execution USING COVERING INDEX sqlite_autoindex_execution_1 (arn=?)
        SEARCH e USING INTEGER PRIMARY KEY (rowid=?)
        REUSE SUBQUERY 1
        SEARCH c USING INDEX callback_last_part (last_part=?)
        SEARCH e USING INTEGER PRIMARY KEY (rowid=?)
        SEARCH c USING INDEX callback_last_part (last_part=? AND (started_at,execution,operation)>(?,?,?))
        SEARCH e USING INTEGER PRIMARY KEY (rowid=?)
        SEARCH c USING INDEX callback_name (name=?)
        SEARCH e USING INTEGER PRIMARY KEY (rowid=?)
        SEARCH c USING INDEX callback_name (name=? AND (started_at,execution,operation)>(?,?,?))
        SEARCH e USING INTEGER PRIMARY KEY (rowid=?)
        SEARCH c USING PRIMARY KEY (execution=? AND operation=?)
        SCALAR SUBQUERY 1
        SEARCH execution USING COVERING INDEX sqlite_autoindex_execution_1 (arn=?)
        SEARCH e USING INTEGER PRIMARY KEY (rowid=?)
        REUSE SUBQUERY 1
        SEARCH c USING PRIMARY KEY (execution=? AND operation=?)
        SCALAR SUBQUERY 1
        SEARCH execution USING COVERING INDEX sqlite_autoindex_execution_1 (arn=?)
        SEARCH e USING INTEGER PRIMARY KEY (rowid=?)
        REUSE SUBQUERY 1
        SEARCH callback USING PRIMARY KEY (execution=? AND operation=?)
        SEARCH callback USING PRIMARY KEY (execution=? AND operation=?)
        SEARCH callback USING PRIMARY KEY (execution=?)"]]
    .assert_eq(&lines.join("\n"));
}

/// A named wait for a callback, inside an iteration, whose callback is heard of twice; and a plain callback that was
/// answered.
fn story(arn: &ExecutionArn) -> Vec<Event> {
    let made = |seq, id: &str, parent: Option<&str>, name: &str, kind: &str, fact| {
        let created = Meta {
            parent: parent.map(operation_id),
            name: Some(OperationName::parse(name).unwrap()),
            sub_type: Some(SubType::parse(kind).unwrap()),
        };
        let (id, created) = (operation_id(id), Some(created));
        event(seq, Fact::Operation { id, created, fact })
    };
    let known = |seq, id, fact| {
        let (id, created) = (operation_id(id), None);
        event(seq, Fact::Operation { id, created, fact })
    };
    let context = || OperationFact::ContextStarted {
        replay_children: false,
    };
    let callback = |id| OperationFact::CallbackStarted {
        callback_id: CallbackId::mint(arn, &operation_id(id), 9),
        timeout_s: 600,
        heartbeat_s: 30,
    };
    let modelled = Fact::TimeModelled {
        machine: at(35),
        speed: Speed::Thousandths(10_000),
    };
    vec![
        started(arn),
        made(2, "i", None, "item-2", "MapIteration", context()),
        made(3, "w", Some("i"), "approval", "WaitForCallback", context()),
        made(
            4,
            "c",
            Some("w"),
            "approval create callback",
            "Callback",
            callback("c"),
        ),
        made(5, "d", None, "sign", "Callback", callback("d")),
        known(6, "c", OperationFact::CallbackHeartbeat),
        known(7, "d", OperationFact::CallbackSucceeded { result: None }),
        known(8, "c", OperationFact::CallbackHeartbeat),
        event(9, modelled),
    ]
}

/// A store of the first format with the journals of one of today's.
fn age(new: &Path, old: &Path) {
    let connection = rusqlite::Connection::open(old).unwrap();
    connection.execute_batch(schema::FIRST).unwrap();
    let attach = format!("ATTACH '{}' AS new", new.display());
    connection.execute_batch(&attach).unwrap();
    connection
        .execute_batch(
            "INSERT INTO execution SELECT number, place, arn, function, version, name, id, status, started_at,
                 ended_at, wake_at, expires_at, last_seq, last_event_id FROM new.execution;
             INSERT INTO event SELECT * FROM new.event;
             PRAGMA user_version = 1;
             PRAGMA application_id = 0x6472626c;",
        )
        .unwrap();
}

#[tokio::test]
async fn an_old_store_gets_its_open_callbacks_from_the_journals() {
    let directory = tempfile::tempdir().unwrap();
    let (new, old) = (directory.path().join("new.db"), directory.path().join("old.db"));
    let store = Store::open(&new, Sync::Normal).unwrap();
    let waiting = arn("order/waiting/1");
    let row = Execution::replay(&story(&waiting)).unwrap().row();
    store.append(&waiting, story(&waiting), row).await.unwrap();
    // Closed with a callback open.
    let closed = arn("order/closed/2");
    let mut events = story(&closed);
    events.push(event(
        10,
        Fact::OutcomeAccepted(crate::execution::Outcome::Failed { error: None }),
    ));
    let row = Execution::replay(&events).unwrap().row();
    store.append(&closed, events, row).await.unwrap();
    // Its journal has a gap.
    let broken = arn("order/broken/3");
    store.append(&broken, story(&broken), running(10)).await.unwrap();
    // Started by another execution, later than all others.
    let child = arn("order/child/4");
    store
        .append(&child, vec![chained(&child, &waiting)], running(90))
        .await
        .unwrap();
    drop(store);
    age(&new, &old);
    let raw = rusqlite::Connection::open(&old).unwrap();
    raw.execute("DELETE FROM event WHERE execution = 3 AND seq = 5", ())
        .unwrap();
    drop(raw);

    let refused = Store::open_read_only(&old).unwrap_err();
    assert!(matches!(refused, StoreError::Older { found: 1, .. }), "{refused}");
    let store = Store::open(&old, Sync::Normal).unwrap();
    let page = store
        .callbacks(&CallbackFilter::default(), None, 9)
        .await
        .unwrap();
    let open = OpenCallback {
        operation: operation_id("c"),
        id: CallbackId::mint(&waiting, &operation_id("c"), 9),
        name: Some("item-2/approval".into()),
        started_at: at(40),
        timeout_s: Some(600),
        heartbeat_s: Some(30),
        heard_at: at(80),
    };
    let expected = FoundCallback {
        pace: Pace::new(at(90), at(35), Speed::Thousandths(10_000)),
        ..found(&waiting, open)
    };
    assert_eq!(page.callbacks, [expected]);
    assert_eq!(pages(&store, &named("approval"), 9).await, ["1/c"]);
    let last = store.latest(at(0)).await.unwrap().unwrap();
    assert_ne!(last.arn, child, "nobody has started a child");
    drop(store);
    // Once is enough.
    let store = Store::open(&old, Sync::Normal).unwrap();
    assert_eq!(pages(&store, &CallbackFilter::default(), 9).await, ["1/c"]);
    assert!(Store::open_read_only(&old).is_ok());
}
