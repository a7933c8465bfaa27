//! The `cargo durable` binary.

fn main() {}
