//! `invoke --answers`: callbacks that a file answers.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::path::Path;

use expect_test::{Expect, expect};
use tempfile::TempDir;

use crate::cli;
use crate::cli_invoke::run;

/// A project whose only function opens the callbacks that its input names, and a file of answers.
fn project(file: &str, answers: &str) -> TempDir {
    let dir = cli::project("[functions.story]\ncommand = [\"python3\", \"story.py\"]\n");
    std::fs::write(dir.path().join("story.py"), include_str!("support/story.py")).unwrap();
    std::fs::write(dir.path().join(file), answers).unwrap();
    dir
}

/// What `invoke` says, with these options.
fn check(dir: &Path, callbacks: &str, options: &[&str], expected: &Expect) {
    let input = format!("{{\"callbacks\": {callbacks}}}");
    let line = [&["invoke", "--name", "run", "-d", &input], options].concat();
    let (code, out, err) = run(dir, &line);
    let err: String = err.lines().flat_map(|line| ["! ", line, "\n"]).collect();
    expected.assert_eq(&format!("{out}{err}= {code}\n"));
}

const ANSWERS: &str = r#"
[approval]
result = { approved = true }
after_s = 0.3
["order/approval"]
result_text = "as it is"
[review]
fail = { type = "Denied", message = "no", data = "…" }
[[poll]]
result = 1
[[poll]]
result = 2
"#;

#[test]
fn callbacks_are_answered_without_a_person() {
    let dir = project("answers.toml", ANSWERS);
    check(
        dir.path(),
        r#"["approval", "review", "poll", "poll", "approval"]"#,
        &["--answers", "answers.toml"],
        &expect![[r#"
            ["{\"approved\":true}", {"ErrorMessage": "no", "ErrorType": "Denied", "ErrorData": "…"}, "1", "2", "{\"approved\":true}"]
            ! warning: `answers.toml` answers `order/approval`, which never opened
            = 0
        "#]],
    );
}

#[test]
fn json_and_a_name_for_all() {
    let dir = project("answers.json", r#"{"*": {"result": null}}"#);
    let options = ["--answers", "answers.json", "-o", "json"];
    let line = ["invoke", "-d", r#"{"callbacks": ["a", "b"]}"#];
    let (code, out, err) = run(dir.path(), &[&line[..], &options[..]].concat());
    let execution: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, &execution["Result"]),
        (0, &r#"["null", "null"]"#.into()),
        "{err}"
    );
}

#[test]
fn a_childs_callbacks_are_answered_too() {
    let dir = project("answers", "[signature]\nresult = true\n");
    let input = r#"{"child": {"callbacks": ["signature"]}}"#;
    let (code, out, err) = run(dir.path(), &["invoke", "-d", input, "--answers", "answers"]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "[]\n", ""));
}

#[test]
fn what_no_entry_answers_is_an_error_at_once() {
    let dir = project("answers.toml", ANSWERS);
    check(
        dir.path(),
        r#"["poll", "poll", "poll"]"#,
        &["--answers", "answers.toml"],
        &expect![[r#"
            ! callback poll is open: answer it by `cargo durable callback succeed run/poll --result null`
            ! warning: `answers.toml` answers `approval`, `order/approval`, `review`, which never opened
            ! error: nobody answered the callback `poll` of execution `run`
            !   cause: `answers.toml` has no answer to it
            ! hint: answer it by `cargo durable callback succeed run/poll --result null`; execution `run` is kept; `cargo durable invoke --name run -d '{"callbacks": ["poll", "poll", "poll"]}' --answers answers.toml` goes on with it
            = 1
        "#]],
    );
    // It is kept, and somebody else may answer.
    let (code, ..) = run(dir.path(), &["callback", "succeed", "run/poll", "-r", "3"]);
    assert_eq!(code, 0);
    check(
        dir.path(),
        r#"["poll", "poll", "poll"]"#,
        &["--answers", "answers.toml"],
        &expect![[r#"
            ["1", "2", "3"]
            ! warning: `answers.toml` answers `approval`, `order/approval`, `poll`, `review`, which never opened
            = 0
        "#]],
    );
}

#[test]
fn a_file_is_checked_before_anything_starts() {
    let dir = project("answers.toml", "[approval]\nresutl = 1\n");
    check(
        dir.path(),
        "[]",
        &["--answers", "answers.toml"],
        &expect![[r#"
            ! error: answers.toml:2:1: unknown key `resutl`
            ! hint: did you mean `result`?
            = 2
        "#]],
    );
    check(
        dir.path(),
        "[]",
        &["--answers", "nowhere.toml"],
        &expect![[r#"
            ! error: cannot read the answers from `nowhere.toml`
            !   cause: No such file or directory (os error 2)
            = 2
        "#]],
    );
    check(
        dir.path(),
        "[]",
        &["--answers", "answers.toml", "-o", "json"],
        &expect![[r#"
            ! {"error":{"code":"InvalidAnswers","message":"answers.toml:2:1: unknown key `resutl`","hint":"did you mean `result`?"}}
            = 2
        "#]],
    );
    check(
        dir.path(),
        "[]",
        &["--async", "--answers", "answers.toml"],
        &expect![[r#"
            ! error: the argument '--async' cannot be used with '--answers <FILE>'
            ! 
            ! Usage: cargo durable invoke --name <NAME> --data <JSON> --async --isolation <HOW> [FUNCTION]
            ! 
            ! For more information, try '--help'.
            = 2
        "#]],
    );
    assert!(!dir.path().join(".durable").exists());
}
