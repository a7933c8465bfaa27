//! `dex-local-runner start-server`: our emulator, told what to do in the official one's words.

use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs as _};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::super::args::{Functions, Hosting};
use super::super::containers::Engine;
use super::super::context::{Context, StorePlace};
use super::super::exit::ExitStatus;
use super::super::failure::Failure;
use super::super::interrupt::{Asked, Interrupt};
use super::super::{link, plan, speed};
use crate::config::Isolation;
use crate::emulator::{Emulator, StartError, StoreChoice};
use crate::execution::Speed;
use crate::execution::limits::MAX_FUNCTION_TIMEOUT_S;
use crate::sandbox::FunctionSpec;
use crate::store::StoreError;

/// No file at all.
pub(super) const MEMORY: &str = ":memory:";
/// Where the official emulator's stores are if nobody says.
const SQLITE: &str = "durable-executions.db";
const DIRECTORY: &str = ".durable_executions";
/// Our store in a directory that is given for one.
const IN_DIRECTORY: &str = "executions.db";
/// The end of a store's name beside one that is the official emulator's.
const BESIDE: &str = "cargo-durable.db";

/// Run the emulator
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The address to listen on; empty is every one
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "0.0.0.0",
        env = "AWS_DEX_HOST",
        hide_env_values = true
    )]
    host: String,

    /// The port; 0 picks one
    #[arg(
        long,
        value_name = "PORT",
        default_value = "5000",
        env = "AWS_DEX_PORT",
        hide_env_values = true
    )]
    port: u16,

    /// What is said on stderr
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = Level::Info, env = "AWS_DEX_LOG_LEVEL", hide_env_values = true)]
    log_level: Level,

    /// Where functions are called, unless who starts an execution says another place
    #[arg(
        long,
        value_name = "URL",
        default_value = "http://127.0.0.1:3001",
        env = "AWS_DEX_LAMBDA_ENDPOINT",
        hide_env_values = true
    )]
    lambda_endpoint: String,

    /// Means nothing to a server
    #[arg(long, value_name = "URL")]
    local_runner_endpoint: Option<String>,

    /// The region of ARNs
    #[arg(
        long,
        value_name = "REGION",
        default_value = "us-west-2",
        env = "AWS_DEX_LOCAL_RUNNER_REGION",
        hide_env_values = true
    )]
    local_runner_region: String,

    /// Means nothing: there is one mode
    #[arg(long, value_name = "MODE")]
    local_runner_mode: Option<String>,

    /// Where executions are kept: nowhere, or in a file; `filesystem` is a file as well
    #[arg(long, value_name = "TYPE", value_enum, default_value_t = StoreType::Memory, env = "AWS_DEX_STORE_TYPE", hide_env_values = true)]
    store_type: StoreType,

    /// The file, or for `filesystem` its directory
    #[arg(long, value_name = "PATH", value_parser = clap::builder::OsStringValueParser::new(), env = "AWS_DEX_STORE_PATH", hide_env_values = true)]
    store_path: Option<std::ffi::OsString>,

    /// Means nothing: who starts an execution says how long it may take
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    execution_timeout: Option<u32>,

    /// How long an invocation of a function of `--function-configs` may take [default: 900]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    invocation_timeout: Option<u32>,

    /// Do not wait for what is waited for; history shows it as long as it is
    #[arg(long, overrides_with = "no_skip_time")]
    skip_time: bool,

    /// Wait, as the service does; the default
    #[arg(long, overrides_with = "skip_time")]
    no_skip_time: bool,

    /// Functions in Lambda's own shape, by name: JSON, or a `file://` URL
    #[arg(long, value_name = "JSON")]
    function_configs: Option<String>,
}

/// Python's words for how much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "UPPER")]
pub(super) enum Level {
    Critical,
    Fatal,
    Error,
    Warn,
    Warning,
    Info,
    Debug,
    Notset,
}

impl Level {
    /// Whether only what goes wrong is said.
    pub(super) const fn is_quiet(self) -> bool {
        !matches!(self, Self::Info | Self::Debug | Self::Notset)
    }

    /// The same in the words of our own log.
    pub(super) const fn filter(self) -> &'static str {
        match self {
            Self::Critical | Self::Fatal | Self::Error => "cargo_durable=error",
            Self::Warn | Self::Warning => "cargo_durable=warn",
            Self::Info => "cargo_durable=info",
            Self::Debug => "cargo_durable=debug",
            Self::Notset => "cargo_durable=trace",
        }
    }
}

