//! How the command line is read: words that are nearly right, and what the environment says.

use std::path::Path;

use crate::cli::{command, project, shown};

#[test]
fn the_environment_says_how_answers_look() {
    let said = |args: &[&str], variables: &[(&str, &str)]| {
        let dir = project("");
        let mut command = command(dir.path(), args);
        let output = command.envs(variables.iter().copied()).output().unwrap();
        shown(dir.path(), &output)
    };
    let json = [("CARGO_DURABLE_OUTPUT_FORMAT", "json")];
    assert_eq!(said(&["stop"], &json), "{\n  \"ProcessId\": null\n}\n= 0\n");
    let text = said(&["stop", "-o", "text"], &json);
    assert_eq!(text, "no emulator runs on this store\n= 0\n");
    let wrong = said(&["frobnicate"], &json);
    assert!(wrong.starts_with("! {\"error\":{\"code\":\"Usage\""), "{wrong}");
    let failed = said(&["execution", "get", "@last"], &json);
    assert!(
        failed.starts_with("! {\"error\":{\"code\":\"UnknownExecution\""),
        "{failed}"
    );
    let colored = said(
        &["execution", "get", "@last"],
        &[("CARGO_DURABLE_COLOR", "always")],
    );
    assert!(colored.starts_with("! \u{1b}["), "{colored:?}");
    let unknown = said(&["stop"], &[("CARGO_DURABLE_OUTPUT_FORMAT", "xml")]);
    assert!(
        unknown.starts_with("! error: invalid value 'xml'") && unknown.ends_with("= 2\n"),
        "{unknown}"
    );
}

#[test]
fn a_misspelt_command_is_understood() {
    for (meant, typed) in [
        ("invoke", &["invok"][..]),
        ("execution", &["exeuction", "list"]),
        ("doctor", &["docter"]),
        ("history", &["execution", "histroy"]),
    ] {
        let output = command(Path::new("."), typed).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains("similar subcommand") && said.contains(&format!("'{meant}'")),
            "{said}"
        );
    }
}
