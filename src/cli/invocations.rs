//! The invocations of an execution by number: the first is 1, and one that prints nothing counts.

use std::collections::{HashMap, HashSet};
use std::fmt;

use futures_util::TryStreamExt;

use super::output::text;
use crate::client::{Client, ClientError};
use crate::execution::ExecutionArn;
use crate::wire::event::EventDetails;
use crate::wire::logs::LogLine;
use crate::wire::query::{HistoryQuery, Page};

/// Events in one page.
const PAGE: u32 = 1_000;

/// Which invocation somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    Number(usize),
    /// The start of its request id.
    Request(String),
}

impl Wanted {
    /// Reads `2`, or the start of a request id.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let is_id = |c: char| c.is_ascii_hexdigit() || c == '-';
        match text.parse() {
            // Eight digits may begin an id.
            Ok(number @ 1..=9_999_999) => Ok(Self::Number(number)),
            _ if text.len() >= 4 && text.chars().all(is_id) => Ok(Self::Request(text.to_owned())),
            _ => Err("a number, 1 or more, or the start of a request id".to_owned()),
        }
    }

    /// Whether it is this one.
    pub(super) fn is(&self, request_id: &str, caller: &Caller) -> bool {
        match self {
            Self::Number(number) => *caller == Caller::Invocation(*number),
            Self::Request(start) => request_id.starts_with(start.as_str()),
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Request(start) => write!(f, "`{start}`"),
        }
    }
}

/// What a line was printed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Caller {
    Invocation(usize),
    /// A plain function that the execution calls.
    Plain(String),
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invocation(number) => write!(f, "invocation {number}"),
            Self::Plain(function) => f.write_str(&text::guarded(function)),
        }
    }
}

/// The invocations that have ended, in order. At most one runs, and it is the next.
#[derive(Debug)]
pub(super) struct Invocations {
    arn: ExecutionArn,
    ended: HashMap<String, usize>,
    /// What ran when it was looked at.
    seen: HashSet<String>,
    last_event: u64,
}

impl Invocations {
    /// None is known yet.
    pub(super) fn of(arn: &ExecutionArn) -> Self {
        Self {
            arn: arn.clone(),
            ended: HashMap::new(),
            seen: HashSet::new(),
            last_event: 0,
        }
    }

    /// Reads what has happened since it was last looked at: backwards, so that it costs what is new.
    pub(super) async fn look(&mut self, client: &Client) -> Result<(), ClientError> {
        let query = HistoryQuery {
            include_execution_data: false,
            reverse_order: true,
            page: Page {
                max_items: Some(PAGE),
                marker: None,
            },
        };
        let mut events = std::pin::pin!(client.all_history(&self.arn, query));
        let (mut news, mut newest) = (Vec::new(), self.last_event);
        while let Some(event) = events.try_next().await? {
            if event.event_id <= self.last_event {
                break;
            }
            newest = newest.max(event.event_id);
            if let Some(EventDetails::InvocationCompleted { request_id, .. }) = event.details {
                news.push(request_id.into_owned());
            }
        }
        for request_id in news.into_iter().rev() {
            self.seen.remove(&request_id);
            let number = self.ended.len() + 1;
            self.ended.insert(request_id, number);
        }
        self.last_event = newest;
        Ok(())
    }

    /// Whether a line is of an invocation that needs no look to be told.
    pub(super) fn knows(&mut self, line: &LogLine<'_>) -> bool {
        let request_id = &*line.request_id;
        self.ended.contains_key(request_id) || !self.seen.insert(request_id.to_owned())
    }

    /// What a line was printed in.
    pub(super) fn caller(&self, line: &LogLine<'_>) -> Caller {
        match self.ended.get(&*line.request_id) {
            Some(number) => Caller::Invocation(*number),
            None if self.arn.function().as_str() == line.function_name => {
                Caller::Invocation(self.ended.len() + 1)
            }
            None => Caller::Plain(line.function_name.to_string()),
        }
    }

    /// Whether one that was asked for has ended.
    pub(super) fn has(&self, wanted: &Wanted) -> bool {
        match wanted {
            Wanted::Number(number) => *number <= self.ended.len(),
            Wanted::Request(start) => self.ended.keys().any(|id| id.starts_with(start.as_str())),
        }
    }

    /// How many have ended.
    pub(super) fn count(&self) -> usize {
        self.ended.len()
    }
}
