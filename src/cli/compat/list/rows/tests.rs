//! What is said of tags that are here, there, pinned, and moved.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use expect_test::expect;

use super::*;
use crate::compat::registry::Details;

fn digest(digit: char) -> String {
    format!("sha256:{}", digit.to_string().repeat(64))
}

fn local(tags: &[&str], digests: &[char]) -> Local {
    Local {
        id: digest('f'),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        digests: digests.iter().map(|digit| digest(*digit)).collect(),
        size: 3 << 20,
        created_s: 0,
        labels: [(VERSION.to_owned(), "1.0".to_owned())].into(),
        platform: "linux/amd64".to_owned(),
    }
}

fn entry(digit: char, created: i64) -> Entry {
    Entry {
        digest: digest(digit),
        platforms: BTreeMap::new(),
        details: Details {
            platform: "linux/amd64".to_owned(),
            size: 1 << 20,
            created: (created > 0).then(|| Timestamp::from_millis(created)),
            version: None,
        },
    }
}

fn pin(tag: &str, digit: char) -> Pin {
    Pin {
        repository: "localhost:5000/emulator".to_owned(),
        tag: tag.to_owned(),
        digest: digest(digit),
        platforms: BTreeMap::new(),
        pinned_at: String::new(),
    }
}

fn shown(locals: &[Local], entries: &[(&str, Option<Entry>)], pin: Option<&Pin>, limit: usize) -> String {
    let entries = entries
        .iter()
        .cloned()
        .map(|(tag, entry)| (tag.to_owned(), entry));
    let mut listed = Listed {
        repository: "localhost:5000/emulator".to_owned(),
        pinned: None,
        images: all(locals, &entries.collect(), pin),
        is_offline: false,
    };
    listed.cut(limit);
    // When it was made is told in the machine's time zone.
    for row in &mut listed.images {
        row.created = None;
    }
    Human::drawn(Some(100), |out| listed.human(out))
}

#[test]
fn here_and_there() {
    let locals = [
        local(&["1.1", "latest"], &['1']),
        local(&["made"], &[]),
        local(&[], &['3']),
    ];
    let entries = [
        ("1.0", Some(entry('0', 1_000))),
        ("1.1", Some(entry('1', 2_000))),
        ("1.2", Some(entry('4', 3_000))),
        ("broken", None),
        ("latest", Some(entry('4', 3_000))),
        ("made", Some(entry('5', 0))),
    ];
    expect![[r#"
        localhost:5000/emulator
        TAG     WHERE        DIGEST               SIZE     CREATED  VERSION
        1.2     there        sha256:444444444444  1.0 MiB
        latest  here, there  sha256:444444444444  1.0 MiB                    moved
        1.1     here, there  sha256:111111111111  1.0 MiB
        1.0     here, there  sha256:000000000000  1.0 MiB                    pinned, moved
        made    here, there  sha256:555555555555  1.0 MiB
        broken  there
    "#]]
    .assert_eq(&shown(&locals, &entries, Some(&pin("1.0", '3')), 20));
    expect![[r#"
        localhost:5000/emulator
        TAG  WHERE        DIGEST               SIZE     CREATED  VERSION
        1.2  there        sha256:444444444444  1.0 MiB
        1.0  here, there  sha256:000000000000  1.0 MiB                    pinned, moved
    "#]]
    .assert_eq(&shown(&locals, &entries, Some(&pin("1.0", '3')), 1));
    expect![[r#"
        localhost:5000/emulator
        TAG     WHERE    DIGEST               SIZE     CREATED  VERSION
        1.1     here     sha256:111111111111  3.0 MiB           1.0
        made    here                          3.0 MiB           1.0
        latest  here     sha256:111111111111  3.0 MiB           1.0
        gone    nowhere                                                  pinned
    "#]]
    .assert_eq(&shown(&locals, &[], Some(&pin("gone", '9')), 20));
    expect![[r#"
        localhost:5000/emulator
        no images
    "#]]
    .assert_eq(&shown(&[], &[], None, 20));
}
