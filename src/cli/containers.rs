//! What a command knows of containers: whether an engine answers, and which images are to be had.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::context::Context;
use crate::config::{Containers, Isolation, NoEngine, NoImage};
use crate::docker::Docker;
use crate::docker::credentials::Keyring;
use crate::docker::place::{Nowhere, Places};

/// The engine, and what it lacks.
#[derive(Debug)]
pub(super) struct Engine {
    pub(super) isolation: Isolation,
    pub(super) docker: Option<Docker>,
    /// Why there is none.
    pub(super) nowhere: Option<Nowhere>,
    none: Option<NoEngine>,
    pub(super) missing: BTreeMap<String, NoImage>,
}

impl Engine {
    /// Looks for an engine. That nobody wants a container is no reason not to: SAM's containers call us, too.
    pub(super) async fn find(cx: &Context, isolation: Option<Isolation>) -> Self {
        let (docker, nowhere) = match Docker::connect(&places(cx)).await {
            Ok(docker) => (Some(docker), None),
            Err(nowhere) => (None, Some(nowhere)),
        };
        Self {
            isolation: isolation.unwrap_or_default(),
            docker,
            none: nowhere.as_ref().map(no_engine),
            nowhere,
            missing: BTreeMap::new(),
        }
    }

    /// As the plan wants to know it.
    pub(super) const fn known(&self) -> Containers<'_> {
        Containers {
            isolation: self.isolation,
            no_engine: self.none.as_ref(),
            missing: &self.missing,
        }
    }
}

/// Where an engine may be.
pub(super) fn places(cx: &Context) -> Places {
    let owned = |name: &str| cx.variable(name).map(str::to_owned);
    Places {
        host: owned("DOCKER_HOST").filter(|host| !host.is_empty()),
        home: owned("HOME").map(PathBuf::from),
        runtime_dir: owned("XDG_RUNTIME_DIR").map(PathBuf::from),
    }
}

/// Where Docker keeps what it knows of registries.
pub(super) fn keyring(cx: &Context) -> Keyring {
    let home = || {
        Some(
            cx.dir
                .join(cx.variable("HOME").or_else(|| cx.variable("USERPROFILE"))?)
                .join(".docker"),
        )
    };
    let dir = cx
        .variable("DOCKER_CONFIG")
        .map(|dir| cx.dir.join(dir))
        .or_else(home);
    Keyring {
        config: dir.map(|dir| dir.join("config.json")),
        environment: cx.environment.clone(),
    }
}

fn no_engine(nowhere: &Nowhere) -> NoEngine {
    NoEngine {
        why: nowhere.sentence(),
        hint: Some(nowhere.hint()),
    }
}
