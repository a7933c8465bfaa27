//! One invocation of a simulated function: what an SDK does with its input and its token, on a good day or a bad one.

use std::sync::Arc;
use std::time::Duration;

use cargo_durable::engine::invoke::DurableInput;
use cargo_durable::engine::{Engine, EngineError};
use cargo_durable::execution::{
    Change, CheckpointAnswer, CheckpointToken, ClientToken, ErrorObject, Execute, Execution, ExecutionArn,
    Meta, OperationId, Payload, Rejection, RequestId, Status, Update,
};

use super::ledger::Answer;
use super::program::{Ending, Known, Next, Program, Style};
use super::world::Shared;

/// An SDK tries a request so often.
const TRIES: u32 = 3;
/// No invocation of a small program makes more checkpoints than this.
const MOST_CHECKPOINTS: u32 = 500;

/// What kind of day it is.
#[derive(Debug, Clone)]
struct Mood {
    style: Style,
    /// Waits in the process for what is due this soon, and asks by an empty checkpoint.
    polls_s: i64,
    /// Breaks after so many checkpoints.
    breaks_after: Option<u32>,
    /// Hangs after so many checkpoints.
    hangs_after: Option<u32>,
    /// Works for so long before each checkpoint.
    works_ms: u64,
    /// Sends things twice, and things that are wrong.
    teases: bool,
    /// Answers nonsense in the end.
    raves: bool,
    /// Answers PENDING although it could go on.
    dawdles: bool,
}

impl Mood {
    fn of(shared: &Shared) -> Self {
        let is_fair = shared.is_fair();
        shared.roll(|rng| {
            let style = Style {
                batches: rng.bool(),
                omits_names: rng.bool(),
            };
            let polls_s = if rng.bool() { rng.i64(1..30) } else { 0 };
            let works_ms = [0, 0, 1, 300][rng.usize(..4)];
            let mut after = |one_in: u8| (rng.u8(..one_in) == 0).then(|| rng.u32(..6));
            let (breaks_after, hangs_after) = (after(5), after(12));
            let mut chance = |one_in: u8| !is_fair && rng.u8(..one_in) == 0;
            Self {
                style,
                polls_s,
                works_ms,
                teases: chance(4),
                raves: chance(40),
                dawdles: chance(30),
                breaks_after: breaks_after.filter(|_| !is_fair),
                hangs_after: hangs_after.filter(|_| !is_fair),
            }
        })
    }
}

pub(crate) struct Handler {
    engine: Engine,
    shared: Arc<Shared>,
    request_id: RequestId,
    arn: ExecutionArn,
    program: Program,
    known: Known,
    token: CheckpointToken,
    mood: Mood,
    checkpoints: u32,
    /// Its last checkpoint was answered without a token: whatever it says now counts for nothing.
    is_revoked: bool,
}

impl Handler {
    pub(crate) fn new(
        engine: Engine,
        shared: Arc<Shared>,
        request_id: RequestId,
        input: &DurableInput,
    ) -> Self {
        let known = input
            .operations
            .iter()
            .map(|o| (o.id.clone(), o.clone()))
            .collect();
        Self {
            engine,
            request_id,
            arn: input.arn.clone(),
            program: shared.programs[input.arn.function().as_str()].clone(),
            known,
            token: CheckpointToken::decode(&input.checkpoint_token).expect("an input carries a token"),
            mood: Mood::of(&shared),
            shared,
            checkpoints: 0,
            is_revoked: false,
        }
    }

    /// Runs to its answer.
    pub(crate) async fn run(mut self) -> Execute {
        let mut polls = 0;
        loop {
            if self.mood.breaks_after == Some(self.checkpoints) {
                return broke("Crash");
            }
            if self.mood.hangs_after == Some(self.checkpoints) {
                // Given up long before; whoever wakes up then has a token of the past.
                tokio::time::sleep(Duration::from_secs(90)).await;
            }
            let next = self.program.next(&self.known, self.mood.style);
            if self.mood.dawdles && !matches!(next, Next::Blocked(_)) {
                self.shared.ledger().abused.insert(self.arn.clone());
                return Execute::Pending;
            }
            let went_on = match next {
                Next::Do(updates) => {
                    polls = 0;
                    self.checkpoint(updates).await
                }
                Next::Blocked(at) => {
                    let left_ms = at.map_or(i64::MAX, |at| at.millis_since(self.engine.now()));
                    if left_ms > self.mood.polls_s * 1_000 {
                        return Execute::Pending;
                    }
                    // What is said to be over and is not, because a deadline stands before it, is asked for less and
                    // less often.
                    let left_ms = left_ms.max(if polls > 2 { i64::min(polls, 10) * 1_000 } else { 0 });
                    polls += 1;
                    tokio::time::sleep(Duration::from_millis(left_ms.try_into().unwrap_or(0))).await;
                    self.checkpoint(Vec::new()).await
                }
                Next::Done(value) => return self.end(value).await,
            };
            if let Err(answer) = went_on {
                return answer;
            }
        }
    }

