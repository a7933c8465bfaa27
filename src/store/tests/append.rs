//! Appends: many at once, and which of them fail.

use futures_util::future::join_all;

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_appends_are_all_on_disk() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let store = Store::open(&path, Sync::Normal).unwrap();
    let appends = (0..200).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            let arn = start(&store, &format!("order/n{n}/{n}"), running(n)).await;
            store.append(&arn, vec![step(2)], running(n)).await.unwrap();
            arn
        })
    });
    let arns: Vec<_> = join_all(appends).await.into_iter().map(Result::unwrap).collect();
    drop(store);

    let store = Store::open(&path, Sync::Normal).unwrap();
    assert_eq!(store.count().await.unwrap(), 200);
    for arn in arns {
        let events = store.load(&arn).await.unwrap().unwrap();
        assert_eq!(events, [started(&arn), step(2)]);
    }
}

#[tokio::test]
#[expect(
    clippy::await_holding_lock,
    reason = "nothing but a blocking thread wants this lock"
)]
async fn appends_that_wait_are_one_transaction() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let store = Store::open(&path, Sync::Normal).unwrap();
    // Nobody gets the connection until all of them wait.
    let connections = store.connections.clone();
    let writer = connections.writer().unwrap();
    let appends: Vec<_> = (0..50)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move { start(&store, &format!("order/n{n}/{n}"), running(n)).await })
        })
        .collect();
    while store.queue.len() < 50 {
        tokio::task::yield_now().await;
    }
    assert_eq!(store.count().await.unwrap(), 0);
    drop(writer);
    join_all(appends).await;

    let wal = std::fs::metadata(path.with_extension("db-wal")).unwrap().len();
    assert_eq!(store.count().await.unwrap(), 50);
    assert!(
        wal < 50 * 10 * 4096,
        "fifty transactions would take more than {wal} bytes"
    );
}

#[tokio::test]
async fn an_append_that_changes_no_deadline_touches_no_index_of_deadlines() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let store = Store::open(&path, Sync::Normal).unwrap();
    let row = |wake_at| Row {
        wake_at: Some(at(wake_at)),
        ..running(1)
    };
    let arn = start(&store, "order/n/1", row(1)).await;
    let pages = async |seq, row| {
        assert!(store.checkpoint_wal().await.unwrap());
        store.append(&arn, vec![step(seq)], row).await.unwrap();
        let log = std::fs::metadata(path.with_extension("db-wal")).unwrap().len();
        (log - 32) / (24 + 4096)
    };
    assert_eq!(pages(2, row(1)).await, 3, "the journal, its public ids, the row");
    assert_eq!(pages(3, row(2)).await, 4, "and the deadline");
    assert_eq!(store.row(&arn).await.unwrap(), Some(row(2)));
    assert_eq!(pages(4, row(2)).await, 3);
}

#[tokio::test]
#[expect(
    clippy::await_holding_lock,
    reason = "nothing but a blocking thread wants this lock"
)]
async fn a_conflict_fails_alone() {
    let store = Store::in_memory().unwrap();
    let one = start(&store, "order/monday/1", running(10)).await;
    let two = start(&store, "order/tuesday/2", running(10)).await;
    let three = arn("order/wednesday/3");

    let results = {
        let connections = store.connections.clone();
        let writer = connections.writer().unwrap();
        let appends = join_all([
            store.append(&one, vec![step(2), step(3)], running(10)),
            store.append(&one, vec![step(3)], running(11)),
            store.append(&two, vec![step(3)], running(11)),
            store.append(&three, vec![step(2)], running(11)),
            store.append(&one, vec![started(&one)], running(11)),
            store.append(&three, vec![started(&three)], running(10)),
            store.append(&one, vec![step(4)], running(10)),
        ]);
        tokio::pin!(appends);
        assert!(futures_util::poll!(appends.as_mut()).is_pending());
        drop(writer);
        appends.await
    };
    let told: Vec<String> = results
        .into_iter()
        .map(|result| result.map_or_else(|error| sentences(&error), |()| "written".into()))
        .collect();
    let no = |arn: &ExecutionArn, seq| format!("the journal of {arn} does not go on at event {seq}");
    let yes = "written".to_owned();
    assert_eq!(
        told,
        [
            yes.clone(),
            no(&one, 3),
            no(&two, 3),
            no(&three, 2),
            no(&one, 1),
            yes.clone(),
            yes
        ]
    );
    assert_eq!(store.load(&one).await.unwrap().unwrap().len(), 4);
    assert_eq!(store.load(&two).await.unwrap().unwrap().len(), 1);
    let page = store
        .history(&one, None, 10, false, usize::MAX)
        .await
        .unwrap()
        .unwrap();
    let ids: Vec<u64> = page.events.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, [1, 2, 3, 4]);
}

