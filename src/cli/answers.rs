//! `--answers FILE`: callbacks that are answered without a person, by what they are called.
//!
//! The file is TOML or JSON. A name is a callback's path (`item-2/approval`) or the last part of it (`approval`);
//! `*` is any. The path goes before the last part, and both before `*`.
//!
//! ```toml
//! [approval]
//! result = { approved = true }    # any value: the answer is its JSON
//! after_s = 1.5                   # seconds from the moment that it opens; real ones, whatever `--time` is
//!
//! ["item-2/approval"]
//! result_text = "as it is"        # the answer, verbatim
//!
//! [review]
//! fail = { type = "Denied", message = "no", data = "…" }
//!
//! [[poll]]                        # one that opens more than once: one answer each, in this order
//! result = 1
//! [[poll]]
//! result = 2
//! ```
//!
//! One table answers as often as it is asked. A list answers as often as it is long: then whoever comes next (the
//! last part, `*`) is asked, and at last nobody.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::failure::Failure;
use crate::config::closest;
use crate::execution::ErrorObject;

/// For `--help`.
pub(super) const SHAPE: &str = "\
FILE is TOML or JSON; a name is a callback's path (`item-2/approval`), its last part, or `*`:
  [approval]
  result = { approved = true }   # any value; or result_text = \"verbatim\"
  after_s = 1.5                  # seconds after it opened; may be left out
  [review]
  fail = { type = \"Denied\", message = \"no\", data = \"...\" }
  [[poll]]                       # a list gives one answer each time, in this order
  result = 1";

/// Days that an answer may take.
const LONGEST_S: f64 = 366.0 * 86_400.0;

/// What answers, and how often it did.
#[derive(Debug)]
pub(super) struct Answers {
    path: PathBuf,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: String,
    replies: Vec<Reply>,
    /// A list, which has an end.
    is_list: bool,
    given: usize,
}

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reply {
    pub(super) after: Duration,
    pub(super) what: What,
}

/// The answer itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    Result(String),
    Fail(ErrorObject),
}

impl Answers {
    /// Reads a file, all of it.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            let message = format!("cannot read the answers from `{}`", path.display());
            Failure::usage("UnreadableFile", message).because(error)
        })?;
        Self::parse(path, &text)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, Failure> {
        let is_json = match path.extension().and_then(|extension| extension.to_str()) {
            Some("json") => true,
            Some("toml") => false,
            // No TOML begins so.
            _ => text.trim_start().starts_with('{'),
        };
        let parsed: Result<File, Wrong> = if is_json {
            serde_json::from_str(text).map_err(|error| Wrong::json(&error))
        } else {
            toml::from_str(text).map_err(|error| Wrong::toml(&error, text))
        };
        let entries = parsed.map_err(|wrong| wrong.failure(path))?.0;
        Ok(Self {
            path: path.to_owned(),
            entries,
        })
    }

    /// Where they come from.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether [`Self::take`] would find one.
    pub(super) fn has(&self, callback: Option<&str>) -> bool {
        self.find(callback).is_some()
    }

    /// The answer to a callback; it is given now.
    pub(super) fn take(&mut self, callback: Option<&str>) -> Option<Reply> {
        let index = self.find(callback)?;
        let entry = self.entries.get_mut(index)?;
        let reply = entry.reply().cloned();
        entry.given += 1;
        reply
    }

    /// Names that were never asked for.
    pub(super) fn unused(&self) -> impl Iterator<Item = &str> {
        let unused = self.entries.iter().filter(|entry| entry.given == 0);
        unused.map(|entry| entry.name.as_str())
    }

    fn find(&self, callback: Option<&str>) -> Option<usize> {
        let last = callback.and_then(|path| path.rsplit('/').next());
        let ways = [callback, last, Some("*")];
        ways.into_iter().flatten().find_map(|name| {
            self.entries
                .iter()
                .position(|entry| entry.name == name && entry.reply().is_some())
        })
    }
}

impl Entry {
    fn reply(&self) -> Option<&Reply> {
        if self.is_list {
            self.replies.get(self.given)
        } else {
            self.replies.first()
        }
    }
}

/// What is wrong with a file, and where.
struct Wrong {
    line: usize,
    column: usize,
    message: String,
}

impl Wrong {
    fn json(error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let told = error.to_string();
        let place = format!(" at line {line} column {column}");
        Self {
            line: line.max(1),
            column: column.max(1),
            message: told.strip_suffix(&place).unwrap_or(&told).to_owned(),
        }
    }

