//! A project in a directory of its own, and the program that works on it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::support::guests::{self, Guests};
use crate::support::tool;

/// Nothing here takes longer, builds apart.
const PATIENCE: Duration = Duration::from_secs(40);
/// A variable that functions have and nobody else: its value is their project's directory.
const MARK: &str = "SAMPLE_PROJECT";

/// What the samples are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Rust,
    Python,
    Node,
}

/// A directory with a `durable.toml`.
pub(crate) struct Project {
    pub(crate) dir: TempDir,
    guests: Option<&'static Guests>,
    isolation: &'static str,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Project {
    /// All samples of one language; `None` where it cannot run.
    pub(crate) fn of(language: Language) -> Option<Self> {
        let mut project = Self::empty();
        if language != Language::Rust {
            project.guests = Some(guests::guests()?);
        }
        for function in ["hello", "order", "pricing", "tax", "faulty"] {
            project.add(language, function, "");
        }
        Some(project)
    }

    /// The samples in Rust, which every machine can build that runs these tests.
    pub(crate) fn rust() -> Self {
        Self::of(Language::Rust).unwrap()
    }

    /// No function at all, but a `durable.toml`.
    pub(crate) fn empty() -> Self {
        let project = Self {
            dir: tempfile::tempdir().unwrap(),
            guests: None,
            isolation: "process",
        };
        std::fs::write(project.path("durable.toml"), "").unwrap();
        project
    }

    /// From now on functions run in containers.
    pub(crate) const fn in_containers(&mut self) {
        self.isolation = "container";
    }

    /// Declares a sample as it is deployed: with its packages, or as the program of a bare runtime.
    pub(crate) fn add_deployed(&self, language: Language, python_code: &Path, function: &str) {
        let mut lines = match language {
            Language::Rust => format!(
                "runtime = \"provided.al2023\"\ncode = {}\n",
                quoted(&guests::rust(function))
            ),
            Language::Python => Self::runtime(language, python_code, function),
            Language::Node => {
                let guests = guests::guests().expect("who has images has packages");
                Self::runtime(language, &guests.node_dir(), function)
            }
        };
        if function == "tax" {
            lines.push_str("durable = false\n");
        }
        self.declare(function, &lines);
    }

    /// Functions of the directory itself, written for one test.
    pub(crate) fn with_own(language: Language, file: &str, source: &str, function: &str) -> Option<Self> {
        let mut project = Self::empty();
        let guests = guests::guests()?;
        project.guests = Some(guests);
        std::fs::write(project.path(file), source).unwrap();
        let packages = guests.node_dir().join("node_modules");
        std::os::unix::fs::symlink(packages, project.path("node_modules")).unwrap();
        project.declare(function, &Self::runtime(language, project.dir.path(), function));
        Some(project)
    }

    /// Declares a sample, with more lines of TOML.
    pub(crate) fn add(&self, language: Language, function: &str, more: &str) {
        let mut lines = match language {
            Language::Rust => format!("command = [{}]\n", quoted(&guests::rust(function))),
            Language::Python => Self::runtime(language, &guests::sources().join("python"), function),
            Language::Node => {
                let dir = self.guests.expect("packages come first").node_dir();
                Self::runtime(language, &dir, function)
            }
        };
        if function == "tax" {
            lines.push_str("durable = false\n");
        }
        self.declare(function, &format!("{lines}{more}"));
    }

    fn runtime(language: Language, dir: &Path, function: &str) -> String {
        let runtime = if language == Language::Python {
            "python3.13"
        } else {
            "nodejs22.x"
        };
        let code = quoted(dir);
        format!("runtime = {runtime:?}\ncode = {code}\nhandler = \"app.{function}\"\n")
    }

    /// Declares a function by lines of TOML.
    pub(crate) fn declare(&self, function: &str, lines: &str) {
        let path = self.path("durable.toml");
        let mut text = std::fs::read_to_string(&path).unwrap();
        let mark = quoted(self.dir.path());
        write!(
            text,
            "[functions.{function}]\n{lines}\nenv = {{ {MARK} = {mark} }}\n"
        )
        .unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// A path in the project.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The program, in the project, with nothing of ours in its environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare(env!("CARGO_BIN_EXE_cargo-durable"));
        command.args(arguments);
        command
    }

    /// Runs a line that the program has told somebody to type.
    pub(crate) async fn shell(&self, line: &str) -> Ran {
        let mut shell = self.bare("sh");
        finish(shell.args(["-c", line]).spawn().unwrap()).await
    }

