//! The face: what a user types and sees.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

mod answering;
mod answers;
mod args;
mod callback;
mod clean;
mod compat;
mod complete;
mod completions;
mod containers;
mod context;
mod control;
mod detach;
mod dex;
mod doctor;
mod execution;
mod exit;
mod failure;
#[cfg(all(unix, debug_assertions))]
mod fault;
mod find;
mod follow;
mod foreign;
mod function;
mod history;
mod images;
mod interrupt;
mod invocations;
mod invoke;
mod line;
mod link;
mod logs;
mod man;
mod official;
mod operations;
mod outcome;
mod output;
mod payload;
mod plan;
mod progress;
mod rerun;
mod resume;
mod sam;
mod session;
mod since;
mod speed;
mod start;
mod stop;
mod store;
mod timeline;
mod tree;
mod wait;
mod waiting;

use context::Context;
use exit::ExitStatus;
use failure::Failure;

const EXIT_CODES: &str = "\
Exit codes:
  0    done, or the execution succeeded
  1    it failed, timed out, was stopped or is not there, or a check found something
  2    wrong use or configuration, or the build failed
  3    our own or the environment's trouble: no emulator, a port taken, a broken store
  130  interrupted";

/// Run, inspect and check AWS Lambda durable functions on your own machine
#[derive(Debug, Parser)]
#[command(
    name = "cargo-durable",
    bin_name = "cargo durable",
    version,
    propagate_version = true,
    after_help = EXIT_CODES,
    max_term_width = 110
)]
struct Cargo {
    #[command(flatten)]
    global: args::Global,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Start(Box<start::Args>),
    Stop(stop::Args),
    Invoke(Box<invoke::Args>),
    #[command(subcommand)]
    Execution(execution::Command),
    #[command(subcommand)]
    Callback(callback::Command),
    #[command(subcommand)]
    Function(function::Command),
    #[command(subcommand)]
    Store(store::Command),
    #[command(subcommand)]
    Compat(compat::Command),
    Doctor(doctor::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    /// The template that the command line names.
    fn template(&self) -> Option<&Path> {
        let functions = match self {
            Self::Start(args) => &args.functions,
            Self::Invoke(args) => &args.functions,
            Self::Function(function::Command::List(args)) => &args.functions,
            _ => return None,
        };
        functions.template.as_deref()
    }
}

/// Runs the program.
pub fn main(line: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut line: Vec<OsString> = line.into_iter().collect();
    if dex::is_called(&line) {
        return dex::main(&line).into();
    }
    // Cargo passes the subcommand's own name first.
    if line.get(1).is_some_and(|word| word == "durable") {
        line.remove(1);
    }
    if line.get(1).is_some_and(|word| word == complete::SUBCOMMAND) {
        return complete::run(line.get(2..).unwrap_or_default());
    }
    let cargo = match parse(&line) {
        Ok(cargo) => cargo,
        Err(error) => return unparsed(&error, &line).into(),
    };
    let rest = line.get(1..).unwrap_or_default();
    match Context::new(&cargo.global, cargo.command.template(), rest) {
        Ok(cx) => run(cargo, &cx).into(),
        Err(failure) => {
            let global = &cargo.global;
            output::Printer::new(global.output_format, global.color, global.quiet).failure(&failure);
            failure.status.into()
        }
    }
}

/// The whole command line, as clap knows it.
fn definition() -> clap::Command {
    Cargo::command()
}

fn parse(line: &[OsString]) -> Result<Cargo, clap::Error> {
    let matches = definition().try_get_matches_from(line)?;
    Cargo::from_arg_matches(&matches)
}

/// Help and version are answers; anything else is wrong use.
fn unparsed(error: &clap::Error, line: &[OsString]) -> ExitStatus {
    let is_answer = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let words: Vec<&str> = line.iter().filter_map(|word| word.to_str()).collect();
    let wants_json = words
        .windows(2)
        .any(|pair| matches!(pair, ["-o" | "--output-format", "json" | "jsonl"]))
        || words.iter().any(|word| {
            matches!(
                *word,
                "-ojson"
                    | "-ojsonl"
                    | "-o=json"
                    | "-o=jsonl"
                    | "--output-format=json"
                    | "--output-format=jsonl"
            )
        })
        || matches!(
            context::variable("CARGO_DURABLE_OUTPUT_FORMAT").as_deref(),
            Some("json" | "jsonl")
        );
    if wants_json && !is_answer {
        let said = error.render().to_string();
        let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
        let first = lines.next().unwrap_or_default();
        let failure = Failure::usage("Usage", first.trim_start_matches("error: ").trim_end_matches(':'));
        let rest: Vec<&str> = lines
            .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"))
            .collect();
        let failure = if rest.is_empty() {
            failure
        } else {
            failure.because(rest.join(" "))
        };
        let printer = output::Printer::new(args::Format::Json, args::Color::Never, false);
        printer.failure(&failure.hint("see `--help`"));
        return ExitStatus::Usage;
    }
    // A closed pipe is nobody's trouble.
    let _ = error.print();
    if is_answer {
        ExitStatus::Success
    } else {
        ExitStatus::Usage
    }
}

fn run(cargo: Cargo, cx: &Context) -> ExitStatus {
    let global = &cargo.global;
    let filter = match (global.quiet, global.verbose) {
        (true, _) => "cargo_durable=error",
        (false, 0) => "cargo_durable=warn",
        (false, 1) => "cargo_durable=info",
        (false, _) => "debug",
    };
    if let Err(failure) = watch_ourselves(filter, cx) {
        cx.printer.failure(&failure);
        return failure.status;
    }
    finish(dispatch(cargo.command, cx)).unwrap_or_else(|error| {
        let failure = Failure::of(error, &|words| cx.command(words));
        cx.printer.failure(&failure);
        failure.status
    })
}

/// Runs a command to its end.
fn finish(command: impl Future<Output = anyhow::Result<ExitStatus>>) -> anyhow::Result<ExitStatus> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(command);
    // A task that still blocks, for instance a read of stdin, does not hold us up.
    runtime.shutdown_background();
    result
}

