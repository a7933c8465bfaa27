//! Where `invoke` runs: an emulator that is named, one that holds the store, or its own.

use std::time::Duration;

use super::args::{Functions, Hosting};
use super::containers::Looking;
use super::context::Context;
use super::exit::ExitStatus;
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::{link, plan};
use crate::client::{Client, Lease};
use crate::config::Wanted;
use crate::docker::Docker;
use crate::emulator::{Drive, Emulator, StartError};
use crate::sandbox::FunctionSpec;
use crate::store::{Holder, StoreError};

/// How often an execution that fails is tried again: the third identical failure in a row is its last (decisions 14).
const CRASH_RETRIES: u32 = 2;
/// How long others may take before it is said that we wait for them.
const SILENCE: Duration = Duration::from_millis(200);

/// An emulator that has the function, for as long as this lives.
pub(super) struct Session {
    pub(super) client: Client,
    /// What the function is called there.
    pub(super) function: String,
    emulator: Option<Emulator>,
    /// Our functions run in somebody else's emulator while we hold it.
    _lease: Option<Lease>,
}

/// What is to run, and how.
pub(super) struct Request<'a> {
    pub(super) wanted: &'a Wanted,
    pub(super) functions: &'a Functions,
    pub(super) hosting: &'a Hosting,
    /// We do not stay until the end: the function must be the emulator's own.
    pub(super) leaves: bool,
}

impl Session {
    /// Builds what must be built and finds, joins or starts an emulator (decisions 19, 20).
    pub(super) async fn open(cx: &Context, request: &Request<'_>) -> anyhow::Result<Self> {
        if let Some(endpoint) = &cx.endpoint {
            return Self::elsewhere(cx, request, endpoint);
        }
        let holder = link::holder(cx).await?;
        if request.leaves {
            let lasting = holder.as_ref().filter(|(holder, _)| holder.drives_all);
            return Self::left_running(cx, request, lasting.map(|(_, address)| *address));
        }
        if let Some((holder, _)) = &holder {
            refuse_conflicts(cx, request, holder)?;
        }
        let looking = Looking::begin(cx, request.functions.isolation);
        let mut plan = plan::find(cx, request.functions, request.hosting)?;
        let name = plan.choose(request.wanted)?;
        let (mut engine, late) = looking.wanted(&plan).await;
        let specs = plan::build(
            cx,
            &plan,
            request.functions,
            request.hosting,
            &mut engine,
            Some(&name),
        )
        .await?;
        // Somebody may have come or gone while cargo built.
        let function = name.to_string();
        if let Some(found) = link::holder(cx).await? {
            return Self::attach(function, &specs, found).await;
        }
        let host = Self::host(
            cx,
            request,
            function.clone(),
            specs.clone(),
            (engine.docker, late),
        );
        match host.await {
            Err(error) if is_locked(&error) => match link::holder(cx).await? {
                Some(found) => Self::attach(function, &specs, found).await,
                None => Err(error),
            },
            hosted => hosted,
        }
    }

    /// An emulator that is named runs its own functions.
    fn elsewhere(cx: &Context, request: &Request<'_>, endpoint: &str) -> anyhow::Result<Self> {
        let is_target = matches!(request.wanted, Wanted::Target(..));
        plan::refuse_with_endpoint(cx, request.functions, is_target)?;
        if let Some(option) = request.hosting.given() {
            return Err(conflict(
                option,
                &format!("the emulator at {endpoint},"),
                "leave `--endpoint` away",
            )
            .into());
        }
        Ok(Self::with(Client::new(endpoint)?, named(cx, request.wanted)?))
    }

    /// `--async`: the emulator and the function must outlive us.
    fn left_running(
        cx: &Context,
        request: &Request<'_>,
        address: Option<std::net::SocketAddr>,
    ) -> anyhow::Result<Self> {
        let Some(address) = address else {
            let message = "`--async` leaves the execution to an emulator, and none runs";
            let failure = Failure::new(ExitStatus::Trouble, "NotRunning", message);
            return Err(failure
                .hint(format!("start one by `{}`", cx.command(&["start"])))
                .into());
        };
        if let Some(option) = request.functions.given_functions() {
            return Err(conflict(
                option,
                "`--async`: the emulator that runs outlives us, and runs the function",
                &format!("pass it to `{}`", cx.command(&["start"])),
            )
            .into());
        }
        Ok(Self::with(
            Client::new(&format!("http://{address}"))?,
            named(cx, request.wanted)?,
        ))
    }

