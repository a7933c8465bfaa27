//! AWS's emulator as a target: its image in a container, on a store of its own.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use anyhow::Context as _;
use tokio::sync::Mutex;

use crate::cli::containers;
use crate::cli::context::Context;
use crate::cli::exit::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::images;
use crate::cli::interrupt::Interrupt;
use crate::cli::official::OfficialImage;
use crate::cli::official::container::{Keeps, Launch, Official};
use crate::compat::check::guests::Guests;
use crate::compat::check::target::{Target, function_configs};
use crate::docker::Docker;
use crate::docker::network::Reach;
use crate::emulator::{StoreChoice, owner};

/// The region of ARNs, as the embedded emulator has it.
const REGION: &str = "us-east-1";

/// It runs, until [`Self::end`].
pub(super) struct Image {
    /// Nothing once it has ended.
    official: Arc<Mutex<Option<Official>>>,
    target: Target,
    /// Its store; gone with this.
    _dir: tempfile::TempDir,
}

/// The engine that images run in, and how they reach this machine.
pub(super) struct Engine {
    pub(super) docker: Docker,
    pub(super) reach: Reach,
}

impl Engine {
    /// Looks for one.
    pub(super) async fn find(cx: &Context) -> Result<Self, Failure> {
        let docker = Docker::connect(&containers::places(cx))
            .await
            .map_err(|nowhere| {
                Failure::new(ExitStatus::Trouble, "NoEngine", nowhere.sentence()).hint(nowhere.hint())
            })?;
        let reach = docker.reach().await.unwrap_or_else(|_| Reach::forwarded());
        Ok(Self { docker, reach })
    }
}

impl Image {
    /// Gets it and starts it; `None` if it is interrupted.
    pub(super) async fn start(
        name: String,
        image: &OfficialImage,
        engine: &Engine,
        guests: &Guests,
        interrupt: &mut Interrupt,
        cx: &Context,
    ) -> anyhow::Result<Option<Self>> {
        let reference = image.reference();
        let provided = tokio::select! {
            provided = images::provide_one(cx, &engine.docker, &reference, None, None) => provided,
            () = interrupt.heard() => return Ok(None),
        };
        provided.map_err(|no| {
            let mut failure = Failure::new(ExitStatus::Trouble, "NoImage", no.why);
            failure.hint = no.hint;
            failure
        })?;
        let dir = tempfile::tempdir().context("no directory for a store")?;
        let functions = format!("http://{}", engine.reach.address(guests.port()));
        let launch = Launch {
            image: reference,
            platform: None,
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            lambda_endpoint: Some(functions.clone()),
            keeps: Keeps::Database(dir.path().to_owned()),
            region: REGION.to_owned(),
            arguments: vec!["--function-configs".to_owned(), function_configs().to_string()],
            env: Vec::new(),
            owner: owner(&StoreChoice::Memory),
            lines: Arc::new(|line| tracing::debug!(target: "cargo_durable::image", "{line}")),
        };
        let official = Official::start(engine.docker.clone(), launch).await?;
        let ready = tokio::select! {
            ready = official.ready() => Some(ready),
            () = interrupt.heard() => None,
        };
        match ready {
            Some(Ok(())) => {}
            Some(Err(failure)) => {
                official.stop().await?;
                return Err(failure.into());
            }
            None => {
                official.stop().await?;
                return Ok(None);
            }
        }
        let url = official.url();
        let official = Arc::new(Mutex::new(Some(official)));
        let again = Arc::clone(&official);
        Ok(Some(Self {
            target: Target {
                name,
                url,
                functions,
                has_functions: true,
                is_official: true,
                restart: Some(Arc::new(move || {
                    let official = Arc::clone(&again);
                    Box::pin(async move {
                        let mut official = official.lock().await;
                        let official = official.as_mut().context("it has ended")?;
                        official.restart().await?;
                        Ok(official.ready().await?)
                    })
                })),
            },
            official,
            _dir: dir,
        }))
    }

    pub(super) const fn target(&self) -> &Target {
        &self.target
    }

    /// Ends it, and removes its container.
    pub(super) async fn end(self) -> anyhow::Result<()> {
        match self.official.lock().await.take() {
            Some(official) => Ok(official.stop().await?),
            None => Ok(()),
        }
    }
}
