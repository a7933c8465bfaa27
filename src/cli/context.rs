//! Where we are: the environment, the directories, the store, the printer. The only reader of the environment.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::Global;
use super::exit::ExitStatus;
use super::failure::Failure;
use super::output::{Printer, text};
use crate::config::cargo::scrub;
use crate::config::root::Root;

/// Everything that a command knows before it begins.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) printer: Arc<Printer>,
    /// Without what cargo sets for the programs that it runs.
    pub(super) environment: BTreeMap<OsString, OsString>,
    /// The cargo that runs us, if one does.
    pub(super) cargo: Option<OsString>,
    /// This very program.
    pub(super) program: PathBuf,
    pub(super) dir: PathBuf,
    /// How much of the story is told: how often `-v` was said.
    pub(super) verbose: u8,
    pub(super) root: Root,
    pub(super) endpoint: Option<String>,
    pub(super) store: StorePlace,
    /// As it was typed, without the program: for hints that repeat it.
    pub(super) line: Vec<String>,
    /// Global options that a command must repeat to mean the same project.
    repeat: Vec<String>,
    /// Whether the user says which store.
    pub(super) names_store: bool,
}

/// Where executions are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StorePlace {
    Memory,
    File(PathBuf),
}

impl StorePlace {
    /// What `--store` means.
    fn named(path: &Path, dir: &Path) -> Self {
        if path == Path::new(":memory:") {
            Self::Memory
        } else {
            Self::File(dir.join(path))
        }
    }
}

impl Context {
    /// Looks around once. `template` is what the command line names, `line` is all of it without the program.
    pub(super) fn new(global: &Global, template: Option<&Path>, line: &[OsString]) -> Result<Self, Failure> {
        let environment = environment();
        let term = environment.get(&OsString::from("TERM"));
        let printer = Printer::new(global.output_format, global.color, global.quiet);
        let printer = Arc::new(printer.on(term.and_then(|term| term.to_str())));
        if let Some(dir) = &global.directory {
            std::env::set_current_dir(dir).map_err(|error| {
                Failure::usage("NoDirectory", format!("cannot go to `{}`", dir.display())).because(error)
            })?;
        }
        let lost = |error: std::io::Error| {
            Failure::new(
                ExitStatus::Trouble,
                "NoDirectory",
                "the current directory is gone",
            )
            .because(error)
        };
        let dir = std::env::current_dir().map_err(lost)?;
        if let Some(path) = &global.manifest_path
            && !dir.join(path).is_file()
        {
            let message = format!("there is no `{}`", path.display());
            return Err(Failure::usage("NoManifest", message).hint("`--manifest-path` takes a Cargo.toml"));
        }
        // A command that takes no such option means the same project, if the environment names the template.
        let everywhere = environment.get(OsStr::new("CARGO_DURABLE_TEMPLATE"));
        let everywhere = everywhere.filter(|path| !path.is_empty()).map(Path::new);
        let manifest_path = global.manifest_path.as_deref();
        let root = Root::find(&dir, manifest_path, template.or(everywhere));
        let store = match (&global.store, &root.dir) {
            (Some(path), _) => StorePlace::named(path, &dir),
            (None, Some(root)) => StorePlace::File(root.join(".durable").join("executions.db")),
            (None, None) => StorePlace::File(user_state().join("executions.db")),
        };
        let mut repeat = repeat(global);
        if let StorePlace::File(path) = &store
            && global.store.is_none()
            && template.is_some()
            && root.dir != Root::find(&dir, manifest_path, everywhere).dir
        {
            // No other command has an option that says so.
            repeat.extend(["--store".to_owned(), path.to_string_lossy().into_owned()]);
        }
        Ok(Self {
            printer,
            cargo: environment.get(&OsString::from("CARGO")).cloned(),
            environment: scrub(environment),
            program: std::env::current_exe().map_err(lost)?,
            endpoint: global.endpoint.clone(),
            verbose: global.verbose,
            repeat,
            names_store: global.store.is_some(),
            line: line
                .iter()
                .map(|word| word.to_string_lossy().into_owned())
                .collect(),
            dir,
            root,
            store,
        })
    }

    /// A variable of the environment, if it says something.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        let value = self.environment.get(&OsString::from(name))?.to_str()?;
        (!value.is_empty()).then_some(value)
    }

    /// What to type for another command on the same project and store.
    pub(super) fn command(&self, words: &[&str]) -> String {
        let mut line = "cargo durable".to_owned();
        for word in words
            .iter()
            .copied()
            .chain(self.repeat.iter().map(String::as_str))
        {
            line.push(' ');
            line.push_str(&text::shell(word));
        }
        line
    }

    /// Our own directory: logs, notes, what sandboxes need. Beside the store, or the user's.
    pub(super) fn state_dir(&self) -> PathBuf {
        match &self.store {
            StorePlace::File(path) => path.parent().map_or_else(|| self.dir.clone(), Path::to_owned),
            StorePlace::Memory => user_state(),
        }
    }

    /// Makes that directory. In a project it ignores itself, so that nobody commits a store.
    pub(super) fn make_state_dir(&self) -> Result<PathBuf, Failure> {
        let dir = self.state_dir();
        let cannot = |error: std::io::Error| {
            Failure::new(
                ExitStatus::Trouble,
                "StoreUnusable",
                format!("cannot create the directory `{}`", dir.display()),
            )
            .because(error)
            .hint("pass `--store PATH` to use another one")
        };
        std::fs::create_dir_all(&dir).map_err(cannot)?;
        let ignore = dir.join(".gitignore");
        if dir.ends_with(".durable") && !ignore.exists() {
            std::fs::write(ignore, "*\n").map_err(cannot)?;
        }
        Ok(dir)
    }
}

/// The global options that say where, as they must be typed again.
fn repeat(global: &Global) -> Vec<String> {
    let path = |path: &PathBuf| path.to_string_lossy().into_owned();
    let options = [
        ("--directory", global.directory.as_ref().map(path)),
        ("--manifest-path", global.manifest_path.as_ref().map(path)),
        ("--store", global.store.as_ref().map(path)),
        ("--endpoint", global.endpoint.clone()),
    ];
    options
        .into_iter()
        .filter_map(|(name, value)| Some([name.to_owned(), value?]))
        .flatten()
        .collect()
}

/// The user's directory for what programs remember.
pub(super) fn user_state() -> PathBuf {
    dirs::state_dir()
        .or_else(dirs::data_local_dir)
        .unwrap_or_else(std::env::temp_dir)
        .join("cargo-durable")
}

/// A variable, for somebody who has no context yet.
pub(super) fn variable(name: &str) -> Option<String> {
    environment().remove(&OsString::from(name))?.into_string().ok()
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one door to the environment"
)]
fn environment() -> BTreeMap<OsString, OsString> {
    std::env::vars_os().collect()
}
