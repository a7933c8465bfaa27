//! Sandboxes with a scripted guest, and short ways to ask it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use cargo_durable::engine::invoke::{Answer, DurableInput, Invoke, PlainAnswer, Request, Work};
use cargo_durable::execution::{ErrorObject, Execute, ExecutionArn, FunctionName, RequestId, Timestamp};
use cargo_durable::sandbox::{Config, FunctionKind, FunctionSpec, LogLine, Sandboxes};
use serde_json::Value;

use super::tool;

/// Sandboxes, a directory, and what guests print.
pub(crate) struct World {
    pub(crate) sandboxes: Sandboxes,
    pub(crate) lines: Arc<Mutex<Vec<LogLine>>>,
    pub(crate) dir: tempfile::TempDir,
}

/// The name of every guest.
pub(crate) fn name() -> FunctionName {
    FunctionName::parse("guest").unwrap()
}

impl World {
    /// No function yet.
    pub(crate) fn new(adjust: impl FnOnce(&mut Config)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let lines = Arc::<Mutex<Vec<LogLine>>>::default();
        let keep = Arc::clone(&lines);
        let mut config = Config::new(
            PathBuf::from(env!("CARGO_BIN_EXE_cargo-durable")),
            dir.path().join("scratch"),
            Arc::new(now),
            Arc::new(move |line| keep.lock().unwrap().push(line)),
        );
        config.api_address = Some("127.0.0.1:9014".parse().unwrap());
        config.parent_env = parent_env();
        adjust(&mut config);
        Self {
            sandboxes: Sandboxes::new(config).unwrap(),
            lines,
            dir,
        }
    }

    /// The Python guest as the function `guest`; `None` where there is no Python.
    pub(crate) fn with_guest(adjust: impl FnOnce(&mut Config)) -> Option<Self> {
        tool::find("python3", "python")?;
        let world = Self::new(adjust);
        world.sandboxes.register(world.guest());
        Some(world)
    }

    /// The Python guest, unregistered.
    pub(crate) fn guest(&self) -> FunctionSpec {
        let script = self.dir.path().join("guest.py");
        std::fs::write(&script, include_str!("guest.py")).unwrap();
        self.command(&["python3".as_ref(), &script])
    }

    /// Any program as the function `guest`.
    pub(crate) fn command(&self, argv: &[&Path]) -> FunctionSpec {
        let kind = FunctionKind::Command {
            argv: argv.iter().map(Into::into).collect(),
            cwd: self.dir.path().to_owned(),
        };
        FunctionSpec {
            timeout_s: 30,
            ..FunctionSpec::plain(name(), kind)
        }
    }

    /// Calls `guest` and takes its whole answer.
    pub(crate) async fn answer(&self, event: &Value) -> PlainAnswer {
        match self.sandboxes.invoke(request(event)).await {
            Answer::Plain(answer) => answer,
            Answer::Durable(other) => panic!("a plain call has a plain answer: {other:?}"),
        }
    }

    /// Calls `guest`, which returns JSON.
    pub(crate) async fn ask(&self, event: Value) -> Value {
        match self.answer(&event).await {
            PlainAnswer::Returned(body) => serde_json::from_slice(&body).unwrap(),
            other => panic!("{event} returns: {other:?}"),
        }
    }

    /// Calls `guest`, which fails.
    pub(crate) async fn fail(&self, event: Value) -> ErrorObject {
        match self.answer(&event).await {
            PlainAnswer::Broke(error) => error,
            other => panic!("{event} fails: {other:?}"),
        }
    }

    /// Calls `guest` for an execution.
    pub(crate) async fn execute(&self, request: Request) -> Execute {
        match self.sandboxes.invoke(request).await {
            Answer::Durable(execute) => execute,
            Answer::Plain(other) => panic!("a durable call has a durable answer: {other:?}"),
        }
    }

    /// The texts that guests have printed.
    pub(crate) fn printed(&self) -> Vec<String> {
        let lines = self.lines.lock().unwrap();
        lines.iter().map(|line| line.text.clone()).collect()
    }
}

fn now() -> Timestamp {
    Timestamp::from_millis(jiff::Timestamp::now().as_millisecond())
}

fn parent_env() -> BTreeMap<std::ffi::OsString, std::ffi::OsString> {
    #[expect(clippy::disallowed_methods, reason = "a test has no `cli::context`")]
    std::env::vars_os().collect()
}

/// A plain call of `guest`.
pub(crate) fn request(event: &Value) -> Request {
    Request {
        function: name(),
        version: "$LATEST".to_owned(),
        request_id: RequestId::parse(
            &uuid::Builder::from_random_bytes(fastrand_bytes())
                .into_uuid()
                .to_string(),
        )
        .unwrap(),
        tenant: None,
        trace: None,
        endpoint: None,
        work: Work::Plain {
            payload: event.to_string().into(),
            caller: None,
        },
    }
}

/// A durable call of `guest`, whose input has no operations.
pub(crate) fn durable() -> Request {
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:guest:$LATEST/durable-execution/n/i";
    let input = DurableInput {
        arn: ExecutionArn::parse(arn).unwrap(),
        checkpoint_token: "token".to_owned(),
        operations: Vec::new(),
        next_marker: None,
        updated_operation_ids: Vec::new(),
    };
    Request {
        work: Work::Durable(Arc::new(input)),
        ..request(&Value::Null)
    }
}

fn fastrand_bytes() -> [u8; 16] {
    fastrand::u128(..).to_be_bytes()
}
