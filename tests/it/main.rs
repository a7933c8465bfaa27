//! Integration tests: one binary.

mod endpoint;
mod guard;
mod node;
mod restart;
mod sandbox;
mod support;