    fn bare(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        for (name, _) in tool::environment() {
            let name = name.to_string_lossy();
            if name.starts_with("CARGO_DURABLE_") || name.starts_with("DURABLE_") || name.starts_with("AWS_")
            {
                command.env_remove(&*name);
            }
        }
        if let Some(guests) = self.guests {
            command
                .env("CARGO_DURABLE_PYTHON", guests.python())
                .env("CARGO_DURABLE_NODE", guests.node());
        }
        command
            .env("RUST_BACKTRACE", "0")
            .env("CARGO_DURABLE_ISOLATION", self.isolation)
            .current_dir(self.dir.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Runs the program to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Ran {
        finish(self.command(arguments).spawn().unwrap()).await
    }

    /// Starts the program and leaves it running.
    pub(crate) fn spawn(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().unwrap()
    }

    /// `invoke` with a payload, to its end.
    pub(crate) async fn invoke(&self, function: &str, payload: &Value) -> Ran {
        self.run(&["invoke", function, "--data", &payload.to_string()])
            .await
    }

    /// The whole history of an execution, as the command line reads it.
    pub(crate) async fn history(&self, execution: &str) -> Vec<Value> {
        let ran = self.run(&["-o", "json", "execution", "history", execution]).await;
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let document: Value = serde_json::from_str(&ran.stdout).unwrap();
        document["Events"].as_array().expect("a list of events").clone()
    }

    /// The processes of the project's functions: guards, and what they guard. Linux tells; elsewhere none is seen.
    pub(crate) fn guests_alive(&self) -> Vec<i32> {
        let mark = format!("{MARK}={}", self.dir.path().display());
        let Ok(processes) = std::fs::read_dir("/proc") else {
            return Vec::new();
        };
        let pid = |entry: std::io::Result<std::fs::DirEntry>| entry.ok()?.file_name().to_str()?.parse().ok();
        processes
            .filter_map(pid)
            .filter(|pid| {
                let environment = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
                environment
                    .split(|byte| *byte == 0)
                    .any(|variable| variable == mark.as_bytes())
            })
            .collect()
    }

    /// Returns when no function of the project runs any more.
    pub(crate) async fn guests_gone(&self) {
        tool::until("the guests are gone", || {
            self.guests_alive().is_empty().then_some(())
        })
        .await;
    }
}

impl Ran {
    /// stdout, of a command that did its work.
    #[track_caller]
    pub(crate) fn succeeded(&self) -> &str {
        assert_eq!(self.code, Some(0), "{self:?}");
        &self.stdout
    }

    /// stdout as JSON, of a command that did its work.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.succeeded()).unwrap()
    }

    /// The code and the message on stderr's last line, of a command that failed with `-o json`.
    #[track_caller]
    pub(crate) fn error(&self) -> (String, String) {
        let last = self.stderr.lines().last().unwrap_or_default();
        let error: Value = serde_json::from_str(last).unwrap_or_else(|_| panic!("no JSON error: {self:?}"));
        let text = |name: &str| error["error"][name].as_str().unwrap_or_default().to_owned();
        (text("code"), text("message"))
    }
}

/// A path as TOML writes it.
fn quoted(path: &Path) -> String {
    format!("{:?}", path.display().to_string())
}

/// Waits for a process that was spawned here.
///
/// # Panics
/// If it takes too long.
pub(crate) async fn finish(child: Child) -> Ran {
    let ended = tokio::time::timeout(PATIENCE, child.wait_with_output()).await;
    let output = ended.expect("a command ends").unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Looks again and again, asking others, until there is something to see.
///
/// # Panics
/// If that takes too long.
pub(crate) async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let seen = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(seen) = look().await {
                return seen;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    });
    seen.await.unwrap_or_else(|_| panic!("{what}: not in time"))
}

/// History is numbered 1, 2, 3 … without a gap.
#[track_caller]
pub(crate) fn assert_gapless(events: &[Value]) {
    let ids: Vec<u64> = events
        .iter()
        .filter_map(|event| event["EventId"].as_u64())
        .collect();
    assert_eq!(ids, (1..=events.len() as u64).collect::<Vec<_>>());
}

/// How many events of a type there are.
pub(crate) fn count(events: &[Value], event_type: &str) -> usize {
    events
        .iter()
        .filter(|event| event["EventType"] == event_type)
        .count()
}
