//! Executions that are none: unknown, deleted, and text that is no ARN (contract 1.2, 2.1, 7.2, 7.4).

use expect_test::expect;

use super::table::{Stage, Table};
use crate::http::world::{World, execution};

pub(super) const TABLES: &[fn() -> Table] = &[unknown, malformed];

#[tokio::test]
async fn executions_that_are_none() {
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
    let arn = stage.run.arn.clone();
    for (name, from, to) in [
        ("other region", ":us-east-1:", ":eu-west-1:"),
        ("other account", ":123456789012:", ":999999999999:"),
        ("other function", ":flow:", ":longest:"),
        ("other version", ":$LATEST/", ":1/"),
        ("other partition", "arn:aws:", "arn:aws-cn:"),
        ("other name", "/durable-execution/", "/durable-execution/x"),
        ("other id", "/durable-execution/", "/durable-execution/n/"),
    ] {
        let mut other = arn.replacen(from, to, 1);
        if name == "other id" {
            other.truncate(other.rfind('/').unwrap());
        }
        stage.names.execution(name, &other);
    }
    stage.names.execution("deleted", &deleted.arn);
    stage.names.text("deleted token", &deleted.token);
    for table in TABLES {
        stage.refuses(table()).await;
    }
}

/// Row 2, row 28.
fn unknown() -> Table {
    let rows = r#"
        7.4 of another region | {GET,DELETE} {other region}
        7.4 of another account | {GET,DELETE} {other account}
        7.4 of another function | {GET,DELETE} {other function}
        7.4 of another version | {GET,DELETE} {other version}
        7.4 of another partition | {GET,DELETE} {other partition}
        7.4 of another name | {GET,DELETE} {other name}
        7.4 of another id | {GET,DELETE} {other id}
        7.4 history of another id | GET {other id}/history
        7.2 told another id | POST {other id}/{stop,pause,resume} | {}
        7.4 events of another id | GET /durable/events?arn={other id}
        7.1 deleted | {GET,DELETE} {deleted}
        7.1 history of deleted | GET {deleted}/history
        7.2 told deleted | POST {deleted}/{stop,pause,resume} | {}
        7.1 events of deleted | GET /durable/events?arn={deleted}
        7.4 checkpoint of another id | POST {other id}/checkpoint | {"CheckpointToken":"{run token}"}
        7.4 checkpoint of another id, any token | POST {other id}/checkpoint | {"CheckpointToken":"MC4xLjE="}
        7.4 checkpoint of another function | POST {other function}/checkpoint | {"CheckpointToken":"{run token}"}
        7.4 checkpoint of another id, bad update | POST {other id}/checkpoint | {"CheckpointToken":"{run token}","Updates":[{"Id":"y","Type":"STEP","Action":"CANCEL"}]}
        7.4 checkpoint of deleted | POST {deleted}/checkpoint | {"CheckpointToken":"{deleted token}"}
        7.4 state of another id | GET {other id}/state?CheckpointToken={run token}
        7.4 state of another id, any token | GET {other id}/state?CheckpointToken=MC4xLjE%3D
        7.4 state of another function | GET {other function}/state?CheckpointToken={run token}
        7.4 state of deleted | GET {deleted}/state?CheckpointToken={deleted token}
    "#;
    Table {
        rows,
        told: expect![[r#"
            7.4 of another region: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            7.4 of another account: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            7.4 of another function: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            7.4 of another version: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            7.4 of another partition: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            7.4 of another name: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            7.4 of another id: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            7.4 history of another id: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            7.2 told another id: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            7.4 events of another id: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            7.1 deleted: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            7.1 history of deleted: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            7.2 told deleted: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            7.1 events of deleted: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            7.4 checkpoint of another id: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            7.4 checkpoint of another id, any token: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            7.4 checkpoint of another function: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            7.4 checkpoint of another id, bad update: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            7.4 checkpoint of deleted: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            7.4 state of another id: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            7.4 state of another id, any token: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            7.4 state of another function: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            7.4 state of deleted: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
        "#]],
    }
}

fn malformed() -> Table {
    let rows = r#"
        7.4 a word | {GET,DELETE} /2025-12-01/durable-executions/abc
        7.4 a word's history | GET /2025-12-01/durable-executions/abc/history
        7.4 a word is told | POST /2025-12-01/durable-executions/abc/{stop,pause,resume} | {}
        7.4 a word's checkpoint | POST /2025-12-01/durable-executions/abc/checkpoint | {"CheckpointToken":"{run token}"}
        7.4 a word's state | GET /2025-12-01/durable-executions/abc/state?CheckpointToken={run token}
        7.4 a word's events | GET /durable/events?arn=abc
        7.4 events of nothing | GET /durable/events
        2.1 half an ARN | {GET,DELETE} /2025-12-01/durable-executions/arn%3Aaws%3Alambda
        2.1 a function | {GET,DELETE} /2025-12-01/durable-executions/arn:aws:lambda:us-east-1:123456789012:function:flow:1
        2.1 no version | {GET,DELETE} /2025-12-01/durable-executions/arn:aws:lambda:us-east-1:123456789012:function:flow/durable-execution/n/i
        2.1 an alias | {GET,DELETE} /2025-12-01/durable-executions/arn:aws:lambda:us-east-1:123456789012:function:flow:live/durable-execution/n/i
        2.1 a short account | {GET,DELETE} /2025-12-01/durable-executions/arn:aws:lambda:us-east-1:12345678901:function:flow:1/durable-execution/n/i
        2.1 another service | {GET,DELETE} /2025-12-01/durable-executions/arn:aws:states:us-east-1:123456789012:function:flow:1/durable-execution/n/i
        2.1 another word | {GET,DELETE} /2025-12-01/durable-executions/arn:aws:lambda:us-east-1:123456789012:function:flow:1/execution/n/i
        2.1 no id | {GET,DELETE} /2025-12-01/durable-executions/arn:aws:lambda:us-east-1:123456789012:function:flow:1/durable-execution/n
        2.1 an empty id | {GET,DELETE} /2025-12-01/durable-executions/arn:aws:lambda:us-east-1:123456789012:function:flow:1/durable-execution/n/
        2.1 an empty name | {GET,DELETE} /2025-12-01/durable-executions/arn:aws:lambda:us-east-1:123456789012:function:flow:1/durable-execution//i
        2.1 too many parts | {GET,DELETE} /2025-12-01/durable-executions/arn:aws:lambda:us-east-1:123456789012:function:flow:1/durable-execution/n/i/j
        2.1 a space in a name | {GET,DELETE} /2025-12-01/durable-executions/arn:aws:lambda:us-east-1:123456789012:function:flow:1/durable-execution/a%20b/i
        2.1 a dot in a name | {GET,DELETE} /2025-12-01/durable-executions/arn:aws:lambda:us-east-1:123456789012:function:flow:1/durable-execution/a.b/i
        2.1 the longest ARN | {GET,DELETE} /2025-12-01/durable-executions/arn:aws:lambda:us-east-1:123456789012:function:flow:1/durable-execution/n/{x*950}
        2.1 a longer one | {GET,DELETE} /2025-12-01/durable-executions/arn:aws:lambda:us-east-1:123456789012:function:flow:1/durable-execution/n/{x*951}
        2.1 a long name, which the pattern allows | {GET,DELETE} /2025-12-01/durable-executions/arn:aws:lambda:us-east-1:123456789012:function:flow:1/durable-execution/{x*65}/i
        2.1 a long function, which the pattern allows | {GET,DELETE} /2025-12-01/durable-executions/arn:aws:lambda:us-east-1:123456789012:function:{x*141}:1/durable-execution/n/i
        1.2 bytes | {GET,DELETE} /2025-12-01/durable-executions/%FF
        1.2 a letter beyond ASCII | {GET,DELETE} /2025-12-01/durable-executions/%C3%A9
    "#;
    Table {
        rows,
        told: expect![[r#"
            7.4 a word: 400 ValidationException {"message":"1 validation error detected: Value 'abc' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            7.4 a word's history: 400 ValidationException {"message":"1 validation error detected: Value 'abc' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            7.4 a word is told: 400 ValidationException {"message":"1 validation error detected: Value 'abc' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            7.4 a word's checkpoint: 400 ValidationException {"message":"1 validation error detected: Value 'abc' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            7.4 a word's state: 400 ValidationException {"message":"1 validation error detected: Value 'abc' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            7.4 a word's events: 400 ValidationException {"message":"1 validation error detected: Value 'abc' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            7.4 events of nothing: 400 ValidationException {"message":"1 validation error detected: Value '' at 'durableExecutionArn' failed to satisfy constraint: Member must have length greater than or equal to 1"}
            2.1 half an ARN: 400 ValidationException {"message":"1 validation error detected: Value 'arn:aws:lambda' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            2.1 a function: 400 ValidationException {"message":"1 validation error detected: Value 'arn:aws:lambda:us-east-1:123456789012:function:flow:1' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            2.1 no version: 400 ValidationException {"message":"1 validation error detected: Value 'arn:aws:lambda:us-east-1:123456789012:function:flow/durable-execution/n/i' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            2.1 an alias: 400 ValidationException {"message":"1 validation error detected: Value 'arn:aws:lambda:us-east-1:123456789012:function:flow:live/durable-execution/n/i' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            2.1 a short account: 400 ValidationException {"message":"1 validation error detected: Value 'arn:aws:lambda:us-east-1:12345678901:function:flow:1/durable-execution/n/i' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            2.1 another service: 400 ValidationException {"message":"1 validation error detected: Value 'arn:aws:states:us-east-1:123456789012:function:flow:1/durable-execution/n/i' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            2.1 another word: 400 ValidationException {"message":"1 validation error detected: Value 'arn:aws:lambda:us-east-1:123456789012:function:flow:1/execution/n/i' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            2.1 no id: 400 ValidationException {"message":"1 validation error detected: Value 'arn:aws:lambda:us-east-1:123456789012:function:flow:1/durable-execution/n' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            2.1 an empty id: 400 ValidationException {"message":"1 validation error detected: Value 'arn:aws:lambda:us-east-1:123456789012:function:flow:1/durable-execution/n/' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            2.1 an empty name: 400 ValidationException {"message":"1 validation error detected: Value 'arn:aws:lambda:us-east-1:123456789012:function:flow:1/durable-execution//i' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            2.1 too many parts: 400 ValidationException {"message":"1 validation error detected: Value 'arn:aws:lambda:us-east-1:123456789012:function:flow:1/durable-execution/n/i/j' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            2.1 a space in a name: 400 ValidationException {"message":"1 validation error detected: Value 'arn:aws:lambda:us-east-1:123456789012:function:flow:1/durable-execution/a b/i' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            2.1 a dot in a name: 400 ValidationException {"message":"1 validation error detected: Value 'arn:aws:lambda:us-east-1:123456789012:function:flow:1/durable-execution/a.b/i' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            2.1 the longest ARN: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            2.1 a longer one: 400 ValidationException {"message":"1 validation error detected: Value 'arn:aws:lambda:us-east-1:123456789012:function:flow:1/durable-execution/n/{x*950}' at 'durableExecutionArn' failed to satisfy constraint: Member must have length less than or equal to 1024"}
            2.1 a long name, which the pattern allows: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            2.1 a long function, which the pattern allows: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            1.2 bytes: 400 ValidationException {"message":"1 validation error detected: Value '%FF' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            1.2 a letter beyond ASCII: 400 ValidationException {"message":"1 validation error detected: Value 'é' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
        "#]],
    }
}
