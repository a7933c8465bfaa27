//! Every update that the service refuses: its answer, and that nothing came of it (contract 4.3 to 4.9).
//! Rows are those of the table of the official emulator's faults (contract 9).

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::run::Run;
use super::world::World;

/// An execution with an operation in every state that can be had at once.
async fn run(world: &World) -> Run<'_> {
    let mut run = world.start("flow", "1").await;
    run.checkpoint(&json!([
        {"Id": "open", "Type": "STEP", "Action": "START", "Name": "n", "SubType": "Step"},
        {"Id": "done", "Type": "STEP", "Action": "SUCCEED", "Payload": "1"},
        {"Id": "failed", "Type": "STEP", "Action": "FAIL", "Error": {"ErrorType": "T"}},
        {"Id": "later", "Type": "STEP", "Action": "RETRY", "StepOptions": {"NextAttemptDelaySeconds": 600}},
        {"Id": "group", "Type": "CONTEXT", "Action": "START", "Name": "g"},
        {"Id": "child", "Type": "STEP", "Action": "START", "ParentId": "group"},
        {"Id": "closed", "Type": "CONTEXT", "Action": "SUCCEED", "Payload": "1"},
        {"Id": "nap", "Type": "WAIT", "Action": "START", "WaitOptions": {"WaitSeconds": 600}},
        {"Id": "cancelled", "Type": "WAIT", "Action": "START", "WaitOptions": {"WaitSeconds": 600}},
        {"Id": "call", "Type": "CALLBACK", "Action": "START"},
        {"Id": "missing", "Type": "CHAINED_INVOKE", "Action": "START",
         "ChainedInvokeOptions": {"FunctionName": "nobody:1"}},
    ]))
    .await;
    run.checkpoint(&json!([{"Id": "cancelled", "Type": "WAIT", "Action": "CANCEL"}]))
        .await;
    run
}

/// Sends each line's updates, `name | updates`, and writes down the answers.
async fn table(rows: &str, expected: Expect) {
    let world = World::new().await;
    let run = run(&world).await;
    let before = run.fingerprint().await;
    let mut answers = String::new();
    for row in rows.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let (name, updates) = row.split_once(" | ").unwrap();
        let updates: Value = serde_json::from_str(updates).unwrap_or_else(|e| panic!("{row}: {e}"));
        let answer = run.try_checkpoint(&updates).await;
        answers.extend([name, ": ", &answer.to_string(), "\n"]);
        assert_eq!(run.fingerprint().await, before, "{name} changed something");
    }
    expected.assert_eq(&answers);
}

