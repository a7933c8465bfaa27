//! `2h` ago, or an instant: how people say since when.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::execution::Timestamp;

/// What each unit of a duration is worth.
const UNITS: [(char, i64); 5] = [
    ('s', 1_000),
    ('m', 60_000),
    ('h', 3_600_000),
    ('d', 86_400_000),
    ('w', 7 * 86_400_000),
];

/// A point in time, as somebody wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Since {
    /// So many milliseconds before now.
    Ago(i64),
    At(Timestamp),
}

impl Since {
    /// When that is.
    pub(super) fn at(self, now: Timestamp) -> Timestamp {
        match self {
            // There was no emulator before the epoch.
            Self::Ago(millis) => now.plus_millis(-millis).max(Timestamp::from_millis(0)),
            Self::At(at) => at,
        }
    }
}

/// Reads `90s`, `15m`, `2h`, `3d`, `1h30m`; `2026-11-27`, `2026-11-27T10:00:00`, both in the machine's time zone;
/// `2026-11-27T10:00:00Z`.
pub(super) fn parse(text: &str) -> Result<Since, String> {
    duration(text)
        .map(Since::Ago)
        .or_else(|| instant(text).map(Since::At))
        .ok_or_else(|| {
            "neither a duration like `90s`, `15m`, `2h` or `3d`, nor an instant like `2026-11-27` or \
             `2026-11-27T10:00:00Z`"
                .to_owned()
        })
}

/// Reads how old something is.
pub(super) fn parse_age(text: &str) -> Result<Since, String> {
    duration(text)
        .map(Since::Ago)
        .ok_or_else(|| "a duration like `90s`, `15m`, `2h` or `7d`".to_owned())
}

/// Numbers and units, in milliseconds.
fn duration(text: &str) -> Option<i64> {
    let (mut total, mut rest) = (0_i64, text);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = rest[..digits].parse().ok()?;
        let unit = rest[digits..].chars().next()?;
        let (_, worth) = UNITS.iter().find(|(known, _)| *known == unit)?;
        total = total.checked_add(number.checked_mul(*worth)?)?;
        rest = &rest[digits + unit.len_utf8()..];
    }
    (!text.is_empty()).then_some(total)
}

fn instant(text: &str) -> Option<Timestamp> {
    let at = text.parse::<jiff::Timestamp>().ok().or_else(|| {
        let local: DateTime = text.parse().ok()?;
        Some(local.to_zoned(TimeZone::system()).ok()?.timestamp())
    })?;
    Some(Timestamp::from_millis(at.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_before_now() {
        let now = Timestamp::from_millis(10_000_000_000);
        for (text, before) in [
            ("0s", 0),
            ("90s", 90_000),
            ("15m", 900_000),
            ("2h", 7_200_000),
            ("3d", 259_200_000),
            ("1w", 604_800_000),
            ("1h30m", 5_400_000),
        ] {
            assert_eq!(parse(text).unwrap().at(now), now.plus_millis(-before), "{text}");
        }
    }

    #[test]
    fn instants_are_what_they_say() {
        let at = |millis| Ok(Since::At(Timestamp::from_millis(millis)));
        assert_eq!(parse("2026-11-27T10:00:00Z"), at(1_795_773_600_000));
        assert_eq!(parse("2026-11-27T10:00:00.250+02:00"), at(1_795_766_400_250));
        let midnight: DateTime = "2026-11-27T00:00:00".parse().unwrap();
        let midnight = midnight.to_zoned(TimeZone::system()).unwrap().timestamp();
        for text in ["2026-11-27", "2026-11-27T00:00:00", "2026-11-27 00:00"] {
            assert_eq!(parse(text), at(midnight.as_millisecond()), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "2",
            "h",
            "2y",
            "-2h",
            "2h3",
            "1.5h",
            "yesterday",
            "2026-13-01",
            "99999999999999999999s",
            "9223372036854775807w",
            "2h 5m",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse_age("2026-11-27").is_err());
    }
}
