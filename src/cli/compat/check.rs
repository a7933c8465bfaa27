//! `compat check`: the contract, asked of the embedded emulator, of an image, of whoever is at a URL.

use std::net::{IpAddr, Ipv4Addr};

use super::super::context::Context;
use super::super::exit::ExitStatus;
use super::super::interrupt::Interrupt;
use crate::compat::check::guests::Guests;
use crate::compat::check::{self, Check};
use crate::compat::report::Report;

mod embedded;
mod select;
mod view;
mod whom;

use whom::{Running, Whom};

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
    tokio::select! {
        status = made(&args, &checks, cx) => status,
        () = interrupt.heard() => Ok(ExitStatus::Interrupted),
    }
}

async fn made(args: &Args, checks: &[&'static Check], cx: &Context) -> anyhow::Result<ExitStatus> {
    let guests = Guests::listen(&[IpAddr::V4(Ipv4Addr::LOCALHOST)]).await?;
    let mut report = Report::default();
    for whom in &args.targets {
        cx.printer.progress(&format!("checking `{whom}`"));
        let running = Running::start(whom, &guests, cx).await?;
        let findings = check::all(checks, &running.target, &guests, &whom::word(), |_| {}).await;
        report.add(&running.target, findings?);
        running.end().await;
    }
    cx.printer.answer(&report)?;
    Ok(report.status())
}
