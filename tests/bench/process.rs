//! The processes that are measured: their CPU time, their memory, how soon they are ready.

use std::future::Future;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const EMULATOR: &str = env!("CARGO_BIN_EXE_cargo-durable");
/// The kernel counts CPU time in hundredths of a second.
const TICKS_PER_SECOND: u32 = 100;

/// A server in a process of its own; it ends with this value.
pub(crate) struct Server {
    child: Child,
    port: u16,
    pub(crate) ready_after: Duration,
}

/// What something cost a server.
pub(crate) struct Cost {
    pub(crate) cpu: Duration,
    pub(crate) wall: Duration,
}

impl Server {
    /// Our emulator, with a store on disk.
    pub(crate) async fn emulator(folder: &Path, function: &str) -> Self {
        let port = free_port();
        let mut command = Command::new(EMULATOR);
        command
            .args([
                "start",
                "-q",
                "--port",
                &port.to_string(),
                "--lambda-endpoint",
                function,
                "--store",
            ])
            .arg(folder.join("executions.db"))
            .current_dir(folder);
        Self::start(command, port).await
    }

    /// The floor: this program again.
    pub(crate) async fn floor(folder: &Path) -> Self {
        let port = free_port();
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command
            .arg("floor")
            .arg(folder.join("floor.db"))
            .arg(port.to_string());
        Self::start(command, port).await
    }

    async fn start(mut command: Command, port: u16) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
        let begun = Instant::now();
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("the server starts");
        let mut server = Self {
            child,
            port,
            ready_after: Duration::ZERO,
        };
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        while client
            .get(format!("{}/health", server.url()))
            .send()
            .await
            .is_err()
        {
            assert!(
                begun.elapsed() < Duration::from_secs(10),
                "the server does not answer"
            );
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        server.ready_after = begun.elapsed();
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What this work costs the server.
    pub(crate) async fn measure(&self, work: impl Future<Output = ()>) -> Cost {
        let before = self.cpu();
        #[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
        let begun = Instant::now();
        work.await;
        Cost {
            wall: begun.elapsed(),
            cpu: self.cpu().saturating_sub(before),
        }
    }

    /// User and system time so far; zero where the system does not tell it this way.
    fn cpu(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        let ticks: u32 = after_name
            .split_whitespace()
            .skip(11)
            .take(2)
            .filter_map(|field| field.parse::<u32>().ok())
            .sum();
        Duration::from_secs(1) * ticks / TICKS_PER_SECOND
    }

    /// Resident memory.
    pub(crate) fn memory_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .unwrap_or_default();
        let kb: f64 = line
            .split_whitespace()
            .nth(1)
            .and_then(|kb| kb.parse().ok())
            .unwrap_or_default();
        kb / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The size of the program.
#[expect(clippy::cast_precision_loss, reason = "megabytes with one digit")]
pub(crate) fn binary_mb() -> f64 {
    std::fs::metadata(EMULATOR).map_or(0.0, |file| file.len() as f64 / 1e6)
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}
