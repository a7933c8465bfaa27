//! `execution`: look at executions; what is done to them is in [`control`].

use std::io::{self, Write};

use futures_util::StreamExt;
use serde::Serialize;

use super::context::Context;
use super::exit::ExitStatus;
use super::failure::Failure;
use super::link::{Access, Link};
use super::output::{Human, View, style, table, text, time};
use super::since::{self, Since};
use super::{callback, control, find, history, logs, rerun, wait};
use crate::engine::clock::Clock;
use crate::execution::{ErrorObject, ExecutionArn, ExecutionName, ExecutionStatus};
use crate::wire::query::{ListQuery, Page};
use crate::wire::request::{GetOutput, ListedExecution};

/// Executions in one page.
const PAGE: usize = 1_000;
/// Characters of a name that the table shows.
const NAME: usize = 36;
/// Characters of a payload that `get` shows.
const PAYLOAD: usize = 2_000;
/// Characters of an id that the table shows: more if they would not tell two apart.
const ID: usize = 8;

/// Look at executions, wait for them, run them again; stop, pause or delete them
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    List(List),
    Get(Get),
    History(history::Args),
    Logs(logs::Args),
    Wait(wait::Args),
    Rerun(Box<rerun::Args>),
    Stop(control::Stop),
    Pause(control::Pause),
    Resume(control::Resume),
    Delete(control::Delete),
}

/// What ran, newest first
#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// Only of this function
    #[arg(long, value_name = "FUNCTION")]
    function: Option<String>,

    /// Only with this status: running, pausing, paused, succeeded, failed, timed-out, stopped; repeat for more
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = parse_status)]
    status: Vec<ExecutionStatus>,

    /// Only with this name
    #[arg(long, value_parser = parse_name)]
    name: Option<ExecutionName>,

    /// Only what started after this: so long ago (90s, 15m, 2h, 3d), or an instant
    #[arg(long, value_name = "WHEN", value_parser = since::parse)]
    since: Option<Since>,

    /// Only what started before this
    #[arg(long, value_name = "WHEN", value_parser = since::parse)]
    until: Option<Since>,

    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = super::args::positive)]
    limit: usize,

    /// Oldest first
    #[arg(long)]
    reverse: bool,
}

/// One execution, in full
#[derive(Debug, clap::Args)]
pub(super) struct Get {
    /// The execution: its ARN, its name, the start of its id, or `@last`
    #[arg(value_name = "EXECUTION")]
    execution: String,
}

/// Runs one of them.
pub(super) async fn run(command: Command, cx: &Context) -> anyhow::Result<ExitStatus> {
    match command {
        Command::List(args) => on(cx, Access::Read, async |link| list(args, cx, link).await).await,
        Command::Get(args) => on(cx, Access::Read, async |link| get(args, cx, link).await).await,
        Command::History(args) => history::run(args, cx).await,
        Command::Logs(args) => logs::run(args, cx).await,
        Command::Wait(args) => wait::run(args, cx).await,
        Command::Rerun(args) => rerun::run(*args, cx).await,
        Command::Stop(args) => {
            on(cx, Access::Write, async |link| {
                control::stop(args, cx, link).await
            })
            .await
        }
        Command::Pause(args) => {
            on(cx, Access::Write, async |link| {
                control::pause(args, cx, link).await
            })
            .await
        }
        Command::Resume(args) => {
            let resume = async |link: &Link| {
                let status = control::resume(args, cx, link).await?;
                if !link.is_live() {
                    cx.printer.note(&callback::on_disk(cx));
                }
                Ok(status)
            };
            on(cx, Access::Write, resume).await
        }
        Command::Delete(args) => {
            on(cx, Access::Write, async |link| {
                control::delete(args, cx, link).await
            })
            .await
        }
    }
}

/// Does something by whoever serves the store, and lets go of it.
async fn on(
    cx: &Context,
    access: Access,
    work: impl AsyncFnOnce(&Link) -> anyhow::Result<ExitStatus>,
) -> anyhow::Result<ExitStatus> {
    let link = Link::open(cx, access).await?;
    let result = work(&link).await;
    link.close().await;
    result
}

/// Reads a status as people write it: `running`, `timed-out`, `TIMED_OUT`.
fn parse_status(text: &str) -> Result<ExecutionStatus, String> {
    ExecutionStatus::parse(&text.to_uppercase().replace('-', "_"))
        .ok_or_else(|| format!("a status is one of {}", ExecutionStatus::WORDS.join(", ")))
}

/// Reads the name of an execution.
pub(super) fn parse_name(text: &str) -> Result<ExecutionName, String> {
    ExecutionName::parse(text).map_err(|_| {
        format!(
            "a name is 1 to {} letters, digits, `-` and `_`",
            ExecutionName::MAX
        )
    })
}

/// A service's word for a status.
pub(super) fn status(word: &str) -> Result<ExecutionStatus, Failure> {
    ExecutionStatus::parse(word).ok_or_else(|| {
        Failure::new(
            ExitStatus::Trouble,
            "NotAnEmulator",
            format!("`{word}` is no status"),
        )
    })
}

