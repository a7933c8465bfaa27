//! Files: who may open what, and what is said when it cannot be.

use std::net::SocketAddr;

use super::*;

#[tokio::test]
async fn a_store_is_open_for_one_writer() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    assert_eq!(read_holder(&path), None);
    let store = Store::open(&path, Sync::Normal).unwrap();
    let pid = std::process::id();

    let error = Store::open(&path, Sync::Normal).unwrap_err();
    let shown = path.canonicalize().unwrap();
    let shown = shown.display();
    assert_eq!(
        error.to_string(),
        format!("the store `{shown}` is in use by process {pid}")
    );
    assert_eq!(read_holder(&path), Some(Holder::this_process()));

    let address: SocketAddr = "127.0.0.1:9014".parse().unwrap();
    let holder = Holder {
        address: Some(address),
        token: Some("secret".into()),
        started_at: Some(at(7)),
        ..Holder::this_process()
    };
    store.announce(&holder).unwrap();
    assert_eq!(read_holder(&path), Some(holder.clone()));
    let error = Store::open(&path, Sync::Normal).unwrap_err();
    assert!(
        error.to_string().ends_with(", which listens on 127.0.0.1:9014"),
        "{error}"
    );
    assert!(!format!("{error:?}").contains("secret"));

    drop(store);
    assert_eq!(read_holder(&path), None);
    drop(Store::open(&path, Sync::Normal).unwrap());
}

#[test]
fn a_note_without_a_lock_counts_for_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    std::fs::write(lock::sidecar(&path), "{\"pid\":1,\"address\":\"127.0.0.1:1\"}").unwrap();
    assert_eq!(read_holder(&path), None);
    let _store = Store::open(&path, Sync::Normal).unwrap();
    assert_eq!(read_holder(&path), Some(Holder::this_process()));
}

#[test]
fn looking_at_a_lock_does_not_take_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    drop(Store::open(&path, Sync::Normal).unwrap());
    std::thread::scope(|scope| {
        scope.spawn(|| (0..2_000).for_each(|_| drop(read_holder(&path))));
        for _ in 0..20 {
            drop(Store::open(&path, Sync::Normal).unwrap());
        }
    });
}

#[cfg(unix)]
#[test]
fn one_store_has_one_lock_and_its_user_alone_reads_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let _store = Store::open(&path, Sync::Normal).unwrap();
    let link = directory.path().join("link.db");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert!(matches!(
        Store::open(&link, Sync::Normal),
        Err(StoreError::Locked { .. })
    ));
    assert!(read_holder(&link).is_some());
    let mode = std::fs::metadata(lock::sidecar(&path))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn readers_read_while_another_writes_and_after() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let missing = Store::open_read_only(&path).unwrap_err();
    assert!(matches!(missing, StoreError::Missing { .. }), "{missing}");

    let store = Store::open(&path, Sync::Normal).unwrap();
    let reader = Store::open_read_only(&path).unwrap();
    let arn = start(&store, "order/monday/1", running(10)).await;
    assert_eq!(reader.load(&arn).await.unwrap().unwrap().len(), 1);
    let refused = reader.append(&arn, vec![step(2)], running(10)).await.unwrap_err();
    assert_eq!(refused.to_string(), "the store can only be read");
    assert!(matches!(reader.delete(&arn).await, Err(StoreError::ReadOnly)));
    drop((store, reader));

    let reader = Store::open_read_only(&path).unwrap();
    assert_eq!(reader.count().await.unwrap(), 1);
    // Who reads does not keep anybody from writing.
    drop(Store::open(&path, Sync::Normal).unwrap());
}

#[test]
fn a_file_that_may_not_be_written_is_not_opened_for_writing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    drop(Store::open(&path, Sync::Normal).unwrap());
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    let is_root = std::fs::OpenOptions::new().write(true).open(&path).is_ok();
    let opened = Store::open(&path, Sync::Normal);
    assert!(
        is_root || matches!(opened, Err(StoreError::ReadOnly)),
        "{opened:?}"
    );
}

