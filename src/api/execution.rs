//! What is asked of one execution.

use axum::http::StatusCode;
use axum::response::Response;

use super::Api;
use super::error::{Refusal, bytes, json};
use super::extract::Call;
use crate::engine::EngineError;
use crate::execution::limits::PAGE_BYTES;
use crate::execution::{Command, Execution, ExecutionArn, Marker, Rejection};
use crate::wire::query::{GetQuery, HistoryQuery, StateQuery};
use crate::wire::request::{
    CheckpointOutput, DeleteOutput, Empty, GetOutput, HistoryOutput, StateOutput, StopOutput,
};
use crate::wire::{body, history, parse};

/// `CheckpointDurableExecution` (contract 1.4).
pub(super) async fn checkpoint(api: &Api, arn: &ExecutionArn, call: &Call) -> Result<Response, Refusal> {
    let parsed = parse::checkpoint(&call.body, &api.engine.limits())?;
    let updates = match parsed.updates {
        Ok(updates) => updates,
        Err(rejection) => {
            // Who holds no valid token is told so, and nothing of the updates (contract 4.2).
            let token = parsed.token;
            let checked = api
                .engine
                .read(arn, move |execution| execution.check_token(&token));
            checked.await.map_err(unknown_is_token)??;
            return Err(rejection.into());
        }
    };
    let answer = api
        .engine
        .checkpoint(arn, parsed.token, parsed.client_token, updates, parsed.digest)
        .await
        .map_err(unknown_is_token)?;
    Ok(json(StatusCode::OK, &CheckpointOutput::from(&answer)))
}

/// These two do not tell whether there is such an execution (contract 10.8).
fn unknown_is_token(error: EngineError) -> Refusal {
    match error {
        EngineError::Rejected(Rejection::UnknownExecution) => Rejection::InvalidCheckpointToken.into(),
        error => error.into(),
    }
}

/// `GetDurableExecutionState` (contract 1.5).
pub(super) async fn state(api: &Api, arn: &ExecutionArn, call: &Call) -> Result<Response, Refusal> {
    let query = StateQuery::parse(&call.query)?;
    let token = parse::checkpoint_token(Some(&query.checkpoint_token))?;
    let now = api.engine.now();
    let pages = Marker::of_state(arn);
    let view = move |execution: &Execution| -> Result<Vec<u8>, Rejection> {
        execution.check_token(&token)?;
        let from = match &query.page.marker {
            Some(marker) => pages.read(marker, now)?,
            None => 0,
        };
        let page = execution.page(from, query.page.limit() as usize, PAGE_BYTES);
        let output = StateOutput {
            operations: page.operations.iter().map(Into::into).collect(),
            next_marker: page.next.map(|next| pages.write(next, now)),
        };
        Ok(to_json(&output))
    };
    let body = api.engine.read(arn, view).await.map_err(unknown_is_token)??;
    Ok(bytes(StatusCode::OK, body))
}

/// `GetDurableExecution` (contract 1.6).
pub(super) async fn get(api: &Api, arn: &ExecutionArn, call: &Call) -> Result<Response, Refusal> {
    let query = GetQuery::parse(&call.query)?;
    let view = move |execution: &Execution| to_json(&GetOutput::of(execution, query.include_execution_data));
    Ok(bytes(StatusCode::OK, api.engine.read(arn, view).await?))
}

/// `GetDurableExecutionHistory` (contract 1.7, 6.5).
pub(super) async fn history(api: &Api, arn: &ExecutionArn, call: &Call) -> Result<Response, Refusal> {
    let query = HistoryQuery::parse(&call.query)?;
    let now = api.engine.now();
    let (limit, reverse) = (query.page.limit(), query.reverse_order);
    let pages = Marker::of_history(arn, reverse);
    let marker = query.page.marker.as_deref();
    let after = marker.map(|marker| pages.read(marker, now)).transpose()?;
    let (include_data, answers_as) = (query.include_execution_data, api.answers_as);
    let view = move |execution: &Execution, page: crate::store::HistoryPage| {
        let last = page.events.last().filter(|_| page.more);
        let shown = |(id, event)| {
            let mut shown = history::event(event, id, execution, include_data);
            answers_as.event(&mut shown);
            shown
        };
        to_json(&HistoryOutput {
            next_marker: last.map(|(id, _)| pages.write(id, now)),
            events: page
                .events
                .iter()
                .map(|(id, event)| (*id, event))
                .map(shown)
                .collect(),
        })
    };
    let body = api.engine.history(arn, after, limit, reverse, view).await?;
    Ok(bytes(StatusCode::OK, body))
}

/// `StopDurableExecution` (contract 1.10, 7.2).
pub(super) async fn stop(api: &Api, arn: &ExecutionArn, call: &Call) -> Result<Response, Refusal> {
    let error = body::stop_error(&call.body, &api.engine.limits())?;
    let ended_at = api
        .engine
        .submit(arn, Command::Stop { error }, Execution::ended_at);
    let stop_timestamp = ended_at.await?.unwrap_or_else(|| api.engine.now()).into();
    Ok(json(StatusCode::OK, &StopOutput { stop_timestamp }))
}

/// `PauseDurableExecution` (contract 1.11).
pub(super) async fn pause(api: &Api, arn: &ExecutionArn, call: &Call) -> Result<Response, Refusal> {
    let command = body::pause(&call.body)?;
    api.engine.submit(arn, command, |_| ()).await?;
    Ok(json(StatusCode::ACCEPTED, &Empty {}))
}

/// `ResumeDurableExecution` (contract 1.11).
pub(super) async fn resume(api: &Api, arn: &ExecutionArn, call: &Call) -> Result<Response, Refusal> {
    let command = body::resume(&call.body)?;
    api.engine.submit(arn, command, |_| ()).await?;
    Ok(json(StatusCode::ACCEPTED, &Empty {}))
}

/// `DeleteDurableExecution` (contract 1.11).
pub(super) async fn delete(api: &Api, arn: &ExecutionArn) -> Result<Response, Refusal> {
    let deletion_request_timestamp = api.engine.delete(arn).await?.into();
    let output = DeleteOutput {
        deletion_request_timestamp,
    };
    Ok(json(StatusCode::ACCEPTED, &output))
}

fn to_json<T: serde::Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("text and numbers always serialize")
}
