//! Whether a container reaches this machine: by trying.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;

use super::container::{Bounds, Recipe};
use super::network::Reach;
use super::{Docker, DockerError};

/// How long an engine has to make a container, and to remove it again.
const ENGINE: Duration = Duration::from_secs(5);
/// How long a container has for it, from its start. A firewall that drops packets says nothing.
const PATIENCE: Duration = Duration::from_secs(3);
/// How much later than its end its call may be heard.
const LATE: Duration = Duration::from_millis(200);
/// What it may use: enough for any program that can open a connection.
const BOUNDS: Bounds = Bounds {
    memory_bytes: 256 << 20,
    processes: 64,
    open_files: 1024,
};
/// Opens a connection with whatever there is; `CANNOT` if there is nothing.
const SCRIPT: &str = r#"
has() { command -v "$1" >/dev/null 2>&1; }
has bash && exec bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2"
has python3 && exec python3 -c 'import socket,sys; socket.create_connection(sys.argv[1:])' "$1" "$2"
for python in /var/lang/bin/python3; do
    [ -x "$python" ] && exec "$python" -c 'import socket,sys; socket.create_connection(sys.argv[1:])' "$1" "$2"
done
has curl && exec curl -s "http://$1:$2/"
has node && exec node -e 'require("net").connect(process.argv[2], process.argv[1])' "$1" "$2"
has nc && exec nc "$1" "$2"
has wget && exec wget -q -O - "http://$1:$2/"
exit 99
"#;
/// The script's last word.
const CANNOT: i64 = 99;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probed {
    /// The listener heard from it.
    Reached,
    NotReached,
    /// Nothing in the image can open a connection.
    Cannot,
}

impl Docker {
    /// Starts a container of an image that is here, which calls a listener of ours where containers reach this
    /// machine. Both are gone afterwards; the labels say whose the container is, should we be killed before.
    pub async fn probe(
        &self,
        image: &str,
        reach: &Reach,
        labels: HashMap<String, String>,
    ) -> Result<Probed, DockerError> {
        let Ok(listener) = TcpListener::bind(SocketAddr::new(reach.bind, 0)).await else {
            return Ok(Probed::NotReached);
        };
        let port = listener.local_addr().map_or(0, |address| address.port());
        let argument = ["-c", SCRIPT, "probe", &reach.host, &port.to_string()];
        let created = self.create(Recipe {
            image: image.to_owned(),
            entry_point: Some(vec!["/bin/sh".to_owned()]),
            command: Some(argument.map(str::to_owned).into()),
            labels,
            bounds: BOUNDS,
            ..Recipe::default()
        });
        let id = tokio::time::timeout(ENGINE, created)
            .await
            .unwrap_or(Err(DockerError::Slow))?;
        let probed = self.call(&id, &listener, reach).await;
        let removed = tokio::time::timeout(ENGINE, self.remove(&id)).await;
        removed.unwrap_or(Err(DockerError::Slow))?;
        probed
    }

    async fn call(&self, id: &str, listener: &TcpListener, reach: &Reach) -> Result<Probed, DockerError> {
        let started = tokio::time::timeout(ENGINE, self.start(id));
        let outputs = match started.await.unwrap_or(Err(DockerError::Slow)) {
            Ok(outputs) => outputs,
            // That is how an engine says that there is no shell.
            Err(DockerError::NotFound(_)) => return Ok(Probed::Cannot),
            Err(DockerError::Refused(why)) if why.contains("/bin/sh") => return Ok(Probed::Cannot),
            Err(error) => return Err(error),
        };
        let called = async || {
            loop {
                let Ok((_, peer)) = listener.accept().await else {
                    return;
                };
                if reach.peers.is_none_or(|peers| peers.contains(peer.ip())) {
                    return;
                }
            }
        };
        let ended = async {
            let end = self.wait(id).await;
            drop(outputs);
            end
        };
        let tried = async {
            tokio::select! {
                () = called() => return Ok(Probed::Reached),
                end = ended => if end?.code == CANNOT {
                    return Ok(Probed::Cannot);
                },
            }
            // Its end may be heard before its call.
            let late = tokio::time::timeout(LATE, called()).await;
            Ok(late.map_or(Probed::NotReached, |()| Probed::Reached))
        };
        tokio::time::timeout(PATIENCE, tried)
            .await
            .unwrap_or(Ok(Probed::NotReached))
    }
}