/// What keeps executions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StoreType {
    Memory,
    Filesystem,
    Sqlite,
}

impl Args {
    /// What is to be said.
    pub(super) const fn level(&self) -> Level {
        self.log_level
    }

    /// The store's file.
    pub(super) fn store(&self) -> PathBuf {
        let path = self.store_path.as_deref().filter(|path| !path.is_empty());
        place(self.store_type, path.map(Path::new), Path::is_dir)
    }
}

/// The store's file. A directory may lie where another type of store is asked for: it was the official emulator's.
fn place(kind: StoreType, path: Option<&Path>, is_dir: impl Fn(&Path) -> bool) -> PathBuf {
    let path = match kind {
        StoreType::Memory => return PathBuf::from(MEMORY),
        StoreType::Sqlite => path.unwrap_or(Path::new(SQLITE)),
        StoreType::Filesystem => path.unwrap_or(Path::new(DIRECTORY)),
    };
    // SAM gives the name of a file for every type.
    let is_directory = kind == StoreType::Filesystem && path.extension().is_none();
    if is_directory || is_dir(path) {
        path.join(IN_DIRECTORY)
    } else {
        path.to_owned()
    }
}

/// Our store beside a file that is not one of ours.
fn beside(path: &Path) -> PathBuf {
    path.with_extension(BESIDE)
}

/// Serves until it is told to end.
pub(super) async fn run(args: &Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    // Before all else: the first process of a container is deaf to signals that it does not ask for.
    let mut interrupt = Interrupt::install()?;
    let code = |asked| match asked {
        Asked::Interrupt => ExitStatus::Interrupted,
        Asked::Terminate => ExitStatus::Success,
    };
    let emulator = tokio::select! {
        emulator = begin(args, cx) => emulator?,
        asked = interrupt.asked() => return Ok(code(asked)),
    };
    let asked = interrupt.asked().await;
    cx.printer.note("stopping");
    emulator.stop().await;
    Ok(code(asked))
}

async fn begin(args: &Args, cx: &Context) -> anyhow::Result<Emulator> {
    say_what_means_nothing(args, cx);
    let listen = listen(&args.host, args.port)?;
    let hosting = Hosting {
        region: Some(args.local_runner_region.clone()),
        lambda_endpoint: Some(args.lambda_endpoint.clone()),
        function_configs: args.function_configs.clone(),
        ..Hosting::default()
    };
    let speed = if args.skip_time {
        Speed::Skip
    } else {
        scale(cx)?.unwrap_or(Speed::REAL)
    };
    let functions = functions(args, cx, &hosting).await?;
    let start = async |store: StoreChoice| -> anyhow::Result<Result<Emulator, StartError>> {
        let mut config = link::config(cx, &hosting, functions.clone())?;
        config.store = store;
        config.listen = listen.clone();
        config.speed = speed;
        // Whoever reaches a container knows it by a name that we cannot guess (decisions 22).
        config.allow_hosts = vec!["*".to_owned()];
        Ok(Emulator::start(config).await)
    };
    let (emulator, store) = match &cx.store {
        StorePlace::Memory => (start(StoreChoice::Memory).await??, MEMORY.to_owned()),
        StorePlace::File(path) => {
            // Once there is a store beside the other one's, it stays ours whatever becomes of the other one.
            let second = beside(path);
            let first = if second.exists() { &second } else { path };
            let (begun, path) = match start(StoreChoice::File(first.clone())).await? {
                Err(StartError::Store(StoreError::NotAStore { .. })) if *first != second => {
                    cx.printer.note(&format!(
                        "note: `{}` is another emulator's store, and is left as it is; ours is `{}`",
                        first.display(),
                        second.display()
                    ));
                    (start(StoreChoice::File(second.clone())).await?, &second)
                }
                begun => (begun, first),
            };
            (begun?, path.display().to_string())
        }
    };
    if speed != Speed::REAL {
        let word = match speed {
            Speed::Skip => "waits are skipped".to_owned(),
            Speed::Thousandths(_) => format!("time runs {} times as fast", speed::word(speed)),
        };
        cx.printer.note(&word);
    }
    cx.printer.note(&format!(
        "listening on {}, functions at {}, store {store}",
        emulator.endpoint(),
        args.lambda_endpoint
    ));
    Ok(emulator)
}

