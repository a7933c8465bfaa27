//! Where an emulator that is called as `dex-local-runner` keeps executions.

use expect_test::expect;

use super::check;
use crate::support::rie::Dex;

#[tokio::test]
async fn stores_of_each_type() {
    let dex = Dex::new();
    let kept = |args: &[&str]| {
        let server = dex.serve(args, &[]);
        let said = server
            .said
            .replace(&*dex.dir().canonicalize().unwrap().to_string_lossy(), "[DIR]");
        let said = said
            .replace(&*dex.dir().to_string_lossy(), "[DIR]")
            .replace(&server.endpoint, "[URL]");
        server.stop();
        said
    };
    expect![[r#"
        listening on [URL], functions at http://127.0.0.1:3001, store :memory:
    "#]]
    .assert_eq(&kept(&[]));
    assert_eq!(
        std::fs::read_dir(dex.dir()).unwrap().count(),
        1,
        "only the program is there"
    );
    expect![[r#"
        listening on [URL], functions at http://127.0.0.1:3001, store [DIR]/durable-executions.db
    "#]]
    .assert_eq(&kept(&["--store-type", "sqlite"]));
    expect![[r#"
        note: `--store-type filesystem` means our SQLite store
        listening on [URL], functions at http://127.0.0.1:3001, store [DIR]/.durable_executions/executions.db
    "#]]
    .assert_eq(&kept(&["--store-type", "filesystem"]));
    expect![[r#"
        note: `--store-type filesystem` means our SQLite store
        listening on [URL], functions at http://127.0.0.1:3001, store [DIR]/x.db
    "#]]
    .assert_eq(&kept(&["--store-type", "filesystem", "--store-path", "x.db"]));

    // What the official emulator has made stays what it is, and ours is beside it, also when it is gone.
    let foreign = dex.path("theirs.db");
    let made = rusqlite::Connection::open(&foreign).unwrap();
    made.execute_batch("CREATE TABLE executions (durable_execution_arn TEXT PRIMARY KEY)")
        .unwrap();
    drop(made);
    let before = std::fs::read(&foreign).unwrap();
    let args = ["--store-type", "sqlite", "--store-path", "theirs.db"];
    expect![[r#"
        note: `[DIR]/theirs.db` is another emulator's store, and is left as it is; ours is `[DIR]/theirs.cargo-durable.db`
        listening on [URL], functions at http://127.0.0.1:3001, store [DIR]/theirs.cargo-durable.db
    "#]].assert_eq(&kept(&args));
    assert_eq!(std::fs::read(&foreign).unwrap(), before);
    std::fs::remove_file(&foreign).unwrap();
    expect![[r#"
        listening on [URL], functions at http://127.0.0.1:3001, store [DIR]/theirs.cargo-durable.db
    "#]]
    .assert_eq(&kept(&args));
}

#[test]
fn a_store_that_cannot_be() {
    check(
        &[
            "start-server",
            "--port",
            "0",
            "--store-type",
            "sqlite",
            "--store-path",
            "/dev/null/x.db",
        ],
        &expect![[r#"
            ! error: the store `/dev/null` cannot be opened
            !   cause: File exists (os error 17)
            ! hint: pass `--store-path PATH` to use another one, or `--store-type memory`
            = 1
        "#]],
    );
    let dex = Dex::new();
    let args = ["--store-type", "sqlite", "--store-path", "s.db"];
    let _first = dex.serve(&args, &[]);
    let line = [&["start-server", "--port", "0"], &args[..]].concat();
    let output = dex.command(&line).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("error: the store `"), "{said}");
    assert!(
        said.ends_with("hint: end whoever uses it, or pass `--store-path PATH` to use another one\n"),
        "{said}"
    );
    assert_eq!(output.status.code(), Some(1));
}
