//! What functions printed: a route of ours, whose refusals are AWS's.

use expect_test::expect;

use super::table::{Stage, Table};
use crate::http::world::{World, execution};

pub(super) const TABLES: &[fn() -> Table] = &[logs];

#[tokio::test]
async fn what_was_printed() {
    let world = World::new().await;
    let mut deleted = world.start("flow", "1").await;
    let run = world.start("flow", "1").await;
    deleted.tell("stop", "").await.expect(200);
    deleted.suspends();
    deleted.until_event("InvocationCompleted").await;
    world
        .send("DELETE", &execution(&deleted.arn, ""), &[], "")
        .await
        .expect(202);
    let mut stage = Stage::new(run);
    stage.names.execution("deleted", &deleted.arn);
    for table in TABLES {
        stage.refuses(table()).await;
    }
    let (_, answer) = stage.send("GET /durable/logs?DurableExecutionArn={run}").await;
    assert_eq!(answer.expect(200).json(), serde_json::json!({"Lines": []}));
}

fn logs() -> Table {
    let rows = r#"
        7.4 logs of nothing | GET /durable/logs
        7.4 a word's logs | GET /durable/logs?DurableExecutionArn=abc
        7.1 logs of deleted | GET /durable/logs?DurableExecutionArn={deleted}
        7.4 logs by another parameter | GET /durable/logs?arn={run}
        1.7 after a word | GET /durable/logs?DurableExecutionArn={run}&After=abc
        1.7 after half a line | GET /durable/logs?DurableExecutionArn={run}&After=1.5
        1.7 after less than nothing | GET /durable/logs?DurableExecutionArn={run}&After=-1
        1.7 after more lines than there are numbers | GET /durable/logs?DurableExecutionArn={run}&After=9223372036854775808
        1.7 too few lines | GET /durable/logs?DurableExecutionArn={run}&MaxItems=-1
        1.7 too many lines | GET /durable/logs?DurableExecutionArn={run}&MaxItems=1001
        1.7 a word of lines | GET /durable/logs?DurableExecutionArn={run}&MaxItems=abc
        1.3 lines are only read | {POST,PUT,PATCH,DELETE,OPTIONS,TRACE} /durable/logs
        1.3 nothing is below | GET /durable/logs/1
    "#;
    Table {
        rows,
        told: expect![[r#"
            7.4 logs of nothing: 400 ValidationException {"message":"1 validation error detected: Value '' at 'durableExecutionArn' failed to satisfy constraint: Member must have length greater than or equal to 1"}
            7.4 a word's logs: 400 ValidationException {"message":"1 validation error detected: Value 'abc' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            7.1 logs of deleted: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            7.4 logs by another parameter: 400 ValidationException {"message":"1 validation error detected: Value '' at 'durableExecutionArn' failed to satisfy constraint: Member must have length greater than or equal to 1"}
            1.7 after a word: 400 SerializationException {"message":"'abc' can not be converted to Integer"}
            1.7 after half a line: 400 SerializationException {"message":"'1.5' can not be converted to Integer"}
            1.7 after less than nothing: 400 ValidationException {"message":"1 validation error detected: Value '-1' at 'after' failed to satisfy constraint: Member must have value greater than or equal to 0"}
            1.7 after more lines than there are numbers: 400 SerializationException {"message":"'9223372036854775808' can not be converted to Integer"}
            1.7 too few lines: 400 ValidationException {"message":"1 validation error detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 0"}
            1.7 too many lines: 400 ValidationException {"message":"1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000"}
            1.7 a word of lines: 400 SerializationException {"message":"'abc' can not be converted to Integer"}
            1.3 lines are only read: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD"}
            1.3 nothing is below: 404 UnknownOperationException {"message":"Unknown path pattern: GET /durable/logs/1"}
        "#]],
    }
}
