//! What the fuzz targets look for, looked for here too: every seed of `tests/fuzz/seeds`, and a few thousand seeded
//! mutations of them.
//!
//! A case that fails is printed and left in cargo's directory for temporary files, from where it can become a seed.

mod mutate;
#[expect(
    clippy::duplicate_mod,
    reason = "the targets use the scenarios' world, and cannot name the scenarios"
)]
#[path = "../../fuzz/properties/mod.rs"]
mod properties;

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

use cargo_durable::execution::Limits;
use cargo_durable::wire::parse;

use mutate::Mutator;

#[test]
fn body() {
    run("body", 100);
}

#[test]
fn checkpoint() {
    run("checkpoint", 40);
}

#[test]
fn output() {
    run("output", 60);
}

#[test]
fn identity() {
    run("identity", 600);
}

#[test]
fn query() {
    run("query", 600);
}

#[test]
fn config() {
    run("config", 1500);
}

#[test]
fn template() {
    run("template", 1500);
}

#[test]
fn journal() {
    run("journal", 300);
}

/// Every type and action that there is, among what is accepted.
#[test]
fn seeds_ask_for_every_change() {
    let mut asked = BTreeSet::new();
    for (_, seed) in seeds("checkpoint") {
        let lines = seed.split(|byte| *byte == b'\n');
        let read = lines.filter_map(|line| parse::checkpoint(line, &Limits::SERVICE).ok());
        for update in read.filter_map(|parsed| parsed.updates.ok()).flatten() {
            let change = format!("{:?}", update.change);
            asked.insert(change.split([' ', '{']).next().unwrap().to_owned());
        }
    }
    assert_eq!(asked.len(), 13, "{asked:?}");
}

/// Runs a target's property over its seeds, and over so many mutations of them.
fn run(target: &str, mutations: u64) {
    let seeds = seeds(target);
    for (path, seed) in &seeds {
        hold(target, seed, &path.display().to_string());
    }
    let seeds: Vec<Vec<u8>> = seeds.into_iter().map(|(_, seed)| seed).collect();
    for number in 0..mutations {
        let case = Mutator::new(number).mutate(&seeds);
        hold(target, &case, &format!("mutation {number}"));
    }
}

/// The seeds of a target, by name.
fn seeds(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new("tests/fuzz/seeds").join(target);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<PathBuf> = fs::read_dir(root.join(&folder))
        .unwrap()
        .map(|entry| folder.join(entry.unwrap().file_name()))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "{} has seeds", folder.display());
    names
        .into_iter()
        .map(|name| (name.clone(), fs::read(root.join(name)).unwrap()))
        .collect()
}

/// Runs one case; says which it was if it fails.
fn hold(target: &str, case: &[u8], name: &str) {
    let Err(panic) = catch_unwind(AssertUnwindSafe(|| properties::check(target, case))) else {
        return;
    };
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{target}"));
    fs::write(&file, case).unwrap();
    #[expect(clippy::print_stderr, reason = "a test says what failed")]
    {
        eprintln!("target `{target}`, {name}: b\"{}\"", case.escape_ascii());
        eprintln!("to keep it: cp {} tests/fuzz/seeds/{target}/NAME", file.display());
    }
    resume_unwind(panic);
}
