//! What more than one test needs.

pub(crate) mod docker;
#[cfg(unix)]
pub(crate) mod emulators;
pub(crate) mod guest;
pub(crate) mod guests;
pub(crate) mod handler;
#[cfg(unix)]
pub(crate) mod registry;
#[cfg(unix)]
pub(crate) mod rie;
pub(crate) mod stage;
#[cfg(unix)]
pub(crate) mod terminal;
#[cfg(unix)]
pub(crate) mod token;
pub(crate) mod tool;
