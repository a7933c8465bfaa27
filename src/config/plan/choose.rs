//! Which function is meant: by its name, by its logical id, by a Cargo target, or because it is the only one.

use std::collections::BTreeSet;

use super::{Plan, Wanted};
use crate::config::{CargoTarget, Code, ConfigError, Declared, Source, TargetKind};
use crate::execution::FunctionName;

impl Plan {
    /// The function that is meant. A Cargo target that nobody declared is declared by this.
    pub fn choose(&mut self, wanted: &Wanted) -> Result<FunctionName, ConfigError> {
        match wanted {
            Wanted::Target(kind, name) => self.target(*kind, name),
            Wanted::Named(name) => {
                if let Some(known) = FunctionName::parse(name)
                    .ok()
                    .filter(|name| self.functions.contains_key(name))
                {
                    return Ok(known);
                }
                if let Some(known) = self.ids.get(name) {
                    return Ok(known.clone());
                }
                match self.own().and_then(|project| project.lookup(name)) {
                    Some(target) => self.adopt(target),
                    None => Err(self.unknown(name)),
                }
            }
            Wanted::Only => self.only(),
        }
    }

    fn target(&mut self, kind: TargetKind, name: &str) -> Result<FunctionName, ConfigError> {
        let Some(project) = self.own() else {
            return Err(ConfigError::NoManifest(self.dir.clone()));
        };
        let target = project.target(kind, name, None)?;
        self.adopt(target)
    }

    /// The function that runs this target: a declared one with its settings, else a new one with its name.
    pub(super) fn adopt(&mut self, target: CargoTarget) -> Result<FunctionName, ConfigError> {
        let runs = |declared: &&Declared| match &declared.code {
            Code::Cargo(code) => {
                code.kind == target.kind
                    && code.name == target.name
                    && code.manifest == target.manifest
                    && (code.package.is_none() || code.package == target.package)
            }
            Code::Command { .. }
            | Code::Python { .. }
            | Code::Node { .. }
            | Code::Managed { .. }
            | Code::Image(_)
            | Code::Endpoint(_)
            | Code::Unclear(_) => false,
        };
        if let Some(declared) = self.functions.values().find(runs) {
            return Ok(declared.name.clone());
        }
        let name = FunctionName::parse(&target.name).map_err(|why| ConfigError::Function {
            function: target.name.clone(),
            message: format!("Lambda takes no such name: {why}"),
            hint: Some(
                "give it another one in `durable.toml`: `[functions.NAME] cargo = { bin = \"…\" }`".into(),
            ),
        })?;
        if let Some(other) = self.functions.get(&name) {
            return Err(ConfigError::Function {
                function: target.name.clone(),
                message: format!("{} already declares it, as {}", other.source, other.code),
                hint: None,
            });
        }
        self.add(Declared::new(name.clone(), Code::Cargo(target), Source::Cargo));
        Ok(name)
    }

    /// The only function: of the command line, else the only one that is declared, else the only durable
    /// one, else the package's only binary.
    fn only(&mut self) -> Result<FunctionName, ConfigError> {
        let one = |matches: &dyn Fn(&Declared) -> bool| {
            let mut found = self.functions.values().filter(|declared| matches(declared));
            found
                .next()
                .filter(|_| found.next().is_none())
                .map(|declared| declared.name.clone())
        };
        let found = one(&|declared| declared.source == Source::Line)
            .or_else(|| one(&|_| true))
            .or_else(|| one(&|declared| declared.durable.is_some()));
        if let Some(name) = found {
            return Ok(name);
        }
        let mut candidates: Vec<String> = self.functions.keys().map(ToString::to_string).collect();
        if candidates.is_empty() {
            let binaries = self.binaries();
            if let [binary] = &binaries[..] {
                return self.adopt(binary.clone());
            }
            candidates = binaries.into_iter().map(|binary| binary.name).collect();
        }
        Err(if candidates.is_empty() {
            ConfigError::Nothing
        } else {
            ConfigError::Ambiguous { candidates }
        })
    }

    fn unknown(&self, name: &str) -> ConfigError {
        let binaries = self.binaries();
        let declared = self.functions.keys().map(ToString::to_string);
        let known: BTreeSet<String> = declared
            .chain(binaries.into_iter().map(|binary| binary.name))
            .collect();
        ConfigError::UnknownFunction {
            name: name.to_owned(),
            known: known.into_iter().collect(),
        }
    }
}
