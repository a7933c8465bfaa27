//! Answers of the routes that are the emulator's own, in AWS's manner.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::time::At;
use crate::execution::{ExecutionArn, OpenCallback, Pace, Timestamp};

/// Open callbacks, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CallbacksOutput<'a> {
    pub callbacks: Vec<ListedCallback<'a>>,
    /// What the machine's clock shows: ages and deadlines are told from it.
    pub now: At,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
}

/// An open callback.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListedCallback<'a> {
    pub callback_id: Cow<'a, str>,
    /// What it is called in its execution; absent if nobody named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Cow<'a, str>>,
    pub durable_execution_arn: Cow<'a, str>,
    pub start_timestamp: At,
    /// Seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u32>,
    /// Seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heartbeat_timeout: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_timestamp: Option<At>,
    /// When the heartbeat that is due next is late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heartbeat_timestamp: Option<At>,
}

impl<'a> ListedCallback<'a> {
    /// Shows what the index knows of a callback. All instants are the machine's, at which they come to pass, whatever
    /// time the journal holds.
    pub fn of(arn: &'a ExecutionArn, open: &'a OpenCallback, pace: &Pace) -> Self {
        let at = |at: Timestamp| pace.machine(at).into();
        Self {
            callback_id: open.id.as_str().into(),
            name: open.name.as_deref().map(Into::into),
            durable_execution_arn: arn.as_str().into(),
            start_timestamp: at(open.started_at),
            timeout: open.timeout_s,
            heartbeat_timeout: open.heartbeat_s,
            timeout_timestamp: open.timeout_at().map(at),
            heartbeat_timestamp: open.heartbeat_at().map(at),
        }
    }
}
