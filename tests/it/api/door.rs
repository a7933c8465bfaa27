//! The door itself: who may knock, and what every answer carries.

use std::time::Duration;

use cargo_durable::client::{Client, ClientError};
use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::stage::Stage;

#[tokio::test]
async fn every_answer_says_which_request_it_answers() {
    let stage = Stage::start().await;
    let mut ids = Vec::new();
    for (method, target) in [
        (Method::GET, "/health"),
        (Method::GET, "/nowhere"),
        (Method::PUT, "/health"),
    ] {
        let reply = stage.send(method, target, &[], "").await;
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert!(reply.header("content-length").is_some() && reply.header("date").is_some());
        ids.push(reply.header("x-amzn-requestid").unwrap().to_owned());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[tokio::test]
async fn strangers() {
    let stage = Stage::start().await;
    let get = async |headers: &[(&str, &str)]| stage.send(Method::GET, "/health", headers, "").await.line();
    assert_eq!(
        get(&[("host", "evil.example")]).await,
        r#"403 AccessDeniedException {"message":"this emulator does not go by the name `evil.example`; start it with `--allow-host evil.example` if it should"}"#
    );
    assert!(get(&[("host", "my.box:9014")]).await.starts_with("200"));
    assert!(get(&[("origin", "http://evil.example")]).await.starts_with("403"));
    assert!(get(&[("sec-fetch-site", "cross-site")]).await.starts_with("403"));
    assert!(get(&[("origin", &stage.endpoint)]).await.starts_with("200"));
}

#[tokio::test]
async fn what_is_not_there() {
    let stage = Stage::start().await;
    assert_eq!(
        stage.get("/nowhere").await.line(),
        r#"404 UnknownOperationException {"message":"Unknown path pattern: GET /nowhere"}"#
    );
    let reply = stage.post("/health", "").await;
    assert_eq!(
        reply.line(),
        r#"405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD"}"#
    );
    assert_eq!(reply.header("allow"), Some("GET, HEAD"));
    let arn = "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Afn%3A1%2Fdurable-execution%2Fn%2Fi";
    for (method, target, allowed) in [
        (Method::PUT, "", "GET, HEAD, DELETE"),
        (Method::OPTIONS, "", "GET, HEAD, DELETE"),
        (Method::GET, "/stop", "POST"),
        (Method::HEAD, "/checkpoint", "POST"),
        (Method::DELETE, "/history", "GET, HEAD"),
    ] {
        let target = format!("/2025-12-01/durable-executions/{arn}{target}");
        let reply = stage.send(method, &target, &[], "").await;
        assert_eq!(
            (reply.status.as_u16(), reply.header("allow")),
            (405, Some(allowed)),
            "{target}"
        );
    }
    let head = stage.send(Method::HEAD, "/health", &[], "").await;
    assert_eq!(
        (head.line().as_str(), head.header("content-length")),
        ("200 - ", Some("20"))
    );
    let large = "x".repeat((16 << 20) + 1);
    let reply = stage.post("/start-durable-execution", &large).await;
    assert_eq!(
        reply.line(),
        r#"413 RequestTooLargeException {"Type":"User","message":"Request must be smaller than 16777216 bytes"}"#
    );
}

/// What a connection gets for these bytes, until it is closed or silent.
async fn raw(stage: &Stage, bytes: &[u8]) -> String {
    let address = stage.endpoint.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    let mut chunk = [0; 4096];
    while let Ok(Ok(n @ 1..)) =
        tokio::time::timeout(Duration::from_millis(300), stream.read(&mut chunk)).await
    {
        answer.extend_from_slice(&chunk[..n]);
    }
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn connections_are_kept_and_bounded() {
    let stage = Stage::start().await;
    let twice = "GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(2);
    assert_eq!(raw(&stage, twice.as_bytes()).await.matches("200 OK").count(), 2);
    let many = "x: y\r\n".repeat(200);
    let request = format!("GET /health HTTP/1.1\r\nhost: localhost\r\n{many}\r\n");
    assert!(raw(&stage, request.as_bytes()).await.starts_with("HTTP/1.1 431"));
    let long = "y".repeat(300_000);
    let request = format!("GET /health HTTP/1.1\r\nhost: localhost\r\nx: {long}\r\n\r\n");
    // Refused before it is read to its end, so the answer may be lost with the connection.
    let answer = raw(&stage, request.as_bytes()).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
        "{answer}"
    );
    assert!(raw(&stage, b"nonsense\r\n\r\n").await.starts_with("HTTP/1.1 400"));
}

#[tokio::test]
async fn nobody_there() {
    let client = Client::new("http://127.0.0.1:1").unwrap();
    let error = client.health().await.unwrap_err();
    assert!(matches!(error, ClientError::Unreachable { .. }), "{error:?}");
    assert_eq!(error.to_string(), "nothing answers at http://127.0.0.1:1");
    for bad in ["", "localhost:9014", "file:///x"] {
        assert!(
            matches!(Client::new(bad), Err(ClientError::InvalidEndpoint(_))),
            "{bad}"
        );
    }
}
