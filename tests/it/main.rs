//! Integration tests: one binary.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed; clippy spares test functions, not their helpers"
)]

mod api;
mod cli;
mod cli_control;
mod cli_errors;
mod cli_invoke;
mod cli_logs;
mod cli_rerun;
mod cli_resume;
mod cli_store;
mod cli_wait;
#[cfg(all(unix, debug_assertions))]
mod crash;
mod endpoint;
mod fuzz;
mod guard;
mod http;
mod lane;
mod node;
mod pace;
mod python;
mod recorded;
mod restart;
mod sandbox;
mod sandbox_life;
mod scenario;
mod sdk;
mod support;
