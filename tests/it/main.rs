//! Integration tests.

mod endpoint;
mod guard;
mod node;
mod sandbox;
mod support;
