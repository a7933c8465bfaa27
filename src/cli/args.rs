//! Groups of options that commands share.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::speed;
use crate::config::{self, ConfigError, Given, Isolation};
use crate::execution::{ErrorObject, Speed};

const GLOBAL: &str = "Global options";
const BUILD: &str = "Build options";

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub(super) struct Global {
    /// The answer: text, json or jsonl
    #[arg(short = 'o', long, global = true, value_name = "FORMAT", value_enum, default_value_t = Format::Text,
          env = "CARGO_DURABLE_OUTPUT_FORMAT", hide_env_values = true, hide_possible_values = true, hide_default_value = true, help_heading = GLOBAL)]
    pub(super) output_format: Format,

    /// Colors: auto, always or never
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Color::Auto,
          env = "CARGO_DURABLE_COLOR", hide_env_values = true, hide_possible_values = true, hide_default_value = true, help_heading = GLOBAL)]
    pub(super) color: Color,

    /// Say more on stderr; twice for everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count, conflicts_with = "quiet", help_heading = GLOBAL)]
    pub(super) verbose: u8,

    /// Say only what went wrong
    #[arg(short, long, global = true, help_heading = GLOBAL)]
    pub(super) quiet: bool,

    /// Talk to the emulator at this address
    #[arg(long, global = true, value_name = "URL", env = "CARGO_DURABLE_ENDPOINT", hide_env_values = true, help_heading = GLOBAL)]
    pub(super) endpoint: Option<String>,

    /// Where executions are kept, or `:memory:`
    #[arg(long, global = true, value_name = "PATH", env = "CARGO_DURABLE_STORE", hide_env_values = true, help_heading = GLOBAL)]
    pub(super) store: Option<PathBuf>,

    /// The project's Cargo.toml
    #[arg(long, global = true, value_name = "PATH", help_heading = GLOBAL)]
    pub(super) manifest_path: Option<PathBuf>,

    /// Go to this directory first
    #[arg(short = 'C', long, global = true, value_name = "DIR", help_heading = GLOBAL)]
    pub(super) directory: Option<PathBuf>,
}

/// How the answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
    Jsonl,
}

/// When to use colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

/// Where functions come from, and how cargo builds them.
#[derive(Debug, Clone, Default, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of cargo's")]
pub(super) struct Functions {
    /// Declare a function; see `--help` for what SPEC may be
    ///
    /// Declare a function: `order=cargo:order`, `order=example:order`, `tax=python:app.tax@functions/tax`,
    /// `pay=node:app.pay`, `ship=command:./ship --fast`, `box=image:box:latest`, `far=http://127.0.0.1:9001`. Settings stand after the
    /// name: `tax,plain,timeout=30,memory=256=python:app.tax`. A function is durable unless it is `plain`.
    #[arg(long = "function", value_name = "NAME=SPEC", value_parser = given)]
    pub(super) given: Vec<Given>,

    /// A SAM or CloudFormation template; else the project's
    #[arg(
        short,
        long,
        alias = "template-file",
        value_name = "PATH",
        env = "CARGO_DURABLE_TEMPLATE",
        hide_env = true
    )]
    pub(super) template: Option<PathBuf>,

    /// Values for the template's parameters: `Stage=dev Size=2`
    #[arg(long, hide_short_help = true, value_name = "KEY=VALUE")]
    pub(super) parameter_overrides: Vec<String>,

    /// Set a variable for every function
    #[arg(long, value_name = "KEY=VALUE")]
    pub(super) env_var: Vec<String>,

    /// Read such variables from a file
    #[arg(hide_short_help = true, long, value_name = "PATH")]
    pub(super) env_file: Option<PathBuf>,

    /// Run functions in a container, as a process, or auto
    ///
    /// Run functions in a `container`, as a `process`, or `auto`: a container where an engine answers and the
    /// function has a runtime or an image, a process for Cargo targets and commands. `CARGO_DURABLE_ISOLATION` says
    /// the same.
    #[arg(long, value_name = "HOW", env = "CARGO_DURABLE_ISOLATION", hide_env = true, value_parser = isolation)]
    pub(super) isolation: Option<Isolation>,

    /// Pull images: missing, always or never
    #[arg(
        long,
        hide_short_help = true,
        value_name = "WHEN",
        env = "CARGO_DURABLE_PULL",
        hide_env_values = true,
        value_enum,
        hide_possible_values = true
    )]
    pub(super) pull: Option<Pull>,

    /// The package of the function
    #[arg(short, long, value_name = "PACKAGE", help_heading = BUILD)]
    pub(super) package: Vec<String>,

    /// Build in release mode
    #[arg(short, long, conflicts_with = "profile", help_heading = BUILD)]
    pub(super) release: bool,

    /// Build with this profile
    #[arg(hide_short_help = true, long, value_name = "NAME", help_heading = BUILD)]
    pub(super) profile: Option<String>,

    /// Features to activate
    #[arg(hide_short_help = true, long, value_name = "FEATURES", help_heading = BUILD)]
    pub(super) features: Vec<String>,

    /// Activate all features
    #[arg(hide_short_help = true, long, help_heading = BUILD)]
    pub(super) all_features: bool,

    /// Do not activate the default features
    #[arg(hide_short_help = true, long, help_heading = BUILD)]
    pub(super) no_default_features: bool,

    /// Where cargo puts what it builds
    #[arg(hide_short_help = true, long, value_name = "DIR", help_heading = BUILD)]
    pub(super) target_dir: Option<PathBuf>,

    /// Assert that Cargo.lock does not change
    #[arg(hide_short_help = true, long, help_heading = BUILD)]
    pub(super) locked: bool,

    /// Build without the network
    #[arg(hide_short_help = true, long, help_heading = BUILD)]
    pub(super) offline: bool,

    /// The same as --locked and --offline
    #[arg(hide_short_help = true, long, help_heading = BUILD)]
    pub(super) frozen: bool,
}

