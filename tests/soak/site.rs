//! The emulator and its store.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::flow::Flow;

/// The real program on a store of its own, and the functions that it calls.
pub(crate) struct Site {
    dir: tempfile::TempDir,
    port: u16,
    /// Where the functions listen.
    url: String,
    pub(crate) flow: Flow,
    child: Child,
}

impl Site {
    pub(crate) async fn start() -> Self {
        let flow = Flow::new(true);
        let url = flow.serve().await;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let dir = tempfile::tempdir().unwrap();
        let child = spawn(&dir, port, &url);
        let site = Self {
            dir,
            port,
            url,
            flow,
            child,
        };
        site.flow.point_at(&site.endpoint());
        site.ready().await;
        site
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.dir.path().join("executions.db")
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`, and another one.
    pub(crate) async fn kill_and_start(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.child = spawn(&self.dir, self.port, &self.url);
        self.ready().await;
    }

    /// Tells it to end.
    pub(crate) fn end(&mut self) {
        let pid = rustix::process::Pid::from_raw(self.pid().try_into().unwrap()).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        assert!(self.child.wait().unwrap().success(), "it ends when it is told to");
    }

    /// What it leaves behind is one file, and sound.
    pub(crate) fn check_whole(&self) {
        let log = format!("{}-wal", self.store().display());
        assert!(!PathBuf::from(log).exists(), "the log is in the file");
        let store = rusqlite::Connection::open(self.store()).unwrap();
        let whole: String = store
            .query_row("PRAGMA integrity_check", (), |row| row.get(0))
            .unwrap();
        assert_eq!(whole, "ok");
    }

    async fn ready(&self) {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("{}/health", self.endpoint());
        while client.get(&url).send().await.is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(dir: &tempfile::TempDir, port: u16, functions: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-durable"));
    command
        .args(["start", "-q", "--port", &port.to_string()])
        .args(["--lambda-endpoint", functions, "--store"])
        .arg(dir.path().join("executions.db"))
        .current_dir(dir.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit());
    command.spawn().unwrap()
}