    fn with(client: Client, function: String) -> Self {
        Self {
            client,
            function,
            emulator: None,
            _lease: None,
        }
    }

    /// Brings the functions to the emulator that holds the store.
    async fn attach(
        function: String,
        specs: &[FunctionSpec],
        (holder, address): (Holder, std::net::SocketAddr),
    ) -> anyhow::Result<Self> {
        let client = Client::new(&format!("http://{address}"))?;
        let Some(token) = &holder.token else {
            let message = format!("process {} holds the store, and takes no functions", holder.pid);
            return Err(Failure::new(ExitStatus::Trouble, "StoreLocked", message).into());
        };
        let lease = client.lease(token, specs).await?;
        Ok(Self {
            _lease: Some(lease),
            ..Self::with(client, function)
        })
    }

    async fn host(
        cx: &Context,
        request: &Request<'_>,
        function: String,
        specs: Vec<FunctionSpec>,
        (docker, late): (Option<Docker>, Option<Looking>),
    ) -> anyhow::Result<Self> {
        let mut config = link::config(cx, request.hosting, specs)?;
        config.docker = docker;
        config.drive = Drive::Own;
        config.limits.crash_retries = Some(request.hosting.max_crash_retries.unwrap_or(CRASH_RETRIES));
        config.limits.unusable_is_final = true;
        cx.make_state_dir()?;
        let emulator = Emulator::start(config).await?;
        if let Some(late) = late {
            // Whoever comes to this emulator may bring a function that runs in a container.
            emulator.expect_containers(late.docker());
        }
        let client = Client::new(&emulator.endpoint())?;
        Ok(Self {
            emulator: Some(emulator),
            ..Self::with(client, function)
        })
    }

    /// Whether the execution goes on when we go.
    pub(super) const fn outlives_us(&self) -> bool {
        self.emulator.is_none()
    }

    /// The address, if only we know it.
    pub(super) fn own_endpoint(&self) -> Option<String> {
        self.emulator.as_ref().map(Emulator::endpoint)
    }

    /// What runs here, if the emulator is ours.
    pub(super) fn engine(&self) -> Option<crate::engine::Engine> {
        self.emulator.as_ref().map(|emulator| emulator.engine().clone())
    }

    /// Waits for others that use our emulator, or for Ctrl-C; then ends it.
    pub(super) async fn close(self, cx: &Context, interrupt: &mut Interrupt) {
        let Some(emulator) = self.emulator else {
            return;
        };
        if tokio::time::timeout(SILENCE, emulator.leases_ended())
            .await
            .is_err()
        {
            cx.printer
                .note("waiting for another `invoke` that uses this emulator");
            tokio::select! {
                () = emulator.leases_ended() => {}
                () = interrupt.heard() => {}
            }
        }
        emulator.stop().await;
    }

    /// Ends at once what we started: somebody pressed Ctrl-C.
    pub(super) async fn abandon(self) {
        if let Some(emulator) = self.emulator {
            emulator.stop().await;
        }
    }
}

fn is_locked(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref::<StartError>(),
        Some(StartError::Store(StoreError::Locked { .. }))
    )
}

/// Somebody else's functions are called by their names.
fn named(cx: &Context, wanted: &Wanted) -> Result<String, Failure> {
    match wanted {
        Wanted::Named(name) | Wanted::Target(_, name) => Ok(name.clone()),
        Wanted::Only => Err(Failure::usage("AmbiguousFunction", "which function?")
            .hint(format!("name it: `{}`", cx.command(&["invoke", "FUNCTION"])))),
    }
}

fn refuse_conflicts(cx: &Context, request: &Request<'_>, holder: &Holder) -> Result<(), Failure> {
    match request.hosting.given() {
        // What functions are is ours to say; how the emulator works is its own.
        None | Some("--function-configs") => Ok(()),
        Some(option) => Err(conflict(
            option,
            &format!("the emulator that runs already, process {},", holder.pid),
            &format!("end that emulator by `{}`", cx.command(&["stop"])),
        )),
    }
}

fn conflict(option: &str, who: &str, other: &str) -> Failure {
    Failure::usage(
        "ConflictingOptions",
        format!("`{option}` contradicts {who} which has its own"),
    )
    .hint(format!("leave `{option}` away, or {other}"))
}
