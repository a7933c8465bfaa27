//! From the words of a script to commands.

use std::collections::BTreeMap;
use std::str::FromStr;

use cargo_durable::execution::catalog::DurableConfig;
use cargo_durable::execution::{
    CallbackId, ChainedOutcome, Change, Checkpoint, CheckpointToken, ClientToken, Command, Completion,
    Details, ErrorObject, Execute, ExecutionArn, ExecutionName, FunctionName, FunctionRef, Limits, Meta,
    OperationId, OperationName, Origin, Payload, RequestId, Retry, Seq, Started, SubType, Target, TenantId,
    Update,
};

use super::print;
use super::world::World;

/// A line as words; quotes hold one together and go away.
pub(super) fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            ',' if !quoted => words.extend([",".to_owned(), String::new()]),
            c => words.last_mut().expect("there is a word").push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What follows `key=`.
fn option<'a>(words: &'a [String], key: &str) -> Option<&'a str> {
    words
        .iter()
        .find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
}

fn number<T: FromStr>(words: &[String], key: &str) -> Option<T> {
    let text = option(words, key)?;
    Some(
        text.parse()
            .ok()
            .unwrap_or_else(|| panic!("a number: {key}={text}")),
    )
}

fn has(words: &[String], flag: &str) -> bool {
    words.iter().any(|word| word == flag)
}

/// The word at a place, if it is not an option.
fn plain(words: &[String], place: usize) -> Option<&str> {
    let is_option = |word: &String| word.starts_with('@') || word.contains('=');
    words
        .iter()
        .filter(|word| !is_option(word))
        .nth(place)
        .map(String::as_str)
}

fn payload(words: &[String], place: usize) -> Option<Payload> {
    plain(words, place).map(Payload::from)
}

fn failure(words: &[String], place: usize) -> Option<ErrorObject> {
    plain(words, place).map(|text| {
        let (error_type, message) = text.split_once('/').unwrap_or((text, "m"));
        ErrorObject::new(error_type, message)
    })
}

pub(super) fn id(text: &str) -> OperationId {
    OperationId::parse(text).expect("an operation id")
}

pub(super) fn request(number: u32) -> RequestId {
    RequestId::parse(&format!("r{number}")).expect("a request id")
}

pub(super) fn arn(name: &str) -> ExecutionArn {
    let function = FunctionName::parse("fn").expect("a function name");
    let name = ExecutionName::parse(name).expect("an execution name");
    ExecutionArn::mint("us-east-1", "123456789012", &function, "$LATEST", &name, "exec")
}

pub(super) fn start(words: &[String]) -> World {
    assert_eq!(words[0], "start", "a script begins with start");
    let config = DurableConfig {
        execution_timeout_s: number(words, "timeout").unwrap_or(86_400),
        retention_days: number(words, "retention").or(Some(14)),
        timeout_configured: false,
    };
    World::new(Started {
        arn: arn("order"),
        input: option(words, "input").map(Payload::from),
        config,
        origin: if has(words, "async") {
            Origin::Async
        } else {
            Origin::Sync
        },
        tenant: None,
        trace: option(words, "trace").map(Into::into),
        endpoint: None,
    })
}

/// What only looks.
pub(super) fn show(world: &World, words: &[String]) -> Option<String> {
    let execution = &world.execution;
    let shown = match words[0].as_str() {
        "show" => {
            let operation = execution.operation(&id(&words[1]));
            print::details(operation.expect("a known operation"))
        }
        "state" => {
            let page = execution.page(0, 100, usize::MAX);
            print::list(page.operations.iter().map(|operation| operation.id.as_str()))
        }
        "updated" => print::list(execution.updated_operation_ids().iter().map(OperationId::as_str)),
        "row" => print::row(&execution.row()),
        _ => return None,
    };
    Some(shown)
}

