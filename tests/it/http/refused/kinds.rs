//! Values of another kind than the model's: every member of every body with every kind of value (contract 4.9).

use expect_test::expect;

use super::grid::Grid;
use super::table::{Stage, Table, lines};
use super::updates;
use crate::http::world::World;

pub(super) const TABLES: &[fn() -> Table] = &[members, others];

/// One value of each kind.
const VALUES: [&str; 6] = ["1", "1.5", r#""x""#, "true", "[]", "{}"];

/// Of a checkpoint: a member, the kind that it has, and a body that holds it in the place of `{v}`.
const MEMBERS: &str = r#"
    1.4 CheckpointToken | text | POST {run}/checkpoint | {"CheckpointToken":{v}}
    1.4 ClientToken | text | POST {run}/checkpoint | {"CheckpointToken":"{run token}","ClientToken":{v}}
    1.4 Updates | list | UPDATES | {v}
    1.4 Update | structure | UPDATES | [{v}]
    1.4 Id | text | UPDATES | [{"Id":{v},"Type":"STEP","Action":"START"}]
    1.4 Type | text | UPDATES | [{"Id":"x","Type":{v},"Action":"START"}]
    1.4 Action | text | UPDATES | [{"Id":"x","Type":"STEP","Action":{v}}]
    1.4 ParentId | text | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","ParentId":{v}}]
    1.4 Name | text | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","Name":{v}}]
    1.4 SubType | text | UPDATES | [{"Id":"x","Type":"STEP","Action":"START","SubType":{v}}]
    1.4 Payload | text | UPDATES | [{"Id":"x","Type":"STEP","Action":"SUCCEED","Payload":{v}}]
    1.4 Error | structure | UPDATES | [{"Id":"x","Type":"STEP","Action":"FAIL","Error":{v}}]
    1.4 Error.ErrorMessage | text | UPDATES | [{"Id":"x","Type":"STEP","Action":"FAIL","Error":{"ErrorMessage":{v}}}]
    1.4 Error.ErrorType | text | UPDATES | [{"Id":"x","Type":"STEP","Action":"FAIL","Error":{"ErrorType":{v}}}]
    1.4 Error.ErrorData | text | UPDATES | [{"Id":"x","Type":"STEP","Action":"FAIL","Error":{"ErrorData":{v}}}]
    1.4 Error.StackTrace | list | UPDATES | [{"Id":"x","Type":"STEP","Action":"FAIL","Error":{"StackTrace":{v}}}]
    1.4 Error.StackTrace.1 | text | UPDATES | [{"Id":"x","Type":"STEP","Action":"FAIL","Error":{"StackTrace":[{v}]}}]
    1.4 ContextOptions | structure | UPDATES | [{"Id":"x","Type":"CONTEXT","Action":"START","ContextOptions":{v}}]
    1.4 ReplayChildren | flag | UPDATES | [{"Id":"x","Type":"CONTEXT","Action":"START","ContextOptions":{"ReplayChildren":{v}}}]
    1.4 StepOptions | structure | UPDATES | [{"Id":"x","Type":"STEP","Action":"RETRY","StepOptions":{v}}]
    1.4 NextAttemptDelaySeconds | number | UPDATES | [{"Id":"x","Type":"STEP","Action":"RETRY","StepOptions":{"NextAttemptDelaySeconds":{v}}}]
    1.4 WaitOptions | structure | UPDATES | [{"Id":"x","Type":"WAIT","Action":"START","WaitOptions":{v}}]
    1.4 WaitSeconds | number | UPDATES | [{"Id":"x","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":{v}}}]
    1.4 CallbackOptions | structure | UPDATES | [{"Id":"x","Type":"CALLBACK","Action":"START","CallbackOptions":{v}}]
    1.4 TimeoutSeconds | number | UPDATES | [{"Id":"x","Type":"CALLBACK","Action":"START","CallbackOptions":{"TimeoutSeconds":{v}}}]
    1.4 HeartbeatTimeoutSeconds | number | UPDATES | [{"Id":"x","Type":"CALLBACK","Action":"START","CallbackOptions":{"HeartbeatTimeoutSeconds":{v}}}]
    1.4 ChainedInvokeOptions | structure | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{v}}]
    1.4 FunctionName | text | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":{v}}}]
    1.4 TenantId | text | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"f","TenantId":{v}}}]
    1.4 XAmznTraceId | text | UPDATES | [{"Id":"x","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"f","XAmznTraceId":{v}}}]
"#;

/// The same of all other bodies.
const OTHERS: &str = r#"
    1.9 failure | structure | POST /2025-12-01/durable-execution-callbacks/{callback}/fail | {v}
    1.9 failure.ErrorMessage | text | POST /2025-12-01/durable-execution-callbacks/{callback}/fail | {"ErrorMessage":{v}}
    1.9 failure.ErrorType | text | POST /2025-12-01/durable-execution-callbacks/{callback}/fail | {"ErrorType":{v}}
    1.9 failure.ErrorData | text | POST /2025-12-01/durable-execution-callbacks/{callback}/fail | {"ErrorData":{v}}
    1.9 failure.StackTrace | list | POST /2025-12-01/durable-execution-callbacks/{callback}/fail | {"StackTrace":{v}}
    1.10 stop | structure | POST {run}/stop | {v}
    1.10 stop.ErrorMessage | text | POST {run}/stop | {"ErrorMessage":{v}}
    1.10 stop.ErrorType | text | POST {run}/stop | {"ErrorType":{v}}
    1.10 stop.ErrorData | text | POST {run}/stop | {"ErrorData":{v}}
    1.10 stop.StackTrace | list | POST {run}/stop | {"StackTrace":{v}}
    1.10 stop.Error | structure | POST {run}/stop | {"Error":{v}}
    1.10 stop.Error.ErrorType | text | POST {run}/stop | {"Error":{"ErrorType":{v}}}
    1.11 pause | structure | POST {run}/pause | {v}
    1.11 pause.ClientToken | text | POST {run}/pause | {"ClientToken":{v}}
    1.11 pause.Reason | text | POST {run}/pause | {"Reason":{v}}
    1.11 pause.ExecutionTimeoutPaused | flag | POST {run}/pause | {"ExecutionTimeoutPaused":{v}}
    1.11 resume | structure | POST {run}/resume | {v}
    1.11 resume.ClientToken | text | POST {run}/resume | {"ClientToken":{v}}
    1.11 resume.Reason | text | POST {run}/resume | {"Reason":{v}}
    1.13 start | structure | POST /start-durable-execution | {v}
    1.13 AccountId | text | POST /start-durable-execution | {"AccountId":{v}}
    1.13 FunctionName | text | POST /start-durable-execution | {"FunctionName":{v}}
    1.13 FunctionQualifier | text | POST /start-durable-execution | {"FunctionQualifier":{v}}
    1.13 ExecutionName | text | POST /start-durable-execution | {"ExecutionName":{v}}
    1.13 ExecutionTimeoutSeconds | number | POST /start-durable-execution | {"ExecutionTimeoutSeconds":{v}}
    1.13 ExecutionRetentionPeriodDays | number | POST /start-durable-execution | {"ExecutionRetentionPeriodDays":{v}}
    1.13 Input | text | POST /start-durable-execution | {"Input":{v}}
    1.13 LambdaEndpoint | text | POST /start-durable-execution | {"LambdaEndpoint":{v}}
    1.13 TenantId | text | POST /start-durable-execution | {"TenantId":{v}}
    1.13 endpoint | structure | PUT /lambda-endpoint | {v}
    1.13 EndpointUrl | text | PUT /lambda-endpoint | {"EndpointUrl":{v}}
    1.13 RegionName | text | PUT /lambda-endpoint | {"RegionName":{v}}
"#;

/// The value that a kind has; it is not sent.
fn own(kind: &str) -> &str {
    match kind {
        "text" => r#""x""#,
        "number" => "1",
        "flag" => "true",
        "list" => "[]",
        "structure" => "{}",
        other => panic!("no kind: {other}"),
    }
}

/// Row 49.
#[tokio::test]
async fn every_member_has_its_kind() {
    let world = World::new().await;
    let mut stage = updates::stage(&world).await;
    let callback = stage.run.operations().await["call"]["CallbackDetails"]["CallbackId"].clone();
    stage.names.text("callback", callback.as_str().unwrap());
    stage.names.text("run token", &stage.run.token.clone());
    for table in TABLES {
        compare(&stage, &table()).await;
    }
}

async fn compare(stage: &Stage<'_>, table: &Table) {
    let before = stage.look().await;
    let mut grid = Grid::default();
    grid.heads("", VALUES);
    for line in lines(table.rows) {
        let mut parts = line.splitn(3, " | ");
        let (member, kind, request) = (
            parts.next().unwrap(),
            parts.next().unwrap(),
            parts.next().unwrap(),
        );
        let mut cells = Vec::new();
        for value in VALUES {
            if value == own(kind) {
                cells.push(".".to_owned());
                continue;
            }
            let request = format!("{member} | {}", request.replace("{v}", value));
            cells.push(grid.letter(&stage.refused(&request).await));
        }
        stage.unchanged(member, &before, &stage.look().await);
        grid.row(member, cells.iter().map(String::as_str));
    }
    stage.is_faultless();
    table.told.assert_eq(&grid.text());
}

fn members() -> Table {
    Table {
        rows: MEMBERS,
        told: expect![[r#"
                                                1              1.5            "x"            true           []             {}
            1.4 CheckpointToken                 a              a              .              b              c              d
            1.4 ClientToken                     a              a              .              b              c              d
            1.4 Updates                         e              e              e              e              .              d
            1.4 Update                          f              f              f              f              c              .
            1.4 Id                              a              a              .              b              c              d
            1.4 Type                            a              a              .              b              c              d
            1.4 Action                          a              a              .              b              c              d
            1.4 ParentId                        a              a              .              b              c              d
            1.4 Name                            a              a              .              b              c              d
            1.4 SubType                         a              a              .              b              c              d
            1.4 Payload                         a              a              .              b              c              d
            1.4 Error                           f              f              f              f              c              .
            1.4 Error.ErrorMessage              a              a              .              b              c              d
            1.4 Error.ErrorType                 a              a              .              b              c              d
            1.4 Error.ErrorData                 a              a              .              b              c              d
            1.4 Error.StackTrace                e              e              e              e              .              d
            1.4 Error.StackTrace.1              a              a              .              b              c              d
            1.4 ContextOptions                  f              f              f              f              c              .
            1.4 ReplayChildren                  g              g              h              .              c              d
            1.4 StepOptions                     f              f              f              f              c              .
            1.4 NextAttemptDelaySeconds         .              i              j              k              c              d
            1.4 WaitOptions                     f              f              f              f              c              .
            1.4 WaitSeconds                     .              i              j              k              c              d
            1.4 CallbackOptions                 f              f              f              f              c              .
            1.4 TimeoutSeconds                  .              i              j              k              c              d
            1.4 HeartbeatTimeoutSeconds         .              i              j              k              c              d
            1.4 ChainedInvokeOptions            f              f              f              f              c              .
            1.4 FunctionName                    a              a              .              b              c              d
            1.4 TenantId                        a              a              .              b              c              d
            1.4 XAmznTraceId                    a              a              .              b              c              d

            a: 400 SerializationException {"message":"NUMBER_VALUE can not be converted to a String"}
            b: 400 SerializationException {"message":"TRUE_VALUE can not be converted to a String"}
            c: 400 SerializationException {"message":"Start of list found where not expected"}
            d: 400 SerializationException {"message":"Start of structure or map found where not expected."}
            e: 400 SerializationException {"message":"Expected list or null"}
            f: 400 SerializationException {"message":"Expected a structure or map"}
            g: 400 SerializationException {"message":"NUMBER_VALUE can not be converted to Boolean"}
            h: 400 SerializationException {"message":"'x' can not be converted to Boolean"}
            i: 400 SerializationException {"message":"'1.5' can not be converted to Integer"}
            j: 400 SerializationException {"message":"'x' can not be converted to Integer"}
            k: 400 SerializationException {"message":"'true' can not be converted to Integer"}
        "#]],
    }
}

fn others() -> Table {
    Table {
        rows: OTHERS,
        told: expect![[r#"
                                                1              1.5            "x"            true           []             {}
            1.9 failure                         a              a              a              a              b              .
            1.9 failure.ErrorMessage            c              c              .              d              b              e
            1.9 failure.ErrorType               c              c              .              d              b              e
            1.9 failure.ErrorData               c              c              .              d              b              e
            1.9 failure.StackTrace              f              f              f              f              .              e
            1.10 stop                           a              a              a              a              b              .
            1.10 stop.ErrorMessage              c              c              .              d              b              e
            1.10 stop.ErrorType                 c              c              .              d              b              e
            1.10 stop.ErrorData                 c              c              .              d              b              e
            1.10 stop.StackTrace                f              f              f              f              .              e
            1.10 stop.Error                     a              a              a              a              b              .
            1.10 stop.Error.ErrorType           c              c              .              d              b              e
            1.11 pause                          a              a              a              a              b              .
            1.11 pause.ClientToken              c              c              .              d              b              e
            1.11 pause.Reason                   c              c              .              d              b              e
            1.11 pause.ExecutionTimeoutPaused   g              g              h              .              b              e
            1.11 resume                         a              a              a              a              b              .
            1.11 resume.ClientToken             c              c              .              d              b              e
            1.11 resume.Reason                  c              c              .              d              b              e
            1.13 start                          a              a              a              a              b              .
            1.13 AccountId                      c              c              .              d              b              e
            1.13 FunctionName                   c              c              .              d              b              e
            1.13 FunctionQualifier              c              c              .              d              b              e
            1.13 ExecutionName                  c              c              .              d              b              e
            1.13 ExecutionTimeoutSeconds        .              i              j              k              b              e
            1.13 ExecutionRetentionPeriodDays   .              i              j              k              b              e
            1.13 Input                          c              c              .              d              b              e
            1.13 LambdaEndpoint                 c              c              .              d              b              e
            1.13 TenantId                       c              c              .              d              b              e
            1.13 endpoint                       a              a              a              a              b              .
            1.13 EndpointUrl                    c              c              .              d              b              e
            1.13 RegionName                     c              c              .              d              b              e

            a: 400 SerializationException {"message":"Expected a structure or map"}
            b: 400 SerializationException {"message":"Start of list found where not expected"}
            c: 400 SerializationException {"message":"NUMBER_VALUE can not be converted to a String"}
            d: 400 SerializationException {"message":"TRUE_VALUE can not be converted to a String"}
            e: 400 SerializationException {"message":"Start of structure or map found where not expected."}
            f: 400 SerializationException {"message":"Expected list or null"}
            g: 400 SerializationException {"message":"NUMBER_VALUE can not be converted to Boolean"}
            h: 400 SerializationException {"message":"'x' can not be converted to Boolean"}
            i: 400 SerializationException {"message":"'1.5' can not be converted to Integer"}
            j: 400 SerializationException {"message":"'x' can not be converted to Integer"}
            k: 400 SerializationException {"message":"'true' can not be converted to Integer"}
        "#]],
    }
}
