//! History as it happens, as server-sent events: `GET /durable/events?arn=…`.
//!
//! One message per event of history, whose id is the event id and whose data is the event as
//! `GetDurableExecutionHistory` shows it. The stream ends with the history; a reader that lost it goes on with
//! `Last-Event-ID`.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use tokio::sync::watch;

use super::Api;
use super::error::Refusal;
use super::extract::{Call, parse_arn};
use crate::engine::EngineError;
use crate::execution::limits::DEFAULT_PAGE;
use crate::execution::{Execution, ExecutionArn, Seq};
use crate::store::HistoryPage;
use crate::wire::history;
use crate::wire::query::EventsQuery;

/// A line of silence this often tells either side that the other is there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

pub(super) async fn follow(api: &Arc<Api>, call: &Call) -> Result<Response, Refusal> {
    let query = EventsQuery::parse(&call.query)?;
    let arn = parse_arn(&query.arn)?;
    let last = call.header("last-event-id").and_then(|id| id.parse().ok());
    let follower = Follower {
        changes: api.engine.subscribe(&arn).await?,
        api: Arc::clone(api),
        arn,
        include_data: query.include_execution_data,
        last,
        ready: VecDeque::new(),
        ended: false,
        over: false,
    };
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    Ok(Sse::new(follower.stream()).keep_alive(keep_alive).into_response())
}

struct Follower {
    api: Arc<Api>,
    arn: ExecutionArn,
    include_data: bool,
    changes: watch::Receiver<Seq>,
    /// The last event that was read.
    last: Option<u64>,
    /// Read and not sent: at most a page.
    ready: VecDeque<(u64, String)>,
    /// The history was complete when it was last looked at, which is after a page was read.
    ended: bool,
    /// Nothing is left to read.
    over: bool,
}

impl Follower {
    fn stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut follower| async move {
            let (id, text) = follower.next().await?;
            let event = Event::default().id(id.to_string()).data(text);
            Some((Ok(event), follower))
        })
    }

    /// The next event; `None` at the end, and if the engine has no more to say.
    async fn next(&mut self) -> Option<(u64, String)> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            if self.over {
                return None;
            }
            // Seen before it is read: what happens meanwhile is not missed.
            self.changes.mark_unchanged();
            let more = self.read().await.ok()?;
            let is_idle = self.ready.is_empty() && !more && !self.ended;
            if is_idle && self.changes.changed().await.is_err() {
                // The execution left memory, because it ended or has been idle; or it is deleted.
                self.changes = self.api.engine.subscribe(&self.arn).await.ok()?;
            }
        }
    }

    async fn read(&mut self) -> Result<bool, EngineError> {
        let (include_data, answers_as) = (self.include_data, self.api.answers_as);
        let view = move |execution: &Execution, page: HistoryPage| {
            let write = |(id, event)| {
                let mut shown = history::event(event, id, execution, include_data);
                answers_as.event(&mut shown);
                let text = serde_json::to_string(&shown).expect("text and numbers always serialize");
                (id, text)
            };
            let events: VecDeque<_> = page
                .events
                .iter()
                .map(|(id, event)| write((*id, event)))
                .collect();
            (events, page.more, execution.is_over())
        };
        let engine = &self.api.engine;
        let page = engine.history(&self.arn, self.last, DEFAULT_PAGE, false, view);
        let (events, more, ended) = page.await?;
        self.last = events.back().map(|(id, _)| *id).or(self.last);
        self.ready = events;
        self.over = self.ended && !more;
        self.ended = ended;
        Ok(more)
    }
}
