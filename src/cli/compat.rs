//! `compat`: we and the official emulator.

use super::context::Context;
use super::exit::ExitStatus;

mod image;

/// Stand in the place of AWS's emulator
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    #[command(subcommand)]
    Image(image::Command),
}

/// Runs one of them.
pub(super) async fn run(command: Command, cx: &Context) -> anyhow::Result<ExitStatus> {
    match command {
        Command::Image(command) => image::run(command, cx).await,
    }
}
