//! A sandbox on this machine: a guest, and the Runtime API that is its only door.
//!
//! The guest is a process or a container, and is watched in the same way.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::oneshot;

use crate::execution::{ErrorObject, ExecutionArn, RequestId, TenantId};
use crate::wire::function_error::TIMED_OUT;

use super::container::{self, Yard};
use super::environment::{self, Env, Surroundings};
use super::function::{FunctionKind, FunctionSpec};
use super::guest::{Exit, Guest, Life};
use super::logs::{Label, LogSink, Owner};
use super::runtime_api::{Invocation, Report, RuntimeApi};
use super::{Now, process, setup, text};

/// How long a guest that has said why it cannot start may take to end by itself, and to print the rest.
const LAST_BREATH: Duration = Duration::from_millis(500);

/// All that sandboxes are made from, whatever the function.
#[derive(Clone)]
pub(super) struct Workshop {
    pub(super) parent_env: Arc<Env>,
    pub(super) region: String,
    pub(super) guard: PathBuf,
    /// A directory of ours; made when something must stand in it.
    pub(super) scratch: PathBuf,
    pub(super) init_limit: Duration,
    pub(super) life: Life,
    pub(super) logs: LogSink,
    pub(super) now: Now,
}

/// One invocation of a function, wherever it runs.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) request_id: RequestId,
    /// The execution that it is made for.
    pub(super) execution: Option<ExecutionArn>,
    pub(super) version: String,
    pub(super) function_arn: String,
    pub(super) body: Bytes,
    pub(super) timeout_s: u32,
    pub(super) trace: Option<String>,
    pub(super) tenant: Option<TenantId>,
}

impl Call {
    /// Whose lines are printed meanwhile.
    fn owner(&self) -> Owner {
        Owner {
            request_id: self.request_id.clone(),
            execution: self.execution.clone(),
        }
    }
}

/// What came of handing a call to a sandbox.
#[derive(Debug)]
pub(super) enum Ended {
    Returned(Bytes),
    /// The function said that it failed; the sandbox is good for more.
    Failed(ErrorObject),
    /// The sandbox is lost, and the invocation with it.
    Lost(ErrorObject),
    /// The sandbox is lost, but the invocation had not begun: another one may have it.
    Untouched,
}

/// A guest and its door. Dropping it kills the guest.
pub(super) struct Sandbox {
    api: RuntimeApi,
    guest: Guest,
    now: Now,
    init_limit: Duration,
}

impl Workshop {
    /// Starts a sandbox and waits until it asks for work; the error is final. `api` is where the emulator listens.
    pub(super) async fn start(
        &self,
        spec: &FunctionSpec,
        call: &Call,
        api: SocketAddr,
        yard: Option<&Yard>,
    ) -> Result<Sandbox, ErrorObject> {
        let label = Label::new(spec.name.clone(), call.owner(), Arc::clone(&self.logs));
        let container = match &spec.kind {
            FunctionKind::Container(container) => {
                let yard = yard.ok_or_else(|| unstartable("no engine for containers answers"))?;
                Some((container, yard))
            }
            FunctionKind::Command { .. }
            | FunctionKind::Python { .. }
            | FunctionKind::Node { .. }
            | FunctionKind::Endpoint { .. } => None,
        };
        let reach = container.map(|(_, yard)| &yard.reach);
        let runtime_api = RuntimeApi::listen(label.clone(), Arc::clone(&self.now), reach)
            .await
            .map_err(|error| unstartable(&format!("cannot listen for the runtime: {error}")))?;
        let (api, port) = (environment::reachable(api), runtime_api.address.port());
        let called = |address: SocketAddr| match reach {
            Some(reach) => reach.address(address.port()),
            None => address.to_string(),
        };
        let around = Surroundings {
            parent: &self.parent_env,
            region: &self.region,
            api: &called(api),
            runtime_api: &called(runtime_api.address),
            version: &call.version,
            log_stream: &text::log_stream((self.now)(), &call.version, port),
        };
        let guest = match container {
            Some((container, yard)) => {
                let env = environment::of_container(&around, spec, container);
                container::spawn(yard, spec, container, &env, &label, &self.life)
            }
            None => self.process(spec, &around, &label)?,
        };
        let sandbox = Sandbox {
            api: runtime_api,
            guest,
            now: Arc::clone(&self.now),
            init_limit: self.init_limit,
        };
        sandbox.ready(&call.request_id, &label).await.map(|()| sandbox)
    }

    fn process(
        &self,
        spec: &FunctionSpec,
        around: &Surroundings<'_>,
        label: &Label,
    ) -> Result<Guest, ErrorObject> {
        let bootstrap = match &spec.kind {
            FunctionKind::Node { .. } => {
                setup::write_bootstrap(&self.scratch).map_err(|why| unstartable(&why))?
            }
            FunctionKind::Command { .. }
            | FunctionKind::Python { .. }
            | FunctionKind::Container(_)
            | FunctionKind::Endpoint { .. } => PathBuf::new(),
        };
        let launch = spec
            .launch(&bootstrap)
            .ok_or_else(|| unstartable("an endpoint has no sandbox"))?;
        let env = environment::of(around, spec, &launch);
        process::spawn(&launch, &env, &self.guard, label, &self.life).map_err(|why| unstartable(&why))
    }
}

