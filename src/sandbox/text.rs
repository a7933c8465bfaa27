//! Instants as Lambda writes them in messages and log streams.

use crate::execution::Timestamp;

/// `2026-11-21T02:44:00.123Z`.
pub(super) fn iso(at: Timestamp) -> String {
    format(at, "%Y-%m-%dT%H:%M:%S%.3fZ")
}

/// `2026/11/21/[$LATEST]…`: the port tells sandboxes apart.
pub(super) fn log_stream(at: Timestamp, version: &str, port: u16) -> String {
    format!(
        "{}/[{version}]{:016x}{port:016x}",
        format(at, "%Y/%m/%d"),
        at.as_millis()
    )
}

fn format(at: Timestamp, format: &str) -> String {
    jiff::Timestamp::from_millisecond(at.as_millis())
        .unwrap_or_default()
        .strftime(format)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_as_lambda_does() {
        let at = Timestamp::from_millis(1_795_181_890_378);
        assert_eq!(iso(at), "2026-11-20T13:38:10.378Z");
        assert_eq!(
            log_stream(at, "$LATEST", 9),
            "2026/11/20/[$LATEST]000001a1f92dcb4a0000000000000009"
        );
    }
}
