//! A disk that is full, for a while.

use std::path::{Path, PathBuf};

use serde_json::json;
use tokio::process::Command;

use super::flow::{FLOW, result_of};
use super::{Site, start};
use crate::sdk::emulator::Emulator;
use crate::sdk::project::eventually;
use crate::support::tool;

/// A small disk of its own, seen by its emulator alone: in a mount namespace, which a user may make where the kernel
/// lets him.
async fn on_a_small_disk(site: &Site, mebibytes: u32) -> Option<(Emulator, PathBuf)> {
    let disk = site.dir.path().join("disk");
    std::fs::create_dir_all(&disk).unwrap();
    let probe = std::process::Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "true"])
        .output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        tool::skip("unshare");
        return None;
    }
    let inside = start(site.dir.path(), disk.join("executions.db").to_str()?, &site.url);
    let mount = format!("mount -t tmpfs -o size={mebibytes}m tmpfs \"$1\" && shift && exec \"$@\"");
    let mut command = Command::new("unshare");
    command
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", &mount, "sh"])
        .arg(&disk)
        .arg(inside.get_program())
        .args(inside.get_args())
        .current_dir(site.dir.path());
    let emulator = site
        .launch(command)
        .await
        .unwrap_or_else(|said| panic!("it starts: {said}"));
    let seen = PathBuf::from(format!("/proc/{}/root", emulator.pid())).join(disk.strip_prefix("/").unwrap());
    Some((emulator, seen))
}

/// Takes all the room that is left.
fn fill(disk: &Path) {
    let mut filler = std::fs::File::create(disk.join("filler")).unwrap();
    let block = vec![0; 64 * 1024];
    for size in [block.len(), 4096, 512, 1] {
        while std::io::Write::write_all(&mut filler, &block[..size]).is_ok() {}
    }
}

#[tokio::test]
async fn a_full_disk_refuses_and_loses_nothing() {
    let site = Site::new().await;
    let Some((emulator, disk)) = on_a_small_disk(&site, 8).await else {
        return;
    };
    let plan = json!(["step", "wait", "bulk", "callback", "step"]);
    let arn = emulator.begin(FLOW, &plan).await;
    let callback = emulator.callback(&arn).await;
    fill(&disk);

    // What must be written is refused, in words; what can be read is.
    let refusal = emulator.refused(FLOW, &json!(["bulk"])).await;
    assert_eq!(
        refusal,
        r#"500 ServiceException {"Type":"Service","Message":"there is no room left on the disk for the store: database or disk is full"}"#
    );
    assert!(
        !emulator.try_answer(&callback, &json!("answer")).await,
        "it cannot be kept"
    );
    assert_eq!(emulator.get(&arn).await["Status"], "RUNNING");
    let before = emulator.history(&arn).await;

    // Somebody makes room: all goes on by itself, and a client that was refused asks again.
    std::fs::remove_file(disk.join("filler")).unwrap();
    let answered = eventually("the callback is answered", async || {
        emulator
            .try_answer(&callback, &json!("answer"))
            .await
            .then_some(())
    });
    answered.await;
    assert_eq!(emulator.result(&arn).await, result_of(&plan));
    assert!(
        emulator.history(&arn).await.starts_with(&before),
        "nothing is lost"
    );
    assert_eq!(site.flow.broken_promises(), []);
    let store = rusqlite::Connection::open(disk.join("executions.db")).unwrap();
    let whole: String = store
        .query_row("PRAGMA integrity_check", (), |row| row.get(0))
        .unwrap();
    assert_eq!(whole, "ok");
    emulator.kill().await;
}
