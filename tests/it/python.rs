//! A Python function behind AWS's own runtime client, `awslambdaric`.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use cargo_durable::sandbox::{FunctionKind, FunctionSpec};
use serde_json::json;

use crate::support::guest::{World, name};
use crate::support::guests::guests;
use crate::support::tool;

fn world(interpreter: PathBuf, source: &str) -> World {
    let world = World::new(|_| {});
    std::fs::write(world.dir.path().join("app.py"), source).unwrap();
    let kind = FunctionKind::Python {
        interpreter,
        handler: "app.handler".to_owned(),
        dir: world.dir.path().to_owned(),
    };
    world.sandboxes.register(FunctionSpec {
        timeout_s: 30,
        ..FunctionSpec::plain(name(), kind)
    });
    world
}

#[tokio::test]
async fn a_handler_behind_the_official_client() {
    let Some(guests) = guests() else { return };
    let world = world(
        guests.python(),
        "import os\n\
         def handler(event, context):\n\
         \x20   if event.get('fail'): raise ValueError('no')\n\
         \x20   return {'event': event, 'name': context.function_name, 'left': context.get_remaining_time_in_millis()}\n",
    );
    let answer = world.ask(json!({"n": 1})).await;
    assert_eq!(
        (&answer["event"], &answer["name"]),
        (&json!({"n": 1}), &json!("guest"))
    );
    assert!(
        (1..=30_000).contains(&answer["left"].as_i64().unwrap()),
        "{answer}"
    );
    let error = world.fail(json!({"fail": true})).await;
    assert_eq!(error.error_type.as_deref(), Some("ValueError"));
    assert!(!error.stack_trace.unwrap().is_empty());
}

#[tokio::test]
async fn a_module_that_does_not_load() {
    let Some(guests) = guests() else { return };
    let world = world(guests.python(), "import missing_module");
    let error = world.fail(json!({})).await;
    assert_eq!(error.error_type.as_deref(), Some("Runtime.ImportModuleError"));
}

#[tokio::test]
async fn a_python_without_the_client_says_how_to_get_it() {
    let Some(interpreter) = tool::find("python3", "python") else {
        return;
    };
    // `-S` leaves out what was installed, whoever installed it.
    let folder = tempfile::tempdir().unwrap();
    let bare = folder.path().join("python");
    std::fs::write(
        &bare,
        format!("#!/bin/sh\nexec {} -S \"$@\"\n", interpreter.display()),
    )
    .unwrap();
    let made = Command::new("chmod")
        .arg("+x")
        .arg(&bare)
        .stdout(Stdio::null())
        .status();
    assert!(made.unwrap().success());
    let world = world(bare, "");
    let error = world.fail(json!({})).await;
    assert_eq!(error.error_type.as_deref(), Some("Runtime.InvalidEntrypoint"));
    assert!(
        error
            .error_message
            .unwrap()
            .ends_with("`pip install awslambdaric`")
    );
}
