//! The row that the store keeps beside each journal: what lists, recovery and retention need without a replay.

use super::pace::Pace;
use super::status::ExecutionStatus;
use super::time::Timestamp;

/// What is indexed of an execution; derived from the journal, written in the transaction of every append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub status: ExecutionStatus,
    pub started_at: Timestamp,
    /// Set when, and only when, the execution is closed.
    pub ended_at: Option<Timestamp>,
    /// When a lane must look at it next; `None` if nothing will happen by itself. Not later than the state's
    /// own next deadline; [`Row::AT_ONCE`] if something is in flight or wanted.
    pub wake_at: Option<Timestamp>,
    /// When retention removes it.
    pub expires_at: Option<Timestamp>,
    /// How the time of the journal relates to the machine's.
    pub pace: Pace,
}

impl Row {
    /// A time that has come whatever the clock says, even one that went back while nobody looked.
    pub const AT_ONCE: Timestamp = Timestamp::from_millis(0);
}
