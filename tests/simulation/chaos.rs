//! What clients do to an emulator, in an order that nobody would choose.

use std::sync::Arc;
use std::time::Duration;

use cargo_durable::engine::clock::Manual;
use cargo_durable::engine::{Drive, Engine, EngineError, Start};
use cargo_durable::execution::{
    CallbackId, Command, Completion, Details, DurableConfig, ErrorObject, Execution, ExecutionArn,
    ExecutionName, ExecutionStatus, FunctionName, Operation, Origin, Payload, Rejection, Status,
};
use cargo_durable::store::Filter;

use super::ledger::Begun;
use super::world::{End, FUNCTIONS, Shared};

/// One client.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) engine: Engine,
    pub(crate) shared: Arc<Shared>,
}

/// Does what is left of the actions, or what the emulator lives to see; how its life ended, if it did.
pub(crate) async fn unleash(
    engine: &Engine,
    clock: &Manual,
    drive: Drive,
    shared: &Arc<Shared>,
    actions: &mut u32,
) -> Option<End> {
    let client = Client {
        engine: engine.clone(),
        shared: Arc::clone(shared),
    };
    while *actions > 0 {
        *actions -= 1;
        let (dice, pause_ms) = shared.roll(|rng| {
            let pause_ms = [0, 0, 1, 50, 1_000, 7_000, 40_000][rng.usize(..7)];
            (rng.u8(..100), pause_ms)
        });
        match dice {
            0..2 => return Some(End::Stopped),
            2..5 => {
                let jump_ms = shared.roll(|rng| [-5_000, -60_000, 2_000, 90_000, 3_600_000][rng.usize(..5)]);
                clock.jump(jump_ms);
            }
            _ => {
                let client = client.clone();
                tokio::spawn(async move { client.act(dice, drive).await });
            }
        }
        tokio::select! {
            biased;
            () = shared.died.notified() => return Some(End::Died),
            () = tokio::time::sleep(Duration::from_millis(pause_ms)) => {}
        }
    }
    None
}

/// The last that anybody hears of the disk is that it failed, though it did not: what follows from that must be found
/// out by itself.
pub(crate) async fn leave_in_doubt(engine: &Engine, drive: Drive, shared: &Arc<Shared>) {
    let client = Client {
        engine: engine.clone(),
        shared: Arc::clone(shared),
    };
    let (commits, most_actions) = shared.roll(|rng| (rng.u64(1..40), rng.u32(1..20)));
    shared.mumble(commits);
    for _ in 0..most_actions {
        let (dice, pause_ms) = shared.roll(|rng| (rng.u8(..100), rng.u64(..3_000)));
        let client = client.clone();
        tokio::spawn(async move { client.act(dice, drive).await });
        tokio::time::sleep(Duration::from_millis(pause_ms)).await;
        if shared.speaks_up() {
            break;
        }
    }
}

impl Client {
    async fn act(&self, dice: u8, drive: Drive) {
        match dice {
            0..33 => self.start(drive, self.start_request()).await,
            33..35 => self.stampede(drive).await,
            35..60 => self.complete_callback().await,
            60..64 => self.stop().await,
            64..70 => self.pause().await,
            70..76 => self.resume().await,
            76..79 => self.delete().await,
            79..86 => self.steal().await,
            86..94 => self.read_history().await,
            _ => self.list().await,
        }
    }

    /// Some execution that somebody knows of.
    fn some_execution(&self) -> Option<ExecutionArn> {
        let known: Vec<_> = self.shared.ledger().started.keys().cloned().collect();
        self.shared.roll(|rng| rng.choice(known))
    }

    fn start_request(&self) -> Start {
        self.shared.roll(|rng| {
            let name = (rng.u8(..3) == 0).then(|| format!("n{}", rng.u8(..5)));
            let input = [None, Some("1"), Some("2")][rng.usize(..3)];
            Start {
                function: FunctionName::parse(&format!("f{}", rng.usize(..FUNCTIONS))).expect("a name"),
                version: "$LATEST".to_owned(),
                name: name
                    .as_deref()
                    .map(|name| ExecutionName::parse(name).expect("a name")),
                input: input.map(Payload::from),
                config: DurableConfig {
                    execution_timeout_s: if rng.u8(..5) == 0 { rng.u32(5..400) } else { 86_400 },
                    // Whoever finds an execution by its name does not know how long it is kept.
                    retention_days: (name.is_none() && rng.bool()).then_some(1),
                    timeout_configured: true,
                },
                origin: if rng.bool() { Origin::Sync } else { Origin::Async },
                tenant: None,
                trace: None,
                endpoint: None,
                account: None,
            }
        })
    }

