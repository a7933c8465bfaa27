//! Integration tests.

mod guard;
mod sandbox;
mod support;
