//! AWS's emulator in a container: started as SAM starts it, waited for, heard, started again, ended.

use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::cli::exit::ExitStatus;
use crate::cli::failure::Failure;
use crate::client::Client;
use crate::docker::container::{Bounds, End, Output, Outputs, Recipe};
use crate::docker::network::{HOST, Reach};
use crate::docker::{Docker, DockerError};
use crate::sandbox::Owner;

/// Where it listens in its container.
const INSIDE: u16 = 9014;
/// Where SAM has its store, and starts it.
const WORKING_DIR: &str = "/tmp/.durable-executions-local";
const DATABASE: &str = "/tmp/.durable-executions-local/durable-executions.db";
const FILES: &str = "/tmp/.durable-executions-local/executions";
/// Where SAM has functions.
const SAM: &str = "http://host.docker.internal:3001";
/// What its containers are labelled with where a function's have the function's name.
const LABEL: &str = "official-emulator";
/// As long as SAM waits for it, and as often.
const READY: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How long one look may take.
const ANSWER: Duration = Duration::from_secs(1);
/// How long it may take to an orderly end.
const ORDERLY: Duration = Duration::from_millis(1_500);
/// Of its last lines, how many are told when it fails.
const LAST_LINES: usize = 12;
/// The longest line that is passed on as one.
const LINE_BYTES: usize = 16 << 10;
/// How often a free port is looked for.
const PORTS: usize = 5;
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

/// It, in its container. Whoever drops this leaves the container: [`Self::stop`] ends it.
pub(in crate::cli) struct Official {
    docker: Docker,
    launch: Launch,
    reach: Reach,
    port: u16,
    running: Running,
}

struct Running {
    id: String,
    end: watch::Receiver<Option<End>>,
    last: Arc<Mutex<VecDeque<String>>>,
    tasks: [JoinHandle<()>; 2],
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

impl Official {
    /// Makes and starts the container; [`Self::ready`] waits until it answers. Not to be dropped half way: the
    /// container would stay.
    pub(in crate::cli) async fn start(docker: Docker, launch: Launch) -> Result<Self, Failure> {
        let reach = docker.reach().await.unwrap_or_else(|_| Reach::forwarded());
        let mut tries = if launch.port == 0 { PORTS } else { 1 };
        loop {
            tries -= 1;
            let port = match launch.port {
                0 => free_port(launch.host, &reach).await?,
                port => port,
            };
            match run(&docker, &launch, &reach, port).await {
                // Somebody was faster.
                Err(error) if is_taken(&error) && tries > 0 => {}
                Err(error) => return Err(unstartable(&launch.image, port, &error)),
                Ok(running) => {
                    return Ok(Self {
                        docker,
                        launch,
                        reach,
                        port,
                        running,
                    });
                }
            }
        }
    }

    /// Where it is called from this machine.
    pub(in crate::cli) fn url(&self) -> String {
        let address = SocketAddr::new(self.launch.host, self.port);
        format!("http://{}", crate::cli::link::reachable(address))
    }

    /// Its address on this machine.
    pub(in crate::cli) fn address(&self) -> SocketAddr {
        SocketAddr::new(self.launch.host, self.port)
    }

    /// Waits until it answers `/health`.
    pub(in crate::cli) async fn ready(&self) -> Result<(), Failure> {
        let client = Client::new(&self.url()).map_err(|error| self.failed(&error.to_string()))?;
        let answers = async {
            loop {
                if let Ok(Ok(())) = tokio::time::timeout(ANSWER, client.health()).await {
                    return;
                }
                tokio::time::sleep(LOOK_EVERY).await;
            }
        };
        tokio::select! {
            waited = tokio::time::timeout(READY, answers) => waited.map_err(|_| {
                self.failed(&format!("does not answer within {} seconds", READY.as_secs()))
            }),
            end = self.ended() => Err(self.failed(&ended(end))),
        }
    }

    /// Waits for its end, which nobody asked for.
    pub(in crate::cli) async fn ended(&self) -> End {
        let mut end = self.running.end.clone();
        let heard = end.wait_for(Option::is_some).await;
        match heard.ok().and_then(|end| *end) {
            Some(end) => end,
            None => std::future::pending().await,
        }
    }

    /// What is said when it has ended by itself.
    pub(in crate::cli) fn failure(&self, end: End) -> Failure {
        self.failed(&ended(end))
    }

    /// Ends it as a power cut would, and starts it again at the same port, with what it has kept.
    pub(in crate::cli) async fn restart(&mut self) -> Result<(), Failure> {
        self.running
            .end(&self.docker)
            .await
            .map_err(|error| gone(&error))?;
        self.running = run(&self.docker, &self.launch, &self.reach, self.port)
            .await
            .map_err(|error| unstartable(&self.launch.image, self.port, &error))?;
        Ok(())
    }

