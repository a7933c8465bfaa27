//! The base images that the tests run functions in: they start as AWS's do.

use expect_test::expect;

use crate::support::docker::{self, Engine, JAVA, NODE, PROVIDED, PYTHON};
use crate::support::guests;
use crate::support::tool::{skip, until};

/// What only containers of this file have.
const LABEL: &str = "cargo-durable-tests.container";

fn started_without_handler(engine: &Engine, image: &str) -> String {
    let format = "{{json .Config.Entrypoint}} in {{.Config.WorkingDir}}";
    let entry = engine.run(&["image", "inspect", "--format", format, image]);
    let print = "echo $LAMBDA_TASK_ROOT $LAMBDA_RUNTIME_DIR $LANG $TZ";
    let env = engine.run(&["run", "--rm", "--entrypoint", "/bin/sh", image, "-c", print]);
    let run = engine.try_run(&["run", "--rm", image]);
    let said = String::from_utf8_lossy(&run.stderr).trim_end().to_owned();
    let code = run.status.code().unwrap();
    format!("{image}: {entry}\n{env}\n{code}: {said}\n")
}

#[test]
fn they_have_lambdas_entry_point_and_environment() {
    let Some(images) = docker::images() else { return };
    let all: String = [PROVIDED, PYTHON, NODE]
        .map(|image| started_without_handler(images.engine, image))
        .concat();
    expect![[r#"
        public.ecr.aws/lambda/provided:al2023: ["/lambda-entrypoint.sh"] in /var/task
        /var/task /var/runtime en_US.UTF-8 :/etc/localtime
        142: entrypoint requires the handler name to be the first argument
        public.ecr.aws/lambda/python:3.13: ["/lambda-entrypoint.sh"] in /var/task
        /var/task /var/runtime en_US.UTF-8 :/etc/localtime
        142: entrypoint requires the handler name to be the first argument
        public.ecr.aws/lambda/nodejs:22: ["/lambda-entrypoint.sh"] in /var/task
        /var/task /var/runtime en_US.UTF-8 :/etc/localtime
        142: entrypoint requires the handler name to be the first argument
    "#]]
    .assert_eq(&all);
}

#[test]
fn so_does_javas() {
    let Some(images) = docker::images() else { return };
    let Some(_) = images.java_code() else { return };
    expect![[r#"
        public.ecr.aws/lambda/java:21: ["/lambda-entrypoint.sh"] in /var/task
        /var/task /var/runtime en_US.UTF-8 :/etc/localtime
        142: entrypoint requires the handler name to be the first argument
    "#]]
    .assert_eq(&started_without_handler(images.engine, JAVA));
}

#[tokio::test]
async fn awss_own_emulator_serves_the_runtime_api_where_nobody_else_does() {
    // It comes with the SAM CLI, and into the images if that was there before them.
    let (Some(engine), Some(_)) = (docker::engine(), guests::sam()) else {
        return;
    };
    let Some(images) = docker::images() else { return };
    let has_it = ["run", "--rm", "--entrypoint", "/bin/sh", PYTHON, "-c"];
    let has_it = [&has_it[..], &["test -x /usr/local/bin/aws-lambda-rie"]].concat();
    if !engine.try_run(&has_it).status.success() {
        skip("sam");
        return;
    }
    let code = format!("{}:/var/task:ro", images.python_code().display());
    let id = engine.run(&[
        "run", "--detach", "--label", LABEL, "--volume", &code, PYTHON, "app.tax",
    ]);
    let ask = "import urllib.request as r; print(r.urlopen('http://127.0.0.1:8080/2015-03-31/functions/function\
               /invocations', b'{\"net\": 1000}').read().decode())";
    let answer = until("an answer", || {
        let asked = engine.try_run(&["exec", &id, "python3", "-c", ask]);
        asked
            .status
            .success()
            .then(|| String::from_utf8(asked.stdout).unwrap())
    });
    assert_eq!(answer.await, "{\"tax\": 190}\n");

    assert_eq!(engine.labelled(LABEL), std::slice::from_ref(&id));
    engine.kill(&id);
    let code = engine.run(&["inspect", "--format", "{{.State.ExitCode}}", &id]);
    assert_eq!(code, "137");
    engine.remove(&id);
    assert_eq!(engine.labelled(LABEL), Vec::<String>::new());
}
