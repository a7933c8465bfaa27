//! The environment variables of SAM and of the official emulator: what each means here (cli.md 5).

use super::context::{Context, StorePlace};
use super::failure::Failure;
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
        "the emulator is this program, and has no image",
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
        Some(StoreType::Memory) if !cx.names_store() => config.store = StoreChoice::Memory,
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
