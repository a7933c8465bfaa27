//! Integration tests: one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod api;
mod endpoint;
mod guard;
mod node;
mod python;
mod recorded;
mod restart;
mod sandbox;
mod sandbox_life;
mod support;
