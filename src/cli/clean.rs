//! `store clean`: removes executions that have ended, and gives their room back.

use std::io::{self, Write};
use std::path::Path;

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Serialize;

use super::context::Context;
use super::exit::ExitStatus;
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::output::{Human, View, size};
use super::since::{self, Since};
use super::store::{bytes_on_disk, open_to_read, path};
use super::{find, link};
use crate::client::Client;
use crate::engine::clock::Clock;
use crate::execution::{ExecutionArn, ExecutionStatus, FunctionName};
use crate::store::{Store, StoreError, Sync};
use crate::wire::query::{ListQuery, Page};

/// Executions in one page, and in one transaction.
const PAGE: u32 = 1_000;
const TRANSACTION: usize = 200;
/// Requests at once.
const AT_ONCE: usize = 8;

/// Statuses of executions that have ended.
const ENDED: [ExecutionStatus; 4] = [
    ExecutionStatus::Succeeded,
    ExecutionStatus::Failed,
    ExecutionStatus::TimedOut,
    ExecutionStatus::Stopped,
];

/// Remove executions that have ended
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Executions that are open are never removed. A child counts by itself: it may go before its parent.
On a terminal it asks; a script says `--yes` or `--dry-run`.")]
pub(super) struct Args {
    /// Only what ended so long ago: 90s, 15m, 2h, 7d
    #[arg(long, value_name = "AGE", value_parser = since::parse_age)]
    older_than: Option<Since>,

    /// Only with this status: succeeded, failed, timed-out, stopped; repeat for more
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = parse_ended)]
    status: Vec<ExecutionStatus>,

    /// Only of this function
    #[arg(long, value_name = "NAME", value_parser = parse_function)]
    function: Option<FunctionName>,

    /// Only say what would be removed
    #[arg(short = 'n', long, conflicts_with = "yes")]
    dry_run: bool,

    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

fn parse_ended(text: &str) -> Result<ExecutionStatus, String> {
    ExecutionStatus::parse(&text.to_uppercase().replace('-', "_"))
        .filter(|status| ENDED.contains(status))
        .ok_or_else(|| {
            let words = ENDED.map(ExecutionStatus::as_str).join(", ");
            format!("what is removed has ended: a status is one of {words}")
        })
}

fn parse_function(text: &str) -> Result<FunctionName, String> {
    FunctionName::parse(text).map_err(|_| "no name of a function".to_owned())
}

/// Removes them.
pub(super) async fn run(args: Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    if !args.yes && !args.dry_run && !cx.printer.can_ask() {
        let failure = Failure::usage(
            "NotConfirmed",
            "`store clean` removes executions, and nobody can be asked",
        );
        return Err(failure
            .hint("pass `--yes`, or `--dry-run` to see what would be removed")
            .into());
    }
    let mut interrupt = Interrupt::install()?;
    let file = if cx.endpoint.is_some() {
        None
    } else {
        Some(path(cx)?)
    };
    let Some(place) = Place::open(cx, file, args.dry_run).await? else {
        cx.printer.answer(&Cleaned::nothing(&args))?;
        return Ok(ExitStatus::Success);
    };
    tokio::select! {
        status = clean(&args, cx, file, &place) => status,
        () = interrupt.heard() => Ok(ExitStatus::Interrupted),
    }
}

async fn clean(args: &Args, cx: &Context, file: Option<&Path>, place: &Place) -> anyhow::Result<ExitStatus> {
    let found = place.find(args).await?;
    let mut cleaned = Cleaned {
        executions: found.len() as u64,
        bytes: place.bytes_of(file, &found).await?,
        ..Cleaned::nothing(args)
    };
    if !found.is_empty() && !args.dry_run {
        let question = format!(
            "remove {}{}?",
            size::executions(cleaned.executions),
            cleaned.about()
        );
        if !args.yes && !cx.printer.confirm(&question).await? {
            cx.printer.note("nothing was removed");
            return Ok(ExitStatus::Success);
        }
        cleaned.store_bytes_before = file.map(bytes_on_disk);
        cleaned.executions = place.delete(found).await?;
        cleaned.store_bytes_after = file.map(bytes_on_disk);
        if matches!(place, Place::Emulator(_)) {
            cx.printer
                .note("an emulator runs: it gives the room back to the file system as it goes on");
        }
    }
    cx.printer.answer(&cleaned)?;
    Ok(ExitStatus::Success)
}

/// Who serves the executions.
enum Place {
    /// Nobody else writes to it meanwhile.
    Store(Store),
    Emulator(Client),
}

impl Place {
    /// The emulator that is named or runs, else the store's file; `None` if there is none.
    async fn open(cx: &Context, file: Option<&Path>, only_reads: bool) -> anyhow::Result<Option<Self>> {
        if let Some(endpoint) = &cx.endpoint {
            return Ok(Some(Self::Emulator(Client::new(endpoint)?)));
        }
        if let Some(client) = running(cx).await? {
            return Ok(Some(Self::Emulator(client)));
        }
        let Some(file) = file.filter(|file| file.exists()) else {
            return Ok(None);
        };
        if only_reads {
            return Ok(open_to_read(file).await?.map(Self::Store));
        }
        let path = file.to_owned();
        let opened = tokio::task::spawn_blocking(move || Store::open(path, Sync::Normal)).await?;
        match opened {
            Ok(store) => Ok(Some(Self::Store(store))),
            // Somebody was faster.
            Err(error @ StoreError::Locked { .. }) => match running(cx).await? {
                Some(client) => Ok(Some(Self::Emulator(client))),
                None => Err(error.into()),
            },
            Err(error) => Err(error.into()),
        }
    }

