//! The real program, the real SDKs, real processes, and a real `kill -9`.

mod attach;
pub(crate) mod emulator;
mod faults;
mod holder;
mod killed;
mod languages;
mod missing;
mod pace;
pub(crate) mod project;
mod replay;
mod resume;
mod trouble;
