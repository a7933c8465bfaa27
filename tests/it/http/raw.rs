//! Requests byte for byte: SAM's sequence as its two clients send it (sam.md 5), old HTTP, and bodies that wait to
//! be asked for.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::run::text;
use super::world::{World, encode, patient};

const REQUESTS: &str = "User-Agent: python-requests/2.32.3\r\nAccept-Encoding: gzip, deflate\r\nAccept: */*";
const BOTOCORE: &str = "Accept-Encoding: identity\r\nUser-Agent: Botocore/1.40.0 ua/2.1 os/linux md/arch#x86_64\r\nX-Amz-Date: 20260102T030405Z\r\nAuthorization: AWS4-HMAC-SHA256 Credential=foo/20260102/us-west-2/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature=0000";
const SAM_ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:function:$LATEST/durable-execution/";

async fn connect(world: &World) -> TcpStream {
    TcpStream::connect(world.emulator.address()).await.unwrap()
}

async fn until_closed(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    patient("an answer", stream.read_to_end(&mut answer))
        .await
        .unwrap();
    String::from_utf8(answer).unwrap()
}

/// Sends a request as it stands; the connection is closed after the answer.
async fn send(world: &World, request: &str) -> String {
    let mut stream = connect(world).await;
    stream.write_all(request.as_bytes()).await.unwrap();
    until_closed(stream).await
}

struct Sam<'a> {
    world: &'a World,
    host: String,
}

