//! Following an execution and its children to the end, with a word on what only a person can do.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use futures_util::TryStreamExt;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::context::Context;
use super::interrupt::Interrupt;
use super::progress::Progress;
use super::waiting::{News, Open, Watch};
use crate::client::{Client, ClientError};
use crate::execution::ExecutionArn;
use crate::wire::event::{Event, EventDetails};

/// Events that wait to be looked at.
const BACKLOG: usize = 256;
/// Executions that are followed at once: children of children may be many.
const MAX_FOLLOWED: usize = 64;

/// A callback that was answered long ago is news and history within this: nobody is asked for it.
const STALE_WITHIN: Duration = Duration::from_millis(100);

/// How long to wait for what; `None` is for ever.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    pub(super) whole: Option<Duration>,
    /// For the answer to a callback.
    pub(super) callback: Option<Duration>,
}

/// Why following ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// The execution did.
    Closed,
    Interrupted,
    TooLong,
    Unanswered(Open),
}

type Message = Result<(ExecutionArn, Option<Event<'static>>), ClientError>;

/// Follows until the execution ends, or patience does.
pub(super) async fn to_its_end(
    cx: &Context,
    client: &Client,
    arn: &ExecutionArn,
    patience: Patience,
    endpoint: Option<&str>,
    interrupt: &mut Interrupt,
) -> anyhow::Result<Ended> {
    let (events, mut inbox) = mpsc::channel(BACKLOG);
    let mut followers = Followers {
        client: client.clone(),
        tasks: JoinSet::new(),
        events,
        watches: HashMap::new(),
        progress: Progress::default(),
    };
    followers.follow(arn.clone());
    let give_up = patience.whole.map(|patience| Instant::now() + patience);
    let mut open: Vec<(Open, Instant)> = Vec::new();
    let mut unsaid: VecDeque<(String, Instant)> = VecDeque::new();
    loop {
        let lost_patience = patience
            .callback
            .and_then(|patience| open.iter().map(|(_, since)| *since + patience).min());
        let message = tokio::select! {
            message = inbox.recv() => message,
            () = until(unsaid.front().map(|(_, at)| *at)) => {
                let id = unsaid.pop_front().map(|(id, _)| id);
                if let Some((open, _)) = open.iter().find(|(open, _)| Some(&open.id) == id.as_ref()) {
                    cx.printer.note(&announce(cx, open, endpoint));
                }
                continue;
            }
            () = until(give_up) => return Ok(Ended::TooLong),
            () = until(lost_patience) => {
                let oldest = open.into_iter().min_by_key(|(_, since)| *since);
                return Ok(oldest.map_or(Ended::TooLong, |(open, _)| Ended::Unanswered(open)));
            }
            () = interrupt.heard() => return Ok(Ended::Interrupted),
        };
        // `followers` holds a sender: the inbox does not close.
        let Some(message) = message else {
            return Ok(Ended::Closed);
        };
        let (from, event) = message?;
        let Some(event) = event else {
            open.retain(|(open, _)| open.execution != from);
            if from == *arn {
                return Ok(Ended::Closed);
            }
            continue;
        };
        match followers.see(cx, arn, &from, &event) {
            Some(News::Opened(opened)) => {
                unsaid.push_back((opened.id.clone(), Instant::now() + STALE_WITHIN));
                open.push((opened, Instant::now()));
            }
            Some(News::Closed(id)) => open.retain(|(open, _)| open.id != id),
            None => {}
        }
    }
}

/// Until an instant, if there is one.
async fn until(instant: Option<Instant>) {
    match instant {
        Some(instant) => tokio::time::sleep_until(instant).await,
        None => std::future::pending().await,
    }
}

struct Followers {
    client: Client,
    tasks: JoinSet<()>,
    events: mpsc::Sender<Message>,
    watches: HashMap<ExecutionArn, Watch>,
    progress: Progress,
}

impl Followers {
    /// Sends the events of an execution, and `None` after its last.
    fn follow(&mut self, arn: ExecutionArn) {
        if self.watches.len() >= MAX_FOLLOWED || self.watches.contains_key(&arn) {
            return;
        }
        self.watches.insert(arn.clone(), Watch::new(arn.clone()));
        let (client, events) = (self.client.clone(), self.events.clone());
        self.tasks.spawn(async move {
            let mut stream = std::pin::pin!(client.follow(&arn, true));
            loop {
                let next = stream.try_next().await;
                let is_last = !matches!(next, Ok(Some(_)));
                let sent = events.send(next.map(|event| (arn.clone(), event))).await;
                if is_last || sent.is_err() {
                    return;
                }
            }
        });
    }

    fn see(
        &mut self,
        cx: &Context,
        root: &ExecutionArn,
        from: &ExecutionArn,
        event: &Event<'_>,
    ) -> Option<News> {
        if let Some(EventDetails::ChainedInvokeStarted {
            durable_execution_arn: Some(child),
            ..
        }) = &event.details
            && let Ok(child) = ExecutionArn::parse(child)
        {
            self.follow(child);
        }
        // A child's operations are its own story: only its callbacks are everybody's.
        if from == root
            && cx.printer.shows_progress()
            && let Some(line) = self.progress.line(event)
        {
            cx.printer.progress(&line);
        }
        self.watches.get_mut(from)?.see(event)
    }
}

/// Says that a callback waits, and how to answer it.
fn announce(cx: &Context, open: &Open, endpoint: Option<&str>) -> String {
    let name = open.name.as_deref().unwrap_or("without a name");
    format!("callback {name} is open: {}", answer(cx, open, endpoint))
}

/// The exact command that answers a callback.
pub(super) fn answer(cx: &Context, open: &Open, endpoint: Option<&str>) -> String {
    let who = open.full_name();
    let mut words = vec!["callback", "succeed", &who, "--result", "null"];
    if let Some(endpoint) = endpoint {
        words.extend(["--endpoint", endpoint]);
    }
    format!("answer it by `{}`", cx.command(&words))
}
