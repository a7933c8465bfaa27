//! Bodies that are commands: stop, pause, resume, and the error of a callback (contract 1.9 to 1.11).

use std::borrow::Cow;

use serde::Deserialize;

use super::json::{self, ErrorMembers};
use super::request::{PauseInput, ResumeInput};
use crate::execution::limits::MAX_REASON;
use crate::execution::{ClientToken, Command, Constraint, ErrorObject, Limits, Rejection};

/// Reads an `ErrorObject` that is the body itself; an empty body is an empty error.
pub fn error_object(body: &[u8], limits: &Limits) -> Result<ErrorObject, Rejection> {
    let members: ErrorMembers = optional(body)?.unwrap_or_default();
    check_size(members.into(), limits)
}

/// Reads the body of `StopDurableExecution`: the error itself, or the official emulator's `{"Error": …}`
/// (contract 1.10). No error has a member of that name.
pub fn stop_error(body: &[u8], limits: &Limits) -> Result<ErrorObject, Rejection> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "PascalCase", default)]
    struct Wrapper {
        #[serde(deserialize_with = "json::error")]
        error: Option<ErrorObject>,
    }
    let wrapper: Wrapper = optional(body)?.unwrap_or_default();
    match wrapper.error {
        Some(error) => check_size(error, limits),
        None => error_object(body, limits),
    }
}

/// Reads the body of `PauseDurableExecution`.
pub fn pause(body: &[u8]) -> Result<Command, Rejection> {
    let input: PauseInput = optional(body)?.unwrap_or_default();
    Ok(Command::Pause {
        client_token: client_token(input.client_token)?,
        reason: reason(input.reason)?,
        execution_timeout_paused: input.execution_timeout_paused.unwrap_or(true),
    })
}

/// Reads the body of `ResumeDurableExecution`.
pub fn resume(body: &[u8]) -> Result<Command, Rejection> {
    let input: ResumeInput = optional(body)?.unwrap_or_default();
    Ok(Command::Resume {
        client_token: client_token(input.client_token)?,
        reason: reason(input.reason)?,
    })
}

/// A structure, or nothing: SDKs leave an empty body out or write `{}`.
fn optional<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<Option<T>, Rejection> {
    match body.trim_ascii() {
        b"" | b"null" => Ok(None),
        body => json::structure(body).map(Some),
    }
}

fn check_size(error: ErrorObject, limits: &Limits) -> Result<ErrorObject, Rejection> {
    let limit = limits.error_bytes;
    if error.size_bytes() > limit {
        Err(Rejection::ErrorTooLarge { limit })
    } else {
        Ok(error)
    }
}

fn client_token(text: Option<Cow<str>>) -> Result<Option<ClientToken>, Rejection> {
    let Some(text) = text else { return Ok(None) };
    let token = ClientToken::parse(&text);
    token
        .map(Some)
        .map_err(|constraint| Rejection::violation("clientToken", &*text, constraint))
}

fn reason(text: Option<Cow<str>>) -> Result<Option<String>, Rejection> {
    match text {
        Some(text) if text.chars().count() > MAX_REASON => Err(Rejection::violation(
            "reason",
            &*text,
            Constraint::LengthAtMost(MAX_REASON),
        )),
        text => Ok(text.map(Cow::into_owned)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stopped(body: &str) -> Result<ErrorObject, String> {
        stop_error(body.as_bytes(), &Limits::SERVICE).map_err(|no| no.to_string())
    }

    #[test]
    fn an_error_comes_bare_wrapped_or_not_at_all() {
        let error = ErrorObject::new("T", "m");
        assert_eq!(
            stopped(r#"{"ErrorMessage":"m","ErrorType":"T"}"#),
            Ok(error.clone())
        );
        assert_eq!(
            stopped(r#"{"Error":{"ErrorMessage":"m","ErrorType":"T"}}"#),
            Ok(error)
        );
        for nothing in ["", " ", "null", "{}", r#"{"Error":null}"#] {
            assert_eq!(stopped(nothing), Ok(ErrorObject::default()), "{nothing}");
        }
        assert_eq!(
            stopped("[]").unwrap_err(),
            "Start of list found where not expected"
        );
        assert_eq!(
            stopped("x").unwrap_err(),
            "Unexpected character at line 1, column 1"
        );
    }

    #[test]
    fn sizes_are_limited() {
        let body = format!(r#"{{"ErrorMessage":"{}"}}"#, "x".repeat((1 << 20) + 1));
        assert_eq!(
            stopped(&body).unwrap_err(),
            "Error object size must be less than or equal to 1048576 bytes."
        );
        let long = format!(r#"{{"Reason":"{}"}}"#, "x".repeat(1025));
        assert!(matches!(pause(long.as_bytes()), Err(Rejection::Validation(_))));
    }

    #[test]
    fn a_pause_stops_the_clock_unless_told_otherwise() {
        let paused = |body: &str| match pause(body.as_bytes()) {
            Ok(Command::Pause {
                execution_timeout_paused,
                ..
            }) => execution_timeout_paused,
            other => panic!("{other:?}"),
        };
        assert!(paused(""));
        assert!(paused("{}"));
        assert!(!paused(r#"{"ExecutionTimeoutPaused":false}"#));
    }
}
