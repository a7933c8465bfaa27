//! One function of `function list`, as it is shown.

use std::fmt::Write as _;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::output::time;
use crate::config::{
    CargoTarget, Code, ConfigError, DEFAULT_MEMORY_MB, DEFAULT_TIMEOUT_S, Declared, Outlook, Source,
};
use crate::execution::DurableConfig;
use crate::sandbox::FunctionKind;
use crate::wire::request::{Config, FunctionConfiguration};

/// Why most functions are durable.
const DEFAULT: &str = "default";

/// One function: AWS's members as `ListFunctions` has them, and ours.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Row {
    pub(super) function_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    runtime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    handler: Option<String>,
    timeout: u32,
    memory_size: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    durable_config: Option<Config>,
    durable: bool,
    /// What makes it durable, or plain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) because: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) declared_in: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runs_as: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    directory: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cargo_target: Option<String>,
    /// Why it cannot run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) problem: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hint: Option<String>,
    /// The emulator that serves it at this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) served_at: Option<String>,
    #[serde(skip)]
    root: Option<PathBuf>,
}

impl Row {
    pub(super) fn of(declared: &Declared, cx: &Context) -> Self {
        let from = match (&declared.source, &cx.root.dir) {
            (Source::File(path) | Source::Template(path), Some(root)) => shortened(path, root),
            (source, _) => source.to_string().replace('`', ""),
        };
        let row = Self {
            function_name: declared.name.to_string(),
            runtime: declared.runtime.clone(),
            timeout: declared.timeout_s,
            memory_size: declared.memory_mb,
            durable_config: declared.durable.map(Into::into),
            durable: declared.durable.is_some(),
            because: Some(because(declared).to_owned()),
            declared_in: Some(from),
            root: cx.root.dir.clone(),
            ..Self::default()
        };
        match &declared.code {
            Code::Cargo(target) => Self {
                runs_as: Some("CargoTarget"),
                cargo_target: Some(target.to_string()),
                ..row
            },
            Code::Command { argv, dir } => row.process(None, argv.clone(), dir),
            Code::Python { handler, dir } => row.process(
                Some(handler),
                words(&["python3", "-m", "awslambdaric", handler]),
                dir,
            ),
            Code::Node { handler, dir } => row.process(Some(handler), words(&["node", handler]), dir),
            Code::Managed { handler, dir } => Self {
                runs_as: Some("Container"),
                handler: Some(handler.clone()),
                directory: Some(dir.display().to_string()),
                ..row
            },
            Code::Image(image) => Self {
                runs_as: Some("Container"),
                image: Some(image.reference.clone()),
                ..row
            },
            Code::Unclear(_) => row,
            Code::Endpoint(url) => Self {
                runs_as: Some("Endpoint"),
                endpoint: url.clone(),
                ..row
            },
        }
    }

    fn process(self, handler: Option<&String>, command: Vec<String>, dir: &Path) -> Self {
        Self {
            runs_as: Some("Process"),
            handler: handler.cloned(),
            command: Some(command),
            directory: Some(dir.display().to_string()),
            ..self
        }
    }

    /// What only an emulator knows.
    pub(super) fn served(found: FunctionConfiguration<'static>) -> Self {
        Self {
            function_name: found.function_name.into_owned(),
            runtime: found.runtime.map(Into::into),
            handler: found.handler.map(Into::into),
            timeout: found.timeout,
            memory_size: found.memory_size,
            durable: found.durable_config.is_some(),
            durable_config: found.durable_config,
            ..Self::default()
        }
    }

    /// A Cargo target that cannot be a function.
    pub(super) fn misfit(target: &CargoTarget, error: &ConfigError) -> Self {
        let mut row = Self {
            function_name: target.name.clone(),
            timeout: DEFAULT_TIMEOUT_S,
            memory_size: DEFAULT_MEMORY_MB,
            durable_config: Some(DurableConfig::DEFAULT.into()),
            durable: true,
            because: Some(DEFAULT.to_owned()),
            runs_as: Some("CargoTarget"),
            cargo_target: Some(target.to_string()),
            ..Self::default()
        };
        row.cannot(error);
        row
    }

