//! Variables: files of `KEY=VALUE` lines.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use regex::Regex;

use super::config::variables_of;

pub(crate) fn check(text: &str) {
    let read = match variables_of(text) {
        Ok(read) => read,
        Err((line, why)) => {
            assert!(
                (1..=text.lines().count()).contains(&line),
                "a line of the file: {line}"
            );
            assert!(!why.is_empty() && !why.contains('\n'), "one line: {why}");
            let before: Vec<&str> = text.lines().take(line - 1).collect();
            assert!(
                variables_of(&before.join("\n")).is_ok(),
                "the first line that is wrong"
            );
            let alone = text.lines().nth(line - 1).unwrap_or_default();
            assert_eq!(variables_of(alone), Err((1, why)), "the line that is wrong");
            return;
        }
    };
    assert!(can_be_set(&read), "variables can be set: {read:?}");
    assert_eq!(
        variables_of(&written(&read)).as_ref(),
        Ok(&read),
        "variables survive being written"
    );
    line_by_line(text, &read);
}

/// A file means what its lines mean, the last of a name; a remark after a line means nothing.
fn line_by_line(text: &str, read: &BTreeMap<String, String>) {
    let mut together = BTreeMap::new();
    for line in text.lines() {
        let alone = variables_of(line).expect("a line of a file that is accepted");
        assert!(alone.len() <= 1, "a line is one variable");
        assert!(
            QUOTED.is_match(line) || !BEGINS_QUOTED.is_match(line),
            "nothing is lost: {line}"
        );
        let remarked = variables_of(&format!("  {line} # remark"));
        assert_eq!(remarked.as_ref(), Ok(&alone), "a remark means nothing");
        together.extend(alone);
    }
    assert_eq!(together, *read, "a file is its lines");
}

fn written(variables: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    for (key, value) in variables {
        let escaped = value
            .replace('\\', r"\\")
            .replace('"', "\\\"")
            .replace('\n', r"\n")
            .replace('\r', r"\r");
        writeln!(text, "export {key}=\"{escaped}\"").expect("text can be written");
    }
    text
}

/// A value that begins with a quote, and one that ends with it.
static BEGINS_QUOTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"\A\s*[^#\s=][^=]*=\s*["']"#).expect("a pattern"));
static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?s)\A[^=]*=\s*(?:"(?:\\.|[^"\\])*"|'[^']*')\s*(?:#.*)?\z"#).expect("a pattern")
});

/// Whether a process can be given these.
pub(crate) fn can_be_set(variables: &BTreeMap<String, String>) -> bool {
    variables
        .iter()
        .all(|(key, value)| is_name(key) && !value.contains('\0'))
}

/// Whether every system takes it as the name of a variable.
pub(crate) fn is_name(key: &str) -> bool {
    let mut chars = key.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
