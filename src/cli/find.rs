//! What a person calls an execution or a callback, and which one that is.

use std::collections::HashMap;

use super::context::Context;
use super::exit::ExitStatus;
use super::failure::Failure;
use super::foreign;
use super::output::time;
use super::waiting::full_name;
use crate::client::{Client, ClientError};
use crate::execution::{CallbackId, ExecutionArn, ExecutionName};
use crate::wire::private::{CallbacksOutput, ListedCallback};
use crate::wire::query::{CallbacksQuery, FindQuery, ListQuery, Page};
use crate::wire::request::ListedExecution;

/// The shortest prefix of an id that means an execution.
const MIN_PREFIX: usize = 4;
/// Candidates that are listed.
const MAX_CANDIDATES: usize = 10;
/// One more than are listed says that there are more.
const CANDIDATES: u32 = 11;
const _: () = assert!(CANDIDATES as usize == MAX_CANDIDATES + 1, "one more");
/// Executions in one page while a name is looked for.
const PAGE: u32 = 1_000;

/// Finds an execution by its ARN, its name, a prefix of its id, or `@last`.
pub(super) async fn execution(cx: &Context, client: &Client, text: &str) -> anyhow::Result<ExecutionArn> {
    if text.starts_with("arn:") {
        return ExecutionArn::parse(text).map_err(|_| {
            Failure::usage("InvalidExecution", format!("`{text}` is no execution's ARN"))
                .hint("an execution is named by its ARN, its name, the start of its id, or `@last`")
                .into()
        });
    }
    match &executions(client, text).await?[..] {
        [one] => Ok(arn(one)?),
        [] if text == "@last" => Err(Failure::new(
            ExitStatus::Failed,
            "UnknownExecution",
            "there is no execution yet",
        )
        .into()),
        [] => Err(unknown(cx, text).into()),
        many => Err(ambiguous(text, many).into()),
    }
}

/// The executions that somebody may mean who does not say the ARN; one more than are listed says that there are more.
async fn executions(client: &Client, text: &str) -> anyhow::Result<Vec<ListedExecution<'static>>> {
    if text == "@last" {
        return match client.find(&FindQuery::Last).await? {
            Some(last) => Ok(last),
            None => foreign::last(client).await,
        };
    }
    // An id has the alphabet of a name.
    let Ok(name) = ExecutionName::parse(text) else {
        return Ok(Vec::new());
    };
    let query = ListQuery {
        name: Some(name),
        page: page(PAGE),
        ..ListQuery::default()
    };
    // Not every emulator looks at the name.
    let named = |found: &ListedExecution<'_>| found.durable_execution_name == text;
    let named = foreign::first(client, query, named, MAX_CANDIDATES + 1).await?;
    if !named.is_empty() || text.chars().count() < MIN_PREFIX {
        return Ok(named);
    }
    let query = FindQuery::IdPrefix {
        prefix: text.to_owned(),
        page: page(CANDIDATES),
    };
    match client.find(&query).await? {
        Some(found) => Ok(found),
        None => foreign::by_id_prefix(client, text, MAX_CANDIDATES + 1).await,
    }
}

fn page(items: u32) -> Page {
    Page {
        max_items: Some(items),
        marker: None,
    }
}

/// The id: the last part of the ARN.
pub(super) fn id<'a>(found: &'a ListedExecution<'_>) -> &'a str {
    found.durable_execution_arn.rsplit('/').next().unwrap_or_default()
}

/// The ARN, which our own service never breaks.
pub(super) fn arn(found: &ListedExecution<'_>) -> Result<ExecutionArn, Failure> {
    parse_arn(&found.durable_execution_arn)
}

/// An ARN that a service gave.
pub(super) fn parse_arn(text: &str) -> Result<ExecutionArn, Failure> {
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

impl From<&ListedCallback<'_>> for Meant {
    fn from(open: &ListedCallback<'_>) -> Self {
        Self {
            id: open.callback_id.to_string(),
            called: called(open),
        }
    }
}

