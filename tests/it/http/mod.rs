//! The HTTP API of a whole emulator, asked as clients ask it. The functions are the test's own endpoint, so that
//! it holds the tokens and decides what is answered, and when.

mod answers_as;
mod boto3;
mod callbacks;
mod chained;
mod crowd;
mod endpoint;
mod history;
mod invoke;
mod list;
mod look_up;
mod official;
mod outputs;
mod pause;
mod raw;
mod reading;
mod refused;
mod restart;
mod run;
mod sizes;
mod tokens;
mod world;
