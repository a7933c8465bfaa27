//! Locks as they are written, and as they should not have been.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::error::Error as _;

use expect_test::{Expect, expect};

use super::*;

const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn pin() -> Pin {
    Pin {
        repository: "localhost:5000/emulator".to_owned(),
        tag: "1.4.0".to_owned(),
        digest: DIGEST.to_owned(),
        platforms: [("linux/amd64".to_owned(), DIGEST.to_owned())].into(),
        pinned_at: instant(Timestamp::from_millis(1_795_798_440_999)),
    }
}

#[test]
fn what_is_written_is_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    assert_eq!(Pin::read(&path).unwrap(), None);
    assert!(!Pin::remove(&path).unwrap());
    pin().write(&path).unwrap();
    assert_eq!(Pin::read(&path).unwrap(), Some(pin()));
    let text = std::fs::read_to_string(&path).unwrap();
    expect![[r#"
        # Which image of AWS's emulator for durable functions this project uses, down to its bytes.
        # `cargo durable compat pin` writes it, `pull`, `start --emulator image` and `check image` use it: commit it.
        version = 1
        repository = "localhost:5000/emulator"
        tag = "1.4.0"
        digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
        pinned_at = 2026-11-27T16:54:00Z

        [platforms]
        "linux/amd64" = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    "#]]
    .assert_eq(&text);
    let none = Pin {
        platforms: BTreeMap::new(),
        ..pin()
    };
    none.write(&path).unwrap();
    assert_eq!(Pin::read(&path).unwrap(), Some(none));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    assert!(Pin::remove(&path).unwrap());
    assert!(!path.exists());
}

fn check(change: impl Fn(String) -> String, expected: &Expect) {
    let text = change(pin().text().unwrap());
    let told = match Pin::parse(Path::new(FILE), &text) {
        Ok(pin) => format!("{pin:?}"),
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&told);
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let replaced = |from: &'static str, to: &'static str| {
        move |text: String| {
            assert!(text.contains(from), "{text}");
            text.replace(from, to)
        }
    };
    check(
        |_| String::new(),
        &expect!["durable.lock:1: missing field `version`"],
    );
    check(
        replaced("version = 1", "version = 2\nmore = true"),
        &expect!["`durable.lock` is of version 2, and we know 1"],
    );
    check(
        replaced("version = 1", "version = 0"),
        &expect!["durable.lock:3: `0` is no version"],
    );
    check(
        replaced("version = 1", "version = \"1\""),
        &expect!["durable.lock:3: invalid type: string \"1\", expected i64"],
    );
    check(
        replaced("tag = \"1.4.0\"\n", ""),
        &expect!["durable.lock:1: missing field `tag`"],
    );
    check(
        replaced("tag = \"1.4.0\"", "tag = \"a b\""),
        &expect!["durable.lock:5: `a b` is no tag"],
    );
    check(
        replaced("emulator\"", "emulator:latest\""),
        &expect!["durable.lock:4: `localhost:5000/emulator:latest` is no repository of images"],
    );
    check(
        replaced("digest = \"sha256:", "digest = \"sha256:x"),
        &expect![
            "durable.lock:6: `sha256:x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef` is no digest"
        ],
    );
    check(
        replaced("\"linux/amd64\"", "amd64"),
        &expect!["durable.lock:10: `amd64` is no platform, such as `linux/amd64`"],
    );
    check(
        replaced("pinned_at = 2026-11-27T16:54:00Z", "pinned_at = 5"),
        &expect!["durable.lock:7: invalid type: integer `5`, expected a TOML datetime"],
    );
    check(
        replaced("version = 1", "version = 1\ntags = []"),
        &expect![[
            r#"durable.lock:4: unknown field `tags`, expected one of `version`, `repository`, `tag`, `digest`, `pinned_at`, `platforms`"#
        ]],
    );
    check(
        replaced("[platforms]", "[platforms"),
        &expect!["durable.lock:9: unclosed table, expected `]`"],
    );
}

#[test]
fn what_is_no_file_is_not_read() {
    let dir = tempfile::tempdir().unwrap();
    let error = Pin::read(dir.path()).unwrap_err();
    assert!(error.source().is_some() && error.to_string().ends_with("cannot be read"));
    let nowhere = dir.path().join("gone").join(FILE);
    assert!(
        pin()
            .write(&nowhere)
            .unwrap_err()
            .to_string()
            .ends_with("cannot be written")
    );
}

#[test]
fn no_tag_moves_what_is_asked_for() {
    assert_eq!(pin().reference(), format!("localhost:5000/emulator@{DIGEST}"));
    let later = Pin {
        pinned_at: "2027-01-01T00:00:00Z".to_owned(),
        platforms: BTreeMap::new(),
        ..pin()
    };
    assert!(pin().is_same_image(&later));
}
