//! Invoke, and names that are taken (contract 1.12, 2.2, 2.3).

use expect_test::expect;

use super::table::{Stage, Table};
use crate::http::run::Run;
use crate::http::world::World;

pub(super) const TABLES: &[fn() -> Table] = &[requests, payloads, names];

#[tokio::test]
async fn invocations() {
    let world = World::new().await;
    let mut stage = Stage::new(world.start("flow", "1").await);
    for table in [requests, payloads] {
        stage.refuses(table()).await;
    }
}

#[tokio::test]
async fn names_that_are_taken() {
    let world = World::new().await;
    let mut stage = Stage::new(named(&world, "open").await);
    let mut closed = named(&world, "closed").await;
    closed.succeeds("1");
    closed.until("SUCCEEDED").await;
    stage.watch("closed", closed);
    let mut paused = named(&world, "paused").await;
    paused.suspends_on_a_wait().await;
    paused.tell("pause", "").await.expect(202);
    stage.watch("paused", paused);
    let pausing = named(&world, "pausing").await;
    pausing.tell("pause", "").await.expect(202);
    stage.watch("pausing", pausing);
    let stopped = named(&world, "stopped").await;
    stopped.tell("stop", "").await.expect(200);
    stage.watch("stopped", stopped);
    stage.refuses(names()).await;
}

async fn named<'w>(world: &'w World, name: &str) -> Run<'w> {
    let headers = [
        ("x-amz-invocation-type", "Event"),
        ("x-amz-durable-execution-name", name),
    ];
    let started = world.invoke("flow", &headers, "{}").await.expect(202);
    world.follow(started.header("x-amz-durable-execution-arn")).await
}

