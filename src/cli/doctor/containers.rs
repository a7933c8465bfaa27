//! Whether an engine for containers answers. Functions run as processes without one.

use std::time::Duration;

use super::{Check, Verdict};
use crate::cli::context::Context;

const NAME: &str = "containers";
const WITHOUT: &str = "functions run as processes without one";
/// An engine on this machine answers a ping at once.
const SOON: Duration = Duration::from_secs(2);
/// Of an answer, what is read: its head.
const HEAD: usize = 4_096;

/// Asks the engine that `DOCKER_HOST` names, else each socket that an engine may have.
pub(super) async fn engine(cx: &Context) -> Check {
    if let Some(host) = cx.variable("DOCKER_HOST") {
        return named(host).await;
    }
    everywhere(cx).await
}

async fn named(host: &str) -> Check {
    let said = match host.split_once("://") {
        #[cfg(unix)]
        Some(("unix", path)) => sockets::ping(std::path::Path::new(path)).await,
        Some(("tcp" | "http", address)) => ping_tcp(address).await,
        _ => {
            let found = format!("`DOCKER_HOST` is `{host}`, which we do not talk to; {WITHOUT}");
            return Check::new(NAME, Verdict::NotNeeded, found);
        }
    };
    match said {
        Ok(engine) => Check::new(
            NAME,
            Verdict::Ok,
            format!("{engine} answers at {host}; {WITHOUT}"),
        ),
        Err(why) => Check::new(
            NAME,
            Verdict::Warning,
            format!("no engine at `DOCKER_HOST={host}`: {why}; {WITHOUT}"),
        )
        .hint("start it, or unset `DOCKER_HOST`"),
    }
}

#[cfg(unix)]
async fn everywhere(cx: &Context) -> Check {
    let mut refused = None;
    for path in sockets::places(cx) {
        if !path.exists() {
            continue;
        }
        match sockets::ping(&path).await {
            Ok(engine) => {
                let found = format!("{engine} answers at {}; {WITHOUT}", path.display());
                return Check::new(NAME, Verdict::Ok, found);
            }
            Err(why) => refused = refused.or(Some((path, why))),
        }
    }
    match refused {
        Some((path, why)) => {
            let found = format!(
                "{} is there, and no engine answers: {why}; {WITHOUT}",
                path.display()
            );
            Check::new(NAME, Verdict::Warning, found).hint(
                "start the engine; if permission is denied, join its group: `sudo usermod -aG docker $USER`",
            )
        }
        None => Check::new(NAME, Verdict::NotNeeded, format!("no engine found; {WITHOUT}")),
    }
}

#[cfg(not(unix))]
async fn everywhere(_: &Context) -> Check {
    Check::new(
        NAME,
        Verdict::NotNeeded,
        format!("not looked for on this system; {WITHOUT}"),
    )
}

async fn ping_tcp(address: &str) -> Result<String, String> {
    let connect = tokio::net::TcpStream::connect(address.trim_end_matches('/'));
    let stream = within(connect).await?;
    within(ping(stream)).await
}

/// The answer, or why there is none; in time.
async fn within<T>(asked: impl Future<Output = std::io::Result<T>>) -> Result<T, String> {
    match tokio::time::timeout(SOON, asked).await {
        Ok(answer) => answer.map_err(|error| error.to_string()),
        Err(_) => Err(format!("no answer within {} seconds", SOON.as_secs())),
    }
}

/// `GET /_ping`: the engine's name for itself.
async fn ping(
    mut stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
) -> std::io::Result<String> {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    stream
        .write_all(b"GET /_ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .await?;
    let mut head = Vec::new();
    let mut stream = stream.take(HEAD as u64);
    while !head.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
        if stream.read_buf(&mut head).await? == 0 {
            break;
        }
    }
    engine_of(&String::from_utf8_lossy(&head))
        .ok_or_else(|| std::io::Error::other("its answer is no engine's"))
}

/// Reads the head of the answer.
fn engine_of(head: &str) -> Option<String> {
    let mut lines = head.lines();
    let is_ok = lines.next()?.split(' ').nth(1) == Some("200");
    let headers: Vec<(String, &str)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim()))
        .collect();
    let header = |wanted: &str| {
        headers
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| *value)
    };
    let api = header("api-version").filter(|_| is_ok)?;
    let server = header("server").and_then(|server| server.split(' ').next());
    Some(format!(
        "{} (API {api})",
        server.unwrap_or("an engine").replace('/', " ")
    ))
}

#[cfg(unix)]
mod sockets {
    use std::path::{Path, PathBuf};

    use tokio::net::UnixStream;

    use super::{Context, within};

    /// Where engines put their sockets: the system's, a rootless one's, Docker Desktop's, Colima's, Podman's.
    pub(super) fn places(cx: &Context) -> Vec<PathBuf> {
        let mut places = vec![PathBuf::from("/var/run/docker.sock")];
        let below = |base: Option<&str>, paths: &[&str]| -> Vec<PathBuf> {
            base.map(|base| paths.iter().map(|path| Path::new(base).join(path)).collect())
                .unwrap_or_default()
        };
        places.extend(below(
            cx.variable("XDG_RUNTIME_DIR"),
            &["docker.sock", "podman/podman.sock"],
        ));
        places.extend(below(
            cx.variable("HOME"),
            &[
                ".docker/run/docker.sock",
                ".docker/desktop/docker.sock",
                ".colima/default/docker.sock",
            ],
        ));
        places
    }

    pub(super) async fn ping(path: &Path) -> Result<String, String> {
        let stream = within(UnixStream::connect(path)).await?;
        within(super::ping(stream)).await
    }
}

#[cfg(test)]
mod tests {
    use super::engine_of;

    #[test]
    fn only_an_engine_is_one() {
        let docker = "HTTP/1.1 200 OK\r\nApi-Version: 1.47\r\nServer: Docker/27.3.1 (linux)\r\n\r\nOK";
        assert_eq!(engine_of(docker).as_deref(), Some("Docker 27.3.1 (API 1.47)"));
        assert_eq!(engine_of("HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n"), None);
        assert_eq!(engine_of("HTTP/1.1 500 No\r\nApi-Version: 1.47\r\n\r\n"), None);
        assert_eq!(engine_of(""), None);
    }
}
