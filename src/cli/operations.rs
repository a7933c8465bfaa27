//! What happened, as operations: the fold of history that the tree, the timeline and `invoke`'s progress show.
//!
//! Each operation stands once, however often it was tried: from when to when, in which spans it ran and in which
//! it waited, and for what it still waits.

use std::collections::HashMap;

use self::event::{called, ending, error, plain_kind, retry, step};
use super::history::error_line;
use crate::execution::Timestamp;
use crate::wire::event::{Event, EventDetails as D};

mod event;

/// The operations of one execution, in the order in which they began.
#[derive(Debug, Default)]
pub(super) struct Operations {
    all: Vec<Operation>,
    ids: HashMap<String, usize>,
    roots: Vec<usize>,
    begun: Option<Timestamp>,
    last: Timestamp,
    ending: Option<Ending>,
}

/// One operation.
#[derive(Debug)]
pub(super) struct Operation {
    /// What it is: `Step`, `WaitForCallback`, …
    pub(super) kind: String,
    pub(super) name: Option<String>,
    /// In how many contexts it is.
    pub(super) depth: usize,
    pub(super) children: Vec<usize>,
    pub(super) since: Timestamp,
    pub(super) until: Option<Timestamp>,
    pub(super) state: State,
    /// The attempt that it is at, or ended with.
    pub(super) attempt: u32,
    /// What the last attempt failed with.
    pub(super) error: Option<String>,
    /// The function that it invokes, and the execution that this became.
    pub(super) invokes: Option<Invokes>,
    spans: Vec<Span>,
}

/// Where an operation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Running,
    Waiting(For),
    Succeeded,
    Failed,
    Cancelled,
    /// Still open when what it was in ended: nobody will close it.
    Left,
}

/// What an operation waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    /// A wait.
    Time { at: Timestamp },
    /// The next attempt of a step.
    Attempt { at: Timestamp },
    /// An answer from outside, at the latest then.
    Answer { at: Option<Timestamp> },
    /// The end of another execution.
    Execution,
}

/// What a chained invoke called.
#[derive(Debug)]
pub(super) struct Invokes {
    pub(super) function: String,
    /// What to type for it.
    pub(super) execution: Option<String>,
}

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: Timestamp,
    /// `None` while it lasts.
    pub(super) to: Option<Timestamp>,
    pub(super) is_waiting: bool,
}

/// How the execution ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ending {
    /// `succeeded`, `timed out`, …
    pub(super) word: &'static str,
    pub(super) error: Option<String>,
}

impl State {
    /// Whether something may still happen to it.
    pub(super) const fn is_open(self) -> bool {
        matches!(self, Self::Running | Self::Waiting(_))
    }

    /// One character that tells how it stands.
    pub(super) const fn mark(self) -> &'static str {
        match self {
            Self::Running => "▸",
            Self::Waiting(_) => "◦",
            Self::Succeeded => "✓",
            Self::Failed => "✗",
            Self::Cancelled | Self::Left => "-",
        }
    }
}

impl Operation {
    /// When it ran, and when it waited. What lasts still ends at `end`.
    pub(super) fn spans(&self, end: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp, bool)> {
        self.spans
            .iter()
            .map(move |span| (span.from, span.to.unwrap_or(end).max(span.from), span.is_waiting))
    }

    /// From its beginning to its end, or to `end` if it is open.
    pub(super) fn millis(&self, end: Timestamp) -> i64 {
        self.until.unwrap_or(end).millis_since(self.since).max(0)
    }

    /// When what it does now began.
    pub(super) fn stretch_began(&self) -> Timestamp {
        self.spans.last().map_or(self.since, |span| span.from)
    }

    /// A new stretch begins.
    fn enter(&mut self, state: State, at: Timestamp) {
        self.leave(at);
        let is_waiting = matches!(state, State::Waiting(_));
        if state.is_open() {
            self.spans.push(Span {
                from: at,
                to: None,
                is_waiting,
            });
        } else {
            self.until = Some(at);
        }
        self.state = state;
    }

    /// The stretch that lasts ends.
    fn leave(&mut self, at: Timestamp) {
        let Some(last) = self.spans.last_mut().filter(|span| span.to.is_none()) else {
            return;
        };
        // An attempt that nobody said began, began when it was due.
        if let State::Waiting(For::Attempt { at: due }) = self.state
            && due < at
        {
            last.to = Some(due.max(last.from));
            self.spans.push(Span {
                from: due.max(self.since),
                to: Some(at),
                is_waiting: false,
            });
        } else {
            last.to = Some(at.max(last.from));
        }
    }
}

