//! `cargo durable`: run, inspect and check AWS Lambda durable functions on your own machine.

pub mod api;
pub mod client;
pub mod engine;
pub mod execution;
pub mod store;
pub mod wire;
