//! `Parameters`, and what is given for them.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Fault;
use super::tree::{Kind, Node, Tree};
use crate::config::{ConfigError, did_you_mean};

const OPTION: &str = "--parameter-overrides";

/// The template's parameters, each with what it is worth.
#[derive(Debug, Default)]
pub(super) struct Parameters(BTreeMap<String, Parameter>);

#[derive(Debug)]
struct Parameter {
    /// `String`, `CommaDelimitedList`, …
    kind: String,
    value: Option<String>,
    is_given: bool,
}

impl Parameters {
    /// Reads `Parameters`; whatever is given must be one of them, and allowed.
    pub(super) fn read(root: &Tree, given: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let declared = root.get("Parameters").and_then(|parameters| parameters.map());
        let mut parameters = BTreeMap::new();
        for (name, entry) in declared.into_iter().flatten() {
            let text = |key: &str| entry.value.get(key).and_then(|value| value.as_text());
            let parameter = Parameter {
                kind: text("Type").unwrap_or("String").to_owned(),
                value: given
                    .get(name)
                    .map(String::as_str)
                    .or(text("Default"))
                    .map(str::to_owned),
                is_given: given.contains_key(name),
            };
            if let Some(value) = given.get(name) {
                allowed(name, value, &entry.value)?;
            }
            parameters.insert(name.clone(), parameter);
        }
        if let Some(name) = given.keys().find(|name| !parameters.contains_key(*name)) {
            let known: Vec<String> = parameters.into_keys().collect();
            return Err(ConfigError::Option {
                option: OPTION,
                message: format!("the template has no parameter `{name}`"),
                hint: did_you_mean(name, &known).map(|hint| hint.replace('\n', "\\n")),
            });
        }
        Ok(Self(parameters))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    /// What a parameter is worth; `None` if there is none of this name.
    pub(super) fn value(&self, name: &str, line: usize) -> Option<Result<Tree, Fault>> {
        let parameter = self.0.get(name)?;
        let elsewhere = parameter.kind.starts_with("AWS::SSM::Parameter::Value") && !parameter.is_given;
        Some(match &parameter.value {
            _ if elsewhere => Err(missing(name, line, "is kept in Systems Manager")),
            None => Err(missing(name, line, "has no default")),
            Some(value) if parameter.is_list() => {
                let items = value.split(',').map(|item| Node::text(line, item.trim()));
                Ok(Rc::new(Node {
                    line,
                    kind: Kind::List(items.collect()),
                }))
            }
            Some(value) => Ok(Node::text(line, value.as_str())),
        })
    }
}

impl Parameter {
    fn is_list(&self) -> bool {
        self.kind.contains("List")
    }
}

fn missing(name: &str, line: usize, why: &str) -> Fault {
    let hint = format!("pass `{OPTION} {name}=…`");
    Fault::at(line, format!("the parameter `{name}` {why}")).hint(Some(hint))
}

fn allowed(name: &str, value: &str, parameter: &Tree) -> Result<(), ConfigError> {
    let Some(values) = parameter.get("AllowedValues").and_then(|values| values.list()) else {
        return Ok(());
    };
    let values: Vec<&str> = values.iter().filter_map(|value| value.as_text()).collect();
    if values.contains(&value) {
        return Ok(());
    }
    Err(ConfigError::Option {
        option: OPTION,
        message: format!("`{name}` is one of `{}`, not `{value}`", values.join("`, `")),
        hint: None,
    })
}

/// Reads what stands after `--parameter-overrides`, in SAM's two forms: `Key=Value`, and
/// `ParameterKey=Key,ParameterValue=Value`. Several stand with blanks between them; quotes keep blanks.
pub fn parse_overrides<'a>(
    texts: impl IntoIterator<Item = &'a str>,
) -> Result<BTreeMap<String, String>, ConfigError> {
    let wrong = |message: String| ConfigError::Option {
        option: OPTION,
        message,
        hint: Some("for example `Stage=dev Size=2`, or `ParameterKey=Stage,ParameterValue=dev`".to_owned()),
    };
    let mut overrides = BTreeMap::new();
    for text in texts {
        for word in words(text).map_err(&wrong)? {
            let long = word
                .strip_prefix("ParameterKey=")
                .and_then(|rest| rest.split_once(",ParameterValue="));
            let pair = long.or_else(|| word.split_once('='));
            match pair.filter(|(key, _)| is_name(key)) {
                Some((key, value)) => overrides.insert(key.to_owned(), value.to_owned()),
                None => return Err(wrong(format!("`{word}` is not `Key=Value`"))),
            };
        }
    }
    Ok(overrides)
}

fn is_name(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Splits at blanks that no quotes keep. A backslash keeps what SAM's does: a blank and a quote.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (_, '\\') if rest.peek().is_some_and(|next| matches!(next, ' ' | '"' | '\'')) => {
                word.get_or_insert_default().extend(rest.next());
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    if let Some(quote) = quote {
        return Err(format!("the quote {quote} is not closed"));
    }
    words.extend(word);
    Ok(words)
}
