//! Callbacks that are none, or over (contract 1.9, 2.7, 5.3, Appendix C 8).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use expect_test::expect;
use serde_json::json;

use super::table::{Stage, Table};
use crate::http::world::{World, execution};

pub(super) const TABLES: &[fn() -> Table] = &[malformed, unknown, closed, bodies];

#[tokio::test]
async fn callbacks() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let mut ids = Vec::new();
    for (name, options) in [
        (
            "open",
            json!({"TimeoutSeconds": 600, "HeartbeatTimeoutSeconds": 600}),
        ),
        ("succeeded", json!({})),
        ("failed", json!({})),
        ("late", json!({"TimeoutSeconds": 1})),
        ("silent", json!({"HeartbeatTimeoutSeconds": 1})),
    ] {
        ids.push((name, run.open_callback(name, &options).await));
    }
    run.callback(&ids[1].1, "succeed", "1").await.expect(200);
    run.callback(&ids[2].1, "fail", "{}").await.expect(200);
    for (name, verb) in [("of stopped", "stop"), ("of deleted", "stop")] {
        let mut other = world.start("flow", "1").await;
        ids.push((name, other.open_callback("c", &json!({})).await));
        other.tell(verb, "").await.expect(200);
        if name == "of deleted" {
            other.suspends();
            other.until_event("InvocationCompleted").await;
            world
                .send("DELETE", &execution(&other.arn, ""), &[], "")
                .await
                .expect(202);
        }
    }
    run.until_events("CallbackTimedOut", 2).await;
    let mut stage = Stage::new(run);
    for (name, id) in &ids {
        stage.names.text(name, id);
    }
    add_forged(&mut stage, &ids[0].1);
    for table in TABLES {
        stage.refuses(table()).await;
    }
}

/// An id is `ARN operation nonce`, and nobody should profit from knowing that.
fn add_forged(stage: &mut Stage<'_>, id: &str) {
    let plain = String::from_utf8(STANDARD.decode(id).unwrap()).unwrap();
    let parts: Vec<&str> = plain.split(' ').collect();
    let [arn, operation, nonce] = parts[..] else {
        panic!("{plain}");
    };
    let execution = arn.rsplit('/').next().unwrap();
    let other_nonce = format!("{:016x}", u64::from_str_radix(nonce, 16).unwrap() ^ 1);
    for (name, forged) in [
        ("part too many", format!("{plain} 0")),
        ("part too few", format!("{arn} {operation}")),
        ("no nonce", format!("{arn} {operation} xyz")),
        ("no arn", format!("abc {operation} {nonce}")),
        ("no operation", format!("{arn} a.b {nonce}")),
        ("other nonce", format!("{arn} {operation} {other_nonce}")),
        ("other operation", format!("{arn} x {nonce}")),
        ("the execution itself", format!("{arn} {execution} {nonce}")),
        ("callback of another", format!("{arn} late {nonce}")),
        ("other execution", plain.replace(execution, "0")),
        ("other function", plain.replace(":flow:", ":longest:")),
    ] {
        stage.names.text(name, &STANDARD.encode(forged));
    }
    stage.names.text("forged bytes", &STANDARD.encode([0xff, 0xfe]));
    stage.names.text("without padding", id.trim_end_matches('='));
    stage.names.text("cut", &id[..id.len() - 4]);
}

