//! A function behind somebody else's Invoke API: SAM, the runtime interface emulator, another emulator.

use std::collections::HashMap;
use std::error::Error as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::execution::catalog::LATEST;
use crate::execution::{DurableConfig, ErrorObject, FunctionInfo, Timestamp, limits};
use crate::wire::function_error::TIMED_OUT;

use super::Now;
use super::local::Call;

mod said;

pub(super) use said::Said;
use said::is_resource_not_found;

/// The function of a runtime interface emulator is always called this, and it runs one invocation at a time.
const RIE_FUNCTION: &str = "function";
/// What is added to a function's own timeout before we stop to wait: its start may be counted apart.
const MARGIN: Duration = Duration::from_mins(1);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a question about a function may take, and how long its answer is believed.
const DESCRIBE_TIMEOUT: Duration = Duration::from_secs(5);
const BELIEVED_MS: i64 = 5_000;
/// Entries of the two maps, beyond which they are swept.
const MAX_KNOWN: usize = 1024;
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// An answer, and when it was given.
struct Known {
    at: Timestamp,
    info: Option<FunctionInfo>,
}

/// The caller of foreign endpoints.
pub(super) struct Endpoints {
    /// For `http`, without the system's certificates: to read them takes longer than all else of a start.
    plain: reqwest::Client,
    /// For `https`, from the first call on.
    secure: Mutex<Option<reqwest::Client>>,
    concurrency: usize,
    now: Now,
    places: Mutex<HashMap<String, Arc<Semaphore>>>,
    /// By endpoint and function.
    known: Mutex<HashMap<(String, String), Known>>,
}

impl Endpoints {
    /// `concurrency` is the bound of each endpoint.
    pub(super) fn new(concurrency: usize, now: Now) -> Result<Self, reqwest::Error> {
        Ok(Self {
            plain: builder().tls_certs_only([]).build()?,
            secure: Mutex::default(),
            concurrency: concurrency.max(1),
            now,
            places: Mutex::default(),
            known: Mutex::default(),
        })
    }

    /// Calls a function once.
    pub(super) async fn invoke(&self, base: &str, function: &str, call: &Call, durable: bool) -> Said {
        let _place = self.place(base, function).await;
        let url = invocations_url(base, function, &call.version);
        let limit = Duration::from_secs(call.timeout_s.into()) + MARGIN;
        let client = match self.client(&url) {
            Ok(client) => client,
            Err(error) => return unreachable(&url, &error),
        };
        let mut request = client
            .post(&url)
            .header("content-type", "application/json")
            .header("x-amz-invocation-type", "RequestResponse")
            .timeout(limit)
            .body(call.body.clone());
        if durable {
            // Tells the handler's invocation from the start of an execution (contract 3.1).
            request = request.header("x-dex-handler-invoke", "true");
        }
        if let Some(tenant) = &call.tenant {
            request = request.header("x-amz-tenant-id", tenant.as_str());
        }
        if let Some(trace) = &call.trace {
            request = request.header("x-amzn-trace-id", trace);
        }
        match exchange(request).await {
            Ok((status, _, body)) if function == RIE_FUNCTION && said::is_nothing(status, &body) => {
                said::exited(call.request_id.as_str())
            }
            Ok((status, headers, body)) => said::read(&url, status, &headers, body),
            Err(Failure::TooLarge) => Said::Broke(ErrorObject::new(
                "Function.ResponseSizeTooLarge",
                format!("`{url}` answered more than {} bytes", limits::REQUEST_BODY_BYTES),
            )),
            Err(Failure::Http(error)) if error.is_timeout() && !error.is_connect() => {
                Said::Broke(ErrorObject::new(
                    TIMED_OUT,
                    format!("`{url}` did not answer within {} seconds", limit.as_secs()),
                ))
            }
            Err(Failure::Http(error)) => unreachable(&url, &error),
        }
    }

    fn client(&self, url: &str) -> Result<reqwest::Client, reqwest::Error> {
        if !url
            .get(..6)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"))
        {
            return Ok(self.plain.clone());
        }
        let mut secure = lock(&self.secure);
        if let Some(client) = &*secure {
            return Ok(client.clone());
        }
        Ok(secure.insert(builder().build()?).clone())
    }

    /// What an endpoint knows of a function. An endpoint without this route is believed to run any function,
    /// and durable ones at that; one that is not there runs none.
    pub(super) async fn describe(&self, base: &str, function: &str) -> Option<FunctionInfo> {
        let key = (base.to_owned(), function.to_owned());
        let now = (self.now)();
        if let Some(known) = lock(&self.known).get(&key)
            && now.millis_since(known.at) < BELIEVED_MS
        {
            return known.info.clone();
        }
        let url = format!("{}/configuration", function_url(base, function));
        let request = self.client(&url).ok()?.get(&url).timeout(DESCRIBE_TIMEOUT);
        let (status, headers, body) = exchange(request).await.ok()?;
        let info = if status.is_success() {
            serde_json::from_slice::<Configuration>(&body)
                .ok()
                .map(Configuration::info)
        } else if is_resource_not_found(&headers, &body) {
            None
        } else {
            Some(Configuration::default().into_durable())
        };
        let mut known = lock(&self.known);
        if known.len() >= MAX_KNOWN {
            known.clear();
        }
        let answer = Known {
            at: now,
            info: info.clone(),
        };
        known.insert(key, answer);
        info
    }

