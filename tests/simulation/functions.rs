//! The functions of a simulated world, and what they do to an emulator: they replay and checkpoint as an SDK does, and
//! crash, hang, answer late, answer nonsense, and try tokens that are not theirs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;

use cargo_durable::engine::Engine;
use cargo_durable::engine::invoke::{Answer, Invoke, PlainAnswer, Request, Work};
use cargo_durable::execution::{
    DurableConfig, ErrorObject, Execute, ExecutionArn, FunctionInfo, FunctionName,
};

use super::handler::Handler;
use super::ledger::Input;
use super::world::Shared;

/// How long one invocation may take.
const TIMEOUT_S: u32 = 40;

/// The functions, as one life of the emulator knows them.
pub(crate) struct Functions {
    shared: Arc<Shared>,
    /// The engine that they checkpoint to, which has them, too.
    engine: Mutex<Option<Engine>>,
    /// In this life there is no such function.
    absent: Option<FunctionName>,
}

impl Functions {
    pub(crate) fn new(shared: Arc<Shared>, absent: Option<FunctionName>) -> Self {
        Self {
            shared,
            engine: Mutex::default(),
            absent,
        }
    }

    /// The engine that they checkpoint to; `None` ends the circle of the two.
    pub(crate) fn connect(&self, engine: Option<Engine>) {
        *self.engine.lock().unwrap() = engine;
    }

    fn is_there(&self, function: &FunctionName) -> bool {
        self.absent.as_ref() != Some(function)
            && (self.shared.programs.contains_key(function.as_str()) || is_plain(function))
    }
}

fn is_plain(function: &FunctionName) -> bool {
    matches!(function.as_str(), "plain" | "odd")
}

impl Invoke for Functions {
    fn describe(&self, function: FunctionName) -> BoxFuture<'static, Option<FunctionInfo>> {
        let config = DurableConfig {
            execution_timeout_s: 7_200,
            ..DurableConfig::DEFAULT
        };
        let info = self.is_there(&function).then(|| FunctionInfo {
            durable: (!is_plain(&function)).then_some(config),
            timeout_s: TIMEOUT_S,
            memory_mb: 128,
            runtime: None,
            handler: None,
            aliases: BTreeMap::new(),
        });
        Box::pin(async move { info })
    }

    fn functions(&self) -> Vec<FunctionName> {
        Vec::new()
    }

    fn reaches(&self, function: &FunctionName) -> bool {
        self.is_there(function)
    }

    fn redirect(&self, url: String) {
        unreachable!("the functions are here, not at {url}")
    }

    fn invoke(&self, request: Request) -> BoxFuture<'static, Answer> {
        let shared = Arc::clone(&self.shared);
        let is_there = self.is_there(&request.function);
        let Work::Durable(input) = request.work else {
            return Box::pin(async move { Answer::Plain(plain(&shared, &request.function, is_there).await) });
        };
        if !is_there {
            let error = ErrorObject::new("ResourceNotFoundException", "Function not found");
            return Box::pin(async move { Answer::Durable(Execute::Missing { error }) });
        }
        shared.ledger().inputs.push(Input {
            arn: input.arn.clone(),
            request_id: request.request_id.clone(),
            operations: input.operations.clone(),
            updated: input.updated_operation_ids.clone(),
        });
        let engine = self.engine.lock().unwrap().clone().expect("connected");
        let handler = Handler::new(engine, Arc::clone(&shared), request.request_id, &input);
        Box::pin(async move { Answer::Durable(fly(&shared, &input.arn, handler).await) })
    }
}

/// A handler that hangs is given up, and goes on all the same: nobody tells it.
async fn fly(shared: &Shared, arn: &ExecutionArn, handler: Handler) -> Execute {
    let running = tokio::spawn(handler.run());
    let late_ms = shared.roll(|rng| if rng.u8(..4) == 0 { rng.u64(..8_000) } else { 0 });
    tokio::select! {
        biased;
        ran = running => {
            tokio::time::sleep(Duration::from_millis(late_ms)).await;
            ran.unwrap_or_else(|error| panic!("the handler of {arn} broke: {error}"))
        }
        () = tokio::time::sleep(Duration::from_secs(TIMEOUT_S.into())) => Execute::Broke {
            error: ErrorObject::new("Sandbox.Timedout", format!("Task timed out after {TIMEOUT_S}.00 seconds")),
        },
    }
}

async fn plain(shared: &Shared, function: &FunctionName, is_there: bool) -> PlainAnswer {
    if !is_there {
        return PlainAnswer::Missing;
    }
    let (late_ms, breaks) = shared.roll(|rng| (rng.u64(..5_000), rng.u8(..6) == 0));
    tokio::time::sleep(Duration::from_millis(late_ms)).await;
    if breaks {
        PlainAnswer::Broke(ErrorObject::new("Plain", "broke"))
    } else if function.as_str() == "odd" {
        PlainAnswer::Returned(vec![b'"', 0xff, b'"'])
    } else {
        PlainAnswer::Returned(b"\"plain\"".to_vec())
    }
}
