//! What functions printed: AWS keeps that elsewhere, so the shapes are ours, in AWS's manner.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::time::At;

/// Some of what was printed for an execution.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LogsOutput<'a> {
    pub lines: Vec<LogLine<'a>>,
    /// What `After` takes to go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
    /// How many of all lines are not kept.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub omitted: u64,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LogLine<'a> {
    /// Its number among all that were printed: where numbers are missing, lines are not kept.
    pub line: u64,
    pub timestamp: At,
    /// The invocation, or the call of a plain function, that printed it.
    pub request_id: Cow<'a, str>,
    pub function_name: Cow<'a, str>,
    /// `stdout` or `stderr`.
    pub stream: Cow<'a, str>,
    pub text: Cow<'a, str>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}
