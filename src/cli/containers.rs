//! What a command knows of containers: whether an engine answers, and which images are to be had.

use std::collections::BTreeMap;

use super::context::Context;
use crate::config::{Containers, Isolation, NoEngine, NoImage};

/// The engine, and what it lacks.
#[derive(Debug)]
pub(super) struct Engine {
    isolation: Isolation,
    none: Option<NoEngine>,
    missing: BTreeMap<String, NoImage>,
}

impl Engine {
    /// Looks for an engine.
    pub(super) async fn find(_cx: &Context, isolation: Option<Isolation>) -> Self {
        Self {
            isolation: isolation.unwrap_or_default(),
            none: Some(NoEngine {
                why: "no engine for containers answers".to_owned(),
                hint: None,
            }),
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