impl Operations {
    /// Of a whole history, in whichever order.
    pub(super) fn of(events: &[Event<'_>]) -> Self {
        let mut ordered: Vec<&Event<'_>> = events.iter().collect();
        ordered.sort_by_key(|event| event.event_id);
        let mut operations = Self::default();
        for event in ordered {
            operations.see(event);
        }
        operations
    }

    /// Takes the next event; says whose it was.
    pub(super) fn see(&mut self, event: &Event<'_>) -> Option<usize> {
        let at = event.event_timestamp.instant;
        self.begun.get_or_insert(at);
        self.last = self.last.max(at);
        let details = event.details.as_ref()?;
        if let Some(ending) = ending(details) {
            self.ending = Some(ending);
            for index in 0..self.all.len() {
                self.abandon(index, at);
            }
            return None;
        }
        let step = step(details, at)?;
        let index = self.entry(event, at)?;
        let operation = self.all.get_mut(index)?;
        operation.take(step, details, at);
        if !operation.state.is_open() {
            for child in operation.children.clone() {
                self.abandon_all(child, at);
            }
        }
        Some(index)
    }

    /// One of them, by what [`Self::see`] said.
    pub(super) fn get(&self, index: usize) -> Option<&Operation> {
        self.all.get(index)
    }

    /// Those that are in no context.
    pub(super) fn roots(&self) -> &[usize] {
        &self.roots
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// When the first event happened.
    pub(super) fn begun(&self) -> Timestamp {
        self.begun.unwrap_or(self.last)
    }

    /// When the last event happened.
    pub(super) const fn last(&self) -> Timestamp {
        self.last
    }

    /// How the execution ended; `None` while it is open.
    pub(super) const fn ending(&self) -> Option<&Ending> {
        self.ending.as_ref()
    }

    fn entry(&mut self, event: &Event<'_>, at: Timestamp) -> Option<usize> {
        let id = event.id.as_deref()?;
        if let Some(index) = self.ids.get(id) {
            return Some(*index);
        }
        let index = self.all.len();
        let parent = event
            .parent_id
            .as_deref()
            .and_then(|parent| self.ids.get(parent))
            .copied();
        let depth = parent
            .and_then(|parent| self.all.get_mut(parent))
            .map_or(0, |parent| {
                parent.children.push(index);
                parent.depth + 1
            });
        if parent.is_none() {
            self.roots.push(index);
        }
        self.all.push(Operation {
            kind: event
                .sub_type
                .as_deref()
                .unwrap_or_else(|| plain_kind(&event.event_type))
                .to_owned(),
            name: event.name.as_deref().map(str::to_owned),
            depth,
            children: Vec::new(),
            since: at,
            until: None,
            state: State::Running,
            attempt: 1,
            error: None,
            invokes: None,
            spans: Vec::new(),
        });
        self.ids.insert(id.to_owned(), index);
        Some(index)
    }

    /// With everything that is in it.
    fn abandon_all(&mut self, index: usize, at: Timestamp) {
        let mut rest = vec![index];
        while let Some(index) = rest.pop() {
            self.abandon(index, at);
            rest.extend(
                self.all
                    .get(index)
                    .into_iter()
                    .flat_map(|operation| &operation.children),
            );
        }
    }

    fn abandon(&mut self, index: usize, at: Timestamp) {
        if let Some(operation) = self.all.get_mut(index).filter(|one| one.state.is_open()) {
            operation.enter(State::Left, at);
        }
    }
}

impl Operation {
    fn take(&mut self, state: State, details: &D<'_>, at: Timestamp) {
        let was_between_attempts = matches!(self.state, State::Waiting(For::Attempt { .. }));
        if state == State::Running && was_between_attempts {
            self.attempt += 1;
        }
        if let Some(retry) = retry(details) {
            self.attempt = retry.current_attempt.max(1);
        }
        if let Some(error) = error(details) {
            self.error = Some(error_line(error));
        } else if state == State::Succeeded {
            self.error = None;
        }
        if let D::ChainedInvokeStarted {
            function_name,
            durable_execution_arn,
            ..
        } = details
        {
            self.invokes = Some(Invokes {
                function: function_name.to_string(),
                execution: durable_execution_arn.as_deref().map(called),
            });
        }
        self.enter(state, at);
    }
}

#[cfg(test)]
pub(super) mod tests;
