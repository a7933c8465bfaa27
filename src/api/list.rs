//! Lists of executions (contract 1.8, 1.13).

use axum::http::StatusCode;
use axum::response::Response;

use super::Api;
use super::error::{Refusal, json};
use super::extract::Call;
use super::function;
use crate::engine::EngineError;
use crate::execution::{FunctionName, Marker, Rejection};
use crate::store::Filter;
use crate::wire::query::ListQuery;
use crate::wire::request::{ListOutput, ListedExecution};

/// `ListDurableExecutionsByFunction`.
pub(super) async fn of_function(api: &Api, name: &str, call: &Call) -> Result<Response, Refusal> {
    let query = ListQuery::parse(&call.query)?;
    let function = function::reference(name, query.qualifier.as_deref())?;
    let (version, unknown) = match api.engine.resolve(&function).await {
        Ok(resolved) => (function.qualifier.map(|_| resolved.version), None),
        // A function of ours that is gone may have left executions.
        Err(EngineError::Rejected(no @ Rejection::UnknownFunction(_))) if api.engine.is_ours(&function) => {
            (function.qualifier, Some(no))
        }
        Err(error) => return Err(error.into()),
    };
    let output = list(api, &query, Some(function.name), version).await?;
    match unknown {
        Some(unknown) if output.is_empty => Err(unknown.into()),
        _ => Ok(output.response),
    }
}

/// The official emulator's list across functions.
pub(super) async fn of_all(api: &Api, call: &Call) -> Result<Response, Refusal> {
    let query = ListQuery::parse(&call.query)?;
    let (name, version) = match &query.function {
        Some(name) => {
            let function = function::reference(name, query.qualifier.as_deref())?;
            if !api.engine.is_ours(&function) {
                return Ok(json(StatusCode::OK, &ListOutput::default()));
            }
            (Some(function.name), function.qualifier)
        }
        None => (None, query.qualifier.clone()),
    };
    Ok(list(api, &query, name, version).await?.response)
}

struct Answer {
    is_empty: bool,
    response: Response,
}

async fn list(
    api: &Api,
    query: &ListQuery,
    function: Option<FunctionName>,
    version: Option<String>,
) -> Result<Answer, Refusal> {
    let now = api.engine.now();
    let pages = Marker::of_list(function.as_ref().map(FunctionName::as_str), query.reverse_order);
    let marker = query.page.marker.as_deref();
    let after = marker.map(|marker| pages.read(marker, now)).transpose()?;
    let filter = Filter {
        function,
        version,
        name: query.name.clone(),
        statuses: query.statuses.clone(),
        started_after: query.started_after,
        started_before: query.started_before,
        oldest_first: query.reverse_order,
    };
    let page = api.engine.list(filter, after, query.page.limit()).await?;
    let shown = page
        .rows
        .iter()
        .map(|listed| ListedExecution::of(&listed.arn, &listed.row));
    let output = ListOutput {
        durable_executions: shown.collect(),
        next_marker: page.next.map(|next| pages.write(next, now)),
    };
    Ok(Answer {
        is_empty: page.rows.is_empty(),
        response: json(StatusCode::OK, &output),
    })
}
