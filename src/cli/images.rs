//! The images that functions run in: here already, or pulled before anything is built.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::time::Instant;

use super::args::Pull;
use super::containers::{Engine, keyring};
use super::context::Context;
use super::output::{Block, Printer, size, text, time};
use crate::config::{NoImage, Plan, WantedImage};
use crate::docker::credentials::Keyring;
use crate::docker::image::Image;
use crate::docker::pull::Progress;
use crate::docker::reference::{BadReference, HUB, Reference};
use crate::docker::refusal::PullError;
use crate::docker::{Docker, DockerError};

mod bars;

/// How many images are fetched at once; each is several layers at once already.
const AT_ONCE: usize = 3;
/// How often the bars are drawn, at the most.
const FRAME: Duration = Duration::from_millis(80);
/// Rows of the terminal that the bars leave alone.
const ABOVE: usize = 4;

/// Sees to it that every image that functions would like is here, and notes which are not to be had: what needs one
/// says so when it is built.
pub(super) async fn provide(cx: &Context, plan: &Plan, pull: Option<Pull>, engine: &mut Engine) {
    let Some(docker) = &engine.docker else {
        return;
    };
    let images = plan.images(engine.isolation);
    if images.is_empty() {
        return;
    }
    let provider = Provider::new(cx, docker, pull);
    let seen = futures_util::stream::iter(images)
        .map(async |wanted| {
            let failed = provider.provide(&wanted.0, wanted.1).await.err();
            (wanted, failed)
        })
        .buffer_unordered(AT_ONCE)
        .collect::<Vec<_>>()
        .await;
    let missing: BTreeMap<WantedImage, NoImage> = seen
        .into_iter()
        .filter_map(|(wanted, failed)| Some((wanted, failed?)))
        .collect();
    drop(provider);
    engine.missing.extend(missing);
}

/// The same for one image that is not a function's.
pub(super) async fn provide_one(
    cx: &Context,
    docker: &Docker,
    image: &str,
    platform: Option<&str>,
    pull: Option<Pull>,
) -> Result<(), NoImage> {
    Provider::new(cx, docker, pull).provide(image, platform).await
}

/// What is here of an image.
enum Here {
    Yes(Image),
    /// For another platform than the one that is wanted.
    Otherwise(Image),
    No,
}

struct Provider<'a> {
    docker: &'a Docker,
    keyring: Keyring,
    board: Board<'a>,
    pull: Pull,
}

impl<'a> Provider<'a> {
    fn new(cx: &'a Context, docker: &'a Docker, pull: Option<Pull>) -> Self {
        Self {
            docker,
            keyring: keyring(cx),
            board: Board::new(&cx.printer),
            pull: pull.unwrap_or_default(),
        }
    }

    /// One image; the error says why it is not to be had.
    async fn provide(&self, image: &str, platform: Option<&str>) -> Result<(), NoImage> {
        match Reference::parse(image) {
            // An image that has no name may be here all the same.
            Ok(_) | Err(BadReference::Id) => {}
            Err(why) => {
                return Err(NoImage {
                    why: format!("`{image}` is no image's name: {why}"),
                    hint: None,
                });
            }
        }
        let here = self
            .look(image, platform)
            .await
            .map_err(|error| not_known(image, &error))?;
        let found = match (here, self.pull) {
            (Here::Yes(found), Pull::Missing | Pull::Never) => found,
            (Here::Yes(found), Pull::Always) => match self.fetch(image, platform).await {
                Ok(fetched) => fetched,
                Err(no) => {
                    let printer = self.board.printer;
                    printer.warn(&format!(
                        "`{image}` is not pulled: {}; the one that is here is used",
                        no.why
                    ));
                    found
                }
            },
            (here, Pull::Never) => return Err(self.forbidden(image, platform, &here)),
            (here, Pull::Missing | Pull::Always) => {
                self.fetch(image, platform).await.map_err(|no| NoImage {
                    why: format!("{}, and {}", not_here(image, platform, &here), no.why),
                    hint: no.hint,
                })?
            }
        };
        let (ours, engine) = (platform.unwrap_or(&found.platform), &self.docker.about().platform);
        if ours != engine {
            self.board.printer.note(&format!(
                "note: `{image}` is for {ours}: on this engine, which is for {engine}, it runs emulated"
            ));
        }
        Ok(())
    }

