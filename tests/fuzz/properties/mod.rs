//! What must hold of everything that comes from outside, whatever it is.
//!
//! A property takes bytes and panics if it does not hold. The fuzz targets and `cargo test` (`tests/it/fuzz`) run the
//! same ones; each target has a folder of seeds of the same name.
//!
//! | target | what comes from outside |
//! |---|---|
//! | [`checkpoint`] | what a handler asks for; decided against the execution of [`story`] |
//! | [`body`] | what is asked of an execution from outside: stop, pause, resume, … |
//! | [`output`] | what a function answers |
//! | [`identity`] | names, ARNs, tokens, callback ids, paths |
//! | [`query`] | query strings and markers |
//! | [`config`] | `durable.toml`, `Cargo.toml`, `--function`, `--function-configs`, `.env` |
//! | [`template`] | SAM's and CloudFormation's templates |
//! | [`journal`] | what was stored |

mod body;
mod checkpoint;
mod config;
mod config_file;
mod identity;
mod journal;
mod law;
mod legal;
mod model;
mod output;
mod query;
mod reading;
mod route;
mod shown;
mod story;
mod template;
mod token;
mod tree;
mod updates;
mod variables;
#[expect(dead_code, reason = "the scenarios ask more of their world")]
#[path = "../../it/scenario/world.rs"]
mod world;

/// What must hold of an input.
type Property = fn(&[u8]);

/// Each target, and what must hold of its input.
const TARGETS: [(&str, Property); 8] = [
    ("body", body::check),
    ("checkpoint", checkpoint::check),
    ("output", output::check),
    ("identity", identity::check),
    ("query", query::check),
    ("config", config::check),
    ("template", template::check),
    ("journal", journal::check),
];

/// Runs the property of a target.
///
/// # Panics
/// If it does not hold, or there is no such target.
pub(crate) fn check(target: &str, data: &[u8]) {
    let known = TARGETS.iter().find(|(name, _)| *name == target);
    let (_, property) = known.unwrap_or_else(|| panic!("there is no target `{target}`"));
    property(data);
}
