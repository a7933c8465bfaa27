//! Programs that we need: cargo, Python, Node, and ourselves as the guard of a process.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use super::{Check, PATIENCE, Verdict};
use crate::cli::context::Context;
use crate::config::which;

/// The oldest Node that the SDK for it takes.
const NODE: u32 = 22;

/// What came of running a program.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// What it printed.
    Words(String),
    /// Why it cannot be run, or what it complained of.
    Failed(String),
    TooSlow,
}

/// Runs a program to its end, within bounds.
pub(super) async fn ask(
    cx: &Context,
    program: impl AsRef<OsStr>,
    arguments: &[&str],
    dir: Option<&Path>,
) -> Said {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env_clear()
        .envs(&cx.environment)
        .current_dir(dir.unwrap_or(&cx.dir))
        .stdin(Stdio::null())
        .kill_on_drop(true);
    match tokio::time::timeout(PATIENCE, command.output()).await {
        Err(_) => Said::TooSlow,
        Ok(Err(error)) => Said::Failed(error.to_string()),
        Ok(Ok(output)) if output.status.success() => {
            Said::Words(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        }
        Ok(Ok(output)) => {
            let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
            let last = complaint.lines().rfind(|line| !line.trim().is_empty());
            Said::Failed(last.map_or_else(|| output.status.to_string(), |line| line.trim().to_owned()))
        }
    }
}

/// Cargo, which builds functions in Rust.
pub(super) async fn cargo(cx: &Context) -> Check {
    let program = cx.cargo.clone().unwrap_or_else(|| "cargo".into());
    let is_needed = cx.root.manifest.is_some();
    let verdict = if is_needed {
        Verdict::Problem
    } else {
        Verdict::NotNeeded
    };
    match ask(cx, program, &["--version"], None).await {
        Said::Words(version) => Check::new("cargo", Verdict::Ok, version),
        Said::Failed(why) => Check::new("cargo", verdict, format!("cannot be run: {why}"))
            .hint("install Rust, as https://rustup.rs says, for functions in Rust"),
        Said::TooSlow => Check::new("cargo", Verdict::Warning, slow()),
    }
}

pub(super) fn slow() -> String {
    format!("no answer within {} seconds", PATIENCE.as_secs())
}

/// A Python with what its functions import; `wanted` are the functions, of which some may be plain.
pub(super) async fn python(cx: &Context, interpreter: &Path, dir: &Path, wanted: &Wanted) -> Check {
    const SCRIPT: &str = "\
import sys
print(sys.version.split()[0])
for name in sys.argv[1:]:
    try:
        __import__(name)
    except ImportError as error:
        print(name, error, sep=': ')";
    let name = format!("python for {}", wanted.names.join(", "));
    let program = interpreter.display();
    let mut arguments = vec!["-c", SCRIPT, "awslambdaric"];
    if wanted.durable {
        arguments.push("aws_durable_execution_sdk_python");
    }
    let said = match ask(cx, interpreter, &arguments, Some(dir)).await {
        Said::Words(said) => said,
        Said::Failed(why) => {
            return Check::new(name, Verdict::Problem, format!("{program} fails: {why}"))
                .hint("set `CARGO_DURABLE_PYTHON` to a Python 3, or repair this one");
        }
        Said::TooSlow => return Check::new(name, Verdict::Warning, format!("{program}: {}", slow())),
    };
    let mut lines = said.lines();
    let version = lines.next().unwrap_or_default();
    let missing: Vec<&str> = lines.collect();
    if missing.is_empty() {
        return Check::new(
            name,
            Verdict::Ok,
            format!("{program}, Python {version}, with all it needs"),
        );
    }
    let packages: Vec<String> = missing
        .iter()
        .filter_map(|line| line.split(':').next())
        .map(|module| module.replace('_', "-"))
        .collect();
    let found = format!(
        "{program}, Python {version}, cannot import {}",
        missing.join("; ")
    );
    Check::new(name, Verdict::Problem, found).hint(format!(
        "`{program} -m pip install {}`, best in a virtual environment `.venv` beside the function",
        packages.join(" ")
    ))
}

/// Functions that one program runs.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) names: Vec<String>,
    /// Whether one of them is durable.
    pub(super) durable: bool,
}

/// A Node that is new enough.
pub(super) async fn node(cx: &Context, program: &Path, wanted: &Wanted) -> Check {
    let name = format!("node for {}", wanted.names.join(", "));
    let shown = program.display();
    match ask(cx, program, &["--version"], None).await {
        Said::Words(version) => {
            let major = version.trim_start_matches('v').split('.').next();
            let is_new = major
                .and_then(|major| major.parse::<u32>().ok())
                .is_some_and(|major| major >= NODE);
            let found = format!("{shown}, Node {version}");
            if is_new || !wanted.durable {
                Check::new(name, Verdict::Ok, found)
            } else {
                Check::new(
                    name,
                    Verdict::Problem,
                    format!("{found}: the durable SDK needs {NODE} or newer"),
                )
                .hint("install a newer one, or set `CARGO_DURABLE_NODE` to it")
            }
        }
        Said::Failed(why) => Check::new(name, Verdict::Problem, format!("{shown} fails: {why}"))
            .hint("set `CARGO_DURABLE_NODE` to a Node that runs"),
        Said::TooSlow => Check::new(name, Verdict::Warning, format!("{shown}: {}", slow())),
    }
}

/// A program that no function here needs: what there is of it.
pub(super) async fn idle(cx: &Context, name: &str, program: &str) -> Check {
    let found = match which(&cx.environment, program) {
        None => "not on the path".to_owned(),
        Some(path) => match ask(cx, &path, &["--version"], None).await {
            Said::Words(version) => format!("{}, {version}", path.display()),
            Said::Failed(why) => format!("{} fails: {why}", path.display()),
            Said::TooSlow => format!("{}: {}", path.display(), slow()),
        },
    };
    Check::new(
        name,
        Verdict::NotNeeded,
        format!("{found}; no function here needs it"),
    )
}

/// Whether a function can run as a process under our guard: it is tried, with ourselves as the function.
#[cfg(unix)]
pub(super) async fn guard(cx: &Context) -> Check {
    use crate::sandbox::guard::SUBCOMMAND;

    let mut command = Command::new(&cx.program);
    command
        .arg(SUBCOMMAND)
        .arg("--")
        .arg(&cx.program)
        .arg("--version")
        .env_clear()
        .envs(&cx.environment)
        // The guard ends its guest when this pipe ends.
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let tried = async {
        let mut child = command.spawn()?;
        let pipe = child.stdin.take();
        let status = child.wait().await;
        drop(pipe);
        status
    };
    let cannot = |why: String| {
        Check::new(
            "processes",
            Verdict::Problem,
            format!("functions cannot run as processes: {why}"),
        )
        .hint("is this program's file still there, and may processes be started here?")
    };
    match tokio::time::timeout(PATIENCE, tried).await {
        Ok(Ok(status)) if status.success() => Check::new(
            "processes",
            Verdict::Ok,
            "functions run as processes, under a guard that ends them",
        ),
        Ok(Ok(status)) => cannot(status.to_string()),
        Ok(Err(error)) => cannot(error.to_string()),
        Err(_) => Check::new("processes", Verdict::Warning, slow()),
    }
}

#[cfg(not(unix))]
pub(super) async fn guard(_: &Context) -> Check {
    let found = "functions cannot run as processes on this system";
    Check::new("processes", Verdict::Problem, found)
        .hint("call functions at an endpoint: `--function NAME=http://…`")
}
