//! The shape of requests, and the words for what breaks it: contract 1.4, 4.9.

use serde_json::{Value, json};

use super::super::world::{Verdict, World};
use super::rows::{SERIALIZATION, VALIDATION, json_of, refuses, says, takes};

rows! { UPDATES: breaks;
    "shape.id-empty" Hides "4.9" [29] "an id is not empty" => r#"{"Id":""}"#,
        "1 validation error detected: Value '' at 'updates.1.member.id' failed to satisfy constraint: Member must have length greater than or equal to 1";
    "shape.id-long" Hides "4.9" [29] "an id has at most 64 characters" => r#"{"Id":"<x65>"}"#,
        "~at 'updates.1.member.id' failed to satisfy constraint: Member must have length less than or equal to 64";
    "shape.id-space" Hides "4.9" [29] "an id has no spaces" => r#"{"Id":"a b"}"#,
        "1 validation error detected: Value 'a b' at 'updates.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+";
    "shape.id-missing" Hides "4.9" [49] "an update has an Id" => r#"{"Id":null}"#,
        "~at 'updates.1.member.id' failed to satisfy constraint: Member must not be null";
    "shape.type-missing" Hides "4.9" [49] "an update has a Type" => r#"{"Type":null}"#,
        "~at 'updates.1.member.type' failed to satisfy constraint: Member must not be null";
    "shape.type-unknown" Hides "4.9" [49] "a Type is one of six" => r#"{"Type":"FOO"}"#,
        "~Value 'FOO' at 'updates.1.member.type' failed to satisfy constraint: Member must satisfy enum value set: [";
    "shape.type-lower-case" Hides "1.1" [49] "a Type is in upper case" => r#"{"Type":"step"}"#,
        "~Value 'step' at 'updates.1.member.type' failed to satisfy constraint: Member must satisfy enum value set: [";
    "shape.action-missing" Hides "4.9" [49] "an update has an Action" => r#"{"Action":null}"#,
        "~at 'updates.1.member.action' failed to satisfy constraint: Member must not be null";
    "shape.action-unknown" Hides "4.9" [49] "an Action is one of five" => r#"{"Action":"FOO"}"#,
        "~Value 'FOO' at 'updates.1.member.action' failed to satisfy constraint: Member must satisfy enum value set: [";
    "shape.name-empty" Hides "1.4" [29] "a name is not empty" => r#"{"Name":""}"#,
        "~at 'updates.1.member.name' failed to satisfy constraint: Member must have length greater than or equal to 1";
    "shape.name-long" Hides "1.4" [29] "a name has at most 256 characters" => r#"{"Name":"<x257>"}"#,
        "~at 'updates.1.member.name' failed to satisfy constraint: Member must have length less than or equal to 256";
    "shape.name-ascii" Hides "1.4" [29] "a name is printable ASCII" => r#"{"Name":"caf\u00e9"}"#,
        r"~at 'updates.1.member.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\x20-\x7E]+";
    "shape.sub-type-long" Hides "1.4" [29] "a subtype has at most 32 characters" => r#"{"SubType":"<x33>"}"#,
        "~at 'updates.1.member.subType' failed to satisfy constraint: Member must have length less than or equal to 32";
    "shape.sub-type-space" Hides "1.4" [29] "a subtype has no spaces" => r#"{"SubType":"a b"}"#,
        "~at 'updates.1.member.subType' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+";
    "shape.parent-long" Hides "1.4" [29] "a ParentId has at most 64 characters" => r#"{"ParentId":"<x65>"}"#,
        "~at 'updates.1.member.parentId' failed to satisfy constraint: Member must have length less than or equal to 64";
    "shape.parent-space" Hides "1.4" [29] "a ParentId has no spaces" => r#"{"ParentId":"a b"}"#,
        "~at 'updates.1.member.parentId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+";
    "shape.delay-zero" Hides "4.5" [29] "a retry is at least a second away"
        => r#"{"Action":"RETRY","StepOptions":{"NextAttemptDelaySeconds":0}}"#,
        "1 validation error detected: Value '0' at 'updates.1.member.stepOptions.nextAttemptDelaySeconds' failed to satisfy constraint: Member must have value greater than or equal to 1";
    "shape.delay-large" Hides "4.5" [29] "a retry is at most 366 days away"
        => r#"{"Action":"RETRY","StepOptions":{"NextAttemptDelaySeconds":31622401}}"#,
        "~at 'updates.1.member.stepOptions.nextAttemptDelaySeconds' failed to satisfy constraint: Member must have value less than or equal to 31622400";
    "shape.wait-zero" Hides "4.6" [29] "a wait takes at least a second"
        => r#"{"Type":"WAIT","WaitOptions":{"WaitSeconds":0}}"#,
        "1 validation error detected: Value '0' at 'updates.1.member.waitOptions.waitSeconds' failed to satisfy constraint: Member must have value greater than or equal to 1";
    "shape.wait-large" Hides "4.6" [29] "a wait takes at most 366 days"
        => r#"{"Type":"WAIT","WaitOptions":{"WaitSeconds":31622401}}"#,
        "1 validation error detected: Value '31622401' at 'updates.1.member.waitOptions.waitSeconds' failed to satisfy constraint: Member must have value less than or equal to 31622400";
    "shape.timeout-negative" Hides "4.6" [29] "a callback's timeout is not negative"
        => r#"{"Type":"CALLBACK","CallbackOptions":{"TimeoutSeconds":-1}}"#,
        "1 validation error detected: Value '-1' at 'updates.1.member.callbackOptions.timeoutSeconds' failed to satisfy constraint: Member must have value greater than or equal to 0";
    "shape.timeout-large" Hides "4.6" [29] "a callback's timeout has at most eight digits"
        => r#"{"Type":"CALLBACK","CallbackOptions":{"TimeoutSeconds":100000000}}"#,
        "~at 'updates.1.member.callbackOptions.timeoutSeconds' failed to satisfy constraint: Member must have value less than or equal to 99999999";
    "shape.heartbeat-negative" Hides "4.6" [29] "a heartbeat's timeout is not negative"
        => r#"{"Type":"CALLBACK","CallbackOptions":{"HeartbeatTimeoutSeconds":-1}}"#,
        "~at 'updates.1.member.callbackOptions.heartbeatTimeoutSeconds' failed to satisfy constraint: Member must have value greater than or equal to 0";
    "shape.heartbeat-large" Hides "4.6" [29] "a heartbeat's timeout has at most eight digits"
        => r#"{"Type":"CALLBACK","CallbackOptions":{"HeartbeatTimeoutSeconds":100000000}}"#,
        "~at 'updates.1.member.callbackOptions.heartbeatTimeoutSeconds' failed to satisfy constraint: Member must have value less than or equal to 99999999";
    "shape.function-missing" Hides "1.4" [29] "a chained invoke names its function"
        => r#"{"Type":"CHAINED_INVOKE","ChainedInvokeOptions":{}}"#,
        "~at 'updates.1.member.chainedInvokeOptions.functionName' failed to satisfy constraint: Member must not be null";
    "shape.function-long" Hides "1.4" [29] "a function's name has at most 256 characters"
        => r#"{"Type":"CHAINED_INVOKE","ChainedInvokeOptions":{"FunctionName":"<x257>"}}"#,
        "~at 'updates.1.member.chainedInvokeOptions.functionName' failed to satisfy constraint: Member must have length less than or equal to 256";
    "shape.trace-long" Cosmetic "1.4" [29] "a trace header has at most 8192 characters"
        => r#"{"Type":"CHAINED_INVOKE","ChainedInvokeOptions":{"FunctionName":"f:$LATEST","XAmznTraceId":"<x8193>"}}"#,
        "~at 'updates.1.member.chainedInvokeOptions.xAmznTraceId' failed to satisfy constraint: Member must have length less than or equal to 8192";
}

