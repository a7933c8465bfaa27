//! Checkpoint tokens and client tokens (contract 2.5, 2.6, 4.10, 5.5, 7.2).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use expect_test::expect;
use serde_json::json;

use super::table::{Stage, Table};
use crate::http::run::Run;
use crate::http::world::World;

pub(super) const TABLES: &[fn() -> Table] = &[used_up, forged, repeats];

#[tokio::test]
async fn tokens() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let first_invocation = run.token.clone();
    let id = run.open_callback("cb", &json!({})).await;
    let last = run.token.clone();
    run.suspends();
    run.until_event("InvocationCompleted").await;
    run.callback(&id, "succeed", "1").await.expect(200);
    run.next().await;
    let spent = run.token.clone();
    let once = json!({"CheckpointToken": spent, "ClientToken": "once", "Updates": [
        {"Id": "a", "Type": "STEP", "Action": "START"}]});
    let answer = run.checkpoint_body(&once.to_string()).await.expect(200).json();
    run.token = answer["CheckpointToken"].as_str().unwrap().to_owned();
    let mut stage = Stage::new(run);
    stage.names.text("oldest", &first_invocation);
    stage.names.text("stale", &last);
    stage.names.text("spent", &spent);
    add_forged(&mut stage);
    stage.watch("other", world.start("flow", "1").await);
    stage.watch("paused", paused(&world).await);
    for (name, run) in [
        ("stopped", stopped(&world).await),
        ("succeeded", ended_by_checkpoint(&world).await),
        ("suspended", suspended(&world).await),
    ] {
        stage.name(name, &run);
    }
    for table in TABLES {
        stage.refuses(table()).await;
    }
}

async fn stopped(world: &World) -> Run<'_> {
    let run = world.start("flow", "1").await;
    run.tell("stop", "").await.expect(200);
    run
}

async fn ended_by_checkpoint(world: &World) -> Run<'_> {
    let run = world.start("flow", "1").await;
    let end = json!({"CheckpointToken": run.token, "ClientToken": "end", "Updates": [
        {"Id": "e", "Type": "EXECUTION", "Action": "SUCCEED", "Payload": "1"}]});
    run.checkpoint_body(&end.to_string()).await.expect(200);
    run.until("SUCCEEDED").await;
    run
}

async fn paused(world: &World) -> Run<'_> {
    let mut run = world.start("flow", "1").await;
    run.tell("pause", "").await.expect(202);
    run.checkpoint(&json!([])).await;
    run.until("PAUSED").await;
    run
}

async fn suspended(world: &World) -> Run<'_> {
    let mut run = world.start("flow", "1").await;
    run.suspends_on_a_wait().await;
    run
}

/// A token is `execution.invocation.place`, and nobody should profit from knowing that.
fn add_forged(stage: &mut Stage<'_>) {
    let plain = String::from_utf8(STANDARD.decode(&stage.run.token).unwrap()).unwrap();
    let parts: Vec<&str> = plain.split('.').collect();
    let [execution, invocation, at] = parts[..] else {
        panic!("{plain}");
    };
    let next = at.parse::<u64>().unwrap() + 1;
    for (name, forged) in [
        ("forged ahead", format!("{execution}.{invocation}.{next}")),
        ("forged invocation", format!("{execution}.1.{at}")),
        ("forged places", format!("{execution}.{at}.{invocation}")),
        ("forged longer", format!("{plain}.1")),
        ("forged shorter", format!("{execution}.{invocation}")),
        ("forged below zero", format!("{execution}.{invocation}.-1")),
        (
            "forged too large",
            format!("{execution}.{invocation}.99999999999999999999"),
        ),
        ("forged of nobody", format!(".{invocation}.{at}")),
        ("forged by a space", format!(" {plain}")),
    ] {
        stage.names.text(name, &STANDARD.encode(forged));
    }
    stage.names.text("forged bytes", &STANDARD.encode([0xff, 0xfe]));
}

