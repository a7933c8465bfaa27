//! What a container costs: an invocation of a warm one beside the same in a process, and the first one beside `docker run`.
//!
//! Needs an engine and the base image of `tests/functions/images`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::bench::Bench;
use super::http::Connection;
use super::measure;
use super::process::Server;
use super::table::{Cell, Table, Unit};

const IMAGE: &str = "public.ecr.aws/lambda/provided:al2023";
const PAYLOAD: &[u8] = br#"{"net":1000}"#;

/// Measures and fills the table.
pub(crate) async fn run(bench: &Bench, table: &mut Table) {
    if !docker(&["image", "inspect", IMAGE]) {
        super::say(&format!(
            "no engine, or no image {IMAGE}: containers are not measured"
        ));
        return;
    }
    let (warm, cold) = if bench.is_quick { (50, 3) } else { (1_000, 11) };
    let folder = bench.folder();
    let program = tokio::task::block_in_place(build);
    declare(folder.path(), &program, cold);
    let server = Server::start_declared(folder.path()).await;
    let mut connection = server.connection();
    let mut medians = Vec::new();
    for function in ["here", "there"] {
        // The first one starts the sandbox.
        timed(&mut connection, function).await;
        let mut times = Vec::with_capacity(warm);
        for _ in 0..warm {
            times.push(timed(&mut connection, function).await);
        }
        medians.push(measure::median(times));
    }
    let mut first = Vec::new();
    let mut bare = Vec::new();
    for number in 0..cold {
        first.push(timed(&mut connection, &format!("cold{number}")).await);
        bare.push(tokio::task::block_in_place(|| run_bare(&program)));
    }
    drop(server);
    let (first, bare) = (measure::median(first), measure::median(bare));
    table.ours(
        "warm invocation, in a process",
        Cell::of(medians[0], Unit::Millis),
    );
    table.ours(
        "warm invocation, in a container",
        Cell::of(medians[1], Unit::Millis),
    );
    table.ours("first invocation, in a container", Cell::of(first, Unit::Millis));
    table.ours("`docker run` of its image", Cell::of(bare, Unit::Millis));
    let ratio = first.zip(bare).map(|(first, bare)| first / bare);
    table.ours("first invocation to `docker run`", Cell::of(ratio, Unit::Times));
    table.note(format!(
        "Containers: medians of {warm} invocations of a plain function in Rust over HTTP, one after the other, and of {cold} \
         first ones, each beside a `docker run --rm` of the same image and code that does nothing."
    ));
}

/// The sample `tax`, as cargo builds it here.
fn build() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("a target directory");
    let built = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--package",
            "sample-functions",
            "--bin",
            "tax",
            "--target-dir",
        ])
        .arg(target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status();
    assert!(built.expect("cargo runs").success(), "the sample is built");
    target.join("debug/tax")
}

fn declare(folder: &Path, program: &Path, cold: usize) {
    let program = program.display();
    let mut text = format!("[functions.here]\ncommand = ['{program}']\ndurable = false\n");
    let contained = ["there".to_owned()]
        .into_iter()
        .chain((0..cold).map(|number| format!("cold{number}")));
    for name in contained {
        let _ = write!(
            text,
            "[functions.{name}]\nruntime = \"provided.al2023\"\ncode = '{program}'\ndurable = false\n"
        );
    }
    std::fs::write(folder.join("durable.toml"), text).expect("a file");
}

/// How long an invocation takes, in milliseconds.
async fn timed(connection: &mut Connection, function: &str) -> f64 {
    let begun_at = measure::now();
    let answer = connection
        .post(&format!("/2015-03-31/functions/{function}/invocations"), PAYLOAD)
        .await
        .expect("an answer");
    assert!(
        answer.is_success() && answer.body.starts_with(b"{\"tax\""),
        "{function}: {}",
        String::from_utf8_lossy(answer.body)
    );
    begun_at.elapsed().as_secs_f64() * 1e3
}

/// How long `docker run` takes to do nothing, in milliseconds.
fn run_bare(program: &Path) -> f64 {
    let mount = format!("{}:/var/task/bootstrap:ro", program.display());
    let begun_at = measure::now();
    assert!(
        docker(&[
            "run",
            "--rm",
            "--volume",
            &mount,
            "--entrypoint",
            "/bin/sh",
            IMAGE,
            "-c",
            "true"
        ]),
        "docker run"
    );
    begun_at.elapsed().as_secs_f64() * 1e3
}

fn docker(arguments: &[&str]) -> bool {
    Command::new("docker")
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