async fn dispatch(command: Command, cx: &Context) -> anyhow::Result<ExitStatus> {
    match command {
        Command::Start(args) => start::run(*args, cx).await,
        Command::Stop(args) => stop::run(args, cx).await,
        Command::Invoke(args) => invoke::run(*args, cx).await,
        Command::Execution(command) => execution::run(command, cx).await,
        Command::Callback(command) => callback::run(command, cx).await,
        Command::Function(command) => function::run(command, cx).await,
        Command::Compat(command) => compat::run(command, cx).await,
        Command::Doctor(args) => doctor::run(args, cx).await,
        Command::Completions(args) => completions::run(&args, cx),
        Command::Man(args) => man::run(&args, cx),
        Command::Store(command) => store::run(command, cx).await,
    }
}

/// Our own log: what options ask for, or `CARGO_DURABLE_LOG`; both in tracing's syntax.
fn watch_ourselves(filter: &str, cx: &Context) -> Result<(), Failure> {
    use tracing_subscriber::EnvFilter;

    let filter = match cx.variable("CARGO_DURABLE_LOG") {
        Some(filter) => EnvFilter::try_new(filter).map_err(|error| {
            Failure::usage("InvalidOption", "`CARGO_DURABLE_LOG` is no log filter")
                .because(error)
                .hint("for example `cargo_durable=debug`")
        })?,
        None => EnvFilter::new(filter),
    };
    let colored = cx.printer.stderr_has_color();
    let log = output::Log(Arc::clone(&cx.printer));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(move || log.clone())
        .with_ansi(colored);
    // Tests may have set one already.
    let _ = log.try_init();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        definition().debug_assert();
    }

    #[test]
    fn help_fits_one_screen() {
        let help = definition().render_help().to_string();
        assert!(help.lines().count() <= 40, "{help}");
    }
}