rows! { BODIES: body_breaks;
    "shape.token-missing" Hides "4.9" [49] "a checkpoint has a token" => r#"{"CheckpointToken":null}"#,
        "~at 'checkpointToken' failed to satisfy constraint: Member must not be null";
    "shape.token-empty" Hides "4.9" [29] "a token is not empty" => r#"{"CheckpointToken":""}"#,
        "1 validation error detected: Value '' at 'checkpointToken' failed to satisfy constraint: Member must have length greater than or equal to 1";
    "shape.token-long" Hides "4.9" [29] "a token has at most 2048 characters" => r#"{"CheckpointToken":"<x2049>"}"#,
        "~at 'checkpointToken' failed to satisfy constraint: Member must have length less than or equal to 2048";
    "shape.token-alphabet" Hides "4.9" [29] "a token is of the standard base64 alphabet" => r#"{"CheckpointToken":"a-b_"}"#,
        "1 validation error detected: Value 'a-b_' at 'checkpointToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9+/]+={0,2}";
    "shape.client-token-empty" Hides "1.4" [29] "a ClientToken is not empty" => r#"{"ClientToken":""}"#,
        "~at 'clientToken' failed to satisfy constraint: Member must have length greater than or equal to 1";
    "shape.client-token-long" Hides "1.4" [29] "a ClientToken has at most 64 characters" => r#"{"ClientToken":"<x65>"}"#,
        "~at 'clientToken' failed to satisfy constraint: Member must have length less than or equal to 64";
    "shape.client-token-space" Hides "1.4" [29] "a ClientToken has no spaces" => r#"{"ClientToken":"a b"}"#,
        r"~at 'clientToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [\x21-\x7E]+";
    "shape.second-update" Hides "4.9" [29] "a violation says which update it is in, counted from 1"
        => r#"{"Updates":[{"Id":"a","Type":"STEP","Action":"START"},{"Id":"","Type":"STEP","Action":"START"}]}"#,
        "1 validation error detected: Value '' at 'updates.2.member.id' failed to satisfy constraint: Member must have length greater than or equal to 1";
    "shape.two-violations" Hides "4.9" [29] "two violations are told in one message"
        => r#"{"Updates":[{"Id":"","Type":"STEP","Action":"START"},{"Id":"a b","Type":"STEP","Action":"START"}]}"#,
        "2 validation errors detected: Value '' at 'updates.1.member.id' failed to satisfy constraint: Member must have length greater than or equal to 1; Value 'a b' at 'updates.2.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+";
    "shape.before-token" Hides "4.2" [29] "the shape is looked at before the token"
        => r#"{"CheckpointToken":"bm9ib2R5","Updates":[{"Id":"","Type":"STEP","Action":"START"}]}"#,
        "~at 'updates.1.member.id'";
    "shape.before-rules" Hides "4.2" [29] "the shape of all updates is looked at before their rules"
        => r#"{"Updates":[{"Id":"a","Type":"STEP","Action":"CANCEL"},{"Id":"","Type":"STEP","Action":"START"}]}"#,
        "~at 'updates.2.member.id'";
}

