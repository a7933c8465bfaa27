//! Who answers the callbacks of an execution that is followed: a file, a person at this terminal, or somebody else.

use std::path::PathBuf;
use std::time::Duration;

use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;

pub(super) use self::hands::Skips;
use self::hands::{Hands, Waiting};
use self::words::{announce, called, no_json};
use super::answers::{Answers, What};
use super::context::Context;
use super::follow::until;
use super::line::{Line, Typed};
use super::output::{Keys, text};
use super::waiting::Open;
use crate::client::{Client, ClientError};
use crate::execution::{ErrorObject, OpenSet};

mod hands;
mod words;

/// A callback that was answered long ago is news and history within this: nobody is asked for it.
const STALE_WITHIN: Duration = Duration::from_millis(100);
/// A deadline that is to be skipped is, within this, or never.
const SKIPPED_WITHIN: Duration = Duration::from_mins(1);
/// Columns of an answer that are said again.
const SAID: usize = 200;

/// The open callbacks, and who has them in hand.
pub(super) struct Answering<'a> {
    cx: &'a Context,
    client: &'a Client,
    /// What the command that answers must say, if others do not find our emulator.
    endpoint: Option<&'a str>,
    patience: Option<Duration>,
    answers: Option<Answers>,
    /// Whether a person may be asked.
    asks: bool,
    /// Whether and when a deadline that nobody can meet is skipped: then it ends a wait, and patience does not.
    skips: Skips,
    open: Vec<Waiting>,
    tasks: JoinSet<Given>,
    prompt: Option<Prompt>,
    /// The terminal is ours for as long as somebody is asked.
    keys: Option<Keys>,
}

/// An answer that was sent.
struct Given {
    id: String,
    name: String,
    verb: &'static str,
    result: Result<(), ClientError>,
}

/// What a person is asked.
#[derive(Debug)]
struct Prompt {
    open: Open,
    line: Line,
}

/// A callback that nobody answered.
#[derive(Debug)]
pub(super) struct Unanswered {
    pub(super) open: Open,
    /// The file that has no answer.
    file: Option<PathBuf>,
}

impl<'a> Answering<'a> {
    pub(super) fn new(cx: &'a Context, client: &'a Client, endpoint: Option<&'a str>) -> Self {
        Self {
            cx,
            client,
            endpoint,
            patience: None,
            answers: None,
            asks: false,
            skips: Skips::Never,
            open: Vec::new(),
            tasks: JoinSet::new(),
            prompt: None,
            keys: None,
        }
    }

    /// The same with so much patience, these answers, and a person if `asks`.
    pub(super) fn with(mut self, patience: Option<Duration>, answers: Option<Answers>, asks: bool) -> Self {
        (self.patience, self.answers, self.asks) = (patience, answers, asks);
        self
    }

    /// The same, where time is skipped and nobody else can answer.
    pub(super) fn skipping(mut self, skips: Skips) -> Self {
        self.skips = skips;
        self
    }

    /// A callback waits.
    pub(super) fn opened(&mut self, open: Open) {
        self.open.push(Waiting {
            open,
            since: Instant::now(),
            hands: Hands::New,
        });
    }

    /// It does no more; `how` tells why.
    pub(super) fn closed(&mut self, id: &str, how: &str) {
        self.drop_if(how, |waiting| waiting.open.id == id);
    }

    /// The execution that they belong to is over.
    pub(super) fn over(&mut self, is_its: impl Fn(&Open) -> bool) {
        self.drop_if("is open no more: its execution ended", |waiting| {
            is_its(&waiting.open)
        });
    }

    /// The callbacks that are open, if one waits for its deadline, and none can be answered any more: not by the person
    /// at the terminal, and not by the file. Only then is the time skipped that they have.
    pub(super) fn skippable(&self) -> Option<OpenSet> {
        let now = Instant::now();
        let waits = self.left().any(|at| at <= now);
        self.unanswerable().filter(|_| waits)
    }

    fn left(&self) -> impl Iterator<Item = Instant> {
        let open = self.open.iter();
        open.filter_map(|waiting| waiting.left_at(self.skips, self.patience))
    }

