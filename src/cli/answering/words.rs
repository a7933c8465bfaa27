//! What is said of callbacks.

use super::Unanswered;
use crate::cli::context::Context;
use crate::cli::exit::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::line::Line;
use crate::cli::output::{style, text};
use crate::cli::waiting::Open;

/// Columns of what somebody typed, and is no answer, that are said again.
const TYPED: usize = 40;

impl Unanswered {
    /// The error that a script gets.
    pub(in crate::cli) fn failure(&self, cx: &Context, endpoint: Option<&str>) -> Failure {
        let open = &self.open;
        let message = format!(
            "nobody answered the callback `{}` of execution `{}`",
            open.name.as_deref().unwrap_or(&open.id),
            open.execution.name()
        );
        let failure = Failure::new(ExitStatus::Failed, "CallbackUnanswered", message);
        let failure = match &self.file {
            Some(file) => failure.because(format!("`{}` has no answer to it", file.display())),
            None => failure.because("stdin is no terminal, or `--callback-timeout` elapsed"),
        };
        failure.hint(answer(cx, open, endpoint))
    }
}

pub(super) fn called(open: &Open) -> String {
    open.name
        .clone()
        .unwrap_or_else(|| "the callback without a name".to_owned())
}

/// Says that a callback waits, and how to answer it.
pub(super) fn announce(cx: &Context, open: &Open, endpoint: Option<&str>) -> String {
    let name = text::guarded(open.name.as_deref().unwrap_or("without a name"));
    format!("callback {name} is open: {}", answer(cx, open, endpoint))
}

/// The exact command that answers a callback.
fn answer(cx: &Context, open: &Open, endpoint: Option<&str>) -> String {
    let who = open.full_name();
    let mut words = vec!["callback", "succeed", &who, "--result", "null"];
    if let Some(endpoint) = endpoint {
        words.extend(["--endpoint", endpoint]);
    }
    text::guarded(&format!("answer it by `{}`", cx.command(&words)))
}

/// Why a line is no answer, and how to make it one.
pub(super) fn no_json(line: &str, error: &serde_json::Error) -> String {
    let told = error.to_string();
    let why = told.split(" at line ").next().unwrap_or_default();
    let shown = text::clipped(line, TYPED);
    let column = error.column();
    if line.chars().all(|c| c.is_alphanumeric() || c == ' ') {
        return format!("`{shown}` is not JSON; a text needs quotes: \"{shown}\"");
    }
    format!("`{shown}` is not JSON: {why}, column {column}")
}

/// What is asked, and what was typed so far.
pub(super) fn question(open: &Open, line: &Line, columns: usize) -> Vec<String> {
    let said = format!(
        "answer {} here? the result as JSON, !TEXT to fail it, or nothing to leave it open",
        text::guarded(&called(open))
    );
    let hint = style::HINT;
    let mut lines = text::wrapped(&said, columns);
    for line in &mut lines {
        *line = format!("{hint}{line}{hint:#}");
    }
    let typed = text::guarded(line.text());
    let room = columns.saturating_sub(3);
    let shown = if text::width(&typed) > room {
        format!("…{}", text::tail(&typed, room.saturating_sub(1)))
    } else {
        typed
    };
    lines.push(format!("> {shown}"));
    lines
}
