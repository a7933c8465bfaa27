//! Images: whether one is here.

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
}
