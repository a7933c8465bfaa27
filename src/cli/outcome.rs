//! How an execution ended: what is printed, and the exit code that tells it (decisions 27).

use super::args::Format;
use super::context::{Context, StorePlace};
use super::execution::One;
use super::exit::ExitStatus;
use super::failure::Failure;
use super::history::error_line;
use crate::client::Client;
use crate::execution::ExecutionArn;
use crate::wire::request::GetOutput;

/// Of the error of a process that ended by itself, and well.
const SILENT_END: &str = "Runtime exited without providing a reason";

/// How far an execution is, for a program that asks for JSON; a person hears of it on stderr.
pub(super) async fn show_open(cx: &Context, client: &Client, arn: &ExecutionArn) -> anyhow::Result<()> {
    if cx.printer.format() != Format::Text {
        cx.printer.answer(&One(client.get(arn, true).await?))?;
    }
    Ok(())
}

/// The end of an execution: result or error, and the code that tells them apart.
pub(super) fn close(cx: &Context, execution: GetOutput<'static>) -> anyhow::Result<ExitStatus> {
    let word = execution.status.clone();
    let status = ExitStatus::of(super::execution::status(&word)?);
    let name = execution.durable_execution_name.to_string();
    let error = execution.error.as_deref().cloned();
    let printed = match (cx.printer.format(), execution.result.as_deref()) {
        (Format::Text, Some(result)) => cx.printer.verbatim(result),
        (Format::Text, None) => Ok(()),
        (Format::Json | Format::Jsonl, _) => cx.printer.answer(&One(execution)),
    };
    if status == ExitStatus::Success {
        return printed.map(|()| status);
    }
    let how = word.to_lowercase().replace('_', " ");
    let verb = if how == "failed" {
        how
    } else {
        format!("was {how}").replace("was timed", "timed")
    };
    let mut failure = Failure::new(status, &word, format!("execution `{name}` {verb}"));
    if let Some(error) = &error {
        failure = failure.because(error_line(error));
        failure.code = error.error_type.clone().unwrap_or(failure.code);
    }
    if failure.code == "Runtime.ExitError" && failure.causes.iter().any(|cause| cause.ends_with(SILENT_END)) {
        // What every first program does that was no Lambda function before.
        return Err(failure
            .hint("it ended without asking for work: a function's `main` runs a handler, as `lambda_runtime::run` does")
            .into());
    }
    let history = cx.command(&["execution", "history", &name]);
    let kept = cx.store != StorePlace::Memory || cx.endpoint.is_some();
    Err(if kept {
        failure.hint(format!("`{history}` shows what happened"))
    } else {
        failure
    }
    .into())
}
