//! The guests: runs one invocation of a function, in a process or a container of ours or behind a foreign endpoint.
//!
//! ```text
//!  Sandboxes::invoke ─┬─ endpoint of the execution, of the function, or of all unknown ones ─▶ endpoint
//!                     └─ pool: wait for a place ─▶ reuse a warm sandbox, or start one ─▶ local
//!                                                   local = runtime_api (its port) + its guest
//!                                                   guest = process: guard ─▶ the guest's process group
//!                                                         | container: the engine ─▶ the guest
//! ```
//!
//! Nothing that a guest does ends or hangs us: its time, its answers, its lines, its connections and its
//! processes are bounded, and whatever it does wrong is an answer.

mod answer;
mod container;
mod endpoint;
mod environment;
pub mod function;
pub mod guard;
mod guest;
mod local;
pub mod logs;
mod pool;
mod process;
mod runtime_api;
mod setup;
mod text;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::engine::invoke::{Answer, Invoke, Request};
use crate::execution::{ErrorObject, FunctionInfo, FunctionName, limits};

use answer::Reply;
use endpoint::Endpoints;
use guest::Life;
use local::{Call, Ended, Workshop};
use pool::{Fleet, Place};

pub use container::{Owner, Yard};
pub use environment::Env;
pub use function::{Container, FunctionKind, FunctionSpec, Task};
pub use logs::{LogLine, LogSink, Stream};
pub use setup::{Config, Now, SandboxError};

/// How often idle sandboxes are looked for, at most.
const REAP_EVERY: Duration = Duration::from_secs(10);
/// Within this time [`Sandboxes::shutdown`] is over.
const SHUTDOWN: Duration = Duration::from_secs(2);

/// All functions, and all sandboxes. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Sandboxes(Arc<Inner>);

struct Inner {
    workshop: Workshop,
    endpoints: Endpoints,
    account: String,
    concurrency: usize,
    state: Mutex<State>,
}

struct State {
    fleets: BTreeMap<FunctionName, Arc<Fleet>>,
    api_address: Option<SocketAddr>,
    lambda_endpoint: Option<String>,
    yard: Option<Arc<Yard>>,
}

/// Where a function runs.
enum Where {
    Here(Arc<Fleet>),
    There {
        url: String,
        name: String,
        timeout_s: u32,
    },
    Nowhere,
}

impl Sandboxes {
    /// No function yet. Must be called inside a tokio runtime.
    pub fn new(config: Config) -> Result<Self, SandboxError> {
        let endpoints = Endpoints::new(config.endpoint_concurrency, Arc::clone(&config.now))?;
        let life = Life::default();
        let inner = Arc::new(Inner {
            workshop: Workshop {
                parent_env: Arc::new(config.parent_env),
                region: config.region,
                guard: config.guard,
                scratch: config.scratch,
                init_limit: config.init_limit,
                life: life.clone(),
                logs: config.logs,
                now: config.now,
            },
            endpoints,
            account: config.account,
            concurrency: config.concurrency,
            state: Mutex::new(State {
                fleets: BTreeMap::new(),
                api_address: config.api_address,
                lambda_endpoint: config.lambda_endpoint,
                yard: None,
            }),
        });
        life.tasks
            .spawn(reap(Arc::downgrade(&inner), life.clone(), config.idle));
        Ok(Self(inner))
    }

    /// Adds a function, or puts it in the place of the one of the same name: idle sandboxes of the old one end
    /// now, working ones when their invocation is over.
    pub fn register(&self, spec: FunctionSpec) {
        let fleet = Arc::new(Fleet::new(spec, self.0.concurrency));
        let old = self.0.state().fleets.insert(fleet.spec.name.clone(), fleet);
        if let Some(old) = old {
            old.retire();
        }
    }

    /// Removes a function; false if there is none of that name.
    pub fn unregister(&self, name: &FunctionName) -> bool {
        let old = self.0.state().fleets.remove(name);
        old.inspect(|fleet| fleet.retire()).is_some()
    }

    /// A function as it was registered.
    pub fn spec(&self, name: &FunctionName) -> Option<Arc<FunctionSpec>> {
        let state = self.0.state();
        state.fleets.get(name).map(|fleet| Arc::clone(&fleet.spec))
    }

    /// Says where the emulator listens. Needed before the first invocation.
    pub fn set_api_address(&self, address: SocketAddr) {
        self.0.state().api_address = Some(address);
    }

    /// Says where containers are run. Without it, functions that need one cannot start.
    pub fn set_yard(&self, yard: Yard) {
        self.0.state().yard = Some(Arc::new(yard));
    }

    /// Whether containers can be run.
    pub fn has_yard(&self) -> bool {
        self.0.state().yard.is_some()
    }

    /// Changes where unknown functions are called.
    pub fn set_lambda_endpoint(&self, url: Option<String>) {
        self.0.state().lambda_endpoint = url;
    }

    /// Where unknown functions are called.
    pub fn lambda_endpoint(&self) -> Option<String> {
        self.0.state().lambda_endpoint.clone()
    }

    /// Ends all guests: asks, and kills those that do not listen. Invocations in flight are lost.
    pub async fn shutdown(&self) {
        let life = &self.0.workshop.life;
        life.shutdown.cancel();
        life.tasks.close();
        // A guest that outlives this has its guard still.
        let _ = tokio::time::timeout(SHUTDOWN, life.tasks.wait()).await;
    }
}

impl Invoke for Sandboxes {
    fn redirect(&self, url: String) {
        self.set_lambda_endpoint(Some(url));
    }

