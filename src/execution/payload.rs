//! What functions say to each other: text that we carry and do not read.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A payload, as its author wrote it. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Payload(Arc<str>);

impl Payload {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its size in UTF-8 bytes, which is what every limit counts (contract 4.8).
    pub fn size_bytes(&self) -> usize {
        self.0.len()
    }

    /// Its size inside a JSON document, which is what a page counts.
    pub fn json_bytes(&self) -> usize {
        json_bytes(&self.0)
    }
}

impl<T: Into<Arc<str>>> From<T> for Payload {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// AWS's `ErrorObject`: four members, each optional. Serialized with AWS's member names, which are also the
/// journal's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ErrorObject {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_data: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stack_trace: Option<Vec<String>>,
}

impl ErrorObject {
    /// An error with a type and a message.
    pub fn new(error_type: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            error_message: Some(message.into()),
            error_type: Some(error_type.into()),
            ..Self::default()
        }
    }

    /// The size of all members in UTF-8 bytes (contract 4.8).
    pub fn size_bytes(&self) -> usize {
        let text = |member: &Option<String>| member.as_ref().map_or(0, String::len);
        text(&self.error_message)
            + text(&self.error_type)
            + text(&self.error_data)
            + self.stack_trace.iter().flatten().map(String::len).sum::<usize>()
    }

    /// The size of all members inside a JSON document, without their names.
    pub fn json_bytes(&self) -> usize {
        let text = |member: &Option<String>| member.as_deref().map_or(0, json_bytes);
        // With its quotes and its comma.
        let line = |line: &String| json_bytes(line) + 3;
        text(&self.error_message)
            + text(&self.error_type)
            + text(&self.error_data)
            + self.stack_trace.iter().flatten().map(line).sum::<usize>()
    }
}

/// How long text is between the quotes of a JSON string.
fn json_bytes(text: &str) -> usize {
    let quoted = |byte: &u8| matches!(byte, b'"' | b'\\');
    let more = |byte: &u8| match byte {
        0x08 | b'\t' | b'\n' | 0x0c | b'\r' => 1,
        0..0x20 => 5,
        _ => 0,
    };
    let bytes = text.as_bytes();
    let control: usize = if bytes.iter().any(|byte| *byte < 0x20) {
        bytes.iter().map(more).sum()
    } else {
        0
    };
    bytes.len() + bytes.iter().filter(|byte| quoted(byte)).count() + control
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_in_json_is_what_json_makes_of_it() {
        let every: String = (0..=0x2000).filter_map(char::from_u32).collect();
        for text in ["", "plain", r#"{"a":"b\c"}"#, "é\n\t\u{1}\u{7f}", &every] {
            let written = serde_json::to_string(text).unwrap();
            assert_eq!(Payload::from(text).json_bytes(), written.len() - 2, "{text:?}");
        }
        let error = ErrorObject {
            stack_trace: Some(vec![String::new(), "\"".to_owned()]),
            ..ErrorObject::new("T", "\n")
        };
        assert_eq!(error.json_bytes(), 1 + 2 + 3 + 5);
    }
}
