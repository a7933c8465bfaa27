//! How a failed invocation says why: the body of a function error, in its several shapes.

use serde_json::Value;

use crate::execution::ErrorObject;

/// How an error of a function that ran out of time is called.
pub const TIMED_OUT: &str = "Sandbox.Timedout";

/// The function error in the body of a plain function's answer from a foreign endpoint, if it is one.
///
/// Stricter than [`foreign_output`](super::invocation::foreign_output): a plain function may return what it likes, so both members are asked for.
pub fn foreign_error(body: &[u8]) -> Option<ErrorObject> {
    if let Some(error) = timed_out(body) {
        return Some(error);
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(members))
            if members.contains_key("errorType") && members.contains_key("errorMessage") =>
        {
            Some(function_error(body, None))
        }
        _ => None,
    }
}

/// The runtime emulator's way to say that time is up: exactly `Task timed out after N.NN seconds`.
pub(super) fn timed_out(body: &[u8]) -> Option<ErrorObject> {
    let text = std::str::from_utf8(body).ok()?.trim();
    let seconds = text
        .strip_prefix("Task timed out after ")?
        .strip_suffix(" seconds")?;
    let (whole, hundredths) = seconds.split_once('.')?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (digits(whole) && digits(hundredths) && hundredths.len() == 2).then(|| ErrorObject::new(TIMED_OUT, text))
}

/// Reads the body of a failed invocation: `errorMessage`, `errorType`, `stackTrace` (Node says `trace`).
///
/// Whatever cannot be read becomes the message: the function failed, and that much is certain.
pub fn function_error(body: &[u8], error_type: Option<&str>) -> ErrorObject {
    let Ok(Value::Object(mut members)) = serde_json::from_slice(body) else {
        let text = String::from_utf8_lossy(body);
        return ErrorObject {
            error_message: (!text.is_empty()).then(|| text.into_owned()),
            error_type: error_type.map(str::to_owned),
            ..ErrorObject::default()
        };
    };
    let mut text = |name: &str| members.get_mut(name).map(Value::take).and_then(plain_text);
    let (error_message, named) = (text("errorMessage"), text("errorType"));
    let trace = ["stackTrace", "trace"]
        .iter()
        .find_map(|name| members.get_mut(*name).map(Value::take));
    ErrorObject {
        error_message,
        error_type: named.or_else(|| error_type.map(str::to_owned)),
        error_data: None,
        stack_trace: match trace {
            Some(Value::Array(lines)) => Some(lines.into_iter().filter_map(plain_text).collect()),
            Some(other) => plain_text(other).map(|line| vec![line]),
            None => None,
        },
    }
}

/// A string as it is, nothing for null, JSON for all else.
fn plain_text(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_function_may_return_half_an_error() {
        assert_eq!(foreign_error(br#"{"errorMessage":"mine"}"#), None);
        assert_eq!(
            foreign_error(br#"{"errorMessage":"m","errorType":"t"}"#),
            Some(ErrorObject::new("t", "m"))
        );
    }

    #[test]
    fn what_cannot_be_read_is_the_message() {
        assert_eq!(function_error(b"oops", Some("T")), ErrorObject::new("T", "oops"));
        assert_eq!(
            function_error(br#"{"errorMessage":"m","trace":["a","b"]}"#, Some("T")).stack_trace,
            Some(vec!["a".to_owned(), "b".to_owned()])
        );
    }
}
