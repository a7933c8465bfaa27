//! Our own Node bootstrap, with the Node of this machine.

use std::time::Duration;

use cargo_durable::execution::ErrorObject;
use cargo_durable::sandbox::{FunctionKind, FunctionSpec};
use serde_json::{Value, json};

use crate::support::guest::{World, name};
use crate::support::tool;

/// A Node function `guest` in a file of this name.
fn world(file: &str, source: &str, handler: &str) -> Option<World> {
    let program = tool::find("node", "node")?;
    let world = World::new(|_| {});
    let path = world.dir.path().join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, source).unwrap();
    let kind = FunctionKind::Node {
        program,
        handler: handler.to_owned(),
        dir: world.dir.path().to_owned(),
    };
    world.sandboxes.register(FunctionSpec {
        timeout_s: 30,
        ..FunctionSpec::plain(name(), kind)
    });
    Some(world)
}

fn summary(error: &ErrorObject) -> (&str, &str) {
    (
        error.error_type.as_deref().unwrap(),
        error.error_message.as_deref().unwrap(),
    )
}

#[tokio::test]
async fn a_module_with_an_async_handler() {
    let source = "
        let count = 0;
        export const handler = async (event, context) => {
            if (event.fail) throw new TypeError('no ' + event.fail);
            return { event, count: ++count, id: context.awsRequestId, arn: context.invokedFunctionArn,
                     name: context.functionName, version: context.functionVersion,
                     memory: context.memoryLimitInMB, group: context.logGroupName,
                     left: context.getRemainingTimeInMillis() };
        };";
    let Some(world) = world("src/app.mjs", source, "src/app.handler") else {
        return;
    };
    let first = world.ask(json!({"text": "grüße"})).await;
    assert_eq!(
        (&first["event"]["text"], &first["count"]),
        (&json!("grüße"), &json!(1))
    );
    assert_eq!(
        first["arn"],
        "arn:aws:lambda:us-east-1:123456789012:function:guest"
    );
    assert_eq!(
        (&first["name"], &first["version"]),
        (&json!("guest"), &json!("$LATEST"))
    );
    assert_eq!(
        (&first["memory"], &first["group"]),
        (&json!("128"), &json!("/aws/lambda/guest"))
    );
    assert!((1..=30_000).contains(&first["left"].as_i64().unwrap()), "{first}");
    let error = world.fail(json!({"fail": "way"})).await;
    assert_eq!(summary(&error), ("TypeError", "no way"));
    assert!(error.stack_trace.unwrap().len() > 1);
    assert_eq!(world.ask(json!({})).await["count"], 2);
}

#[tokio::test]
async fn a_common_js_module_answers_by_callback_or_not_at_all() {
    let source = "
        exports.nested = { handler: (event, context, callback) => {
            if (event.quiet) return;
            if (event.done) return setTimeout(() => context.succeed('done'), 1);
            setTimeout(() => callback(event.fail ? new Error(event.fail) : null, { ok: true }), 1);
        } };";
    let Some(world) = world("app.cjs", source, "app.nested.handler") else {
        return;
    };
    assert_eq!(world.ask(json!({})).await, json!({"ok": true}));
    assert_eq!(world.ask(json!({"quiet": true})).await, Value::Null);
    assert_eq!(world.ask(json!({"done": true})).await, "done");
    let error = world.fail(json!({"fail": "sorry"})).await;
    assert_eq!(summary(&error), ("Error", "sorry"));
}

#[tokio::test]
async fn what_nobody_catches_is_reported_and_ends_the_process() {
    let source = "
        exports.handler = (event, context, callback) => {
            if (event.reject) Promise.reject(new Error('rejected'));
            else if (event.raise) setTimeout(() => { throw new RangeError('raised'); }, 1);
            else return Promise.resolve(process.pid);
            setTimeout(callback, 60000);
        };";
    let Some(world) = world("app.js", source, "app.handler") else {
        return;
    };
    let first = world.ask(json!({})).await;
    let error = world.fail(json!({"raise": true})).await;
    assert_eq!(summary(&error), ("RangeError", "raised"));
    assert_ne!(world.ask(json!({})).await, first);
    let error = world.fail(json!({"reject": true})).await;
    assert_eq!(
        summary(&error),
        ("Runtime.UnhandledPromiseRejection", "Error: rejected")
    );
}

#[tokio::test]
async fn a_module_that_does_not_load() {
    for (source, handler, kind, text) in [
        (
            "",
            "gone.handler",
            "Runtime.ImportModuleError",
            "Cannot find module 'gone'",
        ),
        (
            "import 'missing-package';",
            "app.handler",
            "Runtime.ImportModuleError",
            "missing-package",
        ),
        (
            "export const other = 1;",
            "app.handler",
            "Runtime.HandlerNotFound",
            "undefined or not exported",
        ),
        (
            "export const handler = (",
            "app.handler",
            "Runtime.UserCodeSyntaxError",
            "SyntaxError",
        ),
        ("throw new Error('at once');", "app.handler", "Error", "at once"),
        ("", "app", "Runtime.MalformedHandlerName", "Bad handler"),
    ] {
        let Some(world) = world("app.mjs", source, handler) else {
            return;
        };
        let error = world.fail(json!({})).await;
        let (found, message) = summary(&error);
        assert_eq!(found, kind, "{error:?}");
        assert!(message.contains(text), "{error:?}");
        tokio::time::timeout(Duration::from_secs(5), world.sandboxes.shutdown())
            .await
            .unwrap();
    }
}
