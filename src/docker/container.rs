//! One container: made, started, listened to, waited for, removed.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::time::Duration;

use bollard::container::LogOutput;
use bollard::models::{
    ContainerCreateBody, HostConfig, HostConfigLogConfig, Mount, MountType, MountVolumeOptions, PortBinding,
    PortMap, ResourcesUlimits,
};
use bollard::query_parameters::{
    AttachContainerOptionsBuilder, CreateContainerOptionsBuilder, KillContainerOptionsBuilder,
    ListContainersOptionsBuilder, RemoveContainerOptionsBuilder, WaitContainerOptions,
};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _};

use super::network::HOST;
use super::{Docker, DockerError};

/// The code of who was ended by `SIGKILL`.
const KILLED: i64 = 137;
/// How long the reason may come after the end.
const REASON: Duration = Duration::from_millis(200);

/// What a container is made of.
#[derive(Debug, Clone, Default)]
pub struct Recipe {
    pub image: String,
    /// `linux/arm64`; `None` is the image's own.
    pub platform: Option<String>,
    /// What stands in the place of the image's own.
    pub entry_point: Option<Vec<String>>,
    pub command: Option<Vec<String>>,
    pub working_dir: Option<String>,
    /// `NAME=VALUE`.
    pub env: Vec<String>,
    /// `993:990`.
    pub user: Option<String>,
    /// What is mounted, read-only: from, to.
    pub mounts: Vec<(PathBuf, String)>,
    /// What is mounted and may be written to: from, to.
    pub writable: Vec<(PathBuf, String)>,
    /// Ports of its own that are addresses of this machine.
    pub published: Vec<(u16, SocketAddr)>,
    /// Its root is its own to write to.
    pub has_own_root: bool,
    pub labels: HashMap<String, String>,
    pub bounds: Bounds,
}

/// What a container may use. Its root is read-only, unless it is said to be its own; `/tmp` is its own, and it gains
/// no privileges.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bounds {
    pub memory_bytes: i64,
    pub processes: i64,
    /// 0 is the engine's own bound, which it may not be able to raise.
    pub open_files: i64,
}

/// What a container writes.
#[derive(Debug)]
pub enum Output {
    Stdout(Bytes),
    Stderr(Bytes),
}

/// What a container writes, as it comes; it ends with the container.
pub type Outputs = Pin<Box<dyn Stream<Item = Output> + Send>>;

/// How a container ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// 128 and the signal's number for who was ended by one.
    pub code: i64,
    /// It had used all of its memory.
    pub out_of_memory: bool,
}

/// A container that is here, running or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub id: String,
    pub labels: HashMap<String, String>,
}

impl Docker {
    /// Makes a container; it does not run yet. Its id.
    pub async fn create(&self, mut recipe: Recipe) -> Result<String, DockerError> {
        if recipe.entry_point.is_some() && recipe.command.is_none() {
            // The engine would forget the image's command, which Lambda keeps.
            recipe.command = self.image(&recipe.image).await?.map(|image| image.command);
        }
        let options = CreateContainerOptionsBuilder::default();
        let options = match &recipe.platform {
            Some(platform) => options.platform(platform),
            None => options,
        };
        let created = self
            .client
            .create_container(Some(options.build()), body(recipe))
            .await?;
        Ok(created.id)
    }

    /// Starts a container, and hears it from its first byte.
    pub async fn start(&self, id: &str) -> Result<Outputs, DockerError> {
        let all = AttachContainerOptionsBuilder::default()
            .stdout(true)
            .stderr(true)
            .stream(true)
            .build();
        let attached = self.client.attach_container(id, Some(all)).await?;
        self.client.start_container(id, None).await?;
        let outputs = attached.output.filter_map(async |output| match output.ok()? {
            LogOutput::StdErr { message } => Some(Output::Stderr(message)),
            LogOutput::StdOut { message } | LogOutput::Console { message } => Some(Output::Stdout(message)),
            LogOutput::StdIn { .. } => None,
        });
        Ok(Box::pin(outputs))
    }

    /// Waits until it ends.
    pub async fn wait(&self, id: &str) -> Result<End, DockerError> {
        let waiting = self.client.wait_container(id, None::<WaitContainerOptions>);
        let code = match waiting.try_collect::<Vec<_>>().await {
            Ok(answers) => answers.first().map_or(0, |answer| answer.status_code),
            // That is `bollard`'s way to say that the code is not 0.
            Err(bollard::errors::Error::DockerContainerWaitError { code, .. }) => code,
            Err(error) => return Err(error.into()),
        };
        let mut out_of_memory = self.ran_out(id).await;
        if code == KILLED && !out_of_memory {
            // The engine may hear of the end before it hears of the reason.
            tokio::time::sleep(REASON).await;
            out_of_memory = self.ran_out(id).await;
        }
        Ok(End { code, out_of_memory })
    }

