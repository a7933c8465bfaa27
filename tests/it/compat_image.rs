//! `compat image build`: an image with our program in it, run as SAM runs the official emulator's.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cargo_durable::client::Client;
use expect_test::expect;
use serde_json::Value;
use tempfile::TempDir;

use crate::cli::{PROGRAM, check_in, command};
use crate::support::rie::{counted, function, start, succeeded, succeeds};
use crate::support::tool;

fn docker(args: &[&str]) -> Output {
    Command::new("docker").args(args).output().unwrap()
}

/// Whether an engine answers; a test without one is skipped.
fn engine() -> bool {
    let answers = Command::new("docker")
        .args(["version", "--format", "{{.Server.Version}}"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !answers {
        tool::skip("docker");
    }
    answers
}

/// An image and a container of this test, gone when it ends.
struct Image {
    name: String,
    dir: TempDir,
}

impl Image {
    /// Builds it; what the program answers.
    fn build(name: &str, args: &[&str]) -> (Self, Value) {
        let image = Self {
            name: format!("cargo-durable-test-{name}:{}", std::process::id()),
            dir: tempfile::tempdir().unwrap(),
        };
        let line = [
            &["compat", "image", "build", "-o", "json", "--tag", &image.name],
            args,
        ]
        .concat();
        let output = command(image.dir.path(), &line).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        (image, serde_json::from_slice(&output.stdout).unwrap())
    }

    /// What the container of this image is called.
    fn container(&self) -> String {
        self.name.replace(':', "-")
    }

    /// A container as SAM makes it, at a port that the engine picks; where it answers, once it does.
    async fn run(&self) -> String {
        let name = self.container();
        let kept = format!("{}:/tmp/.durable-executions-local", self.dir.path().display());
        let output = docker(&[
            "run",
            "--detach",
            "--name",
            &name,
            "--volume",
            &kept,
            "--publish",
            "127.0.0.1::9014",
            "--env",
            "DURABLE_EXECUTION_TIME_SCALE=1",
            "--workdir",
            "/tmp/.durable-executions-local",
            "--add-host",
            "host.docker.internal:host-gateway",
            &self.name,
            "dex-local-runner",
            "start-server",
            "--host",
            "0.0.0.0",
            "--port",
            "9014",
            "--log-level",
            "DEBUG",
            "--lambda-endpoint",
            "http://host.docker.internal:3001",
            "--store-type",
            "sqlite",
            "--store-path",
            "/tmp/.durable-executions-local/durable-executions.db",
        ]);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let ports = docker(&["port", &name, "9014/tcp"]);
        let address = String::from_utf8(ports.stdout).unwrap();
        let endpoint = format!("http://{}", address.lines().next().unwrap());
        let client = Client::new(&endpoint).unwrap();
        for _ in 0..2_000 {
            if client.health().await.is_ok() {
                return endpoint;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("it does not answer: {}", self.log());
    }

    fn log(&self) -> String {
        let output = docker(&["logs", &self.container()]);
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// Stops the container as SAM does. Whoever does not hear of it is killed, and ends with 137.
    fn stop(&self) {
        let name = self.container();
        docker(&["stop", &name]);
        let code = docker(&["inspect", "--format", "{{.State.ExitCode}}", &name]);
        assert_eq!(
            String::from_utf8_lossy(&code.stdout).trim(),
            "0",
            "{}",
            self.log()
        );
        assert!(self.log().ends_with("stopping\n"), "{}", self.log());
        docker(&["rm", &name]);
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        docker(&["rm", "--force", "--volumes", &self.container()]);
        docker(&["rmi", "--force", &self.name]);
    }
}

#[tokio::test]
async fn a_container_in_the_place_of_the_official_one() {
    if !engine() {
        return;
    }
    let (image, built) = Image::build("scratch", &[]);
    assert_eq!(built["Tag"], image.name.as_str());
    assert!(
        built["ImageId"].as_str().unwrap().starts_with("sha256:"),
        "{built}"
    );
    assert!(built["SizeBytes"].as_u64().unwrap() > 1 << 20, "{built}");
    assert_eq!(
        built["Program"],
        Path::new(PROGRAM).canonicalize().unwrap().display().to_string()
    );

    // The function is on this machine: the container finds it by the name that SAM gives it.
    let calls = Arc::<AtomicUsize>::default();
    let counting = Arc::clone(&calls);
    let port = function([0, 0, 0, 0], move |_| {
        let call = counting.fetch_add(1, Ordering::SeqCst);
        async move {
            if call == 1 {
                std::future::pending::<()>().await;
            }
            succeeded()
        }
    })
    .await;
    let place = format!("http://host.docker.internal:{port}");
    let endpoint = image.run().await;
    let first = start(&endpoint, &place).await;
    succeeds(&Client::new(&endpoint).unwrap(), &first).await;
    let second = start(&endpoint, &place).await;
    counted(&calls, 2).await;
    image.stop();

    let endpoint = image.run().await;
    let client = Client::new(&endpoint).unwrap();
    succeeds(&client, &first).await;
    succeeds(&client, &second).await;
    image.stop();
    assert!(image.dir.path().join("durable-executions.db").is_file());
}

#[test]
fn a_base_brings_its_own_libraries() {
    if !engine() {
        return;
    }
    // Any image will do to build on: this one is empty.
    let base = format!("cargo-durable-test-base:{}", std::process::id());
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(
        dir.path().join("Dockerfile"),
        "FROM scratch\nENTRYPOINT [\"other\"]\nUSER 1\nLABEL a=b\n",
    )
    .unwrap();
    let built = Command::new("docker")
        .args(["build", "--quiet", "--tag", &base])
        .arg(dir.path())
        .env("DOCKER_BUILDKIT", "0")
        .output()
        .unwrap();
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let (image, built) = Image::build("base", &["--base", &base]);
    assert_eq!(
        (&built["Libraries"], built["Base"].as_str()),
        (&Value::Array(Vec::new()), Some(base.as_str()))
    );
    let config = docker(&[
        "inspect",
        "--format",
        "{{.Config.Entrypoint}} {{.Config.Cmd}} {{.Config.User}}",
        &image.name,
    ]);
    expect!["[] [dex-local-runner start-server] 0"].assert_eq(String::from_utf8_lossy(&config.stdout).trim());
    docker(&["rmi", "--force", &base]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "each refusal is a few of them")]
fn what_does_not_go_into_an_image_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("script"), "#!/bin/sh\n").unwrap();
    check_in(
        dir.path(),
        &["compat", "image", "build", "--tag", "x:1", "--binary", "script"],
        &expect![[r#"
            ! error: `[DIR]/script` is no program for Linux
            ! hint: pass `--binary PATH`: a `cargo-durable` for Linux
            = 2
        "#]],
    );
    check_in(
        dir.path(),
        &["compat", "image", "build", "--tag", "x:1", "--binary", "missing"],
        &expect![[r#"
            ! error: `[DIR]/missing` cannot be read
            !   cause: No such file or directory (os error 2)
            ! hint: pass `--binary PATH`: a `cargo-durable` for Linux
            = 2
        "#]],
    );
    check_in(
        dir.path(),
        &["compat", "image", "build", "--tag", "a b"],
        &expect![[r#"
            ! error: invalid value 'a b' for '--tag <TAG>': the name of an image, such as `emulator:latest`
            ! 
            ! For more information, try '--help'.
            = 2
        "#]],
    );
    check_in(
        dir.path(),
        &["compat", "image", "build"],
        &expect![[r#"
        ! error: the following required arguments were not provided:
        !   --tag <TAG>
        ! 
        ! Usage: cargo durable compat image build --tag <TAG>
        ! 
        ! For more information, try '--help'.
        = 2
    "#]],
    );
    #[cfg(target_os = "linux")]
    {
        let line = [
            "compat",
            "image",
            "build",
            "--tag",
            "x:1",
            "--platform",
            "linux/mips",
        ];
        let output = command(dir.path(), &line).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            said.contains("not for `linux/mips`\nhint: pass a program for it"),
            "{said}"
        );
        let line = ["compat", "image", "build", "--tag", "x:1"];
        let output = command(dir.path(), &line)
            .env("DOCKER_HOST", "unix:///nowhere")
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        expect![[r#"
            error: no engine answers at `DOCKER_HOST=unix:///nowhere`: No such file or directory (os error 2)
            hint: start it, or unset `DOCKER_HOST`
        "#]]
        .assert_eq(&said);
        assert_eq!(output.status.code(), Some(3));
    }
}
