//! `compat pin` and `compat unpin`: which image of AWS's emulator this project uses.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::From;
use super::there::{Repository, engine, of_engine, platform};
use crate::cli::context::Context;
use crate::cli::exit::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::official::{lock_path, nothing_pinned, of_pin};
use crate::cli::output::{Human, View, style};
use crate::compat::pin::{FILE, Pin, instant};
use crate::docker::local::Local;
use crate::docker::reference::{is_digest, is_tag};
use crate::engine::clock::Clock;

/// Write down which image of AWS's emulator this project uses
#[derive(Debug, clap::Args)]
#[command(after_help = "\
It is written to durable.lock in the project's root, to be committed: the repository, the tag, and the
digests that the tag means now. A tag that moves later does not change what is used: `pull` says so.
  cargo durable compat pin 1.4.0
  cargo durable compat pin 1.4.0@sha256:…    the same, if that is what the tag means
Exit codes: 0 pinned; 1 the tag means something else, or is not there; 2 wrong use; 3 no registry.")]
pub(in crate::cli) struct Args {
    /// The tag, and what it must mean
    #[arg(value_name = "TAG[@DIGEST]", value_parser = wanted, required_unless_present = "show")]
    image: Option<Wanted>,

    /// Show what is pinned
    #[arg(long, conflicts_with_all = ["image", "offline"])]
    show: bool,

    /// Ask the engine here what the tag means, and not the registry
    #[arg(long)]
    offline: bool,

    #[command(flatten)]
    from: From,
}

/// Forget which image of AWS's emulator this project uses
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct UnpinArgs {}

/// What is to be pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wanted {
    tag: String,
    digest: Option<String>,
}

fn wanted(text: &str) -> Result<Wanted, String> {
    let (tag, digest) = match text.split_once('@') {
        Some((tag, digest)) => (tag, Some(digest)),
        None => (text, None),
    };
    if !is_tag(tag) {
        return Err("a tag, such as `1.4.0`; `--image-repository` names a repository".to_owned());
    }
    if digest.is_some_and(|digest| !is_digest(digest)) {
        return Err("behind `@` stands a digest, such as `sha256:…`".to_owned());
    }
    Ok(Wanted {
        tag: tag.to_owned(),
        digest: digest.map(str::to_owned),
    })
}

/// What is pinned.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(clippy::struct_field_names, reason = "programs read these names")]
pub(super) struct Pinned {
    repository: String,
    tag: String,
    image_digest: String,
    platforms: BTreeMap<String, String>,
    pinned_at: String,
}

impl Pinned {
    pub(super) fn of(pin: &Pin) -> Self {
        Self {
            repository: pin.repository.clone(),
            tag: pin.tag.clone(),
            image_digest: pin.digest.clone(),
            platforms: pin.platforms.clone(),
            pinned_at: pin.pinned_at.clone(),
        }
    }

    fn line(&self, out: &mut Human<'_>) -> io::Result<()> {
        let bold = style::BOLD;
        writeln!(
            out,
            "{bold}{}:{}{bold:#}  {}",
            self.repository, self.tag, self.image_digest
        )
    }

    fn more(&self, out: &mut Human<'_>, file: &Path) -> io::Result<()> {
        let dim = style::DIM;
        for (platform, digest) in &self.platforms {
            writeln!(out, "  {dim}{platform:<14}  {digest}{dim:#}")?;
        }
        writeln!(out, "  {dim}{}, since {}{dim:#}", file.display(), self.pinned_at)
    }
}

/// What `pin` answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    #[serde(flatten)]
    pinned: Pinned,
    lock_file: PathBuf,
    /// Whether the lock says something else now.
    changed: bool,
    /// What it said before.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced: Option<Pinned>,
}

/// What `pin --show` answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Shown {
    #[serde(flatten)]
    pinned: Pinned,
    lock_file: PathBuf,
}

