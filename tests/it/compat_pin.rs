//! `compat pin` and `compat unpin`: what stands in durable.lock, and what does not get there.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use expect_test::expect;

use crate::cli::{check_in, project};
use crate::support::emulators::Emulators;

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, with all that is said")]
async fn what_a_tag_means_is_written_down() {
    let Some(mut stage) = Emulators::start().await else {
        return;
    };
    stage.make("1.3.0");
    stage.make("1.4.0");
    expect![[r#"
        ! error: nothing is pinned
        ! hint: `cargo durable compat pin TAG` pins an image
        = 1
    "#]]
    .assert_eq(&stage.told(&["pin", "--show"]));
    expect![[r#"
        pinned [REGISTRY]/emulator:1.3.0  [1]
          [PLATFORM]  [1]
          [DIR]/durable.lock, since [WHEN]
        = 0
    "#]]
    .assert_eq(&stage.told(&["pin", "1.3.0"]));
    expect![[r##"
        # Which image of AWS's emulator for durable functions this project uses, down to its bytes.
        # `cargo durable compat pin` writes it, `pull`, `start --emulator image` and `check image` use it: commit it.
        version = 1
        repository = "[REGISTRY]/emulator"
        tag = "1.3.0"
        digest = "[1]"
        pinned_at = [WHEN]

        [platforms]
        "[PLATFORM]" = "[1]"
    "##]].assert_eq(&stage.lock());
    expect![[r#"
        pinned already: [REGISTRY]/emulator:1.3.0  [1]
          [PLATFORM]  [1]
          [DIR]/durable.lock, since [WHEN]
        = 0
    "#]]
    .assert_eq(&stage.told(&["pin", "1.3.0"]));
    expect![[r#"
        pinned [REGISTRY]/emulator:1.4.0  [2]
          before: [REGISTRY]/emulator:1.3.0  [1]
          [PLATFORM]  [2]
          [DIR]/durable.lock, since [WHEN]
        = 0
    "#]]
    .assert_eq(&stage.told(&["pin", "1.4.0"]));
    expect![[r#"
        [REGISTRY]/emulator:1.4.0  [2]
          [PLATFORM]  [2]
          [DIR]/durable.lock, since [WHEN]
        = 0
    "#]]
    .assert_eq(&stage.told(&["pin", "--show"]));
    let shown = stage.told(&["pin", "--show", "-o", "json"]);
    expect![[r#"
        {
          "Repository": "[REGISTRY]/emulator",
          "Tag": "1.4.0",
          "ImageDigest": "[2]",
          "Platforms": {
            "[PLATFORM]": "[2]"
          },
          "PinnedAt": "[WHEN]",
          "LockFile": "[DIR]/durable.lock"
        }
        = 0
    "#]]
    .assert_eq(&shown);

    // The right digest is taken, another one is not, and nothing changes.
    let lock = std::fs::read_to_string(stage.dir.path().join("durable.lock")).unwrap();
    let digest = lock
        .lines()
        .find_map(|line| line.strip_prefix("digest = \""))
        .unwrap();
    let digest = digest.trim_end_matches('"');
    assert!(
        stage
            .told(&["pin", &format!("1.4.0@{digest}")])
            .starts_with("pinned already")
    );
    expect![[r#"
        ! error: `[REGISTRY]/emulator:1.3.0` is not what it should be: [1] instead of [2]
        = 1
    "#]]
    .assert_eq(&stage.told(&["pin", &format!("1.3.0@{digest}")]));
    let after = std::fs::read_to_string(stage.dir.path().join("durable.lock")).unwrap();
    assert_eq!(lock, after);

    // The engine knows what it has pulled.
    expect![[r#"
        ! error: `[REGISTRY]/emulator:1.3.0` is not here
        ! hint: `cargo durable compat pull 1.3.0` gets it
        = 1
    "#]]
    .assert_eq(&stage.told(&["pin", "1.3.0", "--offline"]));
    stage.told(&["pull", "1.3.0"]);
    stage.registry.end();
    expect![[r#"
        ! error: [REGISTRY] cannot be reached: Connection refused (os error 111)
        ! hint: `cargo durable compat pin 1.3.0 --offline` pins the image that is here
        = 3
    "#]]
    .assert_eq(&stage.told(&["pin", "1.3.0"]));
    expect![[r#"
        pinned [REGISTRY]/emulator:1.3.0  [1]
          before: [REGISTRY]/emulator:1.4.0  [2]
          [DIR]/durable.lock, since [WHEN]
        = 0
    "#]]
    .assert_eq(&stage.told(&["pin", "1.3.0", "--offline"]));
    expect![[r#"
        ! error: `[REGISTRY]/emulator:1.3.0` is not what it should be: [1] instead of [2]
        = 1
    "#]]
    .assert_eq(&stage.told(&["pin", &format!("1.3.0@{digest}"), "--offline"]));
    let made_here = format!("{}:made", stage.repository());
    let empty = stage.dir.path().join("empty.tar");
    std::fs::write(&empty, [0; 1024]).unwrap();
    stage
        .engine()
        .run(&["import", empty.to_str().unwrap(), &made_here]);
    expect![[r#"
        ! error: `[REGISTRY]/emulator:made` was made here: it has no digest by which a registry knows it
        ! hint: `cargo durable compat pull made` gets it
        = 1
    "#]]
    .assert_eq(&stage.told(&["pin", "made", "--offline"]));

    expect![[r#"
        removed [DIR]/durable.lock
        = 0
    "#]]
    .assert_eq(&stage.told(&["unpin"]));
    expect![[r#"
        nothing was pinned
        = 0
    "#]]
    .assert_eq(&stage.told(&["unpin"]));
    assert_eq!(stage.lock(), "");
}

#[test]
fn what_is_wrong_with_a_lock_is_told() {
    let dir = project("");
    let lock = |text: &str| std::fs::write(dir.path().join("durable.lock"), text).unwrap();
    lock("version = 1\ntag = 5\n");
    check_in(
        dir.path(),
        &["compat", "pin", "--show"],
        &expect![[r#"
        ! error: [DIR]/durable.lock:2: invalid type: integer `5`, expected a string
        ! hint: correct it, or remove it by `cargo durable compat unpin` and write it anew by `cargo durable compat pin TAG`
        = 2
    "#]],
    );
    lock("version = 7\n");
    check_in(
        dir.path(),
        &["compat", "list", "--offline"],
        &expect![[r#"
        ! error: `[DIR]/durable.lock` is of version 7, and we know 1
        ! hint: update cargo-durable
        = 2
    "#]],
    );
    check_in(
        dir.path(),
        &["start", "--emulator", "image"],
        &expect![[r#"
        ! error: `[DIR]/durable.lock` is of version 7, and we know 1
        ! hint: update cargo-durable
        = 2
    "#]],
    );
    check_in(
        dir.path(),
        &["compat", "unpin"],
        &expect![[r#"
        removed [DIR]/durable.lock
        = 0
    "#]],
    );
    check_in(
        dir.path(),
        &["start", "--emulator", "image"],
        &expect![[r#"
        ! error: nothing is pinned, and no tag is given
        ! hint: `cargo durable compat pin TAG` pins an image
        = 2
    "#]],
    );
}

#[test]
fn wrong_use() {
    let dir = project("");
    check_in(
        dir.path(),
        &["compat", "pin"],
        &expect![[r#"
        ! error: the following required arguments were not provided:
        !   <TAG[@DIGEST]>
        ! 
        ! Usage: cargo durable compat pin <TAG[@DIGEST]>
        ! 
        ! For more information, try '--help'.
        = 2
    "#]],
    );
    check_in(
        dir.path(),
        &["compat", "pin", "emulator:1"],
        &expect![[r#"
        ! error: invalid value 'emulator:1' for '[TAG[@DIGEST]]': a tag, such as `1.4.0`; `--image-repository` names a repository
        ! 
        ! For more information, try '--help'.
        = 2
    "#]],
    );
    check_in(
        dir.path(),
        &["compat", "pin", "1@x"],
        &expect![[r#"
        ! error: invalid value '1@x' for '[TAG[@DIGEST]]': behind `@` stands a digest, such as `sha256:…`
        ! 
        ! For more information, try '--help'.
        = 2
    "#]],
    );
    check_in(
        dir.path(),
        &["compat", "pull"],
        &expect![[r#"
        ! error: nothing is pinned, and no tag is given
        ! hint: `cargo durable compat pin TAG` pins an image
        = 2
    "#]],
    );
    check_in(
        dir.path(),
        &["compat", "pull", "1", "--update"],
        &expect![[r#"
            ! error: `--update` is for the pinned tag, and `1` is not pinned
            ! hint: `cargo durable compat pin 1` pins it
            = 2
        "#]],
    );
    let nowhere = tempfile::tempdir().unwrap();
    check_in(
        nowhere.path(),
        &["compat", "pin", "1"],
        &expect![[r#"
        ! error: there is no project here, in whose root `durable.lock` would be
        ! hint: a project has a Cargo.toml, a durable.toml or a template: `touch durable.toml` makes one
        = 2
    "#]],
    );
}
