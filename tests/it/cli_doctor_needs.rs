//! What `doctor` says of an engine for containers, and of the programs that functions need.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use crate::cli::project;
use crate::cli_doctor::{doctor, one};
use crate::support::tool;

/// An engine's socket: each request gets this answer, and none if it is empty.
fn socket(path: &Path, answer: String) {
    let listener = UnixListener::bind(path).unwrap();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 512]);
            let _ = stream.write_all(answer.as_bytes());
            if answer.is_empty() {
                kept.push(stream);
            }
        }
    });
}

/// An answer of HTTP.
fn http(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
}

#[test]
fn an_engine_for_containers() {
    let dir = project("");
    let ask = |path: &str| {
        let host = format!("unix://{}", dir.path().join(path).display());
        let output = doctor(dir.path(), &["-o", "json"])
            .env("DOCKER_HOST", host)
            .output()
            .unwrap();
        let check = one(&output, "containers");
        let found = check["Found"].as_str().unwrap();
        let found = found.replace(&*dir.path().to_string_lossy(), "[DIR]");
        format!("{} {found}", check["Verdict"].as_str().unwrap())
    };
    socket(
        &dir.path().join("engine"),
        http(
            "200 OK",
            r#"{"Version":"27.3.1","ApiVersion":"1.47","Os":"linux","Arch":"arm64"}"#,
        ),
    );
    assert_eq!(
        ask("engine"),
        "OK Docker 27.3.1 (API 1.47, linux/arm64) answers at unix://[DIR]/engine; functions run as processes without one"
    );
    socket(&dir.path().join("other"), http("404 Not Found", ""));
    assert_eq!(
        ask("other"),
        "WARNING no engine answers at `DOCKER_HOST=unix://[DIR]/other`: its answer is no engine's; functions run as processes without one"
    );
    socket(&dir.path().join("web"), http("200 OK", "<html>"));
    assert_eq!(
        ask("web"),
        "WARNING no engine answers at `DOCKER_HOST=unix://[DIR]/web`: its answer is no engine's; functions run as processes without one"
    );
    socket(&dir.path().join("silent"), String::new());
    assert_eq!(
        ask("silent"),
        "WARNING no engine answers at `DOCKER_HOST=unix://[DIR]/silent`: no answer within 2 seconds; functions run as processes without one"
    );
    assert_eq!(
        ask("gone"),
        "WARNING no engine answers at `DOCKER_HOST=unix://[DIR]/gone`: No such file or directory (os error 2); functions run as processes without one"
    );
    // Nobody names one: it is where a rootless engine has it.
    if !Path::new("/var/run/docker.sock").exists() {
        std::fs::rename(dir.path().join("engine"), dir.path().join("docker.sock")).unwrap();
        let output = doctor(dir.path(), &["-o", "json"])
            .env_remove("DOCKER_HOST")
            .output()
            .unwrap();
        assert_eq!(one(&output, "containers")["Verdict"], "OK");
    }
}

#[test]
fn what_functions_need() {
    let Some(python) = tool::find("python3", "python") else {
        return;
    };
    let dir = project(
        "[functions.order]\nruntime = \"python3.13\"\nhandler = \"app.handler\"\n\
         [functions.web]\nruntime = \"nodejs22.x\"\nhandler = \"index.handler\"\n",
    );
    for file in ["app.py", "index.mjs"] {
        std::fs::write(dir.path().join(file), "").unwrap();
    }
    let made = Command::new(python)
        .args(["-m", "venv", "--without-pip", ".venv"])
        .current_dir(dir.path())
        .status()
        .unwrap();
    assert!(made.success());
    let output = doctor(dir.path(), &["-o", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let python = one(&output, "python for order");
    assert_eq!(python["Verdict"], "PROBLEM");
    let found = python["Found"].as_str().unwrap();
    assert!(
        found.contains(
            "cannot import awslambdaric: No module named 'awslambdaric'; aws_durable_execution_sdk_python: "
        ),
        "{found}"
    );
    let hint = python["Hint"].as_str().unwrap();
    assert!(
        hint.contains("-m pip install awslambdaric aws-durable-execution-sdk-python`"),
        "{hint}"
    );
    // Node is not on the path, so its function is broken.
    let functions = one(&output, "functions");
    assert_eq!(
        (functions["Verdict"].as_str(), functions["Found"].as_str()),
        (
            Some("PROBLEM"),
            Some("function `web`: Node is not on this machine's path")
        )
    );
    if let Some(node) = tool::find("node", "node") {
        let output = doctor(dir.path(), &["-o", "json"])
            .env("PATH", std::env::join_paths(real_path()).unwrap())
            .output()
            .unwrap();
        let node_check = one(&output, "node for web");
        let version = Command::new(node).arg("--version").output().unwrap();
        let version = String::from_utf8(version.stdout).unwrap();
        let found = node_check["Found"].as_str().unwrap();
        assert!(found.contains(&format!(", Node {}", version.trim())), "{found}");
        let old = version
            .trim_start_matches('v')
            .split('.')
            .next()
            .unwrap()
            .parse::<u32>()
            .unwrap()
            < 22;
        assert_eq!(node_check["Verdict"], if old { "PROBLEM" } else { "OK" });
    }
}

fn real_path() -> Vec<std::path::PathBuf> {
    let path = tool::environment()
        .find(|(name, _)| name == "PATH")
        .map(|(_, path)| path);
    std::env::split_paths(&path.unwrap_or_default()).collect()
}
