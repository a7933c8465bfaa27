//! A project that uses AWS's emulator, and a registry on this machine where its images are.

use std::cell::RefCell;
use std::process::Command;

use tempfile::TempDir;

use super::docker::{Engine, OFFICIAL, official};
use super::registry::Registry;
use crate::cli::{command, project, shown};

/// The repository.
const NAME: &str = "emulator";

/// What is here of the repository is gone with it.
pub(crate) struct Emulators {
    pub(crate) registry: Registry,
    pub(crate) dir: TempDir,
    /// Digests as they were first seen: `[1]`, `[2]`.
    seen: RefCell<Vec<String>>,
}

impl Emulators {
    /// A registry without images.
    pub(crate) async fn start() -> Option<Self> {
        let registry = Registry::start().await?;
        Some(Self::of(registry))
    }

    /// One with AWS's emulator in it.
    pub(crate) async fn official() -> Option<Self> {
        official()?;
        let stage = Self::start().await?;
        stage.registry.push(OFFICIAL, &format!("{NAME}:1.4.0"));
        Some(stage)
    }

    pub(crate) fn of(registry: Registry) -> Self {
        Self {
            registry,
            dir: project(""),
            seen: RefCell::default(),
        }
    }

    pub(crate) fn engine(&self) -> &'static Engine {
        self.registry.engine
    }

    /// The repository as an engine knows it.
    pub(crate) fn repository(&self) -> String {
        self.registry.name(NAME)
    }

    /// Makes some image, and leaves it in the registry alone, by this tag.
    pub(crate) fn make(&self, tag: &str) {
        self.registry.make(&format!("{NAME}:{tag}"), &[]);
    }

    /// `compat` in the project, with nobody's credentials.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        self.program(&[&["compat"], args].concat())
    }

    /// The program in the project, with nobody's credentials.
    pub(crate) fn program(&self, args: &[&str]) -> Command {
        let mut command = command(self.dir.path(), args);
        command
            .env("CARGO_DURABLE_IMAGE_REPOSITORY", self.repository())
            .env("DOCKER_CONFIG", self.dir.path())
            .env("TZ", "UTC");
        command
    }

    /// What `compat` says, without what differs from one run to the next.
    pub(crate) fn told(&self, args: &[&str]) -> String {
        self.told_by(&mut self.command(args))
    }

    pub(crate) fn told_by(&self, command: &mut Command) -> String {
        let output = command.output().unwrap();
        self.plain(&shown(self.dir.path(), &output))
    }

    /// A text with names in the place of digests, ports, sizes and times.
    pub(crate) fn plain(&self, text: &str) -> String {
        let mut seen = self.seen.borrow_mut();
        let digest = regex::Regex::new("sha256:([0-9a-f]{12})[0-9a-f]*").unwrap();
        let mut text = digest
            .replace_all(text, |found: &regex::Captures<'_>| {
                let short = found[1].to_owned();
                let known = seen.iter().position(|known| *known == short);
                let number = known.unwrap_or_else(|| {
                    seen.push(short);
                    seen.len() - 1
                });
                format!("[{}]", number + 1)
            })
            .into_owned();
        for (pattern, name) in [
            (r"(localhost|127\.0\.0\.1|\[::1\]):[0-9]+", "[REGISTRY]"),
            (r" in [0-9.]+m?s(, [0-9.]+ (bytes|[KM]iB))?\n", " in [TIME]\n"),
            (r"[0-9.]+ (bytes|[KM]iB)", "[SIZE]"),
            (r"20[0-9-]{8} [0-9:]{8}", "[WHEN]"),
            (r"20[0-9-]{8}T[0-9:]{8}Z", "[WHEN]"),
            (r"linux/(amd64|arm64)", "[PLATFORM]"),
            (r#"Bytes": [0-9]+"#, "Bytes\": 0"),
            (r" +\n", "\n"),
            // How wide a column is depends on what is in it.
            (r"([^ !\n]) {2,}", "$1  "),
        ] {
            let pattern = regex::Regex::new(pattern).unwrap();
            text = pattern.replace_all(&text, name).into_owned();
        }
        text
    }

    /// The lock of the project.
    pub(crate) fn lock(&self) -> String {
        let lock = std::fs::read_to_string(self.dir.path().join("durable.lock"));
        self.plain(&lock.unwrap_or_default())
    }

    /// The id of the image that a tag is here.
    pub(crate) fn image_id(&self, tag: &str) -> String {
        let name = format!("{}:{tag}", self.repository());
        let id = self.engine().try_run(&["inspect", "--format", "{{.Id}}", &name]);
        String::from_utf8(id.stdout).unwrap().trim().to_owned()
    }

    /// Removes all that is here of the repository.
    pub(crate) fn remove_all(&self) {
        let format = "{{.Repository}}:{{.Tag}} {{.Repository}}@{{.Digest}}";
        let listed = self
            .engine()
            .run(&["images", "--digests", "--format", format, &self.repository()]);
        let names = listed.split_whitespace().filter(|name| !name.contains("<none>"));
        for name in names {
            self.engine().try_run(&["rmi", "--force", name]);
        }
    }
}

impl Drop for Emulators {
    fn drop(&mut self) {
        self.remove_all();
    }
}
