//! `cargo durable`.
