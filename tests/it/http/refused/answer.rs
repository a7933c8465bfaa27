//! What every answer no carries: its headers, and the members of its body (contract 1.1, 7.3).

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use super::rejections;
use super::table::lines;
use crate::http::world::Answer;

/// Contract 7.3: exception, status, members. The last three are those of the front door, which the model does not know.
const EXCEPTIONS: &str = "
    CallbackTimeoutException                400 Type Message
    DurableExecutionAlreadyStartedException 409 Type Message
    InvalidParameterValueException          400 Type message
    InvalidRequestContentException          400 Type message
    RequestTooLargeException                413 Type message
    ResourceConflictException               409 Type message
    ResourceNotFoundException               404 Type Message
    SerializationException                  400 message
    ServiceException                        500 Type Message
    TooManyRequestsException                429 Type message Reason
    UnsupportedMediaTypeException           415 Type message
    ValidationException                     400 message
    AccessDeniedException                   403 message
    MethodNotAllowedException               405 message
    UnknownOperationException               404 message
";

/// What a library or the language would say, and nobody who speaks for AWS.
const FOREIGN: &[&str] = &[
    "invalid type",
    "invalid value",
    "missing field",
    "unknown field",
    "unknown variant",
    "trailing characters",
    "EOF while",
    "expected value",
    "recursion limit",
    "utf-8 sequence",
    "at line 1 column",
    "length limit",
    "Failed to",
    "panicked",
    "unwrap",
    "src/",
    "::",
    "Some(",
    "Ok(",
    "Err(",
];

/// An exception as contract 7.3 describes it.
pub(super) struct Described {
    pub(super) exception: &'static str,
    status: u16,
    members: BTreeSet<&'static str>,
}

/// The rows of contract 7.3.
pub(super) fn described() -> impl Iterator<Item = Described> {
    lines(EXCEPTIONS).map(|row| {
        let mut words = row.split_whitespace();
        Described {
            exception: words.next().unwrap(),
            status: words.next().unwrap().parse().unwrap(),
            members: words.collect(),
        }
    })
}

/// What an answer no lacks of what such an answer carries.
pub(in crate::http) fn faults(
    method: &str,
    answer: &Answer,
    request_ids: &mut HashSet<String>,
) -> Vec<String> {
    let kind = answer.header("x-amzn-errortype");
    let Some(exception) = described().find(|known| known.exception == kind) else {
        return vec![format!("`{kind}` is no exception")];
    };
    let mut faults = Vec::new();
    let mut check = |is_so: bool, fault: String| {
        if !is_so {
            faults.push(fault);
        }
    };
    let status = answer.status;
    check(status == exception.status, format!("{kind} with status {status}"));
    let content = answer.header("content-type");
    check(content == "application/json", format!("the body is `{content}`"));
    let date = answer.header("date");
    check(
        date.len() == 29 && date.ends_with(" GMT"),
        format!("the date is `{date}`"),
    );
    let id = answer.header("x-amzn-requestid");
    check(is_uuid(id), format!("the request's id is `{id}`"));
    check(
        request_ids.insert(id.to_owned()),
        format!("{id} was there before"),
    );
    for (header, of) in [("retry-after", 429), ("allow", 405)] {
        let is_given = !answer.header(header).is_empty();
        check(
            is_given == (status == of),
            format!("{header} is there: {is_given}"),
        );
    }
    let length = answer.header("content-length").to_owned();
    if method == "HEAD" {
        let is_head = answer.body.is_empty() && length != "0";
        check(is_head, format!("the head of nothing, of length {length}"));
        return faults;
    }
    check(
        length == answer.body.len().to_string(),
        format!("the length is `{length}`"),
    );
    faults.extend(faults_of_body(&exception, &answer.body));
    faults
}

fn faults_of_body(exception: &Described, body: &str) -> Vec<String> {
    let Ok(Value::Object(body)) = serde_json::from_str(body) else {
        return vec!["the body is no structure".to_owned()];
    };
    let mut faults = Vec::new();
    let members: BTreeSet<&str> = body.keys().map(String::as_str).collect();
    if members != exception.members {
        faults.push(format!("the members are {members:?}"));
    }
    let whose = if exception.status < 500 { "User" } else { "Service" };
    if body.get("Type").is_some_and(|fault| fault != whose) {
        faults.push("whose fault it is".to_owned());
    }
    let message = body.get("message").or(body.get("Message"));
    let message = message.and_then(Value::as_str).unwrap_or_default();
    let foreign = FOREIGN.iter().filter(|words| message.contains(**words));
    faults.extend(foreign.map(|words| format!("`{words}` is not our word")));
    if let Err(why) = rejections::of(exception.exception, message) {
        faults.push(why);
    }
    faults
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}
