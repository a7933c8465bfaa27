//! `doctor`: what works on this machine, what does not, and what to do about it. It looks, and changes nothing.

use std::io::{self, Write};
use std::time::Duration;

use futures_util::future::join_all;
use serde::Serialize;

use super::containers::Looking;
use super::context::Context;
use super::exit::ExitStatus;
use super::output::{Human, View, style, text};

mod containers;
mod functions;
mod places;
mod programs;
mod variables;

/// No check takes longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Check this machine, and say what to do
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Every check ends within seconds and changes nothing.
Exit codes: 0 no problem, though there may be warnings; 1 a check found a problem.")]
pub(super) struct Args {}

/// Runs every check, all at once.
pub(super) async fn run(_: Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    let store = places::store(cx);
    let (found, engine) = tokio::join!(functions::find(cx), Looking::begin(cx, None).answer());
    let found = found.as_ref();
    let (cargo, ports, containers, guard, variables, functions) = tokio::join!(
        programs::cargo(cx),
        places::port(cx),
        containers::all(&engine, found.ok()),
        programs::guard(cx),
        variables::all(cx),
        functions::all(cx, found, &engine),
    );
    let mut checks = vec![cargo];
    checks.extend(functions);
    checks.extend([store, ports]);
    checks.extend(containers);
    checks.push(guard);
    checks.extend(variables);
    let report = Report { checks };
    cx.printer.answer(&report)?;
    Ok(if report.count(Verdict::Problem) == 0 {
        ExitStatus::Success
    } else {
        ExitStatus::Failed
    })
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Verdict {
    Ok,
    Warning,
    Problem,
    /// It is not there, and nothing here wants it.
    NotNeeded,
}

impl Verdict {
    const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
            Self::NotNeeded => "not needed",
        }
    }

    const fn style(self) -> anstyle::Style {
        match self {
            Self::Ok => style::GOOD,
            Self::Warning => style::WARNING,
            Self::Problem => style::ERROR,
            Self::NotNeeded => style::DIM,
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Check {
    #[serde(rename = "Check")]
    name: String,
    verdict: Verdict,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl Check {
    fn new(name: impl Into<String>, verdict: Verdict, found: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            verdict,
            found: found.into(),
            hint: None,
        }
    }

    fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }
}

/// Waits for all of them.
async fn all(checks: impl IntoIterator<Item = impl Future<Output = Check>>) -> Vec<Check> {
    join_all(checks).await
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Report {
    checks: Vec<Check>,
}

impl Report {
    fn count(&self, verdict: Verdict) -> usize {
        self.checks
            .iter()
            .filter(|check| check.verdict == verdict)
            .count()
    }
}

impl View for Report {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        const VERDICT: usize = "not needed".len();
        let width = self
            .checks
            .iter()
            .map(|check| check.name.chars().count())
            .max()
            .unwrap_or(0);
        let hint = style::HINT;
        for check in &self.checks {
            let (word, color) = (check.verdict.word(), check.verdict.style());
            let (name, found) = (text::guarded(&check.name), text::guarded(&check.found));
            writeln!(out, "{color}{word:VERDICT$}{color:#}  {name:width$}  {found}")?;
            if let Some(said) = &check.hint {
                let said = text::guarded(said);
                writeln!(out, "{:VERDICT$}  {:width$}  {hint}hint{hint:#}: {said}", "", "")?;
            }
        }
        let counted = |verdict, one: &str| match self.count(verdict) {
            0 => format!("no {one}s"),
            1 => format!("1 {one}"),
            many => format!("{many} {one}s"),
        };
        let (problems, warnings) = (
            counted(Verdict::Problem, "problem"),
            counted(Verdict::Warning, "warning"),
        );
        writeln!(out, "{problems}, {warnings}")
    }

    fn rows(&self) -> Vec<serde_json::Result<String>> {
        self.checks.iter().map(serde_json::to_string).collect()
    }
}
