//! The `cargo durable` binary.

use std::process::ExitCode;

use cargo_durable::{cli, sandbox::guard};

fn main() -> ExitCode {
    let mut line = std::env::args_os();
    // The guard of a sandbox is this program, too; it must not parse, log or start threads.
    if line.nth(1).is_some_and(|word| word == guard::SUBCOMMAND) {
        return ExitCode::from(guard::run(line));
    }
    cli::main(std::env::args_os())
}
