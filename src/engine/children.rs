//! Chained invokes: makes sure that the child exists, and carries its end to the parent (contract 5.4).
//!
//! Nothing here is remembered: the parent's journal says which chained invokes are not over, and a lane that
//! begins looks after each of them again. A durable child reports when it closes; a plain function is called,
//! once more if the emulator stopped while it ran.

use std::time::Duration;

use super::invoke::{PlainAnswer, Request, Work};
use super::pacing::ModelledClock;
use super::start::Start;
use super::{Answer, Engine, EngineError};
use crate::execution::{
    ChainedCall, ChainedOutcome, Command, DurableConfig, ErrorObject, Execution, ExecutionArn, FunctionName,
    FunctionRef, OperationId, Origin, Outcome, Payload, Rejection, Target,
};

/// How long to wait before a failed write is tried again.
const COOL_DOWN: Duration = Duration::from_secs(1);
/// How often to look for a plain function that is gone.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// An execution has closed: if it is a child, its parent hears of it.
pub(super) fn report_to_parent(engine: &Engine, child: &Execution) {
    let Origin::Chained {
        parent, operation, ..
    } = &child.started().origin
    else {
        return;
    };
    let outcome = outcome_of(child).expect("a child that reports is closed");
    let (engine, parent, operation) = (engine.clone(), parent.clone(), operation.clone());
    engine
        .clone()
        .shared
        .tasks
        .spawn(async move { tell(&engine, &parent, operation, outcome).await });
}

/// Does what a chained invoke needs, in a task of its own.
pub(super) fn look_after(
    engine: &Engine,
    parent: &Execution,
    clock: ModelledClock,
    id: &OperationId,
    call: &ChainedCall,
) {
    let parent = Parent {
        arn: parent.arn().clone(),
        root: parent.started().root().clone(),
        clock,
    };
    let (id, call) = (id.clone(), call.clone());
    let engine = engine.clone();
    engine.clone().shared.tasks.spawn(async move {
        // Whoever is asked about a function may take his time to answer.
        tokio::select! {
            biased;
            () = carry_out(&engine, &parent, id, &call) => {}
            () = engine.shared.shutdown.cancelled() => {}
        }
    });
}

/// What a child must know of whoever called it.
struct Parent {
    arn: ExecutionArn,
    root: ExecutionArn,
    clock: ModelledClock,
}

async fn carry_out(engine: &Engine, parent: &Parent, id: OperationId, call: &ChainedCall) {
    match &call.target {
        Target::Durable { child, version } => {
            let origin = Origin::Chained {
                parent: parent.arn.clone(),
                operation: id,
                root: (parent.root != parent.arn).then(|| parent.root.clone()),
            };
            if let Err(error) = ensure_child(engine, child, version, (origin, &parent.clock), call).await {
                let cause = &error as &dyn std::error::Error;
                tracing::error!(%child, cause, "a chained invoke could not be started; it is tried again after a restart");
            }
        }
        Target::Plain { version } => {
            if there_is(engine, &parent.arn, &function_of(call)).await {
                let outcome = call_plain(engine, &parent.arn, version, call).await;
                tell(engine, &parent.arn, id, outcome).await;
            }
        }
        Target::Missing { .. } | Target::Unqualified { .. } => {
            unreachable!("a chained invoke without a target is over at once")
        }
    }
}

async fn ensure_child(
    engine: &Engine,
    child: &ExecutionArn,
    version: &str,
    (origin, clock): (Origin, &ModelledClock),
    call: &ChainedCall,
) -> Result<(), EngineError> {
    loop {
        match engine.read(child, outcome_of).await {
            Ok(Some(outcome)) => {
                let Origin::Chained {
                    parent, operation, ..
                } = &origin
                else {
                    return Ok(());
                };
                tell(engine, parent, operation.clone(), outcome).await;
                return Ok(());
            }
            Ok(None) => {
                engine.adopt(child).await?;
                return engine.lane(child).map(|_| ());
            }
            Err(EngineError::Rejected(Rejection::UnknownExecution)) => {
                let info = engine.shared.parts.invoker.describe(child.function()).await;
                let start = Start {
                    function: child.function(),
                    version: version.to_owned(),
                    name: Some(child.name()),
                    input: Some(call.input.clone().unwrap_or_else(|| Payload::from("{}"))),
                    config: info
                        .and_then(|info| info.durable)
                        .unwrap_or(DurableConfig::DEFAULT),
                    origin: origin.clone(),
                    tenant: call.tenant.clone(),
                    trace: call.trace.clone(),
                    endpoint: None,
                    account: None,
                };
                let at = clock.now(engine.now());
                match engine.create_child(child, start, at).await {
                    Err(EngineError::Store(error)) => {
                        say_failed(child, &error.into());
                        cool_down(engine).await?;
                    }
                    other => return other,
                }
            }
            Err(other) => return Err(other),
        }
    }
}

