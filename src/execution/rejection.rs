//! Why the answer is no: AWS's exception and AWS's words, one row each, with the section of the contract.

use std::fmt;

use thiserror::Error;

use super::status::OperationType;

/// The name of an exception, which clients dispatch on (contract 7.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exception {
    CallbackTimeout,
    DurableExecutionAlreadyStarted,
    InvalidParameterValue,
    InvalidRequestContent,
    RequestTooLarge,
    ResourceConflict,
    ResourceNotFound,
    Serialization,
    Service,
    TooManyRequests,
    UnsupportedMediaType,
    Validation,
}

impl Exception {
    /// The shape's name in the model: the value of `x-amzn-ErrorType`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CallbackTimeout => "CallbackTimeoutException",
            Self::DurableExecutionAlreadyStarted => "DurableExecutionAlreadyStartedException",
            Self::InvalidParameterValue => "InvalidParameterValueException",
            Self::InvalidRequestContent => "InvalidRequestContentException",
            Self::RequestTooLarge => "RequestTooLargeException",
            Self::ResourceConflict => "ResourceConflictException",
            Self::ResourceNotFound => "ResourceNotFoundException",
            Self::Serialization => "SerializationException",
            Self::Service => "ServiceException",
            Self::TooManyRequests => "TooManyRequestsException",
            Self::UnsupportedMediaType => "UnsupportedMediaTypeException",
            Self::Validation => "ValidationException",
        }
    }
}

/// What a value breaks, in the words of AWS's front end (contract 4.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Constraint {
    #[error("Member must not be null")]
    NotNull,
    #[error("Member must have length greater than or equal to {0}")]
    LengthAtLeast(usize),
    #[error("Member must have length less than or equal to {0}")]
    LengthAtMost(usize),
    #[error("Member must have value greater than or equal to {0}")]
    ValueAtLeast(i64),
    #[error("Member must have value less than or equal to {0}")]
    ValueAtMost(i64),
    #[error("Member must satisfy regular expression pattern: {0}")]
    Pattern(&'static str),
    #[error("Member must satisfy enum value set: [{}]", .0.join(", "))]
    OneOf(&'static [&'static str]),
}

/// No answer repeats more of a value.
const MAX_SHOWN_CHARS: usize = 1024;

/// As much of a value as an answer repeats.
pub fn shown(value: &str) -> &str {
    let end = value.char_indices().nth(MAX_SHOWN_CHARS);
    &value[..end.map_or(value.len(), |(at, _)| at)]
}

/// A value that breaks a constraint, and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The path in lower camel case, 1-based: `updates.1.member.id`.
    pub path: String,
    /// `None` if the member is missing.
    pub value: Option<String>,
    pub constraint: Constraint,
}

impl Violation {
    /// Of a value as it came; `None` if it is missing.
    pub fn new<'a>(path: &str, value: impl Into<Option<&'a str>>, constraint: Constraint) -> Self {
        Self {
            path: path.to_owned(),
            value: value.into().map(|value| shown(value).to_owned()),
            constraint,
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(f, "Value '{value}' at '{}'", self.path)?,
            None => write!(f, "Value null at '{}'", self.path)?,
        }
        write!(f, " failed to satisfy constraint: {}", self.constraint)
    }
}

/// The members of an operation that no later update may change (contract 4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consistent {
    Type,
    SubType,
    Name,
    ParentId,
}

impl Consistent {
    const fn words(self) -> &'static str {
        match self {
            Self::Type => "operation type",
            Self::SubType => "operation subtype",
            Self::Name => "operation name",
            Self::ParentId => "parent operation id",
        }
    }
}

/// What a STEP cannot do in its state (contract 4.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepMove {
    Start,
    Close,
    Retry,
}

impl StepMove {
    const fn words(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Close => "close",
            Self::Retry => "re-attempt",
        }
    }
}

