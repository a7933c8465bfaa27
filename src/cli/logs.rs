//! `execution logs`: what functions printed for an execution, by invocation.

use std::collections::HashMap;
use std::io::{self, Write};

use clap::ValueEnum;
use futures_util::TryStreamExt;
use serde::Serialize;

use super::args::Format;
use super::context::Context;
use super::exit::ExitStatus;
use super::failure::Failure;
use super::find;
use super::interrupt::Interrupt;
use super::invocations::{Caller, Invocations, Wanted};
use super::link::{Access, Link};
use super::output::{Human, View, style, text, time};
use crate::client::{Client, ClientError};
use crate::execution::ExecutionArn;
use crate::wire::logs::LogLine;

/// What functions printed
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The newest 10,000 lines of an execution are kept, and about 1 MiB of them; what a plain function prints that the
execution calls belongs to it too. What a function behind somebody else's address prints is not seen.")]
pub(super) struct Args {
    /// The execution: its ARN, its name, the start of its id, or `@last`
    #[arg(value_name = "EXECUTION")]
    execution: String,

    /// Go on until the execution ends
    #[arg(short, long)]
    follow: bool,

    /// Only of this invocation: its number, or the start of its request id
    #[arg(long, value_name = "INVOCATION", value_parser = Wanted::parse)]
    invocation: Option<Wanted>,

    /// Only what was written to stdout, or to stderr
    #[arg(long, value_name = "STREAM", value_enum, hide_possible_values = true)]
    stream: Option<Stream>,
}

/// Where a function writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stream {
    Stdout,
    Stderr,
}

/// Shows them.
pub(super) async fn run(args: Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    let interrupt = Interrupt::install()?;
    let link = Link::open(cx, Access::Read).await?;
    let result = show(&args, cx, &link, interrupt).await;
    link.close().await;
    result
}

async fn show(
    args: &Args,
    cx: &Context,
    link: &Link,
    mut interrupt: Interrupt,
) -> anyhow::Result<ExitStatus> {
    let client = &link.client;
    let arn = find::execution(cx, client, &args.execution).await?;
    if args.follow && !link.is_live() {
        let execution = client.get(&arn, false).await?;
        if !super::execution::status(&execution.status)?.is_closed() {
            return Err(super::execution::nobody_drives(cx, &arn).into());
        }
    }
    if args.follow && cx.printer.format() != Format::Json {
        return follow(args, cx, client, &arn, interrupt).await;
    }
    if args.follow {
        // One document cannot be printed piece by piece.
        let over = tokio::select! {
            over = end(client, &arn) => over,
            () = interrupt.heard() => return Ok(ExitStatus::Interrupted),
        };
        if let Err(error) = over {
            return Err(no_logs(cx, client, &arn, error).await);
        }
    }
    let all = match client.all_logs(&arn, 0).await {
        Err(error) => return Err(no_logs(cx, client, &arn, error).await),
        Ok(all) => all,
    };
    let mut invocations = Invocations::of(&arn);
    if args.invocation.is_some() || cx.printer.format() == Format::Text {
        invocations.look(client).await?;
    }
    if let Some(wanted) = &args.invocation {
        refuse_unknown(wanted, &invocations, &all.lines, &arn)?;
    }
    let mut printed = Printed {
        lines: Vec::new(),
        omitted: all.omitted,
        shown: Vec::new(),
    };
    let mut last = 0;
    for line in all.lines {
        let caller = invocations.caller(&line);
        let missing = line.line.saturating_sub(last + 1);
        last = line.line;
        if args.wants(&line, &caller) {
            printed.shown.push((caller, missing));
            printed.lines.push(line);
        }
    }
    cx.printer.answer(&printed)?;
    Ok(ExitStatus::Success)
}

/// Returns when nothing more will be printed.
async fn end(client: &Client, arn: &ExecutionArn) -> Result<(), ClientError> {
    let mut lines = std::pin::pin!(client.follow_logs(arn));
    while lines.try_next().await?.is_some() {}
    Ok(())
}

impl Args {
    fn wants(&self, line: &LogLine<'_>, caller: &Caller) -> bool {
        let stream = match self.stream {
            None => true,
            Some(Stream::Stdout) => line.stream == "stdout",
            Some(Stream::Stderr) => line.stream == "stderr",
        };
        stream
            && self
                .invocation
                .as_ref()
                .is_none_or(|wanted| wanted.is(&line.request_id, caller))
    }
}

