//! Members that break the model's constraints (contract 1.4, 1.11, 4.9), and bodies that are no JSON. How long and
//! how large each may be is in `bounds`, values of another type are in `kinds`.

use expect_test::expect;

use super::table::{Stage, Table};
use super::updates;
use crate::http::world::World;

pub(super) const TABLES: &[fn() -> Table] = &[
    repeated,
    required,
    alphabets,
    words,
    several,
    not_json,
    not_what_is_read,
    not_even_text,
];

#[tokio::test]
async fn members() {
    let world = World::new().await;
    let mut stage: Stage = updates::stage(&world).await;
    for table in TABLES {
        stage.refuses(table()).await;
    }
}

/// Row 29, row 49.
fn required() -> Table {
    let rows = r#"
        1.4 no token | POST {run}/checkpoint | {}
        1.4 a null token | POST {run}/checkpoint | {"CheckpointToken":null,"Updates":[]}
        1.4 an empty token | POST {run}/checkpoint | {"CheckpointToken":""}
        1.4 no id | UPDATES | [{"Type":"STEP","Action":"START"}]
        1.4 a null id | UPDATES | [{"Id":null,"Type":"STEP","Action":"START"}]
        1.4 an empty id | UPDATES | [{"Id":"","Type":"STEP","Action":"START"}]
        1.4 no type | UPDATES | [{"Id":"x","Action":"START"}]
        1.4 a null type | UPDATES | [{"Id":"x","Type":null,"Action":"START"}]
        1.4 no action | UPDATES | [{"Id":"x","Type":"STEP"}]
        1.4 a null action | UPDATES | [{"Id":"x","Type":"STEP","Action":null}]
        1.4 no function | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{}}]
        1.4 a null function | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":null}}]
        1.4 an empty function | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":""}}]
        1.4 an empty client token | POST {run}/checkpoint | {"CheckpointToken":"{run token}","ClientToken":""}
        1.4 an empty name | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","Name":""}]
        1.4 an empty subtype | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","SubType":""}]
        1.4 an empty parent | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","ParentId":""}]
        1.11 an empty client token | POST {run}/{pause,resume} | {"ClientToken":""}
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.4 no token: 400 ValidationException {"message":"1 validation error detected: Value null at 'checkpointToken' failed to satisfy constraint: Member must not be null"}
            1.4 a null token: 400 ValidationException {"message":"1 validation error detected: Value null at 'checkpointToken' failed to satisfy constraint: Member must not be null"}
            1.4 an empty token: 400 ValidationException {"message":"1 validation error detected: Value '' at 'checkpointToken' failed to satisfy constraint: Member must have length greater than or equal to 1"}
            1.4 no id: 400 ValidationException {"message":"1 validation error detected: Value null at 'updates.1.member.id' failed to satisfy constraint: Member must not be null"}
            1.4 a null id: 400 ValidationException {"message":"1 validation error detected: Value null at 'updates.1.member.id' failed to satisfy constraint: Member must not be null"}
            1.4 an empty id: 400 ValidationException {"message":"1 validation error detected: Value '' at 'updates.1.member.id' failed to satisfy constraint: Member must have length greater than or equal to 1"}
            1.4 no type: 400 ValidationException {"message":"1 validation error detected: Value null at 'updates.1.member.type' failed to satisfy constraint: Member must not be null"}
            1.4 a null type: 400 ValidationException {"message":"1 validation error detected: Value null at 'updates.1.member.type' failed to satisfy constraint: Member must not be null"}
            1.4 no action: 400 ValidationException {"message":"1 validation error detected: Value null at 'updates.1.member.action' failed to satisfy constraint: Member must not be null"}
            1.4 a null action: 400 ValidationException {"message":"1 validation error detected: Value null at 'updates.1.member.action' failed to satisfy constraint: Member must not be null"}
            1.4 no function: 400 ValidationException {"message":"1 validation error detected: Value null at 'updates.1.member.chainedInvokeOptions.functionName' failed to satisfy constraint: Member must not be null"}
            1.4 a null function: 400 ValidationException {"message":"1 validation error detected: Value null at 'updates.1.member.chainedInvokeOptions.functionName' failed to satisfy constraint: Member must not be null"}
            1.4 an empty function: 400 ValidationException {"message":"1 validation error detected: Value '' at 'updates.1.member.chainedInvokeOptions.functionName' failed to satisfy constraint: Member must have length greater than or equal to 1"}
            1.4 an empty client token: 400 ValidationException {"message":"1 validation error detected: Value '' at 'clientToken' failed to satisfy constraint: Member must have length greater than or equal to 1"}
            1.4 an empty name: 400 ValidationException {"message":"1 validation error detected: Value '' at 'updates.1.member.name' failed to satisfy constraint: Member must have length greater than or equal to 1"}
            1.4 an empty subtype: 400 ValidationException {"message":"1 validation error detected: Value '' at 'updates.1.member.subType' failed to satisfy constraint: Member must have length greater than or equal to 1"}
            1.4 an empty parent: 400 ValidationException {"message":"1 validation error detected: Value '' at 'updates.1.member.parentId' failed to satisfy constraint: Member must have length greater than or equal to 1"}
            1.11 an empty client token: 400 ValidationException {"message":"1 validation error detected: Value '' at 'clientToken' failed to satisfy constraint: Member must have length greater than or equal to 1"}
        "#]],
    }
}

