//! `durable.toml`, and the same shape in a `Cargo.toml`'s metadata.

mod code;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use toml::Spanned;

use super::check::variables;
use super::suggest::closest;
use super::{Architecture, Code, ConfigError, Declared, Source};
use crate::execution::{DurableConfig, FunctionName, limits};

/// What a file declares.
#[derive(Debug, Default)]
pub struct Found {
    pub functions: Vec<Declared>,
    /// `[package.metadata.lambda.env]`: cargo-lambda's variables, for every target of the package.
    pub lambda_env: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    functions: BTreeMap<FunctionName, Spanned<Function>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Function {
    runtime: Option<String>,
    code: Option<PathBuf>,
    handler: Option<String>,
    timeout_s: Option<u32>,
    memory_mb: Option<u32>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    durable: Option<Durable>,
    #[serde(default)]
    aliases: Vec<String>,
    /// With `image`, what stands in the place of the image's own.
    command: Option<Vec<String>>,
    entry_point: Option<Vec<String>>,
    image: Option<String>,
    #[serde(default)]
    layers: Vec<PathBuf>,
    architecture: Option<Processor>,
    endpoint: Option<String>,
    cargo: Option<Cargo>,
}

/// Lambda's words for an [`Architecture`].
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Processor {
    X86_64,
    Arm64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cargo {
    package: Option<String>,
    bin: Option<String>,
    example: Option<String>,
}

/// `durable = false`, `durable = true`, or a table.
#[derive(Debug)]
enum Durable {
    Switch(bool),
    Config(DurableTable),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DurableTable {
    execution_timeout_s: Option<u32>,
    retention_days: Option<u32>,
}

// By hand: serde's untagged enums forget which key was wrong, and where.
impl<'de> Deserialize<'de> for Durable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Durable;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a boolean, or a table of `execution_timeout_s` and `retention_days`")
            }

            fn visit_bool<E: de::Error>(self, on: bool) -> Result<Durable, E> {
                Ok(Durable::Switch(on))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Durable, A::Error> {
                DurableTable::deserialize(de::value::MapAccessDeserializer::new(map)).map(Durable::Config)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[derive(Debug, Deserialize)]
struct Manifest {
    package: Option<Section>,
    workspace: Option<Section>,
}

#[derive(Debug, Default, Deserialize)]
struct Section {
    metadata: Option<Metadata>,
}

#[derive(Debug, Default, Deserialize)]
struct Metadata {
    durable: Option<File>,
    lambda: Option<Lambda>,
}

#[derive(Debug, Deserialize)]
struct Lambda {
    env: Option<Spanned<BTreeMap<String, String>>>,
}

/// Reads `durable.toml`.
pub(super) fn durable_toml(path: &Path) -> Result<Found, ConfigError> {
    parse_durable_toml(read(path)?, path)
}

/// What a `durable.toml` with this text declares, if it is at this path.
pub fn parse_durable_toml(text: String, path: &Path) -> Result<Found, ConfigError> {
    let text = Text { path, text };
    let file: File = text.parse()?;
    Ok(Found {
        functions: text.declare(file, None)?,
        lambda_env: BTreeMap::new(),
    })
}

/// Reads `[package.metadata.durable]`, `[workspace.metadata.durable]` and `[package.metadata.lambda.env]`.
/// `package` is the package's name, so that its targets are built from it.
pub(super) fn cargo_toml(path: &Path, package: Option<&str>) -> Result<Found, ConfigError> {
    parse_cargo_toml(read(path)?, path, package)
}

/// What a `Cargo.toml` with this text declares, if it is at this path.
pub fn parse_cargo_toml(text: String, path: &Path, package: Option<&str>) -> Result<Found, ConfigError> {
    let text = Text { path, text };
    let manifest: Manifest = text.parse()?;
    let metadata =
        |section: Option<Section>| section.and_then(|section| section.metadata).unwrap_or_default();
    let of_workspace = metadata(manifest.workspace);
    let of_package = metadata(manifest.package);
    let mut functions = text.declare(of_package.durable.unwrap_or_default(), package)?;
    functions.extend(text.declare(of_workspace.durable.unwrap_or_default(), None)?);
    let mut found = Found {
        functions,
        lambda_env: BTreeMap::new(),
    };
    if let Some(env) = of_package.lambda.and_then(|lambda| lambda.env) {
        let span = env.span();
        found.lambda_env = env.into_inner();
        if let Some(fault) = variables(&found.lambda_env) {
            return Err(text.wrong(span, &fault, None));
        }
    }
    Ok(found)
}

fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
        path: path.to_owned(),
        source,
    })
}

/// A file with its text, so that an error can name a line.
struct Text<'a> {
    path: &'a Path,
    text: String,
}