    async fn look(&self, image: &str, platform: Option<&str>) -> Result<Here, DockerError> {
        let Some(found) = self.docker.image(image).await? else {
            return Ok(Here::No);
        };
        let is_right = match platform {
            Some(platform) => self.docker.is_for(image, &found, platform).await?,
            None => true,
        };
        Ok(if is_right {
            Here::Yes(found)
        } else {
            Here::Otherwise(found)
        })
    }

    /// Pulls it. The reason why not is the end of a sentence.
    async fn fetch(&self, image: &str, platform: Option<&str>) -> Result<Image, NoImage> {
        let reference = Reference::parse(image).map_err(|why| NoImage {
            why: format!("it cannot be pulled: {why}"),
            hint: None,
        })?;
        let credentials = self
            .keyring
            .find(&reference.registry)
            .await
            .unwrap_or_else(|error| {
                let printer = self.board.printer;
                let place = reference.place();
                printer.warn(&format!("{error}; {place} is asked without credentials"));
                None
            });
        self.board.begin(image);
        let began = Instant::now();
        let heard = |progress| self.board.hear(image, progress);
        let pulled = self
            .docker
            .pull(&reference, platform, credentials.as_ref(), heard)
            .await;
        let bytes = self.board.end(image);
        pulled.map_err(|error| NoImage {
            hint: Some(self.hint(&reference, platform, &error)),
            why: error.to_string(),
        })?;
        match self.look(image, platform).await {
            Ok(Here::Yes(found)) => {
                self.board.fetched(image, began.elapsed(), bytes);
                Ok(found)
            }
            Ok(Here::Otherwise(found)) => {
                let error = PullError::Platform {
                    place: reference.place().to_owned(),
                    platform: format!("{}, only for {}", platform.unwrap_or_default(), found.platform),
                };
                Err(NoImage {
                    hint: Some(self.hint(&reference, platform, &error)),
                    why: error.to_string(),
                })
            }
            Ok(Here::No) => Err(NoImage {
                why: "it is gone at once".to_owned(),
                hint: None,
            }),
            Err(error) => Err(not_known(image, &error)),
        }
    }

    fn forbidden(&self, image: &str, platform: Option<&str>, here: &Here) -> NoImage {
        NoImage {
            why: format!("{}, and `--pull never` is given", not_here(image, platform, here)),
            hint: Some(match Reference::parse(image) {
                Ok(reference) if reference.names_registry => pull_command(self.docker, image, platform),
                _ => self.build(image, platform),
            }),
        }
    }

    /// What to type, if an image does not come.
    fn hint(&self, reference: &Reference, platform: Option<&str>, error: &PullError) -> String {
        let pull = pull_command(self.docker, &reference.to_string(), platform);
        let build = self.build(&reference.to_string(), platform);
        match error {
            PullError::NotFound { .. } | PullError::Hidden { .. } if !reference.names_registry => {
                format!("is it one of yours? {build}")
            }
            PullError::NotFound { .. } => format!("is the name right? to make it here: {build}"),
            PullError::Hidden { .. } | PullError::Denied { .. } => self.login(reference),
            PullError::Uncarried { .. }
            | PullError::Broke { .. }
            | PullError::Refused(_)
            | PullError::Slow
            | PullError::Engine(_) => pull,
            PullError::Platform { .. } => match platform {
                Some(_) => format!("take another `architecture`, or make it: {build}"),
                None => build,
            },
            PullError::TooMany { .. } => format!("wait, or {}", self.login(reference)),
            PullError::NoNetwork { .. } => format!("once there is a network: {pull}; without one: {build}"),
            PullError::NoSpace(_) => format!("make room: `{} system prune`", self.docker.program()),
        }
    }

    fn login(&self, reference: &Reference) -> String {
        let (program, registry) = (self.docker.program(), &reference.registry);
        if let Some(region) = ecr_region(registry) {
            return format!(
                "`aws ecr get-login-password --region {region} | {program} login --username AWS --password-stdin {registry}`"
            );
        }
        if registry == HUB {
            format!("`{program} login`")
        } else {
            format!("`{program} login {registry}`")
        }
    }

