//! Updates of a checkpoint that an execution does not take: the batch as a whole, what it says of operations that
//! are known, and what an action may carry (contract 4.3 to 4.8). The states have a grid of their own, in `cells`.

use expect_test::expect;
use serde_json::json;

use super::table::{Stage, Table};
use crate::http::world::World;

pub(super) const TABLES: &[fn() -> Table] = &[batches, parents, metadata, options, targets, order];

/// An execution with operations of every type.
pub(super) async fn stage(world: &World) -> Stage<'_> {
    let mut run = world.start("flow", "1").await;
    run.checkpoint(&json!([
        {"Id": "open", "Type": "STEP", "Action": "START", "Name": "n", "SubType": "Step"},
        {"Id": "bare", "Type": "STEP", "Action": "START"},
        {"Id": "done", "Type": "STEP", "Action": "SUCCEED", "Payload": "1"},
        {"Id": "group", "Type": "CONTEXT", "Action": "START", "Name": "g"},
        {"Id": "child", "Type": "STEP", "Action": "START", "ParentId": "group"},
        {"Id": "closed", "Type": "CONTEXT", "Action": "SUCCEED", "Payload": "1"},
        {"Id": "nap", "Type": "WAIT", "Action": "START", "WaitOptions": {"WaitSeconds": 600}},
        {"Id": "call", "Type": "CALLBACK", "Action": "START"},
        {"Id": "chained", "Type": "CHAINED_INVOKE", "Action": "START",
         "ChainedInvokeOptions": {"FunctionName": "nobody:1"}},
    ]))
    .await;
    let mut stage = Stage::new(run);
    let id = stage.run.arn.rsplit('/').next().unwrap().to_owned();
    stage.names.text("execution id", &id);
    stage
}

#[tokio::test]
async fn a_batch_is_taken_whole_or_not_at_all() {
    let world = World::new().await;
    let mut stage = stage(&world).await;
    for table in TABLES {
        stage.refuses(table()).await;
    }
}