/// The command that a line asks for, if it asks for one.
pub(super) fn command(world: &mut World, words: &[String]) -> Option<Command> {
    let client_token = option(words, "@client").map(|text| ClientToken::parse(text).expect("a client token"));
    let reason = option(words, "reason").map(str::to_owned);
    let command = match words[0].as_str() {
        "limits" => {
            world.limits = limits(words);
            return None;
        }
        "sleep" | "tick" => {
            let seconds = words.get(1).map_or(0.0, |text| text.parse().expect("seconds"));
            #[expect(clippy::cast_possible_truncation, reason = "a script's seconds are few")]
            let millis = (seconds * 1000.0) as i64;
            world.now = world.now.plus_millis(millis);
            if words[0] == "sleep" {
                return None;
            }
            Command::Tick
        }
        "begin" => {
            world.invocations += 1;
            Command::BeginInvocation {
                request_id: request(world.invocations),
            }
        }
        "checkpoint" => {
            let checkpoint = checkpoint(world, &words[1..], client_token);
            world.last_checkpoint = Some(checkpoint.clone());
            Command::Checkpoint(checkpoint)
        }
        "repeat" => Command::Checkpoint(world.last_checkpoint.clone().expect("there was a checkpoint")),
        "finish" => Command::FinishInvocation {
            request_id: option(words, "@request").map_or_else(
                || request(world.invocations),
                |text| RequestId::parse(text).expect("a request id"),
            ),
            execute: execute(&words[1..]),
        },
        "callback" => callback(world, &words[1..]),
        "chained" => Command::FinishChainedInvoke {
            id: id(&words[1]),
            outcome: chained(&words[2..]),
        },
        "stop" => Command::Stop {
            error: failure(words, 1).unwrap_or_default(),
        },
        "move" => Command::Move {
            endpoint: plain(words, 1).expect("an endpoint").to_owned(),
        },
        "pause" => Command::Pause {
            client_token,
            reason,
            execution_timeout_paused: !has(words, "keep"),
        },
        "resume" => Command::Resume { client_token, reason },
        other => panic!("not a command: {other}"),
    };
    Some(command)
}

fn limits(words: &[String]) -> Limits {
    let service = Limits::SERVICE;
    Limits {
        payload_bytes: number(words, "payload").unwrap_or(service.payload_bytes),
        error_bytes: service.error_bytes,
        operations: number(words, "ops").unwrap_or(service.operations),
        execution_bytes: number(words, "bytes").unwrap_or(service.execution_bytes),
        crash_retries: number(words, "crash"),
        unusable_is_final: has(words, "unusable"),
        bad_pendings: number(words, "bad").unwrap_or(service.bad_pendings),
    }
}

fn checkpoint(world: &World, words: &[String], client_token: Option<ClientToken>) -> Checkpoint {
    let last = world.tokens.last().cloned();
    let token = match option(words, "@token") {
        None => last.unwrap_or(CheckpointToken {
            execution: "exec".to_owned(),
            invocation: Seq(1),
            at: Seq(1),
        }),
        Some("foreign") => CheckpointToken {
            execution: "other".to_owned(),
            invocation: Seq(2),
            at: Seq(2),
        },
        Some(place) => world.tokens[place.parse::<usize>().expect("a token's place") - 1].clone(),
    };
    let updates: Vec<_> = words
        .split(|word| word == ",")
        .map(|words| {
            words
                .iter()
                .filter(|word| !word.starts_with('@'))
                .cloned()
                .collect::<Vec<_>>()
        })
        .filter(|words| !words.is_empty())
        .collect();
    let mut targets = BTreeMap::new();
    for words in &updates {
        let (operation, change) = words[0].split_once('=').expect("ID=Change");
        if change == "ChainedStart" {
            targets.insert(id(operation), target(words));
        }
    }
    Checkpoint {
        token,
        client_token,
        updates: updates.iter().map(|words| update(words)).collect(),
        digest: number(words, "@digest").unwrap_or(7),
        targets,
        nonce: 9,
    }
}

fn target(words: &[String]) -> Target {
    let function_arn = "arn:aws:lambda:us-east-1:123456789012:function:t:$LATEST".to_owned();
    match option(words, "target").unwrap_or("durable") {
        "durable" => Target::Durable {
            child: arn("child"),
            version: "1".to_owned(),
        },
        "plain" => Target::Plain {
            version: "$LATEST".to_owned(),
        },
        "missing" => Target::Missing { function_arn },
        "unqualified" => Target::Unqualified { function_arn },
        other => panic!("not a target: {other}"),
    }
}

fn update(words: &[String]) -> Update {
    let (operation, change) = words[0].split_once('=').expect("ID=Change");
    let words = &words[1..];
    Update {
        id: id(operation),
        meta: Meta {
            parent: option(words, "parent").map(id),
            name: option(words, "name").map(|text| OperationName::parse(text).expect("a name")),
            sub_type: option(words, "sub").map(|text| SubType::parse(text).expect("a sub type")),
        },
        change: change_of(change, words),
    }
}

