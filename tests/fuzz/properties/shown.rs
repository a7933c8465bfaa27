//! What is shown of an execution: operations, pages, an invocation's input, history.
//!
//! Estimates are never smaller than the documents; pages together are the whole; what is written is read again as it
//! was; data that is withheld is not there.

use cargo_durable::execution::{Event, Execution, Fact, Operation, OperationId, Payload};
use cargo_durable::wire::event::Event as Shown;
use cargo_durable::wire::history;
use cargo_durable::wire::invocation::Input;
use cargo_durable::wire::operation::Operation as Written;
use cargo_durable::wire::request::{CheckpointOutput, GetOutput};
use cargo_durable::wire::time::{Millis, Seconds};
use serde_json::Value;

use super::world::World;

/// Items and bytes of a page; one operation may be more than a page.
const PAGES: [(usize, usize); 4] = [(1, usize::MAX), (1000, 1), (7, 1500), (1000, 5 << 20)];

/// What is shown of an execution, and of what happened to it from this place in its journal on.
pub(crate) fn check(world: &World, from: usize) {
    let execution = &world.execution;
    let whole = execution.page(0, usize::MAX, usize::MAX).operations;
    for (count, budget) in PAGES {
        assert_eq!(
            paged(execution, count, budget),
            whole,
            "pages of {count} and {budget} bytes"
        );
    }
    let first = execution.first_page(2_000);
    let bytes: usize = first.operations.iter().map(Operation::json_bytes).sum();
    assert!(bytes <= 2_000, "an input's page fits");
    assert_eq!(first.next.is_some(), first.operations.len() < whole.len());
    input(execution, &first.operations);
    answer(execution);
    let mut changed: Vec<_> = world.journal[from..].iter().filter_map(subject).collect();
    changed.dedup();
    for operation in changed.into_iter().filter_map(|id| execution.operation(id)) {
        sizes(operation);
    }
    let mut event_id = 0;
    for (index, event) in world
        .journal
        .iter()
        .enumerate()
        .filter(|(_, event)| event.fact.is_public())
    {
        event_id += 1;
        if index >= from {
            tell(execution, event, event_id);
        }
    }
    for include_data in [true, false] {
        let shown = GetOutput::of(execution, include_data);
        let text = serde_json::to_string(&shown).expect("it serializes");
        let again: GetOutput = serde_json::from_str(&text).expect("it is read");
        assert_eq!(shown, again, "an execution survives being shown");
    }
}

fn subject(event: &Event) -> Option<&OperationId> {
    match &event.fact {
        Fact::Operation { id, .. } => Some(id),
        _ => None,
    }
}

fn sizes(operation: &Operation) {
    let (as_answer, as_input) = (
        Written::<Seconds>::from(operation),
        Written::<Millis>::from(operation),
    );
    let answer = serde_json::to_string(&as_answer).expect("it serializes");
    let input = serde_json::to_string(&as_input).expect("it serializes");
    for document in [&answer, &input] {
        let estimate = operation.json_bytes();
        assert!(
            document.len() <= estimate,
            "an operation of {} bytes, not {estimate}: {document}",
            document.len()
        );
    }
    says(operation, &as_answer);
    let again: Written<Seconds> = serde_json::from_str(&answer).expect("it is read");
    assert_eq!(as_answer, again, "an operation survives being answered");
    let again: Written<Millis> = serde_json::from_str(&input).expect("it is read");
    assert_eq!(as_input, again, "an operation survives being given");
}

/// What is written of an operation is what it is.
fn says(operation: &Operation, written: &Written) {
    let text = |text: Option<&str>| text.map(ToOwned::to_owned);
    assert_eq!(written.id, operation.id.as_str());
    assert_eq!(
        text(written.name.as_deref()),
        operation.name.as_ref().map(ToString::to_string)
    );
    assert_eq!(
        text(written.parent_id.as_deref()),
        operation.parent.as_ref().map(ToString::to_string)
    );
    assert_eq!(
        text(written.sub_type.as_deref()),
        operation.sub_type.as_ref().map(ToString::to_string)
    );
    assert_eq!(written.kind, operation.operation_type().as_str());
    assert_eq!(written.status, operation.status.as_str());
    assert_eq!(written.start_timestamp.instant, operation.started_at);
    assert_eq!(written.end_timestamp.map(|at| at.instant), operation.ended_at);
    let value = serde_json::to_value(written).expect("it serializes");
    let details = value
        .as_object()
        .expect("it is a structure")
        .iter()
        .find(|(key, _)| key.ends_with("Details"));
    let details = details.expect("it has details").1;
    let (result, error) = operation.details.outcome();
    assert_eq!(
        details.get("Result").and_then(Value::as_str),
        result.map(Payload::as_str),
        "its result"
    );
    let error = error.map(|error| serde_json::to_value(error).expect("it serializes"));
    assert_eq!(details.get("Error"), error.as_ref(), "its error");
}

/// All pages, one after the other.
fn paged(execution: &Execution, count: usize, budget: usize) -> Vec<Operation> {
    let mut all = Vec::new();
    let mut from = Some(0);
    while let Some(position) = from {
        let page = execution.page(position, count, budget);
        let bytes: usize = page.operations.iter().map(Operation::json_bytes).sum();
        assert!(page.operations.len() <= count, "no more than asked for");
        assert!(
            bytes <= budget || page.operations.len() == 1,
            "as much as fits, or one"
        );
        assert!(page.next.is_none_or(|next| next > position), "pages get on");
        all.extend(page.operations);
        from = page.next;
    }
    all
}

/// The function is given all of its page, with instants in whole milliseconds.
fn input(execution: &Execution, operations: &[Operation]) {
    let text = Input {
        arn: execution.arn(),
        checkpoint_token: "dG9rZW4=",
        operations,
        next_marker: None,
        updated_operation_ids: execution.updated_operation_ids(),
    };
    let read: Value = serde_json::from_slice(&text.to_json()).expect("an input is JSON");
    let given = read["InitialExecutionState"]["Operations"]
        .as_array()
        .expect("it has operations");
    assert_eq!(given.len(), operations.len());
    assert!(
        given.iter().all(|operation| operation["StartTimestamp"].is_i64()),
        "whole milliseconds"
    );
}

fn answer(execution: &Execution) {
    let answer = execution.checkpoint_answer();
    let output = CheckpointOutput::from(&answer);
    let text = serde_json::to_string(&output).expect("it serializes");
    let again: CheckpointOutput = serde_json::from_str(&text).expect("it is read");
    assert_eq!(output, again, "an answer survives being written");
    let value: Value = serde_json::from_str(&text).expect("it is read");
    assert!(!has_null(&value), "what is absent is left out: {text}");
}

/// History says what happened, and with data withheld nothing of what was said.
fn tell(execution: &Execution, event: &Event, event_id: u64) {
    for include_data in [true, false] {
        let shown = history::event(event, event_id, execution, include_data);
        let text = serde_json::to_string(&shown).expect("it serializes");
        let again: Shown = serde_json::from_str(&text).expect("it is read");
        assert_eq!(shown, again, "an event survives being shown");
        let value: Value = serde_json::from_str(&text).expect("it is read");
        let held = payloads(&value);
        assert!(include_data || held == 0, "data is withheld: {text}");
    }
}

/// How many payloads there are anywhere in it.
fn payloads(value: &Value) -> usize {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| usize::from(key == "Payload") + payloads(value))
            .sum(),
        Value::Array(items) => items.iter().map(payloads).sum(),
        _ => 0,
    }
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(members) => members.values().any(has_null),
        Value::Array(items) => items.iter().any(has_null),
        _ => false,
    }
}