    /// Starts an execution, and may wait for its end.
    async fn start(&self, drive: Drive, start: Start) {
        let waits = start.origin == Origin::Sync && drive != Drive::Nothing;
        let (function, name, input) = (start.function.clone(), start.name.clone(), start.input.clone());
        let forgets = start.config.retention_days.is_some();
        match self.engine.start(start).await {
            Ok(begun) => {
                if let Some(known) = self.shared.ledger().started.get(&begun.arn) {
                    assert!(
                        begun.existed && name.is_some(),
                        "an ARN is minted once: {}",
                        begun.arn
                    );
                    assert_eq!(known.input, input, "a name is for one input: {}", begun.arn);
                }
                let at = self.engine.now();
                let promise = Begun { input, at, forgets };
                self.shared
                    .ledger()
                    .started
                    .entry(begun.arn.clone())
                    .or_insert(promise);
                if waits {
                    self.wait(&begun.arn).await;
                }
            }
            Err(EngineError::Rejected(Rejection::AlreadyStarted(arn))) => {
                let arn = ExecutionArn::parse(&arn).expect("an ARN");
                assert_eq!(
                    (Some(arn.name()), arn.function()),
                    (name, function),
                    "its own name"
                );
                let ledger = self.shared.ledger();
                let known = ledger.started.get(&arn);
                assert!(
                    known.is_none_or(|known| known.input != input),
                    "the same again is no conflict: {arn}"
                );
            }
            Err(EngineError::Rejected(no)) => panic!("a start is refused: {no}"),
            Err(_) => {}
        }
    }

    /// Several starts of one name at once, of which one is made.
    async fn stampede(&self, drive: Drive) {
        let mut start = self.start_request();
        start.name = ExecutionName::parse(&format!("herd-{}", self.shared.roll(|rng| rng.u32(..)))).ok();
        start.config.retention_days = None;
        start.origin = Origin::Async;
        let herd = (0..4).map(|_| self.start(drive, start.clone()));
        futures_util::future::join_all(herd).await;
    }

    async fn wait(&self, arn: &ExecutionArn) {
        let view = |execution: &Execution| execution.outcome().cloned();
        match self.engine.wait_until_ended(arn, view).await {
            Ok(outcome) => {
                assert!(outcome.is_some(), "what has ended has an outcome: {arn}");
                self.shared.ledger().ended.push((arn.clone(), outcome));
            }
            Err(EngineError::Rejected(no)) => assert_eq!(no, Rejection::UnknownExecution),
            Err(_) => {}
        }
    }

    /// Submits a command; whether it was accepted. What is refused is refused for a reason that was foreseen.
    async fn submit(
        &self,
        arn: &ExecutionArn,
        command: Command,
        foreseen: impl Fn(&Rejection) -> bool,
    ) -> bool {
        match self.engine.submit(arn, command, |_| ()).await {
            Ok(()) => true,
            Err(EngineError::Rejected(no)) => {
                assert!(
                    foreseen(&no) || no == Rejection::UnknownExecution,
                    "refused: {no}: {arn}"
                );
                self.shared.ledger().refuse(no.to_string());
                false
            }
            Err(_) => false,
        }
    }

    /// The callbacks of an execution: all, or those that are open.
    pub(crate) async fn callbacks(&self, arn: &ExecutionArn, open: bool) -> Vec<CallbackId> {
        let of = move |operation: &Operation| match &operation.details {
            Details::Callback { callback_id, .. } => {
                (!open || operation.status == Status::Started).then(|| callback_id.clone())
            }
            _ => None,
        };
        let view = move |execution: &Execution| execution.operations().iter().filter_map(of).collect();
        self.engine.read(arn, view).await.unwrap_or_default()
    }

    async fn complete_callback(&self) {
        let Some(arn) = self.some_execution() else { return };
        let open = self.shared.roll(|rng| rng.u8(..4) > 0);
        let callbacks = self.callbacks(&arn, open).await;
        let Some(callback_id) = self.shared.roll(|rng| rng.choice(callbacks)) else {
            return;
        };
        let completion = self.shared.roll(|rng| match rng.u8(..5) {
            0 => Completion::Heartbeat,
            1 => Completion::Fail {
                error: ErrorObject::new("No", format!("{}", rng.u16(..))),
            },
            2 => Completion::Succeed { result: None },
            _ => Completion::Succeed {
                result: Some(Payload::from(format!("y{}", rng.u16(..)))),
            },
        });
        self.complete(&arn, callback_id, completion).await;
    }

