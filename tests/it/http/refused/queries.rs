//! Queries (contract 1.5 to 1.8, 6.5).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use expect_test::expect;
use serde_json::{Value, json};

use super::table::{Stage, Table};
use crate::http::run::text;
use crate::http::world::World;

pub(super) const TABLES: &[fn() -> Table] = &[
    of_executions,
    markers,
    of_lists,
    of_all_lists,
    of_look_ups,
    of_functions,
];

#[tokio::test]
async fn queries() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    run.checkpoint(&json!([{"Id": "x", "Type": "STEP", "Action": "START"}]))
        .await;
    let other = world.start("flow", "1").await;
    let mut stage = Stage::new(run);
    stage.watch("other", other);
    add_markers(&mut stage).await;
    for table in TABLES {
        stage.refuses(table()).await;
    }
}

/// One marker of each list, and what can be made of one.
async fn add_markers(stage: &mut Stage<'_>) {
    let token = stage.run.token.clone();
    stage.names.text("run token", &token);
    for (name, request) in [
        ("history marker", "GET {run}/history?MaxItems=1"),
        (
            "state marker",
            "GET {run}/state?CheckpointToken={run token}&MaxItems=1",
        ),
        (
            "list marker",
            "GET /2025-12-01/functions/flow/durable-executions?MaxItems=1",
        ),
    ] {
        let page: Value = stage.send(request).await.1.expect(200).json();
        stage.names.text(name, &text(&page["NextMarker"]));
    }
    let marker = stage.names.fill("{history marker}");
    let plain = String::from_utf8(STANDARD.decode(marker).unwrap()).unwrap();
    let (position, rest) = plain.split_once(' ').unwrap();
    let (at, list) = rest.split_once(' ').unwrap();
    let old = at.parse::<i64>().unwrap() - 25 * 60 * 60 * 1000;
    for (name, forged) in [
        ("old marker", format!("{position} {old} {list}")),
        ("marker of no number", format!("x {at} {list}")),
        ("marker of no time", format!("{position} x {list}")),
        ("marker of no list", format!("{position} {at}")),
        ("marker below zero", format!("-1 {at} {list}")),
    ] {
        stage.names.text(name, &STANDARD.encode(forged));
    }
}

