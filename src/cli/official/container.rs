//! AWS's emulator in a container: started as SAM starts it, waited for, heard, started again, ended.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::cli::exit::ExitStatus;
use crate::cli::failure::Failure;
use crate::client::Client;
use crate::docker::container::{End, Output, Outputs};
use crate::docker::network::Reach;
use crate::docker::{Docker, DockerError};

pub(in crate::cli) use super::launch::{Keeps, Launch, Lines, from_container};

use super::launch::{PORTS, free_port, recipe};

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
