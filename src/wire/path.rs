//! Paths, headers and their encoding (contract 1.2, 1.12).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Where an `invoke` brings its functions and holds a lease (decisions 19). Ours alone.
pub const LEASES: &str = "/durable/leases";

/// Every durable API.
pub const DURABLE: &str = "/2025-12-01";
/// Invoke and the function APIs.
pub const LAMBDA: &str = "/2015-03-31";
/// Function URLs.
pub const FUNCTION_URL: &str = "/2021-10-31";
/// The official emulator's own way to start an execution.
pub const START: &str = "/start-durable-execution";
/// Where functions are called.
pub const LAMBDA_ENDPOINT: &str = "/lambda-endpoint";
/// Whether the emulator answers.
pub const HEALTH: &str = "/health";
/// The official emulator's metrics.
pub const METRICS: &str = "/metrics";
/// Ours: history as it happens.
pub const EVENTS: &str = "/durable/events";
/// Ours: open callbacks.
pub const CALLBACKS: &str = "/durable/callbacks";
/// Ours: executions by the beginning of their id, and the last one.
pub const FOUND: &str = "/durable/executions";

/// Ours: what functions printed for an execution.
pub const LOGS: &str = "/durable/logs";

/// `RequestResponse`, `Event` or `DryRun`.
pub const INVOCATION_TYPE: &str = "x-amz-invocation-type";
/// `None` or `Tail`.
pub const LOG_TYPE: &str = "x-amz-log-type";
/// The name of an execution to be started.
pub const EXECUTION_NAME: &str = "x-amz-durable-execution-name";
/// The execution that an Invoke started or found.
pub const EXECUTION_ARN: &str = "x-amz-durable-execution-arn";
/// The tenant for whom a function runs.
pub const TENANT: &str = "x-amz-tenant-id";
/// The trace that a request belongs to.
pub const TRACE: &str = "x-amzn-trace-id";
/// The version that ran.
pub const EXECUTED_VERSION: &str = "x-amz-executed-version";
/// Present if the function failed.
pub const FUNCTION_ERROR: &str = "x-amz-function-error";
/// On every answer.
pub const REQUEST_ID: &str = "x-amzn-requestid";

/// What the official SDKs leave as it is in a path segment; everything else is escaped.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Escapes text for one path segment or one query value.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// Undoes [`encode`], once; `+` stays a plus. `None` if what comes out is no UTF-8.
pub fn decode(text: &str) -> Option<String> {
    percent_decode_str(text)
        .decode_utf8()
        .ok()
        .map(std::borrow::Cow::into_owned)
}

/// An execution, or with `verb` something of it.
pub fn execution(arn: &str, verb: Option<&str>) -> String {
    let arn = encode(arn);
    match verb {
        Some(verb) => format!("{DURABLE}/durable-executions/{arn}/{verb}"),
        None => format!("{DURABLE}/durable-executions/{arn}"),
    }
}

/// The executions of all functions: the official emulator's route.
pub fn executions() -> String {
    format!("{DURABLE}/durable-executions")
}

/// The executions of one function.
pub fn executions_of(function: &str) -> String {
    format!("{DURABLE}/functions/{}/durable-executions", encode(function))
}

/// What is said of a callback.
pub fn callback(id: &str, verb: &str) -> String {
    format!("{DURABLE}/durable-execution-callbacks/{}/{verb}", encode(id))
}

/// Invoke.
pub fn invocations(function: &str) -> String {
    format!("{LAMBDA}/functions/{}/invocations", encode(function))
}

/// The list of functions, or one of them.
pub fn functions(function: Option<&str>) -> String {
    match function {
        Some(function) => format!("{LAMBDA}/functions/{}", encode(function)),
        None => format!("{LAMBDA}/functions"),
    }
}
