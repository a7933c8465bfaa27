//! `function`: which functions there are, and how each would run.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;

use super::args::{Functions, Hosting};
use super::containers::Looking;
use super::context::Context;
use super::exit::ExitStatus;
use super::output::{Human, View, style, table, text};
use super::{link, plan};
use crate::client::Client;
use crate::config::{self, Plan, Surroundings, TargetKind, Wanted};
use crate::execution::FunctionName;

mod row;

use row::Row;

/// See which functions there are
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    List(Box<List>),
}

/// What was found, from where, and how it would run
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Nothing is built, and nothing is started. A Cargo target that nobody declares is a function where it is
named: `invoke NAME`, `start --bin NAME`. Where an emulator runs, what it serves is listed, too.
Exit codes: 0 listed, also where a function could not run; 2 a file or an option is wrong; 3 trouble.")]
pub(super) struct List {
    #[command(flatten)]
    pub(super) functions: Functions,

    /// Call functions that have no code here at this Invoke API
    #[arg(long, hide_short_help = true, value_name = "URL")]
    lambda_endpoint: Option<String>,

    /// Functions in Lambda's own shape, by name: JSON, or a `file://` URL
    #[arg(long, hide_short_help = true, value_name = "JSON")]
    function_configs: Option<String>,
}

/// Runs one of them.
pub(super) async fn run(command: Command, cx: &Context) -> anyhow::Result<ExitStatus> {
    match command {
        Command::List(args) => list(*args, cx).await,
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    functions: Vec<Row>,
}

async fn list(args: List, cx: &Context) -> anyhow::Result<ExitStatus> {
    let hosting = Hosting {
        lambda_endpoint: args.lambda_endpoint,
        function_configs: args.function_configs,
        ..Hosting::default()
    };
    let mut plan = plan::find(cx, &args.functions, &hosting)?;
    let (targets, misfits) = name_targets(&mut plan);
    let configured = match &hosting.function_configs {
        Some(value) => config::parse_function_configs(value, &cx.dir)?,
        None => Vec::new(),
    };
    let configured: BTreeSet<&FunctionName> = configured.iter().map(|found| &found.name).collect();
    let variables = plan::variables(cx, &args.functions)?;
    let (engine, _) = Looking::begin(cx, args.functions.isolation).wanted(&plan).await;
    let outlook = plan.outlook(Surroundings {
        environment: &cx.environment,
        variables: &variables,
        lambda_endpoint: hosting.lambda_endpoint.as_deref(),
        containers: engine.known(),
        scratch: None,
    });
    let mut rows: BTreeMap<String, Row> = misfits;
    for (declared, outlook) in outlook {
        let mut row = Row::of(declared, cx);
        if configured.contains(&declared.name) {
            row.because = Some(row::of_config(declared).to_owned());
        }
        if targets.contains(&declared.name) {
            row.declared_in = None;
        }
        row.will(outlook);
        rows.insert(row.function_name.clone(), row);
    }
    add_served(cx, &mut rows).await?;
    let functions: Vec<Row> = rows.into_values().collect();
    if functions.is_empty() {
        cx.printer.answer(&Listed { functions })?;
        cx.printer.note(
            "hint: write a `durable.toml`: `[functions.NAME]` and, for example, `runtime = \"python3.13\"`, \
             `handler = \"app.handler\"`; or pass `--function NAME=SPEC`",
        );
        return Ok(ExitStatus::Success);
    }
    cx.printer.answer(&Listed { functions })?;
    Ok(ExitStatus::Success)
}

/// Takes in the binaries that nobody declares; tells those that cannot be functions apart.
fn name_targets(plan: &mut Plan) -> (BTreeSet<FunctionName>, BTreeMap<String, Row>) {
    let declared: BTreeSet<FunctionName> = plan.functions().map(|found| found.name.clone()).collect();
    let (mut targets, mut misfits) = (BTreeSet::new(), BTreeMap::new());
    for binary in plan.binaries() {
        match plan.choose(&Wanted::Target(TargetKind::Bin, binary.name.clone())) {
            Ok(name) if declared.contains(&name) => {}
            Ok(name) => {
                targets.insert(name);
            }
            // A declared function has its name; it is no function of its own.
            Err(_) if declared.iter().any(|name| name.as_str() == binary.name) => {}
            Err(error) => {
                misfits.insert(binary.name.clone(), Row::misfit(&binary, &error));
            }
        }
    }
    (targets, misfits)
}

/// What an emulator serves: the one that is named must answer, the one that holds the store may be about to end.
async fn add_served(cx: &Context, rows: &mut BTreeMap<String, Row>) -> anyhow::Result<()> {
    let (endpoint, served) = if let Some(endpoint) = &cx.endpoint {
        (endpoint.clone(), Client::new(endpoint)?.functions().await?)
    } else if let Some((_, address)) = link::holder(cx).await? {
        let endpoint = format!("http://{address}");
        match Client::new(&endpoint)?.functions().await {
            Ok(served) => (endpoint, served),
            Err(error) => {
                cx.printer.warn(&format!("{error}; what it serves is left out"));
                return Ok(());
            }
        }
    } else {
        return Ok(());
    };
    for found in served {
        let row = rows
            .entry(found.function_name.to_string())
            .or_insert_with(|| Row::served(found));
        row.served_at = Some(endpoint.clone());
    }
    Ok(())
}

impl View for Listed {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        if self.functions.is_empty() {
            return writeln!(out, "no functions");
        }
        let rows = self.functions.iter().map(|row| {
            vec![
                row.function_name.clone(),
                row.kind(),
                row.limits(),
                row.how(),
                row.from(),
            ]
        });
        let columns = [
            table::name("FUNCTION"),
            table::whole("KIND"),
            table::whole("LIMITS"),
            table::soft("RUNS"),
            table::soft("FROM"),
        ];
        table::write(out, &columns, rows.collect())?;
        for row in &self.functions {
            if let Some(problem) = &row.problem {
                let (error, hint) = (style::ERROR, style::HINT);
                let (name, problem) = (text::guarded(&row.function_name), text::guarded(problem));
                writeln!(out, "{error}{name}{error:#}: {problem}")?;
                if let Some(said) = &row.hint {
                    writeln!(out, "  {hint}hint{hint:#}: {}", text::guarded(said))?;
                }
            }
        }
        Ok(())
    }

    fn rows(&self) -> Vec<serde_json::Result<String>> {
        self.functions.iter().map(serde_json::to_string).collect()
    }
}
