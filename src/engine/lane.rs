//! A lane: the one task that owns one live execution.
//!
//! select → decide → append → apply → answer → reconcile. What follows from a state is derived from it in
//! [`Lane::reconcile`], so that a lane that begins after a crash does the same as one that never ended: an
//! invocation that the journal says is in flight, while nobody flies it here, is lost and recorded as lost.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Duration, Instant};

use super::absence::Absence;
use super::invoke::{Answer, DurableInput, Request, Work};
use super::pacing::Pacing;
use super::{Engine, EngineError, children};
use crate::execution::{
    Command, ErrorObject, Execute, Execution, Marker, Rejection, RequestId, Row, Seq, Target, Timestamp,
    limits,
};

/// An idle execution stays in memory this long.
const IDLE: Duration = Duration::from_secs(5);
/// How often to see whether it may leave, at the most.
const SEE_EVERY: Duration = Duration::from_secs(1);
/// One that wakes up sooner than this stays too.
const SOON_MS: i64 = 60_000;
/// The same where many others are in memory; and nobody stays there for being idle.
const CROWDED_SOON_MS: i64 = 1_000;

/// Gets a view of the state, or why there is none.
pub(super) type Reply = Box<dyn FnOnce(Result<&Execution, EngineError>) + Send>;

/// What a lane is sent.
pub(super) enum Message {
    Submit {
        command: Command,
        reply: Reply,
    },
    Read {
        reply: Reply,
    },
    Delete {
        reply: Reply,
    },
    /// Look after the execution: it may have become ours, or its time has come.
    Wake,
}

impl Message {
    pub(super) fn refuse(self, error: EngineError) {
        match self {
            Self::Submit { reply, .. } | Self::Read { reply } | Self::Delete { reply } => reply(Err(error)),
            Self::Wake => {}
        }
    }
}

pub(super) struct Lane {
    pub(super) engine: Engine,
    pub(super) execution: Execution,
    /// An append failed: what is on disk is not known until the journal has been read again.
    pub(super) is_doubtful: bool,
    inbox: mpsc::Receiver<Message>,
    pub(super) progress: watch::Sender<Seq>,
    /// The invocation that we make; at most one.
    flight: JoinSet<Execute>,
    absence: Absence,
    pub(super) pacing: Pacing,
    /// Up to here in the start order, somebody here looks after the chained invokes.
    looked_after: usize,
    /// Commands of our own that could not be written yet.
    pub(super) unwritten: VecDeque<Command>,
    pub(super) cool_until: Option<Instant>,
    /// Since when nobody has asked for anything.
    idle_since: Instant,
    /// Its journal is gone.
    pub(super) deleted: bool,
    /// Why it is here, if the alarm woke it: so many are busy at once with what was due.
    turn: Option<OwnedSemaphorePermit>,
}

/// Runs a lane to its end; when somebody must look after the execution next.
pub(super) async fn run(mut lane: Lane) -> Option<Timestamp> {
    lane.reconcile().await;
    lane.report();
    let shutdown = lane.engine.shared.shutdown.clone();
    loop {
        let next_look = lane.next_look();
        let wake = lane.engine.shared.parts.clock.sleep_until(next_look);
        // In this order, so that a crowd of messages holds up nothing.
        tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            Some(landed) = lane.flight.join_next() => lane.land(landed).await,
            () = wake => lane.tick().await,
            () = lane.pacing.moved() => {}
            message = lane.inbox.recv() => {
                let Some(message) = message else { break };
                lane.handle(message).await;
            }
        }
        if !lane.deleted {
            lane.reconcile().await;
            lane.report();
        }
        if lane.deleted || lane.may_leave() {
            lane.inbox.close();
            while let Some(message) = lane.inbox.recv().await {
                lane.handle(message).await;
            }
            break;
        }
    }
    lane.wakes_at()
}

