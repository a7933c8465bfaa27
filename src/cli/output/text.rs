//! Text that others wrote, made harmless, and measured in columns: a character may take none, one or two.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Escapes what could move the cursor, ring, or rewrite what was said; tabs become blanks.
pub(in crate::cli) fn guarded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push(' '),
            c if c.is_control() || is_invisible(c) => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}

/// A line that a function printed, as lines of ours. Lambda's Python runtime writes the lines of one record with
/// carriage returns between them. Colors of their own are left out: what is escaped would be unreadable, and what is
/// kept could do anything.
pub(in crate::cli) fn printed(text: &str) -> Vec<String> {
    let text = anstream::adapter::strip_str(text).to_string();
    text.split('\r').map(guarded).collect()
}

/// Marks that turn the direction of text around, or take no room.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The columns that a text takes on a terminal.
pub(in crate::cli) fn width(text: &str) -> usize {
    text.width()
}

/// At most so many columns, cut at the end. Never for what somebody must paste.
pub(in crate::cli) fn clipped(text: &str, max: usize) -> String {
    let text = guarded(text);
    if text.width() <= max {
        return text;
    }
    format!("{}…", head(&text, max.saturating_sub(1)))
}

/// At most so many columns, cut in the middle: both ends of a name tell it apart.
pub(in crate::cli) fn middle(text: &str, max: usize) -> String {
    let text = guarded(text);
    if text.width() <= max || max < 3 {
        return text;
    }
    let start = head(&text, (max - 1).div_ceil(2));
    // What a wide character leaves at the start is not lost to the end.
    let end = tail(&text, max - 1 - start.width());
    format!("{start}…{end}")
}

/// At least so many columns, filled at the end.
pub(in crate::cli) fn padded(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(text.width());
    format!("{text}{:missing$}", "")
}

/// Lines of at most so many columns, broken at blanks where there are some.
pub(in crate::cli) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut rest = word;
        loop {
            let line = lines.last_mut().expect("there is always one");
            let gap = usize::from(!line.is_empty());
            if line.width() + gap + rest.width() <= columns {
                line.extend([if gap == 1 { " " } else { "" }, rest]);
                break;
            }
            if gap == 1 {
                lines.push(String::new());
                continue;
            }
            // A character may be wider than what is there: it stands alone then.
            let taken = head(rest, columns)
                .len()
                .max(clusters(rest).next().map_or(0, str::len));
            line.push_str(&rest[..taken]);
            rest = &rest[taken..];
            if rest.is_empty() {
                break;
            }
            lines.push(String::new());
        }
    }
    lines
}

/// As much of the start as fits.
fn head(text: &str, columns: usize) -> &str {
    let mut end = 0;
    let mut taken = 0;
    for cluster in clusters(text) {
        taken += cluster.width();
        if taken > columns {
            break;
        }
        end += cluster.len();
    }
    &text[..end]
}

/// As much of the end as fits.
pub(in crate::cli) fn tail(text: &str, columns: usize) -> &str {
    let mut start = text.len();
    let mut taken = 0;
    let clusters: Vec<&str> = clusters(text).collect();
    for cluster in clusters.into_iter().rev() {
        taken += cluster.width();
        if taken > columns {
            break;
        }
        start -= cluster.len();
    }
    &text[start..]
}

/// What stands in one place: a character with the marks on it, two letters of a flag.
fn clusters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut chars = rest.char_indices();
        let (_, first) = chars.next()?;
        let mut is_half_a_flag = is_flag(first);
        let end = chars
            .find(|(_, c)| {
                let joins = c.width().unwrap_or(0) == 0 || is_skin(*c) || (is_half_a_flag && is_flag(*c));
                is_half_a_flag = false;
                !joins
            })
            .map_or(rest.len(), |(at, _)| at);
        let (cluster, after) = rest.split_at(end);
        rest = after;
        Some(cluster)
    })
}

const fn is_flag(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

const fn is_skin(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

/// A word as a shell takes it.
pub(in crate::cli) fn shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@,+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn control_characters_cannot_act() {
        assert_eq!(guarded("a\u{1b}[2Jb\u{7}\tc\nd"), "a\\u{1b}[2Jb\\u{7} c\\nd");
        assert_eq!(guarded("evil\u{202e}txt"), "evil\\u{202e}txt");
        assert_eq!(guarded("grüße 日本"), "grüße 日本");
    }

    #[test]
    fn cuts_keep_the_width() {
        assert_eq!(clipped("abcdef", 4), "abc…");
        assert_eq!(middle("abcdefgh", 5), "ab…gh");
        assert_eq!(middle("abcdefgh", 4), "ab…h");
        assert_eq!(middle("abc", 3), "abc");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        let mut told = String::new();
        for name in [
            "注文を処理する",
            "🚀 launch 🚀",
            "cafe\u{301} cre\u{300}me bru\u{302}le\u{301}e",
            "flags 🇩🇪🇯🇵🇫🇷 of all",
            "👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽",
            "plain ascii name",
        ] {
            for columns in [5, 8, 9] {
                let (start, both) = (clipped(name, columns), middle(name, columns));
                assert!(
                    width(&start) <= columns && width(&both) <= columns,
                    "{start} {both}"
                );
                told = format!("{told}{}|{}|\n", padded(&start, columns), padded(&both, columns));
            }
        }
        // Marks are shown as letters: sources are written without combining ones.
        for (mark, letter) in [('\u{301}', "/"), ('\u{300}', "\\"), ('\u{302}', "^")] {
            told = told.replace(mark, letter);
        }
        expect![[r#"
            注文…|注…る|
            注文を… |注文…る |
            注文を処…|注文…する|
            🚀 l…|🚀…🚀|
            🚀 laun…|🚀 l… 🚀|
            🚀 launc…|🚀 l…h 🚀|
            cafe/…|ca…e/e|
            cafe/ cr…|cafe/…le/e|
            cafe/ cre\…|cafe/…u^le/e|
            flag…|fl…ll|
            flags … |flag…all|
            flags 🇩🇪…|flag… all|
            👍🏽👍🏽…|👍🏽…👍🏽|
            👍🏽👍🏽👍🏽… |👍🏽👍🏽…👍🏽 |
            👍🏽👍🏽👍🏽👍🏽…|👍🏽👍🏽…👍🏽👍🏽|
            plai…|pl…me|
            plain a…|plai…ame|
            plain as…|plai…name|
        "#]]
        .assert_eq(&told);
    }

    #[test]
    fn lines_are_broken_at_blanks_and_else_where_they_are_full() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(
            wrapped("a 注文を処理する b", 6),
            ["a", "注文を", "処理す", "る b"]
        );
        assert_eq!(wrapped("", 8), [""]);
        assert_eq!(tail("ab注文", 3), "文");
    }

    #[test]
    fn shells_read_it_back() {
        assert_eq!(shell("order-1/approval"), "order-1/approval");
        assert_eq!(shell("it's"), r"'it'\''s'");
        assert_eq!(shell("$LATEST"), "'$LATEST'");
        assert_eq!(shell(""), "''");
    }
}
