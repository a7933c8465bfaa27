//! A sandbox in a container: made, listened to, and removed whatever happens.
//!
//! Its labels say whose it is, so that what a crash of ours leaves behind is removed by the next start.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::io::{AsyncWriteExt as _, DuplexStream};

use crate::docker::container::{Bounds, End, Output, Outputs, Recipe};
use crate::docker::network::Reach;
use crate::docker::reference::Reference;
use crate::docker::{Docker, DockerError};

use super::environment::Env;
use super::function::{Container, FunctionSpec, Task};
use super::guest::{Exit, Guest, Life, Orders};
use super::logs::{Label, Stream};

/// The store whose emulator a container belongs to.
const STORE: &str = "cargo-durable.store";
/// The process that this emulator is, on the machine of that name.
const OWNER: &str = "cargo-durable.owner";
const MACHINE: &str = "cargo-durable.machine";
/// Tells one start of a process from another that has its number.
const START: &str = "cargo-durable.start";
const FUNCTION: &str = "cargo-durable.function";

/// Where Lambda has a function's code, and its layers.
pub(super) const TASK: &str = "/var/task";
const OPT: &str = "/opt";
const BOOTSTRAP: &str = "/var/task/bootstrap";
/// Lambda's own user, `sbx_user1051`.
const LAMBDA_USER: &str = "993:990";
/// Lambda's own bounds.
const PROCESSES: i64 = 1_024;
const OPEN_FILES: i64 = 1_024;
/// Of its output, what may wait for the reader.
const PIPE_BYTES: usize = 64 << 10;
/// How long the last lines of a container that has ended are waited for.
const LAST_LINES: Duration = Duration::from_millis(250);
/// Exit codes from here on are signals.
const SIGNALLED: i64 = 128;

/// The engine that has our containers, and what makes them ours.
#[derive(Debug, Clone)]
pub struct Yard {
    pub docker: Docker,
    /// How containers reach us.
    pub reach: Reach,
    pub owner: Owner,
}

/// Whose containers they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Names the store, as its path does.
    pub store: String,
    pub process: u32,
    pub machine: String,
    /// Different for each start.
    pub start: String,
}

impl Owner {
    /// What marks a container as theirs, and says what it is for.
    pub fn labels(&self, function: &str) -> HashMap<String, String> {
        [
            (STORE, self.store.as_str()),
            (OWNER, &self.process.to_string()),
            (MACHINE, &self.machine),
            (START, &self.start),
            (FUNCTION, function),
        ]
        .map(|(label, value)| (label.to_owned(), value.to_owned()))
        .into()
    }

    /// Whether a container with these labels has nobody any more: an earlier start on our store, which we hold, or a
    /// process of this machine that is gone, left it behind.
    fn inherits(&self, labels: &HashMap<String, String>) -> bool {
        let label = |name: &str| labels.get(name).map(String::as_str);
        if label(START) == Some(&self.start) || label(MACHINE) != Some(&self.machine) {
            return false;
        }
        let is_gone = label(OWNER)
            .and_then(|process| process.parse().ok())
            .is_some_and(|process| !is_running(process));
        label(STORE) == Some(&self.store) || is_gone
    }
}

#[cfg(unix)]
fn is_running(process: i32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    let found = Pid::from_raw(process).map(test_kill_process);
    // Somebody else's process is a process.
    !matches!(found, None | Some(Err(rustix::io::Errno::SRCH)))
}

#[cfg(not(unix))]
fn is_running(_: i32) -> bool {
    true
}

impl Yard {
    /// Removes what emulators have left behind that are no more. How many that were.
    pub async fn clear(&self) -> Result<usize, DockerError> {
        let left = self.docker.labelled(OWNER).await?;
        let left: Vec<_> = left
            .iter()
            .filter(|found| self.owner.inherits(&found.labels))
            .collect();
        let removed = futures_util::future::join_all(left.iter().map(|found| self.docker.remove(&found.id)));
        let removed = removed.await;
        let count = removed.iter().filter(|removed| removed.is_ok()).count();
        removed.into_iter().collect::<Result<(), _>>().map(|()| count)
    }
}

