//! How load is made: executions started, and followed to their end.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::future::join_all;

use super::function;
use super::measure::{self, Instant};
use super::process::Server;

/// Connections on which executions are started.
const STARTERS: u64 = 32;
/// How often to see whether all have ended.
const LOOK_EVERY: Duration = Duration::from_millis(1);
/// How long after its last invocation an execution may take to be over.
const SETTLE: Duration = Duration::from_secs(20);

/// Why something could not be measured.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    /// It is not installed.
    Absent,
    /// There is no time for it.
    Skipped,
    /// It took longer than this.
    Over(Duration),
    Broke(String),
}

/// Gives up when the time is over.
pub(crate) async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    tokio::time::timeout(limit, work)
        .await
        .unwrap_or(Err(Failure::Over(limit)))
}

/// Starts so many executions as fast as it goes; their ARNs, in order.
pub(crate) async fn begin(
    server: &Server,
    function: &str,
    prefix: &str,
    count: u64,
) -> Result<Vec<String>, Failure> {
    let next = AtomicU64::new(0);
    let starters = (0..STARTERS.min(count)).map(async |_| {
        let mut connection = server.connection();
        let mut begun = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return Ok(begun);
            }
            let name = format!("{prefix}-{number:06}");
            let arn = Server::begin(&mut connection, function, &name).await;
            begun.push((
                number,
                arn.ok_or_else(|| Failure::Broke("starts fail".to_owned()))?,
            ));
        }
    });
    let begun: Result<Vec<Vec<_>>, Failure> = join_all(starters).await.into_iter().collect();
    let mut begun: Vec<(u64, String)> = begun?.into_iter().flatten().collect();
    begun.sort_unstable();
    Ok(begun.into_iter().map(|(_, arn)| arn).collect())
}

/// Waits until so many executions have ended since the server was started.
pub(crate) async fn until_ended(server: &Server, count: u64) -> Result<(), Failure> {
    until(server, || server.function.ended() >= count).await
}

/// Waits until so many wait since the server was started.
pub(crate) async fn until_asleep(server: &Server, count: u64) -> Result<(), Failure> {
    until(server, || server.function.asleep() >= count).await
}

async fn until(server: &Server, is_so: impl Fn() -> bool) -> Result<(), Failure> {
    while !is_so() {
        if server.function.failed() > 0 {
            return Err(Failure::Broke("checkpoints fail".to_owned()));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(())
}

/// Starts so many executions at once, and waits for their end; how long that took.
pub(crate) async fn run(
    server: &Server,
    function: &str,
    prefix: &str,
    count: u64,
) -> Result<(Duration, Vec<String>), Failure> {
    let (before, begun_at) = (server.function.ended(), measure::now());
    let arns = begin(server, function, prefix, count).await?;
    until_ended(server, before + count).await?;
    Ok((server.function.last_end() - begun_at, arns))
}

/// How many of these have not succeeded, and will not.
pub(crate) async fn unsuccessful(server: &Server, arns: &[String]) -> usize {
    let deadline = measure::now() + SETTLE;
    let mut connection = server.connection();
    let mut missing = 0;
    for arn in arns {
        while !Server::has_succeeded(&mut connection, arn).await {
            if measure::now() > deadline {
                missing += 1;
                break;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
    missing
}

/// So many streams of checkpoints at once, to a server that asks for no execution; how long.
pub(crate) async fn streams(server: &Server, at_once: u64, steps: u32) -> Duration {
    let begun_at: Instant = measure::now();
    let streams: Vec<_> = (0..at_once)
        .map(|_| {
            let mut connection = server.connection();
            tokio::spawn(async move { function::steps(&mut connection, "x", "token", 0..steps).await })
        })
        .collect();
    for stream in streams {
        let done = stream.await.expect("a stream does not panic");
        done.expect("the floor accepts checkpoints");
    }
    begun_at.elapsed()
}

/// A number with a comma between its thousands.
pub(crate) fn thousands(count: u64) -> String {
    match count {
        0..1_000 => count.to_string(),
        _ => format!("{},{:03}", thousands(count / 1_000), count % 1_000),
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of executions")]
pub(crate) const fn float(count: u64) -> f64 {
    count as f64
}
