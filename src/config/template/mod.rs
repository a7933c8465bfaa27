//! SAM's and CloudFormation's templates: the functions in them, and what the template alone says of each.
//!
//! What a template does not say is not guessed. Where it decides how a function runs, that function cannot run, and
//! the error names the line; where it is the value of a variable, the variable is left out with a remark.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Code, ConfigError, DEFAULT_MEMORY_MB, Declared, Source};
use crate::execution::FunctionName;

mod code;
mod condition;
mod function;
mod globals;
mod image;
mod layer;
mod parameter;
mod reference;
mod resolve;
mod scalar;
mod tree;

pub use parameter::parse_overrides;

use parameter::Parameters;
use reference::{Resource, Resources};
use resolve::{Resolver, shown};

/// Where `sam build` leaves what it has built, beside the template.
const BUILT: &str = ".aws-sam/build/template.yaml";
/// How long an invocation may take where a template is silent: Lambda's own default (decisions 6).
const DEFAULT_TIMEOUT_S: u32 = 3;

/// The stack that a template would become.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stack {
    /// The emulator's.
    pub region: String,
    /// The emulator's: twelve digits.
    pub account: String,
    /// Values for `Parameters`.
    pub overrides: BTreeMap<String, String>,
}

impl Stack {
    fn partition(&self) -> &'static str {
        match self.region.as_str() {
            region if region.starts_with("cn-") => "aws-cn",
            region if region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        }
    }

    fn url_suffix(&self) -> &'static str {
        match self.partition() {
            "aws-cn" => "amazonaws.com.cn",
            _ => "amazonaws.com",
        }
    }
}

/// What a template declares.
#[derive(Debug, Default)]
pub struct Found {
    pub functions: Vec<Declared>,
    /// Logical ids, and the functions' names: the same, where the template gives none.
    pub ids: BTreeMap<String, FunctionName>,
    pub remarks: Vec<Remark>,
}

/// What is left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    pub text: String,
    /// The variable that has no value, if it is one.
    pub variable: Option<String>,
}

/// Code that a template does not tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear {
    pub path: PathBuf,
    pub line: usize,
    pub message: String,
    pub hint: Option<String>,
}

impl Unclear {
    /// The same as an error.
    pub(super) fn error(&self) -> ConfigError {
        ConfigError::File {
            path: self.path.clone(),
            line: self.line,
            message: self.message.clone(),
            hint: self.hint.clone(),
        }
    }
}

/// What is wrong, or not known here, and in which line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    line: usize,
    message: String,
    hint: Option<String>,
}

impl Fault {
    fn at(line: usize, message: impl Into<String>) -> Self {
        Self {
            line,
            message: message.into(),
            hint: None,
        }
    }

    fn hint(self, hint: Option<String>) -> Self {
        Self { hint, ..self }
    }

    /// Says first what it is about.
    fn of(self, what: &str) -> Self {
        Self {
            message: format!("{what}: {}", self.message),
            ..self
        }
    }

    fn in_file(self, path: &Path) -> ConfigError {
        self.unclear(path).error()
    }

    fn unclear(self, path: &Path) -> Unclear {
        Unclear {
            path: path.to_owned(),
            line: self.line,
            // What somebody wrote may stand in it; it is one line all the same.
            message: self.message.replace('\n', "\\n"),
            hint: self.hint.map(|hint| hint.replace('\n', "\\n")),
        }
    }
}

/// The template to read for the one at this path: what `sam build` made of it, unless it was changed since.
pub(super) fn built_or_source(source: &Path) -> (PathBuf, Option<Remark>) {
    let built = source.with_file_name(BUILT);
    let changed_at = |path: &Path| path.metadata().and_then(|metadata| metadata.modified()).ok();
    let (source_at, built_at) = (changed_at(source), changed_at(&built));
    if built_at.is_none() {
        return (source.to_owned(), None);
    }
    if source_at <= built_at {
        return (built, None);
    }
    let text = format!(
        "`{}` is newer than `{}`, which is not used; `sam build` makes it anew",
        source.display(),
        built.display()
    );
    (source.to_owned(), Some(Remark { text, variable: None }))
}

/// Reads a template.
pub(super) fn read(path: &Path, stack: &Stack) -> Result<Found, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
        path: path.to_owned(),
        source,
    })?;
    parse(&text, path, stack)
}

