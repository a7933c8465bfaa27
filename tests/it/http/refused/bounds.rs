//! How long, how large, how many: the last that is taken and the first that is not (contract 1.4 to 1.13, 4.8, 8).
//!
//! A row is `section name | taken refused | METHOD path | body | header: value`; `{n}` is the number, `{x}` text of
//! that length, `{id}` an id of the row's own.

use cargo_durable::execution::Limits;
use expect_test::expect;
use serde_json::json;

use super::table::{Seen, Stage, Table, lines};
use crate::http::run::Run;
use crate::http::world::World;

pub(super) const TABLES: &[fn() -> Table] = &[members, requests, limited, sizes];

#[tokio::test]
async fn lengths_and_numbers() {
    for table in [members, requests] {
        let world = World::new().await;
        let mut stage = Stage::new(world.start("flow", "1").await);
        stage.watch("other", world.start("flow", "1").await);
        bounded(&mut stage, table(), async |stage| stage.look().await).await;
    }
}

#[tokio::test]
async fn payloads() {
    let limits = Limits {
        payload_bytes: 1000,
        error_bytes: 1000,
        ..Limits::SERVICE
    };
    let world = World::with(|config| config.limits = limits).await;
    let mut run = world.start("flow", "1").await;
    let failure = run.open_callback("failure", &json!({})).await;
    let mut stage = Stage::new(run);
    stage.names.text("failure", &failure);
    for name in ["failing", "stopped"] {
        stage.watch(name, world.start("flow", "1").await);
    }
    bounded(&mut stage, limited(), async |stage| stage.look().await).await;
}

#[tokio::test]
async fn payloads_of_the_service() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let result = run.open_callback("result", &json!({})).await;
    let mut stage = Stage::new(run);
    stage.names.text("result", &result);
    stage.watch("async", world.start("flow", "1").await);
    stage.watch("sync", started_synchronously(&world).await);
    // To read all that is large after each row would take long, and the journal says it all.
    bounded(&mut stage, sizes(), async |stage| stage.glance().await).await;
}

/// Its output may be as large as that of one whose caller waits.
async fn started_synchronously(world: &World) -> Run<'_> {
    let body = json!({
        "AccountId": "123456789012", "FunctionName": "flow", "FunctionQualifier": "$LATEST",
        "ExecutionName": null, "ExecutionTimeoutSeconds": null, "ExecutionRetentionPeriodDays": null,
    });
    let started = world
        .post("/start-durable-execution", body.to_string())
        .await
        .expect(201);
    world
        .follow(started.json()["ExecutionArn"].as_str().unwrap())
        .await
}

/// Sends all that is refused, and then all that is taken: of that, some is due soon.
async fn bounded(stage: &mut Stage<'_>, table: Table, look: impl AsyncFn(&Stage<'_>) -> Seen) {
    let rows: Vec<Row> = lines(table.rows).enumerate().map(Row::parse).collect();
    let mut told = String::new();
    stage.names.text("run token", &stage.run.token.clone());
    let mut before = look(stage).await;
    for Row { name, refused, .. } in &rows {
        let (number, request) = refused;
        let answer = stage.refused(&format!("{name} | {request}")).await;
        let after = look(stage).await;
        stage.unchanged(name, &before, &after);
        before = after;
        told.extend([name, ", ", number, ": ", &answer, "\n"]);
    }
    stage.is_faultless();
    for Row { name, taken, .. } in &rows {
        let (number, request) = taken;
        stage.names.text("run token", &stage.run.token.clone());
        let (_, answer) = stage.send(request).await;
        let shown = stage.names.show(&answer.to_string());
        assert!(answer.status < 300, "{name}, {number}: {shown}");
        // One that ends gives none.
        if let Some(token) = answer.next_token() {
            stage.run.token = token;
        }
    }
    table.told.assert_eq(&told);
}