/// Makes and starts a container; that it cannot be started is an [`Exit`]. It is removed whatever happens, and killed if
/// it is stopped: Lambda does not ask a function without extensions, either.
pub(super) fn spawn(
    yard: &Yard,
    spec: &FunctionSpec,
    container: &Container,
    env: &Env,
    label: &Label,
    life: &Life,
) -> Guest {
    let recipe = recipe(yard, spec, container, env);
    let (docker, label) = (yard.docker.clone(), label.clone());
    let (image, platform) = (container.image.clone(), container.platform.clone());
    Guest::begin(life, async move |Orders { stop, kill }, end| {
        let id = match docker.create(recipe).await {
            Ok(id) => id,
            Err(error) => {
                let why = explained(&error);
                let hint = no_image(&why, docker.program(), &image, platform.as_deref());
                end.tell(Exit::Unstartable(format!("{why}{hint}")));
                return;
            }
        };
        let ended = tokio::select! {
            // What nobody wants any more by the time it is made is not started.
            biased;
            () = stop.cancelled() => Exit::KILLED,
            () = kill.cancelled() => Exit::KILLED,
            ended = live(&docker, &id, &label) => ended,
        };
        end.tell(ended);
        if let Err(error) = docker.remove(&id).await {
            tracing::warn!(container = id, %error, "a container could not be removed");
        }
    })
}

/// From its start to its end, with all that it says.
async fn live(docker: &Docker, id: &str, label: &Label) -> Exit {
    let outputs = match docker.start(id).await {
        Ok(outputs) => outputs,
        Err(error) => return Exit::Unstartable(explained(&error)),
    };
    let mut lines = tokio::spawn(listen(outputs, label.clone()));
    let ended = docker.wait(id).await;
    if tokio::time::timeout(LAST_LINES, &mut lines).await.is_err() {
        lines.abort();
    }
    match ended {
        Ok(end) => exit(end),
        Err(error) => {
            tracing::warn!(container = id, %error, "a container is out of sight");
            Exit::KILLED
        }
    }
}

fn exit(end: End) -> Exit {
    let signal = i32::try_from(end.code - SIGNALLED)
        .ok()
        .filter(|signal| (1..=64).contains(signal));
    match (end.out_of_memory, signal) {
        (true, _) => Exit::OutOfMemory,
        (false, Some(signal)) => Exit::Signal(signal),
        (false, None) => Exit::Code(i32::try_from(end.code).unwrap_or(-1)),
    }
}

/// Passes what it writes on, line by line.
async fn listen(mut outputs: Outputs, label: Label) {
    let pipe = |stream: Stream| -> (DuplexStream, tokio::task::JoinHandle<()>) {
        let (writer, reader) = tokio::io::duplex(PIPE_BYTES);
        (writer, tokio::spawn(label.clone().follow(stream, reader)))
    };
    let (mut stdout, out) = pipe(Stream::Stdout);
    let (mut stderr, err) = pipe(Stream::Stderr);
    while let Some(output) = outputs.next().await {
        let passed = match output {
            Output::Stdout(bytes) => stdout.write_all(&bytes).await,
            Output::Stderr(bytes) => stderr.write_all(&bytes).await,
        };
        if passed.is_err() {
            break;
        }
    }
    drop((stdout, stderr));
    let _ = tokio::join!(out, err);
}

fn recipe(yard: &Yard, spec: &FunctionSpec, container: &Container, env: &Env) -> Recipe {
    let task = container.task.as_ref().map(|task| match task {
        Task::Directory(dir) => (dir.clone(), TASK.to_owned()),
        Task::Bootstrap(file) => (file.clone(), BOOTSTRAP.to_owned()),
    });
    let opt = spec.opt.clone().map(|dir| (dir, OPT.to_owned()));
    Recipe {
        image: container.image.clone(),
        platform: container.platform.clone(),
        entry_point: container.entry_point.clone(),
        command: container.command.clone(),
        working_dir: container.working_dir.clone(),
        env: env
            .iter()
            .map(|(name, value)| format!("{}={}", name.to_string_lossy(), value.to_string_lossy()))
            .collect(),
        user: Some(user(task.as_ref().map(|(code, _)| code.as_path()))),
        mounts: task.into_iter().chain(opt).collect(),
        labels: yard.owner.labels(spec.name.as_str()),
        bounds: Bounds {
            memory_bytes: i64::from(spec.memory_mb) << 20,
            processes: PROCESSES,
            open_files: OPEN_FILES,
        },
        ..Recipe::default()
    }
}

