//! `execution history` and its views, with the real binary.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::path::Path;

use expect_test::{Expect, expect};
use tempfile::TempDir;

use crate::cli;
use crate::cli_invoke::run;

/// A project with the execution `run`, which ended, and `open`, which waits for a callback.
fn project() -> TempDir {
    let dir = cli::project("[functions.story]\ncommand = [\"python3\", \"story.py\"]\n");
    std::fs::write(dir.path().join("story.py"), include_str!("support/story.py")).unwrap();
    let input = r#"{"name": "prepare", "says": "あとで", "wait": 1, "child": {"callbacks": []}}"#;
    let (code, _, err) = run(dir.path(), &["invoke", "--name", "run", "-d", input]);
    assert_eq!(code, 0, "{err}");
    let input = r#"{"callbacks": ["approval"]}"#;
    let line = [
        "invoke",
        "--name",
        "open",
        "--callback-timeout",
        "0.3",
        "-d",
        input,
    ];
    assert_eq!(run(dir.path(), &line).0, 1);
    dir
}

/// What is said; times and ids are not always the same, and neither is how long bars are.
fn check(dir: &Path, args: &[&str], expected: &Expect) {
    let (code, out, err) = run(dir, &[&["execution", "history"], args].concat());
    let err: String = err.lines().flat_map(|line| ["! ", line, "\n"]).collect();
    let mut told = format!("{out}{err}= {code}\n");
    for (pattern, word) in [
        (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "DATE"),
        (r"\d\d:\d\d:\d\d\.\d{3}", "TIME"),
        (r" *\b(\d+ms|\d+\.\d\ds)", "  #"),
        (r"\|0 .*", "|0 …"),
        (r"█+", "█"),
        (r"░+", "░"),
        (r"(█|░)  +", "$1  "),
        (r"  +(█|░)", "  $1"),
        (r"[A-Za-z0-9+/=_-]{60,}", "CALLBACK-ID"),
        (r"execution [0-9a-f]{8}\b", "execution ID"),
    ] {
        let pattern = regex::Regex::new(pattern).unwrap();
        told = pattern.replace_all(&told, word).into_owned();
    }
    expected.assert_eq(&told);
}

#[test]
fn a_tree() {
    let dir = project();
    check(
        dir.path(),
        &["run", "--view", "tree"],
        &expect![[r#"
        run  succeeded  #
        ├─ ✓ RunInChildContext prepare  #
        │  └─ ✓ Step pack  #  2 attempts
        ├─ ✓ Wait cool-off  #
        └─ ✓ ChainedInvoke child  #  of story:$LATEST  execution ID
        = 0
    "#]],
    );
    check(
        dir.path(),
        &["run", "--view", "tree", "--reverse"],
        &expect![[r#"
            run  succeeded  #
            ├─ ✓ ChainedInvoke child  #  of story:$LATEST  execution ID
            ├─ ✓ Wait cool-off  #
            └─ ✓ RunInChildContext prepare  #
               └─ ✓ Step pack  #  2 attempts
            = 0
        "#]],
    );
    check(
        dir.path(),
        &["run", "--view", "tree", "--follow"],
        &expect![[r#"
            run  succeeded  #
            ├─ ✓ RunInChildContext prepare  #
            │  └─ ✓ Step pack  #  2 attempts
            ├─ ✓ Wait cool-off  #
            └─ ✓ ChainedInvoke child  #  of story:$LATEST  execution ID
            = 0
        "#]],
    );
    check(
        dir.path(),
        &["open", "--view", "tree"],
        &expect![[r#"
        open  open  #
        └─ ◦ Callback approval  #  waits for an answer
        = 0
    "#]],
    );
}

#[test]
fn a_timeline() {
    let dir = project();
    check(
        dir.path(),
        &["run", "--view", "timeline"],
        &expect![[r#"
        run  succeeded  #
                    |0 …
        ✓ prepare  █  #
          ✓ pack  █░█  #
        ✓ cool-off  ░  #
        ✓ child  ░  #
        █ runs  ░ waits  0 is DATE
        = 0
    "#]],
    );
    check(
        dir.path(),
        &["open", "--view", "timeline"],
        &expect![[r#"
        open  open  #
                    |0 …
        ◦ approval  ░  #
        █ runs  ░ waits  0 is DATE
        = 0
    "#]],
    );
}

#[test]
fn a_table() {
    let dir = project();
    check(
        dir.path(),
        &["open", "--no-data"],
        &expect![[r#"
        ID  TIME          EVENT                NAME      DETAILS
        1   TIME  ExecutionStarted     open      timeout 86400s
        2   TIME  CallbackStarted      approval  CALLBACK-ID
        3   TIME  InvocationCompleted  #
        = 0
    "#]],
    );
}

#[test]
fn documents_are_the_same_whatever_the_view() {
    let dir = project();
    for format in ["json", "jsonl"] {
        let of = |view: &str| {
            run(
                dir.path(),
                &["execution", "history", "run", "-o", format, "--view", view],
            )
        };
        let table = of("table");
        assert_eq!(table.0, 0);
        assert_eq!((&of("tree"), &of("timeline")), (&table, &table));
    }
}

#[test]
fn what_is_wrong() {
    let dir = cli::project("");
    check(
        dir.path(),
        &["nobody", "--view", "tree"],
        &expect![[r#"
        ! error: there is no execution `nobody`
        ! hint: `cargo durable execution list` shows what there is
        = 1
    "#]],
    );
    check(
        dir.path(),
        &["nobody", "--view", "graph"],
        &expect![[r#"
        ! error: invalid value 'graph' for '--view <VIEW>'
        !   [possible values: table, tree, timeline]
        ! 
        ! For more information, try '--help'.
        = 2
    "#]],
    );
}
