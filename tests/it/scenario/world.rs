//! An execution, its journal and a clock, and what holds after every command:
//!
//! * `decide` is a function; the row that it foretells is the row that comes, and so are the open callbacks.
//! * Events are numbered without a gap, time does not run backwards, the state is the fold over the journal.
//! * After the close there is only `InvocationCompleted` and one `ExecutionEnded`.
//! * What is due is settled. An execution that is open, runs, and is idle wants an invocation or wakes by itself;
//!   with news, or with nothing pending, it wants an invocation, at once or after a delay.
//! * An answer carries exactly what the handler has not seen; an invocation is told exactly what has changed.
//! * The row's `wake_at` is not later than the state's.

use std::collections::{BTreeMap, HashMap};

use cargo_durable::execution::limits::MAX_CRASH_DELAY_S;
use cargo_durable::execution::{
    CallbackChange, Checkpoint, CheckpointToken, Command, Details, Ending, Event, Execution, ExecutionStatus,
    Fact, Limits, OpenCallback, Operation, OperationFact, OperationId, Rejection, Row, Seq, Started, Status,
    Timestamp,
};

/// The instant at which every execution begins.
pub(super) const EPOCH: Timestamp = Timestamp::from_millis(1_000_000_000_000);

/// An execution and what a test knows of it.
#[derive(Clone)]
pub(super) struct World {
    pub(super) execution: Execution,
    pub(super) journal: Vec<Event>,
    pub(super) now: Timestamp,
    pub(super) limits: Limits,
    /// Every token that was handed out.
    pub(super) tokens: Vec<CheckpointToken>,
    pub(super) last_checkpoint: Option<Checkpoint>,
    pub(super) invocations: u32,
    /// Compare with a replay that went through JSON (slow), or with one that did not.
    pub(super) thorough: bool,
    /// Operations as the handler knows them.
    seen: HashMap<OperationId, Operation>,
    /// When callbacks were last heard of.
    heard: HashMap<OperationId, Timestamp>,
    /// What changed without the handler since the last invocation began.
    news: bool,
}

impl World {
    pub(super) fn new(started: Started) -> Self {
        let journal = vec![Execution::start(started, EPOCH)];
        let execution = Execution::replay(&journal).expect("one event is a journal");
        let seen = seen(&execution);
        Self {
            execution,
            journal,
            now: EPOCH,
            limits: Limits::SERVICE,
            tokens: Vec::new(),
            last_checkpoint: None,
            invocations: 0,
            thorough: true,
            seen,
            heard: HashMap::new(),
            news: true,
        }
    }

    /// Decides and applies a command; every invariant is checked on the way.
    pub(super) fn submit(&mut self, command: &Command) -> Result<Vec<Event>, Rejection> {
        let last_token = self.execution.checkpoint_token();
        let decided = self.execution.decide(command, self.now, &self.limits);
        let again = self.execution.decide(command, self.now, &self.limits);
        let decision = match (decided, again) {
            (Ok(one), Ok(other)) => {
                assert_eq!(
                    (&one.events, one.row, &one.callbacks),
                    (&other.events, other.row, &other.callbacks),
                    "decide is a function"
                );
                one
            }
            (Err(one), Err(other)) => {
                assert_eq!(one, other, "decide is a function");
                return Err(one);
            }
            (one, other) => panic!("decide is a function: {one:?}, {other:?}"),
        };
        let mut open = open_callbacks(&self.execution);
        for event in &decision.events {
            self.append(event);
        }
        let execution = &self.execution;
        for change in &decision.callbacks {
            follow(&mut open, change);
        }
        assert_eq!(
            open,
            open_callbacks(execution),
            "what becomes of callbacks was foretold"
        );
        assert_eq!(decision.row, execution.row(), "the row that was foretold");
        let is_repeat = matches!(command, Command::Checkpoint(_)) && decision.events.is_empty();
        if is_repeat {
            assert_eq!(
                execution.checkpoint_token(),
                last_token,
                "a repeat changes nothing"
            );
        } else {
            self.check_settled();
        }
        self.check_news();
        self.check_close();
        if self.thorough {
            self.check_replay();
        }
        if let Some(token) = self.execution.checkpoint_token()
            && self.tokens.last() != Some(&token)
        {
            self.tokens.push(token);
        }
        Ok(decision.events)
    }

