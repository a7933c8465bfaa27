//! `compat list`: images here and in a real registry, with what is pinned and what has moved.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use expect_test::expect;
use serde_json::Value;

use crate::cli::{check_in, project};
use crate::support::emulators::Emulators;

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, with all that is said")]
async fn here_and_there() {
    let Some(mut stage) = Emulators::official().await else {
        return;
    };
    stage
        .registry
        .push(crate::support::docker::OFFICIAL, "emulator:latest");
    expect![[r#"
        [REGISTRY]/emulator
        TAG  WHERE  DIGEST  SIZE  CREATED  VERSION
        1.4.0  there  [1]  [SIZE]  [WHEN]  1.4.0
        latest  there  [1]  [SIZE]  [WHEN]  1.4.0
        = 0
    "#]]
    .assert_eq(&stage.told(&["list"]));
    expect![[r#"
        [REGISTRY]/emulator:latest  [PLATFORM], [SIZE], not pinned
          [1]
          [2]
        ! pulling `[REGISTRY]/emulator@[1]`
        ! pulled `[REGISTRY]/emulator@[1]` in [TIME]
        = 0
    "#]]
    .assert_eq(&stage.told(&["pull", "latest"]));
    expect![[r#"
        pinned [REGISTRY]/emulator:1.4.0  [1]
          [PLATFORM]  [1]
          [DIR]/durable.lock, since [WHEN]
        = 0
    "#]]
    .assert_eq(&stage.told(&["pin", "1.4.0"]));
    // One tag moves, the other one stays.
    stage.make("latest");
    expect![[r#"
        [REGISTRY]/emulator
        TAG  WHERE  DIGEST  SIZE  CREATED  VERSION
        latest  here, there  [3]  [SIZE]  [WHEN]  moved
        1.4.0  here, there  [1]  [SIZE]  [WHEN]  1.4.0  pinned
        ! warning: `[REGISTRY]/emulator:latest` has moved since it was pulled: [1] → [3]; `cargo durable compat pull latest` gets that
        = 0
    "#]]
    .assert_eq(&stage.told(&["list"]));
    stage.make("1.4.0");
    expect![[r#"
        [REGISTRY]/emulator
        TAG  WHERE  DIGEST  SIZE  CREATED  VERSION
        1.4.0  here, there  [4]  [SIZE]  [WHEN]  pinned, moved
        ! warning: `[REGISTRY]/emulator:1.4.0` has moved since it was pinned: [1] → [4]; `cargo durable compat pull --update` takes that
        ! warning: `[REGISTRY]/emulator:latest` has moved since it was pulled: [1] → [3]; `cargo durable compat pull latest` gets that
        ! … and 1 more: `--limit` shows them
        = 0
    "#]].assert_eq(&stage.told(&["list", "--limit", "1"]));
    let output = stage.command(&["list", "-o", "json"]).output().unwrap();
    let listed: Value = serde_json::from_slice(&output.stdout).unwrap();
    let listed = serde_json::to_string_pretty(&listed).unwrap();
    let created = regex::Regex::new("Timestamp\": [0-9.]+").unwrap();
    let listed = created.replace_all(&listed, "…");
    expect![[r#"
        {
          "Images": [
            {
              "Created…,
              "ImageDigest": "[4]",
              "Local": {
                "ImageDigests": [
                  "[1]"
                ],
                "ImageId": "[2]",
                "Platform": "[PLATFORM]",
                "SizeBytes": 0
              },
              "Moved": true,
              "Pinned": true,
              "Registry": {
                "ImageSizeInBytes": 0,
                "Platform": "[PLATFORM]",
                "Platforms": {
                  "[PLATFORM]": "[4]"
                }
              },
              "Tag": "1.4.0",
              "Version": null
            },
            {
              "Created…,
              "ImageDigest": "[3]",
              "Local": {
                "ImageDigests": [
                  "[1]"
                ],
                "ImageId": "[2]",
                "Platform": "[PLATFORM]",
                "SizeBytes": 0
              },
              "Moved": true,
              "Pinned": false,
              "Registry": {
                "ImageSizeInBytes": 0,
                "Platform": "[PLATFORM]",
                "Platforms": {
                  "[PLATFORM]": "[3]"
                }
              },
              "Tag": "latest",
              "Version": null
            }
          ],
          "Offline": false,
          "Pinned": {
            "ImageDigest": "[1]",
            "PinnedAt": "[WHEN]",
            "Platforms": {
              "[PLATFORM]": "[1]"
            },
            "Repository": "[REGISTRY]/emulator",
            "Tag": "1.4.0"
          },
          "Repository": "[REGISTRY]/emulator"
        }"#]]
    .assert_eq(&stage.plain(&listed));

    // What is here is shown without a registry, and what is there without an engine.
    let mut alone = stage.command(&["list"]);
    alone.env("DOCKER_HOST", "unix:///nowhere.sock");
    expect![[r#"
        [REGISTRY]/emulator
        TAG  WHERE  DIGEST  SIZE  CREATED  VERSION
        1.4.0  there  [4]  [SIZE]  [WHEN]  pinned, moved
        latest  there  [3]  [SIZE]  [WHEN]
        ! note: it is not known what is here: no engine answers at `DOCKER_HOST=unix:///nowhere.sock`: No such file or directory (os error 2)
        ! warning: `[REGISTRY]/emulator:1.4.0` has moved since it was pinned: [1] → [4]; `cargo durable compat pull --update` takes that
        = 0
    "#]].assert_eq(&stage.told_by(&mut alone));
    stage.registry.end();
    expect![[r#"
        [REGISTRY]/emulator  only what is here
        TAG  WHERE  DIGEST  SIZE  CREATED  VERSION
        1.4.0  here  [1]  [SIZE]  [WHEN]  1.4.0  pinned
        latest  here  [1]  [SIZE]  [WHEN]  1.4.0
        ! warning: only what is here is shown: [REGISTRY] cannot be reached: Connection refused (os error 111)
        = 0
    "#]]
    .assert_eq(&stage.told(&["list"]));
    expect![[r#"
        [REGISTRY]/emulator  only what is here
        TAG  WHERE  DIGEST  SIZE  CREATED  VERSION
        1.4.0  here  [1]  [SIZE]  [WHEN]  1.4.0  pinned
        latest  here  [1]  [SIZE]  [WHEN]  1.4.0
        = 0
    "#]]
    .assert_eq(&stage.told(&["list", "--offline"]));
    let mut nothing = stage.command(&["list", "--offline"]);
    nothing.env("DOCKER_HOST", "unix:///nowhere.sock");
    expect![[r#"
        ! error: no engine answers at `DOCKER_HOST=unix:///nowhere.sock`: No such file or directory (os error 2)
        ! hint: start it, or unset `DOCKER_HOST`
        = 3
    "#]].assert_eq(&stage.told_by(&mut nothing));
    stage.remove_all();
    expect![[r#"
        ! error: [REGISTRY] cannot be reached: Connection refused (os error 111)
        ! hint: try again later; `cargo durable compat list --offline` shows what is here
        = 3
    "#]]
    .assert_eq(&stage.told(&["list"]));
}

#[tokio::test]
async fn every_page() {
    let Some(stage) = Emulators::start().await else {
        return;
    };
    stage.make("0");
    // More than a registry tells at once, and more than are looked at.
    stage
        .registry
        .copy("emulator", "0", (1..=204).map(|tag| format!("1.{tag}")))
        .await;
    let output = stage
        .command(&["list", "-o", "json", "--limit", "1000"])
        .output()
        .unwrap();
    let listed: Value = serde_json::from_slice(&output.stdout).unwrap();
    let images = listed["Images"].as_array().unwrap();
    let tags = |range: std::ops::Range<usize>| {
        let tags = images[range].iter().map(|image| image["Tag"].as_str().unwrap());
        tags.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        (images.len(), tags(0..3), tags(199..200)),
        (200, "1.204 1.203 1.202".to_owned(), "1.5".to_owned())
    );
    let said = String::from_utf8(output.stderr).unwrap();
    expect![[r#"
        note: [REGISTRY] has more tags than are looked at: the oldest versions are left out
    "#]]
    .assert_eq(&stage.plain(&said));
    // What is pinned is looked at wherever it is.
    stage.told(&["pin", "0"]);
    expect![[r#"
        [REGISTRY]/emulator
        TAG  WHERE  DIGEST  SIZE  CREATED  VERSION
        1.204  there  [1]  [SIZE]  [WHEN]
        1.203  there  [1]  [SIZE]  [WHEN]
        0  there  [1]  [SIZE]  [WHEN]  pinned
        ! note: [REGISTRY] has more tags than are looked at: the oldest versions are left out
        ! … and 197 more: `--limit` shows them
        = 0
    "#]]
    .assert_eq(&stage.told(&["list", "--limit", "2"]));
}

#[tokio::test]
async fn what_is_not_there() {
    let Some(stage) = Emulators::start().await else {
        return;
    };
    expect![[r#"
        ! error: [REGISTRY] has no such repository
        ! hint: is the repository right? see `--image-repository`
        = 1
    "#]]
    .assert_eq(&stage.told(&["list"]));
    expect![[r#"
        ! error: [REGISTRY] has no such image as `1`
        ! hint: `cargo durable compat list` shows what there is
        = 1
    "#]]
    .assert_eq(&stage.told(&["pin", "1"]));
    expect![[r#"
        ! error: `[REGISTRY]/a:b` of `--image-repository` is no repository of images: it has a tag or a digest
        ! hint: it looks like `public.ecr.aws/durable-functions/aws-durable-execution-emulator`
        = 2
    "#]]
    .assert_eq(&stage.told(&["list", "--image-repository", "localhost:1/a:b"]));
    expect![[r#"
        ! error: `Emulator` of `--image-repository` is no repository of images: names of images are lowercase
        ! hint: it looks like `public.ecr.aws/durable-functions/aws-durable-execution-emulator`
        = 2
    "#]]
    .assert_eq(&stage.told(&["list", "--image-repository", "Emulator"]));
    let mut environment = stage.command(&["list"]);
    environment.env("CARGO_DURABLE_IMAGE_REPOSITORY", "a b");
    expect![[r#"
        ! error: `a b` of `CARGO_DURABLE_IMAGE_REPOSITORY` is no repository of images: `a b` is no part of an image's name
        ! hint: it looks like `public.ecr.aws/durable-functions/aws-durable-execution-emulator`
        = 2
    "#]]
    .assert_eq(&stage.told_by(&mut environment));
}

/// Answers every connection with the same words. Its port.
fn talker(words: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(words.as_bytes());
        }
    });
    port
}

#[test]
fn what_is_no_registry() {
    let dir = project("");
    let told = |words: &'static str| {
        let repository = format!("localhost:{}/emulator", talker(words));
        let mut command = crate::cli::command(
            dir.path(),
            &["compat", "pin", "1", "--image-repository", &repository],
        );
        let output = command.env("DOCKER_CONFIG", dir.path()).output().unwrap();
        let said = crate::cli::shown(dir.path(), &output);
        let port = regex::Regex::new("localhost:[0-9]+").unwrap();
        port.replace_all(&said, "[REGISTRY]").into_owned()
    };
    let mut all = String::new();
    for words in [
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>",
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 200 OK\r\nDocker-Content-Digest: sha256:00\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"nowhere\"\r\nContent-Length: 0\r\n\
         Connection: close\r\n\r\n",
    ] {
        all.push_str(&told(words));
    }
    expect![[r#"
        ! error: [REGISTRY] does not answer as a registry of images: invalid HTTP version parsed
        ! hint: is the repository right? see `--image-repository`
        = 3
        ! error: [REGISTRY] does not answer as a registry of images: expected value at line 1 column 1
        ! hint: is the repository right? see `--image-repository`
        = 3
        ! error: [REGISTRY] does not answer as a registry of images: it answers with status 404
        ! hint: is the repository right? see `--image-repository`
        = 3
        ! error: [REGISTRY] is out of order: it answers with status 503
        ! hint: `cargo durable compat pin 1 --offline` pins the image that is here
        = 3
        ! error: [REGISTRY] is asked too often
        ! hint: wait, or `docker login [REGISTRY]`
        = 3
        ! error: [REGISTRY] sends something else than it says: sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a instead of sha256:00
        = 1
        ! error: [REGISTRY] does not answer as a registry of images: it says that tokens are to be had at `nowhere`
        ! hint: is the repository right? see `--image-repository`
        = 3
    "#]].assert_eq(&all);
}

#[test]
fn an_option_that_is_none() {
    check_in(
        project("").path(),
        &["compat", "list", "--limit", "0"],
        &expect![[r#"
            ! error: invalid value '0' for '--limit <N>': a whole number, 1 or more
            ! 
            ! For more information, try '--help'.
            = 2
        "#]],
    );
}
