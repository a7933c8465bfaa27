//! `invoke` on a terminal: what is seen while an execution runs, and callbacks that are answered right there.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::path::Path;

use expect_test::{Expect, expect};
use tempfile::TempDir;

use crate::cli;
use crate::cli_invoke::run;
use crate::support::terminal::Terminal;

const SIZE: (u16, u16) = (90, 30);

/// A project whose only function does what its input says.
fn project() -> TempDir {
    let dir = cli::project("[functions.story]\ncommand = [\"python3\", \"story.py\"]\n");
    std::fs::write(dir.path().join("story.py"), include_str!("support/story.py")).unwrap();
    dir
}

/// Runs it under the name `run`.
fn invoke(dir: &Path, input: &str, size: (u16, u16)) -> Terminal {
    Terminal::start(dir, &["invoke", "--name", "run", "-d", input], size)
}

/// A screen; durations are not always the same, and neither is what turns.
fn check(screen: &str, expected: &Expect) {
    let spinner = regex::Regex::new("[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]").unwrap();
    let fraction = regex::Regex::new(r"\b\d+(\.\d\ds|ms)").unwrap();
    let counted = regex::Regex::new(r"\b\d+s\b").unwrap();
    let elapsed = regex::Regex::new(r"(?m)^( *⠋ .*?)  #s$").unwrap();
    let screen = spinner.replace_all(screen, "⠋");
    let screen = fraction.replace_all(&screen, "#");
    let screen = counted.replace_all(&screen, "#s");
    let screen = elapsed.replace_all(&screen, "$1");
    expected.assert_eq(&format!("{}\n", screen.trim_end()));
}

