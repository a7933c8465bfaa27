//! `compat pull`: fetches the pinned image of AWS's emulator, or that of a tag, and holds what is pinned.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::From;
use super::pin::{mismatch, write};
use super::there::{Repository, engine, of_engine, platform};
use crate::cli::context::Context;
use crate::cli::exit::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::images;
use crate::cli::interrupt::Interrupt;
use crate::cli::official::{chosen, lock_path, nothing_pinned};
use crate::cli::output::{Human, View, size, style};
use crate::compat::pin::{FILE, Pin, instant};
use crate::compat::registry::Entry;
use crate::docker::Docker;
use crate::docker::image::Image;
use crate::docker::reference::is_tag;
use crate::engine::clock::Clock;

/// Fetch the pinned image of AWS's emulator, or that of a tag
#[derive(Debug, clap::Args)]
#[command(after_help = "\
What comes is checked against durable.lock. If the pinned tag means something else by now, that is said
and nothing changes: the pinned image comes, and has the tag here. `--update` takes the new one, and
pins it.
Exit codes: 0 it is here; 1 it is not what it should be, or not there; 2 wrong use; 3 trouble.")]
pub(in crate::cli) struct Args {
    /// The tag [default: the pinned one]
    #[arg(value_name = "TAG", value_parser = tag)]
    tag: Option<String>,

    /// Take what the pinned tag means now, and pin it
    #[arg(long)]
    update: bool,

    /// What it is for, such as linux/arm64 [default: what the engine is for]
    #[arg(long, value_name = "PLATFORM")]
    platform: Option<String>,

    #[command(flatten)]
    from: From,
}

fn tag(text: &str) -> Result<String, String> {
    if is_tag(text) {
        Ok(text.to_owned())
    } else {
        Err("a tag, such as `1.4.0`; `--image-repository` names a repository".to_owned())
    }
}

/// What `pull` answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Pulled {
    repository: String,
    tag: String,
    image_digest: String,
    image_id: String,
    platform: String,
    size_bytes: u64,
    /// Whether this is what the project uses.
    pinned: bool,
    /// What the pinned tag means by now, if that is something else than was pinned.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<Moved>,
}

/// A tag that means something else than it did.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Moved {
    from: String,
    to: String,
    /// Whether we went with it.
    updated: bool,
}

/// Fetches it, until somebody presses Ctrl-C: what has come by then need not come again.
pub(super) async fn run(args: Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    let mut interrupt = Interrupt::install()?;
    tokio::select! {
        done = pull(args, cx) => done,
        () = interrupt.heard() => Ok(ExitStatus::Interrupted),
    }
}

async fn pull(args: Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    let repository = Repository::find(cx, &args.from)?;
    let tag = chosen(cx, args.tag.as_deref(), repository.pin.as_ref())?;
    let tag = tag.or_else(|| repository.pin.as_ref().map(|pin| pin.tag.clone()));
    let Some(tag) = tag else {
        return Err(nothing_pinned(cx).into());
    };
    let pin = repository.pin.clone().filter(|pin| pin.tag == tag);
    if args.update && pin.is_none() {
        let message = format!("`--update` is for the pinned tag, and `{tag}` is not pinned");
        let hint = format!("`{}` pins it", cx.command(&["compat", "pin", &tag]));
        return Err(Failure::usage("NothingPinned", message).hint(hint).into());
    }
    let docker = engine(cx).await?;
    let wanted = args.platform.clone().unwrap_or_else(|| platform(Some(&docker)));
    let entry = meaning(cx, &repository, &tag, &wanted).await;
    if let (Some(platform), Ok(entry)) = (&args.platform, &entry) {
        // What is held is told by the lock.
        let is_held = |pin: &&Pin| pin.digest != entry.digest && !args.update;
        let held = pin.as_ref().filter(is_held).map(|pin| &pin.platforms);
        has_platform(&repository, platform, held.unwrap_or(&entry.platforms))?;
    }
    let (digest, moved) = match (&pin, entry) {
        (None, Ok(entry)) => (entry.digest, None),
        (Some(pin), Ok(entry)) if entry.digest != pin.digest => {
            let moved = Moved {
                from: pin.digest.clone(),
                to: entry.digest.clone(),
                updated: args.update,
            };
            say(cx, &repository, &tag, &moved);
            if args.update {
                let image = fetch(cx, &docker, &repository, &entry.digest, &args).await?;
                return update(cx, &docker, &repository, pin, entry, image, moved).await;
            }
            (pin.digest.clone(), Some(moved))
        }
        (Some(pin), Ok(_)) => (pin.digest.clone(), None),
        // The pinned image may be here already, and then nobody else is needed.
        (Some(pin), Err(failure)) if !args.update && is_here(&docker, &repository, pin, &args).await? => {
            let warning = format!("it is not known whether `{tag}` has moved: {}", failure.message);
            cx.printer.warn(&warning);
            (pin.digest.clone(), None)
        }
        (_, Err(failure)) => return Err(failure.into()),
    };
    let image = fetch(cx, &docker, &repository, &digest, &args).await?;
    give_tag(&docker, &repository, &image, &tag).await?;
    answer(cx, &repository, &tag, digest, image, pin.is_some(), moved)
}

