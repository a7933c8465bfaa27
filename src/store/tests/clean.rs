//! Making room.

use super::*;

fn ended(at_: i64, status: ExecutionStatus) -> Row {
    Row {
        status,
        ended_at: Some(at(at_)),
        ..running(at_)
    }
}

#[tokio::test]
async fn only_what_has_ended_is_removed() {
    let store = Store::in_memory().unwrap();
    let open = start(&store, "order/open/1", running(10)).await;
    let done = start(&store, "order/done/2", ended(20, ExecutionStatus::Succeeded)).await;
    let bad = start(&store, "order/bad/3", ended(30, ExecutionStatus::Failed)).await;
    let nobody = arn("order/nobody/4");
    assert_eq!(
        store.census().await.unwrap(),
        [
            (ExecutionStatus::Running, 1),
            (ExecutionStatus::Succeeded, 1),
            (ExecutionStatus::Failed, 1)
        ]
    );
    let deleted = store.delete_ended(vec![open.clone(), done.clone(), nobody]).await;
    assert_eq!(deleted.unwrap(), 1);
    assert_eq!(store.row(&done).await.unwrap(), None);
    assert!(store.row(&open).await.unwrap().is_some() && store.row(&bad).await.unwrap().is_some());
}

#[tokio::test]
async fn bytes_are_those_of_journal_and_log() {
    let store = Store::in_memory().unwrap();
    let small = start(&store, "order/small/1", running(10)).await;
    let large = start(&store, "order/large/2", running(10)).await;
    let before = store.bytes_of(vec![large.clone()]).await.unwrap();
    let result = OperationFact::StepSucceeded {
        attempt: 1,
        result: Some(Payload::from("ü".repeat(5_000))),
    };
    let events = vec![operation(2, result)];
    store.append(&large, events, running(10)).await.unwrap();
    let line = Line {
        at: at(5),
        request_id: crate::execution::RequestId::parse("00000000-0000-4000-8000-000000000001").unwrap(),
        function: function("order"),
        stream: Stream::Stdout,
        text: "x".repeat(7_000),
    };
    store.log_writer().write(&large, line);
    store.flush_log().await;
    let after = store.bytes_of(vec![large.clone()]).await.unwrap();
    assert!((17_000..18_000).contains(&(after - before)), "{before} {after}");
    let both = store.bytes_of(vec![small.clone(), large]).await.unwrap();
    assert_eq!(both, after + store.bytes_of(vec![small]).await.unwrap());
    assert_eq!(store.bytes_of(vec![arn("order/nobody/4")]).await.unwrap(), 0);
}

#[tokio::test]
async fn all_that_is_free_is_given_back() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let store = Store::open(&path, Sync::Normal).unwrap();
    // More than one turn of giving back takes.
    let mut arns = Vec::new();
    for n in 0..20 {
        let arn = start(
            &store,
            &format!("order/n/{n}"),
            ended(n, ExecutionStatus::Stopped),
        )
        .await;
        let large = OperationFact::StepSucceeded {
            attempt: 1,
            result: Some(Payload::from("x".repeat(1 << 20))),
        };
        let row = ended(n, ExecutionStatus::Stopped);
        store.append(&arn, vec![operation(2, large)], row).await.unwrap();
        arns.push(arn);
    }
    store.checkpoint_wal().await.unwrap();
    let full = std::fs::metadata(&path).unwrap().len();
    assert_eq!(store.delete_ended(arns).await.unwrap(), 20);
    store.shrink().await.unwrap();
    let empty = std::fs::metadata(&path).unwrap().len();
    assert!(full > 20 << 20 && empty < 1 << 18, "{full} bytes became {empty}");
    // Nothing to give back is no trouble.
    store.shrink().await.unwrap();
}