impl Sandbox {
    async fn ready(&self, request_id: &RequestId, label: &Label) -> Result<(), ErrorObject> {
        tokio::select! {
            biased;
            started = self.api.started() => {
                if started.is_err() {
                    let _ = tokio::time::timeout(LAST_BREATH, self.guest.exited()).await;
                }
                started
            }
            exit = self.guest.exited() => Err(init_failure(&exit, request_id, &label.last_words())),
            () = tokio::time::sleep(self.init_limit) => Err(ErrorObject::new(
                TIMED_OUT,
                format!(
                    "RequestId: {request_id} Error: the function did not ask for work within {} seconds of its start",
                    self.init_limit.as_secs()
                ),
            )),
        }
    }

    /// Runs one invocation.
    pub(super) async fn run(&self, call: &Call) -> Ended {
        let (taken, mut was_taken) = oneshot::channel();
        let (report, mut reported) = oneshot::channel();
        let timeout = Duration::from_secs(call.timeout_s.into());
        let handed = self.api.hand_over(Invocation {
            owner: call.owner(),
            body: call.body.clone(),
            timeout,
            function_arn: call.function_arn.clone(),
            trace: call.trace.clone(),
            tenant: call.tenant.clone(),
            taken,
            report,
        });
        if !handed || self.guest.has_exited() {
            return Ended::Untouched;
        }
        tokio::select! {
            biased;
            _ = &mut was_taken => {}
            _ = self.guest.exited() => return Ended::Untouched,
            // Busy with something of its own since its last answer.
            () = tokio::time::sleep(self.init_limit) => return Ended::Untouched,
        }
        tokio::select! {
            // A guest may answer and exit in one breath: the answer counts.
            biased;
            report = &mut reported => match report {
                Ok(Report::Returned(body)) => Ended::Returned(body),
                Ok(Report::Broke(error)) => Ended::Failed(error),
                Err(_) => Ended::Lost(ErrorObject::new("Runtime.Unknown", "the runtime API has closed")),
            },
            exit = self.guest.exited() => Ended::Lost(exit_error(&exit, &call.request_id)),
            () = tokio::time::sleep(timeout) => {
                let at = text::iso((self.now)());
                let why = format!("{at} {} Task timed out after {}.00 seconds", call.request_id, call.timeout_s);
                Ended::Lost(ErrorObject::new(TIMED_OUT, why))
            }
        }
    }

    /// Whether the guest still runs.
    pub(super) fn is_alive(&self) -> bool {
        !self.guest.has_exited()
    }

    /// Lets it go in peace.
    pub(super) fn retire(self) {
        self.guest.stop();
    }
}

fn exit_error(exit: &Exit, request_id: &RequestId) -> ErrorObject {
    let error_type = match exit {
        Exit::OutOfMemory => "Runtime.OutOfMemory",
        Exit::Code(_) | Exit::Signal(_) | Exit::Unstartable(_) => "Runtime.ExitError",
    };
    ErrorObject::new(
        error_type,
        format!("RequestId: {request_id} Error: {}", exit.reason()),
    )
}

fn init_failure(exit: &Exit, request_id: &RequestId, last_words: &str) -> ErrorObject {
    match exit {
        Exit::Unstartable(why) => unstartable(why),
        Exit::Code(1) if last_words.ends_with("No module named awslambdaric") => unstartable(&format!(
            "{last_words}; hint: install it for this interpreter with `pip install awslambdaric`"
        )),
        Exit::Code(_) if last_words.contains("version `GLIBC_") && last_words.contains("not found") => {
            unstartable(&format!(
                "{last_words}; hint: it was built against a newer C library than its image has: build it with \
                 `cargo lambda build`, or for a target such as `x86_64-unknown-linux-musl`"
            ))
        }
        Exit::Code(_) if last_words.contains("exec format error") => {
            unstartable(&container::explain(last_words))
        }
        exit => exit_error(exit, request_id),
    }
}

fn unstartable(why: &str) -> ErrorObject {
    ErrorObject::new("Runtime.InvalidEntrypoint", why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_a_program_from_starting_is_explained() {
        let id = RequestId::parse("1b4e28ba-2fa1-41d2-883f-0016d3cca427").unwrap();
        let said = |last_words: &str| {
            init_failure(&Exit::Code(1), &id, last_words)
                .error_message
                .unwrap()
        };
        let newer = said(
            "/var/task/bootstrap: /lib64/libc.so.6: version `GLIBC_2.38' not found (required by /var/task/bootstrap)",
        );
        assert!(newer.contains("cargo lambda build"), "{newer}");
        let other = said("exec /var/task/bootstrap: exec format error");
        assert!(other.contains("for another processor"), "{other}");
        let python = said("/usr/bin/python3: No module named awslambdaric");
        assert!(python.contains("pip install awslambdaric"), "{python}");
        assert_eq!(
            said("boom"),
            format!("RequestId: {id} Error: Runtime exited with error: exit status 1")
        );
    }
}
