//! `compat pull`: the pinned image comes, and stays when its tag moves.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::net::TcpListener;
use std::process::Stdio;
use std::sync::atomic::Ordering;

use expect_test::expect;
use rustix::process::{Pid, Signal, kill_process};

use crate::support::emulators::Emulators;
use crate::support::registry::shaky;
use crate::support::terminal::Terminal;

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, with all that is said")]
async fn a_tag_moves_and_what_is_pinned_stays() {
    let Some(mut stage) = Emulators::official().await else {
        return;
    };
    expect![[r#"
        ! error: nothing is pinned, and no tag is given
        ! hint: `cargo durable compat pin TAG` pins an image
        = 2
    "#]]
    .assert_eq(&stage.told(&["pull"]));
    expect![[r#"
        ! error: [REGISTRY] has no such image as `9`
        ! hint: `cargo durable compat list` shows what there is
        = 1
    "#]]
    .assert_eq(&stage.told(&["pull", "9"]));
    stage.told(&["pin", "1.4.0"]);
    expect![[r#"
        [REGISTRY]/emulator:1.4.0  [PLATFORM], [SIZE], pinned
          [1]
          [2]
        ! pulling `[REGISTRY]/emulator@[1]`
        ! pulled `[REGISTRY]/emulator@[1]` in [TIME]
        = 0
    "#]]
    .assert_eq(&stage.told(&["pull"]));
    let pinned = stage.image_id("1.4.0");
    assert!(pinned.starts_with("sha256:"), "{pinned}");

    stage.make("1.4.0");
    let lock = stage.lock();
    expect![[r#"
        [REGISTRY]/emulator:1.4.0  [PLATFORM], [SIZE], pinned
          [1]
          [2]
        ! warning: `[REGISTRY]/emulator:1.4.0` has moved: [1] → [3]; `durable.lock` holds the first, `cargo durable compat pull --update` takes the second
        = 0
    "#]].assert_eq(&stage.told(&["pull"]));
    assert_eq!(
        (stage.lock(), stage.image_id("1.4.0")),
        (lock.clone(), pinned.clone())
    );
    // Somebody else takes the moved one: here the tag is the pinned image's again.
    let name = format!("{}:1.4.0", stage.repository());
    stage.engine().run(&["pull", "--quiet", &name]);
    assert_ne!(stage.image_id("1.4.0"), pinned);
    stage.told(&["pull", "1.4.0"]);
    assert_eq!(stage.image_id("1.4.0"), pinned);
    // Nothing is here: the pinned one comes, though its tag is another's.
    stage.remove_all();
    expect![[r#"
        [REGISTRY]/emulator:1.4.0  [PLATFORM], [SIZE], pinned
          [1]
          [2]
        ! warning: `[REGISTRY]/emulator:1.4.0` has moved: [1] → [3]; `durable.lock` holds the first, `cargo durable compat pull --update` takes the second
        ! pulling `[REGISTRY]/emulator@[1]`
        ! pulled `[REGISTRY]/emulator@[1]` in [TIME]
        = 0
    "#]].assert_eq(&stage.told(&["pull"]));
    assert_eq!(stage.image_id("1.4.0"), pinned);

    expect![[r#"
        [REGISTRY]/emulator:1.4.0  [PLATFORM], [SIZE], pinned now
          [3]
          [4]
        ! `[REGISTRY]/emulator:1.4.0` has moved: [1] → [3]
        ! pulling `[REGISTRY]/emulator@[3]`
        ! pulled `[REGISTRY]/emulator@[3]` in [TIME]
        = 0
    "#]]
    .assert_eq(&stage.told(&["pull", "--update"]));
    assert_ne!(stage.image_id("1.4.0"), pinned);
    assert_ne!(stage.lock(), lock);
    expect![[r#"
        {
          "Repository": "[REGISTRY]/emulator",
          "Tag": "1.4.0",
          "ImageDigest": "[3]",
          "ImageId": "[4]",
          "Platform": "[PLATFORM]",
          "SizeBytes": 0,
          "Pinned": true
        }
        = 0
    "#]]
    .assert_eq(&stage.told(&["pull", "-o", "json"]));

    stage.make("1.5.0");
    let mut other = stage.command(&["pull"]);
    other.env("DURABLE_EXECUTIONS_EMULATOR_IMAGE_TAG", "1.5.0");
    expect![[r#"
        [REGISTRY]/emulator:1.5.0  [PLATFORM], [SIZE], not pinned
          [5]
          [6]
        ! warning: `DURABLE_EXECUTIONS_EMULATOR_IMAGE_TAG=1.5.0` overrides `durable.lock`, which pins `1.4.0`
        ! pulling `[REGISTRY]/emulator@[5]`
        ! pulled `[REGISTRY]/emulator@[5]` in [TIME]
        = 0
    "#]]
    .assert_eq(&stage.told_by(&mut other));
    expect![[r#"
        ! error: `--update` is for the pinned tag, and `1.5.0` is not pinned
        ! hint: `cargo durable compat pin 1.5.0` pins it
        = 2
    "#]]
    .assert_eq(&stage.told(&["pull", "1.5.0", "--update"]));

    // What is here needs no registry; what is not cannot come.
    stage.registry.end();
    expect![[r#"
        [REGISTRY]/emulator:1.4.0  [PLATFORM], [SIZE], pinned
          [3]
          [4]
        ! warning: it is not known whether `1.4.0` has moved: [REGISTRY] cannot be reached: Connection refused (os error 111)
        = 0
    "#]].assert_eq(&stage.told(&["pull"]));
    expect![[r#"
        ! error: [REGISTRY] cannot be reached: Connection refused (os error 111)
        ! hint: try again later; `cargo durable compat list --offline` shows what is here
        = 3
    "#]]
    .assert_eq(&stage.told(&["pull", "--update"]));
    stage.remove_all();
    expect![[r#"
        ! error: [REGISTRY] cannot be reached: Connection refused (os error 111)
        ! hint: try again later; `cargo durable compat list --offline` shows what is here
        = 3
    "#]]
    .assert_eq(&stage.told(&["pull"]));
    let mut nobody = stage.command(&["pull"]);
    nobody.env("DOCKER_HOST", "unix:///nowhere.sock");
    expect![[r#"
        ! error: no engine answers at `DOCKER_HOST=unix:///nowhere.sock`: No such file or directory (os error 2)
        ! hint: start it, or unset `DOCKER_HOST`
        = 3
    "#]].assert_eq(&stage.told_by(&mut nobody));
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, with all that is said")]
async fn a_registry_that_wants_to_know_who_asks() {
    let Some(open) = Emulators::start().await else {
        return;
    };
    open.make("1");
    let Some((registry, tokens)) = open.registry.with_tokens().await else {
        return;
    };
    let by_token = Emulators::of(registry);
    let by_password = Emulators::of(open.registry.guarded().await);
    for stage in [&by_token, &by_password] {
        let config = |secret: &str| {
            let host = stage.repository().replace("/emulator", "");
            let text = format!("{{\"auths\": {{\"{host}\": {{\"auth\": \"{secret}\"}}}}}}");
            std::fs::write(stage.dir.path().join("config.json"), text).unwrap();
        };
        let stranger = stage.told(&["pin", "1"]);
        config("bWU6d3Jvbmc=");
        let wrong = stage.told(&["pin", "1"]);
        config("bWU6c2VjcmV0");
        let known = [
            stage.told(&["pin", "1"]),
            stage.told(&["list"]),
            stage.told(&["pull"]),
        ]
        .concat();
        if stage.registry.port == by_token.registry.port {
            expect![[r#"
                ! error: [REGISTRY] does not let us in: it wants to know who asks
                ! hint: `docker login [REGISTRY]`
                = 3
            "#]]
            .assert_eq(&stranger);
            expect![[r#"
                ! error: [REGISTRY] does not let us in: the credentials are no good
                ! hint: `docker login [REGISTRY]`
                = 3
            "#]]
            .assert_eq(&wrong);
            expect![[r#"
                pinned [REGISTRY]/emulator:1  [1]
                  [PLATFORM]  [1]
                  [DIR]/durable.lock, since [WHEN]
                = 0
                [REGISTRY]/emulator
                TAG  WHERE  DIGEST  SIZE  CREATED  VERSION
                1  there  [1]  [SIZE]  [WHEN]  pinned
                = 0
                [REGISTRY]/emulator:1  [PLATFORM], [SIZE], pinned
                  [1]
                  [2]
                ! pulling `[REGISTRY]/emulator@[1]`
                ! pulled `[REGISTRY]/emulator@[1]` in [TIME]
                = 0
            "#]]
            .assert_eq(&known);
        } else {
            expect![[r#"
                ! error: [REGISTRY] has no such image as `1`, or does not show it to whoever has not logged in
                ! hint: is the name right? else `docker login [REGISTRY]`
                = 1
            "#]]
            .assert_eq(&stranger);
            expect![[r#"
                ! error: [REGISTRY] does not let us in: authentication required
                ! hint: `docker login [REGISTRY]`
                = 3
            "#]]
            .assert_eq(&wrong);
            expect![[r#"
                pinned [REGISTRY]/emulator:1  [1]
                  [PLATFORM]  [1]
                  [DIR]/durable.lock, since [WHEN]
                = 0
                [REGISTRY]/emulator
                TAG  WHERE  DIGEST  SIZE  CREATED  VERSION
                1  there  [1]  [SIZE]  [WHEN]  pinned
                = 0
                [REGISTRY]/emulator:1  [PLATFORM], [SIZE], pinned
                  [1]
                  [2]
                ! pulling `[REGISTRY]/emulator@[1]`
                ! pulled `[REGISTRY]/emulator@[1]` in [TIME]
                = 0
            "#]]
            .assert_eq(&known);
        }
    }
    // A token that lasts gives one as well.
    let host = by_token.repository().replace("/emulator", "");
    let lasting = format!("{{\"auths\": {{\"{host}\": {{\"identitytoken\": \"lasting\"}}}}}}");
    std::fs::write(by_token.dir.path().join("config.json"), lasting).unwrap();
    by_token.remove_all();
    assert!(by_token.told(&["pin", "1"]).starts_with("pinned already"));
    assert!(by_token.told(&["pull"]).ends_with("= 0\n"));
    // One for each command of ours, and what the engine asks for: not one for each request.
    let given = tokens.given.load(Ordering::SeqCst);
    assert!((5..=9).contains(&given), "{given}");
}

#[tokio::test]
async fn a_registry_that_is_out_of_order_for_a_moment() {
    let Some(stage) = Emulators::start().await else {
        return;
    };
    stage.make("1");
    let (port, failed) = shaky(stage.registry.port, 2);
    let mut pin = stage.command(&["pin", "1"]);
    pin.env(
        "CARGO_DURABLE_IMAGE_REPOSITORY",
        format!("localhost:{port}/emulator"),
    );
    let said = stage.told_by(&mut pin);
    assert!(said.starts_with("pinned "), "{said}");
    assert_eq!(failed.load(Ordering::SeqCst), 2);
}

/// Ctrl-C ends a pull of which nothing is heard, and leaves no bars.
#[tokio::test]
async fn nobody_waits_after_ctrl_c() {
    let Some(stage) = Emulators::start().await else {
        return;
    };
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let repository = format!("localhost:{}/emulator", silent.local_addr().unwrap().port());
    let mut pull = stage.command(&["pull", "1"]);
    pull.env("CARGO_DURABLE_IMAGE_REPOSITORY", &repository);
    let mut child = pull.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // It asks the registry, so that it hears of signals.
    let asked = silent.accept().unwrap();
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(asked);
}

/// Nothing is left of the bars.
#[tokio::test]
async fn on_a_terminal() {
    let Some(stage) = Emulators::official().await else {
        return;
    };
    let repository = stage.repository();
    let docker_config = stage.dir.path().display().to_string();
    let variables = [
        ("TERM", "xterm-256color"),
        ("CARGO_DURABLE_IMAGE_REPOSITORY", repository.as_str()),
        ("DOCKER_CONFIG", docker_config.as_str()),
    ];
    let mut terminal = Terminal::start_with(
        stage.dir.path(),
        &["compat", "pull", "1.4.0"],
        (120, 20),
        &variables,
    );
    terminal.until("pulled `");
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(
        screen.contains("not pinned") && !screen.contains("layers"),
        "{screen}"
    );
}
