//! Finding an engine: the one that `DOCKER_HOST` names, else the first one that answers where engines usually are.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bollard::API_DEFAULT_VERSION;
use bollard::errors::Error;

use super::{About, Docker, DockerError};

/// An engine on this machine says who it is at once.
const SOON: Duration = Duration::from_secs(2);
/// How long an engine may take to begin an answer; what streams takes as long as it likes.
const PATIENCE_S: u64 = 120;
/// What is said of any other place.
const FOREIGN: &str = "we talk to `unix://`, `tcp://` without TLS, and named pipes";

/// Where an engine may be.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// `DOCKER_HOST`; nothing else is tried if it is given.
    pub host: Option<String>,
    pub home: Option<PathBuf>,
    /// `XDG_RUNTIME_DIR`.
    pub runtime_dir: Option<PathBuf>,
}

/// No engine, and where one was looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Nowhere {
    /// Each place, and why there is none; empty if there is not even a place.
    pub tried: Vec<(String, String)>,
    /// Whether somebody named the place.
    pub named: bool,
    /// Whether it is of a kind that we do not talk to.
    pub is_foreign: bool,
    /// Where nothing was.
    pub absent: Vec<String>,
}

impl Nowhere {
    /// One line that says it all.
    pub fn sentence(&self) -> String {
        let mut text = match &self.tried[..] {
            [] => "no engine for containers was found".to_owned(),
            [(place, why)] if self.named => {
                return format!("no engine answers at `DOCKER_HOST={place}`: {why}");
            }
            _ => "no engine for containers answers".to_owned(),
        };
        for (index, (place, why)) in self.tried.iter().enumerate() {
            let before = if index == 0 { " (" } else { "; " };
            let _ = write!(text, "{before}{place}: {why}");
        }
        if !self.tried.is_empty() {
            text.push(')');
        }
        text
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        if self.named {
            return "start it, or unset `DOCKER_HOST`".to_owned();
        }
        if self.tried.iter().any(|(_, why)| why.contains("ermission denied")) {
            return "join the engine's group: `sudo usermod -aG docker $USER`, then log in again".to_owned();
        }
        if self.tried.is_empty() {
            return format!(
                "start Docker, Podman or Colima, or name its socket by `DOCKER_HOST`; tried {}",
                self.absent.join(", ")
            );
        }
        "start the engine, or name another one's socket by `DOCKER_HOST`".to_owned()
    }
}

impl Places {
    /// The sockets that are looked at: the system's, a rootless one's, Docker Desktop's, Colima's, Podman's.
    fn sockets(&self) -> Vec<PathBuf> {
        let below = |base: Option<&PathBuf>, paths: &[&str]| -> Vec<PathBuf> {
            base.map(|base| paths.iter().map(|path| base.join(path)).collect())
                .unwrap_or_default()
        };
        let mut sockets = vec![PathBuf::from("/var/run/docker.sock")];
        sockets.extend(below(
            self.runtime_dir.as_ref(),
            &["docker.sock", "podman/podman.sock"],
        ));
        sockets.extend(below(
            self.home.as_ref(),
            &[
                ".docker/run/docker.sock",
                ".docker/desktop/docker.sock",
                ".colima/default/docker.sock",
                ".colima/docker.sock",
                ".local/share/containers/podman/machine/podman.sock",
            ],
        ));
        sockets.push(PathBuf::from("/run/podman/podman.sock"));
        sockets
    }
}

impl Docker {
    /// The first engine that answers.
    pub async fn connect(places: &Places) -> Result<Self, Nowhere> {
        let mut nowhere = Nowhere {
            tried: Vec::new(),
            named: places.host.is_some(),
            is_foreign: false,
            absent: Vec::new(),
        };
        if let Some(host) = &places.host {
            return match at(host).await {
                Ok(docker) => Ok(docker),
                Err(why) => {
                    nowhere.is_foreign = why == FOREIGN;
                    nowhere.tried.push((host.clone(), why));
                    Err(nowhere)
                }
            };
        }
        for socket in places.sockets() {
            if !socket.exists() {
                nowhere.absent.push(socket.display().to_string());
                continue;
            }
            match at(&format!("unix://{}", socket.display())).await {
                Ok(docker) => return Ok(docker),
                Err(why) => nowhere.tried.push((socket.display().to_string(), why)),
            }
        }
        #[cfg(windows)]
        match at("npipe:////./pipe/docker_engine").await {
            Ok(docker) => return Ok(docker),
            Err(why) => nowhere.tried.push(("the named pipe".to_owned(), why)),
        }
        Err(nowhere)
    }
}

