//! What a person calls an execution or a callback, and which one that is.

use futures_util::StreamExt;

use super::context::Context;
use super::exit::ExitStatus;
use super::failure::Failure;
use super::output::time;
use super::waiting::{self, Open};
use crate::client::Client;
use crate::execution::{ExecutionArn, ExecutionName};
use crate::wire::query::{ListQuery, Page};
use crate::wire::request::ListedExecution;

/// The shortest prefix of an id that means an execution.
const MIN_PREFIX: usize = 4;
/// Candidates that are listed.
const MAX_CANDIDATES: usize = 10;
/// Executions in one page while a prefix is looked for.
const PAGE: u32 = 1_000;

/// Finds an execution by its ARN, its name, a prefix of its id, or `@last`.
pub(super) async fn execution(cx: &Context, client: &Client, text: &str) -> anyhow::Result<ExecutionArn> {
    if text == "@last" {
        let last = list(
            client,
            ListQuery {
                page: page(1),
                ..ListQuery::default()
            },
            |_| true,
            1,
        )
        .await?;
        return match last.into_iter().next() {
            Some(found) => Ok(arn(&found)?),
            None => Err(Failure::new(
                ExitStatus::Failed,
                "UnknownExecution",
                "there is no execution yet",
            )
            .into()),
        };
    }
    if text.starts_with("arn:") {
        return ExecutionArn::parse(text).map_err(|_| {
            Failure::usage("InvalidExecution", format!("`{text}` is no execution's ARN"))
                .hint("an execution is named by its ARN, its name, the start of its id, or `@last`")
                .into()
        });
    }
    let named = match ExecutionName::parse(text) {
        Ok(name) => {
            let query = ListQuery {
                name: Some(name),
                page: page(PAGE),
                ..ListQuery::default()
            };
            list(
                client,
                query,
                |found| found.durable_execution_name == text,
                MAX_CANDIDATES + 1,
            )
            .await?
        }
        Err(_) => Vec::new(),
    };
    let found = if named.is_empty() && text.chars().count() >= MIN_PREFIX {
        let query = ListQuery {
            page: page(PAGE),
            ..ListQuery::default()
        };
        let matches = |found: &ListedExecution| id(found).starts_with(text);
        list(client, query, matches, MAX_CANDIDATES + 1).await?
    } else {
        named
    };
    match &found[..] {
        [one] => Ok(arn(one)?),
        [] => Err(unknown(cx, text).into()),
        many => Err(ambiguous(text, many).into()),
    }
}

fn page(items: u32) -> Page {
    Page {
        max_items: Some(items),
        marker: None,
    }
}

async fn list(
    client: &Client,
    query: ListQuery,
    matches: impl Fn(&ListedExecution<'static>) -> bool,
    max: usize,
) -> anyhow::Result<Vec<ListedExecution<'static>>> {
    let mut all = std::pin::pin!(client.list_all(None, query));
    let mut found = Vec::new();
    while let Some(execution) = all.next().await {
        let execution = execution?;
        if matches(&execution) {
            found.push(execution);
            if found.len() == max {
                break;
            }
        }
    }
    Ok(found)
}

/// The id: the last part of the ARN.
pub(super) fn id<'a>(found: &'a ListedExecution<'_>) -> &'a str {
    found.durable_execution_arn.rsplit('/').next().unwrap_or_default()
}

/// The ARN, which our own service never breaks.
pub(super) fn arn(found: &ListedExecution<'_>) -> Result<ExecutionArn, Failure> {
    let text = &found.durable_execution_arn;
    ExecutionArn::parse(text).map_err(|_| {
        Failure::new(
            ExitStatus::Trouble,
            "NotAnEmulator",
            format!("`{text}` is no execution's ARN"),
        )
    })
}

fn unknown(cx: &Context, text: &str) -> Failure {
    let failure = Failure::new(
        ExitStatus::Failed,
        "UnknownExecution",
        format!("there is no execution `{text}`"),
    );
    failure.hint(format!(
        "`{}` shows what there is",
        cx.command(&["execution", "list"])
    ))
}

