//! `compat check`: the contract, asked of the embedded emulator, of an image, of whoever is at a URL.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use self::view::Told;
use self::whom::{Common, Running, Whom};
use super::From;
use crate::cli::args::Format;
use crate::cli::context::Context;
use crate::cli::exit::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::interrupt::Interrupt;
use crate::cli::output::Block;
use crate::compat::check::{self, Check};
use crate::compat::report::baseline::{Baseline, BaselineError};
use crate::compat::report::{Report, github, junit};

mod embedded;
mod image;
mod select;
mod view;
mod whom;

/// Where GitHub takes a job's summary.
const SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// Check an emulator against the contract
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A target is `embedded` (the default), `image` (what durable.lock pins), `image:TAG` of AWS's
emulator, or a URL, from where this machine must be reached: the checks are the functions of the
executions that they start.
Exit codes: 0 all is as the contract says, or as the baseline has it; 1 something differs;
2 wrong use; 3 something could not be checked.")]
pub(crate) struct Args {
    /// Whom to check: `embedded`, `image[:TAG]`, or a URL; two or more are shown side by side
    #[arg(value_name = "TARGET", default_value = "embedded")]
    targets: Vec<Whom>,

    /// Make these checks alone: an id, or an area; repeat for more
    #[arg(long, value_name = "ID")]
    only: Vec<String>,

    /// Leave these checks out: an id, or an area; repeat for more
    #[arg(long, value_name = "ID")]
    skip: Vec<String>,

    /// The least that a check must matter: `breaks`, `hides` or `cosmetic`
    #[arg(
        long,
        value_name = "SEVERITY",
        default_value = "cosmetic",
        hide_possible_values = true
    )]
    severity: select::Least,

    /// Accept what an earlier report has found: a file of `--report json`
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// The report's format: `human`, `json`, `junit`, or `github` [default: `human`, or what `-o` says]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    report: Option<Shape>,

    /// Write the report to a file; what a person reads goes to stdout then
    #[arg(long, value_name = "FILE")]
    report_file: Option<PathBuf>,

    #[command(flatten)]
    from: From,
}

/// A format of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    Human,
    Json,
    Junit,
    Github,
}

/// Checks them.
pub(crate) async fn run(args: Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    let checks = select::checks(&args.only, &args.skip, args.severity.into())?;
    let baseline = match &args.baseline {
        Some(path) => Some(Baseline::read(&cx.dir.join(path)).map_err(|error| of_baseline(&error))?),
        None => None,
    };
    for (index, whom) in args.targets.iter().enumerate() {
        if args.targets[..index].contains(whom) {
            let message = format!("`{whom}` is to be checked twice");
            return Err(Failure::usage("ConflictingOptions", message).into());
        }
    }
    if let Some(path) = &args.report_file {
        // Nobody should wait for the checks to hear of it.
        has_place(&cx.dir.join(path))?;
    }
    let Some(mut report) = ask(&args, &checks, cx).await? else {
        return Ok(ExitStatus::Interrupted);
    };
    if let Some(baseline) = baseline {
        let mended = baseline.apply(&mut report);
        if !mended.is_empty() {
            cx.printer.note(&format!(
                "note: the baseline has what is right now: {}",
                mended.join(", ")
            ));
        }
    }
    report.forget_what_passed();
    tell(&args, &report, cx)?;
    Ok(view::status(&report))
}

/// Makes the checks, against one target after the other; `None` if it is interrupted.
async fn ask(args: &Args, checks: &[&'static Check], cx: &Context) -> anyhow::Result<Option<Report>> {
    let mut interrupt = Interrupt::install()?;
    let common = Common::prepare(&args.targets, args.from.image_repository.as_deref(), cx).await?;
    let mut report = Report::default();
    for whom in &args.targets {
        cx.printer.show(line(&format!("starting `{whom}`")));
        let Some(running) = Running::start(whom, &common, &mut interrupt, cx).await? else {
            return Ok(None);
        };
        let mut made = 0;
        let told = |_: &check::Finding| {
            made += 1;
            let progress = format!("checking `{whom}`: {made} of {}", checks.len());
            cx.printer.show(line(&progress));
        };
        let word = whom::word();
        let found = tokio::select! {
            found = check::all(checks, running.target(), &common.guests, &word, told) => Some(found),
            () = interrupt.heard() => None,
        };
        cx.printer.hide();
        let target = running.target().clone();
        running.end().await?;
        match found {
            Some(findings) => report.add(&target, findings?),
            None => return Ok(None),
        }
    }
    Ok(Some(report))
}

fn line(text: &str) -> Block {
    Block {
        lines: vec![text.to_owned()],
        is_typed_in: false,
    }
}

/// Writes the report where it is wanted.
fn tell(args: &Args, report: &Report, cx: &Context) -> anyhow::Result<()> {
    let shape = args.report.unwrap_or(match cx.printer.format() {
        Format::Text => Shape::Human,
        Format::Json | Format::Jsonl => Shape::Json,
    });
    let told = Told {
        report,
        in_full: cx.verbose > 0,
    };
    let text = match shape {
        Shape::Human => None,
        Shape::Json => Some(serde_json::to_string_pretty(report)?),
        Shape::Junit => Some(junit::write(report)?),
        Shape::Github => Some(github::annotations(report)),
    };
    if shape == Shape::Github {
        match (cx.variable(SUMMARY), &args.report_file) {
            (_, Some(path)) => write(&cx.dir.join(path), &github::summary(report), false)?,
            // Other steps of the job have written there.
            (Some(path), None) => write(Path::new(path), &github::summary(report), true)?,
            (None, None) => {}
        }
        return cx.printer.verbatim(text.unwrap_or_default().trim_end());
    }
    match (&args.report_file, text) {
        (Some(path), Some(text)) => {
            write(&cx.dir.join(path), &text, false)?;
            cx.printer.answer(&told)
        }
        (Some(path), None) => {
            let text = crate::cli::output::plain(&told)?;
            write(&cx.dir.join(path), &text, false)?;
            cx.printer.answer(&told)
        }
        (None, Some(text)) => cx.printer.verbatim(text.trim_end()),
        (None, None) => cx.printer.answer(&told),
    }
}

fn write(path: &Path, text: &str, append: bool) -> Result<(), Failure> {
    use std::io::Write as _;

    let mut options = std::fs::OpenOptions::new();
    options.create(true).write(true).append(append).truncate(!append);
    let written = options
        .open(path)
        .and_then(|mut file| writeln!(file, "{}", text.trim_end()));
    written.map_err(|error| unwritable(path, error))
}

/// A report can be made there, as far as that can be told without making one.
fn has_place(path: &Path) -> Result<(), Failure> {
    let parent = path.parent().unwrap_or(path);
    if path.is_dir() {
        return Err(unwritable(path, "it is a directory"));
    }
    if !parent.is_dir() {
        return Err(unwritable(path, "there is no such directory"));
    }
    Ok(())
}

fn unwritable(path: &Path, why: impl std::fmt::Display) -> Failure {
    let message = format!("cannot write the report `{}`", path.display());
    Failure::new(ExitStatus::Trouble, "CannotWrite", message).because(why)
}

fn of_baseline(error: &BaselineError) -> Failure {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    let mut failure = Failure::usage("InvalidBaseline", error.to_string());
    failure.causes.extend(cause);
    let newer = matches!(error, BaselineError::Newer { .. });
    failure.hint(if newer {
        "update cargo-durable"
    } else {
        "`compat check --report json --report-file FILE` writes one"
    })
}
