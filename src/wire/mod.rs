//! AWS's words: the JSON shapes, paths and headers of the service, and their translation to ours.
//!
//! `api` and `client` meet here and nowhere else; nobody outside knows a member's name.

pub mod body;
pub mod error;
pub mod event;
pub mod function_error;
pub mod history;
pub mod invocation;
pub mod json;
pub mod logs;
pub mod official;
pub mod operation;
pub mod parse;
pub mod path;
pub mod private;
pub mod query;
pub mod request;
mod shape;
pub mod time;