/// A row with its two requests, each with its number.
struct Row<'r> {
    name: &'r str,
    taken: (&'r str, String),
    refused: (&'r str, String),
}

impl<'r> Row<'r> {
    fn parse((index, line): (usize, &'r str)) -> Self {
        let mut parts = line.splitn(3, " | ");
        let (name, bounds, request) = (
            parts.next().unwrap(),
            parts.next().unwrap(),
            parts.next().unwrap(),
        );
        let with = |number: &'r str| {
            let request = request
                .replace("{n}", number)
                .replace("{id}", &format!("row-{index}"));
            (number, request.replace("{x}", &format!("{{x*{number}}}")))
        };
        let (taken, refused) = bounds.split_once(' ').unwrap();
        Self {
            name,
            taken: with(taken),
            refused: with(refused),
        }
    }
}

fn members() -> Table {
    let rows = r#"
        1.4 id | 64 65 | UPDATES | [{"Id":"{x}","Type":"CONTEXT","Action":"START"}]
        1.4 parent | 64 65 | UPDATES | [{"Id":"{id}","Type":"STEP","Action":"START","ParentId":"{x}"}]
        1.4 name | 256 257 | UPDATES | [{"Id":"{id}","Type":"STEP","Action":"START","Name":"{x}"}]
        1.4 subtype | 32 33 | UPDATES | [{"Id":"{id}","Type":"STEP","Action":"START","SubType":"{x}"}]
        1.4 client token | 64 65 | POST {run}/checkpoint | {"CheckpointToken":"{run token}","ClientToken":"{x}"}
        1.4 shortest delay | 1 0 | UPDATES | [{"Id":"{id}","Type":"STEP","Action":"RETRY","StepOptions":{"NextAttemptDelaySeconds":{n}}}]
        1.4 longest delay | 31622400 31622401 | UPDATES | [{"Id":"{id}","Type":"STEP","Action":"RETRY","StepOptions":{"NextAttemptDelaySeconds":{n}}}]
        1.4 shortest wait | 1 0 | UPDATES | [{"Id":"{id}","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":{n}}}]
        1.4 longest wait | 31622400 31622401 | UPDATES | [{"Id":"{id}","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":{n}}}]
        1.4 wait below zero | 1 -1 | UPDATES | [{"Id":"{id}","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":{n}}}]
        1.4 wait beyond all | 1 9999999999999999999 | UPDATES | [{"Id":"{id}","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":{n}}}]
        1.4 shortest timeout | 0 -1 | UPDATES | [{"Id":"{id}","Type":"CALLBACK","Action":"START","CallbackOptions":{"TimeoutSeconds":{n}}}]
        1.4 longest timeout | 99999999 100000000 | UPDATES | [{"Id":"{id}","Type":"CALLBACK","Action":"START","CallbackOptions":{"TimeoutSeconds":{n}}}]
        1.4 shortest heartbeat | 0 -1 | UPDATES | [{"Id":"{id}","Type":"CALLBACK","Action":"START","CallbackOptions":{"HeartbeatTimeoutSeconds":{n}}}]
        1.4 longest heartbeat | 99999999 100000000 | UPDATES | [{"Id":"{id}","Type":"CALLBACK","Action":"START","CallbackOptions":{"HeartbeatTimeoutSeconds":{n}}}]
        4.6 function's name | 140 141 | UPDATES | [{"Id":"{id}","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"{x}"}}]
        1.4 function and qualifier | 115 116 | UPDATES | [{"Id":"{id}","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"{y*140}:{x}"}}]
        4.6 tenant | 256 257 | UPDATES | [{"Id":"{id}","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"nobody","TenantId":"{x}"}}]
        1.4 trace | 8192 8193 | UPDATES | [{"Id":"{id}","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"nobody","XAmznTraceId":"{x}"}}]
        1.11 reason of a pause | 1024 1025 | POST {other}/pause | {"Reason":"{x}"}
        1.11 reason of a resumption | 1024 1025 | POST {other}/resume | {"Reason":"{x}"}
        1.11 client token of a pause | 64 65 | POST {other}/pause | {"ClientToken":"{x}"}
        1.11 client token of a resumption | 64 65 | POST {other}/resume | {"ClientToken":"{x}"}
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.4 id, 65: 400 ValidationException {"message":"1 validation error detected: Value '{x*65}' at 'updates.1.member.id' failed to satisfy constraint: Member must have length less than or equal to 64"}
            1.4 parent, 65: 400 ValidationException {"message":"1 validation error detected: Value '{x*65}' at 'updates.1.member.parentId' failed to satisfy constraint: Member must have length less than or equal to 64"}
            1.4 name, 257: 400 ValidationException {"message":"1 validation error detected: Value '{x*257}' at 'updates.1.member.name' failed to satisfy constraint: Member must have length less than or equal to 256"}
            1.4 subtype, 33: 400 ValidationException {"message":"1 validation error detected: Value 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' at 'updates.1.member.subType' failed to satisfy constraint: Member must have length less than or equal to 32"}
            1.4 client token, 65: 400 ValidationException {"message":"1 validation error detected: Value '{x*65}' at 'clientToken' failed to satisfy constraint: Member must have length less than or equal to 64"}
            1.4 shortest delay, 0: 400 ValidationException {"message":"1 validation error detected: Value '0' at 'updates.1.member.stepOptions.nextAttemptDelaySeconds' failed to satisfy constraint: Member must have value greater than or equal to 1"}
            1.4 longest delay, 31622401: 400 ValidationException {"message":"1 validation error detected: Value '31622401' at 'updates.1.member.stepOptions.nextAttemptDelaySeconds' failed to satisfy constraint: Member must have value less than or equal to 31622400"}
            1.4 shortest wait, 0: 400 ValidationException {"message":"1 validation error detected: Value '0' at 'updates.1.member.waitOptions.waitSeconds' failed to satisfy constraint: Member must have value greater than or equal to 1"}
            1.4 longest wait, 31622401: 400 ValidationException {"message":"1 validation error detected: Value '31622401' at 'updates.1.member.waitOptions.waitSeconds' failed to satisfy constraint: Member must have value less than or equal to 31622400"}
            1.4 wait below zero, -1: 400 ValidationException {"message":"1 validation error detected: Value '-1' at 'updates.1.member.waitOptions.waitSeconds' failed to satisfy constraint: Member must have value greater than or equal to 1"}
            1.4 wait beyond all, 9999999999999999999: 400 SerializationException {"message":"'9999999999999999999' can not be converted to Integer"}
            1.4 shortest timeout, -1: 400 ValidationException {"message":"1 validation error detected: Value '-1' at 'updates.1.member.callbackOptions.timeoutSeconds' failed to satisfy constraint: Member must have value greater than or equal to 0"}
            1.4 longest timeout, 100000000: 400 ValidationException {"message":"1 validation error detected: Value '100000000' at 'updates.1.member.callbackOptions.timeoutSeconds' failed to satisfy constraint: Member must have value less than or equal to 99999999"}
            1.4 shortest heartbeat, -1: 400 ValidationException {"message":"1 validation error detected: Value '-1' at 'updates.1.member.callbackOptions.heartbeatTimeoutSeconds' failed to satisfy constraint: Member must have value greater than or equal to 0"}
            1.4 longest heartbeat, 100000000: 400 ValidationException {"message":"1 validation error detected: Value '100000000' at 'updates.1.member.callbackOptions.heartbeatTimeoutSeconds' failed to satisfy constraint: Member must have value less than or equal to 99999999"}
            4.6 function's name, 141: 400 InvalidParameterValueException {"Type":"User","message":"Invalid function ARN '{x*141}'"}
            1.4 function and qualifier, 116: 400 ValidationException {"message":"1 validation error detected: Value '{y*140}:{x*116}' at 'updates.1.member.chainedInvokeOptions.functionName' failed to satisfy constraint: Member must have length less than or equal to 256"}
            4.6 tenant, 257: 400 InvalidParameterValueException {"Type":"User","message":"TenantId must be 1 to 256 characters matching [a-zA-Z0-9._:/=+-@ ]."}
            1.4 trace, 8193: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'updates.1.member.chainedInvokeOptions.xAmznTraceId' failed to satisfy constraint: Member must have length less than or equal to 8192"}
            1.11 reason of a pause, 1025: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'reason' failed to satisfy constraint: Member must have length less than or equal to 1024"}
            1.11 reason of a resumption, 1025: 400 ValidationException {"message":"1 validation error detected: Value '{x*1024}' at 'reason' failed to satisfy constraint: Member must have length less than or equal to 1024"}
            1.11 client token of a pause, 65: 400 ValidationException {"message":"1 validation error detected: Value '{x*65}' at 'clientToken' failed to satisfy constraint: Member must have length less than or equal to 64"}
            1.11 client token of a resumption, 65: 400 ValidationException {"message":"1 validation error detected: Value '{x*65}' at 'clientToken' failed to satisfy constraint: Member must have length less than or equal to 64"}
        "#]],
    }
}

fn requests() -> Table {
    let rows = r#"
        1.5 fewest items of state | 0 -1 | GET {run}/state?CheckpointToken={run token}&MaxItems={n}
        1.5 most items of state | 1000 1001 | GET {run}/state?CheckpointToken={run token}&MaxItems={n}
        6.5 fewest items | 0 -1 | GET {run}/history?MaxItems={n}
        6.5 most items | 1000 1001 | GET {run}/history?MaxItems={n}
        1.8 fewest items of a list | 0 -1 | GET /2025-12-01/functions/flow/durable-executions?MaxItems={n}
        1.8 most items of a list | 1000 1001 | GET /2025-12-01/functions/flow/durable-executions?MaxItems={n}
        1.8 execution's name | 64 65 | GET /2025-12-01/functions/flow/durable-executions?DurableExecutionName={x}
        2.2 execution's name | 64 65 | POST /2015-03-31/functions/flow/invocations | 1 | x-amz-durable-execution-name: {x} | x-amz-invocation-type: Event
        1.12 tenant | 256 257 | POST /2015-03-31/functions/flow/invocations | 1 | x-amz-tenant-id: {x} | x-amz-invocation-type: Event
        1.13 execution's name | 64 65 | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"longest","FunctionQualifier":"$LATEST","ExecutionName":"{x}","ExecutionTimeoutSeconds":null,"ExecutionRetentionPeriodDays":null}
        1.13 tenant | 256 257 | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":null,"ExecutionRetentionPeriodDays":null,"TenantId":"{x}"}
        8 shortest execution | 1 0 | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":{n},"ExecutionRetentionPeriodDays":null}
        8 longest execution | 31622400 31622401 | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":{n},"ExecutionRetentionPeriodDays":null}
        8 execution beyond all | 31622400 9999999999999999999 | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":{n},"ExecutionRetentionPeriodDays":null}
        8 shortest memory | 1 0 | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":null,"ExecutionRetentionPeriodDays":{n}}
        8 longest memory | 90 91 | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST","ExecutionName":null,"ExecutionTimeoutSeconds":null,"ExecutionRetentionPeriodDays":{n}}
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.5 fewest items of state, -1: 400 ValidationException {"message":"1 validation error detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 0"}
            1.5 most items of state, 1001: 400 ValidationException {"message":"1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000"}
            6.5 fewest items, -1: 400 ValidationException {"message":"1 validation error detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 0"}
            6.5 most items, 1001: 400 ValidationException {"message":"1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000"}
            1.8 fewest items of a list, -1: 400 ValidationException {"message":"1 validation error detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 0"}
            1.8 most items of a list, 1001: 400 ValidationException {"message":"1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000"}
            1.8 execution's name, 65: 400 ValidationException {"message":"1 validation error detected: Value '{x*65}' at 'durableExecutionName' failed to satisfy constraint: Member must have length less than or equal to 64"}
            2.2 execution's name, 65: 400 ValidationException {"message":"1 validation error detected: Value '{x*65}' at 'durableExecutionName' failed to satisfy constraint: Member must have length less than or equal to 64"}
            1.12 tenant, 257: 400 ValidationException {"message":"1 validation error detected: Value '{x*257}' at 'tenantId' failed to satisfy constraint: Member must have length less than or equal to 256"}
            1.13 execution's name, 65: 400 ValidationException {"message":"1 validation error detected: Value '{x*65}' at 'executionName' failed to satisfy constraint: Member must have length less than or equal to 64"}
            1.13 tenant, 257: 400 ValidationException {"message":"1 validation error detected: Value '{x*257}' at 'tenantId' failed to satisfy constraint: Member must have length less than or equal to 256"}
            8 shortest execution, 0: 400 ValidationException {"message":"1 validation error detected: Value '0' at 'executionTimeoutSeconds' failed to satisfy constraint: Member must have value greater than or equal to 1"}
            8 longest execution, 31622401: 400 ValidationException {"message":"1 validation error detected: Value '31622401' at 'executionTimeoutSeconds' failed to satisfy constraint: Member must have value less than or equal to 31622400"}
            8 execution beyond all, 9999999999999999999: 400 SerializationException {"message":"'9999999999999999999' can not be converted to Integer"}
            8 shortest memory, 0: 400 ValidationException {"message":"1 validation error detected: Value '0' at 'executionRetentionPeriodDays' failed to satisfy constraint: Member must have value greater than or equal to 1"}
            8 longest memory, 91: 400 ValidationException {"message":"1 validation error detected: Value '91' at 'executionRetentionPeriodDays' failed to satisfy constraint: Member must have value less than or equal to 90"}
        "#]],
    }
}

/// Row 30, where the limit is 1000 bytes.
fn limited() -> Table {
    let rows = r#"
        4.8 payload of a step | 1000 1001 | UPDATES | [{"Id":"{id}","Type":"STEP","Action":"SUCCEED","Payload":"{x}"}]
        4.8 payload of a start | 1000 1001 | UPDATES | [{"Id":"{id}","Type":"STEP","Action":"START","Payload":"{x}"}]
        4.8 payload of a poll | 1000 1001 | UPDATES | [{"Id":"{id}","Type":"STEP","Action":"RETRY","Payload":"{x}","StepOptions":{"NextAttemptDelaySeconds":600}}]
        4.8 payload of a context | 1000 1001 | UPDATES | [{"Id":"{id}","Type":"CONTEXT","Action":"SUCCEED","Payload":"{x}"}]
        4.8 payload of a wait | 1000 1001 | UPDATES | [{"Id":"{id}","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":600},"Payload":"{x}"}]
        4.8 payload of a callback | 1000 1001 | UPDATES | [{"Id":"{id}","Type":"CALLBACK","Action":"START","Payload":"{x}"}]
        4.8 payload of a chained invoke | 1000 1001 | UPDATES | [{"Id":"{id}","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"nobody"},"Payload":"{x}"}]
        4.8 bytes, not letters | 0 1 | UPDATES | [{"Id":"{id}","Type":"STEP","Action":"SUCCEED","Payload":"{é*500}{x}"}]
        4.8 bytes, not what is written for them | 998 999 | UPDATES | [{"Id":"{id}","Type":"STEP","Action":"SUCCEED","Payload":"{x}\u0041\n"}]
        4.8 error of a step | 999 1000 | UPDATES | [{"Id":"{id}","Type":"STEP","Action":"FAIL","Error":{"ErrorType":"T","ErrorMessage":"{x}"}}]
        4.8 error of a retry | 999 1000 | UPDATES | [{"Id":"{id}","Type":"STEP","Action":"RETRY","Error":{"ErrorType":"T","ErrorData":"{x}"},"StepOptions":{"NextAttemptDelaySeconds":600}}]
        4.8 error of a context | 998 999 | UPDATES | [{"Id":"{id}","Type":"CONTEXT","Action":"FAIL","Error":{"ErrorType":"T","StackTrace":["y","{x}"]}}]
        4.8 error of an execution | 1000 1001 | POST {failing}/checkpoint | {"CheckpointToken":"{failing token}","Updates":[{"Id":"e","Type":"EXECUTION","Action":"FAIL","Error":{"ErrorMessage":"{x}"}}]}
        1.9 failure of a callback | 1000 1001 | POST /2025-12-01/durable-execution-callbacks/{failure}/fail | {"ErrorMessage":"{x}"}
        1.10 error of a stop | 1000 1001 | POST {stopped}/stop | {"ErrorMessage":"{x}"}
    "#;
    Table {
        rows,
        told: expect![[r#"
            4.8 payload of a step, 1001: 400 InvalidParameterValueException {"Type":"User","message":"STEP output payload size must be less than or equal to 1000 bytes."}
            4.8 payload of a start, 1001: 400 InvalidParameterValueException {"Type":"User","message":"STEP output payload size must be less than or equal to 1000 bytes."}
            4.8 payload of a poll, 1001: 400 InvalidParameterValueException {"Type":"User","message":"STEP output payload size must be less than or equal to 1000 bytes."}
            4.8 payload of a context, 1001: 400 InvalidParameterValueException {"Type":"User","message":"CONTEXT output payload size must be less than or equal to 1000 bytes."}
            4.8 payload of a wait, 1001: 400 InvalidParameterValueException {"Type":"User","message":"WAIT output payload size must be less than or equal to 1000 bytes."}
            4.8 payload of a callback, 1001: 400 InvalidParameterValueException {"Type":"User","message":"CALLBACK output payload size must be less than or equal to 1000 bytes."}
            4.8 payload of a chained invoke, 1001: 400 InvalidParameterValueException {"Type":"User","message":"CHAINED_INVOKE input payload size must be less than or equal to 1000 bytes."}
            4.8 bytes, not letters, 1: 400 InvalidParameterValueException {"Type":"User","message":"STEP output payload size must be less than or equal to 1000 bytes."}
            4.8 bytes, not what is written for them, 999: 400 InvalidParameterValueException {"Type":"User","message":"STEP output payload size must be less than or equal to 1000 bytes."}
            4.8 error of a step, 1000: 400 InvalidParameterValueException {"Type":"User","message":"Error object size must be less than or equal to 1000 bytes."}
            4.8 error of a retry, 1000: 400 InvalidParameterValueException {"Type":"User","message":"Error object size must be less than or equal to 1000 bytes."}
            4.8 error of a context, 999: 400 InvalidParameterValueException {"Type":"User","message":"Error object size must be less than or equal to 1000 bytes."}
            4.8 error of an execution, 1001: 400 InvalidParameterValueException {"Type":"User","message":"Error object size must be less than or equal to 1000 bytes."}
            1.9 failure of a callback, 1001: 400 InvalidParameterValueException {"Type":"User","message":"Error object size must be less than or equal to 1000 bytes."}
            1.10 error of a stop, 1001: 400 InvalidParameterValueException {"Type":"User","message":"Error object size must be less than or equal to 1000 bytes."}
        "#]],
    }
}

/// Row 30.
fn sizes() -> Table {
    let rows = r#"
        4.8 payload of a step | 1048576 1048577 | UPDATES | [{"Id":"{id}","Type":"STEP","Action":"SUCCEED","Payload":"{x}"}]
        4.8 payload of a chained invoke | 1048576 1048577 | UPDATES | [{"Id":"{id}","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"nobody"},"Payload":"{x}"}]
        4.8 error of a step | 1048576 1048577 | UPDATES | [{"Id":"{id}","Type":"STEP","Action":"FAIL","Error":{"ErrorMessage":"{x}"}}]
        4.8 output that nobody waits for | 1048576 1048577 | POST {async}/checkpoint | {"CheckpointToken":"{async token}","Updates":[{"Id":"e","Type":"EXECUTION","Action":"SUCCEED","Payload":"{x}"}]}
        4.8 output that somebody waits for, in bytes | 0 1 | POST {sync}/checkpoint | {"CheckpointToken":"{sync token}","Updates":[{"Id":"e","Type":"EXECUTION","Action":"SUCCEED","Payload":"{é*3145728}{x}"}]}
        1.9 result of a callback | 1048576 1048577 | POST /2025-12-01/durable-execution-callbacks/{result}/succeed | {x}
        8 input that nobody waits for | 1048574 1048575 | POST /2015-03-31/functions/flow/invocations | "{x}" | x-amz-invocation-type: Event
        8 input of a dry run | 6291454 6291455 | POST /2015-03-31/functions/flow/invocations | "{x}" | x-amz-invocation-type: DryRun
    "#;
    Table {
        rows,
        told: expect![[r#"
            4.8 payload of a step, 1048577: 400 InvalidParameterValueException {"Type":"User","message":"STEP output payload size must be less than or equal to 1048576 bytes."}
            4.8 payload of a chained invoke, 1048577: 400 InvalidParameterValueException {"Type":"User","message":"CHAINED_INVOKE input payload size must be less than or equal to 1048576 bytes."}
            4.8 error of a step, 1048577: 400 InvalidParameterValueException {"Type":"User","message":"Error object size must be less than or equal to 1048576 bytes."}
            4.8 output that nobody waits for, 1048577: 400 InvalidParameterValueException {"Type":"User","message":"Execution output payload size must be less than or equal to 1048576 bytes."}
            4.8 output that somebody waits for, in bytes, 1: 400 InvalidParameterValueException {"Type":"User","message":"Execution output payload size must be less than or equal to 6291456 bytes."}
            1.9 result of a callback, 1048577: 400 InvalidParameterValueException {"Type":"User","message":"Callback result size must be less than or equal to 1048576 bytes."}
            8 input that nobody waits for, 1048575: 413 RequestTooLargeException {"Type":"User","message":"1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)"}
            8 input of a dry run, 6291455: 413 RequestTooLargeException {"Type":"User","message":"6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)"}
        "#]],
    }
}
