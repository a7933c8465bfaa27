//! `store`: the file that keeps executions.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::clean;
use super::context::{Context, StorePlace};
use super::exit::ExitStatus;
use super::failure::Failure;
use super::output::{Human, View, size, text};
use crate::store::{Store, StoreError, Sync, read_holder};

/// Look at the store, and make room in it
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    Info(Info),
    Clean(clean::Args),
}

/// Where the store is, what is in it, and who holds it
#[derive(Debug, clap::Args)]
pub(super) struct Info {}

/// Runs one of them.
pub(super) async fn run(command: Command, cx: &Context) -> anyhow::Result<ExitStatus> {
    match command {
        Command::Info(_) => info(cx).await,
        Command::Clean(args) => clean::run(args, cx).await,
    }
}

/// The store's file, where there can be one.
pub(super) fn path(cx: &Context) -> Result<&Path, Failure> {
    match &cx.store {
        StorePlace::File(path) => Ok(path),
        StorePlace::Memory => {
            let failure = Failure::usage("ConflictingOptions", "a store in memory has no file");
            Err(failure.hint("leave `--store :memory:` away"))
        }
    }
}

/// What the store takes on disk, with what is still in its log.
pub(super) fn bytes_on_disk(path: &Path) -> u64 {
    let length = |path: &Path| path.metadata().map_or(0, |metadata| metadata.len());
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    length(path) + length(Path::new(&log))
}

/// Opens a store to look at it; an old one is brought up to date, which only a writer can. `None` if there is none.
pub(super) async fn open_to_read(path: &Path) -> Result<Option<Store>, StoreError> {
    let path = path.to_owned();
    let opening = tokio::task::spawn_blocking(move || match Store::open_read_only(&path) {
        Err(StoreError::Missing { .. }) => Ok(None),
        Err(StoreError::Older { .. }) => Store::open(&path, Sync::Normal).map(Some),
        opened => opened.map(Some),
    });
    opening.await.unwrap_or(Err(StoreError::Interrupted))
}

async fn info(cx: &Context) -> anyhow::Result<ExitStatus> {
    if let Some(endpoint) = &cx.endpoint {
        let message = format!("`store info` looks at a file, and `--endpoint {endpoint}` is none");
        return Err(Failure::usage("ConflictingOptions", message)
            .hint("leave `--endpoint` away, and unset `CARGO_DURABLE_ENDPOINT`")
            .into());
    }
    let path = path(cx)?;
    let store = open_to_read(path).await?;
    let census = match &store {
        Some(store) => store.census().await?,
        None => Vec::new(),
    };
    // Whoever opens an old store holds it for a moment: that is us, and nobody.
    drop(store);
    let holder = read_holder(path);
    cx.printer.answer(&About {
        path: path.to_owned(),
        bytes: path.exists().then(|| bytes_on_disk(path)),
        executions: census
            .into_iter()
            .map(|(status, count)| (status.as_str(), count))
            .collect(),
        process_id: holder.as_ref().map(|holder| holder.pid),
        endpoint: holder
            .and_then(|holder| holder.address)
            .map(|address| format!("http://{}", super::link::reachable(address))),
    })?;
    Ok(ExitStatus::Success)
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct About {
    path: PathBuf,
    /// `None`: there is no store yet.
    bytes: Option<u64>,
    /// By status.
    executions: BTreeMap<&'static str, u64>,
    /// Who holds it.
    process_id: Option<u32>,
    endpoint: Option<String>,
}

impl View for About {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        let path = text::guarded(&self.path.to_string_lossy());
        let Some(bytes) = self.bytes else {
            return writeln!(out, "there is no store at {path} yet");
        };
        writeln!(out, "store       {path}")?;
        writeln!(out, "size        {}", size::bytes(bytes))?;
        let total: u64 = self.executions.values().sum();
        let each =
            |(status, count): (&&str, &u64)| format!("{count} {}", status.to_lowercase().replace('_', " "));
        let each: Vec<String> = self.executions.iter().map(each).collect();
        let colon = if each.is_empty() { "" } else { ": " };
        writeln!(out, "executions  {total}{colon}{}", each.join(", "))?;
        match (self.process_id, &self.endpoint) {
            (Some(pid), Some(endpoint)) => writeln!(out, "held by     process {pid}, at {endpoint}"),
            (Some(pid), None) => writeln!(out, "held by     process {pid}"),
            (None, _) => writeln!(out, "held by     nobody"),
        }
    }
}
