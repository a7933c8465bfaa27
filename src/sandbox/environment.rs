//! The environment of a guest: all that every SDK needs to find us, and nothing that leads it to AWS.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;

use super::container::TASK;
use super::function::{Container, FunctionSpec, Launch};

/// An environment.
pub type Env = BTreeMap<OsString, OsString>;

/// What a guest's environment is made from.
pub(super) struct Surroundings<'a> {
    /// The environment that the emulator runs in.
    pub(super) parent: &'a Env,
    pub(super) region: &'a str,
    /// Our own API, as the guest calls it: a host and a port.
    pub(super) api: &'a str,
    /// The Runtime API of this sandbox, as the guest calls it.
    pub(super) runtime_api: &'a str,
    pub(super) version: &'a str,
    /// `2026/11/21/[$LATEST]0123…`.
    pub(super) log_stream: &'a str,
}

/// Addresses that no proxy may see.
const LOCAL: [&str; 3] = ["127.0.0.1", "localhost", "::1"];

/// Puts the environment of a sandbox together: the parent's, cleaned; defaults; the function's own; what
/// Lambda reserves.
pub(super) fn of(around: &Surroundings<'_>, spec: &FunctionSpec, launch: &Launch) -> Env {
    let mut env: Env = around
        .parent
        .iter()
        .filter(|(name, _)| !is_scrubbed(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let mut set = |name: &str, value: &str| {
        env.insert(name.into(), value.into());
    };
    // Never the caller's own credentials: a function that reaches for AWS by mistake must not succeed.
    set("AWS_ACCESS_KEY_ID", "test");
    set("AWS_SECRET_ACCESS_KEY", "test");
    set("AWS_EC2_METADATA_DISABLED", "true");
    set("TZ", ":UTC");
    set("PYTHONUNBUFFERED", "1");
    for (name, value) in &spec.env {
        set(name, value);
    }
    let told = (Some(launch.handler.as_str()), launch.runtime.as_deref());
    for (name, value) in reserved(around, spec, told) {
        set(name, &value);
    }
    env.insert("LAMBDA_TASK_ROOT".into(), launch.cwd.clone().into());
    if let Some(opt) = &spec.opt {
        add_layers(&mut env, opt);
    }
    for name in ["NO_PROXY", "no_proxy"] {
        let merged = no_proxy(env.get(OsStr::new(name)));
        env.insert(name.into(), merged);
    }
    env
}

/// Puts the environment of a container together: nothing of this machine's is in it, and what its image says stays.
pub(super) fn of_container(around: &Surroundings<'_>, spec: &FunctionSpec, container: &Container) -> Env {
    let defaults = [
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("TZ", ":UTC"),
        ("PYTHONUNBUFFERED", "1"),
        ("LAMBDA_TASK_ROOT", TASK),
        ("LAMBDA_RUNTIME_DIR", "/var/runtime"),
    ];
    let mut env: Env = defaults
        .map(|(name, value)| (name.into(), value.into()))
        .into_iter()
        .collect();
    env.extend(spec.env.iter().map(|(name, value)| (name.into(), value.into())));
    let told = (container.handler.as_deref(), spec.runtime.as_deref());
    let reserved = reserved(around, spec, told).into_iter();
    env.extend(reserved.map(|(name, value)| (name.into(), value.into())));
    env
}

/// What layers bring, for a process: it has no `/opt` of its own.
fn add_layers(env: &mut Env, opt: &Path) {
    for (name, dir) in [
        ("PATH", "bin"),
        ("LD_LIBRARY_PATH", "lib"),
        ("PYTHONPATH", "python"),
        ("NODE_PATH", "nodejs/node_modules"),
    ] {
        let dir = opt.join(dir);
        if !dir.is_dir() {
            continue;
        }
        let before = env.get(OsStr::new(name)).cloned().unwrap_or_default();
        let paths = std::env::split_paths(&before).filter(|path| !path.as_os_str().is_empty());
        // A path with the separator in it cannot be one of several.
        if let Ok(joined) = std::env::join_paths(paths.chain([dir])) {
            env.insert(name.into(), joined);
        }
    }
}

/// What is always ours; told are the handler and the runtime.
fn reserved(
    around: &Surroundings<'_>,
    spec: &FunctionSpec,
    (handler, runtime): (Option<&str>, Option<&str>),
) -> Vec<(&'static str, String)> {
    let mut all = vec![
        ("AWS_ENDPOINT_URL_LAMBDA", format!("http://{}", around.api)),
        ("AWS_REGION", around.region.to_owned()),
        ("AWS_DEFAULT_REGION", around.region.to_owned()),
        ("AWS_LAMBDA_RUNTIME_API", around.runtime_api.to_owned()),
        ("AWS_LAMBDA_FUNCTION_NAME", spec.name.to_string()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", spec.memory_mb.to_string()),
        ("AWS_LAMBDA_FUNCTION_VERSION", around.version.to_owned()),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand".to_owned()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{}", spec.name)),
        ("AWS_LAMBDA_LOG_STREAM_NAME", around.log_stream.to_owned()),
    ];
    all.extend(handler.map(|handler| ("_HANDLER", handler.to_owned())));
    if let Some(runtime) = runtime {
        all.push(("AWS_EXECUTION_ENV", format!("AWS_Lambda_{runtime}")));
    }
    all
}

/// Whether a variable of ours would mislead a guest.
fn is_scrubbed(name: &OsStr) -> bool {
    const NAMES: [&str; 18] = [
        "AWS_ACCESS_KEY_ID",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CREDENTIAL_EXPIRATION",
        "AWS_DEFAULT_PROFILE",
        "AWS_EXECUTION_ENV",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        "AWS_PROFILE",
        "AWS_ROLE_ARN",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SECURITY_TOKEN",
        "AWS_SESSION_TOKEN",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        // Set by rustup's proxy for `cargo run`; decisions 25.
        "RUSTUP_TOOLCHAIN",
        "RUST_RECURSION_COUNT",
        "_X_AMZN_TRACE_ID",
    ];
    let name = name.to_string_lossy();
    // CARGO_HOME is the user's; the rest of CARGO* is what `cargo run` tells the program that it runs.
    NAMES.contains(&name.as_ref())
        || name.starts_with("AWS_LAMBDA_")
        || (name.starts_with("CARGO") && name != "CARGO_HOME")
}

/// The list, with the local addresses in it.
fn no_proxy(list: Option<&OsString>) -> OsString {
    let list = list.map(|list| list.to_string_lossy()).unwrap_or_default();
    let mut hosts: Vec<&str> = list
        .split(',')
        .map(str::trim)
        .filter(|host| !host.is_empty())
        .collect();
    for host in LOCAL {
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    hosts.join(",").into()
}

/// The address to call for a listener that listens everywhere.
pub(super) fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        IpAddr::V4(_) | IpAddr::V6(_) => {}
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::execution::FunctionName;
    use crate::sandbox::function::FunctionKind;

    fn env(parent: &[(&str, &str)], own: &[(&str, &str)]) -> BTreeMap<String, String> {
        let parent = parent.iter().map(|(k, v)| (k.into(), v.into())).collect();
        let kind = FunctionKind::Command {
            argv: vec!["x".into()],
            cwd: "/work".into(),
        };
        let mut spec = FunctionSpec::durable(FunctionName::parse("f").unwrap(), kind);
        spec.env = own
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        let around = Surroundings {
            parent: &parent,
            region: "eu-west-1",
            api: "127.0.0.1:9014",
            runtime_api: "127.0.0.1:7",
            version: "$LATEST",
            log_stream: "s",
        };
        of(&around, &spec, &spec.launch("/b".as_ref()).unwrap())
            .into_iter()
            .map(|(k, v)| (k.into_string().unwrap(), v.into_string().unwrap()))
            .collect()
    }

    #[test]
    fn cargo_and_credentials_are_scrubbed() {
        let env = env(
            &[
                ("CARGO_PKG_NAME", "x"),
                ("CARGO", "x"),
                ("CARGO_HOME", "/c"),
                ("RUSTUP_TOOLCHAIN", "x"),
                ("RUST_LOG", "debug"),
                ("AWS_PROFILE", "prod"),
                ("AWS_SESSION_TOKEN", "secret"),
                ("AWS_SECRET_ACCESS_KEY", "secret"),
                ("PATH", "/bin"),
            ],
            &[],
        );
        for gone in [
            "CARGO_PKG_NAME",
            "CARGO",
            "RUSTUP_TOOLCHAIN",
            "AWS_PROFILE",
            "AWS_SESSION_TOKEN",
        ] {
            assert!(!env.contains_key(gone), "{gone}");
        }
        for (kept, value) in [("CARGO_HOME", "/c"), ("RUST_LOG", "debug"), ("PATH", "/bin")] {
            assert_eq!(env[kept], value);
        }
        assert_eq!(env["AWS_SECRET_ACCESS_KEY"], "test");
    }

    #[test]
    fn the_function_may_change_defaults_but_not_what_is_ours() {
        let env = env(
            &[("NO_PROXY", "corp.example, localhost")],
            &[
                ("TZ", "Asia/Tokyo"),
                ("AWS_REGION", "mars-1"),
                ("AWS_ACCESS_KEY_ID", "mine"),
            ],
        );
        assert_eq!(env["TZ"], "Asia/Tokyo");
        assert_eq!(env["AWS_ACCESS_KEY_ID"], "mine");
        assert_eq!(env["AWS_REGION"], "eu-west-1");
        assert_eq!(env["AWS_ENDPOINT_URL_LAMBDA"], "http://127.0.0.1:9014");
        assert_eq!(env["NO_PROXY"], "corp.example,localhost,127.0.0.1,::1");
        assert_eq!(env["no_proxy"], "127.0.0.1,localhost,::1");
        assert_eq!(env["LAMBDA_TASK_ROOT"], "/work");
    }
}
