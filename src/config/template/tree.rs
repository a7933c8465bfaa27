//! A template as a tree, with the line of everything: YAML, and JSON, which is YAML, too.
//!
//! What SAM takes is taken: anchors, aliases and merge keys. What they come to is bounded.

use std::collections::BTreeMap;
use std::rc::Rc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};

use super::Fault;
use super::resolve::shown;
use super::scalar::{function, pairs, plain};

/// CloudFormation's limit for a template.
const MAX_BYTES: usize = 1 << 20;
/// How deep lists and maps may lie in each other.
const MAX_DEPTH: usize = 64;
/// What all nodes may weigh once aliases are in their places: a node weighs one and its text.
const MAX_WEIGHT: usize = 8 << 20;

/// A node that several places may share.
pub(super) type Tree = Rc<Node>;

/// A part of a template.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) line: usize,
    pub(super) kind: Kind,
}

/// What a node is. Numbers and booleans are texts, as CloudFormation takes them.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Text(String),
    List(Vec<Tree>),
    Map(BTreeMap<String, Entry>),
}

/// A member of a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Where its key stands.
    pub(super) line: usize,
    pub(super) value: Tree,
}

impl Node {
    pub(super) fn text(line: usize, text: impl Into<String>) -> Tree {
        Rc::new(Self {
            line,
            kind: Kind::Text(text.into()),
        })
    }

    pub(super) const fn map(&self) -> Option<&BTreeMap<String, Entry>> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            Kind::Null | Kind::Text(_) | Kind::List(_) => None,
        }
    }

    pub(super) fn list(&self) -> Option<&[Tree]> {
        match &self.kind {
            Kind::List(items) => Some(items),
            Kind::Null | Kind::Text(_) | Kind::Map(_) => None,
        }
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            Kind::Null | Kind::List(_) | Kind::Map(_) => None,
        }
    }

    /// A member of a map.
    pub(super) fn get(&self, key: &str) -> Option<&Tree> {
        self.map()?.get(key).map(|entry| &entry.value)
    }

    /// The function's name and its argument, if it is one of CloudFormation's functions.
    pub(super) fn intrinsic(&self) -> Option<(&str, &Tree)> {
        let entries = self.map()?;
        let (key, entry) = entries.first_key_value()?;
        let is_function = key.starts_with("Fn::") || key == "Ref" || key == "Condition";
        (entries.len() == 1 && is_function).then_some((key.as_str(), &entry.value))
    }
}

/// Reads the one document of a template.
pub(super) fn parse(text: &str) -> Result<Tree, Fault> {
    if text.len() > MAX_BYTES {
        return Err(Fault::at(1, "a template has at most 1 MB"));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = &pairs(text);
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| unreadable(&error))?;
        builder.take(event, span.start)?;
    }
    builder.root.ok_or_else(|| Fault::at(1, "the template is empty"))
}

fn unreadable(error: &ScanError) -> Fault {
    Fault::at(line(*error.marker()), format!("not YAML: {}", error.info()))
}

fn line(marker: Marker) -> usize {
    marker.line().max(1)
}

/// A node, what it weighs, and how many nodes lie over each other in it.
#[derive(Debug, Clone)]
struct Part {
    node: Tree,
    weight: usize,
    depth: usize,
}

/// A list or a map that is not complete.
#[derive(Debug)]
struct Open {
    line: usize,
    anchor: usize,
    /// What its tag makes of it.
    function: Option<String>,
    weight: usize,
    depth: usize,
    inside: Inside,
}

#[derive(Debug)]
enum Inside {
    List(Vec<Tree>),
    Map {
        entries: BTreeMap<String, Entry>,
        /// A key that waits for its value.
        key: Option<Key>,
        /// What merge keys bring, the most important first.
        merged: Vec<Tree>,
    },
}

#[derive(Debug)]
struct Key {
    line: usize,
    text: String,
    is_merge: bool,
}

