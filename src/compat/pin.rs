//! `durable.lock`: which image of AWS's emulator a project uses, down to its bytes. Meant to be committed.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use toml::Spanned;
use toml::value::Datetime;

use crate::docker::reference::{Reference, is_digest, is_tag};
use crate::execution::Timestamp;

/// The file, in the project's root.
pub const FILE: &str = "durable.lock";
/// The shape that we write, and the newest one that we read.
const VERSION: i64 = 1;
/// A lock has a few hundred bytes; what is larger is something else.
const MOST_BYTES: u64 = 1 << 20;
const HEAD: &str = "\
# Which image of AWS's emulator for durable functions this project uses, down to its bytes.
# `cargo durable compat pin` writes it, `pull`, `start --emulator image` and `check image` use it: commit it.
";

/// What is pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// `public.ecr.aws/…/aws-durable-execution-emulator`.
    pub repository: String,
    pub tag: String,
    /// What the tag named: an index of several platforms' images, or a single image.
    pub digest: String,
    /// Each platform's own image: `linux/amd64`. Empty where nobody could say.
    pub platforms: BTreeMap<String, String>,
    /// `2026-11-27T16:54:00Z`.
    pub pinned_at: String,
}

/// Why a lock is not read or written.
#[derive(Debug, Error)]
pub enum PinError {
    #[error("`{}` cannot be read", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("`{}` cannot be written", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("{}:{line}: {why}", path.display())]
    Wrong { path: PathBuf, line: usize, why: String },
    #[error("`{}` is of version {version}, and we know {VERSION}", path.display())]
    Newer { path: PathBuf, version: i64 },
}

/// What every version of the file has.
#[derive(Deserialize)]
struct Versioned {
    version: Spanned<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "version")]
    _version: i64,
    repository: Spanned<String>,
    tag: Spanned<String>,
    digest: Spanned<String>,
    pinned_at: Datetime,
    #[serde(default)]
    platforms: BTreeMap<String, Spanned<String>>,
}

#[derive(Serialize)]
struct Writing<'a> {
    version: i64,
    repository: &'a str,
    tag: &'a str,
    digest: &'a str,
    pinned_at: Datetime,
    platforms: &'a BTreeMap<String, String>,
}

impl Pin {
    /// Reads a lock; `None` if there is none. Blocks.
    pub fn read(path: &Path) -> Result<Option<Self>, PinError> {
        let unreadable = |source| PinError::Read {
            path: path.to_owned(),
            source,
        };
        match path.metadata() {
            Ok(metadata) if metadata.len() > MOST_BYTES => {
                return Err(unreadable(io::ErrorKind::FileTooLarge.into()));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(error)),
        }
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        Self::parse(path, &text).map(Some)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, PinError> {
        let wrong = |span: Range<usize>, why: String| {
            let before = text.get(..span.start).unwrap_or_default();
            PinError::Wrong {
                path: path.to_owned(),
                line: before.matches('\n').count() + 1,
                why: why.replace('\n', "\\n"),
            }
        };
        let misread = |error: toml::de::Error| {
            let why = error.message().lines().next().unwrap_or_default();
            wrong(error.span().unwrap_or_default(), why.to_owned())
        };
        // What a newer version says elsewhere is none of our business.
        let version = toml::from_str::<Versioned>(text).map_err(misread)?.version;
        match *version.get_ref() {
            VERSION => {}
            version if version > VERSION => {
                return Err(PinError::Newer {
                    path: path.to_owned(),
                    version,
                });
            }
            other => return Err(wrong(version.span(), format!("`{other}` is no version"))),
        }
        let written: Written = toml::from_str(text).map_err(misread)?;
        let check = |value: Spanned<String>, is_one: &dyn Fn(&str) -> bool, what: &str| {
            let span = value.span();
            let value = value.into_inner();
            if is_one(&value) {
                Ok(value)
            } else {
                Err(wrong(span, format!("`{value}` is no {what}")))
            }
        };
        let platforms = written.platforms.into_iter().map(|(platform, digest)| {
            if !platform.contains('/') {
                let why = format!("`{platform}` is no platform, such as `linux/amd64`");
                return Err(wrong(digest.span(), why));
            }
            Ok((platform, check(digest, &is_digest, "digest")?))
        });
        Ok(Self {
            platforms: platforms.collect::<Result<_, _>>()?,
            repository: check(written.repository, &is_repository, "repository of images")?,
            tag: check(written.tag, &is_tag, "tag")?,
            digest: check(written.digest, &is_digest, "digest")?,
            pinned_at: written.pinned_at.to_string(),
        })
    }

    /// Writes a lock whole: whoever is interrupted leaves the one that was. Blocks.
    pub fn write(&self, path: &Path) -> Result<(), PinError> {
        let unwritable = |source| PinError::Write {
            path: path.to_owned(),
            source,
        };
        let text = self
            .text()
            .map_err(|error| unwritable(io::Error::new(io::ErrorKind::InvalidData, error)))?;
        let draft = path.with_extension(format!("lock.{}.tmp", std::process::id()));
        let written = std::fs::File::create(&draft).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&draft, path)
        });
        written.map_err(|error| {
            // What is left of it is in nobody's way, but nobody's use either.
            let _ = std::fs::remove_file(&draft);
            unwritable(error)
        })
    }

    fn text(&self) -> Result<String, toml::ser::Error> {
        let written = toml::to_string(&Writing {
            version: VERSION,
            repository: &self.repository,
            tag: &self.tag,
            digest: &self.digest,
            pinned_at: self
                .pinned_at
                .parse()
                .map_err(<toml::ser::Error as serde::ser::Error>::custom)?,
            platforms: &self.platforms,
        })?;
        Ok(format!("{HEAD}{written}"))
    }

    /// Removes a lock; whether there was one. Blocks.
    pub fn remove(path: &Path) -> Result<bool, PinError> {
        match std::fs::remove_file(path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(source) => Err(PinError::Write {
                path: path.to_owned(),
                source,
            }),
        }
    }

    /// The image as an engine is asked for it: no tag can move it.
    pub fn reference(&self) -> String {
        format!("{}@{}", self.repository, self.digest)
    }

    /// Whether a digest is what is pinned, or its image for some platform.
    pub fn has(&self, digest: &String) -> bool {
        self.digest == *digest || self.platforms.values().any(|own| own == digest)
    }

    /// Whether both are the same image, whenever they were pinned.
    pub fn is_same_image(&self, other: &Self) -> bool {
        (&self.repository, &self.tag, &self.digest) == (&other.repository, &other.tag, &other.digest)
    }
}

/// An instant as a lock has it, to the second.
pub fn instant(at: Timestamp) -> String {
    jiff::Timestamp::from_second(at.as_millis().div_euclid(1_000)).map_or_else(
        |_| at.to_string(),
        |at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    )
}

/// A name without a tag or digest.
fn is_repository(text: &str) -> bool {
    Reference::parse(text).is_ok_and(|reference| reference.is_repository())
}

#[cfg(test)]
mod tests;
