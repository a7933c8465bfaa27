//! What a function answers, or an endpoint in its place.
//!
//! * An output means what contract 3.2 says (it is read once more here), and survives being written and read again.
//! * A foreign endpoint's output means the same, but for an error that is known by its shape (decisions 15).
//! * An error keeps what its author said: type, message and each line of the trace.
//! * Whatever was answered, the execution of [`story`] takes it, with every invariant of the scenarios' world.

use std::sync::LazyLock;

use cargo_durable::execution::{Command, ErrorObject, Execute, Execution, Limits};
use cargo_durable::wire::function_error::{foreign_error, function_error};
use cargo_durable::wire::invocation::{foreign_output, output};
use regex::Regex;
use serde_json::{Map, Value, json};

use super::reading::Failure;
use super::tree::{Document, Members, Misfit, Tree};
use super::{shown, story};

pub(crate) fn check(data: &[u8]) {
    let execute = output(data);
    match meaning(data) {
        Meaning::Any => {}
        Meaning::No(start) => {
            let is_so = matches!(&execute, Execute::Malformed { message } if message.starts_with(start));
            assert!(is_so, "`{start}…`, not {execute:?}");
        }
        Meaning::Execute(expected) => assert_eq!(execute, *expected, "what the output means"),
    }
    if let Some(written) = written(&execute) {
        assert_eq!(output(&written), execute, "an output survives being written");
        assert_eq!(foreign_output(&written), execute, "wherever it comes from");
    }
    let foreign = foreign_output(data);
    match by_shape(data) {
        Some(error) => assert_eq!(foreign, Execute::Broke { error }, "an error, by its shape"),
        None => assert_eq!(foreign, execute, "the same, wherever it comes from"),
    }
    plain(data);
    errors(data);
    take(&execute);
    if matches!(foreign, Execute::Broke { .. }) {
        take(&foreign);
    }
}

enum Meaning {
    /// Its JSON can be objected to only where nobody need look.
    Any,
    /// Malformed, in words that start like this.
    No(&'static str),
    Execute(Box<Execute>),
}

const UNREADABLE: Meaning = Meaning::No("Invalid invocation output: ");

/// Contract 3.2.
fn meaning(data: &[u8]) -> Meaning {
    match Document::read(data) {
        Document::Broken => UNREADABLE,
        Document::Doubtful => Meaning::Any,
        Document::Sound(tree) => tree
            .members()
            .map_or(UNREADABLE, |members| of_members(members).unwrap_or(UNREADABLE)),
    }
}

fn of_members(members: Members) -> Result<Meaning, Misfit> {
    let status = members.once("Status")?;
    let result = members.text("Result")?;
    let error = members.object("Error")?.map(error).transpose()?;
    let said = match status {
        Some(Tree::Text(word)) => word.as_str(),
        _ => "",
    };
    Ok(match (said, result, error) {
        ("SUCCEEDED", _, Some(_)) => Meaning::No("Cannot provide an Error for SUCCEEDED status."),
        ("FAILED", Some(_), _) => Meaning::No("Cannot provide a Result for FAILED status."),
        ("SUCCEEDED", result, None) => Meaning::Execute(Box::new(Execute::Succeeded {
            result: result.map(Into::into),
        })),
        ("FAILED", None, error) => Meaning::Execute(Box::new(Execute::Failed { error })),
        ("PENDING", _, _) => Meaning::Execute(Box::new(Execute::Pending)),
        _ => Meaning::No("Invalid Status in invocation output."),
    })
}

/// As in a checkpoint; and a trace may be one string (sdks.md 4.1, rule 6).
fn error(members: Members) -> Result<ErrorObject, Misfit> {
    let Some(Tree::Text(line)) = members.once("StackTrace")? else {
        return Ok(ErrorObject::from(&Failure::of(members)?));
    };
    let rest: Vec<_> = members
        .0
        .iter()
        .filter(|(key, _)| key != "StackTrace")
        .cloned()
        .collect();
    let failure = Failure::of(Members(&rest))?;
    Ok(ErrorObject {
        stack_trace: Some(vec![line.clone()]),
        ..ErrorObject::from(&failure)
    })
}

/// The output that means this, if a function can say it.
fn written(execute: &Execute) -> Option<Vec<u8>> {
    let value = match execute {
        Execute::Succeeded { result } => match result {
            Some(result) => json!({"Status": "SUCCEEDED", "Result": result.as_str()}),
            None => json!({"Status": "SUCCEEDED"}),
        },
        Execute::Failed { error } => match error {
            Some(error) => json!({"Status": "FAILED", "Error": error}),
            None => json!({"Status": "FAILED"}),
        },
        Execute::Pending => json!({"Status": "PENDING"}),
        _ => return None,
    };
    Some(value.to_string().into_bytes())
}

/// The error that only a foreign endpoint's output is (decisions 15).
fn by_shape(data: &[u8]) -> Option<ErrorObject> {
    if let Some(text) = late(data) {
        return Some(ErrorObject::new("Sandbox.Timedout", text));
    }
    let members = object(data)?;
    let named = members.contains_key("errorType") || members.contains_key("errorMessage");
    (named && !members.contains_key("Status")).then(|| said(&members))
}

/// `Task timed out after N.NN seconds`, exactly.
fn late(data: &[u8]) -> Option<&str> {
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\ATask timed out after [0-9]+\.[0-9]{2} seconds\z").expect("a pattern")
    });
    let text = std::str::from_utf8(data).ok()?.trim();
    PATTERN.is_match(text).then_some(text)
}

