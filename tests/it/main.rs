//! Integration tests: one binary.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed; clippy spares test functions, not their helpers"
)]

mod api;
mod base_images;
mod cli;
mod cli_answers;
mod cli_callback;
mod cli_control;
#[cfg(unix)]
mod cli_doctor;
#[cfg(unix)]
mod cli_doctor_containers;
#[cfg(unix)]
mod cli_doctor_needs;
mod cli_errors;
mod cli_execution;
mod cli_foreign;
mod cli_function;
mod cli_history;
mod cli_invoke;
mod cli_logs;
mod cli_rerun;
mod cli_resume;
mod cli_sam_names;
mod cli_store;
mod cli_template;
mod cli_time;
mod cli_usage;
mod cli_wait;
mod compat_check;
#[cfg(target_os = "linux")]
mod compat_image;
#[cfg(unix)]
mod compat_list;
#[cfg(unix)]
mod compat_pin;
#[cfg(unix)]
mod compat_platform;
#[cfg(unix)]
mod compat_pull;
#[cfg(unix)]
mod compat_start;
mod completions;
#[cfg(all(unix, debug_assertions))]
mod containers;
mod crash;
#[cfg(unix)]
mod dex;
mod endpoint;
mod fuzz;
mod guard;
mod http;
mod lane;
mod manual;
mod node;
mod pace;
#[cfg(unix)]
mod pulls;
mod python;
#[cfg(unix)]
mod readme;
mod recorded;
mod restart;
#[cfg(unix)]
mod sam;
mod sandbox;
mod sandbox_life;
mod scenario;
mod sdk;
mod support;
#[cfg(unix)]
mod terminal;
