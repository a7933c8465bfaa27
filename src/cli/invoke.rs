//! `invoke`: start an execution, follow it to its end, print its result.

use serde::Serialize;
use serde_json::value::RawValue;
use std::io::{self, Write};

use super::args::{Functions, Hosting, Stay};
use super::context::{Context, StorePlace};
use super::execution::parse_name;
use super::exit::ExitStatus;
use super::failure::Failure;
use super::follow::{self, Ended, Patience};
use super::interrupt::Interrupt;
use super::outcome;
use super::output::{Human, View};
use super::payload::Payload;
use super::resume::Left;
use super::session::{Request, Session};
use crate::client::{Client, ClientError, InvokeOptions};
use crate::config::{TargetKind, Wanted};
use crate::engine::clock::Clock;
use crate::execution::{ExecutionArn, ExecutionName, Timestamp};
use crate::wire::official::StartInput;
use crate::wire::request::{FunctionConfiguration, FunctionError};

/// Start an execution, follow it to its end, print its result
#[derive(Debug, clap::Args)]
#[command(after_help = "\
FUNCTION is declared by `--function`, durable.toml or Cargo.toml's metadata, or is a Cargo target.
The result goes to stdout as it is, everything else to stderr.
Exit codes: 0 succeeded; 1 failed or left; 2 wrong use or build; 3 trouble; 130 interrupted.")]
pub(super) struct Args {
    /// The function; `_`, or nothing, is the only one
    #[arg(value_name = "FUNCTION")]
    function: Option<String>,

    #[command(flatten)]
    payload: Payload,

    /// The execution's name; with the payload of a running one, join it
    #[arg(long, value_parser = parse_name)]
    name: Option<ExecutionName>,

    #[command(flatten)]
    stay: Stay,

    /// Build and run this binary
    #[arg(long, value_name = "NAME", conflicts_with_all = ["function", "example"], help_heading = "Build options")]
    bin: Option<String>,

    /// Build and run this example
    #[arg(
        long,
        value_name = "NAME",
        conflicts_with = "function",
        help_heading = "Build options"
    )]
    example: Option<String>,

    #[command(flatten)]
    pub(super) functions: Functions,

    #[command(flatten)]
    hosting: Hosting,
}

impl Args {
    fn wanted(&self) -> Wanted {
        match (&self.bin, &self.example, self.function.as_deref()) {
            (Some(bin), ..) => Wanted::Target(TargetKind::Bin, bin.clone()),
            (_, Some(example), _) => Wanted::Target(TargetKind::Example, example.clone()),
            (_, _, None | Some("_")) => Wanted::Only,
            (_, _, Some(name)) => Wanted::Named(split(name).0.to_owned()),
        }
    }
}

/// `NAME:QUALIFIER`, as AWS writes it (decisions 3).
fn split(function: &str) -> (&str, Option<&str>) {
    match function.split_once(':') {
        Some((name, qualifier)) if !function.starts_with("arn:") => (name, Some(qualifier)),
        _ => (function, None),
    }
}

/// Runs a function.
pub(super) async fn run(args: Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    let payload = args.payload.read()?;
    let patience = Patience::read(cx, &args.stay, args.payload.is_stdin())?;
    super::plan::variables(cx, &args.functions)?;
    let mut interrupt = Interrupt::install()?;
    let wanted = args.wanted();
    let request = Request {
        wanted: &wanted,
        functions: &args.functions,
        hosting: &args.hosting,
        leaves: args.stay.asynchronous,
    };
    let session = tokio::select! {
        session = Session::open(cx, &request) => session?,
        () = interrupt.heard() => return Ok(ExitStatus::Interrupted),
    };
    let job = Job {
        payload,
        is_stdin: args.payload.is_stdin(),
        qualifier: args.function.as_deref().and_then(|name| split(name).1),
        name: args.name.as_ref(),
        stay: &args.stay,
    };
    job.run(cx, session, patience, &mut interrupt).await
}

