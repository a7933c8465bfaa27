//! What one update of a well-formed checkpoint must come to, with the tables of contract 4.5, 4.6 and 4.8 in hand;
//! and an update written back as an SDK would.

use std::borrow::Cow;

use cargo_durable::execution::{
    Change, ClientToken, ErrorObject, FunctionRef, Limits, Meta, OperationId, OperationName, Payload, Retry,
    SubType, TenantId, Update,
};
use cargo_durable::wire::operation::{
    CallbackOptions, ChainedInvokeOptions, ContextOptions, OperationUpdate, StepOptions, WaitOptions,
};
use cargo_durable::wire::request::CheckpointInput;

use super::model;
use super::reading::{Entry, Failure};

/// An update, or the texts of which one must say why there is none: the contract orders no reasons.
#[derive(Debug)]
pub(crate) enum Expected {
    Update(Box<Update>),
    No(Vec<String>),
}

/// What an update must come to; its shape is right.
pub(crate) fn change(entry: &Entry, limits: &Limits) -> Expected {
    let (kind, action) = (entry.kind.unwrap_or_default(), entry.action.unwrap_or_default());
    let mut no = sizes(entry, kind, limits);
    no.extend(misfits(entry, kind, action));
    let Some(change) = asked(entry, kind, action, &mut no).filter(|_| no.is_empty()) else {
        return Expected::No(no);
    };
    let fits = "the shape is right";
    Expected::Update(Box::new(Update {
        id: OperationId::parse(entry.id.unwrap_or_default()).expect(fits),
        meta: Meta {
            parent: entry.parent.map(|id| OperationId::parse(id).expect(fits)),
            name: entry.name.map(|name| OperationName::parse(name).expect(fits)),
            sub_type: entry.sub_type.map(|word| SubType::parse(word).expect(fits)),
        },
        change,
    }))
}

/// Contract 4.5 and 4.6: what an action may not carry, and what it must.
fn misfits(entry: &Entry, kind: &str, action: &str) -> impl Iterator<Item = String> {
    let ends = ["EXECUTION", "CONTEXT", "STEP"].contains(&kind);
    let is = |known: (&str, &str)| (kind, action) == known;
    let (error, payload) = (entry.error.is_some(), entry.payload.is_some());
    let rules = [
        (
            ends && action == "SUCCEED" && error,
            "Cannot provide an Error for SUCCEED action.",
        ),
        (
            ends && action == "FAIL" && payload,
            "Cannot provide a Payload for FAIL action.",
        ),
        (
            is(("STEP", "RETRY")) && error && payload,
            "Cannot provide both error and payload to RETRY a STEP.",
        ),
        (
            is(("STEP", "RETRY")) && entry.delay.is_none(),
            "Invalid StepOptions for the given action.",
        ),
        (
            is(("WAIT", "START")) && entry.wait.is_none(),
            "Update for WAIT operation requires WaitOptions.",
        ),
        (
            is(("CHAINED_INVOKE", "START")) && entry.chained.is_none(),
            "Update for CHAINED_INVOKE operation requires ChainedInvokeOptions.",
        ),
    ];
    rules
        .into_iter()
        .filter(|(is_broken, _)| *is_broken)
        .map(|(_, words)| words.to_owned())
}

/// The change, if there is one of this type and action.
fn asked(entry: &Entry, kind: &str, action: &str, no: &mut Vec<String>) -> Option<Change> {
    Some(match (kind, action) {
        ("EXECUTION" | "CONTEXT" | "STEP", "SUCCEED") => succeed(entry, kind),
        ("EXECUTION" | "CONTEXT" | "STEP", "FAIL") => fail(entry, kind),
        ("CONTEXT", "START") => Change::ContextStart {
            replay_children: entry.replay_children,
        },
        ("STEP", "START") => Change::StepStart,
        ("STEP", "RETRY") => Change::StepRetry {
            delay_s: seconds(entry.delay),
            retry: match &entry.error {
                Some(error) => Retry::Failed(error.into()),
                None => Retry::Polled(entry.payload.map(Payload::from)),
            },
        },
        ("WAIT", "START") => Change::WaitStart {
            duration_s: seconds(entry.wait),
        },
        ("WAIT", "CANCEL") => Change::WaitCancel,
        ("CALLBACK", "START") => Change::CallbackStart {
            timeout_s: seconds(entry.timeout),
            heartbeat_s: seconds(entry.heartbeat),
        },
        ("CHAINED_INVOKE", "START") => return chained(entry, no),
        _ => {
            no.push("Invalid action for the given operation type.".to_owned());
            return None;
        }
    })
}

/// Contract 4.8; what an execution may come to is not known here.
fn sizes(entry: &Entry, kind: &str, limits: &Limits) -> Vec<String> {
    let mut no = Vec::new();
    let end = |limit| format!("size must be less than or equal to {limit} bytes.");
    if kind != "EXECUTION" && entry.payload.map_or(0, str::len) > limits.payload_bytes {
        let way = if kind == "CHAINED_INVOKE" {
            "input"
        } else {
            "output"
        };
        no.push(format!("{kind} {way} payload {}", end(limits.payload_bytes)));
    }
    if entry.error.as_ref().map_or(0, Failure::bytes) > limits.error_bytes {
        no.push(format!("Error object {}", end(limits.error_bytes)));
    }
    no
}

