//! Text that others wrote, made harmless.

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

/// At most so many characters, cut at the end. Never for what somebody must paste.
pub(in crate::cli) fn clipped(text: &str, max: usize) -> String {
    let text = guarded(text);
    if text.chars().count() <= max {
        return text;
    }
    let kept: String = text.chars().take(max.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// At most so many characters, cut in the middle: both ends of a name tell it apart.
pub(in crate::cli) fn middle(text: &str, max: usize) -> String {
    let text = guarded(text);
    let length = text.chars().count();
    if length <= max || max < 3 {
        return text;
    }
    let (head, tail) = ((max - 1).div_ceil(2), (max - 1) / 2);
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(length - tail).collect();
    format!("{start}…{end}")
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
    fn shells_read_it_back() {
        assert_eq!(shell("order-1/approval"), "order-1/approval");
        assert_eq!(shell("it's"), r"'it'\''s'");
        assert_eq!(shell("$LATEST"), "'$LATEST'");
        assert_eq!(shell(""), "''");
    }
}
