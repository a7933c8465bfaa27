//! What a tag means: an index of several platforms' images, or a single one; and what an image says of itself.

use std::collections::BTreeMap;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::{Registry, RegistryError};
use crate::docker::reference::is_digest;
use crate::execution::Timestamp;

/// Every shape of a manifest that we read, Docker's and OCI's.
const SHAPES: &str = "application/vnd.oci.image.index.v1+json, \
    application/vnd.docker.distribution.manifest.list.v2+json, \
    application/vnd.oci.image.manifest.v1+json, \
    application/vnd.docker.distribution.manifest.v2+json";
const DIGEST: &str = "docker-content-digest";
const VERSION: &str = "org.opencontainers.image.version";

/// What a tag means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Of an index, or of a single image.
    pub digest: String,
    /// Each platform's own image.
    pub platforms: BTreeMap<String, String>,
    /// The image for the platform that was asked for, or for another one if there is none for that.
    pub details: Details,
}

impl Entry {
    /// Whether a digest is what the tag means, or its image for some platform.
    pub fn has(&self, digest: &String) -> bool {
        self.digest == *digest || self.platforms.values().any(|own| own == digest)
    }
}

/// What an image says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// `linux/arm64`
    pub platform: String,
    /// Bytes of its layers, packed: what is downloaded.
    pub size: u64,
    pub created: Option<Timestamp>,
    pub version: Option<String>,
}

/// A manifest of any shape.
#[derive(Deserialize)]
struct Manifest {
    manifests: Option<Vec<Descriptor>>,
    config: Option<Descriptor>,
    layers: Option<Vec<Descriptor>>,
}

#[derive(Deserialize)]
struct Descriptor {
    digest: String,
    #[serde(default)]
    size: u64,
    platform: Option<Platform>,
}

/// In an index, and in an image's own config.
#[derive(Deserialize)]
struct Platform {
    os: String,
    architecture: String,
    variant: Option<String>,
}

#[derive(Deserialize)]
struct Config {
    #[serde(flatten)]
    platform: Platform,
    created: Option<String>,
    #[serde(rename = "config")]
    inner: Option<Inner>,
}

#[derive(Deserialize)]
struct Inner {
    #[serde(rename = "Labels")]
    labels: Option<BTreeMap<String, String>>,
}

impl Platform {
    /// As engines write it.
    fn name(&self) -> String {
        let name = format!("{}/{}", self.os, self.architecture);
        match self.variant.as_deref() {
            None | Some("") => name,
            // There is no other one.
            Some("v8") if self.architecture == "arm64" => name,
            Some(variant) => format!("{name}/{variant}"),
        }
    }
}

impl Registry {
    /// What a tag or a digest means, with the image for this platform.
    pub async fn look(&self, version: &str, platform: &str) -> Result<Entry, RegistryError> {
        let (digest, manifest) = self.manifest(version).await?;
        let Some(images) = &manifest.manifests else {
            let details = self.details(&manifest).await?;
            return Ok(Entry {
                platforms: [(details.platform.clone(), digest.clone())].into(),
                digest,
                details,
            });
        };
        // What was noted of how an image was built stands beside it, for a platform that is none.
        let named = images.iter().filter_map(|image| {
            let name = image.platform.as_ref()?.name();
            (!name.starts_with("unknown/")).then(|| (name, image.digest.clone()))
        });
        let platforms: BTreeMap<String, String> = named.collect();
        let chosen = platforms.get(platform).or_else(|| platforms.values().next());
        let Some(chosen) = chosen else {
            return Err(self.strange(format!("`{version}` is an index without images")));
        };
        if !is_digest(chosen) {
            return Err(self.strange(format!("`{chosen}` is no digest")));
        }
        let (_, image) = self.manifest(chosen).await?;
        Ok(Entry {
            details: self.details(&image).await?,
            digest,
            platforms,
        })
    }

    async fn manifest(&self, version: &str) -> Result<(String, Manifest), RegistryError> {
        let what = format!("image as `{version}`");
        let url = self.url(&format!("manifests/{version}"))?;
        let answer = self.get(url, SHAPES, &what).await?;
        let found = digest(&answer.body);
        let told = answer.headers.get(DIGEST).and_then(|told| told.to_str().ok());
        for expected in told
            .into_iter()
            .chain(Some(version).filter(|text| is_digest(text)))
        {
            if expected != found {
                return Err(self.altered(expected, &found));
            }
        }
        Ok((found, self.read(&answer.body)?))
    }

    async fn details(&self, image: &Manifest) -> Result<Details, RegistryError> {
        let (Some(config), Some(layers)) = (&image.config, &image.layers) else {
            return Err(self.strange("a manifest is of a shape that we do not know"));
        };
        if !is_digest(&config.digest) {
            return Err(self.strange(format!("`{}` is no digest", config.digest)));
        }
        let url = self.url(&format!("blobs/{}", config.digest))?;
        let answer = self.get(url, "*/*", "configuration of an image").await?;
        let found = digest(&answer.body);
        if found != config.digest {
            return Err(self.altered(&config.digest, &found));
        }
        let read: Config = self.read(&answer.body)?;
        let mut labels = read.inner.and_then(|inner| inner.labels).unwrap_or_default();
        Ok(Details {
            platform: read.platform.name(),
            size: layers.iter().map(|layer| layer.size).sum(),
            created: read.created.as_deref().and_then(instant),
            version: labels.remove(VERSION),
        })
    }

    fn altered(&self, expected: &str, found: &str) -> RegistryError {
        RegistryError::Altered {
            place: self.place.clone(),
            expected: expected.to_owned(),
            found: found.to_owned(),
        }
    }
}

/// As registries write it.
fn digest(bytes: &[u8]) -> String {
    use std::fmt::Write as _;

    let mut text = "sha256:".to_owned();
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// When an image was made; one that says the beginning of time says nothing.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let at: jiff::Timestamp = text.parse().ok()?;
    (at.as_second() > 0).then(|| Timestamp::from_millis(at.as_millisecond()))
}
