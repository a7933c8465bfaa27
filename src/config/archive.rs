//! Code and layers as directories: archives are unpacked, layers are laid over each other.
//!
//! What is made here is made once: its name says what it was made from, and when that changed. Who uses it has a shared
//! lock on it for as long as the process lives, and what nobody has used for long is removed.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use super::ConfigError;
use crate::execution::Timestamp;

/// The largest sum of files in an archive: Lambda's own limit, 250 MB unpacked, and as much again for its layers.
const MAX_UNPACKED_BYTES: u64 = 500 << 20;

/// Where all of it is, below a directory of ours.
const UNPACKED: &str = "unpacked";

/// The ending of the file beside a directory that says when it was used.
const USED_NOTE: &str = "used";

/// Whether code or a layer is packed.
pub(super) fn is_archive(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| ["zip", "jar"].contains(&extension.to_ascii_lowercase().as_str()))
}

/// The directory that a function's code is, unpacked below `scratch` if it is an archive. Without `scratch`, who asks
/// only looks: nothing is made.
pub(super) fn directory(function: &str, path: &Path, scratch: Option<&Path>) -> Result<PathBuf, ConfigError> {
    match scratch {
        Some(scratch) if is_archive(path) && !path.is_dir() => made(function, scratch, &[path.to_owned()]),
        _ => Ok(path.to_owned()),
    }
}

/// What stands at `/opt`: the only layer if it is a directory, else all of them in a directory below `scratch`.
pub(super) fn layers(
    function: &str,
    layers: &[PathBuf],
    scratch: Option<&Path>,
) -> Result<Option<PathBuf>, ConfigError> {
    match (layers, scratch) {
        ([], _) | (_, None) => Ok(None),
        ([layer], _) if layer.is_dir() => Ok(Some(layer.clone())),
        (layers, Some(scratch)) => made(function, scratch, layers).map(Some),
    }
}

/// Lays archives and directories over each other, unless that was done already.
fn made(function: &str, scratch: &Path, parts: &[PathBuf]) -> Result<PathBuf, ConfigError> {
    let failed = |path: &Path, error: io::Error| ConfigError::Function {
        function: function.to_owned(),
        message: format!("cannot unpack `{}`: {error}", path.display()),
        hint: None,
    };
    let mut name = DefaultHasher::new();
    for part in parts {
        stamp(part, &mut name).map_err(|error| failed(part, error))?;
    }
    once(scratch, name.finish(), failed, |draft| {
        parts
            .iter()
            .try_for_each(|part| lay(part, draft).map_err(|error| failed(part, error)))
    })
}

/// A directory with one file of this text in it.
pub(super) fn written(
    function: &str,
    file: &str,
    text: &str,
    scratch: &Path,
) -> Result<PathBuf, ConfigError> {
    let failed = |path: &Path, error: io::Error| ConfigError::Function {
        function: function.to_owned(),
        message: format!("cannot write `{}`: {error}", path.display()),
        hint: None,
    };
    let mut name = DefaultHasher::new();
    (file, text).hash(&mut name);
    once(scratch, name.finish(), failed, |draft| {
        let path = draft.join(file);
        fs::create_dir_all(draft)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| failed(&path, error))
    })
}

/// The directory of this name below `scratch`, made if it is not there.
fn once(
    scratch: &Path,
    name: u64,
    failed: impl Fn(&Path, io::Error) -> ConfigError,
    make: impl FnOnce(&Path) -> Result<(), ConfigError>,
) -> Result<PathBuf, ConfigError> {
    let place = scratch.join(UNPACKED).join(format!("{name:016x}"));
    if place.is_dir() {
        use_it(&place);
        // It may have been about to be removed.
        if place.is_dir() {
            return Ok(place);
        }
    }
    // Beside its place, so that it is there as a whole or not at all.
    let draft = scratch.join(UNPACKED).join(format!("{}.tmp", std::process::id()));
    let _ = fs::remove_dir_all(&draft);
    make(&draft)?;
    match fs::rename(&draft, &place) {
        // Another process was faster.
        Err(_) if place.is_dir() => drop(fs::remove_dir_all(&draft)),
        renamed => renamed.map_err(|error| failed(&place, error))?,
    }
    use_it(&place);
    Ok(place)
}

