//! Routes, from paths as clients write them.

use super::*;

const ARN: &str =
    "arn:aws:lambda:us-east-1:123456789012:function:fn:$LATEST/durable-execution/order-1/7c0e-11";

fn find(method: &Method, raw: &str) -> Route {
    Route::find(method, raw).unwrap_or_else(|refusal| panic!("{method} {raw}: {refusal:?}"))
}

/// Every way in which an ARN is seen in a path.
fn spellings() -> Vec<String> {
    let once = path::encode(ARN);
    assert_eq!(
        once,
        "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Afn%3A%24LATEST%2Fdurable-execution%2Forder-1%2F7c0e-11"
    );
    vec![
        ARN.to_owned(),
        ARN.replace('/', "%2F"),
        ARN.replace('$', "%24").replace(':', "%3a"),
        path::encode(&once),
        path::encode(&once.to_lowercase().replace("latest", "LATEST")),
        // Pasted into a shell.
        path::encode(&ARN.replace("$LATEST", "")),
        ARN.replace("$LATEST", ""),
        once,
    ]
}

#[test]
fn an_execution_in_every_spelling_with_every_verb() {
    let verbs = [
        (Method::GET, "", Verb::Get),
        (Method::DELETE, "", Verb::Delete),
        (Method::POST, "/checkpoint", Verb::Checkpoint),
        (Method::GET, "/state", Verb::State),
        (Method::GET, "/history", Verb::History),
        (Method::POST, "/stop", Verb::Stop),
        (Method::POST, "/pause", Verb::Pause),
        (Method::POST, "/resume", Verb::Resume),
    ];
    for spelling in spellings() {
        for (method, suffix, verb) in &verbs {
            let raw = format!("/2025-12-01/durable-executions/{spelling}{suffix}");
            let expected = Route::Execution(Ok(ExecutionArn::parse(ARN).unwrap()), *verb);
            assert_eq!(find(method, &raw), expected, "{raw}");
        }
    }
}

#[test]
fn names_and_ids_may_be_verbs() {
    let base = "arn:aws:lambda:us-east-1:123456789012:function:stop:1/durable-execution";
    for (name, id) in [("stop", "history"), ("state", "checkpoint"), ("resume", "stop")] {
        let arn = ExecutionArn::parse(&format!("{base}/{name}/{id}")).unwrap();
        let raw = format!("/2025-12-01/durable-executions/{arn}");
        assert_eq!(
            find(&Method::GET, &raw),
            Route::Execution(Ok(arn.clone()), Verb::Get)
        );
        assert_eq!(
            find(&Method::DELETE, &raw),
            Route::Execution(Ok(arn.clone()), Verb::Delete)
        );
        assert_eq!(
            find(&Method::POST, &format!("{raw}/stop")),
            Route::Execution(Ok(arn), Verb::Stop)
        );
    }
}

#[test]
fn what_is_no_arn_is_named_in_the_answer() {
    for bad in ["x", "arn%3Aaws", "a/b/c", "%FF", "x/history"] {
        let raw = format!("/2025-12-01/durable-executions/{bad}");
        let Route::Execution(Err(rejection), _) = find(&Method::GET, &raw) else {
            panic!("{raw}");
        };
        let text = rejection.to_string();
        assert!(
            text.contains("at 'durableExecutionArn' failed to satisfy"),
            "{text}"
        );
    }
}

#[test]
fn callback_ids_are_base64_with_or_without_escapes() {
    let id = "YWJj/ZGVm+Zw==";
    for (verb, expected) in [
        ("succeed", Route::SucceedCallback(id.into())),
        ("fail", Route::FailCallback(id.into())),
        ("heartbeat", Route::HeartbeatCallback(id.into())),
    ] {
        for spelling in [id.to_owned(), path::encode(id)] {
            let raw = format!("/2025-12-01/durable-execution-callbacks/{spelling}/{verb}");
            assert_eq!(find(&Method::POST, &raw), expected, "{raw}");
        }
        assert_eq!(find(&Method::POST, &path::callback(id, verb)), expected);
    }
}

#[test]
fn functions() {
    let full = "arn:aws:lambda:us-east-1:123456789012:function:fn:$LATEST";
    for name in ["fn", "fn:1", "123456789012:function:fn", full] {
        for spelling in [name.to_owned(), path::encode(name)] {
            let raw = format!("/2015-03-31/functions/{spelling}");
            assert_eq!(find(&Method::GET, &raw), Route::Function(name.into()));
            assert_eq!(
                find(&Method::GET, &format!("{raw}/configuration")),
                Route::Configuration(name.into())
            );
            assert_eq!(
                find(&Method::POST, &format!("{raw}/invocations")),
                Route::Invoke(name.into())
            );
            let raw = format!("/2025-12-01/functions/{spelling}/durable-executions");
            assert_eq!(find(&Method::GET, &raw), Route::ExecutionsOf(name.into()));
        }
    }
    for raw in ["/2015-03-31/functions", "/2015-03-31/functions/"] {
        assert_eq!(find(&Method::GET, raw), Route::Functions);
    }
    assert_eq!(
        find(&Method::GET, "/2021-10-31/functions/fn/url"),
        Route::FunctionUrl
    );
}

#[test]
fn the_official_emulators_own() {
    assert_eq!(find(&Method::POST, path::START), Route::Start);
    assert_eq!(find(&Method::PUT, path::LAMBDA_ENDPOINT), Route::LambdaEndpoint);
    assert_eq!(find(&Method::GET, path::HEALTH), Route::Health);
    assert_eq!(find(&Method::GET, path::METRICS), Route::Metrics);
    assert_eq!(find(&Method::GET, &path::executions()), Route::Executions);
}

#[test]
fn unknown_paths_and_methods() {
    for raw in [
        "/",
        "",
        "/2025-12-01",
        "/2025-12-01/functions",
        "/2025-12-01/functions//durable-executions",
        "/2025-12-01/durable-execution-callbacks/x",
        "/2025-12-01/durable-execution-callbacks//succeed",
        "/2025-12-01/durable-execution-callbacks/x/cancel",
        "/2025-12-01/durable-executionsX",
        "/2015-03-31/functions/fn/versions",
        "/2015-03-31/functions/fn/invocations/x",
        "/healthy",
    ] {
        let found = Route::find(&Method::GET, raw);
        assert!(matches!(found, Err(Refusal::Front { .. })), "{raw}: {found:?}");
    }
    let wrong = Route::find(&Method::PUT, &path::execution(ARN, Some("history")));
    assert!(
        matches!(wrong, Err(Refusal::WrongMethod { allowed: READ })),
        "{wrong:?}"
    );
}