fn alphabets() -> Table {
    let rows = r#"
        1.4 a token for URLs | POST {run}/checkpoint | {"CheckpointToken":"a-b_"}
        1.4 a token with a space | POST {run}/checkpoint | {"CheckpointToken":"{run token} "}
        1.4 a token with too much padding | POST {run}/checkpoint | {"CheckpointToken":"YQ==="}
        1.4 a token with padding in front | POST {run}/checkpoint | {"CheckpointToken":"=YQ"}
        1.4 a token of padding | POST {run}/checkpoint | {"CheckpointToken":"=="}
        1.4 a client token with a space | POST {run}/checkpoint | {"CheckpointToken":"{run token}","ClientToken":"a b"}
        1.4 a client token beyond ASCII | POST {run}/checkpoint | {"CheckpointToken":"{run token}","ClientToken":"é"}
        1.11 a client token with a space | POST {run}/{pause,resume} | {"ClientToken":"a b"}
        1.4 an id with a space | UPDATES | [{"Id":"a b","Type":"STEP","Action":"START"}]
        1.4 an id with a slash | UPDATES | [{"Id":"a/b","Type":"STEP","Action":"START"}]
        1.4 an id beyond ASCII | UPDATES | [{"Id":"é","Type":"STEP","Action":"START"}]
        1.4 a parent with a dot | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","ParentId":"a.b"}]
        1.4 a name of two lines | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","Name":"a\nb"}]
        1.4 a name beyond ASCII | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","Name":"é"}]
        1.4 a subtype with a space | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","SubType":"Wait For"}]
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.4 a token for URLs: 400 ValidationException {"message":"1 validation error detected: Value 'a-b_' at 'checkpointToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9+/]+={0,2}"}
            1.4 a token with a space: 400 ValidationException {"message":"1 validation error detected: Value '{run token} ' at 'checkpointToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9+/]+={0,2}"}
            1.4 a token with too much padding: 400 ValidationException {"message":"1 validation error detected: Value 'YQ===' at 'checkpointToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9+/]+={0,2}"}
            1.4 a token with padding in front: 400 ValidationException {"message":"1 validation error detected: Value '=YQ' at 'checkpointToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9+/]+={0,2}"}
            1.4 a token of padding: 400 ValidationException {"message":"1 validation error detected: Value '==' at 'checkpointToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9+/]+={0,2}"}
            1.4 a client token with a space: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'clientToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\x21-\\x7E]+"}
            1.4 a client token beyond ASCII: 400 ValidationException {"message":"1 validation error detected: Value 'é' at 'clientToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\x21-\\x7E]+"}
            1.11 a client token with a space: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'clientToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\x21-\\x7E]+"}
            1.4 an id with a space: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'updates.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"}
            1.4 an id with a slash: 400 ValidationException {"message":"1 validation error detected: Value 'a/b' at 'updates.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"}
            1.4 an id beyond ASCII: 400 ValidationException {"message":"1 validation error detected: Value 'é' at 'updates.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"}
            1.4 a parent with a dot: 400 ValidationException {"message":"1 validation error detected: Value 'a.b' at 'updates.1.member.parentId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"}
            1.4 a name of two lines: 400 ValidationException {"message":"1 validation error detected: Value 'a\nb' at 'updates.1.member.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\x20-\\x7E]+"}
            1.4 a name beyond ASCII: 400 ValidationException {"message":"1 validation error detected: Value 'é' at 'updates.1.member.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\x20-\\x7E]+"}
            1.4 a subtype with a space: 400 ValidationException {"message":"1 validation error detected: Value 'Wait For' at 'updates.1.member.subType' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"}
        "#]],
    }
}

