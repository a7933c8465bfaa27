//! `compat pin` and `compat pull` where a tag is for another processor, or for several.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use expect_test::expect;

use crate::support::emulators::Emulators;

#[tokio::test]
async fn for_another_processor() {
    let Some(stage) = Emulators::start().await else {
        return;
    };
    stage.make("1");
    let ours = stage.engine().run(&["version", "--format", "{{.Server.Arch}}"]);
    let other = if ours == "arm64" { "amd64" } else { "arm64" };
    let platform = format!("linux/{other}");
    let said = stage.told(&["pull", "1", "--platform", &platform]);
    expect![[r#"
        ! error: [REGISTRY] has none for [PLATFORM], only for [PLATFORM]
        ! hint: take one of these by `--platform`
        = 1
    "#]]
    .assert_eq(&said);
    stage.registry.change("emulator:1", "emulator:2", other).await;
    let said = stage.told(&["pull", "2", "--platform", &platform]);
    expect![[r#"
        [REGISTRY]/emulator:2  [PLATFORM], [SIZE], not pinned
          [1]
          [2]
        ! pulling `[REGISTRY]/emulator@[1]`
        ! pulled `[REGISTRY]/emulator@[1]` in [TIME]
        ! note: `[REGISTRY]/emulator@[1]` is for [PLATFORM]: on this engine, which is for [PLATFORM], it runs emulated
        = 0
    "#]].assert_eq(&said);
}

/// A tag of images for two processors: what is pinned is the tag's, and each one's.
#[tokio::test]
async fn for_two_processors() {
    let Some(stage) = Emulators::start().await else {
        return;
    };
    let ours = stage.engine().run(&["version", "--format", "{{.Server.Arch}}"]);
    let other = if ours == "arm64" { "amd64" } else { "arm64" };
    stage.make("ours");
    stage
        .registry
        .change("emulator:ours", "emulator:other", other)
        .await;
    let both = [("ours", ours.as_str()), ("other", other)];
    stage.registry.index("emulator", "1", &both).await;
    stage.told(&["pin", "1"]);
    let lock = std::fs::read_to_string(stage.dir.path().join("durable.lock")).unwrap();
    for processor in [&ours, other] {
        assert!(
            lock.contains(&format!("\"linux/{processor}\" = \"sha256:")),
            "{lock}"
        );
    }
    assert!(!lock.contains("unknown"), "{lock}");
    let mut said = stage.told(&["pull"]);
    said.push_str(&stage.told(&["pull", "--platform", "linux/s390x"]));
    said.push_str(&stage.told(&["list"]));
    expect![[r#"
        [REGISTRY]/emulator:1  [PLATFORM], [SIZE], pinned
          [1]
          [4]
        ! pulling `[REGISTRY]/emulator@[1]`
        ! pulled `[REGISTRY]/emulator@[1]` in [TIME]
        = 0
        ! error: [REGISTRY] has none for linux/s390x, only for [PLATFORM], [PLATFORM]
        ! hint: take one of these by `--platform`
        = 1
        [REGISTRY]/emulator
        TAG  WHERE  DIGEST  SIZE  CREATED  VERSION
        1  here, there  [1]  [SIZE]  [WHEN]  pinned
        ours  there  [2]  [SIZE]  [WHEN]
        other  there  [3]  [SIZE]  [WHEN]
        = 0
    "#]]
    .assert_eq(&said);
    let about = |stage: &Emulators| {
        let name = format!("{}:1", stage.repository());
        stage
            .engine()
            .run(&["inspect", "--format", "{{.Architecture}}", &name])
    };
    assert_eq!(about(&stage), ours);
    let said = stage.told(&["pull", "--platform", &format!("linux/{other}")]);
    assert!(said.ends_with("= 0\n"), "{said}");
    assert_eq!(about(&stage), other);
    // It is the tag's all the same.
    assert_eq!(stage.told(&["list", "--limit", "1"]).matches("moved").count(), 0);
    assert!(
        stage
            .told(&["pin", "1", "--offline"])
            .starts_with("pinned already")
    );
}
