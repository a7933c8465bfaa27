//! Streams: every page of a list, and history as it happens.

use std::time::Duration;

use futures_util::stream::{self, Stream, TryStreamExt};

use super::transport::{Client, ClientError};
use crate::execution::ExecutionArn;
use crate::wire::event::{Event, EventDetails};
use crate::wire::query::{HistoryQuery, ListQuery};
use crate::wire::request::ListedExecution;

/// How often history is asked for while nothing happens: at first, and at the most.
pub(super) const FIRST_POLL: Duration = Duration::from_millis(50);
pub(super) const SLOWEST_POLL: Duration = Duration::from_secs(1);

impl Client {
    /// Every event of history, page by page.
    pub fn all_history(
        &self,
        arn: &ExecutionArn,
        query: HistoryQuery,
    ) -> impl Stream<Item = Result<Event<'static>, ClientError>> + Send + use<> {
        let (client, arn) = (self.clone(), arn.clone());
        let pages = stream::try_unfold(Some(query), move |query| {
            let (client, arn) = (client.clone(), arn.clone());
            async move {
                let Some(mut query) = query else {
                    return Ok(None);
                };
                let output = client.history(&arn, &query).await?;
                let next = output.next_marker.map(|marker| {
                    query.page.marker = Some(marker);
                    query
                });
                Ok(Some((stream::iter(output.events.into_iter().map(Ok)), next)))
            }
        });
        pages.try_flatten()
    }

    /// Every execution of a list, page by page.
    pub fn list_all(
        &self,
        function: Option<&str>,
        query: ListQuery,
    ) -> impl Stream<Item = Result<ListedExecution<'static>, ClientError>> + Send + use<> {
        let (client, function) = (self.clone(), function.map(ToOwned::to_owned));
        let pages = stream::try_unfold(Some(query), move |query| {
            let (client, function) = (client.clone(), function.clone());
            async move {
                let Some(mut query) = query else {
                    return Ok(None);
                };
                let output = client.list(function.as_deref(), &query).await?;
                let next = output.next_marker.map(|marker| {
                    query.page.marker = Some(marker);
                    query
                });
                Ok(Some((
                    stream::iter(output.durable_executions.into_iter().map(Ok)),
                    next,
                )))
            }
        });
        pages.try_flatten()
    }

    /// History from its beginning, as it happens, until the execution's terminal event.
    ///
    /// An `InvocationCompleted` that a stopped execution's function answers later is not waited for.
    pub fn follow(
        &self,
        arn: &ExecutionArn,
        include_data: bool,
    ) -> impl Stream<Item = Result<Event<'static>, ClientError>> + Send + use<> {
        let following = Following {
            client: self.clone(),
            arn: arn.clone(),
            include_data,
            last: 0,
            pause: FIRST_POLL,
            over: false,
        };
        stream::try_unfold(following, |mut following| async move {
            let events = following.next().await?;
            Ok(events.map(|events| (stream::iter(events.into_iter().map(Ok)), following)))
        })
        .try_flatten()
    }
}

/// Where a follower stands.
struct Following {
    client: Client,
    arn: ExecutionArn,
    include_data: bool,
    /// The last event that was yielded.
    last: u64,
    pause: Duration,
    over: bool,
}

impl Following {
    /// What happened since; waits for something to happen. `None` after the end.
    async fn next(&mut self) -> Result<Option<Vec<Event<'static>>>, ClientError> {
        if self.over {
            return Ok(None);
        }
        loop {
            let events = self.news().await?;
            if let Some(last) = events.last() {
                (self.last, self.pause) = (last.event_id, FIRST_POLL);
                self.over = events.iter().any(is_end);
                return Ok(Some(events));
            }
            tokio::time::sleep(self.pause).await;
            self.pause = (self.pause * 2).min(SLOWEST_POLL);
        }
    }

    /// Read backwards, so that it costs what is new and not what there is.
    async fn news(&self) -> Result<Vec<Event<'static>>, ClientError> {
        let query = HistoryQuery {
            include_execution_data: self.include_data,
            reverse_order: true,
            ..HistoryQuery::default()
        };
        let last = self.last;
        let backwards = self.client.all_history(&self.arn, query);
        let news = backwards.try_take_while(|event| std::future::ready(Ok(event.event_id > last)));
        let mut events: Vec<_> = news.try_collect().await?;
        events.reverse();
        Ok(events)
    }
}

fn is_end(event: &Event) -> bool {
    event.details.as_ref().is_some_and(EventDetails::is_terminal)
}
