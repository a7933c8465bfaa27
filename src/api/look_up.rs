//! Look-ups of our own, so that nobody has to read every execution to find one: `GET /durable/callbacks` and
//! `GET /durable/executions`.

use axum::http::StatusCode;
use axum::response::Response;

use super::Api;
use super::error::{Refusal, json};
use super::extract::{Call, parse_arn};
use crate::execution::{CallbackId, Marker, Rejection};
use crate::store::CallbackFilter;
use crate::wire::private::{CallbacksOutput, ListedCallback};
use crate::wire::query::{CallbacksQuery, FindQuery};
use crate::wire::request::{ListOutput, ListedExecution};

/// Open callbacks, oldest first: of all executions or of one, by name or by id.
pub(super) async fn callbacks(api: &Api, call: &Call) -> Result<Response, Refusal> {
    let query = CallbacksQuery::parse(&call.query)?;
    let execution = query.arn.as_deref().map(parse_arn).transpose()?;
    let id = match query.callback_id.as_deref() {
        Some(id) => Some(CallbackId::parse(id).ok_or(Rejection::InvalidCallbackId)?),
        None => None,
    };
    let now = api.engine.now();
    let pages = Marker::of_callbacks(execution.as_ref());
    let marker = query.page.marker.as_deref();
    let after = marker.map(|marker| pages.read(marker, now)).transpose()?;
    let filter = CallbackFilter {
        execution,
        name: query.name.clone(),
        id,
    };
    let page = api.engine.callbacks(filter, after, query.page.limit()).await?;
    let shown = page
        .callbacks
        .iter()
        .map(|found| ListedCallback::of(&found.arn, &found.open, &found.pace));
    let output = CallbacksOutput {
        callbacks: shown.collect(),
        now: now.into(),
        next_marker: page.next.map(|next| pages.write(next, now)),
    };
    Ok(json(StatusCode::OK, &output))
}

/// Executions by the beginning of their id, or the one that somebody started last. There is no second page: who
/// cannot tell that many apart must say more.
pub(super) async fn executions(api: &Api, call: &Call) -> Result<Response, Refusal> {
    let found = match FindQuery::parse(&call.query)? {
        FindQuery::IdPrefix { prefix, page } => api.engine.find_by_id_prefix(&prefix, page.limit()).await?,
        FindQuery::Last => api.engine.latest().await?.into_iter().collect(),
    };
    let shown = found
        .iter()
        .map(|listed| ListedExecution::of(&listed.arn, &listed.row));
    let output = ListOutput {
        durable_executions: shown.collect(),
        next_marker: None,
    };
    Ok(json(StatusCode::OK, &output))
}
