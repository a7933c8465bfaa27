//! Images: whether one is here.

use std::collections::HashMap;

use bollard::query_parameters::ListImagesOptionsBuilder;

use super::{Docker, DockerError};

/// An image that is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    pub id: String,
    /// `linux/amd64`.
    pub platform: String,
    /// Bytes, unpacked.
    pub size: u64,
    pub entry_point: Vec<String>,
    pub command: Vec<String>,
}

impl Docker {
    /// The image of this name; `None` if it is not here.
    pub async fn image(&self, reference: &str) -> Result<Option<Image>, DockerError> {
        let found = match self
            .client
            .inspect_image(reference)
            .await
            .map_err(DockerError::from)
        {
            Ok(found) => found,
            Err(DockerError::NotFound(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let config = found.config.unwrap_or_default();
        Ok(Some(Image {
            id: found.id.unwrap_or_default(),
            platform: format!(
                "{}/{}",
                found.os.as_deref().unwrap_or("linux"),
                found.architecture.as_deref().unwrap_or("amd64")
            ),
            size: found.size.and_then(|size| u64::try_from(size).ok()).unwrap_or(0),
            entry_point: config.entrypoint.unwrap_or_default(),
            command: config.cmd.unwrap_or_default(),
        }))
    }

    /// Whether an image is here for this platform. An engine may have it for several under one name, and
    /// [`Self::image`] shows one of them.
    pub async fn is_for(&self, reference: &str, image: &Image, platform: &str) -> Result<bool, DockerError> {
        if image.platform == platform {
            return Ok(true);
        }
        let filters = HashMap::from([("reference", vec![reference])]);
        let options = ListImagesOptionsBuilder::default()
            .filters(&filters)
            .manifests(true)
            .build();
        let found = self.client.list_images(Some(options)).await?;
        let mut manifests = found.into_iter().filter_map(|found| found.manifests).flatten();
        Ok(manifests.any(|manifest| {
            manifest.available
                && manifest.image_data.is_some_and(|data| {
                    let part = |part: &Option<String>| part.clone().unwrap_or_default();
                    format!(
                        "{}/{}",
                        part(&data.platform.os),
                        part(&data.platform.architecture)
                    ) == platform
                })
        }))
    }

    /// The names of all images that are here, each with its tag.
    pub async fn image_names(&self) -> Result<Vec<String>, DockerError> {
        let options = ListImagesOptionsBuilder::default().build();
        let found = self.client.list_images(Some(options)).await?;
        let names = found.into_iter().flat_map(|found| found.repo_tags);
        Ok(names.filter(|name| name != "<none>:<none>").collect())
    }
}