/// Prints lines until the execution ends.
async fn follow(
    args: &Args,
    cx: &Context,
    client: &Client,
    arn: &ExecutionArn,
    mut interrupt: Interrupt,
) -> anyhow::Result<ExitStatus> {
    let mut invocations = Invocations::of(arn);
    let mut lines = std::pin::pin!(client.follow_logs(arn));
    let (mut last, mut before, mut is_empty) = (0, None, true);
    loop {
        let line = tokio::select! {
            line = lines.try_next() => line,
            () = interrupt.heard() => return Ok(ExitStatus::Interrupted),
        };
        let line = match line {
            Err(error) => return Err(no_logs(cx, client, arn, error).await),
            Ok(None) => break,
            Ok(Some(line)) => line,
        };
        let is_named = args.invocation.is_some() || cx.printer.format() == Format::Text;
        if is_named && !invocations.knows(&line) {
            invocations.look(client).await?;
        }
        let caller = invocations.caller(&line);
        let missing = line.line.saturating_sub(last + 1);
        last = line.line;
        if args.wants(&line, &caller) {
            is_empty = false;
            let is_new = before.as_deref() != Some(&*line.request_id);
            before = Some(line.request_id.to_string());
            cx.printer.answer(&One {
                caller: is_new.then_some(caller),
                missing,
                line,
            })?;
        }
    }
    if is_empty && cx.printer.format() == Format::Text {
        cx.printer.answer(&Printed::default())?;
    }
    Ok(ExitStatus::Success)
}

/// What to say of an emulator that does not know the route: only ours keeps what functions print.
async fn no_logs(cx: &Context, client: &Client, arn: &ExecutionArn, error: ClientError) -> anyhow::Error {
    let is_foreign = error.is_not_found() || matches!(error, ClientError::Protocol { .. });
    // The execution is there, so it is the logs that are not.
    if !is_foreign || client.get(arn, false).await.is_err() {
        return error.into();
    }
    let message = format!(
        "the emulator at {} does not keep what functions print",
        client.endpoint()
    );
    let hint = if cx.endpoint.is_some() {
        "look where its functions run".to_owned()
    } else {
        let (stop, start) = (cx.command(&["stop"]), cx.command(&["start"]));
        format!("it is of another version: `{stop}`, then `{start}`")
    };
    Failure::new(ExitStatus::Failed, "NoLogs", message)
        .hint(hint)
        .into()
}

fn refuse_unknown(
    wanted: &Wanted,
    invocations: &Invocations,
    lines: &[LogLine<'_>],
    arn: &ExecutionArn,
) -> Result<(), Failure> {
    let has_printed = |line: &LogLine<'_>| wanted.is(&line.request_id, &invocations.caller(line));
    if invocations.has(wanted) || lines.iter().any(has_printed) {
        return Ok(());
    }
    let message = format!("execution `{}` has no invocation {wanted}", arn.name());
    let count = invocations.count();
    Err(Failure::new(ExitStatus::Failed, "UnknownInvocation", message)
        .hint(format!("{count} of its invocations have ended")))
}

/// Lines, in the shape of the emulator's answer.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Printed {
    lines: Vec<LogLine<'static>>,
    /// How many of all lines are not kept.
    #[serde(skip_serializing_if = "is_zero")]
    omitted: u64,
    /// Of each line: whose it is, and how many are missing before it.
    #[serde(skip)]
    shown: Vec<(Caller, u64)>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl View for Printed {
    /// By invocation: two that ran at once do not alternate.
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        if self.lines.is_empty() {
            return writeln!(out, "no output");
        }
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (index, line) in self.lines.iter().enumerate() {
            let place = *places.entry(&line.request_id).or_insert(groups.len());
            match groups.get_mut(place) {
                Some(group) => group.push(index),
                None => groups.push(vec![index]),
            }
        }
        for group in groups {
            let mut caller = Some(&self.shown[group[0]].0);
            for index in group {
                write_line(out, caller.take(), self.shown[index].1, &self.lines[index])?;
            }
        }
        Ok(())
    }

    fn rows(&self) -> Vec<serde_json::Result<String>> {
        self.lines.iter().map(serde_json::to_string).collect()
    }
}

/// One line as it is printed: a document for `-o jsonl`.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct One {
    line: LogLine<'static>,
    /// Whose it is, if that is new.
    #[serde(skip)]
    caller: Option<Caller>,
    #[serde(skip)]
    missing: u64,
}

impl View for One {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        write_line(out, self.caller.as_ref(), self.missing, &self.line)
    }
}

fn write_line(
    out: &mut Human<'_>,
    caller: Option<&Caller>,
    missing: u64,
    line: &LogLine<'_>,
) -> io::Result<()> {
    let dim = style::DIM;
    if let Some(caller) = caller {
        let (request, at) = (
            text::guarded(&line.request_id),
            time::clock(line.timestamp.instant),
        );
        writeln!(out, "{dim}{caller}  {request}  {at}{dim:#}")?;
    }
    match missing {
        0 => {}
        1 => writeln!(out, "{dim}… 1 line is not kept{dim:#}")?,
        missing => writeln!(out, "{dim}… {missing} lines are not kept{dim:#}")?,
    }
    for line in text::printed(&line.text) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
