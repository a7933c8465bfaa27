//! The sample functions of `tests/functions`, ready to run: built, or with their packages installed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::tool;

/// Where Python and Node find what the samples need.
#[derive(Debug)]
pub(crate) struct Guests {
    dir: PathBuf,
}

impl Guests {
    /// The interpreter that has the SDK, the runtime client and boto3.
    pub(crate) fn python(&self) -> PathBuf {
        self.dir.join("venv/bin/python")
    }

    /// Node 22.
    pub(crate) fn node(&self) -> PathBuf {
        self.node_dir().join("node_modules/.bin/node")
    }

    /// Where `app.mjs` and its packages are.
    pub(crate) fn node_dir(&self) -> PathBuf {
        self.dir.join("node")
    }
}

/// Where the samples' sources are.
pub(crate) fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/functions")
}

/// Installs the packages, once for all tests, in the directory that `CARGO_DURABLE_TEST_GUESTS` names or a
/// temporary one that the next run finds again. `None` where a machine lacks what it takes.
pub(crate) fn guests() -> Option<&'static Guests> {
    static GUESTS: OnceLock<Option<Guests>> = OnceLock::new();
    GUESTS.get_or_init(install).as_ref()
}

/// The SAM CLI, installed once for all tests. `None` where a machine lacks what it takes.
pub(crate) fn sam() -> Option<PathBuf> {
    static SAM: OnceLock<Option<PathBuf>> = OnceLock::new();
    let install = || {
        guests()?;
        Some(run("setup", &["sam"], &["sam"])?.join("sam/bin/sam"))
    };
    SAM.get_or_init(install).clone()
}

fn install() -> Option<Guests> {
    let programs = (tool::find("python3", "python"), tool::find("npm", "node"));
    let (Some(_), Some(_)) = programs else { return None };
    let dir = run("setup", &[], &["python", "node"])?;
    Some(Guests { dir })
}

/// Runs a script of `tests/functions`. The directory that it was given; `None` if it failed, so that all that it
/// was to install is missing.
pub(super) fn run(script: &str, arguments: &[&str], installs: &[&str]) -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "a test has no `cli::context`")]
    let dir = std::env::var_os("CARGO_DURABLE_TEST_GUESTS").map_or_else(
        || std::env::temp_dir().join("cargo-durable-guests"),
        PathBuf::from,
    );
    std::fs::create_dir_all(&dir).unwrap();
    // Held until the script is done: other processes may run tests at the same time.
    let lock = std::fs::File::create(dir.join("lock")).unwrap();
    lock.lock().unwrap();
    let done = Command::new("bash")
        .arg(sources().join(script))
        .arg(&dir)
        .args(arguments)
        .output()
        .unwrap();
    if done.status.success() {
        return Some(dir);
    }
    warn(&String::from_utf8_lossy(&done.stderr));
    for name in installs {
        tool::skip(name);
    }
    None
}

/// The Rust samples' binaries, built once by the cargo that runs the tests; by name.
pub(crate) fn rust(function: &str) -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(build).join(function)
}

fn build() -> PathBuf {
    let target = target_dir();
    let mut cargo = Command::new(env!("CARGO"));
    // What cargo tells the tests that it runs would make it build anew.
    for (name, _) in tool::environment() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_") && !matches!(&*name, "CARGO_HOME" | "CARGO_NET_OFFLINE") {
            cargo.env_remove(&*name);
        }
    }
    let built = cargo
        .args([
            "build",
            "--quiet",
            "--package",
            "sample-functions",
            "--target-dir",
        ])
        .arg(&target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    target.join("debug")
}

/// Where cargo has put the program under test, so that nothing is built twice.
pub(crate) fn target_dir() -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_cargo-durable"));
    program.ancestors().nth(2).unwrap().to_owned()
}

#[expect(clippy::print_stderr, reason = "what is not tested must not be silent")]
fn warn(text: &str) {
    eprintln!("{text}");
}
