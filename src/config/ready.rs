//! From a declaration to what a sandbox can run.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::isolation::{self, Place};
use super::plan::Surroundings;
use super::program::{self, Programs};
use super::{Code, ConfigError, DEFAULT_LAMBDA_ENDPOINT, Declared, archive};
use crate::sandbox::{Container, FunctionKind, FunctionSpec, Task};

/// Where a container has the program of a function that brings its own runtime.
const BOOTSTRAP: &str = "/var/task/bootstrap";

/// What cargo has built of a function.
#[derive(Debug, Clone, Copy)]
pub(super) struct Built<'a> {
    pub(super) binary: &'a Path,
    /// Its package's directory.
    pub(super) dir: &'a Path,
}

/// What runs a function; `built` is what cargo has built, if it is a Cargo target.
pub(super) fn kind(
    declared: &Declared,
    programs: Programs<'_>,
    surroundings: Surroundings<'_>,
    built: Option<Built<'_>>,
) -> Result<FunctionKind, ConfigError> {
    match isolation::place(declared, surroundings.containers)? {
        Place::Elsewhere | Place::Process => process(declared, programs, surroundings, built),
        Place::Container(image) => container(declared, image, surroundings.scratch, built),
    }
}

fn process(
    declared: &Declared,
    programs: Programs<'_>,
    surroundings: Surroundings<'_>,
    built: Option<Built<'_>>,
) -> Result<FunctionKind, ConfigError> {
    let name = declared.name.as_str();
    Ok(match &declared.code {
        Code::Python { handler, dir } => {
            let dir = &code(declared, dir, surroundings.scratch)?;
            found(declared, dir, handler, program::PYTHON_MODULE)?;
            FunctionKind::Python {
                interpreter: programs.python(name, dir, declared.runtime.as_deref())?,
                handler: handler.clone(),
                dir: dir.clone(),
            }
        }
        Code::Node { handler, dir } => {
            let dir = &code(declared, dir, surroundings.scratch)?;
            found(declared, dir, handler, program::NODE_MODULE)?;
            FunctionKind::Node {
                program: programs.node(name)?,
                handler: handler.clone(),
                dir: dir.clone(),
            }
        }
        Code::Command { argv, dir } => {
            let dir = archive::directory(name, dir, surroundings.scratch)?;
            FunctionKind::Command {
                argv: command(name, argv, &dir, programs)?,
                cwd: dir,
            }
        }
        Code::Endpoint(url) => FunctionKind::Endpoint {
            url: url
                .as_deref()
                .or(surroundings.lambda_endpoint)
                .unwrap_or(DEFAULT_LAMBDA_ENDPOINT)
                .to_owned(),
            function: name.to_owned(),
        },
        Code::Cargo(target) => match built {
            Some(built) => FunctionKind::Command {
                argv: vec![built.binary.into()],
                cwd: built.dir.to_owned(),
            },
            None => {
                return Err(ConfigError::NoArtefact {
                    what: format!("`{}`", target.name),
                });
            }
        },
        Code::Managed { .. } | Code::Image(_) | Code::Unclear(_) => {
            unreachable!("what has no process is never placed in one")
        }
    })
}