/// Row 24, row 49.
fn of_executions() -> Table {
    let rows = r#"
        1.5 no token | GET {run}/state
        1.5 an empty token | GET {run}/state?CheckpointToken=
        1.5 a token of another alphabet | GET {run}/state?CheckpointToken=a-b_
        1.5 a token with too much padding | GET {run}/state?CheckpointToken=YQ===
        1.5 a token of padding | GET {run}/state?CheckpointToken=%3D
        1.5 a long token | GET {run}/state?CheckpointToken={A*2049}
        1.5 a token of nobody | GET {run}/state?CheckpointToken=YWJj
        1.5 too few items of state | GET {run}/state?CheckpointToken={run token}&MaxItems=-1
        1.5 too many items of state | GET {run}/state?CheckpointToken={run token}&MaxItems=1001
        1.5 a word of items of state | GET {run}/state?CheckpointToken={run token}&MaxItems=abc
        6.5 too few items | GET {run}/history?MaxItems=-1
        6.5 too many items | GET {run}/history?MaxItems=1001
        6.5 a word of items | GET {run}/history?MaxItems=abc
        6.5 half an item | GET {run}/history?MaxItems=1.5
        6.5 an exponent of items | GET {run}/history?MaxItems=1e2
        6.5 more items than there are numbers | GET {run}/history?MaxItems=99999999999999999999
        6.5 fewer items than there are numbers | GET {run}/history?MaxItems=-99999999999999999999
        6.5 a space of items | GET {run}/history?MaxItems=%201
        1.7 with data, perhaps | GET {run}/history?IncludeExecutionData=yes
        1.7 with data, in capitals | GET {run}/history?IncludeExecutionData=TRUE
        1.7 in another order | GET {run}/history?ReverseOrder=1
        1.6 with data or not | GET {run}?IncludeExecutionData=0
        1.7 events with data or not | GET /durable/events?arn={run}&IncludeExecutionData=no
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.5 no token: 400 ValidationException {"message":"1 validation error detected: Value null at 'checkpointToken' failed to satisfy constraint: Member must not be null"}
            1.5 an empty token: 400 ValidationException {"message":"1 validation error detected: Value '' at 'checkpointToken' failed to satisfy constraint: Member must have length greater than or equal to 1"}
            1.5 a token of another alphabet: 400 ValidationException {"message":"1 validation error detected: Value 'a-b_' at 'checkpointToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9+/]+={0,2}"}
            1.5 a token with too much padding: 400 ValidationException {"message":"1 validation error detected: Value 'YQ===' at 'checkpointToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9+/]+={0,2}"}
            1.5 a token of padding: 400 ValidationException {"message":"1 validation error detected: Value '=' at 'checkpointToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9+/]+={0,2}"}
            1.5 a long token: 400 ValidationException {"message":"1 validation error detected: Value '{A*1024}' at 'checkpointToken' failed to satisfy constraint: Member must have length less than or equal to 2048"}
            1.5 a token of nobody: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            1.5 too few items of state: 400 ValidationException {"message":"1 validation error detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 0"}
            1.5 too many items of state: 400 ValidationException {"message":"1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000"}
            1.5 a word of items of state: 400 SerializationException {"message":"'abc' can not be converted to Integer"}
            6.5 too few items: 400 ValidationException {"message":"1 validation error detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 0"}
            6.5 too many items: 400 ValidationException {"message":"1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000"}
            6.5 a word of items: 400 SerializationException {"message":"'abc' can not be converted to Integer"}
            6.5 half an item: 400 SerializationException {"message":"'1.5' can not be converted to Integer"}
            6.5 an exponent of items: 400 SerializationException {"message":"'1e2' can not be converted to Integer"}
            6.5 more items than there are numbers: 400 SerializationException {"message":"'99999999999999999999' can not be converted to Integer"}
            6.5 fewer items than there are numbers: 400 SerializationException {"message":"'-99999999999999999999' can not be converted to Integer"}
            6.5 a space of items: 400 SerializationException {"message":"' 1' can not be converted to Integer"}
            1.7 with data, perhaps: 400 SerializationException {"message":"'yes' can not be converted to Boolean"}
            1.7 with data, in capitals: 400 SerializationException {"message":"'TRUE' can not be converted to Boolean"}
            1.7 in another order: 400 SerializationException {"message":"'1' can not be converted to Boolean"}
            1.6 with data or not: 400 SerializationException {"message":"'0' can not be converted to Boolean"}
            1.7 events with data or not: 400 SerializationException {"message":"'no' can not be converted to Boolean"}
        "#]],
    }
}

