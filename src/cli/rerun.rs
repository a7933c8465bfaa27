//! `execution rerun`: the function and the input of an execution once more, under a new name.

use futures_util::TryStreamExt;

use super::args::{Functions, Hosting, Stay};
use super::context::Context;
use super::execution::{parse_name, status};
use super::exit::ExitStatus;
use super::failure::Failure;
use super::find;
use super::follow::Patience;
use super::interrupt::Interrupt;
use super::invoke::Job;
use super::link::{Access, Link};
use super::session::{Request, Session};
use crate::client::Client;
use crate::config::{ConfigError, Wanted};
use crate::execution::{ExecutionArn, ExecutionName};
use crate::wire::query::ListQuery;

/// Start the same function with the same input under a new name
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The execution may be over or not; it stays as it is. The new one is followed to its end as `invoke` does.
Exit codes: 0 succeeded; 1 failed, timed out, stopped, or not waited for; 2 wrong use, or the build
failed; 3 trouble; 130 interrupted.")]
pub(super) struct Args {
    /// The execution: its ARN, its name, the start of its id, or `@last`
    #[arg(value_name = "EXECUTION")]
    execution: String,

    /// The new execution's name
    #[arg(long, value_parser = parse_name)]
    name: Option<ExecutionName>,

    #[command(flatten)]
    stay: Stay,

    #[command(flatten)]
    functions: Functions,

    #[command(flatten)]
    hosting: Hosting,
}

/// What was started once.
struct Before {
    arn: ExecutionArn,
    payload: String,
}

/// Runs it again.
pub(super) async fn run(args: Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    let patience = Patience::read(cx, &args.stay, false)?;
    super::plan::variables(cx, &args.functions)?;
    let link = Link::open(cx, Access::Read).await?;
    let before = look(&args, cx, &link).await;
    link.close().await;
    let before = before?;
    let mut interrupt = Interrupt::install()?;
    let session = tokio::select! {
        session = open(&args, cx, &before.arn) => session?,
        () = interrupt.heard() => return Ok(ExitStatus::Interrupted),
    };
    let job = Job {
        payload: before.payload,
        is_stdin: false,
        qualifier: Some(before.arn.version()),
        name: args.name.as_ref(),
        stay: &args.stay,
    };
    job.run(cx, session, patience, &mut interrupt).await
}

async fn look(args: &Args, cx: &Context, link: &Link) -> anyhow::Result<Before> {
    let client = &link.client;
    let arn = find::execution(cx, client, &args.execution).await?;
    let found = client.get(&arn, true).await?;
    let Some(payload) = found.input_payload else {
        let message = format!(
            "the emulator does not tell the input of execution `{}`",
            arn.name()
        );
        return Err(Failure::new(ExitStatus::Trouble, "NotAnEmulator", message).into());
    };
    if let Some(name) = &args.name {
        refuse_over(client, &arn, name).await?;
    }
    let payload = payload.into_owned();
    Ok(Before { arn, payload })
}

/// A name and an input that are known mean the execution that has them: one that is over would only be shown again.
async fn refuse_over(client: &Client, arn: &ExecutionArn, name: &ExecutionName) -> anyhow::Result<()> {
    let query = ListQuery {
        name: Some(name.clone()),
        ..ListQuery::default()
    };
    let mut named = std::pin::pin!(client.list_all(None, query));
    while let Some(found) = named.try_next().await? {
        let is_same = find::arn(&found)?.function() == arn.function();
        if is_same && status(&found.status)?.is_closed() {
            let message = format!("there was an execution `{name}` already, and it is over");
            return Err(Failure::usage("NameTaken", message)
                .hint("take another `--name`, or none")
                .into());
        }
    }
    Ok(())
}

/// The emulator that runs may have a function that nothing here declares.
async fn open(args: &Args, cx: &Context, arn: &ExecutionArn) -> anyhow::Result<Session> {
    let wanted = Wanted::Named(arn.function().to_string());
    let request = Request {
        wanted: &wanted,
        functions: &args.functions,
        hosting: &args.hosting,
        leaves: args.stay.asynchronous,
    };
    let error = match Session::open(cx, &request).await {
        Err(error) if !request.leaves && is_undeclared(&error) => error,
        opened => return opened,
    };
    let leaves = Request {
        leaves: true,
        ..request
    };
    if let Ok(session) = Session::open(cx, &leaves).await
        && session.client.function(&session.function).await.is_ok()
    {
        return Ok(session);
    }
    Err(error)
}

fn is_undeclared(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref(),
        Some(ConfigError::UnknownFunction { .. } | ConfigError::Nothing)
    )
}
