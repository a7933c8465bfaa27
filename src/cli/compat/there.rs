//! What `list`, `pin` and `pull` share: the repository that is meant, its registry, the engine, and what is said where
//! one of them fails.

use super::From;
use crate::cli::containers::{self, keyring};
use crate::cli::context::Context;
use crate::cli::exit::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::official;
use crate::compat::image::OFFICIAL;
use crate::compat::pin::Pin;
use crate::compat::registry::{REPOSITORY, Registry, RegistryError};
use crate::docker::reference::{HUB, Reference};
use crate::docker::{Docker, DockerError};

/// The repository that is meant, and what is pinned of it.
pub(super) struct Repository {
    /// As it was written.
    pub(super) name: String,
    pub(super) reference: Reference,
    pub(super) pin: Option<Pin>,
}

impl Repository {
    /// The one that is given, else the pinned image's, else AWS's.
    pub(super) fn find(cx: &Context, from: &From) -> Result<Self, Failure> {
        let given = official::repository(cx, from.image_repository.as_deref())?;
        let pin = official::pin_of(cx, given.as_deref())?;
        let pinned = pin.as_ref().map(|pin| pin.repository.clone());
        let name = given.or(pinned).unwrap_or_else(|| OFFICIAL.to_owned());
        let reference = Reference::parse(&name)
            .map_err(|why| Failure::usage("InvalidOption", format!("`{name}` is no repository: {why}")))?;
        Ok(Self { name, reference, pin })
    }

    /// Its registry, with whatever Docker knows of somebody's account there.
    pub(super) async fn registry(&self, cx: &Context) -> Result<Registry, Failure> {
        let credentials = keyring(cx)
            .find(&self.reference.registry)
            .await
            .unwrap_or_else(|error| {
                let place = self.reference.place();
                cx.printer
                    .warn(&format!("{error}; {place} is asked without credentials"));
                None
            });
        Registry::new(&self.reference, credentials).map_err(|error| self.failure(cx, &error))
    }

    /// Why its registry does not tell, and what to do about it.
    pub(super) fn failure(&self, cx: &Context, error: &RegistryError) -> Failure {
        let list = || format!("`{}` shows what there is", cx.command(&["compat", "list"]));
        let right = || "is the repository right? see `--image-repository`".to_owned();
        let login = match self.reference.registry.as_str() {
            HUB => "`docker login`".to_owned(),
            registry => format!("`docker login {registry}`"),
        };
        let (status, code, hint) = match error {
            RegistryError::NotFound { what, .. } if what == REPOSITORY => {
                (ExitStatus::Failed, "RepositoryNotFound", Some(right()))
            }
            RegistryError::NotFound { .. } => (ExitStatus::Failed, "ImageNotFound", Some(list())),
            RegistryError::Hidden { .. } => {
                let hint = format!("is the name right? else {login}");
                (ExitStatus::Failed, "ImageNotFound", Some(hint))
            }
            RegistryError::Unauthorized { .. } => (ExitStatus::Trouble, "AccessDenied", Some(login)),
            RegistryError::TooMany { .. } => {
                let hint = format!("wait, or {login}");
                (ExitStatus::Trouble, "TooManyRequests", Some(hint))
            }
            RegistryError::NoNetwork { .. } | RegistryError::Failing { .. } => {
                let list = cx.command(&["compat", "list", "--offline"]);
                let hint = format!("try again later; `{list}` shows what is here");
                (ExitStatus::Trouble, "NoNetwork", Some(hint))
            }
            RegistryError::NotARegistry { .. } => (ExitStatus::Trouble, "NotARegistry", Some(right())),
            RegistryError::Altered { .. } => (ExitStatus::Failed, "DigestMismatch", None),
            RegistryError::Client(_) => (ExitStatus::Trouble, "InternalError", None),
        };
        let mut failure = Failure::new(status, code, error.to_string());
        failure.hint = hint;
        failure
    }

    /// `REPOSITORY:TAG`.
    pub(super) fn tagged(&self, tag: &str) -> String {
        format!("{}:{tag}", self.name)
    }
}

/// The engine.
pub(super) async fn engine(cx: &Context) -> Result<Docker, Failure> {
    Docker::connect(&containers::places(cx)).await.map_err(|nowhere| {
        Failure::new(ExitStatus::Trouble, "NoEngine", nowhere.sentence()).hint(nowhere.hint())
    })
}

/// An engine that does not do what it is asked.
pub(super) fn of_engine(error: &DockerError) -> Failure {
    Failure::new(
        ExitStatus::Trouble,
        "EngineFailed",
        "the engine does not do what it is asked",
    )
    .because(error)
}

/// What images are wanted for: the engine's platform, else that of containers on a machine like this one.
pub(super) fn platform(docker: Option<&Docker>) -> String {
    let of_machine = || {
        let processor = match std::env::consts::ARCH {
            "x86_64" => "amd64",
            "aarch64" => "arm64",
            other => other,
        };
        format!("linux/{processor}")
    };
    docker.map_or_else(of_machine, |docker| docker.about().platform.clone())
}
