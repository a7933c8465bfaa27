//! Query parameters of the routes that are the emulator's own.

use super::{Page, Pairs, Writer, unspaced};
use crate::execution::limits::MAX_CALLBACK_NAME;
use crate::execution::{Constraint, ExecutionName, Rejection};

/// Of the list of open callbacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallbacksQuery {
    pub arn: Option<String>,
    /// What people call it: a path, or the last part of one.
    pub name: Option<String>,
    pub callback_id: Option<String>,
    pub page: Page,
}

impl CallbacksQuery {
    /// Reads it.
    pub fn parse(query: &str) -> Result<Self, Rejection> {
        let pairs = Pairs::new(query);
        let name = pairs.one("Name");
        if let Some(name) = name.as_ref().filter(|name| name.len() > MAX_CALLBACK_NAME) {
            let constraint = Constraint::LengthAtMost(MAX_CALLBACK_NAME);
            return Err(Rejection::violation("name", &**name, constraint));
        }
        Ok(Self {
            arn: pairs.one("DurableExecutionArn"),
            name,
            callback_id: pairs.one("CallbackId").map(|id| unspaced(&id)),
            page: pairs.page()?,
        })
    }

    /// Writes it.
    pub fn write(&self) -> String {
        let mut query = Writer::default();
        let parts = [
            ("DurableExecutionArn", &self.arn),
            ("Name", &self.name),
            ("CallbackId", &self.callback_id),
        ];
        for (key, value) in parts {
            if let Some(value) = value {
                query.add(key, value);
            }
        }
        query.page(&self.page);
        query.0
    }
}

/// Of the look-up of executions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindQuery {
    /// Those whose id begins so.
    IdPrefix { prefix: String, page: Page },
    /// The one that somebody started last.
    Last,
}

impl FindQuery {
    /// Reads it.
    pub fn parse(query: &str) -> Result<Self, Rejection> {
        let pairs = Pairs::new(query);
        if pairs.flag("Last")? == Some(true) {
            return Ok(Self::Last);
        }
        let page = pairs.page()?;
        let Some(prefix) = pairs.one("IdPrefix") else {
            return Err(Rejection::violation("idPrefix", None, Constraint::NotNull));
        };
        // An id has the alphabet of a name, and is no longer.
        match ExecutionName::parse(&prefix) {
            Ok(_) => Ok(Self::IdPrefix { prefix, page }),
            Err(constraint) => Err(Rejection::violation("idPrefix", &*prefix, constraint)),
        }
    }

    /// Writes it.
    pub fn write(&self) -> String {
        let mut query = Writer::default();
        match self {
            Self::IdPrefix { prefix, page } => {
                query.add("IdPrefix", prefix);
                query.page(page);
            }
            Self::Last => query.add("Last", "true"),
        }
        query.0
    }
}
