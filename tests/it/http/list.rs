//! Lists of executions: filters, order, pages (contract 1.8, 1.13).

use serde_json::{Value, json};

use super::run::text;
use super::world::{World, encode};

const OF_FLOW: &str = "/2025-12-01/functions/flow/durable-executions";
const OF_ALL: &str = "/2025-12-01/durable-executions";

/// Seven executions, oldest first: five of `flow` (one of version 1), one of `longest`, one of `remote`.
async fn world() -> (World, Vec<String>) {
    let world = World::new().await;
    let mut arns = Vec::new();
    for (number, function) in ["flow", "flow", "flow:1", "longest", "flow", "remote", "flow"]
        .into_iter()
        .enumerate()
    {
        let name = format!("e{number}");
        let headers = [
            ("x-amz-invocation-type", "Event"),
            ("x-amz-durable-execution-name", &name),
        ];
        let answer = world.invoke(function, &headers, "1").await.expect(202);
        arns.push(answer.header("x-amz-durable-execution-arn").to_owned());
    }
    let mut failed = world.follow(&arns[1]).await;
    failed.returns(&json!({"Status": "FAILED"}));
    failed.until("FAILED").await;
    let mut done = world.follow(&arns[4]).await;
    done.succeeds("1");
    done.until("SUCCEEDED").await;
    (world, arns)
}

async fn list(world: &World, path: &str) -> Value {
    world.get(path).await.expect(200).json()
}

fn names(list: &Value) -> Vec<String> {
    let executions = list["DurableExecutions"].as_array().unwrap().iter();
    executions
        .map(|execution| text(&execution["DurableExecutionName"]))
        .collect()
}

/// Row 25.
#[tokio::test]
async fn filters_and_orders() {
    let (world, _) = world().await;
    for (query, expected) in [
        ("", "e6 e4 e2 e1 e0"),
        ("ReverseOrder=true", "e0 e1 e2 e4 e6"),
        ("ReverseOrder=false", "e6 e4 e2 e1 e0"),
        ("Statuses=FAILED", "e1"),
        ("Statuses=FAILED&Statuses=SUCCEEDED", "e4 e1"),
        ("Statuses=RUNNING&ReverseOrder=true", "e0 e2 e6"),
        ("Statuses=PAUSED", ""),
        ("Qualifier=1", "e2"),
        ("Qualifier=live", "e2"),
        ("Qualifier=%24LATEST", "e6 e4 e1 e0"),
        ("DurableExecutionName=e1", "e1"),
        ("DurableExecutionName=e", ""),
        ("DurableExecutionName=e3", ""),
        ("StartedAfter=2100-01-01T00:00:00Z", ""),
        (
            "StartedBefore=2100-01-01T00:00:00.123%2B02:00&MaxItems=1000",
            "e6 e4 e2 e1 e0",
        ),
        (
            "StartedAfter=1700000000&StartedBefore=4100000000.5",
            "e6 e4 e2 e1 e0",
        ),
        ("StartedBefore=2000-01-01T00:00:00Z", ""),
        ("MaxItems=0", "e6 e4 e2 e1 e0"),
    ] {
        let list = list(&world, &format!("{OF_FLOW}?{query}")).await;
        assert_eq!(names(&list).join(" "), expected, "row 25, {query}");
        assert_eq!(list.get("NextMarker"), None);
    }
}

#[tokio::test]
async fn whose_executions() {
    let (world, _) = world().await;
    for (path, expected) in [
        ("/2025-12-01/functions/flow:1/durable-executions", "e2"),
        ("/2025-12-01/functions/flow:live/durable-executions", "e2"),
        (
            "/2025-12-01/functions/123456789012:function:flow:1/durable-executions",
            "e2",
        ),
        (
            "/2025-12-01/functions/arn:aws:lambda:us-east-1:123456789012:function:flow/durable-executions",
            "e6 e4 e2 e1 e0",
        ),
        ("/2025-12-01/functions/plain/durable-executions", ""),
        (OF_ALL, "e6 e5 e4 e3 e2 e1 e0"),
        ("/2025-12-01/durable-executions?FunctionName=remote", "e5"),
        ("/2025-12-01/durable-executions?FunctionName=nobody", ""),
        (
            "/2025-12-01/durable-executions?FunctionName=999999999999:function:flow",
            "",
        ),
        ("/2025-12-01/durable-executions?StatusFilter=SUCCEEDED", "e4"),
        (
            "/2025-12-01/durable-executions?FunctionName=flow&FunctionVersion=1",
            "e2",
        ),
        (
            "/2025-12-01/durable-executions?ReverseOrder=true&MaxItems=2",
            "e0 e1",
        ),
    ] {
        assert_eq!(names(&list(&world, path).await).join(" "), expected, "{path}");
    }
}

#[tokio::test]
async fn what_is_listed() {
    let (world, arns) = world().await;
    // Both ends of a span are in it.
    let all = list(&world, &format!("{OF_FLOW}?ReverseOrder=true")).await;
    let at = |index: usize| all["DurableExecutions"][index]["StartTimestamp"].to_string();
    let span = list(
        &world,
        &format!(
            "{OF_FLOW}?ReverseOrder=true&StartedAfter={}&StartedBefore={}",
            at(1),
            at(2)
        ),
    )
    .await;
    let span = names(&span);
    assert!(
        span.contains(&"e1".to_owned()) && span.contains(&"e2".to_owned()),
        "{span:?}"
    );

    let one = list(&world, &format!("{OF_FLOW}?DurableExecutionName=e4")).await;
    let one = &one["DurableExecutions"][0];
    assert_eq!(one["DurableExecutionArn"], arns[4].as_str());
    assert_eq!(
        one["FunctionArn"],
        "arn:aws:lambda:us-east-1:123456789012:function:flow:$LATEST"
    );
    assert_eq!(one["Status"], "SUCCEEDED");
    assert!(one["EndTimestamp"].as_f64() >= one["StartTimestamp"].as_f64());
    let running = list(&world, &format!("{OF_FLOW}?DurableExecutionName=e0")).await;
    assert_eq!(running["DurableExecutions"][0].get("EndTimestamp"), None);
}

#[tokio::test]
async fn pages() {
    let (world, _) = world().await;
    for (path, expected) in [
        (format!("{OF_FLOW}?"), "e6 e4 e2 e1 e0"),
        (format!("{OF_FLOW}?ReverseOrder=true&"), "e0 e1 e2 e4 e6"),
        (format!("{OF_FLOW}?Statuses=RUNNING&"), "e6 e2 e0"),
        (format!("{OF_ALL}?"), "e6 e5 e4 e3 e2 e1 e0"),
    ] {
        for size in [1, 2, 3, 100] {
            let mut seen = Vec::new();
            let mut next = String::new();
            loop {
                let page = list(&world, &format!("{path}MaxItems={size}{next}")).await;
                seen.extend(names(&page));
                match page.get("NextMarker") {
                    Some(marker) => next = format!("&Marker={}", encode(&text(marker))),
                    None => break,
                }
            }
            assert_eq!(seen.join(" "), expected, "{path} {size}");
        }
    }
}