/// Who runs the function: Lambda's user, or the code's owner where nobody else may read the code.
#[cfg(unix)]
fn user(code: Option<&Path>) -> String {
    use std::os::unix::fs::MetadataExt as _;

    const OTHERS: u32 = 0o005;
    let private = code
        .and_then(|code| std::fs::metadata(code).ok())
        .filter(|found| found.mode() & OTHERS != OTHERS && found.uid() != 0);
    match private {
        Some(found) => format!("{}:{}", found.uid(), found.gid()),
        None => LAMBDA_USER.to_owned(),
    }
}

#[cfg(not(unix))]
fn user(_: Option<&Path>) -> String {
    LAMBDA_USER.to_owned()
}

/// The engine's words, and what they mean for a function.
fn explained(error: &DockerError) -> String {
    match error {
        DockerError::Broken(source) => format!("{error}: {source}"),
        error => explain(&error.to_string()),
    }
}

/// What to do about an image that was here and is gone; nothing if that is not why.
fn no_image(why: &str, program: &str, image: &str, platform: Option<&str>) -> String {
    if !why.to_ascii_lowercase().contains("no such image") {
        return String::new();
    }
    let option = platform.map_or_else(String::new, |platform| format!(" --platform {platform}"));
    let build = format!("`{program} build{option} -t {image} DIR`");
    let pull = format!("`{program} pull{option} {image}`");
    match Reference::parse(image) {
        Ok(reference) if reference.names_registry => {
            format!("; hint: it was removed: {pull}, or make it again: {build}")
        }
        Ok(_) => format!("; hint: it was removed: make it again: {build}, or {pull}"),
        // An id is nobody's name.
        Err(_) => "; hint: it was removed: make it again, and name the new one".to_owned(),
    }
}

/// Why a program did not start, and what to do.
pub(super) fn explain(why: &str) -> String {
    match () {
        () if why.contains("exec format error") => format!(
            "{why}; hint: the program or the image is for another processor: build it for this one, or declare the \
             function's `architecture`"
        ),
        () if why.contains("no such file or directory") && why.contains("exec") => {
            format!("{why}; hint: the image lacks the program, or the loader that the program needs")
        }
        () => why.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(store: &str, process: u32, start: &str) -> Owner {
        Owner {
            store: store.to_owned(),
            process,
            machine: "here".to_owned(),
            start: start.to_owned(),
        }
    }

    #[test]
    fn only_what_nobody_has_is_inherited() {
        let me = owner("/a", std::process::id(), "2");
        let gone = i32::MAX.unsigned_abs();
        let inherits = |left: &Owner| me.inherits(&left.labels("f"));
        assert!(!inherits(&me), "its own");
        assert!(
            inherits(&owner("/a", gone, "1")),
            "of its store, by a process that is gone"
        );
        assert!(
            inherits(&owner("/a", me.process, "1")),
            "of its store, which it holds"
        );
        assert!(inherits(&owner("/b", gone, "1")), "of a process that is gone");
        assert!(!inherits(&owner("/b", me.process, "1")), "of a process that runs");
        let far = Owner {
            machine: "there".to_owned(),
            ..owner("/a", gone, "1")
        };
        assert!(!inherits(&far), "of another machine");
        assert!(!me.inherits(&HashMap::new()), "of nobody that we know");
    }

    #[test]
    fn an_image_that_is_gone_comes_back() {
        let hint = |image: &str| {
            no_image(
                &format!("No such image: {image}"),
                "docker",
                image,
                Some("linux/arm64"),
            )
        };
        assert_eq!(
            hint("public.ecr.aws/lambda/python:3.13"),
            "; hint: it was removed: `docker pull --platform linux/arm64 public.ecr.aws/lambda/python:3.13`, or make \
             it again: `docker build --platform linux/arm64 -t public.ecr.aws/lambda/python:3.13 DIR`"
        );
        assert!(hint("box:1").starts_with("; hint: it was removed: make it again: `docker build"));
        assert!(hint(&format!("sha256:{}", "a".repeat(64))).ends_with("name the new one"));
        assert_eq!(no_image("no space left on device", "docker", "box:1", None), "");
    }

    #[test]
    fn ends() {
        let end = |code, out_of_memory| exit(End { code, out_of_memory });
        assert_eq!(end(0, false), Exit::Code(0));
        assert_eq!(end(3, false), Exit::Code(3));
        assert_eq!(end(137, false), Exit::Signal(9));
        assert_eq!(end(139, false), Exit::Signal(11));
        assert_eq!(end(137, true), Exit::OutOfMemory);
        assert_eq!(end(255, false), Exit::Code(255));
    }
}
