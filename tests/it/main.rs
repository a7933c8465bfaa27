//! Integration tests: one binary.

mod restart;
mod scenario;
mod support;
