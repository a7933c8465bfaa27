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
use super::waiting::{self, Open};

/// Answer what executions wait for
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    List(List),
    Succeed(Succeed),
    Fail(Fail),
    Heartbeat(Heartbeat),
}

/// Open callbacks
#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// Only of this execution
    #[arg(long, value_name = "EXECUTION")]
    execution: Option<String>,
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
    callbacks: Vec<Open>,
}

async fn list(args: List, cx: &Context, link: &Link) -> anyhow::Result<ExitStatus> {
    let callbacks = match args.execution {
        Some(text) => {
            let arn = find::execution(cx, &link.client, &text).await?;
            waiting::of(&link.client, &arn).await?
        }
        None => waiting::all(&link.client).await?,
    };
    cx.printer.answer(&Callbacks { callbacks })?;
    Ok(ExitStatus::Success)
}

impl View for Callbacks {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        if self.callbacks.is_empty() {
            return writeln!(out, "no open callbacks");
        }
        let rows = self.callbacks.iter().map(|open| {
            // What stands first can be pasted: the name, or the id where two have one name.
            let name = open.full_name();
            let is_only = self
                .callbacks
                .iter()
                .filter(|other| other.full_name() == name)
                .count()
                == 1;
            vec![
                if is_only { name } else { open.id.clone() },
                time::instant(open.since.instant),
                open.deadline().map(time::instant).unwrap_or_default(),
                open.heartbeat_timeout
                    .map(|seconds| format!("{seconds}s"))
                    .unwrap_or_default(),
            ]
        });
        let columns = [
            table::whole("CALLBACK"),
            table::whole("SINCE"),
            table::whole("UNTIL"),
            table::whole("HEARTBEAT"),
        ];
        table::write(out, &columns, rows.collect())
    }

    fn rows(&self) -> Vec<serde_json::Result<String>> {
        self.callbacks.iter().map(serde_json::to_string).collect()
    }
}
