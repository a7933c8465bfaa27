//! JSON as a tree that forgets nothing: members in their order, repeated ones too.
//!
//! What the emulator reads is compared with what is read here. `serde_json::Value` would not do, for it keeps the
//! last of two members that have one name.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tree {
    Null,
    Flag(bool),
    /// A whole number, if it fits.
    Whole(i64),
    /// Any other number.
    Fraction(f64),
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

/// How far bytes are JSON.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Document {
    /// They are not.
    Broken,
    /// In form; but there is text that is no Unicode, a number beyond all bounds, or depth without end, which
    /// only somebody who looks at it can object to.
    Doubtful,
    Sound(Tree),
}

impl Document {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        match (serde_json::from_slice(bytes), serde_json::from_slice(bytes)) {
            (Ok(tree), _) => Self::Sound(tree),
            (Err(_), Ok(IgnoredAny)) => Self::Doubtful,
            (Err(_), Err(_)) => Self::Broken,
        }
    }
}

impl Tree {
    /// The members of a structure: a thing that is there (even as `null`), or what the structure is instead.
    pub(crate) fn members(&self) -> Option<Members<'_>> {
        match self {
            Self::Object(members) => Some(Members(members)),
            _ => None,
        }
    }
}

/// The members of an object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Members<'a>(pub(crate) &'a [(String, Tree)]);

/// A member is not what it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Misfit;

impl<'a> Members<'a> {
    /// The last of this name.
    pub(crate) fn last(self, name: &str) -> Option<&'a Tree> {
        self.0
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }

    /// A member that may be there once at most; `null` is absent.
    pub(crate) fn once(self, name: &str) -> Result<Option<&'a Tree>, Misfit> {
        let mut named = self.0.iter().filter(|(key, _)| key == name);
        let found = named.next().map(|(_, value)| value);
        match named.next() {
            Some(_) => Err(Misfit),
            None => Ok(found.filter(|value| **value != Tree::Null)),
        }
    }

    pub(crate) fn text(self, name: &str) -> Result<Option<&'a str>, Misfit> {
        match self.once(name)? {
            None => Ok(None),
            Some(Tree::Text(text)) => Ok(Some(text)),
            Some(_) => Err(Misfit),
        }
    }

    pub(crate) fn whole(self, name: &str) -> Result<Option<i64>, Misfit> {
        match self.once(name)? {
            None => Ok(None),
            Some(Tree::Whole(number)) => Ok(Some(*number)),
            Some(_) => Err(Misfit),
        }
    }

    pub(crate) fn flag(self, name: &str) -> Result<Option<bool>, Misfit> {
        match self.once(name)? {
            None => Ok(None),
            Some(Tree::Flag(flag)) => Ok(Some(*flag)),
            Some(_) => Err(Misfit),
        }
    }

    pub(crate) fn object(self, name: &str) -> Result<Option<Members<'a>>, Misfit> {
        match self.once(name)? {
            None => Ok(None),
            Some(value) => value.members().map(Some).ok_or(Misfit),
        }
    }

    pub(crate) fn list(self, name: &str) -> Result<Option<&'a [Tree]>, Misfit> {
        match self.once(name)? {
            None => Ok(None),
            Some(Tree::List(items)) => Ok(Some(items)),
            Some(_) => Err(Misfit),
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Grow)
    }
}

struct Grow;

impl<'de> Visitor<'de> for Grow {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Tree, E> {
        Ok(Tree::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Tree, E> {
        Ok(Tree::Whole(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Tree, E> {
        #[expect(clippy::cast_precision_loss, reason = "nobody asks how large it is")]
        let too_large = Tree::Fraction(number as f64);
        Ok(i64::try_from(number).map_or(too_large, Tree::Whole))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Tree, E> {
        Ok(Tree::Fraction(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Tree::Object(members))
    }
}