    /// What is to be removed, oldest first.
    async fn find(&self, args: &Args) -> anyhow::Result<Vec<ExecutionArn>> {
        let now = Clock::Wall.now();
        let until = args.older_than.map(|age| age.at(now));
        let statuses = if args.status.is_empty() {
            ENDED.to_vec()
        } else {
            args.status.clone()
        };
        let is_meant = |ended_at: Option<crate::execution::Timestamp>| {
            ended_at.is_some_and(|at| until.is_none_or(|until| at <= until))
        };
        let mut found = Vec::new();
        match self {
            Self::Store(store) => {
                let filter = crate::store::Filter {
                    function: args.function.clone(),
                    statuses,
                    oldest_first: true,
                    ..crate::store::Filter::default()
                };
                let mut after = None;
                loop {
                    let page = store.list(&filter, after, PAGE, now).await?;
                    let meant = page
                        .rows
                        .into_iter()
                        .filter(|listed| is_meant(listed.row.ended_at));
                    found.extend(meant.map(|listed| listed.arn));
                    after = page.next;
                    if after.is_none() {
                        break;
                    }
                }
            }
            Self::Emulator(client) => {
                let query = ListQuery {
                    function: args.function.as_ref().map(ToString::to_string),
                    statuses,
                    reverse_order: true,
                    page: Page {
                        max_items: Some(PAGE),
                        marker: None,
                    },
                    ..ListQuery::default()
                };
                let mut all = std::pin::pin!(client.list_all(None, query));
                while let Some(listed) = all.try_next().await? {
                    if is_meant(listed.end_timestamp.map(|at| at.instant)) {
                        found.push(find::arn(&listed)?);
                    }
                }
            }
        }
        Ok(found)
    }

    /// About how much they take, where that can be seen.
    async fn bytes_of(&self, file: Option<&Path>, arns: &[ExecutionArn]) -> anyhow::Result<Option<u64>> {
        let beside;
        let store = match (self, file) {
            (Self::Store(store), _) => store,
            (Self::Emulator(_), None) => return Ok(None),
            (Self::Emulator(_), Some(file)) => {
                beside = open_to_read(file).await?;
                match &beside {
                    Some(store) => store,
                    None => return Ok(None),
                }
            }
        };
        let mut bytes = 0;
        for arns in arns.chunks(TRANSACTION) {
            bytes += store.bytes_of(arns.to_vec()).await?;
        }
        Ok(Some(bytes))
    }

    /// Removes them, and gives the room back; how many there were.
    async fn delete(&self, arns: Vec<ExecutionArn>) -> anyhow::Result<u64> {
        match self {
            Self::Store(store) => {
                let mut deleted = 0;
                for arns in arns.chunks(TRANSACTION) {
                    deleted += store.delete_ended(arns.to_vec()).await?;
                }
                store.shrink().await?;
                Ok(deleted as u64)
            }
            Self::Emulator(client) => {
                let delete = |arn: ExecutionArn| async move {
                    match client.delete(&arn).await {
                        Ok(_) => Ok(1),
                        // Somebody else removed it meanwhile.
                        Err(error) if error.is_not_found() => Ok(0),
                        Err(error) => Err(error),
                    }
                };
                let all = stream::iter(arns).map(delete).buffer_unordered(AT_ONCE);
                Ok(all
                    .try_fold(0, |sum, one| std::future::ready(Ok(sum + one)))
                    .await?)
            }
        }
    }
}

async fn running(cx: &Context) -> anyhow::Result<Option<Client>> {
    match link::holder(cx).await? {
        Some((_, address)) => Ok(Some(Client::new(&format!("http://{address}"))?)),
        None => Ok(None),
    }
}

/// What was removed, or would be.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Cleaned {
    dry_run: bool,
    executions: u64,
    /// About what their journals and logs take; `None` where that cannot be seen.
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    store_bytes_before: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    store_bytes_after: Option<u64>,
}

impl Cleaned {
    const fn nothing(args: &Args) -> Self {
        Self {
            dry_run: args.dry_run,
            executions: 0,
            bytes: Some(0),
            store_bytes_before: None,
            store_bytes_after: None,
        }
    }

    fn about(&self) -> String {
        self.bytes
            .map(|bytes| format!(", about {}", size::bytes(bytes)))
            .unwrap_or_default()
    }
}

impl View for Cleaned {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        if self.executions == 0 {
            return writeln!(out, "nothing to remove");
        }
        let (executions, about) = (size::executions(self.executions), self.about());
        if self.dry_run {
            return writeln!(out, "would remove {executions}{about}");
        }
        write!(out, "removed {executions}{about}")?;
        match (self.store_bytes_before, self.store_bytes_after) {
            (Some(before), Some(after)) if after < before => {
                let (before, after) = (size::bytes(before), size::bytes(after));
                writeln!(out, "; the store went from {before} to {after}")
            }
            _ => writeln!(out),
        }
    }
}