impl Text<'_> {
    fn parse<T: de::DeserializeOwned>(&self) -> Result<T, ConfigError> {
        toml::from_str(&self.text).map_err(|error| {
            let message = error.message().lines().next().unwrap_or_default().to_owned();
            let (message, hint) = explain(&message);
            self.wrong(error.span().unwrap_or_default(), &message, hint)
        })
    }

    fn wrong(&self, span: Range<usize>, message: &str, hint: Option<String>) -> ConfigError {
        let before = self.text.get(..span.start).unwrap_or_default();
        ConfigError::File {
            path: self.path.to_owned(),
            line: before.matches('\n').count() + 1,
            // What somebody wrote may stand in it; it is one line all the same.
            message: message.replace('\n', "\\n"),
            hint,
        }
    }

    fn declare(&self, file: File, package: Option<&str>) -> Result<Vec<Declared>, ConfigError> {
        let mut functions = Vec::new();
        for (name, function) in file.functions {
            let span = function.span();
            let declared = function.into_inner().declare(&name, self.path, package);
            functions.push(declared.map_err(|(message, hint)| {
                self.wrong(span, &format!("function `{name}`: {message}"), hint)
            })?);
        }
        Ok(functions)
    }
}

type Wrong = (String, Option<String>);

impl Function {
    fn declare(self, name: &FunctionName, path: &Path, package: Option<&str>) -> Result<Declared, Wrong> {
        let dir = path.parent().unwrap_or(Path::new("."));
        let code = self.code(name, dir, package)?;
        let mut declared = Declared::new(name.clone(), code, Source::File(path.to_owned()));
        declared.timeout_s = within("timeout_s", self.timeout_s, 1..=limits::MAX_FUNCTION_TIMEOUT_S)?
            .unwrap_or(declared.timeout_s);
        declared.memory_mb = within("memory_mb", self.memory_mb, 1..=u32::MAX)?.unwrap_or(declared.memory_mb);
        declared.durable = match self.durable {
            None | Some(Durable::Switch(true)) => Some(DurableConfig::DEFAULT),
            Some(Durable::Switch(false)) => None,
            Some(Durable::Config(table)) => Some(table.read()?),
        };
        declared.env = self.env;
        declared.aliases = self.aliases;
        declared.layers = self.layers.iter().map(|layer| dir.join(layer)).collect();
        declared.architecture = self.architecture.map(|processor| match processor {
            Processor::X86_64 => Architecture::X86_64,
            Processor::Arm64 => Architecture::Arm64,
        });
        declared.handler = match &declared.code {
            Code::Command { .. } | Code::Image(_) => self.handler,
            _ => None,
        };
        declared.runtime = self.runtime;
        match declared.fault() {
            Some(fault) => Err((fault, None)),
            None => Ok(declared),
        }
    }
}

impl DurableTable {
    fn read(&self) -> Result<DurableConfig, Wrong> {
        let default = DurableConfig::DEFAULT;
        let timeout = within(
            "execution_timeout_s",
            self.execution_timeout_s,
            1..=limits::MAX_EXECUTION_TIMEOUT_S,
        )?;
        let retention = within(
            "retention_days",
            self.retention_days,
            1..=limits::MAX_RETENTION_DAYS,
        )?;
        Ok(DurableConfig {
            execution_timeout_s: timeout.unwrap_or(default.execution_timeout_s),
            retention_days: retention.or(default.retention_days),
            timeout_configured: timeout.is_some(),
        })
    }
}

fn within(key: &str, value: Option<u32>, range: std::ops::RangeInclusive<u32>) -> Result<Option<u32>, Wrong> {
    match value {
        Some(value) if !range.contains(&value) => Err((
            format!("`{key}` is {} to {}, not {value}", range.start(), range.end()),
            None,
        )),
        value => Ok(value),
    }
}

/// Turns serde's words for an unknown key into a sentence and a suggestion.
fn explain(message: &str) -> (String, Option<String>) {
    // The service's words for a name, and the only ones of its words in such a file.
    if message.starts_with("Member must") {
        let wrong = "a function's name is 1 to 140 letters, digits, `-` and `_`";
        return (wrong.to_owned(), None);
    }
    let Some((key, expected)) = message
        .strip_prefix("unknown field `")
        .and_then(|rest| rest.split_once('`'))
    else {
        return (message.to_owned(), None);
    };
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    let hint = closest(key, known.iter().copied()).map_or_else(
        || format!("the keys are `{}`", known.join("`, `")),
        |near| format!("did you mean `{near}`?"),
    );
    (format!("unknown key `{key}`"), Some(hint))
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
