//! From a declaration to what a sandbox can run.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use super::program::{self, Programs};
use super::{Code, ConfigError, DEFAULT_LAMBDA_ENDPOINT, Declared};
use crate::sandbox::{FunctionKind, FunctionSpec};

/// What runs a function that cargo does not build.
pub(super) fn kind(
    declared: &Declared,
    programs: Programs<'_>,
    lambda_endpoint: Option<&str>,
) -> Result<FunctionKind, ConfigError> {
    let name = declared.name.as_str();
    Ok(match &declared.code {
        Code::Python { handler, dir } => {
            program::check_module(name, dir, handler, program::PYTHON_MODULE)?;
            FunctionKind::Python {
                interpreter: programs.python(name, dir, declared.runtime.as_deref())?,
                handler: handler.clone(),
                dir: dir.clone(),
            }
        }
        Code::Node { handler, dir } => {
            program::check_module(name, dir, handler, program::NODE_MODULE)?;
            FunctionKind::Node {
                program: programs.node(name)?,
                handler: handler.clone(),
                dir: dir.clone(),
            }
        }
        Code::Command { argv, dir } => FunctionKind::Command {
            argv: command(name, argv, dir, programs)?,
            cwd: dir.clone(),
        },
        Code::Endpoint(url) => FunctionKind::Endpoint {
            url: url
                .as_deref()
                .or(lambda_endpoint)
                .unwrap_or(DEFAULT_LAMBDA_ENDPOINT)
                .to_owned(),
            function: name.to_owned(),
        },
        Code::Cargo(target) => {
            return Err(ConfigError::NoArtefact {
                what: format!("`{}`", target.name),
            });
        }
    })
}

/// A command with its program found: beside its directory if it is a path, else on the path.
fn command(
    function: &str,
    argv: &[String],
    dir: &Path,
    programs: Programs<'_>,
) -> Result<Vec<OsString>, ConfigError> {
    let program = argv.first().map(String::as_str).unwrap_or_default();
    let named = if program.contains(['/', '\\']) {
        dir.join(program.strip_prefix("./").unwrap_or(program))
            .into_os_string()
    } else {
        program.into()
    };
    let Some(found) = programs.which(&named) else {
        return Err(ConfigError::Function {
            function: function.to_owned(),
            message: format!("there is no program `{}`", named.display()),
            hint: None,
        });
    };
    let arguments = argv.iter().skip(1).map(OsString::from);
    Ok(std::iter::once(found.into_os_string()).chain(arguments).collect())
}

/// A function with all that it needs; `env` is its package's.
pub(super) fn spec(
    declared: &Declared,
    kind: FunctionKind,
    mut env: BTreeMap<String, String>,
    variables: &BTreeMap<String, String>,
) -> FunctionSpec {
    env.extend(declared.env.clone());
    env.extend(variables.clone());
    FunctionSpec {
        name: declared.name.clone(),
        kind,
        env,
        memory_mb: declared.memory_mb,
        timeout_s: declared.timeout_s,
        durable: declared.durable,
        aliases: declared
            .aliases
            .iter()
            .map(|alias| (alias.clone(), "1".to_owned()))
            .collect(),
        runtime: declared.runtime.clone(),
        handler: match &declared.code {
            Code::Python { handler, .. } | Code::Node { handler, .. } => Some(handler.clone()),
            Code::Cargo(_) | Code::Command { .. } | Code::Endpoint(_) => None,
        },
    }
}
