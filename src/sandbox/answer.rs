//! Between the engine's words and a sandbox's: what a request means as a call, and a reply as an answer.

use bytes::Bytes;

use crate::engine::invoke::{Answer, DurableInput, PlainAnswer, Request, Work};
use crate::execution::catalog::LATEST;
use crate::execution::{ErrorObject, Execute};
use crate::wire::function_error::foreign_error;
use crate::wire::invocation::{Input, foreign_output, output};

use super::endpoint::Said;
use super::local::Call;

/// What came of a call, before anyone asks what it was for.
#[derive(Debug)]
pub(super) enum Reply {
    /// What a guest of ours returned.
    Returned(Vec<u8>),
    Foreign(Said),
    Broke(ErrorObject),
    Unusable(ErrorObject),
    Missing(ErrorObject),
    /// We are ending.
    Lost,
}

/// Whether it is an invocation of a durable execution.
pub(super) const fn is_durable(work: &Work) -> bool {
    matches!(work, Work::Durable(_))
}

/// A request as a call.
pub(super) fn call(request: &Request, region: &str, account: &str, timeout_s: u32) -> Call {
    let (function_arn, body, execution) = match &request.work {
        Work::Durable(input) => {
            let arn = input.arn.clone();
            (arn.function_arn().to_owned(), event(input), Some(arn))
        }
        Work::Plain { payload, caller } => {
            let arn = format!("arn:aws:lambda:{region}:{account}:function:{}", request.function);
            let arn = match request.version.as_str() {
                LATEST => arn,
                version => format!("{arn}:{version}"),
            };
            let body = Bytes::copy_from_slice(payload.as_str().as_bytes());
            (arn, body, caller.clone())
        }
    };
    Call {
        request_id: request.request_id.clone(),
        execution,
        version: request.version.clone(),
        function_arn,
        body,
        timeout_s,
        trace: request.trace.clone(),
        tenant: request.tenant.clone(),
    }
}

fn event(input: &DurableInput) -> Bytes {
    Input {
        arn: &input.arn,
        checkpoint_token: &input.checkpoint_token,
        operations: &input.operations,
        next_marker: input.next_marker.as_deref(),
        updated_operation_ids: &input.updated_operation_ids,
    }
    .to_json()
    .into()
}

impl Reply {
    /// The engine's answer to this kind of work.
    pub(super) fn answer(self, work: &Work) -> Answer {
        match work {
            Work::Durable(_) => Answer::Durable(self.durable()),
            Work::Plain { .. } => Answer::Plain(self.plain()),
        }
    }

    fn durable(self) -> Execute {
        match self {
            Self::Returned(body) => output(&body),
            Self::Foreign(Said::Returned(body)) => foreign_output(&body),
            Self::Broke(error) | Self::Foreign(Said::Broke(error)) => Execute::Broke { error },
            Self::Missing(error) | Self::Foreign(Said::Missing(error)) => Execute::Missing { error },
            Self::Unusable(error) => Execute::Unusable { error },
            Self::Lost => Execute::Lost,
        }
    }

    fn plain(self) -> PlainAnswer {
        match self {
            Self::Returned(body) => PlainAnswer::Returned(body),
            Self::Foreign(Said::Returned(body)) => match foreign_error(&body) {
                Some(error) => PlainAnswer::Broke(error),
                None => PlainAnswer::Returned(body),
            },
            Self::Broke(error) | Self::Unusable(error) | Self::Foreign(Said::Broke(error)) => {
                PlainAnswer::Broke(error)
            }
            Self::Missing(_) | Self::Foreign(Said::Missing(_)) => PlainAnswer::Missing,
            Self::Lost => PlainAnswer::Broke(ErrorObject::new(
                "EmulatorStopped",
                "the emulator stopped while the function ran",
            )),
        }
    }
}
