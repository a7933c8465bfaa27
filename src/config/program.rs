//! Finding what runs a function: Python and Node, and the handler's own file.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::ConfigError;

/// How long a script may take to say its version: five seconds.
const LOOKS: u32 = 500;
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Where programs are looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Programs<'a> {
    pub(super) environment: &'a BTreeMap<OsString, OsString>,
    /// The project's root, whose virtual environment serves every function.
    pub(super) root: Option<&'a Path>,
}

impl Programs<'_> {
    /// Python for a function: what the user names, a `.venv`, the environment that is active, the runtime's own version,
    /// any Python 3.
    pub(super) fn python(
        &self,
        function: &str,
        dir: &Path,
        runtime: Option<&str>,
    ) -> Result<PathBuf, ConfigError> {
        const VARIABLE: &str = "CARGO_DURABLE_PYTHON";
        if let Some(named) = self.named(VARIABLE) {
            return self.must(function, VARIABLE, &named);
        }
        let places = if cfg!(windows) {
            "Scripts/python.exe"
        } else {
            "bin/python"
        };
        let homes = [Some(dir), self.root].into_iter().flatten();
        let active = self.named("VIRTUAL_ENV").map(PathBuf::from);
        if let Some(found) = homes
            .map(|home| home.join(".venv"))
            .chain(active)
            .map(|home| home.join(places))
            .find(|path| path.is_file())
        {
            return Ok(found);
        }
        let versioned = runtime.filter(|runtime| runtime.starts_with("python3."));
        let names = versioned.into_iter().chain(["python3", "python"]);
        self.first(names)
            .ok_or_else(|| missing(function, "Python", VARIABLE))
    }

    /// Node for a function: what the user names, else what is on the path.
    pub(super) fn node(&self, function: &str) -> Result<PathBuf, ConfigError> {
        const VARIABLE: &str = "CARGO_DURABLE_NODE";
        match self.named(VARIABLE) {
            Some(named) => self.must(function, VARIABLE, &named),
            None => self
                .first(["node"])
                .ok_or_else(|| missing(function, "Node", VARIABLE)),
        }
    }

    fn named(&self, variable: &str) -> Option<OsString> {
        let value = self.environment.get(OsStr::new(variable))?;
        (!value.is_empty()).then(|| value.clone())
    }

    fn must(&self, function: &str, variable: &str, program: &OsStr) -> Result<PathBuf, ConfigError> {
        self.which(program).ok_or_else(|| ConfigError::Function {
            function: function.to_owned(),
            message: format!("`{}` of `{variable}` is no program", program.display()),
            hint: None,
        })
    }

    fn first<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Option<PathBuf> {
        names
            .into_iter()
            .filter_map(|name| self.which(OsStr::new(name)))
            .find(|path| !is_script(path) || self.answers(path))
    }

    /// Whether a program runs at all. A version manager leaves a script on the path for each version that it has ever
    /// seen, and some of them only say that theirs is not active.
    fn answers(&self, program: &Path) -> bool {
        let mut command = Command::new(program);
        command
            .arg("--version")
            .env_clear()
            .envs(self.environment)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let Ok(mut child) = command.spawn() else {
            return false;
        };
        for _ in 0..LOOKS {
            match child.try_wait() {
                Ok(Some(status)) => return status.success(),
                Ok(None) => std::thread::sleep(LOOK_EVERY),
                Err(_) => return false,
            }
        }
        // It hangs, or asks something of somebody who is not there.
        let _ = child.kill().and_then(|()| child.wait());
        false
    }

    /// The file that a shell would run.
    pub(super) fn which(&self, program: &OsStr) -> Option<PathBuf> {
        if Path::new(program).components().count() > 1 {
            return Some(PathBuf::from(program)).filter(|path| path.is_file());
        }
        let path = self.environment.get(OsStr::new("PATH"))?;
        std::env::split_paths(path)
            .map(|dir| dir.join(program))
            .flat_map(|path| [path.clone(), path.with_extension(std::env::consts::EXE_EXTENSION)])
            .find(|path| path.is_file())
    }
}

fn is_script(path: &Path) -> bool {
    let mut start = [0; 2];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == *b"#!"
}

