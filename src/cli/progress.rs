//! What `invoke` says while an execution runs: plain lines, one for each operation that ended.

use std::collections::HashMap;

use super::history::details;
use super::output::{text, time};
use crate::execution::Timestamp;
use crate::wire::event::{Event, EventDetails as D};

/// Says of each operation, once, that it finished: `invoke`'s progress.
#[derive(Debug, Default)]
pub(super) struct Progress {
    started: HashMap<String, (Timestamp, usize)>,
}

impl Progress {
    /// A line for an event that ends something; nothing for the others.
    pub(super) fn line(&mut self, event: &Event<'_>) -> Option<String> {
        let id = event.id.as_deref()?;
        let at = event.event_timestamp.instant;
        let parent = event
            .parent_id
            .as_deref()
            .and_then(|parent| self.started.get(parent));
        let depth = parent.map_or(0, |(_, depth)| depth + 1);
        let (since, depth) = *self.started.entry(id.to_owned()).or_insert((at, depth));
        let mark = match event.details.as_ref()? {
            D::StepSucceeded { .. }
            | D::ContextSucceeded { .. }
            | D::WaitSucceeded { .. }
            | D::CallbackSucceeded { .. }
            | D::ChainedInvokeSucceeded { .. } => "✓",
            D::StepFailed { .. }
            | D::ContextFailed { .. }
            | D::CallbackFailed { .. }
            | D::CallbackTimedOut { .. }
            | D::ChainedInvokeFailed { .. }
            | D::ChainedInvokeTimedOut { .. }
            | D::ChainedInvokeStopped { .. } => "✗",
            D::WaitCancelled { .. } => "-",
            _ => return None,
        };
        let kind = event.sub_type.as_deref().unwrap_or(&event.event_type);
        let name = event.name.as_deref().unwrap_or_default();
        let said = if mark == "✗" {
            details(event)
        } else {
            String::new()
        };
        let took = time::duration(at.millis_since(since));
        let line = format!(
            "{:indent$}{mark} {kind} {name}  {took}  {said}",
            "",
            indent = depth * 2
        );
        Some(text::guarded(line.trim_end()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(json: &str) -> Event<'static> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn progress_is_indented_and_says_how_long() {
        let mut progress = Progress::default();
        let mut line = |json: &str| progress.line(&event(json));
        assert_eq!(
            line(
                r#"{"EventType":"ContextStarted","EventId":2,"EventTimestamp":1,"Id":"c","Name":"ship","SubType":"RunInChildContext","ContextStartedDetails":{}}"#
            ),
            None
        );
        assert_eq!(
            line(
                r#"{"EventType":"StepStarted","EventId":3,"EventTimestamp":1,"Id":"s","ParentId":"c","Name":"pack","SubType":"Step","StepStartedDetails":{}}"#
            ),
            None
        );
        assert_eq!(
            line(r#"{"EventType":"StepSucceeded","EventId":4,"EventTimestamp":1.25,"Id":"s","ParentId":"c","Name":"pack","SubType":"Step","StepSucceededDetails":{"Result":{"Payload":"1","Truncated":false}}}"#).as_deref(),
            Some("  ✓ Step pack  250ms")
        );
        assert_eq!(
            line(r#"{"EventType":"ContextFailed","EventId":5,"EventTimestamp":3,"Id":"c","Name":"ship","SubType":"RunInChildContext","ContextFailedDetails":{"Error":{"Payload":{"ErrorMessage":"no"},"Truncated":false}}}"#).as_deref(),
            Some("✗ RunInChildContext ship  2.00s  no")
        );
    }
}