    async fn ran_out(&self, id: &str) -> bool {
        let found = self.client.inspect_container(id, None).await;
        // Somebody may have removed it already: there is no more to know.
        let state = found.ok().and_then(|found| found.state).unwrap_or_default();
        state.oom_killed.unwrap_or(false)
    }

    /// Sends a signal, such as `SIGINT`, to its first process.
    pub async fn signal(&self, id: &str, signal: &str) -> Result<(), DockerError> {
        let options = KillContainerOptionsBuilder::default().signal(signal).build();
        Ok(self.client.kill_container(id, Some(options)).await?)
    }

    /// Removes a container and all that is its own, running or not. One that is not there is removed.
    pub async fn remove(&self, id: &str) -> Result<(), DockerError> {
        let all = RemoveContainerOptionsBuilder::default()
            .force(true)
            .v(true)
            .build();
        match self
            .client
            .remove_container(id, Some(all))
            .await
            .map_err(DockerError::from)
        {
            Err(DockerError::NotFound(_)) | Ok(()) => Ok(()),
            // Two at once: the other one does it.
            Err(DockerError::Refused(why)) if why.contains("already in progress") => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Every container that has this label, whatever its value.
    pub async fn labelled(&self, label: &str) -> Result<Vec<Found>, DockerError> {
        let filters = HashMap::from([("label", vec![label])]);
        let all = ListContainersOptionsBuilder::default()
            .all(true)
            .filters(&filters)
            .build();
        let found = self.client.list_containers(Some(all)).await?;
        Ok(found
            .into_iter()
            .filter_map(|found| {
                Some(Found {
                    id: found.id?,
                    labels: found.labels.unwrap_or_default(),
                })
            })
            .collect())
    }
}

fn body(recipe: Recipe) -> ContainerCreateBody {
    let bind = |(source, target): (PathBuf, String), read_only: bool| Mount {
        typ: Some(MountType::BIND),
        source: Some(source.to_string_lossy().into_owned()),
        target: Some(target),
        read_only: Some(read_only),
        ..Mount::default()
    };
    // A volume, not memory: what a function writes to its disk is not counted as its memory.
    let tmp = Mount {
        typ: Some(MountType::VOLUME),
        target: Some("/tmp".to_owned()),
        volume_options: Some(MountVolumeOptions::default()),
        ..Mount::default()
    };
    let mounts = recipe.mounts.into_iter().map(|mount| bind(mount, true));
    let writable = recipe.writable.into_iter().map(|mount| bind(mount, false));
    let ports = published(&recipe.published);
    let bounds = recipe.bounds;
    ContainerCreateBody {
        exposed_ports: Some(ports.keys().cloned().collect()),
        image: Some(recipe.image),
        entrypoint: recipe.entry_point,
        cmd: recipe.command,
        working_dir: recipe.working_dir,
        env: Some(recipe.env),
        user: recipe.user,
        labels: Some(recipe.labels),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        host_config: Some(HostConfig {
            mounts: Some(mounts.chain([tmp]).chain(writable).collect()),
            port_bindings: Some(ports),
            memory: Some(bounds.memory_bytes),
            // The same as the memory: no swap.
            memory_swap: Some(bounds.memory_bytes),
            pids_limit: Some(bounds.processes),
            ulimits: (bounds.open_files > 0).then(|| {
                vec![ResourcesUlimits {
                    name: Some("nofile".to_owned()),
                    soft: Some(bounds.open_files),
                    hard: Some(bounds.open_files),
                }]
            }),
            readonly_rootfs: Some(!recipe.has_own_root),
            security_opt: Some(vec!["no-new-privileges".to_owned()]),
            cap_drop: Some(vec!["ALL".to_owned()]),
            extra_hosts: Some(vec![format!("{HOST}:host-gateway")]),
            // We hear it ourselves: nothing is kept twice.
            log_config: Some(HostConfigLogConfig {
                typ: Some("none".to_owned()),
                config: None,
            }),
            ..HostConfig::default()
        }),
        ..ContainerCreateBody::default()
    }
}

/// As the engine wants to be told: each port of the container's, with all addresses that it is.
fn published(ports: &[(u16, SocketAddr)]) -> PortMap {
    let mut map = PortMap::new();
    for (port, address) in ports {
        let bindings = map.entry(format!("{port}/tcp")).or_default();
        bindings.get_or_insert_default().push(PortBinding {
            host_ip: Some(address.ip().to_string()),
            host_port: Some(address.port().to_string()),
        });
    }
    map
}
