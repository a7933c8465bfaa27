//! The `cargo durable` binary.

use std::process::ExitCode;

use cargo_durable::sandbox::guard;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).peekable();
    if arguments.next_if(|first| first == guard::SUBCOMMAND).is_some() {
        return ExitCode::from(guard::run(arguments));
    }
    ExitCode::SUCCESS
}
