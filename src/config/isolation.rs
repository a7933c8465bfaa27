//! Where a function runs: in a container, as a process, or elsewhere.

use std::collections::BTreeMap;
use std::fmt;

use super::{Architecture, Code, ConfigError, Declared, runtime};
use crate::sandbox::FunctionKind;

/// What somebody wants (cli.md 3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Isolation {
    /// A container where an engine answers and the function has a runtime or an image; a process for Cargo targets
    /// and commands.
    #[default]
    Auto,
    Container,
    Process,
}

impl Isolation {
    /// As it is typed.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Container => "container",
            Self::Process => "process",
        }
    }
}

/// What is known of containers here.
#[derive(Debug, Clone, Copy)]
pub struct Containers<'a> {
    pub isolation: Isolation,
    /// Why no engine answers; `None` if one does.
    pub no_engine: Option<&'a NoEngine>,
    /// Images that are not to be had, and why.
    pub missing: &'a BTreeMap<WantedImage, NoImage>,
}

/// An image by its name, for a platform if the function says which.
pub type WantedImage = (String, Option<&'static str>);

/// Why there are no containers, for the error's sake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoEngine {
    pub why: String,
    pub hint: Option<String>,
}

/// Why there is no such image, for the error's sake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoImage {
    pub why: String,
    pub hint: Option<String>,
}

/// Where a function runs, as decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Elsewhere,
    Process,
    /// In a container of this image.
    Container(String),
}

/// Decides where a function runs; the error says why it can run nowhere.
pub(super) fn place(declared: &Declared, containers: Containers<'_>) -> Result<Place, ConfigError> {
    let Some(nature) = Nature::of(declared)? else {
        return Ok(Place::Elsewhere);
    };
    let container = |image: String| {
        let wanted = (image, declared.platform());
        match (containers.no_engine, containers.missing.get(&wanted)) {
            (Some(no), _) => Err(wrong(
                declared,
                format!("it needs a container, and {}", no.why),
                no.hint.clone(),
            )),
            (None, Some(no)) => {
                let hint = declared.build_hint().or_else(|| no.hint.clone());
                Err(wrong(declared, no.why.clone(), hint))
            }
            (None, None) => Ok(Place::Container(wanted.0)),
        }
    };
    match (containers.isolation, nature) {
        (Isolation::Process, Nature::Imaged(_)) => Err(wrong(
            declared,
            "it runs in a container alone, and `--isolation process` forbids it".to_owned(),
            None,
        )),
        (_, Nature::Imaged(image)) | (Isolation::Container, Nature::Either { image, .. }) => container(image),
        (
            Isolation::Auto,
            Nature::Either {
                image,
                usual: Usual::Container,
            },
        ) => {
            // What can run as a process runs somehow: the remark says how, and why.
            Ok(container(image).unwrap_or(Place::Process))
        }
        (
            Isolation::Auto,
            Nature::Either {
                usual: Usual::Process,
                ..
            }
            | Nature::Program,
        )
        | (Isolation::Process, Nature::Either { .. } | Nature::Program) => Ok(Place::Process),
        (Isolation::Container, Nature::Program) => Err(wrong(
            declared,
            "a command runs as a process, and `--isolation container` forbids it".to_owned(),
            Some(
                r#"give it a runtime, `runtime = "provided.al2023"`, or an image, `image = "…"`"#.to_owned(),
            ),
        )),
    }
}

/// The image that a function would like, whether it can be had or not; `None` if it runs without one.
pub(super) fn wanted_image(declared: &Declared, isolation: Isolation) -> Option<WantedImage> {
    let missing = BTreeMap::new();
    let containers = Containers {
        isolation,
        no_engine: None,
        missing: &missing,
    };
    match place(declared, containers) {
        Ok(Place::Container(image)) => Some((image, declared.platform())),
        Ok(Place::Elsewhere | Place::Process) | Err(_) => None,
    }
}

