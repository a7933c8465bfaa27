//! `--function-configs`: the official emulator's option, function name to configuration in Lambda's shape.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::{Code, ConfigError, Declared, Source};
use crate::execution::{DurableConfig, FunctionName, limits};

const OPTION: &str = "--function-configs";

/// What we read of a Lambda function configuration; the rest of its many members is nothing to us.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    timeout: Option<u32>,
    memory_size: Option<u32>,
    runtime: Option<String>,
    environment: Option<Environment>,
    durable_config: Option<Durable>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Environment {
    #[serde(default)]
    variables: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Durable {
    execution_timeout: Option<u32>,
    retention_period_in_days: Option<u32>,
}

/// Reads the option's value: a JSON object, or `file://PATH` with one inside. A function has no code here:
/// the lambda endpoint has it.
pub fn parse(value: &str, base: &Path) -> Result<Vec<Declared>, ConfigError> {
    let text = match value.strip_prefix("file://") {
        Some(path) => {
            let path = base.join(path);
            std::fs::read_to_string(&path).map_err(|source| ConfigError::Read { path, source })?
        }
        None => value.to_owned(),
    };
    let map: BTreeMap<String, serde_json::Value> = serde_json::from_str(&text).map_err(|error| {
        wrong(if error.is_data() {
            "it is a JSON object, from the names of functions to their configurations".to_owned()
        } else {
            format!("not JSON: {error}")
        })
    })?;
    let mut functions: BTreeMap<FunctionName, Declared> = BTreeMap::new();
    for (key, value) in map {
        let (name, qualifier) = key
            .split_once(':')
            .map_or((key.as_str(), None), |(n, q)| (n, Some(q)));
        let name =
            FunctionName::parse(name).map_err(|_| wrong(format!("`{key}` is not a function's name")))?;
        let declared = declare(&name, value)?;
        let entry = functions.entry(name).or_insert(declared);
        // `name:alias` is the same function under one more name (decisions 3).
        entry.aliases.extend(
            qualifier
                .filter(|alias| !matches!(*alias, "$LATEST" | "1"))
                .map(str::to_owned),
        );
    }
    let functions: Vec<Declared> = functions.into_values().collect();
    let fault = functions
        .iter()
        .find_map(|function| Some((&function.name, function.fault()?)));
    match fault {
        Some((name, fault)) => Err(wrong(format!("function `{name}`: {fault}"))),
        None => Ok(functions),
    }
}

fn declare(name: &FunctionName, value: serde_json::Value) -> Result<Declared, ConfigError> {
    // Serde would take a list for a structure.
    let is_list = |part: Option<&serde_json::Value>| part.is_some_and(serde_json::Value::is_array);
    if value.is_array() || is_list(value.get("DurableConfig")) || is_list(value.get("Environment")) {
        return Err(wrong(format!(
            "function `{name}`: a configuration is an object, not a list"
        )));
    }
    // `null` is a plain function, as for the official emulator.
    let found: Option<Configuration> =
        serde_json::from_value(value).map_err(|error| wrong(format!("function `{name}`: {error}")))?;
    let found = found.unwrap_or_default();
    let mut declared = Declared::new(name.clone(), Code::Endpoint(None), Source::FunctionConfigs);
    declared.timeout_s = bounded(name, "Timeout", found.timeout, limits::MAX_FUNCTION_TIMEOUT_S)?
        .unwrap_or(declared.timeout_s);
    declared.memory_mb =
        bounded(name, "MemorySize", found.memory_size, u32::MAX)?.unwrap_or(declared.memory_mb);
    declared.runtime = found.runtime;
    declared.env = found
        .environment
        .map(|environment| environment.variables)
        .unwrap_or_default();
    declared.durable = match found.durable_config {
        None => None,
        Some(durable) => Some(DurableConfig {
            execution_timeout_s: bounded(
                name,
                "DurableConfig.ExecutionTimeout",
                durable.execution_timeout,
                limits::MAX_EXECUTION_TIMEOUT_S,
            )?
            .unwrap_or(DurableConfig::DEFAULT.execution_timeout_s),
            retention_days: bounded(
                name,
                "DurableConfig.RetentionPeriodInDays",
                durable.retention_period_in_days,
                limits::MAX_RETENTION_DAYS,
            )?
            .or(DurableConfig::DEFAULT.retention_days),
            timeout_configured: durable.execution_timeout.is_some(),
        }),
    };
    Ok(declared)
}

fn bounded(
    name: &FunctionName,
    member: &str,
    value: Option<u32>,
    max: u32,
) -> Result<Option<u32>, ConfigError> {
    match value {
        Some(value) if value < 1 || value > max => Err(wrong(format!(
            "function `{name}`: {member} is 1 to {max}, not {value}"
        ))),
        value => Ok(value),
    }
}

fn wrong(message: String) -> ConfigError {
    ConfigError::Option {
        option: OPTION,
        message,
        hint: Some(
            r#"for example `{"order": {"DurableConfig": {"ExecutionTimeout": 60}}, "tax": {}}`"#.to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Declared>, ConfigError> {
        parse(text, Path::new("/"))
    }

    #[test]
    fn durable_config_decides() {
        let found = read(
            r#"{"order": {"FunctionName": "order", "Timeout": 7, "MemorySize": 256, "Runtime": "python3.13",
                "Handler": "app.h", "DurableConfig": {"ExecutionTimeout": 60, "RetentionPeriodInDays": 7}},
                "tax": {}, "vat": null, "quick:live": {"DurableConfig": {}}}"#,
        )
        .unwrap();
        let [order, quick, tax, vat] = &found[..] else {
            panic!("four functions, by name")
        };
        assert_eq!((order.timeout_s, order.memory_mb), (7, 256));
        assert_eq!(
            order.durable,
            Some(DurableConfig {
                execution_timeout_s: 60,
                retention_days: Some(7),
                timeout_configured: true
            })
        );
        assert_eq!(quick.durable, Some(DurableConfig::DEFAULT));
        assert_eq!(quick.aliases, ["live"]);
        assert_eq!((tax.durable, vat.durable), (None, None));
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, start) in [
            ("[]", "it is a JSON object"),
            ("{", "not JSON: EOF while parsing an object at line 1 column 1"),
            (r#"{"a b": {}}"#, "`a b` is not a function's name"),
            (
                r#"{"a": {"Timeout": "x"}}"#,
                "function `a`: invalid type: string \"x\", expected u32",
            ),
            (
                r#"{"a": {"DurableConfig": {"ExecutionTimeout": 0}}}"#,
                "function `a`: DurableConfig.ExecutionTimeout is 1 to 31622400, not 0",
            ),
            (
                r#"{"a": {"Timeout": 901}}"#,
                "function `a`: Timeout is 1 to 900, not 901",
            ),
            (
                r#"{"a": [7, 128, null, null, null]}"#,
                "function `a`: a configuration is an object, not a list",
            ),
            (
                r#"{"a:b c": {}}"#,
                "function `a`: `b c` is not an alias: 1 to 128",
            ),
            (
                r#"{"a": {"Environment": {"Variables": {"A=B": ""}}}}"#,
                "function `a`: `A=B` is not the name of a variable",
            ),
        ] {
            let said = read(text).unwrap_err().to_string();
            let wanted = format!("invalid value for `--function-configs`: {start}");
            assert!(said.starts_with(&wanted), "{said}");
        }
    }
}
