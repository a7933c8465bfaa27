//! Images are pulled by the real binary, from a registry on this machine.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;

use expect_test::{Expect, expect};

use crate::cli::{command, project};
use crate::support::docker::engine;
use crate::support::registry::{Kept, Registry, shaky};
use crate::support::terminal::Terminal;
use crate::support::tool;

/// A function in an image, and another one that can be called without it, and fails.
pub(crate) fn functions(image: &str, more: &str) -> String {
    format!(
        "[functions.box]\nimage = \"{image}\"\n{more}\n\
         [functions.far]\nendpoint = \"http://127.0.0.1:1\"\ndurable = false\n"
    )
}

/// The program in a project, with nobody's credentials.
pub(crate) fn invoke(dir: &Path, function: &str, args: &[&str]) -> Command {
    let mut command = command(dir, &[&["invoke", function, "-d", "{}"], args].concat());
    command
        .env("DOCKER_CONFIG", dir)
        .env_remove("CARGO_DURABLE_PULL")
        .env_remove("CARGO_DURABLE_ISOLATION");
    command
}

/// What is said of images, and of the function that needs one; without what differs.
pub(crate) fn told(mut command: Command) -> String {
    let output = command.output().unwrap();
    let mut told = String::from_utf8(output.stderr).unwrap();
    for (pattern, name) in [
        (r"localhost:[0-9]+", "[REGISTRY]"),
        (r"127\.0\.0\.1:[0-9]+", "[REGISTRY]"),
        // An engine does not tell of every small layer how large it is.
        (r" in [0-9.]+m?s(, [0-9.]+ (bytes|[KM]iB))?\n", " in [TIME]\n"),
        // What the other function came to.
        (r"(?m)^.*(`far`|EndpointUnreachable).*\n", ""),
    ] {
        let pattern = regex::Regex::new(pattern).unwrap();
        told = pattern.replace_all(&told, name).into_owned();
    }
    told
}

fn check(command: Command, expected: &Expect) {
    expected.assert_eq(&told(command));
}

