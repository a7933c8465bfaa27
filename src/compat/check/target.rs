//! Whom the checks ask, and what the report calls it.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde_json::{Value, json};

/// A durable function, and what else the checks know by name.
pub const DURABLE: &str = "compat-durable";
/// Its execution may take longer than a synchronous invocation can wait.
pub const LONG: &str = "compat-long";
/// Its execution may take a second.
pub const BRIEF: &str = "compat-brief";
pub const PLAIN: &str = "compat-plain";
/// A plain function for the one check that gives no input, which could say whose it is.
pub const LONELY: &str = "compat-lonely";

/// Ends the target, by force, and starts it again on the same store at the same address.
pub type Restart = Arc<dyn Fn() -> BoxFuture<'static, anyhow::Result<()>> + Send + Sync>;

/// Somebody who claims to be the service.
#[derive(Clone)]
pub struct Target {
    /// `embedded`, `image:1.4.0`, or the URL.
    pub name: String,
    /// Without a slash at the end.
    pub url: String,
    /// Where the target finds the checks' functions.
    pub functions: String,
    /// Whether it knows the checks' own functions by name, at that place.
    pub has_functions: bool,
    /// Whether it is AWS's own emulator: what is known of that explains its failures.
    pub is_official: bool,
    pub restart: Option<Restart>,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("name", &self.name)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// A function that a target must know.
#[derive(Debug)]
struct Known {
    name: &'static str,
    /// How long an execution may take; `None` if it is plain.
    execution_timeout_s: Option<u32>,
    alias: Option<&'static str>,
}

const KNOWN: [Known; 5] = [
    Known {
        name: DURABLE,
        execution_timeout_s: Some(600),
        alias: Some("live"),
    },
    Known {
        name: LONG,
        execution_timeout_s: Some(901),
        alias: None,
    },
    Known {
        name: BRIEF,
        execution_timeout_s: Some(1),
        alias: None,
    },
    Known {
        name: PLAIN,
        execution_timeout_s: None,
        alias: None,
    },
    Known {
        name: LONELY,
        execution_timeout_s: None,
        alias: None,
    },
];
/// After its end.
const RETENTION_DAYS: u32 = 7;

/// They, in the shape of the official emulator's `--function-configs`.
pub fn function_configs() -> Value {
    let mut configs = serde_json::Map::new();
    for known in &KNOWN {
        let config = match known.execution_timeout_s {
            Some(timeout_s) => json!({"DurableConfig":
                {"ExecutionTimeout": timeout_s, "RetentionPeriodInDays": RETENTION_DAYS}}),
            None => json!({}),
        };
        if let Some(alias) = known.alias {
            configs.insert(format!("{}:{alias}", known.name), config.clone());
        }
        configs.insert(known.name.to_owned(), config);
    }
    configs.into()
}

/// They, in the shape of our own durable.toml, at an endpoint.
pub fn durable_toml(endpoint: &str) -> String {
    let tables = KNOWN.iter().map(|known| {
        let durable = match known.execution_timeout_s {
            Some(timeout_s) => {
                format!("{{ execution_timeout_s = {timeout_s}, retention_days = {RETENTION_DAYS} }}")
            }
            None => "false".to_owned(),
        };
        let alias = known.alias.map(|alias| format!("aliases = [\"{alias}\"]\n"));
        format!(
            "[functions.{}]\nendpoint = \"{endpoint}\"\ndurable = {durable}\n{}",
            known.name,
            alias.unwrap_or_default(),
        )
    });
    tables.collect()
}
