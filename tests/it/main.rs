//! Integration tests: one binary.

mod api;
mod endpoint;
mod guard;
mod node;
mod python;
mod recorded;
mod restart;
mod sandbox;
mod sandbox_life;
mod scenario;
mod support;
