//! SAM CLI itself, as it comes from PyPI, as a client of ours.

mod local;
mod remote;

use std::path::{Path, PathBuf};
use std::process::Stdio;

use regex::Regex;
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::sdk::emulator::Emulator;
use crate::sdk::project::{Project, Ran, eventually, finish};
use crate::support::guests::{self, Guests};
use crate::support::tool;

const APP: &str = include_str!("app.py");
const TEMPLATE: &str = include_str!("template.yaml");

/// SAM is told that it has just looked for a newer version of itself, and not to report what it does.
const SETTINGS: &str = r#"{"telemetryEnabled": false, "lastVersionCheck": 4102444800}"#;

/// A project of SAM's, an emulator of ours, and SAM between them.
struct World {
    project: Project,
    emulator: Emulator,
    sam: PathBuf,
    settings: TempDir,
}

/// The SAM CLI of the set-up; `None` where there is none.
fn sam() -> Option<(&'static Guests, PathBuf)> {
    let guests = guests::guests()?;
    let sam = guests.node_dir().with_file_name("sam").join("bin/sam");
    if sam.exists() {
        return Some((guests, sam));
    }
    tool::skip("sam");
    None
}

impl World {
    /// Functions as processes for whoever invokes them here, and a template for SAM.
    async fn start(options: &[&str]) -> Option<Self> {
        let (_, sam) = sam()?;
        let source = Project::with_own(crate::sdk::project::Language::Python, "app.py", APP, "order")?;
        let plain = format!(
            "runtime = \"python3.13\"\ncode = {:?}\nhandler = \"app.plain\"\ndurable = false\n",
            source.dir.path()
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

    fn spawn(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().unwrap()
    }

    async fn run(&self, arguments: &[&str]) -> Ran {
        finish(self.spawn(arguments)).await
    }

    /// What somebody typed, and what came of it, as on a terminal; `!` is standard error.
    async fn types(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments).await;
        settled(&format!("$ sam {}\n{}", arguments.join(" "), shown(&ran)))
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
