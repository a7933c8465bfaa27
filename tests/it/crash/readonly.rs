//! Stores that must not or cannot be written to: of somebody else, from the future, read-only, in use.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use expect_test::{Expect, expect};
use serde_json::json;

use super::{Site, start};
use crate::cli;
use crate::sdk::emulator::Emulator;

/// `nobody`, on every Unix that we know: root may write anywhere.
const NOBODY: u32 = 65_534;

/// A store in which one execution has ended.
async fn site() -> (Site, String) {
    let site = Site::new().await;
    let emulator = site.start().await;
    let arn = emulator
        .try_begin(super::flow::FLOW, "one", &json!(["step"]))
        .await
        .unwrap();
    emulator.result(&arn).await;
    emulator.end().await;
    (site, arn)
}

/// What a command says and how it ends; the directory is `[DIR]`.
fn said(dir: &Path, command: &mut Command) -> String {
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text)
        .unwrap()
        .replace(&*dir.to_string_lossy(), "[DIR]");
    format!("{text}= {}", output.status.code().unwrap_or(-1))
}

#[expect(clippy::needless_pass_by_value, reason = "`expect!` is written in place")]
fn check(site: &Site, command: &mut Command, expected: Expect) {
    expected.assert_eq(&said(site.dir.path(), command));
}

/// A command on the store, as a user who may not write there.
fn as_nobody(site: &Site, arguments: &[&str]) -> Command {
    let dir = site.dir.path();
    let program = dir.join("cargo-durable");
    if !program.exists() {
        // Where the tests were built, nobody may have no business.
        std::fs::copy(env!("CARGO_BIN_EXE_cargo-durable"), &program).unwrap();
    }
    let named = cli::command(dir, &[]);
    let mut command = Command::new(program);
    for (name, value) in named.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
        .args(arguments)
        .arg("--store")
        .arg(site.store())
        .current_dir("/");
    if rustix::process::geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

fn chmod(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[tokio::test]
async fn a_directory_that_cannot_be_written_to() {
    let (site, _) = site().await;
    let mut list = as_nobody(&site, &["execution", "list", "-o", "json"]);
    for file in std::fs::read_dir(site.dir.path()).unwrap() {
        chmod(&file.unwrap().path(), 0o555);
    }
    chmod(site.dir.path(), 0o555);
    let listed = list.output().unwrap();
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&listed.stderr)));
    assert_eq!(
        listed["DurableExecutions"][0]["DurableExecutionName"], "one",
        "what can be read is shown"
    );
    check(
        &site,
        &mut as_nobody(&site, &["start", "--port", "0"]),
        expect![[r#"
            error: the store's lock `[DIR]/executions.db.lock` cannot be taken
              cause: Permission denied (os error 13)
            hint: pass `--store PATH` to use another one
            = 3"#]],
    );
    check(
        &site,
        &mut as_nobody(&site, &["execution", "stop", "one"]),
        expect![[r#"
            error: the store's lock `[DIR]/executions.db.lock` cannot be taken
              cause: Permission denied (os error 13)
            hint: pass `--store PATH` to use another one
            = 3"#]],
    );
    chmod(site.dir.path(), 0o755);
}

#[tokio::test]
async fn a_file_that_cannot_be_written_to() {
    let (site, _) = site().await;
    let mut start = as_nobody(&site, &["start", "--port", "0"]);
    chmod(site.dir.path(), 0o777);
    chmod(&site.store(), 0o444);
    let lock = format!("{}.lock", site.store().display());
    let _ = std::fs::remove_file(lock);
    check(
        &site,
        &mut start,
        expect![[r#"
        error: the store can only be read
        hint: pass `--store PATH` to use another one
        = 3"#]],
    );
}

#[tokio::test]
async fn a_store_from_the_future() {
    let (site, _) = site().await;
    let store = rusqlite::Connection::open(site.store()).unwrap();
    store.pragma_update(None, "user_version", 99).unwrap();
    drop(store);
    let before = std::fs::read(site.store()).unwrap();
    let mut list = cli::command(
        site.dir.path(),
        &["execution", "list", "--store", "executions.db"],
    );
    check(
        &site,
        &mut list,
        expect![[r#"
        error: the store `[DIR]/executions.db` has format 99, and this version knows formats up to 4
        hint: update cargo-durable, or pass `--store PATH` to use another one
        = 3"#]],
    );
    check(
        &site,
        &mut start(site.dir.path(), "executions.db", &site.url),
        expect![[r#"
            {"error":{"code":"StoreTooNew","message":"the store `[DIR]/executions.db` has format 99, and this version knows formats up to 4","hint":"update cargo-durable, or pass `--store PATH` to use another one"}}
            = 3"#]],
    );
    assert!(
        std::fs::read(site.store()).unwrap() == before,
        "it is left as it is"
    );
}

#[tokio::test]
async fn two_emulators_on_one_store() {
    let (site, arn) = site().await;
    let first = site.start().await;
    let second = said(
        site.dir.path(),
        &mut start(site.dir.path(), "executions.db", &site.url),
    );
    let second = second
        .replace(&first.pid().to_string(), "[PID]")
        .replace(&first.endpoint, "[ENDPOINT]");
    expect![[r#"
        {"error":{"code":"StoreLocked","message":"an emulator already runs on this store: process [PID], at [ENDPOINT]","hint":"end it by `cargo durable stop --store executions.db`, or pass `--store PATH` to use another store"}}
        = 3"#]].assert_eq(&second);
    assert_eq!(
        first.get(&arn).await["Status"],
        "SUCCEEDED",
        "the first one does not mind"
    );

    // Nobody has to tidy up after a death.
    first.kill().await;
    let third: Emulator = site.start().await;
    assert_eq!(third.get(&arn).await["Status"], "SUCCEEDED");
    third.end().await;
}
