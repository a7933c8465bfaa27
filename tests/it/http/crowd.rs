//! Many callers wait at once, and what they wait for still gets through.

use std::collections::HashSet;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use rustix::process::{Resource, getrlimit};
use serde_json::json;

use super::refused;
use super::world::{World, execution, patient};

/// More than may wait, and fewer than there are connections: `api` asserts that the one bound is below the other.
const CALLERS: usize = 800;

#[tokio::test]
async fn who_waits_leaves_connections_to_those_who_are_waited_for() {
    if getrlimit(Resource::Nofile)
        .current
        .is_some_and(|files| files < 4 * CALLERS as u64)
    {
        eprintln!("skipped: too few files may be open");
        return;
    }
    let world = World::new().await;
    let one = [("x-amz-durable-execution-name", "one")];
    let mut callers: FuturesUnordered<_> = (0..CALLERS).map(|_| world.invoke("flow", &one, "{}")).collect();
    let work = world.called("flow");
    // The first to hear anything, while the function works, is the first who is turned away.
    let (turned_away, call) = patient("somebody is turned away", async {
        tokio::join!(callers.next(), work)
    })
    .await;
    let turned_away = turned_away.unwrap().expect(429);
    let faults = refused::faults("POST", &turned_away, &mut HashSet::new());
    assert_eq!(faults, Vec::<String>::new(), "{turned_away}");
    let arn = call.body["DurableExecutionArn"].as_str().unwrap();
    let seen = world.get(&execution(arn, "")).await.expect(200);
    assert_eq!(seen.json()["Status"], "RUNNING");
    call.returns(&json!({"Status": "SUCCEEDED", "Result": "1"}));
    let answers: Vec<u16> = callers.map(|answer| answer.status).collect().await;
    assert!(answers.contains(&200), "who waited hears the result");
}
