//! What the functions of this project need: the files that declare them, and the programs that run them.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

use super::programs::{self, Wanted};
use super::{Check, PATIENCE, Verdict, all as all_of, places};
use crate::cli::args::{Functions, Hosting};
use crate::cli::containers::Engine;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::plan;
use crate::config::{DEFAULT_LAMBDA_ENDPOINT, Outlook, Plan, Surroundings};
use crate::sandbox::FunctionKind;

/// What the functions run with.
#[derive(Debug, Default)]
struct Needs {
    pythons: BTreeMap<(PathBuf, PathBuf), Wanted>,
    nodes: BTreeMap<PathBuf, Wanted>,
    /// Functions behind the endpoint that stands for all that have no code.
    far: Vec<String>,
    broken: Vec<String>,
}

/// What is declared here, or what to say where nobody knows. `Err` is no failure of ours.
pub(super) async fn find(cx: &Context) -> Result<Plan, Check> {
    match plan::find_within(cx, &Functions::default(), &Hosting::default(), PATIENCE).await {
        Some(Ok(plan)) => Ok(plan),
        Some(Err(error)) => Err(unreadable(cx, error)),
        None => Err(Check::new(
            "functions",
            Verdict::Warning,
            format!("cargo: {}", programs::slow()),
        )),
    }
}

/// The functions, and each program that some of them need.
pub(super) async fn all(cx: &Context, found: Result<&Plan, &Check>, engine: &Engine) -> Vec<Check> {
    let (declared, needs) = match found {
        Ok(plan) => declared(cx, plan, engine),
        Err(check) => (check.clone(), Needs::default()),
    };
    let mut checks: Vec<Pin<Box<dyn Future<Output = Check> + '_>>> = Vec::new();
    for ((interpreter, dir), wanted) in &needs.pythons {
        checks.push(Box::pin(programs::python(cx, interpreter, dir, wanted)));
    }
    if needs.pythons.is_empty() {
        checks.push(Box::pin(programs::idle(cx, "python", "python3")));
    }
    for (program, wanted) in &needs.nodes {
        checks.push(Box::pin(programs::node(cx, program, wanted)));
    }
    if needs.nodes.is_empty() {
        checks.push(Box::pin(programs::idle(cx, "node", "node")));
    }
    checks.push(Box::pin(places::lambda_endpoint(&needs.far)));
    let mut found = vec![declared];
    found.extend(all_of(checks).await);
    found
}

fn unreadable(cx: &Context, error: anyhow::Error) -> Check {
    let failure = Failure::of(error, &|words| cx.command(words));
    let mut found = failure.message;
    for cause in failure.causes {
        found.push_str(": ");
        found.push_str(&cause);
    }
    let check = Check::new("functions", Verdict::Problem, found);
    match failure.hint {
        Some(hint) => check.hint(hint),
        None => check,
    }
}

fn declared(cx: &Context, plan: &Plan, engine: &Engine) -> (Check, Needs) {
    let variables = BTreeMap::new();
    let outlook = plan.outlook(Surroundings {
        environment: &cx.environment,
        variables: &variables,
        lambda_endpoint: None,
        containers: engine.known(),
        scratch: None,
    });
    let mut needs = Needs::default();
    let count = outlook.len();
    for (declared, outlook) in outlook {
        let name = declared.name.to_string();
        let add = |wanted: &mut Wanted| {
            wanted.names.push(name.clone());
            wanted.durable |= declared.durable.is_some();
        };
        match outlook {
            Ok(Outlook::Run(FunctionKind::Python { interpreter, dir, .. })) => {
                add(needs.pythons.entry((interpreter, dir)).or_default());
            }
            Ok(Outlook::Run(FunctionKind::Node { program, .. })) => {
                add(needs.nodes.entry(program).or_default());
            }
            Ok(Outlook::Run(FunctionKind::Endpoint { url, .. })) if url == DEFAULT_LAMBDA_ENDPOINT => {
                needs.far.push(name);
            }
            Ok(Outlook::Run(_) | Outlook::Build(_)) => {}
            Err(error) => needs.broken.push(error.to_string()),
        }
    }
    let list = cx.command(&["function", "list"]);
    let check = match (count, plan.binaries().len(), &needs.broken[..]) {
        (0, 0, _) => Check::new("functions", Verdict::NotNeeded, "none here").hint(format!(
            "write a `durable.toml`, or pass `--function NAME=SPEC`; `{list}` shows what is found"
        )),
        (0, binaries, _) => Check::new(
            "functions",
            Verdict::Ok,
            format!("none declared; Cargo targets that can be: {binaries}"),
        ),
        (_, _, []) => Check::new("functions", Verdict::Ok, format!("{count}; `{list}` shows them")),
        (_, _, broken) => Check::new("functions", Verdict::Problem, broken.join("; "))
            .hint(format!("`{list}` shows how each would run")),
    };
    (check, needs)
}
