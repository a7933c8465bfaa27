//! From options to functions that can be run.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::args::{Functions, Hosting};
use super::containers::Engine;
use super::context::Context;
use super::failure::Failure;
use super::{images, link};
use crate::config::cargo::Cargo;
use crate::config::{self, ConfigError, Plan, Remark, Search, Stack, Surroundings, remark};
use crate::engine::clock::Clock;
use crate::execution::FunctionName;
use crate::sandbox::FunctionSpec;

/// How long what was unpacked of archives is kept without being used: 30 days.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// Reads every place that declares functions.
pub(super) fn find(cx: &Context, args: &Functions, hosting: &Hosting) -> anyhow::Result<Plan> {
    let look = look(cx, args, hosting)?;
    let plan = look()?;
    let given = variables(cx, args)?;
    let is_given = |remark: &&Remark| {
        let variable = remark.variable.as_ref();
        variable.is_some_and(|variable| given.contains_key(variable))
    };
    for remark in plan.remarks().iter().filter(|remark| !is_given(remark)) {
        cx.printer.warn(&remark.text);
    }
    Ok(plan)
}

/// The same, for somebody who does not wait for ever: cargo may wait for a lock, or for a toolchain that it
/// fetches. `None` if it takes longer.
pub(super) async fn find_within(
    cx: &Context,
    args: &Functions,
    hosting: &Hosting,
    patience: Duration,
) -> Option<anyhow::Result<Plan>> {
    let look = match look(cx, args, hosting) {
        Ok(look) => look,
        Err(error) => return Some(Err(error.into())),
    };
    let found = tokio::time::timeout(patience, tokio::task::spawn_blocking(look)).await;
    found.ok().map(|found| Ok(found??))
}

/// The search, with all that it needs.
fn look(
    cx: &Context,
    args: &Functions,
    hosting: &Hosting,
) -> Result<impl FnOnce() -> Result<Plan, ConfigError> + Send + 'static, ConfigError> {
    let configs = match &hosting.function_configs {
        Some(value) => config::parse_function_configs(value, &cx.dir)?,
        None => Vec::new(),
    };
    let cargo = Cargo {
        environment: cx.environment.clone(),
        program: cx.cargo.clone(),
        manifest_path: cx.root.manifest.clone(),
        build: args.build_options(),
        lock: args.lock_options(),
        quiet: cx.printer.is_quiet(),
    };
    let overrides = args.parameter_overrides.iter().map(String::as_str);
    let stack = Stack {
        region: link::region(cx, hosting).to_owned(),
        account: link::account(hosting).to_owned(),
        overrides: config::parse_overrides(overrides)?,
    };
    // `doctor` and completions have no such option.
    let template = args.template.clone();
    let template = template.or_else(|| cx.variable("CARGO_DURABLE_TEMPLATE").map(PathBuf::from));
    let (root, dir) = (cx.root.clone(), cx.dir.clone());
    let (given, packages) = (args.given.clone(), args.package.clone());
    Ok(move || {
        Plan::find(Search {
            root: &root,
            dir: &dir,
            given: &given,
            configs,
            cargo,
            packages: &packages,
            stack,
            template,
        })
    })
}

/// Has the images that are wanted, and builds what must be built. A function that cannot run is left out with a warning, unless it is `needed`:
/// one that nobody calls should not stop the others.
pub(super) async fn build(
    cx: &Context,
    plan: &Plan,
    args: &Functions,
    hosting: &Hosting,
    engine: &mut Engine,
    needed: Option<&FunctionName>,
) -> anyhow::Result<Vec<FunctionSpec>> {
    let variables = variables(cx, args)?;
    images::provide(cx, plan, args.pull, engine).await;
    let engine = &*engine;
    let scratch = cx.state_dir().join("run");
    let surroundings = Surroundings {
        environment: &cx.environment,
        variables: &variables,
        lambda_endpoint: hosting.lambda_endpoint.as_deref(),
        containers: engine.known(),
        scratch: Some(&scratch),
    };
    let mut specs = Vec::new();
    for (name, built) in plan.build(surroundings).await? {
        match built {
            Ok(spec) => {
                let declared = plan.functions().find(|declared| declared.name == name);
                let remark = declared.and_then(|declared| remark(declared, &spec.kind, engine.known()));
                if let Some(remark) = remark {
                    cx.printer.note(&format!("note: {remark}"));
                }
                specs.push(spec);
            }
            Err(error) if needed == Some(&name) => return Err(error.into()),
            Err(error) => cx.printer.warn(&format!("{error}; it is left out")),
        }
    }
    // Nobody waits for it; what we use is in use.
    let since = Clock::Wall.now().plus_millis(-KEPT_MS);
    tokio::task::spawn_blocking(move || config::prune(&scratch, since));
    Ok(specs)
}

/// `--env-file`, and `--env-var` over it.
pub(super) fn variables(cx: &Context, args: &Functions) -> Result<BTreeMap<String, String>, ConfigError> {
    let mut variables = BTreeMap::new();
    if let Some(path) = &args.env_file {
        let path = cx.dir.join(path);
        let text = std::fs::read_to_string(&path).map_err(|source| ConfigError::Read {
            path: path.clone(),
            source,
        })?;
        variables = config::parse_env_file(&text).map_err(|(line, message)| ConfigError::File {
            path,
            line,
            message,
            hint: None,
        })?;
    }
    for variable in &args.env_var {
        let (key, value) = config::parse_variable(variable).ok_or_else(|| ConfigError::Option {
            option: "--env-var",
            message: format!("`{variable}` is not `KEY=VALUE`"),
            hint: None,
        })?;
        variables.insert(key.to_owned(), value.to_owned());
    }
    Ok(variables)
}

/// Options that say which function runs mean nothing to an emulator elsewhere.
pub(super) fn refuse_with_endpoint(cx: &Context, args: &Functions, targets: bool) -> Result<(), Failure> {
    let given = [
        ("--function", !args.given.is_empty()),
        ("--parameter-overrides", !args.parameter_overrides.is_empty()),
        ("--package", !args.package.is_empty()),
        ("--env-var", !args.env_var.is_empty()),
        ("--env-file", args.env_file.is_some()),
        ("--bin` or `--example", targets),
    ];
    match (&cx.endpoint, given.into_iter().find(|(_, given)| *given)) {
        (Some(endpoint), Some((option, _))) => Err(Failure::usage(
            "ConflictingOptions",
            format!("`{option}` runs a function here, and `--endpoint {endpoint}` runs its own"),
        )
        .hint("leave one of them away")),
        _ => Ok(()),
    }
}
