//! What a person and a program are told when a command fails: a sentence, its causes, what to type next.

use std::error::Error;
use std::fmt;

use serde::Serialize;

use super::exit::ExitStatus;
use crate::client::ClientError;
use crate::config::ConfigError;
use crate::emulator::StartError;
use crate::store::StoreError;

/// Spells a command of ours as it must be typed here.
type Spell<'a> = dyn Fn(&[&str]) -> String + 'a;

/// A failure with everything that is said about it.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) status: ExitStatus,
    /// The word for programs: `InvalidPayload`, or AWS's exception.
    pub(super) code: String,
    pub(super) message: String,
    pub(super) causes: Vec<String>,
    pub(super) hint: Option<String>,
}

impl Failure {
    /// A failure that nobody below has words for.
    pub(super) fn new(status: ExitStatus, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            causes: Vec::new(),
            hint: None,
        }
    }

    /// Wrong use: exit 2.
    pub(super) fn usage(code: &str, message: impl Into<String>) -> Self {
        Self::new(ExitStatus::Usage, code, message)
    }

    /// The same, with a cause.
    #[must_use]
    pub(super) fn because(mut self, cause: impl fmt::Display) -> Self {
        self.causes.push(cause.to_string());
        self
    }

    /// The same, with what to type next.
    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Reads whatever a command failed with: the first error of the chain that we know says how to exit and
    /// what to type. `command` spells another command on the same project and store.
    pub(super) fn of(error: anyhow::Error, command: &Spell<'_>) -> Self {
        let error = match error.downcast::<Self>() {
            Ok(failure) => return failure,
            Err(error) => error,
        };
        let mut failure = Self::new(ExitStatus::Trouble, "InternalError", error.to_string());
        failure.causes = causes(error.as_ref());
        if let Some((status, code, hint)) = error.chain().find_map(|error| known(error, command)) {
            (failure.status, failure.code, failure.hint) = (status, code, hint);
        }
        failure
    }

    /// One JSON document on one line: stderr's last (decisions 27).
    pub(super) fn json(&self) -> String {
        #[derive(Serialize)]
        struct Document<'a> {
            error: Body<'a>,
        }
        #[derive(Serialize)]
        struct Body<'a> {
            code: &'a str,
            message: String,
            hint: Option<&'a str>,
        }
        let mut message = self.message.clone();
        for cause in &self.causes {
            message.push_str(": ");
            message.push_str(cause);
        }
        let document = Document {
            error: Body {
                code: &self.code,
                message,
                hint: self.hint.as_deref(),
            },
        };
        serde_json::to_string(&document).unwrap_or_default()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Failure {}

/// The chain below an error, without sentences that repeat the one above them.
fn causes(error: &(dyn Error + 'static)) -> Vec<String> {
    // An HTTP client says in four sentences that a connection was refused: the last one is enough.
    if matches!(error.downcast_ref(), Some(ClientError::Unreachable { .. })) {
        let mut root = error;
        while let Some(below) = root.source() {
            root = below;
        }
        return vec![root.to_string()];
    }
    let mut told = error.to_string();
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if !told.contains(&text) {
            causes.push(text.clone());
            told = text;
        }
        next = cause.source();
    }
    causes
}

