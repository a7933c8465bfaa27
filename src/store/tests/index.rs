//! Recovery, retention and look-ups.

use rusqlite::params;

use super::*;
use crate::execution::Speed;
use crate::store::index as sql;

fn waking(wake_at: i64) -> Row {
    Row {
        wake_at: Some(at(wake_at)),
        ..running(10)
    }
}

fn expiring(started_at: i64, expires_at: i64) -> Row {
    Row {
        status: ExecutionStatus::Succeeded,
        ended_at: Some(at(started_at + 1)),
        expires_at: Some(at(expires_at)),
        ..running(started_at)
    }
}

#[tokio::test]
async fn the_row_follows_the_appends_but_for_its_start() {
    let store = Store::in_memory().unwrap();
    let arn = start(&store, "order/monday/1", waking(50)).await;
    assert_eq!(store.row(&arn).await.unwrap(), Some(waking(50)));
    store.append(&arn, vec![ready(2)], running(99)).await.unwrap();
    assert_eq!(store.row(&arn).await.unwrap(), Some(running(10)));
    store
        .append(&arn, vec![ready(3)], expiring(10, 90))
        .await
        .unwrap();
    assert_eq!(store.row(&arn).await.unwrap(), Some(expiring(10, 90)));
    let failed = Row {
        status: ExecutionStatus::Failed,
        ..expiring(10, 90)
    };
    store.append(&arn, vec![ready(4)], failed).await.unwrap();
    assert_eq!(store.row(&arn).await.unwrap(), Some(failed));
    for speed in [Speed::Skip, Speed::Thousandths(60_000), Speed::REAL] {
        let paced = Row {
            pace: Pace::new(at(7), at(3), speed),
            ..failed
        };
        let seq = store.load(&arn).await.unwrap().unwrap().len() as u64 + 1;
        store.append(&arn, vec![ready(seq)], paced).await.unwrap();
        assert_eq!(store.row(&arn).await.unwrap(), Some(paced));
    }
    store.append(&arn, vec![ready(8)], failed).await.unwrap();
    assert_eq!(store.row(&arn).await.unwrap(), Some(failed));
}

#[tokio::test]
async fn what_is_due_comes_earliest_first_and_page_by_page() {
    let store = Store::in_memory().unwrap();
    for (n, wake_at) in [30, 10, 20, 20, 20, 40, i64::MIN].into_iter().enumerate() {
        start(&store, &format!("order/n/{n}"), waking(wake_at)).await;
    }
    start(&store, "order/n/never", running(10)).await;
    let mut after = None;
    let mut seen = Vec::new();
    loop {
        let page = store.due(at(30), after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.wake);
        seen.extend(page.iter().map(|due| (due.arn.id().to_owned(), due.wake.at())));
    }
    let ids: Vec<_> = seen.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["6", "1", "2", "3", "4", "0"]);
    assert_eq!(seen[5].1, at(30));
    assert_eq!(store.next_wake_after(at(30)).await.unwrap(), Some(at(40)));
    assert_eq!(store.next_wake_after(at(40)).await.unwrap(), None);
}

#[tokio::test]
async fn names_find_the_newest_that_has_not_expired() {
    let store = Store::in_memory().unwrap();
    start(&store, "order/monday/1", expiring(10, 100)).await;
    start(&store, "order/monday/2", expiring(20, 50)).await;
    start(&store, "other/monday/3", running(30)).await;
    let find = async |now| {
        let found = store
            .find_by_name(&function("order"), &name("monday"), at(now))
            .await;
        found.unwrap().map(|arn| short(&arn))
    };
    assert_eq!(find(49).await.as_deref(), Some("order/monday/2"));
    assert_eq!(find(50).await.as_deref(), Some("order/monday/1"));
    assert_eq!(find(100).await, None);
}

