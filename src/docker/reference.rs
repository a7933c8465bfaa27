//! An image's name, read as Docker reads it: what is left out is Docker Hub's.

use std::fmt;

use thiserror::Error;

/// The registry of names that name none.
pub const HUB: &str = "docker.io";
/// Registries whose images everybody may have.
const PUBLIC: [&str; 2] = [HUB, "public.ecr.aws"];
/// Where Docker Hub's official images are.
pub(super) const OFFICIAL: &str = "library";
/// The tag of names that have none.
const LATEST: &str = "latest";
/// The longest tag.
const TAG: usize = 128;
/// The longest name, without its tag.
const NAME: usize = 255;

/// `public.ecr.aws/lambda/python:3.13`, in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// As it was written.
    written: String,
    /// `docker.io`, `localhost:5000`.
    pub registry: String,
    /// `library/python`: Docker Hub's own images have the first part, too.
    pub repository: String,
    pub version: Version,
    /// Whether the registry was written.
    pub names_registry: bool,
}

/// Which image of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Version {
    Tag(String),
    /// `sha256:…`; a tag beside it means nothing.
    Digest(String),
}

/// Why a text is no image's name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadReference {
    #[error("it is empty")]
    Empty,
    #[error("it is an image's id, which no registry knows")]
    Id,
    #[error("names of images are lowercase")]
    Uppercase,
    #[error("`{0}` is no part of an image's name")]
    Part(String),
    #[error("`{0}` is no tag")]
    Tag(String),
    #[error("`{0}` is no digest")]
    Digest(String),
    #[error("it is longer than {NAME} characters")]
    Long,
}

impl Reference {
    /// Reads a name. Source of the rules: the reference grammar of the distribution project, and how Docker
    /// completes it: a first part with a dot, a colon or an uppercase letter, or `localhost`, is a registry.
    pub fn parse(text: &str) -> Result<Self, BadReference> {
        if text.is_empty() {
            return Err(BadReference::Empty);
        }
        if is_id(text) {
            return Err(BadReference::Id);
        }
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        let (name, tag) = match rest.rsplit_once(':') {
            // A colon before a slash is a port's.
            Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
            _ => (rest, None),
        };
        let written = match name.split_once('/') {
            Some((first, path)) if is_registry(first) => Some((first, path)),
            _ => None,
        };
        let (registry, path) = written.unwrap_or((HUB, name));
        // What Docker Hub was called once.
        let registry = if registry == "index.docker.io" {
            HUB
        } else {
            registry
        };
        check_path(path)?;
        let repository = if registry == HUB && !path.contains('/') {
            format!("{OFFICIAL}/{path}")
        } else {
            path.to_owned()
        };
        if registry.len() + repository.len() + 1 > NAME {
            return Err(BadReference::Long);
        }
        if let Some(tag) = tag.filter(|tag| !is_tag(tag)) {
            return Err(BadReference::Tag(tag.to_owned()));
        }
        let version = match digest {
            Some(digest) if is_digest(digest) => Version::Digest(digest.to_owned()),
            Some(digest) => return Err(BadReference::Digest(digest.to_owned())),
            None => Version::Tag(tag.unwrap_or(LATEST).to_owned()),
        };
        Ok(Self {
            written: text.to_owned(),
            registry: registry.to_owned(),
            repository,
            version,
            names_registry: written.is_some(),
        })
    }

    /// The name without its tag or digest, with all that was left out: `docker.io/library/python`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.registry, self.repository)
    }

    /// Whether it says neither tag nor digest: the name of a repository.
    pub fn is_repository(&self) -> bool {
        let last = self.written.rsplit('/').next().unwrap_or_default();
        !last.contains([':', '@'])
    }

    /// Whether everybody may have its images: credentials that are no good any more are in the way there.
    pub fn is_public(&self) -> bool {
        PUBLIC.contains(&self.registry.as_str())
    }

    /// The registry as people call it.
    pub fn place(&self) -> &str {
        if self.registry == HUB {
            "Docker Hub"
        } else {
            &self.registry
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl Version {
    /// Without what stands between it and the name.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Tag(text) | Self::Digest(text) => text,
        }
    }
}

fn is_registry(first: &str) -> bool {
    first == "localhost"
        || first.contains(['.', ':'])
        || first.chars().any(|letter| letter.is_ascii_uppercase())
}

