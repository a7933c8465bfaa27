//! From events, answers and plans to the text that scenarios compare.

use cargo_durable::execution::{
    CheckpointAnswer, Details, Ending, ErrorObject, Event, Execution, Fact, Operation, OperationFact,
    OperationId, OperationName, Outcome, Payload, Row, SubType, Target, Timestamp,
};

use super::world::{EPOCH, World};

/// Seconds since the start.
fn at(time: Timestamp) -> String {
    let millis = time.millis_since(EPOCH);
    if millis % 1000 == 0 {
        format!("+{}", millis / 1000)
    } else {
        format!("+{}.{:03}", millis / 1000, millis % 1000)
    }
}

fn result(result: Option<&Payload>) -> String {
    result.map_or(String::new(), |result| format!(" \"{result}\""))
}

fn error(error: Option<&ErrorObject>) -> String {
    error.map_or(String::new(), |error| {
        let kind = error.error_type.as_deref().unwrap_or("{}");
        match error.error_message.as_deref() {
            None | Some("m") => format!(" !{kind}"),
            Some(message) => format!(" !{kind}: {message}"),
        }
    })
}

/// Comma-separated, or a dash.
pub(super) fn list<'a>(items: impl Iterator<Item = &'a str>) -> String {
    let items: Vec<_> = items.collect();
    if items.is_empty() {
        "-".to_owned()
    } else {
        items.join(", ")
    }
}

/// An event with its public id, or a dash.
pub(super) fn numbered(event: &Event, world: &World) -> String {
    let text = fact(event, &world.execution);
    if event.fact.is_public() {
        let number = world
            .journal
            .iter()
            .filter(|e| e.seq <= event.seq && e.fact.is_public())
            .count();
        format!("{number} {text}")
    } else {
        format!("- {text}")
    }
}

pub(super) fn event(event: &Event, execution: &Execution) -> String {
    format!("1 {}", fact(event, execution))
}

fn fact(event: &Event, execution: &Execution) -> String {
    match &event.fact {
        Fact::ExecutionStarted(started) => {
            let after_s = started.config.execution_timeout_s;
            format!(
                "ExecutionStarted{} timeout {after_s}",
                result(started.input.as_ref())
            )
        }
        Fact::InvocationStarted { request_id } => format!("InvocationStarted {request_id}"),
        Fact::InvocationCompleted {
            request_id,
            started_at,
            ending,
            error: e,
        } => {
            let ending = match ending {
                Ending::Answered => String::new(),
                other => format!(" {other:?}"),
            };
            let since = at(*started_at);
            format!(
                "InvocationCompleted {request_id} since {since}{ending}{}",
                error(e.as_ref())
            )
        }
        Fact::CheckpointAccepted { .. } => "CheckpointAccepted".to_owned(),
        Fact::Operation { id, fact, .. } => operation_fact(id, fact, execution),
        Fact::PauseRequested(_) => "PauseRequested".to_owned(),
        Fact::ExecutionPaused(pause) => {
            let keeps = if pause.execution_timeout_paused {
                ""
            } else {
                " timeout goes on"
            };
            let reason = pause
                .reason
                .as_ref()
                .map_or(String::new(), |reason| format!(" \"{reason}\""));
            format!("ExecutionPaused asked {}{keeps}{reason}", at(pause.requested_at))
        }
        Fact::PauseWithdrawn { .. } => "PauseWithdrawn".to_owned(),
        Fact::ExecutionResumed { reason, .. } => {
            let reason = reason
                .as_ref()
                .map_or(String::new(), |reason| format!(" \"{reason}\""));
            format!("ExecutionResumed{reason}")
        }
        Fact::TimeModelled { speed, .. } => format!("TimeModelled {speed:?}"),
        Fact::Moved { endpoint } => format!("Moved {endpoint}"),
        Fact::OutcomeAccepted(_) => "OutcomeAccepted".to_owned(),
        Fact::ExecutionEnded => {
            let outcome = execution.outcome().expect("an end has an outcome");
            let word = match outcome {
                Outcome::Succeeded { .. } => "Succeeded",
                Outcome::Failed { .. } => "Failed",
                Outcome::TimedOut { .. } => "TimedOut",
                Outcome::Stopped { .. } => "Stopped",
            };
            format!(
                "Execution{word}{}{}",
                result(outcome.result()),
                error(outcome.error())
            )
        }
    }
}

fn operation_fact(id: &OperationId, fact: &OperationFact, execution: &Execution) -> String {
    let operation = execution.operation(id).expect("an event's operation is known");
    let meta = |label: &str, value: Option<&str>| value.map_or(String::new(), |v| format!(" {label}{v}"));
    let name = meta("", operation.name.as_ref().map(OperationName::as_str));
    let parent = meta("in ", operation.parent.as_ref().map(OperationId::as_str));
    let sub_type = meta("as ", operation.sub_type.as_ref().map(SubType::as_str));
    format!(
        "{}{name}{sub_type}{parent}{}",
        kind(fact, id.as_str()),
        members(fact)
    )
}

fn first_word(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    text.split([' ', '{', '(']).next().expect("a name").to_owned()
}

/// The event type, as history says it, and the operation.
fn kind(fact: &OperationFact, id: &str) -> String {
    let word = match fact {
        OperationFact::StepRetried { error: Some(_), .. } => "StepFailed".to_owned(),
        OperationFact::StepRetried { error: None, .. } => "StepSucceeded".to_owned(),
        other => first_word(other),
    };
    format!("{word} {id}")
}

