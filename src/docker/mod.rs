//! The engine for containers: Docker's API, which Podman and Colima speak as well. The only use of `bollard`.
//!
//! Nothing here knows of functions: [`place`] finds an engine, [`image`] has images, [`local`] those of one
//! repository, [`mod@reference`] reads their
//! names, [`pull`] fetches one with what [`credentials`] finds, [`refusal`] says why not, [`build`] makes one,
//! [`container`] runs one, [`network`] says how a container reaches this machine, [`probe`] tries.

pub mod build;
pub mod container;
pub mod credentials;
pub mod image;
pub mod local;
pub mod network;
pub mod place;
pub mod probe;
pub mod pull;
pub mod reference;
pub mod refusal;

use bollard::errors::Error as Bollard;
use thiserror::Error;

/// An engine that answers. Cheap to clone; clones share its connections.
#[derive(Debug, Clone)]
pub struct Docker {
    client: bollard::Docker,
    about: About,
}

/// What an engine says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// `Docker 27.3.1`, `Podman 5.2.0`.
    pub name: String,
    /// `unix:///var/run/docker.sock`, as `DOCKER_HOST` would name it.
    pub place: String,
    /// The version of its API that both of us speak.
    pub api: String,
    /// `linux/amd64`: what it runs if nobody says otherwise.
    pub platform: String,
}

impl Docker {
    /// What it says of itself.
    pub const fn about(&self) -> &About {
        &self.about
    }

    /// What is typed to talk to it.
    pub fn program(&self) -> &'static str {
        if self.about.name.starts_with("Podman") {
            "podman"
        } else {
            "docker"
        }
    }
}

/// What an engine did not do.
#[derive(Debug, Error)]
pub enum DockerError {
    /// It has no such image, container or network.
    #[error("{0}")]
    NotFound(String),
    /// It knows better: its own words.
    #[error("{0}")]
    Refused(String),
    /// It is full.
    #[error("{0}")]
    NoSpace(String),
    #[error("the engine did not answer in time")]
    Slow,
    #[error("the connection to the engine broke")]
    Broken(#[source] Box<Bollard>),
}

impl From<Bollard> for DockerError {
    fn from(error: Bollard) -> Self {
        match error {
            Bollard::DockerResponseServerError { status_code, message } => Self::said(status_code, &message),
            // What an engine says in the middle of a stream has no status.
            Bollard::DockerStreamError { error } => Self::said(500, &error),
            Bollard::RequestTimeoutError => Self::Slow,
            other => Self::Broken(Box::new(other)),
        }
    }
}

impl DockerError {
    fn said(status: u16, message: &str) -> Self {
        let message = message.trim().to_owned();
        match status {
            404 => Self::NotFound(message),
            _ if message.contains("no space left on device") => Self::NoSpace(message),
            _ => Self::Refused(message),
        }
    }
}
