//! What somebody sees of images that come: a line with a bar for each, and below it one for each layer that is on its way.

use std::collections::BTreeMap;

use crate::cli::output::{size, style, text};
use crate::docker::pull::{Layer, Phase};

/// Columns of a bar.
const BAR: usize = 20;
/// Columns that a layer's id may take; registries' ids have twelve.
const ID: usize = 12;
/// From so many columns on there is room for a name, a bar and a count.
const WIDE: usize = 60;
/// What a bar shows that is full.
const FULL: u64 = 1_000;
/// Of a layer's bar in the image's, the part that is its download; the rest is its unpacking.
const DOWNLOAD: u64 = 800;

/// The images that are on their way.
#[derive(Debug, Default)]
pub(super) struct Bars {
    images: BTreeMap<String, BTreeMap<String, Known>>,
}

/// What is known of a layer.
#[derive(Debug, Clone, Copy)]
struct Known {
    phase: Phase,
    current: u64,
    total: Option<u64>,
    /// Bytes to download, once known.
    size: u64,
}

impl Bars {
    pub(super) fn begin(&mut self, image: &str) {
        self.images.insert(image.to_owned(), BTreeMap::new());
    }

    /// Takes what was heard of a layer.
    pub(super) fn see(&mut self, image: &str, layer: Layer) {
        let Some(layers) = self.images.get_mut(image) else {
            return;
        };
        let before = layers.get(&layer.id).map_or(0, |known| known.size);
        let size = match (layer.phase, layer.total) {
            (Phase::Downloading, Some(total)) => total,
            _ => before,
        };
        layers.insert(
            layer.id,
            Known {
                phase: layer.phase,
                current: layer.current,
                total: layer.total,
                size,
            },
        );
    }

    /// The bytes that were downloaded of an image, once it is over.
    pub(super) fn end(&mut self, image: &str) -> u64 {
        let layers = self.images.remove(image).unwrap_or_default();
        layers.values().map(|layer| layer.size).sum()
    }

    /// At most so many lines of at most so many columns.
    pub(super) fn lines(&self, (columns, rows): (usize, usize)) -> Vec<String> {
        let mut lines = Vec::new();
        for (image, layers) in &self.images {
            lines.push(whole(image, layers, columns));
            let moving = layers.iter().filter(|(_, layer)| layer.phase.is_moving());
            lines.extend(moving.map(|(id, layer)| layer.line(id, columns)));
        }
        let more = lines.len().saturating_sub(rows);
        if more > 0 && rows > 0 {
            lines.truncate(rows - 1);
            lines.push(format!("… and {} more", more + 1));
        }
        lines.truncate(rows);
        lines
    }
}

/// The image's own line.
fn whole(image: &str, layers: &BTreeMap<String, Known>, columns: usize) -> String {
    let count = layers.len();
    let done = layers.values().filter(|layer| layer.phase == Phase::Done).count();
    let said = if count == 0 {
        "asking".to_owned()
    } else {
        format!("{done} of {count} layers")
    };
    let sum: u64 = layers.values().map(|layer| layer.done()).sum();
    let bar = bar(sum
        .checked_div(u64::try_from(count).unwrap_or(u64::MAX))
        .unwrap_or(0));
    // Where there is little room, the name is worth more than the count.
    let beside = match columns {
        0..WIDE => BAR + 2,
        _ => BAR + 4 + text::width(&said),
    };
    let title = text::middle(
        &format!("pulling {}", text::guarded(image)),
        columns.saturating_sub(beside),
    );
    fit(&title, &bar, &said, columns)
}

impl Known {
    /// How much of it is behind us, of [`FULL`].
    fn done(self) -> u64 {
        let part = |whole: u64| {
            let total = self.total.unwrap_or(0);
            (self.current.min(total).saturating_mul(whole))
                .checked_div(total)
                .unwrap_or(0)
        };
        match self.phase {
            Phase::Waiting => 0,
            Phase::Downloading => part(DOWNLOAD),
            Phase::Verifying | Phase::Downloaded => DOWNLOAD,
            Phase::Extracting => DOWNLOAD + part(FULL - DOWNLOAD),
            Phase::Done => FULL,
        }
    }

    fn line(self, id: &str, columns: usize) -> String {
        let counted = match self.total {
            Some(total) => format!(" {} of {}", size::bytes(self.current), size::bytes(total)),
            None if self.current > 0 => format!(" {}", size::bytes(self.current)),
            None => String::new(),
        };
        let part = self.current.min(self.total.unwrap_or(0)).saturating_mul(FULL);
        let bar = bar(part.checked_div(self.total.unwrap_or(0)).unwrap_or(0));
        let id = text::padded(&text::clipped(&text::guarded(id), ID), ID);
        let said = format!("{}{counted}", self.phase.word());
        fit(&format!("  {id}"), &bar, &said, columns)
    }
}