/// Row 8, row 47.
fn malformed() -> Table {
    let rows = r#"
        2.7 a letter | POST /2025-12-01/durable-execution-callbacks/x/{succeed,fail,heartbeat}
        2.7 for URLs | POST /2025-12-01/durable-execution-callbacks/a-b_/{succeed,fail,heartbeat}
        2.7 a word | POST /2025-12-01/durable-execution-callbacks/YWJj/{succeed,fail,heartbeat}
        2.7 padding | POST /2025-12-01/durable-execution-callbacks/%3D/{succeed,fail,heartbeat}
        2.7 beyond ASCII | POST /2025-12-01/durable-execution-callbacks/%C3%A9/{succeed,fail,heartbeat}
        2.7 bytes in a path | POST /2025-12-01/durable-execution-callbacks/%FF/{succeed,fail,heartbeat}
        2.7 bytes inside | POST /2025-12-01/durable-execution-callbacks/{forged bytes}/{succeed,fail,heartbeat}
        2.7 long | POST /2025-12-01/durable-execution-callbacks/{A*1028}/{succeed,fail,heartbeat}
        2.7 a slash more | POST /2025-12-01/durable-execution-callbacks/{open}/x/{succeed,fail,heartbeat}
        2.7 a part too many | POST /2025-12-01/durable-execution-callbacks/{part too many}/{succeed,fail,heartbeat}
        2.7 a part too few | POST /2025-12-01/durable-execution-callbacks/{part too few}/{succeed,fail,heartbeat}
        2.7 no nonce | POST /2025-12-01/durable-execution-callbacks/{no nonce}/{succeed,fail,heartbeat}
        2.7 no ARN | POST /2025-12-01/durable-execution-callbacks/{no arn}/{succeed,fail,heartbeat}
        2.7 no operation | POST /2025-12-01/durable-execution-callbacks/{no operation}/{succeed,fail,heartbeat}
        2.7 a checkpoint token | POST /2025-12-01/durable-execution-callbacks/{run token}/{succeed,fail,heartbeat}
        2.7 an ARN | POST /2025-12-01/durable-execution-callbacks/arn:aws:lambda/{succeed,fail,heartbeat}
    "#;
    Table {
        rows,
        told: expect![[r#"
            2.7 a letter: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
            2.7 for URLs: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
            2.7 a word: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
            2.7 padding: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
            2.7 beyond ASCII: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
            2.7 bytes in a path: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
            2.7 bytes inside: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
            2.7 long: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
            2.7 a slash more: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
            2.7 a part too many: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
            2.7 a part too few: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
            2.7 no nonce: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
            2.7 no ARN: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
            2.7 no operation: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
            2.7 a checkpoint token: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
            2.7 an ARN: 400 InvalidParameterValueException {"Type":"User","message":"Invalid callback id"}
        "#]],
    }
}

/// Row 8.
fn unknown() -> Table {
    let rows = r#"
        2.7 another nonce | POST /2025-12-01/durable-execution-callbacks/{other nonce}/{succeed,fail,heartbeat}
        2.7 another operation | POST /2025-12-01/durable-execution-callbacks/{other operation}/{succeed,fail,heartbeat}
        2.7 the execution | POST /2025-12-01/durable-execution-callbacks/{the execution itself}/{succeed,fail,heartbeat}
        2.7 one's nonce for another | POST /2025-12-01/durable-execution-callbacks/{callback of another}/{succeed,fail,heartbeat}
        2.7 another execution | POST /2025-12-01/durable-execution-callbacks/{other execution}/{succeed,fail,heartbeat}
        2.7 another function | POST /2025-12-01/durable-execution-callbacks/{other function}/{succeed,fail,heartbeat}
        2.7 of a deleted execution | POST /2025-12-01/durable-execution-callbacks/{of deleted}/{succeed,fail,heartbeat}
    "#;
    Table {
        rows,
        told: expect![[r#"
            2.7 another nonce: 404 ResourceNotFoundException {"Type":"User","Message":"Callback does not exist"}
            2.7 another operation: 404 ResourceNotFoundException {"Type":"User","Message":"Callback does not exist"}
            2.7 the execution: 404 ResourceNotFoundException {"Type":"User","Message":"Callback does not exist"}
            2.7 one's nonce for another: 404 ResourceNotFoundException {"Type":"User","Message":"Callback does not exist"}
            2.7 another execution: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            2.7 another function: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            2.7 of a deleted execution: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
        "#]],
    }
}

/// Appendix C 8, row 8, row 10.
fn closed() -> Table {
    let rows = r#"
        5.3 succeeded | POST /2025-12-01/durable-execution-callbacks/{succeeded}/{succeed,fail,heartbeat}
        5.3 failed | POST /2025-12-01/durable-execution-callbacks/{failed}/{succeed,fail,heartbeat}
        5.3 timed out | POST /2025-12-01/durable-execution-callbacks/{late}/{succeed,fail,heartbeat}
        5.3 timed out on heartbeat | POST /2025-12-01/durable-execution-callbacks/{silent}/{succeed,fail,heartbeat}
        5.3 of a stopped execution | POST /2025-12-01/durable-execution-callbacks/{of stopped}/{succeed,fail,heartbeat}
    "#;
    Table {
        rows,
        told: expect![[r#"
            5.3 succeeded: 400 CallbackTimeoutException {"Type":"User","Message":"The callback is either timed out or already completed"}
            5.3 failed: 400 CallbackTimeoutException {"Type":"User","Message":"The callback is either timed out or already completed"}
            5.3 timed out: 400 CallbackTimeoutException {"Type":"User","Message":"The callback is either timed out or already completed"}
            5.3 timed out on heartbeat: 400 CallbackTimeoutException {"Type":"User","Message":"The callback is either timed out or already completed"}
            5.3 of a stopped execution: 400 CallbackTimeoutException {"Type":"User","Message":"The callback is either timed out or already completed"}
        "#]],
    }
}

fn bodies() -> Table {
    let rows = r#"
        1.9 a result of bytes | POST /2025-12-01/durable-execution-callbacks/{open}/succeed | "{0xff}"
        1.9 a large result | POST /2025-12-01/durable-execution-callbacks/{open}/succeed | {x*1048577}
        1.9 a failure that is no JSON | POST /2025-12-01/durable-execution-callbacks/{open}/fail | x
        1.9 half a failure | POST /2025-12-01/durable-execution-callbacks/{open}/fail | {
        1.9 a failure that is a list | POST /2025-12-01/durable-execution-callbacks/{open}/fail | []
        1.9 a failure that is a number | POST /2025-12-01/durable-execution-callbacks/{open}/fail | 1
        1.9 a failure of bytes | POST /2025-12-01/durable-execution-callbacks/{open}/fail | {"ErrorType":"{0xff}"}
        1.9 a large failure | POST /2025-12-01/durable-execution-callbacks/{open}/fail | {"ErrorMessage":"{x*1048577}"}
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.9 a result of bytes: 400 InvalidParameterValueException {"Type":"User","message":"Callback result must be UTF-8 text."}
            1.9 a large result: 400 InvalidParameterValueException {"Type":"User","message":"Callback result size must be less than or equal to 1048576 bytes."}
            1.9 a failure that is no JSON: 400 SerializationException {"message":"Unexpected character at line 1, column 1"}
            1.9 half a failure: 400 SerializationException {"message":"Unexpected end-of-input at line 1, column 1"}
            1.9 a failure that is a list: 400 SerializationException {"message":"Start of list found where not expected"}
            1.9 a failure that is a number: 400 SerializationException {"message":"Expected a structure or map"}
            1.9 a failure of bytes: 400 SerializationException {"message":"Invalid UTF-8 at byte 15"}
            1.9 a large failure: 400 InvalidParameterValueException {"Type":"User","message":"Error object size must be less than or equal to 1048576 bytes."}
        "#]],
    }
}
