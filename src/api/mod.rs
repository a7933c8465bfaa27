//! The door: HTTP in, commands out.
//!
//! Paths carry ARNs, with their slashes escaped or not, so requests are routed by [`Route`] on the raw path and
//! not by axum's patterns. A request passes the [`guard`], its body is read whole, and every answer carries a
//! request id.

mod answers_as;
mod callback;
mod error;
mod events;
mod execution;
mod extract;
mod function;
mod guard;
mod invoke;
mod list;
mod logs;
mod look_up;
mod official;
mod serve;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::{self, Next};
use axum::response::Response;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::engine::Engine;
use crate::wire::path;

pub use answers_as::AnswersAs;
pub use error::Refusal;
use extract::Call;
pub use extract::{Route, Verb, read_body};
pub use serve::serve;

/// Requests that are answered at once, waiting callers of Invoke among them; the next one is told 429.
const MAX_REQUESTS: usize = 4096;
/// Callers of Invoke who wait for the end at once; the next one is told 429. Each holds a connection, and what they
/// wait for needs connections to checkpoint on.
const MAX_WAITING_CALLERS: usize = 768;
/// Asynchronous calls of plain functions that run or wait at once.
const MAX_PLAIN_EVENTS: usize = 256;

const _: () = assert!(
    MAX_WAITING_CALLERS < serve::MAX_CONNECTIONS,
    "who waits leaves connections to those who are waited for"
);

/// What the door needs.
#[derive(Clone)]
pub struct ApiState {
    pub engine: Engine,
    /// Names under which the emulator may be called, beside addresses and `localhost` (decisions 22); `*` is any.
    pub allow_hosts: Vec<String>,
    pub answers_as: AnswersAs,
}

/// What every handler sees.
struct Api {
    engine: Engine,
    allow_hosts: Vec<String>,
    answers_as: AnswersAs,
    requests: Semaphore,
    waiting_callers: Semaphore,
    plain_events: Arc<Semaphore>,
    /// Calls of plain functions, which outlive the request that asked for them.
    calls: TaskTracker,
}

/// All routes, guarded; the private ones are the emulator's own.
pub fn router(state: ApiState, private: Router) -> Router {
    let api = Arc::new(Api {
        engine: state.engine,
        allow_hosts: state.allow_hosts,
        answers_as: state.answers_as,
        requests: Semaphore::new(MAX_REQUESTS),
        waiting_callers: Semaphore::new(MAX_WAITING_CALLERS),
        plain_events: Arc::new(Semaphore::new(MAX_PLAIN_EVENTS)),
        calls: TaskTracker::new(),
    });
    Router::new()
        .fallback(answer)
        .with_state(Arc::clone(&api))
        .merge(private)
        .layer(middleware::from_fn_with_state(Arc::clone(&api), guard::guard))
        .layer(middleware::from_fn_with_state(api, name_request))
}

/// Every answer says which request it answers.
async fn name_request(State(api): State<Arc<Api>>, request: Request, next: Next) -> Response {
    let id = api.engine.mint_request_id();
    let asked = tracing::enabled!(tracing::Level::DEBUG)
        .then(|| (request.method().clone(), request.uri().path().to_owned()));
    let mut response = next.run(request).await;
    if let Some((method, path)) = asked {
        tracing::debug!("{method} {path}: {}", response.status().as_u16());
    }
    if let Ok(id) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(path::REQUEST_ID, id);
    }
    response
}

async fn answer(State(api): State<Arc<Api>>, request: Request) -> Response {
    let Ok(_permit) = api.requests.try_acquire() else {
        return Refusal::busy().respond(api.answers_as.name_in());
    };
    let answered = match Route::find(request.method(), request.uri().path()) {
        Ok(route) => {
            let asked = api.answers_as.asked(&route);
            let answered = respond(&api, route, request).await;
            answered.map_err(|refusal| api.answers_as.refusal(asked.as_ref(), refusal))
        }
        Err(refusal) => Err(refusal),
    };
    answered.unwrap_or_else(|refusal| refusal.respond(api.answers_as.name_in()))
}

/// Every route.
async fn respond(api: &Arc<Api>, route: Route, request: Request) -> Result<Response, Refusal> {
    let call = Call::read(request).await?;
    match route {
        Route::Execution(arn, verb) => match verb {
            Verb::Checkpoint => execution::checkpoint(api, &arn?, &call).await,
            Verb::State => execution::state(api, &arn?, &call).await,
            Verb::Get => execution::get(api, &arn?, &call).await,
            Verb::History => execution::history(api, &arn?, &call).await,
            Verb::Stop => execution::stop(api, &arn?, &call).await,
            Verb::Pause => execution::pause(api, &arn?, &call).await,
            Verb::Resume => execution::resume(api, &arn?, &call).await,
            Verb::Delete => execution::delete(api, &arn?).await,
        },
        Route::SucceedCallback(id) => callback::succeed(api, &id, &call).await,
        Route::FailCallback(id) => callback::fail(api, &id, &call).await,
        Route::HeartbeatCallback(id) => callback::heartbeat(api, &id).await,
        Route::ExecutionsOf(function) => list::of_function(api, &function, &call).await,
        Route::Invoke(function) => invoke::invoke(api, &function, &call).await,
        Route::Functions => function::list(api).await,
        Route::Function(name) => function::get(api, &name, &call).await,
        Route::Configuration(name) => function::configuration(api, &name, &call).await,
        Route::FunctionUrl => Err(function::no_url()),
        Route::Events => events::follow(api, &call).await,
        Route::Callbacks => look_up::callbacks(api, &call).await,
        Route::Found => look_up::executions(api, &call).await,
        Route::Logs => logs::lines(api, &call).await,
        // The official emulator's.
        Route::Executions => list::of_all(api, &call).await,
        Route::Start => official::start(api, &call).await,
        Route::LambdaEndpoint => official::set_lambda_endpoint(api, &call),
        Route::Health => Ok(official::health()),
        Route::Metrics => Ok(official::metrics()),
    }
}
