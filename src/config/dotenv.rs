//! `--env-file`: lines of `KEY=VALUE`.

use std::collections::BTreeMap;

/// Reads `KEY=VALUE` lines: empty lines and `#` comments are skipped, `export ` is dropped, a value may be
/// quoted. An error is the line's number and what is wrong with it.
pub fn parse(text: &str) -> Result<BTreeMap<String, String>, (usize, String)> {
    let mut variables = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let line = line.strip_prefix("export ").unwrap_or(line);
        let at = index + 1;
        let (key, value) = line
            .split_once('=')
            .ok_or_else(|| (at, "a line is `KEY=VALUE`".to_owned()))?;
        let key = key.trim();
        if !is_name(key) {
            return Err((at, format!("`{key}` is not the name of a variable")));
        }
        let value = unquote(value).map_err(|why| (at, why))?;
        if value.contains('\0') {
            return Err((at, format!("the variable `{key}` holds a NUL")));
        }
        variables.insert(key.to_owned(), value);
    }
    Ok(variables)
}

/// Splits `KEY=VALUE`; `None` if it is not that.
pub fn parse_variable(text: &str) -> Option<(&str, &str)> {
    text.split_once('=').filter(|(key, _)| is_name(key))
}

/// Whether every system takes it as the name of a variable.
pub(super) fn is_name(key: &str) -> bool {
    !key.is_empty()
        && !key.starts_with(|c: char| c.is_ascii_digit())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn unquote(value: &str) -> Result<String, String> {
    let trimmed = value.trim();
    let Some(quote) = trimmed.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return Ok(without_comment(value).trim().to_owned());
    };
    let mut text = String::new();
    let mut rest = trimmed[1..].chars();
    while let Some(c) = rest.next() {
        match c {
            c if c == quote => {
                let after = rest.as_str().trim_start();
                return if after.is_empty() || after.starts_with('#') {
                    Ok(text)
                } else {
                    Err(format!("after the quote {quote} comes `{after}`"))
                };
            }
            '\\' if quote == '"' => match rest.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some('r') => text.push('\r'),
                Some(c) => text.push(c),
                None => break,
            },
            c => text.push(c),
        }
    }
    Err(format!("the quote {quote} is not closed"))
}

/// A comment needs a blank before it: `#` alone may be part of a password.
fn without_comment(value: &str) -> &str {
    let is_comment = |at: usize| value[..at].ends_with([' ', '\t']);
    let comment = value.match_indices('#').find(|(at, _)| is_comment(*at));
    comment.map_or(value, |(at, _)| &value[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        let text = "# stage\nSTAGE=local # here\nexport URL = http://x/#a\n\nA=\"two\\nlines\"\nB='$raw # no' # yes\nEMPTY=\nNONE= # nothing\nP=a#b\t# c\n";
        let got = parse(text).unwrap();
        let pairs: Vec<(&str, &str)> = got.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("A", "two\nlines"),
                ("B", "$raw # no"),
                ("EMPTY", ""),
                ("NONE", ""),
                ("P", "a#b"),
                ("STAGE", "local"),
                ("URL", "http://x/#a"),
            ]
        );
    }

    #[test]
    fn says_which_line_is_wrong() {
        assert_eq!(parse("A=1\nnonsense").unwrap_err().0, 2);
        assert_eq!(
            parse("1A=1").unwrap_err(),
            (1, "`1A` is not the name of a variable".into())
        );
        assert_eq!(
            parse("A=\"x").unwrap_err(),
            (1, "the quote \" is not closed".into())
        );
        assert_eq!(
            parse("A=\"x\"y").unwrap_err(),
            (1, "after the quote \" comes `y`".into())
        );
        assert_eq!(
            parse("A=\0").unwrap_err(),
            (1, "the variable `A` holds a NUL".into())
        );
    }
}
