//! Starting an execution, once by name (contract 2.3).

use std::hash::{DefaultHasher, Hash, Hasher};

use tokio::sync::Mutex;
use tokio::time::Duration;

use super::{Drive, Engine, EngineError, lane, place};
use crate::execution::{
    Command, DurableConfig, Execution, ExecutionArn, ExecutionName, FunctionName, Moment, Origin, Payload,
    Rejection, Speed, Started, TenantId, Timestamp,
};
use crate::store::StoreError;

/// Two starts of one name take turns; this many names at once do not get into each other's way.
const NAME_LOCKS: usize = 64;

/// How soon to see whether a start that failed was written after all.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// A start, with everything found out.
#[derive(Debug, Clone)]
pub struct Start {
    pub function: FunctionName,
    /// `$LATEST` or a number.
    pub version: String,
    /// Without a name it gets a random one, and is always new.
    pub name: Option<ExecutionName>,
    pub input: Option<Payload>,
    pub config: DurableConfig,
    pub origin: Origin,
    pub tenant: Option<TenantId>,
    pub trace: Option<String>,
    /// The Invoke API that runs the function, if not the emulator's own sandboxes.
    pub endpoint: Option<String>,
    /// The account, if not the emulator's (decisions 4).
    pub account: Option<String>,
}

/// What a start came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    pub arn: ExecutionArn,
    /// An execution of that name and input was there already.
    pub existed: bool,
}

pub(super) struct Names {
    locks: Vec<Mutex<()>>,
}

impl Default for Names {
    fn default() -> Self {
        Self {
            locks: (0..NAME_LOCKS).map(|_| Mutex::new(())).collect(),
        }
    }
}

impl Names {
    fn lock(&self, function: &FunctionName, name: &ExecutionName) -> &Mutex<()> {
        let mut hasher = DefaultHasher::new();
        (function, name).hash(&mut hasher);
        let index = usize::try_from(hasher.finish() % NAME_LOCKS as u64).unwrap_or(0);
        &self.locks[index]
    }
}

impl Engine {
    /// Starts an execution; its first event is on disk when this returns. A name that is taken by the same
    /// input finds the execution that has it, by another input is refused. If it is open, its function runs at the
    /// endpoint that is said last: where it ran before, there may be nobody any more.
    ///
    /// Once asked for it is carried out even if the caller goes away.
    pub async fn start(&self, start: Start) -> Result<Begun, EngineError> {
        let engine = self.clone();
        let starting = self
            .shared
            .tasks
            .spawn(async move { engine.start_once(start).await });
        starting.await.unwrap_or(Err(EngineError::ShuttingDown))
    }

    async fn start_once(&self, start: Start) -> Result<Begun, EngineError> {
        if self.shared.shutdown.is_cancelled() {
            return Err(EngineError::ShuttingDown);
        }
        let Some(name) = start.name.clone() else {
            return self.create(start).await;
        };
        let _turn = self.shared.names.lock(&start.function, &name).lock().await;
        let store = &self.shared.parts.store;
        let Some(arn) = store.find_by_name(&start.function, &name, self.now()).await? else {
            return self.create(start).await;
        };
        let (input, endpoint) = (start.input.clone(), start.endpoint.clone());
        let look = move |execution: &Execution| {
            let is_elsewhere = endpoint.is_some() && execution.endpoint() != endpoint.as_deref();
            let moves = is_elsewhere && execution.outcome().is_none();
            (execution.started().input == input, moves)
        };
        let moves = match self.read(&arn, look).await {
            Ok((true, moves)) => moves,
            Ok((false, _)) => return Err(Rejection::AlreadyStarted(arn.to_string()).into()),
            // It was deleted after we had found it: the name is free.
            Err(EngineError::Rejected(Rejection::UnknownExecution)) => return self.create(start).await,
            Err(error) => return Err(error),
        };
        if let Some(endpoint) = start.endpoint.filter(|_| moves) {
            self.submit(&arn, Command::Move { endpoint }, |_| ()).await?;
        }
        self.adopt(&arn).await?;
        Ok(Begun { arn, existed: true })
    }

    /// From now on the execution is run here (decisions 20).
    pub async fn adopt(&self, arn: &ExecutionArn) -> Result<(), EngineError> {
        if self.shared.parts.drive == Drive::Own {
            self.own(arn);
            loop {
                let lane = self.lane(arn)?;
                if lane.inbox.send(lane::Message::Wake).await.is_ok() {
                    break;
                }
                // It is just leaving, and may not know yet that the execution is ours.
                lane.gone.cancelled().await;
            }
        }
        Ok(())
    }

    /// Only [`Drive::Own`] asks; whoever drives everything would remember every execution for nothing.
    fn own(&self, arn: &ExecutionArn) {
        if self.shared.parts.drive == Drive::Own {
            self.shared.registry.adopt(arn.clone());
        }
    }

    async fn create(&self, start: Start) -> Result<Begun, EngineError> {
        let parts = &self.shared.parts;
        let account = start.account.as_deref().unwrap_or(&parts.account);
        let arn = parts.ids.execution(
            &parts.region,
            account,
            &start.function,
            &start.version,
            start.name.as_ref(),
        );
        let execution = self.record_start(arn.clone(), start, None).await?;
        if parts.drive != Drive::Nothing {
            let engine = self.clone();
            let entry = place::Entry::Start(Box::new(execution));
            self.shared
                .registry
                .get_or_insert(&arn, || place::spawn(&engine, arn.clone(), entry));
        }
        Ok(Begun { arn, existed: false })
    }

    /// Starts the durable child of a chained invoke under the ARN that was minted for it; again is harmless.
    /// `at` is what time it is for its parent, if that is not the machine's.
    pub(super) async fn create_child(
        &self,
        arn: &ExecutionArn,
        start: Start,
        at: Option<Timestamp>,
    ) -> Result<(), EngineError> {
        match self.record_start(arn.clone(), start, at).await {
            Ok(_) | Err(EngineError::Store(StoreError::Conflict { .. })) => {}
            Err(error) => return Err(error),
        }
        self.own(arn);
        self.lane(arn).map(|_| ())
    }

    async fn record_start(
        &self,
        arn: ExecutionArn,
        start: Start,
        at: Option<Timestamp>,
    ) -> Result<Execution, EngineError> {
        let started = Started {
            arn: arn.clone(),
            input: start.input,
            config: start.config,
            origin: start.origin,
            tenant: start.tenant,
            trace: start.trace,
            endpoint: start.endpoint,
        };
        let parts = &self.shared.parts;
        let is_modelled = at.is_some() || parts.speed != Speed::REAL;
        let at = at.unwrap_or_else(|| self.now());
        let mut events = vec![Execution::start(started, at)];
        let mut execution = Execution::replay(&events).expect("a start is the beginning of a journal");
        if is_modelled {
            let moment = Moment {
                now: at,
                machine: self.now(),
                speed: parts.speed,
            };
            let decision = execution.decide_at(&Command::ModelTime, moment, &parts.limits)?;
            decision.events.iter().for_each(|event| execution.apply(event));
            events.extend(decision.events);
        }
        self.own(&arn);
        let appended = parts.store.append(&arn, events, execution.row());
        if let Err(error) = appended.await {
            if !matches!(error, StoreError::Conflict { .. }) {
                // It may be on disk all the same, and then somebody must run it.
                self.shared.alarm.set_after(arn, LOOK_AGAIN);
            }
            return Err(error.into());
        }
        Ok(execution)
    }
}
