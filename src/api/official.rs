//! The routes that only the official emulator has (contract 1.13).

use axum::http::StatusCode;
use axum::response::Response;

use super::Api;
use super::error::{Refusal, json};
use super::extract::Call;
use super::function;
use crate::engine::{EngineError, Resolved, Start};
use crate::execution::limits::{MAX_EXECUTION_TIMEOUT_S, MAX_RETENTION_DAYS, SYNC_PAYLOAD_BYTES};
use crate::execution::rejection::shown;
use crate::execution::{
    Constraint, DurableConfig, ExecutionName, FunctionInfo, FunctionRef, Origin, Payload, Rejection, TenantId,
};
use crate::wire::json::document;
use crate::wire::official::{
    HealthOutput, LambdaEndpointInput, MessageOutput, MetricsOutput, StartInput, StartOutput,
};

/// `GET /health`.
pub(super) fn health() -> Response {
    let status = "healthy".into();
    json(StatusCode::OK, &HealthOutput { status })
}

/// `GET /metrics`.
pub(super) fn metrics() -> Response {
    json(StatusCode::OK, &MetricsOutput::default())
}

/// `PUT /lambda-endpoint`.
pub(super) fn set_lambda_endpoint(api: &Api, call: &Call) -> Result<Response, Refusal> {
    let input = LambdaEndpointInput::parse(&call.body)?;
    let url = input.endpoint_url.ok_or(Rejection::MissingField("EndpointUrl"))?;
    let ours = api.engine.region();
    if let Some(theirs) = input.region_name
        && theirs != ours
    {
        return Err(Rejection::RegionMismatch {
            ours: ours.to_owned(),
            theirs: shown(&theirs).to_owned(),
        }
        .into());
    }
    check_url("endpointUrl", &url)?;
    api.engine.set_lambda_endpoint(&url);
    let message = "Lambda endpoint updated successfully".into();
    Ok(json(StatusCode::OK, &MessageOutput { message }))
}

/// `POST /start-durable-execution`: answers as soon as the execution exists. Its caller follows it, so that its
/// output may be as large as a synchronous one's (decisions 5).
pub(super) async fn start(api: &Api, call: &Call) -> Result<Response, Refusal> {
    let input = StartInput::parse(&call.body)?;
    if let Some(url) = &input.lambda_endpoint {
        check_url("lambdaEndpoint", url)?;
    }
    let resolved = resolve(api, &input).await?;
    let start = Start {
        config: config(&resolved.info, &input)?,
        function: resolved.name,
        version: resolved.version,
        name: name(&input)?,
        input: payload(&input)?,
        origin: Origin::Sync,
        tenant: tenant(&input)?,
        trace: None,
        endpoint: input.lambda_endpoint.as_deref().map(ToOwned::to_owned),
        account: account(&input)?,
    };
    let begun = api.engine.start(start).await?;
    let output = StartOutput {
        execution_arn: begun.arn.as_str().into(),
    };
    Ok(json(StatusCode::CREATED, &output))
}

/// SAM calls every function `function` and says where it runs: then nobody here has to know it.
async fn resolve(api: &Api, input: &StartInput<'_>) -> Result<Resolved, Refusal> {
    let name = input.function_name.as_deref().unwrap_or_default();
    let qualifier = input
        .function_qualifier
        .as_deref()
        .filter(|text| !text.is_empty());
    let function = function::reference(name, qualifier)?;
    match api.engine.resolve(&function).await {
        Err(EngineError::Rejected(Rejection::UnknownFunction(_))) if input.lambda_endpoint.is_some() => {
            Ok(elsewhere(function))
        }
        resolved => Ok(resolved?),
    }
}

/// A function that only its endpoint knows.
fn elsewhere(function: FunctionRef) -> Resolved {
    let info = FunctionInfo {
        durable: Some(DurableConfig::DEFAULT),
        timeout_s: crate::execution::limits::MAX_FUNCTION_TIMEOUT_S,
        memory_mb: 128,
        runtime: None,
        handler: None,
        aliases: std::collections::BTreeMap::new(),
    };
    let qualifier = function.qualifier.as_deref();
    let version = qualifier.and_then(|qualifier| info.version(qualifier));
    Resolved {
        name: function.name,
        version: version.unwrap_or(crate::execution::catalog::LATEST).to_owned(),
        info,
    }
}

fn config(info: &FunctionInfo, input: &StartInput) -> Result<DurableConfig, Rejection> {
    let mut config = info.durable.unwrap_or(DurableConfig::DEFAULT);
    if let Some(seconds) = input.execution_timeout_seconds {
        config.execution_timeout_s = within("executionTimeoutSeconds", seconds, MAX_EXECUTION_TIMEOUT_S)?;
        config.timeout_configured = true;
    }
    if let Some(days) = input.execution_retention_period_days {
        config.retention_days = Some(within("executionRetentionPeriodDays", days, MAX_RETENTION_DAYS)?);
    }
    Ok(config)
}

fn within(path: &str, number: i64, max: u32) -> Result<u32, Rejection> {
    let no = |constraint| Rejection::violation(path, &*number.to_string(), constraint);
    match u32::try_from(number) {
        Ok(number) if number > max => Err(no(Constraint::ValueAtMost(i64::from(max)))),
        Err(_) if number > 0 => Err(no(Constraint::ValueAtMost(i64::from(max)))),
        Ok(0) | Err(_) => Err(no(Constraint::ValueAtLeast(1))),
        Ok(number) => Ok(number),
    }
}

fn name(input: &StartInput) -> Result<Option<ExecutionName>, Rejection> {
    let Some(name) = input.execution_name.as_deref() else {
        return Ok(None);
    };
    let parsed = ExecutionName::parse(name);
    parsed
        .map(Some)
        .map_err(|constraint| Rejection::violation("executionName", name, constraint))
}

fn tenant(input: &StartInput) -> Result<Option<TenantId>, Rejection> {
    let Some(tenant) = input.tenant_id.as_deref() else {
        return Ok(None);
    };
    let parsed = TenantId::parse(tenant);
    parsed
        .map(Some)
        .map_err(|constraint| Rejection::violation("tenantId", tenant, constraint))
}

fn account(input: &StartInput) -> Result<Option<String>, Rejection> {
    let account = input.account_id.as_deref().unwrap_or_default();
    if account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(Some(account.to_owned()))
    } else {
        Err(Rejection::violation(
            "accountId",
            account,
            Constraint::Pattern(r"\d{12}"),
        ))
    }
}

/// Text that is no JSON is meant as a JSON string.
fn payload(input: &StartInput) -> Result<Option<Payload>, Rejection> {
    let Some(text) = input.input.as_deref() else {
        return Ok(None);
    };
    let (actual, limit) = (text.len(), SYNC_PAYLOAD_BYTES);
    if actual > limit {
        return Err(Rejection::RequestTooLarge {
            actual,
            invocation: "RequestResponse",
            limit,
        });
    }
    if document(text.as_bytes()).is_ok() {
        return Ok(Some(text.into()));
    }
    let quoted = serde_json::to_string(text).expect("text always serializes");
    Ok(Some(quoted.into()))
}

fn check_url(path: &str, url: &str) -> Result<(), Rejection> {
    let known = ["http://", "https://"];
    let rest = known.iter().find_map(|scheme| url.strip_prefix(scheme));
    if rest.is_some_and(|rest| !rest.is_empty()) {
        Ok(())
    } else {
        Err(Rejection::violation(
            path,
            url,
            Constraint::Pattern("https?://.+"),
        ))
    }
}