/// What `unpin` answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Unpinned {
    lock_file: PathBuf,
    /// Whether there was one.
    removed: bool,
}

/// Pins an image, or shows the one that is pinned.
pub(super) async fn run(args: Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    let path = place(cx)?;
    let before = read(cx, &path).await?;
    let Some(wanted) = args.image else {
        let Some(pin) = before else {
            let mut failure = nothing_pinned(cx);
            "nothing is pinned".clone_into(&mut failure.message);
            failure.status = ExitStatus::Failed;
            return Err(failure.into());
        };
        return show(cx, &path, &pin);
    };
    let repository = Repository::find(cx, &args.from)?;
    let found = if args.offline {
        here(cx, &repository, &wanted).await?
    } else {
        there(cx, &repository, &wanted).await?
    };
    if let Some(expected) = wanted.digest.as_ref().filter(|digest| **digest != found.digest) {
        return Err(mismatch(&repository.tagged(&wanted.tag), expected, &found.digest).into());
    }
    let now = Pin {
        repository: repository.name,
        tag: wanted.tag,
        digest: found.digest,
        platforms: found.platforms,
        pinned_at: instant(Clock::Wall.now()),
    };
    match before {
        // What the engine here does not know of it is not forgotten.
        Some(before)
            if before.is_same_image(&now)
                && (now.platforms.is_empty() || now.platforms == before.platforms) =>
        {
            answer(cx, &path, &before, false, None)
        }
        before => {
            write(cx, &path, &now).await?;
            answer(cx, &path, &now, true, before.as_ref())
        }
    }
}

/// Removes the lock.
pub(super) async fn undo(_: UnpinArgs, cx: &Context) -> anyhow::Result<ExitStatus> {
    let path = place(cx)?;
    let lock = path.clone();
    let removed = tokio::task::spawn_blocking(move || Pin::remove(&lock)).await?;
    let removed = removed.map_err(|error| of_pin(cx, &error))?;
    cx.printer.answer(&Unpinned {
        lock_file: path,
        removed,
    })?;
    Ok(ExitStatus::Success)
}

/// Where the lock is; outside any project nobody would find it again.
fn place(cx: &Context) -> Result<PathBuf, Failure> {
    lock_path(cx).ok_or_else(|| {
        let message = format!("there is no project here, in whose root `{FILE}` would be");
        Failure::usage("NoProject", message)
            .hint("a project has a Cargo.toml, a durable.toml or a template: `touch durable.toml` makes one")
    })
}

async fn read(cx: &Context, path: &Path) -> anyhow::Result<Option<Pin>> {
    let path = path.to_owned();
    let read = tokio::task::spawn_blocking(move || Pin::read(&path)).await?;
    Ok(read.map_err(|error| of_pin(cx, &error))?)
}

/// Writes the lock.
pub(super) async fn write(cx: &Context, path: &Path, pin: &Pin) -> anyhow::Result<()> {
    let (path, pin) = (path.to_owned(), pin.clone());
    let written = tokio::task::spawn_blocking(move || pin.write(&path)).await?;
    Ok(written.map_err(|error| of_pin(cx, &error))?)
}

fn show(cx: &Context, path: &Path, pin: &Pin) -> anyhow::Result<ExitStatus> {
    cx.printer.answer(&Shown {
        pinned: Pinned::of(pin),
        lock_file: path.to_owned(),
    })?;
    Ok(ExitStatus::Success)
}

fn answer(
    cx: &Context,
    path: &Path,
    pin: &Pin,
    changed: bool,
    replaced: Option<&Pin>,
) -> anyhow::Result<ExitStatus> {
    cx.printer.answer(&Answer {
        pinned: Pinned::of(pin),
        lock_file: path.to_owned(),
        changed,
        replaced: replaced.map(Pinned::of),
    })?;
    Ok(ExitStatus::Success)
}

/// What a tag means.
struct Found {
    digest: String,
    platforms: BTreeMap<String, String>,
}

