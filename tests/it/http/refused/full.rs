//! What is refused for want of room: too many at once, and a store that cannot be written (contract 7.3).

use expect_test::expect;
use rusqlite::Connection;
use serde_json::json;

use super::table::{Stage, Table};
use crate::http::world::World;

pub(super) const TABLES: &[fn() -> Table] = &[crowd, broken];

/// So many later calls of plain functions may run or wait at once.
const PLAIN_EVENTS: usize = 256;

#[tokio::test]
async fn too_many_calls_for_later() {
    let world = World::with(|config| config.endpoint_concurrency = 1).await;
    let mut stage = Stage::new(world.start("flow", "1").await);
    let later = [("x-amz-invocation-type", "Event")];
    for _ in 0..PLAIN_EVENTS {
        world.invoke("plain", &later, "1").await.expect(202);
    }
    stage.refuses(crowd()).await;
}

fn crowd() -> Table {
    let rows = r#"
        7.3 one call too many | POST /2015-03-31/functions/plain/invocations | 1 | x-amz-invocation-type: Event
        7.3 and again | POST /2015-03-31/functions/plain:1/invocations | {} | x-amz-invocation-type: Event
    "#;
    Table {
        rows,
        told: expect![[r#"
            7.3 one call too many: 429 TooManyRequestsException {"Type":"User","message":"Rate exceeded","Reason":"CallerRateLimitExceeded"}
            7.3 and again: 429 TooManyRequestsException {"Type":"User","message":"Rate exceeded","Reason":"CallerRateLimitExceeded"}
        "#]],
    }
}

/// Memory never runs ahead of disk: what could not be written did not happen, and can be asked for again.
#[tokio::test]
async fn what_cannot_be_written() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let callback = run.open_callback("cb", &json!({})).await;
    let mut stage = Stage::new(run);
    stage.names.text("callback", &callback);
    let mut waiting = world.start("flow", "1").await;
    waiting.suspends_on_a_wait().await;
    stage.watch("waiting", waiting);
    let stopped = world.start("flow", "1").await;
    stopped.tell("stop", "").await.expect(200);
    stage.watch("stopped", stopped);
    let store = Connection::open(world.store()).unwrap();
    let refuse = "
        CREATE TRIGGER no_event BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'no more'); END;
        CREATE TRIGGER no_end BEFORE DELETE ON execution BEGIN SELECT RAISE(ABORT, 'no more'); END;";
    store.execute_batch(refuse).unwrap();
    stage.refuses(broken()).await;
    store
        .execute_batch("DROP TRIGGER no_event; DROP TRIGGER no_end;")
        .unwrap();
    stage
        .run
        .checkpoint(&json!([{"Id": "x", "Type": "STEP", "Action": "START"}]))
        .await;
    stage.run.callback(&callback, "succeed", "1").await.expect(200);
}

fn broken() -> Table {
    let rows = r#"
        7.3 a checkpoint | UPDATES | [{"Id":"x","Type":"STEP","Action":"START"}]
        7.3 an empty checkpoint | UPDATES | []
        7.3 the end | UPDATES | [{"Id":"e","Type":"EXECUTION","Action":"SUCCEED"}]
        7.3 a callback | POST /2025-12-01/durable-execution-callbacks/{callback}/{succeed,fail,heartbeat}
        7.3 what is told | POST {waiting}/{stop,pause}
        7.3 a deletion | DELETE {stopped}
        7.3 an invocation | POST /2015-03-31/functions/flow/invocations | 1 | x-amz-invocation-type: Event
        7.3 an invocation by name | POST /2015-03-31/functions/flow/invocations | 1 | x-amz-durable-execution-name: n
        7.3 a start | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":null,"ExecutionRetentionPeriodDays":null}
    "#;
    Table {
        rows,
        told: expect![[r#"
            7.3 a checkpoint: 500 ServiceException {"Type":"Service","Message":"the store failed: no more: Error code 1811: constraint failed"}
            7.3 an empty checkpoint: 500 ServiceException {"Type":"Service","Message":"the store failed: no more: Error code 1811: constraint failed"}
            7.3 the end: 500 ServiceException {"Type":"Service","Message":"the store failed: no more: Error code 1811: constraint failed"}
            7.3 a callback: 500 ServiceException {"Type":"Service","Message":"the store failed: no more: Error code 1811: constraint failed"}
            7.3 what is told: 500 ServiceException {"Type":"Service","Message":"the store failed: no more: Error code 1811: constraint failed"}
            7.3 a deletion: 500 ServiceException {"Type":"Service","Message":"the store failed: no more: Error code 1811: constraint failed"}
            7.3 an invocation: 500 ServiceException {"Type":"Service","Message":"the store failed: no more: Error code 1811: constraint failed"}
            7.3 an invocation by name: 500 ServiceException {"Type":"Service","Message":"the store failed: no more: Error code 1811: constraint failed"}
            7.3 a start: 500 ServiceException {"Type":"Service","Message":"the store failed: no more: Error code 1811: constraint failed"}
        "#]],
    }
}
