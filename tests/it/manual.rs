//! Manual pages, tried with the readers that people have.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use expect_test::{Expect, expect};

use crate::cli::check;
use crate::support::tool;

fn pages() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("man");
    let mut pages: Vec<PathBuf> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    pages.sort();
    assert!(pages.len() > 10, "{pages:?}");
    pages
}

#[test]
fn man_shows_every_page_without_a_warning() {
    let Some(man) = tool::find("man", "man") else {
        return;
    };
    for page in pages() {
        let output = Command::new(&man)
            .args(["--warnings", "-l"])
            .arg(&page)
            .env("MANWIDTH", "80")
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && said.is_empty(),
            "{}: {said}",
            page.display()
        );
        let text = String::from_utf8_lossy(&output.stdout);
        for section in ["NAME", "SYNOPSIS", "GLOBAL OPTIONS"] {
            assert!(
                text.lines().any(|line| line == section),
                "{}: {section}",
                page.display()
            );
        }
    }
}

#[test]
fn mandoc_complains_of_nothing_but_the_date() {
    let lint = |pages: &[PathBuf]| {
        let mut mandoc = Command::new("mandoc");
        mandoc
            .args(["-T", "lint", "-W", "warning"])
            .args(pages)
            .stdin(Stdio::null())
            .output()
    };
    let Ok(output) = lint(&pages()) else {
        return tool::skip("mandoc");
    };
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(said, "");
}

#[test]
fn wrong_use() {
    fn on(args: &[&str], expected: &Expect) {
        check(args, expected);
    }
    on(
        &["man", "execution", "histroy"],
        &expect![[r#"
        ! error: `cargo durable execution` has no command `histroy`
        ! hint: did you mean `history`?
        = 2
    "#]],
    );
    on(
        &["man", "stop", "frobnicate", "-o", "json"],
        &expect![[r#"
        ! {"error":{"code":"UnknownCommand","message":"`cargo durable stop` has no command `frobnicate`","hint":"see `cargo durable --help`"}}
        = 2
    "#]],
    );
}