fn object(data: &[u8]) -> Option<Map<String, Value>> {
    match serde_json::from_slice(data) {
        Ok(Value::Object(members)) => Some(members),
        _ => None,
    }
}

/// An error as Lambda's runtimes write it.
fn said(members: &Map<String, Value>) -> ErrorObject {
    let text = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(serde_json::to_string(other).expect("it serializes")),
    };
    let member = |name: &str| members.get(name).and_then(text);
    let trace = members.get("stackTrace").or_else(|| members.get("trace"));
    ErrorObject {
        error_message: member("errorMessage"),
        error_type: member("errorType"),
        error_data: None,
        stack_trace: match trace {
            Some(Value::Array(lines)) => Some(lines.iter().filter_map(text).collect()),
            Some(line) => text(line).map(|line| vec![line]),
            None => None,
        },
    }
}

/// A plain function may answer what it likes; only what has both members is an error.
fn plain(data: &[u8]) {
    let both = object(data)
        .filter(|members| members.contains_key("errorType") && members.contains_key("errorMessage"));
    let expected = late(data)
        .map(|text| ErrorObject::new("Sandbox.Timedout", text))
        .or_else(|| both.as_ref().map(said));
    assert_eq!(foreign_error(data), expected, "a plain function's error");
}

/// The body of a failed invocation says why, whatever it is.
fn errors(data: &[u8]) {
    for header in [None, Some("Runtime.ExitError")] {
        let error = function_error(data, header);
        let mut expected = object(data).as_ref().map_or_else(
            || ErrorObject {
                error_message: Some(String::from_utf8_lossy(data).into_owned())
                    .filter(|text| !text.is_empty()),
                ..ErrorObject::default()
            },
            said,
        );
        expected.error_type = expected.error_type.or(header.map(ToOwned::to_owned));
        assert_eq!(error, expected, "why an invocation failed");
    }
}

/// The execution takes the answer, and goes on or ends.
fn take(execute: &Execute) {
    let mut world = story::begin(&Limits::SERVICE);
    let past = world.journal.len();
    let finish = Command::FinishInvocation {
        request_id: story::request("r2"),
        execute: execute.clone(),
    };
    world.submit(&finish).expect("an answer is taken, whatever it is");
    let execution = &world.execution;
    assert_eq!(execution.in_flight(), None, "the invocation is over");
    let ends = !matches!(execute, Execute::Pending | Execute::Broke { .. });
    assert_eq!(
        execution.status().is_closed(),
        ends,
        "what ends an execution: {execute:?}"
    );
    if ends {
        assert_eq!(end(execution), as_end(execute), "it ends as the answer says");
    }
    let again = world.submit(&finish).expect("a second answer is late");
    assert!(again.is_empty(), "an invocation ends once");
    world.thorough = true;
    world.check_replay();
    shown::check(&world, past);
}

fn end(execution: &Execution) -> (Option<String>, Option<ErrorObject>) {
    let outcome = execution.outcome().expect("it has ended");
    (
        outcome.result().map(ToString::to_string),
        outcome.error().cloned(),
    )
}

/// What an answer that ends an execution says.
fn as_end(execute: &Execute) -> (Option<String>, Option<ErrorObject>) {
    match execute {
        Execute::Succeeded { result } => (result.as_ref().map(ToString::to_string), None),
        Execute::Failed { error } => (None, error.clone()),
        Execute::Malformed { message } => {
            let error = ErrorObject::new("InvalidParameterValueException", message.as_str());
            (None, Some(error))
        }
        other => panic!("an output is none of this: {other:?}"),
    }
}