    /// Waits for the right to call an endpoint.
    async fn place(&self, base: &str, function: &str) -> OwnedSemaphorePermit {
        let bound = if function == RIE_FUNCTION {
            1
        } else {
            self.concurrency
        };
        let key = format!("{} {bound}", base.trim_end_matches('/'));
        let semaphore = {
            let mut places = lock(&self.places);
            if places.len() >= MAX_KNOWN {
                places.retain(|_, semaphore| Arc::strong_count(semaphore) > 1);
            }
            let semaphore = places
                .entry(key)
                .or_insert_with(|| Arc::new(Semaphore::new(bound)));
            Arc::clone(semaphore)
        };
        semaphore
            .acquire_owned()
            .await
            .expect("the places of an endpoint are never closed")
    }
}

fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .no_proxy()
        .tcp_nodelay(true)
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
}

fn unreachable(url: &str, error: &reqwest::Error) -> Said {
    Said::Broke(ErrorObject::new(
        "EndpointUnreachable",
        format!("cannot call `{url}`: {}", cause(error)),
    ))
}

enum Failure {
    Http(reqwest::Error),
    TooLarge,
}

/// Sends a request and reads the answer to its end, within bounds.
async fn exchange(request: RequestBuilder) -> Result<(StatusCode, HeaderMap, Vec<u8>), Failure> {
    let response: Response = request.send().await.map_err(Failure::Http)?;
    let (status, headers) = (response.status(), response.headers().clone());
    let mut chunks = response.bytes_stream();
    let mut body = Vec::new();
    while let Some(chunk) = chunks.next().await {
        body.extend_from_slice(&chunk.map_err(Failure::Http)?);
        if body.len() > limits::REQUEST_BODY_BYTES {
            return Err(Failure::TooLarge);
        }
    }
    Ok((status, headers, body))
}

/// The part of `GetFunctionConfiguration` that executions care about.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    timeout: Option<u32>,
    memory_size: Option<u32>,
    runtime: Option<String>,
    handler: Option<String>,
    durable_config: Option<Durable>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase")]
struct Durable {
    execution_timeout: Option<u32>,
    retention_period_in_days: Option<u32>,
}

impl Configuration {
    fn info(self) -> FunctionInfo {
        FunctionInfo {
            durable: self.durable_config.map(|config| DurableConfig {
                execution_timeout_s: config
                    .execution_timeout
                    .unwrap_or(DurableConfig::DEFAULT.execution_timeout_s),
                retention_days: config
                    .retention_period_in_days
                    .or(DurableConfig::DEFAULT.retention_days),
                timeout_configured: config.execution_timeout.is_some(),
            }),
            timeout_s: self.timeout.unwrap_or(limits::MAX_FUNCTION_TIMEOUT_S),
            memory_mb: self.memory_size.unwrap_or(super::function::DEFAULT_MEMORY_MB),
            runtime: self.runtime,
            handler: self.handler,
            aliases: std::collections::BTreeMap::new(),
        }
    }

    fn into_durable(self) -> FunctionInfo {
        FunctionInfo {
            durable: Some(DurableConfig::DEFAULT),
            ..self.info()
        }
    }
}

fn function_url(base: &str, function: &str) -> String {
    let name = utf8_percent_encode(function, SEGMENT);
    format!("{}/2015-03-31/functions/{name}", base.trim_end_matches('/'))
}

/// The official emulator's form: a qualifier is part of the name, `$LATEST` is not said (contract 3.1).
fn invocations_url(base: &str, function: &str, version: &str) -> String {
    // A runtime emulator answers to one name only.
    let qualified = match version {
        LATEST => function.to_owned(),
        _ if function == RIE_FUNCTION => function.to_owned(),
        version => format!("{function}:{version}"),
    };
    format!("{}/invocations", function_url(base, &qualified))
}

/// The last cause is the one that says what happened: `Connection refused`.
fn cause(error: &reqwest::Error) -> String {
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    if error.source().is_none() {
        return error.to_string();
    }
    deepest.to_string()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_the_official_emulators() {
        let url = |function, version| invocations_url("http://h:1/", function, version);
        assert_eq!(
            url("fn", "$LATEST"),
            "http://h:1/2015-03-31/functions/fn/invocations"
        );
        assert_eq!(
            url("fn", "1"),
            "http://h:1/2015-03-31/functions/fn%3A1/invocations"
        );
        assert_eq!(
            url("function", "1"),
            "http://h:1/2015-03-31/functions/function/invocations"
        );
    }
}
