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
    let own = platform(Some(&docker));
    // What is for the engine itself is the tag's, whoever asks for it by name.
    let wanted = args.platform.as_deref().filter(|wanted| *wanted != own);
    let entry = meaning(cx, &repository, &tag, wanted.unwrap_or(&own)).await;
    let (meant, moved) = match (&pin, entry) {
        (None, Ok(entry)) => (Meant::of_entry(&entry), None),
        (Some(pin), Ok(entry)) if entry.digest != pin.digest => {
            let moved = Moved {
                from: pin.digest.clone(),
                to: entry.digest.clone(),
                updated: args.update,
            };
            say(cx, &repository, &tag, &moved);
            let meant = if args.update {
                Meant::of_entry(&entry)
            } else {
                Meant::of_pin(pin)
            };
            (meant, Some(moved))
        }
        (Some(pin), Ok(_)) => (Meant::of_pin(pin), None),
        // The pinned image may be here already, and then nobody else is needed.
        (Some(pin), Err(failure)) if !args.update => {
            let meant = Meant::of_pin(pin);
            let digest = meant.image(&repository, wanted)?;
            if !is_here(&docker, &repository, &digest).await? {
                return Err(failure.into());
            }
            let warning = format!("it is not known whether `{tag}` has moved: {}", failure.message);
            cx.printer.warn(&warning);
            (meant, None)
        }
        (_, Err(failure)) => return Err(failure.into()),
    };
    let digest = meant.image(&repository, wanted)?;
    let image = fetch(cx, &docker, &repository, &digest, wanted).await?;
    docker
        .tag(&image.id, &repository.reference, &tag)
        .await
        .map_err(|error| of_engine(&error))?;
    if let (Some(pin), Some(Moved { updated: true, .. })) = (&pin, &moved) {
        update(cx, pin, meant).await?;
    }
    cx.printer.answer(&Pulled {
        repository: repository.name,
        tag,
        image_digest: digest,
        image_id: image.id,
        platform: image.platform,
        size_bytes: image.size,
        pinned: pin.is_some(),
        moved,
    })?;
    Ok(ExitStatus::Success)
}

/// What a tag means, or was pinned as.
struct Meant {
    digest: String,
    platforms: BTreeMap<String, String>,
}

impl Meant {
    fn of_entry(entry: &Entry) -> Self {
        Self {
            digest: entry.digest.clone(),
            platforms: entry.platforms.clone(),
        }
    }

    fn of_pin(pin: &Pin) -> Self {
        Self {
            digest: pin.digest.clone(),
            platforms: pin.platforms.clone(),
        }
    }

    /// The digest by which an engine gets the image for a platform. It knows an index as one image only: that of another
    /// platform has its own digest.
    fn image(&self, repository: &Repository, platform: Option<&str>) -> Result<String, Failure> {
        let Some(platform) = platform.filter(|_| !self.platforms.is_empty()) else {
            return Ok(self.digest.clone());
        };
        // There is no other variant of this one.
        let plain = platform.strip_suffix("/v8").unwrap_or(platform);
        let found = self.platforms.get(platform).or_else(|| self.platforms.get(plain));
        found.cloned().ok_or_else(|| {
            let known: Vec<&str> = self.platforms.keys().map(String::as_str).collect();
            let (place, known) = (repository.reference.place(), known.join(", "));
            let message = format!("{place} has none for {platform}, only for {known}");
            Failure::new(ExitStatus::Failed, "PlatformNotFound", message)
                .hint("take one of these by `--platform`")
        })
    }
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

async fn is_here(docker: &Docker, repository: &Repository, digest: &str) -> Result<bool, Failure> {
    let found = docker.image(&format!("{}@{digest}", repository.name)).await;
    found
        .map(|found| found.is_some())
        .map_err(|error| of_engine(&error))
}

/// Fetches an image by its digest, which the engine checks, and sees to it that this is what is here now.
async fn fetch(
    cx: &Context,
    docker: &Docker,
    repository: &Repository,
    digest: &str,
    platform: Option<&str>,
) -> Result<Image, Failure> {
    let name = format!("{}@{digest}", repository.name);
    images::provide_one(cx, docker, &name, platform, None)
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

/// Pins what the tag means now, once it is here.
async fn update(cx: &Context, pin: &Pin, meant: Meant) -> anyhow::Result<()> {
    let now = Pin {
        digest: meant.digest,
        platforms: meant.platforms,
        pinned_at: instant(Clock::Wall.now()),
        ..pin.clone()
    };
    match lock_path(cx) {
        Some(path) => write(cx, &path, &now).await,
        None => Ok(()),
    }
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
