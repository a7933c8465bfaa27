//! Containers: where they run, how they reach us, and whose they are.

use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{Emulator, StoreChoice};
use crate::api;
use crate::docker::Docker;
use crate::docker::network::Reach;
use crate::engine::ids::Ids;
use crate::sandbox::{Owner, Sandboxes, Yard};

/// Whose containers an emulator's are.
pub fn owner(store: &StoreChoice) -> Owner {
    let start = format!("{:016x}", Ids::default().nonce());
    Owner {
        store: match store {
            StoreChoice::Memory => format!(":memory:{start}"),
            StoreChoice::File(path) | StoreChoice::ReadOnly(path) => path.display().to_string(),
        },
        process: std::process::id(),
        machine: machine(),
        start,
    }
}

/// This machine's name: an engine may run containers of several.
#[cfg(unix)]
fn machine() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn machine() -> String {
    "localhost".to_owned()
}

/// What containers need of an emulator.
#[derive(Clone)]
pub(super) struct Ground {
    pub(super) address: SocketAddr,
    pub(super) sandboxes: Sandboxes,
    pub(super) servers: TaskTracker,
    pub(super) shutdown: CancellationToken,
    pub(super) router: Router,
    pub(super) owner: Owner,
    /// Whether every address of this machine is listened on already.
    pub(super) everywhere: bool,
}

impl Emulator {
    /// Whether containers can be run.
    pub fn has_containers(&self) -> bool {
        self.ground.sandboxes.has_yard()
    }

    /// Containers can be run once an engine answers, if one does.
    pub fn expect_containers(&self, docker: impl Future<Output = Option<Docker>> + Send + 'static) {
        let ground = self.ground.clone();
        self.ground.servers.spawn(async move {
            let stopped = ground.shutdown.clone();
            let come = async {
                if let Some(docker) = docker.await {
                    ground.use_containers(docker).await;
                }
            };
            tokio::select! {
                () = come => {}
                () = stopped.cancelled() => {}
            }
        });
    }

    /// From now on containers can be run, and can call us.
    pub async fn use_containers(&self, docker: Docker) {
        self.ground.use_containers(docker).await;
    }
}

impl Ground {
    /// Containers can call us: we listen where they come, for nobody else (decisions 21). What earlier emulators left
    /// behind there is removed.
    async fn use_containers(&self, docker: Docker) {
        let reach = match docker.reach().await {
            Ok(reach) => reach,
            Err(error) => {
                tracing::warn!(%error, "the engine does not say how containers reach this machine");
                Reach::forwarded()
            }
        };
        if reach.peers.is_some() && !self.everywhere {
            self.listen_for(&reach).await;
        }
        let yard = Yard {
            docker,
            reach,
            owner: self.owner.clone(),
        };
        self.sandboxes.set_yard(yard.clone());
        self.servers.spawn(async move {
            match yard.clear().await {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "removed containers that an earlier emulator left behind"),
                Err(error) => tracing::warn!(%error, "what earlier emulators left behind is still there"),
            }
        });
    }

    async fn listen_for(&self, reach: &Reach) {
        let address = SocketAddr::new(reach.bind, self.address.port());
        match TcpListener::bind(address).await {
            Ok(listener) => {
                let stopped = self.shutdown.clone().cancelled_owned();
                let peers = reach.peers;
                let admits = move |peer| peers.is_none_or(|peers| peers.contains(peer));
                self.servers
                    .spawn(api::serve(listener, self.router.clone(), admits, stopped));
            }
            Err(error) => tracing::warn!(%address, %error, "containers cannot call this emulator"),
        }
    }
}
