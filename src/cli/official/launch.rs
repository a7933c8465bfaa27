//! What AWS's emulator is started with: the command line, the environment, the mounts and the ports that SAM gives it.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::cli::exit::ExitStatus;
use crate::cli::failure::Failure;
use crate::docker::Docker;
use crate::docker::container::{Bounds, Recipe};
use crate::docker::network::{HOST, Reach};
use crate::sandbox::Owner;

/// Where it listens in its container.
const INSIDE: u16 = 9014;
/// Where SAM has its store, and starts it.
const WORKING_DIR: &str = "/tmp/.durable-executions-local";
const DATABASE: &str = "/tmp/.durable-executions-local/durable-executions.db";
const FILES: &str = "/tmp/.durable-executions-local/executions";
/// How often a free port is looked for.
pub(super) const PORTS: usize = 5;
/// Where SAM has functions.
const SAM: &str = "http://host.docker.internal:3001";
/// What its containers are labelled with where a function's have the function's name.
const LABEL: &str = "official-emulator";
/// What it may use. It has no bounds with SAM; these are far from what it needs.
const BOUNDS: Bounds = Bounds {
    memory_bytes: 2 << 30,
    processes: 1_024,
    open_files: 0,
};

/// Hears what it prints, line by line.
pub(in crate::cli) type Lines = Arc<dyn Fn(&str) + Send + Sync>;

/// Where it keeps executions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Keeps {
    /// In its memory.
    Nothing,
    /// In a SQLite file in this directory of ours, which is there.
    Database(PathBuf),
    /// In files below it.
    Files(PathBuf),
}

/// How it is to be started.
#[derive(Clone)]
pub(in crate::cli) struct Launch {
    /// As the engine knows the image, which is here.
    pub(in crate::cli) image: String,
    pub(in crate::cli) platform: Option<String>,
    /// The address of this machine that it is published on, beside the one by which containers reach this machine.
    pub(in crate::cli) host: IpAddr,
    /// The same for every address; 0 picks one.
    pub(in crate::cli) port: u16,
    /// Where it calls functions, as its container reaches them; `None` is where SAM has them.
    pub(in crate::cli) lambda_endpoint: Option<String>,
    pub(in crate::cli) keeps: Keeps,
    pub(in crate::cli) region: String,
    /// More arguments, after SAM's.
    pub(in crate::cli) arguments: Vec<String>,
    /// `NAME=VALUE`, beside the credentials without which it calls nobody.
    pub(in crate::cli) env: Vec<String>,
    /// Whose it is, so that what a crash of ours leaves behind is found.
    pub(in crate::cli) owner: Owner,
    pub(in crate::cli) lines: Lines,
}

impl Launch {
    /// Where it calls functions.
    pub(in crate::cli) fn lambda_endpoint(&self) -> &str {
        self.lambda_endpoint.as_deref().unwrap_or(SAM)
    }
}

/// The address of something on this machine as a container reaches it.
pub(in crate::cli) fn from_container(url: &str) -> Option<String> {
    let mut parsed = reqwest::Url::parse(url).ok()?;
    let host = parsed.host_str()?.trim_matches(['[', ']']);
    let is_ours = host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|ip| ip.is_loopback() || ip.is_unspecified());
    if !is_ours {
        return Some(url.to_owned());
    }
    parsed.set_host(Some(HOST)).ok()?;
    Some(parsed.as_str().trim_end_matches('/').to_owned())
}

/// The container of it, published at this port.
pub(super) async fn recipe(docker: &Docker, launch: &Launch, reach: &Reach, port: u16) -> Recipe {
    let dir = match &launch.keeps {
        Keeps::Nothing => None,
        Keeps::Database(dir) | Keeps::Files(dir) => Some(dir.clone()),
    };
    Recipe {
        image: launch.image.clone(),
        platform: launch.platform.clone(),
        command: Some(command(launch)),
        working_dir: Some(WORKING_DIR.to_owned()),
        env: environment(launch),
        user: user(docker).await,
        writable: dir.map(|dir| (dir, WORKING_DIR.to_owned())).into_iter().collect(),
        published: addresses(launch.host, reach)
            .map(|host| (INSIDE, SocketAddr::new(host, port)))
            .collect(),
        has_own_root: true,
        labels: launch.owner.labels(LABEL),
        bounds: BOUNDS,
        ..Recipe::default()
    }
}