impl Phase {
    /// Whether something happens to the layer: what waits would fill the screen.
    const fn is_moving(self) -> bool {
        matches!(self, Self::Downloading | Self::Verifying | Self::Extracting)
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Downloading => "downloading",
            Self::Verifying => "verifying",
            Self::Downloaded => "downloaded",
            Self::Extracting => "unpacking",
            Self::Done => "done",
        }
    }
}

/// So much of [`FULL`].
fn bar(part: u64) -> String {
    let full = usize::try_from(part.min(FULL)).unwrap_or(0) * BAR / 1_000;
    let (good, dim) = (style::GOOD, style::DIM);
    format!(
        "{good}{}{good:#}{dim}{}{dim:#}",
        "━".repeat(full),
        "─".repeat(BAR - full)
    )
}

/// Title, bar and words, as far as there is room: the words go first, then the bar.
fn fit(title: &str, bar: &str, said: &str, columns: usize) -> String {
    let with_bar = text::width(title) + 2 + BAR;
    if with_bar + 2 + text::width(said) <= columns {
        format!("{title}  {bar}  {said}")
    } else if with_bar <= columns {
        format!("{title}  {bar}")
    } else {
        text::clipped(title, columns)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    /// Two images: `image layer phase current total`, one a line.
    const STORY: &str = "
        python:3.13 aaaaaaaaaaaa Done 0 0
        python:3.13 bbbbbbbbbbbb Downloading 31457280 62914560
        python:3.13 cccccccccccc Extracting 5242880 10485760
        python:3.13 dddddddddddd Waiting 0 0
        python:3.13 ffffffffffff Downloading 1048576 0
        public.ecr.aws/lambda/a-very-long-name-of-an-image-indeed:1 eeeeeeeeeeee Downloaded 0 0
    ";

    fn check(story: &str, room: (usize, usize), expected: &Expect) {
        let mut bars = Bars::default();
        for line in story.lines().filter(|line| !line.trim().is_empty()) {
            let mut words = line.split_whitespace();
            let image = words.next().unwrap();
            if !bars.images.contains_key(image) {
                bars.begin(image);
            }
            let Some(id) = words.next() else { continue };
            let phase = match words.next().unwrap() {
                "Waiting" => Phase::Waiting,
                "Downloading" => Phase::Downloading,
                "Downloaded" => Phase::Downloaded,
                "Extracting" => Phase::Extracting,
                _ => Phase::Done,
            };
            let mut number = || words.next().unwrap().parse::<u64>().unwrap();
            let layer = Layer {
                id: id.to_owned(),
                phase,
                current: number(),
                total: Some(number()).filter(|total| *total > 0),
            };
            bars.see(image, layer);
        }
        let mut told = String::new();
        for line in bars.lines(room) {
            let line = anstream::adapter::strip_str(&line).to_string();
            assert!(text::width(&line) <= room.0 && !line.is_empty(), "{line}");
            told.extend([line.as_str(), "\n"]);
        }
        expected.assert_eq(&told);
    }

    #[test]
    fn a_bar_for_each_layer_and_one_for_all() {
        check(
            STORY,
            (79, 20),
            &expect![[r#"
            pulling public.ecr.aw…of-an-image-indeed:1  ━━━━━━━━━━━━━━━━────  0 of 1 layers
            pulling python:3.13  ━━━━━━━━━───────────  1 of 5 layers
              bbbbbbbbbbbb  ━━━━━━━━━━──────────  downloading 30.0 MiB of 60.0 MiB
              cccccccccccc  ━━━━━━━━━━──────────  unpacking 5.0 MiB of 10.0 MiB
              ffffffffffff  ────────────────────  downloading 1.0 MiB
        "#]],
        );
        check(
            "odd\u{1b}[2J",
            (79, 20),
            &expect![[r#"
            pulling odd\u{1b}[2J  ────────────────────  asking
        "#]],
        );
    }

    #[test]
    fn they_fit() {
        check(
            STORY,
            (40, 3),
            &expect![[r#"
                pulling p…indeed:1  ━━━━━━━━━━━━━━━━────
                pulling p…hon:3.13  ━━━━━━━━━───────────
                … and 3 more
            "#]],
        );
        check(
            STORY,
            (12, 1),
            &expect![[r#"
            … and 5 more
        "#]],
        );
        check(STORY, (79, 0), &expect![[r#""#]]);
    }

    #[test]
    fn what_was_downloaded_is_counted_once() {
        let mut bars = Bars::default();
        bars.begin("box");
        for (phase, current, total) in [
            (Phase::Downloading, 5, Some(9)),
            (Phase::Downloading, 9, Some(9)),
            (Phase::Extracting, 9, Some(9)),
            (Phase::Done, 0, None),
        ] {
            let id = "a".to_owned();
            bars.see(
                "box",
                Layer {
                    id,
                    phase,
                    current,
                    total,
                },
            );
        }
        assert_eq!((bars.end("box"), bars.end("box")), (9, 0));
    }
}
