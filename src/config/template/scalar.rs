//! Single words of YAML and of JSON, as CloudFormation means them.

use std::borrow::Cow;

use saphyr_parser::Tag;

use super::tree::Kind;

/// The only escapes of JSON that YAML does not know: pairs of surrogates, as the characters that they mean.
pub(super) fn pairs(text: &str) -> Cow<'_, str> {
    if !text.trim_start().starts_with(['{', '[']) || !text.contains("\\u") {
        return Cow::Borrowed(text);
    }
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        made.push_str(before);
        let units = [
            after,
            after
                .get(5..)
                .and_then(|low| low.strip_prefix('\\'))
                .unwrap_or_default(),
        ];
        let units = units.map(|escape| u16::from_str_radix(escape.strip_prefix('u')?.get(..4)?, 16).ok());
        let pair = match units {
            [Some(high @ 0xd800..0xdc00), Some(low @ 0xdc00..0xe000)] => {
                char::decode_utf16([high, low]).next()
            }
            _ => None,
        };
        if let Some(Ok(character)) = pair {
            made.push(character);
            rest = &after[11..];
        } else {
            let escaped = after.chars().next();
            made.push('\\');
            made.extend(escaped);
            rest = &after[escaped.map_or(0, char::len_utf8)..];
        }
    }
    made.push_str(rest);
    Cow::Owned(made)
}

/// The function that a short form means.
pub(super) fn function(tag: &Tag) -> Option<String> {
    let name = (tag.handle == "!" && !tag.suffix.is_empty()).then_some(tag.suffix.as_str())?;
    Some(match name {
        "Ref" | "Condition" => name.to_owned(),
        name => format!("Fn::{name}"),
    })
}

/// A scalar without quotes. The booleans are those of YAML 1.1, which is what CloudFormation and SAM read.
pub(super) fn plain(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => {
            Kind::Text("true".to_owned())
        }
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => {
            Kind::Text("false".to_owned())
        }
        text => Kind::Text(text.to_owned()),
    }
}
