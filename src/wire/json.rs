//! Reading JSON strictly: a wrong type is a `SerializationException` in AWS's words (contract 4.9).
//!
//! Serde alone would let an array stand for a structure, and its texts are its own.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::str::Utf8Error;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use crate::execution::rejection::shown;
use crate::execution::{ErrorObject, Rejection};

/// Reads a document whose root is a structure.
pub fn structure<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, Rejection> {
    // What nobody reads must be text, too.
    let text = std::str::from_utf8(body).map_err(|error| Rejection::Serialization(no_text(error)))?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = deserializer
        .deserialize_any(Structure(PhantomData))
        .and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| rejection(&error))
}

/// Reads a list of structures.
pub fn list<'de, T: Deserialize<'de>>(text: &'de str) -> Result<Vec<T>, Rejection> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer
        .deserialize_any(List(PhantomData))
        .map_err(|error| rejection(&error))
}

/// Text that is one JSON document; otherwise what is wrong with it.
pub fn document(body: &[u8]) -> Result<&str, String> {
    let text = std::str::from_utf8(body).map_err(no_text)?;
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => Ok(text),
        Err(error) => Err(words(&error)),
    }
}

fn no_text(error: Utf8Error) -> String {
    format!("Invalid UTF-8 at byte {}", error.valid_up_to() + 1)
}

fn rejection(error: &serde_json::Error) -> Rejection {
    Rejection::Serialization(words(error))
}

/// Our own text without the place, which AWS does not give; never the library's.
fn words(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    let what = match error.classify() {
        Category::Data => {
            let text = error.to_string();
            let place = format!(" at line {line} column {column}");
            let text = text.strip_suffix(&place).unwrap_or(&text);
            // The one thing that derived code says for itself.
            return match text.strip_prefix("duplicate field ") {
                Some(name) => format!("Duplicate member {}", name.replace('`', "'")),
                None => text.to_owned(),
            };
        }
        Category::Eof => "Unexpected end-of-input",
        Category::Syntax | Category::Io => "Unexpected character",
    };
    format!("{what} at line {line}, column {column}")
}

/// A member that holds text, or is absent.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cow<'de, str>>, D::Error> {
    deserializer.deserialize_any(Text)
}

/// A member that holds a whole number, or is absent.
pub fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    deserializer.deserialize_any(Whole)
}

/// A member that holds `true` or `false`, or is absent.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    deserializer.deserialize_any(Flag)
}

/// A member that holds a structure, or is absent.
pub fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(Object(PhantomData))
}

/// A member that holds an `ErrorObject`, or is absent.
pub fn error<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ErrorObject>, D::Error> {
    Ok(object::<D, ErrorMembers>(deserializer)?.map(ErrorObject::from))
}

/// The members of an `ErrorObject`, as somebody else wrote them.
#[derive(Default, serde::Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ErrorMembers<'a> {
    #[serde(borrow, deserialize_with = "text")]
    error_message: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "text")]
    error_type: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "text")]
    error_data: Option<Cow<'a, str>>,
    #[serde(deserialize_with = "lines")]
    stack_trace: Option<Vec<String>>,
}

impl From<ErrorMembers<'_>> for ErrorObject {
    fn from(members: ErrorMembers) -> Self {
        Self {
            error_message: members.error_message.map(Cow::into_owned),
            error_type: members.error_type.map(Cow::into_owned),
            error_data: members.error_data.map(Cow::into_owned),
            stack_trace: members.stack_trace,
        }
    }
}

fn lines<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    deserializer.deserialize_any(Lines { or_text: false })
}

/// A member that holds a list of strings or one string, or is absent.
pub fn lines_or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    deserializer.deserialize_any(Lines { or_text: true })
}

/// The visitor's answers to what it did not expect.
macro_rules! no {
    ($($method:ident($kind:ty) => $words:expr),+ $(,)?) => {
        $(fn $method<E: Error>(self, _: $kind) -> Result<Self::Value, E> {
            Err(E::custom($words))
        })+
    };
    (@structure) => {
        fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
            Err(A::Error::custom("Start of structure or map found where not expected."))
        }
    };
    (@list) => {
        fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
            Err(A::Error::custom("Start of list found where not expected"))
        }
    };
    (@null) => {
        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
    };
}

