//! Called as `dex-local-runner`: the official emulator's command line, options, defaults and variables, so that an
//! image with this program in it stands in the place of that emulator's (sam.md 4).
//!
//! Its exit codes are the official ones, too: 0, 1 for whatever went wrong, 2 for wrong use, 130 for Ctrl-C.

use std::borrow::Cow;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use futures_util::TryStreamExt as _;
use serde::Serialize;

use super::args::{Color, Format, Global};
use super::context::Context;
use super::exit::ExitStatus;
use super::failure::Failure;
use super::output::Printer;
use crate::client::Client;
use crate::config::root::Root;
use crate::execution::ExecutionArn;
use crate::wire::event::Event;
use crate::wire::json::document;
use crate::wire::official::{StartInput, StartOutput};
use crate::wire::query::HistoryQuery;

mod server;

/// The name that makes us this program.
const NAME: &str = "dex-local-runner";
/// What the official emulator gives an execution that its `invoke` starts.
const EXECUTION_TIMEOUT_S: i64 = 300;
const RETENTION_DAYS: i64 = 7;

/// The emulator for durable functions, by the command line of AWS's own
#[derive(Debug, Parser)]
#[command(
    name = NAME,
    version = concat!(env!("CARGO_PKG_VERSION"), " (cargo-durable)"),
    infer_long_args = true,
    disable_help_subcommand = true,
    max_term_width = 110,
    after_help = "This is cargo-durable under another name. Under its own it has more commands: `cargo durable --help`."
)]
struct Runner {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    StartServer(Box<server::Args>),
    Invoke(Invoke),
    GetDurableExecution(Named),
    GetDurableExecutionHistory(Listed),
}

/// Where the commands that ask find the emulator.
#[derive(Debug, clap::Args)]
struct Endpoint {
    /// The emulator; the official commands know only its variable
    #[arg(
        long = "local-runner-endpoint",
        value_name = "URL",
        default_value = "http://127.0.0.1:5000",
        env = "AWS_DEX_LOCAL_RUNNER_ENDPOINT",
        hide_env_values = true
    )]
    url: String,
}

/// Start an execution, and print its ARN
#[derive(Debug, clap::Args)]
struct Invoke {
    /// The function
    #[arg(long, value_name = "NAME")]
    function_name: String,

    /// Its input, as JSON
    #[arg(long, value_name = "JSON", default_value = "{}")]
    input: String,

    /// The execution's name [default: one that nobody has]
    #[arg(long, value_name = "NAME")]
    durable_execution_name: Option<String>,

    #[command(flatten)]
    endpoint: Endpoint,
}

/// Print an execution as JSON
#[derive(Debug, clap::Args)]
struct Named {
    /// The execution
    #[arg(long, value_name = "ARN", value_parser = arn)]
    durable_execution_arn: ExecutionArn,

    #[command(flatten)]
    endpoint: Endpoint,
}

/// Print an execution's history as JSON
#[derive(Debug, clap::Args)]
struct Listed {
    #[command(flatten)]
    of: Named,
}

fn arn(text: &str) -> Result<ExecutionArn, String> {
    ExecutionArn::parse(text).map_err(|_| "no execution's ARN".to_owned())
}

/// Whether the program was called by that name: through a link, or as a copy.
pub(super) fn is_called(line: &[OsString]) -> bool {
    let program = line.first().map(Path::new);
    program.and_then(Path::file_stem).is_some_and(|name| name == NAME)
}

/// Runs the program under that name.
pub(super) fn main(line: &[OsString]) -> ExitStatus {
    let parsed = Runner::command()
        .try_get_matches_from(line)
        .and_then(|matches| Runner::from_arg_matches(&matches));
    match parsed {
        Ok(runner) => run(runner.command, line.get(1..).unwrap_or_default()),
        Err(error) => super::unparsed(&error, line),
    }
}

