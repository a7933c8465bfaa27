//! Journals come back as they went in, and history by page.

use super::*;
use crate::execution::{
    CallbackId, ClientToken, Ending, ErrorObject, Meta, OperationName, Outcome, Pause, RequestId, SubType,
    Target, TenantId,
};

/// Every kind of fact, in no order that an execution would have.
fn every_fact(arn: &ExecutionArn) -> Vec<Fact> {
    let request_id = RequestId::parse("r-1").unwrap();
    let token = Some(ClientToken::parse("t!").unwrap());
    let error = ErrorObject::new("E", "it is \"broken\"\n");
    let pause = Pause {
        requested_at: at(5),
        execution_timeout_paused: true,
        reason: Some("why".into()),
        client_token: token.clone(),
    };
    let mut facts = vec![
        Fact::ExecutionStarted(Arc::new(Started {
            arn: arn.clone(),
            input: None,
            config: DurableConfig::DEFAULT,
            origin: Origin::Chained {
                parent: arn.clone(),
                operation: OperationId::parse("c").unwrap(),
                root: Some(arn.clone()),
            },
            tenant: Some(TenantId::parse("tenant 1").unwrap()),
            trace: Some("Root=1".into()),
            endpoint: Some("http://localhost".into()),
        })),
        Fact::InvocationStarted {
            request_id: request_id.clone(),
        },
        Fact::InvocationCompleted {
            request_id,
            started_at: at(3),
            ending: Ending::Lost,
            error: Some(error.clone()),
        },
        Fact::CheckpointAccepted {
            client_token: token.clone(),
            spent: Seq(2),
            digest: u64::MAX,
            revoked: true,
        },
        Fact::PauseRequested(pause.clone()),
        Fact::ExecutionPaused(pause),
        Fact::PauseWithdrawn {
            client_token: token.clone(),
        },
        Fact::ExecutionResumed {
            client_token: token,
            reason: None,
        },
        Fact::OutcomeAccepted(Outcome::Succeeded {
            result: Some(Payload::from("\u{1f980} \0 \"")),
        }),
        Fact::Moved {
            endpoint: "http://localhost:3001".into(),
        },
        Fact::OutcomeAccepted(Outcome::Failed { error: None }),
        Fact::OutcomeAccepted(Outcome::TimedOut { error: error.clone() }),
        Fact::OutcomeAccepted(Outcome::Stopped { error }),
        Fact::ExecutionEnded,
    ];
    facts.extend(every_operation_fact(arn).into_iter().map(|fact| Fact::Operation {
        id: OperationId::parse("o").unwrap(),
        created: Some(Meta {
            parent: None,
            name: Some(OperationName::parse("a name").unwrap()),
            sub_type: Some(SubType::parse("Step").unwrap()),
        }),
        fact,
    }));
    facts
}

fn every_operation_fact(arn: &ExecutionArn) -> Vec<OperationFact> {
    use OperationFact as F;
    let error = ErrorObject::new("E", "broken");
    let result = Some(Payload::from("[1]"));
    let replay_children = true;
    let (some, none) = (Some(error.clone()), None);
    vec![
        F::ContextStarted { replay_children },
        F::ContextSucceeded {
            result: result.clone(),
            replay_children,
        },
        F::ContextFailed {
            error: some.clone(),
            replay_children,
        },
        F::StepStarted,
        F::StepSucceeded {
            attempt: 1,
            result: result.clone(),
        },
        F::StepFailed {
            attempt: 2,
            error: some,
        },
        F::StepRetried {
            attempt: 1,
            delay_s: 7,
            next_attempt_at: at(9),
            result: None,
            error: none,
        },
        F::StepReady,
        F::WaitStarted {
            duration_s: 5,
            scheduled_end_at: at(6),
        },
        F::WaitSucceeded,
        F::WaitCancelled,
        F::CallbackStarted {
            callback_id: CallbackId::mint(arn, &OperationId::parse("o").unwrap(), 7),
            timeout_s: 0,
            heartbeat_s: 1,
        },
        F::CallbackSucceeded {
            result: result.clone(),
        },
        F::CallbackFailed { error: error.clone() },
        F::CallbackTimedOut { error: error.clone() },
        F::CallbackHeartbeat,
        F::ChainedInvokeStarted {
            function: "f:1".into(),
            target: Target::Plain { version: "1".into() },
            input: result.clone(),
            tenant: None,
            trace: None,
        },
        F::ChainedInvokeSucceeded { result },
        F::ChainedInvokeFailed { error: error.clone() },
        F::ChainedInvokeTimedOut { error: error.clone() },
        F::ChainedInvokeStopped { error },
    ]
}

#[tokio::test]
async fn every_fact_comes_back_after_reopening() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let arn = arn("order/monday/1");
    let events: Vec<Event> = (1..)
        .zip(every_fact(&arn))
        .map(|(seq, fact)| event(seq, fact))
        .collect();

    let store = Store::open(&path, Sync::Full).unwrap();
    store.append(&arn, events.clone(), running(10)).await.unwrap();
    assert_eq!(store.load(&arn).await.unwrap().as_ref(), Some(&events));
    drop(store);

    let store = Store::open(&path, Sync::Normal).unwrap();
    assert_eq!(store.load(&arn).await.unwrap(), Some(events));
    assert_eq!(store.row(&arn).await.unwrap(), Some(running(10)));
}

