//! `compat check`: the contract, asked of the embedded emulator, of an image, of whoever is at a URL.

use self::whom::{Common, Running, Whom};
use crate::cli::context::Context;
use crate::cli::exit::ExitStatus;
use crate::cli::interrupt::Interrupt;
use crate::compat::check;
use crate::compat::report::Report;

mod embedded;
mod image;
mod select;
mod view;
mod whom;

/// Check an emulator against the contract
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A target is `embedded` (the default), `image` (what durable.lock pins) or `image:TAG` of AWS's emulator, or a URL.
Exit codes: 0 all is as the contract says; 1 something differs; 2 wrong use; 3 something could not be checked.")]
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
}

/// Checks them.
pub(crate) async fn run(args: Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    let checks = select::checks(&args.only, &args.skip, args.severity.into())?;
    let mut interrupt = Interrupt::install()?;
    let common = Common::prepare(&args.targets, cx).await?;
    let mut report = Report::default();
    for whom in &args.targets {
        cx.printer.progress(&format!("checking `{whom}`"));
        let Some(running) = Running::start(whom, &common, &mut interrupt, cx).await? else {
            return Ok(ExitStatus::Interrupted);
        };
        let word = whom::word();
        let found = tokio::select! {
            found = check::all(&checks, running.target(), &common.guests, &word, |_| {}) => Some(found),
            () = interrupt.heard() => None,
        };
        match found {
            Some(Ok(findings)) => report.add(running.target(), findings),
            Some(Err(error)) => {
                running.end().await?;
                return Err(error.into());
            }
            None => {
                running.end().await?;
                return Ok(ExitStatus::Interrupted);
            }
        }
        running.end().await?;
    }
    cx.printer.answer(&report)?;
    Ok(report.status())
}
