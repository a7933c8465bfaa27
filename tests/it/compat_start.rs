//! `start --emulator image`: AWS's own emulator runs in the place of ours.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::net::TcpListener;

use expect_test::expect;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::cli::{check_in, project};
use crate::support::emulators::Emulators;
use crate::support::rie::{function, succeeded};
use crate::support::tool::{is_running, until};

/// AWS's emulator behind, until this is dropped.
struct Behind<'a> {
    stage: &'a Emulators,
    started: Value,
}

impl<'a> Behind<'a> {
    fn start(stage: &'a Emulators, args: &[&str]) -> Self {
        let line = [
            "start",
            "--emulator",
            "image",
            "-P",
            "0",
            "--detach",
            "-o",
            "json",
        ];
        let output = stage.program(&[&line[..], args].concat()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{said}");
        Self {
            stage,
            started: serde_json::from_slice(&output.stdout).unwrap(),
        }
    }

    fn process(&self) -> i32 {
        i32::try_from(self.started["ProcessId"].as_i64().unwrap()).unwrap()
    }

    fn endpoint(&self) -> &str {
        self.started["Endpoint"].as_str().unwrap()
    }

    fn containers(&self) -> Vec<String> {
        let label = format!("cargo-durable.owner={}", self.process());
        self.stage.engine().labelled(&label)
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.stage.dir.path().join(".durable/emulator.log")).unwrap()
    }
}

