//! `callback` and `execution` with the real binary, against an emulator that is not ours: it does not know our routes.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::path::Path;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use expect_test::expect;
use serde_json::{Value, json};

use crate::cli_callback::{approval, leave, plain, scripted, settled, start};
use crate::cli_invoke::run;

/// Passes everything on but what only we know; says so as the official emulator does.
async fn foreign(State(upstream): State<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    if target.starts_with("/durable/") {
        let message = format!("Unknown path pattern: {} {}", parts.method, parts.uri.path());
        let body = json!({"Type": "ServiceException", "message": message}).to_string();
        return (StatusCode::INTERNAL_SERVER_ERROR, body).into_response();
    }
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{upstream}{target}");
    let answer = http.request(parts.method, url).body(body).send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    let mut response = (status, answer.bytes().await.unwrap()).into_response();
    for (name, value) in &headers {
        if name.as_str().starts_with("x-amzn-") {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

/// Starts an emulator that does not know what only we know; its address.
async fn start_foreign(dir: &Path) -> String {
    let router = Router::new().fallback(foreign).with_state(start(dir));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address.to_string()
}

/// What an emulator at an address answers.
fn told(dir: &Path, address: &str, lines: &[&str]) -> String {
    let mut told = String::new();
    let endpoint = format!("--endpoint=http://{address}");
    for line in lines {
        let args = line.split(' ').chain([endpoint.as_str()]);
        let (code, out, err) = run(dir, &args.collect::<Vec<_>>());
        told.extend(["$ ", line, "\n", &out, &err, "= ", &code.to_string(), "\n"]);
    }
    settled(&told).replace(address, "ADDRESS")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_emulator_is_asked_for_histories() {
    let dir = scripted();
    leave(dir.path(), "first", &approval());
    leave(dir.path(), "second", &plain(&["sign"]));
    let address = start_foreign(dir.path()).await;
    let told = |lines: &[&str]| told(dir.path(), &address, lines);
    expect![[r#"
        $ callback list
        CALLBACK  AGE  LEFT  HEARTBEAT
        first/item-1/approval  SPAN  SPAN  —
        second/sign  SPAN  —  —
        = 0
        $ callback list --execution @last -o json
        {
          "Callbacks": [
          {
          "CallbackId": "CALLBACK-ID",
          "Name": "sign",
          "DurableExecutionArn": "arn:aws:lambda:us-east-1:123456789012:function:flow:$LATEST/durable-execution/second/ID",
          "StartTimestamp":TIME
          }
          ]
        }
        = 0
        $ callback list --limit 1
        CALLBACK  AGE  LEFT  HEARTBEAT
        first/item-1/approval  SPAN  SPAN  —
        there are more than 1: `--limit N` shows them
        = 0
    "#]].assert_eq(&told(&[
        "callback list",
        "callback list --execution @last -o json",
        "callback list --limit 1",
    ]));
    expect![[r#"
        $ callback succeed nobody
        error: there is no open callback `nobody`
        hint: `cargo durable callback list --endpoint http://ADDRESS` shows what there is
        = 1
        $ callback heartbeat item-1/approval
        alive first/item-1/approval
        = 0
        $ callback succeed second/sign -r 1
        succeeded second/sign
        = 0
        $ callback succeed sign
        error: there is no open callback `sign`
        hint: `cargo durable callback list --endpoint http://ADDRESS` shows what there is
        = 1
        $ execution get nobody
        error: there is no execution `nobody`
        hint: `cargo durable execution list --endpoint http://ADDRESS` shows what there is
        = 1
    "#]]
    .assert_eq(&told(&[
        "callback succeed nobody",
        "callback heartbeat item-1/approval",
        "callback succeed second/sign -r 1",
        "callback succeed sign",
        "execution get nobody",
    ]));
    let (_, out, _) = run(dir.path(), &["execution", "list", "-o", "jsonl"]);
    let last: Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    let arn = last["DurableExecutionArn"].as_str().unwrap();
    let prefix = &arn.rsplit('/').next().unwrap()[..8];
    let found = told(&[&format!("execution get {prefix}")]);
    assert!(found.contains("/durable-execution/second/ID"), "{found}");
}
