//! Whom the checks ask, and what the report calls it.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde_json::{Value, json};

/// A durable function, and what else the checks know by name (`--function-configs`).
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
    /// Whether it knows the functions of [`function_configs`], at that place.
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

/// The functions that a target must know, in the shape of `--function-configs`.
pub fn function_configs() -> Value {
    let durable = |timeout_s: u32| json!({"DurableConfig": {"ExecutionTimeout": timeout_s, "RetentionPeriodInDays": 7}});
    json!({
        DURABLE: durable(600),
        format!("{DURABLE}:live"): durable(600),
        LONG: durable(901),
        BRIEF: durable(1),
        PLAIN: {"Timeout": 60},
        LONELY: {"Timeout": 60},
    })
}