/// The answer no. `Display` is the message, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Rejection {
    // Tokens: contract 2.5, 2.7, 7.4.
    #[error("Invalid checkpoint token")]
    InvalidCheckpointToken,
    #[error("Checkpoint token is not valid for the durable execution ARN")]
    TokenOfAnotherExecution,
    #[error("Invalid callback id")]
    InvalidCallbackId,
    #[error("The callback is either timed out or already completed")]
    CallbackClosed,
    #[error("Invalid marker")]
    InvalidMarker,

    // Batches: contract 4.3.
    #[error("Cannot checkpoint multiple EXECUTION updates.")]
    MultipleExecutionUpdates,
    #[error("EXECUTION checkpoint must be the last update.")]
    ExecutionUpdateNotLast,
    #[error("Cannot update the same operation twice in a single request.")]
    DuplicateUpdate,
    #[error("Invalid parent operation id.")]
    InvalidParent,

    // Metadata: contract 4.4.
    #[error("Inconsistent {}.", .0.words())]
    Inconsistent(Consistent),

    // State machines: contract 4.5, 4.6.
    #[error("Invalid current STEP state to {}.", .0.words())]
    StepState(StepMove),
    #[error("Invalid current CONTEXT state to close.")]
    ContextState,
    #[error("Cannot start a {0} that already exist.")]
    AlreadyExists(OperationType),
    #[error("Cannot cancel a WAIT that does not exist or has already completed.")]
    WaitState,
    #[error("Invalid action for the given operation type.")]
    InvalidAction,

    // What an action may carry: contract 4.5, 4.6.
    #[error("Invalid StepOptions for the given action.")]
    InvalidStepOptions,
    #[error("Cannot provide both error and payload to RETRY a STEP.")]
    RetryErrorAndPayload,
    #[error("Cannot provide an Error for SUCCEED action.")]
    ErrorForSucceed,
    #[error("Cannot provide a Payload for FAIL action.")]
    PayloadForFail,
    #[error("Update for WAIT operation requires WaitOptions.")]
    WaitOptionsRequired,
    #[error("Update for CHAINED_INVOKE operation requires ChainedInvokeOptions.")]
    ChainedInvokeOptionsRequired,
    #[error("Invalid function ARN '{0}'")]
    InvalidFunctionArn(String),
    #[error("Cannot start a CHAINED_INVOKE on a function in another account.")]
    AnotherAccount,
    #[error("Cannot start a CHAINED_INVOKE on a function in another region.")]
    AnotherRegion,
    #[error("TenantId must be 1 to 256 characters matching [a-zA-Z0-9._:/=+-@ ].")]
    InvalidTenantId,

    // Sizes: contract 4.8; the limit printed is the real one (decisions 16).
    #[error("{operation} output payload size must be less than or equal to {limit} bytes.")]
    PayloadTooLarge { operation: OperationType, limit: usize },
    #[error("CHAINED_INVOKE input payload size must be less than or equal to {limit} bytes.")]
    ChainedInputTooLarge { limit: usize },
    #[error("Execution output payload size must be less than or equal to {limit} bytes.")]
    OutputTooLarge { limit: usize },
    #[error("Error object size must be less than or equal to {limit} bytes.")]
    ErrorTooLarge { limit: usize },
    #[error("Callback result size must be less than or equal to {limit} bytes.")]
    CallbackResultTooLarge { limit: usize },

    // Executions: contract 1.11, 7.2, 7.4.
    #[error("Durable Execution does not exist")]
    UnknownExecution,
    #[error("Callback does not exist")]
    UnknownCallback,
    #[error("Function not found: {0}")]
    UnknownFunction(String),
    #[error("Execution already started: {0}")]
    AlreadyStarted(String),
    #[error("Cannot pause a durable execution that is {0}.")]
    CannotPause(&'static str),
    #[error("Cannot resume a durable execution that is {0}.")]
    CannotResume(&'static str),
    #[error("Cannot delete a durable execution that is {0}.")]
    CannotDelete(&'static str),

    // Invoke: contract 1.12.
    #[error(
        "You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes."
    )]
    SyncTimeoutTooLong,
    #[error("Could not parse request body into json: {0}")]
    InvalidRequestContent(String),
    #[error("{actual} byte payload is too large for the {invocation} invocation type (limit {limit} bytes)")]
    RequestTooLarge {
        actual: usize,
        invocation: &'static str,
        limit: usize,
    },

    // The emulator's own routes: contract 1.13.
    #[error("Missing required field: {0}")]
    MissingField(&'static str),
    #[error("RegionName must be {ours}, the region this runner emulates; got {theirs}")]
    RegionMismatch { ours: String, theirs: String },

    // The front end: contract 4.9, 7.3.
    #[error("{}", violations(.0))]
    Validation(Vec<Violation>),
    #[error("{0}")]
    Serialization(String),
    /// A parameter that no other row names.
    #[error("{0}")]
    InvalidParameter(String),
    #[error("{0}")]
    TooManyRequests(String),
}

impl Rejection {
    /// One value that breaks a constraint; `None` if it is missing.
    pub fn violation<'a>(path: &str, value: impl Into<Option<&'a str>>, constraint: Constraint) -> Self {
        Self::Validation(vec![Violation::new(path, value, constraint)])
    }

    /// The exception that a client sees.
    pub const fn exception(&self) -> Exception {
        match self {
            Self::CallbackClosed => Exception::CallbackTimeout,
            Self::UnknownExecution | Self::UnknownCallback | Self::UnknownFunction(_) => {
                Exception::ResourceNotFound
            }
            Self::AlreadyStarted(_) => Exception::DurableExecutionAlreadyStarted,
            Self::CannotPause(_) | Self::CannotResume(_) | Self::CannotDelete(_) => {
                Exception::ResourceConflict
            }
            Self::InvalidRequestContent(_) => Exception::InvalidRequestContent,
            Self::RequestTooLarge { .. } => Exception::RequestTooLarge,
            Self::Validation(_) => Exception::Validation,
            Self::Serialization(_) => Exception::Serialization,
            Self::TooManyRequests(_) => Exception::TooManyRequests,
            Self::InvalidCheckpointToken
            | Self::TokenOfAnotherExecution
            | Self::InvalidCallbackId
            | Self::InvalidMarker
            | Self::MultipleExecutionUpdates
            | Self::ExecutionUpdateNotLast
            | Self::DuplicateUpdate
            | Self::InvalidParent
            | Self::Inconsistent(_)
            | Self::StepState(_)
            | Self::ContextState
            | Self::AlreadyExists(_)
            | Self::WaitState
            | Self::InvalidAction
            | Self::InvalidStepOptions
            | Self::RetryErrorAndPayload
            | Self::ErrorForSucceed
            | Self::PayloadForFail
            | Self::WaitOptionsRequired
            | Self::ChainedInvokeOptionsRequired
            | Self::InvalidFunctionArn(_)
            | Self::AnotherAccount
            | Self::AnotherRegion
            | Self::InvalidTenantId
            | Self::PayloadTooLarge { .. }
            | Self::ChainedInputTooLarge { .. }
            | Self::OutputTooLarge { .. }
            | Self::ErrorTooLarge { .. }
            | Self::CallbackResultTooLarge { .. }
            | Self::SyncTimeoutTooLong
            | Self::MissingField(_)
            | Self::RegionMismatch { .. }
            | Self::InvalidParameter(_) => Exception::InvalidParameterValue,
        }
    }
}

fn violations(list: &[Violation]) -> String {
    let texts: Vec<String> = list.iter().map(ToString::to_string).collect();
    let errors = if list.len() == 1 { "error" } else { "errors" };
    format!(
        "{} validation {errors} detected: {}",
        list.len(),
        texts.join("; ")
    )
}