    fn toml(error: &toml::de::Error, text: &str) -> Self {
        let start = error.span().unwrap_or_default().start;
        let before = text.get(..start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
            message: error.message().lines().next().unwrap_or_default().to_owned(),
        }
    }

    fn failure(self, path: &Path) -> Failure {
        let Self {
            line,
            column,
            message,
        } = self;
        let (message, hint) = explained(&message);
        let place = format!("{}:{line}:{column}", path.display());
        let failure = Failure::usage("InvalidAnswers", format!("{place}: {message}"));
        failure.hint(hint.unwrap_or_else(|| "`--help` shows what such a file looks like".to_owned()))
    }
}

/// Serde's words for an unknown key, as a sentence and a suggestion.
fn explained(message: &str) -> (String, Option<String>) {
    let unknown = message.strip_prefix("unknown field `");
    let Some((key, expected)) = unknown.and_then(|rest| rest.split_once('`')) else {
        return (message.to_owned(), None);
    };
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    let hint = closest(key, known.iter().copied()).map_or_else(
        || format!("the keys are `{}`", known.join("`, `")),
        |near| format!("did you mean `{near}`?"),
    );
    (format!("unknown key `{key}`"), Some(hint))
}

/// The whole file: names, each once.
struct File(Vec<Entry>);

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = File;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("callbacks by name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<File, A::Error> {
                let mut entries: Vec<Entry> = Vec::new();
                while let Some(name) = map.next_key::<String>()? {
                    if entries.iter().any(|entry| entry.name == name) {
                        return Err(de::Error::custom(format!("`{name}` stands twice")));
                    }
                    let Replies { replies, is_list } = map.next_value()?;
                    entries.push(Entry {
                        name,
                        replies,
                        is_list,
                        given: 0,
                    });
                }
                Ok(File(entries))
            }
        }
        deserializer.deserialize_map(Names)
    }
}

struct Replies {
    replies: Vec<Reply>,
    is_list: bool,
}

// By hand: serde's untagged enums forget which key was wrong, and where.
impl<'de> Deserialize<'de> for Replies {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Replies;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an answer, or a list of answers")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Replies, A::Error> {
                let reply = Reply::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(Replies {
                    replies: vec![reply],
                    is_list: false,
                })
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Replies, A::Error> {
                let mut replies = Vec::new();
                while let Some(reply) = list.next_element()? {
                    replies.push(reply);
                }
                Ok(Replies {
                    replies,
                    is_list: true,
                })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default, deserialize_with = "present")]
    result: Option<serde_json::Value>,
    result_text: Option<String>,
    fail: Option<Fault>,
    after_s: Option<f64>,
}

/// `null` is an answer, too.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<serde_json::Value>, D::Error> {
    serde_json::Value::deserialize(deserializer).map(Some)
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    r#type: Option<String>,
    message: Option<String>,
    data: Option<String>,
}

impl<'de> Deserialize<'de> for Reply {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        let after_s = written.after_s.unwrap_or(0.0);
        if !(0.0..=LONGEST_S).contains(&after_s) {
            return Err(de::Error::custom(format!(
                "`after_s` is a number of seconds, not {after_s:?}"
            )));
        }
        let what = match (written.result, written.result_text, written.fail) {
            (Some(value), None, None) => What::Result(plain(value).to_string()),
            (None, Some(text), None) => What::Result(text),
            (None, None, Some(fault)) => What::Fail(ErrorObject {
                error_type: fault.r#type,
                error_message: fault.message,
                error_data: fault.data,
                stack_trace: None,
            }),
            (None, None, None) => {
                let message = "an answer needs `result`, `result_text` or `fail`";
                return Err(de::Error::custom(message));
            }
            _ => {
                let message = "an answer is one of `result`, `result_text` and `fail`";
                return Err(de::Error::custom(message));
            }
        };
        Ok(Self {
            after: Duration::from_secs_f64(after_s),
            what,
        })
    }
}

/// TOML's dates come in a shell of their own: JSON has texts for them.
fn plain(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(mut map) if map.len() == 1 => {
            if let Some(date) = map.remove("$__toml_private_datetime") {
                return date;
            }
            Value::Object(map.into_iter().map(|(key, value)| (key, plain(value))).collect())
        }
        Value::Object(map) => {
            Value::Object(map.into_iter().map(|(key, value)| (key, plain(value))).collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(plain).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests;