    fn unanswerable(&self) -> Option<OpenSet> {
        let is_answerable = |waiting: &Waiting| match waiting.hands {
            Hands::New => {
                let name = waiting.open.name.as_deref();
                self.asks || self.answers.as_ref().is_some_and(|answers| answers.has(name))
            }
            Hands::Ours | Hands::Person => true,
            Hands::Others => false,
        };
        let mut all = OpenSet::default();
        for waiting in &self.open {
            all.add(&waiting.open.id);
        }
        (!self.open.iter().any(is_answerable)).then_some(all)
    }

    /// Names in the file that were never asked for.
    pub(super) fn say_unused(&self) {
        let Some(answers) = &self.answers else { return };
        let unused: Vec<String> = answers.unused().map(|name| format!("`{name}`")).collect();
        if !unused.is_empty() {
            let path = answers.path().display();
            let message = format!("`{path}` answers {}, which never opened", unused.join(", "));
            self.cx.printer.warn(&text::guarded(&message));
        }
    }

    /// The question, if somebody is asked: lines of at most so many columns, the last of which is typed in.
    pub(super) fn question(&self, columns: usize) -> Vec<String> {
        let prompt = self.prompt.as_ref();
        prompt.map_or_else(Vec::new, |prompt| {
            words::question(&prompt.open, &prompt.line, columns)
        })
    }

    /// Waits for the next thing to do, and does it. A callback, if nobody answered it in time.
    pub(super) async fn turn(&mut self) -> anyhow::Result<Option<Unanswered>> {
        let new = |waiting: &&Waiting| waiting.hands == Hands::New;
        let looked_at = self
            .open
            .iter()
            .filter(new)
            .map(|one| one.since + STALE_WITHIN)
            .min();
        let lost = self.lost().map(|(_, at)| at);
        let now = Instant::now();
        let left = self.left().filter(|at| *at > now).min();
        tokio::select! {
            () = until(looked_at) => self.look(),
            () = until(lost) => return Ok(self.unanswered()),
            // Whoever follows looks what can be skipped.
            () = until(left) => {}
            Some(given) = self.tasks.join_next() => self.given(given)?,
            typed = next(&mut self.keys) => self.typed(typed),
        }
        Ok(None)
    }

    /// Which callback is given up first, and when.
    fn lost(&self) -> Option<(usize, Instant)> {
        let patience = self.patience?;
        let others = self.open.iter().enumerate();
        others
            .filter(|(_, waiting)| matches!(waiting.hands, Hands::Others | Hands::Person))
            .map(|(index, waiting)| {
                let left_at = waiting.left_at(self.skips, self.patience);
                let at = left_at.map(|at| at + SKIPPED_WITHIN);
                (index, at.unwrap_or(waiting.since + patience))
            })
            .min_by_key(|(_, at)| *at)
    }

    fn unanswered(&mut self) -> Option<Unanswered> {
        let (index, _) = self.lost()?;
        Some(Unanswered {
            open: self.open.swap_remove(index).open,
            file: self.answers.as_ref().map(|answers| answers.path().to_owned()),
        })
    }

    /// Decides on those that are not stale.
    fn look(&mut self) {
        let now = Instant::now();
        for index in 0..self.open.len() {
            let waiting = &self.open[index];
            if waiting.hands != Hands::New || waiting.since + STALE_WITHIN > now {
                continue;
            }
            let open = waiting.open.clone();
            let reply = self
                .answers
                .as_mut()
                .and_then(|answers| answers.take(open.name.as_deref()));
            self.open[index].hands = if let Some(reply) = reply {
                self.send(&open, reply.what, reply.after);
                Hands::Ours
            } else {
                self.cx.printer.note(&announce(self.cx, &open, self.endpoint));
                if self.asks { Hands::Person } else { Hands::Others }
            };
        }
        self.ask();
    }

    /// Asks for the next one, if nobody is asked already.
    fn ask(&mut self) {
        if self.prompt.is_some() {
            return;
        }
        let Some(next) = self.open.iter().find(|waiting| waiting.hands == Hands::Person) else {
            self.keys = None;
            return;
        };
        if self.keys.is_none() {
            self.keys = Keys::open();
        }
        if self.keys.is_none() {
            self.ask_no_more();
            return;
        }
        self.prompt = Some(Prompt {
            open: next.open.clone(),
            line: Line::default(),
        });
    }