/// What is to be started, and how it is followed.
pub(super) struct Job<'a> {
    pub(super) payload: String,
    /// Whether stdin gave it: it cannot be read again.
    pub(super) is_stdin: bool,
    /// The version, if the function's name does not say it.
    pub(super) qualifier: Option<&'a str>,
    pub(super) name: Option<&'a ExecutionName>,
    pub(super) stay: &'a Stay,
}

impl Job<'_> {
    /// Starts it there, follows it, and leaves.
    pub(super) async fn run(
        self,
        cx: &Context,
        session: Session,
        patience: Patience,
        interrupt: &mut Interrupt,
    ) -> anyhow::Result<ExitStatus> {
        let result = drive(&self, cx, &session, patience, interrupt).await;
        if matches!(&result, Ok(ExitStatus::Interrupted)) {
            // Nobody waits for others after Ctrl-C.
            session.abandon().await;
        } else {
            session.close(cx, interrupt).await;
        }
        result
    }
}

async fn drive(
    job: &Job<'_>,
    cx: &Context,
    session: &Session,
    patience: Patience,
    interrupt: &mut Interrupt,
) -> anyhow::Result<ExitStatus> {
    let client = &session.client;
    let known = match client.function(&session.function).await {
        Ok(known) => Some(known),
        // The official emulator has no such route.
        Err(error) if error.is_not_found() && cx.endpoint.is_some() => None,
        Err(error) if error.is_not_found() => return Err(not_there(cx, job, &session.function).into()),
        Err(error) => return Err(error.into()),
    };
    if known.as_ref().is_some_and(|known| known.durable_config.is_none()) {
        return plain(job, cx, session, interrupt).await;
    }
    let before = Clock::Wall.now();
    let arn = match start(job, client, &session.function, known.as_ref()).await {
        Err(error) if error.is_not_found() => return Err(not_there(cx, job, &session.function).into()),
        arn => arn?,
    };
    if job.name.is_some() {
        say_if_over(cx, client, &arn, before).await?;
    }
    if job.stay.asynchronous {
        cx.printer.answer(&Begun {
            durable_execution_arn: arn,
        })?;
        return Ok(ExitStatus::Success);
    }
    // Others find our emulator by the store, unless there is none.
    let endpoint = session.own_endpoint().filter(|_| cx.store == StorePlace::Memory);
    let patience = patience.with_skipper(cx, session.engine());
    let followed = follow::to_its_end(cx, client, &arn, patience, endpoint.as_deref(), interrupt).await;
    let left = Left {
        cx,
        session,
        arn: &arn,
        is_named: job.name.is_some(),
        stdin: job.is_stdin.then_some(job.payload.as_str()),
    };
    let ended = followed.map_err(|error| left.lost(error))?;
    if !matches!(ended, Ended::Closed) {
        outcome::show_open(cx, client, &arn).await?;
    }
    match ended {
        Ended::Closed => match client.get(&arn, true).await {
            Ok(execution) => outcome::close(cx, execution),
            Err(error) => Err(left.lost(error.into())),
        },
        Ended::Interrupted => {
            cx.printer.note(&left.going_on());
            Ok(ExitStatus::Interrupted)
        }
        Ended::TooLong => {
            let message = format!("execution `{}` did not end in time", arn.name());
            Err(Failure::new(ExitStatus::Failed, "NotOver", message)
                .hint(left.going_on())
                .into())
        }
        Ended::Unanswered(unanswered) => {
            let failure = unanswered.failure(cx, endpoint.as_deref());
            let going_on = left.going_on();
            // In memory nothing is left to be answered.
            Err(match failure.hint.clone() {
                Some(answer) if endpoint.is_none() => failure.hint(format!("{answer}; {going_on}")),
                _ => failure.hint(going_on),
            }
            .into())
        }
    }
}

/// A name and a payload that are known mean the execution that has them. One that is over is shown once more, which
/// looks as if it had run.
async fn say_if_over(
    cx: &Context,
    client: &Client,
    arn: &ExecutionArn,
    before: Timestamp,
) -> anyhow::Result<()> {
    let found = client.get(arn, false).await?;
    let status = super::execution::status(&found.status)?;
    if found.start_timestamp.instant < before && status.is_closed() {
        let (name, status) = (arn.name(), found.status.to_lowercase().replace('_', " "));
        cx.printer.note(&format!(
            "execution `{name}` was there already, {status}; nothing new was started"
        ));
    }
    Ok(())
}