#[derive(Debug, Default)]
struct Builder {
    open: Vec<Open>,
    anchors: BTreeMap<usize, Part>,
    root: Option<Tree>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, at: Marker) -> Result<(), Fault> {
        let line = line(at);
        match event {
            Event::DocumentStart(_) if self.root.is_some() => Err(Fault::at(
                line,
                "a template is one document, and here begins another",
            )),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some(part) => {
                    let part = part.clone();
                    self.add(part, line, false)
                }
                None => Err(Fault::at(line, "an alias stands inside of what it names")),
            },
            Event::Scalar(text, style, anchor, tag) => {
                let is_plain = style == ScalarStyle::Plain;
                let is_merge = is_plain && tag.is_none() && text == "<<";
                let part = self.scalar(&text, is_plain, tag.as_deref(), line);
                self.finish(part, anchor, line, is_merge)
            }
            Event::SequenceStart(anchor, tag) => {
                self.begin(line, anchor, tag.as_deref(), Inside::List(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                let inside = Inside::Map {
                    entries: BTreeMap::new(),
                    key: None,
                    merged: Vec::new(),
                };
                self.begin(line, anchor, tag.as_deref(), inside)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else {
                    return Err(Fault::at(line, "not YAML"));
                };
                let (line, anchor) = (open.line, open.anchor);
                self.finish(close(open)?, anchor, line, false)
            }
        }
    }

    fn scalar(&self, text: &str, is_plain: bool, tag: Option<&Tag>, line: usize) -> Part {
        let function = tag.and_then(function);
        let is_key = matches!(
            self.open.last().map(|open| &open.inside),
            Some(Inside::Map { key: None, .. })
        );
        let kind = if is_plain && tag.is_none() && !is_key {
            plain(text)
        } else {
            Kind::Text(text.to_owned())
        };
        let weight = 1 + text.len();
        wrap(function, Rc::new(Node { line, kind }), weight, 1)
    }

    fn begin(&mut self, line: usize, anchor: usize, tag: Option<&Tag>, inside: Inside) -> Result<(), Fault> {
        self.open.push(Open {
            line,
            anchor,
            function: tag.and_then(function),
            weight: 0,
            depth: 0,
            inside,
        });
        if self.open.len() > MAX_DEPTH {
            return Err(too_deep(line));
        }
        Ok(())
    }

    fn finish(&mut self, part: Part, anchor: usize, line: usize, is_merge: bool) -> Result<(), Fault> {
        if anchor > 0 {
            self.anchors.insert(anchor, part.clone());
        }
        self.add(part, line, is_merge)
    }

    /// Puts a node where it belongs.
    fn add(&mut self, part: Part, line: usize, is_merge: bool) -> Result<(), Fault> {
        if self.open.len() + part.depth > MAX_DEPTH {
            return Err(too_deep(line));
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(part.node);
            return Ok(());
        };
        open.weight += part.weight;
        open.depth = open.depth.max(part.depth);
        if open.weight > MAX_WEIGHT {
            return Err(Fault::at(line, "the template's aliases come to too much"));
        }
        match &mut open.inside {
            Inside::List(items) => items.push(part.node),
            Inside::Map { entries, key, merged } => match key.take() {
                None => {
                    let Some(text) = part.node.as_text() else {
                        return Err(Fault::at(line, "a key is a text"));
                    };
                    let text = text.to_owned();
                    if let Some(first) = entries.get(&text) {
                        let message = format!(
                            "`{}` stands here twice: in line {}, too",
                            shown(&text),
                            first.line
                        );
                        return Err(Fault::at(line, message));
                    }
                    *key = Some(Key { line, text, is_merge });
                }
                Some(key) if key.is_merge => merge_sources(&part.node, key.line, merged)?,
                Some(key) => {
                    let entry = Entry {
                        line: key.line,
                        value: part.node,
                    };
                    entries.insert(key.text, entry);
                }
            },
        }
        Ok(())
    }
}

/// What stands after `<<`: a map, or a list of them.
fn merge_sources(node: &Tree, line: usize, into: &mut Vec<Tree>) -> Result<(), Fault> {
    let wrong = || Fault::at(line, "`<<` takes a map, or a list of maps");
    match &node.kind {
        Kind::Map(_) => into.push(Rc::clone(node)),
        Kind::List(items) => {
            for item in items {
                item.map().ok_or_else(wrong)?;
                into.push(Rc::clone(item));
            }
        }
        Kind::Null | Kind::Text(_) => return Err(wrong()),
    }
    Ok(())
}

fn close(open: Open) -> Result<Part, Fault> {
    let line = open.line;
    let kind = match open.inside {
        Inside::List(items) => Kind::List(items),
        Inside::Map { key: Some(key), .. } => {
            return Err(Fault::at(
                key.line,
                format!("`{}` has no value", shown(&key.text)),
            ));
        }
        Inside::Map {
            mut entries, merged, ..
        } => {
            for entry in merged.iter().filter_map(|source| source.map()).flatten() {
                entries.entry(entry.0.clone()).or_insert_with(|| entry.1.clone());
            }
            Kind::Map(entries)
        }
    };
    let node = Rc::new(Node { line, kind });
    Ok(wrap(open.function, node, open.weight + 1, open.depth + 1))
}

/// `!Sub x` is `Fn::Sub: x`.
fn wrap(function: Option<String>, node: Tree, weight: usize, depth: usize) -> Part {
    let Some(name) = function else {
        return Part { node, weight, depth };
    };
    let line = node.line;
    let entry = Entry { line, value: node };
    let kind = Kind::Map(BTreeMap::from([(name, entry)]));
    Part {
        node: Rc::new(Node { line, kind }),
        weight: weight + 1,
        depth: depth + 1,
    }
}

fn too_deep(line: usize) -> Fault {
    Fault::at(line, "lists and maps lie too deep in each other")
}