/// Returns when a function can be called, or `false` when nobody waits for it any more. It was there when the
/// chained invoke was checkpointed: it is gone because the emulator was started again, with other functions.
async fn there_is(engine: &Engine, parent: &ExecutionArn, function: &FunctionName) -> bool {
    let mut is_said = false;
    while !engine.shared.parts.invoker.reaches(function) {
        if !std::mem::replace(&mut is_said, true) {
            tracing::warn!(%parent, "there is no function `{function}` here; the execution waits until there is");
        }
        tokio::time::sleep(LOOK_EVERY).await;
        if !matches!(
            engine.read(parent, |parent| parent.outcome().is_none()).await,
            Ok(true)
        ) {
            return false;
        }
    }
    true
}

fn function_of(call: &ChainedCall) -> FunctionName {
    FunctionRef::parse(&call.function)
        .expect("a chained START names a function")
        .name
}

/// Calls a plain function once.
async fn call_plain(
    engine: &Engine,
    parent: &ExecutionArn,
    version: &str,
    call: &ChainedCall,
) -> ChainedOutcome {
    let function = function_of(call);
    let request = Request {
        function: function.clone(),
        version: version.to_owned(),
        request_id: engine.mint_request_id(),
        tenant: call.tenant.clone(),
        trace: call.trace.clone(),
        endpoint: None,
        work: Work::Plain {
            payload: call.input.clone().unwrap_or_else(|| Payload::from("{}")),
            caller: Some(parent.clone()),
        },
    };
    let Answer::Plain(answer) = engine.shared.parts.invoker.invoke(request).await else {
        unreachable!("a plain call gets a plain answer")
    };
    match answer {
        PlainAnswer::Returned(body) => match String::from_utf8(body) {
            Ok(text) => ChainedOutcome::Succeeded {
                result: Some(Payload::from(text)),
            },
            Err(_) => ChainedOutcome::Failed {
                error: ErrorObject::new(
                    "InvalidParameterValueException",
                    "CHAINED_INVOKE response could not be decoded as UTF-8.",
                ),
            },
        },
        PlainAnswer::Broke(error) => ChainedOutcome::Failed { error },
        PlainAnswer::Missing => {
            let message = format!("Function not found: {}", engine.function_arn(&function, version));
            ChainedOutcome::Failed {
                error: ErrorObject::new("ResourceNotFoundException", message),
            }
        }
    }
}

/// What a child's end means to its parent (contract 5.4).
fn outcome_of(child: &Execution) -> Option<ChainedOutcome> {
    Some(match child.outcome()?.clone() {
        Outcome::Succeeded { result } => ChainedOutcome::Succeeded { result },
        Outcome::Failed { error } => ChainedOutcome::Failed {
            error: error.unwrap_or_default(),
        },
        Outcome::TimedOut { .. } => {
            let after_s = child.config().execution_timeout_s;
            let message = format!("CHAINED_INVOKE timed out after {after_s} seconds.");
            ChainedOutcome::TimedOut {
                error: ErrorObject::new("ChainedInvoke.Timeout", message),
            }
        }
        Outcome::Stopped { error } => ChainedOutcome::Stopped { error },
    })
}

/// Carries an outcome to the parent; a failed write is tried again until we shut down.
async fn tell(engine: &Engine, parent: &ExecutionArn, id: OperationId, outcome: ChainedOutcome) {
    let command = Command::FinishChainedInvoke { id, outcome };
    loop {
        match engine.submit(parent, command.clone(), |_| ()).await {
            // An unknown parent is a deleted one: nobody listens.
            Ok(()) | Err(EngineError::ShuttingDown | EngineError::Rejected(Rejection::UnknownExecution)) => {
                return;
            }
            Err(error) => {
                say_failed(parent, &error);
                if cool_down(engine).await.is_err() {
                    return;
                }
            }
        }
    }
}

fn say_failed(arn: &ExecutionArn, error: &EngineError) {
    let cause = error as &dyn std::error::Error;
    tracing::error!(%arn, cause, "a write failed; it is tried again");
}

async fn cool_down(engine: &Engine) -> Result<(), EngineError> {
    tokio::select! {
        biased;
        () = tokio::time::sleep(COOL_DOWN) => Ok(()),
        () = engine.shared.shutdown.cancelled() => Err(EngineError::ShuttingDown),
    }
}
