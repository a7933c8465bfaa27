//! What is small about an execution: a draft copies it whole.

use std::sync::Arc;

use super::event::{Ending, Event, Fact, OperationFact, Origin, Outcome, Pause, Started};
use super::ids::{ClientToken, RequestId, Seq};
use super::limits;
use super::pace::{Pace, Speed};
use super::payload::{ErrorObject, Payload};
use super::row::Row;
use super::status::ExecutionStatus;
use super::time::Timestamp;

/// What is small about an execution.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub(super) started: Arc<Started>,
    pub(super) started_at: Timestamp,
    /// The place and time of the last event.
    pub(super) seq: Seq,
    pub(super) at: Timestamp,
    pub(super) outcome: Option<(Outcome, Timestamp)>,
    /// Whether the terminal fact is recorded.
    pub(super) ended: bool,
    pub(super) pause: Option<Paused>,
    /// The last pause that was asked for, and the last resume or withdrawn pause: their repeats are recognized,
    /// also when something else came in between (contract 2.6).
    pub(super) paused: Option<Pause>,
    pub(super) resumed: Option<(Option<ClientToken>, Timestamp)>,
    /// How long the execution timeout stood still.
    pub(super) timeout_paused_ms: i64,
    pub(super) invocation: Option<Invocation>,
    /// Whether the next invocation has something to learn.
    pub(super) news: bool,
    /// Not to be invoked before.
    pub(super) retry_at: Option<Timestamp>,
    pub(super) streak: Streak,
    /// Durable operations, metered (contract 8).
    pub(super) metered: u32,
    /// Bytes of data written.
    pub(super) written: u64,
    /// Where its function runs, if not in the emulator's own sandboxes.
    pub(super) endpoint: Option<String>,
    /// How the times of the journal relate to the machine's.
    pub(super) pace: Pace,
}

/// A pause that was asked for; in effect or not yet.
#[derive(Debug, Clone)]
pub(super) struct Paused {
    pub(super) request: Pause,
    pub(super) since: Option<Timestamp>,
}

/// The invocation in flight.
#[derive(Debug, Clone)]
pub(super) struct Invocation {
    pub(super) request_id: RequestId,
    pub(super) started_at: Timestamp,
    /// The place of its start.
    pub(super) seq: Seq,
    /// The place that the one valid token speaks of.
    pub(super) token_at: Seq,
    /// Its last checkpoint was answered without a token (decisions 11).
    pub(super) revoked: bool,
}

/// Broken invocations in a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Streak {
    pub(super) broken: u32,
    /// How many of the last ones broke in the same way.
    pub(super) identical: u32,
    pub(super) last_error: Option<ErrorObject>,
    pub(super) bad_pendings: u32,
}

impl Head {
    pub(super) fn status(&self) -> ExecutionStatus {
        match (&self.outcome, &self.pause) {
            (Some((outcome, _)), _) => outcome.status(),
            (None, Some(Paused { since: Some(_), .. })) => ExecutionStatus::Paused,
            (None, Some(Paused { since: None, .. })) => ExecutionStatus::Pausing,
            (None, None) => ExecutionStatus::Running,
        }
    }

    pub(super) fn wants_invocation(&self, now: Timestamp) -> bool {
        self.status() == ExecutionStatus::Running
            && self.invocation.is_none()
            && self.news
            && self.retry_at.is_none_or(|at| at <= now)
    }

    pub(super) fn timeout_at(&self) -> Option<Timestamp> {
        if self
            .pause
            .as_ref()
            .is_some_and(|p| p.since.is_some() && p.request.execution_timeout_paused)
        {
            return None;
        }
        let timeout = self
            .started_at
            .plus_seconds(self.started.config.execution_timeout_s);
        Some(timeout.plus_millis(self.timeout_paused_ms))
    }

    pub(super) fn next_wake(&self, deadline: Option<Timestamp>) -> Option<Timestamp> {
        if self.outcome.is_some() {
            return None;
        }
        [self.timeout_at(), deadline, self.retries_at()]
            .into_iter()
            .flatten()
            .min()
    }

    /// When a broken invocation is tried again.
    pub(super) fn retries_at(&self) -> Option<Timestamp> {
        self.retry_at
            .filter(|_| self.invocation.is_none() && self.status() == ExecutionStatus::Running)
    }