fn markers() -> Table {
    let rows = r#"
        6.5 a number | GET {run}/history?Marker=5
        6.5 a word | GET {run}/history?Marker=abc
        6.5 another alphabet | GET {run}/history?Marker=a-b_
        6.5 bytes | GET {run}/history?Marker=%FF
        6.5 a long one | GET {run}/history?Marker={A*4000}
        6.5 of the other order | GET {run}/history?Marker={history marker}&ReverseOrder=true
        6.5 of another execution | GET {other}/history?Marker={history marker}
        6.5 of the state | GET {run}/history?Marker={state marker}
        6.5 of a list | GET {run}/history?Marker={list marker}
        6.5 of yesterday | GET {run}/history?Marker={old marker}
        6.5 of no number | GET {run}/history?Marker={marker of no number}
        6.5 of no time | GET {run}/history?Marker={marker of no time}
        6.5 of no list | GET {run}/history?Marker={marker of no list}
        6.5 of less than nothing | GET {run}/history?Marker={marker below zero}
        1.5 a word for a state | GET {run}/state?CheckpointToken={run token}&Marker=abc
        1.5 of a history for a state | GET {run}/state?CheckpointToken={run token}&Marker={history marker}
        1.5 of another execution for a state | GET {other}/state?CheckpointToken={other token}&Marker={state marker}
        1.8 a word for a list | GET /2025-12-01/functions/flow/durable-executions?Marker=abc
        1.8 of another function | GET /2025-12-01/functions/longest/durable-executions?Marker={list marker}
        1.8 of the other order for a list | GET /2025-12-01/functions/flow/durable-executions?Marker={list marker}&ReverseOrder=true
        1.8 of a history for a list | GET /2025-12-01/functions/flow/durable-executions?Marker={history marker}
        1.13 of one function for all | GET /2025-12-01/durable-executions?Marker={list marker}
    "#;
    Table {
        rows,
        told: expect![[r#"
            6.5 a number: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            6.5 a word: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            6.5 another alphabet: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            6.5 bytes: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            6.5 a long one: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            6.5 of the other order: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            6.5 of another execution: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            6.5 of the state: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            6.5 of a list: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            6.5 of yesterday: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            6.5 of no number: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            6.5 of no time: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            6.5 of no list: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            6.5 of less than nothing: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            1.5 a word for a state: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            1.5 of a history for a state: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            1.5 of another execution for a state: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            1.8 a word for a list: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            1.8 of another function: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            1.8 of the other order for a list: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            1.8 of a history for a list: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            1.13 of one function for all: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
        "#]],
    }
}

/// Row 25.
fn of_lists() -> Table {
    let rows = r#"
        1.8 too few items | GET /2025-12-01/functions/flow/durable-executions?MaxItems=-1
        1.8 too many items | GET /2025-12-01/functions/flow/durable-executions?MaxItems=1001
        1.8 a word of items | GET /2025-12-01/functions/flow/durable-executions?MaxItems=abc
        1.8 in lower case | GET /2025-12-01/functions/flow/durable-executions?Statuses=RUNNING&Statuses=running
        1.8 no status | GET /2025-12-01/functions/flow/durable-executions?Statuses=
        1.8 two in one | GET /2025-12-01/functions/flow/durable-executions?Statuses=RUNNING,FAILED
        1.8 eleven statuses | GET /2025-12-01/functions/flow/durable-executions?Statuses=RUNNING&Statuses=FAILED&Statuses=RUNNING&Statuses=RUNNING&Statuses=RUNNING&Statuses=RUNNING&Statuses=RUNNING&Statuses=RUNNING&Statuses=RUNNING&Statuses=RUNNING&Statuses=RUNNING
        1.8 a name with a space | GET /2025-12-01/functions/flow/durable-executions?DurableExecutionName=a%20b
        1.8 a long name | GET /2025-12-01/functions/flow/durable-executions?DurableExecutionName={x*65}
        1.8 after yesterday | GET /2025-12-01/functions/flow/durable-executions?StartedAfter=yesterday
        1.8 before a day | GET /2025-12-01/functions/flow/durable-executions?StartedBefore=2026-01-01
        1.8 after no number | GET /2025-12-01/functions/flow/durable-executions?StartedAfter=NaN
        1.8 before all time | GET /2025-12-01/functions/flow/durable-executions?StartedBefore=-inf
        1.8 before a month that is none | GET /2025-12-01/functions/flow/durable-executions?StartedBefore=2026-13-01T00:00:00Z
        1.8 in another order | GET /2025-12-01/functions/flow/durable-executions?ReverseOrder=yes
        1.8 unknown function | GET /2025-12-01/functions/nobody/durable-executions
        1.8 unknown alias | GET /2025-12-01/functions/flow/durable-executions?Qualifier=other
        1.8 unknown version | GET /2025-12-01/functions/flow:7/durable-executions
        1.8 another account | GET /2025-12-01/functions/999999999999:function:flow/durable-executions
        1.8 another region | GET /2025-12-01/functions/arn:aws:lambda:eu-west-1:123456789012:function:flow/durable-executions
        1.8 two qualifiers | GET /2025-12-01/functions/flow:1/durable-executions?Qualifier=2
        1.8 no function's name | GET /2025-12-01/functions/a%20b/durable-executions
        1.8 a long function's name | GET /2025-12-01/functions/{x*141}/durable-executions
        1.8 bytes for a name | GET /2025-12-01/functions/%FF/durable-executions
        1.8 a qualifier with a space | GET /2025-12-01/functions/flow/durable-executions?Qualifier=a%20b
        1.8 a long qualifier | GET /2025-12-01/functions/flow/durable-executions?Qualifier={x*129}
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.8 too few items: 400 ValidationException {"message":"1 validation error detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 0"}
            1.8 too many items: 400 ValidationException {"message":"1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000"}
            1.8 a word of items: 400 SerializationException {"message":"'abc' can not be converted to Integer"}
            1.8 in lower case: 400 ValidationException {"message":"1 validation error detected: Value 'running' at 'statuses.2.member' failed to satisfy constraint: Member must satisfy enum value set: [RUNNING, SUCCEEDED, FAILED, TIMED_OUT, STOPPED, DELETING, PAUSING, PAUSED]"}
            1.8 no status: 400 ValidationException {"message":"1 validation error detected: Value '' at 'statuses.1.member' failed to satisfy constraint: Member must satisfy enum value set: [RUNNING, SUCCEEDED, FAILED, TIMED_OUT, STOPPED, DELETING, PAUSING, PAUSED]"}
            1.8 two in one: 400 ValidationException {"message":"1 validation error detected: Value 'RUNNING,FAILED' at 'statuses.1.member' failed to satisfy constraint: Member must satisfy enum value set: [RUNNING, SUCCEEDED, FAILED, TIMED_OUT, STOPPED, DELETING, PAUSING, PAUSED]"}
            1.8 eleven statuses: 400 ValidationException {"message":"1 validation error detected: Value '[RUNNING, FAILED, RUNNING, RUNNING, RUNNING, RUNNING, RUNNING, RUNNING, RUNNING, RUNNING, RUNNING]' at 'statuses' failed to satisfy constraint: Member must have length less than or equal to 10"}
            1.8 a name with a space: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'durableExecutionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"}
            1.8 a long name: 400 ValidationException {"message":"1 validation error detected: Value '{x*65}' at 'durableExecutionName' failed to satisfy constraint: Member must have length less than or equal to 64"}
            1.8 after yesterday: 400 SerializationException {"message":"'yesterday' can not be converted to Timestamp"}
            1.8 before a day: 400 SerializationException {"message":"'2026-01-01' can not be converted to Timestamp"}
            1.8 after no number: 400 SerializationException {"message":"'NaN' can not be converted to Timestamp"}
            1.8 before all time: 400 SerializationException {"message":"'-inf' can not be converted to Timestamp"}
            1.8 before a month that is none: 400 SerializationException {"message":"'2026-13-01T00:00:00Z' can not be converted to Timestamp"}
            1.8 in another order: 400 SerializationException {"message":"'yes' can not be converted to Boolean"}
            1.8 unknown function: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST"}
            1.8 unknown alias: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:flow:other"}
            1.8 unknown version: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:flow:7"}
            1.8 another account: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:999999999999:function:flow:$LATEST"}
            1.8 another region: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:eu-west-1:123456789012:function:flow:$LATEST"}
            1.8 two qualifiers: 400 InvalidParameterValueException {"Type":"User","message":"The derived qualifier from the function name does not match the specified qualifier."}
            1.8 no function's name: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: {function pattern}"}
            1.8 a long function's name: 400 ValidationException {"message":"1 validation error detected: Value '{x*141}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 140"}
            1.8 bytes for a name: 400 ValidationException {"message":"1 validation error detected: Value '%FF' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: {function pattern}"}
            1.8 a qualifier with a space: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: \\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"}
            1.8 a long qualifier: 400 ValidationException {"message":"1 validation error detected: Value '{x*129}' at 'qualifier' failed to satisfy constraint: Member must have length less than or equal to 128"}
        "#]],
    }
}

fn of_all_lists() -> Table {
    let rows = r#"
        1.13 too many of all | GET /2025-12-01/durable-executions?MaxItems=1001
        1.13 all in lower case | GET /2025-12-01/durable-executions?StatusFilter=running
        1.13 all of a name with a space | GET /2025-12-01/durable-executions?DurableExecutionName=a%20b
        1.13 all after yesterday | GET /2025-12-01/durable-executions?StartedAfter=yesterday
        1.13 all of no function's name | GET /2025-12-01/durable-executions?FunctionName=a%20b
        1.13 all of two qualifiers | GET /2025-12-01/durable-executions?FunctionName=flow:1&FunctionVersion=2
        1.13 all in another order | GET /2025-12-01/durable-executions?ReverseOrder=yes
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.13 too many of all: 400 ValidationException {"message":"1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000"}
            1.13 all in lower case: 400 ValidationException {"message":"1 validation error detected: Value 'running' at 'statuses.1.member' failed to satisfy constraint: Member must satisfy enum value set: [RUNNING, SUCCEEDED, FAILED, TIMED_OUT, STOPPED, DELETING, PAUSING, PAUSED]"}
            1.13 all of a name with a space: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'durableExecutionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"}
            1.13 all after yesterday: 400 SerializationException {"message":"'yesterday' can not be converted to Timestamp"}
            1.13 all of no function's name: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: {function pattern}"}
            1.13 all of two qualifiers: 400 InvalidParameterValueException {"Type":"User","message":"The derived qualifier from the function name does not match the specified qualifier."}
            1.13 all in another order: 400 SerializationException {"message":"'yes' can not be converted to Boolean"}
        "#]],
    }
}