fn words() -> Table {
    let rows = r#"
        1.4 an unknown type | UPDATES | [{"Id":"x","Type":"FOO","Action":"START"}]
        1.4 a type in lower case | UPDATES | [{"Id":"x","Type":"step","Action":"START"}]
        1.4 an empty type | UPDATES | [{"Id":"x","Type":"","Action":"START"}]
        1.4 an unknown action | UPDATES | [{"Id":"x","Type":"STEP","Action":"BEGIN"}]
        1.4 an action in lower case | UPDATES | [{"Id":"x","Type":"STEP","Action":"start"}]
        1.4 an empty action | UPDATES | [{"Id":"x","Type":"STEP","Action":""}]
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.4 an unknown type: 400 ValidationException {"message":"1 validation error detected: Value 'FOO' at 'updates.1.member.type' failed to satisfy constraint: Member must satisfy enum value set: [EXECUTION, CONTEXT, STEP, WAIT, CALLBACK, CHAINED_INVOKE]"}
            1.4 a type in lower case: 400 ValidationException {"message":"1 validation error detected: Value 'step' at 'updates.1.member.type' failed to satisfy constraint: Member must satisfy enum value set: [EXECUTION, CONTEXT, STEP, WAIT, CALLBACK, CHAINED_INVOKE]"}
            1.4 an empty type: 400 ValidationException {"message":"1 validation error detected: Value '' at 'updates.1.member.type' failed to satisfy constraint: Member must satisfy enum value set: [EXECUTION, CONTEXT, STEP, WAIT, CALLBACK, CHAINED_INVOKE]"}
            1.4 an unknown action: 400 ValidationException {"message":"1 validation error detected: Value 'BEGIN' at 'updates.1.member.action' failed to satisfy constraint: Member must satisfy enum value set: [START, SUCCEED, FAIL, RETRY, CANCEL]"}
            1.4 an action in lower case: 400 ValidationException {"message":"1 validation error detected: Value 'start' at 'updates.1.member.action' failed to satisfy constraint: Member must satisfy enum value set: [START, SUCCEED, FAIL, RETRY, CANCEL]"}
            1.4 an empty action: 400 ValidationException {"message":"1 validation error detected: Value '' at 'updates.1.member.action' failed to satisfy constraint: Member must satisfy enum value set: [START, SUCCEED, FAIL, RETRY, CANCEL]"}
        "#]],
    }
}

/// A request may be large; what is repeated of it is not.
#[tokio::test]
async fn no_answer_is_as_long_as_its_request() {
    let world = World::new().await;
    let stage = updates::stage(&world).await;
    let updates = vec!["{}"; 1000].join(",");
    let (_, answer) = stage.send(&format!("UPDATES | [{updates}]")).await;
    let all = &answer.expect(400).json()["message"];
    let all = all.as_str().unwrap();
    assert!(all.starts_with("100 validation errors detected: "), "{all}");
    assert_eq!(all.matches("Member must not be null").count(), 100);
}

