//! Open callbacks, and what people call them.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::execution::limits::MAX_CALLBACK_PATH;
use crate::execution::{ExecutionArn, OpenCallback, Timestamp};
use crate::wire::event::{Event, EventDetails};
use crate::wire::time::At;

/// A callback that waits for an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Open {
    #[serde(rename = "CallbackId")]
    pub(super) id: String,
    /// What it is called in its execution; `None` if nobody named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(rename = "DurableExecutionArn")]
    pub(super) execution: ExecutionArn,
    #[serde(rename = "StartTimestamp")]
    pub(super) since: At,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) timeout: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) heartbeat_timeout: Option<u32>,
}

impl Open {
    /// Whether somebody may call it so: by its path, or by the last part of it.
    pub(super) fn is_called(&self, text: &str) -> bool {
        self.name
            .as_deref()
            .is_some_and(|name| name == text || OpenCallback::last_part(name) == text)
    }

    /// What to type for it: `EXECUTION/NAME`, or the id where there is no name.
    pub(super) fn full_name(&self) -> String {
        full_name(self.execution.as_str(), self.name.as_deref(), &self.id)
    }

    /// When it times out by itself.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        self.timeout
            .map(|seconds| self.since.instant.plus_seconds(seconds))
    }
}

/// What to type for a callback of an execution: `EXECUTION/NAME`, or its id where it has no name.
pub(super) fn full_name(arn: &str, name: Option<&str>, id: &str) -> String {
    const SHORT: usize = 8;
    let Some(name) = name else {
        return id.to_owned();
    };
    let mut parts = arn.rsplit('/');
    let (execution_id, given) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    // A name that was minted is long and says nothing: then the start of the id is as good.
    let execution = if given.len() > 3 * SHORT {
        execution_id.get(..SHORT).unwrap_or(execution_id)
    } else {
        given
    };
    format!("{execution}/{name}")
}

/// Follows the history of one execution, and knows which callbacks are open.
#[derive(Debug)]
pub(super) struct Watch {
    execution: ExecutionArn,
    operations: HashMap<String, Operation>,
    /// By the operation's id.
    open: BTreeMap<String, Open>,
}

#[derive(Debug)]
struct Operation {
    name: Option<String>,
    sub_type: Option<String>,
    parent: Option<String>,
}

/// What an event did to the callbacks.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum News {
    Opened(Open),
    /// By its id.
    Closed(String),
}

impl Watch {
    /// Begins before the first event.
    pub(super) fn new(execution: ExecutionArn) -> Self {
        Self {
            execution,
            operations: HashMap::new(),
            open: BTreeMap::new(),
        }
    }

    /// Takes the next event.
    pub(super) fn see(&mut self, event: &Event<'_>) -> Option<News> {
        let id = event.id.as_deref()?;
        self.operations.entry(id.to_owned()).or_insert_with(|| Operation {
            name: event.name.as_deref().map(str::to_owned),
            sub_type: event.sub_type.as_deref().map(str::to_owned),
            parent: event.parent_id.as_deref().map(str::to_owned),
        });
        match event.details.as_ref()? {
            EventDetails::CallbackStarted {
                callback_id,
                timeout,
                heartbeat_timeout,
            } => {
                let open = Open {
                    id: callback_id.to_string(),
                    name: self.path(id),
                    execution: self.execution.clone(),
                    since: event.event_timestamp,
                    timeout: *timeout,
                    heartbeat_timeout: *heartbeat_timeout,
                };
                self.open.insert(id.to_owned(), open.clone());
                Some(News::Opened(open))
            }
            EventDetails::CallbackSucceeded { .. }
            | EventDetails::CallbackFailed { .. }
            | EventDetails::CallbackTimedOut { .. } => self.open.remove(id).map(|open| News::Closed(open.id)),
            details if details.is_terminal() => {
                self.open.clear();
                None
            }
            _ => None,
        }
    }

    /// What is open now.
    pub(super) fn open(&self) -> impl Iterator<Item = &Open> {
        self.open.values()
    }

    /// The name of a callback (decisions 26): of the `WaitForCallback` around it, else its own; before it
    /// the iterations and branches that it is in.
    fn path(&self, id: &str) -> Option<String> {
        let own = self.operations.get(id)?;
        let parent =
            |operation: &Operation| operation.parent.as_deref().and_then(|id| self.operations.get(id));
        let around = parent(own).filter(|parent| parent.sub_type.as_deref() == Some("WaitForCallback"));
        let named = around.filter(|around| around.name.is_some()).unwrap_or(own);
        let mut parts = vec![named.name.clone()?];
        let mut next = parent(named);
        // An id is its parent's at most once: the bound is against a service that answers nonsense.
        for _ in 0..self.operations.len() {
            let Some(context) = next.filter(|_| parts.len() <= MAX_CALLBACK_PATH) else {
                break;
            };
            if matches!(
                context.sub_type.as_deref(),
                Some("MapIteration" | "ParallelBranch")
            ) {
                parts.extend(context.name.clone());
            }
            next = parent(context);
        }
        parts.reverse();
        Some(parts.join("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(json: &str) -> Event<'static> {
        serde_json::from_str(json).unwrap()
    }

    fn watched(events: &[&str]) -> Watch {
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST/durable-execution/run/id";
        let mut watch = Watch::new(ExecutionArn::parse(arn).unwrap());
        for json in events {
            watch.see(&event(json));
        }
        watch
    }

    const STARTED: &str = r#""EventTimestamp":1.5,"EventId":9,"EventType":"CallbackStarted","CallbackStartedDetails":{"CallbackId":"cb"}"#;

    #[test]
    fn a_callback_has_the_name_of_the_wait_around_it() {
        let watch = watched(&[
            r#"{"EventType":"ContextStarted","EventId":2,"EventTimestamp":1,"Id":"m","Name":"orders","SubType":"Map","ContextStartedDetails":{}}"#,
            r#"{"EventType":"ContextStarted","EventId":3,"EventTimestamp":1,"Id":"i","ParentId":"m","Name":"item-2","SubType":"MapIteration","ContextStartedDetails":{}}"#,
            r#"{"EventType":"ContextStarted","EventId":4,"EventTimestamp":1,"Id":"w","ParentId":"i","Name":"approval","SubType":"WaitForCallback","ContextStartedDetails":{}}"#,
            &format!(r#"{{"Id":"c","ParentId":"w","Name":"approval create callback id",{STARTED}}}"#),
        ]);
        let open: Vec<&Open> = watch.open().collect();
        assert_eq!(open[0].name.as_deref(), Some("item-2/approval"));
        assert!(open[0].is_called("approval") && open[0].is_called("item-2/approval"));
        assert_eq!(open[0].full_name(), "run/item-2/approval");
    }

    #[test]
    fn an_answer_closes_it() {
        let started = format!(r#"{{"Id":"c","Name":"sign",{STARTED}}}"#);
        let watch = watched(&[&started]);
        assert_eq!(watch.open().next().unwrap().name.as_deref(), Some("sign"));
        let answered = r#"{"EventType":"CallbackSucceeded","EventId":10,"EventTimestamp":2,"Id":"c","CallbackSucceededDetails":{"Result":{"Truncated":true}}}"#;
        assert_eq!(watched(&[&started, answered]).open().count(), 0);
    }
}
