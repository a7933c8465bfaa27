//! `execution history`: what happened, as a table, a tree or a timeline, or as it happens.

use std::io::{self, Write};

use futures_util::TryStreamExt;
use serde::Serialize;

use super::args::Format;
use super::context::Context;
use super::exit::ExitStatus;
use super::find;
use super::interrupt::Interrupt;
use super::link::{Access, Link};
use super::operations::Operations;
use super::output::{Human, View, table, text, time};
use super::{timeline, tree};
use crate::execution::{ErrorObject, ExecutionArn};
use crate::wire::event::{Event, EventDetails as D, HeldError, HeldText, RetryDetails};
use crate::wire::query::{HistoryQuery, Page};

/// Characters of a payload that a table shows.
const PAYLOAD: usize = 100;
const DAY_MS: i64 = 86_400_000;
/// Events in one page.
const PAGE: u32 = 1_000;

/// What happened in an execution
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The execution: its ARN, its name, the start of its id, or `@last`
    #[arg(value_name = "EXECUTION")]
    execution: String,

    /// Go on until the execution ends
    #[arg(short, long, conflicts_with = "reverse")]
    follow: bool,

    /// Leave payloads, results and errors out
    #[arg(long)]
    no_data: bool,

    /// Newest first
    #[arg(long)]
    reverse: bool,

    /// How it is drawn: table, tree or timeline; with --follow, the last two once it is over
    #[arg(long, value_name = "VIEW", value_enum, default_value_t = Shape::Table,
          hide_possible_values = true, hide_default_value = true)]
    view: Shape,
}

/// How a person is shown history; documents are the same whatever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Shape {
    Table,
    Tree,
    Timeline,
}

/// The events, in the shape of AWS's answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct History {
    events: Vec<Event<'static>>,
    #[serde(skip)]
    drawn: Drawn,
}

#[derive(Debug)]
struct Drawn {
    shape: Shape,
    is_reversed: bool,
    name: String,
}

/// One event as it happens: a document for `-o jsonl`.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Line(Event<'static>);

/// Shows history.
pub(super) async fn run(args: Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    let link = Link::open(cx, Access::Read).await?;
    let result = show(&args, cx, &link).await;
    link.close().await;
    result
}

impl Args {
    fn drawn(&self, arn: &ExecutionArn) -> Drawn {
        Drawn {
            shape: self.view,
            is_reversed: self.reverse,
            name: arn.name().to_string(),
        }
    }
}

async fn show(args: &Args, cx: &Context, link: &Link) -> anyhow::Result<ExitStatus> {
    let arn = find::execution(cx, &link.client, &args.execution).await?;
    if args.follow {
        return follow(args, cx, link, &arn).await;
    }
    let query = HistoryQuery {
        include_execution_data: !args.no_data,
        reverse_order: args.reverse,
        page: Page {
            max_items: Some(PAGE),
            marker: None,
        },
    };
    let events = link.client.all_history(&arn, query).try_collect().await?;
    let drawn = args.drawn(&arn);
    cx.printer.answer(&History { events, drawn })?;
    Ok(ExitStatus::Success)
}

/// Prints events until the execution ends. What cannot be printed piece by piece, one JSON document or a drawing,
/// waits.
async fn follow(args: &Args, cx: &Context, link: &Link, arn: &ExecutionArn) -> anyhow::Result<ExitStatus> {
    if !link.is_live() {
        let execution = link.client.get(arn, false).await?;
        if !super::execution::status(&execution.status)?.is_closed() {
            return Err(super::execution::nobody_drives(cx, arn).into());
        }
    }
    let mut interrupt = Interrupt::install()?;
    let mut events = std::pin::pin!(link.client.follow(arn, !args.no_data));
    let mut whole = Vec::new();
    let is_whole = match cx.printer.format() {
        Format::Json => true,
        Format::Jsonl => false,
        Format::Text => args.view != Shape::Table,
    };
    loop {
        let event = tokio::select! {
            event = events.try_next() => event?,
            () = interrupt.heard() => return Ok(ExitStatus::Interrupted),
        };
        match event {
            Some(event) if is_whole => whole.push(event),
            Some(event) => cx.printer.answer(&Line(event))?,
            None => break,
        }
    }
    if is_whole {
        let drawn = args.drawn(arn);
        cx.printer.answer(&History { events: whole, drawn })?;
    }
    Ok(ExitStatus::Success)
}

impl View for History {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        if self.events.is_empty() {
            return writeln!(out, "nothing happened yet");
        }
        let Drawn {
            shape,
            is_reversed,
            name,
        } = &self.drawn;
        match shape {
            Shape::Table => {}
            Shape::Tree => return tree::write(out, name, &Operations::of(&self.events), *is_reversed),
            Shape::Timeline => {
                return timeline::write(out, name, &Operations::of(&self.events), *is_reversed);
            }
        }
        // A time of day would seem to run backwards.
        let ends = self.events.first().zip(self.events.last());
        let is_long = ends.is_some_and(|(first, last)| {
            let (first, last) = (first.event_timestamp.instant, last.event_timestamp.instant);
            last.millis_since(first).abs() >= DAY_MS
        });
        let rows = self.events.iter().map(|event| {
            vec![
                event.event_id.to_string(),
                if is_long {
                    time::instant(event.event_timestamp.instant)
                } else {
                    time::clock(event.event_timestamp.instant)
                },
                event.event_type.to_string(),
                event.name.as_deref().unwrap_or_default().to_owned(),
                details(event),
            ]
        });
        let columns = [
            table::whole("ID"),
            table::whole("TIME"),
            table::whole("EVENT"),
            table::name("NAME"),
            table::soft("DETAILS"),
        ];
        table::write(out, &columns, rows.collect())
    }

    fn rows(&self) -> Vec<serde_json::Result<String>> {
        self.events.iter().map(serde_json::to_string).collect()
    }
}

