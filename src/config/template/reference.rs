//! What `Ref` and `Fn::GetAtt` come to: parameters, the stack, and the functions of the template.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::Fault;
use super::globals;
use super::resolve::{Resolver, Use, shown};
use super::tree::{Node, Tree};
use crate::config::closest;
use crate::execution::FunctionName;

/// What SAM calls a stack that is nowhere.
const STACK_NAME: &str = "local";

pub(super) const SAM_FUNCTION: &str = "AWS::Serverless::Function";
pub(super) const FUNCTION: &str = "AWS::Lambda::Function";
pub(super) const SAM_LAYER: &str = "AWS::Serverless::LayerVersion";
pub(super) const LAYER: &str = "AWS::Lambda::LayerVersion";
/// What stands before the logical id of a layer of this template.
pub(super) const LOCAL_LAYER: &str = "layer:";
const ALIAS: &str = "AWS::Lambda::Alias";
const VERSION: &str = "AWS::Lambda::Version";

/// One resource.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) line: usize,
    pub(super) kind: String,
    pub(super) tree: Tree,
    /// With the template's `Globals`; `None` if there are none.
    pub(super) properties: Option<Tree>,
}

impl Resource {
    pub(super) fn is_function(&self) -> bool {
        self.kind == SAM_FUNCTION || self.kind == FUNCTION
    }

    pub(super) fn property(&self, name: &str) -> Option<&Tree> {
        self.properties.as_ref()?.get(name)
    }
}

/// Every resource, by its logical id.
#[derive(Debug, Default)]
pub(super) struct Resources {
    pub(super) all: BTreeMap<String, Resource>,
    names: RefCell<BTreeMap<String, Option<Named>>>,
}

/// What a function is called, and why it is not called what its template says.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) name: Result<FunctionName, Fault>,
    pub(super) remark: Option<Fault>,
}

impl Resources {
    pub(super) fn read(root: &Tree) -> Result<Self, Fault> {
        let Some(resources) = root.get("Resources").and_then(|resources| resources.map()) else {
            return Err(Fault::at(root.line, "a template has `Resources`"));
        };
        let globals = root.get("Globals").and_then(|globals| globals.get("Function"));
        let mut all = BTreeMap::new();
        for (id, entry) in resources {
            let kind = entry.value.get("Type").and_then(|kind| kind.as_text());
            let properties = entry.value.get("Properties").cloned();
            let kind = kind.unwrap_or_default().to_owned();
            let properties = match globals.filter(|_| kind == SAM_FUNCTION) {
                Some(globals) => Some(globals::merge(globals, properties.as_ref())),
                None => properties,
            };
            let resource = Resource {
                line: entry.line,
                kind,
                tree: Rc::clone(&entry.value),
                properties,
            };
            all.insert(id.clone(), resource);
        }
        Ok(Self {
            all,
            names: RefCell::default(),
        })
    }
}

