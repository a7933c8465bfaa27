//! The sample `order` in three languages: the same bytes through `invoke`, plain HTTP and boto3.

use serde_json::{Value, json};
use tokio::process::Command;

use super::emulator::{Emulator, approval};
use super::project::{Language, Project, Ran, assert_gapless, eventually, finish};
use crate::support::guests;

const QUICK: &str = concat!(
    r#"{"id":1,"units":4,"prepared":["stock 1 reserved on attempt 2","payment 1 captured","#,
    r#""carrier 1 ready on poll 2"],"parcels":[{"sku":"book","boxes":1},{"sku":"pen","boxes":2}],"#,
    r#""dispatch":"order 1 delivered"}"#
);
const FULL: &str = concat!(
    r#"{"id":1,"units":4,"bill":{"net":1000,"tax":190,"approval":{"approved":true}},"#,
    r#""prepared":["stock 1 reserved on attempt 2","payment 1 captured","carrier 1 ready on poll 2"],"#,
    r#""parcels":[{"sku":"book","boxes":1},{"sku":"pen","boxes":2}],"dispatch":"order 1 delivered"}"#
);

/// The bytes that an SDK makes of a result: Python's `json.dumps` puts blanks.
fn bytes(language: Language, result: &str) -> String {
    match language {
        Language::Python => result.replace(',', ", ").replace(':', ": "),
        Language::Rust | Language::Node => result.to_owned(),
    }
}

/// The whole `order` through `invoke`; meanwhile another process answers the callback.
async fn invoke_and_answer(project: &Project) -> Ran {
    let invoke = project.spawn(&["invoke", "order", "--data", r#"{"id":1}"#]);
    let answer = eventually("the callback is open", async || {
        let open = project.run(&["-o", "json", "callback", "list"]).await;
        let is_open = open.code == Some(0) && open.stdout.contains("approval");
        if !is_open {
            return None;
        }
        Some(
            project
                .run(&[
                    "callback",
                    "succeed",
                    "approval",
                    "--result",
                    &approval().to_string(),
                ])
                .await,
        )
    });
    let (ran, answered) = tokio::join!(finish(invoke), answer);
    answered.succeeded();
    ran
}

async fn through_invoke(language: Language) {
    let (Some(quick), Some(full)) = (Project::of(language), Project::of(language)) else {
        return;
    };
    let order = json!({"id": 1, "quick": true});
    let (quick, full) = tokio::join!(quick.invoke("order", &order), invoke_and_answer(&full));
    assert_eq!(quick.succeeded(), bytes(language, QUICK) + "\n");
    assert_eq!(full.succeeded(), bytes(language, FULL) + "\n");
}

async fn through_http(language: Language) {
    let Some(project) = Project::of(language) else {
        return;
    };
    let emulator = Emulator::start(&project).await;
    let quick = json!({"id": 1, "quick": true});
    let full = async {
        let arn = emulator.begin("order", &json!({"id": 1})).await;
        let callback = emulator.callback(&arn).await;
        assert_eq!(emulator.answer(&callback, "succeed", &approval()).await, 200);
        let ended = emulator.ended(&arn).await;
        assert_eq!(ended["Result"], bytes(language, FULL), "{}", emulator.log());
        assert_gapless(&emulator.history(&arn).await);
    };
    let named = async {
        let sync = "RequestResponse";
        let (one, two) = tokio::join!(
            emulator.invoke("order", sync, Some("named"), &quick),
            emulator.invoke("order", sync, Some("named"), &quick)
        );
        assert_eq!(
            (one.status, &one.body),
            (200, &bytes(language, QUICK)),
            "{}",
            emulator.log()
        );
        assert_eq!((one.arn, one.body), (two.arn, two.body));
        let other = emulator
            .invoke("order", sync, Some("named"), &json!({"id": 2, "quick": true}))
            .await;
        assert_eq!(other.status, 409, "{other:?}");
        assert_eq!(
            other.error.as_deref(),
            Some("DurableExecutionAlreadyStartedException")
        );
    };
    tokio::join!(full, named, through_boto3(language, &emulator));
}

async fn through_boto3(language: Language, emulator: &Emulator) {
    let Some(guests) = guests::guests() else { return };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/sdk/boto.py");
    let python = Command::new(guests.python())
        .args([script, &emulator.endpoint])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let said: Value = finish(python).await.json();
    assert_eq!(said["quick"], bytes(language, QUICK));
    assert_eq!(said["full"], bytes(language, FULL));
    assert_eq!(
        (&said["same"], &said["refused"], &said["unknown"]),
        (&json!(true), &json!(409), &json!(404))
    );
    let ids = said["ids"].as_array().unwrap();
    assert_eq!(ids, &(1..=ids.len()).map(Value::from).collect::<Vec<_>>());
}

async fn speaks(language: Language) {
    tokio::join!(through_invoke(language), through_http(language));
}

#[tokio::test]
async fn rust() {
    speaks(Language::Rust).await;
}

#[tokio::test]
async fn python() {
    speaks(Language::Python).await;
}

#[tokio::test]
async fn node() {
    speaks(Language::Node).await;
}

/// The way of the README: cargo builds the function, and the store is elsewhere.
#[tokio::test]
async fn a_cargo_target_is_built_and_run() {
    // The helper builds with the environment of the tests; cargo then finds everything done.
    guests::rust("order");
    let project = Project::empty();
    let store = project.path("elsewhere.db").display().to_string();
    let target = guests::target_dir().display().to_string();
    let ran = project
        .run(&[
            "-C",
            env!("CARGO_MANIFEST_DIR"),
            "--store",
            &store,
            "invoke",
            "-p",
            "sample-functions",
            "--bin",
            "order",
            "--target-dir",
            &target,
            "--data",
            r#"{"id":1,"quick":true}"#,
        ])
        .await;
    assert_eq!(ran.succeeded(), format!("{QUICK}\n"));
}