/// Row 32.
fn batches() -> Table {
    let rows = r#"
        4.3 two executions | UPDATES | [{"Id":"e","Type":"EXECUTION","Action":"SUCCEED"},{"Id":"f","Type":"EXECUTION","Action":"SUCCEED"}]
        4.3 two executions of one id | UPDATES | [{"Id":"e","Type":"EXECUTION","Action":"FAIL"},{"Id":"e","Type":"EXECUTION","Action":"SUCCEED"}]
        4.3 execution first | UPDATES | [{"Id":"e","Type":"EXECUTION","Action":"SUCCEED"},{"Id":"x","Type":"STEP","Action":"START"}]
        4.3 execution in the middle | UPDATES | [{"Id":"y","Type":"STEP","Action":"START"},{"Id":"e","Type":"EXECUTION","Action":"FAIL"},{"Id":"x","Type":"STEP","Action":"START"}]
        4.3 start twice | UPDATES | [{"Id":"x","Type":"STEP","Action":"START"},{"Id":"x","Type":"STEP","Action":"START"}]
        4.3 close twice | UPDATES | [{"Id":"x","Type":"STEP","Action":"SUCCEED"},{"Id":"x","Type":"STEP","Action":"SUCCEED"}]
        4.3 close, then start | UPDATES | [{"Id":"x","Type":"STEP","Action":"SUCCEED"},{"Id":"x","Type":"STEP","Action":"START"}]
        4.3 retry, then start | UPDATES | [{"Id":"x","Type":"STEP","Action":"RETRY","StepOptions":{"NextAttemptDelaySeconds":1}},{"Id":"x","Type":"STEP","Action":"START"}]
        4.3 three of one step | UPDATES | [{"Id":"x","Type":"STEP","Action":"START"},{"Id":"x","Type":"STEP","Action":"SUCCEED"},{"Id":"x","Type":"STEP","Action":"SUCCEED"}]
        4.3 apart from each other | UPDATES | [{"Id":"x","Type":"STEP","Action":"START"},{"Id":"y","Type":"STEP","Action":"START"},{"Id":"x","Type":"STEP","Action":"START"}]
        4.3 close a known one twice | UPDATES | [{"Id":"open","Type":"STEP","Action":"SUCCEED"},{"Id":"open","Type":"STEP","Action":"SUCCEED"}]
        4.3 start a context twice | UPDATES | [{"Id":"x","Type":"CONTEXT","Action":"START"},{"Id":"x","Type":"CONTEXT","Action":"START"}]
        4.3 wait and cancel | UPDATES | [{"Id":"x","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":1}},{"Id":"x","Type":"WAIT","Action":"CANCEL"}]
        4.3 two callbacks | UPDATES | [{"Id":"x","Type":"CALLBACK","Action":"START"},{"Id":"x","Type":"CALLBACK","Action":"START"}]
        4.3 two chained invokes | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"plain"}},{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"plain"}}]
        4.3 two types | UPDATES | [{"Id":"x","Type":"STEP","Action":"START"},{"Id":"x","Type":"CONTEXT","Action":"SUCCEED"}]
        4.2 good, then bad | UPDATES | [{"Id":"x","Type":"STEP","Action":"SUCCEED"},{"Id":"done","Type":"STEP","Action":"START"}]
        4.2 good of every type, then bad | UPDATES | [{"Id":"a","Type":"STEP","Action":"START"},{"Id":"b","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":1}},{"Id":"c","Type":"CALLBACK","Action":"START"},{"Id":"d","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"plain"}},{"Id":"nap","Type":"WAIT","Action":"CANCEL"},{"Id":"open","Type":"STEP","Action":"FAIL"},{"Id":"x","Type":"WAIT","Action":"CANCEL"}]
        4.2 good, then the end, too large | UPDATES | [{"Id":"x","Type":"STEP","Action":"SUCCEED"},{"Id":"e","Type":"EXECUTION","Action":"SUCCEED","Payload":"{x*1048577}"}]
        4.2 bad, then the end | UPDATES | [{"Id":"done","Type":"STEP","Action":"START"},{"Id":"e","Type":"EXECUTION","Action":"SUCCEED","Payload":"1"}]
    "#;
    Table {
        rows,
        told: expect![[r#"
            4.3 two executions: 400 InvalidParameterValueException {"Type":"User","message":"Cannot checkpoint multiple EXECUTION updates."}
            4.3 two executions of one id: 400 InvalidParameterValueException {"Type":"User","message":"Cannot checkpoint multiple EXECUTION updates."}
            4.3 execution first: 400 InvalidParameterValueException {"Type":"User","message":"EXECUTION checkpoint must be the last update."}
            4.3 execution in the middle: 400 InvalidParameterValueException {"Type":"User","message":"EXECUTION checkpoint must be the last update."}
            4.3 start twice: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
            4.3 close twice: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
            4.3 close, then start: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
            4.3 retry, then start: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
            4.3 three of one step: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
            4.3 apart from each other: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
            4.3 close a known one twice: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
            4.3 start a context twice: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
            4.3 wait and cancel: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
            4.3 two callbacks: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
            4.3 two chained invokes: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
            4.3 two types: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
            4.2 good, then bad: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current STEP state to start."}
            4.2 good of every type, then bad: 400 InvalidParameterValueException {"Type":"User","message":"Cannot cancel a WAIT that does not exist or has already completed."}
            4.2 good, then the end, too large: 400 InvalidParameterValueException {"Type":"User","message":"Execution output payload size must be less than or equal to 1048576 bytes."}
            4.2 bad, then the end: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current STEP state to start."}
        "#]],
    }
}

fn parents() -> Table {
    let rows = r#"
        4.7 unknown | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","ParentId":"nobody"}]
        4.7 a step | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","ParentId":"open"}]
        4.7 a wait | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","ParentId":"nap"}]
        4.7 a callback | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","ParentId":"call"}]
        4.7 a chained invoke | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","ParentId":"chained"}]
        4.7 the execution | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","ParentId":"{execution id}"}]
        4.7 itself | UPDATES | [{"Id":"x","Type":"CONTEXT","Action":"START","ParentId":"x"}]
        4.7 itself, known | UPDATES | [{"Id":"group","Type":"CONTEXT","Action":"SUCCEED","ParentId":"group"}]
        4.3 started later | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","ParentId":"y"},{"Id":"y","Type":"CONTEXT","Action":"START"}]
        4.3 a step of the batch | UPDATES | [{"Id":"y","Type":"STEP","Action":"START"},{"Id":"x","Type":"STEP","Action":"START","ParentId":"y"}]
        4.3 of a wait | UPDATES | [{"Id":"x","Type":"WAIT","Action":"START","ParentId":"nobody","WaitOptions":{"WaitSeconds":1}}]
        4.3 of a callback | UPDATES | [{"Id":"x","Type":"CALLBACK","Action":"START","ParentId":"nobody"}]
        4.3 of a chained invoke | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ParentId":"nobody","ChainedInvokeOptions":{"FunctionName":"plain"}}]
        4.3 of a context | UPDATES | [{"Id":"x","Type":"CONTEXT","Action":"SUCCEED","ParentId":"nobody"}]
    "#;
    Table {
        rows,
        told: expect![[r#"
            4.7 unknown: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
            4.7 a step: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
            4.7 a wait: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
            4.7 a callback: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
            4.7 a chained invoke: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
            4.7 the execution: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
            4.7 itself: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
            4.7 itself, known: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
            4.3 started later: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
            4.3 a step of the batch: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
            4.3 of a wait: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
            4.3 of a callback: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
            4.3 of a chained invoke: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
            4.3 of a context: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
        "#]],
    }
}

/// What is left out stays as it is; what is said must be the same.
fn metadata() -> Table {
    let rows = r#"
        4.4 another type | UPDATES | [{"Id":"open","Type":"CONTEXT","Action":"SUCCEED"}]
        4.4 the execution's id | UPDATES | [{"Id":"{execution id}","Type":"STEP","Action":"START"}]
        4.4 another subtype | UPDATES | [{"Id":"open","Type":"STEP","Action":"SUCCEED","SubType":"Other"}]
        4.4 a subtype where there was none | UPDATES | [{"Id":"bare","Type":"STEP","Action":"SUCCEED","SubType":"Step"}]
        4.4 another name | UPDATES | [{"Id":"open","Type":"STEP","Action":"SUCCEED","Name":"other"}]
        4.4 a name where there was none | UPDATES | [{"Id":"bare","Type":"STEP","Action":"SUCCEED","Name":"n"}]
        4.4 a name in capitals | UPDATES | [{"Id":"open","Type":"STEP","Action":"SUCCEED","Name":"N"}]
        4.4 another name of a context | UPDATES | [{"Id":"group","Type":"CONTEXT","Action":"SUCCEED","Name":"other"}]
        4.4 another name in the batch | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","Name":"a"},{"Id":"x","Type":"STEP","Action":"SUCCEED","Name":"b"}]
        4.4 another parent | UPDATES | [{"Id":"child","Type":"STEP","Action":"SUCCEED","ParentId":"closed"}]
        4.4 a parent where there was none | UPDATES | [{"Id":"open","Type":"STEP","Action":"SUCCEED","ParentId":"group"}]
        4.4 another subtype of a wait | UPDATES | [{"Id":"nap","Type":"WAIT","Action":"CANCEL","SubType":"Other"}]
    "#;
    Table {
        rows,
        told: expect![[r#"
            4.4 another type: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent operation type."}
            4.4 the execution's id: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent operation type."}
            4.4 another subtype: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent operation subtype."}
            4.4 a subtype where there was none: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent operation subtype."}
            4.4 another name: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent operation name."}
            4.4 a name where there was none: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent operation name."}
            4.4 a name in capitals: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent operation name."}
            4.4 another name of a context: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent operation name."}
            4.4 another name in the batch: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent operation name."}
            4.4 another parent: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent parent operation id."}
            4.4 a parent where there was none: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent parent operation id."}
            4.4 another subtype of a wait: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent operation subtype."}
        "#]],
    }
}

/// Row 31: new operations and known ones alike.
fn options() -> Table {
    let rows = r#"
        4.5 retry without options | UPDATES | [{"Id":"{x,open}","Type":"STEP","Action":"RETRY","Error":{}}]
        4.5 retry without a delay | UPDATES | [{"Id":"{x,open}","Type":"STEP","Action":"RETRY","StepOptions":{}}]
        4.5 retry with a null delay | UPDATES | [{"Id":"{x,open}","Type":"STEP","Action":"RETRY","StepOptions":{"NextAttemptDelaySeconds":null}}]
        4.5 retry with other options | UPDATES | [{"Id":"{x,open}","Type":"STEP","Action":"RETRY","WaitOptions":{"WaitSeconds":1}}]
        4.5 retry with error and payload | UPDATES | [{"Id":"{x,open}","Type":"STEP","Action":"RETRY","Error":{},"Payload":"1","StepOptions":{"NextAttemptDelaySeconds":1}}]
        4.5 step succeeds with an error | UPDATES | [{"Id":"{x,open}","Type":"STEP","Action":"SUCCEED","Error":{}}]
        4.5 step succeeds with both | UPDATES | [{"Id":"{x,open}","Type":"STEP","Action":"SUCCEED","Payload":"1","Error":{}}]
        4.5 step fails with a payload | UPDATES | [{"Id":"{x,open}","Type":"STEP","Action":"FAIL","Payload":"1"}]
        4.5 step fails with both | UPDATES | [{"Id":"{x,open}","Type":"STEP","Action":"FAIL","Payload":"","Error":{}}]
        4.6 context succeeds with an error | UPDATES | [{"Id":"{x,group}","Type":"CONTEXT","Action":"SUCCEED","Error":{}}]
        4.6 context fails with a payload | UPDATES | [{"Id":"{x,group}","Type":"CONTEXT","Action":"FAIL","Payload":"1"}]
        4.6 execution succeeds with an error | UPDATES | [{"Id":"e","Type":"EXECUTION","Action":"SUCCEED","Error":{}}]
        4.6 execution fails with a payload | UPDATES | [{"Id":"e","Type":"EXECUTION","Action":"FAIL","Payload":"1"}]
        4.6 wait without options | UPDATES | [{"Id":"x","Type":"WAIT","Action":"START"}]
        4.6 wait without seconds | UPDATES | [{"Id":"x","Type":"WAIT","Action":"START","WaitOptions":{}}]
        4.6 wait with null seconds | UPDATES | [{"Id":"x","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":null}}]
        4.6 wait with other options | UPDATES | [{"Id":"x","Type":"WAIT","Action":"START","StepOptions":{"NextAttemptDelaySeconds":1}}]
        4.6 chained invoke without options | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START"}]
    "#;
    Table {
        rows,
        told: expect![[r#"
            4.5 retry without options: 400 InvalidParameterValueException {"Type":"User","message":"Invalid StepOptions for the given action."}
            4.5 retry without a delay: 400 InvalidParameterValueException {"Type":"User","message":"Invalid StepOptions for the given action."}
            4.5 retry with a null delay: 400 InvalidParameterValueException {"Type":"User","message":"Invalid StepOptions for the given action."}
            4.5 retry with other options: 400 InvalidParameterValueException {"Type":"User","message":"Invalid StepOptions for the given action."}
            4.5 retry with error and payload: 400 InvalidParameterValueException {"Type":"User","message":"Cannot provide both error and payload to RETRY a STEP."}
            4.5 step succeeds with an error: 400 InvalidParameterValueException {"Type":"User","message":"Cannot provide an Error for SUCCEED action."}
            4.5 step succeeds with both: 400 InvalidParameterValueException {"Type":"User","message":"Cannot provide an Error for SUCCEED action."}
            4.5 step fails with a payload: 400 InvalidParameterValueException {"Type":"User","message":"Cannot provide a Payload for FAIL action."}
            4.5 step fails with both: 400 InvalidParameterValueException {"Type":"User","message":"Cannot provide a Payload for FAIL action."}
            4.6 context succeeds with an error: 400 InvalidParameterValueException {"Type":"User","message":"Cannot provide an Error for SUCCEED action."}
            4.6 context fails with a payload: 400 InvalidParameterValueException {"Type":"User","message":"Cannot provide a Payload for FAIL action."}
            4.6 execution succeeds with an error: 400 InvalidParameterValueException {"Type":"User","message":"Cannot provide an Error for SUCCEED action."}
            4.6 execution fails with a payload: 400 InvalidParameterValueException {"Type":"User","message":"Cannot provide a Payload for FAIL action."}
            4.6 wait without options: 400 InvalidParameterValueException {"Type":"User","message":"Update for WAIT operation requires WaitOptions."}
            4.6 wait without seconds: 400 InvalidParameterValueException {"Type":"User","message":"Update for WAIT operation requires WaitOptions."}
            4.6 wait with null seconds: 400 InvalidParameterValueException {"Type":"User","message":"Update for WAIT operation requires WaitOptions."}
            4.6 wait with other options: 400 InvalidParameterValueException {"Type":"User","message":"Update for WAIT operation requires WaitOptions."}
            4.6 chained invoke without options: 400 InvalidParameterValueException {"Type":"User","message":"Update for CHAINED_INVOKE operation requires ChainedInvokeOptions."}
        "#]],
    }
}

fn targets() -> Table {
    let rows = r#"
        4.6 a space | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"a b"}}]
        4.6 an empty qualifier | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"f:"}}]
        4.6 two qualifiers | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"f:1:2"}}]
        4.6 half an ARN | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"arn:aws:lambda:us-east-1"}}]
        4.6 another service | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"arn:aws:states:us-east-1:123456789012:function:f"}}]
        5.4 another account | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"999999999999:function:f:1"}}]
        5.4 another account in an ARN | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"arn:aws:lambda:us-east-1:999999999999:function:f:1"}}]
        5.4 another region | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"arn:aws:lambda:eu-west-1:123456789012:function:f:1"}}]
        4.6 no tenant | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"f","TenantId":""}}]
        4.6 a tenant with a hash | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"f","TenantId":"a#b"}}]
        4.6 a tenant beyond ASCII | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"f","TenantId":"é"}}]
    "#;
    Table {
        rows,
        told: expect![[r#"
            4.6 a space: 400 InvalidParameterValueException {"Type":"User","message":"Invalid function ARN 'a b'"}
            4.6 an empty qualifier: 400 InvalidParameterValueException {"Type":"User","message":"Invalid function ARN 'f:'"}
            4.6 two qualifiers: 400 InvalidParameterValueException {"Type":"User","message":"Invalid function ARN 'f:1:2'"}
            4.6 half an ARN: 400 InvalidParameterValueException {"Type":"User","message":"Invalid function ARN 'arn:aws:lambda:us-east-1'"}
            4.6 another service: 400 InvalidParameterValueException {"Type":"User","message":"Invalid function ARN 'arn:aws:states:us-east-1:123456789012:function:f'"}
            5.4 another account: 400 InvalidParameterValueException {"Type":"User","message":"Cannot start a CHAINED_INVOKE on a function in another account."}
            5.4 another account in an ARN: 400 InvalidParameterValueException {"Type":"User","message":"Cannot start a CHAINED_INVOKE on a function in another account."}
            5.4 another region: 400 InvalidParameterValueException {"Type":"User","message":"Cannot start a CHAINED_INVOKE on a function in another region."}
            4.6 no tenant: 400 InvalidParameterValueException {"Type":"User","message":"TenantId must be 1 to 256 characters matching [a-zA-Z0-9._:/=+-@ ]."}
            4.6 a tenant with a hash: 400 InvalidParameterValueException {"Type":"User","message":"TenantId must be 1 to 256 characters matching [a-zA-Z0-9._:/=+-@ ]."}
            4.6 a tenant beyond ASCII: 400 InvalidParameterValueException {"Type":"User","message":"TenantId must be 1 to 256 characters matching [a-zA-Z0-9._:/=+-@ ]."}
        "#]],
    }
}

/// Where several things are wrong, the first of contract 4.2 is told.
fn order() -> Table {
    let rows = r#"
        4.2 shape before token | POST {run}/checkpoint | {"CheckpointToken":"YWJj","Updates":[{"Id":"","Type":"STEP","Action":"START"}]}
        4.2 token before options | POST {run}/checkpoint | {"CheckpointToken":"YWJj","Updates":[{"Id":"x","Type":"WAIT","Action":"START"}]}
        4.2 token before actions | POST {run}/checkpoint | {"CheckpointToken":"YWJj","Updates":[{"Id":"x","Type":"STEP","Action":"CANCEL"}]}
        4.2 token before batch | POST {run}/checkpoint | {"CheckpointToken":"YWJj","Updates":[{"Id":"x","Type":"STEP","Action":"START"},{"Id":"x","Type":"STEP","Action":"START"}]}
        4.2 executions before parents | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","ParentId":"nobody"},{"Id":"e","Type":"EXECUTION","Action":"SUCCEED"},{"Id":"f","Type":"EXECUTION","Action":"SUCCEED"}]
        4.2 parents in the order of the list | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","ParentId":"nobody"},{"Id":"y","Type":"STEP","Action":"START"},{"Id":"y","Type":"STEP","Action":"START"}]
        4.2 duplicates in the order of the list | UPDATES | [{"Id":"y","Type":"STEP","Action":"START"},{"Id":"y","Type":"STEP","Action":"START"},{"Id":"x","Type":"STEP","Action":"START","ParentId":"nobody"}]
        4.2 duplicates before states | UPDATES | [{"Id":"done","Type":"STEP","Action":"START"},{"Id":"y","Type":"STEP","Action":"START"},{"Id":"y","Type":"STEP","Action":"START"}]
        4.2 size before action | UPDATES | [{"Id":"x","Type":"CALLBACK","Action":"CANCEL","Payload":"{x*1048577}"}]
        4.2 action before metadata | UPDATES | [{"Id":"open","Type":"STEP","Action":"CANCEL","Name":"other"}]
        4.2 metadata before state | UPDATES | [{"Id":"done","Type":"STEP","Action":"START","Name":"other"}]
        4.2 the first of two updates | UPDATES | [{"Id":"done","Type":"STEP","Action":"SUCCEED"},{"Id":"nap","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":1}}]
    "#;
    Table {
        rows,
        told: expect![[r#"
            4.2 shape before token: 400 ValidationException {"message":"1 validation error detected: Value '' at 'updates.1.member.id' failed to satisfy constraint: Member must have length greater than or equal to 1"}
            4.2 token before options: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            4.2 token before actions: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            4.2 token before batch: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            4.2 executions before parents: 400 InvalidParameterValueException {"Type":"User","message":"Cannot checkpoint multiple EXECUTION updates."}
            4.2 parents in the order of the list: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
            4.2 duplicates in the order of the list: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
            4.2 duplicates before states: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
            4.2 size before action: 400 InvalidParameterValueException {"Type":"User","message":"CALLBACK output payload size must be less than or equal to 1048576 bytes."}
            4.2 action before metadata: 400 InvalidParameterValueException {"Type":"User","message":"Invalid action for the given operation type."}
            4.2 metadata before state: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent operation name."}
            4.2 the first of two updates: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current STEP state to close."}
        "#]],
    }
}
