//! What stands in braces in a row: things that a test has at hand, by name, and long text in short.
//!
//! `{run}` is an execution: its path in a path, its ARN elsewhere. `{run token}` is text: escaped in a path. `{x*65}`
//! is so many of a letter, `{0xff}` a byte. An answer is shown with the same names.

use std::fmt::Write as _;

use crate::http::world::{encode, execution};

/// Text of one letter from here on is shown in short.
const LONG: usize = 40;

#[derive(Default)]
pub(super) struct Names(Vec<Named>);

struct Named {
    name: String,
    text: String,
    /// Text that stands for a whole path where a path is asked for.
    path: Option<String>,
}

impl Names {
    /// A later name for the same thing takes the place of the earlier one.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.add(name, text, None);
    }

    pub(super) fn execution(&mut self, name: &str, arn: &str) {
        self.add(name, arn, Some(execution(arn, "")));
    }

    fn add(&mut self, name: &str, text: &str, path: Option<String>) {
        self.0.retain(|known| known.name != name);
        self.0.push(Named {
            name: name.to_owned(),
            text: text.to_owned(),
            path,
        });
        // What contains other text is to be found first.
        self.0.sort_by_key(|named| std::cmp::Reverse(named.text.len()));
    }

    /// A body or a header.
    pub(super) fn fill(&self, text: &str) -> Vec<u8> {
        self.write(text, |named| named.text.clone())
    }

    /// A path with its query.
    pub(super) fn fill_path(&self, text: &str) -> String {
        let (path, query) = text.split_once('?').map_or((text, None), |(p, q)| (p, Some(q)));
        let mut filled = self.write(path, |named| {
            named.path.clone().unwrap_or_else(|| encode(&named.text))
        });
        if let Some(query) = query {
            filled.push(b'?');
            filled.extend(self.write(query, |named| encode(&named.text)));
        }
        String::from_utf8(filled).unwrap()
    }

    fn write(&self, text: &str, value: impl Fn(&Named) -> String) -> Vec<u8> {
        let mut filled = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.extend_from_slice(before.as_bytes());
            let meant = after
                .split_once('}')
                .and_then(|(inner, after)| Some((self.meaning(inner, &value)?, after)));
            rest = if let Some((meaning, after)) = meant {
                filled.extend(meaning);
                after
            } else {
                filled.push(b'{');
                after
            };
        }
        filled.extend_from_slice(rest.as_bytes());
        filled
    }

    /// `None` if the brace is JSON's.
    fn meaning(&self, inner: &str, value: impl Fn(&Named) -> String) -> Option<Vec<u8>> {
        if let Some(byte) = inner.strip_prefix("0x") {
            return Some(vec![u8::from_str_radix(byte, 16).unwrap()]);
        }
        if let Some((letter, times)) = inner.split_once('*')
            && letter.chars().count() == 1
        {
            return Some(letter.repeat(times.parse().ok()?).into_bytes());
        }
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == ' ';
        if !inner.starts_with(|c: char| c.is_ascii_lowercase()) || !inner.chars().all(is_name) {
            return None;
        }
        let named = self.0.iter().find(|named| named.name == inner);
        Some(value(named.unwrap_or_else(|| panic!("nothing is called `{inner}`"))).into_bytes())
    }

    /// An answer with the names of what is in it.
    pub(super) fn show(&self, answer: &str) -> String {
        let mut shown = answer.to_owned();
        for Named { name, text, .. } in &self.0 {
            let quoted = serde_json::to_string(text).unwrap();
            let brace = format!("{{{name}}}");
            for form in [&quoted[1..quoted.len() - 1], &encode(text)] {
                shown = shown.replace(form, &brace);
            }
        }
        in_short(&shown)
    }
}

fn in_short(text: &str) -> String {
    let mut short = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let after = rest.trim_start_matches(letter);
        let same = &rest[..rest.len() - after.len()];
        match same.chars().count() {
            times @ LONG.. => write!(short, "{{{letter}*{times}}}").unwrap(),
            _ => short.push_str(same),
        }
        rest = after;
    }
    short
}
