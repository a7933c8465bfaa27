//! The line that somebody types: letters in, a line out.

/// Bytes of a line; what is typed beyond is not taken.
const MOST: usize = 256 * 1024;

/// A line in the making.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: String,
    /// The start of a character whose end is still to come.
    bytes: Vec<u8>,
    escape: Escape,
}

/// What a key did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Typed {
    /// Enter.
    Line(String),
    /// Ctrl-D on an empty line.
    Nothing,
}

/// Where in an escape sequence we are: arrow keys and the like mean nothing here.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Escape {
    #[default]
    Outside,
    Begun,
    Inside,
}

impl Line {
    /// What was typed so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Takes bytes as a terminal sends them.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Vec<Typed> {
        bytes.iter().filter_map(|byte| self.key(*byte)).collect()
    }

    fn key(&mut self, byte: u8) -> Option<Typed> {
        match (self.escape, byte) {
            (Escape::Begun, b'[' | b'O') => self.escape = Escape::Inside,
            (Escape::Begun, _) | (Escape::Inside, 0x40..=0x7e) => self.escape = Escape::Outside,
            (Escape::Inside, _) => {}
            (Escape::Outside, _) => return self.letter(byte),
        }
        None
    }

    fn letter(&mut self, byte: u8) -> Option<Typed> {
        const CTRL_D: u8 = 0x04;
        const CTRL_U: u8 = 0x15;
        const CTRL_W: u8 = 0x17;
        match byte {
            b'\r' | b'\n' => return Some(Typed::Line(std::mem::take(&mut self.text))),
            CTRL_D if self.text.is_empty() => return Some(Typed::Nothing),
            0x08 | 0x7f => self.erase(),
            CTRL_U => self.text.clear(),
            CTRL_W => {
                let kept = self.text.trim_end();
                let end = kept.rfind(' ').map_or(0, |at| at + 1);
                self.text.truncate(end);
            }
            0x1b => self.escape = Escape::Begun,
            b'\t' => self.push(' '),
            0x00..0x20 => {}
            _ => self.byte(byte),
        }
        None
    }

    /// The last character, with the marks on it.
    fn erase(&mut self) {
        while let Some(c) = self.text.pop() {
            if unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) > 0 {
                break;
            }
        }
    }

    fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
        match std::str::from_utf8(&self.bytes) {
            Ok(text) => {
                let text = text.to_owned();
                self.bytes.clear();
                text.chars().for_each(|c| self.push(c));
            }
            Err(error) if error.error_len().is_some() => self.bytes.clear(),
            Err(_) => {}
        }
    }

    fn push(&mut self, c: char) {
        if self.text.len() + c.len_utf8() <= MOST && !c.is_control() {
            self.text.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(bytes: &[u8]) -> (Vec<Typed>, String) {
        let mut line = Line::default();
        let typed = line.take(bytes);
        (typed, line.text().to_owned())
    }

    fn line(text: &str) -> Typed {
        Typed::Line(text.to_owned())
    }

    #[test]
    fn keys_make_a_line() {
        for (bytes, text) in [
            (&b"{\"a\": 1}"[..], "{\"a\": 1}"),
            (b"abc\x7f\x08d", "ad"),
            ("日本\u{7f}".as_bytes(), "日"),
            ("e\u{301}e\u{301}\u{7f}".as_bytes(), "e\u{301}"),
            (b"one two \x17", "one "),
            (b"one\x17\x17", ""),
            (b"one two\x15three", "three"),
            (b"a\x1b[Db\x1b[1;5Cc\x1bOPd\x1bxe", "abcde"),
            (b"a\xffb\x01\tc\x04", "ab c"),
        ] {
            assert_eq!(typed(bytes), (vec![], text.to_owned()), "{bytes:?}");
        }
    }

    #[test]
    fn enter_ends_it_and_so_does_ctrl_d_on_an_empty_one() {
        assert_eq!(typed(b"1\r2\nrest"), (vec![line("1"), line("2")], "rest".into()));
        assert_eq!(typed(b"\x04"), (vec![Typed::Nothing], String::new()));
        assert_eq!(typed(b"\r"), (vec![line("")], String::new()));
    }

    #[test]
    fn a_character_may_come_in_pieces() {
        let mut line = Line::default();
        for byte in "本".bytes() {
            assert_eq!(line.take(&[byte]), []);
        }
        assert_eq!(line.text(), "本");
    }

    #[test]
    fn it_has_an_end() {
        let mut line = Line::default();
        line.take(&vec![b'x'; MOST + 10]);
        assert_eq!(line.text().len(), MOST);
    }
}
