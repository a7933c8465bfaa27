//! `Globals`, as SAM merges them into each function: maps are merged, lists are one after the other, of anything else
//! the function's own wins.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::tree::{Entry, Kind, Node, Tree};

/// The one list that replaces.
const REPLACES: &str = "Architectures";

/// A function's properties over the global ones.
pub(super) fn merge(globals: &Tree, own: Option<&Tree>) -> Tree {
    match own {
        Some(own) => merged(globals, own),
        None => Rc::clone(globals),
    }
}

fn merged(globals: &Tree, own: &Tree) -> Tree {
    let is_function = globals.intrinsic().is_some() || own.intrinsic().is_some();
    let kind = match (&globals.kind, &own.kind) {
        _ if is_function => return Rc::clone(own),
        (Kind::Map(globals), Kind::Map(own)) => Kind::Map(members(globals, own)),
        (Kind::List(globals), Kind::List(own)) => Kind::List(globals.iter().chain(own).cloned().collect()),
        _ => return Rc::clone(own),
    };
    Rc::new(Node { line: own.line, kind })
}

fn members(globals: &BTreeMap<String, Entry>, own: &BTreeMap<String, Entry>) -> BTreeMap<String, Entry> {
    let mut all = globals.clone();
    for (key, entry) in own {
        let value = match globals.get(key) {
            Some(global) if key != REPLACES => merged(&global.value, &entry.value),
            _ => Rc::clone(&entry.value),
        };
        let line = entry.line;
        all.insert(key.clone(), Entry { line, value });
    }
    all
}
