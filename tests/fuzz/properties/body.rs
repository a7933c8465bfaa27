//! Bodies that are commands: stop, pause, resume, the failure of a callback, and the official emulator's start
//! (contract 1.9 to 1.11, 1.13).
//!
//! * A body is accepted, refused and understood as the contract says; it is read once more here.
//! * An error survives being written, bare and wrapped.
//! * The execution of [`story`] takes or refuses the command, with every invariant of the scenarios' world; what it
//!   then says of itself is what the body asked for.

use cargo_durable::execution::{Command, ErrorObject, Exception, ExecutionStatus, Limits, Rejection};
use cargo_durable::wire::body;
use cargo_durable::wire::official::StartInput;

use super::model;
use super::reading::Failure;
use super::story::{self, TIGHT};
use super::tree::{Document, Members, Misfit, Tree};

/// The longest reason, in characters.
const MOST_REASON: usize = 1024;

pub(crate) fn check(data: &[u8]) {
    let tree = match data.trim_ascii() {
        b"" | b"null" => Some(Tree::Object(Vec::new())),
        body => match Document::read(body) {
            Document::Broken => None,
            Document::Sound(tree) => Some(tree),
            // What nobody need look at may be objected to or not.
            Document::Doubtful => return,
        },
    };
    let members = tree.as_ref().and_then(Tree::members);
    for limits in [Limits::SERVICE, TIGHT] {
        let stopped = body::stop_error(data, &limits);
        agreed(&stopped, members.ok_or(Misfit).and_then(of_stop), &limits);
        let failed = body::error_object(data, &limits);
        agreed(&failed, members.ok_or(Misfit).and_then(error), &limits);
        if let Ok(error) = stopped {
            survives(&error, &limits);
            stop(&error);
        }
    }
    pause(data, members);
    resume(data, members);
    start(data);
}

/// The body of an error: the error itself.
fn error(members: Members) -> Result<ErrorObject, Misfit> {
    Ok(ErrorObject::from(&Failure::of(members)?))
}

/// The body of a stop: the same, or wrapped as the official emulator has it.
fn of_stop(members: Members) -> Result<ErrorObject, Misfit> {
    members.object("Error")?.map_or_else(|| error(members), error)
}

fn agreed(read: &Result<ErrorObject, Rejection>, expected: Result<ErrorObject, Misfit>, limits: &Limits) {
    match (read, expected) {
        (Ok(read), Ok(expected)) => {
            assert_eq!(*read, expected, "the error that a body is");
            assert!(read.size_bytes() <= limits.error_bytes, "no more than the limit");
        }
        (Err(Rejection::ErrorTooLarge { limit }), Ok(expected)) => {
            assert!(expected.size_bytes() > *limit, "it is not too large");
        }
        (Err(Rejection::Serialization(_)), Err(Misfit)) => {}
        (read, expected) => panic!("read as {read:?}, not {expected:?}"),
    }
}