    async fn end(mut self, value: String) -> Execute {
        let fails = ErrorObject::new("Ends", "as it should");
        let result = Some(Payload::from(value));
        if self.mood.raves {
            self.shared.ledger().abused.insert(self.arn.clone());
            let message = "Invalid Status in invocation output.".to_owned();
            return Execute::Malformed { message };
        }
        let change = match self.program.ending {
            Ending::Returns => return Execute::Succeeded { result },
            Ending::Fails => return Execute::Failed { error: Some(fails) },
            Ending::Checkpoints => Change::ExecutionSucceed { result },
            Ending::ChecksFailure => Change::ExecutionFail { error: Some(fails) },
        };
        let update = Update {
            id: OperationId::parse("the-end").expect("an id"),
            meta: Meta::default(),
            change,
        };
        let went_on = self.checkpoint(vec![update]).await;
        let Err(answer) = went_on else {
            panic!("the end is answered without a token: {}", self.arn)
        };
        if !self.is_revoked {
            return answer;
        }
        let anything = self.shared.roll(|rng| rng.u8(..4));
        match anything {
            0 => Execute::Pending,
            1 => broke("Late"),
            2 => Execute::Succeeded {
                result: Some(Payload::from("")),
            },
            _ => answer,
        }
    }

    /// One checkpoint, with an SDK's patience. An error is what the handler answers instead of going on.
    async fn checkpoint(&mut self, updates: Vec<Update>) -> Result<(), Execute> {
        self.checkpoints += 1;
        assert!(
            self.checkpoints < MOST_CHECKPOINTS,
            "a handler gets on: {}",
            self.arn
        );
        tokio::time::sleep(Duration::from_millis(self.mood.works_ms)).await;
        if self.mood.teases {
            self.tease(&updates).await;
        }
        let client_token = self.shared.roll(|rng| {
            let text = format!("c{:x}", rng.u32(..));
            (rng.u8(..8) > 0).then(|| ClientToken::parse(&text).expect("a client token"))
        });
        for _ in 0..TRIES {
            match self.send(client_token.clone(), &updates, 0).await {
                Ok(answer) => {
                    if self.mood.teases && client_token.is_some() {
                        self.repeat(client_token.as_ref(), &updates, &answer).await;
                    }
                    return self.learn(client_token, &updates, answer);
                }
                Err(EngineError::Rejected(no)) => return self.refused(no, &updates).await,
                Err(EngineError::ShuttingDown) => std::future::pending().await,
                // Without a client token nobody can tell a repeat.
                Err(_) if client_token.is_none() => break,
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
        Err(broke("Service"))
    }

    async fn send(
        &self,
        client_token: Option<ClientToken>,
        updates: &[Update],
        digest: u64,
    ) -> Result<CheckpointAnswer, EngineError> {
        let (token, updates) = (self.token.clone(), updates.to_vec());
        self.engine
            .checkpoint(&self.arn, token, client_token, updates, digest)
            .await
    }

    /// Takes the delta in; each change is news.
    fn learn(
        &mut self,
        client_token: Option<ClientToken>,
        updates: &[Update],
        answer: CheckpointAnswer,
    ) -> Result<(), Execute> {
        for operation in &answer.operations {
            let known = self.known.insert(operation.id.clone(), operation.clone());
            assert_ne!(known.as_ref(), Some(operation), "told twice: {}", self.arn);
        }
        let mut ledger = self.shared.ledger();
        ledger.spent.push((self.arn.clone(), self.token.clone()));
        let spoken_of = updates.iter().filter(|u| !is_end(u)).map(|u| u.id.clone());
        let told = Answer {
            client_token,
            token: answer.token.clone(),
            delta: answer.operations,
            spoken_of: spoken_of.collect(),
        };
        let again = ledger.answers.insert((self.arn.clone(), self.token.at), told);
        assert!(
            again.is_none(),
            "a token is good for one checkpoint: {}",
            self.arn
        );
        drop(ledger);
        if let Some(token) = answer.token {
            self.token = token;
            return Ok(());
        }
        self.is_revoked = true;
        Err(self.shared.roll(|rng| match rng.u8(..4) {
            0 => broke("Revoked"),
            _ => Execute::Pending,
        }))
    }

    /// A refusal must have a reason that the handler can see.
    async fn refused(&mut self, no: Rejection, updates: &[Update]) -> Result<(), Execute> {
        if no == Rejection::InvalidCheckpointToken {
            assert!(!self.is_mine().await, "a valid token is refused: {}", self.arn);
            return Err(broke("Token"));
        }
        let cancels = updates.iter().any(|u| matches!(u.change, Change::WaitCancel));
        assert!(
            no == Rejection::WaitState && cancels,
            "{} is refused: {no}: {updates:?}",
            self.arn
        );
        // The wait was over first: the handler asks what else it has missed.
        let answer = self.send(None, &[], 0).await;
        match answer {
            Ok(answer) => self.learn(None, &[], answer),
            Err(_) => Err(broke("Refresh")),
        }
    }

    /// Whether this invocation is the one that may checkpoint now. Past the deadline nobody may, even if that is not
    /// written yet.
    async fn is_mine(&self) -> bool {
        let (request_id, token) = (self.request_id.clone(), self.token.clone());
        let engine = self.engine.clone();
        let view = move |execution: &Execution| {
            let now = engine.now_of(execution);
            let is_in_time = execution.expected_timeout_at().is_none_or(|at| now < at);
            is_in_time
                && execution.in_flight() == Some(&request_id)
                && execution.checkpoint_token() == Some(token)
        };
        self.engine.read(&self.arn, view).await.unwrap_or(false)
    }

    /// The last checkpoint again is answered as it was; under its name, another one is refused.
    async fn repeat(
        &self,
        client_token: Option<&ClientToken>,
        updates: &[Update],
        answer: &CheckpointAnswer,
    ) {
        let again = self.send(client_token.cloned(), updates, 0).await;
        match &again {
            Ok(again) => {
                assert_eq!(again.token, answer.token, "a repeat is answered as before");
                assert_eq!(
                    again.operations, answer.operations,
                    "a repeat is answered as before"
                );
            }
            Err(EngineError::Rejected(no)) => {
                assert_eq!(*no, Rejection::InvalidCheckpointToken);
                let token = answer.token.clone();
                let view = move |e: &Execution| token.is_some() && e.checkpoint_token() == token;
                let goes_on = self.engine.read(&self.arn, view).await.unwrap_or(false);
                assert!(!goes_on, "a repeat is refused: {}", self.arn);
            }
            Err(_) => {}
        }
        let other = self.send(client_token.cloned(), updates, 1).await;
        assert!(other.is_err(), "one client token, two checkpoints: {}", self.arn);
    }

    /// What is wrong is refused, and nothing comes of it: the next checkpoint, with the same token, is good.
    async fn tease(&self, updates: &[Update]) {
        let wrong = self.shared.roll(|rng| rng.u8(..4));
        let mut batch = updates.to_vec();
        let stranger = |change| Update {
            id: OperationId::parse("nobody").expect("an id"),
            meta: Meta::default(),
            change,
        };
        match wrong {
            0 => batch.push(stranger(Change::WaitCancel)),
            1 => {
                let mut child = stranger(Change::StepStart);
                child.meta.parent = OperationId::parse("no-context").ok();
                batch.push(child);
            }
            2 => batch.extend([stranger(Change::StepStart), stranger(Change::StepStart)]),
            _ => {
                let closed = self.known.values().find(|o| o.status == Status::Succeeded);
                let change = Change::StepRetry {
                    delay_s: 1,
                    retry: cargo_durable::execution::Retry::Polled(None),
                };
                let Some(closed) = closed else { return };
                batch = vec![Update {
                    id: closed.id.clone(),
                    ..stranger(change)
                }];
            }
        }
        let answer = self.send(None, &batch, 0).await;
        match answer {
            Ok(answer) => panic!("{} accepts {batch:?}: {answer:?}", self.arn),
            Err(EngineError::Rejected(no)) => self.shared.ledger().refuse(no.to_string()),
            Err(_) => {}
        }
    }
}

fn is_end(update: &Update) -> bool {
    matches!(
        update.change,
        Change::ExecutionSucceed { .. } | Change::ExecutionFail { .. }
    )
}

fn broke(kind: &str) -> Execute {
    Execute::Broke {
        error: ErrorObject::new(kind, "broke"),
    }
}
