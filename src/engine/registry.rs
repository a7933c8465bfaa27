//! Which executions are live, and how to reach their lanes.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::lane::Message;
use crate::execution::{ExecutionArn, Seq};

/// How to reach a lane.
#[derive(Clone)]
pub(super) struct Handle {
    pub(super) inbox: mpsc::Sender<Message>,
    /// The last place in the journal; ends with the lane.
    pub(super) progress: watch::Receiver<Seq>,
    /// Cancelled when the lane has left the registry: from then on a new one may own the execution.
    pub(super) gone: CancellationToken,
}

/// So many executions in memory are a crowd: there, the idle make room.
const CROWD: usize = 4_096;

/// The live executions.
#[derive(Default)]
pub(super) struct Registry {
    lanes: Mutex<HashMap<ExecutionArn, Handle>>,
    /// What [`super::Drive::Own`] runs.
    own: Mutex<HashSet<ExecutionArn>>,
}

impl Registry {
    pub(super) fn is_live(&self, arn: &ExecutionArn) -> bool {
        self.lanes().contains_key(arn)
    }

    pub(super) fn is_crowded(&self) -> bool {
        self.lanes().len() > CROWD
    }

    pub(super) fn len(&self) -> usize {
        self.lanes().len()
    }

    pub(super) fn get_or_insert(&self, arn: &ExecutionArn, make: impl FnOnce() -> Handle) -> Handle {
        self.lanes().entry(arn.clone()).or_insert_with(make).clone()
    }

    /// The lane of an execution leaves: the next message makes a new one.
    pub(super) fn remove(&self, arn: &ExecutionArn) {
        if let Some(handle) = self.lanes().remove(arn) {
            handle.gone.cancel();
        }
    }

    pub(super) fn adopt(&self, arn: ExecutionArn) {
        self.own().insert(arn);
    }

    pub(super) fn is_own(&self, arn: &ExecutionArn) -> bool {
        self.own().contains(arn)
    }

    fn lanes(&self) -> MutexGuard<'_, HashMap<ExecutionArn, Handle>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn own(&self) -> MutexGuard<'_, HashSet<ExecutionArn>> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