fn run(command: Command, rest: &[OsString]) -> ExitStatus {
    let (level, store) = match &command {
        Command::StartServer(args) => (args.level(), args.store()),
        Command::Invoke(_) | Command::GetDurableExecution(_) | Command::GetDurableExecutionHistory(_) => {
            (server::Level::Warning, PathBuf::from(server::MEMORY))
        }
    };
    let global = Global {
        output_format: Format::Text,
        color: Color::Auto,
        verbose: 0,
        quiet: level.is_quiet(),
        endpoint: None,
        store: Some(store),
        manifest_path: None,
        directory: None,
    };
    let told = |failure: Failure, printer: &Printer| {
        let failure = reworded(failure);
        printer.failure(&failure);
        match failure.status {
            ExitStatus::Trouble => ExitStatus::Failed,
            status => status,
        }
    };
    let cx = match Context::new(&global, None, rest) {
        Ok(mut cx) => {
            // What lies around does not matter: functions are elsewhere.
            cx.root = Root::default();
            cx
        }
        Err(failure) => return told(failure, &Printer::new(Format::Text, Color::Auto, false)),
    };
    if let Err(failure) = super::watch_ourselves(level.filter(), &cx) {
        return told(failure, &cx.printer);
    }
    super::finish(dispatch(command, &cx))
        .unwrap_or_else(|error| told(Failure::of(error, &|words| words.join(" ")), &cx.printer))
}

async fn dispatch(command: Command, cx: &Context) -> anyhow::Result<ExitStatus> {
    match command {
        Command::StartServer(args) => return server::run(&args, cx).await,
        Command::Invoke(args) => print(cx, &invoke(&args).await?)?,
        Command::GetDurableExecution(args) => {
            let client = Client::new(&args.endpoint.url)?;
            print(cx, &client.get(&args.durable_execution_arn, true).await?)?;
        }
        Command::GetDurableExecutionHistory(args) => {
            let client = Client::new(&args.of.endpoint.url)?;
            let events = client.all_history(&args.of.durable_execution_arn, HistoryQuery::default());
            print(
                cx,
                &History {
                    events: events.try_collect().await?,
                },
            )?;
        }
    }
    Ok(ExitStatus::Success)
}

/// Every page of it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct History {
    events: Vec<Event<'static>>,
}

async fn invoke(args: &Invoke) -> anyhow::Result<StartOutput<'static>> {
    if let Err(error) = document(args.input.as_bytes()) {
        return Err(Failure::usage("InvalidPayload", "`--input` is not JSON")
            .because(error)
            .into());
    }
    let arn = Client::new(&args.endpoint.url)?
        .start(&StartInput {
            account_id: Some(Cow::Borrowed("123456789012")),
            function_name: Some(Cow::Borrowed(&args.function_name)),
            function_qualifier: Some(Cow::Borrowed("$LATEST")),
            // The official name, the function's with `-execution`, is no name for a second execution.
            execution_name: args.durable_execution_name.as_deref().map(Cow::Borrowed),
            execution_timeout_seconds: Some(EXECUTION_TIMEOUT_S),
            execution_retention_period_days: Some(RETENTION_DAYS),
            input: Some(Cow::Borrowed(&args.input)),
            ..StartInput::default()
        })
        .await?;
    Ok(StartOutput {
        execution_arn: Cow::Owned(arn.as_str().to_owned()),
    })
}

fn print(cx: &Context, answer: &impl Serialize) -> anyhow::Result<()> {
    cx.printer.verbatim(&serde_json::to_string_pretty(answer)?)
}

/// A failure whose hint names options that are here, and not those of `start`.
fn reworded(mut failure: Failure) -> Failure {
    let elsewhere = "pass `--store-path PATH` to use another one, or `--store-type memory`";
    let hint = match failure.code.as_str() {
        "StoreLocked" => Some("end whoever uses it, or pass `--store-path PATH` to use another one"),
        "StoreUnusable" | "StoreTooNew" | "NotAStore" => Some(elsewhere),
        "StoreDamaged" => Some("move the file away to begin anew, or pass `--store-path PATH`"),
        "Unreachable" | "NotAnEmulator" => Some(
            "`AWS_DEX_LOCAL_RUNNER_ENDPOINT` says where the emulator is; `dex-local-runner start-server` starts one",
        ),
        "InvalidEndpoint" => Some("an endpoint looks like `http://127.0.0.1:5000`"),
        "InvalidTimeScale" => Some("unset it, or pass `--skip-time`"),
        _ => None,
    };
    if let Some(hint) = hint {
        failure.hint = Some(hint.to_owned());
    }
    failure
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Runner::command().debug_assert();
    }

    #[test]
    fn the_name_of_the_program() {
        let called = |program: &str| is_called(&[program.into()]);
        for name in [
            "dex-local-runner",
            "/usr/local/bin/dex-local-runner",
            "./dex-local-runner",
        ] {
            assert!(called(name), "{name}");
        }
        assert!(called("dex-local-runner.exe"));
        for name in [
            "cargo-durable",
            "/dex-local-runner/cargo-durable",
            "dex-local-runner-2",
            "",
        ] {
            assert!(!called(name), "{name}");
        }
        assert!(!is_called(&[]));
    }
}