#[tokio::test]
async fn an_unknown_execution_has_no_journal() {
    let store = Store::in_memory().unwrap();
    let unknown = arn("order/monday/1");
    assert_eq!(store.load(&unknown).await.unwrap(), None);
    assert_eq!(store.row(&unknown).await.unwrap(), None);
    assert_eq!(store.history(&unknown, None, 9, false, 9).await.unwrap(), None);
    assert!(!store.delete(&unknown).await.unwrap());
}

/// An execution whose public events are 1, 3, 4, 6.
async fn with_history(store: &Store) -> ExecutionArn {
    let arn = start(store, "order/monday/1", running(10)).await;
    for events in [
        vec![ready(2)],
        vec![step(3), step(4)],
        vec![ready(5), step(6), ready(7)],
    ] {
        store.append(&arn, events, running(10)).await.unwrap();
    }
    arn
}

fn places(page: &HistoryPage) -> Vec<(u64, u64)> {
    page.events.iter().map(|(id, event)| (*id, event.seq.0)).collect()
}

#[tokio::test]
async fn event_ids_have_no_gaps() {
    let store = Store::in_memory().unwrap();
    let arn = with_history(&store).await;
    let history = async |after, limit, reverse| {
        let page = store.history(&arn, after, limit, reverse, usize::MAX).await;
        let page = page.unwrap().unwrap();
        (places(&page), page.more)
    };
    let all = vec![(1, 1), (2, 3), (3, 4), (4, 6)];
    assert_eq!(history(None, 100, false).await, (all, false));
    assert_eq!(history(Some(1), 2, false).await, (vec![(2, 3), (3, 4)], true));
    assert_eq!(history(Some(3), 1, false).await, (vec![(4, 6)], false));
    assert_eq!(history(Some(4), 1, false).await, (vec![], false));
    assert_eq!(history(None, 3, true).await, (vec![(4, 6), (3, 4), (2, 3)], true));
    assert_eq!(history(Some(2), 3, true).await, (vec![(1, 1)], false));
    assert_eq!(history(Some(u64::MAX), 1, true).await, (vec![(4, 6)], true));
}

#[tokio::test]
async fn a_page_of_history_is_cut_by_its_bytes_but_never_empty() {
    let store = Store::in_memory().unwrap();
    let arn = with_history(&store).await;
    let page = store.history(&arn, None, 100, false, 0).await.unwrap().unwrap();
    assert_eq!((places(&page), page.more), (vec![(1, 1)], true));

    let bytes = serde_json::to_string(&step(3).fact).unwrap().len();
    let page = store.history(&arn, Some(1), 100, false, 2 * bytes).await.unwrap();
    let page = page.unwrap();
    assert_eq!((places(&page), page.more), (vec![(2, 3), (3, 4)], true));
}

#[tokio::test]
async fn what_is_deleted_is_gone_and_gives_its_space_back() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let store = Store::open(&path, Sync::Normal).unwrap();
    let arn = start(&store, "order/monday/1", running(10)).await;
    let large = OperationFact::StepSucceeded {
        attempt: 1,
        result: Some(Payload::from("x".repeat(1 << 20))),
    };
    store
        .append(&arn, vec![operation(2, large)], running(10))
        .await
        .unwrap();
    assert!(store.checkpoint_wal().await.unwrap());
    let full = std::fs::metadata(&path).unwrap().len();

    assert!(store.delete(&arn).await.unwrap());
    assert_eq!(store.load(&arn).await.unwrap(), None);
    assert!(store.checkpoint_wal().await.unwrap());
    let empty = std::fs::metadata(&path).unwrap().len();
    assert!(full > 1 << 20 && empty < 1 << 18, "{full} bytes became {empty}");

    start(&store, "order/monday/1", running(10)).await;
    assert_eq!(store.load(&arn).await.unwrap().unwrap().len(), 1);
}

#[tokio::test]
async fn a_damaged_journal_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let store = Store::open(&path, Sync::Normal).unwrap();
    let first = with_history(&store).await;
    let second = start(&store, "order/tuesday/2", running(10)).await;
    let vandal = rusqlite::Connection::open(&path).unwrap();
    vandal
        .execute_batch("UPDATE event SET fact = '{' WHERE execution = 1 AND seq = 4")
        .unwrap();
    let said = sentences(&store.load(&first).await.unwrap_err());
    assert!(
        said.starts_with(&format!("the journal of {first} is damaged at event 4: EOF")),
        "{said}"
    );

    vandal
        .execute_batch("DELETE FROM event WHERE execution = 1 AND seq = 3")
        .unwrap();
    let said = sentences(&store.load(&first).await.unwrap_err());
    assert_eq!(
        said,
        format!("the journal of {first} is damaged at event 3: event 3 is missing")
    );

    vandal
        .execute_batch("UPDATE execution SET status = 'ASLEEP' WHERE number = 2")
        .unwrap();
    let said = sentences(&store.row(&second).await.unwrap_err());
    assert_eq!(
        said,
        format!("the index of the store is damaged at {second}: `ASLEEP` is no status")
    );
}
