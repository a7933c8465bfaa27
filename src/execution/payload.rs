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
}
