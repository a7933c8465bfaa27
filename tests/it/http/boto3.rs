//! boto3 itself asks (`boto3.py`): modelled exceptions are raised, answers are parsed (Appendix C 1, row 2, row 47).

use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use super::endpoint::Call;
use super::run::{Run, text};
use super::world::World;
use crate::support::guests;

#[tokio::test]
async fn boto3_understands() {
    let Some(guests) = guests::guests() else {
        return;
    };
    let world = World::new().await;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/http/boto3.py");
    let asking = tokio::process::Command::new(guests.python())
        // Or it would take the script for the module of that name.
        .arg("-I")
        .arg(script)
        .arg(world.emulator.endpoint())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    tokio::pin!(asking);
    // What is never answered is kept.
    let mut hanging = Vec::new();
    let asked = loop {
        tokio::select! {
            asked = &mut asking => break asked.unwrap(),
            call = world.called_as("any function", |_| true) => hanging.extend(answer(&world, call).await),
        }
    };
    let (stdout, stderr) = (
        String::from_utf8_lossy(&asked.stdout),
        String::from_utf8_lossy(&asked.stderr),
    );
    assert_eq!(stdout, "all of it\n", "{stderr}");
    assert_eq!(hanging.len(), 1);
}

/// Does what the execution's input says; what it does not answer comes back.
async fn answer(world: &World, call: Call) -> Option<Call> {
    let operations = call.body["InitialExecutionState"]["Operations"].clone();
    let input: Value =
        serde_json::from_str(&text(&operations[0]["ExecutionDetails"]["InputPayload"])).unwrap();
    let output = match input.as_str().unwrap() {
        "succeed" => json!({"Status": "SUCCEEDED", "Result": "\"done\""}),
        "fail" => json!({"Status": "FAILED", "Error": {"ErrorType": "T", "ErrorMessage": "m"}}),
        "callback" => match operations.get(1) {
            None => {
                let mut run = Run::new(world, &text(&call.body["DurableExecutionArn"]));
                run.token = text(&call.body["CheckpointToken"]);
                run.open_callback(
                    "cb",
                    &json!({"TimeoutSeconds": 60, "HeartbeatTimeoutSeconds": 60}),
                )
                .await;
                json!({"Status": "PENDING"})
            }
            Some(callback) if callback["Status"] == "SUCCEEDED" => {
                json!({"Status": "SUCCEEDED", "Result": callback["CallbackDetails"]["Result"]})
            }
            Some(callback) => json!({"Status": "FAILED", "Error": callback["CallbackDetails"]["Error"]}),
        },
        _ => return Some(call),
    };
    call.returns(&output);
    None
}