/// What people call an open callback; its id if nobody named it.
pub(super) fn called(open: &ListedCallback<'_>) -> String {
    full_name(
        &open.durable_execution_arn,
        open.name.as_deref(),
        &open.callback_id,
    )
}

/// Finds an open callback by its id, by `EXECUTION/NAME`, or by its name alone.
pub(super) async fn callback(cx: &Context, client: &Client, text: &str) -> anyhow::Result<Meant> {
    let found = callbacks(client, text).await?;
    // An id of a callback that is not open any more: the service knows what to say of it.
    if found.is_empty() && is_id(text) {
        return Ok(Meant {
            id: text.to_owned(),
            called: text.to_owned(),
        });
    }
    Ok(only(cx, text, &found)?)
}

/// The open callbacks that somebody may mean.
async fn callbacks(client: &Client, text: &str) -> anyhow::Result<Vec<ListedCallback<'static>>> {
    let query = CallbacksQuery {
        page: page(CANDIDATES),
        ..CallbacksQuery::default()
    };
    if CallbackId::parse(text).is_some() {
        let callback_id = Some(text.to_owned());
        let query = CallbacksQuery { callback_id, ..query };
        return Ok(open(client, &query).await?.callbacks);
    }
    let by_name = CallbacksQuery {
        name: Some(text.to_owned()),
        ..query.clone()
    };
    let mut found = open(client, &by_name).await?.callbacks;
    // `item-2/approval` is a path, or a callback of the execution `item-2`.
    let (arns, path) = match split_arn(text) {
        Some((arn, path)) => (vec![arn.to_string()], path),
        None => match text.split_once('/') {
            Some((first, path)) => {
                let executions = executions(client, first).await?.into_iter();
                (
                    executions
                        .map(|found| found.durable_execution_arn.into_owned())
                        .collect(),
                    path,
                )
            }
            None => return Ok(found),
        },
    };
    for arn in arns {
        let within = CallbacksQuery {
            arn: Some(arn),
            name: Some(path.to_owned()),
            ..query.clone()
        };
        match open(client, &within).await {
            Ok(output) => found.extend(output.callbacks),
            Err(error) if is_not_found(&error) => {}
            Err(error) => return Err(error),
        }
    }
    found.sort_by(|one, other| one.callback_id.cmp(&other.callback_id));
    found.dedup_by(|one, other| one.callback_id == other.callback_id);
    found.sort_by_key(|open| open.start_timestamp.instant);
    Ok(found)
}

/// A page of open callbacks, whoever's emulator it is.
pub(super) async fn open(
    client: &Client,
    query: &CallbacksQuery,
) -> anyhow::Result<CallbacksOutput<'static>> {
    match client.callbacks(query).await? {
        Some(output) => Ok(output),
        None => foreign::callbacks(client, query).await,
    }
}

/// Whether the service says that there is no such thing.
fn is_not_found(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<ClientError>()
        .is_some_and(ClientError::is_not_found)
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

fn only(cx: &Context, text: &str, found: &[ListedCallback<'_>]) -> Result<Meant, Failure> {
    match found {
        [one] => Ok(one.into()),
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
            for (name, open) in distinct(many).iter().zip(many).take(MAX_CANDIDATES) {
                // What was typed means two; the id means one.
                let is_typed = name == text;
                failure = failure.because(if is_typed {
                    &open.callback_id
                } else {
                    name.as_str()
                });
            }
            if many.len() > MAX_CANDIDATES {
                failure = failure.because("and more");
            }
            Err(failure.hint("name it by its id, or with its execution: `EXECUTION/NAME`"))
        }
    }
}

/// What can be pasted for each of these callbacks: what people call it, or the id where two have one name.
pub(super) fn distinct(callbacks: &[ListedCallback<'_>]) -> Vec<String> {
    let names: Vec<String> = callbacks.iter().map(called).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in &names {
        *counts.entry(name).or_default() += 1;
    }
    let shown = names.iter().zip(callbacks).map(|(name, open)| {
        if counts[name.as_str()] == 1 {
            name.clone()
        } else {
            open.callback_id.to_string()
        }
    });
    shown.collect()
}