impl Functions {
    /// The first option that says what a function is, if one does.
    pub(super) fn given_functions(&self) -> Option<&'static str> {
        [
            ("--function", !self.given.is_empty()),
            ("--parameter-overrides", !self.parameter_overrides.is_empty()),
            ("--env-var", !self.env_var.is_empty()),
            ("--env-file", self.env_file.is_some()),
        ]
        .into_iter()
        .find_map(|(option, given)| given.then_some(option))
    }

    /// What goes to `cargo build` alone.
    pub(super) fn build_options(&self) -> Vec<String> {
        let mut options = Vec::new();
        let mut flag = |name: &str, on: bool| {
            if on {
                options.push(format!("--{name}"));
            }
        };
        flag("release", self.release);
        flag("all-features", self.all_features);
        flag("no-default-features", self.no_default_features);
        let values = [("profile", self.profile.clone())]
            .into_iter()
            .chain(
                self.features
                    .iter()
                    .map(|features| ("features", Some(features.clone()))),
            )
            .chain([(
                "target-dir",
                self.target_dir.as_ref().map(|dir| dir.display().to_string()),
            )]);
        for (name, value) in values {
            if let Some(value) = value {
                options.extend([format!("--{name}"), value]);
            }
        }
        options
    }

    /// What goes to every cargo command.
    pub(super) fn lock_options(&self) -> Vec<String> {
        [
            ("--locked", self.locked),
            ("--offline", self.offline),
            ("--frozen", self.frozen),
        ]
        .into_iter()
        .filter(|(_, on)| *on)
        .map(|(name, _)| name.to_owned())
        .collect()
    }
}

/// How the emulator works; of the commands that may host one. Nothing has a default here: what is given
/// must not contradict an emulator that runs already (decisions 19).
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Emulator options")]
pub(super) struct Hosting {
    /// How time passes: real, skip, or N times faster
    ///
    /// How time passes for waits, retries and timeouts: `real`; `skip`, at once; `60`, so many times faster.
    /// History records them as long as they are. Timeouts that somebody may still answer before are not skipped,
    /// and a function's own timeout is real.
    #[arg(long, value_name = "HOW", env = "CARGO_DURABLE_TIME", hide_env_values = true, value_parser = speed::parse)]
    pub(super) time: Option<Speed>,

    /// The region of ARNs [default: `$AWS_REGION`, else us-east-1]
    #[arg(long, hide_short_help = true, value_name = "REGION")]
    pub(super) region: Option<String>,

    /// The account of ARNs [default: 123456789012]
    #[arg(long, hide_short_help = true, value_name = "ID", value_parser = account)]
    pub(super) account: Option<String>,

    /// Call functions that have no code here at this Invoke API
    #[arg(long, hide_short_help = true, value_name = "URL")]
    pub(super) lambda_endpoint: Option<String>,

    /// Functions in Lambda's own shape, by name: JSON, or a `file://` URL
    #[arg(long, hide_short_help = true, value_name = "JSON")]
    pub(super) function_configs: Option<String>,

