//! What is made from the command line's definition and checked in: `completions/` and `man/` are what the binary prints.
//!
//! `CARGO_DURABLE_TEST_UPDATE=1 cargo test --test generated` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

const UPDATE: &str = "CARGO_DURABLE_TEST_UPDATE";
/// Each shell, and what its file is called: zsh finds a function by the name of its file.
const SHELLS: [(&str, &str); 5] = [
    ("bash", "cargo-durable.bash"),
    ("elvish", "cargo-durable.elv"),
    ("fish", "cargo-durable.fish"),
    ("powershell", "_cargo-durable.ps1"),
    ("zsh", "_cargo-durable"),
];

/// What the real binary prints, in an environment that says nothing.
fn printed(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-durable"))
        .args(args)
        .env_clear()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The pages of a command and of all below it, by the names of their files.
fn pages(words: &[&str], found: &mut BTreeMap<String, String>) {
    let page = printed(&[&["man"], words].concat());
    let name = [&["cargo-durable"], words].concat().join("-");
    let prefix = format!("{name}-");
    let below: Vec<String> = page
        .lines()
        .filter_map(|line| line.strip_suffix("(1)"))
        .map(|line| line.replace('\\', ""))
        .filter_map(|line| line.strip_prefix(&prefix).map(str::to_owned))
        .collect();
    for child in &below {
        pages(&[words, &[child]].concat(), found);
    }
    found.insert(format!("{name}.1"), page);
}

/// Compares a directory with what should be in it, or writes it.
fn check(directory: &str, wanted: &BTreeMap<String, String>) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
    #[expect(clippy::disallowed_methods, reason = "a test has no `cli::context`")]
    if std::env::var_os(UPDATE).is_some() {
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory).unwrap();
        for (name, text) in wanted {
            fs::write(directory.join(name), text).unwrap();
        }
    }
    let mut there = BTreeMap::new();
    for entry in fs::read_dir(&directory).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        there.insert(name, fs::read_to_string(&path).unwrap());
    }
    let names: std::collections::BTreeSet<&String> = wanted.keys().chain(there.keys()).collect();
    let differ: Vec<&&String> = names
        .iter()
        .filter(|name| wanted.get(**name) != there.get(**name))
        .collect();
    assert!(
        differ.is_empty(),
        "{differ:?} in `{}` is not what the binary prints: run `{UPDATE}=1 cargo test --test generated`",
        directory.display()
    );
}

#[test]
fn completions_are_what_the_binary_prints() {
    let wanted = SHELLS.map(|(shell, file)| (file.to_owned(), printed(&["completions", shell])));
    check("completions", &wanted.into());
}

#[test]
fn manual_pages_are_what_the_binary_prints() {
    let mut wanted = BTreeMap::new();
    pages(&[], &mut wanted);
    for name in [
        "cargo-durable.1",
        "cargo-durable-invoke.1",
        "cargo-durable-execution-list.1",
    ] {
        assert!(wanted.contains_key(name), "{:?}", wanted.keys());
    }
    assert!(
        !wanted.values().any(|page| page.contains("detached")),
        "hidden options are shown"
    );
    check("man", &wanted);
}
