//! Exit codes: what a script learns (they are in every `--help`).

use std::process::ExitCode;

use crate::execution::ExecutionStatus;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ExitStatus {
    /// The execution succeeded, or the command did its work.
    Success,
    /// The execution failed, timed out or was stopped; it was not found, or not waited for to its end.
    Failed,
    /// The command line or the configuration is wrong.
    Usage,
    /// Our own or the environment's trouble.
    Trouble,
    /// Ctrl-C or SIGTERM.
    Interrupted,
}

impl ExitStatus {
    /// The number.
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Trouble => 3,
            Self::Interrupted => 130,
        }
    }

    /// What an execution's status means for the command that waited for it.
    pub(super) const fn of(status: ExecutionStatus) -> Self {
        match status {
            ExecutionStatus::Succeeded
            | ExecutionStatus::Running
            | ExecutionStatus::Pausing
            | ExecutionStatus::Paused => Self::Success,
            ExecutionStatus::Failed
            | ExecutionStatus::TimedOut
            | ExecutionStatus::Stopped
            | ExecutionStatus::Deleting => Self::Failed,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status.code())
    }
}