fn survives(error: &ErrorObject, limits: &Limits) {
    let bare = serde_json::to_string(error).expect("an error serializes");
    let wrapped = format!(r#"{{"Error":{bare}}}"#);
    for written in [bare, wrapped] {
        let again = body::stop_error(written.as_bytes(), limits);
        assert_eq!(
            again.as_ref(),
            Ok(error),
            "an error survives being written: {written}"
        );
    }
}

/// The execution stops with that error, once.
fn stop(error: &ErrorObject) {
    let mut world = story::begin(&Limits::SERVICE);
    let command = Command::Stop { error: error.clone() };
    world.submit(&command).expect("a stop is not refused");
    assert_eq!(world.execution.status(), ExecutionStatus::Stopped);
    let said = world.execution.outcome().and_then(|outcome| outcome.error());
    assert_eq!(said, Some(error), "it stopped for what was said");
    assert!(world.submit(&command).expect("again is harmless").is_empty());
}

/// A client token and a reason, as pause and resume have them.
type Said = (Option<String>, Option<String>);

fn said(members: Members) -> Result<Said, Misfit> {
    let own = |text: Option<&str>| text.map(ToOwned::to_owned);
    Ok((own(members.text("ClientToken")?), own(members.text("Reason")?)))
}

/// Whether the shape of what was said is right.
fn is_shaped((client_token, reason): &Said) -> bool {
    client_token
        .as_ref()
        .is_none_or(|token| model::CLIENT_TOKEN.allows(token))
        && reason
            .as_ref()
            .is_none_or(|reason| reason.chars().count() <= MOST_REASON)
}

fn pause(data: &[u8], members: Option<Members>) {
    let expected = members.ok_or(Misfit).and_then(|members| {
        let keeps_time = !members.flag("ExecutionTimeoutPaused")?.unwrap_or(true);
        Ok((said(members)?, keeps_time))
    });
    let (command, (expected, keeps_time)) = match (body::pause(data), expected) {
        (Ok(command), Ok(expected)) => (command, expected),
        (Err(no), expected) => return refused(&no, expected.map(|(said, _)| said)),
        (Ok(command), Err(Misfit)) => panic!("read as {command:?}"),
    };
    let Command::Pause {
        client_token,
        reason,
        execution_timeout_paused,
    } = &command
    else {
        panic!("a pause, not {command:?}");
    };
    assert!(is_shaped(&expected), "something is wrong with it: {expected:?}");
    assert_eq!(
        (client_token.as_ref().map(ToString::to_string), reason.clone()),
        expected
    );
    assert_eq!(*execution_timeout_paused, !keeps_time);
    let mut world = story::begin(&Limits::SERVICE);
    world.submit(&command).expect("what runs can be paused");
    assert_eq!(
        world.execution.status(),
        ExecutionStatus::Pausing,
        "an invocation runs"
    );
    let pause = world.execution.pause().expect("it is asked to pause");
    assert_eq!(
        (&pause.reason, pause.execution_timeout_paused),
        (reason, !keeps_time)
    );
    let again = world.submit(&command);
    assert_eq!(
        again.is_ok(),
        client_token.is_some(),
        "a repeat is known by its client token"
    );
}

fn resume(data: &[u8], members: Option<Members>) {
    let expected = members.ok_or(Misfit).and_then(said);
    let (command, expected) = match (body::resume(data), expected) {
        (Ok(command), Ok(expected)) => (command, expected),
        (Err(no), expected) => return refused(&no, expected),
        (Ok(command), Err(Misfit)) => panic!("read as {command:?}"),
    };
    let Command::Resume { client_token, reason } = &command else {
        panic!("a resume, not {command:?}");
    };
    assert!(is_shaped(&expected), "something is wrong with it: {expected:?}");
    assert_eq!(
        (client_token.as_ref().map(ToString::to_string), reason.clone()),
        expected
    );
    let mut world = story::begin(&Limits::SERVICE);
    let no = world.submit(&command).expect_err("what runs cannot be resumed");
    assert_eq!(no.exception(), Exception::ResourceConflict);
}

/// The reason is true.
fn refused(no: &Rejection, expected: Result<Said, Misfit>) {
    match (no, expected) {
        (Rejection::Serialization(_), Err(Misfit)) => {}
        (Rejection::Validation(violations), Ok(said)) => {
            assert!(
                !is_shaped(&said) && violations.len() == 1,
                "nothing is wrong with it: {said:?}"
            );
        }
        (no, expected) => panic!("refused for {no:?}, not {expected:?}"),
    }
}

/// The official emulator's start: six keys must be there, three of them not `null`.
fn start(data: &[u8]) {
    let Document::Sound(tree) = Document::read(data) else {
        assert!(!matches!(Document::read(data), Document::Broken) || StartInput::parse(data).is_err());
        return;
    };
    let expected = tree.members().ok_or(Misfit).and_then(missing);
    match (StartInput::parse(data), expected) {
        (Ok(input), Ok(None)) => {
            let written = serde_json::to_vec(&input).expect("an input serializes");
            assert_eq!(
                StartInput::parse(&written).as_ref(),
                Ok(&input),
                "a start survives being written"
            );
        }
        (Err(Rejection::MissingField(key)), Ok(Some(expected))) => assert_eq!(key, expected),
        (Err(Rejection::Serialization(_)), Err(Misfit)) => {}
        (read, expected) => panic!("read as {read:?}, not {expected:?}"),
    }
}

/// The first key that is missing.
fn missing(members: Members) -> Result<Option<&'static str>, Misfit> {
    for name in ["ExecutionName", "Input", "LambdaEndpoint", "TenantId"] {
        members.text(name)?;
    }
    for name in ["ExecutionTimeoutSeconds", "ExecutionRetentionPeriodDays"] {
        members.whole(name)?;
    }
    let mut missing = None;
    for name in ["AccountId", "FunctionName", "FunctionQualifier"] {
        let is_there = members.text(name)?.is_some();
        missing = missing.or((!is_there).then_some(name));
    }
    let nullable = [
        "ExecutionName",
        "ExecutionTimeoutSeconds",
        "ExecutionRetentionPeriodDays",
    ];
    let absent = nullable.into_iter().find(|name| members.last(name).is_none());
    Ok(missing.or(absent))
}