/// What is worth a line where a function does not run where one would think.
pub fn remark(declared: &Declared, kind: &FunctionKind, containers: Containers<'_>) -> Option<String> {
    let name = &declared.name;
    match kind {
        FunctionKind::Container(container) => {
            let guessed = declared.runtime.is_none()
                && matches!(declared.code, Code::Python { .. } | Code::Node { .. });
            guessed.then(|| format!("`{name}` names no runtime: it runs in `{}`", container.image))
        }
        FunctionKind::Endpoint { .. } => None,
        FunctionKind::Command { .. } | FunctionKind::Python { .. } | FunctionKind::Node { .. } => {
            let image = wanted_image(declared, containers.isolation)?;
            let why = match (containers.no_engine, containers.missing.get(&image)) {
                (Some(no), _) => &no.why,
                (None, Some(no)) => &no.why,
                (None, None) => return None,
            };
            Some(format!("`{name}` runs as a process: {why}"))
        }
    }
}

impl Declared {
    /// The platform that its image must be for, if it says.
    fn platform(&self) -> Option<&'static str> {
        self.architecture.map(Architecture::platform)
    }

    /// How its image is made, if it is made here: then nobody can pull it.
    fn build_hint(&self) -> Option<String> {
        match &self.code {
            Code::Image(image) => image.build.clone(),
            _ => None,
        }
    }
}

/// What a function can run in.
enum Nature {
    /// In this image alone.
    Imaged(String),
    Either {
        image: String,
        usual: Usual,
    },
    /// A program of this machine.
    Program,
}

/// Where it runs if nobody says.
enum Usual {
    Container,
    Process,
}

impl Nature {
    /// `None` for what runs elsewhere.
    fn of(declared: &Declared) -> Result<Option<Self>, ConfigError> {
        let named = declared.runtime.as_deref();
        let image = |runtime: &str| {
            runtime::base_image(runtime).ok_or_else(|| {
                wrong(
                    declared,
                    format!("`{runtime}` is no runtime of Lambda's"),
                    Some("for example `python3.13`, `nodejs22.x`, `java21`, `provided.al2023`".to_owned()),
                )
            })
        };
        let either = |default: &str| -> Result<Self, ConfigError> {
            Ok(Self::Either {
                image: image(named.unwrap_or(default))?,
                usual: if named.is_some() {
                    Usual::Container
                } else {
                    Usual::Process
                },
            })
        };
        Ok(Some(match &declared.code {
            Code::Endpoint(_) => return Ok(None),
            Code::Unclear(unclear) => return Err(unclear.error()),
            Code::Image(image) => Self::Imaged(image.reference.clone()),
            Code::Managed { .. } => Self::Imaged(image(named.unwrap_or_default())?),
            Code::Python { .. } => either(runtime::PYTHON)?,
            Code::Node { .. } => either(runtime::NODE)?,
            Code::Cargo(_) => Self::Either {
                image: image(named.unwrap_or(runtime::PROVIDED))?,
                usual: Usual::Process,
            },
            Code::Command { .. } if named.is_some_and(|name| name.starts_with("provided")) => {
                either(runtime::PROVIDED)?
            }
            Code::Command { .. } => Self::Program,
        }))
    }
}

fn wrong(declared: &Declared, message: String, hint: Option<String>) -> ConfigError {
    ConfigError::Function {
        function: declared.name.to_string(),
        message,
        hint,
    }
}

impl fmt::Display for Isolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A function in an image that runs nowhere else.
    fn boxed(architecture: Option<Architecture>) -> Declared {
        let given = crate::config::spec::parse("box=image:box:1").unwrap();
        Declared {
            architecture,
            ..given.declare(std::path::Path::new("/"))
        }
    }

    #[test]
    fn an_image_that_is_missing_for_one_platform_is_there_for_another() {
        let no = NoImage {
            why: "`box:1` is not here for linux/arm64".to_owned(),
            hint: None,
        };
        let missing = BTreeMap::from([(("box:1".to_owned(), Some("linux/arm64")), no)]);
        let containers = Containers {
            isolation: Isolation::Auto,
            no_engine: None,
            missing: &missing,
        };
        let at = |architecture| place(&boxed(architecture), containers);
        let here = Place::Container("box:1".to_owned());
        assert_eq!(at(Some(Architecture::X86_64)).unwrap(), here);
        assert_eq!(at(None).unwrap(), here);
        let said = at(Some(Architecture::Arm64)).unwrap_err().to_string();
        assert!(said.contains("not here for linux/arm64"), "{said}");
    }
}
