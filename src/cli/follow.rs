//! Following an execution and its children to the end: what happens is shown, and callbacks find who answers them.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::TryStreamExt;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior};

use super::answering::{Answering, Skips, Unanswered};
use super::answers::Answers;
use super::args::Stay;
use super::context::{Context, StorePlace};
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::output::{Block, Printer};
use super::progress::Progress;
use super::waiting::{News, Watch};
use crate::client::{Client, ClientError};
use crate::engine::Engine;
use crate::engine::clock::Clock;
use crate::execution::{ExecutionArn, Speed};
use crate::wire::event::{Event, EventDetails};

/// Events that wait to be looked at.
const BACKLOG: usize = 256;
/// Executions that are followed at once: children of children may be many.
const MAX_FOLLOWED: usize = 64;
/// How long a script waits for a callback that nobody answers.
const SCRIPT_PATIENCE: Duration = Duration::from_mins(1);
/// How often what turns and counts down is drawn.
const TICK: Duration = Duration::from_millis(100);
/// How soon a deadline is skipped that could not be skipped before.
const TRY_AGAIN: Duration = Duration::from_millis(10);
/// Rows of the terminal that are left to what goes by.
const ABOVE: usize = 4;

/// How long to wait for what, `None` is for ever; and who answers meanwhile.
#[derive(Debug, Default)]
pub(super) struct Patience {
    pub(super) whole: Option<Duration>,
    /// For the answer to a callback.
    pub(super) callback: Option<Duration>,
    pub(super) answers: Option<Answers>,
    /// Whether the person at the terminal is asked.
    pub(super) asks: bool,
    /// What skips the deadlines of callbacks that nobody can answer, and when.
    pub(super) skipper: Option<(Engine, Skips)>,
}

impl Patience {
    /// The same with an emulator of ours, if it skips time. Whoever finds its store may answer for as long as we have
    /// patience, unless a file says that it answers alone; a person has all the time there is.
    pub(super) fn with_skipper(mut self, cx: &Context, engine: Option<Engine>) -> Self {
        let is_alone = self.answers.is_some() || cx.store == StorePlace::Memory;
        let skips = if is_alone {
            Skips::AtOnce
        } else {
            Skips::AfterPatience
        };
        self.skipper = engine
            .filter(|engine| !self.asks && engine.speed() == Speed::Skip)
            .map(|engine| (engine, skips));
        self
    }

    /// What somebody asked for; reads the file of answers. A person is not asked where stdin is the payload.
    pub(super) fn read(cx: &Context, stay: &Stay, stdin_is_taken: bool) -> Result<Self, Failure> {
        let answers = stay.answers.as_deref().map(Answers::read).transpose()?;
        let is_script = !cx.printer.stdin_is_terminal();
        let usual = match &answers {
            // What the file does not answer nobody does.
            Some(_) => Duration::ZERO,
            None => SCRIPT_PATIENCE,
        };
        Ok(Self {
            whole: stay.timeout,
            callback: stay.callback_timeout.or(is_script.then_some(usual)),
            answers,
            asks: !is_script && !stdin_is_taken && cx.printer.is_live(),
            skipper: None,
        })
    }
}

/// Why following ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// The execution did.
    Closed,
    Interrupted,
    TooLong,
    Unanswered(Unanswered),
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
    let mut answering = Answering::new(cx, client, endpoint)
        .with(patience.callback, patience.answers, patience.asks)
        .skipping(
            patience
                .skipper
                .as_ref()
                .map_or(Skips::Never, |(_, skips)| *skips),
        );
    let mut screen = Screen::new(cx);
    let ended = loop {
        let skip = patience.skipper.as_ref().zip(answering.skippable());
        let message = tokio::select! {
            message = inbox.recv() => message,
            unanswered = answering.turn() => {
                if let Some(unanswered) = unanswered? {
                    break Ended::Unanswered(unanswered);
                }
                screen.draw(&followers.progress, &answering);
                continue;
            }
            () = screen.tick() => {
                screen.draw(&followers.progress, &answering);
                continue;
            }
            () = until(skip.map(|_| Instant::now() + TRY_AGAIN)) => {
                // In vain while something happens; then we hear of it first.
                if let Some(((engine, _), open)) = skip {
                    engine.skip_deadline(arn, open);
                }
                continue;
            }
            () = until(give_up) => break Ended::TooLong,
            () = interrupt.heard() => break Ended::Interrupted,
        };
        // `followers` holds a sender: the inbox does not close.
        let Some(message) = message else {
            break Ended::Closed;
        };
        let (from, event) = message?;
        let Some(event) = event else {
            answering.over(|open| open.execution == from);
            if from == *arn {
                break Ended::Closed;
            }
            continue;
        };
        if let Some(news) = followers.see(cx, arn, &from, &event) {
            tell(&mut answering, news, &event);
        }
        // What comes at once is drawn at once.
        if inbox.is_empty() {
            screen.draw(&followers.progress, &answering);
        }
    };
    if matches!(ended, Ended::Closed | Ended::Unanswered(_)) {
        answering.say_unused();
    }
    Ok(ended)
}

/// What stays at the bottom of the terminal, until this is dropped.
struct Screen<'a> {
    cx: &'a Context,
    ticks: Option<tokio::time::Interval>,
    turn: usize,
}

impl<'a> Screen<'a> {
    fn new(cx: &'a Context) -> Self {
        let ticks = cx.printer.is_live().then(|| {
            let mut ticks = tokio::time::interval(TICK);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
            ticks
        });
        Self { cx, ticks, turn: 0 }
    }

    /// Until it is time to draw again.
    async fn tick(&mut self) {
        match &mut self.ticks {
            Some(ticks) => {
                ticks.tick().await;
                self.turn += 1;
            }
            None => std::future::pending().await,
        }
    }

    fn draw(&self, progress: &Progress, answering: &Answering<'_>) {
        if self.ticks.is_none() {
            return;
        }
        let (columns, rows) = Printer::size();
        // The last column stays free: a terminal that wraps early would shift everything.
        let columns = columns.saturating_sub(1);
        let question = answering.question(columns);
        let most = rows.saturating_sub(ABOVE).max(rows / 2);
        let room = (columns, most.saturating_sub(question.len()));
        let mut lines = progress.open(Clock::Wall.now(), self.turn, room);
        let is_typed_in = !question.is_empty();
        lines.extend(question);
        self.cx.printer.show(Block { lines, is_typed_in });
    }
}

impl Drop for Screen<'_> {
    fn drop(&mut self) {
        self.cx.printer.hide();
    }
}

/// What a callback's opening or end means to those who answer.
fn tell(answering: &mut Answering<'_>, news: News, event: &Event<'_>) {
    match news {
        News::Opened(open) => answering.opened(open),
        News::Closed(id) => {
            let is_late = matches!(event.details, Some(EventDetails::CallbackTimedOut { .. }));
            let how = if is_late {
                "timed out"
            } else {
                "was answered elsewhere"
            };
            answering.closed(&id, how);
        }
    }
}

/// Until then; for ever if it is never.
pub(super) async fn until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
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
