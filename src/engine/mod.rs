//! The hands: runs executions, decides nothing.

pub mod invoke;