    /// Try an execution again so often while it crashes in the same way [default: 2; `start` until it times out]
    #[arg(long, hide_short_help = true, value_name = "N")]
    pub(super) max_crash_retries: Option<u32>,

    /// Calls at once to one endpoint [default: 64]
    #[arg(long, hide_short_help = true, value_name = "N", value_parser = positive)]
    pub(super) endpoint_concurrency: Option<usize>,

    /// Take $LATEST where a chained invoke names no version; Lambda does not
    #[arg(long, hide_short_help = true)]
    pub(super) lenient_qualifiers: bool,

    /// What a checkpoint survives: normal, a crash; full, a power cut too
    #[arg(
        long,
        hide_short_help = true,
        value_name = "HOW",
        value_enum,
        hide_possible_values = true
    )]
    pub(super) sync: Option<Durability>,
}

impl Hosting {
    /// The first option that is given, if one is.
    pub(super) fn given(&self) -> Option<&'static str> {
        [
            ("--time", self.time.is_some()),
            ("--region", self.region.is_some()),
            ("--account", self.account.is_some()),
            ("--lambda-endpoint", self.lambda_endpoint.is_some()),
            ("--function-configs", self.function_configs.is_some()),
            ("--max-crash-retries", self.max_crash_retries.is_some()),
            ("--endpoint-concurrency", self.endpoint_concurrency.is_some()),
            ("--lenient-qualifiers", self.lenient_qualifiers),
            ("--sync", self.sync.is_some()),
        ]
        .into_iter()
        .find_map(|(option, given)| given.then_some(option))
    }
}

/// How long a command stays with the execution that it has started.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Stay {
    /// Print the execution's ARN and leave it to the emulator that runs
    #[arg(long = "async", conflicts_with_all = ["timeout", "callback_timeout", "answers"])]
    pub(super) asynchronous: bool,

    /// Wait so many seconds for the end
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(super) timeout: Option<Duration>,

    /// Wait so long for a callback's answer [default: 60 in a script]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(super) callback_timeout: Option<Duration>,

    /// Answer callbacks as this file says; `--help` shows it
    #[arg(long, value_name = "FILE", long_help = format!("Answer callbacks as this file says\n\n{}", super::answers::SHAPE))]
    pub(super) answers: Option<PathBuf>,
}

/// Reads how many seconds to wait.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let text = text.strip_suffix('s').unwrap_or(text);
    text.parse()
        .ok()
        .filter(|seconds: &f64| *seconds > 0.0)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "a number of seconds, more than 0".to_owned())
}

/// What an acknowledged checkpoint survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Durability {
    Normal,
    Full,
}

/// When images are pulled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Pull {
    #[default]
    Missing,
    Always,
    Never,
}

fn isolation(text: &str) -> Result<Isolation, String> {
    [Isolation::Auto, Isolation::Container, Isolation::Process]
        .into_iter()
        .find(|isolation| isolation.word() == text)
        .ok_or_else(|| "`auto`, `container` or `process`".to_owned())
}

/// Reads a function; clap says for which option.
fn given(text: &str) -> Result<Given, String> {
    config::parse_function(text).map_err(|error| match error {
        ConfigError::Option { message, hint, .. } => format!("{message}\n\n{}", hint.unwrap_or_default()),
        other => other.to_string(),
    })
}

fn account(text: &str) -> Result<String, String> {
    if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err("an account has 12 digits".to_owned())
    }
}

pub(super) fn positive(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(|| "a whole number, 1 or more".to_owned())
}

/// An error, as its author words it.
#[derive(Debug, Clone, Args)]
pub(super) struct ErrorArgs {
    /// The error's type
    #[arg(long, value_name = "TYPE")]
    pub(super) error_type: Option<String>,

    /// The error's message
    #[arg(long, value_name = "TEXT")]
    pub(super) error_message: Option<String>,

    /// The error's data
    #[arg(long, value_name = "TEXT")]
    pub(super) error_data: Option<String>,

    /// A line of the error's stack trace; repeat for more
    #[arg(long, value_name = "LINE")]
    pub(super) stack_trace: Vec<String>,
}

impl ErrorArgs {
    /// The error; `None` if nothing is said of one.
    pub(super) fn error(self) -> Option<ErrorObject> {
        let error = ErrorObject {
            error_message: self.error_message,
            error_type: self.error_type,
            error_data: self.error_data,
            stack_trace: (!self.stack_trace.is_empty()).then_some(self.stack_trace),
        };
        (error != ErrorObject::default()).then_some(error)
    }
}