fn container(
    declared: &Declared,
    image: String,
    scratch: Option<&Path>,
    built: Option<Built<'_>>,
) -> Result<FunctionKind, ConfigError> {
    let name = declared.name.as_str();
    let container = Container {
        image,
        platform: declared
            .architecture
            .map(|architecture| architecture.platform().to_owned()),
        handler: declared.handler.clone(),
        ..Container::default()
    };
    let managed = |handler: &String, dir: &PathBuf| -> Result<Container, ConfigError> {
        Ok(Container {
            command: Some(vec![handler.clone()]),
            task: Some(Task::Directory(code(declared, dir, scratch)?)),
            handler: Some(handler.clone()),
            ..container.clone()
        })
    };
    let own = |task: Task, arguments: &[String]| Container {
        entry_point: Some(vec![BOOTSTRAP.to_owned()]),
        command: Some(arguments.to_vec()),
        task: Some(task),
        ..container.clone()
    };
    Ok(FunctionKind::Container(match &declared.code {
        Code::Python { handler, dir } => {
            let container = managed(handler, dir)?;
            checked(declared, &container, handler, program::PYTHON_MODULE)?;
            container
        }
        Code::Node { handler, dir } => {
            let container = managed(handler, dir)?;
            checked(declared, &container, handler, program::NODE_MODULE)?;
            container
        }
        Code::Managed { handler, dir } => managed(handler, dir)?,
        Code::Command { argv, dir } => {
            let dir = archive::directory(name, dir, scratch)?;
            own(bootstrap(name, argv, dir)?, argv.get(1..).unwrap_or_default())
        }
        Code::Cargo(target) => match built {
            Some(built) => own(Task::Bootstrap(built.binary.to_owned()), &[]),
            None => {
                return Err(ConfigError::NoArtefact {
                    what: format!("`{}`", target.name),
                });
            }
        },
        Code::Image(image) => Container {
            entry_point: image.entry_point.clone(),
            command: image.command.clone(),
            working_dir: image.working_dir.clone(),
            ..container
        },
        Code::Endpoint(_) | Code::Unclear(_) => unreachable!("what has no image is never placed in one"),
    }))
}

fn checked(
    declared: &Declared,
    container: &Container,
    handler: &str,
    module: &[&str],
) -> Result<(), ConfigError> {
    match &container.task {
        Some(Task::Directory(dir)) => found(declared, dir, handler, module),
        Some(Task::Bootstrap(_)) | None => Ok(()),
    }
}

/// The directory with a function's code: of its own, or with the one file that its template has.
fn code(declared: &Declared, dir: &Path, scratch: Option<&Path>) -> Result<PathBuf, ConfigError> {
    let name = declared.name.as_str();
    match (&declared.inline, scratch) {
        (Some(text), Some(scratch)) => {
            let file = match &declared.code {
                Code::Node { .. } => "index.js",
                _ => "index.py",
            };
            archive::written(name, file, text, scratch)
        }
        (Some(_), None) => Ok(dir.to_owned()),
        (None, scratch) => archive::directory(name, dir, scratch),
    }
}

/// The handler's file is where its runtime will look for it: in the code, if it cannot be in a layer.
fn found(declared: &Declared, dir: &Path, handler: &str, module: &[&str]) -> Result<(), ConfigError> {
    if declared.layers.is_empty() && declared.inline.is_none() && !archive::is_archive(dir) {
        program::check_module(declared.name.as_str(), dir, handler, module)?;
    }
    Ok(())
}

/// The program of a `provided` runtime: the directory's own, or one that goes by another name.
fn bootstrap(function: &str, argv: &[String], dir: PathBuf) -> Result<Task, ConfigError> {
    let named = argv.first().map_or("bootstrap", String::as_str);
    let path = dir.join(named.strip_prefix("./").unwrap_or(named));
    if !path.is_file() {
        return Err(ConfigError::Function {
            function: function.to_owned(),
            message: format!("there is no program `{}`", path.display()),
            hint: None,
        });
    }
    Ok(if path == dir.join("bootstrap") {
        Task::Directory(dir)
    } else {
        Task::Bootstrap(path)
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
    surroundings: Surroundings<'_>,
) -> Result<FunctionSpec, ConfigError> {
    env.extend(declared.env.clone());
    env.extend(surroundings.variables.clone());
    Ok(FunctionSpec {
        name: declared.name.clone(),
        opt: archive::layers(declared.name.as_str(), &declared.layers, surroundings.scratch)?,
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
            Code::Python { handler, .. } | Code::Node { handler, .. } | Code::Managed { handler, .. } => {
                Some(handler.clone())
            }
            Code::Cargo(_) | Code::Command { .. } | Code::Image(_) | Code::Endpoint(_) | Code::Unclear(_) => {
                declared.handler.clone()
            }
        },
    })
}