#[tokio::test]
async fn ids_are_found_by_their_beginning() {
    let store = Store::in_memory().unwrap();
    assert_eq!(store.latest(at(0)).await.unwrap(), None);
    for (n, id) in ["abcd-1", "abcd-2", "abce-1", "ABCD-3", "abc"].iter().enumerate() {
        start(
            &store,
            &format!("order/n/{id}"),
            running(i64::try_from(n).unwrap()),
        )
        .await;
    }
    start(&store, "order/n/abcd-0", expiring(99, 100)).await;
    let find = async |prefix: &'static str, limit| {
        let found = store.find_by_id_prefix(prefix, at(100), limit).await.unwrap();
        found
            .iter()
            .map(|found| found.arn.id().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(find("abcd", 9).await, ["abcd-1", "abcd-2"]);
    assert_eq!(find("abc", 2).await, ["abc", "abcd-1"]);
    assert_eq!(find("abce-1", 9).await, ["abce-1"]);
    assert!(find("%", 9).await.is_empty());
    let latest = async |now| store.latest(at(now)).await.unwrap().unwrap();
    assert_eq!(latest(99).await.row, expiring(99, 100));
    assert_eq!(latest(100).await.arn.id(), "abc");
    let child = arn("order/n/child");
    let parent = arn("order/n/abc");
    let event = chained(&child, &parent);
    store.append(&child, vec![event], running(200)).await.unwrap();
    assert_eq!(latest(100).await.arn, parent, "nobody has started a child");
    assert_eq!(find("chil", 9).await, ["child"]);
}

#[tokio::test]
async fn what_has_expired_is_removed_in_turns() {
    let store = Store::in_memory().unwrap();
    for n in 0..5 {
        start(&store, &format!("order/n/{n}"), expiring(n, 100 + n)).await;
    }
    let kept = start(&store, "order/n/kept", running(10)).await;
    assert_eq!(store.expire(at(99), 10).await.unwrap(), 0);
    assert_eq!(store.expire(at(103), 3).await.unwrap(), 3);
    assert_eq!(store.expire(at(103), 3).await.unwrap(), 1);
    assert_eq!(store.expire(at(103), 3).await.unwrap(), 0);
    assert_eq!(store.count().await.unwrap(), 2);
    assert_eq!(store.load(&arn("order/n/0")).await.unwrap(), None);
    assert!(store.load(&kept).await.unwrap().is_some());
}

/// How SQLite means to answer, a line for each table or sort.
pub(super) fn plan(store: &Store, sql: &str, parameters: impl rusqlite::Params) -> Vec<String> {
    let connection = store.connections.writer().unwrap();
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let lines = statement.query_map(parameters, |row| row.get(3)).unwrap();
    lines.map(Result::unwrap).collect()
}

#[test]
fn no_look_up_scans_or_sorts() {
    let store = Store::in_memory().unwrap();
    let nothing = |n| rusqlite::params_from_iter(vec![rusqlite::types::Null; n]);
    let lines = [
        plan(&store, sql::BY_NAME, params!["", "", 0]),
        plan(&store, sql::BY_ID, params!["", 0, 0]),
        plan(&store, sql::LATEST, params![0]),
        plan(&store, sql::DUE, params![0, 0, 0, 0]),
        plan(&store, sql::NEXT_WAKE, params![0]),
        plan(&store, sql::EXPIRE, params![0, 0]),
        plan(&store, super::super::journal::CREATE, nothing(16)),
        plan(&store, super::super::journal::SEEN, nothing(9)),
        plan(&store, super::super::journal::EXTEND, nothing(3)),
        plan(&store, super::super::journal::FORWARD, params![0, 0, 0]),
        plan(&store, super::super::journal::BACKWARD, params![0, 0, 0]),
    ];
    expect_test::expect![[r#"
        SEARCH execution USING INDEX execution_name (name=? AND function=?)
        SEARCH execution USING INDEX execution_id (id>? AND id<?)
        SCAN execution USING INDEX execution_started
        SEARCH execution USING INDEX execution_due ((wake_at,place)>(?,?) AND wake_at<?)
        SEARCH execution USING COVERING INDEX execution_due (wake_at>?)
        SEARCH execution USING INTEGER PRIMARY KEY (rowid=?)
        LIST SUBQUERY 1
        SEARCH execution USING COVERING INDEX execution_expiry (expires_at<?)
        SEARCH log USING PRIMARY KEY (execution=?)
        SEARCH callback USING PRIMARY KEY (execution=?)
        SEARCH event USING PRIMARY KEY (execution=?)
        CO-ROUTINE (subquery-2)
        SCAN CONSTANT ROW
        SCALAR SUBQUERY 1
        SCAN execution
        SCAN (subquery-2)
        SEARCH log USING PRIMARY KEY (execution=?)
        SEARCH callback USING PRIMARY KEY (execution=?)
        SEARCH event USING PRIMARY KEY (execution=?)
        SEARCH execution USING INDEX sqlite_autoindex_execution_1 (arn=?)
        SEARCH execution USING INTEGER PRIMARY KEY (rowid=?)
        SEARCH event USING INDEX event_public (execution=? AND event_id>?)
        SEARCH event USING INDEX event_public (execution=? AND event_id<?)"#]]
    .assert_eq(&lines.concat().join("\n"));
}