fn known(error: &(dyn Error + 'static), command: &Spell<'_>) -> Option<(ExitStatus, String, Option<String>)> {
    let config = |error: &ConfigError| (of_config(error), error.code().to_owned(), error.hint());
    let store = |error: &StoreError| {
        let (code, hint) = of_store(error, command);
        (ExitStatus::Trouble, code.to_owned(), hint)
    };
    if let Some(error) = error.downcast_ref::<ConfigError>() {
        Some(config(error))
    } else if let Some(error) = error.downcast_ref::<StoreError>() {
        Some(store(error))
    } else if let Some(error) = error.downcast_ref::<StartError>() {
        Some(of_start(error, command))
    } else {
        error
            .downcast_ref::<ClientError>()
            .map(|error| of_client(error, command))
    }
}

const fn of_config(error: &ConfigError) -> ExitStatus {
    match error {
        ConfigError::Spawn { .. } => ExitStatus::Trouble,
        ConfigError::Read { .. }
        | ConfigError::File { .. }
        | ConfigError::Option { .. }
        | ConfigError::UnknownFunction { .. }
        | ConfigError::Ambiguous { .. }
        | ConfigError::Binary { .. }
        | ConfigError::Nothing
        | ConfigError::Function { .. }
        | ConfigError::UnknownTarget { .. }
        | ConfigError::UnknownPackage { .. }
        | ConfigError::NoManifest(_)
        | ConfigError::Metadata(_)
        | ConfigError::Build { .. }
        | ConfigError::NoArtefact { .. } => ExitStatus::Usage,
    }
}

fn of_store(error: &StoreError, command: &Spell<'_>) -> (&'static str, Option<String>) {
    let elsewhere = || Some("pass `--store PATH` to use another one".to_owned());
    match error {
        StoreError::Locked { .. } => (
            "StoreLocked",
            Some(format!("end its holder by `{}`", command(&["stop"]))),
        ),
        StoreError::Newer { .. } => (
            "StoreTooNew",
            Some("update cargo-durable, or pass `--store PATH` to use another one".to_owned()),
        ),
        StoreError::Older { .. } => ("StoreTooOld", Some(format!("run `{}` once", command(&["start"])))),
        StoreError::NotAStore { .. } => ("NotAStore", elsewhere()),
        StoreError::Damaged(_) | StoreError::Corrupt { .. } | StoreError::CorruptRow { .. } => (
            "StoreDamaged",
            Some("move the file away to begin anew, or pass `--store PATH`".to_owned()),
        ),
        StoreError::Open { .. }
        | StoreError::Lock { .. }
        | StoreError::Note { .. }
        | StoreError::ReadOnly => ("StoreUnusable", elsewhere()),
        StoreError::Missing { .. } => ("NoStore", elsewhere()),
        StoreError::Full(_) => ("DiskFull", Some("make room, and go on".to_owned())),
        StoreError::Conflict { .. } | StoreError::Interrupted | StoreError::Sqlite(_) => {
            ("StoreFailed", None)
        }
    }
}

fn of_start(error: &StartError, command: &Spell<'_>) -> (ExitStatus, String, Option<String>) {
    match error {
        StartError::Store(error) => {
            let (code, hint) = of_store(error, command);
            (ExitStatus::Trouble, code.to_owned(), hint)
        }
        StartError::PortTaken { .. } => (
            ExitStatus::Trouble,
            "PortTaken".to_owned(),
            Some("pass `--port 0` to take a free one".to_owned()),
        ),
        _ => (ExitStatus::Trouble, "CannotStart".to_owned(), None),
    }
}

fn of_client(error: &ClientError, command: &Spell<'_>) -> (ExitStatus, String, Option<String>) {
    match error {
        ClientError::Aws { status, code, .. } => {
            let exit = match status {
                429 | 500.. => ExitStatus::Trouble,
                _ if code == "ValidationException" => ExitStatus::Usage,
                _ => ExitStatus::Failed,
            };
            let hint = match code.as_str() {
                "DurableExecutionAlreadyStartedException" => {
                    Some("take another `--name`, or the payload that the first one had".to_owned())
                }
                "CallbackTimeoutException" => {
                    Some(format!("`{}` shows what is open", command(&["callback", "list"])))
                }
                _ => None,
            };
            (exit, code.clone(), hint)
        }
        ClientError::Unreachable { .. } => (
            ExitStatus::Trouble,
            "Unreachable".to_owned(),
            Some("is it running? start one by `cargo durable start`".to_owned()),
        ),
        ClientError::Protocol { .. } => (
            ExitStatus::Trouble,
            "NotAnEmulator".to_owned(),
            Some("is the address right? see `--endpoint`".to_owned()),
        ),
        ClientError::InvalidEndpoint(_) => (
            ExitStatus::Usage,
            "InvalidEndpoint".to_owned(),
            Some("an endpoint looks like `http://127.0.0.1:9014`".to_owned()),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_not_said_twice() {
        let inner = Failure::usage("X", "no room");
        let outer = anyhow::Error::new(inner)
            .context("cannot write: no room")
            .context("failed");
        let text = causes(outer.as_ref());
        assert_eq!(text, ["cannot write: no room"]);
    }

    #[test]
    fn json_is_one_line() {
        let failure = Failure::usage("InvalidPayload", "not JSON")
            .because("line 2\nof it")
            .hint("try `{}`");
        assert_eq!(
            failure.json(),
            r#"{"error":{"code":"InvalidPayload","message":"not JSON: line 2\nof it","hint":"try `{}`"}}"#
        );
    }

    #[test]
    fn configuration_is_usage() {
        let error = anyhow::Error::new(ConfigError::UnknownFunction {
            name: "ordr".into(),
            known: vec!["order".into()],
        });
        let failure = Failure::of(error, &|words| words.join(" "));
        assert_eq!(
            (failure.status, failure.code.as_str()),
            (ExitStatus::Usage, "UnknownFunction")
        );
        assert_eq!(failure.hint.as_deref(), Some("did you mean `order`?"));
    }
}