fn requests() -> Table {
    let rows = r#"
        1.12 unknown function | POST /2015-03-31/functions/nobody/invocations
        1.12 unknown function, nobody waits | POST /2015-03-31/functions/nobody/invocations |  | x-amz-invocation-type: {Event,DryRun}
        1.12 unknown alias | POST /2015-03-31/functions/flow:other/invocations
        1.12 unknown version | POST /2015-03-31/functions/flow/invocations?Qualifier=2
        1.12 another account | POST /2015-03-31/functions/999999999999:function:flow/invocations
        1.12 another region | POST /2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:flow/invocations
        1.2 no name | POST /2015-03-31/functions/a%20b/invocations
        1.2 bytes | POST /2015-03-31/functions/%FF/invocations
        1.2 a long name | POST /2015-03-31/functions/{x*141}/invocations
        1.2 an empty qualifier | POST /2015-03-31/functions/flow:/invocations
        1.2 two colons | POST /2015-03-31/functions/flow:1:2/invocations
        1.2 another service | POST /2015-03-31/functions/arn:aws:states:us-east-1:123456789012:function:flow/invocations
        1.12 two qualifiers | POST /2015-03-31/functions/flow:1/invocations?Qualifier=live
        1.12 a qualifier with a space | POST /2015-03-31/functions/flow/invocations?Qualifier=a%20b
        1.12 a long qualifier | POST /2015-03-31/functions/flow/invocations?Qualifier={x*129}
        1.12 another type | POST /2015-03-31/functions/flow/invocations |  | x-amz-invocation-type: Later
        1.12 a type in lower case | POST /2015-03-31/functions/flow/invocations |  | x-amz-invocation-type: event
        1.12 a type of bytes | POST /2015-03-31/functions/flow/invocations |  | x-amz-invocation-type: {0xff}
        1.12 another type of log | POST /2015-03-31/functions/flow/invocations |  | x-amz-log-type: tail
        2.2 a name with a dot | POST /2015-03-31/functions/flow/invocations |  | x-amz-durable-execution-name: a.b
        2.2 a name with a space | POST /2015-03-31/functions/flow/invocations |  | x-amz-durable-execution-name: a b
        2.2 a name of bytes | POST /2015-03-31/functions/flow/invocations |  | x-amz-durable-execution-name: {0xff}
        2.2 a name beyond ASCII | POST /2015-03-31/functions/flow/invocations |  | x-amz-durable-execution-name: é
        2.2 a long name | POST /2015-03-31/functions/flow/invocations |  | x-amz-durable-execution-name: {x*65}
        1.12 a tenant with a hash | POST /2015-03-31/functions/{flow,plain}/invocations |  | x-amz-tenant-id: a#b
        1.12 a tenant beyond ASCII | POST /2015-03-31/functions/{flow,plain}/invocations |  | x-amz-tenant-id: é
        1.12 a long tenant | POST /2015-03-31/functions/{flow,plain}/invocations |  | x-amz-tenant-id: {x*257}
        1.12 too long to wait for | POST /2015-03-31/functions/too-long/invocations
        1.12 too long to wait for, with a name | POST /2015-03-31/functions/too-long:1/invocations | {} | x-amz-durable-execution-name: n
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.12 unknown function: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST"}
            1.12 unknown function, nobody waits: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST"}
            1.12 unknown alias: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:flow:other"}
            1.12 unknown version: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:flow:2"}
            1.12 another account: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:999999999999:function:flow:$LATEST"}
            1.12 another region: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:eu-west-1:123456789012:function:flow:$LATEST"}
            1.2 no name: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: {function pattern}"}
            1.2 bytes: 400 ValidationException {"message":"1 validation error detected: Value '%FF' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: {function pattern}"}
            1.2 a long name: 400 ValidationException {"message":"1 validation error detected: Value '{x*141}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 140"}
            1.2 an empty qualifier: 400 ValidationException {"message":"1 validation error detected: Value 'flow:' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: {function pattern}"}
            1.2 two colons: 400 ValidationException {"message":"1 validation error detected: Value 'flow:1:2' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: {function pattern}"}
            1.2 another service: 400 ValidationException {"message":"1 validation error detected: Value 'arn:aws:states:us-east-1:123456789012:function:flow' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: {function pattern}"}
            1.12 two qualifiers: 400 InvalidParameterValueException {"Type":"User","message":"The derived qualifier from the function name does not match the specified qualifier."}
            1.12 a qualifier with a space: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: \\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"}
            1.12 a long qualifier: 400 ValidationException {"message":"1 validation error detected: Value '{x*129}' at 'qualifier' failed to satisfy constraint: Member must have length less than or equal to 128"}
            1.12 another type: 400 ValidationException {"message":"1 validation error detected: Value 'Later' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]"}
            1.12 a type in lower case: 400 ValidationException {"message":"1 validation error detected: Value 'event' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]"}
            1.12 a type of bytes: 400 ValidationException {"message":"1 validation error detected: Value '�' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]"}
            1.12 another type of log: 400 ValidationException {"message":"1 validation error detected: Value 'tail' at 'logType' failed to satisfy constraint: Member must satisfy enum value set: [None, Tail]"}
            2.2 a name with a dot: 400 ValidationException {"message":"1 validation error detected: Value 'a.b' at 'durableExecutionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"}
            2.2 a name with a space: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'durableExecutionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"}
            2.2 a name of bytes: 400 ValidationException {"message":"1 validation error detected: Value '�' at 'durableExecutionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"}
            2.2 a name beyond ASCII: 400 ValidationException {"message":"1 validation error detected: Value 'é' at 'durableExecutionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"}
            2.2 a long name: 400 ValidationException {"message":"1 validation error detected: Value '{x*65}' at 'durableExecutionName' failed to satisfy constraint: Member must have length less than or equal to 64"}
            1.12 a tenant with a hash: 400 ValidationException {"message":"1 validation error detected: Value 'a#b' at 'tenantId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9\\._:\\/=+\\-@ ]+"}
            1.12 a tenant beyond ASCII: 400 ValidationException {"message":"1 validation error detected: Value 'é' at 'tenantId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9\\._:\\/=+\\-@ ]+"}
            1.12 a long tenant: 400 ValidationException {"message":"1 validation error detected: Value '{x*257}' at 'tenantId' failed to satisfy constraint: Member must have length less than or equal to 256"}
            1.12 too long to wait for: 400 InvalidParameterValueException {"Type":"User","message":"You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes."}
            1.12 too long to wait for, with a name: 400 InvalidParameterValueException {"Type":"User","message":"You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes."}
        "#]],
    }
}

