//! A row for each tag: what it means here, in the registry, and in the lock.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;

use super::version;
use crate::cli::compat::pin::Pinned;
use crate::cli::output::table::{self, soft, whole};
use crate::cli::output::{Human, View, size, style, time};
use crate::compat::pin::Pin;
use crate::compat::registry::Entry;
use crate::docker::local::Local;
use crate::execution::Timestamp;

/// Digits of a digest that tell it from others.
const SHORT: usize = 12;
const VERSION: &str = "org.opencontainers.image.version";

/// What `list` answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Listed {
    pub(super) repository: String,
    pub(super) pinned: Option<Pinned>,
    pub(super) images: Vec<Row>,
    /// The registry was not asked, or did not answer.
    #[serde(rename = "Offline")]
    pub(super) is_offline: bool,
}

/// A tag.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Row {
    pub(super) tag: String,
    /// What it means in the registry; else here.
    pub(super) image_digest: Option<String>,
    pub(super) version: Option<String>,
    created_timestamp: Option<f64>,
    #[serde(skip)]
    created: Option<Timestamp>,
    pub(super) pinned: bool,
    /// The registry means something else by it than the engine here, or the lock.
    pub(super) moved: bool,
    pub(super) local: Option<Here>,
    registry: Option<There>,
    /// Whether the registry has the tag, even if it does not say what it means.
    #[serde(skip)]
    is_there: bool,
}

/// What the engine has.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Here {
    image_id: String,
    /// What its registry knows it by; empty if it was made here.
    pub(super) image_digests: Vec<String>,
    platform: String,
    /// Unpacked.
    size_bytes: u64,
}

/// What the registry has.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct There {
    platforms: BTreeMap<String, String>,
    platform: String,
    /// Packed.
    image_size_in_bytes: u64,
}

/// All tags that somebody knows, newest first.
pub(super) fn all(
    locals: &[Local],
    entries: &BTreeMap<String, Option<Entry>>,
    pin: Option<&Pin>,
) -> Vec<Row> {
    let local = locals.iter().flat_map(|local| &local.tags);
    let pinned = pin.map(|pin| &pin.tag);
    let tags: BTreeSet<&String> = local.chain(entries.keys()).chain(pinned).collect();
    let mut rows: Vec<Row> = tags
        .into_iter()
        .map(|tag| row(tag, locals, entries, pin.filter(|pin| pin.tag == *tag)))
        .collect();
    rows.sort_by(|one, other| {
        (other.created.cmp(&one.created)).then_with(|| version::compare(&other.tag, &one.tag))
    });
    rows
}

fn row(tag: &String, locals: &[Local], entries: &BTreeMap<String, Option<Entry>>, pin: Option<&Pin>) -> Row {
    // An image that was pulled by its pinned digest need not have the tag.
    let is_pinned =
        |local: &&Local| pin.is_some_and(|pin| local.digests.iter().any(|digest| pin.has(digest)));
    let has_tag = |local: &&Local| local.tags.contains(tag);
    let local = locals
        .iter()
        .find(has_tag)
        .or_else(|| locals.iter().find(is_pinned));
    let entry = entries.get(tag).and_then(Option::as_ref);
    let is_other = |entry: &Entry| {
        let here = local.filter(|local| !local.digests.is_empty());
        let here = here.is_some_and(|local| !local.digests.iter().any(|digest| entry.has(digest)));
        here || pin.is_some_and(|pin| pin.digest != entry.digest)
    };
    let created = match entry {
        Some(entry) => entry.details.created,
        None => local
            .map(|local| Timestamp::from_millis(local.created_s.saturating_mul(1_000)))
            .filter(|created| created.as_millis() > 0),
    };
    let of_entry = entry.map(|entry| entry.digest.clone());
    Row {
        tag: tag.clone(),
        image_digest: of_entry.or_else(|| local.and_then(|local| local.digests.first().cloned())),
        version: match entry {
            Some(entry) => entry.details.version.clone(),
            None => local.and_then(|local| local.labels.get(VERSION).cloned()),
        },
        created_timestamp: created.map(Timestamp::as_seconds),
        created,
        pinned: pin.is_some(),
        moved: entry.is_some_and(is_other),
        local: local.map(|local| Here {
            image_id: local.id.clone(),
            image_digests: local.digests.clone(),
            platform: local.platform.clone(),
            size_bytes: local.size,
        }),
        is_there: entries.contains_key(tag),
        registry: entry.map(|entry| There {
            platforms: entry.platforms.clone(),
            platform: entry.details.platform.clone(),
            image_size_in_bytes: entry.details.size,
        }),
    }
}

impl Listed {
    /// Leaves out all but so many rows, but not what is pinned. How many those are.
    pub(super) fn cut(&mut self, limit: usize) -> usize {
        let before = self.images.len();
        let mut left = limit;
        self.images.retain(|row| {
            let stays = left > 0 || row.pinned;
            left = left.saturating_sub(1);
            stays
        });
        before - self.images.len()
    }
}

impl Row {
    fn cells(&self, is_offline: bool) -> Vec<String> {
        let place = match (&self.local, self.is_there) {
            (Some(_), true) => "here, there",
            (Some(_), false) => "here",
            (None, true) => "there",
            (None, false) if is_offline => "",
            (None, false) => "nowhere",
        };
        let size = match (&self.registry, &self.local) {
            (Some(there), _) => size::bytes(there.image_size_in_bytes),
            (None, Some(here)) => size::bytes(here.size_bytes),
            (None, None) => String::new(),
        };
        let said = [(self.pinned, "pinned"), (self.moved, "moved")];
        let said = said.into_iter().filter_map(|(is_so, word)| is_so.then_some(word));
        vec![
            self.tag.clone(),
            place.to_owned(),
            self.image_digest.as_deref().map(short).unwrap_or_default(),
            size,
            self.created.map(time::instant).unwrap_or_default(),
            self.version.clone().unwrap_or_default(),
            said.collect::<Vec<_>>().join(", "),
        ]
    }
}

/// `sha256:0123456789ab`.
fn short(digest: &str) -> String {
    let end = digest.find(':').map_or(0, |colon| colon + 1) + SHORT;
    digest.get(..end).unwrap_or(digest).to_owned()
}

impl View for Listed {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        let (bold, dim) = (style::BOLD, style::DIM);
        let place = if self.is_offline {
            "  only what is here"
        } else {
            ""
        };
        writeln!(out, "{bold}{}{bold:#}{dim}{place}{dim:#}", self.repository)?;
        if self.images.is_empty() {
            return writeln!(out, "no images");
        }
        let columns = [
            whole("TAG"),
            whole("WHERE"),
            whole("DIGEST"),
            whole("SIZE"),
            whole("CREATED"),
            whole("VERSION"),
            soft(""),
        ];
        let rows = self.images.iter().map(|row| row.cells(self.is_offline)).collect();
        table::write(out, &columns, rows)
    }

    fn rows(&self) -> Vec<serde_json::Result<String>> {
        self.images.iter().map(serde_json::to_string).collect()
    }
}

#[cfg(test)]
mod tests;