    fn append(&mut self, event: &Event) {
        let last = self.journal.last().expect("a journal begins with its start");
        assert_eq!(event.seq, last.seq.next(), "no gap");
        assert_eq!(event.at, self.now.max(last.at), "stamped with the one now");
        let before = self.execution.checkpoint_token();
        self.execution.apply(event);
        self.journal.push(event.clone());
        match &event.fact {
            Fact::Operation { id, fact, .. } => {
                self.news |= is_news(fact);
                if matches!(fact, OperationFact::CallbackHeartbeat) {
                    self.heard.insert(id.clone(), event.at);
                }
            }
            Fact::InvocationStarted { .. } => {
                self.news = false;
                let told: Vec<_> = self.unseen().into_iter().map(|o| o.id).collect();
                assert_eq!(self.execution.updated_operation_ids(), told, "told what changed");
                self.seen = seen(&self.execution);
            }
            Fact::CheckpointAccepted { .. } => {
                let answer = self.execution.checkpoint_answer();
                assert_ne!(answer.token, before, "a token is spent");
                let got: Vec<_> = answer.operations.iter().map(visible).collect();
                assert_eq!(got, self.unseen(), "answered what is not seen");
                self.seen = seen(&self.execution);
            }
            Fact::InvocationCompleted { ending, .. } => self.news |= *ending != Ending::Answered,
            _ => {}
        }
    }

    fn unseen(&self) -> Vec<Operation> {
        let operations = self.execution.operations().iter().map(visible);
        operations.filter(|o| self.seen.get(&o.id) != Some(o)).collect()
    }

    fn check_settled(&self) {
        let execution = &self.execution;
        if execution.status().is_closed() {
            return;
        }
        let now = self.now.max(execution.last_event_at());
        for operation in execution.operations() {
            let heard_at = self.heard.get(&operation.id);
            let due = due_at(operation, heard_at.copied().unwrap_or(operation.started_at));
            assert!(
                due.is_none_or(|at| at > now),
                "what is due is settled: {operation:?}"
            );
            let wake = execution.next_wake();
            assert!(
                due.is_none_or(|at| wake.is_some_and(|wake| wake <= at)),
                "it wakes for what will be due: {operation:?} at {wake:?}"
            );
        }
        assert!(
            execution.expected_timeout_at().is_some_and(|at| at > now),
            "the timeout is settled"
        );
    }

    fn check_news(&self) {
        let execution = &self.execution;
        let (row, wake) = (execution.row(), execution.next_wake());
        if let Some(wake) = wake {
            assert!(row.wake_at.is_some_and(|at| at <= wake), "the row wakes in time");
        }
        let idle = execution.in_flight().is_none();
        if idle && execution.status() == ExecutionStatus::Running {
            let now = self.now.max(execution.last_event_at());
            let wants = execution.wants_invocation(now);
            assert!(wants || wake.is_some(), "an idle execution wants something");
            let pending = execution.operations().iter().any(Operation::is_pending);
            if self.news || !pending {
                let will = execution.wants_invocation(now.plus_seconds(MAX_CRASH_DELAY_S));
                assert!(will, "news, or nothing pending: it is invoked");
            }
        } else {
            assert!(
                !execution.wants_invocation(self.now),
                "one at a time, and none unless it runs"
            );
        }
        if !idle {
            assert!(row.wake_at == Some(Row::AT_ONCE), "a restart looks at once");
        }
    }

    fn check_close(&self) {
        let mut closed = self
            .journal
            .iter()
            .skip_while(|event| !matches!(event.fact, Fact::OutcomeAccepted(_)));
        let is_closed = closed.next().is_some();
        let mut ended = 0;
        for event in closed {
            match event.fact {
                Fact::ExecutionEnded => ended += 1,
                Fact::InvocationCompleted { .. } => {}
                _ => panic!("after the close: {event:?}"),
            }
        }
        let execution = &self.execution;
        assert_eq!(execution.status().is_closed(), is_closed);
        assert_eq!(execution.row().ended_at.is_some(), is_closed);
        assert!(ended <= 1, "one end");
        let over = ended == 1 && execution.in_flight().is_none();
        assert_eq!(execution.is_over(), over);
        assert!(
            over || !is_closed || execution.in_flight().is_some(),
            "the end comes"
        );
        assert!(
            !is_closed || execution.checkpoint_token().is_none(),
            "its tokens are dead"
        );
        assert!(
            !is_closed || execution.next_wake().is_none(),
            "its timers are dropped"
        );
    }

