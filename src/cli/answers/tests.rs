//! Files in, answers out.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::*;

fn parse(file: &str, text: &str) -> Result<Answers, Failure> {
    Answers::parse(Path::new(file), text)
}

const TOML: &str = r#"
    [approval]
    result = { approved = true, at = 2026-01-02, n = [1.5, "x"] }
    after_s = 1.5
    ["item-2/approval"]
    result_text = "as it is"
    [review]
    fail = { type = "Denied", message = "no", data = "…" }
    [[poll]]
    result = 1
    [[poll]]
    result = 2
    [never]
    result = ""
    ["*"]
    result_text = ""
"#;

#[test]
fn names_find_their_answers() {
    let mut answers = parse("answers.toml", TOML).unwrap();
    let mut told = String::new();
    for name in [
        Some("approval"),
        Some("item-1/approval"),
        Some("item-2/approval"),
        Some("review"),
        Some("poll"),
        Some("poll"),
        Some("poll"),
        Some("approval"),
        None,
    ] {
        let reply = answers.take(name).unwrap();
        writeln!(told, "{name:?} {:?} {:?}", reply.after, reply.what).unwrap();
    }
    writeln!(told, "{:?}", answers.unused().collect::<Vec<_>>()).unwrap();
    expect![[r#"
        Some("approval") 1.5s Result("{\"approved\":true,\"at\":\"2026-01-02\",\"n\":[1.5,\"x\"]}")
        Some("item-1/approval") 1.5s Result("{\"approved\":true,\"at\":\"2026-01-02\",\"n\":[1.5,\"x\"]}")
        Some("item-2/approval") 0ns Result("as it is")
        Some("review") 0ns Fail(ErrorObject { error_message: Some("no"), error_type: Some("Denied"), error_data: Some("…"), stack_trace: None })
        Some("poll") 0ns Result("1")
        Some("poll") 0ns Result("2")
        Some("poll") 0ns Result("")
        Some("approval") 1.5s Result("{\"approved\":true,\"at\":\"2026-01-02\",\"n\":[1.5,\"x\"]}")
        None 0ns Result("")
        ["never"]
    "#]].assert_eq(&told);
}

#[test]
fn json_says_the_same() {
    let json = r#"{"approval": [{"result": null}, {"fail": {"message": "no"}, "after_s": 2}]}"#;
    for file in ["a.json", "answers"] {
        let mut answers = parse(file, json).unwrap();
        assert!(answers.has(Some("x/approval")) && !answers.has(Some("other")));
        assert_eq!(
            answers.take(Some("approval")).unwrap().what,
            What::Result("null".into())
        );
        assert!(matches!(
            answers.take(Some("approval")).unwrap().what,
            What::Fail(_)
        ));
        assert_eq!(answers.take(Some("approval")), None);
        assert!(!answers.has(Some("approval")));
    }
}

fn refused(file: &str, texts: &[&str], expected: &Expect) {
    let mut told = String::new();
    for text in texts {
        let failure = parse(file, text).unwrap_err();
        assert_eq!(failure.status.code(), 2);
        writeln!(told, "{} ({})", failure.message, failure.hint.unwrap()).unwrap();
    }
    expected.assert_eq(&told);
}

#[test]
fn what_is_wrong_has_a_place() {
    refused(
        "answers.toml",
        &[
            "[approval]\nresul = 1",
            "[approval]\nreply = 1",
            "[approval]\nresult = 1\nresult_text = \"x\"",
            "[approval]\n",
            "[approval]\nresult = 1\nafter_s = -1",
            "approval = 7",
            "[approval]\nfail = { typ = \"x\" }",
            "[a]\nresult = 1\n[a]\nresult = 2",
            "[approval",
        ],
        &expect![[r#"
            answers.toml:2:1: unknown key `resul` (did you mean `result`?)
            answers.toml:2:1: unknown key `reply` (the keys are `result`, `result_text`, `fail`, `after_s`)
            answers.toml:1:1: an answer is one of `result`, `result_text` and `fail` (`--help` shows what such a file looks like)
            answers.toml:1:1: an answer needs `result`, `result_text` or `fail` (`--help` shows what such a file looks like)
            answers.toml:1:1: `after_s` is a number of seconds, not -1.0 (`--help` shows what such a file looks like)
            answers.toml:1:12: invalid type: integer `7`, expected an answer, or a list of answers (`--help` shows what such a file looks like)
            answers.toml:2:10: unknown key `typ` (did you mean `type`?)
            answers.toml:3:2: duplicate key (`--help` shows what such a file looks like)
            answers.toml:1:10: unclosed table, expected `]` (`--help` shows what such a file looks like)
        "#]],
    );
    refused(
        "answers.json",
        &[
            "{\n  \"approval\": {\"resul\": 1}\n}",
            "{\"a\": {\"result\": 1}, \"a\": {\"result\": 1}}",
            "{\"a\": {\"result\": 1},}",
            "[]",
            "",
            "{\"a\": {\"after_s\": 1e300, \"result\": 1}}",
        ],
        &expect![[r#"
            answers.json:2:22: unknown key `resul` (did you mean `result`?)
            answers.json:1:24: `a` stands twice (`--help` shows what such a file looks like)
            answers.json:1:21: trailing comma (`--help` shows what such a file looks like)
            answers.json:1:1: invalid type: sequence, expected callbacks by name (`--help` shows what such a file looks like)
            answers.json:1:1: EOF while parsing a value (`--help` shows what such a file looks like)
            answers.json:1:37: `after_s` is a number of seconds, not 1e300 (`--help` shows what such a file looks like)
        "#]],
    );
}