rows! { RULES: refuses;
    "shape.tenant-empty" Hides "4.6" [] "a tenant's id is not empty"
        => "", r#"a CHAINED_INVOKE START {"ChainedInvokeOptions":{"FunctionName":"f:$LATEST","TenantId":""}}"#,
        "TenantId must be 1 to 256 characters matching [a-zA-Z0-9._:/=+-@ ].";
    "shape.tenant-long" Hides "4.6" [] "a tenant's id has at most 256 characters"
        => "", r#"a CHAINED_INVOKE START {"ChainedInvokeOptions":{"FunctionName":"f:$LATEST","TenantId":"<x257>"}}"#,
        "TenantId must be 1 to 256 characters matching [a-zA-Z0-9._:/=+-@ ].";
    "shape.tenant-alphabet" Hides "4.6" [] "a tenant's id has letters, digits and few signs"
        => "", r#"a CHAINED_INVOKE START {"ChainedInvokeOptions":{"FunctionName":"f:$LATEST","TenantId":"a#b"}}"#,
        "TenantId must be 1 to 256 characters matching [a-zA-Z0-9._:/=+-@ ].";
    "shape.function-malformed" Hides "4.6" [] "a function's name is a name or an ARN"
        => "", r#"a CHAINED_INVOKE START {"ChainedInvokeOptions":{"FunctionName":"not a name"}}"#, "Invalid function ARN 'not a name'";
    "shape.wait-empty-options" Hides "4.6" [29] "a wait says how long it takes"
        => "", r#"a WAIT START {"WaitOptions":{}}"#, "Update for WAIT operation requires WaitOptions.";
}

