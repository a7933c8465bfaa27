//! `compat image build`: an image with our program in it, run as SAM runs the official emulator's.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cargo_durable::client::Client;
use expect_test::expect;
use serde_json::Value;
use tempfile::TempDir;

use crate::cli::{PROGRAM, check_in, command};
use crate::support::docker::{Engine, engine};
use crate::support::rie::{counted, function, start, succeeded, succeeds};

/// An image and a container of this test, gone when it ends.
struct Image {
    engine: &'static Engine,
    name: String,
    dir: TempDir,
}

impl Image {
    /// Builds it; what the program answers.
    fn build(engine: &'static Engine, name: &str, args: &[&str]) -> (Self, Value) {
        let image = Self {
            engine,
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
        let (name, kept) = (self.container(), self.dir.path().display());
        let line = format!(
            "run --detach --name {name} --volume {kept}:/tmp/.durable-executions-local --publish 127.0.0.1::9014 \
             --env DURABLE_EXECUTION_TIME_SCALE=1 --workdir /tmp/.durable-executions-local \
             --add-host host.docker.internal:host-gateway {} \
             dex-local-runner start-server --host 0.0.0.0 --port 9014 --log-level DEBUG \
             --lambda-endpoint http://host.docker.internal:3001 --store-type sqlite \
             --store-path /tmp/.durable-executions-local/durable-executions.db",
            self.name
        );
        self.engine.run(&line.split_whitespace().collect::<Vec<_>>());
        let address = self.engine.run(&["port", &name, "9014/tcp"]);
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
        let output = self.engine.try_run(&["logs", &self.container()]);
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// Stops the container as SAM does. Whoever does not hear of it is killed, and ends with 137.
    fn stop(&self) {
        let name = self.container();
        self.engine.run(&["stop", &name]);
        let code = self
            .engine
            .run(&["inspect", "--format", "{{.State.ExitCode}}", &name]);
        assert_eq!(code, "0", "{}", self.log());
        assert!(self.log().ends_with("stopping\n"), "{}", self.log());
        self.engine.remove(&name);
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        let name = self.container();
        self.engine.try_run(&["rm", "--force", "--volumes", &name]);
        self.engine.try_run(&["rmi", "--force", &self.name]);
    }
}

#[tokio::test]
async fn a_container_in_the_place_of_the_official_one() {
    let Some(engine) = engine() else { return };
    let (image, built) = Image::build(engine, "scratch", &[]);
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
    let Some(engine) = engine() else { return };
    // Any image will do to build on: this one is empty.
    let base = format!("cargo-durable-test-base:{}", std::process::id());
    let dir = tempfile::tempdir().unwrap();
    let empty = dir.path().join("empty.tar");
    std::fs::write(&empty, [0; 1024]).unwrap();
    let (entry_point, user) = ("ENTRYPOINT [\"other\"]", "USER 1");
    let empty = empty.to_str().unwrap();
    engine.run(&["import", "--change", entry_point, "--change", user, empty, &base]);
    let (image, built) = Image::build(engine, "on-base", &["--base", &base]);
    assert_eq!(
        (&built["Libraries"], built["Base"].as_str()),
        (&Value::Array(Vec::new()), Some(base.as_str()))
    );
    let format = "{{.Config.Entrypoint}} {{.Config.Cmd}} {{.Config.User}}";
    let config = engine.run(&["inspect", "--format", format, &image.name]);
    expect!["[] [dex-local-runner start-server] 0"].assert_eq(&config);
    drop(image);
    engine.run(&["rmi", "--force", &base]);
}

#[test]
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
}

#[test]
fn what_this_machine_lacks_is_named() {
    let dir = tempfile::tempdir().unwrap();
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
