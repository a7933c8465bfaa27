//! `execution stop`, `pause`, `resume`, `delete`: what is done to executions from outside.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::args::ErrorArgs;
use super::context::Context;
use super::exit::ExitStatus;
use super::failure::Failure;
use super::find;
use super::link::Link;
use super::output::{Human, View};
use crate::client::{Client, ClientError};
use crate::execution::{ErrorObject, ExecutionArn};
use crate::wire::request::{PauseInput, ResumeInput};
use crate::wire::time::At;

/// Which executions.
#[derive(Debug, clap::Args)]
pub(super) struct Executions {
    /// The executions: ARN, name, start of the id, or `@last`
    #[arg(value_name = "EXECUTION", required = true)]
    executions: Vec<String>,
}

/// Stop executions
#[derive(Debug, clap::Args)]
pub(super) struct Stop {
    #[command(flatten)]
    executions: Executions,

    #[command(flatten)]
    error: ErrorArgs,
}

/// Pause executions: no function is called until they are resumed
#[derive(Debug, clap::Args)]
pub(super) struct Pause {
    #[command(flatten)]
    executions: Executions,

    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    /// The execution timeout goes on meanwhile
    #[arg(long)]
    keep_timeout: bool,
}

/// Resume paused executions
#[derive(Debug, clap::Args)]
pub(super) struct Resume {
    #[command(flatten)]
    executions: Executions,

    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

/// Delete executions that have ended
#[derive(Debug, clap::Args)]
pub(super) struct Delete {
    #[command(flatten)]
    executions: Executions,
}

/// What is to be done.
enum Act<'a> {
    Stop(Option<ErrorObject>),
    Pause(PauseInput<'a>),
    Resume(ResumeInput<'a>),
    Delete,
}

/// Stops them.
pub(super) async fn stop(args: Stop, cx: &Context, link: &Link) -> anyhow::Result<ExitStatus> {
    all(&args.executions, &Act::Stop(args.error.error()), cx, link).await
}

/// Pauses them.
pub(super) async fn pause(args: Pause, cx: &Context, link: &Link) -> anyhow::Result<ExitStatus> {
    let input = PauseInput {
        client_token: None,
        reason: args.reason.map(Cow::Owned),
        execution_timeout_paused: args.keep_timeout.then_some(false),
    };
    all(&args.executions, &Act::Pause(input), cx, link).await
}

/// Resumes them.
pub(super) async fn resume(args: Resume, cx: &Context, link: &Link) -> anyhow::Result<ExitStatus> {
    let input = ResumeInput {
        client_token: None,
        reason: args.reason.map(Cow::Owned),
    };
    all(&args.executions, &Act::Resume(input), cx, link).await
}

/// Deletes them.
pub(super) async fn delete(args: Delete, cx: &Context, link: &Link) -> anyhow::Result<ExitStatus> {
    all(&args.executions, &Act::Delete, cx, link).await
}

async fn all(
    executions: &Executions,
    act: &Act<'_>,
    cx: &Context,
    link: &Link,
) -> anyhow::Result<ExitStatus> {
    // All are found before anything is done to one: a misspelt name must not leave half of it done.
    let mut found = Vec::new();
    for text in &executions.executions {
        let arn = find::execution(cx, &link.client, text).await?;
        // Whoever is named twice is meant once.
        if !found.contains(&arn) {
            found.push(arn);
        }
    }
    let is_one = executions.executions.len() == 1;
    let (mut done, mut result) = (Vec::new(), Ok(ExitStatus::Success));
    for arn in found {
        match act.on(&link.client, &arn).await {
            Ok(how) => done.push(Done {
                durable_execution_arn: arn,
                how,
            }),
            Err(error) => {
                result = Err(act.failure(cx, &arn, error).into());
                break;
            }
        }
    }
    // What was done before something failed is done, and said.
    if let Some(first) = done.pop_if(|_| is_one) {
        cx.printer.answer(&AllDone::One(first))?;
    } else if !done.is_empty() {
        cx.printer.answer(&AllDone::Many(done))?;
    }
    result
}

impl Act<'_> {
    async fn on(&self, client: &Client, arn: &ExecutionArn) -> Result<How, ClientError> {
        match self {
            Self::Stop(error) => {
                let stop_timestamp = client.stop(arn, error.as_ref()).await?.into();
                // Who comes too late is not refused.
                let status = client.get(arn, false).await?.status.into_owned();
                Ok(How::Stopped {
                    stop_timestamp,
                    status,
                })
            }
            Self::Pause(input) => {
                client.pause(arn, input).await?;
                // An invocation that runs is not broken off: until it ends, the execution is pausing.
                let status = client.get(arn, false).await?.status.into_owned();
                Ok(How::Paused { status })
            }
            Self::Resume(input) => {
                client.resume(arn, input).await?;
                Ok(How::Resumed {})
            }
            Self::Delete => Ok(How::Deleted {
                deletion_request_timestamp: client.delete(arn).await?.into(),
            }),
        }
    }

    /// Which execution it was, and what to type next.
    fn failure(&self, cx: &Context, arn: &ExecutionArn, error: ClientError) -> Failure {
        let (verb, next) = match self {
            Self::Stop(_) => ("stop", None),
            Self::Pause(_) => ("pause", Some(("get", "shows how it stands"))),
            Self::Resume(_) => ("resume", Some(("get", "shows how it stands"))),
            Self::Delete => ("delete", Some(("stop", "ends it first"))),
        };
        let name = arn.name();
        let is_conflict =
            matches!(&error, ClientError::Aws { code, .. } if code == "ResourceConflictException");
        let error = anyhow::Error::new(error).context(format!("cannot {verb} execution `{name}`"));
        let failure = Failure::of(error, &|words| cx.command(words));
        match next.filter(|_| is_conflict) {
            Some((command, why)) => {
                let command = cx.command(&["execution", command, name.as_str()]);
                failure.hint(format!("`{command}` {why}"))
            }
            None => failure,
        }
    }
}

/// What was done to one execution, in AWS's names.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Done {
    durable_execution_arn: ExecutionArn,
    #[serde(flatten)]
    how: How,
}

#[derive(Debug, Serialize)]
#[serde(untagged, rename_all_fields = "PascalCase")]
enum How {
    Stopped { stop_timestamp: At, status: String },
    Paused { status: String },
    Resumed {},
    Deleted { deletion_request_timestamp: At },
}

/// In JSON one document for one execution, as AWS's, else a list.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum AllDone {
    One(Done),
    Many(Vec<Done>),
}

impl AllDone {
    fn all(&self) -> &[Done] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

impl View for AllDone {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        for done in self.all() {
            let arn = &done.durable_execution_arn;
            match &done.how {
                How::Stopped { status, .. } if status == "STOPPED" => writeln!(out, "stopped {arn}")?,
                How::Stopped { status, .. } => {
                    let status = status.to_lowercase().replace('_', " ");
                    writeln!(out, "{status} before {arn}")?;
                }
                How::Paused { status } => writeln!(out, "{} {arn}", status.to_lowercase())?,
                How::Resumed {} => writeln!(out, "resumed {arn}")?,
                How::Deleted { .. } => writeln!(out, "deleted {arn}")?,
            }
        }
        Ok(())
    }

    fn rows(&self) -> Vec<serde_json::Result<String>> {
        self.all().iter().map(serde_json::to_string).collect()
    }
}