struct Text;

impl<'de> Visitor<'de> for Text {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a String")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text)))
    }

    no!(
        visit_i64(i64) => "NUMBER_VALUE can not be converted to a String",
        visit_u64(u64) => "NUMBER_VALUE can not be converted to a String",
        visit_f64(f64) => "NUMBER_VALUE can not be converted to a String",
    );
    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        let word = if value { "TRUE_VALUE" } else { "FALSE_VALUE" };
        Err(E::custom(format!("{word} can not be converted to a String")))
    }
    no!(@structure);
    no!(@list);
    no!(@null);
}

struct Lines {
    or_text: bool,
}

impl<'de> Visitor<'de> for Lines {
    type Value = Option<Vec<String>>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of Strings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut lines = Vec::new();
        while let Some(Line(line)) = items.next_element()? {
            lines.extend(line.map(Cow::into_owned));
        }
        Ok(Some(lines))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        if self.or_text {
            Ok(Some(vec![text.to_owned()]))
        } else {
            Err(E::custom(NO_LIST))
        }
    }

    no!(
        visit_i64(i64) => NO_LIST,
        visit_u64(u64) => NO_LIST,
        visit_f64(f64) => NO_LIST,
        visit_bool(bool) => NO_LIST,
    );
    no!(@structure);
    no!(@null);
}

/// A string in a list.
struct Line<'a>(Option<Cow<'a, str>>);

impl<'de> Deserialize<'de> for Line<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(deserializer).map(Self)
    }
}

struct Whole;

impl<'de> Visitor<'de> for Whole {
    type Value = Option<i64>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an Integer")
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        i64::try_from(value).map(Some).map_err(|_| no_integer(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Err(no_integer(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Err(no_integer(shown(text)))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Err(no_integer(value))
    }

    no!(@structure);
    no!(@list);
    no!(@null);
}

struct Flag;

impl<'de> Visitor<'de> for Flag {
    type Value = Option<bool>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a Boolean")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Err(E::custom(format!(
            "'{}' can not be converted to Boolean",
            shown(text)
        )))
    }

    no!(
        visit_i64(i64) => "NUMBER_VALUE can not be converted to Boolean",
        visit_u64(u64) => "NUMBER_VALUE can not be converted to Boolean",
        visit_f64(f64) => "NUMBER_VALUE can not be converted to Boolean",
    );
    no!(@structure);
    no!(@list);
    no!(@null);
}

fn no_integer<E: Error>(value: impl fmt::Display) -> E {
    E::custom(format_args!("'{value}' can not be converted to Integer"))
}

const NO_LIST: &str = "Expected list or null";
const NO_STRUCTURE: &str = "Expected a structure or map";

struct Object<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Object<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a structure")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Some)
    }

    no!(
        visit_i64(i64) => NO_STRUCTURE,
        visit_u64(u64) => NO_STRUCTURE,
        visit_f64(f64) => NO_STRUCTURE,
        visit_str(&str) => NO_STRUCTURE,
        visit_bool(bool) => NO_STRUCTURE,
    );
    no!(@list);
    no!(@null);
}

struct Structure<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Structure<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a structure")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        Err(E::custom(NO_STRUCTURE))
    }

    no!(
        visit_i64(i64) => NO_STRUCTURE,
        visit_u64(u64) => NO_STRUCTURE,
        visit_f64(f64) => NO_STRUCTURE,
        visit_str(&str) => NO_STRUCTURE,
        visit_bool(bool) => NO_STRUCTURE,
    );
    no!(@list);
}

struct List<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(Item(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(list)
    }

    fn visit_unit<E>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    no!(
        visit_i64(i64) => NO_LIST,
        visit_u64(u64) => NO_LIST,
        visit_f64(f64) => NO_LIST,
        visit_str(&str) => NO_LIST,
        visit_bool(bool) => NO_LIST,
    );
    no!(@structure);
}

/// A structure in a list.
struct Item<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Structure(PhantomData)).map(Self)
    }
}