/// Ours, and refused in AWS's words.
fn of_look_ups() -> Table {
    let rows = r#"
        1.9 too few callbacks | GET /durable/callbacks?MaxItems=-1
        1.9 too many callbacks | GET /durable/callbacks?MaxItems=1001
        1.9 a word of callbacks | GET /durable/callbacks?MaxItems=abc
        1.9 a marker of an execution for callbacks | GET /durable/callbacks?Marker={history marker}
        1.9 a marker that is none for callbacks | GET /durable/callbacks?Marker=x
        1.9 callbacks of a word | GET /durable/callbacks?DurableExecutionArn=abc
        1.9 callbacks of another id | GET /durable/callbacks?DurableExecutionArn={run}0
        1.9 an id that is none | GET /durable/callbacks?CallbackId=abc
        1.9 a long id | GET /durable/callbacks?CallbackId={A*1100}
        1.9 a long name | GET /durable/callbacks?Name={x*8482}
        1.13 no prefix | GET /durable/executions
        1.13 an empty prefix | GET /durable/executions?IdPrefix=
        1.13 a prefix with a space | GET /durable/executions?IdPrefix=a%20b
        1.13 a long prefix | GET /durable/executions?IdPrefix={x*65}
        1.13 too many of a prefix | GET /durable/executions?IdPrefix=abcd&MaxItems=1001
        1.13 last, perhaps | GET /durable/executions?Last=yes
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.9 too few callbacks: 400 ValidationException {"message":"1 validation error detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 0"}
            1.9 too many callbacks: 400 ValidationException {"message":"1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000"}
            1.9 a word of callbacks: 400 SerializationException {"message":"'abc' can not be converted to Integer"}
            1.9 a marker of an execution for callbacks: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            1.9 a marker that is none for callbacks: 400 InvalidParameterValueException {"Type":"User","message":"Invalid marker"}
            1.9 callbacks of a word: 400 ValidationException {"message":"1 validation error detected: Value 'abc' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {arn pattern}"}
            1.9 callbacks of another id: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            1.9 an id that is none: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
            1.9 a long id: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
            1.9 a long name: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 8481"}
            1.13 no prefix: 400 ValidationException {"message":"1 validation error detected: Value null at 'idPrefix' failed to satisfy constraint: Member must not be null"}
            1.13 an empty prefix: 400 ValidationException {"message":"1 validation error detected: Value null at 'idPrefix' failed to satisfy constraint: Member must not be null"}
            1.13 a prefix with a space: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'idPrefix' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"}
            1.13 a long prefix: 400 ValidationException {"message":"1 validation error detected: Value '{x*65}' at 'idPrefix' failed to satisfy constraint: Member must have length less than or equal to 64"}
            1.13 too many of a prefix: 400 ValidationException {"message":"1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000"}
            1.13 last, perhaps: 400 SerializationException {"message":"'yes' can not be converted to Boolean"}
        "#]],
    }
}

