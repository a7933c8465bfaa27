//! The caller: the service's API from outside, one method per operation.
//!
//! Answers are the shapes of [`crate::wire`], read into owned text. Pages come as streams; [`Client::follow`]
//! yields history as it happens.

mod lease;
mod logs;
mod look_up;
mod operations;
mod pages;
mod transport;

pub use lease::Lease;
pub use operations::{Invocation, InvokeOptions};
pub use transport::{Client, ClientError};