    pub(super) fn row(&self, deadline: Option<Timestamp>, chained: bool) -> Row {
        let busy = self.invocation.is_some() || (self.outcome.is_none() && chained);
        let wake_at = if busy || self.wants_invocation(self.at) {
            Some(Row::AT_ONCE)
        } else {
            self.next_wake(deadline).map(|at| match self.pace.speed() {
                // What can be skipped is looked at at once.
                Speed::Skip => Row::AT_ONCE,
                Speed::Thousandths(_) => self.pace.machine(at),
            })
        };
        let ended_at = self.outcome.as_ref().map(|(_, at)| *at);
        let kept_s = self
            .started
            .config
            .retention_days
            .map(|days| days.saturating_mul(86_400));
        Row {
            status: self.status(),
            started_at: self.started_at,
            ended_at,
            wake_at,
            // Retention is by the machine's clock.
            expires_at: ended_at
                .zip(kept_s)
                .map(|(at, kept_s)| self.pace.machine(at).plus_seconds(kept_s)),
            pace: self.pace,
        }
    }

    /// What a synchronous or asynchronous caller may be answered with (contract 3.2).
    pub(super) fn output_limit_bytes(&self) -> usize {
        match self.started.origin {
            Origin::Sync => limits::SYNC_PAYLOAD_BYTES,
            Origin::Async | Origin::Chained { .. } => limits::ASYNC_PAYLOAD_BYTES,
        }
    }

    pub(super) fn apply(&mut self, event: &Event) {
        assert!(event.at >= self.at, "time does not run backwards in a journal");
        (self.seq, self.at) = (event.seq, event.at);
        match &event.fact {
            Fact::ExecutionStarted(_) => unreachable!("an execution starts once"),
            Fact::InvocationStarted { request_id } => {
                assert!(self.invocation.is_none(), "one invocation at a time");
                self.invocation = Some(Invocation {
                    request_id: request_id.clone(),
                    started_at: event.at,
                    seq: event.seq,
                    token_at: event.seq,
                    revoked: false,
                });
                (self.news, self.retry_at) = (false, None);
            }
            Fact::InvocationCompleted {
                request_id,
                ending,
                error,
                ..
            } => {
                let invocation = self.invocation.take().expect("an invocation ends after it began");
                assert_eq!(
                    invocation.request_id, *request_id,
                    "the invocation in flight ends"
                );
                self.end_invocation(*ending, error.as_ref(), invocation.revoked, event.at);
            }
            Fact::CheckpointAccepted { revoked, .. } => {
                let invocation = self
                    .invocation
                    .as_mut()
                    .expect("a checkpoint comes from an invocation");
                (invocation.token_at, invocation.revoked) = (event.seq, *revoked);
            }
            Fact::Operation { created, fact, .. } => {
                self.news |= is_asynchronous(fact);
                self.metered += u32::from(created.is_some())
                    + u32::from(matches!(fact, OperationFact::StepRetried { .. }));
                self.written += written_bytes(fact);
            }
            Fact::PauseRequested(request) => self.ask_pause(request, None),
            Fact::ExecutionPaused(request) => {
                self.ask_pause(request, Some(event.at));
            }
            Fact::PauseWithdrawn { client_token } | Fact::ExecutionResumed { client_token, .. } => {
                self.lift_pause(client_token.as_ref(), event.at);
            }
            Fact::OutcomeAccepted(outcome) => {
                assert!(self.outcome.is_none(), "the first outcome wins");
                self.outcome = Some((outcome.clone(), event.at));
                self.pause = None;
            }
            Fact::Moved { endpoint } => {
                self.endpoint = Some(endpoint.clone());
                // What broke broke elsewhere: neither counts nor pauses hold here.
                (self.streak, self.retry_at) = (Streak::default(), None);
            }
            Fact::TimeModelled { machine, speed } => self.pace = Pace::new(event.at, *machine, *speed),
            Fact::ExecutionEnded => {
                assert!(
                    self.outcome.is_some() && !self.ended,
                    "one terminal fact, after an outcome"
                );
                self.ended = true;
            }
        }
    }

    fn ask_pause(&mut self, request: &Pause, since: Option<Timestamp>) {
        self.paused = Some(request.clone());
        self.pause = Some(Paused {
            request: request.clone(),
            since,
        });
    }