    pub(crate) async fn complete(&self, arn: &ExecutionArn, callback_id: CallbackId, completion: Completion) {
        self.shared
            .ledger()
            .tried
            .push((callback_id.clone(), completion.clone()));
        let command = Command::CompleteCallback {
            callback_id: callback_id.clone(),
            completion: completion.clone(),
        };
        if self
            .submit(arn, command, |no| *no == Rejection::CallbackClosed)
            .await
        {
            self.shared.ledger().completed.push((callback_id, completion));
        }
    }

    async fn stop(&self) {
        let Some(arn) = self.some_execution() else { return };
        let error = ErrorObject::new("Stop", self.shared.roll(|rng| format!("{}", rng.u32(..))));
        self.shared.ledger().stops.push(error.clone());
        if self.submit(&arn, Command::Stop { error }, |_| false).await {
            self.shared.ledger().stopped.insert(arn);
        }
    }

    async fn pause(&self) {
        let Some(arn) = self.some_execution() else { return };
        let command = Command::Pause {
            client_token: None,
            reason: Some("a pause".to_owned()),
            execution_timeout_paused: self.shared.roll(fastrand::Rng::bool),
        };
        let foreseen = |no: &Rejection| matches!(no, Rejection::CannotPause(_));
        self.submit(&arn, command, foreseen).await;
    }

    async fn resume(&self) {
        let Some(arn) = self.some_execution() else { return };
        self.resume_one(&arn).await;
    }

    pub(crate) async fn resume_one(&self, arn: &ExecutionArn) {
        let command = Command::Resume {
            client_token: None,
            reason: None,
        };
        let foreseen = |no: &Rejection| matches!(no, Rejection::CannotResume(_));
        self.submit(arn, command, foreseen).await;
    }

    async fn delete(&self) {
        let Some(arn) = self.some_execution() else { return };
        self.shared.ledger().doomed.push(arn.clone());
        let deleted = self.engine.delete(&arn).await;
        let mut ledger = self.shared.ledger();
        match deleted {
            Ok(_) => {
                ledger.deleted.insert(arn);
            }
            Err(EngineError::Rejected(no)) => {
                let foreseen = matches!(no, Rejection::CannotDelete(_) | Rejection::UnknownExecution);
                assert!(foreseen, "refused: {no}: {arn}");
                let tried = ledger.doomed.iter().position(|doomed| *doomed == arn);
                ledger.doomed.remove(tried.expect("it was tried"));
                ledger.refuse(no.to_string());
            }
            Err(_) => {}
        }
    }

    /// A checkpoint with a token of the past, on its own execution or on another one.
    async fn steal(&self) {
        let spent = self.shared.ledger().spent.clone();
        let Some((mine, token)) = self.shared.roll(|rng| rng.choice(spent)) else {
            return;
        };
        let other = self.some_execution();
        let arn = other
            .filter(|_| self.shared.roll(fastrand::Rng::bool))
            .unwrap_or(mine);
        match self.engine.checkpoint(&arn, token, None, Vec::new(), 0).await {
            Ok(answer) => panic!("a spent token is good for something: {arn}: {answer:?}"),
            Err(EngineError::Rejected(no)) => {
                let of_token = matches!(
                    no,
                    Rejection::InvalidCheckpointToken | Rejection::TokenOfAnotherExecution
                );
                assert!(of_token, "a bad token is called so: {no}");
                self.shared.ledger().refuse(no.to_string());
            }
            Err(_) => {}
        }
    }

    async fn read_history(&self) {
        let Some(arn) = self.some_execution() else { return };
        let limit = self.shared.roll(|rng| [1, 2, 7, 100][rng.usize(..4)]);
        let mut events = Vec::new();
        loop {
            let after = events.last().map(|(id, _)| *id);
            match self
                .engine
                .history(&arn, after, limit, false, |_, page| page)
                .await
            {
                Ok(page) => {
                    events.extend(page.events);
                    if !page.more {
                        break;
                    }
                }
                Err(_) => return,
            }
        }
        self.shared.ledger().see(&arn, events);
    }

    async fn list(&self) {
        let filter = self.shared.roll(|rng| Filter {
            statuses: if rng.bool() {
                vec![ExecutionStatus::Running]
            } else {
                Vec::new()
            },
            oldest_first: rng.bool(),
            ..Filter::default()
        });
        let status = filter.statuses.first().copied();
        if let Ok(page) = self.engine.list(filter, None, 10).await {
            for listed in page.rows {
                assert!(
                    status.is_none_or(|status| listed.row.status == status),
                    "what was asked for"
                );
            }
        }
    }
}
