//! Which of two tags is the newer version, as people number them.

use std::cmp::Ordering;

/// Numbers count as numbers: `1.10` is newer than `1.9`. What has a number is newer than what has none, and `1.4.0` is
/// newer than `1.4.0-rc1`.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    let has_number = |text: &str| bare(text).starts_with(|first: char| first.is_ascii_digit());
    has_number(one)
        .cmp(&has_number(other))
        .then_with(|| of_parts(bare(one), bare(other)))
        .then_with(|| one.cmp(other))
}

/// Some write `v1.4.0`.
fn bare(tag: &str) -> &str {
    tag.strip_prefix('v').unwrap_or(tag)
}

fn of_parts(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (Parts(one), Parts(other));
    loop {
        match (one.next(), other.next()) {
            (None, None) => return Ordering::Equal,
            // What is before a release is told behind a dash.
            (Some(more), None) => {
                return if more == "-" {
                    Ordering::Less
                } else {
                    Ordering::Greater
                };
            }
            (None, Some(more)) => {
                return if more == "-" {
                    Ordering::Greater
                } else {
                    Ordering::Less
                };
            }
            (Some(one), Some(other)) => match part(one, other) {
                Ordering::Equal => {}
                unequal => return unequal,
            },
        }
    }
}

fn part(one: &str, other: &str) -> Ordering {
    let number = |text: &str| {
        let digits = text.trim_start_matches('0');
        text.starts_with(|digit: char| digit.is_ascii_digit())
            .then(|| (digits.len(), digits.to_owned()))
    };
    match (number(one), number(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        (None, None) => one.cmp(other),
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}

/// Numbers, dashes, and what is between them.
struct Parts<'a>(&'a str);

impl<'a> Iterator for Parts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let kind = |letter: char| (letter.is_ascii_digit(), letter == '-');
        let first = kind(self.0.chars().next()?);
        let end = self
            .0
            .find(|letter| kind(letter) != first)
            .unwrap_or(self.0.len());
        let (part, rest) = self.0.split_at(end);
        self.0 = rest;
        Some(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newest_first() {
        let mut tags = [
            "latest",
            "1.9.0",
            "1.10.0",
            "v2.0",
            "1.4.0",
            "1.4.0-rc2",
            "1.4.0-rc10",
            "1.4",
            "edge",
            "1.04.1",
            "100000000000000000000000.1",
            "",
        ];
        tags.sort_by(|one, other| compare(other, one));
        let sorted = tags.join(" ");
        assert_eq!(
            sorted,
            "100000000000000000000000.1 v2.0 1.10.0 1.9.0 1.04.1 1.4.0 1.4.0-rc10 1.4.0-rc2 1.4 latest edge "
        );
    }
}