/// Refuses a platform that there is no image for, as far as anybody knows.
fn has_platform(
    repository: &Repository,
    platform: &str,
    platforms: &BTreeMap<String, String>,
) -> Result<(), Failure> {
    // There is no other variant of this one.
    let plain = platform.strip_suffix("/v8").unwrap_or(platform);
    if platforms.is_empty() || platforms.contains_key(platform) || platforms.contains_key(plain) {
        return Ok(());
    }
    let known: Vec<&str> = platforms.keys().map(String::as_str).collect();
    let (place, known) = (repository.reference.place(), known.join(", "));
    let message = format!("{place} has none for {platform}, only for {known}");
    Err(Failure::new(ExitStatus::Failed, "PlatformNotFound", message)
        .hint("take one of these by `--platform`"))
}

/// What the tag means now.
async fn meaning(cx: &Context, repository: &Repository, tag: &str, platform: &str) -> Result<Entry, Failure> {
    let registry = repository.registry(cx).await?;
    let entry = registry.look(tag, platform).await;
    entry.map_err(|error| repository.failure(cx, &error))
}

fn say(cx: &Context, repository: &Repository, tag: &str, moved: &Moved) {
    let Moved { from, to, updated } = moved;
    let name = repository.tagged(tag);
    if *updated {
        cx.printer.note(&format!("`{name}` has moved: {from} → {to}"));
        return;
    }
    let update = cx.command(&["compat", "pull", "--update"]);
    cx.printer.warn(&format!(
        "`{name}` has moved: {from} → {to}; `{FILE}` holds the first, `{update}` takes the second"
    ));
}

async fn is_here(docker: &Docker, repository: &Repository, pin: &Pin, args: &Args) -> Result<bool, Failure> {
    let name = format!("{}@{}", repository.name, pin.digest);
    let found = docker.image(&name).await.map_err(|error| of_engine(&error))?;
    let Some(image) = found else { return Ok(false) };
    match &args.platform {
        Some(platform) => docker
            .is_for(&name, &image, platform)
            .await
            .map_err(|error| of_engine(&error)),
        None => Ok(true),
    }
}

/// Fetches an image by its digest, which the engine checks, and sees to it that this is what is here now.
async fn fetch(
    cx: &Context,
    docker: &Docker,
    repository: &Repository,
    digest: &str,
    args: &Args,
) -> Result<Image, Failure> {
    let name = format!("{}@{digest}", repository.name);
    images::provide_one(cx, docker, &name, args.platform.as_deref(), None)
        .await
        .map_err(|no| {
            let mut failure = Failure::new(ExitStatus::Trouble, "NotPulled", no.why);
            failure.hint = no.hint;
            failure
        })?;
    let images = docker.repository(&repository.reference).await;
    let images = images.map_err(|error| of_engine(&error))?;
    let has_digest = |digests: &[String]| digests.iter().any(|known| known == digest);
    let image = docker.image(&name).await.map_err(|error| of_engine(&error))?;
    let Some(image) = image else {
        let message = format!("`{name}` was pulled, and is gone");
        return Err(Failure::new(ExitStatus::Trouble, "NotPulled", message));
    };
    let local = images.iter().find(|local| local.id == image.id);
    match local {
        Some(local) if has_digest(&local.digests) => Ok(image),
        local => {
            let found = local.and_then(|local| local.digests.first());
            let found = found.map_or("nothing that its registry knows", String::as_str);
            Err(mismatch(&name, digest, found))
        }
    }
}

/// Lets the tag mean this image here, whatever it meant before.
async fn give_tag(docker: &Docker, repository: &Repository, image: &Image, tag: &str) -> Result<(), Failure> {
    docker
        .tag(&image.id, &repository.reference, tag)
        .await
        .map_err(|error| of_engine(&error))
}

/// Pins what the tag means now, once it is here.
async fn update(
    cx: &Context,
    docker: &Docker,
    repository: &Repository,
    pin: &Pin,
    entry: Entry,
    image: Image,
    moved: Moved,
) -> anyhow::Result<ExitStatus> {
    give_tag(docker, repository, &image, &pin.tag).await?;
    let now = Pin {
        digest: entry.digest.clone(),
        platforms: entry.platforms,
        pinned_at: instant(Clock::Wall.now()),
        ..pin.clone()
    };
    if let Some(path) = lock_path(cx) {
        write(cx, &path, &now).await?;
    }
    answer(cx, repository, &pin.tag, entry.digest, image, true, Some(moved))
}

fn answer(
    cx: &Context,
    repository: &Repository,
    tag: &str,
    digest: String,
    image: Image,
    pinned: bool,
    moved: Option<Moved>,
) -> anyhow::Result<ExitStatus> {
    cx.printer.answer(&Pulled {
        repository: repository.name.clone(),
        tag: tag.to_owned(),
        image_digest: digest,
        image_id: image.id,
        platform: image.platform,
        size_bytes: image.size,
        pinned,
        moved,
    })?;
    Ok(ExitStatus::Success)
}

impl View for Pulled {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        let (bold, dim) = (style::BOLD, style::DIM);
        let pinned = match (self.pinned, &self.moved) {
            (false, _) => ", not pinned",
            (true, Some(Moved { updated: true, .. })) => ", pinned now",
            (true, _) => ", pinned",
        };
        writeln!(
            out,
            "{bold}{}:{}{bold:#}  {}, {}{pinned}",
            self.repository,
            self.tag,
            self.platform,
            size::bytes(self.size_bytes)
        )?;
        writeln!(out, "  {}", self.image_digest)?;
        writeln!(out, "  {dim}{}{dim:#}", self.image_id)
    }
}