impl Drop for Behind<'_> {
    fn drop(&mut self) {
        let _ = self.stage.program(&["stop"]).output();
        for container in self.containers() {
            self.stage.engine().remove(&container);
        }
    }
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, with all that is said")]
async fn an_execution_in_awss_emulator() {
    let Some(stage) = Emulators::official().await else {
        return;
    };
    stage.told(&["pin", "1.4.0"]);
    let port = function([0, 0, 0, 0], move |_| async { succeeded() }).await;
    let behind = Behind::start(
        &stage,
        &["--lambda-endpoint", &format!("http://127.0.0.1:{port}")],
    );
    let emulator = &behind.started["Emulator"];
    assert_eq!(emulator["Image"], format!("{}:1.4.0", stage.repository()));
    assert!(emulator["ImageDigest"].as_str().unwrap().starts_with("sha256:"));
    assert_eq!(
        emulator["LambdaEndpoint"],
        format!("http://host.docker.internal:{port}")
    );

    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let health = http
        .get(format!("{}/health", behind.endpoint()))
        .send()
        .await
        .unwrap();
    assert_eq!(health.text().await.unwrap(), r#"{"status":"healthy"}"#);
    // It takes no `null`, as SAM would send.
    let body = json!({
        "AccountId": "123456789012", "FunctionName": "function", "FunctionQualifier": "$LATEST",
        "ExecutionName": "first", "ExecutionTimeoutSeconds": 60, "ExecutionRetentionPeriodDays": 1, "Input": "{}",
    });
    let begun = http.post(format!("{}/start-durable-execution", behind.endpoint()));
    let begun = begun.json(&body).send().await.unwrap();
    assert_eq!(begun.status(), 201);
    // What it calls an ARN is none, and our commands know it.
    let begun: Value = begun.json().await.unwrap();
    let arn = begun["ExecutionArn"].as_str().unwrap();
    let arn = percent_encoding::utf8_percent_encode(arn, percent_encoding::NON_ALPHANUMERIC);
    let place = format!("{}/2025-12-01/durable-executions/{arn}", behind.endpoint());
    let ended = tokio::time::timeout(std::time::Duration::from_secs(20), async {
        loop {
            let got: Value = http.get(&place).send().await.unwrap().json().await.unwrap();
            if got["Status"] != "RUNNING" {
                return got;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    });
    let ended = ended.await.unwrap();
    assert_eq!(
        (&ended["Status"], &ended["Result"]),
        (&json!("SUCCEEDED"), &json!("\"done\""))
    );
    // Commands find it as they find ours.
    let listed = stage
        .program(&["execution", "list", "-o", "json"])
        .output()
        .unwrap();
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(listed["DurableExecutions"][0]["Status"], "SUCCEEDED", "{listed}");
    let second = stage
        .program(&["start", "--emulator", "image", "-P", "0"])
        .output()
        .unwrap();
    let second = String::from_utf8(second.stderr).unwrap();
    assert!(
        second.contains("an emulator already runs on this store"),
        "{second}"
    );

    assert_eq!(behind.containers().len(), 1);
    let stopped = stage.program(&["stop"]).output().unwrap();
    assert!(stopped.status.success());
    assert_eq!(behind.containers(), Vec::<String>::new());
    let kept = stage
        .dir
        .path()
        .join(".durable/executions.db.official/durable-executions.db");
    assert!(kept.is_file());
    let log = behind.log();
    assert!(
        log.contains("emulator | ") && log.contains("\nstopping\n"),
        "{log}"
    );
}

/// What `kill -9` of ours leaves behind is removed by the next start.
#[tokio::test]
async fn a_container_whose_process_is_gone() {
    let Some(stage) = Emulators::official().await else {
        return;
    };
    stage.told(&["pin", "1.4.0"]);
    let first = Behind::start(&stage, &[]);
    kill_process(Pid::from_raw(first.process()).unwrap(), Signal::KILL).unwrap();
    until("its end", || (!is_running(first.process())).then_some(())).await;
    assert_eq!(first.containers().len(), 1);
    let second = Behind::start(&stage, &[]);
    assert_eq!(first.containers(), Vec::<String>::new());
    // It ends by itself: that is told, and is our end.
    for container in second.containers() {
        stage.engine().kill(&container);
    }
    until("our end", || (!is_running(second.process())).then_some(())).await;
    let log = second.log();
    assert!(log.contains(" ended with code 137"), "{log}");
    assert_eq!(second.containers(), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_not_to_be_had() {
    let Some(stage) = Emulators::start().await else {
        return;
    };
    let line = ["start", "--emulator", "image:9", "-P", "0"];
    expect![[r#"
        ! pulling `[REGISTRY]/emulator:9`
        ! error: the image `[REGISTRY]/emulator:9` is not here, and [REGISTRY] has no such image
        ! hint: is the name right? to make it here: `docker build -t [REGISTRY]/emulator:9 DIR`
        = 3
    "#]]
    .assert_eq(&stage.told_by(&mut stage.program(&line)));
    let mut nobody = stage.program(&line);
    nobody.env("DOCKER_HOST", "unix:///nowhere.sock");
    expect![[r#"
        ! error: no engine answers at `DOCKER_HOST=unix:///nowhere.sock`: No such file or directory (os error 2)
        ! hint: start it, or unset `DOCKER_HOST`
        = 3
    "#]].assert_eq(&stage.told_by(&mut nobody));
    // An image of something else.
    stage.make("1");
    let other = ["start", "--emulator", "image:1", "-P", "0"];
    expect![[r#"
        ! pulling `[REGISTRY]/emulator:1`
        ! pulled `[REGISTRY]/emulator:1` in [TIME]
        ! error: the emulator of `[REGISTRY]/emulator:1` does not start
        !   cause: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "dex-local-runner": executable file not found in $PATH: unknown
        ! hint: is it an image of AWS's emulator?
        = 3
    "#]].assert_eq(&stage.told_by(&mut stage.program(&other)));
    // A port that somebody has.
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let said = stage.told_by(&mut stage.program(&["start", "--emulator", "image:1", "-P", &port]));
    expect![[r#"
        ! error: port [PORT] is taken
        ! hint: pass `--port 0` to take a free one
        = 3
    "#]]
    .assert_eq(&said.replace(&port, "[PORT]"));
    // What the environment says is taken, and warned of.
    stage.told(&["pin", "1"]);
    let mut other = stage.program(&["start", "--emulator", "image", "-P", "0"]);
    other.env("DURABLE_EXECUTIONS_EMULATOR_IMAGE_TAG", "9");
    expect![[r#"
        ! warning: `DURABLE_EXECUTIONS_EMULATOR_IMAGE_TAG=9` overrides `durable.lock`, which pins `1`
        ! pulling `[REGISTRY]/emulator:9`
        ! error: the image `[REGISTRY]/emulator:9` is not here, and [REGISTRY] has no such image
        ! hint: is the name right? to make it here: `docker build -t [REGISTRY]/emulator:9 DIR`
        = 3
    "#]]
    .assert_eq(&stage.told_by(&mut other));
}

#[test]
fn options_that_mean_nothing_there() {
    let dir = project("");
    for option in [
        &["--account", "123456789012"][..],
        &["--allow-host", "x"],
        &["--function", "a=command:x"],
        &["--bin", "order"],
        &["--release"],
        &["-t", "template.yaml"],
        &["--isolation", "process"],
        &["--sync", "full"],
        &["--answers-as", "emulator-1.2"],
        &["--time", "60"],
    ] {
        let line = [&["start", "--emulator", "image:1"], option].concat();
        let output = crate::cli::command(dir.path(), &line).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        let name = if option[0] == "-t" {
            "--template"
        } else {
            option[0]
        };
        assert!(
            said.contains(&format!("`{name}")) || said.contains(&format!("no `{name}")),
            "{said}"
        );
    }
    check_in(
        dir.path(),
        &["start", "--emulator", "other"],
        &expect![[r#"
        ! error: invalid value 'other' for '--emulator <WHICH>': `embedded`, `image` or `image:TAG`
        ! 
        ! For more information, try '--help'.
        = 2
    "#]],
    );
    check_in(
        dir.path(),
        &["start", "--emulator", "image:a b"],
        &expect![[r#"
            ! error: `a b` is no tag
            = 2
        "#]],
    );
    check_in(
        dir.path(),
        &["start", "--emulator", "image:1", "--lambda-endpoint", "x"],
        &expect![[r#"
            ! error: `x` is no URL
            ! hint: `--lambda-endpoint` looks like `http://127.0.0.1:3001`
            = 2
        "#]],
    );
}