impl Sam<'_> {
    async fn send(&self, line: &str, client: &str, body: Option<&str>) -> (String, String) {
        let length = body.map_or(String::new(), |body| {
            format!("Content-Length: {}\r\n", body.len())
        });
        let request = format!(
            "{line} HTTP/1.1\r\nHost: {}\r\n{client}\r\nConnection: close\r\n{length}\r\n{}",
            self.host,
            body.unwrap_or_default()
        );
        let answer = send(self.world, &request).await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.lines().next().unwrap().to_owned(), body.to_owned())
    }

    async fn json(&self, line: &str, body: Option<&str>, expected: &str) -> Value {
        let (status, body) = self.send(line, BOTOCORE, body).await;
        assert_eq!(status, expected, "{line}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// What `sam local invoke` sends where the template and the user are silent.
    async fn start(&self) -> String {
        let client = format!("{REQUESTS}\r\nContent-Type: application/json");
        let start = json!({
            "AccountId": "123456789012", "FunctionName": "function", "FunctionQualifier": "$LATEST",
            "ExecutionName": null, "ExecutionTimeoutSeconds": null, "ExecutionRetentionPeriodDays": null,
            "Input": "{}\n", "LambdaEndpoint": self.world.endpoint,
        });
        let (status, body) = self
            .send("POST /start-durable-execution", &client, Some(&start.to_string()))
            .await;
        assert_eq!(status, "HTTP/1.1 201 Created", "{body}");
        let started: Value = serde_json::from_str(&body).unwrap();
        let arn = text(&started["ExecutionArn"]);
        assert!(arn.starts_with(SAM_ARN), "{arn}");
        arn
    }
}

/// Starts, polls, answers a callback in three ways, stops: once from the host and once from a container.
#[tokio::test]
async fn sam_asks() {
    let world = World::new().await;
    let port = world.emulator.address().port();
    for host in [
        format!("localhost:{port}"),
        format!("host.docker.internal:{port}"),
    ] {
        let sam = Sam { world: &world, host };
        let (status, body) = sam.send("GET /health", REQUESTS, None).await;
        assert_eq!(
            (status.as_str(), body.as_str()),
            ("HTTP/1.1 200 OK", r#"{"status":"healthy"}"#)
        );
        let arn = sam.start().await;
        let mut run = world.follow(&arn).await;
        let path = format!("/2025-12-01/durable-executions/{}", encode(&arn));

        for (verb, body) in [
            ("succeed", Some("\"yes\"")),
            ("succeed", Some("")),
            ("fail", Some("{}")),
        ] {
            let id = run
                .open_callback(&format!("{verb}{}", body.unwrap().len()), &json!({}))
                .await;
            let callback = format!("POST /2025-12-01/durable-execution-callbacks/{}", encode(&id));
            // Neither a body nor a content type.
            let heartbeat = sam
                .json(&format!("{callback}/heartbeat"), None, "HTTP/1.1 200 OK")
                .await;
            assert_eq!(heartbeat, json!({}));
            let answer = sam
                .json(&format!("{callback}/{verb}"), body, "HTTP/1.1 200 OK")
                .await;
            assert_eq!(answer, json!({}));
            let gone = sam
                .json(&format!("{callback}/{verb}"), body, "HTTP/1.1 400 Bad Request")
                .await;
            assert_eq!(
                gone["Message"],
                "The callback is either timed out or already completed"
            );
        }
        let get = sam.json(&format!("GET {path}"), None, "HTTP/1.1 200 OK").await;
        assert_eq!(
            (&get["Status"], &get["InputPayload"]),
            (&json!("RUNNING"), &json!("{}\n"))
        );
        let line = format!("GET {path}/history?IncludeExecutionData=true");
        let history = sam.json(&line, None, "HTTP/1.1 200 OK").await;
        let kinds: Vec<String> = history["Events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| text(&event["EventType"]))
            .collect();
        assert_eq!(kinds[1..3], ["CallbackStarted", "CallbackSucceeded"]);
        let stop = format!("POST {path}/stop");
        let stopped = sam.json(&stop, Some("{}"), "HTTP/1.1 200 OK").await;
        assert!(stopped["StopTimestamp"].is_number(), "{stopped}");
        let get = sam.json(&format!("GET {path}"), None, "HTTP/1.1 200 OK").await;
        assert_eq!((&get["Status"], &get["Error"]), (&json!("STOPPED"), &json!({})));
        // The next one has to wait for this one's sandbox: a runtime emulator has but one.
        run.suspends();
        let end = sam
            .json(
                "GET /2025-12-01/durable-executions/none",
                None,
                "HTTP/1.1 400 Bad Request",
            )
            .await;
        assert!(end["message"].is_string());
    }
}

/// What other clients add to Invoke is let pass.
#[tokio::test]
async fn invoke_with_every_header() {
    let world = World::new().await;
    let request = format!(
        "POST /2015-03-31/functions/flow/invocations HTTP/1.1\r\nHost: 127.0.0.1\r\n{BOTOCORE}\r\n\
         X-Amz-Log-Type: Tail\r\nX-Amz-Client-Context: eyJjdXN0b20iOnt9fQ==\r\nX-Amz-Invocation-Type: Event\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{{}}"
    );
    let answer = send(&world, &request).await;
    assert!(answer.starts_with("HTTP/1.1 202 Accepted\r\n"), "{answer}");
}

/// A body that ends before its end, or in a way that no body does.
#[tokio::test]
async fn bodies_that_break() {
    let world = World::new().await;
    for route in [
        "POST /start-durable-execution",
        "POST /2015-03-31/functions/flow/invocations",
        "PUT /lambda-endpoint",
    ] {
        let request =
            format!("{route} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n");
        let answer = send(&world, &request).await;
        assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
        assert!(
            answer.contains("x-amzn-errortype: InvalidRequestContentException\r\n"),
            "{answer}"
        );
        let body = r#"{"Type":"User","message":"The request body could not be read"}"#;
        assert!(answer.ends_with(body), "{answer}");
    }
    assert!(world.is_quiet().await);
}

#[tokio::test]
async fn old_and_patient_clients() {
    let world = World::new().await;
    // No host, no version worth the name.
    let answer = send(&world, "GET /health HTTP/1.0\r\n\r\n").await;
    assert!(
        answer.starts_with("HTTP/1.0 200 OK\r\n") && answer.ends_with(r#"{"status":"healthy"}"#),
        "{answer}"
    );
    let answer = send(
        &world,
        "POST /2015-03-31/functions/nobody/invocations HTTP/1.0\r\nContent-Length: 1\r\n\r\n1",
    )
    .await;
    assert!(answer.starts_with("HTTP/1.0 404 Not Found\r\n"), "{answer}");

    // curl waits before it sends what is large.
    let body = format!("\"{}\"", "x".repeat(1 << 20));
    let mut stream = connect(&world).await;
    let head = format!(
        "POST /2015-03-31/functions/flow/invocations HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n\
         Connection: close\r\nX-Amz-Invocation-Type: Event\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut go = [0; 25];
    patient("leave to go on", stream.read_exact(&mut go))
        .await
        .unwrap();
    assert_eq!(&go, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(body.as_bytes()).await.unwrap();
    let answer = until_closed(stream).await;
    assert!(
        answer.starts_with("HTTP/1.1 413 Payload Too Large\r\n"),
        "two bytes too many: {answer}"
    );
    // Who is refused at the door is not asked for a body.
    let stranger = "POST /start-durable-execution HTTP/1.1\r\nHost: evil.example\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n";
    let answer = send(&world, stranger).await;
    assert!(answer.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{answer}");

    let answer = send(
        &world,
        "HEAD /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )
    .await;
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\n"),
        "{answer}"
    );
    let answer = send(
        &world,
        "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 404 Not Found\r\n"), "{answer}");
}