/// Row 32.
#[tokio::test]
async fn a_batch_is_taken_whole_or_not_at_all() {
    let rows = r#"
        two executions | [{"Id":"e","Type":"EXECUTION","Action":"SUCCEED"},{"Id":"f","Type":"EXECUTION","Action":"SUCCEED"}]
        execution not last | [{"Id":"e","Type":"EXECUTION","Action":"SUCCEED"},{"Id":"x","Type":"STEP","Action":"START"}]
        start twice | [{"Id":"x","Type":"STEP","Action":"START"},{"Id":"x","Type":"STEP","Action":"START"}]
        close, then start | [{"Id":"x","Type":"STEP","Action":"SUCCEED"},{"Id":"x","Type":"STEP","Action":"START"}]
        three of one step | [{"Id":"x","Type":"STEP","Action":"START"},{"Id":"x","Type":"STEP","Action":"SUCCEED"},{"Id":"x","Type":"STEP","Action":"SUCCEED"}]
        wait and cancel | [{"Id":"x","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":1}},{"Id":"x","Type":"WAIT","Action":"CANCEL"}]
        unknown parent | [{"Id":"x","Type":"STEP","Action":"START","ParentId":"nobody"}]
        parent is a step | [{"Id":"x","Type":"STEP","Action":"START","ParentId":"open"}]
        parent comes later | [{"Id":"x","Type":"STEP","Action":"START","ParentId":"y"},{"Id":"y","Type":"CONTEXT","Action":"START"}]
        its own parent | [{"Id":"x","Type":"CONTEXT","Action":"START","ParentId":"x"}]
        good, then bad | [{"Id":"x","Type":"STEP","Action":"SUCCEED"},{"Id":"done","Type":"STEP","Action":"START"}]
        other type | [{"Id":"open","Type":"CONTEXT","Action":"SUCCEED"}]
        other subtype | [{"Id":"open","Type":"STEP","Action":"SUCCEED","SubType":"Other"}]
        other name | [{"Id":"open","Type":"STEP","Action":"SUCCEED","Name":"other"}]
        other parent | [{"Id":"child","Type":"STEP","Action":"SUCCEED","ParentId":"closed"}]
    "#;
    table(rows, expect![[r#"
        two executions: 400 InvalidParameterValueException {"Type":"User","message":"Cannot checkpoint multiple EXECUTION updates."}
        execution not last: 400 InvalidParameterValueException {"Type":"User","message":"EXECUTION checkpoint must be the last update."}
        start twice: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
        close, then start: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
        three of one step: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
        wait and cancel: 400 InvalidParameterValueException {"Type":"User","message":"Cannot update the same operation twice in a single request."}
        unknown parent: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
        parent is a step: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
        parent comes later: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
        its own parent: 400 InvalidParameterValueException {"Type":"User","message":"Invalid parent operation id."}
        good, then bad: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current STEP state to start."}
        other type: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent operation type."}
        other subtype: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent operation subtype."}
        other name: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent operation name."}
        other parent: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent parent operation id."}
    "#]]).await;
}

#[tokio::test]
async fn no_operation_moves_where_it_cannot() {
    let rows = r#"
        start a started step | [{"Id":"open","Type":"STEP","Action":"START"}]
        start a pending step | [{"Id":"later","Type":"STEP","Action":"START"}]
        start a done step | [{"Id":"done","Type":"STEP","Action":"START"}]
        succeed a pending step | [{"Id":"later","Type":"STEP","Action":"SUCCEED"}]
        fail a pending step | [{"Id":"later","Type":"STEP","Action":"FAIL"}]
        succeed a done step | [{"Id":"done","Type":"STEP","Action":"SUCCEED"}]
        fail a failed step | [{"Id":"failed","Type":"STEP","Action":"FAIL"}]
        retry a pending step | [{"Id":"later","Type":"STEP","Action":"RETRY","StepOptions":{"NextAttemptDelaySeconds":1}}]
        retry a failed step | [{"Id":"failed","Type":"STEP","Action":"RETRY","StepOptions":{"NextAttemptDelaySeconds":1}}]
        cancel a step | [{"Id":"open","Type":"STEP","Action":"CANCEL"}]
        start a started context | [{"Id":"group","Type":"CONTEXT","Action":"START"}]
        start a closed context | [{"Id":"closed","Type":"CONTEXT","Action":"START"}]
        succeed a closed context | [{"Id":"closed","Type":"CONTEXT","Action":"SUCCEED"}]
        fail a closed context | [{"Id":"closed","Type":"CONTEXT","Action":"FAIL"}]
        retry a context | [{"Id":"group","Type":"CONTEXT","Action":"RETRY"}]
        cancel a context | [{"Id":"group","Type":"CONTEXT","Action":"CANCEL"}]
        start a started wait | [{"Id":"nap","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":1}}]
        start a cancelled wait | [{"Id":"cancelled","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":1}}]
        cancel an unknown wait | [{"Id":"x","Type":"WAIT","Action":"CANCEL"}]
        cancel a cancelled wait | [{"Id":"cancelled","Type":"WAIT","Action":"CANCEL"}]
        succeed a wait | [{"Id":"nap","Type":"WAIT","Action":"SUCCEED"}]
        start a started callback | [{"Id":"call","Type":"CALLBACK","Action":"START"}]
        cancel a callback | [{"Id":"call","Type":"CALLBACK","Action":"CANCEL"}]
        succeed a callback | [{"Id":"call","Type":"CALLBACK","Action":"SUCCEED"}]
        start a failed chained invoke | [{"Id":"missing","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"f"}}]
        cancel a chained invoke | [{"Id":"missing","Type":"CHAINED_INVOKE","Action":"CANCEL"}]
        start the execution | [{"Id":"e","Type":"EXECUTION","Action":"START"}]
        retry the execution | [{"Id":"e","Type":"EXECUTION","Action":"RETRY"}]
    "#;
    table(rows, expect![[r#"
        start a started step: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current STEP state to start."}
        start a pending step: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current STEP state to start."}
        start a done step: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current STEP state to start."}
        succeed a pending step: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current STEP state to close."}
        fail a pending step: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current STEP state to close."}
        succeed a done step: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current STEP state to close."}
        fail a failed step: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current STEP state to close."}
        retry a pending step: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current STEP state to re-attempt."}
        retry a failed step: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current STEP state to re-attempt."}
        cancel a step: 400 InvalidParameterValueException {"Type":"User","message":"Invalid action for the given operation type."}
        start a started context: 400 InvalidParameterValueException {"Type":"User","message":"Cannot start a CONTEXT that already exist."}
        start a closed context: 400 InvalidParameterValueException {"Type":"User","message":"Cannot start a CONTEXT that already exist."}
        succeed a closed context: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current CONTEXT state to close."}
        fail a closed context: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current CONTEXT state to close."}
        retry a context: 400 InvalidParameterValueException {"Type":"User","message":"Invalid action for the given operation type."}
        cancel a context: 400 InvalidParameterValueException {"Type":"User","message":"Invalid action for the given operation type."}
        start a started wait: 400 InvalidParameterValueException {"Type":"User","message":"Cannot start a WAIT that already exist."}
        start a cancelled wait: 400 InvalidParameterValueException {"Type":"User","message":"Cannot start a WAIT that already exist."}
        cancel an unknown wait: 400 InvalidParameterValueException {"Type":"User","message":"Cannot cancel a WAIT that does not exist or has already completed."}
        cancel a cancelled wait: 400 InvalidParameterValueException {"Type":"User","message":"Cannot cancel a WAIT that does not exist or has already completed."}
        succeed a wait: 400 InvalidParameterValueException {"Type":"User","message":"Invalid action for the given operation type."}
        start a started callback: 400 InvalidParameterValueException {"Type":"User","message":"Cannot start a CALLBACK that already exist."}
        cancel a callback: 400 InvalidParameterValueException {"Type":"User","message":"Invalid action for the given operation type."}
        succeed a callback: 400 InvalidParameterValueException {"Type":"User","message":"Invalid action for the given operation type."}
        start a failed chained invoke: 400 InvalidParameterValueException {"Type":"User","message":"Cannot start a CHAINED_INVOKE that already exist."}
        cancel a chained invoke: 400 InvalidParameterValueException {"Type":"User","message":"Invalid action for the given operation type."}
        start the execution: 400 InvalidParameterValueException {"Type":"User","message":"Invalid action for the given operation type."}
        retry the execution: 400 InvalidParameterValueException {"Type":"User","message":"Invalid action for the given operation type."}
    "#]]).await;
}

/// Row 31.
#[tokio::test]
async fn an_action_carries_what_belongs_to_it() {
    let rows = r#"
        retry without options | [{"Id":"x","Type":"STEP","Action":"RETRY","Error":{}}]
        retry without a delay | [{"Id":"x","Type":"STEP","Action":"RETRY","StepOptions":{}}]
        retry with error and payload | [{"Id":"x","Type":"STEP","Action":"RETRY","Error":{},"Payload":"1","StepOptions":{"NextAttemptDelaySeconds":1}}]
        step succeeds with an error | [{"Id":"x","Type":"STEP","Action":"SUCCEED","Error":{}}]
        step fails with a payload | [{"Id":"x","Type":"STEP","Action":"FAIL","Payload":"1"}]
        context succeeds with an error | [{"Id":"group","Type":"CONTEXT","Action":"SUCCEED","Error":{}}]
        context fails with a payload | [{"Id":"group","Type":"CONTEXT","Action":"FAIL","Payload":"1"}]
        execution succeeds with an error | [{"Id":"e","Type":"EXECUTION","Action":"SUCCEED","Error":{}}]
        execution fails with a payload | [{"Id":"e","Type":"EXECUTION","Action":"FAIL","Payload":"1"}]
        wait without options | [{"Id":"x","Type":"WAIT","Action":"START"}]
        wait without seconds | [{"Id":"x","Type":"WAIT","Action":"START","WaitOptions":{}}]
        chained invoke without options | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START"}]
        no function's name | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"a b"}}]
        another account | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"999999999999:function:f:1"}}]
        another region | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"arn:aws:lambda:eu-west-1:123456789012:function:f:1"}}]
        no tenant | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"f","TenantId":""}}]
        bad tenant | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"f","TenantId":"a#b"}}]
    "#;
    table(rows, expect![[r#"
        retry without options: 400 InvalidParameterValueException {"Type":"User","message":"Invalid StepOptions for the given action."}
        retry without a delay: 400 InvalidParameterValueException {"Type":"User","message":"Invalid StepOptions for the given action."}
        retry with error and payload: 400 InvalidParameterValueException {"Type":"User","message":"Cannot provide both error and payload to RETRY a STEP."}
        step succeeds with an error: 400 InvalidParameterValueException {"Type":"User","message":"Cannot provide an Error for SUCCEED action."}
        step fails with a payload: 400 InvalidParameterValueException {"Type":"User","message":"Cannot provide a Payload for FAIL action."}
        context succeeds with an error: 400 InvalidParameterValueException {"Type":"User","message":"Cannot provide an Error for SUCCEED action."}
        context fails with a payload: 400 InvalidParameterValueException {"Type":"User","message":"Cannot provide a Payload for FAIL action."}
        execution succeeds with an error: 400 InvalidParameterValueException {"Type":"User","message":"Cannot provide an Error for SUCCEED action."}
        execution fails with a payload: 400 InvalidParameterValueException {"Type":"User","message":"Cannot provide a Payload for FAIL action."}
        wait without options: 400 InvalidParameterValueException {"Type":"User","message":"Update for WAIT operation requires WaitOptions."}
        wait without seconds: 400 InvalidParameterValueException {"Type":"User","message":"Update for WAIT operation requires WaitOptions."}
        chained invoke without options: 400 InvalidParameterValueException {"Type":"User","message":"Update for CHAINED_INVOKE operation requires ChainedInvokeOptions."}
        no function's name: 400 InvalidParameterValueException {"Type":"User","message":"Invalid function ARN 'a b'"}
        another account: 400 InvalidParameterValueException {"Type":"User","message":"Cannot start a CHAINED_INVOKE on a function in another account."}
        another region: 400 InvalidParameterValueException {"Type":"User","message":"Cannot start a CHAINED_INVOKE on a function in another region."}
        no tenant: 400 InvalidParameterValueException {"Type":"User","message":"TenantId must be 1 to 256 characters matching [a-zA-Z0-9._:/=+-@ ]."}
        bad tenant: 400 InvalidParameterValueException {"Type":"User","message":"TenantId must be 1 to 256 characters matching [a-zA-Z0-9._:/=+-@ ]."}
    "#]]).await;
}

/// Row 29, row 49.
#[tokio::test]
async fn members_that_break_the_model_are_named() {
    let rows = r#"
        no id | [{"Type":"STEP","Action":"START"}]
        null id | [{"Id":null,"Type":"STEP","Action":"START"}]
        empty id | [{"Id":"","Type":"STEP","Action":"START"}]
        long id | [{"Id":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","Type":"STEP","Action":"START"}]
        id with a space | [{"Id":"a b","Type":"STEP","Action":"START"}]
        no type | [{"Id":"x","Action":"START"}]
        unknown type | [{"Id":"x","Type":"FOO","Action":"START"}]
        lower case type | [{"Id":"x","Type":"step","Action":"START"}]
        no action | [{"Id":"x","Type":"STEP"}]
        unknown action | [{"Id":"x","Type":"STEP","Action":"BEGIN"}]
        empty name | [{"Id":"x","Type":"STEP","Action":"START","Name":""}]
        name with a newline | [{"Id":"x","Type":"STEP","Action":"START","Name":"a\nb"}]
        empty subtype | [{"Id":"x","Type":"STEP","Action":"START","SubType":""}]
        long subtype | [{"Id":"x","Type":"STEP","Action":"START","SubType":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}]
        empty parent | [{"Id":"x","Type":"STEP","Action":"START","ParentId":""}]
        no delay | [{"Id":"x","Type":"STEP","Action":"RETRY","StepOptions":{"NextAttemptDelaySeconds":0}}]
        long delay | [{"Id":"x","Type":"STEP","Action":"RETRY","StepOptions":{"NextAttemptDelaySeconds":31622401}}]
        no wait | [{"Id":"x","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":0}}]
        long wait | [{"Id":"x","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":99999999}}]
        negative timeout | [{"Id":"x","Type":"CALLBACK","Action":"START","CallbackOptions":{"TimeoutSeconds":-1}}]
        long heartbeat | [{"Id":"x","Type":"CALLBACK","Action":"START","CallbackOptions":{"HeartbeatTimeoutSeconds":100000000}}]
        no function | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{}}]
        empty function | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":""}}]
        two at once | [{"Id":"x","Type":"STEP","Action":"START"},{"Id":"","Type":"FOO","Action":"START"}]
    "#;
    table(rows, expect![[r#"
        no id: 400 ValidationException {"message":"1 validation error detected: Value null at 'updates.1.member.id' failed to satisfy constraint: Member must not be null"}
        null id: 400 ValidationException {"message":"1 validation error detected: Value null at 'updates.1.member.id' failed to satisfy constraint: Member must not be null"}
        empty id: 400 ValidationException {"message":"1 validation error detected: Value '' at 'updates.1.member.id' failed to satisfy constraint: Member must have length greater than or equal to 1"}
        long id: 400 ValidationException {"message":"1 validation error detected: Value 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' at 'updates.1.member.id' failed to satisfy constraint: Member must have length less than or equal to 64"}
        id with a space: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'updates.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"}
        no type: 400 ValidationException {"message":"1 validation error detected: Value null at 'updates.1.member.type' failed to satisfy constraint: Member must not be null"}
        unknown type: 400 ValidationException {"message":"1 validation error detected: Value 'FOO' at 'updates.1.member.type' failed to satisfy constraint: Member must satisfy enum value set: [EXECUTION, CONTEXT, STEP, WAIT, CALLBACK, CHAINED_INVOKE]"}
        lower case type: 400 ValidationException {"message":"1 validation error detected: Value 'step' at 'updates.1.member.type' failed to satisfy constraint: Member must satisfy enum value set: [EXECUTION, CONTEXT, STEP, WAIT, CALLBACK, CHAINED_INVOKE]"}
        no action: 400 ValidationException {"message":"1 validation error detected: Value null at 'updates.1.member.action' failed to satisfy constraint: Member must not be null"}
        unknown action: 400 ValidationException {"message":"1 validation error detected: Value 'BEGIN' at 'updates.1.member.action' failed to satisfy constraint: Member must satisfy enum value set: [START, SUCCEED, FAIL, RETRY, CANCEL]"}
        empty name: 400 ValidationException {"message":"1 validation error detected: Value '' at 'updates.1.member.name' failed to satisfy constraint: Member must have length greater than or equal to 1"}
        name with a newline: 400 ValidationException {"message":"1 validation error detected: Value 'a\nb' at 'updates.1.member.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\x20-\\x7E]+"}
        empty subtype: 400 ValidationException {"message":"1 validation error detected: Value '' at 'updates.1.member.subType' failed to satisfy constraint: Member must have length greater than or equal to 1"}
        long subtype: 400 ValidationException {"message":"1 validation error detected: Value 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' at 'updates.1.member.subType' failed to satisfy constraint: Member must have length less than or equal to 32"}
        empty parent: 400 ValidationException {"message":"1 validation error detected: Value '' at 'updates.1.member.parentId' failed to satisfy constraint: Member must have length greater than or equal to 1"}
        no delay: 400 ValidationException {"message":"1 validation error detected: Value '0' at 'updates.1.member.stepOptions.nextAttemptDelaySeconds' failed to satisfy constraint: Member must have value greater than or equal to 1"}
        long delay: 400 ValidationException {"message":"1 validation error detected: Value '31622401' at 'updates.1.member.stepOptions.nextAttemptDelaySeconds' failed to satisfy constraint: Member must have value less than or equal to 31622400"}
        no wait: 400 ValidationException {"message":"1 validation error detected: Value '0' at 'updates.1.member.waitOptions.waitSeconds' failed to satisfy constraint: Member must have value greater than or equal to 1"}
        long wait: 400 ValidationException {"message":"1 validation error detected: Value '99999999' at 'updates.1.member.waitOptions.waitSeconds' failed to satisfy constraint: Member must have value less than or equal to 31622400"}
        negative timeout: 400 ValidationException {"message":"1 validation error detected: Value '-1' at 'updates.1.member.callbackOptions.timeoutSeconds' failed to satisfy constraint: Member must have value greater than or equal to 0"}
        long heartbeat: 400 ValidationException {"message":"1 validation error detected: Value '100000000' at 'updates.1.member.callbackOptions.heartbeatTimeoutSeconds' failed to satisfy constraint: Member must have value less than or equal to 99999999"}
        no function: 400 ValidationException {"message":"1 validation error detected: Value null at 'updates.1.member.chainedInvokeOptions.functionName' failed to satisfy constraint: Member must not be null"}
        empty function: 400 ValidationException {"message":"1 validation error detected: Value '' at 'updates.1.member.chainedInvokeOptions.functionName' failed to satisfy constraint: Member must have length greater than or equal to 1"}
        two at once: 400 ValidationException {"message":"2 validation errors detected: Value '' at 'updates.2.member.id' failed to satisfy constraint: Member must have length greater than or equal to 1; Value 'FOO' at 'updates.2.member.type' failed to satisfy constraint: Member must satisfy enum value set: [EXECUTION, CONTEXT, STEP, WAIT, CALLBACK, CHAINED_INVOKE]"}
    "#]]).await;
}

/// Row 49.
#[tokio::test]
async fn members_of_the_wrong_type_are_named() {
    let rows = r#"
        updates are no list | {}
        updates are text | "x"
        an update is text | ["x"]
        an update is null | [null]
        an update is a list | [["x"]]
        id is a number | [{"Id":1,"Type":"STEP","Action":"START"}]
        id is true | [{"Id":true,"Type":"STEP","Action":"START"}]
        id is a list | [{"Id":["x"],"Type":"STEP","Action":"START"}]
        type is an object | [{"Id":"x","Type":{},"Action":"START"}]
        payload is an object | [{"Id":"x","Type":"STEP","Action":"SUCCEED","Payload":{"a":1}}]
        error is text | [{"Id":"x","Type":"STEP","Action":"FAIL","Error":"no"}]
        error message is a number | [{"Id":"x","Type":"STEP","Action":"FAIL","Error":{"ErrorMessage":1}}]
        stack trace is text | [{"Id":"x","Type":"STEP","Action":"FAIL","Error":{"StackTrace":"x"}}]
        wait is text | [{"Id":"x","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":"x"}}]
        wait is half | [{"Id":"x","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":1.5}}]
        options are a list | [{"Id":"x","Type":"WAIT","Action":"START","WaitOptions":[]}]
        flag is text | [{"Id":"x","Type":"CONTEXT","Action":"START","ContextOptions":{"ReplayChildren":"true"}}]
    "#;
    table(rows, expect![[r#"
        updates are no list: 400 SerializationException {"message":"Start of structure or map found where not expected."}
        updates are text: 400 SerializationException {"message":"Expected list or null"}
        an update is text: 400 SerializationException {"message":"Expected a structure or map"}
        an update is null: 400 SerializationException {"message":"Expected a structure or map"}
        an update is a list: 400 SerializationException {"message":"Start of list found where not expected"}
        id is a number: 400 SerializationException {"message":"NUMBER_VALUE can not be converted to a String"}
        id is true: 400 SerializationException {"message":"TRUE_VALUE can not be converted to a String"}
        id is a list: 400 SerializationException {"message":"Start of list found where not expected"}
        type is an object: 400 SerializationException {"message":"Start of structure or map found where not expected."}
        payload is an object: 400 SerializationException {"message":"Start of structure or map found where not expected."}
        error is text: 400 SerializationException {"message":"Expected a structure or map"}
        error message is a number: 400 SerializationException {"message":"NUMBER_VALUE can not be converted to a String"}
        stack trace is text: 400 SerializationException {"message":"Expected list or null"}
        wait is text: 400 SerializationException {"message":"'x' can not be converted to Integer"}
        wait is half: 400 SerializationException {"message":"'1.5' can not be converted to Integer"}
        options are a list: 400 SerializationException {"message":"Start of list found where not expected"}
        flag is text: 400 SerializationException {"message":"'true' can not be converted to Boolean"}
    "#]]).await;
}