fn used_up() -> Table {
    let rows = r#"
        2.5 spent | POST {run}/checkpoint | {"CheckpointToken":"{spent}"}
        2.5 spent, for reading | GET {run}/state?CheckpointToken={spent}
        2.5 of the last invocation | POST {run}/checkpoint | {"CheckpointToken":"{stale}"}
        2.5 of the last invocation, for reading | GET {run}/state?CheckpointToken={stale}
        2.5 the first of all | POST {run}/checkpoint | {"CheckpointToken":"{oldest}"}
        2.5 the first of all, for reading | GET {run}/state?CheckpointToken={oldest}
        2.5 of another execution | POST {run}/checkpoint | {"CheckpointToken":"{other token}"}
        2.5 of another execution, with an update | POST {run}/checkpoint | {"CheckpointToken":"{other token}","Updates":[{"Id":"x","Type":"STEP","Action":"START"}]}
        2.5 of another execution, with a bad update | POST {run}/checkpoint | {"CheckpointToken":"{other token}","Updates":[{"Id":"x","Type":"STEP","Action":"CANCEL"}]}
        2.5 of another execution, for reading | GET {run}/state?CheckpointToken={other token}
        2.5 ours elsewhere | POST {other}/checkpoint | {"CheckpointToken":"{run token}"}
        2.5 ours elsewhere, for reading | GET {other}/state?CheckpointToken={run token}
        7.2 after a stop | POST {stopped}/checkpoint | {"CheckpointToken":"{stopped token}"}
        7.2 after a stop, with an update | POST {stopped}/checkpoint | {"CheckpointToken":"{stopped token}","Updates":[{"Id":"x","Type":"STEP","Action":"START"}]}
        7.2 after a stop, with a bad update | POST {stopped}/checkpoint | {"CheckpointToken":"{stopped token}","Updates":[{"Id":"x","Type":"STEP","Action":"CANCEL"}]}
        7.2 after a stop, for reading | GET {stopped}/state?CheckpointToken={stopped token}
        4.10 after the end | POST {succeeded}/checkpoint | {"CheckpointToken":"{succeeded token}"}
        4.10 after the end, once more | POST {succeeded}/checkpoint | {"CheckpointToken":"{succeeded token}","Updates":[{"Id":"e","Type":"EXECUTION","Action":"FAIL"}]}
        4.10 after the end, for reading | GET {succeeded}/state?CheckpointToken={succeeded token}
        5.5 after a pause took it | POST {paused}/checkpoint | {"CheckpointToken":"{paused token}"}
        5.5 after a pause took it, for reading | GET {paused}/state?CheckpointToken={paused token}
        2.5 while nobody runs | POST {suspended}/checkpoint | {"CheckpointToken":"{suspended token}"}
        2.5 while nobody runs, for reading | GET {suspended}/state?CheckpointToken={suspended token}
    "#;
    Table {
        rows,
        told: expect![[r#"
            2.5 spent: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 spent, for reading: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 of the last invocation: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 of the last invocation, for reading: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 the first of all: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 the first of all, for reading: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 of another execution: 400 InvalidParameterValueException {"Type":"User","message":"Checkpoint token is not valid for the durable execution ARN"}
            2.5 of another execution, with an update: 400 InvalidParameterValueException {"Type":"User","message":"Checkpoint token is not valid for the durable execution ARN"}
            2.5 of another execution, with a bad update: 400 InvalidParameterValueException {"Type":"User","message":"Checkpoint token is not valid for the durable execution ARN"}
            2.5 of another execution, for reading: 400 InvalidParameterValueException {"Type":"User","message":"Checkpoint token is not valid for the durable execution ARN"}
            2.5 ours elsewhere: 400 InvalidParameterValueException {"Type":"User","message":"Checkpoint token is not valid for the durable execution ARN"}
            2.5 ours elsewhere, for reading: 400 InvalidParameterValueException {"Type":"User","message":"Checkpoint token is not valid for the durable execution ARN"}
            7.2 after a stop: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            7.2 after a stop, with an update: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            7.2 after a stop, with a bad update: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            7.2 after a stop, for reading: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            4.10 after the end: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            4.10 after the end, once more: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            4.10 after the end, for reading: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            5.5 after a pause took it: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            5.5 after a pause took it, for reading: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 while nobody runs: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 while nobody runs, for reading: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
        "#]],
    }
}

fn forged() -> Table {
    let rows = r#"
        2.5 a word | POST {run}/checkpoint | {"CheckpointToken":"YWJj"}
        2.5 as Java warms up | POST {run}/checkpoint | {"CheckpointToken":"dummyToken"}
        2.5 a later place | POST {run}/checkpoint | {"CheckpointToken":"{forged ahead}"}
        2.5 a later place, for reading | GET {run}/state?CheckpointToken={forged ahead}
        2.5 another invocation | POST {run}/checkpoint | {"CheckpointToken":"{forged invocation}"}
        2.5 another invocation, for reading | GET {run}/state?CheckpointToken={forged invocation}
        2.5 places exchanged | POST {run}/checkpoint | {"CheckpointToken":"{forged places}"}
        2.5 a part too many | POST {run}/checkpoint | {"CheckpointToken":"{forged longer}"}
        2.5 a part too few | POST {run}/checkpoint | {"CheckpointToken":"{forged shorter}"}
        2.5 a place below zero | POST {run}/checkpoint | {"CheckpointToken":"{forged below zero}"}
        2.5 a place beyond all | POST {run}/checkpoint | {"CheckpointToken":"{forged too large}"}
        2.5 of nobody | POST {run}/checkpoint | {"CheckpointToken":"{forged of nobody}"}
        2.5 of somebody with a space | POST {run}/checkpoint | {"CheckpointToken":"{forged by a space}"}
        2.5 bytes | POST {run}/checkpoint | {"CheckpointToken":"{forged bytes}"}
        2.5 a letter that is no byte | POST {run}/checkpoint | {"CheckpointToken":"A"}
        2.5 as long as can be | POST {run}/checkpoint | {"CheckpointToken":"{A*2048}"}
    "#;
    Table {
        rows,
        told: expect![[r#"
            2.5 a word: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 as Java warms up: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 a later place: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 a later place, for reading: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 another invocation: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 another invocation, for reading: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 places exchanged: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 a part too many: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 a part too few: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 a place below zero: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 a place beyond all: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 of nobody: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 of somebody with a space: 400 InvalidParameterValueException {"Type":"User","message":"Checkpoint token is not valid for the durable execution ARN"}
            2.5 bytes: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 a letter that is no byte: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.5 as long as can be: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
        "#]],
    }
}

/// The last checkpoint was made with `once` and the token that is now spent: it started step `a`.
fn repeats() -> Table {
    let rows = r#"
        2.6 without a client token | POST {run}/checkpoint | {"CheckpointToken":"{spent}","Updates":[{"Id":"a","Type":"STEP","Action":"START"}]}
        2.6 another client token | POST {run}/checkpoint | {"CheckpointToken":"{spent}","ClientToken":"twice","Updates":[{"Id":"a","Type":"STEP","Action":"START"}]}
        2.6 a client token in capitals | POST {run}/checkpoint | {"CheckpointToken":"{spent}","ClientToken":"Once","Updates":[{"Id":"a","Type":"STEP","Action":"START"}]}
        2.6 other updates | POST {run}/checkpoint | {"CheckpointToken":"{spent}","ClientToken":"once","Updates":[{"Id":"b","Type":"STEP","Action":"START"}]}
        2.6 no updates | POST {run}/checkpoint | {"CheckpointToken":"{spent}","ClientToken":"once"}
        2.6 one more update | POST {run}/checkpoint | {"CheckpointToken":"{spent}","ClientToken":"once","Updates":[{"Id":"a","Type":"STEP","Action":"START"},{"Id":"b","Type":"STEP","Action":"START"}]}
        2.6 updates that nobody takes | POST {run}/checkpoint | {"CheckpointToken":"{spent}","ClientToken":"once","Updates":[{"Id":"b","Type":"STEP","Action":"CANCEL"}]}
        2.6 the token of the last invocation | POST {run}/checkpoint | {"CheckpointToken":"{stale}","ClientToken":"once","Updates":[{"Id":"a","Type":"STEP","Action":"START"}]}
        2.6 the token of another execution | POST {run}/checkpoint | {"CheckpointToken":"{other token}","ClientToken":"once","Updates":[{"Id":"a","Type":"STEP","Action":"START"}]}
        2.6 elsewhere | POST {other}/checkpoint | {"CheckpointToken":"{spent}","ClientToken":"once","Updates":[{"Id":"a","Type":"STEP","Action":"START"}]}
        2.6 the end is not told twice | POST {succeeded}/checkpoint | {"CheckpointToken":"{succeeded token}","ClientToken":"end","Updates":[{"Id":"e","Type":"EXECUTION","Action":"SUCCEED","Payload":"1"}]}
    "#;
    Table {
        rows,
        told: expect![[r#"
            2.6 without a client token: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.6 another client token: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.6 a client token in capitals: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.6 other updates: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.6 no updates: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.6 one more update: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.6 updates that nobody takes: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.6 the token of the last invocation: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            2.6 the token of another execution: 400 InvalidParameterValueException {"Type":"User","message":"Checkpoint token is not valid for the durable execution ARN"}
            2.6 elsewhere: 400 InvalidParameterValueException {"Type":"User","message":"Checkpoint token is not valid for the durable execution ARN"}
            2.6 the end is not told twice: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
        "#]],
    }
}