/// The engine at a place that is named as `DOCKER_HOST` does.
async fn at(host: &str) -> Result<Docker, String> {
    #[cfg(unix)]
    if let Some(("unix", path)) = host.split_once("://") {
        reachable(Path::new(path)).await?;
    }
    let client = client(host)?;
    match tokio::time::timeout(SOON, introduce(client, host)).await {
        Ok(docker) => docker.map_err(|error| why_not(&error)),
        Err(_) => Err(format!("no answer within {} seconds", SOON.as_secs())),
    }
}

/// Somebody who would talk to the engine there, once it answers. `bollard` names no version of the API in what it
/// asks, so that an engine answers by its own newest one, however old or new that is.
fn client(host: &str) -> Result<bollard::Docker, String> {
    let client = match host.split_once("://") {
        #[cfg(unix)]
        Some(("unix", path)) => bollard::Docker::connect_with_unix(path, PATIENCE_S, API_DEFAULT_VERSION),
        #[cfg(windows)]
        Some(("npipe", _)) => bollard::Docker::connect_with_named_pipe(host, PATIENCE_S, API_DEFAULT_VERSION),
        Some(("tcp" | "http", _)) => {
            bollard::Docker::connect_with_http(host, PATIENCE_S, API_DEFAULT_VERSION)
        }
        _ => return Err(FOREIGN.to_owned()),
    };
    client.map_err(|error| error.to_string())
}

/// Whether the socket can be connected to; `bollard` would say less about why not.
#[cfg(unix)]
async fn reachable(path: &Path) -> Result<(), String> {
    let connected = tokio::net::UnixStream::connect(path).await;
    connected.map(drop).map_err(|error| error.to_string())
}

async fn introduce(client: bollard::Docker, host: &str) -> Result<Docker, DockerError> {
    let client = client.negotiate_version().await?;
    let version = client.version().await?;
    let podman = version
        .components
        .iter()
        .flatten()
        .any(|component| component.name.to_ascii_lowercase().contains("podman"));
    let api = client.client_version();
    Ok(Docker {
        about: About {
            name: format!(
                "{} {}",
                if podman { "Podman" } else { "Docker" },
                version.version.unwrap_or_default()
            ),
            place: host.to_owned(),
            api: format!("{}.{}", api.major_version, api.minor_version),
            platform: format!(
                "{}/{}",
                version.os.as_deref().unwrap_or("linux"),
                version.arch.as_deref().unwrap_or("amd64")
            ),
        },
        client,
    })
}

/// Why it is no engine that we can talk to.
fn why_not(error: &DockerError) -> String {
    let is_strange = match error {
        DockerError::NotFound(_) => true,
        DockerError::Broken(error) => matches!(
            **error,
            Error::JsonDataError { .. } | Error::JsonSerdeError { .. } | Error::APIVersionParseError {}
        ),
        _ => false,
    };
    if is_strange {
        "its answer is no engine's".to_owned()
    } else {
        deepest(error)
    }
}

/// What lies at the bottom of an error: the system's own words.
fn deepest(error: &dyn std::error::Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_was_tried() {
        let nowhere = |named, tried: &[(&str, &str)]| Nowhere {
            tried: tried
                .iter()
                .map(|(place, why)| ((*place).to_owned(), (*why).to_owned()))
                .collect(),
            named,
            is_foreign: false,
            absent: vec!["/var/run/docker.sock".to_owned()],
        };
        let none = nowhere(false, &[]);
        assert_eq!(none.sentence(), "no engine for containers was found");
        assert!(
            none.hint().ends_with("tried /var/run/docker.sock"),
            "{}",
            none.hint()
        );
        let one = nowhere(
            false,
            &[("/a", "Permission denied (os error 13)"), ("/b", "refused")],
        );
        assert_eq!(
            one.sentence(),
            "no engine for containers answers (/a: Permission denied (os error 13); /b: refused)"
        );
        assert!(one.hint().starts_with("join the engine's group"));
        let named = nowhere(true, &[("tcp://h:1", "refused")]);
        assert_eq!(
            named.sentence(),
            "no engine answers at `DOCKER_HOST=tcp://h:1`: refused"
        );
    }

    #[tokio::test]
    async fn what_we_do_not_talk_to_is_told_apart() {
        let places = Places {
            host: Some("ssh://elsewhere".to_owned()),
            ..Places::default()
        };
        let said = Docker::connect(&places).await.unwrap_err().sentence();
        assert_eq!(
            said,
            "no engine answers at `DOCKER_HOST=ssh://elsewhere`: we talk to `unix://`, `tcp://` without TLS, and named pipes"
        );
    }
}