fn members(fact: &OperationFact) -> String {
    use OperationFact as F;
    match fact {
        F::ContextStarted { .. }
        | F::StepStarted
        | F::StepReady
        | F::WaitSucceeded
        | F::WaitCancelled
        | F::CallbackHeartbeat => String::new(),
        F::ContextSucceeded { result: r, .. }
        | F::CallbackSucceeded { result: r }
        | F::ChainedInvokeSucceeded { result: r } => result(r.as_ref()),
        F::ContextFailed { error: e, .. } => error(e.as_ref()),
        F::StepSucceeded { attempt, result: r } => format!("{} attempt {attempt}", result(r.as_ref())),
        F::StepFailed { attempt, error: e } => format!("{} attempt {attempt}", error(e.as_ref())),
        F::StepRetried {
            attempt,
            delay_s,
            next_attempt_at,
            result: r,
            error: e,
        } => {
            let (r, e) = (result(r.as_ref()), error(e.as_ref()));
            format!(
                "{r}{e} attempt {attempt}, next in {delay_s} at {}",
                at(*next_attempt_at)
            )
        }
        F::WaitStarted {
            duration_s,
            scheduled_end_at,
        } => {
            format!(" {duration_s} until {}", at(*scheduled_end_at))
        }
        F::CallbackStarted {
            timeout_s,
            heartbeat_s,
            ..
        } => {
            format!(" timeout {timeout_s} heartbeat {heartbeat_s}")
        }
        F::CallbackFailed { error: e }
        | F::CallbackTimedOut { error: e }
        | F::ChainedInvokeFailed { error: e }
        | F::ChainedInvokeTimedOut { error: e }
        | F::ChainedInvokeStopped { error: e } => error(Some(e)),
        F::ChainedInvokeStarted {
            function,
            target,
            input,
            tenant,
            trace,
        } => {
            let target = match target {
                Target::Durable { version, .. } => format!("durable {version}"),
                Target::Plain { version } => format!("plain {version}"),
                Target::Missing { .. } => "missing".to_owned(),
                Target::Unqualified { .. } => "unqualified".to_owned(),
            };
            let tenant = tenant
                .as_ref()
                .map_or(String::new(), |tenant| format!(" for {tenant}"));
            let trace = trace
                .as_ref()
                .map_or(String::new(), |trace| format!(" trace {trace}"));
            format!(" {function} ({target}){}{tenant}{trace}", result(input.as_ref()))
        }
    }
}

pub(super) fn answer(answer: &CheckpointAnswer, repeated: bool) -> String {
    let token = if answer.token.is_some() {
        "token"
    } else {
        "no token"
    };
    let again = if repeated { " again" } else { "" };
    let delta: Vec<_> = answer
        .operations
        .iter()
        .map(|o| format!("{} {}", o.id, o.status))
        .collect();
    format!("={again} {token}; {}", list(delta.iter().map(String::as_str)))
}

/// What an SDK sees of an operation.
pub(super) fn details(operation: &Operation) -> String {
    let (r, e) = operation.details.outcome();
    let own = match &operation.details {
        Details::Execution { input } => format!(" input \"{input}\""),
        Details::Context {
            replay_children: true,
            ..
        } => " replays children".to_owned(),
        Details::Context { .. } | Details::ChainedInvoke { .. } => String::new(),
        Details::Step {
            attempt,
            next_attempt_at,
            ..
        } => {
            let next = next_attempt_at.map_or(String::new(), |time| format!(" next {}", at(time)));
            format!(" attempt {attempt}{next}")
        }
        Details::Wait {
            duration_s,
            scheduled_end_at,
        } => format!(" {duration_s} until {}", at(*scheduled_end_at)),
        Details::Callback { heard_at, .. } => format!(" heard {}", at(*heard_at)),
    };
    let name = operation
        .name
        .as_ref()
        .map_or(String::new(), |name| format!(" {name}"));
    let sub_type = operation
        .sub_type
        .as_ref()
        .map_or(String::new(), |sub_type| format!(" as {sub_type}"));
    let parent = operation
        .parent
        .as_ref()
        .map_or(String::new(), |parent| format!(" in {parent}"));
    let ended = operation
        .ended_at
        .map_or(String::new(), |time| format!(" to {}", at(time)));
    format!(
        "{} {} {}{name}{sub_type}{parent} from {}{ended}{own}{}{}",
        operation.id,
        operation.operation_type(),
        operation.status,
        at(operation.started_at),
        result(r),
        error(e)
    )
}

pub(super) fn row(row: &Row) -> String {
    let time = |time: Option<Timestamp>| match time {
        None => "never".to_owned(),
        Some(Row::AT_ONCE) => "at once".to_owned(),
        Some(time) => at(time),
    };
    format!(
        "{} from {} to {}, wakes {}, expires {}",
        row.status,
        at(row.started_at),
        time(row.ended_at),
        time(row.wake_at),
        time(row.expires_at)
    )
}

/// What the engine should do next.
pub(super) fn next(world: &World) -> String {
    let execution = &world.execution;
    if execution.wants_invocation(world.now) {
        "invoke".to_owned()
    } else if let Some(wake) = execution.next_wake() {
        format!("wake {}", at(wake))
    } else {
        "rest".to_owned()
    }
}