#[test]
fn the_directory_is_made_and_kept_from_git() {
    let directory = tempfile::tempdir().unwrap();
    let ours = directory.path().join("project/.durable");
    drop(Store::open(ours.join("deep/store.db"), Sync::Normal).unwrap());
    assert_eq!(std::fs::read_to_string(ours.join(".gitignore")).unwrap(), "*\n");

    let theirs = directory.path().join("theirs");
    drop(Store::open(theirs.join("store.db"), Sync::Normal).unwrap());
    assert!(!theirs.join(".gitignore").exists());

    let blocked = theirs.join("store.db/below/store.db");
    let error = Store::open(&blocked, Sync::Normal).unwrap_err();
    assert!(matches!(error, StoreError::Open { .. }), "{error:?}");
}

#[tokio::test]
async fn a_newer_store_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let store = Store::open(&path, Sync::Normal).unwrap();
    start(&store, "order/monday/1", running(10)).await;
    drop(store);
    let future = rusqlite::Connection::open(&path).unwrap();
    future.pragma_update(None, "user_version", 7).unwrap();
    // As after a crash: what is newer is still in the log.
    let before = (
        std::fs::read(&path).unwrap(),
        std::fs::read(path.with_extension("db-wal")).unwrap(),
    );

    let shown = path.canonicalize().unwrap();
    let said = format!(
        "the store `{}` has format 7, and this version knows formats up to 2",
        shown.display()
    );
    assert_eq!(Store::open(&path, Sync::Normal).unwrap_err().to_string(), said);
    assert_eq!(Store::open_read_only(&path).unwrap_err().to_string(), said);
    let after = (
        std::fs::read(&path).unwrap(),
        std::fs::read(path.with_extension("db-wal")).unwrap(),
    );
    assert!(before == after);
    drop(future);

    let before = std::fs::read(&path).unwrap();
    assert_eq!(Store::open(&path, Sync::Normal).unwrap_err().to_string(), said);
    assert!(before == std::fs::read(&path).unwrap());
}

#[test]
fn what_is_not_a_store_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let text = directory.path().join("notes.txt");
    std::fs::write(&text, "dear diary, ".repeat(100)).unwrap();
    let other = directory.path().join("other.db");
    let connection = rusqlite::Connection::open(&other).unwrap();
    connection.execute_batch("CREATE TABLE t (x)").unwrap();
    drop(connection);
    for path in [text, other] {
        let before = std::fs::read(&path).unwrap();
        let error = Store::open(&path, Sync::Normal).unwrap_err();
        assert!(matches!(error, StoreError::NotAStore { .. }), "{error:?}");
        assert!(before == std::fs::read(&path).unwrap());
        let error = Store::open_read_only(&path).unwrap_err();
        assert!(matches!(error, StoreError::NotAStore { .. }), "{error:?}");
    }
    let error = Store::open(directory.path(), Sync::Normal).unwrap_err();
    assert!(matches!(error, StoreError::Open { .. }), "{error:?}");
}

#[tokio::test]
async fn a_truncated_file_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let store = Store::open(&path, Sync::Normal).unwrap();
    for n in 0..100 {
        start(&store, &format!("order/n{n}/{n}"), running(n)).await;
    }
    drop(store);
    assert!(!path.with_extension("db-wal").exists(), "the log is in the file");
    let whole = std::fs::read(&path).unwrap();
    let half = whole.len() / 2;
    for length in [
        1,
        50,
        99,
        100,
        511,
        512,
        1_000,
        2_048,
        4_096,
        3 * 4_096,
        half,
        half + 1,
    ] {
        std::fs::write(&path, &whole[..length]).unwrap();
        let error = match Store::open(&path, Sync::Normal) {
            Err(error) => error,
            Ok(store) => {
                let mut failed = None;
                for n in 0..100 {
                    failed = store
                        .load(&arn(&format!("order/n{n}/{n}")))
                        .await
                        .err()
                        .or(failed);
                }
                let listed = store.list(&Filter::default(), None, 1000, at(0)).await;
                let failed = failed.or(listed.err());
                failed.unwrap_or_else(|| panic!("nothing is missed of {length} bytes"))
            }
        };
        assert!(
            matches!(error, StoreError::Damaged(_) | StoreError::NotAStore { .. }),
            "{length} of {} bytes: {error:?}",
            whole.len()
        );
    }
}