fn succeed(entry: &Entry, kind: &str) -> Change {
    let result = entry.payload.map(Payload::from);
    match kind {
        "EXECUTION" => Change::ExecutionSucceed { result },
        "STEP" => Change::StepSucceed { result },
        _ => Change::ContextSucceed {
            result,
            replay_children: entry.replay_children,
        },
    }
}

fn fail(entry: &Entry, kind: &str) -> Change {
    let error = entry.error.as_ref().map(ErrorObject::from);
    match kind {
        "EXECUTION" => Change::ExecutionFail { error },
        "STEP" => Change::StepFail { error },
        _ => Change::ContextFail {
            error,
            replay_children: entry.replay_children,
        },
    }
}

fn chained(entry: &Entry, no: &mut Vec<String>) -> Option<Change> {
    let options = entry.chained.as_ref()?;
    let name = options.function.unwrap_or_default();
    let function = super::identity::function(name);
    if function.is_none() {
        no.push(format!("Invalid function ARN '{name}'"));
    }
    if options
        .tenant
        .is_some_and(|tenant| !model::TENANT_ID.allows(tenant))
    {
        no.push("TenantId must be 1 to 256 characters matching [a-zA-Z0-9._:/=+-@ ].".to_owned());
    }
    Some(Change::ChainedInvokeStart {
        function: function.filter(|_| no.is_empty())?,
        input: entry.payload.map(Payload::from),
        tenant: options
            .tenant
            .map(|tenant| TenantId::parse(tenant).expect("the model allows it")),
        trace: options.trace.map(ToOwned::to_owned),
    })
}

fn seconds(number: Option<i64>) -> u32 {
    u32::try_from(number.unwrap_or(0)).expect("the shape is right")
}

impl From<&Failure<'_>> for ErrorObject {
    fn from(failure: &Failure) -> Self {
        let own = |text: Option<&str>| text.map(ToOwned::to_owned);
        let lines = failure.trace.as_ref();
        Self {
            error_message: own(failure.message),
            error_type: own(failure.kind),
            error_data: own(failure.data),
            stack_trace: lines.map(|lines| lines.iter().map(|line| (*line).to_owned()).collect()),
        }
    }
}

/// The body that asks for these updates.
pub(crate) fn written(token: &str, client_token: Option<&ClientToken>, updates: &[Update]) -> Vec<u8> {
    let input = CheckpointInput {
        checkpoint_token: token.into(),
        client_token: client_token.map(|token| token.as_str().into()),
        updates: updates.iter().map(update).collect(),
    };
    serde_json::to_vec(&input).expect("text and numbers always serialize")
}

fn update(update: &Update) -> OperationUpdate<'_> {
    let (payload, error) = update.change.data();
    let mut written = OperationUpdate {
        id: Some(update.id.as_str().into()),
        parent_id: update.meta.parent.as_ref().map(|id| id.as_str().into()),
        name: update.meta.name.as_ref().map(|name| name.as_str().into()),
        kind: Some(update.change.operation_type().as_str().into()),
        sub_type: update.meta.sub_type.as_ref().map(|word| word.as_str().into()),
        action: Some(action(&update.change).into()),
        payload: payload.map(|payload| payload.as_str().into()),
        error: error.cloned(),
        ..OperationUpdate::default()
    };
    match &update.change {
        Change::ContextStart { replay_children }
        | Change::ContextSucceed { replay_children, .. }
        | Change::ContextFail { replay_children, .. } => {
            let replay_children = Some(*replay_children);
            written.context_options = Some(ContextOptions { replay_children });
        }
        Change::StepRetry { delay_s, .. } => {
            let next_attempt_delay_seconds = Some((*delay_s).into());
            written.step_options = Some(StepOptions {
                next_attempt_delay_seconds,
            });
        }
        Change::WaitStart { duration_s } => {
            let wait_seconds = Some((*duration_s).into());
            written.wait_options = Some(WaitOptions { wait_seconds });
        }
        Change::CallbackStart {
            timeout_s,
            heartbeat_s,
        } => {
            written.callback_options = Some(CallbackOptions {
                timeout_seconds: Some((*timeout_s).into()),
                heartbeat_timeout_seconds: Some((*heartbeat_s).into()),
            });
        }
        Change::ChainedInvokeStart {
            function,
            tenant,
            trace,
            ..
        } => written.chained_invoke_options = Some(options(function, tenant.as_ref(), trace.as_deref())),
        _ => {}
    }
    written
}

fn options<'a>(
    function: &'a FunctionRef,
    tenant: Option<&'a TenantId>,
    trace: Option<&'a str>,
) -> ChainedInvokeOptions<'a> {
    ChainedInvokeOptions {
        function_name: Some(Cow::Borrowed(&function.text)),
        tenant_id: tenant.map(|tenant| tenant.as_str().into()),
        x_amzn_trace_id: trace.map(Into::into),
    }
}

/// AWS's word for what a change does.
pub(crate) const fn action(change: &Change) -> &'static str {
    match change {
        Change::ExecutionSucceed { .. } | Change::ContextSucceed { .. } | Change::StepSucceed { .. } => {
            "SUCCEED"
        }
        Change::ExecutionFail { .. } | Change::ContextFail { .. } | Change::StepFail { .. } => "FAIL",
        Change::StepRetry { .. } => "RETRY",
        Change::WaitCancel => "CANCEL",
        Change::ContextStart { .. }
        | Change::StepStart
        | Change::WaitStart { .. }
        | Change::CallbackStart { .. }
        | Change::ChainedInvokeStart { .. } => "START",
    }
}
