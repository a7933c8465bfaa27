//! How a lane comes into memory, and how it leaves: the registry knows of it for exactly as long as it is there.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, mpsc, watch};
use tokio::time::Duration;
use tokio_util::sync::CancellationToken;

use super::absence::Absence;
use super::lane::{self, Lane, Message};
use super::registry::Handle;
use super::{Engine, EngineError, Shared};
use crate::execution::{Execution, ExecutionArn, Rejection, Seq, Timestamp};

/// Messages that wait for one execution; a sender waits its turn beyond that.
const INBOX: usize = 256;
/// How soon an execution that could not be read is looked at again.
const LOAD_AGAIN: Duration = Duration::from_secs(5);

/// Where a lane comes from.
pub(super) enum Entry {
    /// Whoever started the execution has it in hand.
    Start(Box<Execution>),
    /// Somebody asks for it.
    Request,
    /// Its time has come.
    Alarm(OwnedSemaphorePermit),
}

/// Starts a lane; without an execution it loads it first.
pub(super) fn spawn(engine: &Engine, arn: ExecutionArn, entry: Entry) -> Handle {
    let (execution, turn) = match entry {
        Entry::Start(execution) => (Some(*execution), None),
        Entry::Request => (None, None),
        Entry::Alarm(turn) => (None, Some(turn)),
    };
    let (sender, inbox) = mpsc::channel(INBOX);
    let (progress, watcher) = watch::channel(execution.as_ref().map_or(Seq(0), Execution::seq));
    let gone = CancellationToken::new();
    let engine_of_lane = engine.clone();
    engine.shared.tasks.spawn(async move {
        let engine = engine_of_lane;
        let shared = Arc::clone(&engine.shared);
        let mut place = Place {
            shared: Arc::clone(&shared),
            arn: arn.clone(),
            next: Next::Never,
        };
        let absence = Absence::of(execution.is_some());
        let loaded = match execution {
            Some(execution) => Ok(execution),
            None => shared.load(&arn).await,
        };
        match loaded {
            Ok(execution) => {
                let lane = Lane::new(engine, execution, absence, (inbox, progress), turn);
                place.next = lane::run(lane).await.map_or(Next::Never, Next::At);
            }
            Err(error) => {
                place.next = after_failure(&shared, &arn, &error);
                refuse(&shared, &arn, inbox, error).await;
            }
        }
    });
    Handle {
        inbox: sender,
        progress: watcher,
        gone,
    }
}

/// A lane's place in the registry; given up however the lane ends, so that nobody waits for one that is gone.
struct Place {
    shared: Arc<Shared>,
    arn: ExecutionArn,
    next: Next,
}

/// When somebody must look after an execution that leaves.
enum Next {
    Never,
    At(Timestamp),
    After(Duration),
}

impl Drop for Place {
    fn drop(&mut self) {
        self.shared.registry.remove(&self.arn);
        // Not before: an alarm that goes off at once must not find a lane that is just leaving.
        let (alarm, arn) = (&self.shared.alarm, &self.arn);
        match self.next {
            Next::Never => {}
            Next::At(at) => alarm.set(arn.clone(), at),
            Next::After(wait) => alarm.set_after(arn.clone(), wait),
        }
    }
}

/// Nobody may have asked for an execution that cannot be read: then this is all that is ever said of it.
fn after_failure(shared: &Shared, arn: &ExecutionArn, error: &EngineError) -> Next {
    if let EngineError::Rejected(_) | EngineError::ShuttingDown = error {
        return Next::Never;
    }
    let cause = error as &dyn std::error::Error;
    tracing::error!(%arn, cause, "an execution cannot be read");
    let may_pass = matches!(error, EngineError::Store(error) if !error.is_damage());
    if may_pass && shared.drives(arn) {
        Next::After(LOAD_AGAIN)
    } else {
        Next::Never
    }
}

/// There is no such execution, or it cannot be read: everybody who asks is told.
async fn refuse(shared: &Shared, arn: &ExecutionArn, mut inbox: mpsc::Receiver<Message>, error: EngineError) {
    inbox.close();
    let mut error = Some(error);
    while let Some(message) = inbox.recv().await {
        let again = match error.take() {
            Some(error) => Err(error),
            None => shared.load(arn).await.map(|_| ()),
        };
        message.refuse(
            again
                .err()
                .unwrap_or(EngineError::Rejected(Rejection::UnknownExecution)),
        );
    }
}
