//! What a table of `durable.toml` says to run.

use std::path::Path;

use super::{Function, Wrong};
use crate::config::runtime::{self, Language};
use crate::config::{CargoTarget, Code, Image, TargetKind};
use crate::execution::FunctionName;

impl Function {
    pub(super) fn code(&self, name: &FunctionName, dir: &Path, package: Option<&str>) -> Result<Code, Wrong> {
        let given: Vec<&str> = [
            ("cargo", self.cargo.is_some()),
            ("command", self.command.is_some() && self.image.is_none()),
            ("image", self.image.is_some()),
            ("endpoint", self.endpoint.is_some()),
            ("runtime", self.runtime.is_some()),
        ]
        .into_iter()
        .filter_map(|(key, given)| given.then_some(key))
        .collect();
        if let [one, other, ..] = given[..] {
            return Err((
                format!("`{one}` and `{other}` both say what to run"),
                Some("keep one of them".to_owned()),
            ));
        }
        if let Some(reference) = &self.image {
            return Ok(Code::Image(Image {
                reference: reference.clone(),
                entry_point: self.entry_point.clone(),
                command: self.command.clone(),
                working_dir: None,
                build: None,
            }));
        }
        if self.entry_point.is_some() {
            return Err(("`entry_point` needs an `image`".to_owned(), None));
        }
        if let Some(command) = &self.command {
            let dir = self
                .code
                .as_ref()
                .map_or_else(|| dir.to_owned(), |code| dir.join(code));
            return Ok(Code::Command {
                argv: command.clone(),
                dir,
            });
        }
        if let Some(url) = &self.endpoint {
            return Ok(Code::Endpoint(Some(url.clone())));
        }
        if let Some(runtime) = &self.runtime {
            return self.managed(runtime, dir);
        }
        self.target(name, package)
    }

    /// A Cargo target: the one that is named, else the binary with the function's name.
    fn target(&self, name: &FunctionName, package: Option<&str>) -> Result<Code, Wrong> {
        if self.code.is_some() || self.handler.is_some() {
            return Err((
                "`code` and `handler` need a `runtime`".to_owned(),
                Some(r#"for example `runtime = "python3.13"`"#.to_owned()),
            ));
        }
        let cargo = self.cargo.as_ref();
        let (kind, target) = match cargo.map(|cargo| (&cargo.bin, &cargo.example)) {
            Some((Some(_), Some(_))) => {
                return Err(("`bin` and `example` both say what to run".to_owned(), None));
            }
            Some((None, Some(example))) => (TargetKind::Example, example.as_str()),
            Some((Some(bin), None)) => (TargetKind::Bin, bin.as_str()),
            Some((None, None)) | None => (TargetKind::Bin, name.as_str()),
        };
        let package = cargo.and_then(|cargo| cargo.package.as_deref()).or(package);
        Ok(Code::Cargo(CargoTarget {
            package: package.map(str::to_owned),
            kind,
            name: target.to_owned(),
            manifest: None,
        }))
    }

    /// A function of one of Lambda's runtimes.
    fn managed(&self, runtime: &str, dir: &Path) -> Result<Code, Wrong> {
        let dir = self
            .code
            .as_ref()
            .map_or_else(|| dir.to_owned(), |code| dir.join(code));
        let handler = || match &self.handler {
            Some(handler) if handler.contains('.') => Ok(handler.clone()),
            Some(handler) => Err((
                format!("`{handler}` is not a handler: a module and a function, as `app.handler`"),
                None,
            )),
            None => Err(no_handler(runtime)),
        };
        match runtime::language(runtime) {
            Some(Language::Python) => Ok(Code::Python {
                handler: handler()?,
                dir,
            }),
            Some(Language::Node) => Ok(Code::Node {
                handler: handler()?,
                dir,
            }),
            Some(Language::Provided) => Ok(runtime::provided(dir)),
            Some(Language::Other) => Ok(Code::Managed {
                handler: self.handler.clone().ok_or_else(|| no_handler(runtime))?,
                dir,
            }),
            None => Err((
                format!("`{runtime}` is no runtime of Lambda's"),
                Some("for example `python3.13`, `nodejs22.x`, `java21`, `provided.al2023`".to_owned()),
            )),
        }
    }
}

fn no_handler(runtime: &str) -> Wrong {
    (
        format!("runtime `{runtime}` needs a `handler`"),
        Some(r#"for example `handler = "app.handler"`"#.to_owned()),
    )
}
