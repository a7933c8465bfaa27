//! What is SAM's and the official emulator's: environment variables and what each means here (cli.md 5), and whose
//! answers to give.

use super::context::{Context, StorePlace};
use super::failure::Failure;
use crate::api::AnswersAs;
use crate::emulator::{Config, StoreChoice};

pub(super) const STORE_TYPE: &str = "DURABLE_EXECUTIONS_STORE_TYPE";
/// Ports, in the order in which they count (decisions 24).
pub(super) const PORTS: [&str; 2] = [
    "DURABLE_EXECUTIONS_EXTERNAL_EMULATOR_PORT",
    "DURABLE_EXECUTIONS_EMULATOR_PORT",
];

/// Variables that mean something to a container of the official emulator, and nothing to a process of ours.
pub(super) const WITHOUT_MEANING: [(&str, &str); 3] = [
    (
        "DURABLE_EXECUTIONS_CAPTURE_LOGS",
        "what functions print is always kept: `execution logs` shows it",
    ),
    (
        "DURABLE_EXECUTIONS_CONTAINER_NAME",
        "the emulator is a process, and has no container",
    ),
    (
        "DURABLE_EXECUTIONS_EMULATOR_IMAGE_TAG",
        "the emulator is this program; `start --emulator image` and `compat pull` take that tag",
    ),
];

/// The port that SAM's variables name, if one does.
pub(super) fn port(cx: &Context) -> Result<Option<u16>, Failure> {
    for name in PORTS {
        if let Some(value) = cx.variable(name) {
            return value.parse().map(Some).map_err(|_| {
                Failure::usage("InvalidOption", format!("`{value}` of `{name}` is no port"))
                    .hint(format!("unset `{name}`, or pass `--port`"))
            });
        }
    }
    Ok(None)
}

/// Whose answers to give, as `--answers-as` says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Whose {
    /// AWS's
    Service,
    /// The official emulator's up to 1.2.1, in the few places that SAM CLI's own tests look at
    #[value(name = "emulator-1.2")]
    Emulator12,
}

impl From<Whose> for AnswersAs {
    fn from(whose: Whose) -> Self {
        match whose {
            Whose::Service => Self::Service,
            Whose::Emulator12 => Self::Emulator12,
        }
    }
}

/// What a `STORE_TYPE` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StoreType {
    Sqlite,
    Memory,
    /// The official emulator's files; ours are SQLite's all the same.
    Filesystem,
}

impl StoreType {
    /// The type that the environment asks for.
    pub(super) fn read(cx: &Context) -> Result<Option<Self>, Failure> {
        let Some(value) = cx.variable(STORE_TYPE) else {
            return Ok(None);
        };
        match value {
            "sqlite" => Ok(Some(Self::Sqlite)),
            "memory" => Ok(Some(Self::Memory)),
            "filesystem" => Ok(Some(Self::Filesystem)),
            other => Err(Failure::usage(
                "InvalidOption",
                format!("`{other}` of `{STORE_TYPE}` is no type of store"),
            )
            .hint(format!(
                "it is `sqlite`, `memory` or `filesystem`; unset `{STORE_TYPE}`, or correct it"
            ))),
        }
    }
}

/// Does what the variables ask of an emulator, and says which of them ask for nothing here.
pub(super) fn honour(cx: &Context, config: &mut Config) -> Result<(), Failure> {
    match StoreType::read(cx)? {
        Some(StoreType::Memory) if !cx.names_store => config.store = StoreChoice::Memory,
        Some(StoreType::Filesystem) if cx.store != StorePlace::Memory => {
            cx.printer
                .note(&format!("note: `{STORE_TYPE}=filesystem` means our SQLite store"));
        }
        _ => {}
    }
    for (name, meaning) in WITHOUT_MEANING {
        if cx.variable(name).is_some() {
            cx.printer
                .note(&format!("note: `{name}` means nothing here: {meaning}"));
        }
    }
    Ok(())
}
