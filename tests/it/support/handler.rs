//! Functions that run in the test's own process and behave as if they were written with an SDK: they replay from
//! the operations that they are shown, checkpoint one update at a time, and suspend when they can go no further.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock};

use cargo_durable::engine::invoke::{Answer, DurableInput, Invoke, PlainAnswer, Request, Work};
use cargo_durable::engine::{Engine, EngineError};
use cargo_durable::execution::{
    Change, CheckpointToken, Details, DurableConfig, ErrorObject, Execute, FunctionInfo, FunctionName,
    FunctionRef, Meta, Operation, OperationId, Payload, Retry, Status, Update,
};
use futures_util::future::BoxFuture;

/// Why a handler does not go on.
pub(crate) enum Halt {
    /// It waits for something.
    Suspend,
    /// It failed.
    Fail(ErrorObject),
}

type Handler = Arc<dyn Fn(Context) -> BoxFuture<'static, Result<String, Halt>> + Send + Sync>;

/// The functions of a test.
#[derive(Default)]
pub(crate) struct Guests {
    engine: OnceLock<Engine>,
    durable: HashMap<String, Handler>,
    plain: HashMap<String, String>,
}

impl Guests {
    /// Adds a durable function.
    pub(crate) fn durable<F, R>(mut self, name: &str, handler: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<String, Halt>> + Send + 'static,
    {
        self.durable.insert(
            name.to_owned(),
            Arc::new(move |context| Box::pin(handler(context))),
        );
        self
    }

    /// Adds a plain function that always answers the same.
    pub(crate) fn plain(mut self, name: &str, answer: &str) -> Self {
        self.plain.insert(name.to_owned(), answer.to_owned());
        self
    }

    /// The engine that the functions checkpoint to.
    pub(crate) fn connect(&self, engine: Engine) {
        assert!(self.engine.set(engine).is_ok(), "guests live with one engine");
    }
}

impl Invoke for Guests {
    fn describe(&self, function: FunctionName) -> BoxFuture<'static, Option<FunctionInfo>> {
        let durable = self.durable.contains_key(function.as_str());
        let known = durable || self.plain.contains_key(function.as_str());
        let info = FunctionInfo {
            durable: durable.then_some(DurableConfig::DEFAULT),
            timeout_s: 900,
            memory_mb: 128,
            runtime: None,
            handler: None,
            aliases: std::collections::BTreeMap::new(),
        };
        Box::pin(async move { known.then_some(info) })
    }

    fn reaches(&self, function: &FunctionName) -> bool {
        self.durable.contains_key(function.as_str()) || self.plain.contains_key(function.as_str())
    }

    fn functions(&self) -> Vec<FunctionName> {
        Vec::new()
    }

    fn redirect(&self, url: String) {
        unreachable!("the functions are here, not at {url}")
    }

    fn invoke(&self, request: Request) -> BoxFuture<'static, Answer> {
        let name = request.function.as_str();
        match request.work {
            Work::Plain { .. } => {
                let answer = self.plain.get(name).map_or(PlainAnswer::Missing, |answer| {
                    PlainAnswer::Returned(answer.clone().into_bytes())
                });
                Box::pin(async move { Answer::Plain(answer) })
            }
            Work::Durable(input) => {
                let handler = Arc::clone(&self.durable[name]);
                let context = Context::new(self.engine.get().expect("connected").clone(), &input);
                Box::pin(async move {
                    Answer::Durable(match handler(context).await {
                        Ok(result) => Execute::Succeeded {
                            result: Some(Payload::from(result)),
                        },
                        Err(Halt::Suspend) => Execute::Pending,
                        Err(Halt::Fail(error)) => Execute::Failed { error: Some(error) },
                    })
                })
            }
        }
    }
}

/// What a handler holds: its view of the operations, and the token.
#[derive(Clone)]
pub(crate) struct Context {
    engine: Engine,
    arn: cargo_durable::execution::ExecutionArn,
    state: Arc<Mutex<View>>,
}

struct View {
    token: CheckpointToken,
    operations: HashMap<OperationId, Operation>,
}

