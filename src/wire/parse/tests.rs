//! Requests, and what comes of them.

use super::*;
use crate::execution::Exception;

const TOKEN: &str = "ZXhlY3V0aW9uLjEuMQ==";

fn parse(body: &str) -> Result<ParsedCheckpoint, Rejection> {
    checkpoint(body.as_bytes(), &Limits::SERVICE)
}

fn with(updates: &str) -> Result<Vec<Update>, Rejection> {
    let body = format!(r#"{{"CheckpointToken":"{TOKEN}","Updates":[{updates}]}}"#);
    parse(&body)?.updates
}

fn change(members: &str) -> Result<Change, Rejection> {
    let mut updates = with(&format!(r#"{{"Id":"a",{members}}}"#))?;
    Ok(updates.remove(0).change)
}

/// Says no, and how.
fn assert_no<T: std::fmt::Debug>(answer: Result<T, Rejection>, exception: Exception, text: &str, of: &str) {
    let no = answer.unwrap_err();
    assert_eq!(
        (no.exception(), no.to_string().as_str()),
        (exception, text),
        "{of}"
    );
}

#[test]
fn shapes() {
    let one = |rest: &str| format!("1 validation error detected: {rest}");
    let long = "x".repeat(65);
    let cases = [
        (r#"{"Type":"STEP","Action":"START"}"#, one("Value null at 'updates.1.member.id' failed to satisfy constraint: Member must not be null")),
        (r#"{"Id":null,"Type":"STEP","Action":"START"}"#, one("Value null at 'updates.1.member.id' failed to satisfy constraint: Member must not be null")),
        (r#"{"Id":"","Type":"STEP","Action":"START"}"#, one("Value '' at 'updates.1.member.id' failed to satisfy constraint: Member must have length greater than or equal to 1")),
        (r#"{"Id":"a b","Type":"STEP","Action":"START"}"#, one("Value 'a b' at 'updates.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+")),
        (r#"{"Id":"a","Type":"FOO","Action":"START"}"#, one("Value 'FOO' at 'updates.1.member.type' failed to satisfy constraint: Member must satisfy enum value set: [EXECUTION, CONTEXT, STEP, WAIT, CALLBACK, CHAINED_INVOKE]")),
        (r#"{"Id":"a","Type":"STEP","Action":"start"}"#, one("Value 'start' at 'updates.1.member.action' failed to satisfy constraint: Member must satisfy enum value set: [START, SUCCEED, FAIL, RETRY, CANCEL]")),
        (r#"{"Id":"a","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":0}}"#, one("Value '0' at 'updates.1.member.waitOptions.waitSeconds' failed to satisfy constraint: Member must have value greater than or equal to 1")),
        (r#"{"Id":"a","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":31622401}}"#, one("Value '31622401' at 'updates.1.member.waitOptions.waitSeconds' failed to satisfy constraint: Member must have value less than or equal to 31622400")),
        (r#"{"Id":"a","Type":"STEP","Action":"RETRY","StepOptions":{"NextAttemptDelaySeconds":0}}"#, one("Value '0' at 'updates.1.member.stepOptions.nextAttemptDelaySeconds' failed to satisfy constraint: Member must have value greater than or equal to 1")),
        (r#"{"Id":"a","Type":"CALLBACK","Action":"START","CallbackOptions":{"TimeoutSeconds":-1}}"#, one("Value '-1' at 'updates.1.member.callbackOptions.timeoutSeconds' failed to satisfy constraint: Member must have value greater than or equal to 0")),
        (r#"{"Id":"a","Type":"CALLBACK","Action":"START","CallbackOptions":{"HeartbeatTimeoutSeconds":100000000}}"#, one("Value '100000000' at 'updates.1.member.callbackOptions.heartbeatTimeoutSeconds' failed to satisfy constraint: Member must have value less than or equal to 99999999")),
        (r#"{"Id":"a","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{}}"#, one("Value null at 'updates.1.member.chainedInvokeOptions.functionName' failed to satisfy constraint: Member must not be null")),
        (r#"{"Id":"a","Type":"STEP","Action":"START","Name":"é"}"#, one(r"Value 'é' at 'updates.1.member.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\x20-\x7E]+")),
        (r#"{"Id":"a","Type":"STEP","Action":"START","SubType":"Wait For"}"#, one("Value 'Wait For' at 'updates.1.member.subType' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+")),
        (r#"{"Id":"a","Type":"STEP","Action":"START"},{"Id":"b","ParentId":""}"#, "3 validation errors detected: Value null at 'updates.2.member.type' failed to satisfy constraint: Member must not be null; Value null at 'updates.2.member.action' failed to satisfy constraint: Member must not be null; Value '' at 'updates.2.member.parentId' failed to satisfy constraint: Member must have length greater than or equal to 1".to_owned()),
    ];
    for (updates, text) in cases {
        assert_no(with(updates), Exception::Validation, &text, updates);
    }
    let text = one(&format!(
        "Value '{long}' at 'updates.1.member.id' failed to satisfy constraint: Member must have length less than or equal to 64"
    ));
    let update = format!(r#"{{"Id":"{long}","Type":"STEP","Action":"START"}}"#);
    assert_no(with(&update), Exception::Validation, &text, "long id");
}

#[test]
fn tokens() {
    let null = "1 validation error detected: Value null at 'checkpointToken' failed to satisfy constraint: Member must not be null";
    assert_no(parse("{}"), Exception::Validation, null, "{}");
    let pattern = "1 validation error detected: Value 'a-b' at 'checkpointToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9+/]+={0,2}";
    assert_no(
        parse(r#"{"CheckpointToken":"a-b"}"#),
        Exception::Validation,
        pattern,
        "a-b",
    );
    let invalid = "Invalid checkpoint token";
    assert_no(
        parse(r#"{"CheckpointToken":"dummyToken"}"#),
        Exception::InvalidParameterValue,
        invalid,
        "dummyToken",
    );
    let client = format!(r#"{{"CheckpointToken":"{TOKEN}","ClientToken":" "}}"#);
    let text = r"1 validation error detected: Value ' ' at 'clientToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [\x21-\x7E]+";
    assert_no(parse(&client), Exception::Validation, text, "client token");
}

#[test]
fn types() {
    let update =
        |member: &str| format!(r#"{{"CheckpointToken":"{TOKEN}","Updates":[{{"Id":"a",{member}}}]}}"#);
    let structure = "Start of structure or map found where not expected.";
    let cases = [
        (String::new(), "Unexpected end-of-input at line 1, column 0"),
        ("{".to_owned(), "Unexpected end-of-input at line 1, column 1"),
        ("[]".to_owned(), "Start of list found where not expected"),
        ("null".to_owned(), "Expected a structure or map"),
        ("{} x".to_owned(), "Unexpected character at line 1, column 4"),
        (
            r#"{"CheckpointToken":1}"#.to_owned(),
            "NUMBER_VALUE can not be converted to a String",
        ),
        (r#"{"Updates":{}}"#.to_owned(), structure),
        (r#"{"Updates":"x"}"#.to_owned(), "Expected list or null"),
        (
            r#"{"Updates":[["a"]]}"#.to_owned(),
            "Start of list found where not expected",
        ),
        (r#"{"Updates":[null]}"#.to_owned(), "Expected a structure or map"),
        (
            update(r#""Name":true"#),
            "TRUE_VALUE can not be converted to a String",
        ),
        (update(r#""Name":{}"#), structure),
        (
            update(r#""WaitOptions":{"WaitSeconds":"x"}"#),
            "'x' can not be converted to Integer",
        ),
        (
            update(r#""WaitOptions":{"WaitSeconds":1.5}"#),
            "'1.5' can not be converted to Integer",
        ),
        (
            update(r#""WaitOptions":[1]"#),
            "Start of list found where not expected",
        ),
        (
            update(r#""ContextOptions":{"ReplayChildren":"yes"}"#),
            "'yes' can not be converted to Boolean",
        ),
        (update(r#""Error":"boom""#), "Expected a structure or map"),
        (
            update(r#""Error":{"ErrorType":1}"#),
            "NUMBER_VALUE can not be converted to a String",
        ),
        (update(r#""Error":{"StackTrace":"x"}"#), "Expected list or null"),
        (update(r#""Error":{"StackTrace":[{}]}"#), structure),
        (update(r#""Name":"a","Name":"b""#), "Duplicate member 'Name'"),
        (
            r#"{"CheckpointToken":"a","CheckpointToken":"#.to_owned(),
            "Duplicate member 'CheckpointToken'",
        ),
    ];
    for (body, text) in &cases {
        assert_no(parse(body), Exception::Serialization, text, body);
    }
}

#[test]
fn what_an_action_may_carry() {
    let error = r#""Error":{"ErrorMessage":"m"}"#;
    let payload = r#""Payload":"1""#;
    let cases = [
        (format!(r#""Type":"STEP","Action":"SUCCEED",{error}"#), "Cannot provide an Error for SUCCEED action."),
        (format!(r#""Type":"CONTEXT","Action":"SUCCEED",{error}"#), "Cannot provide an Error for SUCCEED action."),
        (format!(r#""Type":"EXECUTION","Action":"SUCCEED",{error}"#), "Cannot provide an Error for SUCCEED action."),
        (format!(r#""Type":"STEP","Action":"FAIL",{payload}"#), "Cannot provide a Payload for FAIL action."),
        (format!(r#""Type":"CONTEXT","Action":"FAIL",{payload},{error}"#), "Cannot provide a Payload for FAIL action."),
        (format!(r#""Type":"EXECUTION","Action":"FAIL",{payload}"#), "Cannot provide a Payload for FAIL action."),
        (format!(r#""Type":"STEP","Action":"RETRY",{error}"#), "Invalid StepOptions for the given action."),
        (r#""Type":"STEP","Action":"RETRY","StepOptions":{}"#.to_owned(), "Invalid StepOptions for the given action."),
        (
            format!(r#""Type":"STEP","Action":"RETRY","StepOptions":{{"NextAttemptDelaySeconds":1}},{error},{payload}"#),
            "Cannot provide both error and payload to RETRY a STEP.",
        ),
        (r#""Type":"WAIT","Action":"START""#.to_owned(), "Update for WAIT operation requires WaitOptions."),
        (r#""Type":"WAIT","Action":"START","WaitOptions":{}"#.to_owned(), "Update for WAIT operation requires WaitOptions."),
        (
            r#""Type":"CHAINED_INVOKE","Action":"START""#.to_owned(),
            "Update for CHAINED_INVOKE operation requires ChainedInvokeOptions.",
        ),
        (
            r#""Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"a b"}"#.to_owned(),
            "Invalid function ARN 'a b'",
        ),
        (
            r#""Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"f","TenantId":"é"}"#.to_owned(),
            "TenantId must be 1 to 256 characters matching [a-zA-Z0-9._:/=+-@ ].",
        ),
    ];
    for (members, text) in &cases {
        assert_no(change(members), Exception::InvalidParameterValue, text, members);
    }
}

#[test]
fn every_pair_of_type_and_action() {
    let legal = |kind, action| match kind {
        OperationType::Execution => ["SUCCEED", "FAIL"].contains(&action),
        OperationType::Context => ["START", "SUCCEED", "FAIL"].contains(&action),
        OperationType::Step => action != "CANCEL",
        OperationType::Wait => ["START", "CANCEL"].contains(&action),
        OperationType::Callback | OperationType::ChainedInvoke => action == "START",
    };
    for word in OperationType::WORDS {
        let kind = OperationType::parse(word).unwrap();
        for action in ["START", "SUCCEED", "FAIL", "RETRY", "CANCEL"] {
            let members = format!(
                r#""Type":"{word}","Action":"{action}","WaitOptions":{{"WaitSeconds":1}},"StepOptions":{{"NextAttemptDelaySeconds":1}},"ChainedInvokeOptions":{{"FunctionName":"f"}}"#
            );
            match change(&members) {
                Ok(change) => {
                    assert!(legal(kind, action), "{word} {action}");
                    assert_eq!(
                        (change.operation_type(), change.is_start()),
                        (kind, action == "START")
                    );
                }
                Err(no) => {
                    assert!(!legal(kind, action), "{word} {action}: {no}");
                    assert_eq!(no, Rejection::InvalidAction);
                }
            }
        }
    }
}

#[test]
fn sizes() {
    let mebibyte = "x".repeat(1 << 20);
    let payload =
        |kind: &str, text: &str| format!(r#""Type":"{kind}","Action":"SUCCEED","Payload":"{text}""#);
    assert!(change(&payload("STEP", &mebibyte)).is_ok());
    let more = format!("{mebibyte}x");
    let text = "STEP output payload size must be less than or equal to 1048576 bytes.";
    assert_no(
        change(&payload("STEP", &more)),
        Exception::InvalidParameterValue,
        text,
        "step",
    );
    // Bytes of UTF-8, not characters.
    let wide = "é".repeat((1 << 19) + 1);
    assert_no(
        change(&payload("STEP", &wide)),
        Exception::InvalidParameterValue,
        text,
        "wide",
    );
    assert!(
        change(&payload("EXECUTION", &more)).is_ok(),
        "decided where the origin is known"
    );
    let six = "x".repeat(6 << 20);
    assert!(change(&payload("EXECUTION", &six)).is_ok());
    let no = change(&payload("EXECUTION", &format!("{six}x"))).unwrap_err();
    let text = no.to_string();
    assert!(
        text.ends_with("Member must have length less than or equal to 6291456"),
        "{}",
        text.len()
    );
    assert!(text.len() < 2_000, "an answer does not repeat megabytes");
    let chained = format!(
        r#""Type":"CHAINED_INVOKE","Action":"START","Payload":"{more}","ChainedInvokeOptions":{{"FunctionName":"f"}}"#
    );
    let text = "CHAINED_INVOKE input payload size must be less than or equal to 1048576 bytes.";
    assert_no(
        change(&chained),
        Exception::InvalidParameterValue,
        text,
        "chained",
    );
    let error =
        format!(r#""Type":"STEP","Action":"FAIL","Error":{{"ErrorType":"E","ErrorData":"{mebibyte}"}}"#);
    let text = "Error object size must be less than or equal to 1048576 bytes.";
    assert_no(change(&error), Exception::InvalidParameterValue, text, "error");
}

#[test]
fn changes() {
    let error = ErrorObject {
        stack_trace: Some(vec!["at".into()]),
        ..ErrorObject::new("T", "m")
    };
    let failure = r#""Error":{"ErrorType":"T","ErrorMessage":"m","StackTrace":["at"],"Unknown":1}"#;
    let cases = [
        (
            format!(r#""Type":"STEP","Action":"RETRY","StepOptions":{{"NextAttemptDelaySeconds":5}},{failure}"#),
            Change::StepRetry {
                delay_s: 5,
                retry: Retry::Failed(error.clone()),
            },
        ),
        (
            r#""Type":"STEP","Action":"RETRY","StepOptions":{"NextAttemptDelaySeconds":5},"Payload":"\"\u00e9\"""#
                .to_owned(),
            Change::StepRetry {
                delay_s: 5,
                retry: Retry::Polled(Some("\"é\"".into())),
            },
        ),
        (
            r#""Type":"CONTEXT","Action":"SUCCEED","ContextOptions":{"ReplayChildren":true},"Payload":"""#.to_owned(),
            Change::ContextSucceed {
                result: Some("".into()),
                replay_children: true,
            },
        ),
        (
            format!(r#""Type":"CONTEXT","Action":"FAIL","ContextOptions":{{}},{failure}"#),
            Change::ContextFail {
                error: Some(error),
                replay_children: false,
            },
        ),
        (
            r#""Type":"CALLBACK","Action":"START","Unknown":[{}]"#.to_owned(),
            Change::CallbackStart {
                timeout_s: 0,
                heartbeat_s: 0,
            },
        ),
        (
            r#""Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":31622400}"#.to_owned(),
            Change::WaitStart {
                duration_s: 31_622_400,
            },
        ),
    ];
    for (members, expected) in cases {
        assert_eq!(change(&members), Ok(expected), "{members}");
    }
}

#[test]
fn the_digest_tells_updates_apart_and_nothing_else() {
    let of = |body: &str| parse(body).unwrap().digest;
    let update = |id: &str| format!(r#"[{{"Id":"{id}","Type":"STEP","Action":"START"}}]"#);
    let body = |rest: &str, id: &str| {
        format!(
            r#"{{"CheckpointToken":"{TOKEN}"{rest},"Updates":{}}}"#,
            update(id)
        )
    };
    assert_eq!(of(&body("", "a")), of(&body(r#","ClientToken":"c""#, "a")));
    assert_ne!(of(&body("", "a")), of(&body("", "b")));
    let empty = format!(r#"{{"CheckpointToken":"{TOKEN}"}}"#);
    assert_eq!(of(&empty), of(&empty));
    // It is on disk: it must never change.
    assert_eq!(digest(b"[]"), DIGEST_OF_NOTHING);
}

const DIGEST_OF_NOTHING: u64 = 8_401_575_349_526_025_736;

#[test]
fn a_bad_update_is_not_a_bad_request() {
    let body =
        format!(r#"{{"CheckpointToken":"{TOKEN}","Updates":[{{"Id":"a","Type":"WAIT","Action":"START"}}]}}"#);
    let parsed = parse(&body).unwrap();
    assert_eq!(parsed.token.execution, "execution");
    assert_eq!(parsed.updates, Err(Rejection::WaitOptionsRequired));
}
