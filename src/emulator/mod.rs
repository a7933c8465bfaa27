//! The one place where an emulator is put together: store, clock, sandboxes, engine, API. Used by `cli` and tests.

mod attach;
mod logs;
mod yard;

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::api::{self, AnswersAs, ApiState};
use crate::docker::Docker;
pub use crate::engine::Drive;
use crate::engine::clock::Clock;
use crate::engine::ids::Ids;
use crate::engine::{Engine, EngineError, Parts};
use crate::execution::{Limits, Speed};
use crate::sandbox::{self, Env, FunctionSpec, LogSink, SandboxError, Sandboxes};
use crate::store::{Holder, Rig, Store, StoreError, Sync};
pub use yard::owner;

use self::attach::Leases;
use self::yard::Ground;

/// Where executions are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreChoice {
    /// Nowhere.
    Memory,
    File(PathBuf),
    /// A file that somebody else may be writing to.
    ReadOnly(PathBuf),
}

/// What an emulator is made of.
pub struct Config {
    pub store: StoreChoice,
    pub sync: Sync,
    /// What a test wants of a store in a file.
    pub rig: Rig,
    /// Where to listen; port 0 picks one, the same for all.
    pub listen: Vec<SocketAddr>,
    pub region: String,
    pub account: String,
    pub functions: Vec<FunctionSpec>,
    /// Where functions are called that nobody registered.
    pub lambda_endpoint: Option<String>,
    pub endpoint_concurrency: usize,
    pub limits: Limits,
    pub lenient_qualifiers: bool,
    pub allow_hosts: Vec<String>,
    pub answers_as: AnswersAs,
    pub drive: Drive,
    /// How fast time runs for what is driven.
    pub speed: Speed,
    /// This program, which guards guests (decisions 23).
    pub guard: PathBuf,
    /// What guests inherit, cleaned.
    pub environment: Env,
    pub logs: LogSink,
    /// For small files of ours.
    pub state_dir: PathBuf,
    /// The engine that runs containers, if one answers.
    pub docker: Option<Docker>,
}

/// Why there is no emulator.
#[derive(Debug, Error)]
pub enum StartError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("port {} is taken", address.port())]
    PortTaken {
        address: SocketAddr,
        source: std::io::Error,
    },
    #[error("cannot listen on {address}")]
    Listen {
        address: SocketAddr,
        source: std::io::Error,
    },
    #[error("no address to listen on")]
    NoAddress,
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    #[error("the executions of the store cannot be taken up again")]
    Recovery(#[source] EngineError),
}

/// A running emulator.
pub struct Emulator {
    engine: Engine,
    store: Store,
    leases: Leases,
    ground: Ground,
}

