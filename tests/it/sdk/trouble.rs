//! What is wrong before, or as soon as, a function runs: said at once, clearly, and with the right exit code.

use serde_json::{Value, json};

use super::project::{Language, Project, count};

#[tokio::test]
async fn a_payload_that_is_not_json() {
    let project = Project::rust();
    for (payload, place) in [
        ("{\"a\": 1,\n \"b\" 2}", "line 2, column 6"),
        ("", "line 1, column 0"),
        ("{} {}", "line 1"),
    ] {
        let ran = project
            .run(&["-o", "json", "invoke", "hello", "--data", payload])
            .await;
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{ran:?}");
        let (code, message) = ran.error();
        assert_eq!(code, "InvalidPayload");
        assert!(message.contains(place), "{message}");
    }
    assert!(!project.path(".durable").exists(), "nothing has started");
}

#[tokio::test]
async fn an_unknown_function() {
    let project = Project::rust();
    let ran = project.run(&["-o", "json", "invoke", "odrer"]).await;
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{ran:?}");
    assert_eq!(
        ran.error(),
        (
            "UnknownFunction".into(),
            "there is no function `odrer` here".into()
        )
    );
    assert!(ran.stderr.contains("did you mean `order`?"), "{ran:?}");
}

/// A project of its own without dependencies, whose source is this.
fn cargo_project(source: &str) -> Project {
    let project = Project::empty();
    std::fs::remove_file(project.path("durable.toml")).unwrap();
    let manifest = "[package]\nname = \"tiny\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n";
    std::fs::write(project.path("Cargo.toml"), manifest).unwrap();
    std::fs::create_dir(project.path("src")).unwrap();
    std::fs::write(project.path("src/main.rs"), source).unwrap();
    project
}

#[tokio::test]
async fn a_function_that_does_not_build() {
    let project = cargo_project("fn main() { let answer: u8 = \"42\"; }\n");
    for line in [&["invoke"][..], &["start", "-P", "0", "--bin", "tiny"]] {
        let ran = project.run(&[&["-o", "json"], line].concat()).await;
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{ran:?}");
        let (code, message) = ran.error();
        assert_eq!(code, "BuildFailed", "{ran:?}");
        assert!(message.starts_with("cargo could not build"), "{message}");
        assert!(ran.stderr.contains("mismatched types"), "rustc is heard: {ran:?}");
    }
}

/// A program that is no function ends at once; nobody waits for the retries.
#[tokio::test]
async fn a_program_that_is_no_function() {
    let project = cargo_project("fn main() { println!(\"Hello, world!\"); }\n");
    let ran = project.run(&["-o", "json", "invoke"]).await;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("tiny | Hello, world!"), "{ran:?}");
    assert_eq!(ran.error().0, "Runtime.ExitError", "{ran:?}");
    assert_eq!(count(&project.history("@last").await, "InvocationCompleted"), 1);
}

/// The file is there, and the function in it is not; or the file is not there.
async fn no_handler(language: Language, file: &str, source: &str) {
    let Some(project) = Project::with_own(language, file, source, "absent") else {
        return;
    };
    let ran = project.run(&["-o", "json", "invoke", "absent"]).await;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let (code, message) = ran.error();
    assert_eq!(code, "Runtime.HandlerNotFound", "{ran:?}");
    assert!(message.contains("absent"), "{message}");
    assert_eq!(
        count(&project.history("@last").await, "InvocationCompleted"),
        1,
        "it is not tried again"
    );

    std::fs::remove_file(project.path(file)).unwrap();
    let ran = project.run(&["-o", "json", "invoke", "absent"]).await;
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.error().1.contains("the handler `app.absent` cannot be found"),
        "{ran:?}"
    );
}

#[tokio::test]
async fn a_handler_that_is_not_there() {
    tokio::join!(
        no_handler(
            Language::Python,
            "app.py",
            "def present(event, context): return event\n"
        ),
        no_handler(
            Language::Node,
            "app.mjs",
            "export const present = async (event) => event;\n"
        )
    );
}

/// A module that does not load says why.
async fn no_module(language: Language, file: &str, source: &str, code: &str) {
    let Some(project) = Project::with_own(language, file, source, "absent") else {
        return;
    };
    let ran = project.run(&["-o", "json", "invoke", "absent"]).await;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(ran.error().0, code, "{ran:?}");
    assert!(ran.error().1.contains("nowhere_to_be_found"), "{ran:?}");
    assert_eq!(
        count(&project.history("@last").await, "InvocationCompleted"),
        1,
        "it is not tried again"
    );
}

#[tokio::test]
async fn a_module_that_does_not_load() {
    let (python, node) = (
        "import nowhere_to_be_found\n",
        "import \"nowhere_to_be_found\";\n",
    );
    tokio::join!(
        no_module(Language::Python, "app.py", python, "Runtime.ImportModuleError"),
        no_module(Language::Node, "app.mjs", node, "Runtime.ImportModuleError")
    );
}

/// An execution that nobody answers, or that takes too long, is left as it is.
#[tokio::test]
async fn what_is_not_waited_for() {
    let project = Project::rust();
    let callback = json!({"mode": "callback"}).to_string();
    let line = [
        "-o",
        "json",
        "invoke",
        "faulty",
        "--callback-timeout",
        "1",
        "--data",
        &callback,
    ];
    let ran = project.run(&line).await;
    assert_eq!(
        (ran.code, ran.error().0.as_str()),
        (Some(1), "CallbackUnanswered"),
        "{ran:?}"
    );
    let shown: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        shown["Status"], "RUNNING",
        "the execution is shown as far as it is"
    );
    let wait = json!({"mode": "wait", "seconds": 60}).to_string();
    let ran = project
        .run(&[
            "-o",
            "json",
            "invoke",
            "faulty",
            "--timeout",
            "1",
            "--data",
            &wait,
        ])
        .await;
    assert_eq!(
        (ran.code, ran.error().0.as_str()),
        (Some(1), "NotOver"),
        "{ran:?}"
    );
    let list = project
        .run(&["-o", "json", "execution", "list", "--status", "RUNNING"])
        .await
        .json();
    assert_eq!(list["DurableExecutions"].as_array().unwrap().len(), 2, "{list}");
    project.guests_gone().await;
}
