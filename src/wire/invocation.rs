//! The input and the output of a durable function's invocation (contract 3.1, 3.2).
//!
//! The input writes instants as integer milliseconds, unlike every API answer, and leaves absent members out:
//! each SDK breaks on something else (sdks.md 4.1). The output is read strictly where our own Runtime API
//! delivered it, and by its shape where a foreign endpoint did (decisions 15).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::function_error::{function_error, timed_out};
use super::time::Millis;
use super::{json, operation};
use crate::execution::{ErrorObject, Execute, ExecutionArn, Operation, OperationId, Payload};

/// The members of `DurableExecutionInvocationInput`.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    pub arn: &'a ExecutionArn,
    pub checkpoint_token: &'a str,
    /// In the order of their start, so that EXECUTION is the first.
    pub operations: &'a [Operation],
    pub next_marker: Option<&'a str>,
    pub updated_operation_ids: &'a [OperationId],
}

impl Input<'_> {
    /// The JSON text that the function receives as its event.
    ///
    /// # Panics
    /// Never: text and numbers always serialize.
    pub fn to_json(&self) -> Vec<u8> {
        let body = InputBody {
            durable_execution_arn: self.arn.as_str(),
            checkpoint_token: self.checkpoint_token,
            initial_execution_state: State {
                operations: self.operations.iter().map(Into::into).collect(),
                next_marker: self.next_marker,
            },
            updated_operation_ids: self.updated_operation_ids,
        };
        serde_json::to_vec(&body).expect("text and numbers always serialize")
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct InputBody<'a> {
    durable_execution_arn: &'a str,
    checkpoint_token: &'a str,
    initial_execution_state: State<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    updated_operation_ids: &'a [OperationId],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct State<'a> {
    operations: Vec<operation::Operation<'a, Millis>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_marker: Option<&'a str>,
}

/// `DurableExecutionInvocationOutput`, before anyone looked at how its members fit together.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct OutputBody<'a> {
    status: Option<Value>,
    #[serde(borrow, deserialize_with = "json::text")]
    result: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "json::object")]
    error: Option<ErrorBody<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct ErrorBody<'a> {
    #[serde(borrow, deserialize_with = "json::text")]
    error_message: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "json::text")]
    error_type: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "json::text")]
    error_data: Option<Cow<'a, str>>,
    /// A list of strings; one string is let pass (sdks.md 4.1, rule 6).
    #[serde(deserialize_with = "json::lines_or_text")]
    stack_trace: Option<Vec<String>>,
}

/// Reads what a function on our own Runtime API answered (contract 3.2).
pub fn output(body: &[u8]) -> Execute {
    let output: OutputBody = match json::structure(body) {
        Ok(output) => output,
        Err(rejection) => return malformed(format!("Invalid invocation output: {rejection}")),
    };
    let result = output.result.map(Payload::from);
    match (
        output.status.as_ref().and_then(Value::as_str),
        result,
        output.error,
    ) {
        (Some("SUCCEEDED"), _, Some(_)) => malformed("Cannot provide an Error for SUCCEEDED status."),
        (Some("SUCCEEDED"), result, None) => Execute::Succeeded { result },
        (Some("FAILED"), Some(_), _) => malformed("Cannot provide a Result for FAILED status."),
        (Some("FAILED"), None, error) => Execute::Failed {
            error: error.map(ErrorObject::from),
        },
        (Some("PENDING"), _, _) => Execute::Pending,
        _ => malformed("Invalid Status in invocation output."),
    }
}

fn malformed(message: impl Into<String>) -> Execute {
    Execute::Malformed {
        message: message.into(),
    }
}

impl From<ErrorBody<'_>> for ErrorObject {
    fn from(body: ErrorBody) -> Self {
        Self {
            error_message: body.error_message.map(Cow::into_owned),
            error_type: body.error_type.map(Cow::into_owned),
            error_data: body.error_data.map(Cow::into_owned),
            stack_trace: body.stack_trace,
        }
    }
}