/// The file that a shell would run, by this environment's path.
pub fn which(environment: &BTreeMap<OsString, OsString>, program: &str) -> Option<PathBuf> {
    let programs = Programs {
        environment,
        root: None,
    };
    programs.which(OsStr::new(program))
}

fn missing(function: &str, what: &str, variable: &str) -> ConfigError {
    ConfigError::Function {
        function: function.to_owned(),
        message: format!("{what} is not on this machine's path"),
        hint: Some(format!("install it, or set `{variable}` to the program")),
    }
}

/// Checks that the handler's module is there, so that nobody waits for a sandbox to find out.
pub(super) fn check_module(
    function: &str,
    dir: &Path,
    handler: &str,
    endings: &[&str],
) -> Result<(), ConfigError> {
    let wrong = |message: String, hint: Option<String>| ConfigError::Function {
        function: function.to_owned(),
        message,
        hint,
    };
    if !dir.is_dir() {
        return Err(wrong(format!("there is no directory `{}`", dir.display()), None));
    }
    let module = handler.rsplit_once('.').map_or(handler, |(module, _)| module);
    let base = dir.join(module.replace('.', "/"));
    let candidate = |ending: &&str| {
        let mut path = base.clone().into_os_string();
        path.push(ending);
        PathBuf::from(path)
    };
    if endings.iter().map(candidate).any(|path| path.is_file()) {
        return Ok(());
    }
    let wanted = candidate(&endings[0]);
    Err(wrong(
        format!(
            "the handler `{handler}` cannot be found: there is no `{}`",
            wanted.display()
        ),
        Some("a handler is a file without its ending, a dot, and a function in it".to_owned()),
    ))
}

/// Files that can hold a Python module and a Node one.
pub(super) const PYTHON_MODULE: &[&str] = &[".py", "/__init__.py"];
pub(super) const NODE_MODULE: &[&str] = &[".mjs", ".js", ".cjs", ".mts", ".ts"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_handler_is_named() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("app.py"), "").unwrap();
        check_module("f", dir.path(), "app.handler", PYTHON_MODULE).unwrap();
        let error = check_module("f", dir.path(), "lib.app.handler", PYTHON_MODULE).unwrap_err();
        let said = error.to_string();
        assert!(
            said.starts_with("function `f`: the handler `lib.app.handler` cannot be found"),
            "{said}"
        );
        assert!(said.ends_with("lib/app.py`"), "{said}");
    }

    #[cfg(unix)]
    #[test]
    fn a_script_that_only_complains_is_passed_over() {
        use std::os::unix::fs::PermissionsExt as _;

        let dir = tempfile::tempdir().unwrap();
        for (name, status) in [("python3.13", 127), ("python3", 0)] {
            let path = dir.path().join(name);
            std::fs::write(&path, format!("#!/bin/sh\nexit {status}\n")).unwrap();
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        let path = dir.path().as_os_str().to_owned();
        let environment = BTreeMap::from([(OsString::from("PATH"), path)]);
        let programs = Programs {
            environment: &environment,
            root: None,
        };
        let found = programs.python("f", Path::new("/nowhere"), Some("python3.13"));
        assert_eq!(found.unwrap(), dir.path().join("python3"));
    }

    #[test]
    fn a_virtual_environment_comes_before_the_path() {
        let dir = tempfile::tempdir().unwrap();
        let python = dir.path().join(".venv/bin/python");
        std::fs::create_dir_all(python.parent().unwrap()).unwrap();
        std::fs::write(&python, "").unwrap();
        let environment = BTreeMap::from([(OsString::from("PATH"), OsString::new())]);
        let programs = Programs {
            environment: &environment,
            root: None,
        };
        if cfg!(unix) {
            assert_eq!(
                programs.python("f", dir.path(), Some("python3.13")).unwrap(),
                python
            );
        }
        let active = dir.path().join(".venv").into_os_string();
        let environment = BTreeMap::from([
            (OsString::from("PATH"), OsString::new()),
            (OsString::from("VIRTUAL_ENV"), active),
        ]);
        let elsewhere = Programs {
            environment: &environment,
            root: None,
        };
        if cfg!(unix) {
            assert_eq!(
                elsewhere.python("f", Path::new("/nowhere"), None).unwrap(),
                python
            );
        }
        let error = programs.python("f", Path::new("/nowhere"), None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "function `f`: Python is not on this machine's path"
        );
    }
}