fn check_path(path: &str) -> Result<(), BadReference> {
    for part in path.split('/') {
        if part.chars().any(|letter| letter.is_ascii_uppercase()) {
            return Err(BadReference::Uppercase);
        }
        if !is_part(part) {
            return Err(BadReference::Part(part.to_owned()));
        }
    }
    Ok(())
}

/// Words of letters and digits, between them a dot, one or two underscores, or dashes.
fn is_part(part: &str) -> bool {
    let is_word = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let is_gap = |gap: &str| matches!(gap, "" | "." | "_" | "__") || gap.chars().all(|letter| letter == '-');
    part.starts_with(is_word) && part.ends_with(is_word) && part.split(is_word).all(is_gap)
}

/// Whether a text is a tag.
pub fn is_tag(tag: &str) -> bool {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    tag.len() <= TAG
        && tag.starts_with(is_word)
        && tag
            .chars()
            .all(|letter| is_word(letter) || matches!(letter, '.' | '-'))
}

/// Whether a text is a digest: `sha256:…`.
pub fn is_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, hex)| {
        algorithm.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && algorithm
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '.' | '-' | '_'))
            && hex.len() >= 32
            && hex.chars().all(|digit| digit.is_ascii_hexdigit())
    })
}

/// `sha256:` and 64 digits, or these alone.
fn is_id(text: &str) -> bool {
    let digits = text.strip_prefix("sha256:").unwrap_or(text);
    digits.len() == 64
        && digits
            .chars()
            .all(|digit| digit.is_ascii_hexdigit() && !digit.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(texts: &[&str], expected: &Expect) {
        let mut told = String::new();
        for text in texts {
            let line = match Reference::parse(text) {
                Ok(read) => format!(
                    "{} {} {}{}",
                    read.registry,
                    read.repository,
                    read.version.as_str(),
                    if read.names_registry { "" } else { " (unsaid)" }
                ),
                Err(why) => format!("{text}: {why}"),
            };
            told.extend([line.as_str(), "\n"]);
        }
        expected.assert_eq(&told);
    }

    #[test]
    fn what_is_left_out_is_docker_hubs() {
        check(
            &[
                "python",
                "python:3.13",
                "me/box",
                "docker.io/python",
                "index.docker.io/me/box:1",
                "public.ecr.aws/lambda/python:3.13",
                "localhost/box",
                "localhost:5000/box",
                "localhost:5000/a/b__c/d-e.f:V1.2_3-x",
                "Registry/box",
                "123456789012.dkr.ecr.eu-west-1.amazonaws.com/pay:latest",
                "python:3@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            ],
            &expect![[r#"
                docker.io library/python latest (unsaid)
                docker.io library/python 3.13 (unsaid)
                docker.io me/box latest (unsaid)
                docker.io library/python latest
                docker.io me/box 1
                public.ecr.aws lambda/python 3.13
                localhost box latest
                localhost:5000 box latest
                localhost:5000 a/b__c/d-e.f V1.2_3-x
                Registry box latest
                123456789012.dkr.ecr.eu-west-1.amazonaws.com pay latest
                docker.io library/python sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef (unsaid)
            "#]],
        );
    }

    #[test]
    fn what_is_no_name_is_told_why() {
        let id = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        check(
            &[
                "",
                id,
                &id["sha256:".len()..],
                "Box",
                "me/",
                "/box",
                "a//b",
                "a..b",
                "a___b",
                "-a",
                "box:",
                "box:-x",
                "box@sha256:12",
                "box@",
                "bo x",
                &"a".repeat(256),
            ],
            &expect![[r#"
                : it is empty
                sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef: it is an image's id, which no registry knows
                0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef: it is an image's id, which no registry knows
                Box: names of images are lowercase
                me/: `` is no part of an image's name
                /box: `` is no part of an image's name
                a//b: `` is no part of an image's name
                a..b: `a..b` is no part of an image's name
                a___b: `a___b` is no part of an image's name
                -a: `-a` is no part of an image's name
                box:: `` is no tag
                box:-x: `-x` is no tag
                box@sha256:12: `sha256:12` is no digest
                box@: `` is no digest
                bo x: `bo x` is no part of an image's name
                aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: it is longer than 255 characters
            "#]],
        );
    }
}
