//! `sam local`: SAM runs the functions, in containers of AWS's images, and we drive them.

use std::time::Duration;

use expect_test::expect;
use tokio::process::Child;

use super::{World, eventually, finish, settled, shown};
use crate::sdk::project::Ran;
use crate::support::docker::{self, Images};

/// A world of containers, which are gone with it whatever comes of a test.
struct Local {
    world: World,
    images: &'static Images,
}

impl std::ops::Deref for Local {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        let code = format!("volume={}", self.dir().join("src").display());
        for id in self
            .images
            .engine
            .run(&["ps", "--all", "--quiet", "--filter", &code])
            .lines()
        {
            self.images.engine.remove(id);
        }
    }
}

/// The world, if there is an engine that has the image; SAM's tag of it names the architecture, too.
async fn world() -> Option<Local> {
    let images = docker::images()?;
    let architecture = if cfg!(target_arch = "aarch64") {
        "arm64"
    } else {
        "x86_64"
    };
    let tag = format!("{}-{architecture}", docker::PYTHON);
    if !images
        .engine
        .try_run(&["image", "inspect", &tag])
        .status
        .success()
    {
        images.engine.run(&["tag", docker::PYTHON, &tag]);
    }
    let world = World::start(&[]).await?;
    Some(Local { world, images })
}

