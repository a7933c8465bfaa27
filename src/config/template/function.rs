//! What a function's properties say.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::rc::Rc;

use super::reference::Resource;
use super::resolve::{Use, shown};
use super::tree::{Kind, Tree};
use super::{DEFAULT_TIMEOUT_S, Fault, Reader};
use crate::config::{Architecture, Declared, Source, closest, dotenv};
use crate::execution::{DurableConfig, FunctionName, limits};

/// The properties that are read.
const READ: &[&str] = &[
    "Architectures",
    "AutoPublishAlias",
    "Code",
    "CodeUri",
    "DurableConfig",
    "Environment",
    "FunctionName",
    "Handler",
    "ImageConfig",
    "ImageUri",
    "InlineCode",
    "Layers",
    "MemorySize",
    "PackageType",
    "Runtime",
    "Timeout",
];

/// Properties that look like one of those, and are none.
const OTHERS: &[&str] = &["AutoPublishAliasAllProperties", "AutoPublishCodeSha256"];

impl Reader<'_> {
    /// The function that a resource declares.
    pub(super) fn function(&mut self, id: &str, name: &FunctionName) -> Result<Declared, Fault> {
        let resource = &self.resolver.resources.all[id];
        known_properties(resource)?;
        let (code, inline) = self.code(id, resource)?;
        let mut declared = Declared::new(name.clone(), code, Source::Template(self.path.to_owned()));
        declared.inline = inline;
        let timeout = self.number(resource, "Timeout", 1..=limits::MAX_FUNCTION_TIMEOUT_S)?;
        declared.timeout_s = timeout.unwrap_or(DEFAULT_TIMEOUT_S);
        declared.memory_mb = self
            .number(resource, "MemorySize", 1..=u32::MAX)?
            .unwrap_or(declared.memory_mb);
        declared.durable = self.durable(resource)?;
        declared.runtime = self.optional(resource, "Runtime")?;
        declared.handler = self.optional(resource, "Handler")?;
        declared.architecture = self.architecture(resource)?;
        declared.aliases = self.aliases.get(name).cloned().unwrap_or_default();
        if let Some(alias) = self.resolver.published_alias(resource)?
            && !declared.aliases.contains(&alias)
        {
            declared.aliases.push(alias);
        }
        let line = resource.line;
        declared.layers = self.layers(id)?;
        declared.env = self.environment(id)?;
        match declared.fault() {
            Some(fault) => Err(Fault::at(line, fault)),
            None => Ok(declared),
        }
    }

    /// A property with a value; one that is written down must have one.
    pub(super) fn property(&self, resource: &Resource, name: &str) -> Result<Option<Tree>, Fault> {
        match resource.property(name) {
            None => Ok(None),
            Some(value) if value.kind == Kind::Null => {
                Err(Fault::at(value.line, format!("`{name}` is empty")))
            }
            Some(value) => self
                .resolver
                .settle(value, Use::Alone)
                .map_err(|fault| fault.of(&format!("`{name}`"))),
        }
    }

    /// A property that is a text.
    pub(super) fn optional(&self, resource: &Resource, name: &str) -> Result<Option<String>, Fault> {
        let value = self.property(resource, name)?;
        let text = value.map(|value| self.resolver.text(&value));
        text.transpose().map_err(|fault| fault.of(&format!("`{name}`")))
    }

    fn number(
        &self,
        resource: &Resource,
        name: &str,
        range: RangeInclusive<u32>,
    ) -> Result<Option<u32>, Fault> {
        match self.property(resource, name)? {
            Some(value) => self.whole(&value, name, range).map(Some),
            None => Ok(None),
        }
    }

    fn whole(&self, value: &Tree, name: &str, range: RangeInclusive<u32>) -> Result<u32, Fault> {
        let text = self
            .resolver
            .text(value)
            .map_err(|fault| fault.of(&format!("`{name}`")))?;
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| {
            let (start, end) = (range.start(), range.end());
            Fault::at(
                value.line,
                format!("`{name}` is {start} to {end}, not {}", shown(&text)),
            )
        })
    }

    /// `DurableConfig` decides (decisions 2); an empty one has the defaults.
    fn durable(&self, resource: &Resource) -> Result<Option<DurableConfig>, Fault> {
        const KEYS: [&str; 2] = ["ExecutionTimeout", "RetentionPeriodInDays"];
        let Some(value) = self.property(resource, "DurableConfig")? else {
            return Ok(None);
        };
        let config = self.resolver.map(&value).map_err(|fault| {
            fault
                .of("`DurableConfig`")
                .hint(Some("write `{}` for the defaults".to_owned()))
        })?;
        if let Some((key, entry)) = config.iter().find(|(key, _)| !KEYS.contains(&key.as_str())) {
            let hint = closest(key, KEYS).map_or_else(
                || format!("the keys are `{}`", KEYS.join("`, `")),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("unknown key `{}` in `DurableConfig`", shown(key));
            return Err(Fault::at(entry.line, message).hint(Some(hint)));
        }
        let number = |key: &str, most: u32| {
            let Some(entry) = config.get(key) else {
                return Ok(None);
            };
            match self.resolver.settle(&entry.value, Use::InText) {
                Ok(Some(value)) => self.whole(&value, key, 1..=most).map(Some),
                Ok(None) => Ok(None),
                Err(fault) => Err(fault.of(&format!("`{key}`"))),
            }
        };
        let timeout = number(KEYS[0], limits::MAX_EXECUTION_TIMEOUT_S)?;
        let retention = number(KEYS[1], limits::MAX_RETENTION_DAYS)?;
        let default = DurableConfig::DEFAULT;
        Ok(Some(DurableConfig {
            execution_timeout_s: timeout.unwrap_or(default.execution_timeout_s),
            retention_days: retention.or(default.retention_days),
            timeout_configured: timeout.is_some(),
        }))
    }

    fn architecture(&self, resource: &Resource) -> Result<Option<Architecture>, Fault> {
        let Some(value) = self.property(resource, "Architectures")? else {
            return Ok(None);
        };
        let known = [Architecture::X86_64, Architecture::Arm64];
        let wrong = |line| Fault::at(line, "`Architectures` is a list of one: `x86_64` or `arm64`");
        let names = self.resolver.list(&value)?;
        let [name] = &names[..] else {
            return Err(wrong(value.line));
        };
        let word = self.resolver.text(name)?;
        let found = known.into_iter().find(|known| known.word() == word);
        found.map(Some).ok_or_else(|| wrong(name.line))
    }

    /// The variables that have a value here.
    fn environment(&mut self, id: &str) -> Result<BTreeMap<String, String>, Fault> {
        let resource = &self.resolver.resources.all[id];
        let Some(environment) = self.property(resource, "Environment")? else {
            return Ok(BTreeMap::new());
        };
        let of = |fault: Fault| fault.of("`Environment`");
        let variables = match self.resolver.map(&environment).map_err(of)?.get("Variables") {
            Some(entry) => self.resolver.settle(&entry.value, Use::Alone).map_err(of)?,
            None => None,
        };
        let Some(variables) = variables else {
            return Ok(BTreeMap::new());
        };
        let mut known = BTreeMap::new();
        for (name, entry) in self.resolver.map(&variables).map_err(of)? {
            let value = match self.resolver.settle(&entry.value, Use::Alone) {
                // Nothing is what SAM makes of an empty value.
                Ok(None) if entry.value.kind == Kind::Null => Ok(Some(String::new())),
                Ok(None) => Ok(None),
                Ok(Some(settled)) => self.resolver.text(&settled).map(Some),
                Err(fault) => Err(fault),
            };
            match value {
                Ok(Some(value)) => drop(known.insert(name, value)),
                Ok(None) => {}
                Err(fault) => self.left_out(&name, fault),
            }
        }
        Ok(known)
    }

    fn left_out(&mut self, name: &str, fault: Fault) {
        let hint = match &fault.hint {
            Some(hint) => Some(hint.clone()),
            None if dotenv::is_name(name) => Some(format!("pass `--env-var {name}=…`")),
            None => None,
        };
        let fault = fault.of(&format!("the variable `{}` is left out", shown(name)));
        self.remark(fault.hint(hint), Some(name));
    }
}

/// A property that nobody knows, and that is nearly one that is read, would change how the function runs.
fn known_properties(resource: &Resource) -> Result<(), Fault> {
    let properties = resource.properties.as_ref().map(Rc::as_ref);
    let properties = properties.and_then(|properties| properties.map());
    for (name, entry) in properties.into_iter().flatten() {
        if READ.contains(&name.as_str()) || OTHERS.contains(&name.as_str()) {
            continue;
        }
        let same = READ.iter().copied().find(|read| read.eq_ignore_ascii_case(name));
        if let Some(near) = same.or_else(|| closest(name, READ.iter().copied())) {
            let fault = Fault::at(entry.line, format!("unknown property `{}`", shown(name)));
            return Err(fault.hint(Some(format!("did you mean `{near}`?"))));
        }
    }
    Ok(())
}