/// SAM's factor of time; what is wrong with it is said in words that fit here.
fn scale(cx: &Context) -> Result<Option<Speed>, Failure> {
    speed::of_environment(cx).map_err(|failure| Failure {
        code: "InvalidTimeScale".to_owned(),
        ..failure
    })
}

fn say_what_means_nothing(args: &Args, cx: &Context) {
    let note = |option: &str, why: &str| cx.printer.note(&format!("note: `{option}` {why}"));
    if args.local_runner_endpoint.is_some() {
        note(
            "--local-runner-endpoint",
            "means nothing here: only the other commands ask an emulator",
        );
    }
    if args.local_runner_mode.is_some() {
        note("--local-runner-mode", "means nothing here: there is one mode");
    }
    if args.execution_timeout.is_some() {
        note(
            "--execution-timeout",
            "means nothing here: who starts an execution says how long it may take",
        );
    }
    if args.invocation_timeout.is_some() && args.function_configs.is_none() {
        note(
            "--invocation-timeout",
            "means nothing without `--function-configs`: other functions end when their endpoint says so",
        );
    }
    if args.store_type == StoreType::Filesystem {
        note("--store-type filesystem", "means our SQLite store");
    }
}

/// The addresses of a name, IPv4 first: it is what a container's ports are forwarded to.
fn listen(host: &str, port: u16) -> Result<Vec<SocketAddr>, Failure> {
    if host.is_empty() {
        return Ok(vec![(Ipv4Addr::UNSPECIFIED, port).into()]);
    }
    let found = (host, port).to_socket_addrs();
    let no =
        |failure: Failure| failure.hint("`--host` takes an address of this machine: `0.0.0.0` is every one");
    let mut found: Vec<SocketAddr> = match found {
        Ok(found) => found.collect(),
        Err(error) => {
            let message = format!("`{host}` is no address to listen on");
            return Err(no(Failure::usage("InvalidOption", message).because(error)));
        }
    };
    found.sort_by_key(SocketAddr::is_ipv6);
    found.dedup();
    Ok(found)
}

/// The functions of `--function-configs`, which run at the lambda endpoint.
async fn functions(args: &Args, cx: &Context, hosting: &Hosting) -> anyhow::Result<Vec<FunctionSpec>> {
    let Some(_) = &hosting.function_configs else {
        return Ok(Vec::new());
    };
    let given = Functions::default();
    // None of them runs here.
    let mut engine = Engine::unknown(Isolation::Process);
    let plan = plan::find(cx, &given, hosting)?;
    let mut specs = plan::build(cx, &plan, &given, hosting, &mut engine, None).await?;
    let limit = args.invocation_timeout.unwrap_or(MAX_FUNCTION_TIMEOUT_S);
    for spec in &mut specs {
        spec.timeout_s = spec.timeout_s.min(limit);
    }
    Ok(specs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_store_is() {
        let at = |kind, path: Option<&str>| {
            let is_dir = |path: &Path| path == Path::new("/there.db");
            place(kind, path.map(Path::new), is_dir).display().to_string()
        };
        assert_eq!(at(StoreType::Memory, Some("/x.db")), ":memory:");
        assert_eq!(at(StoreType::Sqlite, None), "durable-executions.db");
        assert_eq!(at(StoreType::Sqlite, Some("/x.db")), "/x.db");
        assert_eq!(
            at(StoreType::Sqlite, Some("/there.db")),
            "/there.db/executions.db"
        );
        assert_eq!(
            at(StoreType::Filesystem, None),
            ".durable_executions/executions.db"
        );
        assert_eq!(at(StoreType::Filesystem, Some("/kept")), "/kept/executions.db");
        assert_eq!(at(StoreType::Filesystem, Some("/x.db")), "/x.db");
    }

    #[test]
    fn where_it_listens() {
        let texts = |host| {
            let list = listen(host, 7).unwrap();
            list.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(texts("0.0.0.0"), ["0.0.0.0:7"]);
        assert_eq!(texts(""), ["0.0.0.0:7"]);
        assert_eq!(texts("::1"), ["[::1]:7"]);
        assert_eq!(texts("localhost")[0], "127.0.0.1:7");
        let failure = listen("no such host", 7).unwrap_err();
        assert_eq!(failure.message, "`no such host` is no address to listen on");
    }

    #[test]
    fn a_store_beside_another_one() {
        assert_eq!(
            beside(Path::new("/d/durable-executions.db")),
            Path::new("/d/durable-executions.cargo-durable.db")
        );
    }
}
