//! What the tests share.

pub(crate) mod guest;
pub(crate) mod tool;
