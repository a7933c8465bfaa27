//! History and lists, page by page, and history as it happens.

use cargo_durable::wire::path;
use cargo_durable::wire::query::{HistoryQuery, ListQuery, Page};
use futures_util::{StreamExt, TryStreamExt};

use super::{begin, finished};
use crate::support::stage::Stage;

fn page(max_items: u32) -> Page {
    Page {
        max_items: Some(max_items),
        marker: None,
    }
}

#[tokio::test]
async fn every_event_once_in_either_direction() {
    let mut stage = Stage::start().await;
    let arn = finished(&mut stage, 5).await;
    let read = async |query: HistoryQuery| -> Vec<u64> {
        let events = stage.client.all_history(&arn, query);
        events.map_ok(|event| event.event_id).try_collect().await.unwrap()
    };
    // Started, five steps of two, the invocation, the end.
    let all: Vec<u64> = (1..=13).collect();
    let backwards: Vec<u64> = (1..=13).rev().collect();
    for max_items in [0, 1, 3, 13, 1000] {
        let query = HistoryQuery {
            page: page(max_items),
            ..HistoryQuery::default()
        };
        assert_eq!(read(query.clone()).await, all, "{max_items}");
        let query = HistoryQuery {
            reverse_order: true,
            ..query
        };
        assert_eq!(read(query).await, backwards, "{max_items}");
    }
    let forward = HistoryQuery {
        page: page(3),
        ..HistoryQuery::default()
    };
    let marker = stage
        .client
        .history(&arn, &forward)
        .await
        .unwrap()
        .next_marker
        .unwrap();
    let target = path::execution(arn.as_str(), Some("history"));
    let marker = path::encode(&marker);
    let bad = r#"400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}"#;
    assert_eq!(
        stage
            .get(&format!("{target}?ReverseOrder=true&Marker={marker}"))
            .await
            .line(),
        bad
    );
    assert_eq!(stage.get(&format!("{target}?Marker=nonsense")).await.line(), bad);
    let reply = stage.get(&format!("{target}?MaxItems=1001")).await;
    assert!(
        reply.line().starts_with("400 ValidationException"),
        "{}",
        reply.line()
    );
}

#[tokio::test]
async fn withheld_data_does_not_leak() {
    let mut stage = Stage::start().await;
    let arn = finished(&mut stage, 1).await;
    let target = path::execution(arn.as_str(), Some("history"));
    let shown = stage.get(&target).await.text;
    assert!(
        shown.contains(r#"{"Payload":"\"done\"","Truncated":false}"#),
        "{shown}"
    );
    let hidden = stage
        .get(&format!("{target}?IncludeExecutionData=false"))
        .await
        .text;
    assert!(
        !hidden.contains("Payload") && !hidden.contains("done"),
        "{hidden}"
    );
    assert!(hidden.contains(r#""Result":{"Truncated":true}"#), "{hidden}");
}

#[tokio::test]
async fn lists() {
    let mut stage = Stage::start().await;
    let mut arns = Vec::new();
    for _ in 0..3 {
        arns.push(finished(&mut stage, 0).await.to_string());
    }
    let (running, _invocation) = begin(&mut stage).await;
    arns.push(running.to_string());
    let read = async |function: Option<&str>, query: ListQuery| -> Vec<String> {
        let executions = stage.client.list_all(function, query);
        executions
            .map_ok(|one| one.durable_execution_arn.into_owned())
            .try_collect()
            .await
            .unwrap()
    };
    let newest: Vec<String> = arns.iter().rev().cloned().collect();
    let of_two = || ListQuery {
        page: page(2),
        ..ListQuery::default()
    };
    assert_eq!(read(Some("fn"), of_two()).await, newest);
    assert_eq!(read(None, of_two()).await, newest);
    let oldest = ListQuery {
        reverse_order: true,
        ..of_two()
    };
    assert_eq!(read(Some("fn:$LATEST"), oldest).await, arns);
    let succeeded = ListQuery {
        statuses: vec![cargo_durable::execution::ExecutionStatus::Succeeded],
        ..of_two()
    };
    assert_eq!(read(Some("fn"), succeeded).await, newest[1..]);
    let named = ListQuery {
        name: Some(running.name()),
        ..ListQuery::default()
    };
    assert_eq!(read(Some("fn"), named).await, [running.to_string()]);
    assert_eq!(read(Some("fn:1"), of_two()).await, Vec::<String>::new());
    assert_eq!(read(Some("slow"), of_two()).await, Vec::<String>::new());
    let reply = stage.get("/2025-12-01/functions/nope/durable-executions").await;
    assert!(
        reply.line().starts_with("404 ResourceNotFoundException"),
        "{}",
        reply.line()
    );
    let reply = stage
        .get("/2025-12-01/durable-executions?StatusFilter=RUNNING&FunctionName=fn")
        .await;
    assert_eq!(reply.json()["DurableExecutions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn history_as_it_happens() {
    let mut stage = Stage::start().await;
    let (arn, invocation) = begin(&mut stage).await;
    let mut following = Box::pin(stage.client.follow(&arn, true));
    let first = following.next().await.unwrap().unwrap();
    assert_eq!(
        (first.event_id, first.event_type.as_ref()),
        (1, "ExecutionStarted")
    );
    let url = format!(
        "{}{}?arn={}",
        stage.endpoint,
        path::EVENTS,
        path::encode(arn.as_str())
    );
    let stream = stage.http.get(&url).send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let streamed = tokio::spawn(stream.text());
    invocation.succeeds("1");
    let rest: Vec<_> = following
        .map(|event| event.unwrap().event_type.into_owned())
        .collect()
        .await;
    assert_eq!(rest, ["InvocationCompleted", "ExecutionSucceeded"]);
    let text = streamed.await.unwrap().unwrap();
    let ids: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("id: "))
        .collect();
    assert_eq!(ids, ["1", "2", "3"], "{text}");

    let request = stage.http.get(&url).header("last-event-id", "2");
    let text = request.send().await.unwrap().text().await.unwrap();
    assert!(text.starts_with("id: 3") || text.contains("\nid: 3\n"), "{text}");
    assert!(!text.contains("id: 2"), "{text}");
}