impl Lane {
    pub(super) fn new(
        engine: Engine,
        execution: Execution,
        absence: Absence,
        (inbox, progress): (mpsc::Receiver<Message>, watch::Sender<Seq>),
        turn: Option<OwnedSemaphorePermit>,
    ) -> Self {
        progress.send_replace(execution.seq());
        // Nobody waits for what a closed execution has called: to call it again would be for nothing.
        let is_closed = execution.outcome().is_some();
        let pacing = Pacing::of(&engine.shared, &execution);
        Self {
            engine,
            looked_after: if is_closed {
                execution.operations().len()
            } else {
                0
            },
            execution,
            is_doubtful: false,
            inbox,
            progress,
            flight: JoinSet::new(),
            absence,
            pacing,
            unwritten: VecDeque::new(),
            cool_until: None,
            idle_since: Instant::now(),
            deleted: false,
            turn,
        }
    }

    async fn handle(&mut self, message: Message) {
        if self.deleted {
            return message.refuse(EngineError::Rejected(Rejection::UnknownExecution));
        }
        self.idle_since = Instant::now();
        match message {
            Message::Submit { command, reply } => {
                let result = self.submit(&command).await;
                reply(result.map(|()| &self.execution));
            }
            Message::Read { reply } => reply(Ok(&self.execution)),
            Message::Delete { reply } => {
                let result = self.delete().await;
                reply(result.map(|()| &self.execution));
            }
            Message::Wake => {}
        }
    }

    async fn tick(&mut self) {
        if let Some(at) = self.next_try() {
            if at <= Instant::now() {
                self.catch_up().await;
            }
        } else if self.is_driven() && self.execution.next_wake().is_some_and(|at| at <= self.now()) {
            self.submit_own(Command::Tick).await;
        }
    }

    /// The invocation is over: its answer, or the lack of one, becomes a command.
    async fn land(&mut self, landed: Result<Execute, tokio::task::JoinError>) {
        self.idle_since = Instant::now();
        let Some(request_id) = self.execution.in_flight().cloned() else {
            return;
        };
        let execute = landed.unwrap_or_else(|error| {
            tracing::error!(arn = %self.execution.arn(), %error, "the task of an invocation broke");
            Execute::Broke {
                error: ErrorObject::new("Runtime.Unknown", "The invocation's task broke."),
            }
        });
        self.submit_own(Command::FinishInvocation { request_id, execute })
            .await;
    }

    /// Makes the world match the state (rule 5).
    async fn reconcile(&mut self) {
        if !self.is_driven() || self.engine.shared.shutdown.is_cancelled() || self.next_try().is_some() {
            return;
        }
        self.keep_pace().await;
        if self.flight.is_empty()
            && let Some(request_id) = self.execution.in_flight().cloned()
        {
            self.submit_own(Command::FinishInvocation {
                request_id,
                execute: Execute::Lost,
            })
            .await;
        }
        if self.execution.next_wake().is_some_and(|at| at <= self.now()) && self.unwritten.is_empty() {
            self.submit_own(Command::Tick).await;
        }
        if self.flight.is_empty()
            && self.execution.wants_invocation(self.now())
            && !self.absence.holds(&self.engine.shared, &self.execution)
        {
            self.take_off().await;
        }
        if self.flight.is_empty() && self.unwritten.is_empty() {
            self.turn = None;
        }
        for (id, call) in self.execution.chained_calls(self.looked_after) {
            children::look_after(&self.engine, &self.execution, self.pacing.clock(), id, call);
        }
        self.looked_after = self.execution.operations().len();
    }

    async fn take_off(&mut self) {
        let request_id = self.engine.mint_request_id();
        self.submit_own(Command::BeginInvocation {
            request_id: request_id.clone(),
        })
        .await;
        if self.execution.in_flight() == Some(&request_id) {
            let request = self.request(request_id);
            let flight = self.engine.shared.parts.invoker.invoke(request);
            self.flight.spawn(async move {
                match flight.await {
                    Answer::Durable(execute) => execute,
                    Answer::Plain(answer) => {
                        unreachable!("a durable invocation gets a durable answer, not {answer:?}")
                    }
                }
            });
        }
    }