    fn ask_no_more(&mut self) {
        (self.asks, self.prompt, self.keys) = (false, None, None);
        for waiting in &mut self.open {
            if waiting.hands == Hands::Person {
                waiting.hands = Hands::Others;
            }
        }
    }

    fn typed(&mut self, bytes: Option<Vec<u8>>) {
        let Some(bytes) = bytes else {
            return self.ask_no_more();
        };
        let mut rest = &bytes[..];
        // One line answers one question; what is typed beyond is for the next one.
        while let Some((byte, after)) = rest.split_first() {
            rest = after;
            let Some(prompt) = &mut self.prompt else { return };
            for typed in prompt.line.take(&[*byte]) {
                match typed {
                    Typed::Nothing => self.leave(),
                    Typed::Line(line) => self.entered(line.trim()),
                }
            }
        }
    }

    /// Enter was pressed.
    fn entered(&mut self, line: &str) {
        let what = match line.strip_prefix('!') {
            _ if line.is_empty() => return self.leave(),
            Some(message) => What::Fail(ErrorObject {
                error_message: Some(message.trim().to_owned()).filter(|message| !message.is_empty()),
                ..ErrorObject::default()
            }),
            None => match serde_json::from_str::<serde::de::IgnoredAny>(line) {
                Ok(_) => What::Result(line.to_owned()),
                Err(error) => return self.cx.printer.note(&no_json(line, &error)),
            },
        };
        if let Some(open) = self.prompt.take().map(|prompt| prompt.open) {
            let said = format!("{}: {line}", called(&open));
            self.cx.printer.note(&text::clipped(&said, SAID));
            self.hand(&open.id, Hands::Ours);
            self.send(&open, what, Duration::ZERO);
        }
        self.ask();
    }

    /// It is left to others.
    fn leave(&mut self) {
        if let Some(prompt) = self.prompt.take() {
            self.hand(&prompt.open.id, Hands::Others);
            let name = text::guarded(&called(&prompt.open));
            self.cx.printer.note(&format!("{name} stays open"));
        }
        self.ask();
    }

    fn hand(&mut self, id: &str, hands: Hands) {
        for waiting in self.open.iter_mut().filter(|waiting| waiting.open.id == id) {
            waiting.hands = hands;
        }
    }

    fn send(&mut self, open: &Open, what: What, after: Duration) {
        let (id, name) = (open.id.clone(), text::guarded(&called(open)));
        let client = self.client.clone();
        self.tasks.spawn(async move {
            tokio::time::sleep(after).await;
            let (verb, result) = match what {
                What::Result(text) => ("answered", client.succeed_callback(&id, text.into_bytes()).await),
                What::Fail(error) => ("failed", client.fail_callback(&id, &error).await),
            };
            Given {
                id,
                name,
                verb,
                result,
            }
        });
    }

    fn given(&mut self, given: Result<Given, JoinError>) -> anyhow::Result<()> {
        let given = given?;
        let name = &given.name;
        match given.result {
            Ok(()) => {}
            // It timed out, or somebody else was faster: the history will say so.
            Err(ClientError::Aws { message, .. }) => {
                let message = text::guarded(&message);
                self.cx
                    .printer
                    .warn(&format!("{name} was not {}: {message}", given.verb));
                let hands = if self.asks { Hands::Person } else { Hands::Others };
                self.hand(&given.id, hands);
                self.ask();
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn drop_if(&mut self, how: &str, is_over: impl Fn(&Waiting) -> bool) {
        self.open.retain(|waiting| {
            let is_over = is_over(waiting);
            let asked = self
                .prompt
                .take_if(|prompt| is_over && prompt.open.id == waiting.open.id);
            if let Some(prompt) = asked {
                let name = text::guarded(&called(&prompt.open));
                self.cx.printer.note(&format!("{name} {how}"));
            }
            !is_over
        });
        self.ask();
    }
}

async fn next(keys: &mut Option<Keys>) -> Option<Vec<u8>> {
    match keys {
        Some(keys) => keys.next().await,
        None => std::future::pending().await,
    }
}
