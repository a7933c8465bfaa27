//! The store, on real files.

mod append;
mod callback;
mod clean;
mod file;
mod index;
mod journal;
mod list;
mod log;

use std::sync::Arc;

use super::*;
use crate::execution::{
    DurableConfig, Event, ExecutionArn, ExecutionName, ExecutionStatus, Fact, FunctionName, OperationFact,
    OperationId, Origin, Pace, Payload, Row, Seq, Started, Timestamp,
};

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn function(name: &str) -> FunctionName {
    FunctionName::parse(name).unwrap()
}

fn name(name: &str) -> ExecutionName {
    ExecutionName::parse(name).unwrap()
}

/// `order/monday/1` is the execution 1, named monday, of the function order.
fn arn(text: &str) -> ExecutionArn {
    let [function_name, execution, id] = text.split('/').collect::<Vec<_>>()[..] else {
        panic!("not function/name/id: {text}");
    };
    ExecutionArn::mint(
        "us-east-1",
        "123456789012",
        &function(function_name),
        "$LATEST",
        &name(execution),
        id,
    )
}

/// The inverse of [`arn`].
fn short(arn: &ExecutionArn) -> String {
    format!("{}/{}/{}", arn.function(), arn.name(), arn.id())
}

fn running(started_at: i64) -> Row {
    Row {
        status: ExecutionStatus::Running,
        started_at: at(started_at),
        ended_at: None,
        wake_at: None,
        expires_at: None,
        pace: Pace::REAL,
    }
}

fn event(seq: u64, fact: Fact) -> Event {
    let millis = i64::try_from(seq).unwrap() * 10;
    Event {
        seq: Seq(seq),
        at: at(millis),
        fact,
    }
}

fn started(arn: &ExecutionArn) -> Event {
    begun(arn, Origin::Async)
}

/// Another execution has called it.
fn chained(arn: &ExecutionArn, parent: &ExecutionArn) -> Event {
    let origin = Origin::Chained {
        parent: parent.clone(),
        operation: OperationId::parse("call").unwrap(),
        root: None,
    };
    begun(arn, origin)
}

fn begun(arn: &ExecutionArn, origin: Origin) -> Event {
    let started = Started {
        arn: arn.clone(),
        input: Some(Payload::from("{\"id\":1}")),
        config: DurableConfig::DEFAULT,
        origin,
        tenant: None,
        trace: None,
        endpoint: None,
    };
    event(1, Fact::ExecutionStarted(Arc::new(started)))
}

fn operation(seq: u64, fact: OperationFact) -> Event {
    let id = OperationId::parse("step-1").unwrap();
    event(
        seq,
        Fact::Operation {
            id,
            created: None,
            fact,
        },
    )
}

/// Public.
fn step(seq: u64) -> Event {
    operation(seq, OperationFact::StepStarted)
}

/// Private.
fn ready(seq: u64) -> Event {
    operation(seq, OperationFact::StepReady)
}

/// Starts an execution with a row.
async fn start(store: &Store, text: &str, row: Row) -> ExecutionArn {
    let arn = arn(text);
    store.append(&arn, vec![started(&arn)], row).await.unwrap();
    arn
}

/// A sentence for each error in the chain of causes.
fn sentences(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", sentences(source)),
        None => error.to_string(),
    }
}
