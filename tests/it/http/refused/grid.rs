//! A grid: what is asked, by what it is asked of. An answer no is a letter, and the letters are told below.

use std::fmt::Write as _;

const FIRST: usize = 36;
const COLUMN: usize = 15;

#[derive(Default)]
pub(super) struct Grid {
    text: String,
    /// In the order in which they were first given.
    answers: Vec<String>,
}

impl Grid {
    /// A line of heads.
    pub(super) fn heads<'h>(&mut self, first: &str, heads: impl IntoIterator<Item = &'h str>) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.row(first, heads);
    }

    pub(super) fn row<'c>(&mut self, first: &str, cells: impl IntoIterator<Item = &'c str>) {
        let mut row = format!("{first:FIRST$}");
        for cell in cells {
            write!(row, "{cell:COLUMN$}").unwrap();
        }
        self.text.extend([row.trim_end(), "\n"]);
    }

    /// What stands for an answer no.
    pub(super) fn letter(&mut self, answer: &str) -> String {
        let known = self.answers.iter().position(|known| known == answer);
        letter(known.unwrap_or_else(|| {
            self.answers.push(answer.to_owned());
            self.answers.len() - 1
        }))
    }

    pub(super) fn text(self) -> String {
        let mut text = self.text;
        text.push('\n');
        for (index, answer) in self.answers.iter().enumerate() {
            writeln!(text, "{}: {answer}", letter(index)).unwrap();
        }
        text
    }
}

fn letter(index: usize) -> String {
    char::from(b'a' + u8::try_from(index).unwrap()).to_string()
}
