//! Functions that are images.

use super::reference::{Resource, SAM_FUNCTION};
use super::resolve::shown;
use super::tree::Tree;
use super::{Fault, Reader};
use crate::config::Image;

impl Reader<'_> {
    /// The image of a function that is one: the one that its template names, or the one that `sam build` makes.
    pub(super) fn image(&self, id: &str, resource: &Resource) -> Result<Option<Image>, Fault> {
        let is_image = self.optional(resource, "PackageType")?.as_deref() == Some("Image");
        let named = self.named_image(resource);
        if !is_image && named.as_ref().is_ok_and(Option::is_none) {
            return Ok(None);
        }
        let build = if self.is_built() {
            None
        } else {
            self.build(id, resource)?
        };
        let image = match build {
            Some(image) => image,
            None => Image {
                reference: named?.ok_or_else(|| no_image(resource))?,
                ..Image::default()
            },
        };
        self.configured(resource, image).map(Some)
    }

    fn named_image(&self, resource: &Resource) -> Result<Option<String>, Fault> {
        if resource.kind == SAM_FUNCTION {
            return self.optional(resource, "ImageUri");
        }
        let code = self.property(resource, "Code")?;
        let uri = code.as_ref().and_then(|code| code.get("ImageUri"));
        let text = uri.map(|uri| self.resolver.text(uri));
        text.transpose().map_err(|fault| fault.of("`ImageUri`"))
    }

    /// The image that `sam build` makes of a Dockerfile, under the name that it gives it; and how to make it without.
    fn build(&self, id: &str, resource: &Resource) -> Result<Option<Image>, Fault> {
        let Some(context) = self.metadata(resource, "DockerContext")? else {
            return Ok(None);
        };
        let tag = self.metadata(resource, "DockerTag")?;
        let reference = format!("{}:{}", id.to_lowercase(), tag.as_deref().unwrap_or("latest"));
        let context = self.below(&context);
        let file = self.metadata(resource, "Dockerfile")?;
        let file = context.join(file.as_deref().unwrap_or("Dockerfile"));
        let (file, context) = (file.display(), context.display());
        let target = self.metadata(resource, "DockerBuildTarget")?;
        let target = target
            .map(|target| format!(" --target {target}"))
            .unwrap_or_default();
        let command = format!("docker build -t {reference} -f {file}{target} {context}");
        Ok(Some(Image {
            reference,
            build: Some(format!(
                "build it by `sam build`, or by `{}`",
                command.replace('\n', " ")
            )),
            ..Image::default()
        }))
    }

    /// `ImageConfig`: what stands in the place of the image's own.
    fn configured(&self, resource: &Resource, image: Image) -> Result<Image, Fault> {
        let of = |fault: Fault| fault.of("`ImageConfig`");
        let Some(config) = self.property(resource, "ImageConfig")? else {
            return Ok(image);
        };
        let config = self.resolver.map(&config).map_err(of)?;
        let words = |key: &str| {
            let value = config.get(key).map(|entry| self.words(&entry.value));
            value.transpose().map_err(of)
        };
        let working_dir = config.get("WorkingDirectory");
        let working_dir = working_dir.map(|entry| self.resolver.text(&entry.value));
        Ok(Image {
            entry_point: words("EntryPoint")?,
            command: words("Command")?,
            working_dir: working_dir.transpose().map_err(of)?,
            ..image
        })
    }

    fn words(&self, list: &Tree) -> Result<Vec<String>, Fault> {
        let items = self.resolver.list(list)?;
        items.iter().map(|item| self.resolver.text(item)).collect()
    }
}

fn no_image(resource: &Resource) -> Fault {
    let kind = shown(&resource.kind);
    Fault::at(
        resource.line,
        format!("there is no `ImageUri` in an `{kind}` that is an image"),
    )
    .hint(Some(
        "name one, or say in `Metadata` what to build: `Dockerfile`, `DockerContext`".to_owned(),
    ))
}