#[tokio::test]
async fn pulled_if_not_here_and_then_used_without_a_network() {
    let Some(mut registry) = Registry::start().await else {
        return;
    };
    let kept = Kept::of(registry.engine);
    let name = registry.name("box:1");
    kept.keep(&name);
    registry.make("box:1", &[]);
    let dir = project(&functions(&name, ""));
    let dir = dir.path();
    check(
        invoke(dir, "box", &["--pull", "never"]),
        &expect![[r#"
        error: function `box`: the image `[REGISTRY]/box:1` is not here, and `--pull never` is given
        hint: `docker pull [REGISTRY]/box:1`
    "#]],
    );
    assert!(!registry.has(&name));
    // Another function is called: what is wrong with this one is a warning.
    check(
        invoke(dir, "far", &["--pull", "never"]),
        &expect![[r#"
        warning: function `box`: the image `[REGISTRY]/box:1` is not here, and `--pull never` is given; it is left out
    "#]],
    );
    check(
        invoke(dir, "far", &[]),
        &expect![[r#"
        pulling `[REGISTRY]/box:1`
        pulled `[REGISTRY]/box:1` in [TIME]
    "#]],
    );
    assert!(registry.has(&name));
    for policy in ["missing", "never"] {
        assert_eq!(told(invoke(dir, "far", &["--pull", policy])), "", "{policy}");
    }
    let mut always = invoke(dir, "far", &[]);
    always.env("CARGO_DURABLE_PULL", "always");
    let said = told(always);
    assert!(said.starts_with("pulling `[REGISTRY]/box:1`\npulled "), "{said}");
    registry.end();
    assert_eq!(told(invoke(dir, "far", &[])), "");
    check(
        invoke(dir, "far", &["--pull", "always"]),
        &expect![[r#"
        pulling `[REGISTRY]/box:1`
        warning: `[REGISTRY]/box:1` is not pulled: [REGISTRY] cannot be reached: dial tcp [REGISTRY]: connect: connection refused; the one that is here is used
    "#]],
    );
    registry.engine.run(&["rmi", &name]);
    check(
        invoke(dir, "box", &[]),
        &expect![[r#"
        pulling `[REGISTRY]/box:1`
        error: function `box`: the image `[REGISTRY]/box:1` is not here, and [REGISTRY] cannot be reached: dial tcp [REGISTRY]: connect: connection refused
        hint: once there is a network: `docker pull [REGISTRY]/box:1`; without one: `docker build -t [REGISTRY]/box:1 DIR`
    "#]],
    );
}

#[tokio::test]
async fn an_image_that_is_nowhere_is_explained() {
    let Some(registry) = Registry::start().await else {
        return;
    };
    let dir = project(&functions(&registry.name("nobody/box:2"), ""));
    check(
        invoke(dir.path(), "box", &[]),
        &expect![[r#"
        pulling `[REGISTRY]/nobody/box:2`
        error: function `box`: the image `[REGISTRY]/nobody/box:2` is not here, and [REGISTRY] has no such image
        hint: is the name right? to make it here: `docker build -t [REGISTRY]/nobody/box:2 DIR`
    "#]],
    );
    // A name without a registry is likely to be somebody's own.
    let dir = project(&functions("nobody-has-this-box", ""));
    check(
        invoke(dir.path(), "box", &["--pull", "never"]),
        &expect![[r#"
        error: function `box`: the image `nobody-has-this-box` is not here, and `--pull never` is given
        hint: `docker build -t nobody-has-this-box DIR`
    "#]],
    );
    let dir = project(&functions("Nobody", ""));
    check(
        invoke(dir.path(), "box", &[]),
        &expect![[r#"
            error: function `box`: `Nobody` is no image's name: names of images are lowercase
        "#]],
    );
}

#[tokio::test]
async fn another_platform_is_not_what_was_wanted() {
    let Some(registry) = Registry::start().await else {
        return;
    };
    let ours = registry.engine.run(&["version", "--format", "{{.Server.Arch}}"]);
    let (other, named) = if ours == "arm64" {
        ("amd64", "x86_64")
    } else {
        ("arm64", "arm64")
    };
    let kept = Kept::of(registry.engine);
    for image in ["box:ours", "box:other"] {
        kept.keep(&registry.name(image));
    }
    registry.make("box:ours", &[]);
    registry.make("box:plain", &[]);
    registry.change("box:plain", "box:other", other).await;
    let processors = |text: String| {
        text.replace(&format!("linux/{other}"), "linux/[OTHER]")
            .replace(&format!("linux/{ours}"), "linux/[OURS]")
    };
    let wants = format!("architecture = \"{named}\"");
    let dir = project(&functions(&registry.name("box:ours"), &wants));
    let mut said = processors(told(invoke(dir.path(), "box", &[])));
    said.push_str(&processors(told(invoke(dir.path(), "box", &["--pull", "never"]))));
    expect![[r#"
        pulling `[REGISTRY]/box:ours`
        error: function `box`: the image `[REGISTRY]/box:ours` is not here, and [REGISTRY] has none for linux/[OTHER], only for linux/[OURS]
        hint: take another `architecture`, or make it: `docker build --platform linux/[OTHER] -t [REGISTRY]/box:ours DIR`
        error: function `box`: the image `[REGISTRY]/box:ours` is here for linux/[OURS], not for linux/[OTHER], and `--pull never` is given
        hint: `docker pull --platform linux/[OTHER] [REGISTRY]/box:ours`
    "#]].assert_eq(&said);
    let dir = project(&functions(&registry.name("box:other"), &wants));
    let said = processors(told(invoke(dir.path(), "far", &[])));
    expect![[r#"
        pulling `[REGISTRY]/box:other`
        pulled `[REGISTRY]/box:other` in [TIME]
        note: `[REGISTRY]/box:other` is for linux/[OTHER]: on this engine, which is for linux/[OURS], it runs emulated
    "#]].assert_eq(&said);
}

#[tokio::test]
async fn credentials_are_dockers_own() {
    let Some(open) = Registry::start().await else {
        return;
    };
    open.make("box:1", &[]);
    let registry = open.guarded().await;
    let kept = Kept::of(registry.engine);
    let name = registry.name("box:1");
    kept.keep(&name);
    let dir = project(&functions(&name, ""));
    let dir = dir.path();
    let host = format!("localhost:{}", registry.port);
    let config = |text: &str| std::fs::write(dir.join("config.json"), text.replace("HOST", &host)).unwrap();
    check(
        invoke(dir, "box", &[]),
        &expect![[r#"
        pulling `[REGISTRY]/box:1`
        error: function `box`: the image `[REGISTRY]/box:1` is not here, and [REGISTRY] does not let us in: no basic auth credentials
        hint: `docker login [REGISTRY]`
    "#]],
    );
    config(r#"{"auths": {"HOST": {"auth": "bWU6d3Jvbmc="}}}"#);
    check(
        invoke(dir, "box", &[]),
        &expect![[r#"
        pulling `[REGISTRY]/box:1`
        error: function `box`: the image `[REGISTRY]/box:1` is not here, and [REGISTRY] does not let us in: unauthorized: authentication required
        hint: `docker login [REGISTRY]`
    "#]],
    );
    config(r#"{"auths": {"HOST": {"auth": "b2RkOj8/Pw=="}}}"#);
    check(
        invoke(dir, "box", &[]),
        &expect![[r#"
        pulling `[REGISTRY]/box:1`
        error: function `box`: the image `[REGISTRY]/box:1` is not here, and the credentials for [REGISTRY] have a character that we cannot hand to the engine
        hint: `docker pull [REGISTRY]/box:1`
    "#]],
    );
    config(r#"{"auths": {"HOST": {}}, "credHelpers": {"HOST": "gone"}}"#);
    check(
        invoke(dir, "box", &[]),
        &expect![[r#"
        warning: `docker-credential-gone` cannot be run: No such file or directory (os error 2); [REGISTRY] is asked without credentials
        pulling `[REGISTRY]/box:1`
        error: function `box`: the image `[REGISTRY]/box:1` is not here, and [REGISTRY] does not let us in: no basic auth credentials
        hint: `docker login [REGISTRY]`
    "#]],
    );
    assert!(!registry.has(&name));
    config(r#"{"auths": {"HOST": {"auth": "bWU6c2VjcmV0"}}}"#);
    assert!(told(invoke(dir, "far", &[])).contains("pulled "));
    registry.engine.run(&["rmi", &name]);
    config(r#"{"credsStore": "vault"}"#);
    let helper = dir.join("docker-credential-vault");
    let script = "#!/bin/sh\nread -r server\n\
                  printf '{\"ServerURL\":\"%s\",\"Username\":\"me\",\"Secret\":\"secret\"}' \"$server\"\n";
    std::fs::write(&helper, script).unwrap();
    std::fs::set_permissions(&helper, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let mut with_helper = invoke(dir, "far", &[]);
    let path = std::env::join_paths([dir, Path::new("/usr/bin"), Path::new("/bin")]).unwrap();
    with_helper.env("PATH", path);
    assert!(told(with_helper).contains("pulled "));
    assert!(registry.has(&name));
}

#[tokio::test]
async fn a_registry_that_breaks_off_is_asked_again() {
    let Some(registry) = Registry::start().await else {
        return;
    };
    registry.make("box:1", &[]);
    let (port, failed) = shaky(registry.port, 1);
    let kept = Kept::of(registry.engine);
    let name = format!("localhost:{port}/box:1");
    kept.keep(&name);
    let dir = project(&functions(&name, ""));
    check(
        invoke(dir.path(), "far", &[]),
        &expect![[r#"
        pulling `[REGISTRY]/box:1`
        pulled `[REGISTRY]/box:1` in [TIME]
    "#]],
    );
    assert_eq!(failed.load(Ordering::SeqCst), 1);
    assert!(registry.has(&name));
}

/// Ctrl-C ends a pull of which nothing is heard, with and without a terminal.
#[tokio::test]
async fn nobody_waits_for_a_pull_after_ctrl_c() {
    if Registry::start().await.is_none() {
        return;
    }
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let name = format!("localhost:{}/box:1", silent.local_addr().unwrap().port());
    let dir = project(&functions(&name, ""));
    let variables = [("TERM", "xterm-256color"), ("CARGO_DURABLE_ISOLATION", "auto")];
    let args = ["invoke", "box", "-d", "{}"];
    let mut terminal = Terminal::start_with(dir.path(), &args, (100, 20), &variables);
    let seen = terminal.until("asking");
    assert!(seen.contains(&format!("pulling {name}  ")), "{seen}");
    terminal.keys("\u{3}");
    let (code, screen) = terminal.end();
    assert_eq!((code, screen.contains("asking")), (130, false), "{screen}");
    assert!(!screen.contains("error"), "{screen}");

    let mut child = invoke(dir.path(), "box", &[])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = std::io::BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut stderr, &mut line).unwrap();
    assert_eq!(line, format!("pulling `{name}`\n"));
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

/// A function that can do without its image does, and says why.
#[tokio::test]
async fn a_process_is_better_than_nothing() {
    if engine().is_none() || tool::find("python3", "python").is_none() {
        return;
    }
    let old = "[functions.old]\nruntime = \"python3.10\"\nhandler = \"app.handler\"\n";
    let dir = project(&format!(
        "{old}[functions.far]\nendpoint = \"http://127.0.0.1:1\"\ndurable = false\n"
    ));
    std::fs::write(dir.path().join("app.py"), "").unwrap();
    check(
        invoke(dir.path(), "far", &["--pull", "never"]),
        &expect![[r#"
        note: `old` runs as a process: the image `public.ecr.aws/lambda/python:3.10` is not here, and `--pull never` is given
    "#]],
    );
    check(
        invoke(
            dir.path(),
            "old",
            &["--pull", "never", "--isolation", "container"],
        ),
        &expect![[r#"
            error: function `old`: the image `public.ecr.aws/lambda/python:3.10` is not here, and `--pull never` is given
            hint: `docker pull public.ecr.aws/lambda/python:3.10`
        "#]],
    );
}
