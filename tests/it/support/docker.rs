//! The Docker engine, by its command line and so behind our back, and the images of `tests/functions`.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::OnceLock;

use super::{guests, tool};

pub(crate) const PROVIDED: &str = "public.ecr.aws/lambda/provided:al2023";
pub(crate) const PYTHON: &str = "public.ecr.aws/lambda/python:3.13";
pub(crate) const NODE: &str = "public.ecr.aws/lambda/nodejs:22";
pub(crate) const JAVA: &str = "public.ecr.aws/lambda/java:21";

/// AWS's own emulator, as `tests/functions/emulator` makes it.
pub(crate) const OFFICIAL: &str = "cargo-durable-tests/official-emulator:1.4.0";

/// An engine that answers.
#[derive(Debug)]
pub(crate) struct Engine {
    program: PathBuf,
}

/// An engine that has the base images.
#[derive(Debug)]
pub(crate) struct Images {
    pub(crate) engine: &'static Engine,
    dir: PathBuf,
}

/// The engine that the command line finds; `None` where there is none.
pub(crate) fn engine() -> Option<&'static Engine> {
    static ENGINE: OnceLock<Option<Engine>> = OnceLock::new();
    let find = || {
        let program = tool::find("docker", "docker")?;
        let engine = Engine { program };
        if !engine.try_run(&["info"]).status.success() {
            tool::skip("docker");
            return None;
        }
        Some(engine)
    };
    ENGINE.get_or_init(find).as_ref()
}

/// Makes the base images, once for all tests. `None` where there is no engine or a machine lacks what it takes.
pub(crate) fn images() -> Option<&'static Images> {
    static IMAGES: OnceLock<Option<Images>> = OnceLock::new();
    let make = || {
        let engine = engine()?;
        guests::guests()?;
        let dir = guests::run("images", &[], &["docker"])?;
        Some(Images { engine, dir })
    };
    IMAGES.get_or_init(make).as_ref()
}

/// Makes the image of AWS's emulator, once for all tests. `None` where there is no engine or a machine lacks what it
/// takes.
pub(crate) fn official() -> Option<&'static Engine> {
    static OFFICIAL: OnceLock<Option<&Engine>> = OnceLock::new();
    *OFFICIAL.get_or_init(|| {
        let images = images()?;
        guests::run("emulator", &[], &["docker"])?;
        Some(images.engine)
    })
}

impl Images {
    /// The Python samples and their packages, as a function's zip has them; `app.order` and so on.
    pub(crate) fn python_code(&self) -> PathBuf {
        self.dir.join("python-code")
    }

    /// The Java samples and their packages; `App::hello` and `App::tax`. `None` where there is no JDK or no Maven, and
    /// no image then either.
    pub(crate) fn java_code(&self) -> Option<PathBuf> {
        let code = self.dir.join("java-code");
        if !code.exists() {
            tool::skip("java");
            return None;
        }
        Some(code)
    }
}

impl Engine {
    /// Runs `docker` with these arguments, whatever comes of it.
    pub(crate) fn try_run(&self, arguments: &[&str]) -> Output {
        Command::new(&self.program).args(arguments).output().unwrap()
    }

    /// What `docker` prints.
    ///
    /// # Panics
    /// If it fails.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let output = self.try_run(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "docker {arguments:?}: {stderr}");
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    /// The ids of the containers, running or not, with a label: `name` or `name=value`.
    pub(crate) fn labelled(&self, label: &str) -> Vec<String> {
        let filter = format!("label={label}");
        let ids = self.run(&["ps", "--all", "--quiet", "--no-trunc", "--filter", &filter]);
        ids.lines().map(str::to_owned).collect()
    }

    /// Ends a container as `kill -9` would; it stays, unless it was to be removed.
    pub(crate) fn kill(&self, id: &str) {
        self.run(&["kill", id]);
    }

    /// Ends and removes a container.
    pub(crate) fn remove(&self, id: &str) {
        self.run(&["rm", "--force", "--volumes", id]);
    }
}
