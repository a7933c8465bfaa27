//! The function under load: an endpoint in this process, so that no SDK's cost is measured.
//!
//! What an invocation does stands in the function's name, so that its input need not be read: `steps-100` makes so
//! many checkpoints of one step each, `wait-3` waits so many seconds and then ends, `sleep-3` is the same and nobody
//! remembers when it should end, `callback-0` waits for a callback that is called like its execution.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};

use super::http::{self, Connection};
use super::measure::{self, Instant};

/// What a step returns: about what a small function's step does.
const RESULT_BYTES: usize = 200;

/// What every answer of `GetFunctionConfiguration` says.
const CONFIGURATION: &str = r#"{"FunctionName":"bench","Timeout":900,"DurableConfig":{"ExecutionTimeout":31622400,"RetentionPeriodInDays":1}}"#;
const SUCCEEDED: &str = r#"{"Status":"SUCCEEDED","Result":"\"done\""}"#;
const PENDING: &str = r#"{"Status":"PENDING"}"#;

/// The functions that one emulator calls.
pub(crate) struct Function {
    url: String,
    site: Arc<Site>,
}

struct Site {
    emulator: u16,
    idle: Mutex<Vec<Connection>>,
    ended: AtomicU64,
    asleep: AtomicU64,
    failed: AtomicU64,
    /// When the last invocation so far answered that its execution is over.
    last_end: Mutex<Instant>,
    waits: Mutex<HashMap<String, Wait>>,
}

/// A wait, in seconds since 1970.
#[derive(Clone, Copy, Default)]
pub(crate) struct Wait {
    /// When it should end.
    pub(crate) scheduled_at: f64,
    /// When the function was invoked again.
    pub(crate) invoked_at: Option<f64>,
}

impl Function {
    /// The functions of the emulator that listens, or will, on a port.
    pub(crate) async fn start(emulator: u16) -> Self {
        let site = Arc::new(Site {
            emulator,
            idle: Mutex::default(),
            ended: AtomicU64::new(0),
            asleep: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            last_end: Mutex::new(measure::now()),
            waits: Mutex::default(),
        });
        let router = Router::new()
            .route("/2015-03-31/functions/{name}/invocations", post(invoke))
            .route(
                "/2015-03-31/functions/{name}/configuration",
                get(async || CONFIGURATION),
            )
            .with_state(Arc::clone(&site));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
            let _ = stream.set_nodelay(true);
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, site }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// How many executions have ended as they should, by what their last invocation answered.
    pub(crate) fn ended(&self) -> u64 {
        self.site.ended.load(Ordering::SeqCst)
    }

    /// How many invocations have ended with a wait.
    pub(crate) fn asleep(&self) -> u64 {
        self.site.asleep.load(Ordering::SeqCst)
    }

    /// How many invocations came to nothing.
    pub(crate) fn failed(&self) -> u64 {
        self.site.failed.load(Ordering::SeqCst)
    }

    pub(crate) fn last_end(&self) -> Instant {
        *lock(&self.site.last_end)
    }

    /// The waits so far, by the ARN of their execution.
    pub(crate) fn take_waits(&self) -> HashMap<String, Wait> {
        std::mem::take(&mut lock(&self.site.waits))
    }
}

impl Site {
    async fn act(&self, name: &str, input: &[u8]) -> Option<&'static str> {
        let (act, number) = name.split_once('-')?;
        let number: u32 = number.parse().ok()?;
        let arn = http::text(input, "DurableExecutionArn")?;
        let token = http::text(input, "CheckpointToken")?;
        match act {
            "steps" => {
                let mut connection = self.connection();
                // A server that is killed between an answer and its record calls again.
                let done = u32::try_from(http::count(input, b"\"STEP\"")).ok()?;
                steps(&mut connection, arn, token, done..number).await?;
                lock(&self.idle).push(connection);
                Some(SUCCEEDED)
            }
            "wait" | "sleep" if http::find(input, b"\"WAIT\"").is_none() => {
                let mut connection = self.connection();
                let scheduled_at = wait(&mut connection, arn, token, number).await?;
                lock(&self.idle).push(connection);
                if act == "wait" {
                    let wait = Wait {
                        scheduled_at,
                        invoked_at: None,
                    };
                    lock(&self.waits).insert(arn.to_owned(), wait);
                }
                Some(PENDING)
            }
            "wait" | "sleep" if http::find(input, b"\"SUCCEEDED\"").is_none() => Some(PENDING),
            "wait" | "sleep" => {
                let invoked_at = Some(measure::unix_s());
                if let Some(wait) = lock(&self.waits).get_mut(arn) {
                    wait.invoked_at = wait.invoked_at.or(invoked_at);
                }
                Some(SUCCEEDED)
            }
            "callback" if http::find(input, b"\"CALLBACK\"").is_none() => {
                let mut connection = self.connection();
                callback(&mut connection, arn, token).await?;
                lock(&self.idle).push(connection);
                Some(PENDING)
            }
            "callback" if http::find(input, b"\"SUCCEEDED\"").is_none() => Some(PENDING),
            "callback" => Some(SUCCEEDED),
            _ => None,
        }
    }

    fn connection(&self) -> Connection {
        let idle = lock(&self.idle).pop();
        idle.unwrap_or_else(|| Connection::new(self.emulator))
    }
}