/// Starts by the route that knows no 900 s rule (decisions 5).
async fn start(
    job: &Job<'_>,
    client: &Client,
    function: &str,
    known: Option<&FunctionConfiguration<'_>>,
) -> Result<ExecutionArn, ClientError> {
    let default = job.qualifier.unwrap_or("$LATEST");
    let (name, qualifier) = function.split_once(':').unwrap_or((function, default));
    let account = known.and_then(|known| known.function_arn.split(':').nth(4));
    let input = StartInput {
        account_id: Some(account.unwrap_or("123456789012").into()),
        function_name: Some(name.into()),
        function_qualifier: Some(qualifier.into()),
        execution_name: job.name.map(|name| name.as_str().into()),
        input: Some(job.payload.as_str().into()),
        ..StartInput::default()
    };
    client.start(&input).await
}

fn not_there(cx: &Context, job: &Job<'_>, function: &str) -> Failure {
    if let Some(endpoint) = &cx.endpoint {
        let message = format!("the emulator at {endpoint} has no function `{function}`");
        return Failure::usage("UnknownFunction", message)
            .hint("declare it there, or leave `--endpoint` away");
    }
    let start = cx.command(&["start"]);
    let failure = Failure::usage(
        "UnknownFunction",
        format!("the emulator that runs has no function `{function}`"),
    );
    if job.stay.asynchronous {
        failure.hint(format!(
            "a function must outlive `--async`: declare it where `{start}` finds it"
        ))
    } else {
        failure.hint(format!("declare it where `{start}` finds it"))
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Begun {
    durable_execution_arn: ExecutionArn,
}

impl View for Begun {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        writeln!(out, "{}", self.durable_execution_arn)
    }
}

/// What a plain function returned, as it is.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Returned(Box<RawValue>);

impl View for Returned {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        writeln!(out, "{}", self.0)
    }
}

/// A function that is not durable: one call.
async fn plain(
    job: &Job<'_>,
    cx: &Context,
    session: &Session,
    interrupt: &mut Interrupt,
) -> anyhow::Result<ExitStatus> {
    if job.name.is_some() {
        let message = format!(
            "`{}` is a plain function: it has no executions to name",
            session.function
        );
        return Err(Failure::usage("NotDurable", message)
            .hint("leave `--name` away")
            .into());
    }
    let options = InvokeOptions {
        asynchronous: job.stay.asynchronous,
        ..InvokeOptions::default()
    };
    let called = tokio::select! {
        called = session.client.invoke(&session.function, &options, job.payload.clone().into_bytes()) => called?,
        () = interrupt.heard() => return Ok(ExitStatus::Interrupted),
    };
    let text = String::from_utf8_lossy(&called.payload).into_owned();
    if called.function_error.is_some() {
        let error: FunctionError<'_> = serde_json::from_str(&text).unwrap_or_default();
        let failure = Failure::new(
            ExitStatus::Failed,
            error.error_type.as_deref().unwrap_or("Unhandled"),
            format!("function `{}` failed", session.function),
        );
        let said = match (&error.error_type, &error.error_message) {
            (Some(kind), Some(message)) => format!("{kind}: {message}"),
            (Some(said), None) | (None, Some(said)) => said.to_string(),
            (None, None) => text,
        };
        return Err(failure.because(said).into());
    }
    if job.stay.asynchronous {
        let function = &session.function;
        cx.printer.note(&format!(
            "`{function}` is called; a plain function has no execution to look at"
        ));
        return Ok(ExitStatus::Success);
    }
    match RawValue::from_string(text.clone()) {
        Ok(value) => cx.printer.answer(&Returned(value))?,
        Err(_) => cx.printer.verbatim(&text)?,
    }
    Ok(ExitStatus::Success)
}
