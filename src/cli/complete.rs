//! `__complete`: what shells ask for while somebody types: names of executions, callbacks and functions.
//!
//! It is no command for people, so it stands in no help. It never fails, it is quick, and what it prints no shell can
//! misread: words without a letter that has a meaning there.

use std::ffi::OsString;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use futures_util::{StreamExt, TryStreamExt};

use super::args::{Functions, Global, Hosting};
use super::context::Context;
use super::find;
use super::link::{Access, Link};
use super::output::text;
use super::plan;
use crate::wire::query::{CallbacksQuery, ListQuery, Page};

/// The first word of such a command line.
pub(super) const SUBCOMMAND: &str = "__complete";
/// Somebody has pressed a key and waits.
const PATIENCE: Duration = Duration::from_secs(2);
/// The newest executions are what people mean.
const EXECUTIONS: u32 = 100;

/// And the callbacks that have waited longest.
const CALLBACKS: u32 = 100;

/// What an argument names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Execution,
    Callback,
    Function,
}

impl Kind {
    pub(super) const ALL: &[Self] = &[Self::Execution, Self::Callback, Self::Function];

    /// What an argument with a value of this name names.
    pub(super) fn of_value(name: &str) -> Option<Self> {
        match name {
            "EXECUTION" => Some(Self::Execution),
            "CALLBACK" => Some(Self::Callback),
            "FUNCTION" => Some(Self::Function),
            _ => None,
        }
    }

    /// How a shell asks for it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Execution => "executions",
            Self::Callback => "callbacks",
            Self::Function => "functions",
        }
    }

    /// What stands for its values in a script until they can be asked for.
    pub(super) const fn mark(self) -> &'static str {
        match self {
            Self::Execution => "__EXECUTIONS__",
            Self::Callback => "__CALLBACKS__",
            Self::Function => "__FUNCTIONS__",
        }
    }
}

/// The options that say which project and store is meant.
#[derive(Debug, Parser)]
struct Place {
    #[command(flatten)]
    global: Global,
}

/// Prints the candidates: `__complete KIND -- WORDS`, one a line. Whatever is wrong, there are none.
pub(super) fn run(rest: &[OsString]) -> ExitCode {
    let kind = Kind::ALL
        .iter()
        .find(|kind| rest.first().is_some_and(|word| word == kind.word()));
    if let Some(kind) = kind
        && let Ok(place) = Place::try_parse_from(place(rest))
        && let Ok(cx) = Context::new(&place.global, None, &[])
        && let Ok(runtime) = tokio::runtime::Builder::new_multi_thread().enable_all().build()
    {
        let names = runtime.block_on(async {
            let names = tokio::time::timeout(PATIENCE, names(*kind, &cx)).await;
            names.ok().and_then(Result::ok).unwrap_or_default()
        });
        runtime.shutdown_background();
        let plain = names.into_iter().filter(|name| text::shell(name) == *name);
        let lines: Vec<String> = plain.collect();
        if !lines.is_empty() {
            let _ = cx.printer.verbatim(&lines.join("\n"));
        }
    }
    ExitCode::SUCCESS
}

/// Of the words that were typed, those that say where.
fn place(words: &[OsString]) -> Vec<OsString> {
    const OPTIONS: [&str; 5] = ["-C", "--directory", "--manifest-path", "--store", "--endpoint"];
    let mut kept = vec![OsString::new()];
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let text = word.to_string_lossy();
        if OPTIONS.contains(&text.as_ref()) {
            if let Some(value) = words.next() {
                kept.extend([word.clone(), value.clone()]);
            }
        } else if OPTIONS.iter().any(|option| {
            text.strip_prefix(option)
                .is_some_and(|rest| rest.starts_with('='))
        }) {
            kept.push(word.clone());
        }
    }
    kept
}

async fn names(kind: Kind, cx: &Context) -> anyhow::Result<Vec<String>> {
    if kind == Kind::Function {
        return functions(cx).await;
    }
    let link = Link::open(cx, Access::Read).await?;
    let names = match kind {
        Kind::Execution => executions(&link).await,
        Kind::Callback | Kind::Function => callbacks(&link).await,
    };
    link.close().await;
    names
}

async fn executions(link: &Link) -> anyhow::Result<Vec<String>> {
    let query = ListQuery {
        page: Page {
            max_items: Some(EXECUTIONS),
            marker: None,
        },
        ..ListQuery::default()
    };
    let listed: Vec<_> = link
        .client
        .list_all(None, query)
        .take(EXECUTIONS as usize)
        .try_collect()
        .await?;
    let names = listed.iter().map(|one| {
        let name = &one.durable_execution_name;
        let is_only = listed
            .iter()
            .filter(|other| other.durable_execution_name == *name)
            .count()
            == 1;
        if is_only {
            name.to_string()
        } else {
            find::id(one).to_owned()
        }
    });
    let last = (!listed.is_empty()).then(|| "@last".to_owned());
    Ok(last.into_iter().chain(names).collect())
}

async fn callbacks(link: &Link) -> anyhow::Result<Vec<String>> {
    let query = CallbacksQuery {
        page: Page {
            max_items: Some(CALLBACKS),
            marker: None,
        },
        ..CallbacksQuery::default()
    };
    let open = find::open(&link.client, &query).await?.callbacks;
    let names = find::distinct(&open).into_iter().zip(&open).map(|(name, one)| {
        if text::shell(&name) == name {
            name
        } else {
            one.callback_id.to_string()
        }
    });
    Ok(names.collect())
}

async fn functions(cx: &Context) -> anyhow::Result<Vec<String>> {
    let found = plan::find_within(cx, &Functions::default(), &Hosting::default(), PATIENCE).await;
    let Some(found) = found else { return Ok(Vec::new()) };
    let plan = found?;
    let mut names: Vec<String> = plan.functions().map(|found| found.name.to_string()).collect();
    names.extend(plan.binaries().into_iter().map(|binary| binary.name));
    names.sort();
    names.dedup();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_that_say_where_are_read() {
        let words = [
            "executions",
            "--",
            "execution",
            "-C",
            "x",
            "get",
            "--store=y",
            "--name",
            "--store",
        ];
        let words: Vec<OsString> = words.into_iter().map(Into::into).collect();
        assert_eq!(place(&words), ["", "-C", "x", "--store=y"]);
    }
}