impl View for Line {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        let event = &self.0;
        let line = format!(
            "{:>4}  {}  {:<22}  {}  {}",
            event.event_id,
            time::clock(event.event_timestamp.instant),
            event.event_type,
            text::guarded(event.name.as_deref().unwrap_or("-")),
            text::guarded(&details(event)),
        );
        writeln!(out, "{}", line.trim_end())
    }
}

/// What is worth a look of an event, in one cell.
pub(super) fn details(event: &Event<'_>) -> String {
    let Some(details) = &event.details else {
        return String::new();
    };
    match details {
        D::ExecutionStarted {
            input,
            execution_timeout,
        } => join([held(input), format!("timeout {execution_timeout}s")]),
        D::ExecutionSucceeded { result }
        | D::ContextSucceeded { result }
        | D::CallbackSucceeded { result }
        | D::ChainedInvokeSucceeded { result } => held(result),
        D::ExecutionFailed { error }
        | D::ExecutionStopped { error }
        | D::ContextFailed { error }
        | D::CallbackFailed { error }
        | D::CallbackTimedOut { error }
        | D::ChainedInvokeFailed { error }
        | D::ChainedInvokeTimedOut { error }
        | D::ChainedInvokeStopped { error } => failed(error),
        D::ExecutionTimedOut { error } | D::WaitCancelled { error } => {
            error.as_ref().map(failed).unwrap_or_default()
        }
        D::ExecutionPaused { reason, .. } | D::ExecutionResumed { reason, .. } => {
            reason.as_ref().map(held).unwrap_or_default()
        }
        D::ContextStarted {} | D::StepStarted {} => String::new(),
        D::StepSucceeded {
            result,
            retry_details,
        } => join([attempt(retry_details.as_ref()), held(result)]),
        D::StepFailed { error, retry_details } => join([attempt(retry_details.as_ref()), failed(error)]),
        D::WaitStarted { duration, .. } => format!("{duration}s"),
        D::WaitSucceeded { duration } => duration
            .map(|duration| format!("{duration}s"))
            .unwrap_or_default(),
        D::CallbackStarted {
            callback_id,
            timeout,
            heartbeat_timeout,
        } => join([
            timeout
                .map(|seconds| format!("timeout {seconds}s"))
                .unwrap_or_default(),
            heartbeat_timeout
                .map(|seconds| format!("heartbeat {seconds}s"))
                .unwrap_or_default(),
            callback_id.to_string(),
        ]),
        D::ChainedInvokeStarted {
            function_name, input, ..
        } => join([
            function_name.to_string(),
            input.as_ref().map(held).unwrap_or_default(),
        ]),
        D::InvocationCompleted {
            start_timestamp,
            end_timestamp,
            error,
            ..
        } => join([
            time::duration(end_timestamp.instant.millis_since(start_timestamp.instant)),
            error.as_ref().map(failed).unwrap_or_default(),
        ]),
    }
}

fn join<const N: usize>(parts: [String; N]) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("  ")
}

fn held(held: &HeldText<'_>) -> String {
    held.payload
        .as_deref()
        .map(|text| text::clipped(text, PAYLOAD))
        .unwrap_or_default()
}

fn failed(held: &HeldError<'_>) -> String {
    held.payload
        .as_deref()
        .map(|error| text::clipped(&error_line(error), PAYLOAD))
        .unwrap_or_default()
}

/// `Type: message`, or the one of them that is there.
pub(super) fn error_line(error: &ErrorObject) -> String {
    match (&error.error_type, &error.error_message) {
        (Some(kind), Some(message)) => format!("{kind}: {message}"),
        (Some(text), None) | (None, Some(text)) => text.clone(),
        (None, None) => "an error without words".to_owned(),
    }
}

fn attempt(retry: Option<&RetryDetails>) -> String {
    match retry {
        Some(retry) => match retry.next_attempt_delay_seconds {
            Some(delay) => format!("attempt {}, again in {delay}s", retry.current_attempt),
            None if retry.current_attempt > 1 => format!("attempt {}", retry.current_attempt),
            None => String::new(),
        },
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(json: &str) -> Event<'static> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn details_say_what_counts() {
        for (json, said) in [
            (
                r#"{"EventType":"StepFailed","EventId":3,"EventTimestamp":1,"Id":"a","StepFailedDetails":{"Error":{"Payload":{"ErrorType":"T","ErrorMessage":"m"},"Truncated":false},"RetryDetails":{"CurrentAttempt":1,"NextAttemptDelaySeconds":2}}}"#,
                "attempt 1, again in 2s  T: m",
            ),
            (
                r#"{"EventType":"WaitStarted","EventId":3,"EventTimestamp":1,"Id":"a","WaitStartedDetails":{"Duration":5,"ScheduledEndTimestamp":6}}"#,
                "5s",
            ),
            (
                r#"{"EventType":"StepSucceeded","EventId":3,"EventTimestamp":1,"Id":"a","StepSucceededDetails":{"Result":{"Truncated":true},"RetryDetails":{"CurrentAttempt":1}}}"#,
                "",
            ),
        ] {
            assert_eq!(details(&event(json)), said);
        }
    }
}
