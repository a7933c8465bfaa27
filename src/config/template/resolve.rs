//! What CloudFormation's functions come to, as far as the template alone says it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::parameter::Parameters;
use super::reference::Resources;
use super::tree::{Entry, Kind, Node, Tree};
use super::{Fault, Stack};

/// How deep functions may call each other, through conditions and names.
const MAX_CALLS: usize = 128;
/// What all that is resolved may come to: a template is 1 MB, and it may say everything a few times.
const MAX_RESOLVED: usize = 64 << 20;

/// How a value is used: a function's `!Ref` is its alias where it stands alone (decisions 3), and as ever the bare
/// name where a text is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Alone,
    InText,
    /// In a list of layers, where a reference means a layer of this template.
    Layer,
}

/// Everything that functions can ask for.
#[derive(Debug)]
pub(super) struct Resolver<'a> {
    pub(super) stack: &'a Stack,
    pub(super) parameters: Parameters,
    pub(super) mappings: Option<Tree>,
    pub(super) conditions: Option<Tree>,
    pub(super) resources: Resources,
    /// Conditions that were asked for; one that is not answered yet asks for itself.
    pub(super) answered: RefCell<BTreeMap<String, Option<Result<bool, Fault>>>>,
    calls: Cell<usize>,
    spent: Cell<usize>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(root: &Tree, parameters: Parameters, resources: Resources, stack: &'a Stack) -> Self {
        Self {
            stack,
            parameters,
            mappings: root.get("Mappings").cloned(),
            conditions: root.get("Conditions").cloned(),
            resources,
            answered: RefCell::default(),
            calls: Cell::new(0),
            spent: Cell::new(0),
        }
    }

    /// A value without a function at its head; `None` is CloudFormation's no value. What lies inside may still need
    /// to be settled.
    pub(super) fn settle(&self, node: &Tree, used: Use) -> Result<Option<Tree>, Fault> {
        let weight = 1 + node.as_text().map_or(0, str::len);
        self.spend(node.line, weight)?;
        let Some((name, argument)) = node.intrinsic() else {
            return Ok((node.kind != Kind::Null).then(|| Rc::clone(node)));
        };
        self.call(node.line, || self.evaluate(name, argument, node.line, used))
    }

    /// Goes one call deeper, if that is not too deep.
    pub(super) fn call<T>(&self, line: usize, inside: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
        if self.calls.get() >= MAX_CALLS {
            return Err(Fault::at(line, "functions call each other too deep"));
        }
        self.calls.set(self.calls.get() + 1);
        let found = inside();
        self.calls.set(self.calls.get() - 1);
        found
    }

    fn spend(&self, line: usize, weight: usize) -> Result<(), Fault> {
        self.spent.set(self.spent.get().saturating_add(weight));
        if self.spent.get() > MAX_RESOLVED {
            return Err(Fault::at(line, "the template's functions come to too much"));
        }
        Ok(())
    }

    fn evaluate(&self, name: &str, argument: &Tree, line: usize, used: Use) -> Result<Option<Tree>, Fault> {
        let text = |text: String| Ok(Some(Node::text(line, text)));
        match name {
            "Ref" => self.refer(&self.text(argument)?, line, used),
            "Fn::GetAtt" => self.get_att(argument, line),
            "Fn::Sub" => text(self.substitute(argument)?),
            "Fn::Join" => text(self.join(argument)?),
            "Fn::Base64" => text(STANDARD.encode(self.text(argument)?)),
            "Fn::If" => {
                let [condition, then, otherwise] = arguments(name, argument)?;
                let holds = self.condition(&self.text(condition)?, condition.line)?;
                self.settle(if holds { then } else { otherwise }, used)
            }
            "Fn::FindInMap" => self.find_in_map(argument),
            "Fn::Select" => {
                let [index, list] = arguments(name, argument)?;
                let index = self.text(index)?;
                let items = self.list(list)?;
                let item = index.parse().ok().and_then(|index: usize| items.get(index));
                match item {
                    Some(item) => self.settle(item, used),
                    None => Err(Fault::at(
                        line,
                        format!(
                            "`Fn::Select` finds no `{}` in {} values",
                            shown(&index),
                            items.len()
                        ),
                    )),
                }
            }
            "Fn::Split" => {
                let [delimiter, source] = arguments(name, argument)?;
                let (delimiter, source) = (self.text(delimiter)?, self.text(source)?);
                if delimiter.is_empty() {
                    return Err(Fault::at(line, "`Fn::Split` splits at an empty text"));
                }
                self.spend(line, source.len())?;
                let pieces = source.split(&delimiter).map(|piece| Node::text(line, piece));
                Ok(Some(Rc::new(Node {
                    line,
                    kind: Kind::List(pieces.collect()),
                })))
            }
            name => Err(Fault::at(line, format!("`{}` has no value here", shown(name)))),
        }
    }

    /// A text, with every function in it settled.
    pub(super) fn text(&self, node: &Tree) -> Result<String, Fault> {
        self.text_used(node, Use::InText)
    }

    /// The same, for a value that is used as it is.
    pub(super) fn text_used(&self, node: &Tree, used: Use) -> Result<String, Fault> {
        let settled = self.settle(node, used)?;
        let text = settled.as_ref().and_then(|settled| settled.as_text());
        match text {
            Some(text) if text.contains("{{resolve:") => Err(Fault::at(
                node.line,
                format!("`{}` has no value here", shown(text)),
            )),
            Some(text) => {
                self.spend(node.line, text.len())?;
                Ok(text.to_owned())
            }
            None => Err(Fault::at(node.line, "a text is wanted here")),
        }
    }

    /// The items of a list, without those that have no value.
    pub(super) fn list(&self, node: &Tree) -> Result<Vec<Tree>, Fault> {
        let settled = self.settle(node, Use::Alone)?;
        let Some(items) = settled.as_ref().and_then(|settled| settled.list()) else {
            return Err(Fault::at(node.line, "a list is wanted here"));
        };
        self.spend(node.line, items.len())?;
        let is_nothing = |item: &Tree| {
            let reference = item.get("Ref").and_then(|name| name.as_text());
            reference == Some("AWS::NoValue") || item.kind == Kind::Null
        };
        let items = items.iter().filter(|item| !is_nothing(item));
        Ok(items.map(Rc::clone).collect())
    }

    /// The members of a map.
    pub(super) fn map(&self, node: &Tree) -> Result<BTreeMap<String, Entry>, Fault> {
        let settled = self.settle(node, Use::Alone)?;
        let entries = settled.as_ref().and_then(|settled| settled.map());
        entries
            .cloned()
            .ok_or_else(|| Fault::at(node.line, "a map is wanted here"))
    }

    fn join(&self, argument: &Tree) -> Result<String, Fault> {
        let [delimiter, list] = arguments("Fn::Join", argument)?;
        let delimiter = self.text(delimiter)?;
        let mut pieces = Vec::new();
        for item in self.list(list)? {
            if let Some(settled) = self.settle(&item, Use::InText)? {
                self.spend(item.line, delimiter.len())?;
                pieces.push(self.text(&settled)?);
            }
        }
        Ok(pieces.join(&delimiter))
    }

    /// `${Name}`, `${Name.Attribute}`, `${!Literal}`.
    fn substitute(&self, argument: &Tree) -> Result<String, Fault> {
        let (source, own) = match argument.list() {
            Some([source, own]) => (source, Some(self.map(own)?)),
            Some(_) => {
                return Err(Fault::at(
                    argument.line,
                    "`Fn::Sub` takes a text, or a text and a map",
                ));
            }
            None => (argument, None),
        };
        let source = self.text(source)?;
        let mut made = String::new();
        let mut rest = source.as_str();
        while let Some((before, after)) = rest.split_once("${") {
            made.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                return Err(Fault::at(argument.line, format!("`{}` has no `}}`", shown(rest))));
            };
            rest = after;
            if let Some(literal) = name.strip_prefix('!') {
                made.push_str("${");
                made.push_str(literal);
                made.push('}');
                continue;
            }
            let name = name.trim();
            let value = match own.as_ref().and_then(|own| own.get(name)) {
                Some(entry) => self.text(&entry.value)?,
                None => self.named(name, argument.line)?,
            };
            made.push_str(&value);
        }
        made.push_str(rest);
        Ok(made)
    }

    fn find_in_map(&self, argument: &Tree) -> Result<Option<Tree>, Fault> {
        let items = argument.list().unwrap_or_default();
        let ([map, top, second], options) = match items {
            [map, top, second] => ([map, top, second], None),
            [map, top, second, options] => ([map, top, second], Some(options)),
            _ => {
                let message = "`Fn::FindInMap` takes a map's name and two keys";
                return Err(Fault::at(argument.line, message));
            }
        };
        let default = options.and_then(|options| options.get("DefaultValue"));
        let path = [self.text(map)?, self.text(top)?, self.text(second)?];
        let found = path
            .iter()
            .try_fold(self.mappings.as_ref(), |inside, key| Some(inside?.get(key)))
            .flatten();
        match (found, default) {
            (Some(found), _) => self.settle(found, Use::InText),
            (None, Some(default)) => self.settle(default, Use::InText),
            (None, None) => Err(Fault::at(
                argument.line,
                format!("there is no `{}` in `Mappings`", shown(&path.join("."))),
            )),
        }
    }
}

/// The arguments of a function that takes so many.
pub(super) fn arguments<'n, const N: usize>(name: &str, argument: &'n Tree) -> Result<&'n [Tree; N], Fault> {
    let items = argument.list().unwrap_or_default();
    items
        .try_into()
        .map_err(|_| Fault::at(argument.line, format!("`{name}` takes a list of {N} values")))
}

/// A text as it stands in a message: one line, and not a long one.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() > MOST || line.len() < text.len() {
        let cut: String = line.chars().take(MOST).collect();
        format!("{cut}…")
    } else {
        line.to_owned()
    }
}