/// Reads what a foreign endpoint answered with a 2xx: an error is known by its shape only (decisions 15).
pub fn foreign_output(body: &[u8]) -> Execute {
    if let Some(error) = timed_out(body) {
        return Execute::Broke { error };
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(members))
            if !members.contains_key("Status")
                && (members.contains_key("errorType") || members.contains_key("errorMessage")) =>
        {
            Execute::Broke {
                error: function_error(body, None),
            }
        }
        _ => output(body),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::execution::{Details, OperationName, Status, Timestamp};

    fn message(body: &str) -> String {
        match output(body.as_bytes()) {
            Execute::Malformed { message } => message,
            other => panic!("{body} is well formed: {other:?}"),
        }
    }

    #[test]
    fn the_strict_rows() {
        assert_eq!(
            output(br#"{"Status":"SUCCEEDED","Result":"1","Error":null}"#),
            Execute::Succeeded {
                result: Some("1".into())
            }
        );
        assert_eq!(
            output(br#"{"Status":"FAILED","Error":{"ErrorType":"E","StackTrace":"a"}}"#),
            Execute::Failed {
                error: Some(ErrorObject {
                    error_type: Some("E".into()),
                    stack_trace: Some(vec!["a".into()]),
                    ..ErrorObject::default()
                })
            }
        );
        assert_eq!(output(br#"{"Status":"FAILED"}"#), Execute::Failed { error: None });
        assert_eq!(output(br#"{"Status":"PENDING"}"#), Execute::Pending);
        for body in ["{}", r#"{"Status":"DONE"}"#, r#"{"Status":1}"#] {
            assert_eq!(message(body), "Invalid Status in invocation output.");
        }
        assert_eq!(
            message(r#"{"Status":"FAILED","Result":""}"#),
            "Cannot provide a Result for FAILED status."
        );
        assert_eq!(
            message(r#"{"Status":"SUCCEEDED","Error":{}}"#),
            "Cannot provide an Error for SUCCEEDED status."
        );
        for body in ["", "hello", "[]", "null", r#"{"Status":"SUCCEEDED","Result":1}"#] {
            assert!(message(body).starts_with("Invalid invocation output: "), "{body}");
        }
    }

    #[test]
    fn a_foreign_error_is_known_by_its_shape() {
        let broke = |body: &str| match foreign_output(body.as_bytes()) {
            Execute::Broke { error } => error,
            other => panic!("{body} is an error: {other:?}"),
        };
        let late = broke("Task timed out after 2.00 seconds");
        assert_eq!(late.error_type.as_deref(), Some("Sandbox.Timedout"));
        let raised = broke(r#"{"errorType":"KeyError","errorMessage":"x","stackTrace":[["f",1],"g"]}"#);
        assert_eq!(
            raised.stack_trace,
            Some(vec![r#"["f",1]"#.to_owned(), "g".to_owned()])
        );
        assert_eq!(
            foreign_output(br#"{"Status":"PENDING","errorType":"x"}"#),
            Execute::Pending
        );
        assert!(matches!(
            foreign_output(b"Task timed out after 2 seconds"),
            Execute::Malformed { .. }
        ));
    }

    #[test]
    fn the_input_omits_what_is_absent() {
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST/durable-execution/n/i";
        let at = Timestamp::from_millis(1_795_181_890_378);
        let operations = [
            Operation {
                id: OperationId::parse("i").unwrap(),
                parent: None,
                name: None,
                sub_type: None,
                status: Status::Started,
                started_at: at,
                ended_at: None,
                details: Details::Execution { input: "{}".into() },
            },
            Operation {
                id: OperationId::parse("w").unwrap(),
                parent: None,
                name: Some(OperationName::parse("nap").unwrap()),
                sub_type: None,
                status: Status::Succeeded,
                started_at: at,
                ended_at: Some(at),
                details: Details::Step {
                    attempt: 1,
                    next_attempt_at: None,
                    result: Some("1".into()),
                    error: None,
                },
            },
        ];
        let input = Input {
            arn: &ExecutionArn::parse(arn).unwrap(),
            checkpoint_token: "t",
            operations: &operations,
            next_marker: None,
            updated_operation_ids: &[],
        };
        let expected = format!(
            concat!(
                r#"{{"DurableExecutionArn":"{}","CheckpointToken":"t","InitialExecutionState":{{"Operations":["#,
                r#"{{"Id":"i","Type":"EXECUTION","StartTimestamp":1795181890378,"Status":"STARTED","#,
                r#""ExecutionDetails":{{"InputPayload":"{{}}"}}}},"#,
                r#"{{"Id":"w","Name":"nap","Type":"STEP","StartTimestamp":1795181890378,"#,
                r#""EndTimestamp":1795181890378,"Status":"SUCCEEDED","#,
                r#""StepDetails":{{"Attempt":1,"Result":"1"}}}}]}}}}"#
            ),
            arn
        );
        assert_eq!(String::from_utf8(input.to_json()).unwrap(), expected);
    }
}
