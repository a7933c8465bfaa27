//! The rules of the house that the compiler cannot check (see `src/lib.rs`).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The longest that a file may be.
const MOST_LINES: usize = 400;

/// What each room may name besides itself.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("execution", &[]),
    ("wire", &["execution"]),
    ("store", &["execution"]),
    ("engine", &["execution", "store"]),
    ("docker", &[]),
    ("sandbox", &["execution", "wire", "engine", "docker"]),
    ("config", &["execution", "sandbox"]),
    ("api", &["execution", "wire", "engine", "store"]),
    ("client", &["execution", "wire"]),
    ("compat", &["execution", "wire", "client", "docker"]),
    (
        "emulator",
        &[
            "execution",
            "wire",
            "store",
            "engine",
            "docker",
            "sandbox",
            "api",
            "config",
        ],
    ),
    (
        "cli",
        &[
            "execution",
            "wire",
            "store",
            "engine",
            "docker",
            "sandbox",
            "config",
            "api",
            "client",
            "compat",
            "emulator",
        ],
    ),
    ("main", &["cli"]),
    ("lib", &[]),
];

/// Words that have one door each: the word, where it may stand, why.
const DOORS: &[(&str, &[&str], &str)] = &[
    ("rusqlite", &["src/store/"], "only the store says SQL"),
    ("bollard", &["src/docker/"], "only `docker` says bollard"),
    (
        "SystemTime",
        // A file's own time is not the time.
        &["src/engine/clock.rs", "src/config/artefact.rs"],
        "only the engine's clock asks the time",
    ),
    (
        "std::time::Instant",
        &[],
        "what measures a duration is the runtime's, which tests can pause",
    ),
    (
        "env::var",
        &["src/cli/context.rs"],
        "only the context reads the environment",
    ),
    ("println!", &["src/cli/output/"], "only `cli::output` prints"),
    (
        "anyhow",
        &["src/cli/", "src/emulator/", "src/compat/", "src/main.rs"],
        "below, every error is an enum",
    ),
    (
        "indicatif",
        &["src/cli/output/"],
        "only `cli::output` shows progress",
    ),
    ("fastrand", &["src/engine/ids.rs"], "randomness has one door"),
];

/// What may not stand in the law: it is pure.
const IMPURE: &[&str] = &[
    "tokio",
    "async ",
    ".await",
    "std::fs",
    "std::io",
    "std::net",
    "std::process",
    "std::thread",
    "tracing",
    "serde_json",
    "Mutex",
    "uuid",
];

/// What may not stand anywhere.
const NEVER: &[&str] = &[
    "todo!",
    "unimplemented!",
    "dbg!(",
    "#[allow(",
    "#![allow(",
    "[ignore",
];

struct Source {
    path: String,
    text: String,
}

impl Source {
    fn room(&self) -> &str {
        let inside = self.path.trim_start_matches("src/");
        inside.split(['/', '.']).next().unwrap_or_default()
    }

    /// The lines of code, without comments, up to the file's unit tests.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
            .map(|(index, line)| (index + 1, line.split("//").next().unwrap_or_default()))
    }
}

fn files(below: &str) -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // What cargo makes for the fuzz targets, unless it is told to make it elsewhere.
                if !path.ends_with("target") {
                    walk(&path, found);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    walk(&root.join(below), &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| Source {
            text: fs::read_to_string(&path).unwrap(),
            path: path
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/"),
        })
        .collect()
}

fn is_test(source: &Source) -> bool {
    source.path.ends_with("/tests.rs") || source.path.contains("/tests/")
}

fn report(faults: &[String]) {
    assert!(faults.is_empty(), "the house is not tidy:\n{}", faults.join("\n"));
}

#[test]
fn rooms_name_only_the_rooms_that_they_may() {
    let allowed: BTreeMap<_, _> = MAY_NAME.iter().copied().collect();
    let mut faults = Vec::new();
    for source in files("src").iter().filter(|source| !is_test(source)) {
        let room = source.room();
        let Some(may) = allowed.get(room) else {
            faults.push(format!("{}: the room `{room}` is not in the table", source.path));
            continue;
        };
        for (line, code) in source.code() {
            for prefix in ["crate::", "cargo_durable::"] {
                for (at, _) in code.match_indices(prefix) {
                    let named = code[at + prefix.len()..]
                        .split(|c: char| !c.is_alphanumeric() && c != '_')
                        .next()
                        .unwrap_or_default();
                    if allowed.contains_key(named) && named != room && !may.contains(&named) {
                        faults.push(format!("{}:{line}: `{room}` may not name `{named}`", source.path));
                    }
                }
            }
        }
    }
    report(&faults);
}

#[test]
fn words_with_one_door_stand_only_there() {
    let mut faults = Vec::new();
    for source in files("src").iter().filter(|source| !is_test(source)) {
        for (line, code) in source.code() {
            for (word, doors, why) in DOORS {
                if code.contains(word) && !doors.iter().any(|door| source.path.starts_with(door)) {
                    faults.push(format!("{}:{line}: `{word}`: {why}", source.path));
                }
            }
        }
    }
    report(&faults);
}

#[test]
fn the_law_is_pure() {
    let mut faults = Vec::new();
    for source in files("src/execution").iter().filter(|source| !is_test(source)) {
        for (line, code) in source.code() {
            for word in IMPURE.iter().filter(|word| code.contains(**word)) {
                faults.push(format!("{}:{line}: `{word}` is impure", source.path));
            }
        }
    }
    report(&faults);
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut faults = Vec::new();
    for source in files("src").iter().chain(&files("tests")) {
        let lines = source.text.lines().count();
        if lines > MOST_LINES {
            faults.push(format!("{}: {lines} lines, more than {MOST_LINES}", source.path));
        }
        if !source.text.starts_with("//!") {
            faults.push(format!("{}: does not begin with `//!`", source.path));
        }
    }
    report(&faults);
}

#[test]
fn nothing_is_left_unfinished_or_silenced() {
    let mut faults = Vec::new();
    let this = "tests/tidy.rs";
    for source in files("src")
        .iter()
        .chain(&files("tests"))
        .filter(|source| source.path != this)
    {
        for (line, code) in source.code() {
            for word in NEVER.iter().filter(|word| code.contains(**word)) {
                faults.push(format!("{}:{line}: `{word}`", source.path));
            }
        }
    }
    report(&faults);
}