fn repeated() -> Table {
    let rows = r#"
        4.9 of an id | UPDATES | [{"Id":"{x*5000}","Type":"STEP","Action":"START"}]
        4.9 of letters of several bytes | UPDATES | [{"Id":"{é*5000}","Type":"STEP","Action":"START"}]
        4.9 of a word | UPDATES | [{"Id":"x","Type":"{x*5000}","Action":"START"}]
        4.9 of a payload that no execution may have | UPDATES | [{"Id":"e","Type":"EXECUTION","Action":"SUCCEED","Payload":"{x*6291457}"}]
        4.9 of a function | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"{x*5000}"}}]
        4.9 of a number | UPDATES | [{"Id":"x","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":"{x*5000}"}}]
        4.9 of a flag | UPDATES | [{"Id":"x","Type":"CONTEXT","Action":"START","ContextOptions":{"ReplayChildren":"{x*5000}"}}]
        4.9 of a token | POST {run}/checkpoint | {"CheckpointToken":"{x*5000}"}
        4.9 of a client token | POST {run}/{pause,resume} | {"ClientToken":"{x*5000}"}
        4.9 of a reason | POST {run}/{pause,resume} | {"Reason":"{x*5000}"}
        4.9 of an ARN | GET /2025-12-01/durable-executions/{x*5000}
        4.9 of a path | GET /{x*5000}
        4.9 of items | GET {run}/history?MaxItems={9*5000}
        4.9 of an order | GET {run}/history?ReverseOrder={x*5000}
        4.9 of an instant | GET /2025-12-01/functions/flow/durable-executions?StartedAfter={x*5000}
        4.9 of a status | GET /2025-12-01/functions/flow/durable-executions?Statuses={x*5000}
        4.9 of a function's name | GET /2025-12-01/functions/{x*5000}/durable-executions
        4.9 of a qualifier | GET /2025-12-01/functions/flow/durable-executions?Qualifier={x*5000}
        4.9 of a type of invocation | POST /2015-03-31/functions/flow/invocations |  | x-amz-invocation-type: {x*5000}
        4.9 of a name | POST /2015-03-31/functions/flow/invocations |  | x-amz-durable-execution-name: {x*5000}
        4.9 of a tenant | POST /2015-03-31/functions/flow/invocations |  | x-amz-tenant-id: {x*5000}
        1.13 of an account | POST /start-durable-execution | {"AccountId":"{x*5000}","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":null,"ExecutionRetentionPeriodDays":null}
        1.13 of a name | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":"{x*5000}","ExecutionTimeoutSeconds":null,"ExecutionRetentionPeriodDays":null}
        1.13 of a function's name | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"{x*5000}","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":null,"ExecutionRetentionPeriodDays":null}
        1.13 of a URL | PUT /lambda-endpoint | {"EndpointUrl":"{x*5000}"}
        1.13 of a region | PUT /lambda-endpoint | {"EndpointUrl":"http://127.0.0.1:1","RegionName":"{x*5000}"}
    "#;
    Table {
        rows,
        told: expect![[r#"
            4.9 of an id: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'updates.1.member.id' failed to satisfy constraint: Member must have length less than or equal to 64"}
            4.9 of letters of several bytes: 400 ValidationException {"message":"1 validation error detected: Value '{é*1024}' at 'updates.1.member.id' failed to satisfy constraint: Member must have length less than or equal to 64"}
            4.9 of a word: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'updates.1.member.type' failed to satisfy constraint: Member must satisfy enum value set: [EXECUTION, CONTEXT, STEP, WAIT, CALLBACK, CHAINED_INVOKE]"}
            4.9 of a payload that no execution may have: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'updates.1.member.payload' failed to satisfy constraint: Member must have length less than or equal to 6291456"}
            4.9 of a function: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'updates.1.member.chainedInvokeOptions.functionName' failed to satisfy constraint: Member must have length less than or equal to 256"}
            4.9 of a number: 400 SerializationException {"message":"'{x*1024}' can not be converted to Integer"}
            4.9 of a flag: 400 SerializationException {"message":"'{x*1024}' can not be converted to Boolean"}
            4.9 of a token: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'checkpointToken' failed to satisfy constraint: Member must have length less than or equal to 2048"}
            4.9 of a client token: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'clientToken' failed to satisfy constraint: Member must have length less than or equal to 64"}
            4.9 of a reason: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'reason' failed to satisfy constraint: Member must have length less than or equal to 1024"}
            4.9 of an ARN: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'durableExecutionArn' failed to satisfy constraint: Member must have length less than or equal to 1024"}
            4.9 of a path: 404 UnknownOperationException {"message":"Unknown path pattern: GET /{x*1023}"}
            4.9 of items: 400 SerializationException {"message":"'{9*1024}' can not be converted to Integer"}
            4.9 of an order: 400 SerializationException {"message":"'{x*1024}' can not be converted to Boolean"}
            4.9 of an instant: 400 SerializationException {"message":"'{x*1024}' can not be converted to Timestamp"}
            4.9 of a status: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'statuses.1.member' failed to satisfy constraint: Member must satisfy enum value set: [RUNNING, SUCCEEDED, FAILED, TIMED_OUT, STOPPED, DELETING, PAUSING, PAUSED]"}
            4.9 of a function's name: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 140"}
            4.9 of a qualifier: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'qualifier' failed to satisfy constraint: Member must have length less than or equal to 128"}
            4.9 of a type of invocation: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]"}
            4.9 of a name: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'durableExecutionName' failed to satisfy constraint: Member must have length less than or equal to 64"}
            4.9 of a tenant: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'tenantId' failed to satisfy constraint: Member must have length less than or equal to 256"}
            1.13 of an account: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'accountId' failed to satisfy constraint: Member must satisfy regular expression pattern: \\d{12}"}
            1.13 of a name: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'executionName' failed to satisfy constraint: Member must have length less than or equal to 64"}
            1.13 of a function's name: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 140"}
            1.13 of a URL: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'endpointUrl' failed to satisfy constraint: Member must satisfy regular expression pattern: https?://.+"}
            1.13 of a region: 400 InvalidParameterValueException {"Type":"User","message":"RegionName must be us-east-1, the region this runner emulates; got {x*1024}"}
        "#]],
    }
}

