//! `--time`: how fast time passes for what is waited for.

use super::context::Context;
use super::failure::Failure;
use crate::execution::Speed;

/// The fastest that time may run: a day takes a second.
const FASTEST: f64 = 86_400.0;
const SLOWEST: f64 = 0.001;

/// What SAM's users set, and what SAM tells its emulator: a factor of every duration.
pub(super) const SCALES: [&str; 2] = ["DURABLE_EXECUTIONS_TIME_SCALE", "DURABLE_EXECUTION_TIME_SCALE"];

/// Reads `real`, `skip` or a factor.
pub(super) fn parse(text: &str) -> Result<Speed, String> {
    match text {
        "real" => Ok(Speed::REAL),
        "skip" => Ok(Speed::Skip),
        _ => text
            .strip_suffix(['x', 'X'])
            .unwrap_or(text)
            .parse()
            .ok()
            .and_then(times)
            .ok_or_else(|| format!("`real`, `skip`, or how many times faster: {SLOWEST} to {FASTEST}")),
    }
}

/// So many times as fast.
fn times(factor: f64) -> Option<Speed> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the bounds were checked"
    )]
    let thousandths = |factor: f64| (factor * 1_000.0).round() as u32;
    (SLOWEST..=FASTEST)
        .contains(&factor)
        .then(|| Speed::Thousandths(thousandths(factor)))
}

/// What the environment says in SAM's words: `0.1` makes a wait of ten seconds one of one second, `0` none.
pub(super) fn of_environment(cx: &Context) -> Result<Option<Speed>, Failure> {
    for name in SCALES {
        if let Some(value) = cx.variable(name) {
            return scale(value).map(Some).ok_or_else(|| {
                let message = format!("`{value}` of `{name}` is no factor of time");
                Failure::usage("InvalidOption", message).hint(format!("unset `{name}`, or pass `--time`"))
            });
        }
    }
    Ok(None)
}

fn scale(text: &str) -> Option<Speed> {
    match text.trim().parse() {
        Ok(0.0) => Some(Speed::Skip),
        Ok(scale) => times(f64::recip(scale)),
        Err(_) => None,
    }
}

/// As it is typed.
pub(super) fn word(speed: Speed) -> String {
    match speed {
        Speed::REAL => "real".to_owned(),
        Speed::Skip => "skip".to_owned(),
        Speed::Thousandths(speed) => (f64::from(speed) / 1_000.0).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_back() {
        for text in ["real", "skip", "60", "0.5", "86400", "1.5"] {
            assert_eq!(word(parse(text).unwrap()), text);
        }
        assert_eq!(parse("60x"), parse("60"));
        assert_eq!(parse("1"), Ok(Speed::REAL));
        for text in ["", "0", "-1", "86401", "fast", "NaN", "inf", "x"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sam_says_how_long_and_not_how_fast() {
        assert_eq!(scale("0.1"), parse("10").ok());
        assert_eq!(scale("1"), Some(Speed::REAL));
        assert_eq!(scale("1.0"), Some(Speed::REAL));
        assert_eq!(scale("0"), Some(Speed::Skip));
        assert_eq!(scale("2"), parse("0.5").ok());
        for text in ["", "ten", "-1", "NaN", "1e-9"] {
            assert_eq!(scale(text), None, "{text}");
        }
    }
}
