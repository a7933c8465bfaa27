//! The mirror: we and the official emulator, and its image.
//!
//! [`elf`] reads what a program needs, [`libraries`] finds it as the system's loader would, [`image`] makes an image of
//! both. [`pin`] is the lock file of a project that uses the official one, [`registry`] says what is to be
//! had.

pub mod elf;
pub mod image;
pub mod libraries;
pub mod pin;
pub mod registry;