#[test]
fn what_is_open_is_live_and_what_ended_stays() {
    let dir = project();
    let input = r#"{"name": "prepare", "blocks": true, "retry": 3, "wait": 3}"#;
    let mut terminal = invoke(dir.path(), input, SIZE);
    check(
        &terminal.until("Step pack"),
        &expect![[r#"
        ⠋ RunInChildContext prepare
          ⠋ Step pack
    "#]],
    );
    std::fs::write(dir.path().join("go"), "").unwrap();
    check(
        &terminal.until("attempt 2 in [123]s"),
        &expect![[r#"
        ⠋ RunInChildContext prepare
          ◦ Step pack  attempt 2 in #s  Busy: try later
    "#]],
    );
    check(
        &terminal.until("[123]s left"),
        &expect![[r#"
          ✓ Step pack  #  2 attempts
        ✓ RunInChildContext prepare  #
        ◦ Wait cool-off  #s left
    "#]],
    );
    let (code, screen) = terminal.end();
    assert_eq!(code, 0);
    check(
        &screen,
        &expect![[r#"
          ✓ Step pack  #  2 attempts
        ✓ RunInChildContext prepare  #
        ✓ Wait cool-off  #
        []
    "#]],
    );
}

#[test]
fn forty_columns() {
    let dir = project();
    let input = r#"{"name": "prepare-everything-that-was-ordered", "says": "注文は処理中です。あとで", "retry": 2,
        "callbacks": ["approval-of-everything-that-was-ordered"]}"#;
    let mut terminal = invoke(dir.path(), input, (40, 20));
    check(
        &terminal.until("attempt 2 in"),
        &expect![[r#"
        ⠋ RunInChildContext prepare-e…s-ordered
          ◦ Step pack  attempt 2 in #s
    "#]],
    );
    check(
        &terminal.until("^> "),
        &expect![[r#"
          ✓ Step pack  #  2 attempts
        ✓ RunInChildContext prepare-everything-that-was-ordered  #
        callback approval-of-everything-that-was-ordered is open: answer it by `cargo durable callback succeed run/approval-of-everything-that-was-ordered --result null`
        ◦ approva…rdered  waiting for an answer
        answer
        approval-of-everything-that-was-ordered
        here? the result as JSON, !TEXT to fail
        it, or nothing to leave it open
        >
    "#]],
    );
    terminal.keys("\"はい、この注文を承認します。よろしくお願いします。");
    check(
        &terminal.until("願いします。"),
        &expect![[r#"
          ✓ Step pack  #  2 attempts
        ✓ RunInChildContext prepare-everything-that-was-ordered  #
        callback approval-of-everything-that-was-ordered is open: answer it by `cargo durable callback succeed run/approval-of-everything-that-was-ordered --result null`
        ◦ approva…rdered  waiting for an answer
        answer
        approval-of-everything-that-was-ordered
        here? the result as JSON, !TEXT to fail
        it, or nothing to leave it open
        > …承認します。よろしくお願いします。
    "#]],
    );
    terminal.keys("\"\r");
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    check(
        &screen,
        &expect![[r#"
              ✓ Step pack  #  2 attempts
            ✓ RunInChildContext prepare-everything-that-was-ordered  #
            callback approval-of-everything-that-was-ordered is open: answer it by `cargo durable callback succeed run/approval-of-everything-that-was-ordered --result null`
            approval-of-everything-that-was-ordered: "はい、この注文を承認します。よろしくお願いします。"
            ✓ Callback approval-of-everything-that-was-ordered  #
            ["\"はい、この注文を承認します。よろしくお願いします。\""]
        "#]],
    );
}

#[test]
fn few_rows_are_enough() {
    let dir = project();
    let input = r#"{"name": "prepare", "blocks": true}"#;
    let mut terminal = invoke(dir.path(), input, (60, 3));
    check(
        &terminal.until("… and 2 more"),
        &expect![[r#"
        … and 2 more
    "#]],
    );
    terminal.keys("\x03");
    assert_eq!(terminal.end().0, 130);
}

#[test]
fn the_person_at_the_terminal_answers() {
    let dir = project();
    let input = r#"{"callbacks": ["first", "second", "third"]}"#;
    let mut terminal = invoke(dir.path(), input, SIZE);
    let before = terminal.modes();
    check(
        &terminal.until("^> "),
        &expect![[r#"
        callback first is open: answer it by `cargo durable callback succeed run/first --result null`
        ◦ Callback first  waiting for an answer
        answer first here? the result as JSON, !TEXT to fail it, or nothing to leave it open
        >
    "#]],
    );
    assert_ne!(
        terminal.modes(),
        before,
        "what is typed is not echoed by the terminal"
    );
    terminal.keys("nope\r");
    terminal.until("`nope` is not JSON; a text needs quotes: \"nope\"");
    terminal.keys("{\"a\": 1,\r");
    terminal.until("`\\{\"a\": 1,` is not JSON: EOF while parsing");
    terminal.keys("{\"a\": tru\x7f\x7f\x7f12}\r");
    terminal.until("answer second here");
    terminal.keys("!out of stock\r");
    terminal.until("answer third here");
    terminal.keys(r#""the end"#);
    terminal.until("^> \"the end$");
    terminal.keys("\"\r");
    let after = terminal.until(r#"^\[.*\]$"#);
    assert!(!after.contains("> "), "{after}");
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    check(
        &screen,
        &expect![[r#"
            callback first is open: answer it by `cargo durable callback succeed run/first --result null`
            `nope` is not JSON; a text needs quotes: "nope"
            `{"a": 1,` is not JSON: EOF while parsing an object, column 8
            first: {"a": 12}
            ✓ Callback first  #
            callback second is open: answer it by `cargo durable callback succeed run/second --result null`
            second: !out of stock
            ✗ Callback second  #  out of stock
            callback third is open: answer it by `cargo durable callback succeed run/third --result null`
            third: "the end"
            ✓ Callback third  #
            ["{\"a\": 12}", {"ErrorMessage": "out of stock"}, "\"the end\""]
        "#]],
    );
}

#[test]
fn what_is_left_open_is_answered_elsewhere() {
    let dir = project();
    let input = r#"{"callbacks": ["first", "second", "third"]}"#;
    let mut terminal = invoke(dir.path(), input, SIZE);
    let before = terminal.modes();
    terminal.until("answer first here");
    terminal.keys("\r");
    terminal.until("first stays open");
    assert_eq!(
        run(dir.path(), &["callback", "succeed", "run/first", "-r", "1"]).0,
        0
    );
    terminal.until("answer second here");
    // Ctrl-D.
    terminal.keys("\x04");
    terminal.until("second stays open");
    terminal.until_gone("answer second here");
    assert_eq!(
        run(dir.path(), &["callback", "succeed", "run/second", "-r", "2"]).0,
        0
    );
    terminal.until("answer third here");
    terminal.keys("{\"half");
    terminal.until("^> \\{\"half");
    assert_eq!(
        run(dir.path(), &["callback", "succeed", "run/third", "-r", "3"]).0,
        0
    );
    terminal.until("third was answered elsewhere");
    terminal.until_gone("> ");
    let (code, screen) = terminal.end();
    assert_eq!(terminal.modes(), before);
    assert_eq!(code, 0, "{screen}");
    check(
        &screen,
        &expect![[r#"
        callback first is open: answer it by `cargo durable callback succeed run/first --result null`
        first stays open
        ✓ Callback first  #
        callback second is open: answer it by `cargo durable callback succeed run/second --result null`
        second stays open
        ✓ Callback second  #
        callback third is open: answer it by `cargo durable callback succeed run/third --result null`
        ✓ Callback third  #
        third was answered elsewhere
        ["1", "2", "3"]
    "#]],
    );
}

#[test]
fn a_childs_callback_is_asked_for_too() {
    let dir = project();
    let input = r#"{"child": {"callbacks": ["signature"]}}"#;
    let mut terminal = invoke(dir.path(), input, SIZE);
    let screen = terminal.until("^> ");
    let announced = regex::Regex::new("succeed [0-9a-f]{8}/signature").unwrap();
    check(
        &announced.replace(&screen, "succeed ID/signature"),
        &expect![[r#"
            callback signature is open: answer it by `cargo durable callback succeed ID/signature --result null`
            ◦ ChainedInvoke child  waiting for story:$LATEST
            answer signature here? the result as JSON, !TEXT to fail it, or nothing to leave it open
            >
        "#]],
    );
    terminal.keys("true\r");
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    check(
        &announced.replace(&screen, "succeed ID/signature"),
        &expect![[r#"
            callback signature is open: answer it by `cargo durable callback succeed ID/signature --result null`
            signature: true
            ✓ ChainedInvoke child  #
            []
        "#]],
    );
}

#[test]
fn a_callback_that_times_out_is_not_asked_for_any_more() {
    let dir = project();
    let input = r#"{"callbacks": ["first"], "timeout": 2}"#;
    let mut terminal = invoke(dir.path(), input, SIZE);
    terminal.until("waiting, [12]s left");
    terminal.until("answer first here");
    terminal.until("first timed out");
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    check(
        &screen,
        &expect![[r#"
        callback first is open: answer it by `cargo durable callback succeed run/first --result null`
        ✗ Callback first  #  Callback.Timeout: Callback timed out
        first timed out
        [{"ErrorMessage": "Callback timed out", "ErrorType": "Callback.Timeout"}]
    "#]],
    );
}

#[test]
fn ctrl_c_leaves_a_clean_screen() {
    for (input, seen) in [
        (r#"{"wait": 600}"#, "Wait cool-off  (9m \\d\\ds|10m 00s) left"),
        (r#"{"callbacks": ["first"]}"#, "^> "),
    ] {
        let dir = project();
        let mut terminal = invoke(dir.path(), input, SIZE);
        let before = terminal.modes();
        terminal.until(seen);
        terminal.keys("\x03");
        terminal.until("is kept");
        let (code, screen) = terminal.end();
        assert_eq!(code, 130, "{screen}");
        let last: Vec<&str> = screen.trim_end().lines().collect();
        let kept = format!(
            "execution `run` is kept; `cargo durable invoke --name run -d '{input}'` goes on with it"
        );
        assert!(last.concat().ends_with(&kept), "{screen}");
        assert!(!screen.contains(" left") && !screen.contains("> "), "{screen}");
        assert_eq!(terminal.modes(), before);
    }
}

#[test]
fn what_a_function_says_is_not_torn() {
    let dir = project();
    let input = r#"{"name": "prepare", "lines": 400, "retry": 1}"#;
    let mut terminal = invoke(dir.path(), input, (90, 500));
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    let said: Vec<&str> = screen.lines().filter(|line| line.contains("line 0")).collect();
    assert_eq!(said.len(), 400, "{screen}");
    for (number, line) in said.iter().enumerate() {
        assert_eq!(*line, format!("story | line {number:04} of what a function says"));
    }
    let others: Vec<&str> = screen.lines().filter(|line| !line.contains("line 0")).collect();
    check(
        &others.join("\n"),
        &expect![[r#"
          ✓ Step pack  #  2 attempts
        ✓ RunInChildContext prepare  #
        []
    "#]],
    );
}

#[test]
fn colors_are_left_out_where_nobody_wants_them() {
    let dir = project();
    let color = regex::Regex::new("\x1b\\[[0-9;]*m").unwrap();
    let line = ["invoke", "-d", r#"{"wait": 1}"#];
    let never = [&line[..], &["--color", "never"]].concat();
    let term = ("TERM", "xterm-256color");
    for (line, variables, is_colored) in [
        (&line[..], &[term][..], true),
        (&line[..], &[term, ("NO_COLOR", "1")][..], false),
        (&never[..], &[term][..], false),
    ] {
        let mut terminal = Terminal::start_with(dir.path(), line, SIZE, variables);
        terminal.until("Wait cool-off  1s left");
        assert_eq!(terminal.end().0, 0);
        assert_eq!(color.is_match(&terminal.written()), is_colored, "{variables:?}");
    }
}

#[test]
fn nothing_moves_where_nobody_wants_it() {
    let dir = project();
    let input = r#"{"wait": 1}"#;
    let mut quiet = Terminal::start(dir.path(), &["invoke", "-q", "-d", input], SIZE);
    assert_eq!(quiet.end(), (0, "[]".to_owned()));
    let mut dumb = Terminal::start_with(dir.path(), &["invoke", "-d", input], SIZE, &[("TERM", "dumb")]);
    let (code, screen) = dumb.end();
    assert_eq!(code, 0);
    check(
        &screen,
        &expect![[r#"
        ✓ Wait cool-off  #
        []
    "#]],
    );
}
