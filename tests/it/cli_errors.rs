//! What the real binary says when something is not there, does not build, or cannot be read.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use expect_test::expect;

use crate::cli::{check, check_in, command, project};

#[test]
fn functions_that_are_not_there() {
    check(
        &["invoke"],
        &expect![[r#"
        ! error: there is no function here
        ! hint: run it in a Cargo project, write a `durable.toml`, or pass `--function NAME=SPEC`
        = 2
    "#]],
    );
    check(
        &["invoke", "--bin", "order"],
        &expect![[r#"
            ! error: there is no Cargo.toml in `[DIR]` or above
            ! hint: pass `--manifest-path`, or `-C` with the project's directory
            = 2
        "#]],
    );
    check(
        &["invoke", "--function", "order=ruby:app.order"],
        &expect![[r#"
            ! error: invalid value 'order=ruby:app.order' for '--function <NAME=SPEC>': `ruby` is no kind of function
            ! 
            ! SPEC is `cargo:BIN`, `example:NAME`, `python:MODULE.HANDLER[@DIR]`, `node:FILE.HANDLER[@DIR]`, `command:PROGRAM ARGS`, `image:NAME`, or a URL
            ! 
            ! For more information, try '--help'.
            = 2
        "#]],
    );
    check(
        &["invoke", "--function", "order=python:app.order"],
        &expect![[r#"
        ! error: function `order`: the handler `app.order` cannot be found: there is no `[DIR]/app.py`
        ! hint: a handler is a file without its ending, a dot, and a function in it
        = 2
    "#]],
    );
    check(
        &["invoke", "--function", "order=command:./order"],
        &expect![[r#"
            ! error: function `order`: there is no program `[DIR]/order`
            = 2
        "#]],
    );
}

#[test]
fn which_function_is_meant() {
    let dir = project("[functions.order]\ncommand = [\"./order\"]\n[functions.tax]\ncommand = [\"./tax\"]\n");
    check_in(
        dir.path(),
        &["invoke"],
        &expect![[r#"
        ! error: which function?
        ! hint: name one of `order`, `tax`
        = 2
    "#]],
    );
    check_in(
        dir.path(),
        &["invoke", "ordre"],
        &expect![[r#"
        ! error: there is no function `ordre` here
        ! hint: did you mean `order`?
        = 2
    "#]],
    );
    check_in(
        dir.path(),
        &["invoke", "order", "--async"],
        &expect![[r#"
        ! error: `--async` leaves the execution to an emulator, and none runs
        ! hint: start one by `cargo durable start`
        = 3
    "#]],
    );
    assert!(!dir.path().join(".durable").exists(), "nothing was started");
}

#[test]
fn a_wrong_durable_toml_has_a_line() {
    let dir = project("[functions.order]\ncommand = [\"./order\"]\ntiemout_s = 3\n");
    check_in(
        dir.path(),
        &["invoke", "order"],
        &expect![[r#"
        ! error: [DIR]/durable.toml:3: unknown key `tiemout_s`
        ! hint: did you mean `timeout_s`?
        = 2
    "#]],
    );
    check_in(
        dir.path(),
        &["start", "-o", "json"],
        &expect![[r#"
        ! {"error":{"code":"InvalidConfiguration","message":"[DIR]/durable.toml:3: unknown key `tiemout_s`","hint":"did you mean `timeout_s`?"}}
        = 2
    "#]],
    );
}

#[test]
fn a_function_that_does_not_build() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("src")).unwrap();
    std::fs::write(
        dir.path().join("Cargo.toml"),
        "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n",
    )
    .unwrap();
    std::fs::write(dir.path().join("src/main.rs"), "fn main() { nonsense }\n").unwrap();
    let output = command(dir.path(), &["invoke", "--offline"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(output.stdout.is_empty());
    assert!(
        said.contains("cannot find value `nonsense`"),
        "cargo's own message: {said}"
    );
    let ours = said
        .split_once("error: cargo could not build")
        .map(|(_, ours)| ours.trim_end());
    assert_eq!(
        ours,
        Some(" `shop`\n  cause: exit status: 101\nhint: cargo's own messages are above"),
        "{said}"
    );
    check_in(
        dir.path(),
        &["invoke", "--bin", "shpo"],
        &expect![[r#"
        ! error: there is no bin target `shpo` in this workspace
        ! hint: did you mean `shop`?
        = 2
    "#]],
    );
    check_in(
        dir.path(),
        &["invoke", "-p", "nonsense"],
        &expect![[r#"
        ! error: there is no package `nonsense` in this workspace
        ! hint: there is `shop`
        = 2
    "#]],
    );
}

#[test]
fn what_is_not_there_is_said() {
    check(
        &["execution", "get", "order-1"],
        &expect![[r#"
        ! error: there is no execution `order-1`
        ! hint: `cargo durable execution list` shows what there is
        = 1
    "#]],
    );
    check(
        &["execution", "get", "@last", "-o", "json"],
        &expect![[r#"
        ! {"error":{"code":"UnknownExecution","message":"there is no execution yet","hint":null}}
        = 1
    "#]],
    );
    check(
        &["execution", "history", "arn:aws:nonsense"],
        &expect![[r#"
        ! error: `arn:aws:nonsense` is no execution's ARN
        ! hint: an execution is named by its ARN, its name, the start of its id, or `@last`
        = 2
    "#]],
    );
    check(
        &["callback", "succeed", "approval"],
        &expect![[r#"
        ! error: there is no open callback `approval`
        ! hint: `cargo durable callback list` shows what there is
        = 1
    "#]],
    );
    check(
        &["--endpoint", "http://127.0.0.1:1", "execution", "list"],
        &expect![[r#"
        ! error: nothing answers at http://127.0.0.1:1
        !   cause: Connection refused (os error 111)
        ! hint: is it running? start one by `cargo durable start`
        = 3
    "#]],
    );
}

#[test]
fn a_file_that_is_no_store() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(
        dir.path().join("notes.txt"),
        "to do: everything, and then a little more\n".repeat(40),
    )
    .unwrap();
    check_in(
        dir.path(),
        &["--store", "notes.txt", "execution", "list"],
        &expect![[r#"
        ! error: the file `[DIR]/notes.txt` is not a store of cargo durable
        ! hint: pass `--store PATH` to use another one
        = 3
    "#]],
    );
    check_in(
        dir.path(),
        &["--store", "notes.txt", "start", "-P", "0"],
        &expect![[r#"
        ! error: the file `[DIR]/notes.txt` is not a store of cargo durable
        ! hint: pass `--store PATH` to use another one
        = 3
    "#]],
    );
}
