//! An execution with a past: operations of every type in every status, and an invocation that may checkpoint.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use cargo_durable::execution::catalog::DurableConfig;
use cargo_durable::execution::{
    CallbackId, ChainedOutcome, Change, Checkpoint, Command, Completion, Details, ErrorObject, Execute,
    ExecutionArn, Limits, OperationId, Origin, RequestId, Started, Target, Update,
};
use cargo_durable::wire::parse::{self, ParsedCheckpoint};

use super::world::World;

/// The execution of which every story tells.
pub(crate) const ARN: &str =
    "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/monday/0b2e4f52";
/// The token that the past leaves behind; seeds present it.
pub(crate) const TOKEN: &str = "MGIyZTRmNTIuNDEuNDE=";

/// Limits that a small input can exceed.
pub(crate) const TIGHT: Limits = Limits {
    payload_bytes: 200,
    error_bytes: 300,
    operations: 60,
    execution_bytes: 2_000,
    ..Limits::SERVICE
};

/// What the first invocation did, in three checkpoints.
const PAST: [&str; 3] = [
    r#"[
    {"Id":"open","Type":"CONTEXT","Action":"START","Name":"cart","SubType":"RunInChildContext"},
    {"Id":"done","Type":"CONTEXT","Action":"START"},
    {"Id":"hidden","ParentId":"done","Type":"STEP","Action":"SUCCEED","Payload":"1"},
    {"Id":"kept","Type":"CONTEXT","Action":"START","ContextOptions":{"ReplayChildren":true}},
    {"Id":"shown","ParentId":"kept","Type":"STEP","Action":"SUCCEED","Payload":"2"},
    {"Id":"gone","Type":"CONTEXT","Action":"FAIL","Error":{"ErrorType":"E"}},
    {"Id":"step","ParentId":"open","Name":"pay","SubType":"Step","Type":"STEP","Action":"START"},
    {"Id":"pending","Type":"STEP","Action":"RETRY","Error":{"ErrorMessage":"m"},"StepOptions":{"NextAttemptDelaySeconds":600}},
    {"Id":"ready","Type":"STEP","Action":"RETRY","Payload":"0","StepOptions":{"NextAttemptDelaySeconds":1}},
    {"Id":"good","Type":"STEP","Action":"SUCCEED","Payload":"\"\\u00e9\n\""},
    {"Id":"bad","Type":"STEP","Action":"FAIL","Error":{"ErrorType":"E","StackTrace":["a","b"]}}]"#,
    r#"[
    {"Id":"wait","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":600}},
    {"Id":"soon","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":25}},
    {"Id":"over","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":1}},
    {"Id":"off","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":9}},
    {"Id":"call","ParentId":"open","Type":"CALLBACK","Action":"START","CallbackOptions":{"TimeoutSeconds":900,"HeartbeatTimeoutSeconds":45}},
    {"Id":"late","Type":"CALLBACK","Action":"START","CallbackOptions":{"TimeoutSeconds":1}},
    {"Id":"heard","Type":"CALLBACK","Action":"START"},
    {"Id":"told","Type":"CALLBACK","Action":"START"},
    {"Id":"child","Type":"CHAINED_INVOKE","Action":"START","Payload":"{}","ChainedInvokeOptions":{"FunctionName":"stock:1"}},
    {"Id":"plain","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"plain"}},
    {"Id":"ran","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"plain"}},
    {"Id":"lost","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"missing"}}]"#,
    r#"[
    {"Id":"off","Type":"WAIT","Action":"CANCEL"},
    {"Id":"done","Type":"CONTEXT","Action":"SUCCEED"},
    {"Id":"kept","Type":"CONTEXT","Action":"SUCCEED","ContextOptions":{"ReplayChildren":true}}]"#,
];

static TOLD: LazyLock<World> = LazyLock::new(tell);

/// The execution with its past, under these limits.
pub(crate) fn begin(limits: &Limits) -> World {
    let mut world = TOLD.clone();
    world.limits = *limits;
    world
}

/// What a body asks for, if it is well formed.
pub(crate) fn parse(body: &[u8], limits: &Limits) -> Option<(ParsedCheckpoint, Vec<Update>)> {
    let mut parsed = parse::checkpoint(body, limits).ok()?;
    let updates = std::mem::replace(&mut parsed.updates, Ok(Vec::new())).ok()?;
    Some((parsed, updates))
}

/// The command that presents the valid token; without one there is none.
pub(crate) fn checkpoint(world: &World, parsed: &ParsedCheckpoint, updates: &[Update]) -> Option<Checkpoint> {
    Some(Checkpoint {
        token: world.execution.checkpoint_token()?,
        client_token: parsed.client_token.clone(),
        updates: updates.to_vec(),
        digest: parsed.digest,
        targets: updates.iter().filter_map(target).collect::<BTreeMap<_, _>>(),
        nonce: 0,
    })
}

/// What a chained invoke means: plain functions begin with `p`, missing ones with `m`, all others are durable.
fn target(update: &Update) -> Option<(OperationId, Target)> {
    let Change::ChainedInvokeStart { function, .. } = &update.change else {
        return None;
    };
    let target = match (function.name.as_str().as_bytes()[0], &function.qualifier) {
        (b'p', qualifier) => Target::Plain {
            version: qualifier.clone().unwrap_or_else(|| "$LATEST".to_owned()),
        },
        (b'm', _) => Target::Missing {
            function_arn: "arn".to_owned(),
        },
        (_, None) => Target::Unqualified {
            function_arn: "arn".to_owned(),
        },
        (_, Some(_)) => Target::Durable {
            child: ExecutionArn::parse(ARN).expect("an ARN"),
            version: "1".to_owned(),
        },
    };
    Some((update.id.clone(), target))
}

/// Whether a chained invoke cannot be made (contract 5.4).
pub(crate) fn is_unreachable(change: &Change) -> bool {
    matches!(change, Change::ChainedInvokeStart { function, .. }
        if function.name.as_str().starts_with('m')
            || (function.qualifier.is_none() && !function.name.as_str().starts_with('p')))
}

/// Time passes, and the execution is told or finds out.
pub(crate) fn pass(world: &mut World, seconds: u32, is_told: bool) {
    world.now = world.now.plus_seconds(seconds);
    if is_told {
        world.submit(&Command::Tick).expect("time is not refused");
    }
}

fn tell() -> World {
    let mut world = World::new(Started {
        arn: ExecutionArn::parse(ARN).expect("an ARN"),
        input: Some("{\"id\":1}".into()),
        config: DurableConfig {
            execution_timeout_s: 86_400,
            ..DurableConfig::DEFAULT
        },
        origin: Origin::Sync,
        tenant: None,
        trace: Some("Root=1".to_owned()),
        endpoint: None,
    });
    world.thorough = false;
    begin_invocation(&mut world, "r1");
    for updates in PAST {
        let token = world
            .execution
            .checkpoint_token()
            .expect("it may checkpoint")
            .encode();
        let body = format!(
            r#"{{"CheckpointToken":"{token}","Updates":{}}}"#,
            updates.replace('\n', "")
        );
        let (parsed, updates) = parse(body.as_bytes(), &Limits::SERVICE).expect("the past is well formed");
        let checkpoint = checkpoint(&world, &parsed, &updates).expect("it may checkpoint");
        world
            .submit(&Command::Checkpoint(checkpoint))
            .expect("the past is lawful");
    }
    pass(&mut world, 2, true);
    complete(
        &mut world,
        "heard",
        Completion::Succeed {
            result: Some("ok".into()),
        },
    );
    complete(&mut world, "call", Completion::Heartbeat);
    let error = ErrorObject::new("Refused", "no");
    complete(&mut world, "told", Completion::Fail { error });
    let ran = Command::FinishChainedInvoke {
        id: id("ran"),
        outcome: ChainedOutcome::Succeeded {
            result: Some("[]".into()),
        },
    };
    world.submit(&ran).expect("a chained invoke ends");
    let pending = Command::FinishInvocation {
        request_id: request("r1"),
        execute: Execute::Pending,
    };
    world.submit(&pending).expect("an invocation ends");
    begin_invocation(&mut world, "r2");
    let token = world.execution.checkpoint_token().expect("it may checkpoint");
    assert_eq!(
        token.encode(),
        TOKEN,
        "seeds present the token that the past leaves behind"
    );
    world
}

fn begin_invocation(world: &mut World, name: &str) {
    let request_id = request(name);
    world
        .submit(&Command::BeginInvocation { request_id })
        .expect("an invocation begins");
}

fn complete(world: &mut World, callback: &str, completion: Completion) {
    let callback_id = callback_id(world, callback);
    let command = Command::CompleteCallback {
        callback_id,
        completion,
    };
    world.submit(&command).expect("an open callback is completed");
}

fn callback_id(world: &World, callback: &str) -> CallbackId {
    let operation = world.execution.operation(&id(callback)).expect("it is there");
    match &operation.details {
        Details::Callback { callback_id, .. } => callback_id.clone(),
        details => panic!("a callback, not {details:?}"),
    }
}

pub(crate) fn id(text: &str) -> OperationId {
    OperationId::parse(text).expect("an id")
}

pub(crate) fn request(text: &str) -> RequestId {
    RequestId::parse(text).expect("a request id")
}