    /// Puts the program in that was found on this machine.
    pub(super) fn will(&mut self, outlook: Result<Outlook, ConfigError>) {
        match outlook {
            Ok(Outlook::Build(target)) => self.cargo_target = Some(target.to_string()),
            Ok(Outlook::Run(FunctionKind::Endpoint { url, .. })) => self.endpoint = Some(url),
            Ok(Outlook::Run(FunctionKind::Container(container))) => {
                self.runs_as = Some("Container");
                self.command = None;
                self.image = Some(container.image);
            }
            Ok(Outlook::Run(FunctionKind::Command { argv, .. })) => {
                let argv = argv.iter().map(|word| word.to_string_lossy().into_owned());
                self.command = Some(argv.collect());
            }
            Ok(Outlook::Run(
                FunctionKind::Python {
                    interpreter: program, ..
                }
                | FunctionKind::Node { program, .. },
            )) => {
                if let Some(first) = self.command.as_mut().and_then(|command| command.first_mut()) {
                    *first = program.display().to_string();
                }
            }
            Err(error) => self.cannot(&error),
        }
    }

    fn cannot(&mut self, error: &ConfigError) {
        // Its name stands at the beginning of the line already.
        let said = error.to_string();
        let label = format!("function `{}`: ", self.function_name);
        self.problem = Some(said.strip_prefix(&label).unwrap_or(&said).to_owned());
        self.hint = error.hint();
    }

    pub(super) fn kind(&self) -> String {
        let kind = if self.durable { "durable" } else { "plain" };
        match &self.because {
            Some(because) => format!("{kind} ({because})"),
            None => kind.to_owned(),
        }
    }

    /// How long an invocation and an execution may take, and the memory.
    pub(super) fn limits(&self) -> String {
        let mut limits = format!("{}s {}MB", self.timeout, self.memory_size);
        let execution = self
            .durable_config
            .as_ref()
            .and_then(|config| config.execution_timeout);
        if let Some(seconds) = execution {
            let execution = time::duration(i64::from(seconds) * 1_000);
            let _ = write!(limits, ", execution {execution}");
        }
        limits
    }

    pub(super) fn how(&self) -> String {
        if self.problem.is_some() {
            return "cannot run: see below".to_owned();
        }
        let language = self.runtime.as_ref().map(|runtime| format!("{runtime}, "));
        let language = language.unwrap_or_default();
        if let Some(image) = &self.image {
            let target = self
                .cargo_target
                .as_ref()
                .map(|target| format!("{target}, to be built, "));
            return format!("{}{language}container {image}", target.unwrap_or_default());
        }
        match (&self.cargo_target, &self.endpoint, &self.command) {
            (Some(target), ..) => format!("{target}, to be built"),
            (_, Some(url), _) => format!("{language}calls {url}"),
            (_, _, Some(command)) => format!("{language}process {}", self.seen_from_root(&command.join(" "))),
            _ => language.trim_end_matches(", ").to_owned(),
        }
    }

    /// Paths in the project are short for people; programs get the whole ones.
    fn seen_from_root(&self, text: &str) -> String {
        match &self.root {
            Some(root) => text.replace(&format!("{}{MAIN_SEPARATOR}", root.display()), ""),
            None => text.to_owned(),
        }
    }

    pub(super) fn from(&self) -> String {
        let declared = match (&self.declared_in, &self.cargo_target) {
            (Some(from), _) => from.clone(),
            (None, Some(_)) => "a Cargo target".to_owned(),
            (None, None) => String::new(),
        };
        match &self.served_at {
            Some(at) if declared.is_empty() => format!("served at {at}"),
            Some(at) => format!("{declared}; served at {at}"),
            None => declared,
        }
    }
}

/// Why it is durable, or plain (decisions 2).
fn because(declared: &Declared) -> &'static str {
    let is_default = declared.durable == Some(DurableConfig::DEFAULT);
    match (&declared.source, &declared.durable) {
        (Source::FunctionConfigs | Source::Template(_), _) => of_config(declared),
        (_, Some(_)) if is_default => DEFAULT,
        (_, Some(_)) => "`durable = { … }`",
        (Source::Line, None) => "`plain`",
        (Source::File(_) | Source::Cargo, None) => "`durable = false`",
    }
}

pub(super) const fn of_config(declared: &Declared) -> &'static str {
    match declared.durable {
        Some(_) => "`DurableConfig`",
        None => "no `DurableConfig`",
    }
}

/// A path as it is seen from the project's root.
fn shortened(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}
