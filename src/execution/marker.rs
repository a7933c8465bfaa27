//! Marker: where the next page begins, as opaque text that is good for one list, one order and one day
//! (contract 1.5, 6.5).

use std::fmt::Display;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::ids::ExecutionArn;
use super::limits::MARKER_LIFETIME_MS;
use super::rejection::Rejection;
use super::time::Timestamp;

/// No marker of ours is longer.
const MAX_MARKER: usize = 2048;

/// Writes and reads the markers of one list in one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    /// What a marker must say to belong here; never empty.
    list: String,
}

impl Marker {
    /// Of the operations of an execution; the position is [`super::Page::next`].
    pub fn of_state(arn: &ExecutionArn) -> Self {
        Self {
            list: format!("state {arn}"),
        }
    }

    /// Of the history of an execution; the position is an event id.
    pub fn of_history(arn: &ExecutionArn, reverse: bool) -> Self {
        let order = if reverse { "backward" } else { "forward" };
        Self {
            list: format!("history {order} {arn}"),
        }
    }

    /// Of the executions of a function, or of all; the position is the store's.
    pub fn of_list(function: Option<&str>, oldest_first: bool) -> Self {
        let order = if oldest_first { "oldest" } else { "newest" };
        Self {
            list: format!("list {order} {}", function.unwrap_or("*")),
        }
    }

    /// Of the open callbacks of an execution, or of all; the position is the store's.
    pub fn of_callbacks(arn: Option<&ExecutionArn>) -> Self {
        Self {
            list: format!("callbacks {}", arn.map_or("*", ExecutionArn::as_str)),
        }
    }

    /// Text that means this position in this list, until tomorrow.
    pub fn write(&self, position: impl Display, now: Timestamp) -> String {
        STANDARD.encode(format!("{position} {now} {}", self.list))
    }

    /// The position that a marker means.
    pub fn read<P: FromStr>(&self, marker: &str, now: Timestamp) -> Result<P, Rejection> {
        self.position(marker, now).ok_or(Rejection::InvalidMarker)
    }

    fn position<P: FromStr>(&self, marker: &str, now: Timestamp) -> Option<P> {
        if marker.len() > MAX_MARKER {
            return None;
        }
        let plain = String::from_utf8(STANDARD.decode(marker).ok()?).ok()?;
        let mut parts = plain.splitn(3, ' ');
        let (position, written_at, list) = (parts.next()?, parts.next()?, parts.next()?);
        let age_ms = now.millis_since(Timestamp::from_millis(written_at.parse().ok()?));
        if list != self.list || age_ms > MARKER_LIFETIME_MS {
            return None;
        }
        position.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arn(id: &str) -> ExecutionArn {
        let text =
            format!("arn:aws:lambda:us-east-1:123456789012:function:fn:$LATEST/durable-execution/n/{id}");
        ExecutionArn::parse(&text).unwrap()
    }

    #[test]
    fn a_marker_belongs_to_one_list_one_order_and_one_day() {
        let now = Timestamp::from_millis(1_000_000_000);
        let history = Marker::of_history(&arn("a"), false);
        let text = history.write(42, now);
        assert_eq!(history.read(&text, now), Ok(42_u64));
        let tomorrow = now.plus_millis(MARKER_LIFETIME_MS);
        assert_eq!(history.read(&text, tomorrow), Ok(42_u64));

        let no = Err(Rejection::InvalidMarker);
        assert_eq!(history.read::<u64>(&text, tomorrow.plus_millis(1)), no);
        for other in [
            Marker::of_history(&arn("b"), false),
            Marker::of_history(&arn("a"), true),
            Marker::of_state(&arn("a")),
            Marker::of_list(Some("fn"), false),
        ] {
            assert_eq!(other.read::<u64>(&text, now), no, "{other:?}");
        }
        let list = Marker::of_list(Some("fn"), false);
        let text = list.write("1.2", now);
        assert_eq!(list.read::<String>(&text, now), Ok("1.2".to_owned()));
        assert_eq!(list.read::<u64>(&text, now), no);
        assert_eq!(
            Marker::of_list(None, false).read::<String>(&text, now),
            Err(Rejection::InvalidMarker)
        );
    }

    #[test]
    fn what_was_never_a_marker_is_refused() {
        let list = Marker::of_list(None, true);
        for text in ["", "x", "====", "aGVsbG8=", "é", &"A".repeat(4000)] {
            let no = Err(Rejection::InvalidMarker);
            assert_eq!(list.read::<u64>(text, Timestamp::default()), no, "{text}");
        }
    }
}
