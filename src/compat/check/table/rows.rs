//! Rows: checks of one scene that differ in what it is given.

use serde_json::Value;

use super::super::exchange::Answer;
use super::super::run::Run;
use super::super::world::{Verdict, World, differs, is};

/// Rows of one scene: as in `checks!`, and then what the scene is given beside the world.
macro_rules! rows {
    ($name:ident: $scene:path;
     $($id:literal $severity:ident $section:literal [$($fault:literal),*] $title:literal => $($given:expr),+;)*) => {
        pub(super) const $name: &[$crate::compat::check::Check] = &[$(
            $crate::compat::check::Check {
                id: $id,
                title: $title,
                section: $section,
                severity: $crate::compat::check::Severity::$severity,
                faults: &[$($fault),*],
                alone: false,
                run: |world| Box::pin($scene(world, $($given),+)),
            }
        ),*];
    };
}

pub(super) const INVALID: &str = "InvalidParameterValueException";
pub(super) const VALIDATION: &str = "ValidationException";
pub(super) const SERIALIZATION: &str = "SerializationException";
pub(super) const NOT_FOUND: &str = "ResourceNotFoundException";
pub(super) const BAD_TOKEN: &str = "Invalid checkpoint token";

/// What scripts say short, and what it is.
const SHORT: &[(&str, &str)] = &[
    ("@error", r#"{"Error":{"ErrorType":"T","ErrorMessage":"m"}}"#),
    (
        "@soon",
        r#"{"Error":{"ErrorType":"T","ErrorMessage":"m"},"StepOptions":{"NextAttemptDelaySeconds":1}}"#,
    ),
    (
        "@later",
        r#"{"Error":{"ErrorType":"T","ErrorMessage":"m"},"StepOptions":{"NextAttemptDelaySeconds":600}}"#,
    ),
    ("@wait", r#"{"WaitOptions":{"WaitSeconds":600}}"#),
];

/// A script as [`Run::checkpoint`] takes it: `@error` and its like are written out, and `<x65>` is 65 times `x`.
pub(super) fn spelled(script: &str) -> String {
    let mut text = script.to_owned();
    for (short, long) in SHORT {
        text = text.replace(short, long);
    }
    while let Some((head, rest)) = text.split_once("<x") {
        let (count, tail) = rest.split_once('>').unwrap_or((rest, ""));
        let count = count.parse().unwrap_or_default();
        text = [head, &"x".repeat(count), tail].concat();
    }
    text
}

/// JSON of this program's own.
///
/// # Panics
/// If it is none.
pub(super) fn json_of(text: &str) -> Value {
    serde_json::from_str(&spelled(text)).unwrap_or_else(|error| panic!("a check has JSON: {text}: {error}"))
}

/// An error as the contract words it. Whether its header names it is a check of its own (`door.header-…`): a target
/// that never has the header is told so there, not here. What names it must be right, be it the header, or the body's
/// `Type` as AWS's emulator has it.
pub(super) fn says(answer: &Answer, status: u16, exception: &str, message: &str) -> Verdict {
    let body = answer.has(status)?.json();
    let fault = body.get("Type").and_then(Value::as_str).unwrap_or_default();
    let kind = match answer.header("x-amzn-errortype") {
        "" if matches!(fault, "User" | "Service") => "",
        "" => fault,
        kind => kind,
    };
    if !kind.is_empty() && kind != exception {
        return differs(format!("the error is {kind}: {exception} is expected"));
    }
    let text = body.get("message").or_else(|| body.get("Message"));
    match is(text.unwrap_or(&Value::Null), &Value::from(message)) {
        Ok(()) => Ok(()),
        Err(_) => differs(format!(
            "the message is {}: {message:?} is expected",
            text.unwrap_or(&Value::Null)
        )),
    }
}

/// An execution after these checkpoints: `|` ends one, and `again` is a suspension and the next call.
pub(super) async fn after<'a>(
    world: &'a World<'a>,
    script: &str,
) -> Result<Run<'a>, super::super::world::Stop> {
    let mut run = world.start().await?;
    for phase in script.split('|').map(str::trim).filter(|phase| !phase.is_empty()) {
        if phase == "again" {
            run.resumed().await?;
        } else {
            run.checkpoint(&spelled(phase)).await?;
        }
    }
    Ok(run)
}

/// After some checkpoints, another is refused in these words.
pub(super) async fn refuses(world: &World<'_>, before: &str, updates: &str, message: &str) -> Verdict {
    let run = after(world, before).await?;
    says(
        &run.try_checkpoint(&spelled(updates)).await?,
        400,
        INVALID,
        message,
    )
}

/// After some checkpoints, another makes of the operation `a` what is expected.
pub(super) async fn becomes(world: &World<'_>, before: &str, updates: &str, expected: &str) -> Verdict {
    let mut run = after(world, before).await?;
    let answer = run.checkpoint(&spelled(updates)).await?;
    is(&Run::of(&answer, "a"), &json_of(expected))
}

/// After some checkpoints, another is taken.
pub(super) async fn takes(world: &World<'_>, before: &str, updates: &str) -> Verdict {
    let mut run = after(world, before).await?;
    run.checkpoint(&spelled(updates)).await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_is_written_out() {
        assert_eq!(spelled("a<x3>b<x1>"), "axxxbx");
        let wait = spelled("a WAIT START @wait");
        assert_eq!(wait, r#"a WAIT START {"WaitOptions":{"WaitSeconds":600}}"#);
    }
}
