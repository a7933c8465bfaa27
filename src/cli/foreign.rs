//! What an emulator that is not ours is asked instead of our own routes: every emulator lists executions and tells
//! their histories. It costs what there is, and not what is found.

use std::borrow::Cow;

use futures_util::{StreamExt, TryStreamExt};

use super::find;
use super::waiting::{Open, Watch};
use crate::client::Client;
use crate::engine::clock::Clock;
use crate::execution::{ExecutionArn, ExecutionStatus};
use crate::wire::private::{CallbacksOutput, ListedCallback};
use crate::wire::query::{CallbacksQuery, HistoryQuery, ListQuery, Page};
use crate::wire::request::ListedExecution;

/// Executions in one page.
const PAGE: u32 = 1_000;

/// The first executions of a list that match, no more than `max`.
pub(super) async fn first(
    client: &Client,
    query: ListQuery,
    matches: impl Fn(&ListedExecution<'static>) -> bool,
    max: usize,
) -> anyhow::Result<Vec<ListedExecution<'static>>> {
    let mut all = std::pin::pin!(client.list_all(None, query));
    let mut found = Vec::new();
    while let Some(execution) = all.next().await {
        let execution = execution?;
        if matches(&execution) {
            found.push(execution);
            if found.len() == max {
                break;
            }
        }
    }
    Ok(found)
}

/// The execution that started last. Nothing says whether another one has called it.
pub(super) async fn last(client: &Client) -> anyhow::Result<Vec<ListedExecution<'static>>> {
    first(client, pages_of(1), |_| true, 1).await
}

/// The executions whose id begins so, no more than `max`.
pub(super) async fn by_id_prefix(
    client: &Client,
    prefix: &str,
    max: usize,
) -> anyhow::Result<Vec<ListedExecution<'static>>> {
    first(
        client,
        pages_of(PAGE),
        |found| find::id(found).starts_with(prefix),
        max,
    )
    .await
}

/// The open callbacks that match, all on one page, oldest first. History does not tell of heartbeats, so nobody knows
/// when the next one is due. The time is this machine's.
pub(super) async fn callbacks(
    client: &Client,
    query: &CallbacksQuery,
) -> anyhow::Result<CallbacksOutput<'static>> {
    let mut callbacks = Vec::new();
    if let Some(arn) = &query.arn {
        callbacks.extend(of(client, &find::parse_arn(arn)?).await?);
    } else {
        let query = ListQuery {
            statuses: vec![
                ExecutionStatus::Running,
                ExecutionStatus::Pausing,
                ExecutionStatus::Paused,
            ],
            reverse_order: true,
            ..pages_of(PAGE)
        };
        let mut executions = std::pin::pin!(client.list_all(None, query));
        while let Some(execution) = executions.next().await {
            callbacks.extend(of(client, &find::arn(&execution?)?).await?);
        }
    }
    callbacks.retain(|open| {
        query.name.as_deref().is_none_or(|name| open.is_called(name))
            && query.callback_id.as_ref().is_none_or(|id| *id == open.id)
    });
    callbacks.sort_by_key(|open| open.since.instant);
    Ok(CallbacksOutput {
        callbacks: callbacks.into_iter().map(Into::into).collect(),
        now: Clock::Wall.now().into(),
        next_marker: None,
    })
}

/// The open callbacks of one execution.
async fn of(client: &Client, arn: &ExecutionArn) -> anyhow::Result<Vec<Open>> {
    let query = HistoryQuery {
        include_execution_data: false,
        ..HistoryQuery::default()
    };
    let mut watch = Watch::new(arn.clone());
    let mut events = std::pin::pin!(client.all_history(arn, query));
    while let Some(event) = events.try_next().await? {
        watch.see(&event);
    }
    Ok(watch.open().cloned().collect())
}

fn pages_of(items: u32) -> ListQuery {
    ListQuery {
        page: Page {
            max_items: Some(items),
            marker: None,
        },
        ..ListQuery::default()
    }
}

impl From<Open> for ListedCallback<'static> {
    fn from(open: Open) -> Self {
        Self {
            timeout_timestamp: open.deadline().map(Into::into),
            callback_id: Cow::Owned(open.id),
            name: open.name.map(Cow::Owned),
            durable_execution_arn: Cow::Owned(open.execution.to_string()),
            start_timestamp: open.since,
            timeout: open.timeout,
            heartbeat_timeout: open.heartbeat_timeout,
            heartbeat_timestamp: None,
        }
    }
}