impl Resolver<'_> {
    /// `Ref`; `None` is no value.
    pub(super) fn refer(&self, name: &str, line: usize, used: Use) -> Result<Option<Tree>, Fault> {
        let text = |text: &str| Ok(Some(Node::text(line, text)));
        match name {
            "AWS::NoValue" => return Ok(None),
            "AWS::Region" => return text(&self.stack.region),
            "AWS::AccountId" => return text(&self.stack.account),
            "AWS::Partition" => return text(self.stack.partition()),
            "AWS::StackName" => return text(STACK_NAME),
            "AWS::URLSuffix" => return text(self.stack.url_suffix()),
            _ => {}
        }
        if let Some(value) = self.parameters.value(name, line) {
            return value.map(Some);
        }
        if let Some((id, what @ ("Alias" | "Version"))) = name.split_once('.') {
            return text(&self.published(id, what, line)?);
        }
        let Some(resource) = self.resources.all.get(name) else {
            return Err(self.nothing(name, line));
        };
        match resource.kind.as_str() {
            SAM_FUNCTION | FUNCTION => {
                let function = self.function_name(name).name?;
                match self.published_alias(resource)?.filter(|_| used == Use::Alone) {
                    Some(alias) => text(&format!("{function}:{alias}")),
                    None => text(function.as_str()),
                }
            }
            ALIAS => {
                let alias = self.property_text(resource, "Name")?;
                text(&format!("{}:{alias}", self.arn_of_target(resource)?))
            }
            VERSION => text(&format!("{}:1", self.arn_of_target(resource)?)),
            SAM_LAYER | LAYER if used == Use::Layer => text(&format!("{LOCAL_LAYER}{name}")),
            kind => Err(Fault::at(
                line,
                format!(
                    "`Ref {}`, of an `{}`, has no value here",
                    shown(name),
                    shown(kind)
                ),
            )),
        }
    }

    /// `Fn::GetAtt`, as `Name.Attribute` or as a list of both.
    pub(super) fn get_att(&self, argument: &Tree, line: usize) -> Result<Option<Tree>, Fault> {
        let path = match argument.list() {
            Some([id, attribute]) => format!("{}.{}", self.text(id)?, self.text(attribute)?),
            Some(_) => return Err(Fault::at(line, "`Fn::GetAtt` takes a resource and an attribute")),
            None => self.text(argument)?,
        };
        self.attribute(&path, line)
            .map(|text| Some(Node::text(line, text)))
    }

    /// What stands between the braces of `${…}`.
    pub(super) fn named(&self, name: &str, line: usize) -> Result<String, Fault> {
        let is_published = name.ends_with(".Alias") || name.ends_with(".Version");
        if name.contains('.') && !is_published {
            return self.attribute(name, line);
        }
        let found = self.refer(name, line, Use::InText)?;
        let text = found.as_ref().and_then(|found| found.as_text());
        text.map(str::to_owned)
            .ok_or_else(|| Fault::at(line, format!("`{}` is no text", shown(name))))
    }

    fn attribute(&self, path: &str, line: usize) -> Result<String, Fault> {
        let (id, attribute) = path.split_once('.').unwrap_or((path, ""));
        let Some(resource) = self.resources.all.get(id) else {
            return Err(self.nothing(id, line));
        };
        match (resource.kind.as_str(), attribute) {
            (SAM_FUNCTION | FUNCTION, "Arn") => Ok(self.arn(&self.function_name(id).name?)),
            (SAM_FUNCTION, "Version.Version") | (VERSION, "Version") => Ok("1".to_owned()),
            (SAM_FUNCTION, "Alias.AliasArn") => self.published(id, "Alias", line),
            (VERSION, "FunctionArn") => Ok(format!("{}:1", self.arn_of_target(resource)?)),
            (ALIAS, "AliasArn") => {
                let alias = self.property_text(resource, "Name")?;
                Ok(format!("{}:{alias}", self.arn_of_target(resource)?))
            }
            (kind, _) => Err(Fault::at(
                line,
                format!("`{}`, of an `{}`, has no value here", shown(path), shown(kind)),
            )),
        }
    }

    fn nothing(&self, name: &str, line: usize) -> Fault {
        let known: Vec<String> = self
            .parameters
            .names()
            .chain(self.resources.all.keys())
            .cloned()
            .collect();
        let near = closest(name, known.iter().map(String::as_str));
        let hint = near.map(|near| format!("did you mean `{near}`?"));
        Fault::at(
            line,
            format!("there is no parameter and no resource `{}`", shown(name)),
        )
        .hint(hint)
    }

    /// The ARN of a function's alias or version that SAM makes for `AutoPublishAlias`.
    fn published(&self, id: &str, what: &str, line: usize) -> Result<String, Fault> {
        let resource = self
            .resources
            .all
            .get(id)
            .filter(|resource| resource.is_function());
        let alias = resource
            .map(|resource| self.published_alias(resource))
            .transpose()?;
        let Some(alias) = alias.flatten() else {
            let message = format!("`{}.{what}` needs a function with `AutoPublishAlias`", shown(id));
            return Err(Fault::at(line, message));
        };
        let qualifier = if what == "Alias" { alias.as_str() } else { "1" };
        Ok(format!("{}:{qualifier}", self.arn(&self.function_name(id).name?)))
    }

    /// The alias that `AutoPublishAlias` names.
    pub(super) fn published_alias(&self, resource: &Resource) -> Result<Option<String>, Fault> {
        match resource.property("AutoPublishAlias") {
            Some(alias) if resource.kind == SAM_FUNCTION => match self.settle(alias, Use::InText)? {
                Some(settled) => self.text(&settled).map(Some),
                None => Ok(None),
            },
            _ => Ok(None),
        }
    }

    fn arn(&self, function: &FunctionName) -> String {
        let (region, account) = (&self.stack.region, &self.stack.account);
        format!("arn:aws:lambda:{region}:{account}:function:{function}")
    }

    fn property_text(&self, resource: &Resource, name: &str) -> Result<String, Fault> {
        match resource.property(name) {
            Some(value) => self.text(value),
            None => Err(Fault::at(resource.line, format!("there is no `{name}`"))),
        }
    }

    /// The function that an alias or a version is of.
    fn target(&self, resource: &Resource) -> Result<FunctionName, Fault> {
        let text = self.property_text(resource, "FunctionName")?;
        FunctionName::parse(bare(&text)).map_err(|_| {
            Fault::at(
                resource.line,
                format!("`{}` is not a function's name", shown(&text)),
            )
        })
    }

    fn arn_of_target(&self, resource: &Resource) -> Result<String, Fault> {
        Ok(self.arn(&self.target(resource)?))
    }

    /// What `AWS::Lambda::Alias`es call each function; a fault for each that is of nobody here.
    pub(super) fn aliases(&self) -> (BTreeMap<FunctionName, Vec<String>>, Vec<Fault>) {
        let mut aliases: BTreeMap<FunctionName, Vec<String>> = BTreeMap::new();
        let mut faults = Vec::new();
        for (id, resource) in self
            .resources
            .all
            .iter()
            .filter(|(_, resource)| resource.kind == ALIAS)
        {
            let named = self
                .target(resource)
                .and_then(|target| Ok((target, self.property_text(resource, "Name")?)));
            match named {
                Ok((target, alias)) => aliases.entry(target).or_default().push(alias),
                Err(fault) => faults.push(fault.of(&format!("the alias `{}` is left out", shown(id)))),
            }
        }
        (aliases, faults)
    }

    /// `FunctionName`, else the logical id.
    pub(super) fn function_name(&self, id: &str) -> Named {
        if let Some(known) = self.resources.names.borrow().get(id) {
            return known.clone().unwrap_or_else(|| by_id(id, self.line_of(id), None));
        }
        self.resources.names.borrow_mut().insert(id.to_owned(), None);
        let named = self.find_name(id);
        self.resources
            .names
            .borrow_mut()
            .insert(id.to_owned(), Some(named.clone()));
        named
    }

    fn find_name(&self, id: &str) -> Named {
        let line = self.line_of(id);
        let resource = self.resources.all.get(id);
        let Some(property) = resource.and_then(|resource| resource.property("FunctionName")) else {
            return by_id(id, line, None);
        };
        let text = match self.settle(property, Use::InText) {
            Ok(None) => return by_id(id, line, None),
            Ok(Some(settled)) => self.text(&settled),
            Err(fault) => Err(fault),
        };
        match text {
            Ok(text) => match FunctionName::parse(bare(&text)) {
                Ok(name) => Named {
                    name: Ok(name),
                    remark: None,
                },
                Err(_) => Named {
                    name: by_id(id, line, None).name,
                    remark: Some(Fault::at(
                        property.line,
                        format!("`{}` is not a function's name", shown(&text)),
                    )),
                },
            },
            Err(fault) => by_id(id, line, Some(fault)),
        }
    }

    fn line_of(&self, id: &str) -> usize {
        self.resources.all.get(id).map_or(1, |resource| resource.line)
    }
}

fn by_id(id: &str, line: usize, remark: Option<Fault>) -> Named {
    let name = FunctionName::parse(id)
        .map_err(|_| Fault::at(line, format!("`{}` is not a function's name", shown(id))));
    Named { name, remark }
}

/// A function's name, of itself, of its ARN, or of one with a qualifier.
fn bare(text: &str) -> &str {
    let name = text.rsplit_once(":function:").map_or(text, |(_, name)| name);
    name.split(':').next().unwrap_or(name)
}