/// By its registry.
async fn there(cx: &Context, repository: &Repository, wanted: &Wanted) -> Result<Found, Failure> {
    let registry = repository.registry(cx).await?;
    let entry = registry.look(&wanted.tag, &platform(None)).await;
    let entry = entry.map_err(|error| {
        let mut failure = repository.failure(cx, &error);
        if failure.code == "NoNetwork" {
            let pin = cx.command(&["compat", "pin", &wanted.tag, "--offline"]);
            failure.hint = Some(format!("`{pin}` pins the image that is here"));
        }
        failure
    })?;
    Ok(Found {
        digest: entry.digest,
        platforms: entry.platforms,
    })
}

/// By the engine: what it was when it came from there.
async fn here(cx: &Context, repository: &Repository, wanted: &Wanted) -> Result<Found, Failure> {
    let docker = engine(cx).await?;
    let name = repository.tagged(&wanted.tag);
    let pull = || format!("`{}` gets it", cx.command(&["compat", "pull", &wanted.tag]));
    let images = docker.repository(&repository.reference).await;
    let images = images.map_err(|error| of_engine(&error))?;
    let has_tag = |image: &&Local| image.tags.contains(&wanted.tag);
    let Some(image) = images.iter().find(has_tag) else {
        let message = format!("`{name}` is not here");
        return Err(Failure::new(ExitStatus::Failed, "ImageNotFound", message).hint(pull()));
    };
    let pinned = repository.pin.as_ref().filter(|pin| pin.tag == wanted.tag);
    if let Some(pin) = pinned.filter(|pin| image.digests.iter().any(|digest| pin.has(digest))) {
        return Ok(Found {
            digest: pin.digest.clone(),
            platforms: pin.platforms.clone(),
        });
    }
    let is_wanted = |digest: &&String| wanted.digest.as_ref() == Some(digest);
    let digest = match &image.digests[..] {
        [] => {
            let message = format!("`{name}` was made here: it has no digest by which a registry knows it");
            return Err(Failure::new(ExitStatus::Failed, "NoDigest", message).hint(pull()));
        }
        [digest] => digest,
        [first, ..] => image.digests.iter().find(is_wanted).unwrap_or(first),
    };
    Ok(Found {
        digest: digest.clone(),
        // The engine does not say what the digest is of: an index, or this very image.
        platforms: BTreeMap::new(),
    })
}

/// A tag that means something else than it should.
pub(super) fn mismatch(name: &str, expected: &str, found: &str) -> Failure {
    let message = format!("`{name}` is not what it should be: {found} instead of {expected}");
    Failure::new(ExitStatus::Failed, "DigestMismatch", message)
}

impl View for Answer {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        let verb = if self.changed {
            "pinned "
        } else {
            "pinned already: "
        };
        write!(out, "{verb}")?;
        self.pinned.line(out)?;
        if let Some(before) = &self.replaced {
            write!(out, "  before: ")?;
            before.line(out)?;
        }
        self.pinned.more(out, &self.lock_file)
    }
}

impl View for Shown {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        self.pinned.line(out)?;
        self.pinned.more(out, &self.lock_file)
    }
}

impl View for Unpinned {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        if self.removed {
            writeln!(out, "removed {}", self.lock_file.display())
        } else {
            writeln!(out, "nothing was pinned")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_and_what_it_must_mean() {
        let digest = format!("sha256:{}", "0".repeat(64));
        let both = wanted(&format!("1.4.0@{digest}")).unwrap();
        assert_eq!((both.tag.as_str(), both.digest), ("1.4.0", Some(digest)));
        assert_eq!(wanted("latest").unwrap().digest, None);
        for wrong in ["", "a b", "emulator:1", "1@", "1@sha256:x", "@sha256:0"] {
            assert!(wanted(wrong).is_err(), "{wrong}");
        }
    }
}
