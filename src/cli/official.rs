//! Which image of AWS's emulator is meant: the tag that is given, else the environment's, else the pinned one.

use std::path::PathBuf;

use super::context::Context;
use super::exit::ExitStatus;
use super::failure::Failure;
use crate::compat::image::OFFICIAL;
use crate::compat::pin::{FILE, Pin, PinError};
use crate::docker::reference::{Reference, is_tag};

pub(super) mod container;
pub(super) mod launch;

/// SAM's own variable: the tag of the image that it starts.
pub(super) const TAG: &str = "DURABLE_EXECUTIONS_EMULATOR_IMAGE_TAG";
/// Where images come from, if not from AWS.
pub(super) const REPOSITORY: &str = "CARGO_DURABLE_IMAGE_REPOSITORY";

/// An image of AWS's emulator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OfficialImage {
    pub(super) repository: String,
    pub(super) tag: String,
    /// What the lock says that the tag means; `None` if the lock speaks of another tag, or there is none.
    pub(super) digest: Option<String>,
}

impl OfficialImage {
    /// As an engine is asked for it: by its digest, if we know that.
    pub(super) fn reference(&self) -> String {
        match &self.digest {
            Some(digest) => format!("{}@{digest}", self.repository),
            None => self.tagged(),
        }
    }

    /// As people call it.
    pub(super) fn tagged(&self) -> String {
        format!("{}:{}", self.repository, self.tag)
    }
}

/// The image that is meant, of a repository that is given or another one. What the environment says is warned of where
/// it contradicts the lock.
pub(super) fn official_image(
    cx: &Context,
    repository: Option<&str>,
    tag: Option<&str>,
) -> Result<OfficialImage, Failure> {
    let repository = self::repository(cx, repository)?;
    let pin = pin_of(cx, repository.as_deref())?;
    let name = || {
        let pinned = pin.as_ref().map(|pin| pin.repository.clone());
        repository
            .clone()
            .or(pinned)
            .unwrap_or_else(|| OFFICIAL.to_owned())
    };
    let Some(tag) = chosen(cx, tag, pin.as_ref())? else {
        let Some(pin) = pin else {
            return Err(nothing_pinned(cx));
        };
        return Ok(OfficialImage {
            repository: pin.repository,
            tag: pin.tag,
            digest: Some(pin.digest),
        });
    };
    let digest = pin.as_ref().filter(|pin| pin.tag == tag);
    Ok(OfficialImage {
        digest: digest.map(|pin| pin.digest.clone()),
        repository: name(),
        tag,
    })
}

/// The tag that is given or that the environment names.
pub(super) fn chosen(cx: &Context, tag: Option<&str>, pin: Option<&Pin>) -> Result<Option<String>, Failure> {
    if let Some(tag) = tag {
        return if is_tag(tag) {
            Ok(Some(tag.to_owned()))
        } else {
            Err(Failure::usage("InvalidOption", format!("`{tag}` is no tag")))
        };
    }
    let Some(tag) = cx.variable(TAG) else {
        return Ok(None);
    };
    if !is_tag(tag) {
        return Err(
            Failure::usage("InvalidOption", format!("`{tag}` of `{TAG}` is no tag"))
                .hint(format!("unset `{TAG}`, or correct it")),
        );
    }
    if let Some(pin) = pin.filter(|pin| pin.tag != tag) {
        cx.printer.warn(&format!(
            "`{TAG}={tag}` overrides `{FILE}`, which pins `{}`",
            pin.tag
        ));
    }
    Ok(Some(tag.to_owned()))
}

/// The repository that is given or that the environment names, completed.
pub(super) fn repository(cx: &Context, given: Option<&str>) -> Result<Option<String>, Failure> {
    let (text, place) = match (given, cx.variable(REPOSITORY)) {
        // An option that was not given is the variable's.
        (Some(text), variable) if variable != Some(text) => (text, "--image-repository"),
        (_, Some(text)) => (text, REPOSITORY),
        (_, None) => return Ok(None),
    };
    let wrong = |why: &str| {
        Failure::usage(
            "InvalidOption",
            format!("`{text}` of `{place}` is no repository of images: {why}"),
        )
        .hint(format!("it looks like `{OFFICIAL}`"))
    };
    match Reference::parse(text) {
        Ok(reference) if reference.is_repository() => Ok(Some(text.to_owned())),
        Ok(_) => Err(wrong("it has a tag or a digest")),
        Err(why) => Err(wrong(&why.to_string())),
    }
}

/// Where the project's lock is, or would be; `None` outside any project.
pub(super) fn lock_path(cx: &Context) -> Option<PathBuf> {
    cx.root.dir.as_ref().map(|dir| dir.join(FILE))
}

/// What the project pins.
pub(super) fn pin(cx: &Context) -> Result<Option<Pin>, Failure> {
    match lock_path(cx) {
        Some(path) => Pin::read(&path).map_err(|error| of_pin(cx, &error)),
        None => Ok(None),
    }
}

/// What the project pins, if it is of this repository: another one's digests mean nothing in it.
pub(super) fn pin_of(cx: &Context, repository: Option<&str>) -> Result<Option<Pin>, Failure> {
    Ok(pin(cx)?.filter(|pin| repository.is_none_or(|repository| repository == pin.repository)))
}

/// What is said where a pin is wanted and there is none.
pub(super) fn nothing_pinned(cx: &Context) -> Failure {
    Failure::usage("NothingPinned", "nothing is pinned, and no tag is given").hint(format!(
        "`{}` pins an image",
        cx.command(&["compat", "pin", "TAG"])
    ))
}

/// What is wrong with a lock, and what to do about it.
pub(super) fn of_pin(cx: &Context, error: &PinError) -> Failure {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    let (status, code, hint) = match error {
        PinError::Wrong { .. } => {
            let pin = cx.command(&["compat", "pin", "TAG"]);
            let unpin = cx.command(&["compat", "unpin"]);
            let hint = format!("correct it, or remove it by `{unpin}` and write it anew by `{pin}`");
            (ExitStatus::Usage, "InvalidLock", Some(hint))
        }
        PinError::Newer { .. } => (
            ExitStatus::Usage,
            "LockTooNew",
            Some("update cargo-durable".to_owned()),
        ),
        PinError::Read { .. } | PinError::Write { .. } => (ExitStatus::Trouble, "LockUnusable", None),
    };
    let mut failure = Failure::new(status, code, error.to_string());
    failure.causes.extend(cause);
    failure.hint = hint;
    failure
}