    fn describe(&self, function: FunctionName) -> BoxFuture<'static, Option<FunctionInfo>> {
        let inner = Arc::clone(&self.0);
        Box::pin(async move {
            match inner.find(&function, None) {
                Where::Nowhere => None,
                Where::Here(fleet) => Some(fleet.spec.info()),
                Where::There { url, name, .. } => match inner.spec(&function) {
                    Some(spec) => Some(spec.info()),
                    None => inner.endpoints.describe(&url, &name).await,
                },
            }
        })
    }

    fn functions(&self) -> Vec<FunctionName> {
        self.0.state().fleets.keys().cloned().collect()
    }

    fn reaches(&self, function: &FunctionName) -> bool {
        !matches!(self.0.find(function, None), Where::Nowhere)
    }

    fn invoke(&self, request: Request) -> BoxFuture<'static, Answer> {
        let inner = Arc::clone(&self.0);
        Box::pin(async move {
            let shutdown = inner.workshop.life.shutdown.clone();
            let reply = tokio::select! {
                biased;
                () = shutdown.cancelled() => Reply::Lost,
                reply = inner.call(&request) => reply,
            };
            reply.answer(&request.work)
        })
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn spec(&self, name: &FunctionName) -> Option<Arc<FunctionSpec>> {
        self.state().fleets.get(name).map(|fleet| Arc::clone(&fleet.spec))
    }

    /// The execution's own endpoint first, then what is registered, then the endpoint for all others.
    fn find(&self, function: &FunctionName, own: Option<&str>) -> Where {
        let there = |url: &str, name: &str, timeout_s| Where::There {
            url: url.to_owned(),
            name: name.to_owned(),
            timeout_s,
        };
        // What a function behind a foreign endpoint may take is the endpoint's to say.
        let unknown = limits::MAX_FUNCTION_TIMEOUT_S;
        let state = self.state();
        match (own, state.fleets.get(function), &state.lambda_endpoint) {
            (Some(url), _, _) => there(url, function.as_str(), unknown),
            (None, Some(fleet), _) => match &fleet.spec.kind {
                FunctionKind::Endpoint { url, function } => there(url, function, fleet.spec.timeout_s),
                FunctionKind::Command { .. }
                | FunctionKind::Python { .. }
                | FunctionKind::Node { .. }
                | FunctionKind::Container(_) => Where::Here(Arc::clone(fleet)),
            },
            (None, None, Some(url)) => there(url, function.as_str(), unknown),
            (None, None, None) => Where::Nowhere,
        }
    }

    async fn call(&self, request: &Request) -> Reply {
        let call = |timeout_s| answer::call(request, &self.workshop.region, &self.account, timeout_s);
        match self.find(&request.function, request.endpoint.as_deref()) {
            Where::There { url, name, timeout_s } => {
                let durable = answer::is_durable(&request.work);
                let call = call(timeout_s);
                Reply::Foreign(self.endpoints.invoke(&url, &name, &call, durable).await)
            }
            Where::Here(fleet) => self.run(&fleet, &call(fleet.spec.timeout_s)).await,
            Where::Nowhere => Reply::Missing(ErrorObject::new(
                "ResourceNotFoundException",
                format!("Function not found: {}", call(0).function_arn),
            )),
        }
    }

    /// Runs a call in a warm sandbox, or a new one.
    async fn run(&self, fleet: &Arc<Fleet>, call: &Call) -> Reply {
        let Ok(mut place) = fleet.place(&call.version).await else {
            return Reply::Broke(ErrorObject::new("TooManyRequestsException", "Rate Exceeded."));
        };
        if let Some(sandbox) = place.warm()
            && sandbox.is_alive()
        {
            match sandbox.run(call).await {
                // It died in its sleep; nobody has seen the invocation.
                Ended::Untouched => {}
                ended => return self.finish(place, sandbox, call, ended),
            }
        }
        let (api, yard) = {
            let state = self.state();
            (state.api_address, state.yard.clone())
        };
        let Some(api) = api else {
            return Reply::Unusable(ErrorObject::new(
                "Runtime.InvalidEntrypoint",
                "the emulator does not listen yet",
            ));
        };
        match self.workshop.start(&fleet.spec, call, api, yard.as_deref()).await {
            Ok(sandbox) => {
                let ended = sandbox.run(call).await;
                self.finish(place, sandbox, call, ended)
            }
            Err(error) => Reply::Unusable(error),
        }
    }

    fn finish(&self, place: Place, sandbox: local::Sandbox, call: &Call, ended: Ended) -> Reply {
        let reply = match ended {
            Ended::Returned(body) => Reply::Returned(body.into()),
            Ended::Failed(error) => Reply::Broke(error),
            Ended::Lost(error) => return Reply::Broke(error),
            Ended::Untouched => {
                return Reply::Broke(ErrorObject::new(
                    "Runtime.ExitError",
                    format!(
                        "RequestId: {} Error: Runtime exited before it took the invocation",
                        call.request_id
                    ),
                ));
            }
        };
        place.put_back(&call.version, sandbox, (self.workshop.now)());
        reply
    }
}

/// Lets idle sandboxes go, until shutdown or until nobody has us any more.
async fn reap(inner: std::sync::Weak<Inner>, life: Life, idle: Duration) {
    let idle_ms = i64::try_from(idle.as_millis()).unwrap_or(i64::MAX);
    loop {
        tokio::select! {
            () = life.shutdown.cancelled() => return,
            () = tokio::time::sleep(REAP_EVERY.min(idle)) => {}
        }
        let Some(inner) = inner.upgrade() else { return };
        let fleets: Vec<_> = inner.state().fleets.values().cloned().collect();
        for fleet in fleets {
            fleet.reap((inner.workshop.now)(), idle_ms);
        }
    }
}
