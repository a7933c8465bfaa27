//! Every other request that is refused: its answer, and that nothing came of it (contract 1, 6.5, 7.3, 7.4).

use expect_test::{Expect, expect};
use serde_json::json;

use super::run::Run;
use super::world::{World, encode};

const UNKNOWN: &str = "arn:aws:lambda:us-east-1:123456789012:function:flow:$LATEST/durable-execution/n/0";

/// Sends each line, `name | METHOD path | body | header: value`, and writes down the answers.
async fn table(rows: &str, expected: Expect) {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    run.checkpoint(&json!([{"Id": "x", "Type": "STEP", "Action": "START"}]))
        .await;
    let before = run.fingerprint().await;
    let mut answers = String::new();
    for row in rows.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let (name, answer) = ask(&run, row).await;
        answers.extend([name, ": ", &answer, "\n"]);
        assert_eq!(run.fingerprint().await, before, "{name} changed something");
    }
    expected.assert_eq(&answers);
    assert!(world.is_quiet().await, "a refused request called a function");
}

async fn ask<'r>(run: &Run<'_>, row: &'r str) -> (&'r str, String) {
    let mut parts = row.split(" | ");
    let name = parts.next().unwrap();
    let (method, path) = parts.next().unwrap().split_once(' ').unwrap();
    let fill = |text: &str| {
        text.replace("{arn}", &encode(&run.arn))
            .replace("{raw}", &run.arn)
            .replace("{unknown}", &encode(UNKNOWN))
            .replace("{token}", &encode(&run.token))
            .replace("{plain token}", &run.token)
    };
    let body = fill(parts.next().unwrap_or_default());
    let headers: Vec<_> = parts.map(|header| header.split_once(": ").unwrap()).collect();
    let answer = run.world.send(method, &fill(path), &headers, body).await;
    (name, run.plain(&answer))
}

