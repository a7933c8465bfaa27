//! The few colors there are; anstream takes them away where none belong.

use anstyle::{AnsiColor, Style};

use crate::execution::ExecutionStatus;

pub(in crate::cli) const BOLD: Style = Style::new().bold();
pub(in crate::cli) const DIM: Style = Style::new().dimmed();
pub(in crate::cli) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(in crate::cli) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
pub(in crate::cli) const HINT: Style = AnsiColor::Cyan.on_default().bold();
pub(in crate::cli) const GOOD: Style = AnsiColor::Green.on_default();
pub(in crate::cli) const BAD: Style = AnsiColor::Red.on_default();
pub(in crate::cli) const OPEN: Style = AnsiColor::Yellow.on_default();

/// The color of a status.
pub(in crate::cli) const fn of_status(status: ExecutionStatus) -> Style {
    match status {
        ExecutionStatus::Succeeded => GOOD,
        ExecutionStatus::Failed | ExecutionStatus::TimedOut | ExecutionStatus::Stopped => BAD,
        ExecutionStatus::Running
        | ExecutionStatus::Deleting
        | ExecutionStatus::Pausing
        | ExecutionStatus::Paused => OPEN,
    }
}
