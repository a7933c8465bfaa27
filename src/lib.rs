//! `cargo durable`: run, inspect and check AWS Lambda durable functions on your own machine.
//!
//! A durable execution is a pure fold over a journal of facts. Commands are decided against that fold, facts are
//! written to disk before anyone hears of them, and a shell of tasks makes the world match; so recovery after a
//! crash is the ordinary path. Everything else translates: HTTP to commands, state to wire shapes, invocations to
//! sandboxes, results to tables.
//!
//! # The rooms, in reading order
//!
//! | room | what it is |
//! |---|---|
//! | [`execution`] | the law: what a durable execution is; pure |
//! | [`wire`] | AWS's words: JSON shapes, paths, headers, and their translation to ours |
//! | [`store`] | the memory: journals on disk, and an index beside them |
//! | [`engine`] | the hands: runs executions, decides nothing |
//! | [`docker`] | the engine for containers, and the only use of its client |
//! | [`sandbox`] | the guests: runs one invocation of a function |
//! | [`config`] | the plan: where functions come from |
//! | [`api`] | the door: HTTP in, commands out |
//! | [`client`] | the caller: the same API from outside |
//! | [`compat`] | the mirror: the official emulator's image, pinned, and one with this program in its place |
//! | [`emulator`] | the one place where all of that is put together |
//! | [`cli`] | the face |
//!
//! # The rules
//!
//! 1. [`execution`] is pure: no runtime, IO, clock, randomness, logging. Time and ids are arguments.
//! 2. [`api`] and [`client`] meet only in [`wire`]. Nobody else knows a JSON field name.
//! 3. Only [`store`] says SQL, only `engine::clock` asks the time, only `cli::context` reads the environment, only
//!    `cli::output` prints.
//! 4. Memory never runs ahead of disk: append, then apply, then answer.
//! 5. Effects are derived from state (`wants_invocation`, `next_wake`, chained invokes that are not over), never
//!    queued.
//! 6. One task, a lane, owns one live execution. There is no lock around an [`execution::Execution`].
//! 7. `anyhow` lives in [`cli`] and `main`. Below them every error is an enum.
//! 8. Every queue, retry, page and payload has a bound, in `execution::limits` or beside the channel it bounds.
//! 9. One trait with two implementations in the program: [`engine::invoke::Invoke`] (and `View`, which shows
//!    answers). A second seam needs a second reason.
//! 10. The cost of a checkpoint does not grow with the number of operations: a draft overlays what a batch touches,
//!     the store writes what is new, an answer carries the delta.
//!
//! `tests/tidy.rs` checks what the compiler cannot.
//!
//! # Where the plan was changed
//!
//! * `execution` is cut finer than planned: `head` (what a draft copies), `table` (what it overlays), `draft`,
//!   `status`, `marker`. `decide` returns the events *and* what the store indexes, the row and what becomes of
//!   open callbacks: it must be known before the events are applied.
//! * The answer to a repeated checkpoint is folded from the journal (what `CheckpointAccepted` took as its delta), so
//!   the fact does not record the ids of the delta.
//! * An `Outcome` of an invocation is an `Execute`, so that the word is free for how an execution ends.
//! * The second seam is [`store::Rig`]: tests decide at each commit whether it happens and whether anybody hears of
//!   it. It is data, not a trait: without a test there is nothing to call.
//! * `Decision` carries what it does to the open callbacks, too: the store keeps an index of them, as of rows, so that
//!   nobody replays journals to find one.
//! * Modelled time (`execution::pace`) stands in the journal as a private fact; what a family skips is the engine's
//!   (`engine::family`), and nothing of it is kept anywhere else.
//! * What functions print is in the store and not in the journal: bounded, written in groups, no fact of anything.
//! * The simulation is a folder, `tests/simulation`; beside it are `tests/soak` and `tests/it/crash`, and what `cargo fuzz`
//!   checks is checked by `cargo test` as well, over the seeds and some mutations of them.

pub mod api;
pub mod cli;
pub mod client;
pub mod compat;
pub mod config;
pub mod docker;
pub mod emulator;
pub mod engine;
pub mod execution;
pub mod sandbox;
pub mod store;
pub mod wire;
