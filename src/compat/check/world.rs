//! What a check holds: the way to its target, and the functions that the target calls. Whatever is said is kept for
//! the report.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use serde_json::{Value, json};

use super::exchange::{Answer, Exchange, Request};
use super::guests::{Guests, Inbox, Invocation};
use super::run::Run;
use super::shape;
use super::target::Target;

/// How long an answer, a call or a change may take. A machine that builds meanwhile takes its time.
pub const PATIENCE: Duration = Duration::from_secs(15);
/// Between two looks at something that changes by itself.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Exchanges that a check keeps: the last ones.
const MOST_KEPT: usize = 40;

pub const FUNCTIONS: &str = "/2015-03-31/functions";
pub const DURABLE: &str = "/2025-12-01";

/// Why a check ends before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The target does not do what the contract says.
    Differs(String),
    /// The target cannot be asked.
    CannotRun(String),
}

/// How a check ends.
pub type Verdict = Result<(), Stop>;

/// That something differs.
pub fn differs<T>(what: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Differs(what.into()))
}

/// That something must hold.
pub fn holds(holds: bool, rule: impl Into<String>) -> Verdict {
    if holds { Ok(()) } else { differs(rule) }
}

/// That JSON has a shape (see [`shape`]).
pub fn is(actual: &Value, expected: &Value) -> Verdict {
    shape::differs(expected, actual).map_or(Ok(()), differs)
}

/// One check's.
#[derive(Debug)]
pub struct World<'a> {
    pub target: &'a Target,
    pub(super) http: &'a reqwest::Client,
    guests: &'a Guests,
    /// Nobody else's name, on this target or another.
    pub key: String,
    count: AtomicU32,
    kept: Mutex<Vec<Exchange>>,
}

impl<'a> World<'a> {
    pub fn new(target: &'a Target, http: &'a reqwest::Client, guests: &'a Guests, key: String) -> Self {
        Self {
            target,
            http,
            guests,
            key,
            count: AtomicU32::new(0),
            kept: Mutex::default(),
        }
    }

    /// One more name that nobody has.
    pub fn name(&self) -> String {
        format!("{}-{}", self.key, self.count.fetch_add(1, Ordering::Relaxed))
    }

    pub fn call(&self, method: Method, path: impl Into<String>) -> Request<'_> {
        Request::new(self, method, path.into())
    }

    pub async fn get(&self, path: impl Into<String>) -> Result<Answer, Stop> {
        self.call(Method::GET, path).send().await
    }

    pub async fn post(&self, path: impl Into<String>, body: &Value) -> Result<Answer, Stop> {
        self.call(Method::POST, path).json(body).send().await
    }

    /// What `/start-durable-execution` takes, for a function of this name (contract 1.13).
    pub fn start_input(&self, function: &str) -> Value {
        json!({
            "AccountId": "123456789012",
            "FunctionName": function,
            "FunctionQualifier": "$LATEST",
            "ExecutionName": self.name(),
            "ExecutionTimeoutSeconds": 300,
            "ExecutionRetentionPeriodDays": 7,
            "Input": "{\"from\":\"check\"}",
            "LambdaEndpoint": self.target.functions,
        })
    }

    /// Starts an execution of a function that only this check has, and waits until it is called.
    pub async fn start(&self) -> Result<Run<'_>, Stop> {
        self.start_with(json!({})).await
    }

    /// The same, with some of what starts it changed.
    pub async fn start_with(&self, changes: Value) -> Result<Run<'_>, Stop> {
        let function = self.name();
        let inbox = self.inbox(&function);
        let mut input = self.start_input(&function);
        if let (Some(input), Value::Object(changes)) = (input.as_object_mut(), changes) {
            input.extend(changes);
        }
        let answer = self.post("/start-durable-execution", &input).await?;
        let told = answer.has(201)?.json();
        let Some(arn) = told.get("ExecutionArn").and_then(Value::as_str) else {
            return differs("the answer to a start has no ExecutionArn");
        };
        let mut run = Run::new(self, arn, inbox);
        run.next().await?;
        Ok(run)
    }

    /// The calls under a key (see [`Guests::inbox`]).
    pub fn inbox(&self, key: &str) -> Inbox {
        self.guests.inbox(key)
    }

    /// The next call; that there is none differs.
    pub async fn called(&self, inbox: &mut Inbox, what: &str) -> Result<Invocation, Stop> {
        match tokio::time::timeout(PATIENCE, inbox.next()).await {
            Ok(Some(invocation)) => Ok(invocation),
            Ok(None) | Err(_) => differs(format!("{what} is not invoked within {} s", PATIENCE.as_secs())),
        }
    }

    /// Looks until it is so.
    pub async fn until<T>(
        &self,
        what: &str,
        mut look: impl AsyncFnMut() -> Result<Option<T>, Stop>,
    ) -> Result<T, Stop> {
        let looking = async {
            loop {
                if let Some(found) = look().await? {
                    return Ok(found);
                }
                tokio::time::sleep(LOOK_EVERY).await;
            }
        };
        let late = || differs(format!("{what}: not within {} s", PATIENCE.as_secs()));
        tokio::time::timeout(PATIENCE, looking)
            .await
            .unwrap_or_else(|_| late())
    }

    /// The target's own functions, `compat-durable` and the others, must be known to it.
    pub fn needs_functions(&self) -> Verdict {
        if self.target.has_functions {
            return Ok(());
        }
        Err(Stop::CannotRun(
            "it needs functions that the target knows by name; they are there in targets that `check` starts"
                .to_owned(),
        ))
    }

    /// What was said; the last of it.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn keep(&self, exchange: Exchange) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == MOST_KEPT {
            kept.remove(0);
        }
        kept.push(exchange);
    }
}

/// Text as one segment of a path, or as the value of a query: as SDKs encode it.
pub fn encode(text: &str) -> String {
    const SET: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    utf8_percent_encode(text, SET).to_string()
}

/// The path of an execution, or of a part of it.
pub fn execution(arn: &str, verb: &str) -> String {
    let slash = if verb.is_empty() || verb.starts_with('?') {
        ""
    } else {
        "/"
    };
    format!("{DURABLE}/durable-executions/{}{slash}{verb}", encode(arn))
}

/// The path of a callback.
pub fn callback(id: &str, verb: &str) -> String {
    format!("{DURABLE}/durable-execution-callbacks/{}/{verb}", encode(id))
}