fn ambiguous(text: &str, many: &[ListedExecution<'_>]) -> Failure {
    let mut failure = Failure::usage(
        "AmbiguousExecution",
        format!("`{text}` means more than one execution"),
    );
    for found in many.iter().take(MAX_CANDIDATES) {
        let started = time::instant(found.start_timestamp.instant);
        failure = failure.because(format!(
            "{} {started} {}",
            found.status, found.durable_execution_arn
        ));
    }
    if many.len() > MAX_CANDIDATES {
        failure = failure.because("and more");
    }
    failure.hint("name it by its ARN, or by more of its id")
}

/// A callback that somebody means.
#[derive(Debug)]
pub(super) struct Meant {
    pub(super) id: String,
    /// What people call it; the id if it is not open any more.
    pub(super) called: String,
}

impl From<&Open> for Meant {
    fn from(open: &Open) -> Self {
        Self {
            id: open.id.clone(),
            called: open.full_name(),
        }
    }
}

/// Finds an open callback by its id, by `EXECUTION/NAME`, or by its name alone.
pub(super) async fn callback(cx: &Context, client: &Client, text: &str) -> anyhow::Result<Meant> {
    // The whole text may be a path: `item-2/approval`. So names come first, then an execution before the path.
    let open = waiting::all(client).await?;
    if let Some(found) = open.iter().find(|callback| callback.id == text) {
        return Ok(found.into());
    }
    let by_name: Vec<&Open> = open.iter().filter(|callback| callback.is_called(text)).collect();
    if !by_name.is_empty() {
        return Ok(only(cx, text, &by_name)?);
    }
    if let Some((first, path)) = text.split_once('/')
        && !first.is_empty()
        && let Ok(arn) = execution(cx, client, first).await
    {
        let within: Vec<&Open> = open
            .iter()
            .filter(|callback| callback.execution == arn && callback.is_called(path))
            .collect();
        if !within.is_empty() {
            return Ok(only(cx, text, &within)?);
        }
    }
    if let Some((whole, path)) = split_arn(text) {
        let within: Vec<&Open> = open
            .iter()
            .filter(|callback| callback.execution == whole && callback.is_called(path))
            .collect();
        return Ok(only(cx, text, &within)?);
    }
    // An id of a callback that is not open any more: the service knows what to say of it.
    if is_id(text) {
        return Ok(Meant {
            id: text.to_owned(),
            called: text.to_owned(),
        });
    }
    Ok(only(cx, text, &[])?)
}

/// Splits `ARN/NAME`: an ARN has three slashes of its own.
fn split_arn(text: &str) -> Option<(ExecutionArn, &str)> {
    let (at, _) = text.match_indices('/').nth(3)?;
    let arn = ExecutionArn::parse(&text[..at]).ok()?;
    Some((arn, &text[at + 1..]))
}

/// Whether it can only be an id: ours are long base64, and names are rarely.
fn is_id(text: &str) -> bool {
    const SHORTEST: usize = 24;
    text.len() >= SHORTEST
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
}

fn only(cx: &Context, text: &str, found: &[&Open]) -> Result<Meant, Failure> {
    match found {
        [one] => Ok((*one).into()),
        [] => {
            let message = format!("there is no open callback `{text}`");
            Err(
                Failure::new(ExitStatus::Failed, "UnknownCallback", message).hint(format!(
                    "`{}` shows what there is",
                    cx.command(&["callback", "list"])
                )),
            )
        }
        many => {
            let mut failure = Failure::usage(
                "AmbiguousCallback",
                format!("`{text}` means more than one callback"),
            );
            for open in many.iter().take(MAX_CANDIDATES) {
                failure = failure.because(open.full_name());
            }
            Err(failure.hint("name it by its id, or with its execution: `EXECUTION/NAME`"))
        }
    }
}