async fn invoke(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    input: Bytes,
) -> (StatusCode, &'static str) {
    let Some(answer) = site.act(&name, &input).await else {
        site.failed.fetch_add(1, Ordering::SeqCst);
        let error = r#"{"errorType":"Bench","errorMessage":"a checkpoint was not accepted"}"#;
        return (StatusCode::INTERNAL_SERVER_ERROR, error);
    };
    if answer == SUCCEEDED {
        *lock(&site.last_end) = measure::now();
        site.ended.fetch_add(1, Ordering::SeqCst);
    } else {
        site.asleep.fetch_add(1, Ordering::SeqCst);
    }
    (StatusCode::OK, answer)
}

fn checkpoint_path(arn: &str) -> String {
    format!("/2025-12-01/durable-executions/{}/checkpoint", http::segment(arn))
}

/// These steps, a checkpoint each; `None` if one was not accepted.
pub(crate) async fn steps(
    connection: &mut Connection,
    arn: &str,
    token: &str,
    steps: Range<u32>,
) -> Option<()> {
    use std::fmt::Write as _;

    let path = checkpoint_path(arn);
    let result = "x".repeat(RESULT_BYTES);
    let mut token = token.to_owned();
    let mut body = String::new();
    for step in steps {
        body.clear();
        write!(
            body,
            r#"{{"CheckpointToken":"{token}","ClientToken":"{step:032x}","Updates":[{{"Id":"{step:064x}","Type":"STEP","Action":"START","Name":"step","SubType":"Step"}},{{"Id":"{step:064x}","Type":"STEP","Action":"SUCCEED","Name":"step","SubType":"Step","Payload":"\"{result}\""}}]}}"#
        )
        .ok()?;
        let answer = connection.post(&path, body.as_bytes()).await.ok()?;
        if !answer.is_success() {
            return None;
        }
        token.clear();
        token.push_str(http::text(answer.body, "CheckpointToken")?);
    }
    Some(())
}

/// Begins a wait; when it should end.
async fn wait(connection: &mut Connection, arn: &str, token: &str, seconds: u32) -> Option<f64> {
    let body = format!(
        r#"{{"CheckpointToken":"{token}","Updates":[{{"Id":"wait","Type":"WAIT","Action":"START","Name":"wait","SubType":"Wait","WaitOptions":{{"WaitSeconds":{seconds}}}}}]}}"#
    );
    let answer = connection
        .post(&checkpoint_path(arn), body.as_bytes())
        .await
        .ok()?;
    if answer.is_success() {
        http::number(answer.body, "ScheduledEndTimestamp")
    } else {
        None
    }
}

/// Opens a callback.
async fn callback(connection: &mut Connection, arn: &str, token: &str) -> Option<()> {
    let name = arn.rsplit('/').nth(1)?;
    let body = format!(
        r#"{{"CheckpointToken":"{token}","Updates":[{{"Id":"callback","Type":"CALLBACK","Action":"START","Name":"{name}","SubType":"Callback","CallbackOptions":{{"TimeoutSeconds":2592000}}}}]}}"#
    );
    let answer = connection
        .post(&checkpoint_path(arn), body.as_bytes())
        .await
        .ok()?;
    answer.is_success().then_some(())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no panic")
}
