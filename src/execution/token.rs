//! Checkpoint token and callback id: what they say, as opaque text in AWS's alphabet. Decoding never panics.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use serde::{Deserialize, Serialize};

use super::ids::{ExecutionArn, OperationId, Seq};
use super::limits;

/// The right to make the next checkpoint: bound to one execution, one invocation and one place in the journal
/// (contract 2.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointToken {
    /// [`ExecutionArn::id`].
    pub execution: String,
    /// The place of the invocation's start.
    pub invocation: Seq,
    /// The place of the last accepted checkpoint, or of the invocation's start.
    pub at: Seq,
}

impl CheckpointToken {
    /// As an SDK carries it.
    pub fn encode(&self) -> String {
        STANDARD.encode(format!("{}.{}.{}", self.execution, self.invocation, self.at))
    }

    /// `None` if it was never one of ours.
    pub fn decode(text: &str) -> Option<Self> {
        if text.len() > limits::MAX_CHECKPOINT_TOKEN {
            return None;
        }
        let plain = decode(text)?;
        let mut parts = plain.split('.');
        let (execution, invocation, at) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || execution.is_empty() {
            return None;
        }
        let token = Self {
            execution: execution.to_owned(),
            invocation: Seq(invocation.parse().ok()?),
            at: Seq(at.parse().ok()?),
        };
        // A token is written in one way, but for padding that got lost: no `+1`, no `01`.
        let is_ours = token.encode().trim_end_matches('=') == text.trim_end_matches('=');
        is_ours.then_some(token)
    }
}

/// The address of a callback, and the right to complete it (contract 2.7).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CallbackId(Arc<str>);

impl CallbackId {
    /// The address of one operation of one execution; `nonce` makes it hard to guess.
    pub fn mint(arn: &ExecutionArn, operation: &OperationId, nonce: u64) -> Self {
        Self(STANDARD.encode(format!("{arn} {operation} {nonce:016x}")).into())
    }

    /// `None` if it was never one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let id = Self(text.into());
        id.address().map(|_| id)
    }

    /// The execution and the operation that it speaks of; `None` if it was never one of ours.
    pub fn address(&self) -> Option<(ExecutionArn, OperationId)> {
        if self.0.len() > limits::MAX_CALLBACK_ID {
            return None;
        }
        let plain = decode(&self.0)?;
        let mut parts = plain.split(' ');
        let (arn, operation, nonce) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || !is_nonce(nonce) {
            return None;
        }
        Some((
            ExecutionArn::parse(arn).ok()?,
            OperationId::parse(operation).ok()?,
        ))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CallbackId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// As it is minted.
fn is_nonce(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == 16 && text.bytes().all(is_digit)
}

fn decode(text: &str) -> Option<String> {
    let bytes = STANDARD_NO_PAD.decode(text.trim_end_matches('=')).ok()?;
    String::from_utf8(bytes).ok()
}