    fn build(&self, image: &str, platform: Option<&str>) -> String {
        let image = text::shell(image);
        format!(
            "`{} build{} -t {image} DIR`",
            self.docker.program(),
            platform_option(platform)
        )
    }
}

/// What to type for an image.
pub(super) fn pull_command(docker: &Docker, image: &str, platform: Option<&str>) -> String {
    let (program, image) = (docker.program(), text::shell(image));
    format!("`{program} pull{} {image}`", platform_option(platform))
}

fn platform_option(platform: Option<&str>) -> String {
    platform.map_or_else(String::new, |platform| format!(" --platform {platform}"))
}

/// The region of `ACCOUNT.dkr.ecr.REGION.amazonaws.com`.
fn ecr_region(registry: &str) -> Option<&str> {
    let (_, rest) = registry.split_once(".dkr.ecr.")?;
    rest.split_once(".amazonaws.com").map(|(region, _)| region)
}

fn not_here(image: &str, platform: Option<&str>, here: &Here) -> String {
    match (here, platform) {
        (Here::Otherwise(found), Some(platform)) => {
            let is_for = &found.platform;
            format!("the image `{image}` is here for {is_for}, not for {platform}")
        }
        _ => format!("the image `{image}` is not here"),
    }
}

fn not_known(image: &str, error: &DockerError) -> NoImage {
    NoImage {
        why: format!("the engine does not say whether the image `{image}` is here: {error}"),
        hint: None,
    }
}

/// What is told of images that come: bars on a terminal, else a line when one begins and one when it ends.
struct Board<'a> {
    printer: &'a Printer,
    drawn: Mutex<Drawn>,
}

#[derive(Default)]
struct Drawn {
    bars: bars::Bars,
    at: Option<Instant>,
}

impl<'a> Board<'a> {
    fn new(printer: &'a Printer) -> Self {
        Self {
            printer,
            drawn: Mutex::default(),
        }
    }

    fn begin(&self, image: &str) {
        if !self.printer.is_live() {
            self.printer.note(&format!("pulling `{image}`"));
        }
        self.draw(true, |bars| bars.begin(image));
    }

    fn hear(&self, image: &str, progress: Progress) {
        match progress {
            Progress::Layer(layer) => self.draw(false, |bars| bars.see(image, layer)),
            Progress::Again(why) => self.printer.note(&format!("pulling `{image}` again: {why}")),
        }
    }

    /// The bytes that came.
    fn end(&self, image: &str) -> u64 {
        self.draw(true, |bars| bars.end(image))
    }

    fn fetched(&self, image: &str, took: Duration, bytes: u64) {
        let took = time::duration(i64::try_from(took.as_millis()).unwrap_or(i64::MAX));
        let bytes = if bytes > 0 {
            format!(", {}", size::bytes(bytes))
        } else {
            String::new()
        };
        self.printer.note(&format!("pulled `{image}` in {took}{bytes}"));
    }

    fn draw<T>(&self, at_once: bool, change: impl FnOnce(&mut bars::Bars) -> T) -> T {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = change(&mut drawn.bars);
        let is_due = drawn.at.is_none_or(|at| at.elapsed() >= FRAME);
        if self.printer.is_live() && (at_once || is_due) {
            let (columns, rows) = Printer::size();
            // The last column stays free: a terminal that wraps early would shift everything.
            let room = (columns.saturating_sub(1), rows.saturating_sub(ABOVE).max(1));
            self.printer.show(Block {
                lines: drawn.bars.lines(room),
                is_typed_in: false,
            });
            drawn.at = Some(Instant::now());
        }
        changed
    }
}

impl Drop for Board<'_> {
    /// Whoever is interrupted leaves no bars.
    fn drop(&mut self) {
        self.printer.hide();
    }
}

#[cfg(test)]
mod tests {
    use super::ecr_region;

    #[test]
    fn a_private_registry_of_awss_has_a_region() {
        let region = |registry| ecr_region(registry).unwrap_or("none");
        assert_eq!(
            region("123456789012.dkr.ecr.eu-west-1.amazonaws.com"),
            "eu-west-1"
        );
        assert_eq!(region("1.dkr.ecr.cn-north-1.amazonaws.com.cn"), "cn-north-1");
        assert_eq!(region("public.ecr.aws"), "none");
    }
}