/// All that is wrong is told at once, up to a bound.
fn several() -> Table {
    let rows = r#"
        4.9 all of a request | POST {run}/checkpoint | {"ClientToken":"","Updates":[{}]}
        4.9 the second update | UPDATES | [{"Id":"x","Type":"STEP","Action":"START"},{"Id":"","Type":"FOO","Action":"START"}]
        4.9 two updates | UPDATES | [{"Id":"","Type":"STEP","Action":"START"},{"Id":"x","Type":"STEP"}]
        4.9 all options | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","StepOptions":{"NextAttemptDelaySeconds":0},"WaitOptions":{"WaitSeconds":0},"CallbackOptions":{"TimeoutSeconds":-1,"HeartbeatTimeoutSeconds":-1},"ChainedInvokeOptions":{}}]
    "#;
    Table {
        rows,
        told: expect![[r#"
            4.9 all of a request: 400 ValidationException {"message":"5 validation errors detected: Value null at 'checkpointToken' failed to satisfy constraint: Member must not be null; Value '' at 'clientToken' failed to satisfy constraint: Member must have length greater than or equal to 1; Value null at 'updates.1.member.id' failed to satisfy constraint: Member must not be null; Value null at 'updates.1.member.type' failed to satisfy constraint: Member must not be null; Value null at 'updates.1.member.action' failed to satisfy constraint: Member must not be null"}
            4.9 the second update: 400 ValidationException {"message":"2 validation errors detected: Value '' at 'updates.2.member.id' failed to satisfy constraint: Member must have length greater than or equal to 1; Value 'FOO' at 'updates.2.member.type' failed to satisfy constraint: Member must satisfy enum value set: [EXECUTION, CONTEXT, STEP, WAIT, CALLBACK, CHAINED_INVOKE]"}
            4.9 two updates: 400 ValidationException {"message":"2 validation errors detected: Value '' at 'updates.1.member.id' failed to satisfy constraint: Member must have length greater than or equal to 1; Value null at 'updates.2.member.action' failed to satisfy constraint: Member must not be null"}
            4.9 all options: 400 ValidationException {"message":"5 validation errors detected: Value '0' at 'updates.1.member.stepOptions.nextAttemptDelaySeconds' failed to satisfy constraint: Member must have value greater than or equal to 1; Value '0' at 'updates.1.member.waitOptions.waitSeconds' failed to satisfy constraint: Member must have value greater than or equal to 1; Value '-1' at 'updates.1.member.callbackOptions.timeoutSeconds' failed to satisfy constraint: Member must have value greater than or equal to 0; Value '-1' at 'updates.1.member.callbackOptions.heartbeatTimeoutSeconds' failed to satisfy constraint: Member must have value greater than or equal to 0; Value null at 'updates.1.member.chainedInvokeOptions.functionName' failed to satisfy constraint: Member must not be null"}
        "#]],
    }
}

/// A text that is wrong in the same way is refused in the same way by everybody.
fn not_json() -> Table {
    let rows = r#"
        4.9 nothing, where something is needed | POST {run}/checkpoint
        4.9 half a structure | POST {run}/{checkpoint,stop,pause,resume} | {
        4.9 half a list | POST {run}/{checkpoint,stop,pause,resume} | [
        4.9 half a text | POST {run}/{checkpoint,stop,pause,resume} | {"ErrorType":"
        4.9 a word | POST {run}/{checkpoint,stop,pause,resume} | x
        4.9 a list | POST {run}/{checkpoint,stop,pause,resume} | []
        4.9 a number | POST {run}/{checkpoint,stop,pause,resume} | 1
        4.9 a text | POST {run}/{checkpoint,stop,pause,resume} | "x"
        4.9 a truth | POST {run}/{checkpoint,stop,pause,resume} | true
        4.9 null, where something is needed | POST {run}/checkpoint | null
        4.9 a comma at the end | POST {run}/{checkpoint,stop,pause,resume} | {"ErrorType":"a",}
        4.9 a brace too many | POST {run}/{checkpoint,stop,pause,resume} | {"ErrorType":"a"}}
        4.9 two documents | POST {run}/{checkpoint,stop,pause,resume} | {"ErrorType":"a"} {}
        4.9 other quotes | POST {run}/{checkpoint,stop,pause,resume} | {'ErrorType':'a'}
        4.9 no quotes | POST {run}/{checkpoint,stop,pause,resume} | {ErrorType:1}
        4.9 no number | POST {run}/{checkpoint,stop,pause,resume} | {"X":NaN}
        4.9 a number with a zero in front | POST {run}/{checkpoint,stop,pause,resume} | {"X":01}
        4.9 a comment | POST {run}/{checkpoint,stop,pause,resume} | {} // x
        4.9 a line in a text | POST {run}/{checkpoint,stop,pause,resume} | {"ErrorType":"{0x0a}"}
        4.9 no such escape | POST {run}/{checkpoint,stop,pause,resume} | {"ErrorType":"\x41"}
        4.9 half a pair | POST {run}/stop | {"ErrorType":"\ud800"}
        4.9 too deep | POST {run}/{checkpoint,stop,pause,resume} | {"ErrorType":{[*200}
    "#;
    Table {
        rows,
        told: expect![[r#"
            4.9 nothing, where something is needed: 400 SerializationException {"message":"Unexpected end-of-input at line 1, column 0"}
            4.9 half a structure: 400 SerializationException {"message":"Unexpected end-of-input at line 1, column 1"}
            4.9 half a list: 400 SerializationException {"message":"Start of list found where not expected"}
            4.9 half a text: 400 SerializationException {"message":"Unexpected end-of-input at line 1, column 14"}
            4.9 a word: 400 SerializationException {"message":"Unexpected character at line 1, column 1"}
            4.9 a list: 400 SerializationException {"message":"Start of list found where not expected"}
            4.9 a number: 400 SerializationException {"message":"Expected a structure or map"}
            4.9 a text: 400 SerializationException {"message":"Expected a structure or map"}
            4.9 a truth: 400 SerializationException {"message":"Expected a structure or map"}
            4.9 null, where something is needed: 400 SerializationException {"message":"Expected a structure or map"}
            4.9 a comma at the end: 400 SerializationException {"message":"Unexpected character at line 1, column 18"}
            4.9 a brace too many: 400 SerializationException {"message":"Unexpected character at line 1, column 18"}
            4.9 two documents: 400 SerializationException {"message":"Unexpected character at line 1, column 19"}
            4.9 other quotes: 400 SerializationException {"message":"Unexpected character at line 1, column 2"}
            4.9 no quotes: 400 SerializationException {"message":"Unexpected character at line 1, column 2"}
            4.9 no number: 400 SerializationException {"message":"Unexpected character at line 1, column 6"}
            4.9 a number with a zero in front: 400 SerializationException {"message":"Unexpected character at line 1, column 7"}
            4.9 a comment: 400 SerializationException {"message":"Unexpected character at line 1, column 4"}
            4.9 a line in a text: 400 SerializationException {"message":"Unexpected character at line 1, column 14"}
            4.9 no such escape: 400 SerializationException {"message":"Unexpected character at line 1, column 16"}
            4.9 half a pair: 400 SerializationException {"message":"Unexpected character at line 1, column 21"}
            4.9 too deep: 400 SerializationException {"message":"Unexpected end-of-input at line 1, column 213"}
        "#]],
    }
}

fn not_what_is_read() -> Table {
    let rows = r#"
        4.9 a member twice | POST {run}/stop | {"ErrorType":"a","ErrorType":"b"}
        4.9 a token twice | POST {run}/checkpoint | {"CheckpointToken":"{run token}","CheckpointToken":"{run token}"}
        4.9 an id twice | UPDATES | [{"Id":"x","Id":"y","Type":"STEP","Action":"START"}]
        4.9 the updates' end | UPDATES | [{"Id":"x","Type":"STEP","Action":"START"}
        4.9 an update that is text | UPDATES | ["x"]
        4.9 an update that is null | UPDATES | [null]
        4.9 an update that is a list | UPDATES | [["x"]]
        1.13 half a start | POST /start-durable-execution | {
        1.13 a start of a word | POST /start-durable-execution | x
        1.13 half an endpoint | PUT /lambda-endpoint | {
        1.13 an endpoint of a word | PUT /lambda-endpoint | x
    "#;
    Table {
        rows,
        told: expect![[r#"
            4.9 a member twice: 400 SerializationException {"message":"Duplicate member 'ErrorType'"}
            4.9 a token twice: 400 SerializationException {"message":"Duplicate member 'CheckpointToken'"}
            4.9 an id twice: 400 SerializationException {"message":"Duplicate member 'Id'"}
            4.9 the updates' end: 400 SerializationException {"message":"Unexpected character at line 1, column 131"}
            4.9 an update that is text: 400 SerializationException {"message":"Expected a structure or map"}
            4.9 an update that is null: 400 SerializationException {"message":"Expected a structure or map"}
            4.9 an update that is a list: 400 SerializationException {"message":"Start of list found where not expected"}
            1.13 half a start: 400 SerializationException {"message":"Unexpected end-of-input at line 1, column 1"}
            1.13 a start of a word: 400 SerializationException {"message":"Unexpected character at line 1, column 1"}
            1.13 half an endpoint: 400 SerializationException {"message":"Unexpected end-of-input at line 1, column 1"}
            1.13 an endpoint of a word: 400 SerializationException {"message":"Unexpected character at line 1, column 1"}
        "#]],
    }
}

fn not_even_text() -> Table {
    let rows = r#"
        4.9 bytes in a member | POST {run}/stop | {"ErrorType":"{0xff}"}
        4.9 bytes in a name | POST {run}/stop | {"{0xff}":1}
        4.9 bytes in a member that nobody knows | POST {run}/stop | {"Extra":"{0xff}"}
        4.9 bytes | POST {run}/{checkpoint,stop,pause,resume} | {0xff}
        4.9 bytes in an update | UPDATES | [{"Id":"x","Type":"STEP","Action":"SUCCEED","Payload":"{0xff}"}]
        4.9 bytes in an update's member that nobody knows | UPDATES | [{"Id":"x","Type":"STEP","Action":"SUCCEED","Extra":"{0xff}"}]
        4.9 bytes in a reason | POST {run}/{pause,resume} | {"Reason":"{0xff}"}
        4.9 a mark of the order of bytes | POST {run}/{checkpoint,stop,pause,resume} | {0xef}{0xbb}{0xbf}{}
        4.9 a zero | POST {run}/{checkpoint,stop,pause,resume} | {0x00}
        1.13 bytes in a start | POST /start-durable-execution | {"AccountId":"{0xff}"}
    "#;
    Table {
        rows,
        told: expect![[r#"
            4.9 bytes in a member: 400 SerializationException {"message":"Invalid UTF-8 at byte 15"}
            4.9 bytes in a name: 400 SerializationException {"message":"Invalid UTF-8 at byte 3"}
            4.9 bytes in a member that nobody knows: 400 SerializationException {"message":"Invalid UTF-8 at byte 11"}
            4.9 bytes: 400 SerializationException {"message":"Invalid UTF-8 at byte 1"}
            4.9 bytes in an update: 400 SerializationException {"message":"Invalid UTF-8 at byte 144"}
            4.9 bytes in an update's member that nobody knows: 400 SerializationException {"message":"Invalid UTF-8 at byte 142"}
            4.9 bytes in a reason: 400 SerializationException {"message":"Invalid UTF-8 at byte 12"}
            4.9 a mark of the order of bytes: 400 SerializationException {"message":"Unexpected character at line 1, column 1"}
            4.9 a zero: 400 SerializationException {"message":"Unexpected character at line 1, column 1"}
            1.13 bytes in a start: 400 SerializationException {"message":"Invalid UTF-8 at byte 15"}
        "#]],
    }
}
