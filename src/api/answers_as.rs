//! Whose answers are given where the service and the official emulator differ: `start --answers-as`.
//!
//! All is as the service has it, unless somebody asks for the emulator that SAM CLI's own tests pin: the official one
//! up to 1.2.1. Then the places in [`EMULATOR_1_2`] are answered as it did, and nothing else. What the two have in
//! common is no row: to stop an execution that is over is a 200, and changes nothing.

use super::error::{NameIn, Refusal};
use super::extract::{ARN_PATH, Arn, Route, Verb};
use crate::execution::{Exception, Rejection};
use crate::wire::event::{Event, EventDetails};

/// Whose answers are given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AnswersAs {
    #[default]
    Service,
    /// The official emulator up to 1.2.1.
    Emulator12,
}

/// A place where the two differ.
enum Row {
    /// Every error: its body's `Type` names the exception, and no header does, so that a client sees the status.
    NamedInBody,
    /// A request that is refused for this: 404, and a text in which `{id}` is what was asked about and `{why}` is
    /// the service's text.
    NotFound(Ask, Why, &'static str),
    /// A step's success, or its last failure: how many seconds away an attempt is that never comes.
    NoAttemptIn(u32),
}

/// The table: the texts are those of its `executor.py` and `execution.py`.
const EMULATOR_1_2: [Row; 11] = [
    Row::NamedInBody,
    Row::NotFound(Ask::Get, Why::Unknown, "Execution {id} not found"),
    Row::NotFound(Ask::History, Why::Unknown, "Execution {id} not found"),
    Row::NotFound(Ask::Stop, Why::Unknown, "Execution {id} not found"),
    Row::NotFound(
        Ask::Succeed,
        Why::Closed,
        "Failed to process callback success: Callback operation [{id}] is not in STARTED state",
    ),
    Row::NotFound(
        Ask::Fail,
        Why::Closed,
        "Failed to process callback failure: Callback operation [{id}] is not in STARTED state",
    ),
    Row::NotFound(
        Ask::Heartbeat,
        Why::Closed,
        "Failed to process callback heartbeat: Callback {id} is not active",
    ),
    // It quotes Python's decoders here, and its own parts; nobody looks at why, so that we say it in our words.
    Row::NotFound(
        Ask::Succeed,
        Why::Unknown,
        "Failed to process callback success: {why}",
    ),
    Row::NotFound(
        Ask::Fail,
        Why::Unknown,
        "Failed to process callback failure: {why}",
    ),
    Row::NotFound(
        Ask::Heartbeat,
        Why::Unknown,
        "Failed to process callback heartbeat: {why}",
    ),
    Row::NoAttemptIn(0),
];

/// What is asked, of what the table knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    Get,
    History,
    Stop,
    Succeed,
    Fail,
    Heartbeat,
}

/// Why it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// There is none, or nothing could be called so.
    Unknown,
    /// The callback was answered, or waits no more.
    Closed,
}

/// What a request asks, and about what.
pub(super) struct Asked {
    ask: Ask,
    id: String,
}

impl AnswersAs {
    fn table(self) -> &'static [Row] {
        match self {
            Self::Service => &[],
            Self::Emulator12 => &EMULATOR_1_2,
        }
    }

    /// What a route asks, if the table might have something to say of it.
    pub(super) fn asked(self, route: &Route) -> Option<Asked> {
        if self.table().is_empty() {
            return None;
        }
        let (ask, id) = match route {
            Route::Execution(arn, Verb::Get) => (Ask::Get, text(arn)),
            Route::Execution(arn, Verb::History) => (Ask::History, text(arn)),
            Route::Execution(arn, Verb::Stop) => (Ask::Stop, text(arn)),
            Route::SucceedCallback(id) => (Ask::Succeed, id.clone()),
            Route::FailCallback(id) => (Ask::Fail, id.clone()),
            Route::HeartbeatCallback(id) => (Ask::Heartbeat, id.clone()),
            _ => return None,
        };
        Some(Asked { ask, id })
    }

    /// Where an error says which exception it is.
    pub(super) fn name_in(self) -> NameIn {
        let in_body = self.table().iter().any(|row| matches!(row, Row::NamedInBody));
        if in_body { NameIn::Body } else { NameIn::Header }
    }

    /// The refusal of a request, in the words that are asked for.
    pub(super) fn refusal(self, asked: Option<&Asked>, refusal: Refusal) -> Refusal {
        let (Some(asked), Refusal::Rejected(rejection)) = (asked, &refusal) else {
            return refusal;
        };
        let Some(why) = Why::of(rejection) else {
            return refusal;
        };
        let text = self.table().iter().find_map(|row| match row {
            Row::NotFound(ask, cause, text) if (*ask, *cause) == (asked.ask, why) => Some(*text),
            _ => None,
        });
        match text {
            Some(text) => {
                let text = text.replace("{why}", &rejection.to_string());
                Refusal::Exception(Exception::ResourceNotFound, text.replace("{id}", &asked.id))
            }
            None => refusal,
        }
    }

    /// An event of history, as it is asked for.
    pub(super) fn event(self, event: &mut Event) {
        let Some(
            EventDetails::StepSucceeded { retry_details, .. }
            | EventDetails::StepFailed { retry_details, .. },
        ) = &mut event.details
        else {
            return;
        };
        for row in self.table() {
            if let (Row::NoAttemptIn(seconds), Some(details)) = (row, &mut *retry_details) {
                details.next_attempt_delay_seconds.get_or_insert(*seconds);
            }
        }
    }
}

impl Why {
    fn of(rejection: &Rejection) -> Option<Self> {
        match rejection {
            Rejection::CallbackClosed => Some(Self::Closed),
            Rejection::UnknownExecution | Rejection::UnknownCallback | Rejection::InvalidCallbackId => {
                Some(Self::Unknown)
            }
            // What could not be an execution's address; other values have faults of their own.
            Rejection::Validation(violations) if violations.iter().any(|one| one.path == ARN_PATH) => {
                Some(Self::Unknown)
            }
            _ => None,
        }
    }
}

/// An execution's address as it was written.
fn text(arn: &Arn) -> String {
    match arn {
        Ok(arn) => arn.as_str().to_owned(),
        Err(Rejection::Validation(violations)) => violations
            .iter()
            .find_map(|violation| violation.value.clone())
            .unwrap_or_default(),
        Err(_) => String::new(),
    }
}
