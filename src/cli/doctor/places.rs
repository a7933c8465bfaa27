//! Where we keep things and where we listen: the store, and ports.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

use super::{Check, Verdict};
use crate::cli::context::{Context, StorePlace};
use crate::cli::{link, sam, start};
use crate::client::Client;
use crate::store::{Peek, StoreError, peek, read_holder};

/// Who listens on this machine answers within this.
const SOON: Duration = Duration::from_secs(2);

/// The store: where it is, whether it can be used, who uses it.
pub(super) fn store(cx: &Context) -> Check {
    let StorePlace::File(path) = &cx.store else {
        return Check::new("store", Verdict::Ok, "in memory: nothing is kept");
    };
    let shown = path.display();
    if let Some(holder) = read_holder(path) {
        let at = holder.address.map(|address| format!(", at http://{address}"));
        let (pid, at) = (holder.pid, at.unwrap_or_default());
        return Check::new(
            "store",
            Verdict::Ok,
            format!("{shown}, in use by process {pid}{at}"),
        );
    }
    if !path.exists() {
        let place = path.ancestors().skip(1).find(|place| place.exists());
        return match place {
            Some(place) if may_write(place) => Check::new(
                "store",
                Verdict::Ok,
                format!("{shown}, to be made when it is needed"),
            ),
            _ => Check::new("store", Verdict::Problem, format!("{shown} cannot be made"))
                .hint("make its directory writable, or pass `--store PATH` to use another one"),
        };
    }
    match peek(path) {
        Ok(_) if !may_write(path) || !path.parent().is_none_or(may_write) => {
            Check::new("store", Verdict::Problem, format!("{shown} can only be read"))
                .hint("make it writable, or pass `--store PATH` to use another one")
        }
        Ok(found) => {
            let format = match found {
                Peek::Current => "of this version",
                Peek::Older => "of an older version, which the next `start` brings up to date",
                Peek::Nothing => "with nothing in it yet",
            };
            Check::new("store", Verdict::Ok, format!("{shown}, {}, {format}", size(path)))
        }
        Err(error) => {
            let hint = match &error {
                StoreError::Newer { .. } => "update cargo-durable, or pass `--store PATH` to use another one",
                _ => "move the file away to begin anew, or pass `--store PATH` to use another one",
            };
            Check::new("store", Verdict::Problem, error.to_string()).hint(hint)
        }
    }
}

/// With the log beside it.
fn size(path: &Path) -> String {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let of = |path: &Path| path.metadata().map_or(0, |found| found.len());
    let bytes = of(path) + of(Path::new(&log));
    match bytes {
        0..10_240 => format!("{bytes} bytes"),
        10_240..10_485_760 => format!("{} KiB", bytes / 1_024),
        _ => format!("{} MiB", bytes / 1_048_576),
    }
}

/// Whether we may write there, by its owner and mode: trying it would change something.
#[cfg(unix)]
fn may_write(place: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    use rustix::process::{getegid, geteuid, getgroups};

    let Ok(found) = place.metadata() else { return false };
    let (user, mode) = (geteuid(), found.mode());
    let in_group = || {
        getegid().as_raw() == found.gid()
            || getgroups().is_ok_and(|groups| groups.iter().any(|group| group.as_raw() == found.gid()))
    };
    if user.is_root() {
        true
    } else if user.as_raw() == found.uid() {
        mode & 0o200 != 0
    } else if in_group() {
        mode & 0o020 != 0
    } else {
        mode & 0o002 != 0
    }
}

#[cfg(not(unix))]
fn may_write(place: &Path) -> bool {
    place
        .metadata()
        .is_ok_and(|found| !found.permissions().readonly())
}

/// Who listens on a port.
#[derive(Debug, PartialEq, Eq)]
enum Listener {
    Nobody,
    /// Lists functions as the service does.
    Emulator,
    Somebody,
}

async fn listener(port: u16) -> Listener {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let connected = tokio::time::timeout(SOON, TcpStream::connect(address)).await;
    if !matches!(connected, Ok(Ok(_))) {
        // Nobody answers; but the port may be bound all the same.
        return match TcpListener::bind(address).await {
            Ok(_) => Listener::Nobody,
            Err(_) => Listener::Somebody,
        };
    }
    let lists = async { Client::new(&format!("http://{address}"))?.functions().await };
    match tokio::time::timeout(SOON, lists).await {
        Ok(Ok(_)) => Listener::Emulator,
        _ => Listener::Somebody,
    }
}

/// The port on which `start` would listen.
pub(super) async fn port(cx: &Context) -> Check {
    let ours = cx.variable("CARGO_DURABLE_PORT").map(str::parse);
    let port = match (ours, sam::port(cx)) {
        (Some(Ok(port)), _) => port,
        (Some(Err(_)), _) => {
            return Check::new(
                "port",
                Verdict::Problem,
                "the value of `CARGO_DURABLE_PORT` is no port",
            )
            .hint("unset it, or pass `--port`");
        }
        (None, Ok(port)) => port.unwrap_or(start::PORT),
        (None, Err(failure)) => {
            return Check::new("port", Verdict::Problem, failure.message)
                .hint(failure.hint.unwrap_or_default());
        }
    };
    let name = format!("port {port}");
    if port == 0 {
        return Check::new("port", Verdict::Ok, "`start` takes a free one");
    }
    let holder = match &cx.store {
        StorePlace::File(path) => read_holder(path).and_then(|holder| holder.address),
        StorePlace::Memory => None,
    };
    if holder.is_some_and(|address| link::reachable(address).port() == port) {
        return Check::new(name, Verdict::Ok, "the emulator of this store listens there");
    }
    match listener(port).await {
        Listener::Nobody => Check::new(name, Verdict::Ok, "free for `start`"),
        Listener::Emulator => Check::new(name, Verdict::Warning, "another emulator listens there")
            .hint("`start --port 0` takes a free port; `--endpoint` talks to that one"),
        Listener::Somebody => Check::new(name, Verdict::Problem, "another program listens there")
            .hint("`start --port 0` takes a free port, or end that program"),
    }
}

/// Where functions without code are called.
pub(super) async fn lambda_endpoint(functions: &[String]) -> Check {
    /// The default of SAM's `start-lambda`, and of `--lambda-endpoint`.
    const PORT: u16 = 3001;
    let name = format!("port {PORT}");
    let found = match listener(PORT).await {
        Listener::Nobody if functions.is_empty() => {
            return Check::new(
                name,
                Verdict::NotNeeded,
                "nothing listens; no function here is called there",
            );
        }
        Listener::Nobody => {
            let found = format!(
                "nothing listens, and {} would be called there",
                functions.join(", ")
            );
            return Check::new(name, Verdict::Warning, found)
                .hint("run `sam local start-lambda`, or pass `--lambda-endpoint URL`");
        }
        Listener::Emulator => "an Invoke API listens there",
        Listener::Somebody => "something listens there",
    };
    if functions.is_empty() {
        Check::new(
            name,
            Verdict::NotNeeded,
            format!("{found}; no function here is called there"),
        )
    } else {
        Check::new(
            name,
            Verdict::Ok,
            format!("{found}, for {}", functions.join(", ")),
        )
    }
}
