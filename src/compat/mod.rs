//! The mirror: are we, and is that image, what the contract says? And an image with this program in the place of the
//! official emulator's.
//!
//! [`elf`] reads what a program needs, [`libraries`] finds it as the system's loader would, [`image`] makes an image of
//! both. [`pin`] is the lock file of a project that uses the official one, [`registry`] says what is to be had.
//! [`check`] is the contract, [`report`] what came of it.

pub mod check;
pub mod elf;
pub mod image;
pub mod libraries;
pub mod pin;
pub mod registry;
pub mod report;
