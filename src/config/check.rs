//! What holds of every function, wherever it was declared: it can be started, and called by each of its names.

use std::collections::BTreeMap;

use super::dotenv;
use super::{Code, Declared};

/// The longest alias, as Lambda has it.
const MAX_ALIAS: usize = 128;

impl Declared {
    /// What is wrong with it, if anything is.
    pub(super) fn fault(&self) -> Option<String> {
        let alias = self.aliases.iter().find(|alias| !is_alias(alias));
        alias
            .map(|alias| format!("`{alias}` is not an alias: 1 to {MAX_ALIAS} letters, digits, `-` and `_`"))
            .or_else(|| variables(&self.env))
            .or_else(|| self.code.fault().map(str::to_owned))
    }
}

impl Code {
    fn fault(&self) -> Option<&'static str> {
        match self {
            Self::Command { argv, .. } if argv.first().is_none_or(String::is_empty) => {
                Some("the command is empty")
            }
            Self::Cargo(target) if target.name.is_empty() && target.manifest.is_none() => {
                Some("the Cargo target has no name")
            }
            Self::Endpoint(Some(url)) if url.is_empty() => Some("the endpoint is empty"),
            Self::Image(image) if image.reference.is_empty() => Some("the image has no name"),
            Self::Cargo(_)
            | Self::Command { .. }
            | Self::Python { .. }
            | Self::Node { .. }
            | Self::Managed { .. }
            | Self::Image(_)
            | Self::Endpoint(_)
            | Self::Unclear(_) => None,
        }
    }
}

/// What is wrong with variables: not every name and value can be given to a process.
pub(super) fn variables(variables: &BTreeMap<String, String>) -> Option<String> {
    variables.iter().find_map(|(name, value)| {
        if !dotenv::is_name(name) {
            Some(format!(
                "`{}` is not the name of a variable",
                name.escape_default()
            ))
        } else if value.contains('\0') {
            Some(format!("the variable `{name}` holds a NUL"))
        } else {
            None
        }
    })
}

fn is_alias(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (1..=MAX_ALIAS).contains(&text.len()) && text.chars().all(is_word)
}