/// Row 52.
#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let rows = r#"
        nothing | GET /
        something | GET /nothing
        another version | GET /2024-01-01/durable-executions/{arn}
        a longer word | GET /2025-12-01/durable-executionsx/{arn}
        no verb of a callback | POST /2025-12-01/durable-execution-callbacks/abc/other
        no callback | POST /2025-12-01/durable-execution-callbacks//succeed
        no function | POST /2015-03-31/functions//invocations
        no verb of a function | POST /2015-03-31/functions/flow/other
        a list of something else | GET /2025-12-01/functions/flow/other
        a slash at the end | GET /health/
    "#;
    table(rows, expect![[r#"
        nothing: 404 UnknownOperationException {"message":"Unknown path pattern: GET /"}
        something: 404 UnknownOperationException {"message":"Unknown path pattern: GET /nothing"}
        another version: 404 UnknownOperationException {"message":"Unknown path pattern: GET /2024-01-01/durable-executions/{arn}"}
        a longer word: 404 UnknownOperationException {"message":"Unknown path pattern: GET /2025-12-01/durable-executionsx/{arn}"}
        no verb of a callback: 404 UnknownOperationException {"message":"Unknown path pattern: POST /2025-12-01/durable-execution-callbacks/abc/other"}
        no callback: 404 UnknownOperationException {"message":"Unknown path pattern: POST /2025-12-01/durable-execution-callbacks//succeed"}
        no function: 404 UnknownOperationException {"message":"Unknown path pattern: POST /2015-03-31/functions//invocations"}
        no verb of a function: 404 UnknownOperationException {"message":"Unknown path pattern: POST /2015-03-31/functions/flow/other"}
        a list of something else: 404 UnknownOperationException {"message":"Unknown path pattern: GET /2025-12-01/functions/flow/other"}
        a slash at the end: 404 UnknownOperationException {"message":"Unknown path pattern: GET /health/"}
    "#]]).await;
}

/// Row 52.
#[tokio::test]
async fn wrong_methods() {
    let rows = r#"
        post an execution | POST /2025-12-01/durable-executions/{arn}
        put an execution | PUT /2025-12-01/durable-executions/{arn}
        get a checkpoint | GET /2025-12-01/durable-executions/{arn}/checkpoint
        post a state | POST /2025-12-01/durable-executions/{arn}/state
        post a history | POST /2025-12-01/durable-executions/{arn}/history
        get a stop | GET /2025-12-01/durable-executions/{arn}/stop
        delete a pause | DELETE /2025-12-01/durable-executions/{arn}/pause
        put a resume | PUT /2025-12-01/durable-executions/{arn}/resume
        get a callback's success | GET /2025-12-01/durable-execution-callbacks/abc/succeed
        get an invocation | GET /2015-03-31/functions/flow/invocations
        post a list | POST /2025-12-01/functions/flow/durable-executions
        post a health | POST /health
        get a start | GET /start-durable-execution
        post an endpoint | POST /lambda-endpoint
    "#;
    table(
        rows,
        expect![[r#"
            post an execution: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD, DELETE"}
            put an execution: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD, DELETE"}
            get a checkpoint: 405 MethodNotAllowedException {"message":"Allowed here: POST"}
            post a state: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD"}
            post a history: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD"}
            get a stop: 405 MethodNotAllowedException {"message":"Allowed here: POST"}
            delete a pause: 405 MethodNotAllowedException {"message":"Allowed here: POST"}
            put a resume: 405 MethodNotAllowedException {"message":"Allowed here: POST"}
            get a callback's success: 405 MethodNotAllowedException {"message":"Allowed here: POST"}
            get an invocation: 405 MethodNotAllowedException {"message":"Allowed here: POST"}
            post a list: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD"}
            post a health: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD"}
            get a start: 405 MethodNotAllowedException {"message":"Allowed here: POST"}
            post an endpoint: 405 MethodNotAllowedException {"message":"Allowed here: PUT"}
        "#]],
    )
    .await;
}

#[tokio::test]
async fn who_may_not_knock() {
    let rows = r#"
        another host | POST /2025-12-01/durable-executions/{arn}/stop | {} | host: evil.example
        a host that looks like ours | POST /2025-12-01/durable-executions/{arn}/stop | {} | host: localhost.evil.example:9014
        another origin | POST /2025-12-01/durable-executions/{arn}/stop | {} | origin: http://evil.example
        a page from a file | POST /2025-12-01/durable-executions/{arn}/stop | {} | origin: null
        another site | POST /2025-12-01/durable-executions/{arn}/stop | {} | sec-fetch-site: cross-site
        a neighbour | POST /2025-12-01/durable-executions/{arn}/stop | {} | sec-fetch-site: same-site
        a lease without a token | POST /durable/leases | []
        a lease from another site | POST /durable/leases | [] | origin: http://evil.example
    "#;
    table(rows, expect![[r#"
        another host: 403 AccessDeniedException {"message":"this emulator does not go by the name `evil.example`; start it with `--allow-host evil.example` if it should"}
        a host that looks like ours: 403 AccessDeniedException {"message":"this emulator does not go by the name `localhost.evil.example`; start it with `--allow-host localhost.evil.example` if it should"}
        another origin: 403 AccessDeniedException {"message":"this emulator does not answer a web page of another origin"}
        a page from a file: 403 AccessDeniedException {"message":"this emulator does not answer a web page of another origin"}
        another site: 403 AccessDeniedException {"message":"this emulator does not answer a web page of another origin"}
        a neighbour: 403 AccessDeniedException {"message":"this emulator does not answer a web page of another origin"}
        a lease without a token: 403 AccessDeniedException {"message":"this is not the token of this emulator"}
        a lease from another site: 403 AccessDeniedException {"message":"this emulator does not answer a web page of another origin"}
    "#]]).await;
}

/// Row 2, row 28.
#[tokio::test]
async fn executions_that_are_none() {
    let rows = r#"
        get unknown | GET /2025-12-01/durable-executions/{unknown}
        history of unknown | GET /2025-12-01/durable-executions/{unknown}/history
        stop unknown | POST /2025-12-01/durable-executions/{unknown}/stop | {}
        pause unknown | POST /2025-12-01/durable-executions/{unknown}/pause | {}
        resume unknown | POST /2025-12-01/durable-executions/{unknown}/resume | {}
        delete unknown | DELETE /2025-12-01/durable-executions/{unknown}
        checkpoint unknown | POST /2025-12-01/durable-executions/{unknown}/checkpoint | {"CheckpointToken":"MC4xLjE="}
        checkpoint unknown with a token | POST /2025-12-01/durable-executions/{unknown}/checkpoint | {"CheckpointToken":"{plain token}"}
        state of unknown | GET /2025-12-01/durable-executions/{unknown}/state?CheckpointToken=MC4xLjE%3D
        state of unknown with a token | GET /2025-12-01/durable-executions/{unknown}/state?CheckpointToken={token}
        events of unknown | GET /durable/events?arn={unknown}
        get malformed | GET /2025-12-01/durable-executions/abc
        get half | GET /2025-12-01/durable-executions/arn%3Aaws%3Alambda
        history of malformed | GET /2025-12-01/durable-executions/abc/history
        stop malformed | POST /2025-12-01/durable-executions/abc/stop | {}
        pause malformed | POST /2025-12-01/durable-executions/abc/pause | {}
        resume malformed | POST /2025-12-01/durable-executions/abc/resume | {}
        delete malformed | DELETE /2025-12-01/durable-executions/abc
        checkpoint malformed | POST /2025-12-01/durable-executions/abc/checkpoint | {"CheckpointToken":"{plain token}"}
        state of malformed | GET /2025-12-01/durable-executions/abc/state?CheckpointToken={token}
        events of nothing | GET /durable/events
    "#;
    table(rows, expect![[r#"
        get unknown: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
        history of unknown: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
        stop unknown: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
        pause unknown: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
        resume unknown: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
        delete unknown: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
        checkpoint unknown: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
        checkpoint unknown with a token: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
        state of unknown: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
        state of unknown with a token: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
        events of unknown: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
        get malformed: 400 ValidationException {"message":"1 validation error detected: Value 'abc' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\\d{12}):function:([a-zA-Z0-9_-]+):(\\$LATEST(?:\\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)"}
        get half: 400 ValidationException {"message":"1 validation error detected: Value 'arn:aws:lambda' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\\d{12}):function:([a-zA-Z0-9_-]+):(\\$LATEST(?:\\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)"}
        history of malformed: 400 ValidationException {"message":"1 validation error detected: Value 'abc' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\\d{12}):function:([a-zA-Z0-9_-]+):(\\$LATEST(?:\\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)"}
        stop malformed: 400 ValidationException {"message":"1 validation error detected: Value 'abc' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\\d{12}):function:([a-zA-Z0-9_-]+):(\\$LATEST(?:\\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)"}
        pause malformed: 400 ValidationException {"message":"1 validation error detected: Value 'abc' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\\d{12}):function:([a-zA-Z0-9_-]+):(\\$LATEST(?:\\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)"}
        resume malformed: 400 ValidationException {"message":"1 validation error detected: Value 'abc' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\\d{12}):function:([a-zA-Z0-9_-]+):(\\$LATEST(?:\\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)"}
        delete malformed: 400 ValidationException {"message":"1 validation error detected: Value 'abc' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\\d{12}):function:([a-zA-Z0-9_-]+):(\\$LATEST(?:\\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)"}
        checkpoint malformed: 400 ValidationException {"message":"1 validation error detected: Value 'abc' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\\d{12}):function:([a-zA-Z0-9_-]+):(\\$LATEST(?:\\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)"}
        state of malformed: 400 ValidationException {"message":"1 validation error detected: Value 'abc' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\\d{12}):function:([a-zA-Z0-9_-]+):(\\$LATEST(?:\\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)"}
        events of nothing: 400 ValidationException {"message":"1 validation error detected: Value '' at 'durableExecutionArn' failed to satisfy constraint: Member must have length greater than or equal to 1"}
    "#]]).await;
}

/// Row 24, row 25, row 49.
#[tokio::test]
async fn queries() {
    let rows = r#"
        no token | GET /2025-12-01/durable-executions/{arn}/state
        empty token | GET /2025-12-01/durable-executions/{arn}/state?CheckpointToken=
        token of another alphabet | GET /2025-12-01/durable-executions/{arn}/state?CheckpointToken=a-b_
        token of nobody | GET /2025-12-01/durable-executions/{arn}/state?CheckpointToken=YWJj
        state, -1 items | GET /2025-12-01/durable-executions/{arn}/state?CheckpointToken={token}&MaxItems=-1
        state, 1001 items | GET /2025-12-01/durable-executions/{arn}/state?CheckpointToken={token}&MaxItems=1001
        state, abc items | GET /2025-12-01/durable-executions/{arn}/state?CheckpointToken={token}&MaxItems=abc
        state, bad marker | GET /2025-12-01/durable-executions/{arn}/state?CheckpointToken={token}&Marker=abc
        history, -1 items | GET /2025-12-01/durable-executions/{arn}/history?MaxItems=-1
        history, 1001 items | GET /2025-12-01/durable-executions/{arn}/history?MaxItems=1001
        history, abc items | GET /2025-12-01/durable-executions/{arn}/history?MaxItems=abc
        history, 1.5 items | GET /2025-12-01/durable-executions/{arn}/history?MaxItems=1.5
        history, many items | GET /2025-12-01/durable-executions/{arn}/history?MaxItems=99999999999999999999
        history, bad marker | GET /2025-12-01/durable-executions/{arn}/history?Marker=5
        history, bad flag | GET /2025-12-01/durable-executions/{arn}/history?IncludeExecutionData=yes
        history, bad order | GET /2025-12-01/durable-executions/{arn}/history?ReverseOrder=1
        get, bad flag | GET /2025-12-01/durable-executions/{arn}?IncludeExecutionData=0
        list, -1 items | GET /2025-12-01/functions/flow/durable-executions?MaxItems=-1
        list, 1001 items | GET /2025-12-01/functions/flow/durable-executions?MaxItems=1001
        list, bad marker | GET /2025-12-01/functions/flow/durable-executions?Marker=abc
        list, bad status | GET /2025-12-01/functions/flow/durable-executions?Statuses=RUNNING&Statuses=running
        list, bad name | GET /2025-12-01/functions/flow/durable-executions?DurableExecutionName=a%20b
        list, bad instant | GET /2025-12-01/functions/flow/durable-executions?StartedAfter=yesterday
        list, unknown function | GET /2025-12-01/functions/nobody/durable-executions
        list, unknown qualifier | GET /2025-12-01/functions/flow/durable-executions?Qualifier=other
        list, bad function | GET /2025-12-01/functions/a%20b/durable-executions
        list, two qualifiers | GET /2025-12-01/functions/flow:1/durable-executions?Qualifier=2
        list of all, bad status | GET /2025-12-01/durable-executions?StatusFilter=running
    "#;
    table(rows, expect![[r#"
        no token: 400 ValidationException {"message":"1 validation error detected: Value null at 'checkpointToken' failed to satisfy constraint: Member must not be null"}
        empty token: 400 ValidationException {"message":"1 validation error detected: Value '' at 'checkpointToken' failed to satisfy constraint: Member must have length greater than or equal to 1"}
        token of another alphabet: 400 ValidationException {"message":"1 validation error detected: Value 'a-b_' at 'checkpointToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9+/]+={0,2}"}
        token of nobody: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
        state, -1 items: 400 ValidationException {"message":"1 validation error detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 0"}
        state, 1001 items: 400 ValidationException {"message":"1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000"}
        state, abc items: 400 SerializationException {"message":"'abc' can not be converted to Integer"}
        state, bad marker: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
        history, -1 items: 400 ValidationException {"message":"1 validation error detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 0"}
        history, 1001 items: 400 ValidationException {"message":"1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000"}
        history, abc items: 400 SerializationException {"message":"'abc' can not be converted to Integer"}
        history, 1.5 items: 400 SerializationException {"message":"'1.5' can not be converted to Integer"}
        history, many items: 400 SerializationException {"message":"'99999999999999999999' can not be converted to Integer"}
        history, bad marker: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
        history, bad flag: 400 SerializationException {"message":"'yes' can not be converted to Boolean"}
        history, bad order: 400 SerializationException {"message":"'1' can not be converted to Boolean"}
        get, bad flag: 400 SerializationException {"message":"'0' can not be converted to Boolean"}
        list, -1 items: 400 ValidationException {"message":"1 validation error detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 0"}
        list, 1001 items: 400 ValidationException {"message":"1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000"}
        list, bad marker: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
        list, bad status: 400 ValidationException {"message":"1 validation error detected: Value 'running' at 'statuses.2.member' failed to satisfy constraint: Member must satisfy enum value set: [RUNNING, SUCCEEDED, FAILED, TIMED_OUT, STOPPED, DELETING, PAUSING, PAUSED]"}
        list, bad name: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'durableExecutionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"}
        list, bad instant: 400 SerializationException {"message":"'yesterday' can not be converted to Timestamp"}
        list, unknown function: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST"}
        list, unknown qualifier: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:flow:other"}
        list, bad function: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?"}
        list, two qualifiers: 400 InvalidParameterValueException {"Type":"User","message":"The derived qualifier from the function name does not match the specified qualifier."}
        list of all, bad status: 400 ValidationException {"message":"1 validation error detected: Value 'running' at 'statuses.1.member' failed to satisfy constraint: Member must satisfy enum value set: [RUNNING, SUCCEEDED, FAILED, TIMED_OUT, STOPPED, DELETING, PAUSING, PAUSED]"}
    "#]]).await;
}

#[tokio::test]
async fn bodies() {
    let rows = r#"
        checkpoint, no body | POST /2025-12-01/durable-executions/{arn}/checkpoint
        checkpoint, no JSON | POST /2025-12-01/durable-executions/{arn}/checkpoint | {
        checkpoint, a list | POST /2025-12-01/durable-executions/{arn}/checkpoint | []
        checkpoint, null | POST /2025-12-01/durable-executions/{arn}/checkpoint | null
        checkpoint, no token | POST /2025-12-01/durable-executions/{arn}/checkpoint | {}
        checkpoint, token of a wrong type | POST /2025-12-01/durable-executions/{arn}/checkpoint | {"CheckpointToken":1}
        checkpoint, empty token | POST /2025-12-01/durable-executions/{arn}/checkpoint | {"CheckpointToken":""}
        checkpoint, token of another alphabet | POST /2025-12-01/durable-executions/{arn}/checkpoint | {"CheckpointToken":"a-b_"}
        checkpoint, token of nobody | POST /2025-12-01/durable-executions/{arn}/checkpoint | {"CheckpointToken":"YWJj"}
        checkpoint, empty client token | POST /2025-12-01/durable-executions/{arn}/checkpoint | {"CheckpointToken":"{plain token}","ClientToken":""}
        checkpoint, client token with a space | POST /2025-12-01/durable-executions/{arn}/checkpoint | {"CheckpointToken":"{plain token}","ClientToken":"a b"}
        checkpoint, all at once | POST /2025-12-01/durable-executions/{arn}/checkpoint | {"ClientToken":"","Updates":[{}]}
        checkpoint, bad token and bad update | POST /2025-12-01/durable-executions/{arn}/checkpoint | {"CheckpointToken":"YWJj","Updates":[{"Id":"y","Type":"STEP","Action":"CANCEL"}]}
        stop, no JSON | POST /2025-12-01/durable-executions/{arn}/stop | x
        stop, a list | POST /2025-12-01/durable-executions/{arn}/stop | []
        stop, message of a wrong type | POST /2025-12-01/durable-executions/{arn}/stop | {"ErrorMessage":1}
        pause, no JSON | POST /2025-12-01/durable-executions/{arn}/pause | x
        pause, empty client token | POST /2025-12-01/durable-executions/{arn}/pause | {"ClientToken":""}
        pause, flag of a wrong type | POST /2025-12-01/durable-executions/{arn}/pause | {"ExecutionTimeoutPaused":"no"}
        resume, no JSON | POST /2025-12-01/durable-executions/{arn}/resume | x
        resume, not paused | POST /2025-12-01/durable-executions/{arn}/resume | {}
        delete, not closed | DELETE /2025-12-01/durable-executions/{arn}
    "#;
    table(rows, expect![[r#"
        checkpoint, no body: 400 SerializationException {"message":"Unexpected end-of-input at line 1, column 0"}
        checkpoint, no JSON: 400 SerializationException {"message":"Unexpected end-of-input at line 1, column 1"}
        checkpoint, a list: 400 SerializationException {"message":"Start of list found where not expected"}
        checkpoint, null: 400 SerializationException {"message":"Expected a structure or map"}
        checkpoint, no token: 400 ValidationException {"message":"1 validation error detected: Value null at 'checkpointToken' failed to satisfy constraint: Member must not be null"}
        checkpoint, token of a wrong type: 400 SerializationException {"message":"NUMBER_VALUE can not be converted to a String"}
        checkpoint, empty token: 400 ValidationException {"message":"1 validation error detected: Value '' at 'checkpointToken' failed to satisfy constraint: Member must have length greater than or equal to 1"}
        checkpoint, token of another alphabet: 400 ValidationException {"message":"1 validation error detected: Value 'a-b_' at 'checkpointToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9+/]+={0,2}"}
        checkpoint, token of nobody: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
        checkpoint, empty client token: 400 ValidationException {"message":"1 validation error detected: Value '' at 'clientToken' failed to satisfy constraint: Member must have length greater than or equal to 1"}
        checkpoint, client token with a space: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'clientToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\x21-\\x7E]+"}
        checkpoint, all at once: 400 ValidationException {"message":"5 validation errors detected: Value null at 'checkpointToken' failed to satisfy constraint: Member must not be null; Value '' at 'clientToken' failed to satisfy constraint: Member must have length greater than or equal to 1; Value null at 'updates.1.member.id' failed to satisfy constraint: Member must not be null; Value null at 'updates.1.member.type' failed to satisfy constraint: Member must not be null; Value null at 'updates.1.member.action' failed to satisfy constraint: Member must not be null"}
        checkpoint, bad token and bad update: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
        stop, no JSON: 400 SerializationException {"message":"Unexpected character at line 1, column 1"}
        stop, a list: 400 SerializationException {"message":"Start of list found where not expected"}
        stop, message of a wrong type: 400 SerializationException {"message":"NUMBER_VALUE can not be converted to a String"}
        pause, no JSON: 400 SerializationException {"message":"Unexpected character at line 1, column 1"}
        pause, empty client token: 400 ValidationException {"message":"1 validation error detected: Value '' at 'clientToken' failed to satisfy constraint: Member must have length greater than or equal to 1"}
        pause, flag of a wrong type: 400 SerializationException {"message":"'no' can not be converted to Boolean"}
        resume, no JSON: 400 SerializationException {"message":"Unexpected character at line 1, column 1"}
        resume, not paused: 409 ResourceConflictException {"Type":"User","message":"Cannot resume a durable execution that is RUNNING."}
        delete, not closed: 409 ResourceConflictException {"Type":"User","message":"Cannot delete a durable execution that is RUNNING."}
    "#]]).await;
}

#[tokio::test]
async fn invocations() {
    let rows = r#"
        unknown function | POST /2015-03-31/functions/nobody/invocations
        unknown qualifier | POST /2015-03-31/functions/flow:other/invocations
        unknown version | POST /2015-03-31/functions/flow/invocations?Qualifier=2
        another account | POST /2015-03-31/functions/999999999999:function:flow/invocations
        another region | POST /2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:flow/invocations
        bad name | POST /2015-03-31/functions/a%20b/invocations
        two qualifiers | POST /2015-03-31/functions/flow:1/invocations?Qualifier=live
        unknown type | POST /2015-03-31/functions/flow/invocations |  | x-amz-invocation-type: Later
        bad execution name | POST /2015-03-31/functions/flow/invocations |  | x-amz-durable-execution-name: a.b
        long execution name | POST /2015-03-31/functions/flow/invocations |  | x-amz-durable-execution-name: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
        bad tenant | POST /2015-03-31/functions/flow/invocations |  | x-amz-tenant-id: a#b
        no JSON | POST /2015-03-31/functions/flow/invocations | {
        too long to wait for | POST /2015-03-31/functions/too-long/invocations
        get unknown | GET /2015-03-31/functions/nobody
        get unknown version | GET /2015-03-31/functions/flow/configuration?Qualifier=2
        no function URL | GET /2021-10-31/functions/flow/url
    "#;
    table(rows, expect![[r#"
        unknown function: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST"}
        unknown qualifier: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:flow:other"}
        unknown version: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:flow:2"}
        another account: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:999999999999:function:flow:$LATEST"}
        another region: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:eu-west-1:123456789012:function:flow:$LATEST"}
        bad name: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?"}
        two qualifiers: 400 InvalidParameterValueException {"Type":"User","message":"The derived qualifier from the function name does not match the specified qualifier."}
        unknown type: 400 ValidationException {"message":"1 validation error detected: Value 'Later' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]"}
        bad execution name: 400 ValidationException {"message":"1 validation error detected: Value 'a.b' at 'durableExecutionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"}
        long execution name: 400 ValidationException {"message":"1 validation error detected: Value 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' at 'durableExecutionName' failed to satisfy constraint: Member must have length less than or equal to 64"}
        bad tenant: 400 ValidationException {"message":"1 validation error detected: Value 'a#b' at 'tenantId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9\\._:\\/=+\\-@ ]+"}
        no JSON: 400 InvalidRequestContentException {"Type":"User","message":"Could not parse request body into json: Unexpected end-of-input at line 1, column 1"}
        too long to wait for: 400 InvalidParameterValueException {"Type":"User","message":"You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes."}
        get unknown: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST"}
        get unknown version: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:flow:2"}
        no function URL: 404 ResourceNotFoundException {"Type":"User","Message":"The resource you requested does not exist."}
    "#]]).await;
}

#[tokio::test]
async fn starts() {
    let rows = r#"
        no JSON | POST /start-durable-execution | x
        nothing | POST /start-durable-execution | {}
        no function | POST /start-durable-execution | {"AccountId":"123456789012"}
        no qualifier | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow"}
        no name | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST"}
        no timeout | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":null}
        no retention | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":null}
        bad account | POST /start-durable-execution | {"AccountId":"1","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":null,"ExecutionRetentionPeriodDays":null}
        bad name | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":"a b","ExecutionTimeoutSeconds":null,"ExecutionRetentionPeriodDays":null}
        unknown function | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"nobody","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":null,"ExecutionRetentionPeriodDays":null}
        short timeout | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":0,"ExecutionRetentionPeriodDays":null}
        long timeout | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":31622401,"ExecutionRetentionPeriodDays":null}
        timeout of a wrong type | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":"1","ExecutionRetentionPeriodDays":null}
        long retention | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":null,"ExecutionRetentionPeriodDays":91}
        no URL | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":null,"ExecutionRetentionPeriodDays":null,"LambdaEndpoint":"ftp://x"}
        endpoint, no JSON | PUT /lambda-endpoint | x
        endpoint, nothing | PUT /lambda-endpoint | {}
        endpoint, no URL | PUT /lambda-endpoint | {"EndpointUrl":"x"}
        endpoint, another region | PUT /lambda-endpoint | {"EndpointUrl":"http://127.0.0.1:1","RegionName":"eu-west-1"}
    "#;
    table(rows, expect![[r#"
        no JSON: 400 SerializationException {"message":"Unexpected character at line 1, column 1"}
        nothing: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: AccountId"}
        no function: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: FunctionName"}
        no qualifier: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: FunctionQualifier"}
        no name: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: ExecutionName"}
        no timeout: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: ExecutionTimeoutSeconds"}
        no retention: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: ExecutionRetentionPeriodDays"}
        bad account: 400 ValidationException {"message":"1 validation error detected: Value '1' at 'accountId' failed to satisfy constraint: Member must satisfy regular expression pattern: \\d{12}"}
        bad name: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'executionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"}
        unknown function: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST"}
        short timeout: 400 ValidationException {"message":"1 validation error detected: Value '0' at 'executionTimeoutSeconds' failed to satisfy constraint: Member must have value greater than or equal to 1"}
        long timeout: 400 ValidationException {"message":"1 validation error detected: Value '31622401' at 'executionTimeoutSeconds' failed to satisfy constraint: Member must have value less than or equal to 31622400"}
        timeout of a wrong type: 400 SerializationException {"message":"'1' can not be converted to Integer"}
        long retention: 400 ValidationException {"message":"1 validation error detected: Value '91' at 'executionRetentionPeriodDays' failed to satisfy constraint: Member must have value less than or equal to 90"}
        no URL: 400 ValidationException {"message":"1 validation error detected: Value 'ftp://x' at 'lambdaEndpoint' failed to satisfy constraint: Member must satisfy regular expression pattern: https?://.+"}
        endpoint, no JSON: 400 SerializationException {"message":"Unexpected character at line 1, column 1"}
        endpoint, nothing: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: EndpointUrl"}
        endpoint, no URL: 400 ValidationException {"message":"1 validation error detected: Value 'x' at 'endpointUrl' failed to satisfy constraint: Member must satisfy regular expression pattern: https?://.+"}
        endpoint, another region: 400 InvalidParameterValueException {"Type":"User","message":"RegionName must be us-east-1, the region this runner emulates; got eu-west-1"}
    "#]]).await;
}
