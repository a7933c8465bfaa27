//! What is here of a repository: its tags, and the digests by which its registry knows them.

use std::collections::BTreeMap;

use bollard::query_parameters::{ListImagesOptionsBuilder, TagImageOptionsBuilder};

use super::reference::{HUB, OFFICIAL, Reference};
use super::{Docker, DockerError};

/// Images of one repository that are looked at.
const MOST: usize = 200;

/// An image that is here, as one repository has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Local {
    pub id: String,
    /// Its tags in the repository; none if it was pulled by its digest, or another one has them now.
    pub tags: Vec<String>,
    /// What the repository's registry calls it: an index's digest, or its own. None if it was made here.
    pub digests: Vec<String>,
    /// Bytes, unpacked.
    pub size: u64,
    /// Seconds since 1970.
    pub created_s: i64,
    pub labels: BTreeMap<String, String>,
    /// `linux/amd64`.
    pub platform: String,
}

impl Docker {
    /// What is here of a repository.
    pub async fn repository(&self, repository: &Reference) -> Result<Vec<Local>, DockerError> {
        let options = ListImagesOptionsBuilder::default().digests(true).build();
        let found = self.client.list_images(Some(options)).await?;
        let names = names(repository);
        let mut images = Vec::new();
        for image in found {
            let tags = parts(&image.repo_tags, &names, ':');
            let digests = parts(&image.repo_digests, &names, '@');
            if (tags.is_empty() && digests.is_empty()) || images.len() == MOST {
                continue;
            }
            // Somebody may have removed it in between.
            let Some(about) = self.image(&image.id).await? else {
                continue;
            };
            images.push(Local {
                tags,
                digests,
                size: u64::try_from(image.size).unwrap_or(0),
                created_s: image.created,
                labels: image.labels.into_iter().collect(),
                platform: about.platform,
                id: image.id,
            });
        }
        Ok(images)
    }

    /// Gives an image another name, which another image may have had.
    pub async fn tag(&self, image: &str, repository: &Reference, tag: &str) -> Result<(), DockerError> {
        let options = TagImageOptionsBuilder::default()
            .repo(&repository.name())
            .tag(tag)
            .build();
        Ok(self.client.tag_image(image, Some(options)).await?)
    }
}

/// What engines may call a repository: Docker leaves out what is Docker Hub's.
fn names(repository: &Reference) -> Vec<String> {
    let mut names = vec![repository.name()];
    if repository.registry == HUB {
        names.push(repository.repository.clone());
        let short = repository.repository.strip_prefix(OFFICIAL);
        names.extend(short.and_then(|short| short.strip_prefix('/')).map(str::to_owned));
    }
    names
}

/// Of `NAME:TAG` or `NAME@DIGEST`, what stands behind the name.
fn parts(found: &[String], names: &[String], between: char) -> Vec<String> {
    let part = |text: &String| {
        let (name, part) = text.rsplit_once(between)?;
        (part != "<none>" && names.iter().any(|known| known == name)).then(|| part.to_owned())
    };
    found.iter().filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_of_the_repository() {
        let of = |repository: &str, found: &[&str], between| {
            let names = names(&Reference::parse(repository).unwrap());
            let found: Vec<String> = found.iter().map(|text| (*text).to_owned()).collect();
            parts(&found, &names, between).join(" ")
        };
        let tags = [
            "localhost:5000/a:1",
            "localhost:5000/a/b:2",
            "a:3",
            "localhost:5000/a:<none>",
        ];
        assert_eq!(of("localhost:5000/a", &tags, ':'), "1");
        assert_eq!(of("a", &tags, ':'), "3");
        let hub = ["docker.io/library/a:1", "library/a:2", "me/a:4", "a:3"];
        assert_eq!(of("docker.io/a", &hub, ':'), "1 2 3");
        assert_eq!(of("me/a", &hub, ':'), "4");
        let digests = [
            "localhost:5000/a@sha256:12",
            "localhost:5000/b@sha256:34",
            "<none>@<none>",
        ];
        assert_eq!(of("localhost:5000/a", &digests, '@'), "sha256:12");
    }
}
