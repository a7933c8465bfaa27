//! `start`: the emulator, in the foreground or behind.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use super::args::{Functions, Hosting};
use super::containers::{self, Looking};
use super::context::Context;
use super::exit::ExitStatus;
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::{detach, link, plan, sam, speed};
use crate::config::{TargetKind, Wanted};
use crate::docker::Docker;
use crate::emulator::{Emulator, StartError, StoreChoice};
use crate::execution::Speed;
use crate::sandbox::FunctionSpec;
use crate::store::StoreError;

mod image;
mod started;

use started::Found;
pub(super) use started::Started;

/// Where the official emulator and SAM expect an emulator.
pub(super) const PORT: u16 = 9014;

/// How often an engine is looked for that did not answer.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Run the emulator
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Point any AWS SDK or the AWS CLI at it by the environment lines that it prints. Functions are
declared by `--function`, durable.toml or Cargo.toml's metadata, or are Cargo targets named here.
Exit codes: 0 told to end; 2 wrong use, or the build failed; 3 trouble: a port taken, a store in use.")]
pub(super) struct Args {
    /// Whose emulator: embedded, or AWS's own in a container: image, or image:TAG
    ///
    /// Whose emulator: `embedded` is this program; `image` is AWS's own, in a container of the image that `compat pin`
    /// has pinned, and `image:TAG` one of that tag. AWS's calls functions at `--lambda-endpoint`, and has none itself.
    #[arg(long, value_name = "WHICH", default_value = "embedded", value_parser = which)]
    emulator: Which,

    /// The port; 0 picks one [default: 9014]
    #[arg(short = 'P', long, env = "CARGO_DURABLE_PORT", hide_env_values = true)]
    port: Option<u16>,

    /// The address to listen on [default: 127.0.0.1 and `::1`]
    #[arg(long, value_name = "ADDRESS", value_parser = parse_host)]
    host: Option<IpAddr>,

    /// Answer requests for this host name, too
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,

    /// Whose answers to give where the service and the official emulator differ
    ///
    /// Whose answers to give where they differ: the `service`'s, or `emulator-1.2`, those of the official emulator up
    /// to 1.2.1 in the few places that SAM CLI's own tests look at.
    #[arg(
        long,
        value_name = "WHOSE",
        default_value = "service",
        hide_possible_values = true
    )]
    answers_as: sam::Whose,

    /// Go to the background once ready; `stop` ends it
    #[arg(long)]
    detach: bool,

    /// Told by `--detach`: the answer is one line of JSON, and the terminal's end is not ours
    #[arg(long, hide = true)]
    detached: bool,

    /// Told by `compat check`: ends when its input does, for whoever began it is gone then
    #[arg(long, hide = true)]
    attended: bool,

    /// A binary that is a function; repeat for more
    #[arg(long, value_name = "NAME", help_heading = "Build options")]
    bin: Vec<String>,

    /// An example that is a function; repeat for more
    #[arg(long, value_name = "NAME", help_heading = "Build options")]
    example: Vec<String>,

    #[command(flatten)]
    pub(super) functions: Functions,

    #[command(flatten)]
    hosting: Hosting,
}

/// Whose emulator runs.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Which {
    Embedded,
    /// AWS's: of this tag, or the pinned one.
    Image(Option<String>),
}

fn which(text: &str) -> Result<Which, String> {
    match text.split_once(':') {
        None if text == "embedded" => Ok(Which::Embedded),
        None if text == "image" => Ok(Which::Image(None)),
        Some(("image", tag)) if !tag.is_empty() => Ok(Which::Image(Some(tag.to_owned()))),
        _ => Err("`embedded`, `image` or `image:TAG`".to_owned()),
    }
}

fn parse_host(text: &str) -> Result<IpAddr, String> {
    if text == "localhost" {
        return Ok(Ipv4Addr::LOCALHOST.into());
    }
    text.parse()
        .map_err(|_| "an IP address, or `localhost`".to_owned())
}

/// Runs the emulator until it is told to end.
pub(super) async fn run(args: Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    if cx.endpoint.is_some() {
        let failure = Failure::usage(
            "ConflictingOptions",
            "`start` runs an emulator here, and `--endpoint` names another",
        );
        return Err(failure
            .hint("leave `--endpoint` away, and unset `CARGO_DURABLE_ENDPOINT`")
            .into());
    }
    if args.detach {
        return detach::run(cx).await;
    }
    if args.detached {
        detach::leave_terminal();
    }
    if let Which::Image(tag) = &args.emulator {
        return image::run(&args, tag.as_deref(), cx).await;
    }
    let mut interrupt = Interrupt::install()?;
    let started = tokio::select! {
        started = begin(&args, cx) => started?,
        () = interrupt.heard() => return Ok(ExitStatus::Interrupted),
    };
    let (emulator, started) = started;
    if args.detached {
        cx.printer.verbatim(&serde_json::to_string(&started)?)?;
    } else {
        cx.printer.answer(&started)?;
    }
    tokio::select! {
        () = interrupt.heard() => {}
        () = appears(&emulator, cx) => {}
        () = abandoned(), if args.attended => {}
    }
    cx.printer.note("stopping");
    emulator.stop().await;
    Ok(ExitStatus::Success)
}

/// Looks for an engine that is started later, for those whose containers call us. It never returns.
async fn appears(emulator: &Emulator, cx: &Context) {
    let places = containers::places(cx);
    while !emulator.has_containers() {
        tokio::time::sleep(LOOK_EVERY).await;
        if let Ok(docker) = Docker::connect(&places).await {
            cx.printer.note(&format!(
                "{} answers at {}",
                docker.about().name,
                docker.about().place
            ));
            emulator.use_containers(docker).await;
        }
    }
    std::future::pending::<()>().await;
}

