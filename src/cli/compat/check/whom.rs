//! The targets as they are named on the command line, and what it takes to ask them.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use super::embedded::Embedded;
use super::image::{Engine, Image};
use crate::cli::context::Context;
use crate::cli::exit::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::interrupt::Interrupt;
use crate::cli::official::{OfficialImage, official_image};
use crate::compat::check::guests::Guests;
use crate::compat::check::target::Target;
use crate::docker::reference::is_tag;
use crate::engine::ids::Ids;

/// A target by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whom {
    /// This program.
    Embedded,
    /// AWS's emulator: what is pinned, or a tag.
    Image(Option<String>),
    /// Somebody else's, running.
    Url(String),
}

impl FromStr for Whom {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url = text.trim_end_matches('/');
        let is_url = ["http://", "https://"]
            .iter()
            .any(|scheme| url.strip_prefix(scheme).is_some_and(|host| !host.is_empty()));
        match text.split_once(':') {
            None if text == "embedded" => Ok(Self::Embedded),
            None if text == "image" => Ok(Self::Image(None)),
            Some(("image", tag)) if is_tag(tag) => Ok(Self::Image(Some(tag.to_owned()))),
            _ if is_url => Ok(Self::Url(url.to_owned())),
            _ => Err("`embedded`, `image`, `image:TAG`, or a URL such as http://127.0.0.1:9014".to_owned()),
        }
    }
}

impl fmt::Display for Whom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Embedded => f.write_str("embedded"),
            Self::Image(None) => f.write_str("image"),
            Self::Image(Some(tag)) => write!(f, "image:{tag}"),
            Self::Url(url) => f.write_str(url),
        }
    }
}

/// What all targets of a run share.
pub(super) struct Common {
    pub(super) guests: Guests,
    /// Where there are images to be checked.
    engine: Option<Engine>,
    /// They, by their targets' names.
    images: BTreeMap<String, OfficialImage>,
}

impl Common {
    /// Listens where the targets look for functions.
    pub(super) async fn prepare(
        targets: &[Whom],
        repository: Option<&str>,
        cx: &Context,
    ) -> anyhow::Result<Self> {
        // What is wrong with any of them is said before the first is checked.
        let mut images = BTreeMap::new();
        for whom in targets {
            if let Whom::Image(tag) = whom {
                images.insert(whom.to_string(), official_image(cx, repository, tag.as_deref())?);
            }
        }
        let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let engine = if images.is_empty() {
            None
        } else {
            Some(Engine::find(cx).await?)
        };
        let mut addresses = vec![loopback];
        let reach = engine.as_ref().map(|engine| &engine.reach);
        addresses.extend(
            reach
                .map(|reach| reach.bind)
                .filter(|address| *address != loopback),
        );
        let peers = reach.and_then(|reach| reach.peers);
        Ok(Self {
            guests: Guests::listen(&addresses, peers).await?,
            engine,
            images,
        })
    }
}

/// A target that can be asked, and what is ended after it.
pub(super) enum Running {
    Embedded(Embedded),
    Image(Box<Image>),
    Foreign(Target),
}

impl Running {
    /// Starts what must be started, and sees whether it answers; `None` if it is interrupted.
    pub(super) async fn start(
        whom: &Whom,
        common: &Common,
        interrupt: &mut Interrupt,
        cx: &Context,
    ) -> anyhow::Result<Option<Self>> {
        let local = format!("http://127.0.0.1:{}", common.guests.port());
        Ok(Some(match whom {
            Whom::Embedded => tokio::select! {
                embedded = Embedded::start(whom.to_string(), &local, cx) => Self::Embedded(embedded?),
                () = interrupt.heard() => return Ok(None),
            },
            Whom::Image(_) => {
                let engine = common
                    .engine
                    .as_ref()
                    .expect("there is an engine where there are images");
                let guests = &common.guests;
                let name = whom.to_string();
                let image = &common.images[&name];
                match Image::start(name, image, engine, guests, interrupt, cx).await? {
                    Some(image) => Self::Image(Box::new(image)),
                    None => return Ok(None),
                }
            }
            Whom::Url(url) => {
                answers(url).await?;
                Self::Foreign(Target {
                    name: whom.to_string(),
                    url: url.clone(),
                    functions: local,
                    has_functions: false,
                    is_official: false,
                    restart: None,
                })
            }
        }))
    }

    pub(super) const fn target(&self) -> &Target {
        match self {
            Self::Embedded(embedded) => embedded.target(),
            Self::Image(image) => image.target(),
            Self::Foreign(target) => target,
        }
    }

    /// Ends what was started.
    pub(super) async fn end(self) -> anyhow::Result<()> {
        match self {
            Self::Embedded(embedded) => embedded.end().await,
            Self::Image(image) => image.end().await?,
            Self::Foreign(_) => {}
        }
        Ok(())
    }
}

/// Somebody answers there, whatever they say.
async fn answers(url: &str) -> Result<(), Failure> {
    let cannot = |error: reqwest::Error| {
        let message = format!("nothing answers at {url}");
        // What an HTTP client wraps around a cause says nothing.
        let error = anyhow::Error::from(error);
        Failure::new(ExitStatus::Trouble, "Unreachable", message)
            .because(error.root_cause())
            .hint("is it running? A target is `embedded`, `image[:TAG]`, or a URL")
    };
    let http = reqwest::Client::builder().no_proxy().build().map_err(cannot)?;
    http.get(url).send().await.map_err(cannot)?;
    Ok(())
}

/// A word that no other run has.
pub(super) fn word() -> String {
    format!("check-{:08x}", Ids::default().nonce() >> 32)
}
