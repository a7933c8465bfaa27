//! Functions in containers, with a real engine: as in processes, and in the trouble that only containers have.

mod killed;
mod reach;
mod same;
mod trouble;

use std::path::Path;
use std::process::Command;

use crate::sdk::project::{Language, Project};
use crate::support::docker::{self, Images};

/// The label of all our containers, with the store of their emulator.
const STORE: &str = "cargo-durable.store";

/// A project whose functions run in containers, and the images for it; `None` where there is no engine.
fn project() -> Option<(Project, &'static Images)> {
    let images = docker::images()?;
    let mut project = Project::empty();
    project.in_containers();
    Some((project, images))
}

/// Declares a function of `code/trouble.py`, whose packages come in a layer, with more lines of TOML.
fn add_trouble(project: &Project, images: &Images, function: &str, more: &str) {
    let code = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/containers/code");
    let layer = project.path("layer");
    std::fs::create_dir(&layer).unwrap();
    let copied = Command::new("cp")
        .arg("-a")
        .arg(images.python_code())
        .arg(layer.join("python"))
        .status();
    assert!(copied.unwrap().success());
    project.declare(
        function,
        &format!(
            "runtime = \"python3.13\"\ncode = '{}'\nhandler = \"trouble.{function}\"\nlayers = ['{}']\n{more}",
            code.display(),
            layer.display()
        ),
    );
}

/// Declares a sample as it would be deployed.
fn add_sample(project: &Project, images: &Images, language: Language, function: &str) {
    project.add_deployed(language, &images.python_code(), function);
}

/// The containers of a project's store, running or not.
fn containers(project: &Project, images: &Images) -> Vec<String> {
    let store = project
        .dir
        .path()
        .canonicalize()
        .unwrap()
        .join(".durable/executions.db");
    images.engine.labelled(&format!("{STORE}={}", store.display()))
}