/// Waits until whoever began us is gone, and our input with it.
async fn abandoned() {
    let (ended, heard) = tokio::sync::oneshot::channel();
    // A thread of its own: it may wait longer than we live.
    std::thread::spawn(move || {
        // An input that breaks has ended as well.
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _ = ended.send(());
    });
    let _ = heard.await;
}

async fn begin(args: &Args, cx: &Context) -> anyhow::Result<(Emulator, Started)> {
    let port = port(args, cx)?;
    sam::StoreType::read(cx)?;
    // Before the build: nobody should wait for it to hear that an emulator runs already.
    if let Some((holder, address)) = link::holder(cx).await? {
        return Err(already(cx, holder.pid, Some(address)).into());
    }
    // Also where no function wants a container: SAM's containers call us, too.
    let looking = Looking::begin(cx, args.functions.isolation);
    let (functions, declared, docker) = functions(args, cx, looking).await?;
    let mut config = link::config(cx, &args.hosting, functions)?;
    if args.hosting.time.is_none() {
        config.speed = speed::of_environment(cx)?.unwrap_or(config.speed);
    }
    sam::honour(cx, &mut config)?;
    config.listen = listen(args.host, port);
    config.allow_hosts.clone_from(&args.allow_host);
    config.answers_as = args.answers_as.into();
    config.docker = docker;
    cx.make_state_dir()?;
    let (region, store, time) = (config.region.clone(), config.store.clone(), config.speed);
    let emulator = match Emulator::start(config).await {
        Ok(emulator) => emulator,
        Err(StartError::Store(StoreError::Locked { holder, .. })) => {
            let (pid, address) = holder.map_or((0, None), |holder| (holder.pid, holder.address));
            return Err(already(cx, pid, address).into());
        }
        Err(error) => return Err(error.into()),
    };
    let endpoint = format!("http://{}", link::reachable(emulator.address()));
    let started = Started {
        process_id: std::process::id(),
        store: match store {
            StoreChoice::Memory => ":memory:".to_owned(),
            StoreChoice::File(path) | StoreChoice::ReadOnly(path) => path.display().to_string(),
        },
        time: (time != Speed::REAL).then(|| speed::word(time)),
        environment: started::environment(&endpoint, &region),
        endpoint,
        functions: declared,
        emulator: None,
    };
    Ok((emulator, started))
}

/// `-P`, our variable (clap reads it), SAM's two, the official emulator's own (decisions 24).
fn port(args: &Args, cx: &Context) -> Result<u16, Failure> {
    if let Some(port) = args.port {
        return Ok(port);
    }
    Ok(sam::port(cx)?.unwrap_or(PORT))
}

/// Loopback in both families, unless somebody says otherwise (decisions 21).
fn listen(host: Option<IpAddr>, port: u16) -> Vec<SocketAddr> {
    match host {
        Some(host) => vec![(host, port).into()],
        None => vec![
            (Ipv4Addr::LOCALHOST, port).into(),
            (Ipv6Addr::LOCALHOST, port).into(),
        ],
    }
}

fn already(cx: &Context, pid: u32, address: Option<SocketAddr>) -> Failure {
    let place = address
        .map(|address| format!(", at http://{address}"))
        .unwrap_or_default();
    Failure::new(
        ExitStatus::Trouble,
        "StoreLocked",
        format!("an emulator already runs on this store: process {pid}{place}"),
    )
    .hint(format!(
        "end it by `{}`, or pass `--store PATH` to use another store",
        cx.command(&["stop"])
    ))
}

/// The functions to serve. Cargo targets are built if they are declared or named: not every binary of a
/// project is a function.
async fn functions(
    args: &Args,
    cx: &Context,
    looking: Looking,
) -> anyhow::Result<(Vec<FunctionSpec>, Vec<Found>, Option<Docker>)> {
    let mut plan = plan::find(cx, &args.functions, &args.hosting)?;
    let bins = args
        .bin
        .iter()
        .map(|name| Wanted::Target(TargetKind::Bin, name.clone()));
    let examples = args
        .example
        .iter()
        .map(|name| Wanted::Target(TargetKind::Example, name.clone()));
    for target in bins.chain(examples) {
        plan.choose(&target)?;
    }
    if !args.functions.package.is_empty() && args.bin.is_empty() && args.example.is_empty() {
        plan.adopt_binaries()?;
    }
    let mut engine = looking.answer().await;
    let specs = plan::build(cx, &plan, &args.functions, &args.hosting, &mut engine, None).await?;
    let found = specs.iter().filter_map(|spec| {
        let declared = plan.functions().find(|declared| declared.name == spec.name)?;
        Some(Found {
            function_name: spec.name.to_string(),
            durable: spec.durable.is_some(),
            from: declared.code.to_string(),
        })
    });
    let found = found.collect();
    Ok((specs, found, engine.docker))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_unless_told_otherwise() {
        let texts = |list: Vec<SocketAddr>| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(texts(listen(None, 9014)), ["127.0.0.1:9014", "[::1]:9014"]);
        assert_eq!(
            texts(listen(Some(parse_host("0.0.0.0").unwrap()), 0)),
            ["0.0.0.0:0"]
        );
        assert!(parse_host("example.org").is_err());
    }

    #[test]
    fn whose_emulator() {
        assert_eq!(which("embedded"), Ok(Which::Embedded));
        assert_eq!(which("image"), Ok(Which::Image(None)));
        assert_eq!(which("image:1.4.0"), Ok(Which::Image(Some("1.4.0".to_owned()))));
        for wrong in ["", "image:", "embedded:1", "latest"] {
            assert!(which(wrong).is_err(), "{wrong}");
        }
    }
}
