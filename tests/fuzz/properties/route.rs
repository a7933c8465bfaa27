//! Raw paths: their escapes, and where they lead (contract 1.2).

use axum::http::Method;
use cargo_durable::api::{Route, Verb};
use cargo_durable::execution::ExecutionArn;
use cargo_durable::wire::path;

const VERBS: [(Method, Option<&str>, Verb); 8] = [
    (Method::GET, None, Verb::Get),
    (Method::DELETE, None, Verb::Delete),
    (Method::POST, Some("checkpoint"), Verb::Checkpoint),
    (Method::GET, Some("state"), Verb::State),
    (Method::GET, Some("history"), Verb::History),
    (Method::POST, Some("stop"), Verb::Stop),
    (Method::POST, Some("pause"), Verb::Pause),
    (Method::POST, Some("resume"), Verb::Resume),
];

pub(crate) fn check(text: &str) {
    escapes(text);
    if let Ok(arn) = ExecutionArn::parse(text) {
        spellings(&arn);
    }
    if !text.is_empty() {
        names(text);
    }
    for method in [Method::GET, Method::POST, Method::DELETE] {
        leads(&method, text);
        // What makes sense below the collections is found sooner there.
        leads(&method, &format!("{}/durable-executions/{text}", path::DURABLE));
        leads(
            &method,
            &format!("{}/durable-execution-callbacks/{text}", path::DURABLE),
        );
        leads(&method, &format!("{}/functions/{text}", path::LAMBDA));
    }
}

/// Escaped text is plain, and comes back; a text's own escapes are undone once.
fn escapes(text: &str) {
    let escaped = path::encode(text);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~%".contains(&byte);
    assert!(
        escaped.bytes().all(is_plain),
        "nothing is left to escape: {escaped}"
    );
    assert_eq!(
        path::decode(&escaped).as_deref(),
        Some(text),
        "escaping is undone"
    );
    assert_eq!(
        path::decode(text),
        String::from_utf8(unescaped(text)).ok(),
        "escapes are undone once"
    );
}

/// Percent encoding, undone; what is no escape stays.
pub(crate) fn unescaped(text: &str) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let (bytes, mut at) = (text.as_bytes(), 0);
    let mut plain = Vec::with_capacity(bytes.len());
    while let Some(byte) = bytes.get(at) {
        let escaped = (digit(bytes.get(at + 1)), digit(bytes.get(at + 2)));
        if let (b'%', (Some(high), Some(low))) = (byte, escaped) {
            plain.push(u8::try_from(high * 16 + low).expect("two digits are a byte"));
            at += 3;
        } else {
            plain.push(*byte);
            at += 1;
        }
    }
    plain
}

/// An ARN is found in each of its spellings, with each verb.
fn spellings(arn: &ExecutionArn) {
    let once = path::encode(arn.as_str());
    for (method, word, verb) in &VERBS {
        let expected = Some(Route::Execution(Ok(arn.clone()), *verb));
        let made = path::execution(arn.as_str(), *word);
        assert_eq!(Route::of_path(method, &made), expected, "{made}");
        for spelling in [arn.to_string(), once.replace("%3A", "%3a"), path::encode(&once)] {
            let raw = path::execution("ARN", *word).replacen("ARN", &spelling, 1);
            assert_eq!(Route::of_path(method, &raw), expected, "{raw}");
        }
    }
}

/// A path that is made for a name leads to it, whatever the name is.
fn names(name: &str) {
    let to = |raw: &str| Route::of_path(&Method::POST, raw);
    let own = || name.to_owned();
    assert_eq!(
        to(&path::callback(name, "succeed")),
        Some(Route::SucceedCallback(own()))
    );
    assert_eq!(
        to(&path::callback(name, "fail")),
        Some(Route::FailCallback(own()))
    );
    assert_eq!(
        to(&path::callback(name, "heartbeat")),
        Some(Route::HeartbeatCallback(own()))
    );
    assert_eq!(to(&path::executions_of(name)), Some(Route::ExecutionsOf(own())));
    assert_eq!(to(&path::invocations(name)), Some(Route::Invoke(own())));
    assert_eq!(to(&path::functions(Some(name))), Some(Route::Function(own())));
}

/// What a raw path leads to has a path, which leads there.
fn leads(method: &Method, raw: &str) {
    let Some(route) = Route::of_path(method, raw) else {
        return;
    };
    let made = match &route {
        Route::Execution(Ok(arn), verb) => {
            let (_, word, _) = VERBS.iter().find(|(_, _, known)| known == verb).expect("a verb");
            path::execution(arn.as_str(), *word)
        }
        // It is told why it is none.
        Route::Execution(Err(_), _) | Route::FunctionUrl => return,
        Route::SucceedCallback(id) => path::callback(id, "succeed"),
        Route::FailCallback(id) => path::callback(id, "fail"),
        Route::HeartbeatCallback(id) => path::callback(id, "heartbeat"),
        Route::ExecutionsOf(name) => path::executions_of(name),
        Route::Executions => path::executions(),
        Route::Invoke(name) => path::invocations(name),
        Route::Functions => path::functions(None),
        Route::Function(name) => path::functions(Some(name)),
        Route::Configuration(name) => format!("{}/configuration", path::functions(Some(name))),
        Route::Events => path::EVENTS.to_owned(),
        Route::Callbacks => path::CALLBACKS.to_owned(),
        Route::Found => path::FOUND.to_owned(),
        Route::Logs => path::LOGS.to_owned(),
        Route::Start => path::START.to_owned(),
        Route::LambdaEndpoint => path::LAMBDA_ENDPOINT.to_owned(),
        Route::Health => path::HEALTH.to_owned(),
        Route::Metrics => path::METRICS.to_owned(),
    };
    assert_eq!(Route::of_path(method, &made), Some(route), "{raw} is {made}");
}
