//! Where a function's code is, and what runs it.

use std::path::{Path, PathBuf};

use super::reference::{Resource, SAM_FUNCTION};
use super::resolve::{Use, shown};
use super::tree::{Kind, Tree};
use super::{Fault, Reader};
use crate::config::runtime::{self, Language};
use crate::config::{CargoTarget, Code, TargetKind, archive};

/// The program of a function that brings its own runtime.
const BOOTSTRAP: &str = "bootstrap";

/// The line of a property, else of the function.
fn line(resource: &Resource, property: &str) -> usize {
    resource
        .property(property)
        .map_or(resource.line, |value| value.line)
}

impl Reader<'_> {
    /// What runs, and the text of its only file if the template itself has it.
    pub(super) fn code(&self, id: &str, resource: &Resource) -> Result<(Code, Option<String>), Fault> {
        if let Some(image) = self.image(id, resource)? {
            return Ok((Code::Image(image), None));
        }
        let Some(runtime) = self.optional(resource, "Runtime")? else {
            return Err(Fault::at(resource.line, "there is no `Runtime`"));
        };
        let Some(language) = runtime::language(&runtime) else {
            let at = line(resource, "Runtime");
            let message = format!("`{}` is no runtime of Lambda's", shown(&runtime));
            return Err(Fault::at(at, message).hint(Some(
                "for example `python3.13`, `nodejs22.x`, `java21`, `provided.al2023`".to_owned(),
            )));
        };
        if let Some(text) = self.inline(resource)? {
            let at = line(resource, "Runtime");
            let code = self
                .script(resource, language, self.dir.to_owned())?
                .filter(|code| matches!(code, Code::Python { .. } | Code::Node { .. }));
            return match code {
                Some(code) => Ok((code, Some(text))),
                None => Err(Fault::at(
                    at,
                    format!("`{runtime}` takes no code in the template"),
                )),
            };
        }
        let dir = self.place(resource)?;
        match self.script(resource, language, dir.clone())? {
            Some(code) => Ok((code, None)),
            None => self.program(resource, dir).map(|code| (code, None)),
        }
    }

    /// Code with a handler; `None` if the code is a program.
    fn script(&self, resource: &Resource, language: Language, dir: PathBuf) -> Result<Option<Code>, Fault> {
        if language == Language::Provided {
            return Ok(None);
        }
        let Some(handler) = self.optional(resource, "Handler")? else {
            return Err(Fault::at(resource.line, "there is no `Handler`"));
        };
        let is_whole = handler
            .rsplit_once('.')
            .is_some_and(|(module, function)| !module.is_empty() && !function.is_empty());
        let takes_dot = language != Language::Other;
        if handler.is_empty() || takes_dot && !is_whole {
            let message = format!(
                "`{}` is not a handler: a module and a function, as `app.handler`",
                shown(&handler)
            );
            return Err(Fault::at(line(resource, "Handler"), message));
        }
        Ok(Some(match language {
            Language::Python => Code::Python { handler, dir },
            Language::Node => Code::Node { handler, dir },
            Language::Other | Language::Provided => Code::Managed { handler, dir },
        }))
    }

    /// `InlineCode`, or `ZipFile` in `Code`.
    fn inline(&self, resource: &Resource) -> Result<Option<String>, Fault> {
        if resource.kind == SAM_FUNCTION {
            return self.optional(resource, "InlineCode");
        }
        let code = self.property(resource, "Code")?;
        let Some(text) = code.as_ref().and_then(|code| code.get("ZipFile")) else {
            return Ok(None);
        };
        self.resolver
            .text(text)
            .map(Some)
            .map_err(|fault| fault.of("`ZipFile`"))
    }

    /// The directory or the archive with the code; where the template is, if it says nothing, as for SAM.
    fn place(&self, resource: &Resource) -> Result<PathBuf, Fault> {
        let name = if resource.kind == SAM_FUNCTION {
            "CodeUri"
        } else {
            "Code"
        };
        if let Some(path) = self.asset(resource) {
            return Ok(path);
        }
        match self.property(resource, name)? {
            None => Ok(self.dir.to_owned()),
            Some(value) => self.local(&value, name),
        }
    }

    /// Where the CDK has left the code of which its template only knows the bucket.
    pub(super) fn asset(&self, resource: &Resource) -> Option<PathBuf> {
        let path = resource.tree.get("Metadata")?.get("aws:asset:path")?.as_text()?;
        Some(self.below(path))
    }

    /// What is here; what is in a bucket is not.
    pub(super) fn local(&self, value: &Tree, name: &str) -> Result<PathBuf, Fault> {
        let elsewhere = || {
            Fault::at(value.line, format!("`{name}` is in S3, not here")).hint(Some(
                "name a directory or an archive, or declare the function in `durable.toml`".to_owned(),
            ))
        };
        match &value.kind {
            Kind::Text(text) if text.starts_with("s3://") => Err(elsewhere()),
            Kind::Map(_) => Err(elsewhere()),
            _ => {
                let text = self
                    .resolver
                    .text(value)
                    .map_err(|fault| fault.of(&format!("`{name}`")))?;
                Ok(self.below(&text))
            }
        }
    }

    /// A path as a template means it, without the dots that only say so.
    pub(super) fn below(&self, path: &str) -> PathBuf {
        let path = path.trim_end_matches('/');
        let path = path.strip_prefix("./").unwrap_or(path);
        if path == "." || path.is_empty() {
            return self.dir.to_owned();
        }
        self.dir.join(path)
    }

    /// A program: what is built already, else what cargo builds.
    fn program(&self, resource: &Resource, dir: PathBuf) -> Result<Code, Fault> {
        let manifest = dir.join("Cargo.toml");
        let is_rust = self.metadata(resource, "BuildMethod")?.as_deref() == Some("rust-cargolambda");
        if dir.join(BOOTSTRAP).is_file() || archive::is_archive(&dir) {
            return Ok(runtime::provided(dir));
        }
        if manifest.is_file() {
            return self.cargo(resource, manifest);
        }
        let at = line(resource, "CodeUri");
        if is_rust {
            return Err(Fault::at(at, format!("there is no `{}`", manifest.display())));
        }
        if dir.is_dir() {
            let message = format!("there is no program `{}`", dir.join(BOOTSTRAP).display());
            return Err(Fault::at(at, message).hint(Some("`sam build` may make it".to_owned())));
        }
        Ok(runtime::provided(dir))
    }

    /// A binary of a Cargo package. Without a name it is the package's only one, which the plan looks up.
    fn cargo(&self, resource: &Resource, manifest: PathBuf) -> Result<Code, Fault> {
        let properties = resource
            .tree
            .get("Metadata")
            .and_then(|metadata| metadata.get("BuildProperties"));
        let binary = properties.and_then(|properties| properties.get("Binary"));
        let name = match binary {
            Some(binary) => self.resolver.text(binary).map_err(|fault| fault.of("`Binary`"))?,
            None => String::new(),
        };
        Ok(Code::Cargo(CargoTarget {
            package: None,
            kind: TargetKind::Bin,
            name,
            manifest: Some(manifest),
        }))
    }

    /// A text in a resource's `Metadata`.
    pub(super) fn metadata(&self, resource: &Resource, key: &str) -> Result<Option<String>, Fault> {
        let value = resource
            .tree
            .get("Metadata")
            .and_then(|metadata| metadata.get(key));
        let Some(value) = value else {
            return Ok(None);
        };
        let of = |fault: Fault| fault.of(&format!("`{key}`"));
        match self.resolver.settle(value, Use::InText).map_err(of)? {
            Some(settled) => self.resolver.text(&settled).map(Some).map_err(of),
            None => Ok(None),
        }
    }

    /// Whether `sam build` wrote this template.
    pub(super) fn is_built(&self) -> bool {
        self.dir.ends_with(Path::new(".aws-sam/build"))
    }
}
