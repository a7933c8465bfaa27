//! Mutations of seeds: the same ones each time, by their number.
//!
//! Text is cut into words and the marks between them, so that most of what comes out is still nearly right: that is
//! where bugs are.

use fastrand::Rng;

/// What is put in the place of a word.
const WORDS: [&str; 40] = [
    "",
    "0",
    "-1",
    "1",
    "00",
    "1.5",
    "1e3",
    "1e999",
    "-0",
    "900",
    "901",
    "31622400",
    "31622401",
    "99999999",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "null",
    "true",
    "{}",
    "[]",
    "\"\"",
    "STARTED",
    "START",
    "SUCCEED",
    "FAIL",
    "RETRY",
    "CANCEL",
    "EXECUTION",
    "CONTEXT",
    "STEP",
    "CALLBACK",
    "CHAINED_INVOKE",
    "\u{e9}",
    "\\ud800",
    "\\u0000",
    " # ",
    "$LATEST",
];
/// The lengths at which something ends.
const LENGTHS: [usize; 12] = [31, 32, 33, 63, 64, 65, 128, 129, 140, 141, 256, 257];
const MOST_CHANGES: usize = 4;

pub(super) struct Mutator {
    rng: Rng,
}

impl Mutator {
    pub(super) fn new(number: u64) -> Self {
        Self {
            rng: Rng::with_seed(number),
        }
    }

    /// One of the seeds, changed in a few places.
    pub(super) fn mutate(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut case = self.one_of(seeds).clone();
        for _ in 0..self.rng.usize(1..=MOST_CHANGES) {
            let other = self.one_of(seeds);
            case = match self.rng.u8(..10) {
                0 => self.bytes(case),
                1..3 => self.lines(&case, other),
                _ => self.words(&case, other),
            };
        }
        case
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.rng.usize(..all.len())]
    }

    /// A byte is changed, inserted or taken out.
    fn bytes(&mut self, mut case: Vec<u8>) -> Vec<u8> {
        let at = self.rng.usize(..=case.len());
        match self.rng.u8(..3) {
            0 => case.insert(at, self.rng.u8(..)),
            1 if at < case.len() => case[at] ^= 1 << self.rng.u8(..8),
            _ if at < case.len() => _ = case.remove(at),
            _ => {}
        }
        case
    }

    fn lines(&mut self, case: &[u8], other: &[u8]) -> Vec<u8> {
        let mut lines: Vec<&[u8]> = case.split(|byte| *byte == b'\n').collect();
        let others: Vec<&[u8]> = other.split(|byte| *byte == b'\n').collect();
        let alien = *self.one_of(&others);
        self.shuffle(&mut lines, alien);
        lines.join(&b'\n')
    }

    fn words(&mut self, case: &[u8], other: &[u8]) -> Vec<u8> {
        let mut words = cut(case);
        let others = cut(other);
        let long = "a".repeat(*self.one_of(&LENGTHS));
        let alien = match self.rng.u8(..8) {
            0..3 if !others.is_empty() => *self.one_of(&others),
            3 => long.as_bytes(),
            _ => self.one_of(&WORDS).as_bytes(),
        };
        self.shuffle(&mut words, alien);
        words.concat()
    }

    /// A part is replaced, repeated, taken out, exchanged, or joined by another.
    fn shuffle<'a>(&mut self, parts: &mut Vec<&'a [u8]>, alien: &'a [u8]) {
        if parts.is_empty() {
            return parts.push(alien);
        }
        let (at, to) = (self.rng.usize(..parts.len()), self.rng.usize(..parts.len()));
        match self.rng.u8(..8) {
            0..3 => parts[at] = alien,
            3 => parts.insert(to, parts[at]),
            4 => _ = parts.remove(at),
            5 => parts.swap(at, to),
            6 => parts[to] = parts[at],
            _ => parts.insert(at, alien),
        }
    }
}

/// Words, and each mark between them for itself.
fn cut(text: &[u8]) -> Vec<&[u8]> {
    let is_word = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'$' | b'\\') || *byte >= 0x80
    };
    text.chunk_by(|one, other| is_word(one) && is_word(other))
        .collect()
}
