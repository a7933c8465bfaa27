//! Integration tests: one binary.

mod restart;
mod support;
