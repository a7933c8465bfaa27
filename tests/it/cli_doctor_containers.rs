//! What `doctor` says of containers on a machine that has an engine: it tries one.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::Command;

use cargo_durable::docker::Docker;
use cargo_durable::docker::network::Reach;
use cargo_durable::docker::place::Places;
use cargo_durable::docker::probe::Probed;

use crate::cli::project;
use crate::cli_doctor::{doctor, one};
use crate::pulls::{functions, invoke, told};
use crate::support::registry::{Kept, Registry};
use crate::support::tool;

#[tokio::test]
async fn doctor_tries_a_container() {
    let Some(registry) = Registry::start().await else {
        return;
    };
    let Some(shell) = shell() else {
        tool::skip("bash");
        return;
    };
    let kept = Kept::of(registry.engine);
    let name = registry.name("box:1");
    kept.keep(&name);
    registry.make("box:1", &shell);
    let dir = project(&functions(&name, ""));
    let ask = || {
        let mut command = doctor(dir.path(), &["-o", "json"]);
        command.env_remove("DOCKER_HOST").output().unwrap()
    };
    let images = one(&ask(), "images");
    assert_eq!(images["Found"], format!("not here: `{name}`"));
    let hint = format!("pulled when they are needed, or now: `docker pull {name}`");
    assert_eq!(images["Hint"], hint);
    assert!(told(invoke(dir.path(), "far", &[])).contains("pulled "));
    let output = ask();
    assert_eq!(
        one(&output, "images")["Found"],
        "the one that functions run in is here"
    );
    let probe = one(&output, "container to host");
    let found = probe["Found"].as_str().unwrap();
    assert_eq!(probe["Verdict"], "OK", "{found}");
    assert!(found.starts_with("a container reaches this machine "), "{found}");
    let of_it = format!("ancestor={name}");
    let left = registry
        .engine
        .run(&["ps", "--all", "--quiet", "--filter", &of_it]);
    assert_eq!(left, "", "nothing is left");
}

/// A container that calls itself does not reach us, and one without a shell calls nobody.
#[tokio::test]
async fn a_probe_knows_what_it_does_not_know() {
    let Some(registry) = Registry::start().await else {
        return;
    };
    let Some(shell) = shell() else {
        tool::skip("bash");
        return;
    };
    let kept = Kept::of(registry.engine);
    let docker = Docker::connect(&Places::default()).await.unwrap();
    let nowhere = Reach {
        bind: Ipv4Addr::LOCALHOST.into(),
        host: "127.0.0.1".to_owned(),
        peers: None,
    };
    for (image, files, expected) in [
        ("shell:1", &shell[..], Probed::NotReached),
        ("empty:1", &[], Probed::Cannot),
    ] {
        let name = registry.name(image);
        kept.keep(&name);
        registry.make(image, files);
        registry.engine.run(&["pull", "--quiet", &name]);
        let labels = HashMap::from([("test".to_owned(), name.clone())]);
        let probed = docker.probe(&name, &nowhere, labels).await.unwrap();
        assert_eq!(probed, expected, "{image}");
        let left = registry.engine.labelled(&format!("test={name}"));
        assert_eq!(left, [""; 0], "nothing is left");
    }
}

/// Bash, and what it needs to run, as `ldd` says.
fn shell() -> Option<Vec<PathBuf>> {
    let listed = Command::new("ldd").arg("/bin/bash").output().ok()?;
    let listed = String::from_utf8(listed.stdout).ok()?;
    let libraries = listed
        .split_whitespace()
        .filter(|word| word.starts_with('/'))
        .map(PathBuf::from);
    let mut files: Vec<PathBuf> = libraries.collect();
    if files.is_empty() {
        return None;
    }
    files.extend(["/bin/bash".into(), "/bin/sh".into()]);
    Some(files)
}