/// Nothing will happen by itself (decisions 20).
pub(super) fn nobody_drives(cx: &Context, arn: &ExecutionArn) -> Failure {
    let message = format!(
        "execution `{}` is not over, and no emulator runs to drive it",
        arn.name()
    );
    Failure::new(ExitStatus::Trouble, "NotRunning", message)
        .hint(format!("go on by `{}`", cx.command(&["start"])))
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Executions {
    durable_executions: Vec<ListedExecution<'static>>,
}

async fn list(args: List, cx: &Context, link: &Link) -> anyhow::Result<ExitStatus> {
    let now = Clock::Wall.now();
    let query = ListQuery {
        name: args.name,
        statuses: args.status,
        started_after: args.since.map(|since| since.at(now)),
        started_before: args.until.map(|until| until.at(now)),
        reverse_order: args.reverse,
        page: Page {
            max_items: u32::try_from(args.limit.clamp(1, PAGE)).ok(),
            marker: None,
        },
        ..ListQuery::default()
    };
    let mut all = std::pin::pin!(
        link.client
            .list_all(args.function.as_deref(), query)
            .take(args.limit)
    );
    let mut durable_executions = Vec::new();
    while let Some(execution) = all.next().await {
        durable_executions.push(execution?);
    }
    cx.printer.answer(&Executions { durable_executions })?;
    Ok(ExitStatus::Success)
}

impl View for Executions {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        if self.durable_executions.is_empty() {
            return writeln!(out, "no executions");
        }
        let length = self.id_length();
        let rows = self.durable_executions.iter().map(|execution| {
            let started = execution.start_timestamp.instant;
            let took = execution
                .end_timestamp
                .map(|end| time::duration(end.instant.millis_since(started)));
            let id: String = find::id(execution).chars().take(length).collect();
            let function = execution.function_arn.split(':').nth(6).unwrap_or_default();
            vec![
                id,
                execution.status.to_string(),
                function.to_owned(),
                text::middle(&execution.durable_execution_name, NAME),
                time::instant(started),
                took.unwrap_or_default(),
            ]
        });
        let columns = [
            table::whole("ID"),
            table::whole("STATUS"),
            table::name("FUNCTION"),
            table::name("NAME"),
            table::whole("STARTED"),
            table::whole("TOOK"),
        ];
        table::write(out, &columns, rows.collect())
    }

    fn rows(&self) -> Vec<serde_json::Result<String>> {
        self.durable_executions
            .iter()
            .map(serde_json::to_string)
            .collect()
    }
}

impl Executions {
    /// The shortest prefix, from [`ID`] on, that tells the listed ids apart: any of them can be pasted.
    fn id_length(&self) -> usize {
        let mut ids: Vec<&str> = self.durable_executions.iter().map(find::id).collect();
        ids.sort_unstable();
        let shared = |pair: &[&str]| {
            pair[0]
                .bytes()
                .zip(pair[1].bytes())
                .take_while(|(a, b)| a == b)
                .count()
        };
        ids.windows(2)
            .map(shared)
            .max()
            .map_or(ID, |shared| ID.max(shared + 1))
    }
}

/// One execution, in the shape of AWS's answer.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct One(pub GetOutput<'static>);

async fn get(args: Get, cx: &Context, link: &Link) -> anyhow::Result<ExitStatus> {
    let arn = find::execution(cx, &link.client, &args.execution).await?;
    cx.printer.answer(&One(link.client.get(&arn, true).await?))?;
    Ok(ExitStatus::Success)
}

impl View for One {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        let one = &self.0;
        let color = ExecutionStatus::parse(&one.status)
            .map(style::of_status)
            .unwrap_or_default();
        let (bold, dim) = (style::BOLD, style::DIM);
        let name = text::guarded(&one.durable_execution_name);
        writeln!(out, "{bold}{name}{bold:#}  {color}{}{color:#}", one.status)?;
        let started = one.start_timestamp.instant;
        let ended = one.end_timestamp.map(|end| {
            let took = time::duration(end.instant.millis_since(started));
            format!("{} ({took})", time::instant(end.instant))
        });
        let timeout = one
            .expected_execution_timeout_timestamp
            .map(|at| time::instant(at.instant));
        let payload = |text: &str| text::clipped(text, PAYLOAD);
        let rows = [
            ("arn", Some(one.durable_execution_arn.to_string())),
            ("function", Some(one.function_arn.to_string())),
            ("started", Some(time::instant(started))),
            ("ended", ended),
            ("times out", timeout),
            ("input", one.input_payload.as_deref().map(payload)),
            ("result", one.result.as_deref().map(payload)),
            (
                "error",
                one.error
                    .as_deref()
                    .filter(|error| **error != ErrorObject::default())
                    .map(history::error_line)
                    .as_deref()
                    .map(payload),
            ),
        ];
        for (label, value) in rows {
            if let Some(value) = value {
                writeln!(out, "  {dim}{label:<10}{dim:#}{}", text::guarded(&value))?;
            }
        }
        for line in one
            .error
            .iter()
            .filter_map(|error| error.stack_trace.as_deref())
            .flatten()
        {
            writeln!(out, "  {:<10}{}", "", text::guarded(line))?;
        }
        Ok(())
    }
}
