//! A container that is killed, that has used all its memory, that hangs: history and outcome are as Lambda's, and the
//! next invocation gets a fresh sandbox.

use serde_json::{Value, json};

use super::{add_trouble, containers, project};
use crate::sdk::emulator::Emulator;
use crate::sdk::project::{Project, Ran};
use crate::support::tool;

/// The errors of an execution's invocations, in order.
fn errors(events: &[Value]) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    events
        .iter()
        .filter(|event| event["EventType"] == "InvocationCompleted")
        .map(|event| {
            let details = &event["InvocationCompletedDetails"];
            let error = &details["Error"]["Payload"];
            let message = text(&error["ErrorMessage"]).replace(&text(&details["RequestId"]), "[ID]");
            (text(&error["ErrorType"]), message)
        })
        .collect()
}

/// Runs a function that always fails in the same way; `invoke` gives up after three times.
async fn thrice(project: &Project, function: &str) -> (Ran, Vec<(String, String)>) {
    let ran = project.invoke(function, &json!({})).await;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let events = project.history("@last").await;
    assert_eq!(events.last().unwrap()["EventType"], "ExecutionFailed");
    let errors = errors(&events);
    assert_eq!(errors.len(), 3, "{errors:?}");
    let fresh = ran.stderr.matches("a fresh sandbox").count();
    assert_eq!((fresh, ran.stderr.matches("was used").count()), (3, 0), "{ran:?}");
    (ran, errors)
}

#[tokio::test]
async fn out_of_memory() {
    let Some((project, images)) = project() else {
        return;
    };
    add_trouble(&project, images, "eat", "memory_mb = 128\n");
    let (ran, errors) = thrice(&project, "eat").await;
    let expected = (
        "Runtime.OutOfMemory".to_owned(),
        "RequestId: [ID] Error: Runtime exited with error: signal: killed".to_owned(),
    );
    assert!(errors.iter().all(|error| *error == expected), "{errors:?}");
    assert!(ran.stderr.contains("Runtime.OutOfMemory"), "{ran:?}");
    assert_eq!(containers(&project, images), Vec::<String>::new());
}

#[tokio::test]
async fn hangs_past_its_timeout() {
    let Some((project, images)) = project() else {
        return;
    };
    add_trouble(&project, images, "hang", "timeout_s = 3\n");
    let (_, errors) = thrice(&project, "hang").await;
    for (error_type, message) in errors {
        assert_eq!(error_type, "Sandbox.Timedout");
        assert!(
            message.ends_with("[ID] Task timed out after 3.00 seconds"),
            "{message}"
        );
    }
    assert_eq!(containers(&project, images), Vec::<String>::new());
}

#[tokio::test]
async fn killed_in_the_middle_of_a_step() {
    let Some((project, images)) = project() else {
        return;
    };
    add_trouble(&project, images, "hang", "");
    let emulator = Emulator::start(&project).await;
    let arn = emulator.begin("hang", &json!({})).await;
    emulator.event(&arn, "StepStarted", |_| true).await;
    let first = containers(&project, images);
    let [killed] = &first[..] else {
        panic!("one container: {first:?}")
    };
    images.engine.kill(killed);
    let lost = emulator.event(&arn, "InvocationCompleted", |_| true).await;
    assert_eq!(
        errors(&[lost]),
        [(
            "Runtime.ExitError".to_owned(),
            "RequestId: [ID] Error: Runtime exited with error: signal: killed".to_owned()
        )]
    );
    let second = tool::until("another container runs", || {
        containers(&project, images).into_iter().find(|id| id != killed)
    });
    second.await;
    tool::until("it is used", || {
        (emulator.log().matches("a fresh sandbox").count() == 2).then_some(())
    })
    .await;
    assert_eq!(emulator.get(&arn).await["Status"], "RUNNING");
    emulator.end().await;
    assert_eq!(
        containers(&project, images),
        Vec::<String>::new(),
        "nothing is left"
    );
}
