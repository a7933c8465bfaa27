//! The servers that are measured, each a process of its own; it ends with its value here.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::function::Function;
use super::http::{self, Connection};
use super::measure::{self, Instant};
use super::official::Official;

/// The program that is measured.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_cargo-durable");
/// How long a server may take until it answers.
const READY_LIMIT: Duration = Duration::from_secs(30);

/// What is measured: the columns of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Subject {
    /// Our emulator, with a store on disk.
    Here,
    OfficialMemory,
    OfficialSqlite,
    /// Axum and SQLite, and nothing between.
    Floor,
}

impl Subject {
    pub(crate) const ALL: [Self; 4] = [
        Self::Here,
        Self::OfficialMemory,
        Self::OfficialSqlite,
        Self::Floor,
    ];

    pub(crate) const fn is_official(self) -> bool {
        matches!(self, Self::OfficialMemory | Self::OfficialSqlite)
    }
}

/// A server and the functions that it calls.
pub(crate) struct Server {
    child: Child,
    port: u16,
    pub(crate) function: Function,
    pub(crate) spawned_at: Instant,
    pub(crate) ready_after: Duration,
}

impl Server {
    /// Starts one whose store is in a directory; `None` if it is not installed.
    pub(crate) async fn start(subject: Subject, folder: &Path, official: Option<&Official>) -> Option<Self> {
        let port = free_port();
        let function = Function::start(port).await;
        let command = match subject {
            Subject::Here => here(folder, port, function.url()),
            Subject::OfficialMemory => official?.server(port, function.url(), None),
            Subject::OfficialSqlite => official?.server(port, function.url(), Some(folder)),
            Subject::Floor => floor(folder, port),
        };
        Some(Self::spawn(command, port, function).await)
    }

    /// Starts ours in a directory that declares functions.
    pub(crate) async fn start_declared(folder: &Path) -> Self {
        let port = free_port();
        let function = Function::start(port).await;
        let command = here(folder, port, function.url());
        Self::spawn(command, port, function).await
    }

    async fn spawn(mut command: Command, port: u16, function: Function) -> Self {
        let spawned_at = measure::now();
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let mut server = Self {
            child,
            port,
            function,
            spawned_at,
            ready_after: Duration::ZERO,
        };
        let mut connection = server.connection();
        while !connection
            .get("/health")
            .await
            .is_ok_and(|answer| answer.is_success())
        {
            assert!(
                spawned_at.elapsed() < READY_LIMIT,
                "the server does not answer: {command:?}"
            );
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        server.ready_after = spawned_at.elapsed();
        server
    }

    pub(crate) const fn connection(&self) -> Connection {
        Connection::new(self.port)
    }

    pub(crate) fn cpu(&self) -> Duration {
        measure::cpu(self.child.id())
    }

    pub(crate) fn memory_mb(&self) -> f64 {
        measure::memory_mb(self.child.id(), "VmRSS")
    }

    pub(crate) fn peak_memory_mb(&self) -> f64 {
        measure::memory_mb(self.child.id(), "VmHWM")
    }

    /// Starts an execution; its ARN.
    pub(crate) async fn begin(connection: &mut Connection, function: &str, name: &str) -> Option<String> {
        let body = format!(
            r#"{{"AccountId":"123456789012","FunctionName":"{function}","FunctionQualifier":"$LATEST","ExecutionName":"{name}","ExecutionTimeoutSeconds":31622400,"ExecutionRetentionPeriodDays":1,"Input":"{{}}"}}"#
        );
        let answer = connection
            .post("/start-durable-execution", body.as_bytes())
            .await
            .ok()?;
        if answer.is_success() {
            http::text(answer.body, "ExecutionArn").map(str::to_owned)
        } else {
            None
        }
    }

    /// Whether an execution has succeeded.
    pub(crate) async fn has_succeeded(connection: &mut Connection, arn: &str) -> bool {
        let path = format!("/2025-12-01/durable-executions/{}", http::segment(arn));
        let answer = connection.get(&path).await;
        answer.is_ok_and(|answer| http::text(answer.body, "Status") == Some("SUCCEEDED"))
    }
}

impl Drop for Server {
    /// `kill -9`: a store that is opened again has been left in the middle of things.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn here(folder: &Path, port: u16, function: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .args(["start", "-q", "--port", &port.to_string()])
        .args(["--lambda-endpoint", function, "--store"])
        .arg(folder.join("executions.db"))
        .current_dir(folder);
    command
}

/// This program again.
fn floor(folder: &Path, port: u16) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command
        .arg("floor")
        .arg(folder.join("floor.db"))
        .arg(port.to_string());
    command
}

/// The size of the program in MB.
#[expect(clippy::cast_precision_loss, reason = "megabytes with one digit")]
pub(crate) fn binary_mb() -> f64 {
    std::fs::metadata(PROGRAM).map_or(0.0, |file| file.len() as f64 / 1e6)
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}