    /// The state is the fold over the journal, also when that has been on disk.
    pub(super) fn check_replay(&self) {
        let again = if self.thorough {
            let text = serde_json::to_string(&self.journal).expect("facts are JSON");
            let journal: Vec<Event> = serde_json::from_str(&text).expect("facts are forever");
            assert_eq!(journal, self.journal, "facts survive the disk");
            Execution::replay(&journal)
        } else {
            Execution::replay(&self.journal)
        };
        let (one, two) = (&self.execution, &again.expect("a journal replays"));
        assert_eq!(one.operations(), two.operations());
        assert_eq!(
            (one.row(), one.status(), one.seq()),
            (two.row(), two.status(), two.seq())
        );
        assert_eq!((one.outcome(), one.pause()), (two.outcome(), two.pause()));
        assert_eq!(
            (one.next_wake(), one.in_flight()),
            (two.next_wake(), two.in_flight())
        );
        assert_eq!(one.checkpoint_token(), two.checkpoint_token());
        assert_eq!(one.updated_operation_ids(), two.updated_operation_ids());
        assert_eq!(one.expected_timeout_at(), two.expected_timeout_at());
        assert!(one.chained_calls(0).eq(two.chained_calls(0)));
        assert_eq!(one.wants_invocation(self.now), two.wants_invocation(self.now));
        assert_eq!(one.seq(), Seq(self.journal.len() as u64));
    }
}

fn open_callbacks(execution: &Execution) -> BTreeMap<OperationId, OpenCallback> {
    let open = execution.open_callbacks().into_iter();
    open.map(|open| (open.operation.clone(), open)).collect()
}

/// What the store does.
fn follow(open: &mut BTreeMap<OperationId, OpenCallback>, change: &CallbackChange) {
    match change {
        CallbackChange::Opened(callback) => {
            let known = open.insert(callback.operation.clone(), callback.clone());
            assert!(known.is_none(), "a callback is opened once: {change:?}");
        }
        CallbackChange::Heard { operation, at } => {
            open.get_mut(operation)
                .expect("what is heard of is open")
                .heard_at = *at;
        }
        CallbackChange::Closed(operation) => {
            assert!(
                open.remove(operation).is_some(),
                "what closes is open: {change:?}"
            );
        }
        CallbackChange::AllClosed => open.clear(),
    }
}

fn seen(execution: &Execution) -> HashMap<OperationId, Operation> {
    execution
        .operations()
        .iter()
        .map(|o| (o.id.clone(), visible(o)))
        .collect()
}

/// An operation as a handler sees it: a heartbeat is none of its business.
fn visible(operation: &Operation) -> Operation {
    let mut visible = operation.clone();
    if let Details::Callback { heard_at, .. } = &mut visible.details {
        *heard_at = EPOCH;
    }
    visible
}

/// When time alone moves an operation, said once more in other words.
fn due_at(operation: &Operation, heard_at: Timestamp) -> Option<Timestamp> {
    if operation.status.is_terminal() {
        return None;
    }
    match &operation.details {
        Details::Step { next_attempt_at, .. } => {
            assert_eq!(next_attempt_at.is_some(), operation.status == Status::Pending);
            *next_attempt_at
        }
        Details::Wait { scheduled_end_at, .. } => Some(*scheduled_end_at),
        Details::Callback {
            timeout_s,
            heartbeat_s,
            ..
        } => {
            let after = |from: Timestamp, s: u32| (s > 0).then(|| from.plus_seconds(s));
            let both = [
                after(operation.started_at, *timeout_s),
                after(heard_at, *heartbeat_s),
            ];
            both.into_iter().flatten().min()
        }
        Details::Execution { .. } | Details::Context { .. } | Details::ChainedInvoke { .. } => None,
    }
}

fn is_news(fact: &OperationFact) -> bool {
    use OperationFact as F;
    matches!(
        fact,
        F::StepReady
            | F::WaitSucceeded
            | F::CallbackSucceeded { .. }
            | F::CallbackFailed { .. }
            | F::CallbackTimedOut { .. }
            | F::ChainedInvokeSucceeded { .. }
            | F::ChainedInvokeFailed { .. }
            | F::ChainedInvokeTimedOut { .. }
            | F::ChainedInvokeStopped { .. }
    )
}
