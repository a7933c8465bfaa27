//! `compat`: we and the official emulator.

use super::context::Context;
use super::exit::ExitStatus;

mod check;
mod image;

/// Check emulators, and stand in the place of AWS's
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    Check(check::Args),
    #[command(subcommand)]
    Image(image::Command),
}

/// Runs one of them.
pub(super) async fn run(command: Command, cx: &Context) -> anyhow::Result<ExitStatus> {
    match command {
        Command::Check(args) => check::run(args, cx).await,
        Command::Image(command) => image::run(command, cx).await,
    }
}
