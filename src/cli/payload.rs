//! Payloads: text, a file or stdin, checked before anything starts.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;

use super::failure::Failure;

/// What a function is given.
#[derive(Debug, Clone, Default, Args)]
#[group(multiple = false)]
pub(super) struct Payload {
    /// The payload; `-` is stdin [default: {}]
    #[arg(
        short,
        long,
        value_name = "JSON",
        visible_alias = "data-ascii",
        allow_hyphen_values = true
    )]
    pub(super) data: Option<String>,

    /// The payload from a file; `-` is stdin
    #[arg(
        short = 'F',
        long,
        value_name = "PATH",
        short_alias = 'e',
        visible_alias = "event"
    )]
    pub(super) data_file: Option<PathBuf>,
}

impl Payload {
    /// Whether it comes from stdin, so that it cannot be read again.
    pub(super) fn is_stdin(&self) -> bool {
        self.data.as_deref() == Some("-") || self.data_file.as_deref() == Some(Path::new("-"))
    }

    /// The payload as it was written, without blanks around it: the newline at the end of a file makes no
    /// other payload. `{}` if there is none.
    pub(super) fn read(&self) -> Result<String, Failure> {
        let (origin, text) = match (&self.data, &self.data_file) {
            (Some(text), _) if text == "-" => ("stdin".to_owned(), stdin()?),
            (Some(text), _) => ("`--data`".to_owned(), text.clone()),
            (None, Some(path)) if path == Path::new("-") => ("stdin".to_owned(), stdin()?),
            (None, Some(path)) => (format!("`{}`", path.display()), file(path)?),
            (None, None) => return Ok("{}".to_owned()),
        };
        // Editors of some systems begin a file with a mark that JSON does not know.
        let text = text.trim_start_matches('\u{feff}');
        check(&origin, text)?;
        Ok(text.trim().to_owned())
    }
}

/// A callback's result: any bytes, which nobody checks.
#[derive(Debug, Clone, Default, Args)]
#[group(multiple = false)]
pub(super) struct CallbackResult {
    /// The result, as it is; `-` reads stdin
    #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(super) result: Option<String>,

    /// The result from a file; `-` is stdin
    #[arg(short = 'F', long, value_name = "PATH")]
    pub(super) data_file: Option<PathBuf>,
}

impl CallbackResult {
    /// The bytes; none if nothing is given.
    pub(super) fn read(&self) -> Result<Vec<u8>, Failure> {
        match (&self.result, &self.data_file) {
            (Some(text), _) if text == "-" => Ok(stdin()?.into_bytes()),
            (Some(text), _) => Ok(text.clone().into_bytes()),
            (None, Some(path)) if path == Path::new("-") => Ok(stdin()?.into_bytes()),
            (None, Some(path)) => std::fs::read(path).map_err(|error| unreadable(path, &error)),
            (None, None) => Ok(Vec::new()),
        }
    }
}

fn stdin() -> Result<String, Failure> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|error| {
        Failure::usage("UnreadablePayload", "cannot read the payload from stdin").because(error)
    })?;
    Ok(text)
}

fn file(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(
        "UnreadablePayload",
        format!("cannot read the payload from `{}`", path.display()),
    )
    .because(error)
}

fn check(origin: &str, text: &str) -> Result<(), Failure> {
    let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) else {
        return Ok(());
    };
    let (line, column) = (error.line(), error.column());
    let told = error.to_string();
    let place = format!(" at line {line} column {column}");
    let cause = told.strip_suffix(&place).unwrap_or(&told);
    let failure = Failure::usage(
        "InvalidPayload",
        format!("the payload from {origin} is not JSON: line {line}, column {column}"),
    )
    .because(cause);
    Err(match text.trim() {
        "" => failure.hint("leave `--data` away to send `{}`"),
        word if word.chars().all(char::is_alphanumeric) => {
            failure.hint(format!("a string needs quotes: `-d '\"{word}\"'`"))
        }
        _ => failure,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, Failure> {
        let payload = Payload {
            data: Some(text.to_owned()),
            data_file: None,
        };
        payload.read()
    }

    #[test]
    fn a_payload_stays_as_it_was_written_but_for_blanks_around_it() {
        assert_eq!(read(" {\"a\" :1e2}\n").unwrap(), "{\"a\" :1e2}");
        assert_eq!(Payload::default().read().unwrap(), "{}");
    }

    #[test]
    fn line_and_column_are_named() {
        let failure = read("{\n  \"a\": 1,\n}").unwrap_err();
        assert_eq!(
            failure.message,
            "the payload from `--data` is not JSON: line 3, column 1"
        );
        assert_eq!(failure.causes, ["key must be a string"]);
        assert_eq!(failure.status.code(), 2);
        assert_eq!(
            read("hello").unwrap_err().hint.as_deref(),
            Some("a string needs quotes: `-d '\"hello\"'`")
        );
        assert_eq!(
            read("").unwrap_err().hint.as_deref(),
            Some("leave `--data` away to send `{}`")
        );
    }

    #[test]
    fn files_are_named() {
        let missing = Payload {
            data: None,
            data_file: Some("/nowhere/at.all".into()),
        };
        assert_eq!(
            missing.read().unwrap_err().message,
            "cannot read the payload from `/nowhere/at.all`"
        );
    }
}