/// What this process uses: a lock ends with its file.
static USED: Mutex<BTreeMap<PathBuf, fs::File>> = Mutex::new(BTreeMap::new());

/// Says that a directory is used, now and until we end: by the time of a file beside it, and by a lock on that.
fn use_it(place: &Path) {
    let note = || -> io::Result<fs::File> {
        let mut note = fs::File::create(place.with_extension(USED_NOTE))?;
        // Waits for whoever is about to remove it.
        note.lock_shared()?;
        note.write_all(b"\n")?;
        Ok(note)
    };
    // Who cannot say so has the directory all the same, until nobody else has used it for long.
    if let Ok(note) = note() {
        let mut used = USED.lock().unwrap_or_else(PoisonError::into_inner);
        used.insert(place.to_owned(), note);
    }
}

/// Removes what was unpacked below `scratch` and not used since then, half-made drafts too. What somebody uses stays,
/// however long ago they began.
pub fn prune(scratch: &Path, since: Timestamp) {
    let Ok(entries) = fs::read_dir(scratch.join(UNPACKED)) else {
        return;
    };
    let dirs = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir());
    for path in dirs {
        let note = path.with_extension(USED_NOTE);
        let used_at = changed_at(&note).or_else(|| changed_at(&path));
        if used_at.is_none_or(|at| at >= since) {
            continue;
        }
        let locked = fs::File::create(&note).and_then(|file| Ok(file.try_lock().map(|()| file)?));
        if locked.is_ok() {
            // Under another name at once: nobody should find half of it.
            let gone = path.with_extension(format!("{}.old", std::process::id()));
            if fs::rename(&path, &gone).is_ok() {
                let _ = fs::remove_dir_all(&gone);
            }
            let _ = fs::remove_file(&note);
        }
    }
}

fn changed_at(path: &Path) -> Option<Timestamp> {
    let age = path
        .metadata()
        .ok()?
        .modified()
        .ok()?
        .duration_since(UNIX_EPOCH)
        .ok()?;
    Some(Timestamp::from_millis(i64::try_from(age.as_millis()).ok()?))
}

/// What tells whether a part has changed: its path, and of each file in it the size and the time.
fn stamp(path: &Path, into: &mut DefaultHasher) -> io::Result<()> {
    let metadata = fs::metadata(path)?;
    path.hash(into);
    if metadata.is_dir() {
        let mut inside: Vec<PathBuf> = fs::read_dir(path)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<_>>()?;
        inside.sort_unstable();
        for path in inside {
            if fs::symlink_metadata(&path)?.is_symlink() {
                fs::read_link(path)?.hash(into);
            } else {
                stamp(&path, into)?;
            }
        }
        return Ok(());
    }
    metadata.len().hash(into);
    metadata.modified()?.hash(into);
    Ok(())
}

/// Puts a part over what lies in `into` already.
fn lay(part: &Path, into: &Path) -> io::Result<()> {
    fs::create_dir_all(into)?;
    if part.is_dir() {
        return copy(part, into);
    }
    let mut archive = zip::ZipArchive::new(fs::File::open(part)?)?;
    // An archive may say that it is larger than any disk.
    let size = archive.decompressed_size().unwrap_or(0);
    if size > u128::from(MAX_UNPACKED_BYTES) {
        return Err(io::Error::other(format!(
            "{} MB unpacked, more than Lambda takes",
            size >> 20
        )));
    }
    archive.extract(into)?;
    Ok(())
}

fn copy(from: &Path, into: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = into.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&entry.path(), &target)?;
            continue;
        }
        if fs::symlink_metadata(&target).is_ok() {
            fs::remove_file(&target)?;
        }
        if kind.is_symlink() {
            link(&fs::read_link(entry.path())?, &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

#[cfg(not(unix))]
fn link(to: &Path, at: &Path) -> io::Result<()> {
    fs::copy(at.parent().unwrap_or(at).join(to), at).map(drop)
}

#[cfg(test)]
#[path = "archive_tests.rs"]
mod tests;
