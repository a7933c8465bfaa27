//! Which emulator a command talks to: the one that is named, the one that holds the store, or its own.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use super::args::{Durability, Hosting};
use super::context::{Context, StorePlace, user_state};
use super::exit::ExitStatus;
use super::failure::Failure;
use crate::api::AnswersAs;
use crate::client::Client;
use crate::emulator::{Config, Drive, Emulator, StartError, StoreChoice};
use crate::execution::{Limits, Speed};
use crate::sandbox::{FunctionSpec, LogLine, LogSink};
use crate::store::{Holder, Rig, StoreError, Sync, read_holder};

/// How long a holder may take from its lock to its address.
const ANNOUNCED_WITHIN: Duration = Duration::from_secs(3);
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Calls at once to one endpoint (decisions 6).
const ENDPOINT_CONCURRENCY: usize = 64;

/// What a command wants of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

/// A client, and the emulator behind it if it is ours.
pub(super) struct Link {
    pub(super) client: Client,
    emulator: Option<Emulator>,
}

impl Link {
    /// Finds the emulator, or opens the store for as long as the command lasts (cli.md 2). Such an
    /// emulator drives nothing: whoever drives an execution next sees what was done (decisions 20).
    pub(super) async fn open(cx: &Context, access: Access) -> anyhow::Result<Self> {
        if let Some(client) = running(cx).await? {
            return Ok(Self {
                client,
                emulator: None,
            });
        }
        match Emulator::start(idle(cx, access)?).await {
            Ok(emulator) => Self::own(emulator),
            // Somebody was faster, or the format is old and only a writer can bring it up to date.
            Err(StartError::Store(StoreError::Locked { .. })) => match running(cx).await? {
                Some(client) => Ok(Self {
                    client,
                    emulator: None,
                }),
                None => Self::own(Emulator::start(idle(cx, access)?).await?),
            },
            Err(StartError::Store(StoreError::Older { .. })) => {
                Self::own(Emulator::start(idle(cx, Access::Write)?).await?)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn own(emulator: Emulator) -> anyhow::Result<Self> {
        Ok(Self {
            client: Client::new(&emulator.endpoint())?,
            emulator: Some(emulator),
        })
    }

    /// Whether somebody else's emulator answers: only then does anything go on by itself.
    pub(super) const fn is_live(&self) -> bool {
        self.emulator.is_none()
    }

    /// Lets the store go.
    pub(super) async fn close(self) {
        if let Some(emulator) = self.emulator {
            emulator.stop().await;
        }
    }
}

/// The emulator that is named or that holds the store.
async fn running(cx: &Context) -> anyhow::Result<Option<Client>> {
    if let Some(endpoint) = &cx.endpoint {
        return Ok(Some(Client::new(endpoint)?));
    }
    match holder(cx).await? {
        Some((_, address)) => Ok(Some(Client::new(&format!("http://{address}"))?)),
        None => Ok(None),
    }
}

/// Who holds this project's store, and where it listens.
pub(super) async fn holder(cx: &Context) -> Result<Option<(Holder, SocketAddr)>, Failure> {
    let StorePlace::File(path) = &cx.store else {
        return Ok(None);
    };
    let deadline = tokio::time::Instant::now() + ANNOUNCED_WITHIN;
    loop {
        let Some(holder) = read_holder(path) else {
            return Ok(None);
        };
        if let Some(address) = holder.address {
            return Ok(Some((holder, reachable(address))));
        }
        if tokio::time::Instant::now() >= deadline {
            return Err(Failure::new(
                ExitStatus::Trouble,
                "StoreLocked",
                format!("process {} holds the store, and listens nowhere", holder.pid),
            )
            .hint(format!(
                "wait for it to end, or end it by `{}`",
                cx.command(&["stop"])
            )));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// An address to connect to: who listens everywhere listens on loopback, too.
pub(super) fn reachable(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => (Ipv4Addr::LOCALHOST, address.port()).into(),
        IpAddr::V6(ip) if ip.is_unspecified() => (std::net::Ipv6Addr::LOCALHOST, address.port()).into(),
        _ => address,
    }
}

/// An emulator that serves the store and runs nothing.
fn idle(cx: &Context, access: Access) -> Result<Config, Failure> {
    let mut config = config(cx, &Hosting::default(), Vec::new())?;
    config.drive = Drive::Nothing;
    if let StorePlace::File(path) = &cx.store {
        if !path.exists() {
            // What does not exist is empty, and there is nothing in it to change: a look must not create it.
            config.store = StoreChoice::Memory;
            config.state_dir = user_state();
        } else if access == Access::Read {
            config.store = StoreChoice::ReadOnly(path.clone());
        }
    }
    Ok(config)
}

/// An emulator on this project's store, on a free loopback port, that drives everything.
pub(super) fn config(
    cx: &Context,
    hosting: &Hosting,
    functions: Vec<FunctionSpec>,
) -> Result<Config, Failure> {
    if let Some(url) = &hosting.lambda_endpoint {
        Client::new(url).map_err(|error| {
            Failure::usage("InvalidEndpoint", error.to_string())
                .hint("`--lambda-endpoint` looks like `http://127.0.0.1:3001`")
        })?;
    }
    let region = region(cx, hosting);
    let is_region = region.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !is_region {
        return Err(Failure::usage(
            "InvalidOption",
            format!("`{region}` is no region"),
        ));
    }
    Ok(Config {
        store: match &cx.store {
            StorePlace::Memory => StoreChoice::Memory,
            StorePlace::File(path) => StoreChoice::File(path.clone()),
        },
        sync: match hosting.sync {
            Some(Durability::Full) => Sync::Full,
            Some(Durability::Normal) | None => Sync::Normal,
        },
        rig: rig(cx)?,
        listen: vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))],
        region: region.to_owned(),
        account: account(hosting).to_owned(),
        functions,
        lambda_endpoint: hosting.lambda_endpoint.clone(),
        endpoint_concurrency: hosting.endpoint_concurrency.unwrap_or(ENDPOINT_CONCURRENCY),
        limits: Limits {
            crash_retries: hosting.max_crash_retries,
            ..Limits::SERVICE
        },
        lenient_qualifiers: hosting.lenient_qualifiers,
        allow_hosts: Vec::new(),
        answers_as: AnswersAs::Service,
        drive: Drive::Everything,
        speed: hosting.time.unwrap_or(Speed::REAL),
        guard: cx.program.clone(),
        environment: cx.environment.clone(),
        logs: log_sink(cx),
        state_dir: cx.state_dir(),
        docker: None,
    })
}

/// The region of ARNs (decisions 4).
pub(super) fn region<'a>(cx: &'a Context, hosting: &'a Hosting) -> &'a str {
    let given = hosting.region.as_deref().or(cx.variable("AWS_REGION"));
    given.unwrap_or("us-east-1")
}

/// The account of ARNs (decisions 4).
pub(super) fn account(hosting: &Hosting) -> &str {
    hosting.account.as_deref().unwrap_or("123456789012")
}

/// What a test of this program wants to go wrong.
#[cfg(all(unix, debug_assertions))]
fn rig(cx: &Context) -> Result<Rig, Failure> {
    super::fault::rig(cx)
}

/// Nothing goes wrong on purpose in a program that is not under test.
#[cfg(not(all(unix, debug_assertions)))]
#[expect(clippy::unnecessary_wraps, reason = "the program under test can refuse")]
fn rig(_: &Context) -> Result<Rig, Failure> {
    Ok(Rig::default())
}

/// What functions print goes to stderr, with their name before it.
fn log_sink(cx: &Context) -> LogSink {
    let printer = Arc::clone(&cx.printer);
    Arc::new(move |line: LogLine| printer.guest(line.function.as_str(), &line.text))
}