    fn lift_pause(&mut self, client_token: Option<&ClientToken>, at: Timestamp) {
        if let Some(Paused {
            request,
            since: Some(since),
        }) = self.pause.take()
            && request.execution_timeout_paused
        {
            self.timeout_paused_ms += at.millis_since(since);
        }
        self.resumed = Some((client_token.cloned(), at));
    }

    fn end_invocation(&mut self, ending: Ending, error: Option<&ErrorObject>, revoked: bool, at: Timestamp) {
        match ending {
            Ending::Answered => self.streak = Streak::default(),
            Ending::BadPending => {
                self.streak.bad_pendings += 1;
                (self.streak.identical, self.streak.last_error) = (0, None);
                self.news = true;
            }
            Ending::Broke => {
                let same = error.is_some() && same_failure(self.streak.last_error.as_ref(), error);
                self.streak.identical = if same { self.streak.identical + 1 } else { 1 };
                self.streak.broken += 1;
                self.streak.bad_pendings = 0;
                self.streak.last_error = error.cloned();
                self.metered += 1;
                self.written += error.map_or(0, |error| error.size_bytes() as u64);
                self.retry_at = Some(at.plus_seconds(crash_delay_s(self.streak.broken)));
                self.news = true;
            }
            Ending::Lost => self.news = true,
        }
        self.news |= revoked;
    }
}

/// Whether two invocations broke in the same way: a message may name the request, so only the type counts.
fn same_failure(one: Option<&ErrorObject>, other: Option<&ErrorObject>) -> bool {
    one.map(|error| &error.error_type) == other.map(|error| &error.error_type)
}

/// 1, 2, 4, … 60 seconds (contract 3.3).
fn crash_delay_s(broken: u32) -> u32 {
    let doublings = broken.saturating_sub(1).min(16);
    (limits::FIRST_CRASH_DELAY_S << doublings).min(limits::MAX_CRASH_DELAY_S)
}

/// Whether a fact came about without the handler: then its next invocation has something to learn.
const fn is_asynchronous(fact: &OperationFact) -> bool {
    match fact {
        OperationFact::StepReady
        | OperationFact::WaitSucceeded
        | OperationFact::CallbackSucceeded { .. }
        | OperationFact::CallbackFailed { .. }
        | OperationFact::CallbackTimedOut { .. }
        | OperationFact::ChainedInvokeSucceeded { .. }
        | OperationFact::ChainedInvokeFailed { .. }
        | OperationFact::ChainedInvokeTimedOut { .. }
        | OperationFact::ChainedInvokeStopped { .. } => true,
        OperationFact::ContextStarted { .. }
        | OperationFact::ContextSucceeded { .. }
        | OperationFact::ContextFailed { .. }
        | OperationFact::StepStarted
        | OperationFact::StepSucceeded { .. }
        | OperationFact::StepFailed { .. }
        | OperationFact::StepRetried { .. }
        | OperationFact::WaitStarted { .. }
        | OperationFact::WaitCancelled
        | OperationFact::CallbackStarted { .. }
        | OperationFact::CallbackHeartbeat
        | OperationFact::ChainedInvokeStarted { .. } => false,
    }
}

fn written_bytes(fact: &OperationFact) -> u64 {
    use OperationFact as F;
    let (payload, error) = match fact {
        F::ContextSucceeded { result, .. }
        | F::StepSucceeded { result, .. }
        | F::CallbackSucceeded { result }
        | F::ChainedInvokeStarted { input: result, .. }
        | F::ChainedInvokeSucceeded { result } => (result.as_ref(), None),
        F::ContextFailed { error, .. } | F::StepFailed { error, .. } => (None, error.as_ref()),
        F::StepRetried { result, error, .. } => (result.as_ref(), error.as_ref()),
        F::CallbackFailed { error }
        | F::CallbackTimedOut { error }
        | F::ChainedInvokeFailed { error }
        | F::ChainedInvokeTimedOut { error }
        | F::ChainedInvokeStopped { error } => (None, Some(error)),
        F::ContextStarted { .. }
        | F::StepStarted
        | F::StepReady
        | F::WaitStarted { .. }
        | F::WaitSucceeded
        | F::WaitCancelled
        | F::CallbackStarted { .. }
        | F::CallbackHeartbeat => (None, None),
    };
    (payload.map_or(0, Payload::size_bytes) + error.map_or(0, ErrorObject::size_bytes)) as u64
}