/// SAM's arguments, and more.
fn command(launch: &Launch) -> Vec<String> {
    let (store, path) = match &launch.keeps {
        Keeps::Nothing => ("memory", None),
        Keeps::Database(_) => ("sqlite", Some(DATABASE)),
        Keeps::Files(_) => ("filesystem", Some(FILES)),
    };
    let inside = INSIDE.to_string();
    let mut options = vec![
        ("--host", "0.0.0.0"),
        ("--port", &inside),
        ("--log-level", "INFO"),
        ("--lambda-endpoint", launch.lambda_endpoint()),
        ("--store-type", store),
    ];
    options.extend(path.map(|path| ("--store-path", path)));
    let options = options.into_iter().flat_map(|(name, value)| [name, value]);
    let words = ["dex-local-runner", "start-server"].into_iter().chain(options);
    words
        .map(str::to_owned)
        .chain(launch.arguments.iter().cloned())
        .collect()
}

/// Credentials, without which it calls nobody, its region, and what else is asked for.
fn environment(launch: &Launch) -> Vec<String> {
    let region = launch.region.as_str();
    let variables = [
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_REGION", region),
        ("AWS_DEFAULT_REGION", region),
        // Not an option: versions that do not know it would not start.
        ("AWS_DEX_LOCAL_RUNNER_REGION", region),
        ("PYTHONUNBUFFERED", "1"),
        ("HOME", "/tmp"),
    ];
    let variables = variables.map(|(name, value)| format!("{name}={value}"));
    variables.into_iter().chain(launch.env.iter().cloned()).collect()
}

/// Where it is published: for this machine, and for containers where they find this machine.
pub(super) fn addresses(host: IpAddr, reach: &Reach) -> impl Iterator<Item = IpAddr> {
    let bridge =
        (reach.peers.is_some() && !host.is_unspecified() && reach.bind != host).then_some(reach.bind);
    [Some(host), bridge].into_iter().flatten()
}

/// A port that is free at every one of these addresses, a moment ago.
pub(super) async fn free_port(host: IpAddr, reach: &Reach) -> Result<u16, Failure> {
    let none = |error: std::io::Error| {
        Failure::new(ExitStatus::Trouble, "PortTaken", "there is no free port").because(error)
    };
    let mut last = None;
    for _ in 0..PORTS {
        let first = TcpListener::bind(SocketAddr::new(host, 0)).await.map_err(none)?;
        let port = first.local_addr().map_err(none)?.port();
        let mut is_free = true;
        for other in addresses(host, reach).skip(1) {
            if let Err(error) = TcpListener::bind(SocketAddr::new(other, port)).await {
                (is_free, last) = (false, Some(error));
            }
        }
        if is_free {
            return Ok(port);
        }
    }
    Err(none(last.unwrap_or_else(|| std::io::ErrorKind::AddrInUse.into())))
}

/// Who owns what it writes: we, and not root. Without root, root there is we already.
#[cfg(unix)]
async fn user(docker: &Docker) -> Option<String> {
    let (user, group) = (rustix::process::getuid(), rustix::process::getgid());
    let is_mapped = docker.about().name.starts_with("Podman") || docker.is_rootless().await.unwrap_or(true);
    (!is_mapped).then(|| format!("{}:{}", user.as_raw(), group.as_raw()))
}

#[cfg(not(unix))]
async fn user(_: &Docker) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn loopback_is_another_one_in_a_container() {
        let told = |url| from_container(url).unwrap_or_default();
        assert_eq!(told("http://127.0.0.1:3001"), "http://host.docker.internal:3001");
        assert_eq!(told("http://localhost:3001/"), "http://host.docker.internal:3001");
        assert_eq!(told("http://[::1]:9/x"), "http://host.docker.internal:9/x");
        assert_eq!(told("http://10.0.0.7:1"), "http://10.0.0.7:1");
        assert_eq!(told("nonsense"), "");
    }

    #[test]
    fn containers_find_it_where_they_find_this_machine() {
        let bridge = Reach {
            bind: Ipv4Addr::new(172, 17, 0, 1).into(),
            host: "172.17.0.1".to_owned(),
            peers: crate::docker::network::Subnet::parse("172.17.0.0/16"),
        };
        let at = |host: &str, reach: &Reach| {
            let list = addresses(host.parse().unwrap(), reach);
            list.map(|ip| ip.to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(at("127.0.0.1", &bridge), "127.0.0.1 172.17.0.1");
        assert_eq!(at("0.0.0.0", &bridge), "0.0.0.0");
        assert_eq!(at("172.17.0.1", &bridge), "172.17.0.1");
        assert_eq!(at("127.0.0.1", &Reach::forwarded()), "127.0.0.1");
    }
}
