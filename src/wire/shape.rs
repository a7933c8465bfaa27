//! The shape of a checkpoint: lengths, alphabets, ranges and enums, all violations in one answer
//! (contract 1.4, 4.9).

use super::operation::{ChainedInvokeOptions, OperationUpdate};
use crate::execution::limits::{
    MAX_CALLBACK_TIMEOUT_S, MAX_CHECKPOINT_TOKEN, MAX_DELAY_S, MAX_TRACE, MIN_DELAY_S, SYNC_PAYLOAD_BYTES,
};
use crate::execution::{
    ClientToken, Constraint, OperationId, OperationName, OperationType, Rejection, SubType, Violation,
};

/// No answer names more violations, however broken a request is.
const MAX_VIOLATIONS: usize = 100;
/// As the model has it (contract 1.4).
const MAX_FUNCTION_NAME: usize = 256;
const BASE64: &str = "[A-Za-z0-9+/]+={0,2}";
const ACTIONS: &[&str] = &["START", "SUCCEED", "FAIL", "RETRY", "CANCEL"];

/// What is wrong so far.
#[derive(Default)]
struct Findings(Vec<Violation>);

/// Checks the shape of everything; the client token comes back, since it is parsed on the way.
pub(super) fn checkpoint(
    token: Option<&str>,
    client_token: Option<&str>,
    updates: &[OperationUpdate],
) -> Result<Option<ClientToken>, Rejection> {
    let mut findings = Findings::default();
    findings.token(token);
    let client_token = findings.text("clientToken", client_token, ClientToken::parse);
    for (index, update) in updates.iter().enumerate() {
        if findings.0.len() >= MAX_VIOLATIONS {
            break;
        }
        // The path is put together only where something is wrong.
        let before = findings.0.len();
        findings.update(update);
        for violation in &mut findings.0[before..] {
            violation.path = format!("updates.{}.member.{}", index + 1, violation.path);
        }
    }
    if findings.0.is_empty() {
        Ok(client_token)
    } else {
        findings.0.truncate(MAX_VIOLATIONS);
        Err(Rejection::Validation(findings.0))
    }
}

/// Whether text is base64 of at most so many characters, as tokens and callback ids are (contract 2.5, 2.7).
pub(super) fn base64(text: &str, max: usize) -> Result<(), Constraint> {
    let body = text.trim_end_matches('=');
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    if text.is_empty() {
        Err(Constraint::LengthAtLeast(1))
    } else if text.len() > max {
        Err(Constraint::LengthAtMost(max))
    } else if body.is_empty() || text.len() - body.len() > 2 || !body.bytes().all(plain) {
        Err(Constraint::Pattern(BASE64))
    } else {
        Ok(())
    }
}

impl Findings {
    fn add(&mut self, path: &str, value: Option<&str>, constraint: Constraint) {
        self.0.push(Violation::new(path, value, constraint));
    }

    fn token(&mut self, token: Option<&str>) {
        self.required("checkpointToken", token, |token| {
            base64(token, MAX_CHECKPOINT_TOKEN)
        });
    }

    fn update(&mut self, update: &OperationUpdate) {
        self.required("id", update.id.as_deref(), OperationId::parse);
        self.required("type", update.kind.as_deref(), |word| {
            OperationType::parse(word).ok_or(Constraint::OneOf(OperationType::WORDS))
        });
        self.required("action", update.action.as_deref(), |word| {
            let known = ACTIONS.contains(&word);
            known.then_some(()).ok_or(Constraint::OneOf(ACTIONS))
        });
        self.text("parentId", update.parent_id.as_deref(), OperationId::parse);
        self.text("name", update.name.as_deref(), OperationName::parse);
        self.text("subType", update.sub_type.as_deref(), SubType::parse);
        self.length("payload", update.payload.as_deref(), SYNC_PAYLOAD_BYTES);
        if let Some(options) = &update.step_options {
            let path = "stepOptions.nextAttemptDelaySeconds";
            self.range(path, options.next_attempt_delay_seconds, MIN_DELAY_S, MAX_DELAY_S);
        }
        if let Some(options) = &update.wait_options {
            let path = "waitOptions.waitSeconds";
            self.range(path, options.wait_seconds, MIN_DELAY_S, MAX_DELAY_S);
        }
        if let Some(options) = &update.callback_options {
            let path = "callbackOptions.timeoutSeconds";
            self.range(path, options.timeout_seconds, 0, MAX_CALLBACK_TIMEOUT_S);
            let path = "callbackOptions.heartbeatTimeoutSeconds";
            self.range(path, options.heartbeat_timeout_seconds, 0, MAX_CALLBACK_TIMEOUT_S);
        }
        if let Some(options) = &update.chained_invoke_options {
            self.chained(options);
        }
    }

    /// The tenant has an answer of its own (contract 4.6).
    fn chained(&mut self, options: &ChainedInvokeOptions) {
        let path = "chainedInvokeOptions.functionName";
        let name = options.function_name.as_deref();
        self.required(path, name, |name| match name.chars().count() {
            0 => Err(Constraint::LengthAtLeast(1)),
            1..=MAX_FUNCTION_NAME => Ok(()),
            _ => Err(Constraint::LengthAtMost(MAX_FUNCTION_NAME)),
        });
        let path = "chainedInvokeOptions.xAmznTraceId";
        self.length(path, options.x_amzn_trace_id.as_deref(), MAX_TRACE);
    }

    fn required<T>(
        &mut self,
        path: &str,
        value: Option<&str>,
        parse: impl Fn(&str) -> Result<T, Constraint>,
    ) {
        if value.is_none() {
            self.add(path, None, Constraint::NotNull);
        }
        self.text(path, value, parse);
    }

    fn text<T>(
        &mut self,
        path: &str,
        value: Option<&str>,
        parse: impl Fn(&str) -> Result<T, Constraint>,
    ) -> Option<T> {
        match parse(value?) {
            Ok(parsed) => Some(parsed),
            Err(constraint) => {
                self.add(path, value, constraint);
                None
            }
        }
    }

    fn length(&mut self, path: &str, value: Option<&str>, max: usize) {
        // A byte count within the limit settles it without counting characters.
        let long = value.filter(|text| text.len() > max && text.chars().count() > max);
        if long.is_some() {
            self.add(path, long, Constraint::LengthAtMost(max));
        }
    }

    fn range(&mut self, path: &str, value: Option<i64>, min: u32, max: u32) {
        let Some(number) = value else { return };
        let constraint = if number < i64::from(min) {
            Constraint::ValueAtLeast(i64::from(min))
        } else if number > i64::from(max) {
            Constraint::ValueAtMost(i64::from(max))
        } else {
            return;
        };
        self.add(path, Some(&number.to_string()), constraint);
    }
}
