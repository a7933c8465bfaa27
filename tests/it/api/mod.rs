//! The HTTP API of a whole emulator, asked as clients ask it. The functions are the test's own endpoint, so that
//! it holds the tokens and decides what is answered, and when.

mod callbacks;
mod endpoint;
mod invoke;
mod reading;
mod requests;
mod run;
mod sizes;
mod tokens;
mod updates;
mod world;
