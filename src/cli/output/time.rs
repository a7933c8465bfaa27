//! Instants and durations for people.

use jiff::tz::TimeZone;

use crate::execution::Timestamp;

/// `2026-11-20 13:26:10`, in the machine's time zone.
pub(in crate::cli) fn instant(at: Timestamp) -> String {
    zoned(at).map_or_else(
        || at.to_string(),
        |at| at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
    )
}

/// `13:26:10.559`, in the machine's time zone.
pub(in crate::cli) fn clock(at: Timestamp) -> String {
    zoned(at).map_or_else(|| at.to_string(), |at| at.strftime("%H:%M:%S.%3f").to_string())
}

fn zoned(at: Timestamp) -> Option<jiff::Zoned> {
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).ok()?;
    Some(at.to_zoned(TimeZone::system()))
}

/// Two units at most: `3ms`, `1.24s`, `2m 05s`, `3h 20m`, `4d 02h`.
pub(in crate::cli) fn duration(millis: i64) -> String {
    let millis = millis.max(0);
    let seconds = millis / 1000;
    match seconds {
        0 => format!("{millis}ms"),
        1..60 => format!("{seconds}.{:02}s", millis % 1000 / 10),
        60..3_600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        3_600..86_400 => format!("{}h {:02}m", seconds / 3_600, seconds % 3_600 / 60),
        _ => format!("{}d {:02}h", seconds / 86_400, seconds % 86_400 / 3_600),
    }
}

/// The same in whole seconds, the one that has begun included: `5s`, `59m 59s`.
pub(in crate::cli) fn countdown(millis: i64) -> String {
    let seconds = millis.max(0).saturating_add(999) / 1000;
    match seconds {
        0..60 => format!("{seconds}s"),
        _ => duration(seconds * 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_two_units_at_most() {
        for (millis, text) in [
            (-5, "0ms"),
            (999, "999ms"),
            (1_240, "1.24s"),
            (59_999, "59.99s"),
            (125_000, "2m 05s"),
            (12_000_000, "3h 20m"),
            (352_800_000, "4d 02h"),
        ] {
            assert_eq!(duration(millis), text);
        }
    }

    #[test]
    fn a_countdown_has_no_fractions() {
        for (millis, text) in [
            (-5, "0s"),
            (1, "1s"),
            (1_000, "1s"),
            (1_001, "2s"),
            (59_001, "1m 00s"),
        ] {
            assert_eq!(countdown(millis), text);
        }
    }
}