impl Emulator {
    /// Opens the store, listens, and goes on with what is to be driven. Requests are answered when this returns.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let store = open(config.store.clone(), config.sync, config.rig.clone()).await?;
        let listeners = listen(&config.listen).await?;
        let address = listeners[0].local_addr().map_err(|source| StartError::Listen {
            address: config.listen[0],
            source,
        })?;
        let sandboxes = sandboxes(&config, address, logs::keep(&store, Arc::clone(&config.logs)))?;
        let engine = Engine::new(Parts {
            store: store.clone(),
            invoker: Arc::new(sandboxes.clone()),
            clock: Clock::Wall,
            ids: Ids::default(),
            region: config.region,
            account: config.account,
            limits: config.limits,
            lenient_qualifiers: config.lenient_qualifiers,
            drive: config.drive,
            speed: config.speed,
        });
        let token = format!("{:016x}{:016x}", Ids::default().nonce(), Ids::default().nonce());
        let leases = Leases::new(token.clone(), sandboxes.clone());
        let router = api::router(
            ApiState {
                engine: engine.clone(),
                allow_hosts: config.allow_hosts,
                answers_as: config.answers_as,
            },
            leases.router(),
        );
        let ground = Ground {
            address,
            sandboxes,
            servers: TaskTracker::new(),
            shutdown: CancellationToken::new(),
            router,
            owner: yard::owner(&config.store),
            everywhere: config.listen.iter().any(|address| address.ip().is_unspecified()),
        };
        for listener in listeners {
            let stopped = ground.shutdown.clone().cancelled_owned();
            ground
                .servers
                .spawn(api::serve(listener, ground.router.clone(), |_| true, stopped));
        }
        let emulator = Self {
            engine,
            store: store.clone(),
            leases,
            ground,
        };
        let mut holder = Holder::this_process();
        holder.address = Some(address);
        holder.token = Some(token);
        holder.started_at = Some(emulator.engine.now());
        holder.drives_all = config.drive == Drive::Everything;
        store.announce(&holder)?;
        if let Some(docker) = config.docker {
            emulator.use_containers(docker).await;
        }
        emulator.engine.recover().await.map_err(StartError::Recovery)?;
        Ok(emulator)
    }

    /// The address that it listens on first.
    pub fn address(&self) -> SocketAddr {
        self.ground.address
    }

    /// Its base URL.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.ground.address)
    }

    /// The engine inside.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Adds a function, or replaces the one of its name.
    pub fn register(&self, function: FunctionSpec) {
        self.ground.sandboxes.register(function);
    }

    /// Returns when no other `invoke` needs this emulator (decisions 19).
    pub async fn leases_ended(&self) {
        self.leases.ended().await;
    }

    /// How many others need this emulator.
    pub fn leases(&self) -> usize {
        self.leases.count()
    }

    /// Ends everything that it runs and closes the store; what was in flight goes on when the store is next driven.
    pub async fn stop(self) {
        self.ground.shutdown.cancel();
        self.ground.servers.close();
        self.engine.shutdown().await;
        self.ground.sandboxes.shutdown().await;
        self.store.flush_log().await;
        self.ground.servers.wait().await;
    }
}

async fn open(choice: StoreChoice, sync: Sync, rig: Rig) -> Result<Store, StoreError> {
    let opening = tokio::task::spawn_blocking(move || match choice {
        StoreChoice::Memory => Store::in_memory(),
        StoreChoice::File(path) => Store::open_rigged(path, sync, rig),
        StoreChoice::ReadOnly(path) => Store::open_read_only(path),
    });
    opening.await.unwrap_or(Err(StoreError::Interrupted))
}

/// Binds every address; if the first one's port was 0, the others get the port that it was given. Only the first
/// one must succeed: a machine may have no IPv6.
async fn listen(addresses: &[SocketAddr]) -> Result<Vec<TcpListener>, StartError> {
    let mut listeners: Vec<TcpListener> = Vec::new();
    for &address in addresses {
        let mut address = address;
        if let Some(first) = listeners.first()
            && address.port() == 0
            && let Ok(bound) = first.local_addr()
        {
            address.set_port(bound.port());
        }
        match TcpListener::bind(address).await {
            Ok(listener) => listeners.push(listener),
            Err(source) if source.kind() == ErrorKind::AddrInUse && listeners.is_empty() => {
                return Err(StartError::PortTaken { address, source });
            }
            Err(source) if listeners.is_empty() => return Err(StartError::Listen { address, source }),
            Err(error) => tracing::debug!(%address, %error, "not listening there"),
        }
    }
    if listeners.is_empty() {
        Err(StartError::NoAddress)
    } else {
        Ok(listeners)
    }
}

fn sandboxes(config: &Config, address: SocketAddr, logs: LogSink) -> Result<Sandboxes, SandboxError> {
    let scratch = scratch(&config.state_dir);
    let now = Arc::new(|| Clock::Wall.now());
    let settings = sandbox::Config {
        region: config.region.clone(),
        account: config.account.clone(),
        parent_env: config.environment.clone(),
        api_address: Some(address),
        lambda_endpoint: config.lambda_endpoint.clone(),
        endpoint_concurrency: config.endpoint_concurrency,
        ..sandbox::Config::new(config.guard.clone(), scratch, now, logs)
    };
    let sandboxes = Sandboxes::new(settings)?;
    for function in &config.functions {
        sandboxes.register(function.clone());
    }
    Ok(sandboxes)
}

fn scratch(state_dir: &Path) -> PathBuf {
    state_dir.join("run")
}