fn change_of(change: &str, words: &[String]) -> Change {
    let (result, error) = (payload(words, 0), failure(words, 0));
    let replay_children = has(words, "replay");
    let context_words: Vec<_> = words.iter().filter(|word| *word != "replay").cloned().collect();
    let seconds = number(words, "s").unwrap_or(0);
    match change {
        "StepStart" => Change::StepStart,
        "StepSucceed" => Change::StepSucceed { result },
        "StepFail" => Change::StepFail { error },
        "StepRetry" => Change::StepRetry {
            delay_s: seconds,
            retry: Retry::Failed(error.unwrap_or_default()),
        },
        "StepPoll" => Change::StepRetry {
            delay_s: seconds,
            retry: Retry::Polled(result),
        },
        "ContextStart" => Change::ContextStart { replay_children },
        "ContextSucceed" => Change::ContextSucceed {
            result: payload(&context_words, 0),
            replay_children,
        },
        "ContextFail" => Change::ContextFail {
            error: failure(&context_words, 0),
            replay_children,
        },
        "WaitStart" => Change::WaitStart { duration_s: seconds },
        "WaitCancel" => Change::WaitCancel,
        "CallbackStart" => Change::CallbackStart {
            timeout_s: seconds,
            heartbeat_s: number(words, "heartbeat").unwrap_or(0),
        },
        "ChainedStart" => Change::ChainedInvokeStart {
            function: FunctionRef::parse(option(words, "fn").unwrap_or("t:1")).expect("a function"),
            input: result,
            tenant: option(words, "tenant").map(|text| TenantId::parse(text).expect("a tenant")),
            trace: option(words, "trace").map(str::to_owned),
        },
        "ExecutionSucceed" => Change::ExecutionSucceed { result },
        "ExecutionFail" => Change::ExecutionFail { error },
        other => panic!("not a change: {other}"),
    }
}

fn execute(words: &[String]) -> Execute {
    let error = failure(words, 1);
    match plain(words, 0).expect("an end") {
        "ok" => Execute::Succeeded {
            result: payload(words, 1),
        },
        "fail" => Execute::Failed { error },
        "pending" => Execute::Pending,
        "malformed" => Execute::Malformed {
            message: plain(words, 1).expect("a message").to_owned(),
        },
        "broke" => Execute::Broke {
            error: error.unwrap_or_default(),
        },
        "missing" => Execute::Missing {
            error: error.unwrap_or_default(),
        },
        "unusable" => Execute::Unusable {
            error: error.unwrap_or_default(),
        },
        "lost" => Execute::Lost,
        other => panic!("not an end: {other}"),
    }
}

fn callback(world: &World, words: &[String]) -> Command {
    let operation = &words[0];
    let callback_id = match option(words, "@op") {
        Some(other) => CallbackId::mint(world.execution.arn(), &id(other), 9),
        None => callback_id(world, operation, number(words, "@nonce")),
    };
    let completion = match plain(words, 1).expect("a completion") {
        "ok" => Completion::Succeed {
            result: payload(words, 2),
        },
        "fail" => Completion::Fail {
            error: failure(words, 2).unwrap_or_default(),
        },
        "heartbeat" => Completion::Heartbeat,
        other => panic!("not a completion: {other}"),
    };
    Command::CompleteCallback {
        callback_id,
        completion,
    }
}

fn callback_id(world: &World, operation: &str, nonce: Option<u64>) -> CallbackId {
    let known = world
        .execution
        .operation(&id(operation))
        .map(|operation| &operation.details);
    match (known, nonce) {
        (Some(Details::Callback { callback_id, .. }), None) => callback_id.clone(),
        (_, nonce) => CallbackId::mint(world.execution.arn(), &id(operation), nonce.unwrap_or(9)),
    }
}

fn chained(words: &[String]) -> ChainedOutcome {
    let error = failure(words, 1).unwrap_or_default();
    match words[0].as_str() {
        "ok" => ChainedOutcome::Succeeded {
            result: payload(words, 1),
        },
        "fail" => ChainedOutcome::Failed { error },
        "timeout" => ChainedOutcome::TimedOut { error },
        "stop" => ChainedOutcome::Stopped { error },
        other => panic!("not an outcome: {other}"),
    }
}
