//! The mirror: an image with this program in the place of the official emulator's.
//!
//! [`elf`] reads what a program needs, [`libraries`] finds it as the system's loader would, [`image`] makes an image of
//! both.

pub mod elf;
pub mod image;
pub mod libraries;