rows! { TAKEN: takes;
    "shape.wait-shortest" Hides "1.4" [] "a wait of a second is taken" => "", r#"a WAIT START {"WaitOptions":{"WaitSeconds":1}}"#;
    "shape.delay-longest" Hides "1.4" [] "a retry may be 366 days away"
        => "", r#"a STEP RETRY {"StepOptions":{"NextAttemptDelaySeconds":31622400}}"#;
    "shape.timeouts-longest" Hides "1.4" [] "a callback's timeouts may have eight digits"
        => "", r#"a CALLBACK START {"CallbackOptions":{"TimeoutSeconds":99999999,"HeartbeatTimeoutSeconds":99999999}}"#;
    "shape.sub-type-longest" Hides "1.4" [] "a subtype may have 32 characters" => "", r#"a STEP START {"SubType":"<x32>"}"#;
    "shape.sub-type-free" Hides "4.1" [] "a subtype is free text" => "", r#"a STEP START {"SubType":"My_Own-1"}"#;
    "shape.name-printable" Hides "1.4" [] "a name may have spaces and signs" => "", r#"a STEP START {"Name":"a b / {c}: 'd' ~"}"#;
    "shape.id-alphabet" Hides "1.4" [] "an id may have letters, digits, hyphens and underscores" => "", "a-B_9 STEP START";
}

rows! { PAGES: page_breaks;
    "shape.state-negative" Hides "1.5" [24] "fewer than 0 operations a page are refused" => "-1", VALIDATION,
        "1 validation error detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 0";
    "shape.state-no-number" Hides "4.9" [24, 49] "the number of operations a page is a number" => "abc", SERIALIZATION,
        "'abc' can not be converted to Integer";
}

/// An update that is a step's START but for these members.
async fn breaks(world: &World<'_>, members: &str, message: &str) -> Verdict {
    let run = world.start().await?;
    let mut update = json!({"Id": "a", "Type": "STEP", "Action": "START"});
    merge(&mut update, json_of(members));
    let body = json!({"CheckpointToken": run.token, "Updates": [update]});
    says(&run.send_checkpoint(&body).await?, 400, VALIDATION, message)
}

/// A checkpoint that is well formed but for these members.
async fn body_breaks(world: &World<'_>, members: &str, message: &str) -> Verdict {
    let run = world.start().await?;
    let mut body = json!({"CheckpointToken": run.token, "Updates": []});
    merge(&mut body, json_of(members));
    says(&run.send_checkpoint(&body).await?, 400, VALIDATION, message)
}

/// `null` takes a member away.
fn merge(body: &mut Value, members: Value) {
    if let (Some(body), Value::Object(members)) = (body.as_object_mut(), members) {
        body.extend(members);
        body.retain(|_, value| !value.is_null());
    }
}

async fn page_breaks(world: &World<'_>, items: &str, exception: &str, message: &str) -> Verdict {
    let run = world.start().await?;
    let page = run.state_page(&format!("&MaxItems={items}")).await?;
    says(&page, 400, exception, message)
}