    fn request(&self, request_id: RequestId) -> Request {
        let (execution, started) = (&self.execution, self.execution.started());
        let page = execution.first_page(limits::INVOCATION_PAGE_BYTES);
        let token = execution
            .checkpoint_token()
            .expect("an invocation that has just begun may checkpoint");
        let arn = execution.arn().clone();
        let now = self.engine.now();
        let next_marker = page
            .next
            .map(|position| Marker::of_state(&arn).write(position, now));
        Request {
            function: arn.function(),
            version: arn.version().to_owned(),
            request_id,
            tenant: started.tenant.clone(),
            trace: started.trace.clone(),
            endpoint: execution.endpoint().map(ToOwned::to_owned),
            work: Work::Durable(Arc::new(DurableInput {
                arn,
                checkpoint_token: token.encode(),
                operations: page.operations,
                next_marker,
                updated_operation_ids: execution.updated_operation_ids().to_vec(),
            })),
        }
    }

    /// An invocation that still runs is given up with the lane.
    async fn delete(&mut self) -> Result<(), EngineError> {
        if self.execution.outcome().is_none() {
            return Err(Rejection::CannotDelete(self.execution.status().as_str()).into());
        }
        self.engine
            .shared
            .parts
            .store
            .delete(self.execution.arn())
            .await?;
        self.deleted = true;
        Ok(())
    }

    pub(super) fn is_driven(&self) -> bool {
        self.engine.shared.drives(self.execution.arn())
    }

    /// When to look again if nobody asks: at the next deadline, at the next try, or to see whether it may leave.
    fn next_look(&self) -> Timestamp {
        let now = self.engine.now();
        let after = |wait: Duration| now.plus_millis(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
        let leave = after(IDLE.saturating_sub(self.idle_since.elapsed()).max(SEE_EVERY));
        let pause = self
            .next_try()
            .or(self.absence.look_at(&self.execution, self.now()));
        let wake = match pause {
            Some(at) => Some(after(at.saturating_duration_since(Instant::now()))),
            None => self.wakes_by_itself().filter(|_| self.is_driven()),
        };
        wake.map_or(leave, |at| at.min(leave))
    }

    /// When time alone will change something, for the machine.
    fn wakes_by_itself(&self) -> Option<Timestamp> {
        self.execution.next_wake().map(|at| self.pacing.machine(at))
    }

    /// Whether our invocation runs.
    pub(super) fn is_flying(&self) -> bool {
        !self.flight.is_empty()
    }

    /// Whether a plain function runs for it here.
    fn calls_plainly(&self) -> bool {
        self.execution
            .chained_calls(0)
            .any(|(_, call)| matches!(call.target, Target::Plain { .. }))
    }

    /// When it must be in memory again. A durable child needs no parent in memory: it reports when it closes, and a
    /// restart looks after both.
    fn wakes_at(&self) -> Option<Timestamp> {
        if !self.is_driven() || self.deleted {
            return None;
        }
        let is_late = self.execution.in_flight().is_some() || self.execution.wants_invocation(self.now());
        if is_late {
            Some(Row::AT_ONCE)
        } else {
            self.wakes_by_itself()
        }
    }

    /// Whether nothing needs it in memory. A guest that runs, a subscriber, an unwritten answer keep it.
    fn may_leave(&self) -> bool {
        let now = self.engine.now();
        let (idle, soon_ms) = if self.engine.shared.registry.is_crowded() {
            (Duration::ZERO, CROWDED_SOON_MS)
        } else {
            (IDLE, SOON_MS)
        };
        if self.idle_since.elapsed() < idle {
            return false;
        }
        let is_watched = self.progress.receiver_count() > 1 && !self.execution.is_over();
        let is_held = self.absence.look_at(&self.execution, self.now()).is_some();
        let is_behind = self.is_doubtful || !self.unwritten.is_empty();
        let is_busy = !self.flight.is_empty() || is_behind || is_watched || is_held;
        // A family must know what all of its open members wait for.
        let is_family = self.pacing.skips();
        let wakes_soon = |at: Timestamp| at.millis_since(now) < soon_ms;
        let is_needed = self.is_driven()
            && self.execution.outcome().is_none()
            && (self.wakes_by_itself().is_some_and(wakes_soon) || self.calls_plainly() || is_family);
        !is_busy && !is_needed
    }
}
