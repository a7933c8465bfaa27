//! SAM CLI itself, as it is installed, as a client of ours.

mod local;
mod remote;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use regex::Regex;
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, MutexGuard};

use crate::sdk::emulator::Emulator;
use crate::sdk::project::{Language, Project, Ran};
use crate::support::guests;
use crate::support::tool;

const APP: &str = include_str!("app.py");
const TEMPLATE: &str = include_str!("template.yaml");

/// SAM is told that it has just looked for a newer version of itself, and not to report what it does.
const SETTINGS: &str = r#"{"telemetryEnabled": false, "lastVersionCheck": 4102444800}"#;

/// One at a time: SAM takes seconds of a processor to start, and functions have timeouts.
static TURN: Mutex<()> = Mutex::const_new(());
/// Longer than SAM takes to build its image on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_mins(3);

/// A project of SAM's, an emulator of ours, and SAM between them.
struct World {
    project: Project,
    emulator: Emulator,
    sam: PathBuf,
    settings: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl World {
    /// Functions as processes for whoever invokes them here, and a template for SAM.
    async fn start(options: &[&str]) -> Option<Self> {
        let sam = guests::sam()?;
        let turn = TURN.lock().await;
        let source = Project::with_own(Language::Python, "app.py", APP, "order")?;
        let plain = format!(
            "runtime = 'python3.13'\ncode = '{}'\nhandler = 'app.plain'\ndurable = false\n",
            source.dir.path().display()
        );
        source.declare("plain", &plain);
        std::fs::create_dir(source.path("src")).unwrap();
        std::fs::write(source.path("src/app.py"), APP).unwrap();
        std::fs::write(source.path("template.yaml"), TEMPLATE).unwrap();
        let settings = tempfile::tempdir().unwrap();
        std::fs::write(settings.path().join("metadata.json"), SETTINGS).unwrap();
        let mut arguments = vec!["-o", "jsonl", "start", "--port", "0", "--isolation", "process"];
        arguments.extend(options);
        let started = Emulator::launch(source.command(&arguments), source.path("start.log")).await;
        Some(Self {
            _turn: turn,
            emulator: started.unwrap_or_else(|said| panic!("it starts: {said}")),
            project: source,
            sam,
            settings,
        })
    }

    /// SAM, told of the emulator in both its ways.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.sam);
        for (name, _) in tool::environment() {
            let name = name.to_string_lossy();
            if ["AWS_", "DURABLE_", "SAM_"]
                .iter()
                .any(|ours| name.starts_with(ours))
            {
                command.env_remove(&*name);
            }
        }
        command
            .args(arguments)
            .current_dir(self.project.dir.path())
            .env("__SAM_CLI_APP_DIR", self.settings.path())
            .env("SAM_SKIP_PULL_IMAGE", "1")
            .env("DURABLE_EXECUTIONS_EXTERNAL_EMULATOR_PORT", self.emulator.port())
            .env("AWS_ENDPOINT_URL_LAMBDA", &self.emulator.endpoint)
            .env("AWS_DEFAULT_REGION", "us-east-1")
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("TZ", "UTC")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    fn spawn(&self, line: &str) -> Child {
        let arguments: Vec<&str> = line.split_whitespace().collect();
        self.command(&arguments).spawn().unwrap()
    }

    /// Types `sam` and this, whose parts have no spaces in them.
    async fn run(&self, line: &str) -> Ran {
        finish(self.spawn(line)).await
    }

    /// What somebody typed, and what came of it, as on a terminal; `!` is standard error.
    async fn types(&self, line: &str) -> String {
        let said = shown(&self.run(line).await).replace(&*self.dir().to_string_lossy(), "[DIR]");
        settled(&format!("$ sam {line}\n{said}"))
    }

    /// One after the other.
    async fn types_all<const N: usize>(&self, lines: [String; N]) -> String {
        let mut said = String::new();
        for line in lines {
            said += &self.types(&line).await;
        }
        said
    }

    /// The callback that is open; its id.
    async fn callback(&self) -> String {
        eventually("a callback is open", async || {
            let listed = self.project.run(&["-o", "json", "callback", "list"]).await;
            let listed: Value = serde_json::from_str(listed.succeeded()).unwrap();
            Some(listed["Callbacks"][0]["CallbackId"].as_str()?.to_owned())
        })
        .await
    }

    /// The ARN of the execution of this name, or of the last one.
    async fn arn(&self, execution: &str) -> String {
        let found = self
            .project
            .run(&["-o", "json", "execution", "get", execution])
            .await;
        found.json()["DurableExecutionArn"].as_str().unwrap().to_owned()
    }

    fn dir(&self) -> &Path {
        self.project.dir.path()
    }
}

/// Waits for SAM.
async fn finish(child: Child) -> Ran {
    let ended = tokio::time::timeout(PATIENCE, child.wait_with_output()).await;
    let output = ended.expect("SAM ends").unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Looks again and again until there is something to see.
async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let seen = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(seen) = look().await {
                return seen;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    seen.await.unwrap_or_else(|_| panic!("{what}: not in time"))
}

fn shown(ran: &Ran) -> String {
    let mut text = ran.stdout.clone();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for line in ran.stderr.lines() {
        text.extend(["! ", line, "\n"]);
    }
    format!("{text}= {}\n", ran.code.unwrap_or(-1))
}

/// A history as JSON, as SAM has parsed and written it: number, type, name and details of each event.
fn events(history: &Value) -> String {
    let mut lines = String::new();
    for event in history["Events"].as_array().unwrap() {
        let kind = event["EventType"].as_str().unwrap();
        let name = event["Name"].as_str().unwrap_or("-");
        let details = &event[format!("{kind}Details")];
        writeln!(lines, "{} {kind} {name} {details}", event["EventId"]).unwrap();
    }
    settled(&lines)
}

/// What is never twice the same becomes a word.
fn settled(text: &str) -> String {
    let words = [
        // An id of a callback is its execution's address and more, in base64.
        (r"YXJuOmF3c[A-Za-z0-9+/=]+", "CALLBACK"),
        (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "ID"),
        (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00:00", "DATE"),
        (r"\b\d\d:\d\d:\d\d\b", "HH:MM:SS"),
        (r"\b\d+\.\d\ds\b", "N.NNs"),
        (r"localhost:\d+", "localhost:PORT"),
        (r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} HH:MM:SS GMT", "DATE"),
    ];
    let mut text = text.to_owned();
    for (pattern, word) in words {
        text = Regex::new(pattern).unwrap().replace_all(&text, word).into_owned();
    }
    text
}
