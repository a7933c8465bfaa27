//! Programs that a test needs and a machine may lack.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The path of a program; `None`, and a line on stderr, where it is missing and nobody insists on it.
///
/// # Panics
/// If it is missing and `CARGO_DURABLE_TEST_REQUIRE` names it.
pub(crate) fn find(program: &str, name: &str) -> Option<PathBuf> {
    let runs = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if runs {
        return Some(program.into());
    }
    skip(name);
    None
}

/// Says that a test is skipped for want of this.
///
/// # Panics
/// If `CARGO_DURABLE_TEST_REQUIRE` names it.
#[expect(clippy::print_stderr, reason = "what is not tested must not be silent")]
pub(crate) fn skip(name: &str) {
    #[expect(clippy::disallowed_methods, reason = "a test has no `cli::context`")]
    let required = std::env::var("CARGO_DURABLE_TEST_REQUIRE").unwrap_or_default();
    assert!(
        !required.split(',').any(|required| required.trim() == name),
        "`{name}` is required and missing"
    );
    eprintln!("skipped: `{name}` is missing");
}

/// Looks again and again until there is something to see.
///
/// # Panics
/// After 20 seconds.
pub(crate) async fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let seen = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            if let Some(seen) = look() {
                return seen;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    seen.await
        .unwrap_or_else(|_| panic!("{what}: not within 20 seconds"))
}

/// Whether a process runs: a zombie that nobody reaps does not.
pub(crate) fn is_running(pid: i32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    if std::path::Path::new("/proc/self/stat").exists() {
        return stat.is_ok_and(|stat| !stat.rsplit(')').next().unwrap_or_default().starts_with(" Z"));
    }
    let pid = rustix::process::Pid::from_raw(pid).expect("a process id is not zero");
    rustix::process::test_kill_process(pid).is_ok()
}

/// The environment of the tests.
pub(crate) fn environment() -> impl Iterator<Item = (std::ffi::OsString, std::ffi::OsString)> {
    #[expect(clippy::disallowed_methods, reason = "a test has no `cli::context`")]
    std::env::vars_os()
}
