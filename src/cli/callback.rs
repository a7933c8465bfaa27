//! `callback`: answer what executions wait for.

use std::io::{self, Write};

use serde::Serialize;

use super::args::ErrorArgs;
use super::context::Context;
use super::exit::ExitStatus;
use super::find;
use super::link::{Access, Link};
use super::output::{Human, View, table, text, time};
use super::payload::CallbackResult;
use crate::execution::Timestamp;
use crate::execution::limits::MAX_PAGE;
use crate::wire::private::ListedCallback;
use crate::wire::query::{CallbacksQuery, Page};
use crate::wire::time::At;

/// Answer what executions wait for
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    List(List),
    Succeed(Succeed),
    Fail(Fail),
    Heartbeat(Heartbeat),
}

/// Open callbacks, oldest first
#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// Only of this execution
    #[arg(long, value_name = "EXECUTION")]
    execution: Option<String>,

    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = super::args::positive)]
    limit: usize,
}

/// Answer a callback
#[derive(Debug, clap::Args)]
pub(super) struct Succeed {
    /// The callback: its id, `EXECUTION/NAME`, or its name if only one is open
    #[arg(value_name = "CALLBACK")]
    callback: String,

    #[command(flatten)]
    result: CallbackResult,
}

/// Answer a callback with an error
#[derive(Debug, clap::Args)]
pub(super) struct Fail {
    /// The callback: its id, `EXECUTION/NAME`, or its name if only one is open
    #[arg(value_name = "CALLBACK")]
    callback: String,

    #[command(flatten)]
    error: ErrorArgs,
}

/// Say that a callback's answer is still to come
#[derive(Debug, clap::Args)]
pub(super) struct Heartbeat {
    /// The callback: its id, `EXECUTION/NAME`, or its name if only one is open
    #[arg(value_name = "CALLBACK")]
    callback: String,
}

/// Runs one of them.
pub(super) async fn run(command: Command, cx: &Context) -> anyhow::Result<ExitStatus> {
    let (access, result) = match &command {
        Command::List(_) => (Access::Read, Vec::new()),
        // Read before the store is opened: stdin may take its time.
        Command::Succeed(args) => (Access::Write, args.result.read()?),
        Command::Fail(_) | Command::Heartbeat(_) => (Access::Write, Vec::new()),
    };
    let link = Link::open(cx, access).await?;
    let done = answer(command, result, cx, &link).await;
    let is_live = link.is_live();
    link.close().await;
    let done = done?;
    if access == Access::Write && !is_live {
        cx.printer.note(&on_disk(cx));
    }
    Ok(done)
}

/// What was done waits for somebody to go on with it.
pub(super) fn on_disk(cx: &Context) -> String {
    let start = cx.command(&["start"]);
    format!("it is on disk; no emulator runs: `{start}` goes on")
}

async fn answer(command: Command, result: Vec<u8>, cx: &Context, link: &Link) -> anyhow::Result<ExitStatus> {
    let client = &link.client;
    let (meant, verb) = match command {
        Command::List(args) => return list(args, cx, link).await,
        Command::Succeed(args) => {
            let meant = find::callback(cx, client, &args.callback).await?;
            client.succeed_callback(&meant.id, result).await?;
            (meant, "succeeded")
        }
        Command::Fail(args) => {
            let meant = find::callback(cx, client, &args.callback).await?;
            client
                .fail_callback(&meant.id, &args.error.error().unwrap_or_default())
                .await?;
            (meant, "failed")
        }
        Command::Heartbeat(args) => {
            let meant = find::callback(cx, client, &args.callback).await?;
            client.heartbeat_callback(&meant.id).await?;
            (meant, "alive")
        }
    };
    cx.printer.answer(&Answered {
        callback_id: meant.id,
        outcome: verb,
        called: meant.called,
    })?;
    Ok(ExitStatus::Success)
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Answered {
    callback_id: String,
    outcome: &'static str,
    #[serde(skip)]
    called: String,
}

impl View for Answered {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        writeln!(out, "{} {}", self.outcome, text::guarded(&self.called))
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Callbacks {
    callbacks: Vec<ListedCallback<'static>>,
    /// The emulator's.
    #[serde(skip)]
    now: Timestamp,
}

async fn list(args: List, cx: &Context, link: &Link) -> anyhow::Result<ExitStatus> {
    let arn = match &args.execution {
        Some(text) => Some(find::execution(cx, &link.client, text).await?.to_string()),
        None => None,
    };
    let mut query = CallbacksQuery {
        arn,
        ..CallbacksQuery::default()
    };
    let mut shown = Callbacks {
        callbacks: Vec::new(),
        now: Timestamp::default(),
    };
    let has_more = loop {
        let missing = u32::try_from(args.limit - shown.callbacks.len()).unwrap_or(MAX_PAGE);
        query.page = Page {
            max_items: Some(missing.min(MAX_PAGE)),
            marker: query.page.marker.take(),
        };
        let page = find::open(&link.client, &query).await?;
        shown.callbacks.extend(page.callbacks);
        shown.now = page.now.instant;
        query.page.marker = page.next_marker;
        if shown.callbacks.len() >= args.limit || query.page.marker.is_none() {
            break shown.callbacks.len() > args.limit || query.page.marker.is_some();
        }
    };
    shown.callbacks.truncate(args.limit);
    cx.printer.answer(&shown)?;
    if has_more {
        cx.printer.note(&format!(
            "there are more than {}: `--limit N` shows them",
            args.limit
        ));
    }
    Ok(ExitStatus::Success)
}

impl View for Callbacks {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        if self.callbacks.is_empty() {
            return writeln!(out, "no open callbacks");
        }
        // What stands first can be pasted.
        let names = find::distinct(&self.callbacks);
        let rows = names.into_iter().zip(&self.callbacks).map(|(name, open)| {
            vec![
                name,
                time::duration(self.now.millis_since(open.start_timestamp.instant)),
                self.left(open.timeout_timestamp),
                self.left(open.heartbeat_timestamp),
            ]
        });
        let columns = [
            table::whole("CALLBACK"),
            table::whole("AGE"),
            table::whole("LEFT"),
            table::whole("HEARTBEAT"),
        ];
        table::write(out, &columns, rows.collect())
    }

    fn rows(&self) -> Vec<serde_json::Result<String>> {
        self.callbacks.iter().map(serde_json::to_string).collect()
    }
}

impl Callbacks {
    /// The time until a deadline. One that has passed is still open: nobody drives its execution.
    fn left(&self, deadline: Option<At>) -> String {
        match deadline.map(|at| at.instant.millis_since(self.now)) {
            None => "—".to_owned(),
            Some(..=0) => "over".to_owned(),
            Some(left) => time::duration(left),
        }
    }
}