/// What a template with this text declares, if it is at this path.
pub fn parse(text: &str, path: &Path, stack: &Stack) -> Result<Found, ConfigError> {
    let root = tree::parse(text).map_err(|fault| fault.in_file(path))?;
    let resources = Resources::read(&root).map_err(|fault| fault.in_file(path))?;
    let parameters = Parameters::read(&root, &stack.overrides)?;
    let mut reader = Reader {
        path,
        dir: path.parent().unwrap_or(Path::new(".")),
        resolver: Resolver::new(&root, parameters, resources, stack),
        aliases: BTreeMap::new(),
        remarks: BTreeSet::new(),
    };
    Ok(reader.read())
}

/// Reads one function after the other.
#[derive(Debug)]
struct Reader<'a> {
    path: &'a Path,
    dir: &'a Path,
    resolver: Resolver<'a>,
    aliases: BTreeMap<FunctionName, Vec<String>>,
    remarks: BTreeSet<(usize, Remark)>,
}

impl Reader<'_> {
    fn read(&mut self) -> Found {
        let (aliases, faults) = self.resolver.aliases();
        self.aliases = aliases;
        for fault in faults {
            self.remark(fault, None);
        }
        let mut functions: BTreeMap<FunctionName, Declared> = BTreeMap::new();
        let mut ids = BTreeMap::new();
        let all: Vec<String> = self.resolver.resources.all.keys().cloned().collect();
        for id in all {
            let Some(declared) = self.resource(&id) else {
                continue;
            };
            if functions.contains_key(&declared.name) {
                let line = self.resolver.resources.all[&id].line;
                let message = format!(
                    "function `{}` is left out: another one is called `{}`",
                    shown(&id),
                    declared.name
                );
                self.remark(Fault::at(line, message), None);
                continue;
            }
            ids.insert(id, declared.name.clone());
            functions.insert(declared.name.clone(), declared);
        }
        let remarks = std::mem::take(&mut self.remarks);
        Found {
            functions: functions.into_values().collect(),
            ids,
            remarks: remarks.into_iter().map(|(_, remark)| remark).collect(),
        }
    }

    /// The function that a resource is, if it is one.
    fn resource(&mut self, id: &str) -> Option<Declared> {
        let resource = &self.resolver.resources.all[id];
        let line = resource.line;
        if let Some(what) = unread(id, resource) {
            self.remark(Fault::at(line, format!("{what} is not read")), None);
            return None;
        }
        if !resource.is_function() {
            return None;
        }
        let stands = self.stands(resource);
        if stands == Ok(false) {
            return None;
        }
        let named = self.resolver.function_name(id);
        if let Some(fault) = named.remark {
            let fault = fault.of(&format!("function `{}` is called by its logical id", shown(id)));
            self.remark(fault, None);
        }
        let name = match named.name {
            Ok(name) => name,
            Err(fault) => {
                self.remark(fault.of("a function is left out"), None);
                return None;
            }
        };
        match stands.and_then(|_| self.function(id, &name)) {
            Ok(declared) => Some(declared),
            Err(fault) => Some(self.unclear(name, fault.of(&format!("function `{}`", shown(id))))),
        }
    }

    /// Whether a resource's condition holds.
    fn stands(&self, resource: &Resource) -> Result<bool, Fault> {
        let Some(condition) = resource.tree.get("Condition") else {
            return Ok(true);
        };
        self.resolver
            .text(condition)
            .and_then(|name| self.resolver.condition(&name, condition.line))
            .map_err(|fault| fault.of("its `Condition`"))
    }

    /// A function that cannot run, and says why when somebody wants it to.
    fn unclear(&self, name: FunctionName, fault: Fault) -> Declared {
        let source = Source::Template(self.path.to_owned());
        let mut declared = Declared::new(name, Code::Unclear(fault.unclear(self.path)), source);
        (declared.timeout_s, declared.memory_mb) = (DEFAULT_TIMEOUT_S, DEFAULT_MEMORY_MB);
        declared.durable = None;
        declared
    }

    fn remark(&mut self, fault: Fault, variable: Option<&str>) {
        let line = fault.line;
        let error = fault.in_file(self.path);
        let hint = error.hint().map(|hint| format!("; {hint}"));
        let text = format!("{error}{}", hint.unwrap_or_default());
        let variable = variable.map(str::to_owned);
        self.remarks.insert((line, Remark { text, variable }));
    }
}

/// What may hold functions that are not found.
fn unread(id: &str, resource: &Resource) -> Option<String> {
    if id.starts_with("Fn::ForEach") {
        return Some(format!("`{}`, which may make functions,", shown(id)));
    }
    let place = match resource.kind.as_str() {
        "AWS::CloudFormation::Stack" => resource.property("TemplateURL"),
        "AWS::Serverless::Application" => resource.property("Location"),
        _ => None,
    };
    let place = place?.as_text()?;
    Some(format!("the nested template `{}`", shown(place)))
}

#[cfg(test)]
mod tests;
