//! `compat list`: which images of AWS's emulator there are, here and in the registry, and which one is pinned.

use std::collections::BTreeMap;

use super::From;
use super::pin::Pinned;
use super::there::{Repository, engine, of_engine, platform};
use crate::cli::args::positive;
use crate::cli::context::Context;
use crate::cli::exit::ExitStatus;
use crate::cli::failure::Failure;
use crate::compat::registry::{Entry, Tags};
use crate::docker::local::Local;

mod rows;
mod version;

use rows::{Listed, Row};

/// Tags whose images are looked at, at the most: each takes two or three requests.
const LOOKED_AT: usize = 200;

/// See which images of AWS's emulator there are, here and in the registry
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Newest first. A tag has moved if the registry means another image by it than the one that is here, or
that durable.lock pins.
Exit codes: 0 shown, also if only the engine or only the registry answers; 1 there is no such
repository; 2 wrong use; 3 neither answers.")]
pub(in crate::cli) struct Args {
    /// Show only what is here
    #[arg(long)]
    offline: bool,

    /// Show so many images
    #[arg(long, value_name = "N", default_value = "20", value_parser = positive)]
    limit: usize,

    #[command(flatten)]
    from: From,
}

/// Shows them.
pub(super) async fn run(args: Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    let repository = Repository::find(cx, &args.from)?;
    let (locals, registry) = tokio::join!(here(cx, &repository), async {
        if args.offline {
            None
        } else {
            Some(there(cx, &repository).await)
        }
    });
    let (found, there) = one_of(cx, locals, registry)?;
    let is_offline = there.is_none();
    let (entries, is_cut) = there.unwrap_or_default();
    let mut listed = Listed {
        pinned: repository.pin.as_ref().map(Pinned::of),
        images: rows::all(&found, &entries, repository.pin.as_ref()),
        repository: repository.name.clone(),
        is_offline,
    };
    if is_cut {
        cx.printer.note(&format!(
            "note: {} has more tags than are looked at: the oldest versions are left out",
            repository.reference.place()
        ));
    }
    for row in listed.images.iter().filter(|row| row.moved) {
        cx.printer.warn(&moved(cx, &repository, row));
    }
    let left_out = listed.cut(args.limit);
    cx.printer.answer(&listed)?;
    if left_out > 0 {
        cx.printer
            .note(&format!("… and {left_out} more: `--limit` shows them"));
    }
    Ok(ExitStatus::Success)
}

/// Tags with what they mean, as far as anybody knows; and whether there are more.
type There = (BTreeMap<String, Option<Entry>>, bool);
type Both = (Vec<Local>, Option<There>);

/// What is known, if somebody knows something.
fn one_of(
    cx: &Context,
    locals: Result<Vec<Local>, Failure>,
    there: Option<Result<There, Failure>>,
) -> Result<Both, Failure> {
    match (locals, there) {
        (Ok(locals), None) => Ok((locals, None)),
        (Ok(locals), Some(Ok(there))) => Ok((locals, Some(there))),
        (Err(failure), Some(Ok(there))) => {
            cx.printer.note(&format!(
                "note: it is not known what is here: {}",
                failure.message
            ));
            Ok((Vec::new(), Some(there)))
        }
        (Ok(locals), Some(Err(failure))) if !locals.is_empty() => {
            cx.printer
                .warn(&format!("only what is here is shown: {}", failure.message));
            Ok((locals, None))
        }
        (Err(failure), None) | (_, Some(Err(failure))) => Err(failure),
    }
}

async fn here(cx: &Context, repository: &Repository) -> Result<Vec<Local>, Failure> {
    let docker = engine(cx).await?;
    let found = docker.repository(&repository.reference).await;
    found.map_err(|error| of_engine(&error))
}

/// What the registry has: every tag, and what the newest ones mean.
async fn there(cx: &Context, repository: &Repository) -> Result<There, Failure> {
    let registry = repository.registry(cx).await?;
    let of_registry = |error| repository.failure(cx, &error);
    let Tags { mut names, is_cut } = registry.tags().await.map_err(of_registry)?;
    names.sort_by(|one, other| version::compare(other, one));
    names.dedup();
    // The pinned one is always looked at.
    if let Some(pin) = &repository.pin
        && let Some(at) = names.iter().position(|name| *name == pin.tag)
    {
        let pinned = names.remove(at);
        names.insert(0, pinned);
    }
    let is_cut = is_cut || names.len() > LOOKED_AT;
    names.truncate(LOOKED_AT);
    let mut entries = BTreeMap::new();
    for (tag, entry) in registry.look_at(&names, &platform(None)).await {
        if let Err(error) = &entry {
            cx.printer.warn(&format!("`{tag}`: {error}"));
        }
        entries.insert(tag, entry.ok());
    }
    Ok((entries, is_cut))
}

/// What a tag that has moved means, and meant.
fn moved(cx: &Context, repository: &Repository, row: &Row) -> String {
    let name = repository.tagged(&row.tag);
    let now = row.image_digest.as_deref().unwrap_or_default();
    let pin = repository.pin.as_ref().filter(|pin| pin.tag == row.tag);
    if let Some(pin) = pin.filter(|pin| pin.digest != now) {
        let update = cx.command(&["compat", "pull", "--update"]);
        return format!(
            "`{name}` has moved since it was pinned: {} → {now}; `{update}` takes that",
            pin.digest
        );
    }
    let here = row.local.as_ref().and_then(|local| local.image_digests.first());
    let pull = cx.command(&["compat", "pull", &row.tag]);
    format!(
        "`{name}` has moved since it was pulled: {} → {now}; `{pull}` gets that",
        here.map_or("", String::as_str)
    )
}
