//! Images made here: an engine builds one from an archive with a Dockerfile.

use bollard::query_parameters::BuildImageOptionsBuilder;
use bytes::Bytes;
use futures_util::{Stream, TryStreamExt as _};

use super::image::Image;
use super::{Docker, DockerError};

impl Docker {
    /// Builds an image from a stream of a tar archive, and tags it. The engine's builder without `BuildKit`: every
    /// engine has it, and nothing runs in the image.
    ///
    /// What the archive fails with is the connection's failure; its maker knows it better.
    pub async fn build(
        &self,
        tag: &str,
        platform: &str,
        archive: impl Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    ) -> Result<Image, DockerError> {
        let options = BuildImageOptionsBuilder::default()
            .dockerfile("Dockerfile")
            .t(tag)
            .platform(platform)
            .rm(true)
            .forcerm(true)
            .build();
        let building = self
            .client
            .build_image(options, None, Some(bollard::body_try_stream(archive)));
        building
            .try_for_each(async |said| {
                if let Some(line) = said.stream.as_deref().map(str::trim_end)
                    && !line.is_empty()
                {
                    tracing::debug!("{line}");
                }
                Ok(())
            })
            .await?;
        let image = self.image(tag).await?;
        image.ok_or_else(|| DockerError::NotFound(format!("`{tag}` is built and not there")))
    }
}
