//! What a check holds: the way to its target, and the functions that the target calls. Whatever is said is kept for
//! the report.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde::Serialize;
use serde_json::{Value, json};

use super::guests::{Guests, Inbox, Invocation};
use super::run::Run;
use super::shape;
use super::target::Target;

/// How long an answer, a call or a change may take. A machine that builds meanwhile takes its time.
pub const PATIENCE: Duration = Duration::from_secs(15);
/// Between two looks at something that changes by itself.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Of a body, what a report shows.
const MOST_SHOWN: usize = 2000;
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

/// A request and its answer, as a report shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Exchange {
    pub request: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub request_body: String,
    pub status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_type: Option<String>,
    pub body: String,
}

/// What the target said.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    request: String,
}

impl Answer {
    /// A header's text; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The body as JSON; `null` if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// It has this status.
    pub fn has(&self, status: u16) -> Result<&Self, Stop> {
        if self.status == status {
            return Ok(self);
        }
        differs(format!(
            "{} is answered with {} {}: {status} is expected",
            request_kind(&self.request),
            self.status,
            brief(&self.body)
        ))
    }

    /// It has this status, and its body this shape.
    pub fn is(&self, status: u16, expected: &Value) -> Result<Value, Stop> {
        let body = self.has(status)?.json();
        is(&body, expected)?;
        Ok(body)
    }

    /// It is an error: status, header, and message wherever that stands (contract 7.3). `~` begins a part of it.
    pub fn refused(&self, status: u16, exception: &str, message: &str) -> Verdict {
        let body = self.has(status)?.json();
        let kind = self.header("x-amzn-errortype");
        if kind != exception {
            let kind = if kind.is_empty() {
                "no x-amzn-ErrorType"
            } else {
                kind
            };
            return differs(format!(
                "{} is refused with {kind}: {exception} is expected",
                request_kind(&self.request)
            ));
        }
        let text = body.get("message").or_else(|| body.get("Message"));
        let text = text.cloned().unwrap_or_default();
        match shape::differs(&json!(message), &text) {
            None => Ok(()),
            Some(_) => differs(format!("the message is {text}: {message:?} is expected")),
        }
    }
}

/// A request in the making.
#[must_use]
pub struct Request<'a> {
    world: &'a World<'a>,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request<'_> {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.bytes(body.to_string())
    }

    pub fn bytes(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Sends it. Who hangs up, or says nothing, differs.
    pub async fn send(self) -> Result<Answer, Stop> {
        let request = format!("{} {}", self.method, self.path);
        let mut call = self
            .world
            .http
            .request(self.method, format!("{}{}", self.world.target.url, self.path))
            .timeout(PATIENCE * 2)
            .header("content-type", "application/json");
        for (name, value) in &self.headers {
            call = call.header(name, value);
        }
        let answered = async {
            let response = call.body(self.body.clone()).send().await?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let body = response.bytes().await?.to_vec();
            Ok::<_, reqwest::Error>(Answer {
                status,
                headers,
                body,
                request: request.clone(),
            })
        };
        match answered.await {
            Ok(answer) => {
                self.world.keep(&answer, &self.body);
                Ok(answer)
            }
            Err(error) => differs(format!("{request} is not answered: {}", root(&error))),
        }
    }
}

/// The innermost cause: what HTTP clients wrap says nothing.
fn root(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// One check's.
#[derive(Debug)]
pub struct World<'a> {
    pub target: &'a Target,
    http: &'a reqwest::Client,
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
        Request {
            world: self,
            method,
            path: path.into(),
            headers: Vec::new(),
            body: Vec::new(),
        }
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
        self.called_within(inbox, what, PATIENCE).await
    }

    /// The same, where the target may take its time.
    pub async fn called_within(
        &self,
        inbox: &mut Inbox,
        what: &str,
        patience: Duration,
    ) -> Result<Invocation, Stop> {
        match tokio::time::timeout(patience, inbox.next()).await {
            Ok(Some(invocation)) => Ok(invocation),
            Ok(None) | Err(_) => differs(format!("{what} is not invoked within {} s", patience.as_secs())),
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

    fn keep(&self, answer: &Answer, body: &[u8]) {
        let kind = answer.header("x-amzn-errortype");
        let exchange = Exchange {
            request: answer.request.clone(),
            request_body: shown(body),
            status: answer.status,
            error_type: (!kind.is_empty()).then(|| kind.to_owned()),
            body: shown(&answer.body),
        };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == MOST_KEPT {
            kept.remove(0);
        }
        kept.push(exchange);
    }
}

/// A body, as much as a line shows.
fn brief(body: &[u8]) -> String {
    const MOST: usize = 200;
    let text = String::from_utf8_lossy(body);
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into_owned(),
    }
}

/// A request without what is different for every run: a part of its path that is longer than any word of the API's.
pub fn request_kind(request: &str) -> String {
    const LONGEST_WORD: usize = 32;
    const ENDS: [char; 5] = ['/', '?', '=', '&', ' '];
    let words = request.split_inclusive(ENDS);
    words
        .map(|word| {
            let bare = word.trim_end_matches(ENDS);
            if bare.len() > LONGEST_WORD {
                word.replace(bare, "…")
            } else {
                word.to_owned()
            }
        })
        .collect()
}

/// A body, as much as a report shows.
fn shown(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], body.len()),
        None => text.into_owned(),
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