impl Context {
    fn new(engine: Engine, input: &DurableInput) -> Self {
        let view = View {
            token: CheckpointToken::decode(&input.checkpoint_token).expect("a token of ours"),
            operations: input
                .operations
                .iter()
                .map(|op| (op.id.clone(), op.clone()))
                .collect(),
        };
        Self {
            engine,
            arn: input.arn.clone(),
            state: Arc::new(Mutex::new(view)),
        }
    }

    fn find(&self, id: &str) -> Option<Operation> {
        self.state
            .lock()
            .unwrap()
            .operations
            .get(&OperationId::parse(id).unwrap())
            .cloned()
    }

    /// One update, one checkpoint; the answer's delta becomes part of the view.
    pub(crate) async fn checkpoint(&self, id: &str, change: Change) -> Result<(), Halt> {
        let update = Update {
            id: OperationId::parse(id).unwrap(),
            meta: Meta::default(),
            change,
        };
        let token = self.state.lock().unwrap().token.clone();
        let answer = match self
            .engine
            .checkpoint(&self.arn, token, None, vec![update], 0)
            .await
        {
            Ok(answer) => answer,
            // The emulator goes away under us: we are given up.
            Err(EngineError::ShuttingDown) => std::future::pending().await,
            Err(error) => return Err(Halt::Fail(ErrorObject::new("Checkpoint", error.to_string()))),
        };
        let mut view = self.state.lock().unwrap();
        view.operations
            .extend(answer.operations.into_iter().map(|op| (op.id.clone(), op)));
        view.token = answer.token.ok_or(Halt::Suspend)?;
        Ok(())
    }

    /// A step that succeeds at the attempt after `failures`, one second apart.
    pub(crate) async fn step(&self, id: &str, failures: u32, result: &str) -> Result<String, Halt> {
        if let Some(done) = self.find(id).filter(|op| op.status == Status::Succeeded) {
            return Ok(result_of(&done));
        }
        match self.find(id) {
            Some(op) if op.status == Status::Pending => return Err(Halt::Suspend),
            Some(op) if op.status == Status::Started => {}
            _ => self.checkpoint(id, Change::StepStart).await?,
        }
        let Details::Step { attempt, .. } = self.find(id).expect("started").details else {
            unreachable!("a step has step details")
        };
        if attempt < failures {
            let retry = Retry::Failed(ErrorObject::new("Flaky", format!("attempt {}", attempt + 1)));
            self.checkpoint(id, Change::StepRetry { delay_s: 1, retry })
                .await?;
            return Err(Halt::Suspend);
        }
        self.checkpoint(
            id,
            Change::StepSucceed {
                result: Some(Payload::from(result)),
            },
        )
        .await?;
        Ok(result.to_owned())
    }

    /// Waits so many seconds.
    pub(crate) async fn wait(&self, id: &str, duration_s: u32) -> Result<(), Halt> {
        self.pending(id, Change::WaitStart { duration_s })
            .await
            .map(|_| ())
    }

    /// Waits for a callback.
    pub(crate) async fn callback(&self, id: &str) -> Result<String, Halt> {
        self.pending(
            id,
            Change::CallbackStart {
                timeout_s: 60,
                heartbeat_s: 0,
            },
        )
        .await
    }

    /// Invokes another function.
    pub(crate) async fn invoke(&self, id: &str, function: &str) -> Result<String, Halt> {
        let function = FunctionRef::parse(function).expect("the name of a function");
        let input = Some(Payload::from("{}"));
        self.pending(
            id,
            Change::ChainedInvokeStart {
                function,
                input,
                tenant: None,
                trace: None,
            },
        )
        .await
    }

    async fn pending(&self, id: &str, start: Change) -> Result<String, Halt> {
        if self.find(id).is_none() {
            self.checkpoint(id, start).await?;
        }
        let operation = self.find(id).expect("started");
        match operation.status {
            Status::Succeeded => Ok(result_of(&operation)),
            Status::Started => Err(Halt::Suspend),
            _ => Err(Halt::Fail(
                operation.details.outcome().1.cloned().unwrap_or_default(),
            )),
        }
    }
}

fn result_of(operation: &Operation) -> String {
    operation
        .details
        .outcome()
        .0
        .map(ToString::to_string)
        .unwrap_or_default()
}
