//! What a command knows of containers: whether an engine answers, and which images are to be had.

use std::collections::BTreeMap;
use std::path::PathBuf;

use tokio::task::JoinHandle;

use super::context::Context;
use crate::config::{Containers, Isolation, NoEngine, NoImage, Plan, WantedImage};
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
    pub(super) missing: BTreeMap<WantedImage, NoImage>,
}

/// An engine that is looked for. It may hang, and only who needs it should wait.
pub(super) struct Looking {
    isolation: Isolation,
    answer: JoinHandle<Result<Docker, Nowhere>>,
}

impl Looking {
    /// Begins to look for an engine.
    pub(super) fn begin(cx: &Context, isolation: Option<Isolation>) -> Self {
        let places = places(cx);
        Self {
            isolation: isolation.unwrap_or_default(),
            answer: tokio::spawn(async move { Docker::connect(&places).await }),
        }
    }

    /// Waits until an engine has answered, or none has.
    pub(super) async fn answer(self) -> Engine {
        let (docker, nowhere) = match self.answer.await.unwrap_or_else(|_| Err(Nowhere::default())) {
            Ok(docker) => (Some(docker), None),
            Err(nowhere) => (None, Some(nowhere)),
        };
        Engine {
            docker,
            none: nowhere.as_ref().map(no_engine),
            nowhere,
            ..Engine::unknown(self.isolation)
        }
    }

    /// The same if a function of the plan would like a container; else the answer may come later.
    pub(super) async fn wanted(self, plan: &Plan) -> (Engine, Option<Self>) {
        if plan.images(self.isolation).is_empty() {
            (Engine::unknown(self.isolation), Some(self))
        } else {
            (self.answer().await, None)
        }
    }

    /// The engine, once it answers.
    pub(super) async fn docker(self) -> Option<Docker> {
        self.answer.await.ok()?.ok()
    }
}

impl Engine {
    /// Nobody has looked for it: for functions of which none would like a container.
    pub(super) const fn unknown(isolation: Isolation) -> Self {
        Self {
            isolation,
            docker: None,
            nowhere: None,
            none: None,
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