fn payloads() -> Table {
    let rows = r#"
        7.3 an end | POST /2015-03-31/functions/{flow,plain}/invocations | {
        7.3 a word | POST /2015-03-31/functions/{flow,plain}/invocations | hello
        7.3 two documents | POST /2015-03-31/functions/{flow,plain}/invocations | {} {}
        7.3 a comma at the end | POST /2015-03-31/functions/{flow,plain}/invocations | [1,]
        7.3 bytes | POST /2015-03-31/functions/{flow,plain}/invocations | "{0xff}"
        7.3 spaces | POST /2015-03-31/functions/{flow,plain}/invocations | {0x20}
        7.3 a line in a text | POST /2015-03-31/functions/{flow,plain}/invocations | "{0x0a}"
        7.3 not even for a dry run | POST /2015-03-31/functions/{flow,plain}/invocations | { | x-amz-invocation-type: DryRun
        7.3 not even later | POST /2015-03-31/functions/{flow,plain}/invocations | { | x-amz-invocation-type: Event
        7.3 a form | POST /2015-03-31/functions/{flow,plain}/invocations | a=1 | content-type: application/x-www-form-urlencoded
        8 too much to wait for | POST /2015-03-31/functions/flow/invocations | "{x*6291455}"
        8 too much for any request | POST /2015-03-31/functions/flow/invocations | {x*16777217}
    "#;
    Table {
        rows,
        told: expect![[r#"
            7.3 an end: 400 InvalidRequestContentException {"Type":"User","message":"Could not parse request body into json: Unexpected end-of-input at line 1, column 1"}
            7.3 a word: 400 InvalidRequestContentException {"Type":"User","message":"Could not parse request body into json: Unexpected character at line 1, column 1"}
            7.3 two documents: 400 InvalidRequestContentException {"Type":"User","message":"Could not parse request body into json: Unexpected character at line 1, column 4"}
            7.3 a comma at the end: 400 InvalidRequestContentException {"Type":"User","message":"Could not parse request body into json: Unexpected character at line 1, column 4"}
            7.3 bytes: 400 InvalidRequestContentException {"Type":"User","message":"Could not parse request body into json: Invalid UTF-8 at byte 2"}
            7.3 spaces: 400 InvalidRequestContentException {"Type":"User","message":"Could not parse request body into json: Unexpected end-of-input at line 1, column 1"}
            7.3 a line in a text: 400 InvalidRequestContentException {"Type":"User","message":"Could not parse request body into json: Unexpected character at line 1, column 1"}
            7.3 not even for a dry run: 400 InvalidRequestContentException {"Type":"User","message":"Could not parse request body into json: Unexpected end-of-input at line 1, column 1"}
            7.3 not even later: 400 InvalidRequestContentException {"Type":"User","message":"Could not parse request body into json: Unexpected end-of-input at line 1, column 1"}
            7.3 a form: 400 InvalidRequestContentException {"Type":"User","message":"Could not parse request body into json: Unexpected character at line 1, column 1"}
            8 too much to wait for: 413 RequestTooLargeException {"Type":"User","message":"6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)"}
            8 too much for any request: 413 RequestTooLargeException {"Type":"User","message":"Request must be smaller than 16777216 bytes"}
        "#]],
    }
}

/// Row 6. All of them were started with `{}`.
fn names() -> Table {
    let rows = r#"
        2.3 running, another payload | POST /2015-03-31/functions/flow/invocations | 1 | x-amz-durable-execution-name: open
        2.3 running, another payload, later | POST /2015-03-31/functions/flow/invocations | 1 | x-amz-durable-execution-name: open | x-amz-invocation-type: Event
        2.3 running, a space more | POST /2015-03-31/functions/flow/invocations | { } | x-amz-durable-execution-name: open
        2.3 running, null | POST /2015-03-31/functions/flow/invocations | null | x-amz-durable-execution-name: open
        2.3 running, nothing | POST /2015-03-31/functions/flow/invocations |  | x-amz-durable-execution-name: open
        2.3 running, of another version | POST /2015-03-31/functions/{flow:1,flow:live}/invocations | 1 | x-amz-durable-execution-name: open
        2.3 pausing | POST /2015-03-31/functions/flow/invocations | 1 | x-amz-durable-execution-name: pausing
        2.3 paused | POST /2015-03-31/functions/flow/invocations | 1 | x-amz-durable-execution-name: paused
        2.3 closed | POST /2015-03-31/functions/flow/invocations | 1 | x-amz-durable-execution-name: closed
        2.3 closed, later | POST /2015-03-31/functions/flow/invocations | 1 | x-amz-durable-execution-name: closed | x-amz-invocation-type: Event
        2.3 closed, nothing | POST /2015-03-31/functions/flow/invocations |  | x-amz-durable-execution-name: closed
        2.3 stopped | POST /2015-03-31/functions/flow/invocations | 1 | x-amz-durable-execution-name: stopped
        2.3 started by the other route | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":"open","ExecutionTimeoutSeconds":null,"ExecutionRetentionPeriodDays":null,"Input":"1"}
        2.3 started by the other route, closed | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":"closed","ExecutionTimeoutSeconds":null,"ExecutionRetentionPeriodDays":null,"Input":"1"}
    "#;
    Table {
        rows,
        told: expect![[r#"
            2.3 running, another payload: 409 DurableExecutionAlreadyStartedException {"Type":"User","Message":"Execution already started: {run}"}
            2.3 running, another payload, later: 409 DurableExecutionAlreadyStartedException {"Type":"User","Message":"Execution already started: {run}"}
            2.3 running, a space more: 409 DurableExecutionAlreadyStartedException {"Type":"User","Message":"Execution already started: {run}"}
            2.3 running, null: 409 DurableExecutionAlreadyStartedException {"Type":"User","Message":"Execution already started: {run}"}
            2.3 running, nothing: 409 DurableExecutionAlreadyStartedException {"Type":"User","Message":"Execution already started: {run}"}
            2.3 running, of another version: 409 DurableExecutionAlreadyStartedException {"Type":"User","Message":"Execution already started: {run}"}
            2.3 pausing: 409 DurableExecutionAlreadyStartedException {"Type":"User","Message":"Execution already started: {pausing}"}
            2.3 paused: 409 DurableExecutionAlreadyStartedException {"Type":"User","Message":"Execution already started: {paused}"}
            2.3 closed: 409 DurableExecutionAlreadyStartedException {"Type":"User","Message":"Execution already started: {closed}"}
            2.3 closed, later: 409 DurableExecutionAlreadyStartedException {"Type":"User","Message":"Execution already started: {closed}"}
            2.3 closed, nothing: 409 DurableExecutionAlreadyStartedException {"Type":"User","Message":"Execution already started: {closed}"}
            2.3 stopped: 409 DurableExecutionAlreadyStartedException {"Type":"User","Message":"Execution already started: {stopped}"}
            2.3 started by the other route: 409 DurableExecutionAlreadyStartedException {"Type":"User","Message":"Execution already started: {run}"}
            2.3 started by the other route, closed: 409 DurableExecutionAlreadyStartedException {"Type":"User","Message":"Execution already started: {closed}"}
        "#]],
    }
}