#[tokio::test]
async fn an_append_that_breaks_midway_leaves_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let store = Store::open(&path, Sync::Normal).unwrap();
    let one = start(&store, "order/monday/1", running(10)).await;
    let two = start(&store, "order/tuesday/2", running(10)).await;
    // An event that should not be there: the index says that the place is free.
    let vandal = rusqlite::Connection::open(&path).unwrap();
    vandal
        .execute_batch("INSERT INTO event VALUES (1, 3, NULL, 0, '{}')")
        .unwrap();
    let (first, second) = tokio::join!(
        store.append(&one, vec![step(2), step(3)], running(10)),
        store.append(&two, vec![step(2)], running(10)),
    );
    let said = sentences(&first.unwrap_err());
    assert!(
        said.starts_with("the store failed: UNIQUE constraint failed"),
        "{said}"
    );
    second.unwrap();
    vandal.execute_batch("DELETE FROM event WHERE seq = 3").unwrap();
    assert_eq!(store.load(&one).await.unwrap().unwrap(), [started(&one)]);
    store.append(&one, vec![step(2)], running(10)).await.unwrap();
}

#[tokio::test]
async fn a_dropped_append_is_written_all_the_same() {
    let store = Store::in_memory().unwrap();
    let arn = arn("order/monday/1");
    {
        let append = store.append(&arn, vec![started(&arn)], running(10));
        tokio::pin!(append);
        // Most likely it is not done yet; either way nobody waits for it any more.
        let _ = futures_util::poll!(append.as_mut());
    }
    store.append(&arn, vec![step(2)], running(10)).await.unwrap();
    assert_eq!(store.load(&arn).await.unwrap().unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn virtual_time_stands_still_during_an_append() {
    let store = Store::in_memory().unwrap();
    let arn = arn("order/monday/1");
    let hour = tokio::time::sleep(std::time::Duration::from_hours(1));
    tokio::select! {
        biased;
        () = hour => panic!("an hour went by"),
        result = store.append(&arn, vec![started(&arn)], running(10)) => result.unwrap(),
    }
}

#[test]
fn a_store_outlives_the_runtime_that_it_was_used_in() {
    let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
    let store = Store::in_memory().unwrap();
    let arn = runtime().block_on(start(&store, "order/monday/1", running(10)));
    let appended = runtime().block_on(store.append(&arn, vec![step(2)], running(10)));
    appended.unwrap();
    assert_eq!(runtime().block_on(store.load(&arn)).unwrap().unwrap().len(), 2);
}

#[tokio::test]
async fn more_than_fits_in_the_queue_is_written_in_turns() {
    let store = Store::in_memory().unwrap();
    let arns: Vec<_> = (0..3).map(|n| arn(&format!("order/n/{n}"))).collect();
    let large = || OperationFact::StepSucceeded {
        attempt: 1,
        result: Some(Payload::from("x".repeat(40 << 20))),
    };
    let appends = arns.iter().map(|arn| {
        let events = vec![started(arn), operation(2, large())];
        store.append(arn, events, running(10))
    });
    for result in join_all(appends).await {
        result.unwrap();
    }
    assert_eq!(store.count().await.unwrap(), 3);
}

#[tokio::test]
async fn a_full_disk_fails_what_does_not_fit() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path().join("store.db"), Sync::Normal).unwrap();
    let one = start(&store, "order/monday/1", running(10)).await;
    let two = start(&store, "order/tuesday/2", running(10)).await;
    let pages =
        store
            .connections
            .writer()
            .unwrap()
            .pragma_update_and_check(None, "max_page_count", 60, |row| row.get::<_, i64>(0));
    assert_eq!(pages.unwrap(), 60);
    let large = OperationFact::StepSucceeded {
        attempt: 1,
        result: Some(Payload::from("x".repeat(1 << 20))),
    };
    let error = store
        .append(&one, vec![step(2), operation(3, large)], running(10))
        .await
        .unwrap_err();
    assert_eq!(
        sentences(&error),
        "there is no room left on the disk for the store: database or disk is full: \
         Error code 13: database or disk is full"
    );
    store.append(&two, vec![step(2)], running(10)).await.unwrap();
    store.append(&one, vec![step(2)], running(10)).await.unwrap();
    assert_eq!(store.load(&one).await.unwrap().unwrap(), [started(&one), step(2)]);
}

#[tokio::test]
async fn who_waits_for_a_driver_that_died_is_told() {
    let store = Store::in_memory().unwrap();
    let arn = arn("order/monday/1");
    let driver = store.queue.fail(&store);
    let append = store.append(&arn, vec![started(&arn)], running(10));
    tokio::pin!(append);
    assert!(futures_util::poll!(append.as_mut()).is_pending());
    drop(driver);
    assert!(matches!(append.await, Err(StoreError::Interrupted)));
    store
        .append(&arn, vec![started(&arn)], running(10))
        .await
        .unwrap();
}
