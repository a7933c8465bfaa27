//! `execution wait`: until it ends; then it is told as `invoke` tells it (decisions 27).

use std::time::Duration;

use futures_util::TryStreamExt;

use super::context::Context;
use super::exit::ExitStatus;
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::link::{Access, Link};
use super::{find, outcome};
use crate::client::{Client, ClientError};
use crate::execution::ExecutionArn;

/// Wait until an execution ends, and print its result
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The result goes to stdout as it is; with `-o json`, the execution in full, whatever became of it.
Exit codes: 0 succeeded; 1 failed, timed out, stopped, or not over in time; 2 wrong use; 3 trouble, or
nobody drives it; 130 interrupted.")]
pub(super) struct Args {
    /// The execution: its ARN, its name, the start of its id, or `@last`
    #[arg(value_name = "EXECUTION")]
    execution: String,

    /// Wait no longer than so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = super::args::seconds)]
    timeout: Option<Duration>,
}

/// Waits for one.
pub(super) async fn run(args: Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    let interrupt = Interrupt::install()?;
    let link = Link::open(cx, Access::Read).await?;
    let result = wait(&args, cx, &link, interrupt).await;
    link.close().await;
    result
}

async fn wait(
    args: &Args,
    cx: &Context,
    link: &Link,
    mut interrupt: Interrupt,
) -> anyhow::Result<ExitStatus> {
    let client = &link.client;
    let arn = find::execution(cx, client, &args.execution).await?;
    let found = client.get(&arn, true).await?;
    if super::execution::status(&found.status)?.is_closed() {
        return outcome::close(cx, found);
    }
    if !link.is_live() {
        return Err(super::execution::nobody_drives(cx, &arn).into());
    }
    tokio::select! {
        ended = end(client, &arn) => ended.map_err(|error| lost(cx, &arn, error))?,
        () = elapsed(args.timeout) => {
            outcome::show_open(cx, client, &arn).await?;
            return Err(not_over(cx, &arn).into());
        }
        () = interrupt.heard() => {
            outcome::show_open(cx, client, &arn).await?;
            return Ok(ExitStatus::Interrupted);
        }
    }
    outcome::close(cx, client.get(&arn, true).await?)
}

/// Returns when the execution has ended.
async fn end(client: &Client, arn: &ExecutionArn) -> Result<(), ClientError> {
    let mut events = std::pin::pin!(client.follow(arn, false));
    while events.try_next().await?.is_some() {}
    Ok(())
}

async fn elapsed(timeout: Option<Duration>) {
    match timeout {
        Some(timeout) => tokio::time::sleep(timeout).await,
        None => std::future::pending().await,
    }
}

fn not_over(cx: &Context, arn: &ExecutionArn) -> Failure {
    let name = arn.name();
    let message = format!("execution `{name}` did not end in time");
    let follow = cx.command(&["execution", "history", "--follow", name.as_str()]);
    Failure::new(ExitStatus::Failed, "NotOver", message)
        .hint(format!("it goes on in the emulator; `{follow}` follows it"))
}

/// The emulator went away; the execution is not lost with it.
fn lost(cx: &Context, arn: &ExecutionArn, error: ClientError) -> anyhow::Error {
    let is_gone = matches!(error, ClientError::Unreachable { .. }) && cx.endpoint.is_none();
    let mut failure = Failure::of(error.into(), &|words| cx.command(words));
    if is_gone {
        let start = cx.command(&["start"]);
        failure.hint = Some(format!(
            "execution `{}` is kept; `{start}` goes on with it",
            arn.name()
        ));
    }
    failure.into()
}
