//! `compat`: we and the official emulator.

use super::context::Context;
use super::exit::ExitStatus;

mod check;
mod image;
mod list;
mod pin;
mod pull;
mod there;

/// AWS's own emulator: pin its image, pull it, check it, stand in its place
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    Check(check::Args),
    List(list::Args),
    Pin(pin::Args),
    Unpin(pin::UnpinArgs),
    Pull(pull::Args),
    #[command(subcommand)]
    Image(image::Command),
}

/// Where the images of AWS's emulator come from.
#[derive(Debug, Clone, Default, clap::Args)]
struct From {
    /// Take images from another repository than AWS's, such as a mirror
    ///
    /// Take images from another repository than AWS's, such as a mirror. What is pinned is of one repository: in
    /// another one it does not count.
    #[arg(
        long,
        value_name = "REPOSITORY",
        env = "CARGO_DURABLE_IMAGE_REPOSITORY",
        hide_env_values = true
    )]
    image_repository: Option<String>,
}

/// Runs one of them.
pub(super) async fn run(command: Command, cx: &Context) -> anyhow::Result<ExitStatus> {
    match command {
        Command::Check(args) => check::run(args, cx).await,
        Command::List(args) => list::run(args, cx).await,
        Command::Pin(args) => pin::run(args, cx).await,
        Command::Unpin(args) => pin::undo(args, cx).await,
        Command::Pull(args) => pull::run(args, cx).await,
        Command::Image(command) => image::run(command, cx).await,
    }
}