fn of_functions() -> Table {
    let rows = r#"
        1.3 unknown | GET /2015-03-31/functions/nobody
        1.3 unknown version | GET /2015-03-31/functions/flow?Qualifier=2
        1.3 no name | GET /2015-03-31/functions/a%20b
        1.3 bytes | GET /2015-03-31/functions/%FF
        1.3 two qualifiers | GET /2015-03-31/functions/flow:1?Qualifier=live
        1.3 a qualifier with a space | GET /2015-03-31/functions/flow?Qualifier=a%20b
        1.3 configuration of unknown | GET /2015-03-31/functions/nobody/configuration
        1.3 configuration of an unknown version | GET /2015-03-31/functions/flow/configuration?Qualifier=2
        1.3 configuration of no name | GET /2015-03-31/functions/a%20b/configuration
        1.3 configuration of another account | GET /2015-03-31/functions/999999999999:function:flow/configuration
        1.3 no function has a URL | GET /2021-10-31/functions/flow/url
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.3 unknown: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST"}
            1.3 unknown version: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:flow:2"}
            1.3 no name: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: {function pattern}"}
            1.3 bytes: 400 ValidationException {"message":"1 validation error detected: Value '%FF' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: {function pattern}"}
            1.3 two qualifiers: 400 InvalidParameterValueException {"Type":"User","message":"The derived qualifier from the function name does not match the specified qualifier."}
            1.3 a qualifier with a space: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: \\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"}
            1.3 configuration of unknown: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST"}
            1.3 configuration of an unknown version: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:flow:2"}
            1.3 configuration of no name: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: {function pattern}"}
            1.3 configuration of another account: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:999999999999:function:flow:$LATEST"}
            1.3 no function has a URL: 404 ResourceNotFoundException {"Type":"User","Message":"The resource you requested does not exist."}
        "#]],
    }
}
