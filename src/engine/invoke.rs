//! The one seam of the program: whoever can call a function.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::execution::{
    ErrorObject, Execute, ExecutionArn, FunctionInfo, FunctionName, Operation, OperationId, Payload,
    RequestId, TenantId,
};

/// Calls functions, and knows what there is to call.
pub trait Invoke: Send + Sync + 'static {
    /// What is known of a function; `None` if there is none of that name.
    fn describe(&self, function: FunctionName) -> BoxFuture<'static, Option<FunctionInfo>>;

    /// Every function that is known by name, in order.
    fn functions(&self) -> Vec<FunctionName>;

    /// Whether a call of this function goes anywhere; what is there is not asked.
    fn reaches(&self, function: &FunctionName) -> bool;

    /// Changes where functions are called that nobody here knows (`PUT /lambda-endpoint`, contract 1.13).
    fn redirect(&self, url: String);

    /// Calls a function once and waits for its end. Total: a crash is an [`Answer`], and so is a function
    /// that does not exist.
    ///
    /// Dropping the future gives the invocation up.
    fn invoke(&self, request: Request) -> BoxFuture<'static, Answer>;
}

/// One call of a function.
#[derive(Debug, Clone)]
pub struct Request {
    pub function: FunctionName,
    /// `$LATEST` or a number.
    pub version: String,
    pub request_id: RequestId,
    pub tenant: Option<TenantId>,
    /// The `X-Amzn-Trace-Id` header.
    pub trace: Option<String>,
    /// The Invoke API that runs the function, if not the emulator's own sandboxes.
    pub endpoint: Option<String>,
    pub work: Work,
}

/// What the function is called for.
#[derive(Debug, Clone)]
pub enum Work {
    /// An invocation of a durable execution: the members of `DurableExecutionInvocationInput`.
    Durable(Arc<DurableInput>),
    /// A plain call with this payload.
    Plain {
        payload: Payload,
        /// The execution that calls, if one does.
        caller: Option<ExecutionArn>,
    },
}

/// What an invocation of a durable execution is told (contract 3.1).
#[derive(Debug, Clone)]
pub struct DurableInput {
    pub arn: ExecutionArn,
    pub checkpoint_token: String,
    /// The first page of operations, EXECUTION first; may be empty if `next_marker` is set.
    pub operations: Vec<Operation>,
    pub next_marker: Option<String>,
    pub updated_operation_ids: Vec<OperationId>,
}

/// What came of it; which one depends on the kind of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// To [`Work::Durable`].
    Durable(Execute),
    /// To [`Work::Plain`]: the raw body of the function's answer.
    Plain(PlainAnswer),
}

/// What a plain function answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlainAnswer {
    Returned(Vec<u8>),
    /// An unhandled error, a crash, a timeout; the error as a function error.
    Broke(ErrorObject),
    /// There is no such function.
    Missing,
}
