//! Who may knock: no browser on behalf of another site, and nobody under a name that is not ours.
//!
//! The emulator has no passwords. What keeps a web page from starting functions on its reader's machine is that
//! browsers say where a request comes from, and that a rebound name stays visible in `Host` (decisions 22).

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Api;
use super::error::Refusal;

/// Names of this machine, here and from inside a container.
const OUR_NAMES: [&str; 3] = ["localhost", "host.docker.internal", "host.containers.internal"];

pub(super) async fn guard(State(api): State<Arc<Api>>, request: Request, next: Next) -> Response {
    match check(request.headers(), &api.allow_hosts) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

fn check(headers: &HeaderMap, allow_hosts: &[String]) -> Result<(), Refusal> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text(header::HOST.as_str());
    if let Some(host) = host
        && !is_ours(host, allow_hosts)
    {
        return Err(Refusal::forbidden(format!(
            "this emulator does not go by the name `{}`; start it with `--allow-host {}` if it should",
            name_of(host),
            name_of(host)
        )));
    }
    if let Some(site) = text("sec-fetch-site")
        && !matches!(site, "same-origin" | "none")
    {
        return Err(cross_origin());
    }
    if let Some(origin) = text(header::ORIGIN.as_str())
        && host.is_none_or(|host| origin.strip_prefix("http://") != Some(host))
    {
        return Err(cross_origin());
    }
    Ok(())
}

fn cross_origin() -> Refusal {
    Refusal::forbidden("this emulator does not answer a web page of another origin".to_owned())
}

fn is_ours(host: &str, allow_hosts: &[String]) -> bool {
    let name = name_of(host);
    let same = |other: &str| other == "*" || other.eq_ignore_ascii_case(name);
    is_address(name) || OUR_NAMES.into_iter().any(same) || allow_hosts.iter().any(|other| same(other))
}

/// The host without its port, and without the dot of a full name.
fn name_of(host: &str) -> &str {
    if host.starts_with('[') {
        return host.split_inclusive(']').next().unwrap_or(host);
    }
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    name.strip_suffix('.').unwrap_or(name)
}

fn is_address(name: &str) -> bool {
    let bracketed = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    name.parse::<Ipv4Addr>().is_ok() || bracketed.is_some_and(|name| name.parse::<Ipv6Addr>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(pairs: &[(&'static str, &str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        check(&headers, &["my.box".to_owned()]).is_ok()
    }

    #[test]
    fn hosts() {
        for host in [
            "127.0.0.1:9014",
            "192.168.1.7",
            "[::1]:9014",
            "[::1]",
            "localhost:9014",
            "LOCALHOST",
            "localhost.:80",
            "host.docker.internal:9014",
            "host.containers.internal",
            "My.Box:1",
        ] {
            assert!(may(&[("host", host)]), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example:9014",
            "127.0.0.1.evil.example",
            "",
            "[evil]",
            "::1",
        ] {
            assert!(!may(&[("host", host)]), "{host}");
        }
        assert!(may(&[]));
    }

    #[test]
    fn any_host_if_told_so() {
        let headers = HeaderMap::from_iter([(header::HOST, "evil.example".parse().unwrap())]);
        assert!(check(&headers, &["*".to_owned()]).is_ok());
    }

    #[test]
    fn origins() {
        let host = ("host", "localhost:9014");
        assert!(may(&[host, ("origin", "http://localhost:9014")]));
        assert!(may(&[host, ("sec-fetch-site", "same-origin")]));
        assert!(may(&[host, ("sec-fetch-site", "none")]));
        for origin in [
            "http://localhost:3000",
            "https://localhost:9014",
            "null",
            "http://evil.example",
        ] {
            assert!(!may(&[host, ("origin", origin)]), "{origin}");
        }
        for site in ["cross-site", "same-site"] {
            assert!(!may(&[host, ("sec-fetch-site", site)]), "{site}");
        }
        assert!(!may(&[("origin", "http://localhost:9014")]));
    }
}
