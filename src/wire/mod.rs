//! AWS's words: JSON shapes and their translation to ours.

pub mod function_error;
pub mod invocation;
