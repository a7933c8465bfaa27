//! What more than one test needs.

pub mod guest;
