//! Integration tests.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod endpoint;
mod guard;
mod node;
mod python;
mod sandbox;
mod sandbox_life;
mod support;