/// What is left of a transcript that Docker and the function wrote to, too: the summary of SAM's.
fn summary(ran: &Ran) -> String {
    // Whether it was seen waiting depends on when SAM looked.
    let is_prompt = |line: &&str| line.contains("Execution is waiting for callback");
    let lines: Vec<&str> = ran.stdout.lines().filter(|line| !is_prompt(line)).collect();
    let text = lines.join("\n");
    settled(&format!("{}\n= {}\n", text.trim(), ran.code.unwrap_or(-1)))
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a transcript is as long as it is")]
async fn a_wait_and_a_callback_answered_from_another_terminal() {
    let Some(world) = world().await else { return };
    std::fs::write(world.dir().join("event.json"), r#"{"id":1}"#).unwrap();
    let invoke = "local invoke Order -e event.json --durable-execution-name first";
    let (invoked, answered) = tokio::join!(world.run(invoke), async {
        let id = world.callback().await;
        let lines = [
            format!("local execution get {}", world.arn("first").await),
            format!("local callback heartbeat {id}"),
            format!(r#"local callback succeed {id} -r {{"ok":true}}"#),
        ];
        world.types_all(lines).await
    });
    let started = "Durable execution started";
    assert!(invoked.stderr.contains(started), "{invoked:?}");
    expect![[r#"
        Execution Summary:
        =========================
        ARN:      arn:aws:lambda:us-east-1:123456789012:function:function:$LATEST/durable-execution/first/ID
        Name:     first
        Duration: N.NNs
        Status:   SUCCEEDED ✅
        Input:    {"id":1}
        Result:   {"ok":true}

        Commands you can use next
        =========================
        [*] Get execution details: sam local execution get arn:aws:lambda:us-east-1:123456789012:function:function:$LATEST/durable-execution/first/ID
        [*] View execution history: sam local execution history arn:aws:lambda:us-east-1:123456789012:function:function:$LATEST/durable-execution/first/ID
        = 0
        $ sam local execution get arn:aws:lambda:us-east-1:123456789012:function:function:$LATEST/durable-execution/first/ID

        Execution Summary:
        =========================
        ARN:      arn:aws:lambda:us-east-1:123456789012:function:function:$LATEST/durable-execution/first/ID
        Name:     first
        Duration: N/A
        Status:   RUNNING
        Input:    {"id":1}
        ! Using external durable functions emulator: localhost:PORT
        = 0
        $ sam local callback heartbeat CALLBACK
        💓 Callback heartbeat sent for ID: CALLBACK
        ! Using external durable functions emulator: localhost:PORT
        = 0
        $ sam local callback succeed CALLBACK -r {"ok":true}
        ✅ Callback success sent for ID: CALLBACK
        Result: {"ok":true}
        ! Using external durable functions emulator: localhost:PORT
        = 0
    "#]].assert_eq(&(summary(&invoked) + &answered));
    let arn = world.arn("first").await;
    let table = format!("local execution history {arn}");
    expect![[r#"
        $ sam local execution history arn:aws:lambda:us-east-1:123456789012:function:function:$LATEST/durable-execution/first/ID
        ┌──────────┬─────────────────────┬──────────┬──────────┬───────────┬─────────────────────────────────────────────────────┬─────────────┐
        │ Event Id │      Event Type     │ SubType  │   Name   │ Timestamp │                       Details                       │   Payload   │
        ├──────────┼─────────────────────┼──────────┼──────────┼───────────┼─────────────────────────────────────────────────────┼─────────────┤
        │    1     │   ExecutionStarted  │    -     │  first   │  HH:MM:SS │ Timeout: 86400s                                     │ {"id":1}    │
        │    2     │     StepStarted     │   Step   │ validate │  HH:MM:SS │ -                                                   │ -           │
        │    3     │    StepSucceeded    │   Step   │ validate │  HH:MM:SS │ -                                                   │ {"id":1}    │
        │    4     │     WaitStarted     │   Wait   │ cool-off │  HH:MM:SS │ Duration: 1s                                        │ -           │
        │    5     │ InvocationCompleted │    -     │    -     │  HH:MM:SS │ Invocation Id: ID │ -           │
        │    6     │    WaitSucceeded    │   Wait   │ cool-off │  HH:MM:SS │ -                                                   │ -           │
        │    7     │   CallbackStarted   │ Callback │ approval │  HH:MM:SS │ Timeout: 600s, Heartbeat: 300s                      │ -           │
        │    8     │ InvocationCompleted │    -     │    -     │  HH:MM:SS │ Invocation Id: ID │ -           │
        │    9     │  CallbackSucceeded  │ Callback │ approval │  HH:MM:SS │ -                                                   │ {"ok":true} │
        │    10    │ InvocationCompleted │    -     │    -     │  HH:MM:SS │ Invocation Id: ID │ -           │
        │    11    │  ExecutionSucceeded │    -     │  first   │  HH:MM:SS │ -                                                   │ {"ok":true} │
        └──────────┴─────────────────────┴──────────┴──────────┴───────────┴─────────────────────────────────────────────────────┴─────────────┘
        ! Using external durable functions emulator: localhost:PORT
        = 0
    "#]].assert_eq(&world.types(&table).await);
    let history = format!("execution history {arn} --format json");
    let local = world.run(&format!("local {history}")).await;
    let remote = world.run(&format!("remote {history}")).await;
    assert_eq!(local.json(), remote.json());
}

/// Without a name, which SAM then says is `null`.
#[tokio::test]
async fn it_is_stopped_from_another_terminal() {
    let Some(world) = world().await else { return };
    let (invoked, stopped) = tokio::join!(world.run("local invoke Order"), async {
        world.callback().await;
        let arn = world.arn("@last").await;
        let stop = format!("local execution stop {arn} --error-message enough");
        world.types(&stop).await
    });
    expect![[r#"
        Execution Summary:
        =========================
        ARN:      arn:aws:lambda:us-east-1:123456789012:function:function:$LATEST/durable-execution/ID/ID
        Name:     ID
        Duration: N.NNs
        Status:   STOPPED ⚠️
        Input:    {}
        Error:    Unknown: enough

        Commands you can use next
        =========================
        [*] Get execution details: sam local execution get arn:aws:lambda:us-east-1:123456789012:function:function:$LATEST/durable-execution/ID/ID
        [*] View execution history: sam local execution history arn:aws:lambda:us-east-1:123456789012:function:function:$LATEST/durable-execution/ID/ID
        = 0
        $ sam local execution stop arn:aws:lambda:us-east-1:123456789012:function:function:$LATEST/durable-execution/ID/ID --error-message enough
        🛑 Execution stopped: arn:aws:lambda:us-east-1:123456789012:function:function:$LATEST/durable-execution/ID/ID
        Error Message: enough
        ! Using external durable functions emulator: localhost:PORT
        = 0
    "#]].assert_eq(&(summary(&invoked) + &stopped));
}

/// The runtime emulator answers 502, and the function is tried again; the service would do so until the end.
#[tokio::test]
async fn a_function_that_exits_is_told_as_the_service_would() {
    let Some(world) = world().await else { return };
    std::fs::write(world.dir().join("event.json"), r#"{"mode":"exit"}"#).unwrap();
    let invoke = "local invoke Order -e event.json --durable-execution-name exits";
    let (invoked, history) = tokio::join!(world.run(invoke), async {
        let history = eventually("two attempts", async || {
            let asked = ["-o", "json", "execution", "history", "exits"];
            let events = world.project.run(&asked).await;
            let events = serde_json::from_str::<serde_json::Value>(&events.stdout).ok()?;
            let events = events["Events"].as_array()?.clone();
            (events.len() > 2).then_some(events)
        })
        .await;
        world.project.run(&["execution", "stop", "exits"]).await;
        history
    });
    assert_eq!(invoked.code, Some(0), "SAM has no other code: {invoked:?}");
    let error = &history[1]["InvocationCompletedDetails"]["Error"]["Payload"];
    assert_eq!(error["ErrorType"], "Runtime.ExitError", "{error}");
}

/// A server of SAM's, and its port.
struct Server {
    child: Child,
    url: String,
    http: reqwest::Client,
}

impl Server {
    async fn start(world: &World, kind: &str) -> Self {
        // Free a moment ago: SAM cannot pick one itself.
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port().to_string();
        drop(free);
        let child = world.spawn(&format!("local {kind} --port {port}"));
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("http://127.0.0.1:{port}");
        eventually("it listens", async || http.get(&url).send().await.ok()).await;
        Self { child, url, http }
    }

    async fn post(&self, path: &str, body: &'static str) -> (u16, Option<String>, String) {
        let request = self.http.post(format!("{}{path}", self.url)).body(body);
        let answer = request.timeout(Duration::from_mins(1)).send().await.unwrap();
        let arn = answer.headers().get("x-amz-durable-execution-arn");
        let arn = arn.map(|arn| arn.to_str().unwrap().to_owned());
        (answer.status().as_u16(), arn, answer.text().await.unwrap())
    }

    /// What it said. It may have been started where Ctrl-C is ignored, as in the background; and then leaves its
    /// containers behind.
    async fn stop(self) -> String {
        let pid = rustix::process::Pid::from_raw(i32::try_from(self.child.id().unwrap()).unwrap()).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        shown(&finish(self.child).await)
    }
}

#[tokio::test]
async fn behind_an_api() {
    let Some(world) = world().await else { return };
    let server = Server::start(&world, "start-api").await;
    let (status, _, body) = server.post("/web", "hello").await;
    let said = server.stop().await;
    assert_eq!((status, body.as_str()), (200, "HELLO"), "{said}");
}

#[tokio::test]
async fn behind_the_lambda_service_of_sam() {
    let Some(world) = world().await else { return };
    let server = Server::start(&world, "start-lambda").await;
    let path = "/2015-03-31/functions/Web/invocations";
    let (status, arn, body) = server.post(path, r#"{"body": "hello"}"#).await;
    let arn = arn.unwrap_or_default();
    let asked = server
        .http
        .get(format!("{}/2025-12-01/durable-executions/{arn}", server.url));
    let found = asked.send().await.unwrap().text().await.unwrap();
    let said = server.stop().await;
    assert_eq!(status, 200, "{said}");
    expect![[r#"{"statusCode": 200, "headers": {"Content-Type": "text/plain"}, "body": "HELLO"}"#]]
        .assert_eq(&body);
    assert!(found.contains("SUCCEEDED"), "{found}{said}");
}
