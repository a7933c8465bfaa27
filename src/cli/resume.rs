//! What to type for an execution that is not over when `invoke` goes.

use super::context::{Context, StorePlace};
use super::failure::Failure;
use super::output::text;
use super::session::Session;
use crate::client::ClientError;
use crate::execution::ExecutionArn;

/// Bytes of stdin that are typed again; more is the user's to repeat.
const TYPED: usize = 1_000;

/// An execution that is left as it is.
pub(super) struct Left<'a> {
    pub(super) cx: &'a Context,
    pub(super) session: &'a Session,
    pub(super) arn: &'a ExecutionArn,
    /// Whether the command line names it.
    pub(super) is_named: bool,
    /// The payload, if stdin gave it: it cannot be read again.
    pub(super) stdin: Option<&'a str>,
}

impl Left<'_> {
    /// What becomes of it, and how to see its end.
    pub(super) fn going_on(&self) -> String {
        let name = self.arn.name();
        if self.session.outlives_us() {
            let words = ["execution", "history", "--follow", name.as_str()];
            let follow = self.cx.command(&words);
            return format!("execution `{name}` goes on in the emulator; `{follow}` follows it");
        }
        if self.cx.store == StorePlace::Memory {
            return format!("execution `{name}` was in memory, and is gone");
        }
        self.kept()
    }

    /// What went wrong while it was followed: it is not lost when its emulator is.
    pub(super) fn lost(&self, error: anyhow::Error) -> anyhow::Error {
        let Some(ClientError::Unreachable { .. }) = error.downcast_ref() else {
            return error;
        };
        let mut failure = Failure::of(error, &|words| self.cx.command(words));
        failure.hint = Some(match &self.cx.endpoint {
            Some(_) => format!(
                "once it runs again, `{}` goes on with execution `{}` if its store kept it",
                self.line(),
                self.arn.name()
            ),
            None => self.kept(),
        });
        failure.into()
    }

    fn kept(&self) -> String {
        let stdin = match self.stdin {
            Some(payload) if payload.len() > TYPED => " with the same stdin",
            _ => "",
        };
        let name = self.arn.name();
        format!(
            "execution `{name}` is kept; `{}`{stdin} goes on with it",
            self.line()
        )
    }

    /// The command line once more, with the name.
    fn line(&self) -> String {
        let mut words = self.cx.line.clone();
        if let Some(payload) = self.stdin.filter(|payload| payload.len() <= TYPED) {
            words = without_stdin(words, payload);
        }
        words = without_limits(words);
        if !self.is_named {
            words.extend(["--name".to_owned(), self.arn.name().to_string()]);
        }
        let words: Vec<String> = words.iter().map(|word| text::shell(word)).collect();
        format!("cargo durable {}", words.join(" "))
    }
}

/// The words without how long to wait: that is over.
fn without_limits(words: Vec<String>) -> Vec<String> {
    const OPTIONS: [&str; 2] = ["--timeout", "--callback-timeout"];
    let mut kept = Vec::new();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        let is_joined = OPTIONS.iter().any(|option| {
            word.strip_prefix(option)
                .is_some_and(|rest| rest.starts_with('='))
        });
        if OPTIONS.contains(&word.as_str()) {
            words.next();
        } else if !is_joined {
            kept.push(word);
        }
    }
    kept
}

/// The words with the payload where they say stdin.
fn without_stdin(words: Vec<String>, payload: &str) -> Vec<String> {
    const OPTIONS: [&str; 7] = [
        "-d",
        "--data",
        "--data-ascii",
        "-F",
        "-e",
        "--data-file",
        "--event",
    ];
    let is_option = |text: &str| OPTIONS.contains(&text);
    let mut typed: Vec<String> = Vec::new();
    for word in words {
        let follows = typed.last().is_some_and(|last| word == "-" && is_option(last));
        if follows {
            typed.pop();
        }
        let is_joined = word.strip_suffix('-').is_some_and(|option| {
            is_option(option.trim_end_matches('=')) && !matches!(option, "--data" | "--event")
        });
        if follows || is_joined {
            typed.extend(["-d".to_owned(), payload.to_owned()]);
        } else {
            typed.push(word);
        }
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stdin_is_not_read_twice() {
        for line in [
            "invoke f -d - -q",
            "invoke f -F - -q",
            "invoke f -F- -q",
            "invoke f --event=- -q",
        ] {
            let words = line.split(' ').map(str::to_owned).collect();
            assert_eq!(
                without_stdin(words, r#"{"a":1}"#),
                ["invoke", "f", "-d", r#"{"a":1}"#, "-q"],
                "{line}"
            );
        }
    }
}
