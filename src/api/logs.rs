//! What functions printed for an execution: `GET /durable/logs?DurableExecutionArn=…`. Ours alone.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;

use super::Api;
use super::error::{Refusal, json};
use super::extract::{Call, parse_arn};
use crate::store::Kept;
use crate::wire::logs::{LogLine, LogsOutput};
use crate::wire::query::LogsQuery;

pub(super) async fn lines(api: &Arc<Api>, call: &Call) -> Result<Response, Refusal> {
    let query = LogsQuery::parse(&call.query)?;
    let arn = parse_arn(&query.arn)?;
    let page = api.engine.lines(&arn, query.after, query.limit()).await?;
    let last = page.lines.last().filter(|_| page.more);
    let output = LogsOutput {
        lines: page.lines.iter().map(shown).collect(),
        next_marker: last.map(|kept| kept.number.to_string()),
        omitted: page.omitted,
    };
    Ok(json(StatusCode::OK, &output))
}

fn shown(kept: &Kept) -> LogLine<'_> {
    let line = &kept.line;
    LogLine {
        line: kept.number,
        timestamp: line.at.into(),
        request_id: line.request_id.as_str().into(),
        function_name: line.function.as_str().into(),
        stream: line.stream.as_str().into(),
        text: line.text.as_str().into(),
    }
}