    /// Ends it, and removes its container.
    pub(in crate::cli) async fn stop(mut self) -> Result<(), Failure> {
        // As its first process it does not hear SIGTERM, for which it has no handler; Python has one for this.
        if self.docker.signal(&self.running.id, "SIGINT").await.is_ok() {
            let _ = tokio::time::timeout(ORDERLY, self.ended()).await;
        }
        self.running.end(&self.docker).await.map_err(|error| gone(&error))
    }

    fn failed(&self, why: &str) -> Failure {
        let message = format!("the emulator of `{}` {why}", self.launch.image);
        let mut failure = Failure::new(ExitStatus::Trouble, "EmulatorFailed", message);
        let last = self.running.last.lock().unwrap_or_else(PoisonError::into_inner);
        failure.causes.extend(last.iter().cloned());
        failure
    }
}

impl Running {
    async fn end(&mut self, docker: &Docker) -> Result<(), DockerError> {
        docker.remove(&self.id).await?;
        for task in &mut self.tasks {
            // Its output ends with it, and so does the waiting for it.
            if tokio::time::timeout(ORDERLY, &mut *task).await.is_err() {
                task.abort();
            }
        }
        Ok(())
    }
}

async fn run(docker: &Docker, launch: &Launch, reach: &Reach, port: u16) -> Result<Running, DockerError> {
    let id = docker.create(recipe(docker, launch, reach, port).await).await?;
    let outputs = match docker.start(&id).await {
        Ok(outputs) => outputs,
        Err(error) => {
            let _ = docker.remove(&id).await;
            return Err(error);
        }
    };
    let last: Arc<Mutex<VecDeque<String>>> = Arc::default();
    let (tell, end) = watch::channel(None);
    let listening = tokio::spawn(listen(outputs, Arc::clone(&launch.lines), Arc::clone(&last)));
    let waiting = tokio::spawn({
        let (docker, id) = (docker.clone(), id.clone());
        async move {
            if let Ok(end) = docker.wait(&id).await {
                tell.send_replace(Some(end));
            }
        }
    });
    Ok(Running {
        id,
        end,
        last,
        tasks: [listening, waiting],
    })
}

async fn recipe(docker: &Docker, launch: &Launch, reach: &Reach, port: u16) -> Recipe {
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
fn addresses(host: IpAddr, reach: &Reach) -> impl Iterator<Item = IpAddr> {
    let bridge =
        (reach.peers.is_some() && !host.is_unspecified() && reach.bind != host).then_some(reach.bind);
    [Some(host), bridge].into_iter().flatten()
}

/// A port that is free at every one of these addresses, a moment ago.
async fn free_port(host: IpAddr, reach: &Reach) -> Result<u16, Failure> {
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

/// Passes what it prints on, and keeps the last of it.
async fn listen(mut outputs: Outputs, lines: Lines, last: Arc<Mutex<VecDeque<String>>>) {
    let mut pending = Vec::new();
    let tell = |line: &[u8]| {
        let line = String::from_utf8_lossy(line).trim_end().to_owned();
        lines(&line);
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.len() == LAST_LINES {
            last.pop_front();
        }
        last.push_back(line);
    };
    while let Some(output) = outputs.next().await {
        let (Output::Stdout(bytes) | Output::Stderr(bytes)) = output;
        for byte in bytes {
            if byte == b'\n' || pending.len() == LINE_BYTES {
                tell(&std::mem::take(&mut pending));
            }
            if byte != b'\n' {
                pending.push(byte);
            }
        }
    }
    if !pending.is_empty() {
        tell(&pending);
    }
}

fn ended(end: End) -> String {
    if end.out_of_memory {
        "ended: it had used all of its memory".to_owned()
    } else {
        format!("ended with code {}", end.code)
    }
}

/// Whether somebody else listens there.
fn is_taken(error: &DockerError) -> bool {
    let words = ["port is already allocated", "address already in use"];
    matches!(error, DockerError::Refused(why) if words.iter().any(|word| why.contains(word)))
}

fn unstartable(image: &str, port: u16, error: &DockerError) -> Failure {
    if is_taken(error) {
        let message = format!("port {port} is taken");
        return Failure::new(ExitStatus::Trouble, "PortTaken", message)
            .hint("pass `--port 0` to take a free one");
    }
    let message = format!("the emulator of `{image}` does not start");
    let failure = Failure::new(ExitStatus::Trouble, "EmulatorFailed", message).because(error);
    match error {
        DockerError::Refused(why) | DockerError::NotFound(why) if why.contains("dex-local-runner") => {
            failure.hint("is it an image of AWS's emulator?")
        }
        _ => failure,
    }
}

fn gone(error: &DockerError) -> Failure {
    let message = "the engine does not remove the emulator's container";
    Failure::new(ExitStatus::Trouble, "EngineFailed", message).because(error)
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
