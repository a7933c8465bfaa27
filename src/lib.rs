//! `cargo durable`: run, inspect and check AWS Lambda durable functions on your own machine.

pub mod engine;
pub mod execution;
pub mod sandbox;
pub mod wire;
