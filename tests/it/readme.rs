//! The README's tour, as it stands there: every command is typed into a shell, and must answer what the README says.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use regex::Regex;

use crate::cli;
use crate::cli_invoke::stopped;
use crate::support::guests;

const README: &str = include_str!("../../README.md");

/// How often to look, at the most.
const LOOKS: u32 = 400;

/// A line that is typed, and what comes of it.
struct Typed {
    line: String,
    said: String,
}

/// The text between a heading and the next one.
fn section(heading: &str) -> &'static str {
    let from = README.split_once(&format!("\n## {heading}\n")).unwrap().1;
    from.split_once("\n## ").map_or(from, |(section, _)| section)
}

/// The first block of a language.
fn block<'a>(section: &'a str, language: &str) -> &'a str {
    let from = section.split_once(&format!("```{language}\n")).unwrap().1;
    from.split_once("```").unwrap().0
}

fn transcript(text: &str) -> Vec<Typed> {
    let mut all: Vec<Typed> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), all.last_mut()) {
            (Some(typed), _) => all.push(Typed {
                line: typed.to_owned(),
                said: String::new(),
            }),
            (None, Some(last)) => last.said.extend([line, "\n"]),
            (None, None) => panic!("a transcript begins with a command: {line}"),
        }
    }
    all
}

/// What is never twice the same becomes a word.
fn settled(text: &str, dir: &Path) -> String {
    let dir = dir.canonicalize().unwrap();
    let text = text.replace(&*dir.to_string_lossy(), "/home/ada/shop");
    let text = anstream::adapter::strip_str(&text).to_string();
    let words = [
        (r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID"),
        (r"\b[0-9a-f]{8}\b", "ID"),
        (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "TIME"),
        (r"\d\d:\d\d:\d\d\.\d{3}", "TIME"),
        (r"\b\d+h \d\dm\b", "LONG"),
        (r"\b\d+m \d\ds\b", "AGE"),
        (r"\b\d+(\.\d\d)?m?s\b", "AGE"),
        (r"127\.0\.0\.1:\d+", "ADDRESS"),
        (r"process \d+", "process PID"),
        (r"\[::1\]:\d+", "ADDRESS"),
        // Here the functions are built already.
        (r"(?m)^  (\w+) +(durable|plain) .*$", "  $1  $2"),
        // Columns are as wide as what is in them.
        (r"  +", "  "),
    ];
    words.iter().fold(text, |text, (pattern, word)| {
        Regex::new(pattern)
            .unwrap()
            .replace_all(&text, *word)
            .into_owned()
    })
}

/// Runs a line as somebody would who has installed the program.
fn typed(dir: &Path, line: &str) -> String {
    let mut shell = Command::new("sh");
    let prepared = cli::command(dir, &[]);
    for (name, value) in prepared.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let path = std::env::join_paths(
        [dir.join("bin")].into_iter().chain(
            crate::support::tool::environment()
                .filter(|(name, _)| name == "PATH")
                .flat_map(|(_, path)| std::env::split_paths(&path).collect::<Vec<_>>()),
        ),
    );
    let output = shell
        .args(["-c", &format!("{line} 2>&1")])
        .current_dir(dir)
        .env("PATH", path.unwrap())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[cfg(unix)]
#[test]
fn the_tour_is_what_happens() {
    use std::os::unix::fs::PermissionsExt as _;

    let tour = section("A tour");
    // The functions are built already.
    let cargo = Regex::new(r#"cargo = \{ package = "sample-functions", bin = "(\w+)" \}"#).unwrap();
    let functions = cargo.replace_all(block(tour, "toml"), |found: &regex::Captures<'_>| {
        format!("command = [{:?}]", guests::rust(&found[1]))
    });
    assert!(
        !functions.contains("cargo ="),
        "every function is built: {functions}"
    );
    let project = cli::project(&functions);
    let dir = project.path();
    let cargo = dir.join("bin/cargo");
    std::fs::create_dir(dir.join("bin")).unwrap();
    let script = format!("#!/bin/sh\nexec {} \"$@\"\n", env!("CARGO_BIN_EXE_cargo-durable"));
    std::fs::write(&cargo, script).unwrap();
    std::fs::set_permissions(&cargo, std::fs::Permissions::from_mode(0o755)).unwrap();
    let _end = stopped(dir);

    let commands = transcript(block(tour, "console"));
    assert!(commands.len() > 5, "there is a tour");
    for Typed { line, said } in &commands {
        let expected = settled(said, dir);
        let is_look = ["callback list", "execution list", "execution history"]
            .iter()
            .any(|look| line.contains(look));
        for looks in 1.. {
            // Port 9014 may be somebody else's.
            let told = typed(dir, &line.replace("start --detach", "start --detach --port 0"));
            let told = settled(&told, dir);
            // What an execution does takes its time: whoever looks looks again.
            if told == expected || !is_look || looks == LOOKS {
                assert_eq!(told, expected, "$ {line}");
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
