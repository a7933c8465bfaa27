//! The official emulator, in a virtual environment of its own below cargo's target directory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PACKAGE: &str = "aws-durable-execution-sdk-python-testing";
pub(crate) const VERSION: &str = "1.4.0";
/// Written last, so that a broken installation is done anew.
const STAMP: &str = "installed";

/// An installation.
pub(crate) struct Official {
    program: PathBuf,
}

impl Official {
    /// Finds it, or installs it; otherwise why it is not there.
    pub(crate) fn install() -> Result<Self, String> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("official-{VERSION}"));
        let bin = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
        let stamp = folder.join(STAMP);
        if !stamp.exists() {
            let python = if cfg!(windows) { "python" } else { "python3" };
            run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&folder))?;
            run(Command::new(bin.join("python")).args([
                "-m",
                "pip",
                "install",
                "--disable-pip-version-check",
                "--quiet",
                &format!("{PACKAGE}=={VERSION}"),
            ]))?;
            fs::write(&stamp, VERSION).map_err(|error| error.to_string())?;
        }
        Ok(Self {
            program: bin.join("dex-local-runner"),
        })
    }

    /// A server; without a directory it keeps everything in memory.
    pub(crate) fn server(&self, port: u16, function: &str, sqlite: Option<&Path>) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(["start-server", "--host", "127.0.0.1", "--port", &port.to_string()])
            .args(["--log-level", "ERROR", "--lambda-endpoint", function])
            // It calls functions by boto3, which wants these whoever it calls.
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_DEFAULT_REGION", "us-west-2")
            .env("NO_PROXY", "127.0.0.1");
        match sqlite {
            None => command.args(["--store-type", "memory"]),
            Some(folder) => command
                .args(["--store-type", "sqlite", "--store-path"])
                .arg(folder.join("official.db")),
        };
        command
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("`{}`: {error}", command.get_program().display()))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(text.trim().lines().last().unwrap_or("it says nothing").to_owned())
}
