//! Variables of the environment that change what happens, or that do not although they look so.

use std::time::Duration;

use super::{Check, Verdict, all as all_of};
use crate::cli::context::Context;
use crate::cli::{sam, speed};
use crate::client::{Client, ClientError};

const ENDPOINT: &str = "AWS_ENDPOINT_URL_LAMBDA";
/// Who listens on this machine answers within this.
const SOON: Duration = Duration::from_secs(2);
const PROXIES: [&str; 4] = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
const LOOPBACK: [&str; 2] = ["127.0.0.1", "localhost"];

/// A line for each variable that is set and matters.
pub(super) async fn all(cx: &Context) -> Vec<Check> {
    let mut checks = Vec::new();
    checks.extend(endpoints(cx).await);
    checks.extend(proxy(cx));
    checks.extend(of_sam(cx));
    checks
}

/// Where SDKs and the AWS CLI send their calls, and where we do if we are told to.
async fn endpoints(cx: &Context) -> Vec<Check> {
    let ours = cx
        .endpoint
        .as_deref()
        .map(|url| ("--endpoint", url, Verdict::Problem));
    let theirs = cx.variable(ENDPOINT).map(|url| (ENDPOINT, url, Verdict::Warning));
    all_of(
        ours.into_iter()
            .chain(theirs)
            .map(|(name, url, verdict)| endpoint(cx, name, url, verdict)),
    )
    .await
}

async fn endpoint(cx: &Context, name: &str, url: &str, verdict: Verdict) -> Check {
    let asked = async { Client::new(url)?.functions().await };
    let found = match tokio::time::timeout(SOON, asked).await {
        // The service's own no is an answer.
        Ok(Ok(_) | Err(ClientError::Aws { .. })) => {
            return Check::new(name, Verdict::Ok, format!("{url} answers"));
        }
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("{url}: no answer within {} seconds", SOON.as_secs()),
    };
    // Not with the endpoint that does not answer.
    let hint = if cx.endpoint.is_some() {
        "leave it away, unset `CARGO_DURABLE_ENDPOINT`, or start an emulator there".to_owned()
    } else {
        format!(
            "unset it, or start an emulator there: `{}`",
            cx.command(&["start"])
        )
    };
    Check::new(name, verdict, format!("set, but {found}")).hint(hint)
}

/// A proxy that would get the calls to an emulator on this machine. Functions that we run are spared.
fn proxy(cx: &Context) -> Option<Check> {
    let name = PROXIES.into_iter().find(|name| cx.variable(name).is_some())?;
    let spared = ["NO_PROXY", "no_proxy"]
        .into_iter()
        .filter_map(|name| cx.variable(name));
    let hosts: Vec<&str> = spared.flat_map(|list| list.split(',')).map(str::trim).collect();
    let missing: Vec<&str> = LOOPBACK
        .into_iter()
        .filter(|host| !hosts.contains(host) && !hosts.contains(&"*"))
        .collect();
    Some(if missing.is_empty() {
        Check::new(name, Verdict::Ok, "set, and `NO_PROXY` spares this machine")
    } else {
        let found = format!(
            "set: SDKs and the AWS CLI would ask the proxy for {}",
            missing.join(" and ")
        );
        Check::new(name, Verdict::Warning, found).hint("set `NO_PROXY=127.0.0.1,localhost,::1`, too")
    })
}

/// What SAM's variables and the official emulator's do here.
fn of_sam(cx: &Context) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut told = |name: &str, verdict, found: String| checks.push(Check::new(name, verdict, found));
    for name in sam::PORTS.into_iter().filter(|name| cx.variable(name).is_some()) {
        let own = cx.variable("CARGO_DURABLE_PORT").map(|_| "CARGO_DURABLE_PORT");
        let first = sam::PORTS.into_iter().find(|name| cx.variable(name).is_some());
        match own.or(first).filter(|first| *first != name) {
            Some(first) => told(
                name,
                Verdict::Warning,
                format!("has no effect: `{first}` comes before it"),
            ),
            None => told(name, Verdict::Ok, "`start` listens on this port".to_owned()),
        }
    }
    match sam::StoreType::read(cx) {
        Ok(None) => {}
        Ok(Some(sam::StoreType::Sqlite)) => told(
            sam::STORE_TYPE,
            Verdict::Ok,
            "`sqlite`, which our store is anyway".to_owned(),
        ),
        Ok(Some(sam::StoreType::Memory)) if cx.names_store => told(
            sam::STORE_TYPE,
            Verdict::Warning,
            "`memory` has no effect: `--store` says more".to_owned(),
        ),
        Ok(Some(sam::StoreType::Memory)) => told(
            sam::STORE_TYPE,
            Verdict::Ok,
            "`memory`: what `start` runs is not kept".to_owned(),
        ),
        Ok(Some(sam::StoreType::Filesystem)) => told(
            sam::STORE_TYPE,
            Verdict::Warning,
            "`filesystem` means our SQLite store".to_owned(),
        ),
        Err(failure) => {
            let check = Check::new(sam::STORE_TYPE, Verdict::Problem, failure.message);
            checks.push(check.hint(failure.hint.unwrap_or_default()));
        }
    }
    for (name, meaning) in sam::WITHOUT_MEANING {
        if cx.variable(name).is_some() {
            checks.push(
                Check::new(name, Verdict::Warning, format!("means nothing here: {meaning}"))
                    .hint(format!("unset `{name}`")),
            );
        }
    }
    checks.extend(time_scale(cx));
    checks
}

/// How fast time passes, in SAM's words. Only `start` listens to them.
fn time_scale(cx: &Context) -> Option<Check> {
    const IGNORED: &str = "the official emulator ignores it since 1.3.0, whatever SAM passes on";
    let name = speed::SCALES
        .into_iter()
        .find(|name| cx.variable(name).is_some())?;
    if cx.variable("CARGO_DURABLE_TIME").is_some() {
        let found = format!("has no effect: `CARGO_DURABLE_TIME` comes before it; {IGNORED}");
        return Some(Check::new(name, Verdict::Warning, found));
    }
    Some(match speed::of_environment(cx) {
        Ok(speed) => {
            let speed = speed.map(speed::word).unwrap_or_default();
            let found = format!("means `--time {speed}` to `start`; {IGNORED}");
            Check::new(name, Verdict::Ok, found)
        }
        Err(failure) => {
            Check::new(name, Verdict::Problem, failure.message).hint(failure.hint.unwrap_or_default())
        }
    })
}
